"""Tasks get harder with a flood, and stay bearable."""

import pytest

from undersigned.core.difficulty import MOST, factor


@pytest.mark.parametrize(
    ("recent", "times"),
    [(0, 1), (599, 1), (600, 2), (2_999, 2), (3_000, 4), (14_999, 4), (MOST, 8), (10**9, 8)],
)
def test_a_task_is_harder_the_more_forms_a_letter_gets(recent: int, times: int) -> None:
    assert factor(recent) == times
