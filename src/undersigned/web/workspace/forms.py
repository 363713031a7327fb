"""What the lead of a letter fills in."""

from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from undersigned.core.languages import direction
from undersigned.web.languages import LanguageField

MAX_SLUG = 80


def language_input() -> forms.TextInput:
    """A field with suggestions; the page holds the datalist."""
    attrs = {"list": "languages", "autocomplete": "off", "spellcheck": "false"}
    return forms.TextInput(attrs=attrs)


class NewLetterForm(forms.Form):
    """A letter begins with a title, a language and an address."""

    title = forms.CharField(
        label=_("Title"),
        max_length=300,
        help_text=_("As readers will see it above the letter. You can change it later."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    language = LanguageField(
        label=_("Language of the original"),
        max_length=100,
        help_text=_("Translations are added later. Choose from the list, or write a tag."),
        widget=language_input(),
    )
    slug = forms.SlugField(
        label=_("Address"),
        max_length=MAX_SLUG,
        required=False,
        help_text=_("Small letters, digits and hyphens. Leave it empty to make it of the title."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:  # the values of a form are of any type
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("slug") and "slug" not in self.errors and cleaned.get("title"):
            cleaned["slug"] = slugify(cleaned["title"])[:MAX_SLUG].strip("-_").replace("_", "-")
            if not cleaned["slug"]:
                # A title in another script leaves nothing that an address could be made of.
                self.add_error("slug", _("No address can be made of this title; write one."))
        return cleaned


def hidden_number(*, required: bool = True) -> forms.IntegerField:
    """The number of something that the page showed."""
    return forms.IntegerField(
        min_value=0,
        max_value=9_000_000_000_000_000_000,
        required=required,
        widget=forms.HiddenInput(),
    )


class LanguageForm(forms.Form):
    """Which language to add."""

    language = LanguageField(label=_("Add a language"), max_length=100, widget=language_input())


class TextForm(forms.Form):
    """A letter in one language, as it is typed."""

    title = forms.CharField(
        label=_("Title"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    addressees = forms.CharField(
        label=_("Addressees"),
        required=False,
        strip=False,
        help_text=_("One a line: name; office; country or institution."),
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"}),
    )
    body = forms.CharField(
        label=_("Text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24, "autocomplete": "off"}),
    )
    # The number of the version that was edited.
    based_on = hidden_number()
    # The working copy that the window holds, and in which of its states.
    copy = hidden_number(required=False)
    revision = hidden_number(required=False)
    # The version of the original that stood beside the text.
    original = hidden_number(required=False)
    is_up_to_date = forms.BooleanField(required=False)
    reason = forms.CharField(
        label=_("Why (for the list of versions; may be left empty)"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:  # as Form takes them
        super().__init__(*args, **kwargs)
        self.language = language
        for name in ("title", "addressees", "body"):
            attrs = self.fields[name].widget.attrs
            attrs["lang"] = language
            attrs["dir"] = direction(language)


class VersionForm(forms.Form):
    """Which version of a text a person saw when deciding about it."""

    based_on = hidden_number()


class CopyForm(forms.Form):
    """Which working copy a person saw when deciding about it."""

    copy = hidden_number()
    revision = hidden_number()


class EditionForm(forms.Form):
    """Which edition a person saw when deciding about it."""

    edition = forms.IntegerField(min_value=1, max_value=1_000_000, widget=forms.HiddenInput())


class DeclineForm(forms.Form):
    """Why an organization's signature is not taken; the representative reads it."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        help_text=_("The representative reads this in a mail."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
