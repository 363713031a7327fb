"""Carry out: a decision changes its signatures a part at a time, so that others can write between.

How far it has come is kept with it, in the transaction that changed the part: whoever stops in the
middle goes on there. A signature that its signer withdrew or corrected meanwhile is left alone.
"""

import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import BinaryField, Case, F, QuerySet, Value, When

from undersigned.core.leaf import SignatoryKind
from undersigned.core.lifecycle import CLOSE_GRACE, Verdict
from undersigned.core.opening import MASTER_BYTES, commit
from undersigned.models import Decision, HeldSignature, Letter, Signature
from undersigned.queries.bursts import condition_of, matching
from undersigned.stages.sign import owe_leaves_of, renew_names

CARRIED_AT_ONCE: Final = 500


class _ChangedMeanwhile(Exception):
    """A signer was quicker; the part is rolled back and tried again."""


@dataclass(frozen=True)
class _Part:
    """Some of the signatures that a decision means, and whether there may be more."""

    signatures: Sequence[Signature]
    is_last: bool


def carry_out(*, at: datetime, limit: int = CARRIED_AT_ONCE, of: Letter | None = None) -> bool:
    """Carry out a part of the oldest decision that is not finished; whether there is more to do."""
    open_ones = Decision.objects.filter(finished_at=None).select_related("letter", "undoes")
    if of is not None:
        open_ones = open_ones.filter(letter=of)
    decision = open_ones.order_by("id").first()
    if decision is None:
        return False
    with suppress(_ChangedMeanwhile):
        _carry_out(decision, at=at, limit=limit)
    return open_ones.exists()


@transaction.atomic
def _carry_out(decision: Decision, *, at: datetime, limit: int) -> None:
    part = _next_part(decision, limit, at=at)
    rows = part.signatures
    through = rows[-1].pk if rows else decision.last_signature
    # The swap comes first: of two workers the second waits here, and then finds that it was moved.
    mine = Decision.objects.filter(
        pk=decision.pk, done_through=decision.done_through, finished_at=None
    )
    if not mine.update(done_through=through, finished_at=at if part.is_last else None):
        raise _ChangedMeanwhile
    withdrawn = 0
    if rows:
        match Verdict(decision.verdict):
            case Verdict.RELEASE:
                _release(decision, rows, at=at)
            case Verdict.INVALIDATE:
                withdrawn = _invalidate(decision, rows, at=at)
            case Verdict.UNDO:
                withdrawn = _undo(decision, rows, at=at)
    if withdrawn or part.is_last:
        # What readers are told of decisions is part of the kept pages.
        renew_names(decision.letter_id)
    Decision.objects.filter(pk=decision.pk).update(
        changed=F("changed") + len(rows), withdrawn=F("withdrawn") + withdrawn
    )


def _next_part(decision: Decision, limit: int, *, at: datetime) -> _Part:
    if decision.undoes is not None:
        closed_at = decision.letter.closed_at
        if closed_at is not None and closed_at <= at - CLOSE_GRACE / 2:
            # Its log may end before these get there.
            return _Part((), is_last=True)
        held = HeldSignature.objects.filter(decision=decision.undoes)
        found = Signature.objects.filter(pk__in=held.values("pk"))
    else:
        found = matching(decision.letter_id, condition_of(decision))
    found = found.filter(pk__gt=decision.done_through, pk__lte=decision.last_signature)
    rows = list(found.order_by("pk")[: limit + 1])
    return _Part(rows[:limit], is_last=len(rows) <= limit)


def _as_read(rows: Sequence[Signature]) -> QuerySet[Signature]:
    """These rows as long as each is what it was when it was read."""
    return Signature.objects.filter(
        pk__in=[row.pk for row in rows],
        commitment__in=[bytes(row.commitment or b"") for row in rows],
    )


def _require(changed: int, rows: Sequence[Signature]) -> None:
    if changed != len(rows):
        raise _ChangedMeanwhile


def _note(decision: Decision, rows: Sequence[Signature], *, was_counted: bool) -> None:
    HeldSignature.objects.bulk_create(
        [
            HeldSignature(
                signature_id=row.pk,
                letter_id=decision.letter_id,
                decision=decision,
                was_counted=was_counted,
            )
            for row in rows
        ],
        update_conflicts=True,
        unique_fields=["signature_id"],
        # The batch of one that was held before stays.
        update_fields=["decision", "was_counted"],
    )


def _release(decision: Decision, rows: Sequence[Signature], *, at: datetime) -> None:
    _require(_as_read(rows).filter(ready_at=None).update(ready_at=at), rows)
    _note(decision, rows, was_counted=False)


def _invalidate(decision: Decision, rows: Sequence[Signature], *, at: datetime) -> int:
    waiting = [row for row in rows if row.ready_at is None]
    counted = [row for row in rows if row.ready_at is not None]
    withdrawn = _take_from_log(counted, at=at)
    for some in (waiting, counted):
        # What opens them is gone, as the log says of those that stood in it.
        _require(
            _as_read(some).update(
                ready_at=None, master=None, commitment=None, is_receipt_owed=False, source=None
            ),
            some,
        )
    _note(decision, waiting, was_counted=False)
    _note(decision, counted, was_counted=True)
    return withdrawn


def _undo(decision: Decision, rows: Sequence[Signature], *, at: datetime) -> int:
    held = HeldSignature.objects.filter(pk__in=[row.pk for row in rows])
    was_counted = dict(held.values_list("pk", "was_counted"))
    withdrawn = 0
    if decision.undoes is not None and decision.undoes.verdict == Verdict.RELEASE:
        released = [row for row in rows if row.ready_at is not None]
        withdrawn = _take_from_log(released, at=at)
        # Those that a later decision has invalidated are not of this one any more.
        _require(_as_read(released).update(ready_at=None, is_receipt_owed=False), released)
        _seal_anew([row for row in released if row.log_index is not None])
    else:
        gone = [row for row in rows if row.commitment is None and row.log_index is None]
        _seal_anew(gone)
        again = [row.pk for row in gone if was_counted.get(row.pk)]
        Signature.objects.filter(pk__in=again).update(ready_at=at)
    held.filter(batch=None).delete()
    held.update(decision=None, was_counted=False)
    return withdrawn


def _take_from_log(rows: Sequence[Signature], *, at: datetime) -> int:
    """Withdraw those of `rows` that stand in the log; how many these are."""
    logged = [row for row in rows if row.log_index is not None]
    if not logged:
        return 0
    places = [row.log_index for row in logged if row.log_index is not None]
    _require(_as_read(logged).filter(log_index__in=places).update(log_index=None), logged)
    owe_leaves_of(
        logged[0].letter_id, places, SignatoryKind.PERSON.value, at=at, is_not_genuine=True
    )
    return len(places)


def _seal_anew(rows: Sequence[Signature]) -> None:
    """Give them another opening: nothing shows that it is the one that was in the log before."""
    if not rows:
        return
    masters, commitments = [], []
    for row in rows:
        master = secrets.token_bytes(MASTER_BYTES)
        masters.append(When(pk=row.pk, then=Value(master)))
        sealed = commit(row.letter_id, master, row.committed_fields())
        commitments.append(When(pk=row.pk, then=Value(sealed)))
    changed = Signature.objects.filter(pk__in=[row.pk for row in rows]).update(
        master=Case(*masters, output_field=BinaryField()),
        commitment=Case(*commitments, output_field=BinaryField()),
    )
    _require(changed, rows)
