"""Passages that comments and suggestions stand at, and where each is after an edit of the text."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from undersigned.core.errors import Malformed
from undersigned.core.words import compare_words, split_words


@dataclass(frozen=True, slots=True)
class Anchor:
    """A passage: the characters of a text from `start` to before `end`, which are `quote`."""

    start: int
    end: int
    quote: str


def anchor_at(text: str, start: int, end: int) -> Anchor:
    """The anchor of the whole words that the characters from `start` to before `end` touch.

    So no anchor begins or ends within a grapheme cluster or a word. Raises Malformed when the
    characters are not in the text or are no more than white space.
    """
    if not 0 <= start < end <= len(text):
        raise Malformed("The passage does not lie within the text.")
    start, end = _trimmed(text, start, end)
    if start == end:
        raise Malformed("The passage holds no words.")
    start, end = _Places(split_words(text)).snapped(start, end)
    return Anchor(start, end, text[start:end])


def follow(anchor: Anchor, before: str, after: str) -> Anchor | None:
    """Where the passage stands after the edit that made `after` of `before`.

    It moves with edits before it and takes edits within it along; what is put in directly before
    or behind it does not become a part of it. Where an edit reaches across one of its ends, what
    is left of it stays. None when all of it was removed, or rewritten together with words around
    it. A passage that begins or ends within a word is widened to whole words when they change.

    Raises Malformed when the passage does not stand in `before`.
    """
    return follow_all([anchor], before, after)[0]


def follow_all(anchors: Sequence[Anchor], before: str, after: str) -> tuple[Anchor | None, ...]:
    """What `follow` says of each anchor; the two texts are compared once."""
    for anchor in anchors:
        _check(anchor, before)
    if before == after:
        return tuple(anchors)
    following = _Following(before, after)
    return tuple(map(following.follow, anchors))


def apply_suggestion(text: str, anchor: Anchor, replacement: str) -> str:
    """The text with `replacement` in place of the passage.

    When nothing replaces it, a space beside it goes with it, so that none is left over.
    Raises Malformed when the passage does not stand in the text.
    """
    _check(anchor, text)
    start, end = anchor.start, anchor.end
    if not replacement:
        is_end = end == len(text) or text[end].isspace()
        if is_end and text[start - 1 : start] == " ":
            start -= 1
        elif text[end : end + 1] == " " and (not start or text[start - 1].isspace()):
            end += 1
    return text[:start] + replacement + text[end:]


def _check(anchor: Anchor, text: str) -> None:
    if not 0 <= anchor.start < anchor.end <= len(text) or (
        text[anchor.start : anchor.end] != anchor.quote
    ):
        raise Malformed("The passage does not stand in the text any more.")


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The place without the white space at its ends; an empty one when there is nothing else."""
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    return start, max(start, start + len(words.strip()))


class _Places:
    """Where the parts of a text stand in it, in characters."""

    def __init__(self, parts: Sequence[str]) -> None:
        self.starts = [0, *accumulate(map(len, parts))]
        # Where words begin and end, without those that are empty.
        words = [place for place in range(0, len(parts), 2) if parts[place]]
        self._words = [self.starts[place] for place in words]
        self._ends = [self.starts[place + 1] for place in words]

    def snapped(self, start: int, end: int) -> tuple[int, int]:
        """The words that a place touches, from the beginning of the first to behind the last."""
        first = bisect_right(self._ends, start)
        behind = bisect_left(self._words, end)
        if first >= behind:
            return start, end
        return min(start, self._words[first]), max(end, self._ends[behind - 1])


class _Following:
    """One edit of a text, ready to be asked about many passages."""

    def __init__(self, before: str, after: str) -> None:
        self._after = after
        parts, new_parts = split_words(before), split_words(after)
        self._places = _Places(parts)
        self._new_places = _Places(new_parts)
        starts, new_starts = self._places.starts, self._new_places.starts
        # Characters from, to before, and what they became, for each edit in order.
        self._edits = [
            (
                starts[edit.start],
                starts[edit.end],
                new_starts[edit.new_start],
                new_starts[edit.new_end],
            )
            for edit in compare_words(parts, new_parts, counts_chance=True)
        ]
        self._ends = [edit[1] for edit in self._edits]
        self._starts = [edit[0] for edit in self._edits]

    def follow(self, anchor: Anchor) -> Anchor | None:
        """Where the passage stands, or None."""
        start, end = anchor.start, anchor.end
        first, behind = self._within(start, end)
        if first == behind:
            moved = self._moved(first)
            return Anchor(start + moved, end + moved, anchor.quote)
        start, end = self._places.snapped(start, end)
        first, behind = self._within(start, end)
        edit_start, edit_end, new_start, new_end = self._edits[first]
        if edit_start <= start and edit_end >= end and (edit_start, edit_end) != (start, end):
            return None
        place = new_end if edit_start < start else start + self._moved(first)
        _, edit_end, new_start, _ = self._edits[behind - 1]
        new_place = new_start if edit_end > end else end + self._moved(behind)
        place, new_place = _trimmed(self._after, place, max(place, new_place))
        place, new_place = self._unmoved(anchor.quote, place, new_place)
        if place == new_place:
            return None
        place, new_place = self._new_places.snapped(place, new_place)
        return Anchor(place, new_place, self._after[place:new_place])

    def _within(self, start: int, end: int) -> tuple[int, int]:
        """The edits, from the first to before the last, that are not all before or behind."""
        first = bisect_right(self._ends, start)
        return first, max(first, bisect_left(self._starts, end))

    def _moved(self, number: int) -> int:
        """How far what stands behind the first `number` edits was moved by them."""
        if not number:
            return 0
        _, end, _, new_end = self._edits[number - 1]
        return new_end - end

    def _unmoved(self, quote: str, start: int, end: int) -> tuple[int, int]:
        """The passage as it was, when it still stands in or around the place.

        Words that stand more than once can be compared in several ways: "a b" became "a x a b" by
        two words put before it, or within it.
        """
        length = len(quote)
        if start == end or self._after[start:end] == quote:
            return start, end
        found = self._after.find(quote, max(0, end - length), start + length)
        if found < 0:
            found = self._after.find(quote, start, end)
        place = (found, found + length)
        return place if found >= 0 and self._new_places.snapped(*place) == place else (start, end)
