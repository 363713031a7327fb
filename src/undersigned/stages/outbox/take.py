"""Take due mails for a worker, oldest first: each for one worker, at the pace of its domain."""

import logging
import secrets
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet

from undersigned.core.pace import Pace
from undersigned.core.tokens import domain_digest
from undersigned.models import MailPace, OutgoingMail
from undersigned.stages.outbox.outcome import Outcome, finish
from undersigned.stages.outbox.unasked import split_unasked

log = logging.getLogger(__name__)

# A hand that has a mail has this long to hand it over before another worker may try.
CLAIM: Final = timedelta(minutes=5)
# A mail that is taken and waits for a hand is another worker's after this long: when a worker is
# killed, only the few mails that its hands had wait for minutes.
TURN: Final = timedelta(seconds=15)
# So many times more mails are looked at than are taken, before those behind domains that have had
# enough for now wait for the next pass.
_ROUNDS: Final = 20


def domain_of(mail: OutgoingMail) -> str:
    """The receiving domain, in one spelling."""
    return mail.recipient.rpartition("@")[2].lower()


def take_due(
    due: QuerySet[OutgoingMail], *, at: datetime, limit: int
) -> tuple[list[OutgoingMail], datetime]:
    """Claim up to `limit` mails of `due`, and return them with the moment that marks the claim.

    As long as a mail's `due_at` is that moment, it is ours: it is no other worker's, and was not
    held or dropped. It runs out by itself when this worker is killed. A mail whose domain has had
    enough for now is not returned; it is due again when its turn comes.
    """
    # No other worker has the same moment.
    claim = at + TURN + timedelta(microseconds=secrets.randbelow(1_000_000))
    mine: list[OutgoingMail] = []
    for _ in range(_ROUNDS):
        oldest = due.filter(due_at__lte=at).order_by("due_at", "id")
        mails = list(oldest[: limit - len(mine)])
        if not mails:
            break
        mine += _claim(mails, claim, at=at)
    return mine, claim


@transaction.atomic
def _claim(mails: Sequence[OutgoingMail], claim: datetime, *, at: datetime) -> list[OutgoingMail]:
    rows = OutgoingMail.objects.filter(pk__in=[mail.pk for mail in mails])
    claimed = rows.filter(due_at__lte=at).update(due_at=claim)
    mine = set(rows.filter(due_at=claim).values_list("pk", flat=True)) if claimed else set()
    may_leave, refused = split_unasked([mail for mail in mails if mail.pk in mine], at=at)
    for mail in refused:
        # Whoever asked is told nothing, as always; whoever waits for the outcome is.
        log.info("mail %d is not sent: its mailbox takes no more", mail.pk)
        finish(mail, Outcome.REFUSED, "the mailbox takes no more mails from here now", at=at)
    return _pace(may_leave, at=at)


def _pace(mails: list[OutgoingMail], *, at: datetime) -> list[OutgoingMail]:
    """Give each mail its place in the pace of its domain; return those whose place is now."""
    of_domain: dict[bytes, list[OutgoingMail]] = defaultdict(list)
    for mail in mails:
        if not mail.is_paced:
            of_domain[domain_digest(settings.KEYS.secret, domain_of(mail))].append(mail)
    if not of_domain:
        return mails
    # To write the rows first keeps other workers waiting until this transaction ends; in the same
    # order everywhere, so that no two wait for each other.
    domains = sorted(of_domain)
    MailPace.objects.bulk_create(
        [MailPace(domain=domain, next_at=at - timedelta(days=1)) for domain in domains],
        update_conflicts=True,
        unique_fields=["domain"],
        update_fields=["domain"],
    )
    pace = Pace(settings.CONFIG.mail_domain_rate)
    rows = {bytes(row.domain): row for row in MailPace.objects.filter(domain__in=domains)}
    late = []
    for domain in domains:
        row, waiting = rows[domain], of_domain[domain]
        next_at = _since(row.next_at, pace, at=at)
        slots, row.next_at = pace.slots(next_at, len(waiting), at=at)
        for mail, slot in zip(waiting, slots, strict=True):
            mail.is_paced = True
            if slot > at:
                mail.due_at = slot
                late.append(mail)
    MailPace.objects.bulk_create(
        [rows[domain] for domain in domains],
        update_conflicts=True,
        unique_fields=["domain"],
        update_fields=["next_at"],
    )
    if late:
        OutgoingMail.objects.bulk_update(late, ["due_at", "is_paced"])
    is_late = {mail.pk for mail in late}
    return [mail for mail in mails if mail.pk not in is_late]


def _since(next_at: datetime, pace: Pace, *, at: datetime) -> datetime:
    """When the next mail to a domain is due; at once if what was kept comes from a later time.

    A moment ahead was promised to the last mail that waits. Where none waits for it, the clock was
    set back, and the domain would get nothing until it is again what it was.
    """
    last = next_at - pace.gap
    if last <= at or OutgoingMail.objects.filter(due_at=last, is_paced=True).exists():
        return next_at
    return at


@transaction.atomic
def give_back(mails: Sequence[OutgoingMail], claim: datetime) -> None:
    """Let mails be due as they were before they were claimed, those that are still ours."""
    OutgoingMail.objects.filter(due_at=claim).bulk_update(mails, ["due_at", "is_paced"])


@transaction.atomic
def put_in_hands(mails: Sequence[OutgoingMail], claim: datetime) -> set[int]:
    """Note that claimed mails are about to be handed over; the ids of those that are still ours."""
    rows = OutgoingMail.objects.filter(pk__in=[mail.pk for mail in mails])
    until = claim - TURN + CLAIM
    rows.filter(due_at=claim).update(due_at=until, attempts=F("attempts") + 1, is_in_hand=True)
    return set(rows.filter(due_at=until).values_list("pk", flat=True))


def delete_old_paces(*, at: datetime) -> int:
    """Forget the domains that nothing was sent to for a minute; return how many."""
    rows = MailPace.objects.filter(next_at__lt=at - timedelta(minutes=1))
    deleted, _rows = rows.delete()
    return deleted
