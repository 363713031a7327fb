"""The language that a reader wants on the front, which has an address for every language but one.

`/?lang=fa` is one page for everybody, and may be kept by anybody. `/` follows the browser: it is
kept here once for each language that is common anywhere, never for what else a header says, and
elsewhere only by the browser itself, since few caches know how to tell such pages apart.
"""

from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation.trans_real import parse_accept_lang_header

from undersigned.core.errors import Malformed
from undersigned.core.language_choice import common_language
from undersigned.core.languages import check_language

FRONT = "/"


def leaves_language_open(query: str) -> bool:
    """Whether the front at this query follows the browser."""
    return not query or all(part.partition("=")[0] != "lang" for part in query.split("&"))


@lru_cache(maxsize=512)
def first_language(accepted: str) -> str:
    """The first language of an `Accept-Language` that is common anywhere, else our own."""
    for sent, _quality in parse_accept_lang_header(accepted):
        if tag := common_language(sent):
            return tag
    return settings.LANGUAGE_CODE


def reader_language(request: HttpRequest) -> str | None:
    """The language of the browser on the front; None where the address names one."""
    if not leaves_language_open(request.META["QUERY_STRING"]):
        return None
    return first_language(request.headers.get("Accept-Language", "")[:500])


def named_language(request: HttpRequest) -> str | None:
    """The language that the address names; None if it names none, or nothing that is one."""
    tag = request.GET.get("lang", "")
    try:
        check_language(tag)
    except Malformed:
        return None
    return tag
