"""In which language a page speaks, and everything that is said on the way to it."""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from undersigned.core.interface_languages import nearest_spoken
from undersigned.models import Account

_BELOW_A_LETTER = re.compile(r"/letters/[^/]+/([A-Za-z0-9-]{2,35})/")
# Until the signature is found, which knows its language.
_BY_MAILED_LINK = ("/confirm/", "/manage/")
# The pages of people who are signed in, or about to be.
_OF_MEMBERS = ("/workspace/", "/accounts/", "/invitations/", "/first/")


def spoken_languages() -> tuple[str, ...]:
    """The languages that the interface is offered in."""
    return tuple(tag for tag, _name in settings.LANGUAGES)


def nearest(language: str) -> str:
    """The language of the interface for one who reads `language`."""
    return nearest_spoken(language, spoken_languages())


def is_for_members(path: str) -> bool:
    """Whether the address belongs to the workspace or the accounts."""
    return path.startswith(_OF_MEMBERS)


def language_of_browser(request: HttpRequest) -> str:
    """The language that the browser asks for first among those that the interface speaks."""
    spoken = spoken_languages()
    for tag, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if tag.partition("-")[0] in spoken:
            return nearest_spoken(tag, spoken)
    return settings.LANGUAGE_CODE


def language_of_page(request: HttpRequest) -> str:
    """The language of the letter whose page was asked for, or our own.

    A public page says the same to everyone, so nothing of the person goes into it; but what is
    behind a mailed link is kept by nobody.
    """
    if request.path_info.startswith(_BY_MAILED_LINK):
        return language_of_browser(request)
    try:
        match = request.resolver_match or resolve(request.path_info)
        asked = str(match.kwargs.get("language", settings.LANGUAGE_CODE))
    except Resolver404:
        letter = _BELOW_A_LETTER.match(request.path_info)
        asked = letter[1] if letter else settings.LANGUAGE_CODE
    return nearest(asked)


class InterfaceLanguageMiddleware:
    """Speaks the language of the page to readers, and a member's own to a member."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_for_members(request.path_info):
            with translation.override(language_of_page(request)):
                return self.get_response(request)
        chosen = request.user.language if isinstance(request.user, Account) else ""
        language = nearest(chosen) if chosen else language_of_browser(request)
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        if not chosen:
            patch_vary_headers(response, ("Accept-Language",))
        return response
