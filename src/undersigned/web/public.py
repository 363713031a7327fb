"""What all public pages share: their language, their answer, and where forms may come from."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, Literal, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from undersigned.core.languages import direction
from undersigned.web.interface_language import nearest
from undersigned.web.page_cache import keep_page

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


class SeeOther(HttpResponseRedirect):
    """What answers a form that was taken: the page to fetch, so that reloading repeats nothing."""

    status_code = 303


@dataclass(frozen=True)
class Chrome:
    """The language of what surrounds a letter's own words, for the attributes `lang` and `dir`.

    It is the letter's language where we have a catalogue of translations, else English.
    """

    language: str
    direction: Literal["ltr", "rtl"]

    @property
    def attributes(self) -> SafeString:
        """For an element in the interface language within a page of another one."""
        return format_html('lang="{}" dir="{}"', self.language, self.direction)


def chrome_for(language: str) -> Chrome:
    """The nearest language that the interface speaks."""
    tag = nearest(language)
    return Chrome(tag, direction(tag))


def speaking(language: str) -> AbstractContextManager[None]:
    """While it lasts, sentences are made in the interface language for `language`."""
    return translation.override(chrome_for(language).language)


def show(
    template: str,
    context: Mapping[str, object],
    *,
    language: str,
    status: int = 200,
) -> HttpResponse:
    """A page in the interface language for `language`.

    It is made without the request, so that nothing of a session, a cookie or an account can get
    into it. Unless a decorator says otherwise it is not kept by anyone.
    """
    chrome = chrome_for(language)
    with speaking(language):
        html = render_to_string(template, {"chrome": chrome, **context})
    response = HttpResponse(html, status=status)
    response.headers["Content-Language"] = chrome.language
    return response


def show_kept(
    template: str,
    context: Mapping[str, object],
    *,
    language: str,
    page_language: str | None = None,
    revision: str,
    slug: str,
) -> HttpResponse:
    """A page that is kept until the revision of the letter `slug` changes ("" for the front).

    `page_language` is the language of its main text, where that is not the interface's.
    """
    response = show(template, context, language=language)
    if page_language:
        response.headers["Content-Language"] = page_language
    keep_page(response, slug=slug, revision=revision)
    return response


def takes_forms(view: View[P]) -> View[P]:
    """For a public view that takes a form.

    It needs no protection by a cookie: a public page has no session that another site could
    borrow, and what a mailed link allows is allowed to whoever has the link. A form that a browser
    reports to come from another site is refused all the same, so that no page elsewhere can make
    its visitors send mails from here.
    """

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.method == "POST" and request.META.get("HTTP_SEC_FETCH_SITE") == "cross-site":
            return show(
                "errors/refused.html",
                {
                    "title": _("This form came from another website"),
                    "sentence": _(
                        "To be safe, nothing was done. Open the letter’s own page"
                        " and fill in the form there."
                    ),
                },
                language=translation.get_language() or settings.LANGUAGE_CODE,
                status=403,
            )
        response = view(request, *args, **kwargs)
        if request.method == "POST":
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return guarded


def keep_secret(response: HttpResponse) -> None:
    """Say that nobody keeps the page, passes its address on, or lists it."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"


def by_mailed_link(view: View[P]) -> View[P]:
    """For a page whose address is a secret: no one keeps it, passes it on, or lists it."""

    @takes_forms
    @wraps(view)
    def private(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        keep_secret(response)
        return response

    return private
