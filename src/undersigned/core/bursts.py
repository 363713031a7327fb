"""Bursts: which groups of new signatures come in so much at once that somebody should look.

A group is what signatures share: a mail domain, a pattern of names, a network prefix. What is
counted are digests of groups, in summaries of bounded size (Misra and Gries, "Finding repeated
elements", 1982) that never count a group too high: whatever the size of a flood, no group is
taken for larger than it is. The reasons of all bounds stand in `docs/how-to/resist-a-flood.md`.
"""

import hashlib
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Final

from undersigned.core.disposable import is_disposable
from undersigned.core.domains import is_shared, registrable_name
from undersigned.core.errors import Malformed
from undersigned.core.name_patterns import has_number, is_gibberish, shape, skeleton

GROUPS_KEPT: Final = 512
"""A summary of n signatures counts a group at most n / 513 too low."""
DIGEST_BYTES: Final = 8
BUCKET_SECONDS: Final = 1800
"""Counts are those of the running half hour and the one before: of 30 to 60 minutes."""


class Trait(StrEnum):
    """What the signatures of a group share, in the order in which they are asked about."""

    NAME = "name"
    GIBBERISH = "gibberish"
    SHAPE = "shape"
    DOMAIN = "domain"
    DISPOSABLE = "disposable"
    PREFIX = "prefix"


REMEMBERED: Final = frozenset({Trait.NAME, Trait.GIBBERISH, Trait.DOMAIN})
"""Of these, a group that was once held is held from its first signature on, until it is released.

Many honest people share the shape of a name, some have reasons for a disposable mailbox, and the
digest of a prefix is soon another one.
"""


@dataclass(frozen=True)
class Bound:
    """A group is a burst from `least` signatures within the hour that are `share` of all."""

    least: int
    share: float


NUMBERED: Final = Bound(20, 0.0)
BOUNDS: Final[Mapping[Trait, Bound]] = {
    Trait.NAME: Bound(20, 0.02),
    Trait.GIBBERISH: Bound(20, 0.05),
    Trait.SHAPE: Bound(50, 0.3),
    Trait.DOMAIN: Bound(50, 0.2),
    Trait.DISPOSABLE: Bound(30, 0.1),
    Trait.PREFIX: Bound(60, 0.5),
}
GROWTH: Final = 20
"""A domain of which people signed before may bring so many times as many within an hour."""
SURGE: Final = Bound(100, 5.0)
"""A letter is surging from so many an hour, if that is so many times its busiest time before."""


@dataclass(frozen=True)
class Group:
    """What a signature shares with others; `said` may be shown, `digest` is what is counted."""

    trait: Trait
    said: str
    digest: bytes


@lru_cache(maxsize=4096)
def _of_domain(domain: str) -> tuple[Trait, str] | None:
    """What those with a mailbox there share, if it is anything at all."""
    if is_disposable(domain):
        # Their providers have hundreds of names each, and change them: all count as one.
        return Trait.DISPOSABLE, ""
    # Who has a domain has all names below it.
    owned = registrable_name(domain)
    return None if is_shared(owned) else (Trait.DOMAIN, owned)


class Grouper:
    """Tells the groups of the signatures of one letter."""

    def __init__(self, key: bytes, letter_id: str) -> None:
        """`key` is secret: without it nobody can ask a summary for a domain."""
        self._key, self._letter = key, letter_id

    def __call__(self, *, name: str, domain: str, source: bytes | None) -> tuple[Group, ...]:
        """The groups of a signature, in the order of `Trait`."""
        line = skeleton(name)
        found = [self._group(Trait.NAME, line)]
        if is_gibberish(line):
            found.append(self._group(Trait.GIBBERISH, ""))
        if form := shape(name):
            found.append(self._group(Trait.SHAPE, form))
        if domain and (shared := _of_domain(domain)):
            found.append(self._group(*shared))
        if source:
            found.append(self._group(Trait.PREFIX, "", source.hex()))
        return tuple(found)

    def _group(self, trait: Trait, said: str, value: str = "") -> Group:
        message = f"undersigned/burst/v1\n{self._letter}\n{trait}\n{said or value}".encode()
        digest = hashlib.blake2b(message, key=self._key, digest_size=DIGEST_BYTES).digest()
        return Group(trait, said, digest)


@dataclass
class Tally:
    """How often each group came, of the GROUPS_KEPT most frequent ones, never too high."""

    counts: dict[bytes, int] = field(default_factory=dict)
    kept: int = GROUPS_KEPT

    def add(self, digest: bytes) -> None:
        """Count one."""
        counts = self.counts
        if digest in counts or len(counts) < self.kept:
            counts[digest] = counts.get(digest, 0) + 1
        else:
            self.counts = {each: count - 1 for each, count in counts.items() if count > 1}

    def merge(self, other: Mapping[bytes, int]) -> None:
        """Count what another tally has counted (Agarwal et al., "Mergeable summaries", 2012)."""
        both = dict(self.counts)
        for digest, count in other.items():
            both[digest] = both.get(digest, 0) + count
        if len(both) > self.kept:
            spare = sorted(both.values(), reverse=True)[self.kept]
            both = {digest: count - spare for digest, count in both.items() if count > spare}
        self.counts = both

    def __getitem__(self, digest: bytes) -> int:
        return self.counts.get(digest, 0)


@dataclass
class Bucket:
    """What came within one half hour; `passed` are the domains of what was not held."""

    total: int = 0
    seen: dict[Trait, Tally] = field(default_factory=lambda: {each: Tally() for each in Trait})
    passed: Tally = field(default_factory=Tally)


_HEAD: Final = struct.Struct(">QQQQ")
_ENTRY: Final = struct.Struct(f">{DIGEST_BYTES}sI")
_NUMBER: Final = struct.Struct(">I")
VERSION: Final = b"undersigned/watch/v2\n"
# Which tallies stand in each version, in this order.
_TRAITS: Final[Mapping[bytes, tuple[Trait, ...]]] = {
    b"undersigned/watch/v1\n": (
        *(Trait.NAME, Trait.GIBBERISH, Trait.SHAPE, Trait.DOMAIN, Trait.PREFIX),
    ),
    VERSION: tuple(Trait),
}


class Watch:
    """What is known of a letter's last hour, and of the time before: all that is stored of it."""

    def __init__(self) -> None:
        self.period = 0
        # How many the busiest half hour before the last two had.
        self.busiest = 0
        # The last signature that was counted, by the microsecond it was ready at, and its number.
        self.through = (0, 0)
        self.current, self.before = Bucket(), Bucket()
        self.known = Tally()

    @property
    def total(self) -> int:
        """How many came within the hour."""
        return self.current.total + self.before.total

    @property
    def is_surging(self) -> bool:
        """Whether the letter itself gets far more than ever: that is said, and holds nobody."""
        return self.total >= max(SURGE.least, SURGE.share * 2 * self.busiest)

    def count(self, group: Group) -> int:
        """How many of a group came within the hour; never too many."""
        trait = group.trait
        return self.current.seen[trait][group.digest] + self.before.seen[trait][group.digest]

    def move_to(self, seconds: int) -> None:
        """Go on to the half hour of that time; what is older becomes what is known."""
        period = seconds // BUCKET_SECONDS
        if period <= self.period:
            return
        for _ in range(min(2, period - self.period)):
            self.busiest = max(self.busiest, self.before.total)
            self._learn(self.before)
            self.current, self.before = Bucket(), self.current
        self.period = period

    def _learn(self, bucket: Bucket) -> None:
        # A domain that was a burst then does not get known by it.
        seen = bucket.seen[Trait.DOMAIN]
        honest = {
            digest: count
            for digest, count in bucket.passed.counts.items()
            if seen[digest] <= max(BOUNDS[Trait.DOMAIN].least, GROWTH * self.known[digest])
        }
        self.known.merge(honest)

    def add(self, groups: Iterable[Group]) -> None:
        """Count a signature."""
        self.current.total += 1
        for group in groups:
            self.current.seen[group.trait].add(group.digest)

    def passes(self, groups: Iterable[Group]) -> None:
        """Note that a signature was not held."""
        for group in groups:
            if group.trait is Trait.DOMAIN:
                self.current.passed.add(group.digest)

    def is_burst(self, group: Group) -> bool:
        """Whether so much of a group came within the hour that its signatures should wait."""
        count, bound = self.count(group), BOUNDS[group.trait]
        if group.trait is Trait.NAME and has_number(group.said):
            bound = NUMBERED
        if count < bound.least or count < bound.share * self.total:
            return False
        return group.trait is not Trait.DOMAIN or count > GROWTH * self.known[group.digest]

    def to_bytes(self, version: bytes = VERSION) -> bytes:
        """What is stored."""
        parts = [version, _HEAD.pack(self.period, self.busiest, *self.through)]
        for bucket in (self.current, self.before):
            parts.append(_NUMBER.pack(bucket.total))
            parts += [_pack(tally) for tally in _tallies(bucket, version)]
        return b"".join([*parts, _pack(self.known)])

    @classmethod
    def from_bytes(cls, data: bytes) -> "Watch":
        """What was stored. Raises Malformed."""
        watch = cls()
        version = next((each for each in _TRAITS if data.startswith(each)), None)
        if version is None:
            raise Malformed("This is no watch.")
        try:
            at = len(version)
            watch.period, watch.busiest, moment, row = _HEAD.unpack_from(data, at)
            watch.through = (moment, row)
            at += _HEAD.size
            for bucket in (watch.current, watch.before):
                (bucket.total,) = _NUMBER.unpack_from(data, at)
                at += _NUMBER.size
                for tally in _tallies(bucket, version):
                    at = _unpack(tally, data, at)
            at = _unpack(watch.known, data, at)
        except struct.error:
            raise Malformed("This watch is cut off.") from None
        if watch.to_bytes(version) != data:
            raise Malformed("This watch is not spelled as it should be.")
        return watch


def _tallies(bucket: Bucket, version: bytes) -> list[Tally]:
    return [*(bucket.seen[trait] for trait in _TRAITS[version]), bucket.passed]


def _pack(tally: Tally) -> bytes:
    entries = (_ENTRY.pack(*entry) for entry in sorted(tally.counts.items()))
    return _NUMBER.pack(len(tally.counts)) + b"".join(entries)


def _unpack(tally: Tally, data: bytes, at: int) -> int:
    count: int = _NUMBER.unpack_from(data, at)[0]
    at += _NUMBER.size
    end = at + count * _ENTRY.size
    if count > GROUPS_KEPT or end > len(data):
        raise Malformed("This watch is cut off.")
    tally.counts = dict(_ENTRY.iter_unpack(data[at:end]))
    return end
