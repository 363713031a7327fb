"""Send owed mail: oldest first, by several hands at once, each mail's end kept before the next."""

import logging
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import translation

from undersigned.adapters.mail import (
    Mail,
    MailFile,
    OutcomeUnknown,
    PermanentFailure,
    ServerAway,
    TemporaryFailure,
    Transport,
)
from undersigned.adapters.mail_hands import Handed, Hands, ManyHands, hands_of
from undersigned.core.interface_languages import nearest_spoken
from undersigned.models import OutgoingMail
from undersigned.stages.outbox.outcome import Outcome, finish, leave
from undersigned.stages.outbox.owe import message_id_of
from undersigned.stages.outbox.take import (
    domain_of,
    give_back,
    put_in_hands,
    take_due,
)
from undersigned.stages.outbox.unasked import end_link

log = logging.getLogger(__name__)

# How long a mail waits that found no server at all.
RETRY: Final = timedelta(seconds=15)
# After that many attempts, some three days, a mail is given up.
MAX_ATTEMPTS: Final = 14
# A mail that the server is so slow with stays with its hand, and a later pass sees what became of
# it; meanwhile the other hands go on.
SLOW_SECONDS: Final = 1.0


@dataclass(frozen=True, eq=False)
class _Given:
    """A mail that a hand has."""

    mail: OutgoingMail


def send_due(sender: ManyHands | Transport, *, at: datetime, limit: int) -> int:
    """Hand over up to `limit` due mails that somebody waits for, oldest first; return how many.

    Those that were taken are deleted before their hands get another mail, as many together as were
    ready: a crash sends again at most one mail a hand, and every mail of ours can be read twice
    without harm. A mail with a reference is not sent again at all. When the mail server is away
    altogether, this ends at once, and no mail has come nearer to being given up. Mails of a batch
    are none of these, however many are due: see `send_batches`.
    """
    return _send(OutgoingMail.objects.filter(batch=""), hands_of(sender), at=at, limit=limit)


def send_batches(sender: ManyHands | Transport, *, at: datetime, limit: int) -> int:
    """Hand over up to `limit` due mails of batches in the same way; return how many.

    Few at a time, and the others in between: a mail that somebody waits for never waits for more
    than so many of these.
    """
    return _send(OutgoingMail.objects.exclude(batch=""), hands_of(sender), at=at, limit=limit)


def _send(due: QuerySet[OutgoingMail], hands: Hands, *, at: datetime, limit: int) -> int:
    mails, claim = take_due(due, at=at, limit=limit)
    waiting, sent, is_away = deque(mails), 0, False
    handed: list[Handed] = []
    while True:
        # What became of some and the turn of others share a commit.
        with transaction.atomic():
            sent += _record(handed, at=at)
            is_away = is_away or any(isinstance(one.error, ServerAway) for one in handed)
            chosen = [] if is_away else _choose(hands, waiting)
            ours = put_in_hands(chosen, claim) if chosen else set()
            next_ones = [mail for mail in chosen if mail.pk in ours and _may_go_out(mail, at=at)]
        for mail in next_ones:
            hands.give(_Given(mail), _as_mail(mail))
        handed = hands.done(within_seconds=SLOW_SECONDS) if hands.tickets else []
        if not handed and not (chosen and not next_ones):
            break
    if waiting:
        give_back(waiting, claim)
    return sent


def _choose(hands: Hands, waiting: deque[OutgoingMail]) -> list[OutgoingMail]:
    """Take a mail for each free hand, the oldest first, but leave half of them to other domains."""
    free = hands.most - len(hands.tickets)
    at_once = Counter(
        domain_of(ticket.mail) for ticket in hands.tickets if isinstance(ticket, _Given)
    )
    chosen: list[OutgoingMail] = []
    for mail in waiting:
        if len(chosen) == free:
            break
        domain = domain_of(mail)
        if at_once[domain] < max(1, hands.most // 2):
            at_once[domain] += 1
            chosen.append(mail)
    for mail in chosen:
        waiting.remove(mail)
    return chosen


def _may_go_out(mail: OutgoingMail, *, at: datetime) -> bool:
    """Whether a mail may be handed over: not when it must go out once and perhaps has already."""
    if mail.reference and mail.is_in_hand:
        # Its claim ran out, and nobody told what became of it.
        log.warning("mail %d was interrupted while it was handed over", mail.pk)
        finish(mail, Outcome.UNSURE, at=at)
        return False
    return True


def _record(handed: Sequence[Handed], *, at: datetime) -> int:
    """Keep what became of mails, in the caller's transaction; return how many were taken."""
    given = [(one.ticket.mail, one.error) for one in handed if isinstance(one.ticket, _Given)]
    taken = [mail for mail, error in given if error is None]
    if taken:
        OutgoingMail.objects.filter(pk__in=[mail.pk for mail in taken]).delete()
    for mail in taken:
        leave(mail, Outcome.TAKEN, at=at)
    for mail, error in given:
        if isinstance(error, PermanentFailure | TemporaryFailure):
            _keep_failure(mail, error, at=at)
        elif error is not None:
            # Nobody foresaw it, so that nobody knows whether the mail has gone out.
            _keep_failure(mail, OutcomeUnknown(type(error).__name__), at=at)
    return len(taken)


def _keep_failure(
    mail: OutgoingMail, failure: PermanentFailure | TemporaryFailure, *, at: datetime
) -> None:
    attempts = mail.attempts + 1
    if isinstance(failure, PermanentFailure):
        log.warning("mail %d refused for good: %s", mail.pk, failure)
        finish(mail, Outcome.REFUSED, str(failure), at=at)
    elif isinstance(failure, ServerAway):
        log.warning("no mail can be sent: %s", failure)
        # Behind the others, should it be this mail that the server cannot bear.
        _put_off(mail, str(failure), until=at + RETRY, attempts=mail.attempts, at=at)
    elif mail.reference and isinstance(failure, OutcomeUnknown):
        log.warning("mail %d was interrupted while it was handed over: %s", mail.pk, failure)
        finish(mail, Outcome.UNSURE, str(failure), at=at)
    elif attempts >= MAX_ATTEMPTS:
        log.warning("mail %d given up after %d attempts: %s", mail.pk, attempts, failure)
        finish(mail, Outcome.REFUSED, str(failure), at=at)
    else:
        # One minute, two, four … at most twelve hours.
        wait = timedelta(minutes=min(2 ** (attempts - 1), 720))
        log.info("mail %d put off by %s: %s", mail.pk, wait, failure)
        _put_off(mail, str(failure), until=at + wait, attempts=attempts, at=at)


def _put_off(
    mail: OutgoingMail, failure: str, *, until: datetime, attempts: int, at: datetime
) -> None:
    mails = OutgoingMail.objects.filter(pk=mail.pk)
    mails.update(due_at=until, attempts=attempts, is_in_hand=False, is_paced=False)
    leave(mail, Outcome.PUT_OFF, failure, at=at)


def _way_to_end(mail: OutgoingMail, link: str) -> str:
    """What stands below a mail that its mailbox did not ask for."""
    with translation.override(nearest_spoken(mail.language, tuple(dict(settings.LANGUAGES)))):
        text = render_to_string("mail/_unasked.txt", {"host": settings.CONFIG.host, "link": link})
    return f"\n{text.strip()}\n"


def _as_mail(mail: OutgoingMail) -> Mail:
    attachment: Any = mail.attachment  # PostgreSQL gives a memoryview
    link = end_link(mail)
    return Mail(
        recipient=mail.recipient,
        sender=settings.CONFIG.mail_from,
        subject=mail.subject,
        body=mail.body + (_way_to_end(mail, link) if link else ""),
        language=mail.language,
        attachment_name=mail.attachment_name,
        attachment=bytes(attachment) if attachment is not None else None,
        unsubscribe_link=mail.unsubscribe_link or link,
        message_id=message_id_of(mail),
        files=tuple(
            MailFile(file.name, file.media_type, bytes(file.data)) for file in mail.files.all()
        )
        if mail.has_files
        else (),
    )
