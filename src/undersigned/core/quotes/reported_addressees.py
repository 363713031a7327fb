"""Whom an article says a letter is addressed to, beside those who stand in its head."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from undersigned.core.quotes.fact_words import FactWords
from undersigned.core.quotes.found import Span
from undersigned.core.quotes.letter import tokenize
from undersigned.core.quotes.normal import normalize
from undersigned.core.quotes.sentence import Sentence
from undersigned.core.text import Addressee

_REACH: Final = 160
# Where the list of names is over.
_OVER: Final = re.compile(
    r"[.;:!?()\"—]| (?:say|says|said|have|has|had|is|are|was|were|will|would|to|dit|disent)(?!\w)"
    r"|,? (?:calling|urging|saying|that|which|who|asking|demanding|in which|signed"
    r"|qui|que|demandant|die|der|das|dass|que|quien|pidiendo|که)(?!\w)"
)
_NAME: Final = re.compile(
    r"[A-ZÀ-Þ][\w’'-]+(?: (?:(?:of|de|du|von|der|van|del|la|le|al|bin) )?[A-ZÀ-Þ][\w’'-]+)*"
)
_SMALL_WORDS: Final = "the of de du des von van der del la le les al a an and et und y for für pour"
_SMALL: Final = frozenset(_SMALL_WORDS.split())


@dataclass(frozen=True, slots=True)
class Named:
    """A name behind "letter to"; None where nobody can tell, else the addressee on record."""

    span: Span
    is_addressee: bool | None
    recorded: str = ""


def find_addressees(
    sentence: Sentence,
    text: str,
    words: FactWords,
    addressees: Sequence[Addressee],
    *,
    language: str,
) -> Iterator[Named]:
    """The names in the list behind words such as "letter to", each once."""
    known = [(one, _words_of(f"{one.name} {one.office} {one.place}")) for one in addressees]
    normal = sentence.normal.text
    days = {*words.weekdays, *words.months}
    seen: set[Span] = set()
    for trigger in words.addressed.finditer(normal):
        end = min(len(normal), trigger.end() + _REACH)
        over = _OVER.search(normal, trigger.end(), end)
        span = sentence.span(trigger.end(), over.start() if over else end)
        if language == "fa":
            yield from _persian(text, span, known, seen)
            continue
        for name in _NAME.finditer(text, span.start, span.end):
            place = Span(*name.span())
            if place in seen or name[0].casefold() in days:
                continue
            seen.add(place)
            named = _judged(name[0], place, known, language)
            if named is not None:
                yield named


def _judged(
    name: str, place: Span, known: Sequence[tuple[Addressee, frozenset[str]]], language: str
) -> Named | None:
    mine = _words_of(name)
    for addressee, theirs in known:
        if mine and mine <= theirs:
            return Named(place, is_addressee=True, recorded=addressee.name)
    # One word may be anything, and in German any noun has a capital; a word that an addressee has
    # may tell of another spelling. Two words of which none is known are somebody else.
    if len(mine) < 2 or language == "de":
        return None
    if not known or any(mine & theirs for _, theirs in known):
        return Named(place, is_addressee=None)
    return Named(place, is_addressee=False)


def _persian(
    text: str,
    span: Span,
    known: Sequence[tuple[Addressee, frozenset[str]]],
    seen: set[Span],
) -> Iterator[Named]:
    """Without capitals, only the names on record can be found."""
    normal = normalize(span.of(text))
    for addressee, _ in known:
        name = normalize(addressee.name).text
        at = normal.text.find(name)
        if name and at >= 0:
            found = normal.source(at, at + len(name))
            place = Span(span.start + found.start, span.start + found.end)
            if place not in seen:
                seen.add(place)
                yield Named(place, is_addressee=True, recorded=addressee.name)


def _words_of(name: str) -> frozenset[str]:
    return frozenset(tokenize(normalize(name).text).words) - _SMALL
