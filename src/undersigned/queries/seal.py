"""What of a letter is sealed, for whom, and what waits for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Q

from undersigned.core.lifecycle import Erased
from undersigned.core.seal import format_armor
from undersigned.models import Erasure, Letter, Log, Recipient, Signature

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class RecipientRow:
    """One key of a letter."""

    id: int
    recipient: str
    holder: str
    added_by: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class SealView:
    """The keys of a letter, the fingerprint of all of them, and how much is sealed."""

    recipients: tuple[RecipientRow, ...]
    fingerprint: str
    # The entry of the log that names this fingerprint; None until it does.
    named_at: int | None
    sealed: int
    # Whose contact data is readable here although the letter has keys, by why.
    waiting: int
    news: int
    # From before the letter had keys: committed to with the address, and readable here for ever.
    before: int


def recipients_of(letter: Letter) -> tuple[str, ...]:
    """The recipients for which new signatures are sealed."""
    present = Recipient.objects.filter(letter=letter, removed_at=None)
    return tuple(present.order_by("id").values_list("recipient", flat=True))


def holders_of(letter_id: str) -> tuple[str, ...]:
    """Who can open what is sealed, as the form tells those who sign."""
    present = Recipient.objects.filter(letter=letter_id, removed_at=None).order_by("id")
    return tuple(dict.fromkeys(present.values_list("holder", flat=True)))


def keys_in_log(letter: Letter) -> tuple[int, str] | None:
    """Where the published log names the keys in force, and their fingerprint; None if it does not.

    It does not for a moment after they have changed, and where there are none.
    """
    named = Log.objects.filter(
        letter=letter,
        recipients_digest=letter.recipients_digest,
        recipients_index__lt=F("published_size"),
    )
    index = named.values_list("recipients_index", flat=True).first()
    if index is None or letter.recipients_digest is None:
        return None
    return index, bytes(letter.recipients_digest).hex()


def unsealed(limit: int) -> list[Signature]:
    """Logged signatures without a receipt owed that are to be sealed, or lose their address."""
    waiting = Signature.objects.filter(
        Q(sealed=None) | Q(wants_news=False),
        ~Q(address=""),
        log_index__isnull=False,
        is_receipt_owed=False,
    )
    # Nothing is sealed for keys that the log does not name yet.
    is_named = Q(letter__log__recipients_digest=F("letter__recipients_digest"))
    waiting = waiting.filter(is_named | Q(sealed__isnull=False))
    return list(waiting.select_related("letter__log", "edition").order_by("id")[:limit])


def view_seal(letter: Letter) -> SealView:
    """What the page about it shows."""
    rows = Recipient.objects.filter(letter=letter, removed_at=None).select_related("added_by")
    is_sealed, is_readable = Q(sealed__isnull=False), ~Q(address="")
    counts = Signature.objects.filter(letter=letter).aggregate(
        all=Count("pk", filter=is_sealed),
        waiting=Count("pk", filter=~is_sealed & is_readable),
        news=Count("pk", filter=is_sealed & is_readable),
        before=Count("pk", filter=~Q(contact="")),
    )
    keys = keys_in_log(letter)
    return SealView(
        recipients=tuple(
            RecipientRow(row.pk, row.recipient, row.holder, row.added_by.called, row.added_at)
            for row in rows.order_by("id")
        ),
        fingerprint=bytes(letter.recipients_digest).hex() if letter.recipients_digest else "",
        named_at=keys[0] if keys else None,
        sealed=counts["all"],
        waiting=counts["waiting"],
        news=counts["news"],
        before=counts["before"],
    )


@dataclass(frozen=True, slots=True)
class ErasedRow:
    """What was erased of how many signatures on a day; nobody knows any more whose they were."""

    day: date
    what: Erased
    count: int


_NEWEST = 60


def erased_rows(letter: Letter) -> tuple[ErasedRow, ...]:
    """The record of what was erased, the newest first."""
    rows = Erasure.objects.filter(letter=letter).order_by("-day", "what")[:_NEWEST]
    return tuple(ErasedRow(row.day, Erased(row.what), row.count) for row in rows)


def sealed_records(letter: Letter) -> Iterator[bytes]:
    """All sealed records of a letter, armored, in the order of the log."""
    sealed = Signature.objects.filter(letter=letter, sealed__isnull=False)
    rows = sealed.order_by("log_index", "id").values_list("sealed", flat=True)
    for data in rows.iterator(chunk_size=_CHUNK):
        yield format_armor(bytes(data or b""))
