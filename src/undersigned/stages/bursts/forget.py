"""Forget: what was invalidated is erased when nothing brings it back, and its signer is told."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count, QuerySet

from undersigned.core.display_names import date_text
from undersigned.core.lifecycle import UNDO_DAYS, Erased
from undersigned.core.unlinked import without_links
from undersigned.core.zones import shown_in
from undersigned.models import Decision, HeldSignature, OutgoingMail, Signature
from undersigned.stages.bursts.carry import CARRIED_AT_ONCE
from undersigned.stages.erase import record_erased
from undersigned.stages.outbox import owe_mails, write_mail
from undersigned.stages.sign import letter_link, title_of


class _ChangedMeanwhile(Exception):
    """A signer or another worker was quicker; the part is rolled back and tried again."""


def forget_decided(*, at: datetime, limit: int = CARRIED_AT_ONCE) -> int:
    """Erase what was invalidated so long ago that nothing brings it back; return how many rows.

    Whoever signed is told once, now that it is certain, where the address is still here. Of what
    was released, only that it had waited is forgotten. Mails are written before the transaction
    begins: on SQLite it keeps all others from writing.
    """
    old = HeldSignature.objects.filter(
        decision__isnull=False, decision__at__lte=at - timedelta(days=UNDO_DAYS)
    )
    held = list(old.select_related("decision").order_by("pk")[:limit])
    decisions = {each.pk: each.decision for each in held if each.decision is not None}
    gone = _invalidated(list(decisions)).select_related("letter", "edition").order_by("pk")
    rows = list(gone)
    mails = [_word_to(row, decisions[row.pk], at=at) for row in rows if row.mailbox]
    with suppress(_ChangedMeanwhile):
        _forget(list(decisions), rows, mails, at=at)
    return len(held)


def _invalidated(ids: Sequence[int]) -> QuerySet[Signature]:
    return Signature.objects.filter(
        pk__in=ids, confirmed_at__isnull=False, ready_at=None, log_index=None, commitment=None
    )


@transaction.atomic
def _forget(
    ids: Sequence[int],
    rows: Sequence[Signature],
    mails: Sequence[OutgoingMail],
    *,
    at: datetime,
) -> None:
    gone = _invalidated([row.pk for row in rows])
    counts = dict(gone.values_list("letter").annotate(Count("pk")).order_by("letter"))
    _all, deleted = gone.delete()
    # Who withdrew meanwhile is not written to, and nobody is written to twice.
    if deleted.get(Signature._meta.label, 0) != len(rows):
        raise _ChangedMeanwhile
    for letter_id, count in counts.items():
        record_erased(letter_id, Erased.INVALIDATED, count, at=at)
    HeldSignature.objects.filter(pk__in=ids).delete()
    owe_mails(mails)


def _word_to(signature: Signature, decision: Decision, *, at: datetime) -> OutgoingMail:
    """What happened, and how to object. It is told of no signature, which is not there any more."""
    letter = signature.letter
    day = shown_in(decision.at, letter.time_zone).date()
    context = {
        "name": without_links(signature.name),
        "title": without_links(title_of(signature)),
        "letter_link": letter_link(signature),
        "day": date_text(day, signature.language),
        "days": UNDO_DAYS,
        "reason": without_links(decision.reason),
        "is_open": letter.is_open,
        "address": settings.CONFIG.mail_from,
    }
    return write_mail(
        "not_genuine", context, recipient=signature.mailbox, language=signature.language, at=at
    )
