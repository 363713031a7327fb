"""A letter, read and prepared once so that many quotations can be held beside it quickly."""

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from typing import Final

from undersigned.core.errors import Malformed
from undersigned.core.quotes.found import Span
from undersigned.core.quotes.normal import (
    IS_UNSPACED,
    UNSPACED,
    WORD_CHARACTERS,
    MappedText,
    normalize,
)
from undersigned.core.quotes.reading import read_words
from undersigned.core.quotes.record import NO_RECORD, LetterRecord
from undersigned.core.quotes.stems import stem_of
from undersigned.core.quotes.verdict import LetterText
from undersigned.core.strict import decode_utf8
from undersigned.core.text import VERSION, parse_text
from undersigned.core.unit_kind import Kind

MAX_LETTER_BYTES: Final = 16 * 1_048_576
"""Of a plain text; a text of ours is never larger than a megabyte."""

MAX_SENTENCES_OF_STEM: Final = 40
"""A stem that stands in more sentences points at none of them."""

# Numbers are one word, and so is what an apostrophe joins, unless it is an elision: in "l’accord"
# the words are two. Scripts without spaces count characters as words.
ELISION: Final = "(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|dell|nell|all|sull|dall|un|quest|gl)'"
_NUMBER: Final = r"[0-9]+(?:[.,][0-9]+)*(?![.,]?[0-9])"
_SPACED_WORD: Final = re.compile(
    f"{_NUMBER}|{ELISION}(?=\\w)|[{WORD_CHARACTERS}](?:'?[{WORD_CHARACTERS}])*"
)
# From the beginning of a word only, and nothing of it is given back: a long one is read once.
_JOINED: Final = re.compile("(?<![\u0600-\u06ff])[\u0600-\u06ff]++(?:\u200c[\u0600-\u06ff]++)+")
_SENTENCE_END: Final = re.compile(r"[.!?…]")


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of a normalized text, and where each stands in it."""

    words: Sequence[str]
    starts: Sequence[int]
    ends: Sequence[int]


@dataclass(frozen=True, slots=True)
class PreparedText:
    """One text of a letter; `index` is its place in the row of texts.

    `reading` are its words as read, mapped to the file; `normal` is mapped to the reading.
    `kinds` tell what each paragraph is. `sentences` holds for each word the number of its sentence.
    `first_of` and `next_of` chain the places at which the same three words begin, in their order;
    `places_of` tells for each word all of its places, and
    `sentences_of` for each stem some of its sentences. `scale` is how many of the words in here
    make one, where characters are counted. `joined` are those that a zero width non-joiner joins.
    """

    index: int
    source: LetterText
    reading: MappedText
    normal: MappedText
    kinds: Sequence[Kind]
    tokens: Tokens
    sentences: Sequence[int]
    first_of: Mapping[int, int]
    next_of: Sequence[int]
    places_of: Mapping[str, Sequence[int]]
    sentences_of: Mapping[str, Sequence[int]]
    scale: float
    joined: Set[str]

    def file_span(self, start: int, end: int) -> Span:
        """Where characters of the normalized text stand in the file."""
        read = self.normal.source(start, end)
        return self.reading.source(read.start, read.end)

    def word_span(self, start: int, end: int) -> Span:
        """Where the words from `start` to before `end` stand in the file."""
        tokens = self.tokens
        if start < end:
            return self.file_span(tokens.starts[start], tokens.ends[end - 1])
        place = self.start_of(start)
        return self.file_span(place, place)

    def start_of(self, word: int) -> int:
        """Where a word begins in the normalized text; behind the last one, the text's end."""
        starts = self.tokens.starts
        return starts[word] if word < len(starts) else len(self.normal.text)

    def read(self, start: int, end: int) -> str:
        """The words as read of a part of the normalized text."""
        return self.normal.source(start, end).of(self.reading.text)

    def kind_at(self, place: int) -> Kind:
        """What the paragraph is in which a character of the normalized text stands."""
        return self.kinds[min(bisect_right(self.normal.breaks, place), len(self.kinds) - 1)]

    def breaks_within(self, start: int, end: int) -> Sequence[int]:
        """The places before which a paragraph begins, strictly within a part of the text."""
        breaks = self.normal.breaks
        return breaks[bisect_right(breaks, start) : bisect_left(breaks, end)]


@dataclass(frozen=True, slots=True)
class PreparedLetter:
    """All texts of a letter, those of the current edition first to be asked."""

    texts: tuple[PreparedText, ...]
    current: int

    @property
    def current_texts(self) -> tuple[PreparedText, ...]:
        """The texts of the current edition."""
        return tuple(text for text in self.texts if text.source.edition == self.current)

    @property
    def earlier_texts(self) -> tuple[PreparedText, ...]:
        """The texts of all editions before, the latest first."""
        earlier = [text for text in self.texts if text.source.edition < self.current]
        return tuple(sorted(earlier, key=lambda text: -text.source.edition))


@dataclass(frozen=True, slots=True)
class ReadLetter:
    """What a file, bundle or folder holds: texts, the number of the current edition, the record."""

    texts: tuple[LetterText, ...]
    current: int
    record: LetterRecord


def tokenize(text: str) -> Tokens:
    """The words of a normalized text; equal words share one string."""
    kept: dict[str, str] = {}
    words: list[str] = []
    starts, ends = array("I"), array("I")
    pattern = _SPACED_WORD if IS_UNSPACED.search(text) is None else _any_word()
    for found in pattern.finditer(text):
        word = found[0]
        words.append(kept.setdefault(word, word))
        starts.append(found.start())
        ends.append(found.end())
    return Tokens(words, starts, ends)


@cache
def _any_word() -> re.Pattern[str]:
    """A word in any script; made when a text has one without spaces, for it takes milliseconds."""
    spaced = f"(?:(?![{UNSPACED}])[{WORD_CHARACTERS}])"
    elision = f"{ELISION}(?=[^\\W{UNSPACED}])"
    return re.compile(f"[{UNSPACED}]|{_NUMBER}|{elision}|{spaced}+(?:'{spaced}+)*")


def count_words(words: Sequence[str]) -> float:
    """How many words these are, where two characters of Chinese or Japanese count as about one.

    Counted are 1.5 characters of Han and kana as a word, which is their mean length in Chinese,
    and 3 of Thai, Lao, Burmese and Khmer.
    """
    return sum(_weight(word) for word in words)


def _weight(word: str) -> float:
    if len(word) > 1 or not IS_UNSPACED.match(word):
        return 1.0
    return 1 / 1.5 if word >= "\u3000" else 1 / 3


def prepare_letter(texts: Sequence[LetterText], *, current: int) -> PreparedLetter:
    """Read, normalize and index every text; `current` is the number of the current edition.

    Takes time and memory linear in the size of the texts.
    """
    return PreparedLetter(tuple(_prepare(text, at) for at, text in enumerate(texts)), current)


def read_letter(data: bytes, *, language: str = "und") -> ReadLetter:
    """The letter in a file: one of ours, or any plain text in UTF-8; raises Malformed.

    `language` is what a plain text is said to be written in. The record of a file of ours holds
    the addressees of its head.
    """
    if len(data) > MAX_LETTER_BYTES:
        raise Malformed("The letter is larger than {most} bytes.", most=MAX_LETTER_BYTES)
    data = data.removeprefix(b"\xef\xbb\xbf")
    if data.startswith(f"{VERSION}\n".encode()):
        text = parse_text(data)
        record = LetterRecord(addressees=text.addressees)
        letter_text = LetterText(data.decode(), text.language, text.edition)
        return ReadLetter((letter_text,), text.edition, record)
    content = decode_utf8(data, "The letter")
    if not content.strip():
        raise Malformed("The letter is empty.")
    return ReadLetter((LetterText(content, language),), 1, NO_RECORD)


def _prepare(text: LetterText, index: int) -> PreparedText:
    reading = read_words(text.text)
    normal = normalize(reading.words.text)
    tokens = tokenize(normal.text)
    words = tokens.words
    first_of: dict[int, int] = {}
    next_of = array("i", [-1]) * max(0, len(words) - 2)
    # From the end, so that each chain leads from the first place to the last.
    for place in range(len(words) - 3, -1, -1):
        key = hash((words[place], words[place + 1], words[place + 2]))
        next_of[place] = first_of.get(key, -1)
        first_of[key] = place
    places_of: dict[str, array[int]] = {}
    for place, word in enumerate(words):
        places = places_of.get(word)
        if places is None:
            places = places_of[word] = array("I")
        places.append(place)
    sentences = number_sentences(normal, tokens)
    return PreparedText(
        index,
        text,
        reading.words,
        normal,
        reading.kinds,
        tokens,
        sentences,
        first_of,
        next_of,
        places_of,
        _sentences_of(places_of, sentences),
        max(1.0, len(words) / max(1.0, count_words(words))),
        frozenset(normalize(word[0]).text for word in _JOINED.finditer(reading.words.text)),
    )


def number_sentences(normal: MappedText, tokens: Tokens) -> Sequence[int]:
    """For each word, the number of its sentence; one ends at . ! ? … and with its paragraph."""
    numbers = array("I")
    ends = sorted([*(found.end() for found in _SENTENCE_END.finditer(normal.text)), *normal.breaks])
    number = 0
    for start in tokens.starts:
        while number < len(ends) and ends[number] <= start:
            number += 1
        numbers.append(number)
    return numbers


def _sentences_of(
    places_of: Mapping[str, Sequence[int]], sentences: Sequence[int]
) -> Mapping[str, Sequence[int]]:
    """For each stem the sentences with words of it, as many as may point at one of them."""
    found: dict[str, dict[int, None]] = {}
    for word, places in places_of.items():
        if stem := stem_of(word):
            known = found.setdefault(stem, {})
            for place in places[: MAX_SENTENCES_OF_STEM + 1]:
                known[sentences[place]] = None
    return {stem: tuple(known) for stem, known in found.items()}
