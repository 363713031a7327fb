"""Erase: contact data goes when its time is over, and whatever is erased leaves a record of it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet

from undersigned.core.leaf import SignatoryKind
from undersigned.core.lifecycle import Erased, LetterState
from undersigned.core.opening import field_digest, field_salt
from undersigned.core.tokens import Purpose, make_token, token_digest
from undersigned.models import Erasure, Letter, Signature, Trace
from undersigned.stages.outbox import drop_mails_of


def record_erased(letter_id: str, what: Erased, count: int, *, at: datetime) -> None:
    """Add to the record of that day; the caller's transaction carries it."""
    if count:
        row, _is_new = Erasure.objects.get_or_create(
            letter_id=letter_id,
            what=what.value,
            day=at.astimezone(UTC).date(),
            defaults={"count": 0},
        )
        Erasure.objects.filter(pk=row.pk).update(count=F("count") + count)


def leave_trace(signature: Signature, *, at: datetime) -> None:
    """Let the link to an erased signature say what is left; the caller's transaction carries it."""
    secret, nonce = settings.KEYS.secret, bytes(signature.nonce)
    Trace.objects.create(
        letter_id=signature.letter_id,
        token_digest=token_digest(make_token(secret, Purpose.MANAGE, signature.pk, nonce)),
        log_index=signature.log_index,
        language=signature.language,
        erased_at=at,
    )


@transaction.atomic
def erase_contacts(*, at: datetime, limit: int) -> int:
    """Erase the contact data of up to `limit` signatures of letters that closed long ago.

    What is erased was committed to: its digest stays in its place, so that names and receipts go on
    opening the leaf. What still waits for the log or for its receipt is left for a later pass, and
    a letter is done with when nothing is left. Returns of how many signatures.
    """
    due = Letter.objects.filter(
        state=LetterState.CLOSED.value,
        closed_at__lte=at - timedelta(days=settings.CONFIG.contact_days),
        contacts_erased_at=None,
    )
    erased = 0
    for letter in due.order_by("closed_at", "id"):
        held = _with_contact_data(letter)
        is_moving = Q(is_receipt_owed=True) | Q(ready_at__isnull=False, log_index=None)
        rows = list(held.exclude(is_moving).order_by("id")[: limit - erased])
        erased += _erase_all(letter, rows, at=at)
        if not held.exists():
            # Kept pages say that it was done.
            Letter.objects.filter(pk=letter.pk).update(
                contacts_erased_at=at, names_revision=F("names_revision") + 1
            )
        if erased >= limit:
            break
    return erased


def _with_contact_data(letter: Letter) -> QuerySet[Signature]:
    is_contact = ~Q(contact="") | ~Q(address="") | Q(sealed__isnull=False) | Q(wants_news=True)
    # It names the representative.
    is_contact |= Q(kind=SignatoryKind.ORGANIZATION) & ~Q(role="")
    return Signature.objects.filter(is_contact, letter=letter, confirmed_at__isnull=False)


def _erase_all(letter: Letter, rows: Sequence[Signature], *, at: datetime) -> int:
    done = [row.pk for row in rows if _erase_contact(row)]
    drop_mails_of(done)
    record_erased(letter.pk, Erased.CONTACT, len(done), at=at)
    return len(done)


def _erase_contact(row: Signature) -> bool:
    """Erase it from a row, unless that has changed since it was read."""
    gone = {"contact": row.contact}
    if row.kind == SignatoryKind.ORGANIZATION:
        gone["role"] = row.role
    digests = dict(row.erased or {})
    if row.master is not None:
        master = bytes(row.master)
        for name, value in gone.items():
            if value:
                digests[name] = field_digest(name, value, field_salt(master, name)).hex()
    unchanged = Signature.objects.filter(
        pk=row.pk,
        log_index=row.log_index,
        contact=row.contact,
        address=row.address,
        role=row.role,
    )
    return bool(
        unchanged.update(
            **dict.fromkeys(gone, ""),
            address="",
            sealed=None,
            wants_news=False,
            erased=digests or None,
        )
    )
