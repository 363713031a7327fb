"""Forms first: plain wishes and confirmations are taken before Django, which takes all the rest.

In the hour that matters most forms are a person's wish to sign and the button that confirms it.
What Django does for any request takes longer than what these two need. A form that is anything but
plain and right goes on as it came, and whatever has to be said about it is said there: so nothing
is refused here, and nothing decided otherwise than a view decides it.
"""

import re
import time
from collections.abc import Callable, Mapping
from functools import lru_cache
from io import BytesIO
from typing import Any, Final
from urllib.parse import parse_qsl

from django.db import InterfaceError, OperationalError, close_old_connections
from django.urls import reverse

from undersigned.adapters.logs import REQUEST_ID
from undersigned.web.confirm import CONFIRMING
from undersigned.web.errors import FAILED
from undersigned.web.headers import add_security_headers
from undersigned.web.page_address import is_our_host
from undersigned.web.public import SeeOther, keep_secret
from undersigned.web.requests import HEADER, Teller, number_of
from undersigned.web.sign import PersonForm, take

_SIGN: Final = re.compile("/letters/([-a-zA-Z0-9_]{1,100})/([A-Za-z0-9-]{2,35})/sign/")
_CONFIRM: Final = re.compile("/confirm/([A-Za-z0-9_-]{1,64})/")
_FORM: Final = "application/x-www-form-urlencoded"
# A form is mostly the solution of its task, and has about a dozen fields.
_MAX_BYTES: Final = 10_000
_MAX_FIELDS: Final = 20


class FormsFirst:
    """A WSGI application that takes those two, and leaves all the rest to another one."""

    def __init__(self, application: Callable[..., Any]) -> None:
        self._application = application
        self._teller = Teller()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:  # as WSGI has it
        """Answer a request."""
        if environ["REQUEST_METHOD"] == "POST" and not environ["QUERY_STRING"]:
            path = environ["PATH_INFO"]
            for pattern, take in _TAKEN.items():
                if (found := pattern.fullmatch(path)) and _is_plain(environ):
                    headers = self._take(take, environ, found)
                    if headers is not None:
                        start_response("303 See Other", headers)
                        return [b""]
                    break
        return self._application(environ, start_response)

    def _take(
        self, take: Callable[..., str], environ: dict[str, Any], found: re.Match[str]
    ) -> list[tuple[str, str]] | None:
        began = time.perf_counter()
        number = number_of(environ)
        token = REQUEST_ID.set(number)
        try:
            body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            # For whoever looks at it next.
            environ["wsgi.input"] = BytesIO(body)
            try:
                location = take(environ, body, *found.groups())
            except (OperationalError, InterfaceError) as error:
                # A database that is away keeps waiting whoever asks it: once is enough.
                environ[FAILED] = error
                return None
            except Exception:  # noqa: BLE001 found once more by Django, and answered there
                return None
            route = take.__name__
            self._teller.tell("POST", route, SeeOther.status_code, time.perf_counter() - began)
        finally:
            REQUEST_ID.reset(token)
            # As Django does after each request.
            close_old_connections()
        return [*_headers_of(route), ("Location", location), (HEADER, number)]


def _is_plain(environ: Mapping[str, Any]) -> bool:
    """Whether the form is of our own page, and of the usual kind and size."""
    length = environ.get("CONTENT_LENGTH") or "0"
    return (
        environ.get("CONTENT_TYPE", _FORM) == _FORM
        and len(length) < len(str(_MAX_BYTES))
        and length.isdecimal()
        and environ.get("HTTP_SEC_FETCH_SITE") != "cross-site"
        and is_our_host(environ.get("HTTP_HOST", ""))
    )


def sign(environ: Mapping[str, Any], body: bytes, slug: str, language: str) -> str:
    """Where a person goes whose wish was kept. Raises what the view shows as a page."""
    fields = parse_qsl(
        body.decode(), keep_blank_values=True, max_num_fields=_MAX_FIELDS, errors="strict"
    )
    form = PersonForm.read(dict(fields))
    if form is None:
        raise ValueError("something in the form is wrong")
    take(PersonForm, form, environ, slug, language)
    return _sent_path(slug, language)


def confirm(_environ: Mapping[str, Any], _body: bytes, token: str) -> str:
    """Where to go once a signature is confirmed. Raises what the view shows as a page."""
    CONFIRMING.ask(token)
    return reverse("confirm", args=[token])


_TAKEN: Final[dict[re.Pattern[str], Callable[..., str]]] = {_SIGN: sign, _CONFIRM: confirm}


@lru_cache(maxsize=256)
def _sent_path(slug: str, language: str) -> str:
    return reverse("sign_sent", args=[slug, language])


@lru_cache(maxsize=2)
def _headers_of(route: str) -> list[tuple[str, str]]:
    """What stands in the answer of a view besides where to go."""
    response = SeeOther("/")
    response.headers["Cache-Control"] = "no-store"
    if route == confirm.__name__:
        keep_secret(response)
    response.headers["Content-Length"] = "0"
    add_security_headers(response)
    return [(name, text) for name, text in response.items() if name != "Location"]
