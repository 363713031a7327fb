"""Publish: the public pages of a letter: its text, who signed, and how to check both."""

from itertools import chain

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.urls import URLPattern, path, re_path, reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import require_safe

from undersigned.adapters.archive import zip_stream
from undersigned.core.errors import Malformed
from undersigned.core.lines import clean_line
from undersigned.queries.bundle import bundle_files
from undersigned.queries.letter_page import (
    LanguageLink,
    find_letter,
    letter_head,
    letter_languages,
    letter_page,
    revision,
    slug_of,
)
from undersigned.queries.log_files import NotInLog, vkey
from undersigned.queries.news import published_news
from undersigned.queries.not_genuine import not_genuine
from undersigned.queries.organization_evidence import organization_rows
from undersigned.queries.signatories import (
    SEARCH_ROWS,
    NoSuchPage,
    earlier_editions,
    organizations,
    people,
    shown,
    signatories,
)
from undersigned.web.coverage import quoted_html
from undersigned.web.paging import page_number, pages_near
from undersigned.web.public import show_kept, speaking
from undersigned.web.response import standing_of
from undersigned.web.share.head import shared_head

MAX_SEARCH = 200


@require_safe
def letter_in_any_language(request: HttpRequest, slug: str) -> HttpResponse:
    """Leads to the language that the reader prefers, else to the original."""
    return _lead_to("letter", request, slug)


@require_safe
def log(request: HttpRequest, letter_id: str) -> HttpResponse:
    """Leads whoever opens the address of a log, which is for programs, to what explains it."""
    return _lead_to("check", request, slug_of(letter_id))


def _lead_to(page: str, request: HttpRequest, slug: str) -> HttpResponse:
    language = _preferred(request, letter_languages(slug))
    response = HttpResponseRedirect(reverse(page, args=[slug, language]))
    response.headers["Cache-Control"] = "public, max-age=60"
    patch_vary_headers(response, ["Accept-Language"])
    return response


def _preferred(request: HttpRequest, languages: tuple[LanguageLink, ...]) -> str:
    header = request.headers.get("Accept-Language", "")
    tags = [link.language for link in languages]
    for wanted, _quality in parse_accept_lang_header(header):
        for tag in tags:
            if tag.lower() == wanted:
                return tag
        for tag in tags:
            if tag.lower().partition("-")[0] == wanted.partition("-")[0]:
                return tag
    return tags[0]


@require_safe
def letter(_request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """The letter, typeset, and who signed it."""
    page = letter_page(slug, language)
    head = page.head
    named = shown(head.id, head.revision)
    first = organizations(head.id)
    listed = organization_rows(head.id, first, language)
    with speaking(language):
        shared = shared_head(page, [row.logged.name for row in listed.partners])
    return show_kept(
        "publish/letter.html",
        {
            "letter": head,
            "shared": shared,
            "page": page,
            "quoted_html": quoted_html(head),
            "address": settings.CONFIG.address,
            "organizations": listed,
            "more_organizations": named.organizations > len(first),
            "people": people(head.id),
            "shown": named,
            "newest_news": next(iter(published_news(head.id, language, limit=1)), None),
            "earlier": earlier_editions(head.id, head.revision),
            "standing": standing_of(head),
            # Names of signatures that are on their way out may be gone before the head says so.
            "unnamed": max(0, head.counts.total - named.total),
        },
        language=language,
        page_language=language,
        revision=head.revision,
        slug=slug,
    )


@require_safe
def signatory_list(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """All names, page by page, or those that contain the words searched for."""
    head = letter_head(slug, language)
    try:
        search = clean_line(request.GET.get("q", "")[: 4 * MAX_SEARCH], max_length=MAX_SEARCH)
    except Malformed:
        search = request.GET.get("q", "")[:MAX_SEARCH]
    found = signatories(
        head.id, head.revision, search=search, page=page_number(request, NoSuchPage)
    )
    return show_kept(
        "publish/signatories.html",
        {
            "letter": head,
            "search": search,
            "found": found,
            "organizations": organization_rows(head.id, found.organizations, language),
            "limit": SEARCH_ROWS,
            "shown": shown(head.id, head.revision),
            "earlier": earlier_editions(head.id, head.revision),
            "unnamed": max(0, head.counts.total - shown(head.id, head.revision).total),
            "near": pages_near(found.page, found.pages),
        },
        language=language,
        revision=head.revision,
        slug=slug,
    )


@require_safe
def check(_request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """What the count is, what it proves and what not, and how anyone can check it."""
    head = letter_head(slug, language)
    return show_kept(
        "publish/check.html",
        {
            "letter": head,
            "not_genuine": not_genuine(head.id, head.counts.size),
            "vkey": vkey(head.id),
            "log_address": f"{settings.CONFIG.address}/log/{head.id}/",
            "bundle_path": reverse("bundle", args=[slug]),
        },
        language=language,
        revision=head.revision,
        slug=slug,
    )


@require_safe
def bundle(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Everything public about the letter in one file, written while it is sent."""
    public = find_letter(slug)
    etag = f'W/"{revision(slug)}"'
    headers = {
        "Content-Type": "application/zip",
        "Content-Disposition": f'attachment; filename="{slug}.zip"',
        "Cache-Control": "public, max-age=60",
        "ETag": etag,
        "Access-Control-Allow-Origin": "*",
    }
    if etag in request.headers.get("If-None-Match", ""):
        headers.pop("Content-Type")
        unchanged = HttpResponse(status=304, headers=headers)
        del unchanged.headers["Content-Type"]
        return unchanged
    files = bundle_files(public)
    try:
        first = next(files)
    except NotInLog:
        return HttpResponse(status=503, headers={"Retry-After": "5", "Cache-Control": "no-store"})
    if request.method == "HEAD":
        # Nobody knows its length before it is written, so none is named.
        return StreamingHttpResponse(iter(()), headers=headers)
    return StreamingHttpResponse(zip_stream(chain([first], files)), headers=headers)


urlpatterns: list[URLPattern] = [
    path("letters/<slug:slug>/", letter_in_any_language, name="letter_in_any_language"),
    path("letters/<slug:slug>/bundle.zip", bundle, name="bundle"),
    path("letters/<slug:slug>/<str:language>/", letter, name="letter"),
    path("letters/<slug:slug>/<str:language>/signatories/", signatory_list, name="signatories"),
    path("letters/<slug:slug>/<str:language>/check/", check, name="check"),
    # Receipt mails name the address of the log, and people open what looks like a link.
    re_path(r"^log/(?P<letter_id>[0-9a-f]{32})/\Z", log, name="log"),
]
