"""Which lines and which words two versions of a text do not share, for people who compare them."""

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from undersigned.core.compare import compare
from undersigned.core.words import Edit, compare_words, joined, split_words


class Side(StrEnum):
    """In which of the two texts a line or a passage stands."""

    BOTH = "both"
    ONE = "one"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Line:
    """A line and where it stands."""

    side: Side
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """Some words in a row, with white space, and where they stand."""

    side: Side
    text: str


def mark_words(one: str, other: str) -> tuple[Passage, ...]:
    """Both texts word by word: `one` is whole without the passages of OTHER, `other` of ONE.

    To the byte, in time in proportion to the size of the texts. No passage begins or ends within a
    word, so that marking it breaks no letters that are joined, as in Arabic script; a page isolates
    the direction of each (<bdi>, or `dir` on its line). Of two passages in one place that of ONE
    comes first. Where white space alone changed, the passage is that white space.
    """
    parts, other_parts = split_words(one), split_words(other)
    passages: list[Passage] = []

    def add(side: Side, texts: list[str]) -> None:
        if text := "".join(texts):
            passages.append(Passage(side, text))

    edits = joined(compare_words(parts, other_parts))
    ends = Edit(len(parts), len(parts), len(other_parts), len(other_parts))
    for edit, following in pairwise([Edit(0, 0, 0, 0), *edits, ends]):
        add(Side.ONE, parts[edit.start : edit.end])
        add(Side.OTHER, other_parts[edit.new_start : edit.new_end])
        add(Side.BOTH, parts[edit.end : following.start])
    return tuple(passages)


def mark_changes(one: str, other: str) -> tuple[Line, ...]:
    """All lines of both texts: `one` without those of OTHER is whole, and so is `other` of ONE.

    Takes time in proportion to the size of the texts, whatever they hold.
    """
    lines, others = one.splitlines(), other.splitlines()
    marked: list[Line] = []
    end = other_end = 0
    for start, other_start, length in compare(lines, others):
        marked += (Line(Side.ONE, line) for line in lines[end:start])
        marked += (Line(Side.OTHER, line) for line in others[other_end:other_start])
        end, other_end = start + length, other_start + length
        marked += (Line(Side.BOTH, line) for line in lines[start:end])
    return tuple(marked)
