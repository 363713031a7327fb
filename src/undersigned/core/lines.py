"""One-line inputs typed by people (names, offices, titles): cleaned, refused, folded for search."""

import re
import unicodedata

from undersigned.core.characters import FORBIDDEN, SPACES
from undersigned.core.errors import Malformed
from undersigned.core.sentences import Sentence

_ZWNJ = "\u200c"
_ZWJ = "\u200d"

_BREAKS = re.compile("[\t-\r\x1c-\x1f\x85\u2028\u2029]")
# Marks that only tell the direction are of no use in a field that is shown by itself.
_DIRECTION_MARKS = re.compile("[\u061c\u200e\u200f]")
_RUN_OF_SPACES = re.compile(f"[{SPACES}]+")
_NO_BREAK_SPACES = "\u00a0\u202f"
_MAX_MARKS_ON_A_LETTER = 8


def clean_line(value: str, *, max_length: int) -> str:
    """The line as it is kept: NFC, single spaces, nothing invisible; "" when nothing is left.

    Zero width joiners stay where a script or an emoji needs them, a no-break space where French
    punctuation does. Raises Malformed when more than `max_length` characters are left, or when
    a letter carries so many marks that it would be drawn over its neighbours.
    """
    # Putting the marks of one letter in order takes quadratic time, so the size comes first.
    if len(value) > 8 * max_length + 1000:
        raise Malformed(_too_long(max_length))
    if value.isascii() and value.isprintable():
        # Most lines hold nothing but letters, digits and spaces.
        line = " ".join(value.split())
    else:
        line = _BREAKS.sub(" ", value)
        line = _DIRECTION_MARKS.sub("", FORBIDDEN.sub("", line))
        line = _without_idle_joiners(line)
        line = unicodedata.normalize("NFC", line)
        line = _RUN_OF_SPACES.sub(_one_space, line).strip(" ")
    if len(line) > max_length:
        raise Malformed(_too_long(max_length))
    marks = 0
    # ASCII has no marks.
    for character in "" if line.isascii() else line:
        marks = marks + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        if marks > _MAX_MARKS_ON_A_LETTER:
            raise Malformed("A letter here carries more marks than any language writes.")
    return line


def _too_long(most: int) -> Sentence:
    return Sentence("This is too long: at most {most} characters fit here.", most=most)


def _one_space(run: re.Match[str]) -> str:
    """What a run of spaces becomes: a no-break space stays where French punctuation wants it."""
    if run[0] in _NO_BREAK_SPACES:
        before = run.string[run.start() - 1 : run.start()]
        after = run.string[run.end() : run.end() + 1]
        if (before == "«" and after) or (before and after and after in ":;!?»%"):
            return run[0]
    return " "


def _without_idle_joiners(line: str) -> str:
    """Drop each zero width joiner that does not stand between letters or pictures it can join."""
    if _ZWNJ not in line and _ZWJ not in line:
        return line
    kept: list[str] = []
    for place, character in enumerate(line):
        if character in {_ZWNJ, _ZWJ}:
            before = kept[-1] if kept else " "
            after = line[place + 1 : place + 2] or " "
            if not _joins(character, before, after):
                continue
        kept.append(character)
    return "".join(kept)


def _joins(joiner: str, before: str, after: str) -> bool:
    kinds = unicodedata.category(before), unicodedata.category(after)
    if all(kind[0] in "LM" for kind in kinds):
        # Latin, Greek, Cyrillic and Armenian have no use for them, but look-alikes have.
        return before >= "\u0590" or after >= "\u0590"
    # Emoji: a picture (with skin tone or variation selector), the joiner, another picture.
    return joiner == _ZWJ and kinds[0] in {"So", "Sk", "Mn"} and kinds[1] in {"So", "Sm"}


# Letters that no decomposition takes apart, and the Arabic letters that Persian writes otherwise.
_FOLDED = str.maketrans(
    {
        "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ŧ": "t", "æ": "ae", "œ": "oe",
        "þ": "th", "ŋ": "n", "ə": "e", "ي": "ی", "ى": "ی", "ې": "ی", "ك": "ک", "ڪ": "ک", "ة": "ه",
        "ە": "ه", "ۀ": "ه", "ہ": "ه", "ھ": "ه", "ٱ": "ا", "ـ": "", "’": "'", "‘": "'", "ʼ": "'",
        "‐": "-", "‑": "-", "–": "-", "—": "-", _ZWNJ: "", _ZWJ: "",
    }
)  # fmt: skip


def fold(value: str) -> str:
    """The line for search and comparison: no case, no accents, one spelling of look-alike letters.

    Arabic letters become their Persian forms, digits of any script ASCII digits. Vowel signs of
    Indic scripts stay, because they are letters to those who read them.
    """
    if value.isascii():
        return " ".join(value.casefold().split())
    folded = unicodedata.normalize("NFKD", value.casefold())
    folded = "".join(_fold_character(character) for character in folded)
    folded = unicodedata.normalize("NFKC", folded.translate(_FOLDED).casefold())
    return " ".join(folded.split())


def _fold_character(character: str) -> str:
    if character < "\u0080":
        return character
    # Canonical combining classes: 10 to 36 are Hebrew, Arabic and Syriac points, from 200 on the
    # accents above and below letters; the classes between are vowels and signs that distinguish.
    combining_class = unicodedata.combining(character)
    if 10 <= combining_class <= 36 or combining_class >= 200:
        return ""
    return str(unicodedata.decimal(character, character))
