"""The front page: the letters of this server, and the search in them."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from undersigned.core.display_names import language_name
from undersigned.core.errors import Malformed
from undersigned.core.languages import direction
from undersigned.core.lines import clean_line
from undersigned.queries.front import (
    FrontLanguage,
    FrontLetter,
    FrontPage,
    NoSuchFront,
    Which,
    front_page,
    front_revision,
)
from undersigned.queries.search import SEARCH_TEXTS, search_letters
from undersigned.web.paging import page_number, paging
from undersigned.web.public import chrome_for, show_kept
from undersigned.web.reader_language import named_language, reader_language

MAX_SEARCH = 200


@dataclass(frozen=True)
class Address:
    """What the address of the front says, and its query string for a change of that."""

    which: Which
    search: str
    named: str

    def __call__(
        self,
        *,
        which: Which | None = None,
        search: str | None = None,
        page: int = 1,
        lang: str = "",
    ) -> str:
        """The address with the same words and language; another list begins at its first page."""
        parts = {
            "q": self.search if search is None else search,
            "which": (self.which if which is None else which).value,
            "page": str(page) if page > 1 else "",
            "lang": lang or self.named,
        }
        said = urlencode({name: value for name, value in parts.items() if value})
        return f"{reverse('front')}?{said}" if said else reverse("front")


@dataclass(frozen=True)
class List:
    """One of the lists of letters, to be chosen."""

    which: Which
    link: str
    number: int
    is_here: bool


@dataclass(frozen=True)
class Group:
    """Letters that stand under one heading."""

    is_open: bool
    letters: tuple[FrontLetter, ...]


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The public letters of this server, or those that were searched for."""
    chosen = reader_language(request)
    language = chosen or named_language(request) or settings.LANGUAGE_CODE
    address = Address(_which(request), _search(request), "" if chosen else language)
    page = page_number(request, NoSuchFront)
    # Before the letters are read, so that what changes meanwhile makes the page anew.
    revision = front_revision()
    context: dict[str, object] = {
        "search": address.search,
        "named": address.named,
        "all_letters": address(which=Which.ALL, search=""),
        "languages": _languages(language, address),
    }
    if "q" in request.GET:
        template = "front/search.html"
        found = search_letters(address.search, language=language, page=page)
        context |= {"found": found, "limit": SEARCH_TEXTS}
        context["paging"] = paging(found.page, found.pages, lambda to: address(page=to))
    else:
        template = "front/front.html"
        listed = front_page(address.which, page, language)
        context |= {"groups": _groups(listed), "lists": _lists(address, listed)}
        context["paging"] = paging(listed.page, listed.pages, lambda to: address(page=to))
    response = show_kept(template, context, language=language, revision=revision, slug="")
    if chosen:
        response.headers["Cache-Control"] = "private, max-age=1"
        patch_vary_headers(response, ["Accept-Language"])
    return response


def _search(request: HttpRequest) -> str:
    typed = request.GET.get("q", "")
    for length in (4 * MAX_SEARCH, MAX_SEARCH):
        try:
            return clean_line(typed[:length], max_length=MAX_SEARCH)
        except Malformed:
            continue
    return ""


def _which(request: HttpRequest) -> Which:
    try:
        return Which(request.GET.get("which", ""))
    except ValueError as error:
        raise NoSuchFront(_("There is no such list of letters.")) from error


def _groups(listed: FrontPage) -> list[Group]:
    groups = [
        Group(is_open, tuple(letter for letter in listed.letters if letter.is_open == is_open))
        for is_open in (True, False)
    ]
    return [group for group in groups if group.letters]


def _lists(address: Address, listed: FrontPage) -> list[List]:
    """The lists that hold a letter; none where they would all be one."""
    lists = [
        List(which, address(which=which), listed.totals.of(which), which == address.which)
        for which in Which
        if listed.totals.of(which) or which == address.which
    ]
    return lists if len(lists) > 2 else []


def _languages(language: str, address: Address) -> list[tuple[FrontLanguage, str, bool]]:
    """The languages that the interface speaks, where to read in each, and whether it is this."""
    here = chrome_for(language).language
    tags = [tag for tag, _name in settings.LANGUAGES]
    return [
        (FrontLanguage(tag, direction(tag), language_name(tag)), address(lang=tag), tag == here)
        for tag in tags
    ]


urlpatterns: list[URLPattern] = [path("", front, name="front")]
