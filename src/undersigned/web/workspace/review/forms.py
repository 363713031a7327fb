"""What people fill in who read a text: a remark, a suggested change, an answer."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from undersigned.core.languages import direction

if TYPE_CHECKING:
    # What a translation that is made later is; there is no such type at run time.
    from django.utils.functional import _StrPromise

_MOST = 1_000_000_000


def _hidden(*, required: bool = True) -> forms.IntegerField:
    return forms.IntegerField(
        min_value=0,
        max_value=_MOST,
        required=required,
        widget=forms.HiddenInput(),
    )


def _words(
    label: "_StrPromise",
    rows: int,
    *,
    required: bool = True,
    help_text: "str | _StrPromise" = "",
) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        strip=False,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows, "dir": "auto", "autocomplete": "off"}),
    )


class PlaceForm(forms.Form):
    """Which passage of which version a person points at, in the address of a page."""

    version = forms.IntegerField(min_value=1, max_value=_MOST, required=False)
    # Where its paragraph begins in the Markdown; none for the text as a whole.
    unit = forms.IntegerField(min_value=0, max_value=_MOST, required=False)
    # The first words that were selected there, and how many characters stand before and in all.
    words = forms.CharField(required=False, strip=False, max_length=2_000)
    before = forms.IntegerField(min_value=0, max_value=_MOST, required=False)
    length = forms.IntegerField(min_value=0, max_value=_MOST, required=False)


class RemarkForm(forms.Form):
    """A remark on some words of a paragraph, on all of it, or on the text as a whole."""

    version = _hidden()
    unit = _hidden(required=False)
    # Set when the words were selected in the text.
    start = _hidden(required=False)
    end = _hidden(required=False)
    words = _words(
        _("The words that you mean"),
        2,
        required=False,
        help_text=_("Copy them from above. Leave this empty to remark on all of it."),
    )
    text = _words(_("Your remark"), 5)

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:  # as Form takes them
        super().__init__(*args, **kwargs)
        self.fields["words"].widget.attrs |= {"lang": language, "dir": direction(language)}


class SuggestionForm(forms.Form):
    """A paragraph as somebody would have it, and why."""

    version = _hidden()
    unit = _hidden()
    edited = _words(
        _("The words as you would have them"),
        7,
        required=False,
        help_text=_("Change what you would change; only that becomes your suggestion."),
    )
    text = _words(_("Why (not required)"), 3, required=False)

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:  # as Form takes them
        super().__init__(*args, **kwargs)
        self.fields["edited"].widget.attrs |= {"lang": language, "dir": direction(language)}


class AnswerForm(forms.Form):
    """An answer to a thread."""

    text = _words(_("Your answer"), 3)


class ReasonForm(forms.Form):
    """Why a suggestion is not taken."""

    reason = _words(_("Reason (not required)"), 2, required=False)


class ReadForm(forms.Form):
    """Which version a person has read."""

    version = _hidden()
    # Sent by the page itself once the end of the text was seen: nobody waits for a message.
    quietly = forms.BooleanField(required=False, widget=forms.HiddenInput)
