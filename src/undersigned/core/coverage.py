"""Press coverage of a letter: the states of an article, and when two of them are the same text."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b
from heapq import nsmallest
from typing import Final

from undersigned.core.quotes.found import Span, Speaker
from undersigned.core.quotes.verdict import Change, Judgement

MAX_ARTICLES: Final = 1_000
MAX_TEXT: Final = 200_000
MAX_FILE_BYTES: Final = 5_000_000
MAX_QUOTATIONS: Final = 1_000
MAX_TRIES: Final = 3


class ArticleState(StrEnum):
    """Where an article stands."""

    # To be fetched, where it has an address, and read by the worker.
    WAITING = "waiting"
    FAILED = "failed"
    # Checked, and seen by the coalition alone.
    READ = "read"
    PUBLISHED = "published"
    TAKEN_DOWN = "taken down"


READ_STATES: Final = (ArticleState.READ, ArticleState.PUBLISHED, ArticleState.TAKEN_DOWN)


@dataclass(frozen=True, slots=True)
class QuotedPassage:
    """A passage of one text of the letter; the span counts code points of the text's file."""

    edition: int
    language: str
    span: Span


@dataclass(frozen=True, slots=True)
class QuotedEdit:
    """How the words differ: spans of the quotation, and of the file of its passage's text."""

    quoted: Span
    letter: Span
    change: Change


@dataclass(frozen=True, slots=True)
class FoundQuotation:
    """Quoted words of an article without their marks, who says them, and what the letter says."""

    words: Span
    speaker: Speaker
    confidence: float
    judgement: Judgement
    passages: tuple[QuotedPassage, ...] = ()
    edits: tuple[QuotedEdit, ...] = ()
    source: Span | None = None
    cue: Span | None = None


# How many of the hashes of a text are kept, eight bytes each.
_KEPT: Final = 128
_SHINGLE: Final = 5
_ALIKE: Final = 0.7


def sketch(text: str) -> bytes:
    """The smallest hashes of all runs of five words: a text in short, by which texts compare.

    A bottom-k sketch (A. Broder, On the resemblance and containment of documents, 1997). Case,
    marks and spaces do not count; in a script without spaces, a run is one of five characters.
    """
    smallest = nsmallest(_KEPT, set(_shingles(text)))
    return b"".join(value.to_bytes(8, "big") for value in smallest)


def are_alike(one: bytes, other: bytes) -> bool:
    """Whether two sketches are of the same text, but for a changed lead, cut or correction."""
    if not one or not other:
        return False
    first, second = _hashes(one), _hashes(other)
    union = nsmallest(_KEPT, first | second)
    return len(first & second & set(union)) / len(union) >= _ALIKE


def _hashes(kept: bytes) -> set[int]:
    return {int.from_bytes(kept[at : at + 8], "big") for at in range(0, len(kept), 8)}


def _shingles(text: str) -> Iterator[int]:
    words = _words(text)
    for at in range(max(1, len(words) - _SHINGLE + 1)):
        run = "\n".join(words[at : at + _SHINGLE])
        yield int.from_bytes(blake2b(run.encode(), digest_size=8).digest(), "big")


def _words(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKC", text[:MAX_TEXT]).casefold()
    words: list[str] = []
    for part in "".join(c if c.isalnum() else " " for c in folded).split():
        # Characters of scripts without spaces are words of their own.
        if any("\u3040" <= c <= "\u9fff" or "\u0e00" <= c <= "\u0eff" for c in part):
            words.extend(part)
        else:
            words.append(part)
    return words
