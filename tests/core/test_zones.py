"""Local times become one moment, or are refused for a reason."""

from datetime import UTC, datetime

import pytest

from undersigned.core.errors import Malformed
from undersigned.core.zones import NoSuchTime, TimeTwice, moment_of, offset_of, shown_in


def local(text: str) -> datetime:
    """What a clock on a wall shows."""
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("shown", "zone", "moment"),
    [
        (local("2026-07-01T09:00"), "Europe/Paris", datetime(2026, 7, 1, 7, tzinfo=UTC)),
        (local("2026-12-01T09:00"), "Europe/Paris", datetime(2026, 12, 1, 8, tzinfo=UTC)),
        (local("2026-12-01T09:00"), "Asia/Tehran", datetime(2026, 12, 1, 5, 30, tzinfo=UTC)),
        (local("2026-12-01T09:00"), "UTC", datetime(2026, 12, 1, 9, tzinfo=UTC)),
        # A minute before clocks are put back the first time is not yet twofold.
        (local("2026-10-25T01:59"), "Europe/Paris", datetime(2026, 10, 24, 23, 59, tzinfo=UTC)),
        (local("2026-10-25T03:00"), "Europe/Paris", datetime(2026, 10, 25, 2, 0, tzinfo=UTC)),
    ],
)
def test_time_is_the_moment_at_which_clocks_show_it(
    shown: datetime, zone: str, moment: datetime
) -> None:
    assert moment_of(shown, zone) == moment
    assert shown_in(moment, zone).replace(tzinfo=None) == shown


def test_hour_that_is_left_out_does_not_exist() -> None:
    with pytest.raises(NoSuchTime):
        moment_of(local("2026-03-29T02:30"), "Europe/Paris")
    moment_of(local("2026-03-29T02:30"), "UTC")


def test_hour_that_comes_twice_is_no_moment() -> None:
    for minute in (0, 30, 59):
        with pytest.raises(TimeTwice):
            moment_of(local(f"2026-10-25T02:{minute:02}"), "Europe/Paris")
    moment_of(local("2026-10-25T02:30"), "UTC")


@pytest.mark.parametrize("zone", ["", "Europe/Paros", "../../etc/passwd", "europe/paris", "UTC\0"])
def test_zone_that_there_is_not_is_refused(zone: str) -> None:
    with pytest.raises(Malformed):
        moment_of(local("2026-07-01T09:00"), zone)
    # What is stored already is told in UTC rather than not at all.
    assert shown_in(datetime(2026, 7, 1, 9, tzinfo=UTC), zone).tzinfo is UTC


def test_time_at_the_end_of_the_calendar_is_refused() -> None:
    with pytest.raises(Malformed):
        moment_of(local("9999-12-31T23:59"), "America/New_York")


@pytest.mark.parametrize(
    ("zone", "text"),
    [("UTC", "UTC"), ("Asia/Kathmandu", "UTC+05:45"), ("America/St_Johns", "UTC-03:30")],
)
def test_offset_is_told(zone: str, text: str) -> None:
    assert offset_of(shown_in(datetime(2026, 1, 1, tzinfo=UTC), zone)) == text
