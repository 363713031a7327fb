"""What leads and representatives fill in about endorsements and times."""

from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from undersigned.core.errors import Malformed
from undersigned.core.zones import NoSuchTime, TimeTwice, moment_of
from undersigned.models import Letter
from undersigned.web.fields import LongSelect

LOCAL = "%Y-%m-%dT%H:%M"


@lru_cache(maxsize=1)
def zone_choices() -> list[tuple[str, str]]:
    """The time zones by which people tell the time where they live."""
    named = {
        name
        for name in available_timezones()
        if "/" in name and not name.startswith(("Etc/", "SystemV/", "US/"))
    }
    return [(name, name.replace("_", " ")) for name in ("UTC", *sorted(named))]


class LocalTimeField(forms.CharField):
    """What a clock shows, to the minute, without a zone."""

    default_error_messages = {
        "required": _("Please enter a date and a time."),
        "invalid": _("Write the date and the time like this: 2026-12-31 18:00."),
    }

    def __init__(self, **kwargs: Any) -> None:  # as CharField takes them
        widget = forms.TextInput(attrs={"type": "datetime-local", "autocomplete": "off"})
        super().__init__(widget=widget, max_length=40, **kwargs)
        # It has no meaning for this type of input.
        del self.widget.attrs["maxlength"]

    def clean(self, value: Any) -> datetime | None:
        """The time without a zone; None when the field is empty and may be."""
        typed = str(super().clean(value)).strip().replace(" ", "T")
        if not typed:
            return None
        try:
            # Some browsers send seconds too.
            local = datetime.fromisoformat(typed)
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], "invalid") from error
        if local.tzinfo is not None:
            raise ValidationError(self.error_messages["invalid"], "invalid")
        return local.replace(second=0, microsecond=0)


class TimeForm(forms.Form):
    """A time in a zone, which is the letter's from then on."""

    local = LocalTimeField(label=_("Date and time"))
    zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=zone_choices,
        widget=LongSelect,
        help_text=_("The time zone of the letter: its times are told in it."),
    )

    def __init__(self, *args: Any, letter: Letter, **kwargs: Any) -> None:  # as Form takes them
        super().__init__(*args, **kwargs)
        self.fields["zone"].initial = letter.time_zone

    def clean(self) -> dict[str, Any]:  # the values of a form are of any type
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("local") is not None and "zone" in cleaned:
            try:
                cleaned["moment"] = moment_of(cleaned["local"], cleaned["zone"])
            except NoSuchTime:
                self.add_error(
                    "local",
                    _(
                        "There is no such time there: clocks are put forward over it in that"
                        " night. Choose an earlier or a later one."
                    ),
                )
            except TimeTwice:
                self.add_error(
                    "local",
                    _(
                        "There is this time twice: clocks are put back over it in that night."
                        " Choose an earlier or a later one."
                    ),
                )
            except Malformed:
                self.add_error("local", LocalTimeField.default_error_messages["invalid"])
        return cleaned


class PublishAtForm(TimeForm):
    """When to publish which edition."""

    edition = forms.IntegerField(min_value=1, max_value=1_000_000, widget=forms.HiddenInput())


class ClosingForm(TimeForm):
    """When the letter closes; empty for never by itself."""

    local = LocalTimeField(
        label=_("It closes on"),
        required=False,
        help_text=_("Leave it empty to close it yourself, when you wish."),
    )


class FreezeForm(forms.Form):
    """Whether the text is closed while it is asked for."""

    lock = forms.BooleanField(
        label=_("Lock the text until they have answered"),
        required=False,
        initial=True,
        help_text=_(
            "Nobody can save a version then. Without the lock you can go on writing; what is asked"
            " for stays as it is frozen now, and what you write becomes part of a further edition."
        ),
    )


class RuleForm(forms.Form):
    """How many must endorse."""

    ALL, SOME = "all", "some"
    rule = forms.ChoiceField(
        label=_("Before the letter can be published"),
        choices=[
            (ALL, _("every invited organization must have endorsed it")),
            (SOME, _("at least so many organizations must have endorsed it:")),
        ],
        widget=forms.RadioSelect,
    )
    number = forms.IntegerField(
        label=_("How many at least"), min_value=0, max_value=10_000, required=False
    )

    def clean(self) -> dict[str, Any]:  # the values of a form are of any type
        cleaned: dict[str, Any] = super().clean() or {}
        needs_number = cleaned.get("rule") == self.SOME and "number" not in self.errors
        if needs_number and cleaned.get("number") is None:
            self.add_error("number", _("Please enter a number."))
        return cleaned

    @property
    def required(self) -> int | None:
        """The rule as it is stored, once the form is valid."""
        number: int | None = self.cleaned_data["number"]
        return number if self.cleaned_data["rule"] == self.SOME else None


class AnswerForm(forms.Form):
    """Which request a representative saw when answering."""

    request = forms.IntegerField(
        min_value=1,
        max_value=2**62,
        widget=forms.HiddenInput(),
    )


class PasskeyForm(AnswerForm):
    """What a passkey answered, as JSON."""

    credential = forms.CharField(max_length=32_768, strip=False, widget=forms.HiddenInput)


class CodeForm(AnswerForm):
    """The code of a mail."""

    code = forms.CharField(
        label=_("The code of the mail"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "dir": "ltr"}
        ),
    )


class RefuseForm(AnswerForm):
    """Why an organization does not agree."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        help_text=_("Everybody in the coalition reads it, and the lead gets it by mail."),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )


class TakeBackForm(AnswerForm):
    """Why an organization takes its endorsement back, if it wants to say so."""

    reason = forms.CharField(
        label=_("Reason, if you want to give one"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
