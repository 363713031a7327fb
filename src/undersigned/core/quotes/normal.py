"""Text without what is only typography, and for each of its characters where it comes from.

Two texts that are equal here have the same words in the same order with the same marks between
them. What is left out or unified: the shape of quotation marks, dashes and spaces, ellipses,
ligatures and full-width forms, soft hyphens and other invisible characters, case, the digits of a
script, and of the Arabic script tatweel, vowel signs, the variants of yeh and kaf, and whether a
Persian prefix or suffix is joined. Accents, superscripts, fractions and the marks between words
stay: they are more than typography. The forms of letters follow Unicode (UAX #15, UAX #44).
"""

import re
import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from undersigned.core.quotes.found import Span

APOSTROPHE: Final = "'"
MARK: Final = '"'
DASH: Final = "—"
HYPHEN: Final = "-"
ELLIPSIS: Final = "…"
UNSPACED: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\U00020000-\U0003ffff"
)
"""Scripts without spaces between words: Thai, Lao, Burmese, Khmer, kana and Han, as a range."""
WORD_CHARACTERS: Final = (
    "\\w\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0653-\u0655\u0900-\u0963\u0966-\u0eff\u1000-\u109f"
    "\u1780-\u17ff\u3041-\u30ff\U00020000-\U0003ffff"
)
"""What words are made of, as a range: letters, digits, and the marks that belong to them.

All of UNSPACED is among it; the ideographs below U+10000 are letters and not named, because a
range so wide takes two milliseconds in each pattern that has it.
"""
IS_UNSPACED: Final = re.compile(f"[{UNSPACED}]")
IS_WORD: Final = re.compile(f"[{WORD_CHARACTERS}]")


@dataclass(frozen=True, slots=True)
class MappedText:
    """A text that was made of another, and where its characters come from.

    From `places[k]` to before the next of them, characters come from `starts[k]` and the code
    points behind it, one from one; the first of them ends before `ends[k]`. `breaks` are the
    places in the text before which a paragraph begins, other than the first.
    """

    text: str
    places: Sequence[int]
    starts: Sequence[int]
    ends: Sequence[int]
    breaks: Sequence[int]

    def source(self, start: int, end: int) -> Span:
        """Where the characters from `start` to before `end` come from; one place if there are none.

        What belongs to the last character, such as a vowel sign, is within.
        """
        if start < end:
            return Span(self._at(self.starts, start), self._at(self.ends, end - 1))
        if start < len(self.text):
            place = self._at(self.starts, start)
        else:
            place = self._at(self.ends, start - 1) if self.text else 0
        return Span(place, place)

    def _at(self, sources: Sequence[int], place: int) -> int:
        piece = bisect_right(self.places, place) - 1
        return sources[piece] + place - self.places[piece]


# An invisible character would make two equal words unequal: soft hyphen, joiners, marks of
# direction, variation selectors; tatweel, vowel signs and Quranic marks of the Arabic script.
_DROPPED: Final = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u0640\u064b-\u0652\u0656-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u180b-\u180d\u200b-\u200f\u202a-\u202e"
    "\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]"
)
_SPACES: Final = re.compile(
    "[ \t\r\v\f\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u202f\u205f\u3000]"
)
_SPACES_ALIKE: Final = re.compile("[ \t\n\r\v\f\x1c-\x1f\x85\u2028\u2029]+")
_QUOTATION_MARKS: Final = "\"“”„‟«»‹›「」『』〝〞〟＂'‘’‚‛`´＇｢｣"
_HYPHENS: Final = "-\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d"
_DASHES: Final = "\u2014\u2015\u2e3a\u2e3b\ufe58"
_LETTERS: Final = {
    "ي": "ی", "ى": "ی", "ك": "ک", "ڪ": "ک", "ہ": "ه", "ە": "ه", "ۀ": "ه",
    "،": ",", "؛": ";", "؟": "?", "٫": ".", "٬": ",", "۔": ".", "。": ".", "｡": ".",
    "⁄": "/", "∕": "/", "‧": "·", "･": "·", "•": "·",
}  # fmt: skip
# Compatibility forms that are another way to draw the same letters (UAX #44, table 14). A
# superscript, a fraction or a circled number means more than its digits.
_DRAWN_ALIKE: Final = frozenset(
    f"<{kind}>"
    for kind in (
        *("wide", "narrow", "font", "small", "vertical", "noBreak"),
        *("initial", "medial", "final", "isolated"),
    )
)
# While a text is normalized: a quotation mark or apostrophe, a character that is dropped, one
# that becomes several, and the border of paragraphs.
_QUOTED: Final = "\x01"
_GONE: Final = "\x02"
_SEVERAL: Final = "\x03"
_BORDER: Final = "\x04"

_COMBINING: Final = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0653-\u0655\u093c\u09bc\u3099\u309a\u1160-\u11ff"
)
# Putting a longer run of marks in order would take quadratic time.
_CLUSTER: Final = f"[^{_COMBINING}\\s\x01-\x04][{_COMBINING}]{{1,30}}"
_ONE_CLUSTER: Final = re.compile(_CLUSTER)
_HAS_COMBINING: Final = re.compile(f"[{_COMBINING}]")
# All that may have to be written in another way. Most spaces, between two words, may not.
_RUN: Final = f" *[^ {WORD_CHARACTERS}][^{WORD_CHARACTERS}]*|^ +|  +| $"
_RUN_UNSPACED: Final = f"{_RUN}|(?<=[{UNSPACED}]) | (?=[{UNSPACED}])"
# Persian prefixes of verbs and suffixes of nouns are written joined, apart or in between.
_AFFIX: Final = (
    r"(?<=(?<!\w)می) (?=\w)|(?<=(?<!\w)نمی) (?=\w)"
    r"|(?<=[\u0600-\u06ff]) (?=(?:ها|های|هایی|هایمان|هایشان|تر|ترین)(?!\w))"
)
_HAS_AFFIX: Final = re.compile("می | (?:ها|تر)")
_MAX_CACHED: Final = 32


def normalize(text: str) -> MappedText:
    """The text without typography, in time linear in its length."""
    written = text.translate(_TABLE)
    pattern = _pattern(
        _HAS_COMBINING.search(written) is not None,
        _HAS_AFFIX.search(written) is not None,
        IS_UNSPACED.search(written) is not None,
    )
    pieces: list[str] = []
    places, starts, ends = array("I", [0]), array("I", [0]), array("I", [1])
    breaks = array("I")
    at = size = 0
    for found in pattern.finditer(written):
        start, end = found.span()
        if found.lastgroup == "affix":
            run = _NOTHING
        elif found.lastgroup == "cluster":
            run = _composed(found[0])
        else:
            before = _kind(written[start - 1]) if start else ""
            after = _kind(written[end]) if end < len(written) else ""
            rewrite = _rewritten if end - start <= _MAX_CACHED else _rewritten.__wrapped__
            run = rewrite(text[start:end], found[0], before, after)
        pieces += (written[at:start], run.text)
        size += start - at
        if run.belongs_before and size:
            end_of_last = start + run.belongs_before
            if places[-1] == size:
                # Nothing has come from the piece that begins here; it begins anew below.
                places.pop()
                starts.pop()
                ends.pop()
            if places[-1] == size - 1:
                ends[-1] = end_of_last
            else:
                places.append(size - 1)
                starts.append(start - 1)
                ends.append(end_of_last)
        breaks.extend([size + offset for offset in run.breaks])
        for offset, until in run.spans:
            places.append(size)
            starts.append(start + offset)
            ends.append(start + until)
            size += 1
        places.append(size)
        starts.append(end)
        ends.append(end + 1)
        at = end
    pieces.append(written[at:])
    return MappedText("".join(pieces), places, starts, ends, breaks)


@cache
def _pattern(has_combining: bool, has_affix: bool, has_unspaced: bool, /) -> re.Pattern[str]:
    """What is looked for in a text that has these; each is made when a text first needs it."""
    parts = [_RUN_UNSPACED if has_unspaced else _RUN]
    if has_affix:
        parts.insert(0, f"(?P<affix>{_AFFIX})")
    if has_combining:
        parts.insert(0, f"(?P<cluster>{_CLUSTER})")
    return re.compile("|".join(parts))


def is_letter(character: str) -> bool:
    """Whether it is part of a word that spaces part from others; "" is not."""
    return IS_WORD.match(character) is not None and IS_UNSPACED.match(character) is None


def exact(text: str) -> str:
    """The text as it is compared to the character: composed (NFC), each run of spaces as one.

    A no-break space stays what it is: nothing that a reader may see is left out.
    """
    text = _SPACES_ALIKE.sub(" ", text)
    if _HAS_COMBINING.search(text):
        text = _ONE_CLUSTER.sub(lambda cluster: unicodedata.normalize("NFC", cluster[0]), text)
    return text.strip(" ")


def _form(character: str) -> str:
    """How one composed character is written, as long as its neighbours have no say in it."""
    if character in _QUOTATION_MARKS:
        return _QUOTED
    if character in _HYPHENS:
        return HYPHEN
    if character in _DASHES:
        return DASH
    if _SPACES.match(character):
        return " "
    if _DROPPED.match(character):
        return ""
    if character == "\u2029":
        return _BORDER
    if character in _LETTERS:
        return _LETTERS[character]
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    kind, _, _ = unicodedata.decomposition(character).partition(" ")
    if kind.startswith("<"):
        drawn = unicodedata.normalize("NFKC", character)
        if drawn != character and (
            kind in _DRAWN_ALIKE or (kind == "<compat>" and drawn.isalpha())
        ):
            return "".join(map(_form, drawn))
    return character.casefold()


class _Forms(dict[int, str]):
    """For `str.translate`: each code point as one character, made when it is first met."""

    _MOST: Final = 20_000

    def __missing__(self, code: int) -> str:
        form = _form(chr(code))
        if len(form) != 1:
            form = _SEVERAL if form else _GONE
        if len(self) < self._MOST:
            self[code] = form
        return form


_TABLE: Final = _Forms()


def _kind(character: str) -> str:
    """A character that stands for those of its kind: digit, ideograph and their like, letter."""
    if character.isdecimal():
        return "1"
    return "中" if IS_UNSPACED.match(character) else "a"


@dataclass(frozen=True, slots=True)
class _Rewritten:
    """What a run became: each character with its span in the run, and breaks of paragraphs.

    The first `belongs_before` characters of the run belong to the letter before it.
    """

    text: str
    spans: tuple[tuple[int, int], ...]
    breaks: tuple[int, ...] = ()
    belongs_before: int = 0


_NOTHING: Final = _Rewritten("", ())


def _composed(cluster: str) -> _Rewritten:
    """A letter and its marks; the hamza above the last letter of a Persian word may be left out."""
    composed = unicodedata.normalize("NFC", cluster).replace("\u0654", "").replace("ۀ", "ه")
    return _Rewritten(composed, ((0, len(cluster)),) * len(composed))


_Step = tuple[re.Pattern[str], Callable[[re.Match[str]], str]]
_STEPS: Final[tuple[_Step, ...]] = (
    # An empty line parts paragraphs.
    (
        re.compile(f"[ \n{_BORDER}]+"),
        lambda run: _BORDER if _BORDER in run[0] or run[0].count("\n") > 1 else " ",
    ),
    (re.compile(r"\.(?: ?\.){2,}|…(?: ?[.…])+"), lambda _: ELLIPSIS),
    (re.compile(r"—+|--+|(?<= )-(?![0-9])|(?<![\w-])-(?= )|-(?= )"), lambda _: DASH),
    # A mark between two letters is an apostrophe, and a quotation mark everywhere else.
    (re.compile(f"(?<=[a-z1]){_QUOTED}(?=[a-z1])"), lambda _: APOSTROPHE),
    (re.compile(f"{_QUOTED}+"), lambda _: MARK),
    (
        re.compile(f" (?=[^\\w\\s{_BORDER}])|(?<=[^\\w\\s{_BORDER}]) |(?<=中) | (?=中)"),
        lambda space: "" if _is_idle(space.string, space.start()) else " ",
    ),
)


def _is_idle(text: str, place: int) -> bool:
    """Whether the space at this place says nothing; "1, 200" is not "1,200", nor "5 -2" "5-2"."""
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    if before and before in ".,:" and after.isdecimal():
        return not text[place - 2 : place - 1].isdecimal()
    return not (after in {HYPHEN, "+"} and text[place + 2 : place + 3].isdecimal())


@lru_cache(maxsize=4096)
def _rewritten(source: str, run: str, before: str, after: str) -> _Rewritten:
    """A run of what is no letter or digit, between the kinds of its neighbours ("" for none)."""
    characters: list[str] = [before] if before else []
    spans: list[tuple[int, int]] = [(0, 0)] if before else []
    belongs_before = 0
    for place, character in enumerate(run):
        if character == _GONE:
            if len(spans) > bool(before):
                spans[-1] = (spans[-1][0], place + 1)
            elif belongs_before == place:
                belongs_before = place + 1
            continue
        form = _form(source[place]) if character == _SEVERAL else character
        characters += form
        spans += [(place, place + 1)] * len(form)
    if after:
        characters.append(after)
        spans.append((0, 0))
    text = "".join(characters)
    for pattern, replacement in _STEPS:
        text, spans = _substituted(text, spans, pattern, replacement)
    first, last = len(before), len(text) - len(after)
    while not before and first < last and text[first] in f" {_BORDER}":
        first += 1
    while not after and first < last and text[last - 1] in f" {_BORDER}":
        last -= 1
    kept: list[str] = []
    kept_spans: list[tuple[int, int]] = []
    breaks: list[int] = []
    for place in range(first, last):
        character = text[place]
        if character == _BORDER:
            # Between words a border reads as a space, as it does where a quotation runs over it.
            is_space = text[place - 1] in _SPACED_KINDS and text[place + 1] in _SPACED_KINDS
            breaks.append(len(kept) + is_space)
            character = " " if is_space else ""
        if character:
            kept.append(character)
            kept_spans.append(spans[place])
    return _Rewritten("".join(kept), tuple(kept_spans), tuple(breaks), belongs_before)


_SPACED_KINDS: Final = frozenset("abcdefghijklmnopqrstuvwxyz1")


def _substituted(
    text: str,
    spans: list[tuple[int, int]],
    pattern: re.Pattern[str],
    replacement: Callable[[re.Match[str]], str],
) -> tuple[str, list[tuple[int, int]]]:
    """Put one character or none in the place of every match."""
    if pattern.search(text) is None:
        return text, spans
    pieces: list[str] = []
    kept: list[tuple[int, int]] = []
    at = 0
    for found in pattern.finditer(text):
        start, end = found.span()
        new = replacement(found)
        pieces += (text[at:start], new)
        kept += spans[at:start]
        if new:
            kept.append((spans[start][0], spans[end - 1][1]))
        at = end
    pieces.append(text[at:])
    return "".join(pieces), kept + spans[at:]
