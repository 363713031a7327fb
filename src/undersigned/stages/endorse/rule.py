"""Rule: how many organizations must have endorsed an edition before it is published."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from undersigned.core.coalition import ActKind
from undersigned.core.lifecycle import LetterState
from undersigned.core.refusal import Refused
from undersigned.models import Account, Letter
from undersigned.stages.history import record_act

MOST_REQUIRED = 10_000


class RuleRefused(Refused):
    """There is no such rule, or the letter is past the point at which it matters."""


@transaction.atomic
def set_rule(letter: Letter, required: int | None, *, by: Account, at: datetime) -> None:
    """Require all organizations of the coalition (None), or at least so many.

    Raises RuleRefused. Setting what is set already leaves no line in the history.
    """
    if required is not None and not 0 <= required <= MOST_REQUIRED:
        raise RuleRefused(_("This is not a number of organizations."))
    # It matters to an open letter too: a correction is published by the same rule.
    changeable = Letter.objects.filter(pk=letter.pk).exclude(state=LetterState.CLOSED.value)
    if changeable.filter(required_endorsements=required).exists():
        return
    if not changeable.update(required_endorsements=required):
        raise RuleRefused(_("The letter is closed; nothing of it is published any more."))
    letter.required_endorsements = required
    record_act(letter, ActKind.RULE_CHANGED, by=by, at=at, number=required)
