"""On which side of a letter the source of a statement stands, and what its pronoun goes back to.

The mentions of sources are judged in the order of the article, each by its own words, by the sides
that the article or its reader names, and by the mentions before. In an article that is about no
letter, every source is a third party.
"""

import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from undersigned.core.quotes.found import NO_SIDES, Sides, Span, Speaker
from undersigned.core.quotes.paragraphs import find_paragraphs
from undersigned.core.quotes.speakers.languages import vocabulary
from undersigned.core.quotes.speakers.own_words import (
    DEFINITE_ARTICLES,
    OwnWords,
    is_counted,
    is_document,
    last_part,
)
from undersigned.core.quotes.speakers.phrases import BREAKS, Phrase, read_phrase
from undersigned.core.quotes.speakers.sides import (
    LONGEST_LEAD,
    NAME,
    Registry,
    learn,
    read_sides,
)
from undersigned.core.quotes.speakers.vocabulary import Vocabulary
from undersigned.core.quotes.word_list import word_list

PARTS: Final = frozenset(
    ["one", "most", "neither", "members", "aucun", "two", "uno", "eine", "einer"]
)
# The headline and the first paragraph say who turns to whom.
LEAD_PARAGRAPHS: Final = 3
# What begins with a capital letter and is no name.
NO_NAMES: Final = word_list(
    "monday tuesday wednesday thursday friday saturday sunday january february march april june",
    "july august september october november december but after when asked last",
)
BARE_OFFICIALS: Final = frozenset([("officials",), ("ministers",)])
CALLED_WITHIN: Final = 400
DEFINITE: Final = re.compile(r"\b(the|le|la|der|die|el) ([\w-]+)")
WORD_BEFORE: Final = re.compile(r"(?:^|[^\s”\"»“’,.:;!?—–-])\s+(\w+)\s$")
CONJUNCTIONS: Final = word_list(
    "that and but as if when whether because while which or since although though until before",
    "after what how why than where so yet says said write wrote que et mais si quand car comme y",
    "pero cuando dass und aber wenn weil ob wie denn dit dijo sagt sagte که و اما",
)
# Persian has no capitals; a paragraph begins with a name, and says behind a comma who that is.
PERSIAN_NAME: Final = re.compile(
    r"^(?:[^\s،.:«»\d]{1,20} ){1,3}[^\s،.:«»\d]{1,20}، [^،.:\n]{3,80}(?=،)", re.MULTILINE
)
# The newspaper speaks for itself, as in "this newspaper has learned".
NARRATORS: Final = frozenset(
    [
        *(("we",), ("this", "newspaper"), ("this", "paper"), ("this", "website"), ("nous",)),
        *(("notre", "journal"), ("notre", "rédaction"), ("wir",), ("diese", "zeitung")),
        *(("unsere", "redaktion"), ("nosotros",), ("este", "periódico"), ("este", "diario")),
        *(("این", "روزنامه"), ("این", "خبرگزاری")),
    ]
)
PAPERS: Final = word_list("study report poll review survey analysis law bill state company court")
# How many mentions back a pronoun may go.
MEMORY: Final = 12


@dataclass(frozen=True, slots=True)
class Judged:
    """The side of a source, and the earlier mention that it goes back to."""

    speaker: Speaker
    antecedent: Span | None


@dataclass(frozen=True, slots=True)
class _Mention:
    span: Span
    phrase: Phrase
    judged: Judged
    is_person: bool
    is_document: bool
    gender: str
    is_pronoun: bool

    @property
    def named(self) -> Span | None:
        """The mention itself, or what it goes back to if it is a pronoun."""
        return self.judged.antecedent if self.is_pronoun else self.span


class Speakers:
    """The sources of one article; `mentions` are all that stand as sources in it."""

    def __init__(
        self, text: str, *, language: str, sides: Sides = NO_SIDES, mentions: Iterable[Span] = ()
    ) -> None:
        """Read the sides, then judge the mentions in order."""
        self._text, self._language = text, language
        self._words = vocabulary(language)
        self._judged: dict[Span, Judged] = {}
        self._before: list[_Mention] = []
        self._registry = Registry()
        self._lead_end = 0
        self._no_names: frozenset[str] = frozenset()
        self._pronouns: frozenset[str] = frozenset()
        if self._words is not None:
            self._registry = read_sides(text, language, self._words, sides)
            lead = find_paragraphs(text[:LONGEST_LEAD])[:LEAD_PARAGRAPHS]
            self._lead_end = lead[-1].end if lead else 0
            knows_sides = bool(sides.letter or sides.addressees)
            words = self._words
            self._pronouns = words.he | words.she | words.it | words.they
            self._own = OwnWords(self._registry, words, language, knows_sides=knows_sides)
            self._no_names = words.determiners | words.cuts | words.they | words.he | NO_NAMES
            named = set(mentions)
            for mention in sorted(named | set(self._subjects(named))):
                self._remember(mention, self._words)

    def _subjects(self, mentions: set[Span]) -> Iterator[Span]:
        """Names that begin a sentence, or are known, where no source is mentioned."""
        ordered = sorted(mentions)
        starts = [mention.start for mention in ordered]
        names = PERSIAN_NAME if self._language == "fa" else NAME
        for name in names.finditer(self._text):
            span = Span(name.start(), name.end())
            place = bisect_right(starts, span.start) - 1
            if place >= 0 and ordered[place].overlaps(span):
                continue
            if self._language == "fa":
                yield span
                continue
            before = self._text[max(0, span.start - 12) : span.start].rstrip()
            is_known = name[0].split()[-1].casefold() in self._registry.names
            lower = [word.casefold() for word in name[0].split()]
            if any(word in self._no_names for word in lower):
                continue
            begins = " " in name[0] and (not before or before[-1] in '.!?”"»“\n')
            if (begins or is_known) and not before.endswith((" of", "’s", " de", " du", " von")):
                yield span

    def judge(self, source: Span | None, at: int) -> Judged:
        """The side of a source; `at` is where its statement stands, if it is written nowhere."""
        if source is None:
            return Judged(Speaker.UNKNOWN, None)
        if self._words is None:
            return Judged(Speaker.THIRD, None)
        if source not in self._judged:
            self._remember(source, self._words)
        words = tuple(source.of(self._text).casefold().split())
        if len(words) <= 2 and words in NARRATORS:
            return Judged(Speaker.NARRATOR, None)
        return self._judged[source]

    def _remember(self, span: Span, words: Vocabulary) -> None:
        phrase = read_phrase(span.of(self._text), self._language, words)
        judged, gender = self._judge(phrase, span, words)
        if not self._registry.about_letter:
            judged = Judged(Speaker.THIRD, judged.antecedent)
        self._judged[span] = judged
        about_document = is_document(phrase, words)
        earlier = next(
            (m for m in self._earlier_than(span) if m.named == judged.antecedent is not None), None
        )
        if earlier is not None and len(phrase.words) == 1:
            about_document = earlier.is_document
        is_person = bool(phrase.names) or phrase.first in words.he or phrase.first in words.she
        if phrase.first in words.it or phrase.is_plural or about_document:
            is_person = False
        is_pronoun = len(phrase.words) == 1 and phrase.first in self._pronouns
        mention = _Mention(
            *(span, phrase, judged, is_person, about_document, gender or phrase.gender, is_pronoun)
        )
        insort(self._before, mention, key=lambda one: one.span)
        # "Three French unions" have no name; whoever else is French is not one of them.
        is_noun = self._language == "en" and phrase.segment[-1:] != phrase.names[-1:]
        if not is_noun and ((phrase.names and self._language != "de") or len(phrase.names) > 1):
            for name in phrase.names[:4]:
                if name not in words.offices | words.institutions | words.voices:
                    self._registry.names.setdefault(name, judged.speaker)

    def _earlier_than(self, span: Span) -> list[_Mention]:
        """The mentions before one, the nearest first."""
        place = bisect_left(self._before, span, key=lambda mention: mention.span)
        return self._before[max(0, place - MEMORY) : place][::-1]

    def _judge(self, phrase: Phrase, span: Span, words: Vocabulary) -> tuple[Judged, str]:
        """The side of a phrase, and the gender of the pronoun if it is one."""
        first = phrase.first
        if first in ("on", "man"):
            nearest = next(iter(self._earlier_than(span)), None)
            if nearest is not None:
                return Judged(nearest.judged.speaker, None), ""
        if len(phrase.segment) == 1 and first in self._pronouns and not phrase.names[1:]:
            return self._pronoun(first, span, words)
        if first in words.possessives and phrase.segment[1:]:
            judged = self._owned(phrase, span, words)
            if judged is not None:
                return judged, ""
        side = self._own.side(phrase)
        if side is not None:
            return Judged(side, self._earlier(phrase, span, side, words)), ""
        earlier = self._same_words(phrase, span, words) or self._partitive(phrase, span, words)
        if earlier is not None:
            return Judged(earlier.judged.speaker, earlier.span), ""
        side = self._by_place(phrase, span, words)
        if side is not None:
            return Judged(side, None), ""
        return self._epithet(phrase, span, words) or Judged(Speaker.THIRD, None), ""

    def _by_place(self, phrase: Phrase, span: Span, words: Vocabulary) -> Speaker | None:
        """The side that somebody probably is on, by where in such an article it is mentioned."""
        if self._is_called(phrase, span, words):
            return Speaker.ADDRESSEE
        if self._is_first(phrase, span, words):
            learn(self._registry, phrase, Speaker.LETTER, words)
            return Speaker.LETTER
        if self._own.leads_signatory(phrase):
            return Speaker.LETTER
        if self._own.is_first_office(phrase):
            learn(self._registry, phrase, Speaker.ADDRESSEE, words)
            return Speaker.ADDRESSEE
        is_alone = not phrase.rest or phrase.rest[0] in BREAKS
        speaks = is_alone and any(word in words.speaks for word in phrase.segment)
        if speaks or (phrase.words in BARE_OFFICIALS and self._own.has_office()):
            return Speaker.ADDRESSEE
        return None

    def _epithet(self, phrase: Phrase, span: Span, words: Vocabulary) -> Judged | None:
        """A new word for somebody who was mentioned: the geologist, die Forstwirtin."""
        if phrase.first not in DEFINITE_ARTICLES or len(phrase.words) != 2:
            return None
        if phrase.is_plural:
            return Judged(Speaker.LETTER, None)
        if phrase.words[1] in words.institutions or self._language == "en":
            return None
        if self._language == "de" and not phrase.words[1].endswith(("in", "jährige")):
            return None
        paragraph = self._text.rfind("\n", max(0, span.start - LONGEST_LEAD), span.start)
        for mention in self._earlier_than(span)[:3]:
            if mention.span.start < paragraph:
                break
            fits = mention.gender in ("", phrase.gender) or not phrase.gender
            if mention.is_person and fits:
                return Judged(mention.judged.speaker, mention.span)
        return None

    def _is_called(self, phrase: Phrase, span: Span, words: Vocabulary) -> bool:
        """Whether a bare name is called by an addressee's office in what follows it."""
        if not phrase.names or len(phrase.names) < len(phrase.words) or phrase.rest:
            return False
        end = self._text.find("\n", span.end, span.end + CALLED_WITHIN)
        behind = self._text[span.end : end if end >= 0 else span.end + CALLED_WITHIN].casefold()
        return any(
            match[2] in words.offices
            and words.stem(match[2]) in self._registry.heads[Speaker.ADDRESSEE]
            for match in DEFINITE.finditer(behind)
        )

    def _is_first(self, phrase: Phrase, span: Span, words: Vocabulary) -> bool:
        """Whether it is the group that the headline or the first sentences let speak."""
        if span.start >= self._lead_end or (
            phrase.first in words.others and not is_counted(phrase)
        ):
            return False
        return phrase.is_plural and not any(word in words.voices for word in phrase.segment)

    def _partitive(self, phrase: Phrase, span: Span, words: Vocabulary) -> _Mention | None:
        """The group that one, most or neither of it are part of, if it is not named again."""
        of_them = phrase.rest[-1:] != () and phrase.rest[-1] in words.they
        if phrase.first not in PARTS or len(phrase.segment) > 1 or (phrase.rest and not of_them):
            return None
        return next((m for m in self._earlier_than(span) if m.phrase.is_plural), None)

    def _pronoun(self, first: str, span: Span, words: Vocabulary) -> tuple[Judged, str]:
        he, she = first in words.he, first in words.she
        gender = "" if he == she else "m" if he else "f"
        may_be_plural = first in words.they
        before = self._earlier_than(span)
        subjects = (
            before if self._language == "fr" else [m for m in before if not self._is_object(m)]
        )
        for mention in (*subjects, *before):
            if self._agrees(mention, first, gender, words, may_be_plural=may_be_plural):
                is_known = gender and mention.gender in ("", gender)
                return Judged(mention.judged.speaker, mention.named), gender if is_known else ""
        if may_be_plural and not (he or she):
            return Judged(Speaker.LETTER, None), gender
        if first in words.it:
            return Judged(Speaker.LETTER, None), gender
        return Judged(Speaker.THIRD, None), gender

    def _is_object(self, mention: _Mention) -> bool:
        """Whether a verb or preposition stands before it, and no closing mark before that."""
        start = mention.span.start
        before = WORD_BEFORE.search(self._text[max(0, start - 30) : start])
        return before is not None and before[1].casefold() not in CONJUNCTIONS

    def _agrees(
        self, mention: _Mention, first: str, gender: str, words: Vocabulary, *, may_be_plural: bool
    ) -> bool:
        same_word = mention.phrase.first == first and len(mention.phrase.words) == 1
        if same_word:
            return True
        plural = mention.phrase.is_plural
        if may_be_plural and plural:
            return True
        if may_be_plural and not gender:
            return False
        if plural:
            return False
        if self._language == "en":
            if first in words.it:
                return not mention.is_person
            is_house = any(
                word in words.institutions or word in PAPERS for word in mention.phrase.segment
            )
            if mention.is_document or (is_house and not mention.is_person):
                return False
        return not gender or mention.gender in ("", gender)

    def _owned(self, phrase: Phrase, span: Span, words: Vocabulary) -> Judged | None:
        """The side of his office, their letter, its authors: that of whose it is."""
        if any(word in words.signers or word in words.documents for word in phrase.segment[1:]):
            return Judged(Speaker.LETTER, None)
        side = self._registry.side_of_name(phrase.apposed or phrase.names)
        if side is not None:
            return Judged(side, None)
        houses = words.institutions | words.speaks
        if any(word in houses for word in phrase.segment[1:]):
            for mention in self._earlier_than(span):
                if mention.judged.speaker is Speaker.ADDRESSEE:
                    return Judged(Speaker.ADDRESSEE, mention.span)
        roles = words.voices | words.institutions | words.offices
        if not any(last_part(word) in roles for word in phrase.segment[1:]):
            return None
        is_things = phrase.first == "its"
        for mention in self._earlier_than(span):
            of_one = not mention.is_person and not mention.phrase.is_plural
            if mention.is_document or (is_things and not of_one):
                continue
            return Judged(mention.judged.speaker, None)
        return Judged(Speaker.ADDRESSEE, None)

    def _earlier(self, phrase: Phrase, span: Span, side: Speaker, words: Vocabulary) -> Span | None:
        """The mention of the same side that a definite phrase goes back to."""
        if phrase.first not in words.determiners or not phrase.heads:
            return None
        about_document = is_document(phrase, words)
        for mention in self._earlier_than(span):
            if mention.is_pronoun or mention.judged.speaker is not side:
                continue
            same = set(mention.phrase.heads) & set(phrase.heads)
            group = mention.phrase.is_plural and phrase.is_plural
            fits = mention.is_document if about_document else group and not mention.is_document
            if same or fits:
                return mention.span
        return None

    def _same_words(self, phrase: Phrase, span: Span, words: Vocabulary) -> _Mention | None:
        """The mention before in which the head of a definite phrase stands too."""
        if phrase.first not in words.determiners or not phrase.heads:
            return None
        head = phrase.heads[0]
        for mention in self._earlier_than(span):
            if any(words.stem(word) == head for word in mention.phrase.words):
                return mention
        return None
