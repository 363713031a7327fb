"""Word lists that tell who may speak and by which words; the model learns what they mean.

Each list is a name and its words. They are features only: no word alone makes a statement.
"""

from collections.abc import Mapping
from functools import cache
from typing import Final

from undersigned.core.quotes.words import english, french, german, persian, spanish

LANGUAGES: Final = ("en", "fr", "de", "es", "fa")
_STEMS: Final = {
    "fr": french.STEMS,
    "de": german.STEMS,
    "es": spanish.STEMS,
    "fa": persian.STEMS,
}
_WORDS: Final = {
    "en": english.WORDS,
    "fr": french.WORDS,
    "de": german.WORDS,
    "es": spanish.WORDS,
    "fa": persian.WORDS,
}
_VERBS: Final = ("say", "think", "will", "judge")
# One of these lists holds some word of nearly every sentence that reports something.
_TELLING: Final = frozenset((*_VERBS, "report", "noun", "light", "aside", "opener"))
_LONGEST_ENDING: Final = 6


class Words:
    """Tells of a word of one language in which lists it stands, and its lemma."""

    def __init__(self, language: str) -> None:
        self._lists: dict[str, list[str]] = {}
        self._lemmas: dict[str, str] = {}
        self._stems: dict[str, list[str]] = {}
        if language == "en":
            self._add_verbs(english.VERBS, english.IRREGULAR)
        for name, words in _STEMS.get(language, {}).items():
            for word in words.split():
                self._stems.setdefault(word, []).append(name)
        for name, words in _WORDS[language].items():
            for word in words.split():
                self._add(word, name)
                if language == "en" and name in {"person", "body", "paper", "noun"}:
                    self._add(_plural(word), name)

    def lists(self, word: str) -> tuple[str, ...]:
        """The names of the lists that hold the word, verbs first; the word is in lower case."""
        found = self._lists.get(word, [])
        if self._stems and (stem := self._stem(word)):
            found = [*self._stems[stem], *(name for name in found if name not in _VERBS)]
        return tuple(found)

    def lemma(self, word: str) -> str:
        """The lemma of a listed verb, else the stem that is listed, else nothing."""
        return self._lemmas.get(word) or self._stem(word)

    def is_telling(self, word: str) -> bool:
        """Whether a word, in lower case, may be part of a cue."""
        return word == ":" or not _TELLING.isdisjoint(self.lists(word))

    def _stem(self, word: str) -> str:
        for length in range(len(word), max(1, len(word) - _LONGEST_ENDING) - 1, -1):
            if word[:length] in self._stems:
                return word[:length]
        return ""

    def _add(self, word: str, name: str) -> None:
        names = self._lists.setdefault(word, [])
        if name not in names:
            names.append(name)

    def _add_verbs(self, verbs: Mapping[str, str], irregular: Mapping[str, str]) -> None:
        for name, lemmas in verbs.items():
            known = lemmas.split()
            for lemma in known:
                for form in _forms(lemma):
                    self._add(form, name)
                    self._lemmas.setdefault(form, lemma)
            for form, lemma in irregular.items():
                if lemma in known:
                    self._add(form, name)
                    self._lemmas[form] = lemma


@cache
def words_of(language: str) -> Words:
    """The word lists of a language, made once."""
    return Words(language)


def _forms(lemma: str) -> tuple[str, ...]:
    if lemma.endswith("e"):
        return lemma, f"{lemma}s", f"{lemma}d", f"{lemma[:-1]}ing"
    if lemma.endswith("y") and lemma[-2:-1] not in "aeou":
        return lemma, f"{lemma[:-1]}ies", f"{lemma[:-1]}ied", f"{lemma}ing"
    if lemma.endswith(("s", "x", "ch", "sh", "z")):
        return lemma, f"{lemma}es", f"{lemma}ed", f"{lemma}ing"
    return lemma, f"{lemma}s", f"{lemma}ed", f"{lemma}ing"


def _plural(word: str) -> str:
    if word.endswith("y") and word[-2:-1] not in "aeou":
        return f"{word[:-1]}ies"
    if word.endswith("man"):
        return f"{word[:-2]}en"
    return word if word.endswith("s") else f"{word}s"
