"""Facts that an article reports about a letter, held beside the record as it stood on its date.

Counts of signatories, addressees and dates are looked for where the article speaks of the letter
or of who signed it, and never within a quotation: a number there is the letter's. What is not
reported is not guessed, and what the record does not hold cannot be told.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from undersigned.core.quotes.fact_words import FactWords, fact_words
from undersigned.core.quotes.found import Span, Speaker, Statement
from undersigned.core.quotes.marks import Role, find_quoted
from undersigned.core.quotes.normal import normalize
from undersigned.core.quotes.numerals import find_numerals
from undersigned.core.quotes.record import Count, LetterRecord
from undersigned.core.quotes.reported_addressees import find_addressees
from undersigned.core.quotes.reported_days import find_days
from undersigned.core.quotes.sentence import Sentence, split_sentences


class Fact(StrEnum):
    """What is reported."""

    SIGNATORIES = "signatories"
    PERSONS = "persons"
    ORGANIZATIONS = "organizations"
    ADDRESSEE = "addressee"
    PUBLISHED = "published"
    DELIVERED = "delivered"
    PLACE = "place"


class Finding(StrEnum):
    """What the record says to it."""

    RIGHT = "right"
    WRONG = "wrong"
    UNKNOWN = "cannot-be-told"


@dataclass(frozen=True, slots=True)
class FactCheck:
    """A fact as the article words it at `span`, and the record's value, "" where it has none.

    A value is a number, a date (ISO 8601), or names as they stand in the record.
    """

    fact: Fact
    span: Span
    finding: Finding
    recorded: str


@dataclass(frozen=True, slots=True)
class Reported:
    """A number as it is meant: from `least` to `most`."""

    least: int
    most: int

    def fits(self, value: int) -> bool:
        """Whether the article is right if this is the number."""
        return self.least <= value <= self.most


_MAX_TEXT: Final = 10_000_000
_MOST: Final = 10**12
# Between a number and its noun stand few words: "eleven Iranian opposition groups".
_ADJECTIVES: Final = 3
_BEFORE: Final = 24
_LETTER_OF: Final = 30
_NEARLY: Final = 0.9
_ABOUT: Final = 0.1
_ROUNDED: Final = 0.05


def check_facts(
    text: str,
    statements: Sequence[Statement],
    record: LetterRecord,
    *,
    language: str,
    published: date | None,
) -> tuple[FactCheck, ...]:
    """The reported facts in the order of the article; `published` is the article's own day.

    None in a language other than English, French, German, Spanish and Persian.
    """
    language = language.partition("-")[0]
    words = fact_words(language)
    if words is None or len(text) > _MAX_TEXT:
        return ()
    checker = _Checker(text, statements, record, words, language=language, published=published)
    return tuple(sorted(checker.checks(), key=lambda check: (check.span, check.fact)))


class _Checker:
    def __init__(
        self,
        text: str,
        statements: Sequence[Statement],
        record: LetterRecord,
        words: FactWords,
        *,
        language: str,
        published: date | None,
    ) -> None:
        self._text = text
        self._record = record
        self._words = words
        self._language = language
        self._published = published
        quoted = [
            quote.outer for quote in find_quoted(text, language) if quote.role is Role.QUOTATION
        ]
        self._quoted = sorted(
            {*quoted, *(span for statement in statements for span in statement.fragments)}
        )
        self._contents = [span for statement in statements for span in statement.contents]
        on_side = [statement for statement in statements if statement.speaker is Speaker.LETTER]
        self._sources = [
            span
            for statement in on_side
            for span in (statement.source, statement.antecedent)
            if span is not None
        ]

    def checks(self) -> Iterator[FactCheck]:
        sentences = list(split_sentences(self._text, self._quoted))
        tells = [self._words.letter.search(sentence.normal.text) for sentence in sentences]
        for at, sentence in enumerate(sentences):
            # Of the first sentence, the second may say that it is about a letter.
            tells_next = at == 0 and len(sentences) > 1 and tells[1] is not None
            tells_of_letter = tells[at] is not None
            tells_of_signing = tells_of_letter or self._tells_of_signing(sentence)
            yield from self._counts(
                sentence, tells_of_signing=tells_of_signing, tells_next=tells_next
            )
            if tells_of_letter:
                yield from self._addressees(sentence)
                yield from self._days(sentence)
                yield from self._places(sentence)

    def _counts(
        self, sentence: Sentence, *, tells_of_signing: bool, tells_next: bool
    ) -> Iterator[FactCheck]:
        words, text = self._words, sentence.normal.text
        for reported, start, end in self._numbers(sentence):
            noun = self._noun_behind(sentence, end)
            if noun is None or _ends_with(words.parted, text[:start].rstrip(" ")):
                continue
            if noun[0] is Fact.SIGNATORIES and words.wished.search(text):
                continue
            fact, noun_end = noun
            span = sentence.span(start, noun_end)
            is_source = any(source.overlaps(span) for source in self._sources)
            begins = tells_next and start == 0
            is_near = noun[0] is Fact.SIGNATORIES or self._is_near(text, start)
            if not ((tells_of_signing and is_near) or is_source or begins):
                continue
            # What somebody says about groups is no count of those who signed, unless it says so.
            is_said = any(content.contains(span) for content in self._contents)
            if is_said and not self._words.signed.search(sentence.normal.text):
                continue
            yield self._count_check(fact, span, reported)

    def _is_near(self, text: str, start: int) -> bool:
        """Whether groups or people sign here, or the letter is theirs: "a letter by 40 groups"."""
        if self._words.signed.search(text) is not None:
            return True
        before = re.split("[,;:]", text[max(0, start - _LETTER_OF) : start])[-1]
        return self._words.letter.search(before) is not None

    def _tells_of_signing(self, sentence: Sentence) -> bool:
        text = sentence.normal.text
        return any(
            pattern.search(text) is not None
            for pattern in (self._words.signed, self._words.signatories)
        )

    def _numbers(self, sentence: Sentence) -> Iterator[tuple[Reported, int, int]]:
        """What numbers are meant, with the place from the word that bounds them."""
        text = sentence.normal.text
        tokens = sentence.tokens
        parted = {
            at
            for at in range(1, len(tokens.words))
            if text[tokens.ends[at - 1] : tokens.starts[at]] not in {" ", "-"}
        }
        for numeral in find_numerals(tokens.words, self._language, parted=parted):
            start, end = tokens.starts[numeral.start], tokens.ends[numeral.end - 1]
            bound = self._bound(text, start, numeral.value)
            yield bound[0], bound[1], end
        for found in self._words.vague_numbers.finditer(text):
            yield Reported(*self._words.vague[found[0]]), found.start(), found.end()

    def _bound(self, text: str, start: int, value: int) -> tuple[Reported, int]:
        bounds = self._words.bounds
        near = max(0, start - _BEFORE)
        before = text[near:start].rstrip(" ")
        for pattern, reported in (
            (bounds.at_least, Reported(value, _MOST)),
            (bounds.more, Reported(value + 1, _MOST)),
            (bounds.nearly, Reported(round(value * _NEARLY), value)),
            (bounds.about, Reported(round(value * (1 - _ABOUT)), round(value * (1 + _ABOUT)))),
            (bounds.less, Reported(0, value)),
        ):
            found = _ends_with(pattern, before)
            if found is not None:
                return reported, near + found.start()
        return _exactly(value), start

    def _noun_behind(self, sentence: Sentence, end: int) -> tuple[Fact, int] | None:
        """What is counted: the first such noun behind the number, with few words between."""
        text = sentence.normal.text
        words = 0
        tokens = sentence.tokens
        is_vague = _VAGUE_END.search(text[:end]) is not None
        for at, start in enumerate(tokens.starts):
            if start < end:
                continue
            between = text[end if words == 0 else tokens.ends[at - 1] : start]
            if words > _ADJECTIVES or any(mark in between for mark in ",.;:!?()"):
                return None
            for fact, pattern in (
                (Fact.ORGANIZATIONS, self._words.organizations),
                (Fact.PERSONS, self._words.persons),
                (Fact.SIGNATORIES, self._words.signatories),
            ):
                if pattern.fullmatch(tokens.words[at]):
                    return fact, tokens.ends[at]
            # "Three of the signatories" are not all; "dozens of groups" are.
            if tokens.words[at] in _JOINTS and (words or not is_vague):
                return None
            words += 1
        return None

    def _count_check(self, fact: Fact, span: Span, reported: Reported) -> FactCheck:
        count = self._record.count_on(self._published)
        if count is None:
            return FactCheck(fact, span, Finding.UNKNOWN, "")
        values = _values(count, fact)
        recorded = str(values[0])
        if any(reported.fits(value) for value in values):
            return FactCheck(fact, span, Finding.RIGHT, recorded)
        if self._published is None and any(
            reported.fits(value) for one in self._record.counts for value in _values(one, fact)
        ):
            # Right on some day; the article does not tell its own.
            return FactCheck(fact, span, Finding.UNKNOWN, recorded)
        was_fewer = count.on is None and reported.most < values[0]
        finding = Finding.UNKNOWN if was_fewer else Finding.WRONG
        return FactCheck(fact, span, finding, recorded)

    def _addressees(self, sentence: Sentence) -> Iterator[FactCheck]:
        for named in find_addressees(
            sentence, self._text, self._words, self._record.addressees, language=self._language
        ):
            finding = {True: Finding.RIGHT, False: Finding.WRONG, None: Finding.UNKNOWN}[
                named.is_addressee
            ]
            recorded = named.recorded or "; ".join(one.name for one in self._record.addressees)
            yield FactCheck(Fact.ADDRESSEE, named.span, finding, recorded)

    def _days(self, sentence: Sentence) -> Iterator[FactCheck]:
        for day in find_days(sentence, self._words, language=self._language):
            fact = Fact.DELIVERED if day.is_delivery else Fact.PUBLISHED
            recorded = self._record.delivered if day.is_delivery else self._record.published
            if recorded is None:
                yield FactCheck(fact, day.span, Finding.UNKNOWN, "")
                continue
            is_right = day.fits(recorded, self._published)
            finding = {True: Finding.RIGHT, False: Finding.WRONG, None: Finding.UNKNOWN}[is_right]
            yield FactCheck(fact, day.span, finding, recorded.isoformat())

    def _places(self, sentence: Sentence) -> Iterator[FactCheck]:
        """A place on record behind "in", where the article tells of the handing over."""
        text = sentence.normal.text
        if self._words.delivered.search(text) is None:
            return
        places = {normalize(place).text: place for place in self._record.places}
        for found in self._words.within.finditer(text):
            for normal, place in places.items():
                start = found.end() + 1
                end = start + len(normal)
                if text.startswith(normal, start) and not text[end : end + 1].isalnum():
                    yield FactCheck(Fact.PLACE, sentence.span(start, end), Finding.RIGHT, place)
            name = _NAME.match(self._text, sentence.span(found.end(), found.end() + 1).end)
            if name and places and normalize(name[0]).text not in places:
                # It may be a place or anything else with a capital.
                recorded = "; ".join(self._record.places)
                yield FactCheck(Fact.PLACE, Span(*name.span()), Finding.UNKNOWN, recorded)


_NAME: Final = re.compile(r"[A-ZÀ-Þ][\w’'-]+")


def _ends_with(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """What the pattern matches at the end of a text, of which only the end is looked at."""
    start = max(0, len(text) - _BEFORE)
    return next(
        (found for found in pattern.finditer(text, start) if found.end() == len(text)), None
    )


_JOINTS: Final = frozenset(
    ("of", "and", "de", "des", "du", "d'", "von", "und", "y", "et", "و", "از")
)
# Nouns of quantity, behind which "of" says nothing.
_VAGUE_END: Final = re.compile(
    r"(?:s|aine|ain|ier|cena|nar|million|millón|dutzend|dutzenden|hunderte|tausende)\Z"
)


def _values(count: Count, fact: Fact) -> tuple[int, ...]:
    """The record's number, and what may be meant by it as well."""
    if fact is Fact.ORGANIZATIONS:
        return (count.organizations,)
    if fact is Fact.PERSONS:
        return (count.persons,)
    return (count.persons + count.organizations, count.persons, count.organizations)


def _exactly(value: int) -> Reported:
    """A number without a bound; in round hundreds and thousands it is rounded by half of its last.

    At most by a twentieth, so that "10,000" is not 14,000.
    """
    unit = 1
    while value and value % (unit * 10) == 0:
        unit *= 10
    if unit < 100:
        return Reported(value, value)
    by = min(unit // 2, round(value * _ROUNDED))
    return Reported(value - by, value + by)
