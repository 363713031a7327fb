"""What names of programs have in common: counted names, one name many times, letters by chance.

Nothing here says that a person is none. Each function tells a pattern, and `core.bursts` asks how
many share it within an hour.
"""

import re
from typing import Final

from undersigned.core.lines import clean_line, fold

NUMBER: Final = "#"
"""Stands in a pattern for a run of digits."""
MAX_PATTERN: Final = 300

# Those of Latin, Arabic and Persian; each by itself, since databases differ about ranges.
_ANY_DIGITS: Final = "[0123456789٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹]+"
_DIGITS: Final = re.compile(_ANY_DIGITS)
_WORD: Final = re.compile(r"[^\W\d_]+")
_LATIN_WORD: Final = re.compile(r"[a-z]+")
_LONG_RUN: Final = re.compile(r"[bcdfghjklmnpqrstvwxz]{5,}")
# Pairs that hardly stand in a name of any language that is written in Latin letters: two of the
# rarest letters side by side, a q before a consonant, and a few more.
_RARE: Final = frozenset(
    {a + b for a in "jqvwxz" for b in "jqvwxz"} - {"vv", "wv", "ww", "zv", "zw", "zz", "zj", "xz",
                                                   "xq", "vz", "wz"}
    | {"q" + b for b in "bcdfghklmnprsty"}
    | {a + "q" for a in "bdfghkmpt"}
    | {"bx", "cx", "dx", "fx", "gx", "hx", "kx", "mx", "px", "sx", "tx", "xb", "xd", "xg", "xk",
       "xn", "xr", "fz", "hv", "jb", "jc", "jf", "jg", "jh", "jp", "pv", "fj", "gv", "kv", "bw",
       "vb", "vf", "vh", "vm", "vp", "vt", "wq"}
)  # fmt: skip


def skeleton(name: str) -> str:
    """The name without case and accents, a # for each run of digits: `user 17` is `user #`."""
    return _DIGITS.sub(NUMBER, fold(name).replace(NUMBER, " "))


def has_number(pattern: str) -> bool:
    """Whether names of this skeleton differ by digits, as counted ones do."""
    return NUMBER in pattern


def shape(name: str) -> str:
    """The lengths of the words and their case, as `Aa5 Aa8`; "" where that tells nothing.

    Scripts without case have none: names of two or three signs are what is usual there.
    """
    words = _WORD.findall(name)
    letters = "".join(words)
    if len(letters) < 6 or not any(letter.isupper() or letter.islower() for letter in letters):
        return ""
    return " ".join(f"{_case(word)}{len(word)}" for word in words[:6])


def _case(word: str) -> str:
    if word.istitle():
        return "Aa"
    if word.islower():
        return "a"
    return "A" if word.isupper() else "x"


def is_gibberish(name: str) -> bool:
    """Whether at least two things in it hardly stand in any name of Latin letters.

    One alone is found in names of people: `Hirschsprung` has seven consonants in a row.
    """
    odd = 0
    for word in _LATIN_WORD.findall(fold(name)):
        odd += sum(word[at : at + 2] in _RARE for at in range(len(word) - 1))
        odd += len(_LONG_RUN.findall(word))
    return odd >= 2


def clean_pattern(typed: str) -> str:
    """What somebody looks for, as `skeleton` writes it, with * for anything. Raises Malformed."""
    return _DIGITS.sub(NUMBER, " ".join(clean_line(typed, max_length=MAX_PATTERN).split()))


def pattern_expression(pattern: str) -> str:
    """A regular expression for names of a pattern, case aside, for SQLite and PostgreSQL alike."""
    parts = re.split(r"([#*])", pattern)
    said = {NUMBER: _ANY_DIGITS, "*": ".*"}
    return "^" + "".join(said.get(part) or re.escape(part) for part in parts) + "$"
