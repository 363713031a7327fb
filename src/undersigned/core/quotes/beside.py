"""What stands in the letter just beside a quotation that is true, and was cut off from it."""

from bisect import bisect_left
from collections.abc import Iterator

from undersigned.core.quotes.changes import BESIDE_ITS_WORD, UNITS, is_negation
from undersigned.core.quotes.exactly import Place
from undersigned.core.quotes.found import Span
from undersigned.core.quotes.letter import PreparedText
from undersigned.core.quotes.quotation import Quotation
from undersigned.core.quotes.verdict import Change, Edit

_BEFORE = 3
_BEHIND = 2


def warnings_beside(
    quotation: Quotation, text: PreparedText, place: Place, language: str
) -> tuple[Edit, ...]:
    """Edits without quoted words: a negation just before or behind, a unit behind a last number.

    Looked for within the sentence, three words before and two behind.
    """
    if text.source.language != "und":
        language = text.source.language.partition("-")[0]
    return tuple(_warnings(quotation, text, place, language))


def _warnings(
    quotation: Quotation, text: PreparedText, place: Place, language: str
) -> Iterator[Edit]:
    tokens = text.tokens
    first = bisect_left(tokens.starts, place.start)
    behind = bisect_left(tokens.starts, place.end)
    if first >= len(tokens.words) or behind == 0:
        return
    reach = round(_BEFORE * text.scale)
    for at in range(first - 1, max(-1, first - 1 - reach), -1):
        if text.sentences[at] != text.sentences[first]:
            break
        word = tokens.words[at]
        if is_negation(word, language) and (at == first - 1 or word not in BESIDE_ITS_WORD):
            start = quotation.span.start
            yield Edit(Span(start, start), text.word_span(at, at + 1), Change.NEGATION)
            break
    end = quotation.span.end
    for at in range(behind, min(len(tokens.words), behind + round(_BEHIND * text.scale))):
        if text.sentences[at] != text.sentences[behind - 1]:
            break
        word = tokens.words[at]
        if at == behind and word in UNITS and tokens.words[behind - 1][0].isdecimal():
            yield Edit(Span(end, end), text.word_span(at, at + 1), Change.NUMBER)
            break
        if is_negation(word, language) and word not in BESIDE_ITS_WORD:
            yield Edit(Span(end, end), text.word_span(at, at + 1), Change.NEGATION)
            break
