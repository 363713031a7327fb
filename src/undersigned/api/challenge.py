"""The task that the script of a form fetches, and solves while somebody fills it in."""

import time
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.utils import timezone

from undersigned.adapters.proof_of_work import make_challenge
from undersigned.api.reading import read_only
from undersigned.core.difficulty import factor
from undersigned.queries.limits import public_letter_id, recent_forms

# How long a letter's difficulty may be older than the database: a flood asks for tasks, too.
CHECK_SECONDS: Final = 5.0
_MOST_LETTERS: Final = 1000

_checked: dict[str, tuple[float, int]] = {}


@read_only
def challenge(_request: HttpRequest, slug: str) -> HttpResponse:
    """A new task, which nobody keeps: each is good for one form."""
    tries = settings.CONFIG.proof_tries * _times(slug)
    at = timezone.now()
    response = JsonResponse(make_challenge(settings.KEYS.secret, slug, tries=tries, at=at))
    response.headers["Cache-Control"] = "no-store"
    return response


def _times(slug: str) -> int:
    """By how much the tasks of a letter are harder now. Raises LetterNotFound."""
    now = time.monotonic()
    checked_at, times = _checked.get(slug, (0.0, 0))
    if not times or now - checked_at >= CHECK_SECONDS:
        times = factor(recent_forms(public_letter_id(slug), at=timezone.now()))
        if len(_checked) >= _MOST_LETTERS:
            _checked.clear()
        _checked[slug] = (now, times)
    return times


def forget_letters() -> None:
    """Look at the database for the next task, however short ago that was done."""
    _checked.clear()


urlpatterns: list[URLPattern] = [path("letters/<slug:slug>/challenge", challenge, name="challenge")]
