"""What editors fill in about articles and the quotations in them."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from undersigned.adapters.sentences import in_words
from undersigned.core.coverage import MAX_FILE_BYTES, MAX_TEXT
from undersigned.core.display_names import language_name
from undersigned.core.errors import Malformed
from undersigned.core.interface_languages import TRANSLATED
from undersigned.core.quotes.found import Speaker
from undersigned.core.quotes.verdict import Judgement
from undersigned.core.web_address import MAX_LENGTH, parse_web_address
from undersigned.queries.coverage_words import JUDGEMENTS, SPEAKERS
from undersigned.stages.coverage import NewArticle
from undersigned.web.fields import LineField, WordsField
from undersigned.web.workspace.forms import hidden_number

# No letter of ours is older; "0026" was meant to be another year.
OLDEST_YEAR: Final = 1900


class AddressField(LineField):
    """The address of a page on the web, as it will be asked for."""

    def __init__(self, *, label: Any, help_text: Any = "") -> None:  # as LineField has them
        super().__init__(
            label=label, length=MAX_LENGTH, required=False, help_text=help_text, autocomplete="url"
        )
        self.widget.attrs |= {
            "inputmode": "url", "autocapitalize": "none", "spellcheck": "false", "dir": "ltr",
        }  # fmt: skip

    def to_python(self, value: Any) -> str:
        """The address, with what it lacks at its beginning."""
        line = super().to_python(value)
        if not line:
            return ""
        try:
            return str(parse_web_address(line if "://" in line else f"https://{line}"))
        except Malformed as problem:
            raise ValidationError(in_words(problem), "invalid") from problem


class DetailsForm(forms.Form):
    """Who published an article and when."""

    outlet = LineField(
        label=_("Outlet"), length=200, required=False, help_text=_("Such as: Example Times.")
    )
    title = LineField(label=_("Headline"), length=300, required=False)
    published_on = forms.DateField(
        label=_("Day of publication"),
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date", "autocomplete": "off"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Write the day like this: 2026-12-31.")},
    )
    language = forms.ChoiceField(label=_("Language of the article"), required=False)

    def __init__(self, *args: Any, languages: Iterable[str], **kwargs: Any) -> None:  # as Form
        super().__init__(*args, **kwargs)
        tags = dict.fromkeys([*languages, "en", *TRANSLATED])
        self.fields["language"].choices = [  # type: ignore[attr-defined]  # a choice field
            ("", _("As it seems")),
            *((tag, language_name(tag)) for tag in tags if tag not in {"", "und"}),
            ("und", _("Another one")),
        ]

    def clean_published_on(self) -> Any:  # a date or None
        """No day that has not begun anywhere, and no year of which digits are missing."""
        day = self.cleaned_data["published_on"]
        if day is not None and day.year < OLDEST_YEAR:
            raise ValidationError(self.fields["published_on"].error_messages["invalid"], "invalid")
        if day is not None and day > (timezone.now() + timedelta(hours=14)).date():
            raise ValidationError(_("That day has not come yet."), "future")
        return day


class AddForm(DetailsForm):
    """An article by its address, its text or a file."""

    address = AddressField(
        label=_("Address of the article"),
        help_text=_("It is fetched from there, unless you also give its text below."),
    )
    text = WordsField(
        label=_("Its text"),
        length=MAX_TEXT,
        required=False,
        rows=10,
        help_text=_("Where the page cannot be fetched, such as behind a paywall."),
    )
    file = forms.FileField(
        label=_("A file"),
        required=False,
        allow_empty_file=True,
        help_text=_("A saved page or plain text, of at most 5 MB."),
        widget=forms.FileInput(attrs={"accept": ".html,.htm,.txt,text/html,text/plain"}),
    )

    def clean_file(self) -> bytes:
        """What is in the file."""
        upload = self.cleaned_data["file"]
        if not upload:
            return b""
        data: bytes = upload.read(MAX_FILE_BYTES + 1)
        if len(data) > MAX_FILE_BYTES:
            raise ValidationError(
                _("The file is too large: it has at most 5 MB. Please choose another one."), "large"
            )
        if not data.strip():
            raise ValidationError(_("The file is empty. Please choose another one."), "empty")
        return data

    def clean(self) -> dict[str, Any]:  # values of any field
        """One of the three is there, and only one text."""
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            if self.files:
                self.add_error("file", _("Please choose the file again."))
            return cleaned
        if cleaned["text"] and cleaned["file"]:
            self.add_error("file", _("Give the text or a file, not both."))
        elif not (cleaned["address"] or cleaned["text"] or cleaned["file"]):
            self.add_error("address", _("Give the address, the text or a file of the article."))
        return cleaned

    @property
    def article(self) -> NewArticle:
        """What is to be added, once the form is valid."""
        said = self.cleaned_data
        return NewArticle(
            address=said["address"],
            data=said["file"] or said["text"].encode(),
            outlet=said["outlet"],
            title=said["title"],
            language=said["language"],
            published_on=said["published_on"],
        )


class TextForm(forms.Form):
    """The text of an article that could not be fetched."""

    text = WordsField(label=_("Its text"), length=MAX_TEXT, rows=10)


class JudgeForm(forms.Form):
    """What a person says of a quotation in place of the program."""

    speaker = forms.ChoiceField(
        label=_("Who says it"), choices=[(one.value, SPEAKERS[one]) for one in Speaker]
    )
    judgement = forms.ChoiceField(
        label=_("How true it is to the letter"),
        choices=[(one.value, JUDGEMENTS[one]) for one in Judgement],
    )
    note = LineField(
        label=_("Why (may be left empty)"),
        length=300,
        required=False,
        help_text=_("It is public, as is that a person judged. Your name is not."),
    )
    # The newest judgement that the person has seen.
    after = hidden_number()
