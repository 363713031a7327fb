"""Everything here is UTF-8: whatever else a client calls the charset of a request is left out.

Django reads a query by the charset of `Content-Type`, also where there is no body. So one address
could be read in two ways, and what is kept for one reader be wrong for the next.
"""

from collections.abc import Callable
from typing import Any

from django.utils.http import parse_header_parameters


class Utf8Only:
    """A WSGI application that hands requests on to another one without their charset."""

    def __init__(self, application: Callable[..., Any]) -> None:
        self._application = application

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:  # as WSGI has it
        """Answer a request."""
        given = environ.get("CONTENT_TYPE")
        if given and ";" in given:
            environ["CONTENT_TYPE"] = _without_charset(given)
        return self._application(environ, start_response)


def _without_charset(given: str) -> str:
    try:
        kind, parameters = parse_header_parameters(given)
    except (ValueError, LookupError):
        return ""
    boundary = parameters.get("boundary", "")
    # No browser puts these into one; within them another charset could stand.
    if not boundary or '"' in boundary or "\\" in boundary:
        return kind
    return f'{kind}; boundary="{boundary}"'
