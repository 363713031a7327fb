"""Conditions by which signatures are found that may not be genuine."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Standing(StrEnum):
    """Where the signatures stand that somebody looks at."""

    WAITING = "waiting"
    COUNTED = "counted"
    INVALIDATED = "invalidated"


@dataclass(frozen=True)
class Condition:
    """What all of them have in common; what is empty does not matter."""

    standing: Standing
    batch: int | None = None
    domain: str = ""
    # As `core.name_patterns.clean_pattern` writes it.
    pattern: str = ""
    since: datetime | None = None
    until: datetime | None = None

    @property
    def is_a_batch(self) -> bool:
        """Whether it means all that waits of one batch."""
        return self.standing is Standing.WAITING and self == Condition(
            Standing.WAITING, batch=self.batch
        )

    @property
    def is_empty(self) -> bool:
        """Whether it means all signatures that stand there."""
        return self == Condition(self.standing)


def runs(places: Iterable[int]) -> list[tuple[int, int]]:
    """Ascending numbers as runs, each its first and its last number."""
    found: list[tuple[int, int]] = []
    for place in places:
        if found and place == found[-1][1] + 1:
            found[-1] = (found[-1][0], place)
        else:
            found.append((place, place))
    return found
