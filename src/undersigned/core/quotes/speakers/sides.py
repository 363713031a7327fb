"""Who wrote the letter and to whom, as far as the article or its reader tells."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from undersigned.core.quotes.found import Sides, Speaker
from undersigned.core.quotes.paragraphs import find_paragraphs, find_sentences
from undersigned.core.quotes.speakers.phrases import WORD, Phrase, read_phrase
from undersigned.core.quotes.speakers.vocabulary import Vocabulary
from undersigned.core.quotes.word_list import word_list

# The letter and its sides are told early in an article.
LEAD_PARAGRAPHS: Final = 7
EARLY_PARAGRAPHS: Final = 5
LONGEST_LEAD: Final = 6000
OBJECT_LENGTH: Final = 90
OBJECT_END: Final = re.compile(
    r"[.;:“”\"«»„!?\n]| (?:to|that|not|over|demanding|calling|urging|who|after|saying|warning"
    r"|asking|de "
    r"|d[’']|qui|que|pour|dazu|auf,|dass|den Bau|que|para|خواستار|هشدار|که|خواستند)(?= |$)"
)
NAME: Final = re.compile(
    r"[A-ZÀ-Þ][\w’'-]+(?: (?:[A-ZÀ-Þ][\w’'.-]*|de|von|van|del|al|der|bin|d[’'])(?=[ ,.’'\n]"
    r"|$)){0,4}"
)
ORGANIZATION: Final = word_list(
    "league alliance council forum network group groups department ministry commission union watch "
    "committee coalition guild office board movement party society federation association front "
    "bündnis verband initiative ministerium union mouvement collectif conseil cercle ligue forum "
    "campaign clubs club coordinadora collective red plataforma asociación consejo ministerio",
    "unión",
)
# These hold no office any more, or not yet.
NOT_IN_OFFICE: Final = word_list(
    "former shadow ex deputy opposition ancien ancienne ex-ministre ehemalige ehemaliger frühere "
    "früherer exministro exministra antiguo سابق پیشین",
)


@dataclass(slots=True)
class Registry:
    """Words and names by which each side is known in one article."""

    about_letter: bool = False
    heads: dict[Speaker, set[str]] = field(
        default_factory=lambda: {Speaker.LETTER: set(), Speaker.ADDRESSEE: set()}
    )
    # All words said of the addressees: environment, secretary, coasts.
    topics: set[str] = field(default_factory=set)
    names: dict[str, Speaker] = field(default_factory=dict)
    phrases: dict[str, list[tuple[tuple[str, ...], Speaker]]] = field(default_factory=dict)

    def side_of_name(self, names: tuple[str, ...]) -> Speaker | None:
        """The side of the last of some names that is known."""
        for name in reversed(names):
            if name in self.names:
                return self.names[name]
        return None

    def side_of_words(self, text: str) -> Speaker | None:
        """The side whose given phrase stands first in a text."""
        words = text.split()
        for place, word in enumerate(words):
            for phrase, side in self.phrases.get(word, ()):
                if tuple(words[place : place + len(phrase)]) == phrase:
                    return side
        return None

    def add_phrase(self, phrase: Sequence[str], side: Speaker) -> None:
        """Know several words, one after the other, as a name of a side."""
        self.phrases.setdefault(phrase[0], []).append((tuple(phrase), side))


QUOTED: Final = re.compile('[“"«„][^“”"«»„]*')
SAYING: Final = frozenset(("say", "says", "said"))
_SAID_IN: Final = re.compile(
    r"\bin (?:an?|their) (?:[\w-]+ ){0,3}"
    r"(?:letter|petition|statement|declaration|appeal|manifesto)\b",
    re.IGNORECASE,
)


def read_sides(text: str, language: str, words: Vocabulary, sides: Sides) -> Registry:
    """Read the sides from the names given, and from the first paragraphs of the article."""
    registry = Registry()
    for given, side in ((sides.letter, Speaker.LETTER), (sides.addressees, Speaker.ADDRESSEE)):
        for name in given:
            _add_given(registry, name, side, language, words)
    paragraphs = find_paragraphs(text[:LONGEST_LEAD])[:LEAD_PARAGRAPHS]
    lead = text[: paragraphs[-1].end] if paragraphs else ""
    told = [match.start() for match in words.letter.finditer(lead)]
    early = paragraphs[:EARLY_PARAGRAPHS][-1].end if paragraphs else 0
    # One letter that is mentioned late, by the way, is not what the article is about.
    is_told = len(told) > 1 or (bool(told) and told[0] < early)
    registry.about_letter = bool(registry.phrases) or is_told
    if registry.about_letter:
        for place, paragraph in enumerate(paragraphs):
            for sentence in find_sentences(text, paragraph, language):
                _read_sentence(registry, sentence.of(text), language, words, place=place)
        if language != "fa":
            _name_officials(registry, text, language, words)
            _name_participants(registry, text, words)
    return registry


def _add_given(
    registry: Registry, name: str, side: Speaker, language: str, words: Vocabulary
) -> None:
    phrase = read_phrase(name, language, words)
    bare = [w for i, w in enumerate(phrase.words) if i or w not in words.determiners]
    if not bare:
        return
    registry.add_phrase(bare, side)
    known = [word for word in bare if word not in words.determiners]
    if side is Speaker.ADDRESSEE:
        registry.topics.update(words.stem(word) for word in known)
        offices = [w for w in known if w in words.offices or w in words.institutions]
        registry.heads[side].update(words.stem(word) for word in offices)
    raw = WORD.findall(name)
    is_common = not raw[-1][0].isupper() if language not in ("fa", "de") else len(raw) < 2
    if language == "de" and raw[0].casefold() in ("die", "der", "das"):
        is_common = True
    if is_common:
        registry.heads[side].update(phrase.heads)
        if words.is_head_last:
            registry.heads[side].update(words.stem(w) for w in phrase.segment[-1:])
    elif bare[-1] not in ORGANIZATION and _may_be_person(raw, words):
        registry.names[bare[-1].removesuffix("’s")] = side
        if language == "fa":
            registry.names[" ".join(bare)] = side


def _may_be_person(raw: list[str], words: Vocabulary) -> bool:
    """Whether a given name is that of somebody: it has no article, or an office stands before."""
    lower = [word.casefold() for word in raw]
    if lower[0] not in words.determiners:
        return True
    held = any(word in words.offices for word in lower[1:-1])
    return held and len(raw) > 3 and raw[-2][0].isupper() and raw[-1][0].isupper()


def _read_sentence(
    registry: Registry, said: str, language: str, words: Vocabulary, *, place: int
) -> None:
    """Learn the sides from one sentence; `place` is that of its paragraph in the article."""
    has_letter = words.letter.search(said) is not None
    asks = words.asks.search(said)
    if asks is not None and asks[0].casefold() in SAYING:
        # Who only says something need not be who wrote the letter, but in a letter.
        tells_letter = _SAID_IN.search(QUOTED.sub("", said)) is not None
    else:
        tells_letter = has_letter or place <= 1
    if asks is not None and tells_letter:
        subject = _subject(said[: asks.start()], words)
        if subject:
            learn(registry, read_phrase(subject, language, words), Speaker.LETTER, words)
        if place <= 2:
            _learn_object(registry, said[asks.end() :], language, words, is_sure=False)
    for match in words.to.finditer(said):
        _learn_object(registry, said[match.end() :], language, words, is_sure=place <= 3)
    for match in words.by.finditer(said):
        part = said[match.end() : match.end() + OBJECT_LENGTH]
        for name in NAME.finditer(part):
            if " " not in name[0]:
                continue
            _know(registry, name[0], Speaker.LETTER, words)
        phrase = read_phrase(part, language, words)
        learn(registry, phrase, Speaker.LETTER, words)


def _subject(before: str, words: Vocabulary) -> str:
    """The part of the words before a verb that may be its subject."""
    parts = [part.strip() for part in re.split(r"[,،—–:]", before) if part.strip()]
    for part in parts:
        first = part.split(maxsplit=1)[0].casefold()
        if first not in words.cuts and len(part) < 160:
            return part
    return ""


def learn(registry: Registry, phrase: Phrase, side: Speaker, words: Vocabulary) -> None:
    """Learn the heads of a phrase as words for a side, unless they mean the other."""
    taken = registry.heads[Speaker.ADDRESSEE if side is Speaker.LETTER else Speaker.LETTER]
    for head in phrase.heads:
        if head not in taken and len(head) > 2 and head not in words.cuts:
            registry.heads[side].add(head)
    for word in (*phrase.heads, *phrase.segment):
        if word in words.documents:
            registry.heads[side].discard(words.stem(word))


def _learn_object(
    registry: Registry, behind: str, language: str, words: Vocabulary, *, is_sure: bool
) -> None:
    """Learn those to whom somebody turns; the words begin behind the verb or preposition."""
    end = OBJECT_END.search(behind[:OBJECT_LENGTH])
    said = behind[: end.start() if end is not None else OBJECT_LENGTH]
    lower = [word.casefold().replace("'", "’") for word in WORD.findall(said)]
    offices = [w.removesuffix("’s") for w in lower]
    offices = [w for w in offices if w in words.offices or w in words.institutions]
    if language == "de":
        offices += [w for w in lower if w.endswith(("minister", "ministerin", "ministers", "rat"))]
    name = NAME.match(said)
    if not offices and not (is_sure and name is not None):
        return
    registry.heads[Speaker.ADDRESSEE].update(words.stem(word) for word in offices)
    registry.topics.update(words.stem(w) for w in lower if w not in words.determiners)
    if language == "fa":
        return
    for found in NAME.finditer(said):
        if " " not in found[0] and (found.start() or not is_sure):
            continue
        inner = [w.casefold() for w in found[0].split()]
        if not (set(inner) & words.documents) and found[0].casefold() not in words.determiners:
            _know(registry, found[0], Speaker.ADDRESSEE, words)


def _know(registry: Registry, name: str, side: Speaker, words: Vocabulary) -> None:
    parts = name.casefold().replace("'", "’").removesuffix("’s").split()
    last = parts[-1].removesuffix("’s").strip(".")
    common = last in words.offices or last in words.institutions or last in words.documents
    if len(last) > 2 and not common and last not in words.determiners:
        registry.names.setdefault(last, side)
        if len(parts) > 1:
            registry.add_phrase(parts, side)


def _name_officials(registry: Registry, text: str, language: str, words: Vocabulary) -> None:
    """Know the names that stand beside the office of an addressee, anywhere in the article."""
    offices = registry.heads[Speaker.ADDRESSEE]
    for name in NAME.finditer(text):
        # Only in the same paragraph: a headline may end with an office.
        line_before = text[max(0, name.start() - 40) : name.start()].rpartition("\n")[2]
        line_behind = text[name.end() : name.end() + 60].partition("\n")[0]
        before, after = WORD.findall(line_before)[-4:], WORD.findall(line_behind)[:7]
        inner = WORD.findall(name[0])
        beside = [word.casefold() for word in (*before, *inner[:-1])]
        if after[:1] == [","]:
            follows = [word.casefold() for word in after[1:]]
            if follows[:1] and follows[0] in words.determiners:
                beside += follows[: follows.index(",")] if "," in follows else follows
        if NOT_IN_OFFICE.intersection(beside) or len(inner) + len(before) < 2:
            continue
        near = beside[-4:] if after[:1] != [","] else beside
        held = [w for w in near if words.stem(w) in offices and w in words.offices]
        if language == "de":
            held += [w for w in near if w.endswith(("minister", "ministerin"))]
        if held and _topic_fits(registry, near, held[-1], words):
            _know(registry, name[0], Speaker.ADDRESSEE, words)


def _topic_fits(registry: Registry, near: list[str], office: str, words: Vocabulary) -> bool:
    """Whether what an office is for agrees with that of the addressee."""
    place = near.index(office)
    if not words.is_head_last:
        return True
    modifier = near[place - 1] if place else ""
    if not modifier or modifier in words.determiners or not modifier[0].isalpha():
        return True
    return words.stem(modifier) in registry.topics or modifier in words.cuts


def _name_participants(registry: Registry, text: str, words: Vocabulary) -> None:
    """Know the names of those who are said to have a part in the letter."""
    for name in NAME.finditer(text):
        behind = text[name.end() : name.end() + 160]
        if " " not in name[0] or (behind[:1] not in ",(" and not behind.startswith(" who")):
            continue
        clause = re.split(r"[.!?“”\"«»„](?:\s|$)|\n", behind, maxsplit=1)[0]
        if words.part.search(clause) is not None:
            registry.names[name[0].split()[-1].casefold()] = Speaker.LETTER
