"""How hard the task of a form is: harder, the more forms a letter gets."""

from datetime import timedelta
from typing import Final

# Forms are counted over this time.
RECENT: Final = timedelta(minutes=5)
# From so many recent forms of a letter on, a task takes so many times as long. The record of a
# national petition site, 2,000 signatures a minute, is in the third row.
STEPS: Final = ((0, 1), (600, 2), (3_000, 4), (15_000, 8))
# More than this need not be counted.
MOST: Final = STEPS[-1][0]


def factor(recent_forms: int) -> int:
    """By how much a task is harder than on a quiet day."""
    return max(times for forms, times in STEPS if recent_forms >= forms)
