"""Owe mail, in the transaction that causes it; hold it, release it, drop it."""

import logging
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone, translation

from undersigned.adapters.mail import (
    MailFile,
)
from undersigned.adapters.rows import insert_rows, new_row
from undersigned.core.interface_languages import nearest_spoken
from undersigned.core.isolates import isolated, without_isolates
from undersigned.core.mail_reasons import Reason, reason_for
from undersigned.models import OutgoingFile, OutgoingMail

log = logging.getLogger(__name__)

# All white space but the spaces before French punctuation.
_BREAKABLE_SPACE = re.compile("[^\\S\u00a0\u202f]+")
# When a mail is due that is held: never.
HELD = datetime(9999, 1, 1, tzinfo=UTC)


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
    of_signature: int | None = None,
) -> None:
    """Owe a mail made from `templates/mail/<template>.txt`; the caller's transaction carries it."""
    write_mail(
        template,
        context,
        recipient=recipient,
        language=language,
        at=at,
        of_signature=of_signature,
    ).save()


def write_mail(
    template: str,
    context: Mapping[str, object],
    *,
    recipient: str,
    language: str,
    at: datetime,
    attachment: Attachment | None = None,
    of_signature: int | None = None,
    batch: str = "",
    unsubscribe_link: str = "",
) -> OutgoingMail:
    """Return the row of a mail, not yet saved: many are written before their transaction begins.

    A mail to a signer bears the number of the signature, and is forgotten together with it.

    The first line of the template is `Subject: …`, then an empty line, then the body.
    """
    mail = _row(_render(template, context, language), recipient, language, at=at)
    mail.reason = reason_for(template).value
    mail.template = template
    mail.signature_number = of_signature
    if attachment is not None:
        mail.attachment_name = attachment.name
        mail.attachment = attachment.data
    mail.batch = batch
    mail.unsubscribe_link = unsubscribe_link
    return mail


def _spoken(language: str) -> str:
    return nearest_spoken(language, tuple(dict(settings.LANGUAGES)))


def _render(template: str, context: Mapping[str, object], language: str) -> str:
    with translation.override(_spoken(language)):
        return render_to_string(f"mail/{template}.txt", dict(context))


def _row(text: str, recipient: str, language: str, *, at: datetime) -> OutgoingMail:
    subject, body = _parts(text)
    return OutgoingMail(
        recipient=recipient,
        subject=_subject(subject),
        body=body,
        language=language,
        created_at=at,
        due_at=at,
    )


def _parts(text: str) -> tuple[str, str]:
    """The subject as it is written, and the body."""
    head, _, body = text.partition("\n")
    return head.removeprefix("Subject:"), body.strip() + "\n"


def _subject(written: str) -> str:
    # A name in the subject may hold anything that a form lets through; a header is one line. Codes
    # are copied from it.
    return _BREAKABLE_SPACE.sub(" ", without_isolates(written)).strip()[:400]


class MailForm:
    """A mail that differs in a few words from one recipient to the next, rendered once for all.

    The template only prints those words, named in `blanks`; it asks nothing about them.
    """

    def __init__(
        self,
        template: str,
        context: Mapping[str, object],
        *,
        blanks: Collection[str],
        language: str,
    ) -> None:
        self._template = template
        self._language = language
        self._spoken = _spoken(language)
        self._reason = reason_for(template)
        text = _render(template, {**context, **{name: _blank(name) for name in blanks}}, language)
        subject, body = _parts(text)
        self._subject, self._body = _pieces(subject), _pieces(body)

    def fill_in(
        self,
        words: Mapping[str, str],
        *,
        recipient: str,
        at: datetime,
        of_signature: int | None = None,
    ) -> OutgoingMail:
        """Return the row of the mail to one of them, not yet saved."""
        # Within a sentence a blank was isolated; whether the word needs that, it tells itself.
        apart = {name: isolated(value, self._spoken) for name, value in words.items()}
        return new_row(
            OutgoingMail,
            {},
            recipient=recipient,
            subject=_subject(_filled(self._subject, words, apart)),
            body=_filled(self._body, words, apart),
            language=self._language,
            created_at=at,
            due_at=at,
            reason=self._reason.value,
            template=self._template,
            signature_number=of_signature,
        )


def _blank(name: str) -> str:
    """What stands for a word until it is filled in; no line that was cleaned holds this.

    It has letters of both directions, so that a sentence of any language isolates it.
    """
    return f"\ue000{name}\u0627\ue001"


_BLANK = re.compile("(\u2068?)\ue000([a-z_]+)\u0627\ue001\u2069?")


def _pieces(text: str) -> list[str]:
    """The text around its blanks, and for each blank whether it was isolated, and its name."""
    return _BLANK.split(text)


def _filled(pieces: Sequence[str], words: Mapping[str, str], apart: Mapping[str, str]) -> str:
    """The text with its blanks filled in; `apart` holds the words as a sentence isolates them."""
    filled = [pieces[0]]
    for isolate, name, text in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
        filled += ((apart if isolate else words)[name], text)
    return "".join(filled)


def owe_mails(mails: Sequence[OutgoingMail]) -> None:
    """Owe mails that were written before; the caller's transaction carries them."""
    insert_rows(mails)


def owe_once(
    template: str,
    context: Mapping[str, object],
    *,
    recipient: str,
    language: str,
    reference: str,
    files: Sequence[MailFile],
    at: datetime,
) -> str:
    """Owe a mail with files that is handed over at most once; return its Message-ID.

    What becomes of it is left behind as a `MailOutcome` under `reference`, which is written
    `<what>:<id>:<random>`. After a crash in the middle of handing it over nobody knows whether it
    went out: then it is not sent again, and its outcome is UNSURE. The caller's transaction
    carries it.
    """
    mail = write_mail(template, context, recipient=recipient, language=language, at=at)
    mail.reference = reference
    mail.has_files = bool(files)
    mail.save()
    OutgoingFile.objects.bulk_create(
        OutgoingFile(mail=mail, name=file.name, media_type=file.media_type, data=file.data)
        for file in files
    )
    return message_id_of(mail)


def message_id_of(mail: OutgoingMail) -> str:
    """The same for every attempt, so that a mailbox can drop a repetition.

    Whoever reports a bounce has to know it, so that a reference brings its own random part.
    """
    random = mail.reference.rpartition(":")[2]
    made = f"{mail.pk}.{mail.created_at:%Y%m%d%H%M%S%f}{random and f'.{random}'}"
    return f"<{made}@{settings.CONFIG.host_name}>"


@transaction.atomic
def owe_nothing(*, at: datetime) -> None:
    """Write and remove a mail: what takes as long as owing one, where none may be sent."""
    row = OutgoingMail.objects.create(recipient="", subject="", body="", created_at=at, due_at=HELD)
    row.delete()


class OutboxBackend(BaseEmailBackend):
    """Django's way of sending mail, kept to our promise: owed now, sent later."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        at = timezone.now()  # clock: Django's interface passes no time.
        rows = [
            OutgoingMail(
                recipient=recipient,
                subject=_subject(str(message.subject)),
                body=str(message.body),
                language=translation.get_language() or settings.LANGUAGE_CODE,
                created_at=at,
                due_at=at,
                reason=Reason.ACCOUNT.value,
            )
            for message in email_messages
            for recipient in message.recipients()
        ]
        OutgoingMail.objects.bulk_create(rows)
        return len(email_messages)


def waiting_in_batches() -> int:
    """How many mails of batches have not been tried yet, those that are held not counted."""
    return OutgoingMail.objects.exclude(batch="").filter(attempts=0, due_at__lt=HELD).count()


def hold_batch(batch: str) -> None:
    """Send no mail of this batch until it is released; the caller's transaction carries it."""
    _of_batch(batch).update(due_at=HELD)


def release_batch(batch: str, *, at: datetime) -> None:
    """Send what was held; the caller's transaction carries it."""
    _of_batch(batch).filter(due_at=HELD).update(due_at=at, is_paced=False)


def drop_unsubscribed(unsubscribe_link: str) -> None:
    """Forget the mails of batches to whoever has just ended them, by the address that does so."""
    OutgoingMail.objects.exclude(batch="").filter(unsubscribe_link=unsubscribe_link).delete()


def drop_mails_of(signatures: Collection[int]) -> None:
    """Forget what is owed to the signers of these; the caller's transaction carries it."""
    OutgoingMail.objects.filter(signature_number__in=signatures).delete()


def _of_batch(batch: str) -> QuerySet[OutgoingMail]:
    # The condition is that of the index, which is small however long the queue is.
    return OutgoingMail.objects.exclude(batch="").filter(batch=batch)
