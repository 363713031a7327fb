"""The front page: the letters of this server."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.support.letters import T0, make_account, make_draft, make_open_letter
from tests.web.markup import text_of
from undersigned.stages.publish import close_letter
from undersigned.web.page_cache import PAGES

pytestmark = pytest.mark.django_db


def test_the_front_lists_public_letters_open_ones_first(reader: Client) -> None:
    make_account()
    make_draft("draft")
    closed = make_open_letter("closed", languages=("en",))
    close_letter(closed, at=T0)
    make_open_letter("open", languages=("fa", "en"))
    html = text_of(reader.get("/"))
    assert html.index("/letters/open/fa/") < html.index("/letters/closed/en/")
    assert '<a href="/letters/open/fa/" lang="fa" hreflang="fa" dir="rtl">River fa</a>' in html
    assert "/letters/draft/" not in html
    make_open_letter("newest")
    PAGES.forget_revisions()
    assert "/letters/newest/en/" in text_of(reader.get("/"))


def test_the_front_asks_as_much_for_three_letters_as_for_one(reader: Client) -> None:
    counts = []
    for slugs in (["one"], ["two", "three"]):
        for slug in slugs:
            make_open_letter(slug)
        PAGES.clear()
        with CaptureQueriesContext(connection) as queries:
            reader.get("/")
        counts.append(len(queries))
    assert counts == [4, 4]


def test_an_empty_server_says_so(reader: Client) -> None:
    assert "No letter is public here yet." in text_of(reader.get("/"))
