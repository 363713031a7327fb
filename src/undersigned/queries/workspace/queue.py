"""The lead's queue: organizations that wait for a decision, and what is known to decide by."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from typing import Final

from undersigned.core.changes import Passage, mark_words
from undersigned.core.changes import Side as TextSide
from undersigned.core.duplicates import Likeness
from undersigned.models import KeptPair, Letter
from undersigned.queries.workspace.alike import (
    Alike,
    Known,
    MailboxFit,
    Standing,
    alike_organizations,
    known_organizations,
)

PAGE: Final = 25
# So many are shown beside one; the others are counted.
BESIDE: Final = 3


class Show(StrEnum):
    """Which part of the queue is looked at."""

    ALL = "all"
    ALONE = "alone"
    ALIKE = "alike"
    FITTING = "fitting"


@dataclass(frozen=True, slots=True)
class Beside:
    """An organization that one in the queue may be the same as, and why."""

    other: Known
    likenesses: tuple[Likeness, ...]
    is_certain: bool


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One organization that waits."""

    organization: Known
    beside: tuple[Beside, ...]
    more_beside: int
    # Those that look alike, and that the lead has found to be others.
    kept: tuple[Beside, ...]


@dataclass(frozen=True, slots=True)
class QueuePage:
    """One page of the queue, the longest waiting first."""

    rows: tuple[QueueRow, ...]
    show: Show
    # How many wait in each part of it.
    counts: dict[Show, int]
    page: int
    pages: int
    # Pairs of the letter that nobody has looked at, whether or not one of the two waits.
    alike: int

    @property
    def numbers(self) -> tuple[int | None, ...]:
        """The pages to offer: the first, the last, those around this one; None for a gap."""
        near = {1, self.pages, *range(self.page - 1, self.page + 2)}
        kept = sorted(number for number in near if 1 <= number <= self.pages)
        numbers: list[int | None] = list(kept[:1])
        for before, number in pairwise(kept):
            numbers += [None, number] if number > before + 1 else [number]
        return tuple(numbers)


@dataclass(frozen=True, slots=True)
class PairsPage:
    """Pairs that may be one organization and that nobody has looked at, the certain ones first."""

    pairs: tuple[Alike, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Side:
    """What one of two has in a field; a name comes as passages too, of which some differ."""

    value: str | int | datetime | None
    passages: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldPair:
    """One field of two organizations."""

    name: str
    sides: tuple[Side, Side]
    differs: bool


@dataclass(frozen=True, slots=True)
class MergeChoice:
    """Which one would stay, and which one go."""

    stays: Known
    goes: Known
    is_advised: bool

    @property
    def may_stay(self) -> bool:
        """Whether the other one may go: never one of the coalition."""
        return not self.goes.is_of_coalition


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two organizations side by side; `alike` is None when nothing says that they may be one."""

    first: Known
    second: Known
    alike: Alike | None
    kept: KeptPair | None

    @property
    def fields(self) -> tuple[FieldPair, ...]:
        """All fields that one of the two has."""
        first, second = self.first, self.second
        words = mark_words(first.name, second.name)
        names = (
            Side(first.name, tuple(each for each in words if each.side is not TextSide.OTHER)),
            Side(second.name, tuple(each for each in words if each.side is not TextSide.ONE)),
        )
        pairs = [
            FieldPair("name", names, first.name != second.name),
            _field("other names", "; ".join(first.other_names), "; ".join(second.other_names)),
            _field("country", first.country, second.country),
            _field("website", first.website, second.website),
            _field("representative", first.representative, second.representative),
            _field("contact", first.contact, second.contact),
            _field("evidence", first.evidence, second.evidence, may_differ=True),
            _field("confirmed", first.confirmed_at, second.confirmed_at, may_differ=True),
            _field("index", first.log_index, second.log_index, may_differ=True),
        ]
        return tuple(
            pair for pair in pairs if any(side.value not in (None, "") for side in pair.sides)
        )

    @property
    def choices(self) -> tuple[MergeChoice, MergeChoice]:
        """Both ways to merge; advised is to keep who is further: a member, then who has signed."""
        order = (Standing.WAITING, Standing.SIGNED, Standing.INVITED, Standing.MEMBER)
        is_first = order.index(self.first.standing) >= order.index(self.second.standing)
        return (
            MergeChoice(self.first, self.second, is_first),
            MergeChoice(self.second, self.first, not is_first),
        )


def _field(
    name: str,
    first: str | int | datetime | None,
    second: str | int | datetime | None,
    *,
    may_differ: bool = False,
) -> FieldPair:
    """Two that are always different, such as times, are not marked as that."""
    return FieldPair(name, (Side(first), Side(second)), first != second and not may_differ)


def view_queue(letter: Letter, *, show: Show = Show.ALL, page: int = 1) -> QueuePage:
    """A page of the queue; the last one for a number that is too high."""
    known = known_organizations(letter)
    alike = alike_organizations(letter, known)
    beside: defaultdict[str, list[Alike]] = defaultdict(list)
    for pair in alike:
        beside[pair.first.key].append(pair)
        beside[pair.second.key].append(pair)
    waiting = [each for each in known if each.is_waiting]
    parts: dict[Show, Callable[[Known], bool]] = {
        Show.ALL: lambda each: True,
        Show.ALONE: lambda each: all(pair.is_kept for pair in beside[each.key]),
        Show.ALIKE: lambda each: any(not pair.is_kept for pair in beside[each.key]),
        Show.FITTING: lambda each: each.mailbox_fit is MailboxFit.FITS,
    }
    sorted_out = {part: [each for each in waiting if takes(each)] for part, takes in parts.items()}
    shown = sorted_out[show]
    pages = max(1, -(-len(shown) // PAGE))
    page = min(max(1, page), pages)
    return QueuePage(
        rows=tuple(_row(each, beside[each.key]) for each in shown[(page - 1) * PAGE : page * PAGE]),
        show=show,
        counts={part: len(some) for part, some in sorted_out.items()},
        page=page,
        pages=pages,
        alike=sum(not pair.is_kept for pair in alike),
    )


def view_waiting(letter: Letter, ids: Iterable[int]) -> tuple[QueueRow, ...]:
    """Those of `ids` that wait, in the order of the queue, to be decided about together."""
    wanted = set(ids)
    known = known_organizations(letter)
    beside: defaultdict[str, list[Alike]] = defaultdict(list)
    for pair in alike_organizations(letter, known):
        beside[pair.first.key].append(pair)
        beside[pair.second.key].append(pair)
    return tuple(
        _row(each, beside[each.key]) for each in known if each.is_waiting and each.id in wanted
    )


def view_pairs(letter: Letter, *, limit: int = 100) -> PairsPage:
    """The pairs of a letter that nobody has looked at yet."""
    alike = alike_organizations(letter, known_organizations(letter))
    left = [pair for pair in alike if not pair.is_kept]
    left.sort(key=lambda pair: not pair.is_certain)
    return PairsPage(tuple(left[:limit]), len(left))


def compare(letter: Letter, first: str, second: str) -> Comparison | None:
    """Two organizations of the letter by their keys; None when one of them is not there (more)."""
    known = known_organizations(letter)
    by_key = {each.key: each for each in known}
    if first == second or not {first, second} <= by_key.keys():
        return None
    alike = [
        pair
        for pair in alike_organizations(letter, known)
        if {pair.first.key, pair.second.key} == {first, second}
    ]
    kept = KeptPair.objects.filter(
        letter=letter, first=min(first, second), second=max(first, second)
    )
    return Comparison(
        by_key[first],
        by_key[second],
        alike[0] if alike else None,
        kept.select_related("kept_by").first(),
    )


def _row(organization: Known, pairs: Sequence[Alike]) -> QueueRow:
    beside = [
        (pair.is_kept, Beside(pair.other_than(organization.key), pair.likenesses, pair.is_certain))
        for pair in sorted(pairs, key=lambda pair: not pair.is_certain)
    ]
    open_pairs = [each for is_kept, each in beside if not is_kept]
    return QueueRow(
        organization=organization,
        beside=tuple(open_pairs[:BESIDE]),
        more_beside=max(0, len(open_pairs) - BESIDE),
        kept=tuple(each for is_kept, each in beside if is_kept)[:BESIDE],
    )
