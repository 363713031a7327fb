"""Signs to pairs: which mark closes which, and what becomes of those that nothing closes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from undersigned.core.quotes.found import Span
from undersigned.core.quotes.marks.signs import Direction, Family, Sign, find_signs

SENTENCE_ENDS: Final = frozenset(".!?…؟۔。！？")


@dataclass(frozen=True, slots=True, order=True)
class Pair:
    """Quoted words with and without their marks; without a closing one it is not closed."""

    outer: Span
    inner: Span
    is_closed: bool


@dataclass(slots=True)
class _Paired:
    """What one paragraph gives: its pairs, an opening mark left over, a closing one too many."""

    pairs: list[Pair]
    unclosed: Sign | None
    unopened: Sign | None
    first: Sign | None


def find_pairs(text: str, paragraphs: Sequence[Span], language: str) -> Iterator[list[Pair]]:
    """The pairs of each paragraph, outer ones first, also those continued from the one before."""
    before: tuple[Span, _Paired] | None = None
    for paragraph in paragraphs:
        signs = find_signs(text, paragraph, language)
        waiting = before[1].unclosed if before is not None else None
        if waiting is not None and signs and _opens_again(signs[0], waiting, paragraph):
            signs[0].direction = Direction.OPENS
        here = _paired(signs)
        if before is not None:
            _carry_over(text, before[0], before[1], paragraph, here)
            yield sorted(before[1].pairs, key=lambda pair: (pair.outer.start, -pair.outer.end))
        before = (paragraph, here)
    if before is not None:
        _keep_unclosed(text, before[0], before[1])
        yield sorted(before[1].pairs, key=lambda pair: (pair.outer.start, -pair.outer.end))


def _opens_again(sign: Sign, waiting: Sign, paragraph: Span) -> bool:
    return sign.family is waiting.family and sign.start == paragraph.start


def _carry_over(text: str, earlier: Span, before: _Paired, paragraph: Span, here: _Paired) -> None:
    """Let the quotation that the paragraph before left open go on here, or end it there."""
    waiting = before.unclosed
    if waiting is None:
        return
    if here.first is not None and _opens_again(here.first, waiting, paragraph):
        before.pairs.append(_to_the_end(waiting, earlier))
        return
    closing = here.unopened
    if closing is not None and closing.family is waiting.family:
        before.pairs.append(_to_the_end(waiting, earlier))
        outer = Span(paragraph.start, closing.end)
        here.pairs = [pair for pair in here.pairs if not _crosses(pair.outer, outer)]
        here.pairs.append(Pair(outer, Span(paragraph.start, closing.start), is_closed=False))
        return
    _keep_unclosed(text, earlier, before)


def _crosses(one: Span, other: Span) -> bool:
    return one.overlaps(other) and not one.contains(other) and not other.contains(one)


def _keep_unclosed(text: str, paragraph: Span, paired: _Paired) -> None:
    """A quotation that nothing closes ends with its paragraph, if a sentence ends there."""
    sign = paired.unclosed
    if sign is None or sign.family is Family.SINGLE:
        return
    if text[paragraph.end - 1] in SENTENCE_ENDS:
        paired.pairs.append(_to_the_end(sign, paragraph))


def _to_the_end(sign: Sign, paragraph: Span) -> Pair:
    outer = Span(sign.start, paragraph.end)
    return Pair(outer, Span(sign.end, paragraph.end), is_closed=False)


def _paired(signs: Sequence[Sign]) -> _Paired:
    """Match the signs of a paragraph as brackets are matched.

    An apostrophe or inch that could close is skipped if a surer mark follows. Closing a mark drops
    the ones that were opened within and not closed.
    """
    skipped = _apostrophes(signs)
    stack: list[Sign] = []
    opened = dict.fromkeys(Family, 0)
    pairs: list[Pair] = []
    last_closed = dict.fromkeys(Family, -1)
    strays: list[Sign] = []
    unopened: Sign | None = None
    for place, sign in enumerate(signs):
        if place in skipped:
            continue
        if _opens(sign, stack, opened):
            stack.append(sign)
            opened[sign.family] += 1
            continue
        if not opened[sign.family] or (
            sign.family is Family.SINGLE and stack[-1].family is not Family.SINGLE
        ):
            if unopened is None and sign.family is not Family.SINGLE and not pairs:
                unopened = sign
            strays.append(sign)
            continue
        while True:
            opening = stack.pop()
            opened[opening.family] -= 1
            if opening.family is sign.family:
                break
        outer, inner = Span(opening.start, sign.end), Span(opening.end, sign.start)
        last_closed[sign.family] = max(last_closed[sign.family], opening.start)
        pairs.append(Pair(outer, inner, is_closed=True))
    mixed = _mixed(stack, strays)
    if mixed is not None:
        pairs.append(mixed)
        stack, unopened = [], None
    unclosed = next((s for s in stack if last_closed[s.family] < s.start), None)
    if unclosed is not None:
        pairs = [pair for pair in pairs if not _crosses(pair.outer, Span(unclosed.start, 1 << 62))]
    return _Paired(pairs, unclosed, unopened, signs[0] if signs else None)


def _mixed(stack: Sequence[Sign], strays: Sequence[Sign]) -> Pair | None:
    """The only mark left open and the only one too many, where they may be a pair: «so”."""
    if len(stack) != 1 or len(strays) != 1:
        return None
    opening, closing = stack[0], strays[0]
    may_be = {opening.family, closing.family} == {Family.DOUBLE, Family.ANGLE}
    if not may_be or not closing.is_sure or closing.start < opening.end:
        return None
    outer, inner = Span(opening.start, closing.end), Span(opening.end, closing.start)
    return Pair(outer, inner, is_closed=True)


def _opens(sign: Sign, stack: Sequence[Sign], opened: dict[Family, int]) -> bool:
    """Whether a sign opens a quotation, beside what is open already."""
    if sign.family is Family.DOUBLE and opened[Family.DOUBLE]:
        nearest = next((s for s in reversed(stack[-3:]) if s.family is Family.DOUBLE), None)
        low = nearest is not None and nearest.mark in ("„", "‟", ",,", "〝")
        if sign.mark == "“" and low and sign.direction is not Direction.OPENS:
            return False
        if sign.mark == "”":
            return False
    if sign.direction is not Direction.EITHER:
        return sign.direction is Direction.OPENS
    return not opened[sign.family]


def _apostrophes(signs: Sequence[Sign]) -> set[int]:
    """The places of unsure closing signs that a sure one of their family follows, unopened."""
    follows = dict.fromkeys(Family, False)
    found: set[int] = set()
    for place in range(len(signs) - 1, -1, -1):
        sign = signs[place]
        if sign.direction is Direction.OPENS:
            follows[sign.family] = False
        elif sign.direction is Direction.EITHER or sign.is_sure:
            follows[sign.family] = True
        elif follows[sign.family]:
            found.add(place)
    return found
