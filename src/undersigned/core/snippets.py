"""The passage of a text that shows why it was found, with the words that were looked for."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from undersigned.core.fulltext import Term
from undersigned.core.lines import fold

LENGTH: Final = 200
# Where in a very long text a word stands is not looked for beyond this.
MAX_TEXT: Final = 60_000
_MAX_HITS: Final = 200

_CHUNK: Final = re.compile(r"\S+")
_ZWNJ: Final = "\u200c"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a passage; `is_found` for what was looked for."""

    text: str
    is_found: bool = False


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int
    end: int
    term: int


def snippet(text: str, terms: Sequence[Term], *, length: int = LENGTH) -> tuple[Part, ...]:
    """About `length` characters of a text where most of the terms stand, else how it begins."""
    text = text[:MAX_TEXT]
    hits: list[_Hit] = []
    for hit in _hits(text, terms):
        hits.append(hit)
        if len(hits) >= _MAX_HITS or len({each.term for each in hits}) == len(terms):
            break
    start = _best_start(hits, length)
    start, end = _at_spaces(text, start, start + length)
    parts = [Part("… ")] if start else []
    place = start
    for hit in mark_all(text[start:end], terms):
        if hit.start + start > place:
            parts.append(Part(text[place : hit.start + start]))
        parts.append(Part(text[hit.start + start : hit.end + start], is_found=True))
        place = hit.end + start
    if place < end:
        parts.append(Part(text[place:end]))
    if end < len(text):
        parts.append(Part(" …"))
    return tuple(parts)


def marked(line: str, terms: Sequence[Term]) -> tuple[Part, ...]:
    """A whole line with the words that were looked for."""
    parts: list[Part] = []
    place = 0
    for hit in mark_all(line, terms):
        if hit.start > place:
            parts.append(Part(line[place : hit.start]))
        parts.append(Part(line[hit.start : hit.end], is_found=True))
        place = hit.end
    if place < len(line) or not parts:
        parts.append(Part(line[place:]))
    return tuple(parts)


def mark_all(text: str, terms: Sequence[Term]) -> list[_Hit]:
    """Every place of a short text where a term stands, in order and without overlaps."""
    kept: list[_Hit] = []
    for hit in sorted(_hits(text, terms), key=lambda each: (each.start, -each.end)):
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return kept


def _hits(text: str, terms: Sequence[Term]) -> Iterator[_Hit]:
    for chunk in _CHUNK.finditer(text):
        folded, places, starts = _folded(chunk[0])
        for number, term in enumerate(terms):
            for needle in term.needles:
                found = folded.find(needle)
                while found >= 0:
                    if term.is_part or found in starts:
                        end = places[found + len(needle) - 1] + 1
                        yield _Hit(chunk.start() + places[found], chunk.start() + end, number)
                    found = folded.find(needle, found + 1)


@lru_cache(maxsize=4096)
def _folded(chunk: str) -> tuple[str, tuple[int, ...], frozenset[int]]:
    """A chunk without spaces, folded; where each of its characters came from; where words begin."""
    folded: list[str] = []
    places: list[int] = []
    starts: set[int] = set()
    is_inside = False
    for place, character in enumerate(chunk):
        if character == _ZWNJ:
            is_inside = False
            continue
        for part in _fold_one(character):
            if not is_inside:
                starts.add(len(folded))
            is_inside = part.isalnum()
            folded.append(part)
            places.append(place)
    return "".join(folded), tuple(places), frozenset(starts)


@lru_cache(maxsize=8192)
def _fold_one(character: str) -> str:
    return fold(character)


def _best_start(hits: Sequence[_Hit], length: int) -> int:
    """Where a passage begins that holds as many of the terms as can be."""
    if not hits:
        return 0
    best = max(
        hits,
        key=lambda first: (
            len({hit.term for hit in hits if first.start <= hit.start < first.start + length // 2}),
            -first.start,
        ),
    )
    return max(0, best.start - length // 4)


def _at_spaces(text: str, start: int, end: int) -> tuple[int, int]:
    """The same passage, moved so that no word is cut; scripts without spaces are cut anywhere."""
    if start:
        space = text.find(" ", start, start + 30)
        start = space + 1 if space >= 0 else start
    if end >= len(text):
        return start, len(text)
    space = text.rfind(" ", end - 30, end)
    return start, space if space > start else end
