"""Finds the signatures that meet a condition, for the page that shows them and the stage that acts.

Of people who signed by themselves: what a lead has listed, and organizations, which were looked at
one by one, are not among them.
"""

from django.db.models import Q, QuerySet

from undersigned.core.leaf import SignatoryKind
from undersigned.core.name_patterns import has_number, pattern_expression
from undersigned.core.suspects import Condition, Standing
from undersigned.models import Decision, HeldSignature, Signature

_STANDING: dict[Standing, Q] = {
    Standing.WAITING: Q(ready_at=None, commitment__isnull=False, log_index=None),
    Standing.COUNTED: Q(ready_at__isnull=False),
    Standing.INVALIDATED: Q(ready_at=None, commitment=None),
}


def matching(letter_id: str, condition: Condition) -> QuerySet[Signature]:
    """The signatures of a letter that meet the condition; in no order."""
    found = Signature.objects.filter(
        _STANDING[condition.standing],
        letter=letter_id,
        kind=SignatoryKind.PERSON,
        evidence="",
        confirmed_at__isnull=False,
    )
    if condition.standing is not Standing.COUNTED or condition.batch is not None:
        # What stands there is a small part of a letter, and has an index here.
        held = HeldSignature.objects.filter(letter=letter_id)
        if condition.batch is not None:
            held = held.filter(batch=condition.batch)
        found = found.filter(pk__in=held.values("signature_id"))
    if condition.domain:
        at = Q()
        for field in ("contact", "address"):
            for mark in "@.":
                at |= Q(**{f"{field}__iendswith": mark + condition.domain})
        found = found.filter(at)
    if condition.pattern:
        found = found.filter(name__iregex=pattern_expression(condition.pattern))
        if not has_number(condition.pattern):
            # Else a lead could try whether somebody signed who wishes only to be counted.
            found = found.filter(is_shown=True)
    if condition.since is not None:
        found = found.filter(confirmed_at__gte=condition.since)
    if condition.until is not None:
        found = found.filter(confirmed_at__lt=condition.until)
    return found


def condition_of(decision: Decision) -> Condition:
    """What a decision means."""
    return Condition(
        standing=Standing(decision.standing),
        batch=decision.batch_id,
        domain=decision.domain,
        pattern=decision.pattern,
        since=decision.since,
        until=decision.until,
    )
