"""A pace lets a few go at once after a rest, and then one after the other."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from undersigned.core.pace import Pace

AT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
LONG_AGO = AT - timedelta(days=1)


def test_after_a_rest_a_share_goes_at_once_and_the_others_evenly() -> None:
    slots, next_at = Pace(60, rest_seconds=2).slots(LONG_AGO, 5, at=AT)
    assert [slot - AT for slot in slots] == [
        timedelta(seconds=max(0, n)) for n in (-2, -1, 0, 1, 2)
    ]
    assert next_at == AT + timedelta(seconds=3)


def test_who_comes_next_waits_behind_those_who_wait() -> None:
    pace = Pace(60, rest_seconds=2)
    _slots, next_at = pace.slots(LONG_AGO, 5, at=AT)
    assert pace.slots(next_at, 1, at=AT)[0] == [AT + timedelta(seconds=3)]
    assert pace.slots(next_at, 0, at=AT) == ([], next_at)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 90), st.integers(0, 40)), max_size=12))
def test_in_no_minute_more_go_than_a_minute_and_a_rest_allow(asked: list[tuple[int, int]]) -> None:
    pace, at, next_at = Pace(30, rest_seconds=10), AT, LONG_AGO
    gone: list[datetime] = []
    for seconds, count in asked:
        at += timedelta(seconds=seconds)
        slots, next_at = pace.slots(next_at, count, at=at)
        assert all(slot >= at for slot in slots)
        gone += slots
    assert gone == sorted(gone)
    for first in gone:
        within = [slot for slot in gone if first <= slot < first + timedelta(minutes=1)]
        assert len(within) <= 30 + 5 + 1
