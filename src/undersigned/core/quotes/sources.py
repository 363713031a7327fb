"""Who says quoted words, by rule: the verb of saying beside them, and the noun phrase beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from undersigned.core.quotes.features import form_of
from undersigned.core.quotes.labels import Run
from undersigned.core.quotes.tokens import QUOTED

_FARTHEST: Final = 12
_COMMAS: Final = frozenset(",،")
_STOPS: Final = frozenset(";:؛—–") | {QUOTED}
_NO_SOURCE: Final = frozenset(
    ("adverb", "time", "opener", "conjunction", "preposition", "auxiliary", "object")
)


@dataclass(frozen=True, slots=True)
class Beside:
    """The cue beside quoted words, and its source."""

    cue: Run
    source: Run | None


def find_beside(words: Sequence[str], place: int, language: str) -> Beside | None:
    """Who says the quoted piece at a place of a sentence: "…," she said; She said, "…"."""
    lists = [form_of(word, language)[1].lstrip("^").split("+") for word in words]
    after = _after(words, lists, place)
    return after if after is not None else _before(words, lists, place)


def _after(words: Sequence[str], lists: Sequence[Sequence[str]], place: int) -> Beside | None:
    start = place + 1
    while start < len(words) and words[start] in _COMMAS:
        start += 1
    end = start
    while end < len(words) and words[end] not in _STOPS and words[end] not in ".?!":
        end += 1
    for verb in range(start, min(end, start + _FARTHEST)):
        if "say" not in lists[verb] or (verb > start and words[verb][0].isupper()):
            continue
        if verb > start:
            begin = verb
            while begin > start and words[begin - 1] not in _COMMAS:
                begin -= 1
            source = _trimmed(words, lists, (begin, verb))
            return Beside((verb, verb + 1), source) if source is not None else None
        until = next((p for p in range(verb + 1, end) if _ends_phrase(words, lists, p)), end)
        return Beside((verb, verb + 1), _trimmed(words, lists, (verb + 1, until)))
    return None


def _before(words: Sequence[str], lists: Sequence[Sequence[str]], place: int) -> Beside | None:
    floor = place - 1
    while floor >= 0 and words[floor] not in ".?!" and words[floor] != QUOTED:
        floor -= 1
    for verb in range(place - 1, floor, -1):
        if "say" not in lists[verb] or words[verb][0].isupper():
            continue
        start = verb
        while start - 1 > floor and not _ends_phrase(words, lists, start - 1):
            start -= 1
        return Beside((verb, verb + 1), _trimmed(words, lists, (start, verb)))
    return None


def _ends_phrase(words: Sequence[str], lists: Sequence[Sequence[str]], place: int) -> bool:
    return words[place] in _COMMAS or words[place] in _STOPS or "conjunction" in lists[place]


def _trimmed(words: Sequence[str], lists: Sequence[Sequence[str]], run: Run) -> Run | None:
    """Without what is no part of a noun phrase at both ends; none if nothing is left."""
    start, end = run
    while start < end and (
        not words[start][0].isalnum() or not _NO_SOURCE.isdisjoint(lists[start])
    ):
        start += 1
    while end > start and (
        not words[end - 1][0].isalnum() or not _NO_SOURCE.isdisjoint(lists[end - 1])
    ):
        end -= 1
    return (start, end) if start < end else None
