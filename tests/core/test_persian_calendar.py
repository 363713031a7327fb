"""Days of the Solar Hijri calendar, as the calendars of Iran printed them."""

from datetime import date, timedelta

import pytest

from undersigned.core.display_names import date_text
from undersigned.core.persian_calendar import persian_date


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(1925, 3, 31), (1304, 1, 11)),  # The law that made it the calendar of Iran.
        (date(1979, 2, 11), (1357, 11, 22)),
        (date(1996, 3, 20), (1375, 1, 1)),
        (date(2000, 3, 20), (1379, 1, 1)),
        (date(2001, 3, 20), (1379, 12, 30)),  # A leap year of the Persian calendar.
        (date(2001, 3, 21), (1380, 1, 1)),
        (date(2017, 3, 20), (1395, 12, 30)),
        (date(2020, 3, 20), (1399, 1, 1)),
        (date(2021, 3, 20), (1399, 12, 30)),
        (date(2021, 3, 21), (1400, 1, 1)),
        (date(2024, 3, 19), (1402, 12, 29)),
        (date(2024, 3, 20), (1403, 1, 1)),
        (date(2025, 3, 21), (1404, 1, 1)),
        (date(2026, 9, 22), (1405, 6, 31)),
        (date(2026, 9, 23), (1405, 7, 1)),
        (date(2026, 11, 26), (1405, 9, 5)),
    ],
)
def test_a_day_is_the_one_that_was_printed(day: date, expected: tuple[int, int, int]) -> None:
    assert persian_date(day) == expected


def test_each_day_follows_the_one_before() -> None:
    before = persian_date(date(1800, 1, 1))
    for number in range(1, 119_000):
        year, month, day = persian_date(date(1800, 1, 1) + timedelta(days=number))
        if day > 1:
            assert (year, month, day - 1) == before
        elif month > 1:
            assert (year, month - 1, 31 if month <= 7 else 30) == before
        else:
            assert before in {(year - 1, 12, 29), (year - 1, 12, 30)}
        before = (year, month, day)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("fa", "۵ آذر ۱۴۰۵"),
        ("fa-IR", "۵ آذر ۱۴۰۵"),
        ("fa-AF", "۵ قوس ۱۴۰۵"),
        ("prs", "۵ قوس ۱۴۰۵"),
        ("fr", "26 novembre 2026"),
        ("de", "26. November 2026"),
        ("es", "26 de noviembre de 2026"),
        ("en", "26 November 2026"),
    ],
)
def test_a_day_is_written_in_the_calendar_of_the_language(language: str, expected: str) -> None:
    assert date_text(date(2026, 11, 26), language) == expected
