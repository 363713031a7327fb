"""A quotation as it is judged: as given, without typography, and in words."""

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from undersigned.core.quotes.found import Span
from undersigned.core.quotes.letter import PreparedText, Tokens, count_words, tokenize
from undersigned.core.quotes.normal import (
    DASH,
    ELLIPSIS,
    IS_UNSPACED,
    IS_WORD,
    MARK,
    MappedText,
    normalize,
)

MIN_WORDS: Final = 4
"""Fewer could stand anywhere."""

_ZWNJ: Final = "\u200c"
_CHUNK: Final = re.compile(f"[^\\s{DASH}–{ELLIPSIS}]+")
_MAX_ARABIC_WORDS: Final = 400
_MAX_JOINED: Final = 60
_ARABIC_WORD: Final = re.compile("[\u0600-\u06ff]+")


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


def read_quotation(words: str) -> Quotation:
    """The quotation, read; quotation marks around it belong to the article."""
    normal = normalize(words)
    text = normal.text
    start = len(text) - len(text.lstrip(MARK))
    end = max(start, len(text.rstrip(MARK)))
    span = normal.source(start, end)
    if (start, end) != (0, len(text)):
        inner = normalize(span.of(words))
        normal = MappedText(
            inner.text,
            inner.places,
            [at + span.start for at in inner.starts],
            [at + span.start for at in inner.ends],
            inner.breaks,
        )
    tokens = tokenize(normal.text)
    return Quotation(words, span, normal, tokens, _is_short(span.of(words)))


def _is_short(words: str) -> bool:
    """Whether these are fewer than four words as people count them: "l’accord" is one."""
    found = 0.0
    for chunk in _CHUNK.finditer(words):
        unspaced = IS_UNSPACED.findall(chunk[0])
        found += count_words(unspaced) if unspaced else IS_WORD.search(chunk[0]) is not None
        if found >= MIN_WORDS:
            return False
    return True


def as_joined_in(quotation: Quotation, text: PreparedText) -> Quotation:
    """The quotation with the parts of Persian words joined where the letter joins them, or parted.

    "پایین دست" and "پایین‌دست" are one word, written in two ways. Every place stays the same.
    """
    words = list(_ARABIC_WORD.finditer(quotation.words))
    if not 1 < len(words) <= _MAX_ARABIC_WORDS:
        return quotation
    characters = list(quotation.words)
    joined = words[0][0]
    for word, next_word in pairwise(words):
        between = quotation.words[word.end() : next_word.start()]
        if len(joined) > _MAX_JOINED:
            joined = word[0]
        whole = normalize(joined + next_word[0]).text
        if between == " " and whole in text.joined:
            characters[word.end()] = _ZWNJ
            joined += next_word[0]
        elif between == _ZWNJ and whole not in text.places_of and _is_parted(whole, word[0], text):
            characters[word.end()] = " "
            joined = next_word[0]
        else:
            joined = next_word[0] if between != _ZWNJ else joined + next_word[0]
    written = "".join(characters)
    if written == quotation.words:
        return quotation
    other = read_quotation(written)
    return replace(other, words=quotation.words)


def _is_parted(whole: str, first: str, text: PreparedText) -> bool:
    """Whether the letter has the two parts of a word, one behind the other."""
    part = normalize(first).text
    return f"{part} {whole.removeprefix(part)}" in text.normal.text
