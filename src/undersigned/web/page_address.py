"""What a kept page is found under, read from a request before Django sees it."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from undersigned.web.reader_language import FRONT, first_language, leaves_language_open

# Pages that anyone may keep stand here; what else does is merely never kept.
_BELOW: Final = "/letters/"
_ALONE: Final = frozenset({FRONT, "/feed.atom", "/robots.txt", "/sitemap.xml"})
# Made anew for everyone who asks, or too large to be kept.
_NEVER_KEPT: Final = ("/challenge", "/letter.pdf", "/bundle.zip")
# All that these pages read of a query. Networks add a word of their own to each link that is
# followed, and without this each reader whom they send would have a page made for himself.
PARAMETERS: Final = frozenset({"as", "lang", "page", "q", "which"})
# Longer addresses are made up by somebody who wants the memory filled with them.
MAX_ADDRESS: Final = 300
_MAX_QUERY: Final = 4_000
_MAX_HOST: Final = 300


class PageAddress(NamedTuple):
    """A page: its path as WSGI has it, what it reads of the query, and where open its language."""

    path: str
    query: str
    language: str


def page_address(environ: Mapping[str, Any]) -> PageAddress | None:
    """The address of what may be a kept page; None for all others, and for hosts not ours."""
    path: str = environ["PATH_INFO"]
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or not (
        (path.startswith(_BELOW) and not path.endswith(_NEVER_KEPT)) or path in _ALONE
    ):
        return None
    host = environ.get("HTTP_HOST") or environ["SERVER_NAME"]
    query: str = environ["QUERY_STRING"]
    if len(query) > _MAX_QUERY or not is_our_host(host):
        return None
    if query:
        query = "&".join(part for part in query.split("&") if part.partition("=")[0] in PARAMETERS)
    if len(path) + len(query) > MAX_ADDRESS:
        return None
    language = ""
    if path == FRONT and leaves_language_open(query):
        language = first_language(environ.get("HTTP_ACCEPT_LANGUAGE", "")[:500])
    return PageAddress(path, query, language)


def is_our_host(host: str) -> bool:
    """Whether this is a host for which Django would answer."""
    return len(host) <= _MAX_HOST and _is_ours(host)


@lru_cache(maxsize=64)
def _is_ours(host: str) -> bool:
    domain, _port = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)
