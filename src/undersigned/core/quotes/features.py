"""What the models see of a word: its form, its lists, its neighbours, and where the cue is.

Two models read a sentence. The first tells which words are cues. The second is asked once for
each cue, and tells which words are its content and which its source. Quoted pieces are single
words to both, so that a quotation costs the same whatever its length, and its words never decide.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from undersigned.core.quotes.tokens import QUOTED
from undersigned.core.quotes.words import words_of

_UNLISTED: Final = frozenset(("-", "A", "AA", "ing", "ed", "ly", "s"))
_CACHED: Final = 50_000
_COMMAS: Final = frozenset(",،;؛")
_FAR: Final = (0, 1, 2, 3, 4, 5, 5, 7, 7, 7, 10, 10, 10, 10, 10)


@lru_cache(maxsize=_CACHED)
def form_of(word: str, language: str) -> tuple[str, str, str]:
    """The word in lower case, its lists, and its lemma; what each stands for in features."""
    if word.startswith(QUOTED):
        return word, QUOTED, QUOTED
    lower = word.lower().replace("’", "'")
    words = words_of(language)
    lists = "+".join(words.lists(lower))
    if not lists:
        first = word[0]
        if first.isdigit() or (first in "$€£" and len(word) > 1):
            lists = "0"
        elif not first.isalnum():
            lists = lower
        elif first.isupper():
            lists = "A" if len(word) == 1 or not word.isupper() else "AA"
        elif language == "en":
            lists = next((s for s in ("ing", "ed", "ly", "s") if lower.endswith(s)), "-")
        else:
            lists = "-"
    elif word[0].isupper():
        lists = f"^{lists}"
    return lower, lists, words.lemma(lower)


@lru_cache(maxsize=_CACHED)
def _own(word: str, language: str) -> tuple[str, ...]:
    lower, lists, lemma = form_of(word, language)
    features = ["b", f"w={lower}", f"l={lists}", f"m={lemma}"]
    if lower[0].isalpha():
        if word[0].isupper():
            features.append("^")
        if lists.lstrip("^") in _UNLISTED:
            features += (f"2={lower[-2:]}", f"3={lower[-3:]}", f"4={lower[-4:]}")
        else:
            features += [f"i={name}" for name in lists.lstrip("^").split("+")]
    return tuple(features)


@lru_cache(maxsize=_CACHED)
def _near(word: str, place: str, language: str) -> tuple[str, ...]:
    lower, lists, lemma = form_of(word, language)
    return f"{place}w={lower}", f"{place}l={lists}", f"{place}m={lemma}"


@lru_cache(maxsize=_CACHED)
def _far(word: str, place: str, language: str) -> tuple[str, ...]:
    return (f"{place}l={form_of(word, language)[1]}",)


def cue_features(
    words: Sequence[str], language: str, *, is_first: bool, after_quoted: bool
) -> list[list[str]]:
    """What the first model sees of each word of a sentence."""
    last = len(words) - 1
    lists = [form_of(word, language)[1] for word in words]
    has_quoted = QUOTED in lists
    features = []
    for place, word in enumerate(words):
        here = list(_own(word, language))
        if place:
            here += _near(words[place - 1], "-1", language)
            here.append(f"-1,0={lists[place - 1]}|{lists[place]}")
            if place > 1:
                here += _near(words[place - 2], "-2", language)
                if place > 2:
                    here += _far(words[place - 3], "-3", language)
        else:
            here.append("first")
            if after_quoted:
                here.append("after quoted")
        if place < last:
            here += _near(words[place + 1], "+1", language)
            here.append(f"0,+1={lists[place]}|{lists[place + 1]}")
            if place < last - 1:
                here += _near(words[place + 2], "+2", language)
                if place < last - 2:
                    here += _far(words[place + 3], "+3", language)
        if is_first:
            here.append("headline")
        if has_quoted:
            here.append("quoted")
        features.append(here)
    return features


@lru_cache(maxsize=_CACHED)
def _role_own(word: str, language: str) -> tuple[str, ...]:
    lower, lists, _ = form_of(word, language)
    features = ["b", f"w={lower}", f"l={lists}"]
    if lower[0].isalpha():
        features += (f"3={lower[-3:]}",)
        if word[0].isupper():
            features.append("^")
    return tuple(features)


def role_features(
    words: Sequence[str],
    cue: Sequence[bool],
    cues: Sequence[bool],
    language: str,
    *,
    after_quoted: bool,
) -> list[list[str]]:
    """What the second model sees of each word, for the cue whose words are told by `cue`.

    `cues` tells all words of all cues of the sentence.
    """
    count = len(words)
    start = cue.index(True)
    end = start
    while end < count and cue[end]:
        end += 1
    forms = [form_of(word, language) for word in words]
    head = forms[end - 1]
    lemmas = [forms[place][2] for place in range(start, end) if forms[place][2]]
    lemma = lemmas[-1] if lemmas else head[0]
    kind = forms[end - 1][1]
    shape = _shape(head[0], end - start, start, words)
    following = _word_or_lists(forms, end)
    before = _word_or_lists(forms, start - 1)
    quoted = [form[1] == QUOTED for form in forms]
    has_left, has_right = any(quoted[:start]), any(quoted[end:])
    frame = f"{shape}{'q' if has_left else ''}|{'q' if has_right else ''}"
    sides = {
        side: (
            f"{side}",
            f"{side}m={lemma}",
            f"{side}k={kind}",
            f"{side}n={following}",
            f"{side}p={before}",
            f"{side}f={frame}",
            f"{side}n={following}p={before}",
            f"{side}m={lemma}n={following}",
        )
        for side in "<>="
    }
    features: list[list[str]] = []
    between = _between(words, forms, cue, cues, (start, end))
    for place in range(count):
        word, form = words[place], forms[place]
        side = "<" if place < start else ">" if place >= end else "="
        if cue[place]:
            side = "="
        here = list(_role_own(word, language))
        here += sides[side]
        far = start - place if place < start else place - end + 1 if place >= end else 0
        near = _FAR[far] if far < len(_FAR) else 15
        lists = form[1]
        here.append(f"{side}d={near}")
        here.append(f"{side}l={lists}")
        here.append(f"{side}l={lists}m={lemma}")
        here.append(f"{side}l={lists}d={near}")
        here.append(f"{side}d={near}n={following}")
        here.append(f"{side}d={near}f={frame}")
        here.append(f"{side}d={near}p={before}")
        marks = between[place]
        here += [f"{side}{mark}" for mark in marks]
        here.append(f"{side}a={''.join(marks)}")
        here.append(f"{side}l={lists}a={''.join(marks)}")
        if cues[place]:
            here.append(f"{side}cue")
        if place:
            here += _near(words[place - 1], "-1", language)[:2]
            here.append(f"{side}-1,0={forms[place - 1][1]}|{lists}")
            if cues[place - 1]:
                here.append(f"{side}-1cue")
            if place > 1:
                here += _far(words[place - 2], "-2", language)
        else:
            here.append(f"{side}first")
            if after_quoted:
                here.append("after quoted")
        if place < count - 1:
            here += _near(words[place + 1], "+1", language)[:2]
            here.append(f"{side}0,+1={lists}|{forms[place + 1][1]}")
            if cues[place + 1]:
                here.append(f"{side}+1cue")
                here.append(f"{side}{lists}+1cue")
            if place < count - 2:
                here += _far(words[place + 2], "+2", language)
        else:
            here.append(f"{side}last")
        features.append(here)
    return features


def _word_or_lists(forms: Sequence[tuple[str, str, str]], place: int) -> str:
    if not 0 <= place < len(forms):
        return "none"
    lower, lists, _ = forms[place]
    return lower if lists[0] not in "A-^0" and len(lower) < 8 else lists


def _shape(word: str, length: int, start: int, words: Sequence[str]) -> str:
    passive = "be" if words[start].lower() in {"is", "are", "was", "were", "been", "be"} else ""
    ending = next((s for s in ("ing", "ed", "s") if word.endswith(s)), "")
    return f"{passive}{ending}{min(length, 3)}"


def _joined(forms: Sequence[tuple[str, str, str]], cues: Sequence[bool], place: int) -> str:
    """Whether another cue stands beside this one in the sentence (y) or within its content (x)."""
    while place and cues[place - 1]:
        place -= 1
    before = forms[place - 1] if place else None
    if before is None or before[0] in _COMMAS or "conjunction" in before[1]:
        return "y"
    return "x"


def _between(
    words: Sequence[str],
    forms: Sequence[tuple[str, str, str]],
    cue: Sequence[bool],
    cues: Sequence[bool],
    at: tuple[int, int],
) -> list[tuple[str, ...]]:
    """For each word, what stands between it and the cue: commas, conjunctions, other cues."""
    marks: list[tuple[str, ...]] = [()] * len(words)
    for places in (range(at[0] - 1, -1, -1), range(at[1], len(words))):
        commas = 0
        seen: set[str] = set()
        known: tuple[str, ...] = ("c0",)
        for place in places:
            marks[place] = known
            lower, lists, _ = forms[place]
            if lower in _COMMAS:
                commas = min(commas + 1, 3)
            elif "relative" in lists:
                seen.add("r")
            elif "conjunction" in lists:
                seen.add("&")
            elif lists == QUOTED:
                seen.add("q")
                commas = min(commas + (lower[-1] in _COMMAS), 3)
            elif cues[place] and not cue[place]:
                seen.add(_joined(forms, cues, place))
            elif lower in ":–—-":
                seen.add(":")
            elif "preposition" in lists:
                seen.add("p")
            else:
                continue
            known = (f"c{commas}", *sorted(seen))
    return marks
