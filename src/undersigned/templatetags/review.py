"""The open remarks of a text, wherever an editor looks: `{% open_remarks letter language %}`."""

from typing import Any

from django import template
from django.urls import reverse

from undersigned.core.languages import direction
from undersigned.models import Letter
from undersigned.queries.workspace.review import open_threads

register = template.Library()

MOST = 30


@register.inclusion_tag("workspace/review/_open.html")
def open_remarks(letter: Letter, language: str) -> dict[str, Any]:  # the context of a template
    """A compact list of the open threads, each with a link to its place on the reading page."""
    threads, count = open_threads(letter, language, most=MOST)
    return {
        "threads": threads,
        "count": count,
        "language": language,
        "direction": direction(language),
        "address": reverse("read_text", args=[letter.slug, language]),
    }
