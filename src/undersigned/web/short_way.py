"""Short way: a form of a public page does not pass what only those who are signed in need."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import translation

from undersigned.core.refusal import Refused
from undersigned.web.errors import refusal_page
from undersigned.web.interface_language import language_of_page
from undersigned.web.public import TAKES_FORMS


class ShortWayMiddleware:
    """Takes a form straight to the public view that takes it.

    Such a view knows no session, no account and no cookie, so all that it goes without is time:
    more than the view itself needs, while many sign.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return self.get_response(request)
        try:
            match = resolve(request.path_info)
        except Resolver404:
            return self.get_response(request)
        if not hasattr(match.func, TAKES_FORMS):
            return self.get_response(request)
        request.resolver_match = match
        request.get_host()  # Refuses a host that is not ours, as the long way does.
        with translation.override(language_of_page(request)):
            try:
                response: HttpResponse = match.func(request, *match.args, **match.kwargs)
            except Refused as refused:
                response = refusal_page(request, refused)
        response.headers.setdefault("Content-Length", str(len(response.content)))
        return response
