"""Confirm: whoever holds the mailed token makes the signature count, once."""

import secrets
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from undersigned.core.leaf import SignatoryKind
from undersigned.core.lifecycle import (
    DELETE_UNCONFIRMED_AFTER_DAYS,
    REMIND_AFTER_DAYS,
    LetterState,
    SignatureState,
)
from undersigned.core.opening import MASTER_BYTES, commit
from undersigned.core.refusal import Refused
from undersigned.core.tokens import Purpose
from undersigned.models import Letter, Signature
from undersigned.queries.manage import find_by_token
from undersigned.stages.outbox import owe_mail
from undersigned.stages.sign import (
    LetterNotOpen,
    letter_link,
    owe_confirmation,
    title_of,
)


class AlreadySigned(Refused):
    """Another signature of the same mailbox was confirmed before."""


class NotWaiting(Refused):
    """No organization's signature waits under this number."""

    status: ClassVar[int] = 404


@transaction.atomic
def confirm_signature(token: str, *, at: datetime) -> Signature:
    """Confirm the pending signature of a mailed token; confirming twice is fine.

    A person's signature is then ready for the log, an organization's waits for the lead.
    Raises UnknownLink, AlreadySigned, LetterNotOpen.
    """
    signature = find_by_token(token, Purpose.CONFIRM)
    if signature.state != SignatureState.PENDING:
        return signature
    master = secrets.token_bytes(MASTER_BYTES)
    is_person = signature.kind == SignatoryKind.PERSON
    # The letter's state is part of the condition: a letter that closes now wins or loses whole.
    is_open = Letter.objects.filter(pk=OuterRef("letter_id"), state=LetterState.OPEN)
    waiting = Signature.objects.filter(Exists(is_open), pk=signature.pk, confirmed_at=None)
    try:
        with transaction.atomic():
            changed = waiting.update(
                confirmed_at=at,
                ready_at=at if is_person else None,
                master=master if is_person else None,
                commitment=(
                    commit(signature.letter_id, master, signature.committed_fields())
                    if is_person
                    else None
                ),
            )
    except IntegrityError as error:
        # The unique index over confirmed mailboxes: another tab, or an earlier signature, won.
        raise AlreadySigned(_("This mailbox has already signed the letter.")) from error
    signature.refresh_from_db()
    if not changed and signature.state == SignatureState.PENDING:
        raise LetterNotOpen(
            _("This letter closed before you confirmed; your signature was not counted.")
        )
    # changed == 0 otherwise: the button was pressed twice, or in two tabs. Both are fine.
    # Other wishes of the mailbox are left to `delete_unconfirmed`: to delete them here would wait
    # for a confirmation of theirs that waits for this one.
    if changed and not is_person:
        _tell_lead(signature, at=at)
    return signature


def _other_wishes(signature: Signature) -> QuerySet[Signature]:
    return Signature.objects.filter(
        letter=signature.letter_id,
        mailbox_digest=signature.mailbox_digest,
        confirmed_at=None,
    )


def _tell_lead(signature: Signature, *, at: datetime) -> None:
    context = {
        "name": signature.name,
        "title": title_of(signature),
        "link": f"{settings.CONFIG.address}/workspace/",
    }
    lead = signature.letter.lead
    owe_mail("organization_waits", context, recipient=lead.email, language="en", at=at)


def _waiting(letter: Letter, signature_id: int) -> Signature:
    try:
        return Signature.objects.select_related("letter", "edition").get(
            pk=signature_id,
            letter=letter,
            kind=SignatoryKind.ORGANIZATION,
            confirmed_at__isnull=False,
            ready_at=None,
        )
    except Signature.DoesNotExist as error:
        raise NotWaiting(_("This signature does not wait for a decision any more.")) from error


@transaction.atomic
def accept_organization(letter: Letter, signature_id: int, *, at: datetime) -> Signature:
    """The lead takes an organization's confirmed signature; it is then ready for the log.

    The evidence in its opening says so. Raises NotWaiting.
    """
    signature = _waiting(letter, signature_id)
    signature.evidence = f"accepted by the lead on {at:%Y-%m-%d}"
    master = secrets.token_bytes(MASTER_BYTES)
    changed = Signature.objects.filter(
        pk=signature.pk, confirmed_at__isnull=False, ready_at=None
    ).update(
        evidence=signature.evidence,
        master=master,
        commitment=commit(letter.id, master, signature.committed_fields()),
        ready_at=at,
    )
    if not changed:  # The other tab was first.
        raise NotWaiting(_("This signature does not wait for a decision any more."))
    signature.refresh_from_db()
    return signature


@transaction.atomic
def decline_organization(letter: Letter, signature_id: int, *, reason: str, at: datetime) -> None:
    """The lead declines; the representative is told the reason, and the row is erased.

    Raises NotWaiting.
    """
    signature = _waiting(letter, signature_id)
    context = {
        "name": signature.name,
        "title": title_of(signature),
        "reason": " ".join(reason.split()),
        "letter_link": letter_link(signature),
    }
    recipient, language = signature.contact, signature.language
    deleted, _rows = Signature.objects.filter(
        pk=signature.pk, confirmed_at__isnull=False, ready_at=None
    ).delete()
    if not deleted:
        raise NotWaiting(_("This signature does not wait for a decision any more."))
    if recipient:
        owe_mail("organization_declined", context, recipient=recipient, language=language, at=at)


@transaction.atomic
def remind_unconfirmed(*, at: datetime, limit: int) -> int:
    """Remind, once, those who did not confirm for three days; return how many mails are owed."""
    waiting = Signature.objects.filter(
        confirmed_at=None,
        created_at__lte=at - timedelta(days=REMIND_AFTER_DAYS),
        created_at__gt=at - timedelta(days=DELETE_UNCONFIRMED_AFTER_DAYS),
        reminded_at=None,
        letter__state=LetterState.OPEN,
    ).select_related("letter", "edition")
    waiting = waiting.exclude(_has_signed())
    owed = 0
    for signature in waiting.order_by("created_at")[:limit]:
        reminded = Signature.objects.filter(pk=signature.pk, reminded_at=None).update(
            reminded_at=at
        )
        # Only one mail a mailbox, however many wishes wait for it.
        _other_wishes(signature).filter(reminded_at=None).update(reminded_at=at)
        if reminded:
            owe_confirmation(signature, template="remind", at=at)
            owed += 1
    return owed


@transaction.atomic
def delete_unconfirmed(*, at: datetime) -> int:
    """Erase wishes not confirmed within fourteen days, or beside a signature of their mailbox.

    Returns how many rows.
    """
    old = Q(created_at__lte=at - timedelta(days=DELETE_UNCONFIRMED_AFTER_DAYS))
    pending = Signature.objects.filter(confirmed_at=None)
    deleted, _rows = pending.filter(old | _has_signed()).delete()
    return deleted


def _has_signed() -> Q:
    """Whether the mailbox of a wish has already signed that letter."""
    signed = Signature.objects.filter(
        letter=OuterRef("letter"), mailbox_digest=OuterRef("mailbox_digest")
    )
    return Q(Exists(signed.filter(confirmed_at__isnull=False)))
