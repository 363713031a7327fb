"""Limits: how many forms one network prefix and one mailbox may send, by digests that do not last.

Nothing is stored that tells who sent what. A prefix or a mailbox is counted as an HMAC with a
random key; a key is good for one period, and then its row is deleted. What is left of the digests
for some minutes more can be compared with nothing.
"""

import hashlib
import secrets
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, StrEnum
from ipaddress import IPv4Address, IPv6Address
from typing import ClassVar, Final

from django.conf import settings
from django.db import connection, transaction

from undersigned.adapters.rows import table_of
from undersigned.core.keyed import keyed_digest
from undersigned.core.mailbox import canonical_address
from undersigned.core.refusal import Refused
from undersigned.core.tokens import derive_key
from undersigned.models import DigestKey, SentForm, Signature

DIGEST_BYTES: Final = 16
# A mailbox that has got so many mails within a period gets no more, and nobody is told: else
# anyone could find out, by trying, whether somebody has just signed with it.
MAILBOX_LIMIT: Final = 10
# Whoever holds a smaller network than these has it whole, so one in it stands for all.
PREFIX_LENGTH: Final = {4: 24, 6: 48}
# Of those who wait instead of solving a task, a prefix may have so many in a period, and one where
# a letter has so many of them that the last waits for the whole period.
WAITING_LIMIT: Final = 5
WAITING_STEP_SECONDS: Final = 2
# Rows are kept for as long as what they prove can be shown once more.
KEPT_FOR: Final = timedelta(minutes=45)


class Counted(StrEnum):
    """What is counted, each with keys of its own."""

    FORMS = "forms"
    TRIES = "tries"


# How long a key is good, in seconds; all counts begin anew with the next one.
PERIODS: Final[dict[Counted, int]] = {Counted.FORMS: 600, Counted.TRIES: 3600}


class Held(Refused):
    """A form is held back; what was typed stays before the person's eyes."""

    status: ClassVar[int] = 429


class TooManyForms(Held):
    """Too many forms came from this network prefix."""

    def __init__(self, retry_after_seconds: int) -> None:
        super().__init__()
        self.retry_after_seconds = retry_after_seconds


class ProofSpent(Held):
    """What came with the form was good for another form, which was taken."""


class Passage(Enum):
    """What becomes of a form that is let through."""

    TAKEN = "taken"
    # It did its work already, or it does none; the answer is that to a form that was taken.
    DONE = "done"


@dataclass(frozen=True)
class Permit:
    """What a form is counted by, all of it digests."""

    proof: bytes
    content: bytes
    source: bytes
    target: bytes
    letter_id: str
    # The prefix once more, where it is one of the Internet: behind a proxy that nobody named, all
    # people seem to come from one.
    network: bytes | None = None


_current: dict[Counted, tuple[int, bytes]] = {}
_BEGINNING = threading.Lock()


def current_key(use: Counted, *, at: datetime) -> bytes:
    """The key of this moment, the same for all processes; the first of a period makes it.

    It takes the database and the server's secret together to make a digest, so a thief of the
    database alone cannot try all networks there are.
    """
    period = int(at.timestamp()) // PERIODS[use]
    known = _current.get(use)
    if known is not None and known[0] == period:
        return known[1]
    # What a transaction made that may yet fail, other processes may never see.
    if connection.in_atomic_block:
        return _key_of(use, period)
    # When a period begins, many ask at once, and one of them is enough for the database.
    with _BEGINNING:
        known = _current.get(use)
        if known is None or known[0] != period:
            known = _current[use] = (period, _key_of(use, period))
    return known[1]


def _key_of(use: Counted, period: int) -> bytes:
    secret = derive_key(settings.KEYS.secret, "limits")
    return keyed_digest(secret, _begin(use, period))


@transaction.atomic
def _begin(use: Counted, period: int) -> bytes:
    row = DigestKey(use=use, period=period, key=secrets.token_bytes(32))
    DigestKey.objects.bulk_create([row], ignore_conflicts=True)
    DigestKey.objects.filter(use=use, period__lt=period).delete()
    return bytes(DigestKey.objects.get(use=use, period=period).key)


def digest(key: bytes, what: str, value: str) -> bytes:
    """What is stored in place of a value."""
    message = f"undersigned/limits/v1\n{what}\n{value}".encode()
    return keyed_digest(key, message)[:DIGEST_BYTES]


def network_of(address: IPv4Address | IPv6Address) -> str:
    """The prefix by which an address is counted."""
    length = PREFIX_LENGTH[address.version]
    rest = address.max_prefixlen - length
    return f"{type(address)(int(address) >> rest << rest)}/{length}"


def make_permit(
    letter_id: str,
    *,
    proof: bytes,
    address: IPv4Address | IPv6Address,
    mailbox: str,
    fields: Mapping[str, str],
    at: datetime,
) -> Permit:
    """Make what a stage asks for before it does what a public form wants."""
    key = current_key(Counted.FORMS, at=at)
    typed = "\n".join(f"{name} {len(value)} {value}" for name, value in sorted(fields.items()))
    return Permit(
        proof=hashlib.sha256(proof).digest()[:DIGEST_BYTES],
        # Its key is the proof, which is stored nowhere: only who sent it can send the same again.
        content=digest(
            keyed_digest(derive_key(settings.KEYS.secret, "limits"), proof),
            "content",
            f"{letter_id}\n{typed}",
        ),
        source=(source := digest(key, "prefix", network_of(address))),
        network=source if address.is_global else None,
        target=digest(key, "mailbox", canonical_address(mailbox)),
        letter_id=letter_id,
    )


def use_permits(permits: Sequence[Permit], *, at: datetime) -> list[Passage | Held]:
    """Count many forms as `use_permit` counts each, in their order; what it raises is returned."""
    # One statement does not see what it counts itself, so it takes those that have nothing to do
    # with each other. Mostly these are all.
    seen = Counter(key for permit in permits for key in _keys(permit))
    apart = [permit for permit in permits if all(seen[key] == 1 for key in _keys(permit))]
    taken = _count(apart, at=at) if apart else {}
    outcomes: list[Passage | Held] = []
    for permit in permits:
        try:
            outcomes.append(taken.get(permit.proof) or use_permit(permit, at=at))
        except Held as held:
            outcomes.append(held)
    return outcomes


def _keys(permit: Permit) -> tuple[tuple[str, bytes], ...]:
    return ("proof", permit.proof), ("source", permit.source), ("target", permit.target)


def _count(permits: Sequence[Permit], *, at: datetime) -> dict[bytes, Passage]:
    """Count forms, and tell by their proofs what becomes of those that were counted."""
    limit = settings.CONFIG.prefix_limit
    # One statement, so that counting costs a signature one round trip: there is a row if the
    # prefix had less than its share, and it knows whether the mailbox had. Of two that come at the
    # same moment both can be the last one, which does no harm.
    table, values = table_of(
        [(each.proof, each.content, each.source, each.target, each.letter_id) for each in permits],
        ["bytea", "bytea", "bytea", "bytea", "text"],
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO undersigned_sentform
                (proof, content, source, target, letter_id, is_mute, at)
            SELECT form.column1, form.column2, form.column3, form.column4, form.column5,
                (SELECT count(*) FROM (SELECT 1 FROM undersigned_sentform
                    WHERE target = form.column4 LIMIT %s) AS mailed) >= %s,
                %s
            FROM {table}
            WHERE (SELECT count(*) FROM (SELECT 1 FROM undersigned_sentform
                WHERE source = form.column3 LIMIT %s) AS sent) < %s
            ON CONFLICT (proof) DO NOTHING
            RETURNING proof, is_mute
            """,  # noqa: S608 no input
            [
                *(MAILBOX_LIMIT, MAILBOX_LIMIT),
                connection.ops.adapt_datetimefield_value(at),
                *values,
                *(limit, limit),
            ],
        )
        counted = cursor.fetchall()
    return {bytes(proof): Passage.DONE if is_mute else Passage.TAKEN for proof, is_mute in counted}


def use_permit(permit: Permit, *, at: datetime) -> Passage:
    """Count a form within the transaction of what it does, and spend its proof.

    Raises TooManyForms and ProofSpent; then nothing is counted, nor anything spent.
    """
    taken = _count([permit], at=at).get(permit.proof)
    if taken is not None:
        return taken
    before = SentForm.objects.filter(proof=permit.proof).first()
    if before is None:
        raise TooManyForms(_seconds_left(at))
    if bytes(before.content) == permit.content:
        # A double click, or a reload: it was taken a moment ago.
        return Passage.DONE
    raise ProofSpent


@transaction.atomic
def join_queue(letter_id: str, address: IPv4Address | IPv6Address, *, at: datetime) -> int:
    """Take a place among those who wait instead of solving a task; return for how many seconds.

    Each further one of a letter waits two seconds longer, up to the length of a period: so a
    period lets some three hundred through, and of each prefix no more than a few. Where all of
    these places are taken a prefix still gets one, with the longest wait; so nobody fills the
    queue for those who have no other way. Raises TooManyForms.
    """
    key = current_key(Counted.FORMS, at=at)
    source = digest(key, "waiting prefix", network_of(address))
    target = digest(key, "waiting for", letter_id)
    longest = PERIODS[Counted.FORMS]
    waiting = SentForm.objects.filter(target=target)[:longest].count()
    wait = settings.CONFIG.wait_seconds + WAITING_STEP_SECONDS * waiting
    limit = WAITING_LIMIT if wait < longest else 1
    if SentForm.objects.filter(source=source)[:limit].count() >= limit:
        raise TooManyForms(_seconds_left(at))
    SentForm.objects.create(
        proof=secrets.token_bytes(DIGEST_BYTES),
        content=b"",
        source=source,
        target=target,
        letter_id=letter_id,
        at=at,
    )
    return min(wait, longest)


def _seconds_left(at: datetime) -> int:
    period = PERIODS[Counted.FORMS]
    return period - int(at.timestamp()) % period


@transaction.atomic
def forget_forms(*, at: datetime, limit: int) -> int:
    """Delete rows that count no more, and all keys whose period is over; return how many rows."""
    for use, seconds in PERIODS.items():
        over = DigestKey.objects.filter(use=use, period__lt=int(at.timestamp()) // seconds)
        over.delete()
    old = SentForm.objects.filter(at__lt=at - KEPT_FOR).order_by("at").values("pk")[:limit]
    deleted, _rows = SentForm.objects.filter(pk__in=old).delete()
    return deleted


@transaction.atomic
def forget_sources(*, at: datetime) -> int:
    """Empty what is left of prefixes on signatures that nobody confirmed; return how many.

    It looks at the last day only: so it reads a part of an index, and no more on any day.
    """
    waiting = Signature.objects.filter(
        confirmed_at=None,
        created_at__gt=at - KEPT_FOR - timedelta(days=1),
        created_at__lte=at - KEPT_FOR,
        source__isnull=False,
    )
    return waiting.update(source=None)
