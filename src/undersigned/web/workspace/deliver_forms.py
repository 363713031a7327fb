"""What leads fill in about deliveries and answers."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from undersigned.core.answers import WAYS_BY_HAND, Check, Way
from undersigned.core.display_names import language_name
from undersigned.queries.answer_words import CHECKS, WAYS
from undersigned.stages.response import Recorded
from undersigned.web.answer_forms import AnswerForm
from undersigned.web.fields import FilesField, LineField, MailboxField, WebsiteField, WordsField
from undersigned.web.workspace.forms import hidden_number

if TYPE_CHECKING:
    # What a translation that is made later is; there are no such types at run time.
    from django.utils.functional import _StrPromise

MAX_NOTE = 2000


def _languages(languages: Sequence[str]) -> list[tuple[str, str]]:
    return [(tag, language_name(tag)) for tag in languages]


def _day_field(label: "_StrPromise") -> forms.DateField:
    return forms.DateField(
        label=label,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date", "autocomplete": "off"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Write the day like this: 2026-12-31.")},
    )


class MailForm(forms.Form):
    """A delivery by mail."""

    recipient = MailboxField(
        label=_("Address of the addressee’s office"),
        help_text=_("It is never published. Whoever reads this mailbox can answer the letter."),
    )
    language = forms.ChoiceField(label=_("Language of the mail"))
    note = WordsField(
        label=_("Words before the letter (may be left empty)"),
        length=MAX_NOTE,
        required=False,
        help_text=_("In the language of the mail, with a greeting and your names."),
        rows=6,
    )
    # The newest delivery that the lead has seen.
    after = hidden_number()

    def __init__(self, *args: Any, languages: Sequence[str], **kwargs: Any) -> None:  # as Form
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = _languages(languages)  # type: ignore[attr-defined]  # a choice field


class HandForm(forms.Form):
    """A delivery that happened elsewhere."""

    way = forms.ChoiceField(
        label=_("How"), choices=[(way.value, WAYS[way]) for way in WAYS_BY_HAND]
    )
    day = _day_field(_("On which day"))
    handed_to = LineField(
        label=_("To whom (may be left empty)"),
        length=300,
        required=False,
        help_text=_("For those who lead the letter alone."),
    )
    note = WordsField(
        label=_("Remark for those who lead the letter (may be left empty)"),
        length=MAX_NOTE,
        required=False,
        rows=3,
    )
    attachments = FilesField(
        label=_("Scans or photos"),
        most=5,
        help_text=_("Up to 5 files: PDF, JPEG or PNG, each of at most 6 MB."),
    )
    shows_files = forms.BooleanField(
        label=_("Show these files to everybody; all who are in the photos agree"), required=False
    )
    after = hidden_number()

    @property
    def delivered_at(self) -> datetime:
        """The day, once the form is valid; days are kept as they are, without a zone."""
        day: date = self.cleaned_data["day"]
        return datetime.combine(day, time(), UTC)

    @property
    def chosen_way(self) -> Way:
        """How, once the form is valid."""
        return Way(self.cleaned_data["way"])


class CheckForm(forms.Form):
    """How it was made sure that an answer is genuine."""

    how = forms.ChoiceField(
        label=_("How you checked that it is genuine"),
        choices=[(check.value, CHECKS[check]) for check in Check],
        help_text=_("This is published with the answer."),
    )
    note = LineField(
        label=_("More about that (may be left empty)"),
        length=300,
        required=False,
        help_text=_("This is published, too."),
    )


class AsideForm(forms.Form):
    """Why an answer is not shown."""

    reason = LineField(
        label=_("Why it is set aside"),
        length=300,
        help_text=_("It stands in the history of the letter."),
    )


class RecordForm(AnswerForm):
    """An answer that came another way."""

    answered_on = _day_field(_("When it was given"))
    language = forms.ChoiceField(label=_("The language of its words"))
    source = LineField(
        label=_("Where it is from"),
        length=300,
        help_text=_("Such as: letter of the ministry, or speech in parliament. It is published."),
    )
    source_address = WebsiteField(
        label=_("Address where it can be read (may be left empty)"),
    )
    how = CheckForm.base_fields["how"]
    note = CheckForm.base_fields["note"]

    def __init__(
        self, *args: Any, demands: Sequence[str], languages: Sequence[str], **kwargs: Any
    ) -> None:  # as Form takes them
        super().__init__(*args, demands=demands, as_list=True, **kwargs)
        self.fields["language"].choices = _languages(languages)  # type: ignore[attr-defined]  # a choice field
        how: Any = self.fields["how"]
        how.choices = [pair for pair in how.choices if pair[0] != Check.LINK]

    def recorded(self, position: int) -> Recorded:
        """Where it is from, once the form is valid."""
        said = self.cleaned_data
        return Recorded(
            position=position,
            answered_on=said["answered_on"],
            source=said["source"],
            source_address=said["source_address"],
            how=Check(said["how"]),
            note=said["note"],
            language=said["language"],
        )
