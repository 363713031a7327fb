"""Every request gets a number, which stands in its answer, in its error page and in the log."""

import logging
import random
import re
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from undersigned.adapters.logs import REQUEST_ID
from undersigned.web.client_address import is_from_a_proxy

if TYPE_CHECKING:
    from undersigned.adapters.metrics import RequestCounts

log = logging.getLogger(__name__)

HEADER: Final = "X-Request-ID"
# What proxies make: 32 digits, or a UUID. Nothing that is spelled with these names anybody.
_NUMBER: Final = re.compile(r"[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}", re.ASCII)
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})


class RequestMiddleware:
    """Numbers the request, and tells the log what became of it, without path, query or reader."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._teller = Teller()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number = number_of(request.META)
        token = REQUEST_ID.set(number)
        began = time.perf_counter()
        try:
            response = self.get_response(request)
            seconds = time.perf_counter() - began
            response.headers.setdefault(HEADER, number)
            status = response.status_code
            self._teller.tell(method_of(request), route_of(request, status), status, seconds)
        finally:
            REQUEST_ID.reset(token)
        return response


class Teller:
    """Tells the log and the metrics what became of requests."""

    def __init__(self) -> None:
        self._counts = _counts_if_wanted()

    def tell(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count an answer, and have the log say it if it says as much."""
        if self._counts is not None:
            self._counts.count(method=method, route=route, status=status, seconds=seconds)
        if log.isEnabledFor(logging.INFO):
            told = {"method": method, "route": route, "status": status}
            log.info("answered", extra={**told, "seconds": round(seconds, 6)})


def _counts_if_wanted() -> "RequestCounts | None":
    if not settings.CONFIG.metrics_token:
        return None
    from undersigned.adapters.metrics import request_counts  # noqa: PLC0415 optional dependency

    return request_counts()


def number_of(meta: Mapping[str, Any]) -> str:
    """The number that a proxy of ours gave it, else a new one; readers cannot choose theirs."""
    if is_from_a_proxy(meta):
        given = str(meta.get("HTTP_X_REQUEST_ID", "")).lower()
        if _NUMBER.fullmatch(given):
            return given
    # No secret; and to ask the system for random bytes would let all other threads go first.
    return f"{random.getrandbits(128):032x}"


def route_of(request: HttpRequest, status: int) -> str:
    """The name of the page in our list of addresses: an address may hold the token of a mail."""
    match = request.resolver_match
    if match is not None:
        return match.view_name or match.route
    # A page or file that was kept is answered before anything looks for its address in the list.
    return "memory" if status < 400 else "unmatched"


def method_of(request: HttpRequest) -> str:
    """The method, if it is one: clients may send any word."""
    return request.method if request.method in _METHODS else "other"
