"""The differences of two texts as a page shows them: line by line, with what is the same folded."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from undersigned.core.changes import Passage, Side, mark_words

# Unchanged lines around a change that stay visible, and how few are not worth folding.
_CONTEXT: Final = 1
_LEAST_FOLDED: Final = 2


@dataclass(frozen=True, slots=True)
class Row:
    """One line of what both texts are together, in passages; none for an empty line."""

    passages: tuple[Passage, ...]

    @property
    def is_changed(self) -> bool:
        return any(passage.side is not Side.BOTH for passage in self.passages)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Rows in a row; those of a folded stretch are all the same in both texts."""

    is_folded: bool
    rows: tuple[Row, ...]


def lay_out(one: str, other: str) -> tuple[Stretch, ...]:
    """Both texts word by word, in rows; nothing when they are the same.

    Long stretches without a change are folded, but for the line before and behind each change.
    """
    if one == other:
        return ()
    rows = [row for row in _rows(mark_words(one, other)) if row.passages]
    changed = [place for place, row in enumerate(rows) if row.is_changed]
    shown = {
        place
        for change in changed
        for place in range(change - _CONTEXT, change + _CONTEXT + 1)
        if 0 <= place < len(rows)
    }
    return tuple(_stretches(rows, shown))


def _rows(passages: Iterable[Passage]) -> Iterator[Row]:
    row: list[Passage] = []
    for passage in passages:
        if passage.side is not Side.BOTH and passage.text.isspace():
            # What changed is where a line ends; the page shows a sign for it.
            row.append(passage)
            if passage.side is Side.OTHER and "\n" in passage.text:
                yield Row(tuple(row))
                row = []
            continue
        first, *others = passage.text.split("\n")
        if first:
            row.append(Passage(passage.side, first))
        for line in others:
            yield Row(tuple(row))
            row = [Passage(passage.side, line)] if line else []
    yield Row(tuple(row))


def _stretches(rows: Sequence[Row], shown: set[int]) -> Iterator[Stretch]:
    start = 0
    while start < len(rows):
        end = start
        while end < len(rows) and (end in shown) == (start in shown):
            end += 1
        is_folded = start not in shown and end - start >= _LEAST_FOLDED
        yield Stretch(is_folded, tuple(rows[start:end]))
        start = end
