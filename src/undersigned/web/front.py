"""The front page: the letters of this server."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from undersigned.queries.front import front_revision, public_letters
from undersigned.web.public import show_kept


@require_safe
def front(_request: HttpRequest) -> HttpResponse:
    """The public letters of this server."""
    revision = front_revision()
    return show_kept(
        "front/front.html",
        {"letters": public_letters()},
        language=settings.LANGUAGE_CODE,
        revision=revision,
        slug="",
    )


urlpatterns: list[URLPattern] = [path("", front, name="front")]
