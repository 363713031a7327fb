"""Data: for each letter, who holds which data of those who sign, why and how long."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from undersigned.queries.letter_data import letter_data
from undersigned.queries.letter_page import letter_head
from undersigned.web.public import show_kept


@require_safe
def data(_request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """The page, made from the settings in force."""
    head = letter_head(slug, language)
    return show_kept(
        "data/data.html",
        {"letter": head, "data": letter_data(head.id)},
        language=language,
        revision=head.revision,
        slug=slug,
    )


urlpatterns: list[URLPattern] = [
    path("letters/<slug:slug>/<str:language>/data/", data, name="letter_data"),
]
