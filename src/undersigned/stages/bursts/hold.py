"""Hold: what came in a burst is taken from before the log, in the worker and many at once.

Each person's new signature is judged once, right before it is logged, so nothing is asked while
somebody signs or confirms. Signatures that were corrected, agreed to an edition, released or
listed by a lead are not judged: `ready_at` of a new one is the moment of its confirmation.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import BooleanField, ExpressionWrapper, F, Q, QuerySet

from undersigned.core.bursts import REMEMBERED, Group, Grouper, Watch
from undersigned.core.leaf import SignatoryKind
from undersigned.core.lifecycle import SUSPECT_DAYS, BatchState
from undersigned.core.mailbox import domain_of
from undersigned.core.tokens import derive_key
from undersigned.models import Batch, BurstWatch, HeldSignature, Letter, Signature

JUDGED_AT_ONCE: Final = 4096


@dataclass(frozen=True)
class Judged:
    """The new signatures that may be logged, and how many were held.

    `lost` says that another worker was judging at the same time; then nothing may be logged.
    """

    passed: frozenset[int] = frozenset()
    held: int = 0
    lost: bool = False


@dataclass(frozen=True)
class _New:
    """A signature that was confirmed and neither counted nor logged."""

    id: int
    at: datetime
    groups: tuple[Group, ...]

    @property
    def place(self) -> tuple[int, int]:
        return int(self.at.timestamp() * 1_000_000), self.id


def is_new() -> "ExpressionWrapper[Q]":
    """Whether a signature that is ready for the log is a person's, and never was before."""
    new = Q(kind=SignatoryKind.PERSON, evidence="", ready_at=F("confirmed_at"))
    return ExpressionWrapper(new, output_field=BooleanField())


def _new_signatures(letter_id: str) -> QuerySet[Signature]:
    ready = Signature.objects.filter(letter=letter_id, ready_at__isnull=False, log_index=None)
    return ready.filter(is_new())


def hold_bursts(letter: Letter, *, at: datetime, limit: int = JUDGED_AT_ONCE) -> Judged:
    """Judge up to `limit` new signatures of a letter, the oldest first; hold those of bursts."""
    rows = _new_signatures(letter.pk).order_by("ready_at", "id")
    found = list(rows.values_list("pk", "ready_at", "name", "contact", "address", "source")[:limit])
    if not found:
        return Judged()
    grouper = Grouper(derive_key(settings.KEYS.secret, "bursts"), letter.pk)
    new = [
        _New(pk, ready_at, _groups(grouper, name, contact or address, source))
        for pk, ready_at, name, contact, address, source in found
        if ready_at is not None
    ]
    row = BurstWatch.objects.filter(letter=letter).first()
    watch = Watch.from_bytes(bytes(row.data)) if row else Watch()
    known = _known_batches(letter, at=at)
    held: list[tuple[_New, Group]] = []
    for each in new:
        group = _judge(each, watch, known)
        if group is not None:
            held.append((each, group))
    if not _store(letter, row.version if row else None, watch, held, at=at):
        return Judged(lost=True)
    away = {each.id for each, _ in held}
    return Judged(frozenset(each.id for each in new if each.id not in away), len(held))


def _groups(grouper: Grouper, name: str, address: str, source: Any) -> tuple[Group, ...]:
    # Any: SQLite gives bytes, PostgreSQL a memoryview.
    return grouper(name=name, domain=domain_of(address), source=bytes(source) if source else None)


def _judge(new: _New, watch: Watch, known: Mapping[bytes, BatchState]) -> Group | None:
    """Count a signature, once, and tell the group for which it is held; None if it is not."""
    is_counted = new.place <= watch.through
    if not is_counted:
        watch.move_to(int(new.at.timestamp()))
        watch.add(new.groups)
        watch.through = new.place
    for group in new.groups:
        state = known.get(group.digest) if group.trait in REMEMBERED else None
        if state is not None and state is not BatchState.RELEASED:
            return group
        if state is None and watch.is_burst(group):
            return group
    if not is_counted:
        watch.passes(new.groups)
    return None


def _known_batches(letter: Letter, *, at: datetime) -> dict[bytes, BatchState]:
    """What was decided last about each group, or that it waits for a decision."""
    batches = Batch.objects.filter(letter=letter, last_at__gt=at - timedelta(days=SUSPECT_DAYS))
    known = batches.order_by("id").values_list("digest", "state")
    return {bytes(digest): BatchState(state) for digest, state in known}


@transaction.atomic
def _store(
    letter: Letter,
    version: int | None,
    watch: Watch,
    held: Sequence[tuple[_New, Group]],
    *,
    at: datetime,
) -> bool:
    """Keep what was counted and held, if nobody else has meanwhile."""
    data = watch.to_bytes()
    if version is None:
        made = BurstWatch(letter=letter, data=data, version=1)
        BurstWatch.objects.bulk_create([made], ignore_conflicts=True)
        # Of two that make it, the one whose data is there has won.
        if not BurstWatch.objects.filter(letter=letter, version=1, data=data).exists():
            return False
    elif not BurstWatch.objects.filter(letter=letter, version=version).update(
        data=data, version=version + 1
    ):
        return False
    by_group: dict[Group, list[_New]] = {}
    for each, group in held:
        by_group.setdefault(group, []).append(each)
    for group, news in by_group.items():
        _hold(_batch_for(letter, group, news, at=at), news)
    return True


def _batch_for(letter: Letter, group: Group, news: Sequence[_New], *, at: datetime) -> Batch:
    """The open batch of a group, which reaches to the last of these."""
    first, last = news[0].at.astimezone(UTC), news[-1].at.astimezone(UTC)
    batch, created = Batch.objects.get_or_create(
        letter=letter,
        digest=group.digest,
        state=BatchState.OPEN.value,
        defaults={
            "trait": group.trait.value,
            "said": group.said[:300],
            "opened_at": at,
            "first_at": first,
            "last_at": last,
        },
    )
    if not created:
        Batch.objects.filter(pk=batch.pk, last_at__lt=last).update(last_at=last)
    return batch


def _hold(batch: Batch, news: Sequence[_New]) -> None:
    ids = [each.id for each in news]
    # A signer may withdraw or correct it at this moment; then there is nothing to hold.
    still = _new_signatures(batch.letter_id).filter(pk__in=ids)
    HeldSignature.objects.bulk_create(
        [
            HeldSignature(signature_id=pk, letter_id=batch.letter_id, batch=batch)
            for pk in still.values_list("pk", flat=True)
        ],
        ignore_conflicts=True,
    )
    still.update(ready_at=None, source=None)
