"""Pictures of numbers, as geometry: what a line passes through, and how long each bar is.

Nothing is drawn here. A template makes SVG of it, with colours from the style sheet.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

# Of the line: units of its viewBox. Only their ratio is seen.
WIDTH = 640
HEIGHT = 200
# A line of more points shows nothing more at its size, and its table is longer than anyone reads.
MOST_POINTS = 60
# A longer list of countries ends with all the others together.
MOST_BARS = 12


@dataclass(frozen=True, slots=True)
class Point:
    """How many there were at the end of a day, and where that stands in the picture."""

    day: date
    number: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Line:
    """A number over time, from its first day to its last."""

    points: tuple[Point, ...]

    @property
    def path(self) -> str:
        """The line, as SVG writes it (SVG 2, 9.3)."""
        return "M" + "L".join(f"{point.x:g} {point.y:g}" for point in self.points)

    @property
    def area(self) -> str:
        """What lies under it."""
        first, last = self.points[0], self.points[-1]
        return f"{self.path}L{last.x:g} {HEIGHT}L{first.x:g} {HEIGHT}Z"

    @property
    def last(self) -> Point:
        return self.points[-1]

    @property
    def told(self) -> tuple[Point, ...]:
        """The points by day, each day once."""
        return tuple({point.day: point for point in self.points}.values())


@dataclass(frozen=True, slots=True)
class Bar:
    """One of several numbers; `share` is its length, 0 to 100, where the longest has 100."""

    key: str
    number: int
    share: float

    @property
    def rest(self) -> float:
        """What is left beside it: where it begins if it is drawn from right to left."""
        return round(100 - self.share, 2)


def line(days: Sequence[tuple[date, int]], *, until: date, is_mirrored: bool = False) -> Line:
    """The line of a number that is known at the end of some days, in their order, up to `until`.

    Long times are told by weeks or longer steps, each by its last day. With `is_mirrored` time
    runs from right to left. There has to be one day at least.
    """
    first = days[0][0]
    until = max(until, days[-1][0])
    span = (until - first).days
    step = -(-(span + 1) // (MOST_POINTS - 1))
    if step > 1:
        step = -(-step // 7) * 7
    # Counted back from the end, so that the step which is shorter is the first.
    ends = [until - timedelta(days=back) for back in range(0, span + 1, step)][::-1]
    if ends[0] != first:
        ends.insert(0, first)
    numbers = list(_at_the_end_of(ends, days))
    highest = max(number for _, number in numbers) or 1
    # A letter of one day has a line too: it is level.
    if len(numbers) == 1:
        xs = [0.0, float(WIDTH)]
        numbers *= 2
    else:
        whole = (ends[-1] - ends[0]).days
        xs = [WIDTH * (end - ends[0]).days / whole for end in ends]
    return Line(
        tuple(
            Point(
                day,
                number,
                round(WIDTH - x if is_mirrored else x, 1),
                # The topmost point keeps its dot within the picture.
                round(HEIGHT - (HEIGHT - 8) * number / highest, 1),
            )
            for x, (day, number) in zip(xs, numbers, strict=True)
        )
    )


def _at_the_end_of(
    ends: Sequence[date], days: Sequence[tuple[date, int]]
) -> Iterable[tuple[date, int]]:
    position, number = 0, 0
    for end in ends:
        while position < len(days) and days[position][0] <= end:
            number = days[position][1]
            position += 1
        yield end, number


def bars(numbers: Mapping[str, int]) -> tuple[Bar, ...]:
    """The largest first, at most MOST_BARS; all others are one number at the end, with the key "".

    What has the key "" in `numbers` goes into that one too. It has no length, since it is no
    part of the order, and is often longer than all. Numbers of 0 have no bar.
    """
    named = sorted(
        ((key, number) for key, number in numbers.items() if key and number),
        key=lambda one: (-one[1], one[0]),
    )
    kept = named[:MOST_BARS]
    left = numbers.get("", 0) + sum(number for _, number in named[MOST_BARS:])
    others = (Bar("", left, 0),) if left else ()
    return bars_in_order(kept) + others


def bars_in_order(numbers: Iterable[tuple[str, int]]) -> tuple[Bar, ...]:
    """A bar for each number that is not 0, as they come."""
    kept = [(key, number) for key, number in numbers if number]
    longest = max((number for _, number in kept), default=1)
    return tuple(Bar(key, number, round(100 * number / longest, 2)) for key, number in kept)
