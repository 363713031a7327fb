"""The side of a source by its own words: what it is called, whom it leads, for whom it speaks."""

from typing import Final

from undersigned.core.quotes.found import Speaker
from undersigned.core.quotes.speakers.phrases import Phrase
from undersigned.core.quotes.speakers.sides import ORGANIZATION, Registry
from undersigned.core.quotes.speakers.vocabulary import Vocabulary

LEADS: Final = frozenset(["chairs", "leads", "heads", "runs", "founded", "organizer", "organiser"])
DEFINITE_ARTICLES: Final = frozenset(
    ["the", "les", "le", "la", "l", "die", "der", "el", "los", "las"]
)


class OwnWords:
    """What the words of a phrase say, given what is known of the sides."""

    def __init__(
        self, registry: Registry, words: Vocabulary, language: str, *, knows_sides: bool
    ) -> None:
        """Judge by what the registry knows now and learns later."""
        self._registry, self._words, self._language = registry, words, language
        self._knows_sides = knows_sides

    def side(self, phrase: Phrase) -> Speaker | None:
        """The side by the phrase's own words, or None if they tell nothing."""
        words = self._words
        registry = self._registry
        if words.part.search(phrase.text) is not None:
            return Speaker.LETTER
        if is_document(phrase, words):
            owner = self._loose_side(" ".join((*phrase.owner, *phrase.rest[:6])))
            if (
                owner is None
                and phrase.first in ("a", "an")
                and phrase.rest[:1] in (("from",), ("by",))
            ):
                return Speaker.THIRD
            return Speaker.ADDRESSEE if owner is Speaker.ADDRESSEE else Speaker.LETTER
        side = (
            registry.side_of_words(" ".join(phrase.segment))
            or registry.side_of_name(phrase.names)
            or registry.side_of_name(phrase.apposed)
        )
        if side is not None:
            return side
        if any(word in words.signers for word in phrase.segment) and (
            phrase.owner or phrase.first in words.determiners
        ):
            return Speaker.LETTER
        is_outside = any(
            word.strip(".").removesuffix("’s") in words.outside for word in phrase.words
        )
        if not is_outside and any(word in words.voices for word in phrase.segment):
            side = self._loose_side(" ".join((*phrase.owner, *phrase.segment)))
            side = side or self._loose_side(" ".join(phrase.rest[:8]))
            if side is not None:
                return side
        side = self._by_head(phrase)
        if side is not None or is_outside:
            return side
        return registry.side_of_words(" ".join(phrase.rest[:12]))

    def _by_head(self, phrase: Phrase) -> Speaker | None:
        words = self._words
        if phrase.first in words.others and not is_counted(phrase):
            return Speaker.THIRD
        heads = self._registry.heads
        for head in phrase.heads[:2] if words.is_head_last else phrase.heads[:1]:
            if self._matches(head, heads[Speaker.ADDRESSEE]) and self._fits(phrase):
                return Speaker.ADDRESSEE
            if self._matches(head, heads[Speaker.LETTER]):
                return Speaker.LETTER
        if self.has_office() and self._fits(phrase):
            content = [w for w in phrase.segment if w not in words.determiners]
            nouns = content[-1:] if words.is_head_last else content[:1]
            if any(word in words.institutions for word in nouns):
                return Speaker.ADDRESSEE
        return None

    def _matches(self, head: str, heads: set[str]) -> bool:
        if head in heads:
            return True
        # German writes the kind before the noun, as one word with it.
        return self._language == "de" and any(
            len(other) > 4 and len(head) > 4 and (head.endswith(other) or other.endswith(head))
            for other in heads
        )

    def has_office(self) -> bool:
        return bool(self._registry.heads[Speaker.ADDRESSEE])

    def _fits(self, phrase: Phrase) -> bool:
        """Whether what stands beside an office or institution agrees with the addressee's."""
        words = self._words
        topics = self._registry.topics
        beside = [
            words.stem(word)
            for word in (*phrase.owner, *phrase.segment)
            if word not in words.determiners
            and word not in words.offices
            and word not in words.institutions
            and word not in words.voices
            and word[0].isalpha()
        ]
        return not beside or any(word in topics for word in beside)

    def _loose_side(self, text: str) -> Speaker | None:
        """The side that some words beside a voice name."""
        words = self._words
        if not text:
            return None
        registry = self._registry
        side = registry.side_of_words(text)
        if side is not None:
            return side
        lower = [word.removesuffix("’s").strip(",") for word in text.split()]
        for word in lower:
            if word in registry.names:
                return registry.names[word]
        for word in lower:
            stem = words.stem(word)
            if stem in registry.heads[Speaker.ADDRESSEE] and word not in words.voices:
                return Speaker.ADDRESSEE
            if word in words.signers or stem in registry.heads[Speaker.LETTER]:
                return Speaker.LETTER
        if self.has_office() and any(word in words.institutions for word in lower):
            stems = {words.stem(word) for word in lower}
            known = words.voices | words.institutions | words.determiners | words.cuts
            if stems & registry.topics or all(word in known for word in lower):
                return Speaker.ADDRESSEE
        return None

    def leads_signatory(self, phrase: Phrase) -> bool:
        """Whether it is somebody who leads a group, where nobody told which groups signed."""
        words = self._words
        if self._knows_sides or not phrase.names or not phrase.rest:
            return False
        if any(word in words.outside for word in phrase.words):
            return False
        for place, word in enumerate(phrase.words[:-1]):
            behind = phrase.words[place + 1 : place + 7]
            if last_part(word) in words.leads and behind[0] in words.links:
                return True
            if word in LEADS and any(w.removesuffix("s") in ORGANIZATION for w in behind):
                return True
        return False

    def is_first_office(self, phrase: Phrase) -> bool:
        """Whether it holds the first office named, where the article names no addressee."""
        words = self._words
        known = self._registry.heads[Speaker.ADDRESSEE]
        if any(word in words.outside for word in phrase.words):
            return False
        if phrase.first in DEFINITE_ARTICLES and len(phrase.words) == 2:
            return phrase.words[1] in words.offices
        if self._knows_sides:
            return False
        content = [word for word in phrase.segment if word not in words.determiners]
        offices = [w for w in content[:4] if last_part(w) in words.offices]
        houses = [w for w in content[:4] if w in words.institutions]
        if any(word in words.speaks for word in phrase.segment):
            houses += [word for word in phrase.rest[:6] if word in words.institutions]
        if not known:
            return bool(offices or houses)
        # The letter went to a house, and here is who leads it; or the other way round.
        if phrase.rest[:2] in ((",", "the"), (",", "la"), (",", "le")):
            offices += [w for w in phrase.rest[2:5] if last_part(w) in words.offices]
        is_bare = self._fits(phrase) or bool(phrase.names)
        if (
            offices
            and is_bare
            and (phrase.first in DEFINITE_ARTICLES | {"its"} or len(phrase.names) > 1)
        ):
            return not any(words.stem(word) in known for word in words.offices)
        return bool(houses) and not any(words.stem(word) in known for word in words.institutions)


def is_counted(phrase: Phrase) -> bool:
    """Whether it is some 2,400 of them, and not just some."""
    return phrase.words[1:2] != () and phrase.words[1][0].isdigit()


def last_part(word: str) -> str:
    """The noun of vice-chancellor."""
    return word.rpartition("-")[2]


def is_document(phrase: Phrase, words: Vocabulary) -> bool:
    """Whether it is a letter, or what such is called."""
    content = [word for word in phrase.segment if word not in words.determiners]
    head = content[-1:] if words.is_head_last else content[:2]
    return any(word in words.documents for word in head)
