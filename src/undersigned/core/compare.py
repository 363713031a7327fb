"""What two sequences share, such as the words or the lines of two versions of a text.

Comparing takes time in proportion to the size of both, whatever they hold: where they share too
little for that, what lies between counts as different.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

# What one comparison may cost, in steps of an inner loop; well under a second.
_MAX_STEPS: Final = 2_000_000
_MAX_DIFFERENCES: Final = 1_000


def compare(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int, int]]:
    """The runs that two sequences share: place in one, place in the other, length.

    In order, maximal, and ending with an empty run at both ends.
    """
    comparison = _Comparison(before, after)
    comparison.run()
    matches: list[tuple[int, int, int]] = []
    for start, new_start, length in sorted(comparison.matches):
        if (
            matches
            and matches[-1][0] + matches[-1][2] == start
            and (matches[-1][1] + matches[-1][2] == new_start)
        ):
            matches[-1] = (*matches[-1][:2], matches[-1][2] + length)
        else:
            matches.append((start, new_start, length))
    return [*matches, (len(before), len(after), 0)]


class _Comparison:
    """Patience diff: words that each side has once divide the texts, Myers compares the rest.

    Bram Cohen's patience diff; Myers, "An O(ND) difference algorithm and its variations" (1986).
    """

    def __init__(self, before: Sequence[str], after: Sequence[str]) -> None:
        self.matches: list[tuple[int, int, int]] = []
        self._before = before
        self._after = after
        self._steps = _MAX_STEPS

    def run(self) -> None:
        regions = [(0, len(self._before), 0, len(self._after))]
        while regions:
            start, end, new_start, new_end = self._trimmed(*regions.pop())
            self._steps -= end - start + new_end - new_start
            if start == end or new_start == new_end or self._steps < 0:
                continue
            anchors = self._unique(start, end, new_start, new_end)
            if not anchors:
                self._myers(start, end, new_start, new_end)
                continue
            for place, new_place in anchors:
                regions.append((start, place, new_start, new_place))
                self.matches.append((place, new_place, 1))
                start, new_start = place + 1, new_place + 1
            regions.append((start, end, new_start, new_end))

    def _trimmed(
        self, start: int, end: int, new_start: int, new_end: int
    ) -> tuple[int, int, int, int]:
        before, after = self._before, self._after
        first, last = start, end
        while start < end and new_start < new_end and before[start] == after[new_start]:
            start += 1
            new_start += 1
        if start > first:
            self.matches.append((first, new_start - start + first, start - first))
        while start < end and new_start < new_end and before[end - 1] == after[new_end - 1]:
            end -= 1
            new_end -= 1
        if end < last:
            self.matches.append((end, new_end, last - end))
        return start, end, new_start, new_end

    def _unique(self, start: int, end: int, new_start: int, new_end: int) -> list[tuple[int, int]]:
        """The longest sequence of words in the same order that both sides have exactly once."""
        before, after = self._before[start:end], self._after[new_start:new_end]
        counts, new_counts = Counter(before), Counter(after)
        new_places = {
            word: place
            for place, word in enumerate(after, start=new_start)
            if new_counts[word] == 1 and counts.get(word) == 1
        }
        # The heap of patience: `tops` are the smallest last places of increasing sequences.
        tops: list[int] = []
        top_pairs: list[tuple[int, int]] = []
        behind: dict[tuple[int, int], tuple[int, int] | None] = {}
        for place, word in enumerate(before, start=start):
            if word in new_places:
                pair = (place, new_places[word])
                pile = bisect_left(tops, pair[1])
                behind[pair] = top_pairs[pile - 1] if pile else None
                tops[pile : pile + 1] = [pair[1]]
                top_pairs[pile : pile + 1] = [pair]
        found: list[tuple[int, int]] = []
        pair_or_none = top_pairs[-1] if top_pairs else None
        while pair_or_none:
            found.append(pair_or_none)
            pair_or_none = behind[pair_or_none]
        return found[::-1]

    def _myers(self, start: int, end: int, new_start: int, new_end: int) -> None:
        """Match as much as possible, or nothing when that takes too many steps."""
        before, after = self._before[start:end], self._after[new_start:new_end]
        size, new_size = len(before), len(after)
        reach = {1: 0}
        trace: list[dict[int, int]] = []
        for differences in range(min(size + new_size, _MAX_DIFFERENCES) + 1):
            trace.append(reach)
            reached: dict[int, int] = {}
            for diagonal in range(-differences, differences + 1, 2):
                first = x = max(_ways(reach, diagonal, size, new_size))
                if x < 0:
                    continue
                y = x - diagonal
                while x < size and y < new_size and before[x] == after[y]:
                    x += 1
                    y += 1
                reached[diagonal] = x
                self._steps -= 1 + x - first
                if x == size and y == new_size:
                    trace.append(reached)
                    for place, off, length in _traced_back(trace, size, new_size):
                        self.matches.append((start + place, new_start + place - off, length))
                    return
            if self._steps < 0:
                return
            reach = reached


def _ways(reach: dict[int, int], diagonal: int, size: int, new_size: int) -> tuple[int, int]:
    """How far one more difference leads on a diagonal: a word added, a word removed; -1: nowhere.

    `reach` has the furthest place in the first text for each diagonal (place minus new place).
    """
    added, removed = reach.get(diagonal + 1, -1), reach.get(diagonal - 1, -2) + 1
    return (
        added if added - diagonal <= new_size else -1,
        removed if removed <= size else -1,
    )


def _traced_back(
    trace: list[dict[int, int]], size: int, new_size: int
) -> Iterator[tuple[int, int, int]]:
    """The matches on the shortest way, from the last: place, diagonal, length."""
    diagonal = size - new_size
    for differences in range(len(trace) - 1, 0, -1):
        x = trace[differences][diagonal]
        added, removed = _ways(trace[differences - 1], diagonal, size, new_size)
        first = max(added, removed)
        if x > first:
            yield first, diagonal, x - first
        diagonal += 1 if added >= removed else -1
