"""Words of the other direction within a sentence of plain text (Unicode UAX #9, section 2.4.2).

A page puts `<bdi>` around a name. Where there is no markup, in mails, two invisible characters do
the same: what stands between them takes no part in the order of the sentence around.
"""

import re
import unicodedata
from typing import Final

from undersigned.core.languages import direction

FIRST_STRONG_ISOLATE: Final = "\u2068"
POP_DIRECTIONAL_ISOLATE: Final = "\u2069"
_ISOLATES: Final = re.compile("[\u2066-\u2069]")
# What turns a sentence around: letters of the other direction and, from right to left, European
# digits, whose groups would change places.
_TURNS: Final = {"ltr": frozenset({"R", "AL", "AN"}), "rtl": frozenset({"L"})}


def isolated(words: str, language: str) -> str:
    """The words for a sentence in `language`; between isolates where they would turn it around."""
    way = direction(language)
    if way == "ltr" and words.isascii():
        return words
    turning = _TURNS[way]
    for character in words:
        is_foreign_digit = way == "rtl" and character.isascii() and character.isdigit()
        if is_foreign_digit or unicodedata.bidirectional(character) in turning:
            return f"{FIRST_STRONG_ISOLATE}{words}{POP_DIRECTIONAL_ISOLATE}"
    return words


def without_isolates(text: str) -> str:
    """The text for a place where nothing invisible may stand, as in the subject of a mail."""
    return _ISOLATES.sub("", text)
