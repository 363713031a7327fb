"""Feeds, the sitemap, and what is said to robots."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from undersigned.core.atom import MEDIA_TYPE, Feed, format_feed, stable_id
from undersigned.core.sitemap import format_sitemap
from undersigned.queries.front import front_revision
from undersigned.queries.letter_page import letter_page
from undersigned.queries.organization_evidence import organization_rows
from undersigned.queries.share import letter_entries, site_entries, sitemap_pages
from undersigned.queries.signatories import organizations
from undersigned.web.page_cache import keep_page
from undersigned.web.public import speaking

# What robots have no use for. The links in mails are secrets, and are not named here.
_NOT_FOR_ROBOTS = ("/workspace/", "/accounts/")
_ATOM = f"{MEDIA_TYPE}; charset=utf-8"


@require_safe
def site_feed(_request: HttpRequest) -> HttpResponse:
    """The newest letters of this server."""
    revision = front_revision()
    address = settings.CONFIG.address
    with speaking(settings.LANGUAGE_CODE):
        feed = Feed(
            # It names this server, as long as it has its address.
            id=f"{address}/",
            title=_("Open letters on %(site)s") % {"site": settings.CONFIG.host},
            language=settings.LANGUAGE_CODE,
            address=f"{address}{reverse('front')}",
            own_address=f"{address}{reverse('site_feed')}",
            authors=(settings.CONFIG.host,),
            entries=site_entries(),
        )
    response = HttpResponse(format_feed(feed), _ATOM)
    keep_page(response, slug="", revision=revision)
    return response


@require_safe
def letter_feed(_request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """What is new about one letter, in one of its languages."""
    with speaking(language):
        page = letter_page(slug, language)
        head = page.head
        rows = organization_rows(head.id, organizations(head.id), language)
        address = f"{settings.CONFIG.address}{reverse('letter', args=[slug, language])}"
        feed = Feed(
            id=stable_id(head.id, f"feed {language}"),
            title=head.title,
            language=language,
            address=address,
            own_address=f"{settings.CONFIG.address}{reverse('letter_feed', args=[slug, language])}",
            authors=tuple(row.logged.name for row in rows.partners) or (settings.CONFIG.host,),
            entries=letter_entries(head, page.opening),
        )
    response = HttpResponse(format_feed(feed), _ATOM)
    keep_page(response, slug=slug, revision=head.revision)
    return response


@require_safe
def sitemap(_request: HttpRequest) -> HttpResponse:
    """Every public letter in all of its languages, for search engines."""
    revision = front_revision()
    response = HttpResponse(format_sitemap(sitemap_pages()), "application/xml")
    keep_page(response, slug="", revision=revision)
    return response


@require_safe
def robots(_request: HttpRequest) -> HttpResponse:
    """What robots may read (RFC 9309), and where the sitemap is."""
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in _NOT_FOR_ROBOTS),
        "",
        f"Sitemap: {settings.CONFIG.address}{reverse('sitemap')}",
        "",
    ]
    response = HttpResponse("\n".join(lines), "text/plain; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


urlpatterns: list[URLPattern] = [
    path("feed.atom", site_feed, name="site_feed"),
    path("letters/<slug:slug>/<str:language>/feed.atom", letter_feed, name="letter_feed"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("robots.txt", robots, name="robots"),
]
