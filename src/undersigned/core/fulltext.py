"""Words for the search in letters: the same in every database, because they are made here.

A word is folded (`core.lines.fold`), and found by how it begins. Chinese, Japanese, Thai and other
scripts are written without spaces between words: of each run of theirs every two neighbours are a
word, and the last character one more, so that any part of the run is found as a row of words.
Persian words with a zero width non-joiner are found written together, with it, and apart.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from undersigned.core.characters import IDEOGRAPHS
from undersigned.core.lines import fold

# What is longer is no word that anybody types.
MAX_WORD: Final = 40
# A tsvector counts places up to 16,383. 16,000 words are some sixty pages.
MAX_WORDS: Final = 16_000
# The words of a tsvector, of three such parts, have to fit into a megabyte.
MAX_BYTES: Final = 250_000
MAX_TERMS: Final = 8

# Han and kana; Thai and Lao; Burmese; Khmer.
_UNSPACED: Final = f"{IDEOGRAPHS}\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
_RUN: Final = re.compile(f"(?P<unspaced>[{_UNSPACED}]+)|[^ {_UNSPACED}]+")
_NO_WORD: Final = re.compile(r"\W|_")
_ZWNJ: Final = "\u200c"
_CHUNK: Final = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that has to be found: one of `options`, each a row of words in their order.

    The last word of a row is the beginning of one. `needles` is what a reader sees of it, and
    `is_part` says that it may stand within a run of letters.
    """

    options: tuple[tuple[str, ...], ...]
    needles: tuple[str, ...]
    is_part: bool = False


def indexed_words(text: str) -> list[str]:
    """The words by which a text is found, in their order, at most MAX_WORDS."""
    # A word of Persian that is joined stands there once more in its parts.
    if _ZWNJ in text:
        text = _CHUNK.sub(_joined_and_apart, text)
    words: list[str] = []
    size = 0
    for run in _RUN.finditer(_only_words(fold(text))):
        new = _pairs(run[0][:MAX_WORDS], ends=True) if run["unspaced"] else [run[0][:MAX_WORD]]
        size += sum(len(word.encode()) for word in new)
        if size > MAX_BYTES:
            break
        words += new
        if len(words) >= MAX_WORDS:
            break
    return words[:MAX_WORDS]


def read_query(typed: str) -> tuple[Term, ...]:
    """What somebody looks for: every term has to be found; empty when no letter or digit is in it.

    Whatever else was typed, quotes, asterisks and operators of databases, means nothing.
    """
    terms: dict[Term, None] = {}
    for chunk in typed.split():
        joined = [run[0] for run in _RUN.finditer(_only_words(fold(chunk)))]
        parts = _only_words(fold(_apart(chunk))).split()
        if len(joined) == 1 and len(parts) > 1:
            options = ((joined[0][:MAX_WORD],), tuple(part[:MAX_WORD] for part in parts))
            terms[Term(options, (joined[0], *parts))] = None
            continue
        for run in joined:
            terms[_term(run)] = None
    return tuple(terms)[:MAX_TERMS]


def _joined_and_apart(chunk: re.Match[str]) -> str:
    return f"{chunk[0]} {_apart(chunk[0])}" if _ZWNJ in chunk[0] else chunk[0]


def _apart(chunk: str) -> str:
    return chunk.replace(_ZWNJ, " ")


def _term(run: str) -> Term:
    if not re.match(f"[{_UNSPACED}]", run):
        return Term(((run[:MAX_WORD],),), (run[:MAX_WORD],))
    run = run[:MAX_WORD]
    return Term((tuple(_pairs(run, ends=False)),), (run,), is_part=True)


def _pairs(run: str, *, ends: bool) -> list[str]:
    """Every two neighbours of a run; with `ends`, or where there is but one, its last as well."""
    pairs = [run[place : place + 2] for place in range(len(run) - 1)]
    return [*pairs, run[-1]] if ends or not pairs else pairs


def _only_words(folded: str) -> str:
    """Spaces instead of everything but letters, digits, and the marks that belong to letters."""
    return _NO_WORD.sub(lambda found: found[0] if _is_mark(found[0]) else " ", folded)


@lru_cache(maxsize=4096)
def _is_mark(character: str) -> bool:
    return unicodedata.category(character).startswith("M")
