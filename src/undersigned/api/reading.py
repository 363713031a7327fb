"""What all addresses for programs have in common: they are read, and nothing else."""

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

View = TypeVar("View", bound=Callable[..., HttpResponse])


def read_only(view: View) -> View:
    """Answer other methods with 405 as RFC 9110 has it, and not with a page about forms."""
    only: View = csrf_exempt(require_safe(view))
    return only
