"""What is said of a quotation beside the letter: how true it is, where it stands, what changed."""

from dataclasses import dataclass
from enum import StrEnum

from undersigned.core.quotes.found import Span


class Judgement(StrEnum):
    """How a quotation relates to the letter; VERBATIM only where every character agrees."""

    VERBATIM = "verbatim"
    TYPOGRAPHY = "typography"  # Verbatim but for marks and spaces, case, or the final comma.
    EDITED = "edited"  # With edits that are marked: an ellipsis, brackets, sic.
    ALTERED = "altered"
    SPLICED = "spliced"  # From separate places, without a mark.
    PARTLY = "partly"  # A part of it stands in the letter.
    NOT_IN_LETTER = "not-in-letter"
    EARLIER_EDITION = "earlier-edition"  # Not in the current edition, true to an earlier one.
    TRANSLATED = "translated"  # From another language; the passage is a possible source.
    TOO_SHORT = "too-short"  # Under four words, and not verbatim.


class Change(StrEnum):
    """What an edit does to the meaning, as far as words alone tell it."""

    NEGATION = "negation"
    NUMBER = "number"
    NAME = "name"
    WORDS = "words"
    PUNCTUATION = "punctuation"  # The words agree, and a mark between them does not.
    MARKED = "marked"


@dataclass(frozen=True, slots=True)
class LetterText:
    """One text of a letter: its file `undersigned/text/v1`, or any plain text.

    `text` is the whole file, and spans of passages count its code points.
    """

    text: str
    language: str
    edition: int = 1
    is_original: bool = True


@dataclass(frozen=True, slots=True)
class Passage:
    """Where in which of the letter's texts (a place in their row) something stands."""

    text_index: int
    span: Span


@dataclass(frozen=True, slots=True)
class Edit:
    """Words of the quotation that differ from the letter's; either span may be empty.

    `quoted` counts code points of the quotation as it was given, `letter` of the letter's text.
    """

    quoted: Span
    letter: Span
    change: Change


@dataclass(frozen=True, slots=True)
class Verdict:
    """A judgement with its passages in the order of the quotation, and every edit.

    An edit at an end of the quotation whose `quoted` is empty is a warning, whatever the judgement:
    a negation or a number's unit stands in the letter just beside the passage. `confidence` is
    below 1 only where the passage is a guess: of a translation, and 0 where there is none.
    """

    judgement: Judgement
    passages: tuple[Passage, ...]
    edits: tuple[Edit, ...]
    confidence: float = 1.0
