"""What somebody enters who looks for signatures that may not be genuine, and decides about them."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from undersigned.adapters.sentences import in_words
from undersigned.core.domains import clean_domain
from undersigned.core.errors import Malformed
from undersigned.core.lifecycle import Verdict
from undersigned.core.lines import clean_line
from undersigned.core.name_patterns import MAX_PATTERN, clean_pattern
from undersigned.core.suspects import Condition, Standing
from undersigned.web.workspace.endorse_forms import LocalTimeField

_LARGEST = (1 << 63) - 1
_FIRST_YEAR = 1970


class _MomentField(LocalTimeField):
    """A time in UTC, as the pages of the workspace tell it."""

    def clean(self, value: Any) -> datetime | None:
        """The moment; None when the field is empty."""
        local = super().clean(value)
        if local is not None and not _FIRST_YEAR <= local.year < 10_000 - 1:
            raise forms.ValidationError(self.error_messages["invalid"], "invalid")
        return local.replace(tzinfo=UTC) if local is not None else None


class ConditionForm(forms.Form):
    """What the signatures have in common; what is left empty does not matter."""

    standing = forms.ChoiceField(
        label=_("Which signatures"),
        choices=[
            (Standing.WAITING.value, _("Those that wait")),
            (Standing.COUNTED.value, _("Those that count")),
            (Standing.INVALIDATED.value, _("Those that were invalidated")),
        ],
    )
    domain = forms.CharField(
        label=_("Mail domain"),
        max_length=253,
        required=False,
        help_text=_("Such as example.org; mailboxes at names below it are found, too."),
        widget=forms.TextInput(attrs={"dir": "ltr", "spellcheck": "false"}),
    )
    pattern = forms.CharField(
        label=_("Pattern of the name"),
        max_length=MAX_PATTERN,
        required=False,
        help_text=_("# stands for a number, * for anything: “user #” finds “User 17”."),
        widget=forms.TextInput(attrs={"dir": "auto", "spellcheck": "false"}),
    )
    since = _MomentField(label=_("Confirmed from (UTC)"), required=False)
    until = _MomentField(label=_("Confirmed before (UTC)"), required=False)
    batch = forms.IntegerField(
        min_value=1, max_value=_LARGEST, required=False, widget=forms.HiddenInput
    )

    def clean_domain(self) -> str:
        """The domain in its one spelling; what stands after the @ of an address counts."""
        typed = self.cleaned_data["domain"].strip().rpartition("@")[2]
        if not typed:
            return ""
        try:
            return clean_domain(typed)
        except Malformed as problem:
            raise forms.ValidationError(in_words(problem)) from problem

    def clean_pattern(self) -> str:
        """The pattern as names are compared with it."""
        try:
            return clean_pattern(self.cleaned_data["pattern"])
        except Malformed as problem:
            raise forms.ValidationError(in_words(problem)) from problem

    @property
    def condition(self) -> Condition:
        """What was entered, of a valid form."""
        entered = self.cleaned_data
        return Condition(
            standing=Standing(entered["standing"]),
            batch=entered["batch"],
            domain=entered["domain"],
            pattern=entered["pattern"],
            since=entered["since"],
            until=entered["until"],
        )


class VerdictForm(forms.Form):
    """What becomes of them, and what the page had shown."""

    verdict = forms.ChoiceField(
        choices=[(each.value, "") for each in (Verdict.RELEASE, Verdict.INVALIDATE)]
    )
    seen = forms.IntegerField(min_value=0, max_value=2**31 - 1)
    # Empty where all of a batch is meant, however many these are by now.
    shown = forms.IntegerField(min_value=0, max_value=_LARGEST, required=False)
    last = forms.IntegerField(min_value=0, max_value=_LARGEST, required=False)
    reason = forms.CharField(
        label=_("Why they are not genuine"),
        max_length=300,
        required=False,
        help_text=_("Readers see it beside the number of those that left the log."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )

    def clean_reason(self) -> str:
        """One line; whoever invalidates says why."""
        try:
            reason = clean_line(self.cleaned_data["reason"], max_length=300)
        except Malformed as problem:
            raise forms.ValidationError(in_words(problem)) from problem
        if not reason and self.cleaned_data.get("verdict") == Verdict.INVALIDATE:
            raise forms.ValidationError(_("Please say why: readers of the letter see it."))
        return reason


class SeenForm(forms.Form):
    """The number of the last decision that the page knew of."""

    seen = forms.IntegerField(min_value=0, max_value=2**31 - 1)
