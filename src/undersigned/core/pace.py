"""Pace: how soon the next of many may go to one place, when so many a minute may go there.

This is the generic cell rate algorithm (ITU-T I.371) with one thing kept for each place: the moment
at which the next one is due when they go evenly.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Pace:
    """So many `a_minute`, evenly; after a rest the share of `rest_seconds` may go at once."""

    a_minute: int
    rest_seconds: int = 10

    @property
    def gap(self) -> timedelta:
        """The time between two when they go evenly."""
        return timedelta(minutes=1) / self.a_minute

    def slots(
        self, next_at: datetime, count: int, *, at: datetime
    ) -> tuple[list[datetime], datetime]:
        """When each of `count` may go, `at` or later, and the `next_at` that follows.

        Those that may go now do; the others follow one after the other at the pace.
        """
        next_at = max(next_at, at - timedelta(seconds=self.rest_seconds))
        slots = [max(at, next_at + number * self.gap) for number in range(count)]
        return slots, next_at + count * self.gap
