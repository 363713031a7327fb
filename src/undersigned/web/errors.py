"""Turns refusals of the stages, and what went wrong otherwise, into pages."""

import logging
import sys
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from undersigned.adapters.logs import REQUEST_ID
from undersigned.core.refusal import Refused
from undersigned.web.public import show
from undersigned.web.workspace.access import keep_typed_text

log = logging.getLogger(__name__)

# What a request brings along that broke down ahead of Django: it is answered, and not tried again.
FAILED: Final = "undersigned.failed"
_RETRY_SECONDS: Final = 10


class RefusalMiddleware:
    """Answers a refusal that no view has caught with its sentence and status."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (failed := request.META.get(FAILED)) is not None:
            raise failed
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return refusal_page(request, error) if isinstance(error, Refused) else None


def refusal_page(request: HttpRequest, refused: Refused) -> HttpResponse:
    """Say what was refused, with its sentence and status."""
    log.info("refused with %d: %s", refused.status, type(refused).__name__)
    if refused.status == 404:
        return page_not_found(request, refused)
    context = {"title": _("This cannot be done"), "sentence": refused.sentence}
    return show("errors/refused.html", context, language=_language(), status=refused.status)


def _language() -> str:
    """What the page that was asked for would have spoken; our own before that is known."""
    return get_language() or settings.LANGUAGE_CODE


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The request makes no sense."""
    return show("400.html", {}, language=_language(), status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page is for others."""
    return show("403.html", {}, language=_language(), status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """There is nothing at this address."""
    return show("404.html", {}, language=_language(), status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Something broke; the log of the server says what, under the number that the page shows."""
    # Django passes the error on in no other way.
    is_database = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    status = 503 if is_database else 500
    response = show("500.html", {"number": REQUEST_ID.get()}, language=_language(), status=status)
    if is_database:
        log.error("the database cannot be reached, is busy, or has no space left on its disk")
        # RFC 9110, section 15.6.4: it will go on by itself.
        response.headers["Retry-After"] = str(_RETRY_SECONDS)
    return response


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
    return show("errors/refused.html", context, language=_language(), status=403)
