"""Words that are equal without typography and yet are not the same: Maße and Masse, us and US.

Only what is known to make another word is told here. Where the marks above or the case of a word
say nothing, because one text leaves them out or begins a sentence, the words are the same.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from undersigned.core.quotes.normal import MARK
from undersigned.core.quotes.word_list import word_list

_SENTENCE_BEGINS: Final = re.compile(f"(?:^|[.!?…:—(\\[{MARK}]) ?\\Z")
_MOST_BEFORE: Final = 2

# German spelling before and after 1996, where it is the same word.
_REFORMED: Final = word_list(
    "dass muss musst musste mussten müsste müssten lässt lass wusste wussten bewusst gewiss prozess"
    " beschluss schluss einfluss missbrauch kongress"
)
# Words that are another word, or a name made of initials, in capitals.
_INITIALS: Final[Mapping[str, frozenset[str]]] = {
    "en": word_list("us it who aids ice un pa"),
    "fr": word_list("eu eau un us ps sa ce est pacs"),
    "de": word_list("bund un eu us it"),
    "es": word_list("once pan eu ue une"),
}
# Words that are a name, or another one, with a capital within a sentence.
_NAMES: Final[Mapping[str, frozenset[str]]] = {
    "en": word_list(
        "polish may march august turkey china chad guinea jersey labour conservative conservatives"
        " liberal liberals republican republicans democrat democrats democratic green greens"
        " commons lords bush brown trump trumps rice major catholic orthodox god mark bill"
    ),
    "fr": word_list("est état républicains socialistes verts marche"),
    "es": word_list("papa verdes ciudadanos podemos"),
    "und": word_list("sie ihnen"),
}
_VOWEL_SIGNS: Final = frozenset("\u064b\u064c\u064d\u064e\u064f\u0650\u0652\u0656\u0657\u0670")
_SIGNED: Final = re.compile("[^\u064b-\u065f\u0670][\u064b-\u065f\u0670]*")
_UNSEEN: Final = re.compile("[ \u0640\u00ad\u200b-\u200f\u2060\ufeff]")
_WITH_DOT: Final = frozenset({"tr", "az"})


@dataclass(frozen=True, slots=True)
class Pair:
    """A word of a quotation and the letter's in its place, as written, equal when normalized.

    `begins` says that a sentence, or the quotation, begins with either of them.
    """

    quoted: str
    letter: str
    begins: bool


def begins_sentence(normal: str, start: int) -> bool:
    """Whether a sentence, or words that somebody says, begin at this place of a normalized text."""
    return _SENTENCE_BEGINS.search(normal[max(0, start - _MOST_BEFORE) : start]) is not None


def find_other_words(pairs: Sequence[Pair], language: str) -> list[int]:
    """The places of the pairs that are two words; "und" asks what any language tells apart."""
    if all(pair.quoted == pair.letter for pair in pairs):
        return []
    language = language.partition("-")[0].lower()
    pairs = [Pair(_plain(pair.quoted), _plain(pair.letter), pair.begins) for pair in pairs]
    sides = [pair.quoted for pair in pairs], [pair.letter for pair in pairs]
    is_shouted = any(_are_all(side, str.isupper, longer_than=1, fewest=2) for side in sides)
    is_title = any(_are_all(side, _has_capital, longer_than=3, fewest=3) for side in sides)
    return [
        place
        for place, pair in enumerate(pairs)
        if pair.quoted != pair.letter
        and (
            _differ_in_sharp_s(pair)
            or _differ_in_signs(pair)
            or (not is_shouted and _differ_in_capitals(pair, language, is_title=is_title))
            or (language in _WITH_DOT and _differ_in_dot(pair))
        )
    ]


def _plain(word: str) -> str:
    """As written, with one sign for each letter that may be drawn in several ways."""
    return word if word.isascii() else _UNSEEN.sub("", unicodedata.normalize("NFKC", word))


def _are_all(
    words: Sequence[str], test: Callable[[str], bool], *, longer_than: int, fewest: int
) -> bool:
    """Whether every longer word of some is so, as in a headline."""
    longer = [word for word in words if len(word) > longer_than and word.lower() != word.upper()]
    return len(longer) >= fewest and all(map(test, longer))


def _has_capital(word: str) -> bool:
    return word[:1].isupper()


def _differ_in_sharp_s(pair: Pair) -> bool:
    """ß against ss, unless it is in capitals, where ß is written SS, or old spelling."""
    one, other = sorted((pair.quoted, pair.letter), key=_sharp_count)
    return (
        _sharp_count(one) != _sharp_count(other)
        and not one.isupper()
        and one.casefold() not in _REFORMED
    )


def _sharp_count(word: str) -> int:
    return word.count("ß") + word.count("ẞ")


def _differ_in_signs(pair: Pair) -> bool:
    """Two vowel signs on one letter of the Arabic script; a sign that is left out says nothing."""
    letters = zip(_vowels(pair.quoted), _vowels(pair.letter), strict=False)
    return any(mine and theirs and mine != theirs for mine, theirs in letters)


def _vowels(word: str) -> Iterator[frozenset[str]]:
    """For each letter its vowel signs; that of a final "an" stands on its alef or before it."""
    for letter in _SIGNED.findall(word.replace("ا\u064b", "\u064bا")):
        yield _VOWEL_SIGNS.intersection(letter)


def _differ_in_capitals(pair: Pair, language: str, *, is_title: bool) -> bool:
    word = pair.letter.casefold()
    if len(word) > 1 and pair.quoted.isupper() != pair.letter.isupper():
        return word in _known(_INITIALS, language)
    if pair.begins or _has_capital(pair.quoted) == _has_capital(pair.letter):
        return False
    # In German a noun is told from a verb by it, and "Sie" from "sie".
    return language == "de" or (not is_title and word in _known(_NAMES, language))


def _known(words: Mapping[str, frozenset[str]], language: str) -> frozenset[str]:
    if language == "und":
        return frozenset().union(*words.values())
    return words.get(language, frozenset())


def _differ_in_dot(pair: Pair) -> bool:
    """In Turkish, I is the capital of ı, and İ that of i."""
    one, other = (
        word.replace("I", "ı").replace("İ", "i").lower() for word in (pair.quoted, pair.letter)
    )
    return one.count("ı") != other.count("ı")
