"""A line passes through its numbers, and bars are as long as theirs."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.core.charts import HEIGHT, MOST_BARS, MOST_POINTS, WIDTH, bars, line

DAY = date(2026, 3, 1)


def after(days: int) -> date:
    return DAY + timedelta(days=days)


def test_a_line_goes_from_the_first_day_to_the_last() -> None:
    drawn = line([(DAY, 1), (after(1), 4), (after(3), 10)], until=after(4))
    assert [(point.day, point.number) for point in drawn.points] == [
        (DAY, 1),
        (after(1), 4),
        (after(2), 4),
        (after(3), 10),
        (after(4), 10),
    ]
    assert [point.x for point in drawn.points] == [0, 160, 320, 480, 640]
    assert drawn.path == "M0 180.8L160 123.2L320 123.2L480 8L640 8"
    assert drawn.area == f"{drawn.path}L640 200L0 200Z"


def test_time_can_run_from_right_to_left() -> None:
    drawn = line([(DAY, 1), (after(1), 2)], until=after(1), is_mirrored=True)
    assert [point.x for point in drawn.points] == [WIDTH, 0]


def test_one_day_is_a_level_line_and_told_once() -> None:
    drawn = line([(DAY, 7)], until=DAY)
    assert drawn.path == "M0 8L640 8"
    assert [(point.day, point.number) for point in drawn.told] == [(DAY, 7)]


def test_a_number_that_fell_to_zero_is_drawn() -> None:
    drawn = line([(DAY, 0)], until=after(1))
    assert [point.y for point in drawn.points] == [HEIGHT, HEIGHT]


def test_a_last_day_before_what_is_known_is_the_last_known() -> None:
    assert line([(DAY, 1), (after(2), 3)], until=DAY).last.day == after(2)


@given(st.integers(0, 4000), st.lists(st.integers(0, 10**6), min_size=1, max_size=30))
def test_long_times_have_few_points_that_end_today(span: int, numbers: list[int]) -> None:
    days = [(after(at), number) for at, number in enumerate(numbers) if at <= span]
    drawn = line(days, until=after(span))
    assert len(drawn.told) <= MOST_POINTS
    assert (drawn.last.day, drawn.last.number) == (after(max(span, len(days) - 1)), days[-1][1])
    for point in drawn.points:
        assert 0 <= point.x <= WIDTH
        assert 8 <= point.y <= HEIGHT
    assert drawn.told[0].day == DAY
    first, *steps = [
        (after.day - before.day).days
        for before, after in zip(drawn.told, drawn.told[1:], strict=False)
    ] or [0]
    assert len(set(steps)) <= 1
    assert all(step == 1 or step % 7 == 0 for step in steps)
    assert first <= max(steps, default=first)


def test_the_longest_bar_comes_first() -> None:
    drawn = bars({"FR": 3, "DE": 12, "IR": 3, "XX": 0})
    assert [(bar.key, bar.number, bar.share) for bar in drawn] == [
        ("DE", 12, 100),
        ("FR", 3, 25),
        ("IR", 3, 25),
    ]
    assert drawn[1].rest == 75


@pytest.mark.parametrize(
    ("countries", "unknown", "expected"),
    [(0, 0, []), (0, 4, [("", 4)]), (12, 0, None), (200, 5, None)],
)
def test_what_is_left_over_is_one_bar_at_the_end(
    countries: int, unknown: int, expected: list[tuple[str, int]] | None
) -> None:
    numbers = {f"C{number:03}": number + 1 for number in range(countries)} | {"": unknown}
    # However many they are, they do not make the others short.
    assert [bar.share for bar in bars(numbers | {"": 10**6})][:1] == [100 if countries else 0]
    drawn = [(bar.key, bar.number) for bar in bars(numbers)]
    assert sum(number for _, number in drawn) == sum(numbers.values())
    if expected is not None:
        assert drawn == expected
    else:
        assert len(drawn) == MOST_BARS + bool(countries > MOST_BARS or unknown)
        assert drawn[0] == (f"C{countries - 1:03}", countries)
        assert (drawn[-1][0] == "") == bool(countries > MOST_BARS or unknown)
