"""The address from which the script of a form fetches its task."""

import base64
import json
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from tests.support.letters import make_open_letter
from tests.support.proof import solve
from undersigned.adapters.proof_of_work import check_solution
from undersigned.api import challenge
from undersigned.core.difficulty import RECENT, STEPS
from undersigned.models import SentForm

pytestmark = pytest.mark.django_db

ADDRESS = "/letters/river/challenge"


@pytest.fixture(autouse=True)
def nothing_known() -> None:
    challenge.forget_letters()


def test_a_task_is_for_one_form_of_one_letter() -> None:
    letter = make_open_letter()
    first, second = Client().get(ADDRESS), Client().get(ADDRESS)
    assert first.headers["Content-Type"] == "application/json"
    assert first.headers["Cache-Control"] == "no-store"
    assert first.content != second.content
    assert not first.cookies
    at = timezone.now()
    check_solution(settings.KEYS.secret, letter.slug, solve(first.content), at=at)
    assert first.json()["parameters"]["data"] == {"letter": letter.slug}


def test_there_is_no_task_for_a_letter_that_is_not_there() -> None:
    assert Client().get("/letters/nothing/challenge").status_code == 404
    assert Client().post(ADDRESS).status_code in {403, 405}


def _times() -> int:
    challenge.forget_letters()
    return challenge._times("river")


def test_a_flood_makes_tasks_harder_for_its_letter_alone() -> None:
    letter = make_open_letter()
    make_open_letter(slug="valley")
    now = timezone.now()

    def add(count: int, *, name: str, at_seconds: float) -> None:
        rows = SentForm.objects.count()
        SentForm.objects.bulk_create(
            SentForm(
                proof=(rows + number).to_bytes(16, "big"),
                content=b"c",
                source=b"s",
                target=b"t",
                letter_id=name,
                at=now - timedelta(seconds=at_seconds),
            )
            for number in range(count)
        )

    forms = STEPS[1][0]
    assert _times() == 1
    add(forms, name="another", at_seconds=1)
    add(forms, name=letter.id, at_seconds=RECENT.total_seconds() + 60)
    add(forms - 1, name=letter.id, at_seconds=1)
    assert _times() == 1
    add(1, name=letter.id, at_seconds=1)
    # Known for some seconds, so that a flood of questions costs no more.
    assert challenge._times("river") == 1
    assert _times() == 2
    assert challenge._times("valley") == 1


def test_the_difficulty_is_that_of_the_setting() -> None:
    make_open_letter()
    tries = settings.CONFIG.proof_tries
    counters = []
    for _ in range(200):
        task = Client().get(ADDRESS).content
        counters.append(_counter(task))
    assert max(counters) < 2 * tries
    # With 200 even draws, fewer than one run in 10**13 has none in the upper or lower quarter.
    assert min(counters) < tries / 2
    assert max(counters) > tries * 3 / 2


def _counter(task: bytes) -> int:
    counter = json.loads(base64.b64decode(solve(task)))["solution"]["counter"]
    assert isinstance(counter, int)
    return counter
