"""The words of this package: spans of an article, statements in it, and who makes them.

Offsets count code points of the article's text, ends exclusive. What a statement is, and which
words belong to its content, cue and source, says docs/reference/annotating-quotations.md.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Code points of a text, the end exclusive."""

    start: int
    end: int

    def contains(self, other: "Span") -> bool:
        """Whether the other lies within this one."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: "Span") -> bool:
        """Whether both share a code point."""
        return self.start < other.end and other.start < self.end

    def of(self, text: str) -> str:
        """The words that stand there."""
        return text[self.start : self.end]


class Kind(StrEnum):
    """How a statement is reported: in its own words, in some of them, or in none."""

    DIRECT = "direct"
    MIXED = "mixed"
    INDIRECT = "indirect"


class Speaker(StrEnum):
    """On which side of the letter the source of a statement stands."""

    LETTER = "letter"
    ADDRESSEE = "addressee"
    THIRD = "third"
    NARRATOR = "narrator"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Sides:
    """Names by which an article may call the letter's side and its addressees."""

    letter: tuple[str, ...] = ()
    addressees: tuple[str, ...] = ()


NO_SIDES: Final = Sides()


@dataclass(frozen=True, slots=True)
class Statement:
    """Who says or thinks what, by which words, and how sure that is (0 to 1).

    `contents` are its pieces as they stand, with their quotation marks; `fragments` the quoted
    words among them, without. `source` is the mention beside the cue, which may be a pronoun, and
    `antecedent` the mention elsewhere that it goes back to, if one was found.
    """

    kind: Kind
    contents: tuple[Span, ...]
    fragments: tuple[Span, ...]
    cues: tuple[Span, ...]
    source: Span | None
    antecedent: Span | None
    speaker: Speaker
    confidence: float
