"""The forms in which one organization's name is written: its words, parts, and initials."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from undersigned.core.countries import find_country
from undersigned.core.lines import fold

# Words that names are written with or without: articles, "and", "of", in the languages of most
# letters; folded. The letter itself decides nothing here: a name may be in any language.
_SMALL_WORDS: Final = frozenset(
    {"a", "al", "an", "and", "as", "at", "au", "aux", "by", "con", "d", "da", "das", "de",
     "dei", "del", "della", "delle", "dello", "dem", "den", "der", "des", "di", "die", "do",
     "dos", "du", "e", "een", "el", "em", "en", "et", "for", "fur", "gli", "het", "i", "il",
     "im", "in", "l", "la", "las", "le", "les", "lo", "los", "na", "no", "o", "of", "on",
     "os", "para", "per", "por", "pour", "sur", "te", "ten", "the", "to", "un", "und", "une",
     "van", "vom", "von", "voor", "w", "y", "z", "zu", "zum", "zur", "в", "для", "и", "на",
     "о", "по", "از", "برای", "به", "در", "في", "من", "و"}
)  # fmt: skip
# What only says in which form an organization is registered, folded, points and spaces taken out.
_LEGAL_FORMS: Final = frozenset(
    {"501c3", "ab", "ag", "aisbl", "anpo", "apbl", "aps", "as", "asbl", "assoc", "bv", "corp",
     "cv", "eg", "ehf", "eingetragenerverein", "ets", "ev", "fmba", "gbr", "ges", "gesmbh",
     "ggmbh", "gmbh", "gug", "ik", "inc", "incorporated", "ivzw", "kft", "kg", "limited",
     "llc", "llp", "lp", "ltd", "ltda", "mbh", "ngo", "nv", "odv", "ong", "onlus", "oy",
     "oyc", "oyj", "plc", "pte", "pty", "rp", "ry", "sa", "sarl", "sas", "sca", "scop", "se",
     "sl", "sla", "spa", "srl", "sro", "stichting", "ug", "vzw", "zs", "ано", "ао", "зао",
     "нко", "оао", "ооо"}
)  # fmt: skip
# Points between single letters join: e.V., S.A.R.L., U.S.A.
_POINTED: Final = re.compile(r"\b(?:\w\.\s?)+\w\b\.?", re.UNICODE)
_APOSTROPHES: Final = re.compile("['`´ʹʼ׳]")
# A comma parts only a first word: after more words it leads to the body that one belongs to.
_PARTED: Final = re.compile(r"\s*[()\[\]{}/|;:·•]+\s*|\s+[-–—]+\s*|\s*[–—]+\s+")
_FIRST_WORD: Final = re.compile(r"\A(\w+),\s+")
_MAX_PARTS: Final = 6
# Scripts that write no spaces between words, and of which one character says a lot.
_DENSE: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)


@dataclass(frozen=True, slots=True)
class NameForms:
    """A name taken apart."""

    # All its words, folded: the same for names that differ in case, accents and punctuation only.
    key: str
    # Its telling words, sorted: without small words and legal forms.
    words: tuple[str, ...]
    # The same in their own order, without spaces.
    joined: str
    # The keys of its parts, such as before and within parentheses; without places.
    parts: tuple[str, ...]
    # Its initials, when it has three words or more, with and without its small words.
    initials: tuple[str, ...]
    # Which of its parts, or the whole of it, may be initials of another name.
    short_forms: tuple[str, ...]


@lru_cache(maxsize=65536)
def forms_of(name: str) -> NameForms:
    """Take a name of any script apart."""
    all_words = _words(name)
    telling = [word for word in _without_legal_form(all_words) if word not in _SMALL_WORDS]
    parts = _parts(name)
    initials = set()
    shorts = set()
    for part in {name, *parts}:
        words = _words(part)
        initials |= _initials(words)
        if len(words) == 1 and _may_be_short(part.strip(" .,"), words[0]):
            shorts.add(words[0])
    keys = (" ".join(_words(part)) for part in parts)
    keys = (key for key in keys if key not in _LEGAL_FORMS)
    return NameForms(
        key=" ".join(all_words),
        words=tuple(sorted(telling or all_words)),
        joined="".join(telling or all_words),
        parts=tuple(sorted({key for key in keys if key})),
        initials=tuple(sorted(initials)),
        short_forms=tuple(sorted(shorts)),
    )


def is_dense(word: str) -> bool:
    """Whether a word is of a script that writes none between its words, as Chinese is."""
    return _DENSE.search(word) is not None


def _words(name: str) -> list[str]:
    joined = _POINTED.sub(lambda found: found[0].replace(".", "").replace(" ", "") + " ", name)
    folded = _APOSTROPHES.sub("", fold(joined))
    # Letters, their marks, and digits of any script.
    return "".join(
        letter if letter.isalnum() or unicodedata.category(letter)[0] == "M" else " "
        for letter in folded
    ).split()


def _without_legal_form(words: list[str]) -> list[str]:
    """Legal forms stand first or last; what is left must still be a name."""
    kept = list(words)
    while len(kept) > 1 and kept[-1] in _LEGAL_FORMS:
        kept.pop()
    while len(kept) > 1 and kept[0] in _LEGAL_FORMS:
        kept.pop(0)
    return kept


def _parts(name: str) -> list[str]:
    parts = [part for part in _PARTED.split(_FIRST_WORD.sub(r"\1; ", name)) if part.strip()]
    if not 1 < len(parts) <= _MAX_PARTS:
        return []
    return [part for part in parts if not _is_place(part)]


def _is_place(part: str) -> bool:
    return len(part) <= 60 and find_country(part) is not None


def _initials(words: list[str]) -> set[str]:
    telling = [word for word in words if word not in _SMALL_WORDS]
    found = {"".join(word[0] for word in some) for some in (words, telling) if len(some) >= 3}
    return {initials for initials in found if len(initials) <= 12 and initials.isalpha()}


def _may_be_short(written: str, word: str) -> bool:
    """Whether a word is written as initials are: three letters or more, most of them capitals."""
    if not 3 <= len(word) <= 12 or not word.isalpha():
        return False
    capitals = sum(letter.isupper() for letter in written)
    # Scripts without capitals cannot be told; there each short word might be one.
    return capitals >= max(2, len(word) - 2) or (word == word.upper() and not is_dense(word))
