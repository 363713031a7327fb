"""An article: its text, what its paragraphs are, who published it when, and where it came from.

All offsets count code points. Whatever is found in `text` is told by `Places` in the file that it
was taken from, where that was a page and not the text itself.
"""

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from undersigned.core.quotes.found import Span

_PARAGRAPHS: Final = re.compile(r"[^\r\n]+")


class BlockKind(StrEnum):
    """What a block of text is on its page; in plain text every line is a paragraph."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    QUOTATION = "quotation"  # An HTML <blockquote>: quoted, with no quotation mark around it.


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading or quotation set apart."""

    span: Span
    kind: BlockKind


class Places:
    """Where each code point of a text stands in the file that the text was taken from.

    A row of runs: characters that follow each other in both. Ten bytes a run or so, because a page
    of 10 MB may have a million of them.
    """

    __slots__ = ("_file_starts", "_lengths", "_starts")

    def __init__(self, runs: Iterable[tuple[int, int, int]]) -> None:
        """Each run is its start in the text, its start in the file, and its length, in order."""
        self._starts = array("I")
        self._file_starts = array("I")
        self._lengths = array("I")
        for start, file_start, length in runs:
            if (
                self._starts
                and self._starts[-1] + self._lengths[-1] == start
                and self._file_starts[-1] + self._lengths[-1] == file_start
            ):
                self._lengths[-1] += length
                continue
            self._starts.append(start)
            self._file_starts.append(file_start)
            self._lengths.append(length)

    def in_file(self, span: Span) -> Span:
        """The span in the file; what does not stand there is told by the nearest that does."""
        if span.start >= span.end:
            place = self._place(span.start)
            return Span(place, place)
        first, last = self._place(span.start), self._place(span.end - 1) + 1
        return Span(first, max(first, last))

    def _place(self, offset: int) -> int:
        found = bisect_right(self._starts, offset) - 1
        if found < 0:
            return self._file_starts[0] if self._starts else 0
        return self._file_starts[found] + min(
            offset - self._starts[found], self._lengths[found] - 1
        )


@dataclass(frozen=True, slots=True)
class Article:
    """What was published. `places` is None where the file is the text; "" is what nobody told.

    `guessed_encoding` names the encoding of the file where neither the file nor its server does.
    """

    text: str
    blocks: tuple[Block, ...]
    language: str = "und"
    title: str = ""
    author: str = ""
    outlet: str = ""
    published: date | None = None
    address: str = ""
    places: Places | None = None
    guessed_encoding: str = ""


def plain_article(text: str, *, language: str = "und", address: str = "") -> Article:
    """Text as it is: the article's text is this very string."""
    blocks = tuple(
        Block(Span(*line.span()), BlockKind.PARAGRAPH)
        for line in _PARAGRAPHS.finditer(text)
        if not line[0].isspace()
    )
    return Article(text, blocks, language=language, address=address)
