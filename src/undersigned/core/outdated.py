"""Which places of a translation are out of date, because the original changed since then."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, pairwise
from typing import Final

from undersigned.core.changes import Passage, mark_words
from undersigned.core.compare import compare
from undersigned.core.errors import Malformed
from undersigned.core.markdown.units import Unit, read_units, read_units_roughly
from undersigned.core.unit_kind import Kind

# Two units are versions of each other when they share this part of their words.
_MIN_LIKENESS: Final = 0.4
# Above this, rewritten units stand for each other by their order alone.
_MAX_LIKENESSES: Final = 4_000


@dataclass(frozen=True, slots=True)
class Draft:
    """A text as it is written: title, addressees one a line, and the Markdown of its body."""

    title: str
    addressees: str
    body: str


class Change(StrEnum):
    """What became of a unit of the original."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Place:
    """A unit of the original that changed, and the unit of the translation that stands for it.

    `before` is None when it was added, `after` when it was removed; `marks` are both, word by word
    (ONE is before, OTHER is now). `translation` is None when nothing in the translation stands for
    it, as for what was added; `follows` then is the unit of the translation that it comes after, or
    None at the beginning or when nobody knows. `is_sure` is False when the translation is built
    differently from the original, so that the two are only likely to stand for each other.
    """

    change: Change
    kind: Kind
    before: Unit | None
    after: Unit | None
    marks: tuple[Passage, ...]
    translation: Unit | None
    follows: Unit | None
    is_sure: bool


def find_outdated(then: Draft, now: Draft, translation: Draft) -> tuple[Place, ...]:
    """The places at which the translation is out of date: title, addressees, then the body.

    `then` is the original that the translation was last brought up to date with, `now` the original
    of today. A new way of breaking lines is no change. Bodies that cannot be parsed, which drafts
    may be, are divided at empty lines. Never raises, and takes time in proportion to the texts.
    """
    return (
        *_places(*(_title(draft) for draft in (then, now, translation))),
        *_places(*(_addressees(draft) for draft in (then, now, translation))),
        *(() if then.body == now.body else _places(*_bodies(then, now, translation))),
    )


def _title(draft: Draft) -> Sequence[Unit]:
    title = draft.title.strip()
    return [Unit(Kind.TITLE, title, 0, len(draft.title))] if title else []


def _addressees(draft: Draft) -> Sequence[Unit]:
    units = []
    start = 0
    for line in draft.addressees.split("\n"):
        if line.strip():
            units.append(Unit(Kind.ADDRESSEE, line.strip(), start, start + len(line)))
        start += len(line) + 1
    return units


def _bodies(*drafts: Draft) -> list[Sequence[Unit]]:
    try:
        return [read_units(draft.body) for draft in drafts]
    except Malformed:
        return [read_units_roughly(draft.body) for draft in drafts]


def _places(
    then: Sequence[Unit], now: Sequence[Unit], translation: Sequence[Unit]
) -> Iterator[Place]:
    pairs = list(_aligned(then, now))
    if all(before and after and _key(before) == _key(after) for before, after in pairs):
        return
    # A translator may have followed the new structure already, and not said so yet.
    is_ahead = _shape(translation) == _shape(now) != _shape(then)
    known = _counterparts(now if is_ahead else then, translation)
    follows: Unit | None = None
    for change, before, after in _changes(pairs):
        unit = after if is_ahead else before
        stands, is_sure = known.get(unit.start, (None, False)) if unit else (None, True)
        if change:
            shown = after or before
            assert shown is not None
            yield Place(
                change=change,
                kind=shown.kind,
                before=before,
                after=after,
                marks=mark_words(before.text if before else "", after.text if after else ""),
                translation=stands,
                follows=None if stands else follows,
                is_sure=is_sure,
            )
        follows = stands or follows


def _key(unit: Unit) -> str:
    return f"{unit.kind} {unit.detail}\n{' '.join(unit.text.split())}"


def _shape(units: Sequence[Unit]) -> list[tuple[Kind, str]]:
    """How a text is built, apart from its footnotes, which may stand anywhere in it."""
    return [(unit.kind, unit.detail) for unit in units if unit.kind is not Kind.FOOTNOTE]


def _changes(
    pairs: Sequence[tuple[Unit | None, Unit | None]],
) -> Iterator[tuple[Change | None, Unit | None, Unit | None]]:
    """The pairs with what happened, None where nothing did; one removed and added again moved."""
    gone: dict[str, list[Unit]] = {}
    come = Counter(_key(after) for before, after in pairs if after and not before)
    for before, after in pairs:
        if before and not after and come[_key(before)] > len(gone.get(_key(before), ())):
            gone.setdefault(_key(before), []).append(before)
    moved = {unit.start for units in gone.values() for unit in units}
    for before, after in pairs:
        if before and after:
            yield None if _key(before) == _key(after) else Change.CHANGED, before, after
        elif after and gone.get(_key(after)):
            yield Change.MOVED, gone[_key(after)].pop(0), after
        elif after:
            yield Change.ADDED, None, after
        elif before and before.start not in moved:
            yield Change.REMOVED, before, None


def _aligned(
    then: Sequence[Unit], now: Sequence[Unit]
) -> Iterator[tuple[Unit | None, Unit | None]]:
    """What each unit became, in the order of today; what was removed stands where it was."""
    keys, new_keys = [_key(unit) for unit in then], [_key(unit) for unit in now]
    likenesses = _Likenesses()
    end = new_end = 0
    for start, new_start, length in compare(keys, new_keys):
        yield from likenesses.aligned(then[end:start], now[new_end:new_start])
        end, new_end = start + length, new_start + length
        yield from zip(then[start:end], now[new_start:new_end], strict=True)


class _Likenesses:
    """Finds which rewritten unit is a version of which, within what that may cost."""

    def __init__(self) -> None:
        self._left = _MAX_LIKENESSES

    def aligned(
        self, then: Sequence[Unit], now: Sequence[Unit]
    ) -> Iterator[tuple[Unit | None, Unit | None]]:
        """Pairs of units without any pair that is the same, each side in its order."""
        pairs = self._alike(then, now)
        for (end, new_end), (start, new_start) in pairwise(
            [(-1, -1), *pairs, (len(then), len(now))]
        ):
            between, new_between = then[end + 1 : start], now[new_end + 1 : new_start]
            kinds, new_kinds = [u.kind for u in between], [u.kind for u in new_between]
            if len(kinds) == 1 and kinds == new_kinds:
                yield between[0], new_between[0]
            elif kinds == new_kinds and self._left < 0:
                yield from zip(between, new_between, strict=True)
            else:
                yield from ((unit, None) for unit in between)
                yield from ((None, unit) for unit in new_between)
            if start < len(then):
                yield then[start], now[new_start]

    def _alike(self, then: Sequence[Unit], now: Sequence[Unit]) -> list[tuple[int, int]]:
        """The places of the most alike pairs that are in the same order on both sides."""
        self._left -= len(then) * len(now)
        if self._left < 0:
            return []
        words = [Counter(unit.text.split()) for unit in then]
        new_words = [Counter(unit.text.split()) for unit in now]
        # best[i][j]: how alike the units from i and from j on are at most.
        best = [[0.0] * (len(now) + 1) for _ in range(len(then) + 1)]
        like = [[_likeness(one, other) for other in new_words] for one in words]
        for i in range(len(then) - 1, -1, -1):
            for j in range(len(now) - 1, -1, -1):
                best[i][j] = max(
                    best[i + 1][j], best[i][j + 1], like[i][j] and like[i][j] + best[i + 1][j + 1]
                )
        pairs = []
        i = j = 0
        while i < len(then) and j < len(now):
            if like[i][j] and best[i][j] == like[i][j] + best[i + 1][j + 1]:
                pairs.append((i, j))
                i, j = i + 1, j + 1
            elif best[i][j] == best[i + 1][j]:
                i += 1
            else:
                j += 1
        return pairs


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    """The part of their words that two texts share, or 0 when it is too small to count."""
    likeness = 2 * (one & other).total() / max(1, one.total() + other.total())
    return likeness if likeness >= _MIN_LIKENESS else 0.0


def _counterparts(
    units: Sequence[Unit], translation: Sequence[Unit]
) -> Mapping[int, tuple[Unit, bool]]:
    """The unit of the translation for each unit, by its start, and whether that is sure."""
    known: dict[int, tuple[Unit, bool]] = {}
    notes, their_notes = _notes(units), _notes(translation)
    for label, note in notes.items():
        if label in their_notes:
            known[note.start] = (their_notes[label], True)
    # Labels are not shown to readers, so a translator may have chosen others.
    others = [note for label, note in their_notes.items() if label not in notes]
    own = [note for label, note in notes.items() if label not in their_notes]
    for note, other in zip(own, others, strict=False):
        known[note.start] = (other, False)
    sections, their_sections = _sections(units), _sections(translation)
    if _shape([s[0] for s in sections[1:]]) != _shape([s[0] for s in their_sections[1:]]):
        sections, their_sections = [list(chain(*sections))], [list(chain(*their_sections))]
    for section, theirs in zip(sections, their_sections, strict=True):
        is_same = _shape(section) == _shape(theirs)
        for kind in dict.fromkeys(unit.kind for unit in section):
            ours = [unit for unit in section if unit.kind is kind]
            others = [unit for unit in theirs if unit.kind is kind]
            # Demands are numbered, so their number says enough.
            is_sure = is_same or (kind is Kind.DEMAND and len(ours) == len(others))
            for unit, other in zip(ours, others, strict=False):
                known[unit.start] = (other, is_sure)
    return known


def _notes(units: Sequence[Unit]) -> dict[str, Unit]:
    """The footnotes by their labels, in order."""
    return {unit.detail: unit for unit in units if unit.kind is Kind.FOOTNOTE}


def _sections(units: Sequence[Unit]) -> list[list[Unit]]:
    """The units without footnotes: those before the first heading, then a list for each heading."""
    sections: list[list[Unit]] = [[]]
    for unit in units:
        if unit.kind is Kind.HEADING:
            sections.append([])
        if unit.kind is not Kind.FOOTNOTE:
            sections[-1].append(unit)
    return sections
