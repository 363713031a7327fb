"""A quotation as it is judged: as given, without typography, and in words."""

from dataclasses import dataclass

from undersigned.core.quotes.found import Span
from undersigned.core.quotes.letter import Tokens
from undersigned.core.quotes.normal import MappedText


@dataclass(frozen=True, slots=True)
class Quotation:
    """The words as given, and within the article's own marks (`span`) normalized and told apart.

    `normal` is mapped to the words as given. `is_short` says that it has fewer than four words.
    """

    words: str
    span: Span
    normal: MappedText
    tokens: Tokens
    is_short: bool

    def word_span(self, start: int, end: int) -> Span:
        """Where words stand in the quotation as given; one place if there are none."""
        starts, ends = self.tokens.starts, self.tokens.ends
        if start < end:
            return self.normal.source(starts[start], ends[end - 1])
        place = starts[start] if start < len(starts) else len(self.normal.text)
        return self.normal.source(place, place)
