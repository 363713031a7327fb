"""What readers are told of signatures that were withdrawn because somebody found them not genuine.

The log says that they are withdrawn, and not why; that is the word of those who lead the letter.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from undersigned.core.suspects import runs
from undersigned.models import Decision, LeafRequest

MOST_RUNS: Final = 200
MOST_DECISIONS: Final = 50


@dataclass(frozen=True, slots=True)
class Said:
    """One decision: when, how many left the log by it, and why."""

    at: datetime
    withdrawn: int
    reason: str
    is_undone: bool


@dataclass(frozen=True, slots=True)
class NotGenuine:
    """How many of a letter are withdrawn as not genuine, at which places, and what was said."""

    total: int
    places: tuple[tuple[int, int], ...]
    more_places: int
    said: tuple[Said, ...]


def not_genuine(letter_id: str, size: int) -> NotGenuine | None:
    """What the published tree of that size says; None where there is nothing to tell."""
    requests = LeafRequest.objects.filter(
        letter=letter_id, is_not_genuine=True, action="withdraw", log_index__lt=size
    )
    places = list(requests.order_by("index").values_list("index", flat=True))
    if not places:
        return None
    decided = Decision.objects.filter(letter=letter_id, withdrawn__gt=0).order_by("-number")
    found = runs(places)
    return NotGenuine(
        total=len(places),
        places=tuple(found[:MOST_RUNS]),
        more_places=max(0, len(found) - MOST_RUNS),
        said=tuple(
            Said(each.at, each.withdrawn, each.reason, hasattr(each, "undone_by"))
            for each in decided.select_related("undone_by")[:MOST_DECISIONS]
        ),
    )
