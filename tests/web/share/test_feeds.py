"""Feeds, the sitemap and what robots are told, as they are served."""

from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.support.letters import T0, correct_letter, log_all, make_draft, make_open_letter
from undersigned.stages.publish import close_letter
from undersigned.web.page_cache import PAGES

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
URL = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def xml_of(reader: Client, path: str, media_type: str) -> ET.Element:
    """Return a served document, once it is known to be kept and complete."""
    response = reader.get(path)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == media_type
    assert response.headers["Cache-Control"] == "public, max-age=1"
    assert response.headers["ETag"]
    assert not response.cookies
    root = ET.fromstring(response.content)
    if root.tag == f"{ATOM}feed":
        for element in (root, *root.findall(f"{ATOM}entry")):
            for required in ("id", "title", "updated"):
                assert (element.findtext(ATOM + required) or "").strip(), required
            assert [
                link for link in element.findall(f"{ATOM}link") if link.get("rel") == "alternate"
            ]
        assert root.findtext(f"{ATOM}author/{ATOM}name")
        ids = [entry.findtext(f"{ATOM}id") for entry in root.findall(f"{ATOM}entry")]
        assert len(set(ids)) == len(ids)
    return root


def atom(reader: Client, path: str) -> ET.Element:
    PAGES.forget_revisions()
    return xml_of(reader, path, "application/atom+xml; charset=utf-8")


def titles(root: ET.Element) -> list[str | None]:
    return [entry.findtext(f"{ATOM}title") for entry in root.findall(f"{ATOM}entry")]


def test_feed_of_the_site_lists_public_letters(reader: Client) -> None:
    assert titles(atom(reader, "/feed.atom")) == []
    make_open_letter("river", languages=("fa", "en"))
    make_draft("draft")
    root = atom(reader, "/feed.atom")
    (entry,) = root.findall(f"{ATOM}entry")
    assert entry.get(LANGUAGE) == "fa"
    assert entry.findtext(f"{ATOM}title") == "River fa"
    assert entry.findtext(f"{ATOM}summary") == "We write to you about the river that we share."
    home = f"{settings.CONFIG.address}/letters/river"
    assert [(link.get("hreflang"), link.get("href")) for link in entry.findall(f"{ATOM}link")] == [
        ("fa", f"{home}/fa/"),
        ("en", f"{home}/en/"),
    ]
    assert (
        f'href="{settings.CONFIG.address}/feed.atom"' in reader.get("/feed.atom").content.decode()
    )
    assert '<link rel="alternate" type="application/atom+xml" href="/feed.atom"' in (
        reader.get("/").content.decode()
    )


def test_feed_of_the_site_asks_as_much_for_three_letters_as_for_one(reader: Client) -> None:
    counts = []
    for slugs in (["one"], ["two", "three"]):
        for slug in slugs:
            make_open_letter(slug)
        PAGES.clear()
        with CaptureQueriesContext(connection) as queries:
            reader.get("/feed.atom")
        counts.append(len(queries))
    # Two of them for the revision, by which the front is kept, too.
    assert counts == [4, 4]


def test_feed_of_a_letter_tells_what_happened_to_it(reader: Client) -> None:
    letter = make_open_letter()
    path = "/letters/river/en/feed.atom"
    first = atom(reader, path)
    assert titles(first) == ["River en"]
    correct_letter(letter, at=T0 + timedelta(days=1))
    log_all(letter)
    assert titles(atom(reader, path)) == ["Corrected: edition 2", "River en"]
    close_letter(letter, by=letter.lead, at=T0 + timedelta(days=2))
    last = atom(reader, path)
    assert titles(last) == ["The letter is closed", "Corrected: edition 2", "River en"]
    assert last.findtext(f"{ATOM}updated") == "2026-03-03T12:00:00Z"
    # What has been told keeps its name, so that no reader is told twice.
    entries = (root.findall(f"{ATOM}entry")[-1] for root in (first, last))
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == 1
    assert first.findtext(f"{ATOM}id") == last.findtext(f"{ATOM}id")


def test_feed_of_a_letter_is_found_from_its_page(reader: Client) -> None:
    make_open_letter()
    address = f"{settings.CONFIG.address}/letters/river/fa/feed.atom"
    html = reader.get("/letters/river/fa/").content.decode()
    assert f'<link rel="alternate" type="application/atom+xml" href="{address}"' in html
    assert atom(reader, "/letters/river/fa/feed.atom").findtext(f"{ATOM}title") == "River fa"


def test_feed_of_a_letter_says_in_which_language_its_news_is(reader: Client) -> None:
    letter = make_open_letter(languages=("eo", "en"))
    close_letter(letter, by=letter.lead, at=T0 + timedelta(days=1))
    root = atom(reader, "/letters/river/eo/feed.atom")
    assert root.get(LANGUAGE) == "eo"
    assert titles(root) == ["The letter is closed", "River eo"]
    # There is no interface in Esperanto.
    assert [entry.get(LANGUAGE) for entry in root.findall(f"{ATOM}entry")] == ["en", None]
    root = atom(reader, "/letters/river/en/feed.atom")
    assert [entry.get(LANGUAGE) for entry in root.findall(f"{ATOM}entry")] == [None, None]


def test_sitemap_lists_each_language_of_public_letters(reader: Client) -> None:
    make_open_letter("river", languages=("fa", "en"))
    make_draft("draft")
    root = xml_of(reader, "/sitemap.xml", "application/xml")
    home = settings.CONFIG.address
    assert [url.findtext(f"{URL}loc") for url in root] == [
        f"{home}/",
        f"{home}/letters/river/fa/",
        f"{home}/letters/river/en/",
    ]
    links = [
        [
            (link.get("hreflang"), link.get("href"))
            for link in url.iter("{http://www.w3.org/1999/xhtml}link")
        ]
        for url in root
    ]
    river = [
        ("fa", f"{home}/letters/river/fa/"),
        ("en", f"{home}/letters/river/en/"),
        ("x-default", f"{home}/letters/river/"),
    ]
    assert links == [[], river, river]


def test_robots_are_told_where_not_to_go(reader: Client) -> None:
    response = reader.get("/robots.txt")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode() == (
        "User-agent: *\nDisallow: /workspace/\nDisallow: /accounts/\n\n"
        f"Sitemap: {settings.CONFIG.address}/sitemap.xml\n"
    )


@pytest.mark.parametrize(
    "rest", ["en/feed.atom", "en/card.png", "en/qr.svg", "en/qr.png", "en/share/", "en/embed/"]
)
def test_what_is_not_public_is_not_there(reader: Client, rest: str) -> None:
    make_draft("river")
    make_open_letter("lake")
    assert reader.get(f"/letters/river/{rest}").status_code == 404
    assert reader.get(f"/letters/lake/{rest}").status_code == 200
    assert reader.get(f"/letters/lake/{rest.replace('en/', 'de/')}").status_code == 404
