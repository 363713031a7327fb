"""Turns refusals of the stages, and what went wrong otherwise, into pages."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from undersigned.core.refusal import Refused
from undersigned.web.public import show, speaking
from undersigned.web.workspace.access import keep_typed_text

log = logging.getLogger(__name__)


class RefusalMiddleware:
    """Answers a refusal that no view has caught with its sentence and status."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Refused):
            return None
        log.info("refused with %d: %s", error.status, type(error).__name__)
        if error.status == 404:
            return page_not_found(request, error)
        language = _language_of(request)
        with speaking(language):
            title = _("This cannot be done")
        context = {"title": title, "sentence": error.sentence}
        return show("errors/refused.html", context, language=language, status=error.status)


def _language_of(request: HttpRequest) -> str:
    """The language of the letter whose page was asked for, or our own."""
    try:
        return str(resolve(request.path_info).kwargs.get("language", settings.LANGUAGE_CODE))
    except Resolver404:
        return settings.LANGUAGE_CODE


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The request makes no sense."""
    return show("400.html", {}, language=_language_of(request), status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page is for others."""
    return show("403.html", {}, language=_language_of(request), status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """There is nothing at this address."""
    return show("404.html", {}, language=_language_of(request), status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Something broke; the log of the server says what."""
    return show("500.html", {}, language=settings.LANGUAGE_CODE, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open for too long, or came from elsewhere."""
    # Signing in makes the forms in other windows old; the words in them are still worth keeping.
    kept = keep_typed_text(
        request,
        title=_("Please save once more"),
        sentence=_("This form had expired, perhaps because you signed in again elsewhere."),
    )
    if kept is not None:
        return kept
    context = {
        "title": _("Please try once more"),
        "sentence": _("This form had expired. Go back, reload the page and send it again."),
    }
    return show("errors/refused.html", context, language=settings.LANGUAGE_CODE, status=403)
