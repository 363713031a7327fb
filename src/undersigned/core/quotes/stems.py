"""What a word has in common with its relatives in other languages."""

import unicodedata
from functools import lru_cache
from typing import Final

_LETTERS: Final = 5
_RESPELLED: Final = (("ph", "f"), ("k", "c"), ("z", "c"), ("y", "i"))


@lru_cache(maxsize=20_000)
def stem_of(word: str) -> str:
    """The digits of a number, the first letters of a longer word; "" for a shorter one.

    Letters stand without accents, and as one where languages spell them in several ways.
    """
    if word[0].isdecimal():
        return word.replace(",", "").replace(".", "")
    if len(word) < _LETTERS or len(word) > 100:
        return ""
    bare = "".join(
        character
        for character in unicodedata.normalize("NFD", word)
        if not unicodedata.combining(character)
    )
    for spelling, common in _RESPELLED:
        bare = bare.replace(spelling, common)
    return bare[:_LETTERS]
