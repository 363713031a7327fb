"""Outbox: mail is owed in the transaction that causes it, and sent later."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation

from undersigned.adapters.mail import (
    Mail,
    PermanentFailure,
    ServerAway,
    TemporaryFailure,
    Transport,
)
from undersigned.models import OutgoingMail

log = logging.getLogger(__name__)

# Who takes a mail has this long to hand it over before another worker may try.
CLAIM = timedelta(minutes=5)
# How long a mail waits that found no server at all.
RETRY = timedelta(seconds=15)
# After that many attempts, some three days, a mail is given up.
MAX_ATTEMPTS = 14


@dataclass(frozen=True)
class Attachment:
    """One file that goes with a mail; always sent as application/octet-stream."""

    name: str
    data: bytes


def owe_mail(
    template: str,
    context: Mapping[str, object],
    *,
    recipient: str,
    language: str,
    at: datetime,
    attachment: Attachment | None = None,
) -> None:
    """Owe a mail made from `templates/mail/<template>.txt`; the caller's transaction carries it."""
    write_mail(
        template, context, recipient=recipient, language=language, at=at, attachment=attachment
    ).save()


def write_mail(
    template: str,
    context: Mapping[str, object],
    *,
    recipient: str,
    language: str,
    at: datetime,
    attachment: Attachment | None = None,
) -> OutgoingMail:
    """Return the row of a mail, not yet saved: many are written before their transaction begins.

    The first line of the template is `Subject: …`, then an empty line, then the body.
    """
    with translation.override(language):
        text = render_to_string(f"mail/{template}.txt", dict(context))
    head, _, body = text.partition("\n")
    # A name in the subject may hold anything that a form lets through; a header is one line.
    subject = " ".join(head.removeprefix("Subject:").split())
    return OutgoingMail(
        recipient=recipient,
        subject=subject[:400],
        body=body.strip() + "\n",
        language=language,
        attachment_name=attachment.name if attachment else "",
        attachment=attachment.data if attachment else None,
        created_at=at,
        due_at=at,
    )


@transaction.atomic
def owe_nothing(*, at: datetime) -> None:
    """Write and remove a mail: what takes as long as owing one, where none may be sent."""
    row = OutgoingMail.objects.create(
        recipient="", subject="", body="", created_at=at, due_at=at + CLAIM
    )
    row.delete()


class OutboxBackend(BaseEmailBackend):
    """Django's way of sending mail, kept to our promise: owed now, sent later."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        at = timezone.now()  # clock: Django's interface passes no time.
        rows = [
            OutgoingMail(
                recipient=recipient,
                subject=" ".join(str(message.subject).split())[:400],
                body=str(message.body),
                language=translation.get_language() or settings.LANGUAGE_CODE,
                created_at=at,
                due_at=at,
            )
            for message in email_messages
            for recipient in message.recipients()
        ]
        OutgoingMail.objects.bulk_create(rows)
        return len(email_messages)


def send_due(transport: Transport, *, at: datetime, limit: int) -> int:
    """Hand over up to `limit` due mails, oldest first; return how many the transport took.

    A crash between the transport's yes and the deletion sends that one mail again;
    every mail of ours can be read twice without harm. When the mail server is away altogether,
    this ends at once, and no mail has come nearer to being given up.
    """
    sent = 0
    due = OutgoingMail.objects.filter(due_at__lte=at).order_by("due_at", "id")
    for mail in due[:limit]:
        claimed = OutgoingMail.objects.filter(pk=mail.pk, due_at=mail.due_at).update(
            due_at=at + CLAIM, attempts=mail.attempts + 1
        )
        if not claimed:
            continue
        try:
            sent += _send_one(transport, mail, at=at)
        except ServerAway as failure:
            log.warning("no mail can be sent: %s", failure)
            # Behind the others, should it be this mail that the server cannot bear.
            OutgoingMail.objects.filter(pk=mail.pk).update(
                due_at=at + RETRY, attempts=mail.attempts
            )
            break
    return sent


def _send_one(transport: Transport, mail: OutgoingMail, *, at: datetime) -> int:
    row = OutgoingMail.objects.filter(pk=mail.pk)
    try:
        transport.send(_as_mail(mail))
    except PermanentFailure as failure:
        log.warning("mail %d refused for good: %s", mail.pk, failure)
        row.delete()
        return 0
    except ServerAway:
        raise
    except TemporaryFailure as failure:
        attempts = mail.attempts + 1
        if attempts >= MAX_ATTEMPTS:
            log.warning("mail %d given up after %d attempts: %s", mail.pk, attempts, failure)
            row.delete()
        else:
            # One minute, two, four … at most twelve hours.
            wait = timedelta(minutes=min(2 ** (attempts - 1), 720))
            log.info("mail %d put off by %s: %s", mail.pk, wait, failure)
            row.update(due_at=at + wait)
        return 0
    row.delete()
    return 1


def _as_mail(mail: OutgoingMail) -> Mail:
    attachment: Any = mail.attachment  # PostgreSQL gives a memoryview
    return Mail(
        recipient=mail.recipient,
        sender=settings.CONFIG.mail_from,
        subject=mail.subject,
        body=mail.body,
        language=mail.language,
        attachment_name=mail.attachment_name,
        attachment=bytes(attachment) if attachment is not None else None,
        # The same for every attempt, so that a mailbox can drop a repetition.
        message_id=f"<{mail.pk}.{mail.created_at:%Y%m%d%H%M%S%f}@{settings.CONFIG.host}>",
    )
