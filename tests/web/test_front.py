"""The front page: the letters of this server, in the reader's language, page by page."""

from functools import partial

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.support.deliveries import mailed, make_signed_letter, token_of
from tests.support.letters import T0, correct_letter, make_account, make_draft, make_open_letter
from tests.web.markup import text_of
from undersigned.core.answers import Answer, Check
from undersigned.models import Letter
from undersigned.queries import front
from undersigned.stages.publish import close_letter
from undersigned.stages.response import (
    AnswerWords,
    DemandWords,
    publish_response,
    send_response,
    set_response_aside,
)
from undersigned.web.page_cache import PAGES

pytestmark = pytest.mark.django_db


def close(letter: Letter) -> None:
    close_letter(letter, by=letter.lead, at=T0)


def test_the_front_lists_public_letters_open_ones_first(reader: Client) -> None:
    make_account()
    make_draft("draft")
    close(make_open_letter("closed", languages=("en",)))
    make_open_letter("open", languages=("fa", "en"))
    html = text_of(reader.get("/?lang=fa"))
    assert html.index("/letters/open/fa/") < html.index("/letters/closed/en/")
    assert '<a href="/letters/open/fa/" lang="fa" hreflang="fa" dir="rtl">River fa</a>' in html
    assert "/letters/draft/" not in html
    make_open_letter("newest")
    PAGES.forget_revisions()
    assert "/letters/newest/fa/" in text_of(reader.get("/?lang=fa"))


def test_lists_hold_the_open_and_the_closed(reader: Client) -> None:
    close(make_open_letter("closed"))
    html = text_of(reader.get("/"))
    # There is nothing to choose between.
    assert "which=" not in html
    make_open_letter("open")
    PAGES.forget_revisions()
    html = text_of(reader.get("/"))
    assert 'href="/?which=open"' in html
    assert "which=answered" not in html
    for which, other in (("open", "closed"), ("closed", "open")):
        html = text_of(reader.get(f"/?which={which}"))
        assert f"/letters/{which}/en/" in html
        assert f"/letters/{other}/en/" not in html
    assert "There is no letter in this list." in text_of(reader.get("/?which=answered"))
    assert reader.get("/?which=all").status_code == 404


def test_a_letter_is_listed_as_answered_once_the_answer_is_public(reader: Client) -> None:
    letter = make_signed_letter()
    mailed(letter)
    words = AnswerWords(name="Ada Exemplar", demands={1: DemandWords(Answer.AGREE)})
    response = send_response(token_of(), words, at=T0)
    link = "/letters/river/en/"
    assert link not in text_of(reader.get("/?which=answered"))
    for decide, is_listed in (
        (partial(publish_response, how=Check.CALLED, note=""), True),
        (partial(set_response_aside, reason="Not theirs"), False),
    ):
        decide(letter, response.pk, by=letter.lead, at=T0)
        PAGES.forget_revisions()
        assert (link in text_of(reader.get("/?which=answered"))) is is_listed
        assert ("which=answered" in text_of(reader.get("/"))) is is_listed


def test_the_front_asks_as_much_for_three_letters_as_for_one(reader: Client) -> None:
    counts = []
    for slugs in (["one"], ["two", "three"]):
        for slug in slugs:
            make_open_letter(slug)
        PAGES.clear()
        with CaptureQueriesContext(connection) as queries:
            reader.get("/")
        counts.append(len(queries))
    # The revision and the number of searchable texts; the numbers, letters, texts and heads.
    assert counts == [6, 6]


def test_an_empty_server_says_so(reader: Client) -> None:
    html = text_of(reader.get("/"))
    assert "No letter is public here yet." in html
    assert 'role="search"' not in html


def test_a_letter_is_told_in_the_language_of_the_reader(reader: Client) -> None:
    make_open_letter(languages=("de", "fa", "pt-BR"))
    for header, told in (
        ("fa-IR,fa;q=0.9,en;q=0.5", "fa"),
        ("pt", "pt-BR"),
        ("en-US", "de"),
        ("", "de"),
        ("*", "de"),
        ("xx-\udcff, ,;;q=7" + "a" * 5000, "de"),
    ):
        # Each of them twice: from the view, and from what is kept.
        for _ in range(2):
            response = reader.get("/", headers={"Accept-Language": header})
            assert f'/letters/river/{told}/" lang="{told}" hreflang' in text_of(response), header
            assert "Accept-Language" in response.headers["Vary"]
            assert response.headers["Cache-Control"] == "private, max-age=1"


def test_a_language_in_the_address_is_for_everybody(reader: Client) -> None:
    make_open_letter(languages=("en", "fa"))
    make_open_letter("sea", languages=("en",))
    for header in ("en", "de"):
        response = reader.get("/?lang=fa", headers={"Accept-Language": header})
        assert "/letters/river/fa/" in text_of(response)
        assert "Accept-Language" not in response.headers["Vary"]
        assert response.headers["Cache-Control"] == "public, max-age=1"
    for wrong in ("", "%22%3E%3Cb%3E", "FA", "x" * 400):
        html = text_of(reader.get(f"/?lang={wrong}", headers={"Accept-Language": "fa"}))
        assert '<h3><a href="/letters/river/en/"' in html


def test_many_letters_are_paged(reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front, "PAGE_LETTERS", 2)
    for number in range(5):
        make_open_letter(f"river-{number}", languages=("en",))
    listed = [
        [slug for slug in (f"river-{number}" for number in range(5)) if f"/{slug}/" in html]
        for html in (text_of(reader.get(f"/?which=open&page={page}")) for page in (1, 2, 3))
    ]
    assert [len(slugs) for slugs in listed] == [2, 2, 1]
    assert len({slug for slugs in listed for slug in slugs}) == 5
    html = text_of(reader.get("/?page=2"))
    assert '<a rel="prev" href="/">' in html
    assert '<a rel="next" href="/?page=3">' in html
    for wrong in ("0", "4", "-1", "x", "٣", "1" * 30, "2&q=nothing"):
        assert reader.get(f"/?page={wrong}").status_code == 404, wrong


def test_a_corrected_title_is_shown_at_once(reader: Client) -> None:
    letter = make_open_letter(languages=("en",))
    before = front.front_revision()
    correct_letter(letter)
    assert front.front_revision() != before
