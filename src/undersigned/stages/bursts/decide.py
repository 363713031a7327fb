"""Decide: somebody releases or invalidates all signatures that meet a condition, or undoes that."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from undersigned.core.coalition import ActKind
from undersigned.core.lifecycle import UNDO_DAYS, BatchState, Verdict
from undersigned.core.lines import clean_line
from undersigned.core.refusal import Refused
from undersigned.core.suspects import Condition, Standing
from undersigned.models import Account, Batch, Decision, HeldSignature, Letter
from undersigned.queries.bursts import matching
from undersigned.stages.history import record_act


class DecidedMeanwhile(Refused):
    """Somebody else decided about signatures of this letter since the page was made."""

    status: ClassVar[int] = 409


class StillCarriedOut(DecidedMeanwhile):
    """The last decision is not carried out to its end."""


class NothingMeant(Refused):
    """No signature meets the condition, or others than those that were shown."""

    status: ClassVar[int] = 409


class NotUndoable(Refused):
    """The decision was undone already, or too long ago."""

    status: ClassVar[int] = 409


class LetterClosed(NotUndoable):
    """The log of a closed letter takes nothing new."""


_ACTS = {
    Verdict.RELEASE: ActKind.BURST_RELEASED,
    Verdict.INVALIDATE: ActKind.BURST_INVALIDATED,
    Verdict.UNDO: ActKind.BURST_UNDONE,
}
_DECIDED = {
    Verdict.RELEASE: BatchState.RELEASED,
    Verdict.INVALIDATE: BatchState.INVALIDATED,
}


@transaction.atomic
def decide(
    letter: Letter,
    verdict: Verdict,
    condition: Condition,
    *,
    by: Account,
    at: datetime,
    seen: int,
    shown: int | None = None,
    last_signature: int | None = None,
    reason: str = "",
) -> Decision:
    """Decide about all signatures that meet the condition now; the worker carries it out.

    `seen` is the number of the last decision that the page knew of, 0 for none. With `shown` and
    `last_signature` it means just those that a page has counted, up to that id. A decision about
    all of a batch stands also for those of its group that come later.

    Raises DecidedMeanwhile, StillCarriedOut, NothingMeant, Malformed for the reason.
    """
    _check_turn(letter, seen)
    found = matching(letter.pk, condition)
    if last_signature is None:
        last_signature = found.aggregate(last=Max("pk"))["last"] or 0
    count = found.filter(pk__lte=last_signature).count()
    if shown is not None and shown != count:
        raise NothingMeant(
            _("Meanwhile others meet this condition. Look at the list once more, then decide.")
        )
    if verdict is Verdict.RELEASE and condition.standing is not Standing.WAITING:
        raise NothingMeant(_("Only signatures that wait can be released."))
    if condition.standing is Standing.INVALIDATED:
        raise NothingMeant(_("These are invalidated. Undo the decision to bring them back."))
    if not count and not condition.is_a_batch:
        raise NothingMeant(_("No signature meets this condition any more."))
    if condition.batch is not None and condition.is_a_batch:
        batches = Batch.objects.filter(letter=letter, pk=condition.batch, state=BatchState.OPEN)
        if not batches.update(state=_DECIDED[verdict], decided_at=at):
            raise DecidedMeanwhile(_("Somebody has decided about this burst already."))
    decision = Decision(
        verdict=verdict.value,
        batch_id=condition.batch,
        domain=condition.domain,
        pattern=condition.pattern,
        since=condition.since,
        until=condition.until,
        standing=condition.standing.value,
        last_signature=last_signature,
        reason=clean_line(reason, max_length=300),
    )
    return _keep(decision, letter, seen=seen, count=count, by=by, at=at)


@transaction.atomic
def undo_decision(letter: Letter, number: int, *, by: Account, at: datetime, seen: int) -> Decision:
    """Bring back what a decision changed: what waited waits again, what was counted is logged anew.

    What was released and logged is withdrawn from the log, and waits. Raises DecidedMeanwhile,
    StillCarriedOut, NotUndoable, LetterClosed.
    """
    _check_turn(letter, seen)
    undone = Decision.objects.filter(letter=letter, number=number).select_related("batch").first()
    if (
        undone is None
        or undone.verdict == Verdict.UNDO
        or undone.at <= at - timedelta(days=UNDO_DAYS)
        or Decision.objects.filter(undoes=undone).exists()
    ):
        raise NotUndoable(_("This decision cannot be undone, or not any more."))
    # Rows are locked by no one: a letter that closes now keeps its log open for a minute.
    if not Letter.objects.get(pk=letter.pk).is_open:
        raise LetterClosed(
            _("The letter is closed, and its log takes nothing new. This cannot be undone.")
        )
    of_it = HeldSignature.objects.filter(decision=undone)
    decision = Decision(
        verdict=Verdict.UNDO.value,
        undoes=undone,
        last_signature=of_it.aggregate(last=Max("pk"))["last"] or 0,
    )
    if undone.batch is not None:
        _open_again(undone.batch)
    return _keep(decision, letter, seen=seen, count=of_it.count(), by=by, at=at)


def _open_again(batch: Batch) -> None:
    """Its group waits again, unless a newer burst of the same does already."""
    newer = Batch.objects.filter(letter=batch.letter_id, digest=batch.digest, pk__gt=batch.pk)
    if not newer.exists():
        Batch.objects.filter(pk=batch.pk).update(state=BatchState.OPEN.value, decided_at=None)


def _check_turn(letter: Letter, seen: int) -> None:
    last = Decision.objects.filter(letter=letter).select_related("account").order_by("-number")
    newest = last.first()
    if newest is not None and newest.finished_at is None:
        raise StillCarriedOut(
            _("What %(who)s decided is still being carried out. Look again in a minute.")
            % {"who": newest.account.called}
        )
    if newest is not None and newest.number != seen:
        raise DecidedMeanwhile(
            _("%(who)s has decided about signatures meanwhile. Look at what is left.")
            % {"who": newest.account.called}
        )


def _keep(
    decision: Decision, letter: Letter, *, seen: int, count: int, by: Account, at: datetime
) -> Decision:
    decision.letter, decision.number, decision.account, decision.at = letter, seen + 1, by, at
    try:
        with transaction.atomic():
            decision.save(force_insert=True)
    except IntegrityError:  # The other one took the number at the same moment.
        raise DecidedMeanwhile(
            _("Somebody has decided about signatures at the same moment. Look at what is left.")
        ) from None
    record_act(
        letter,
        _ACTS[Verdict(decision.verdict)],
        by=by,
        at=at,
        number=count,
        subject=_said(decision),
        note=decision.reason,
    )
    return decision


def _said(decision: Decision) -> str:
    """What the signatures have in common, for the history."""
    batch = decision.batch
    if decision.undoes is not None:
        return f"{decision.undoes.number}"
    parts = [decision.domain, decision.pattern, batch.said if batch else ""]
    return ", ".join(part for part in parts if part)
