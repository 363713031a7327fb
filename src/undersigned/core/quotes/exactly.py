"""Where a quotation stands in a letter word for word, and never from or to within a word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from undersigned.core.quotes.letter import ELISION, PreparedText, tokenize
from undersigned.core.quotes.normal import WORD_CHARACTERS, MappedText, exact, is_letter
from undersigned.core.quotes.spelling import Pair, begins_sentence, find_other_words
from undersigned.core.unit_kind import Kind

MAX_TRIES: Final = 64
# Where the letter repeats itself endlessly, comparing costs as much as the words are long.
_MAX_COMPARED: Final = 4_000_000
_MAX_RARE: Final = 1_000
_MAX_PLACES: Final = 4_000

_JOINED_BEFORE: Final = re.compile(
    f"[{WORD_CHARACTERS}](?P<joint>['-])\\Z|[0-9][.,]\\Z|[-+$€£¥₹§#@&/]\\Z"
)
_ELIDED: Final = re.compile(f"(?<![{WORD_CHARACTERS}]){ELISION}\\Z")
_JOINED_BEHIND: Final = re.compile(f"['-][{WORD_CHARACTERS}]|[.,][0-9]|[%‰°€£¥$/&]|[\u0e30-\u0e4e]")
# Signs that are one with the number or word behind them, and those with the number before.
_SIGNS_BEFORE: Final = frozenset("$€£¥₹§#@&/+")
_SIGNS_BEHIND: Final = frozenset("%‰°")
# What is one number with the digits beside it: .5, 12:30, 3×10, ±5, 20 000, 3 1/2.
_NUMBER_BEFORE: Final = re.compile("[.,:×·⋅±/⁄^'’٫٬]\\Z|\\d[^\\S\\n]\\Z")
_NUMBER_BEHIND: Final = re.compile("[.,:×·⋅/⁄^'’٫٬]\\d|[^\\S\\n]\\d")
# What is one word, written without spaces: ex/current, Lehrer*innen, citoyen·ne, citoyen.ne.
_LATIN: Final = "[A-Za-zÀ-ɏ]"
_ONE_WORD: Final = re.compile(f"\\w[/⁄∕]\\w|{_LATIN}(?:[:*_·•@]{_LATIN}|\\.[a-zß-ÿ])")
# A word that the end of a line parts.
_PARTED: Final = re.compile("\\w[-\u2010] ?\n\\w")
_JOINABLE: Final = re.compile("\\w")
_NUMERALS: Final = frozenset("〇零一二三四五六七八九十百千万亿兆两萬億兩点點")
_PARTS: Final = "分之"
_BRACKET: Final = re.compile(r"[\[\]［］〔〕【】]")
_SENTENCE_MARKS: Final = '.!?…"'


@dataclass(frozen=True, slots=True)
class Place:
    """Characters of a normalized text; `lost` are breaks of paragraphs that a quotation lost."""

    start: int
    end: int
    lost: tuple[int, ...] = ()


def find_places(text: PreparedText, words: str, *, start: int = 0) -> Iterator[Place]:
    """Where normalized words stand in a text from end to end, in the order of the text."""
    if not words:
        return
    normal = text.normal.text
    compared = 0
    at = start
    for _ in range(MAX_TRIES):
        at = normal.find(words, at)
        compared += len(words)
        if at < 0 or compared > _MAX_COMPARED:
            return
        end = at + len(words)
        if is_whole(text, at, end):
            yield Place(at, end)
        at += 1
    if len(words) <= _MAX_RARE:
        yield from _find_by_word(text, words, at)


def _find_by_word(text: PreparedText, words: str, start: int) -> Iterator[Place]:
    """The same by the rarest word: short ones stand within others too often to be looked for."""
    tokens = tokenize(words)
    if not tokens.words:
        return
    counts = [len(text.places_of.get(word, ())) for word in tokens.words]
    rarest = counts.index(min(counts))
    normal, starts = text.normal.text, text.tokens.starts
    for place in text.places_of.get(tokens.words[rarest], ())[:_MAX_PLACES]:
        at = starts[place] - tokens.starts[rarest]
        if at >= start and normal.startswith(words, at) and is_whole(text, at, at + len(words)):
            yield Place(at, at + len(words))


def find_quotation(
    text: PreparedText, quotation: MappedText, quoted: str, *, words: str
) -> Place | None:
    """The best place of a whole quotation: to the character, else with its paragraphs, else any.

    `quotation` is mapped to `words`, of which `quoted` is what has to agree to the character.
    """
    best: tuple[int, Place] | None = None
    for place in find_places(text, quotation.text):
        breaks = text.breaks_within(place.start, place.end)
        kept = {place.start + at for at in quotation.breaks}
        found = Place(place.start, place.end, tuple(at for at in breaks if at not in kept))
        rank = 2 if found.lost else 1
        if rank == 1 and is_exact(text, found, quoted):
            return found
        if (best is None or rank < best[0]) and has_same_words(text, place, quotation, words):
            best = (rank, found)
    return best[1] if best else None


def has_same_words(
    text: PreparedText, place: Place, quotation: MappedText, quoted: str, *, at: int = 0
) -> bool:
    """Whether words that are equal without typography are the same ones as they are written.

    The quotation, mapped to `quoted`, has there from `at` on what stands at this place. A word
    with brackets in it says itself that it was changed.
    """
    tokens = tokenize(text.normal.text[place.start : place.end])
    pairs = [
        Pair(
            word,
            text.read(place.start + start, place.start + end),
            begins_sentence(quotation.text, at + start)
            or begins_sentence(text.normal.text, place.start + start),
        )
        for start, end in zip(tokens.starts, tokens.ends, strict=True)
        if not _BRACKET.search(word := quotation.source(at + start, at + end).of(quoted))
    ]
    return not find_other_words(pairs, text.source.language)


def is_exact(text: PreparedText, place: Place, quoted: str) -> bool:
    """Whether every character of the quotation is that of the letter as read."""
    return not place.lost and exact(text.read(place.start, place.end)) == exact(quoted)


def is_whole(text: PreparedText, start: int, end: int) -> bool:
    """Whether what stands there begins and ends with whole words, numbers and their signs."""
    normal = text.normal.text
    first, last = normal[start], normal[end - 1]
    before, behind = normal[start - 1 : start], normal[end : end + 2]
    if is_letter(first) and before:
        if is_letter(before):
            return False
        near = normal[max(0, start - 12) : start]
        joined = _JOINED_BEFORE.search(near)
        joint = joined["joint"] if joined else None
        if joint and not is_letter(near[-2]):
            # To what stands without spaces nothing is joined; the hyphen may be a minus.
            joined, joint = (joined if joint == "-" else None), None
        if joined and (joint or first.isdecimal()):
            # An elision is a word of its own: "accord" is whole in "l'accord".
            is_elided = joint == "'" and _ELIDED.search(near) is not None
            if not is_elided:
                return False
    if _cuts_at_sign(text, start, end):
        return False
    if last in _SIGNS_BEFORE and is_letter(behind[:1]):
        return False
    if first in _SIGNS_BEHIND and before.isdecimal():
        return False
    if "\u0e30" <= first <= "\u0e3a" or "\u0e45" <= first <= "\u0e4e":
        return False
    if is_letter(last) and behind:
        if is_letter(behind[0]):
            return False
        joined = _JOINED_BEHIND.match(behind)
        if joined and behind[0] in "'-" and not is_letter(behind[1]):
            joined = None
        if joined and (behind[0] in "'-" or last.isdecimal()):
            return False
    return not ("\u0e00" <= last <= "\u0eff" and _JOINED_BEHIND.match(behind[:1]))


def _cuts_at_sign(text: PreparedText, start: int, end: int) -> bool:
    """Whether it begins or ends within a number, or within words that a sign joins.

    A number in digits is read as it is written: in "enough. 14 villages" it is whole.
    """
    normal = text.normal.text
    first, last = normal[start], normal[end - 1]
    if first in _NUMERALS and normal[start - 1 : start] in _NUMERALS:
        return True
    if last in _NUMERALS and normal[end : end + 1] in _NUMERALS:
        return True
    if normal.endswith(_PARTS, 0, start) or normal.startswith(_PARTS, end):
        return True
    place, read = text.normal.source(start, end), text.reading.text
    written, source = text.file_span(start, end), text.source.text
    if _JOINABLE.match(first):
        if _PARTED.search(source[max(0, written.start - 4) : written.start + 1]):
            return True
        before = read[max(0, place.start - 2) : place.start + 1]
        cuts = _NUMBER_BEFORE.search(before[:-1]) if first.isdecimal() else None
        if cuts or _ONE_WORD.fullmatch(before):
            return True
    if _JOINABLE.match(last):
        if _PARTED.search(source[written.end - 1 : written.end + 4]):
            return True
        behind = read[place.end - 1 : place.end + 2]
        cuts = _NUMBER_BEHIND.match(behind[1:]) if last.isdecimal() else None
        if cuts or _ONE_WORD.fullmatch(behind):
            return True
    return False


def is_only_layout(text: PreparedText, lost: Sequence[int]) -> bool:
    """Whether breaks only part whole sentences of plain paragraphs, so that none says anything."""
    return all(
        text.kind_at(at - 1) is text.kind_at(at) is Kind.PARAGRAPH
        and text.normal.text[at - 1] in _SENTENCE_MARKS
        for at in lost
    )
