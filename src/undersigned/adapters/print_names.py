"""Names on paper: which way they run, where a line of them may end, what no typeface draws."""

import re
import unicodedata
from collections.abc import Iterable, Set
from typing import Final, Literal

Direction = Literal["ltr", "rtl"]

MISSING: Final = "□"
# Longer words do not fit into a column of names.
_LONGEST_WORD: Final = 18
_LONG_WORD: Final = re.compile(rf"\S{{{_LONGEST_WORD + 1},}}")
_CLUSTERS_A_PART: Final = 8
_MAY_END: Final = "\u200b"
_JOINER: Final = "\u200d"
# What has no shape of its own: joiners, selectors of variants, the tags of flags, soft hyphens.
_UNSEEN: Final = re.compile(
    "[\u00ad\u034f\u061c\u200b-\u200f\u2060-\u2069\ufe00-\ufe0f\U000e0000-\U000e01ef]"
)
_FLAG_LETTER: Final = re.compile("[\U0001f1e6-\U0001f1ff]")
_SKIN: Final = re.compile("[\U0001f3fb-\U0001f3ff]")
# Latin, Greek, Cyrillic and Arabic: in the faces that come with the program.
_OURS: Final = re.compile(
    "[\u0020-\u024f\u0370-\u03ff\u0410-\u044f\u0620-\u064a\u06a9\u06af\u06cc\u2010-\u2027]*"
)


def turns(words: str, towards: Direction) -> bool:
    """Whether words run against a line, going by their first strong character (UAX 9, P2)."""
    for character in words:
        kind = unicodedata.bidirectional(character)
        if kind in {"L", "R", "AL"}:
            return (kind == "L") != (towards == "ltr")
    return False


def breakable(words: str) -> str:
    """The same, with places where a line may end in what is too long for a column."""
    return _LONG_WORD.sub(_break, words) if len(words) > _LONGEST_WORD else words


def _break(found: re.Match[str]) -> str:
    drawn = clusters(found[0])
    parts = (drawn[at : at + _CLUSTERS_A_PART] for at in range(0, len(drawn), _CLUSTERS_A_PART))
    return _MAY_END.join("".join(part) for part in parts)


def clusters(words: str) -> list[str]:
    """What is drawn as one: characters with their marks, joined pictures, the letters of a flag."""
    found: list[str] = []
    for character in words:
        if found and _belongs(found[-1], character):
            found[-1] += character
        else:
            found.append(character)
    return found


def _belongs(cluster: str, character: str) -> bool:
    if _MAY_END in {character, cluster}:
        return False
    if _FLAG_LETTER.fullmatch(character):
        return _FLAG_LETTER.fullmatch(cluster) is not None
    return (
        cluster.endswith(_JOINER)
        or unicodedata.category(character).startswith("M")
        or _UNSEEN.fullmatch(character) is not None
        or _SKIN.fullmatch(character) is not None
    )


def rare_characters(words: Iterable[str]) -> set[str]:
    """The characters of all these words for which there may be no typeface."""
    return {
        character
        for text in words
        if not _OURS.fullmatch(text)
        for character in text
        if not _OURS.fullmatch(character) and not _UNSEEN.fullmatch(character)
    }


def without(missing: Set[str], words: str) -> str:
    """The words with MISSING in place of what cannot be drawn."""
    if _OURS.fullmatch(words) or missing.isdisjoint(words):
        return words
    return "".join(c if missing.isdisjoint(c) else MISSING for c in clusters(words))
