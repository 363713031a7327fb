"""Sentences of an article with their quotations taken out, normalized and mapped to it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from undersigned.core.quotes.found import Span
from undersigned.core.quotes.letter import Tokens, tokenize
from undersigned.core.quotes.normal import MappedText, normalize

MAX_SENTENCE: Final = 3_000
# A full stop behind one capital, or within an abbreviation, ends no sentence.
_END: Final = re.compile(r"(?<![A-ZÀ-Þ])[.!?؟。]+[”\"»’)]*\s+(?=[^a-zà-ÿ\s])|\n\s*\n|\n")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence from `start` on; quotations in it are one mark that is no word."""

    start: int
    normal: MappedText
    tokens: Tokens

    def span(self, start: int, end: int) -> Span:
        """Where characters of the normalized sentence stand in the article."""
        span = self.normal.source(start, end)
        return Span(self.start + span.start, self.start + span.end)


def split_sentences(text: str, quoted: Sequence[Span]) -> Iterator[Sentence]:
    """The sentences; `quoted` spans are in order."""
    blanked = _blank(text, quoted)
    at = 0
    for end in (*(found.end() for found in _END.finditer(blanked)), len(blanked)):
        for start in range(at, end, MAX_SENTENCE):
            part = blanked[start : min(end, start + MAX_SENTENCE)]
            if part.strip():
                normal = normalize(part)
                yield Sentence(start, normal, tokenize(normal.text))
        at = end


def _blank(text: str, quoted: Sequence[Span]) -> str:
    """The text with each quotation as so many brackets, which are no words and end no sentence."""
    pieces: list[str] = []
    at = 0
    for span in quoted:
        start = max(at, span.start)
        if span.end > start:
            pieces += (text[at:start], ")" * (span.end - start))
            at = span.end
    pieces.append(text[at:])
    return "".join(pieces)
