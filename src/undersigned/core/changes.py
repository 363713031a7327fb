"""Which lines two versions of a text do not share, for people who have to choose between them."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

# The comparison takes time in proportion to the product of the lines, so there is an end to it.
_MAX_LINES: Final = 4_000


class Side(StrEnum):
    """In which of the two texts a line stands."""

    BOTH = "both"
    ONE = "one"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Line:
    """A line and where it stands."""

    side: Side
    text: str


def mark_changes(one: str, other: str) -> tuple[Line, ...]:
    """All lines of both texts: `one` without those of OTHER is whole, and so is `other` of ONE."""
    lines, others = one.splitlines(), other.splitlines()
    if len(lines) + len(others) > _MAX_LINES:
        return (
            *(Line(Side.ONE, line) for line in lines),
            *(Line(Side.OTHER, line) for line in others),
        )
    marked: list[Line] = []
    for kind, start, end, other_start, other_end in SequenceMatcher(
        None, lines, others, autojunk=False
    ).get_opcodes():
        if kind == "equal":
            marked += (Line(Side.BOTH, line) for line in lines[start:end])
        else:
            marked += (Line(Side.ONE, line) for line in lines[start:end])
            marked += (Line(Side.OTHER, line) for line in others[other_start:other_end])
    return tuple(marked)
