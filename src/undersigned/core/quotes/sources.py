"""Who says quoted words, by rule: the verb of saying beside them, and the noun phrase beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from undersigned.core.quotes.features import form_of
from undersigned.core.quotes.tokens import QUOTED

Run = tuple[int, int]

_FARTHEST: Final = 12
_COMMAS: Final = frozenset(",،")
_STOPS: Final = frozenset(";:؛—–") | {QUOTED}
# Behind a quotation, "he went on" and "she shot back" are ways of saying.
_SAYING: Final = frozenset(("say", "aside"))
# In these languages, what stands behind a quotation and its comma is its verb, whatever it means.
_INVERTING: Final = frozenset(("de", "es", "fr"))
_REFLEXIVES: Final = frozenset(("s’", "s'", "se", "me"))
_NO_VERB: Final = frozenset(
    ("adverb", "time", "opener", "conjunction", "preposition", "auxiliary", "object", "pronoun")
) | {"determiner", "relative", "report", "noun", "person", "body", "paper", "number"}
_DASHES: Final = frozenset("—–-")
_ADVERBS: Final = frozenset(("adverb", "ly"))
_WHO: Final = frozenset(("who", "whose", "which"))
_WHOM: Final = frozenset(("which", "that", "whom", "what"))
_APPOSED: Final = frozenset(("a", "an", "the", "one"))
_VERBS: Final = frozenset(("say", "think", "will", "judge", "light", "aside"))
_PHRASE_ENDS: Final = frozenset(".,;:—–") | {QUOTED}
_STARTS: Final = frozenset(("determiner", "pronoun"))
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
    if after is None and language in _INVERTING:
        after = _inverted(words, lists, place)
    beside = after if after is not None else _before(words, lists, place)
    if beside is None and language == "en" and words[place - 1 : place] == (":",):
        # Falk was blunter: "…"
        beside = Beside((place - 1, place), find_subject(words, place - 1, language))
    return beside


def find_subject(words: Sequence[str], before: int, language: str) -> Run | None:
    """The noun phrase that an English sentence begins with, if its verb stands before a place.

    A clause between commas that tells more of it belongs to it.
    """
    start = 0
    lists = [form_of(word, language)[1] for word in words[:before]]
    dash = next((place for place, word in enumerate(words[:before][:8]) if word in _DASHES), None)
    if dash is not None and words[0].isupper():
        start = dash + 1
    elif lists and "preposition" in lists[0]:
        start = next(
            (place + 1 for place, word in enumerate(words[:before]) if word == ","), before
        )
    place = start
    while place < before:
        if words[place] == ",":
            if place + 1 < before and "relative" not in lists[place + 1]:
                return None
            place = next((p for p in range(place + 1, before) if words[p] == ","), before)
        elif place > start and _is_finite(words[place], lists[place]):
            end = place - (words[place - 1] == ",")
            while end > start and _ADVERBS.intersection(lists[end - 1].split("+")):
                end -= 1
            return (start, end) if start < end else None
        place += 1
    return None


def whole_phrase(words: Sequence[str], source: Run, cue: Run, language: str) -> Run:
    """The English noun phrase that a source is part of: with its clause, without another's.

    "The open letter, which is long, laments": all of it up to the comma. "…," said Falk, a judge:
    to the end of the sentence. "The plan, which ministers described": only the ministers.
    """
    first, last = source
    lists = [form_of(word, language)[1] for word in words]
    for place in range(last - 2, first, -1):
        if words[place] in _WHOM and last == cue[0]:
            inner = range(place + 1, last)
            if not any(_is_finite(words[p], lists[p]) for p in inner):
                return (place + 1, last)
    follows = words[last + 1] if last + 1 < len(words) and words[last] == "," else ""
    if last < cue[0]:
        is_closed = cue[0] - last > 2 and words[cue[0] - 1] == ","
        if is_closed and follows in _WHO and QUOTED not in words[last : cue[0]]:
            return (first, cue[0] - 1)
    elif follows in _WHO or (follows in _APPOSED and source[0] == cue[1]):
        end = next((p for p in range(last + 1, len(words)) if words[p] in _PHRASE_ENDS), None)
        if end is not None and end == len(words) - 1 and words[end] == ".":
            return (first, end)
    return source


def _is_finite(word: str, lists: str) -> bool:
    if not word[0].islower():
        return False
    names = lists.split("+")
    return "ed" in names or "auxiliary" in names or not _VERBS.isdisjoint(names)


def _after(words: Sequence[str], lists: Sequence[Sequence[str]], place: int) -> Beside | None:
    start = place + 1
    while start < len(words) and words[start] in _COMMAS:
        start += 1
    end = start
    while end < len(words) and words[end] not in _STOPS and words[end] not in ".?!":
        end += 1
    for verb in range(start, min(end, start + _FARTHEST)):
        if _SAYING.isdisjoint(lists[verb]) or (verb > start and words[verb][0].isupper()):
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


def _inverted(words: Sequence[str], lists: Sequence[Sequence[str]], place: int) -> Beside | None:
    """A verb directly behind the comma, and the noun phrase behind it: », sourit la maire."""
    start = place + 2
    if start >= len(words) or words[place + 1] != ",":
        return None
    verb = start + (words[start] in _REFLEXIVES)
    if verb >= len(words) or not words[verb].isalpha() or not words[verb].islower():
        return None
    if len(words[verb]) < 4 or not _NO_VERB.isdisjoint(lists[verb]):
        return None
    phrase = verb + 1 + (words[verb + 1 : verb + 2] == ("-",))
    if phrase >= len(words) or words[phrase] in _STOPS or words[phrase] in ".?!,":
        return Beside((start, verb + 1), None)
    names_somebody = words[phrase][0].isupper() or not _STARTS.isdisjoint(lists[phrase])
    if not names_somebody:
        return None
    if "pronoun" in lists[phrase]:
        return Beside((start, verb + 1), (phrase, phrase + 1))
    end = next(
        (p for p in range(phrase, len(words)) if words[p] in _STOPS or words[p] in ".?!,"),
        len(words),
    )
    return Beside((start, verb + 1), _trimmed(words, _without_articles(lists), (phrase, end)))


def _without_articles(lists: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """The lists of words, but an article that may also be an object is only an article."""
    return [("determiner",) if "determiner" in names else names for names in lists]


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
