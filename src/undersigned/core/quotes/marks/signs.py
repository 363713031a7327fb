"""Every sign that may be a quotation mark, with its family and its direction where it stands.

A direction comes from the sign itself where it has one („ only opens), else from what stands on
both sides, else from how the same signs stand elsewhere in the paragraph. Apostrophes, and signs
for inches and feet, are left out here as far as their surroundings tell.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from undersigned.core.quotes.found import Span

INVISIBLE: Final = frozenset(
    "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
SIGN: Final = re.compile("``|''|’’|‘‘|,,(?=[^\\W\\d])|[“”„‟«»‹›‘’‚‛\"'`「」『』〝〞〟＂]")
DASHES: Final = frozenset("-–—―‒‐‑/|")
OPENS_AFTER: Final = frozenset("([{<=+*_#¿¡（【《")
CLOSES_BEFORE: Final = frozenset(".,;:!?…)]}>*_%&؟،؛۔。，、；：！？）】》")
NO_BREAK: Final = frozenset("\xa0\u202f\u2007\u2009\u200a")
ENDED: Final = frozenset(".,;:!?…—–-")
# Words that lost their beginning; their sign is no quotation mark.
CLIPPED: Final = re.compile(
    r"(?:\d\ds?|em|im|er|tis|twas|twere|til|till|cause|cos|bout|round|n|neath|nother|nuff|ere|s|ne"
    r"|nen|ner|nem|ns|rauf|raus|rein|runter|rüber|sup|tude|kay)(?![\w])",
    re.IGNORECASE,
)
CLIPPED_SURELY: Final = re.compile(r"\d|(?:n|em|tis|twas|til)$", re.IGNORECASE)


class Family(Enum):
    """Signs that open and close each other."""

    DOUBLE = auto()
    SINGLE = auto()
    ANGLE = auto()
    SMALL_ANGLE = auto()
    CORNER = auto()
    WHITE_CORNER = auto()


class Direction(Enum):
    """What a sign does where it stands."""

    OPENS = auto()
    CLOSES = auto()
    EITHER = auto()


@dataclass(slots=True)
class Sign:
    """One sign in its paragraph; a sign that is not sure may be an apostrophe or an inch."""

    start: int
    end: int
    mark: str
    family: Family
    direction: Direction
    is_sure: bool = True


FAMILIES: Final = {
    **dict.fromkeys(("“", "”", "„", "‟", '"', "＂", "〝", "〞", "〟"), Family.DOUBLE),
    **dict.fromkeys(("``", "''", "’’", "‘‘", ",,"), Family.DOUBLE),
    **dict.fromkeys("‘’‚‛'`", Family.SINGLE),
    **dict.fromkeys("«»", Family.ANGLE),
    **dict.fromkeys("‹›", Family.SMALL_ANGLE),
    **dict.fromkeys("「」", Family.CORNER),
    **dict.fromkeys("『』", Family.WHITE_CORNER),
}
ANGLES: Final = frozenset("«»‹›")
ONLY_OPENS: Final = frozenset(["„", "‟", "「", "『", "〝", ",,"])
ONLY_CLOSES: Final = frozenset("」』〞〟")


def find_signs(text: str, paragraph: Span, language: str) -> list[Sign]:
    """The signs of a paragraph that may be quotation marks, in order."""
    matches = list(SIGN.finditer(text, paragraph.start, paragraph.end))
    signs: list[Sign] = []
    for run in _runs(text, matches, language):
        left = _left_of(text, run[0].start(), paragraph)
        right = _right_of(text, run[-1].end(), paragraph)
        for match in run:
            sign = _sign(text, match, left, right, paragraph)
            if sign is not None:
                signs.append(sign)
    _turn_angles(signs)
    return signs


def _runs(
    text: str, matches: Sequence[re.Match[str]], language: str
) -> Iterator[list[re.Match[str]]]:
    """Signs that touch each other stand between the same words, and are looked at together."""
    run: list[re.Match[str]] = []
    for match in matches:
        if run and run[-1].end() != match.start():
            yield from _without_elision(text, run, language)
            run = []
        run.append(match)
    if run:
        yield from _without_elision(text, run, language)


def _without_elision(
    text: str, run: list[re.Match[str]], language: str
) -> Iterator[list[re.Match[str]]]:
    """Part the apostrophe of l’« Europe » from the mark behind it."""
    first = run[0]
    if len(run) > 1 and first[0] in "'’" and text[first.start() - 1 : first.start()].isalpha():
        following = run[1][0]
        after = text[run[-1].end() : run[-1].end() + 1]
        opens = following in "«“„‘" or (following == '"' and after.isalnum())
        if opens and (following == "«" or language in ("fr", "it", "ca", "und")):
            yield run[1:]
            return
    yield run


def _left_of(text: str, place: int, paragraph: Span) -> str:
    """The sign before, past a few invisible ones; a space at the paragraph's start."""
    floor = max(paragraph.start, place - 4)
    while place > floor and text[place - 1] in INVISIBLE and text[place - 1] != "\u200c":
        place -= 1
    return text[place - 1] if place > paragraph.start else " "


def _right_of(text: str, place: int, paragraph: Span) -> str:
    ceiling = min(paragraph.end, place + 4)
    while place < ceiling and text[place] in INVISIBLE and text[place] != "\u200c":
        place += 1
    return text[place] if place < paragraph.end else " "


def _is_ideograph(sign: str) -> bool:
    return (
        "\u2e80" <= sign <= "\u9fff" or "\uac00" <= sign <= "\ud7ff" or "\uff00" <= sign <= "\uffef"
    )


def _between(left: str, right: str) -> Direction:
    """The direction of a sign that has none of its own, by what stands on both sides."""
    before_space, after_space = left.isspace(), right.isspace()
    if left in "'’":  # Only that of an elision is not looked at together with the sign.
        return Direction.OPENS
    may_open = before_space or left in OPENS_AFTER or left in DASHES
    may_close = after_space or right in CLOSES_BEFORE or right in DASHES
    if may_open != may_close:
        return Direction.OPENS if may_open else Direction.CLOSES
    if not may_open:
        return Direction.EITHER
    if after_space:
        return Direction.EITHER if before_space else Direction.CLOSES
    if before_space:
        if right == ".":  # It may be the first of three.
            return Direction.EITHER
        return Direction.OPENS if right in "…-–—*_#&" else Direction.CLOSES
    return Direction.OPENS if left in OPENS_AFTER else Direction.EITHER


def _sign(text: str, match: re.Match[str], left: str, right: str, paragraph: Span) -> Sign | None:
    mark = match[0]
    family = FAMILIES[mark]
    direction = _between(left, right)
    sign = Sign(match.start(), match.end(), mark, family, direction)
    if mark in ONLY_OPENS:
        sign.direction = Direction.OPENS
    elif mark in ONLY_CLOSES:
        sign.direction = Direction.CLOSES
    elif family is Family.SINGLE:
        return _single(text, sign, left, right, paragraph)
    elif right in NO_BREAK and left not in NO_BREAK and mark not in "»›”":
        sign.direction = Direction.OPENS
    elif left in NO_BREAK and right not in NO_BREAK and mark not in "«‹":
        sign.direction = Direction.CLOSES
    elif mark == "“" and (_is_ideograph(left) or _is_ideograph(right)):
        sign.direction = Direction.OPENS
    elif mark == "”" and direction is Direction.EITHER:
        sign.direction = Direction.CLOSES
    elif mark in ("``", "‘‘") and direction is Direction.EITHER:
        sign.direction = Direction.OPENS
    if direction is Direction.CLOSES and left.isdigit() and mark in "\"”''":
        sign.is_sure = False
    return sign


def _single(text: str, sign: Sign, left: str, right: str, paragraph: Span) -> Sign | None:
    """A single mark, or None for an apostrophe."""
    mark = sign.mark
    if _is_ideograph(left) or _is_ideograph(right):
        if mark in "‘’":
            sign.direction = Direction.OPENS if mark == "‘" else Direction.CLOSES
            return sign
    elif left.isalnum() and right.isalnum():
        return None
    if mark == "‚":
        sign.direction = Direction.OPENS
        return None if left.isalnum() or right.isspace() else sign
    if sign.direction is Direction.EITHER or (left in NO_BREAK) != (right in NO_BREAK):
        if right in NO_BREAK and left not in NO_BREAK:
            sign.direction = Direction.OPENS
        elif left in NO_BREAK or (mark == "’" and not left.isspace()):
            sign.direction = Direction.CLOSES
        elif mark in "‘`" and not right.isspace():
            sign.direction = Direction.OPENS
        else:
            return None
    if sign.direction is Direction.OPENS:
        clipped = CLIPPED.match(text, sign.end, min(paragraph.end, sign.end + 12))
        if clipped is not None and (mark != "‘" or CLIPPED_SURELY.match(clipped[0])):
            return None
        sign.is_sure = mark == "‘"
        return sign
    sign.is_sure = not _may_be_apostrophe(text, sign, left, right, paragraph)
    return sign


def _may_be_apostrophe(text: str, sign: Sign, left: str, right: str, paragraph: Span) -> bool:
    """Whether it may end a plural (dogs’), a clipped word (goin’), or a number of feet."""
    if left.isdigit():
        return True
    if not right.isspace() and right not in DASHES:
        return False
    before = text[max(paragraph.start, sign.start - 3) : sign.start].casefold()
    if before.endswith(("s", "x", "z")):
        return True
    return before.endswith("in") and before[:1].isalpha() and sign.mark != "‘"


def _turn_angles(signs: Sequence[Sign]) -> None:
    """Decide which way angles point in this paragraph: «so», or »so«, or »so», as in Sweden."""
    angles = [sign for sign in signs if sign.mark in ANGLES]
    if not angles:
        return
    marks = {sign.mark for sign in angles}
    if len(marks) == 1:
        for sign in angles:
            if sign.direction is Direction.EITHER and sign.mark in "»›":
                sign.direction = Direction.CLOSES
        return
    usual = sum(_votes(sign) for sign in angles)
    for sign in angles:
        opens = (sign.mark in "«‹") == (usual >= 0)
        sign.direction = Direction.OPENS if opens else Direction.CLOSES


def _votes(sign: Sign) -> int:
    if sign.direction is Direction.EITHER:
        return 0
    return 1 if (sign.mark in "«‹") == (sign.direction is Direction.OPENS) else -1
