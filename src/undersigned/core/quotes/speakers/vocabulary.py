"""The words by which articles name a letter, its signatories and those to whom it is addressed."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of one language, in lower case."""

    documents: frozenset[str]
    # Nouns that mean the letter's side wherever there is a letter.
    signers: frozenset[str]
    # Those who hold an office and may be addressed, and what they stand for.
    offices: frozenset[str]
    institutions: frozenset[str]
    # Who speaks for somebody else, or belongs to it.
    voices: frozenset[str]
    # Of these, who speak for an office when nothing else is said of them.
    speaks: frozenset[str]
    # Who leads a group, and words of those who are no part of the matter.
    leads: frozenset[str]
    outside: frozenset[str]
    he: frozenset[str]
    she: frozenset[str]
    it: frozenset[str]
    they: frozenset[str]
    possessives: frozenset[str]
    determiners: frozenset[str]
    others: frozenset[str]
    # Where the head of a noun phrase ends, and what joins two.
    cuts: frozenset[str]
    links: frozenset[str]
    quantities: frozenset[str]
    is_head_last: bool
    # Somebody had a part in the letter.
    part: re.Pattern[str]
    # There is a letter.
    letter: re.Pattern[str]
    # Verbs by which many turn to somebody; the object stands behind them.
    asks: re.Pattern[str]
    # To whom the letter goes; the words stand behind.
    to: re.Pattern[str]
    # Who wrote it; the words stand behind.
    by: re.Pattern[str]
    endings: tuple[str, ...]

    def stem(self, word: str) -> str:
        """A word without the ending of its number or gender, as far as rules go."""
        for ending in self.endings:
            if word.endswith(ending) and len(word) - len(ending) >= 3:
                return word[: -len(ending)]
        return word


def compiled(*parts: str) -> re.Pattern[str]:
    """One pattern of several parts, for which case is the same."""
    return re.compile("".join(parts), re.IGNORECASE)
