"""The public pages of news, the wish for it, and the link that ends it by one POST."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.support.client import person
from tests.support.letters import (
    T0,
    last_mail,
    make_news,
    make_open_letter,
    organization_wish,
    signed,
    subscribed,
    token_in,
)
from tests.web.markup import headers_of, text_of
from undersigned.models import Letter, Signature
from undersigned.queries.news import published_news
from undersigned.stages.news import NewsInput, publish_news, write_news
from undersigned.stages.sign import manage_link, news_link
from undersigned.stages.withdraw import withdraw_signature
from undersigned.web.page_cache import PAGES

pytestmark = pytest.mark.django_db

LIST = "/letters/river/en/news/"
ONE_CLICK = "List-Unsubscribe=One-Click"


@pytest.fixture
def letter() -> Letter:
    """Return an open letter in English and Persian."""
    return make_open_letter()


def path_of(link: str) -> str:
    return "/" + link.split("/", 3)[3]


def wants(signature: Signature) -> bool:
    return Signature.objects.get(pk=signature.pk).wants_news


def test_the_box_is_not_ticked_and_the_wish_is_no_part_of_the_signature(
    reader: Client, letter: Letter
) -> None:
    html = text_of(reader.get("/letters/river/en/sign/"))
    (box,) = re.findall(r'<input type="checkbox"[^>]*>', html)
    assert 'name="wants_news"' in box
    assert "checked" not in box
    assert 'name="wants_news"' in text_of(reader.get("/letters/river/en/sign/?as=organization"))
    for email, ticked in (("no@people.example", {}), ("yes@people.example", {"wants_news": "on"})):
        fields = {**person("Mina", email), **ticked}
        assert reader.post("/letters/river/en/sign/", fields).status_code == 303
        signature = Signature.objects.get(contact=email)
        assert signature.wants_news is bool(ticked)
        assert "wants_news" not in signature.committed_fields()
        confirm = text_of(reader.get(f"/confirm/{token_in(last_mail(email))}/"))
        assert ("yes, until you end it" in confirm) is bool(ticked)


def test_an_organization_can_ask_too(reader: Client, letter: Letter) -> None:
    wish = organization_wish()
    fields = {
        "name": wish.name, "email": wish.email, "website": wish.website, "country": "DE",
        "representative": wish.representative, "role": wish.role, "wants_news": "on",
    }  # fmt: skip
    assert reader.post("/letters/river/en/sign/?as=organization", fields).status_code == 303
    assert Signature.objects.get().wants_news is True


def test_a_mailbox_that_has_signed_is_not_signed_up_by_somebody_else(
    reader: Client, letter: Letter
) -> None:
    mine = signed(letter)
    fields = {**person("Mallory", "mina@people.example"), "wants_news": "on"}
    assert reader.post("/letters/river/en/sign/", fields).status_code == 303
    assert wants(mine) is False


def test_the_page_of_the_signature_says_it_and_changes_it(reader: Client, letter: Letter) -> None:
    mine = signed(letter)
    path = path_of(manage_link(mine))
    assert "Send me news of this letter" in text_of(reader.get(path))
    response = reader.post(path + "news/", {"news": "yes"})
    assert (response.status_code, response.headers["Location"]) == (303, path + "?done=news")
    html = text_of(reader.get(path + "?done=news"))
    assert "You get news of this letter by mail from now on." in html
    assert "yes, until you end it" in html
    reader.post(path + "news/", {"news": "no"})
    assert "You get no more news" in text_of(reader.get(path + "?done=no_news"))
    assert wants(mine) is False
    cross = reader.post(path + "news/", {"news": "yes"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert (cross.status_code, wants(mine)) == (403, False)
    assert reader.get(path + "news/").status_code == 405
    assert reader.post("/manage/x/news/", {"news": "yes"}).status_code == 404


@pytest.mark.parametrize("kind", ["form", "multipart", "cross-site", "empty"])
def test_one_post_of_a_mail_program_ends_the_news(
    reader: Client, letter: Letter, kind: str
) -> None:
    mine, other = subscribed(letter, 1), subscribed(letter, 2)
    path = path_of(news_link(mine))
    headers = {"Sec-Fetch-Site": "cross-site"} if kind == "cross-site" else {}
    if kind == "multipart":
        response = reader.post(path, {"List-Unsubscribe": "One-Click"})
    else:
        body = "" if kind == "empty" else ONE_CLICK
        response = reader.post(
            path, body, content_type="application/x-www-form-urlencoded", headers=headers
        )
    assert (response.status_code, response.content) == (200, b"Done.\n")
    assert (wants(mine), wants(other)) == (False, True)
    assert not reader.cookies
    assert response.headers["Cache-Control"] == "no-store"


def test_the_answer_does_not_tell_whose_token_it_was(reader: Client, letter: Letter) -> None:
    mine, gone, other = (subscribed(letter, number) for number in (1, 2, 3))
    withdrawn = path_of(news_link(gone))
    withdraw_signature(path_of(manage_link(gone)).split("/")[2], at=T0)
    good = path_of(news_link(mine))
    paths = [good, withdrawn, good[:-6] + "AAAA/", "/news/x/", path_of(manage_link(other)).replace(
        "/manage/", "/news/")]  # fmt: skip
    answers = set()
    for path in paths:
        response = reader.post(path, ONE_CLICK, content_type="application/x-www-form-urlencoded")
        answers.add((response.status_code, response.content, *headers_of(response)))
    assert len(answers) == 1
    assert (wants(mine), wants(other)) == (False, True)


def test_a_get_changes_nothing_and_the_page_takes_it_back(reader: Client, letter: Letter) -> None:
    mine = subscribed(letter)
    path = path_of(news_link(mine))
    for _ in range(2):
        response = reader.get(path)
        assert "Send me no more news" in text_of(response)
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["Referrer-Policy"] == "no-referrer"
    assert reader.head(path).status_code == 200
    assert wants(mine) is True
    response = reader.post(path, {"stop": "yes"})
    assert (response.status_code, response.headers["Location"]) == (303, path + "?done=stopped")
    assert "You get no more news of this letter." in text_of(reader.get(path + "?done=stopped"))
    assert wants(mine) is False
    # Nobody else's page signs somebody up.
    cross = reader.post(path, {"again": "yes"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert (cross.status_code, wants(mine)) == (403, False)
    assert reader.post(path, {"again": "yes"}).status_code == 303
    assert wants(mine) is True
    assert "You get the news again." in text_of(reader.get(path + "?done=again"))
    assert reader.get("/news/x/").status_code == 404
    assert reader.post("/news/x/", {"again": "yes"}).status_code == 404


def test_published_news_has_pages_in_every_language(reader: Client, letter: Letter) -> None:
    assert "There is no news of this letter yet." in text_of(reader.get(LIST))
    assert "newest-news" not in text_of(reader.get("/letters/river/en/"))
    make_news(letter)
    PAGES.forget_revisions()
    for path in (LIST, "/letters/river/en/"):
        assert "They answered" in text_of(reader.get(path))
    page = reader.get(LIST + "1/")
    assert "<strong>back</strong>" in text_of(page)
    assert "max-age" in page.headers["Cache-Control"]
    assert not reader.cookies
    persian = text_of(reader.get("/letters/river/fa/news/1/"))
    assert '<html lang="fa" dir="rtl">' in persian
    assert "<h1>پاسخ دادند</h1>" in persian
    for missing in ("/letters/river/en/news/2/", "/letters/river/de/news/1/"):
        assert reader.get(missing).status_code == 404


def test_a_draft_is_seen_by_no_reader(reader: Client, letter: Letter) -> None:
    write_news(letter, [NewsInput("en", "Secret", "Text\n")], by=letter.lead, at=T0)
    assert reader.get(LIST + "1/").status_code == 404
    assert "Secret" not in text_of(reader.get(LIST))
    assert published_news(letter.pk, "en") == ()
    publish_news(letter, 1, revision=1, by=letter.lead, at=T0)
    PAGES.clear()
    assert "Secret" in text_of(reader.get(LIST))


def test_news_without_a_translation_is_read_in_the_original(reader: Client, letter: Letter) -> None:
    hostile = "<b>" + "ن" * 140 + "&" + "W" * 156
    write_news(letter, [NewsInput("en", hostile, "A [link](https://a.example).\n")],
               by=letter.lead, at=T0)  # fmt: skip
    publish_news(letter, 1, revision=1, by=letter.lead, at=T0)
    html = text_of(reader.get("/letters/river/fa/news/1/"))
    assert "This news has not been translated" in html
    assert '<html lang="en" dir="ltr">' in html
    assert "&lt;b&gt;ن" in html
    assert "<b>" not in html


def test_the_feed_of_the_letter_tells_published_news_alone(reader: Client, letter: Letter) -> None:
    make_news(letter)
    write_news(letter, [NewsInput("en", "Secret", "Text\n")], by=letter.lead, at=T0)
    for language, title in (("en", "They answered"), ("fa", "پاسخ دادند")):
        feed = reader.get(f"/letters/river/{language}/feed.atom").content.decode()
        assert f"<title>{title}</title>" in feed
        assert f"/letters/river/{language}/news/1/" in feed
        assert "Secret" not in feed


@pytest.mark.parametrize(("page", "queries"), [(LIST, 6), (LIST + "1/", 6)])
def test_the_number_of_queries_does_not_grow(
    reader: Client, letter: Letter, page: str, queries: int
) -> None:
    for rows in (1, 3):
        while letter.news.count() < rows:
            make_news(letter)
        PAGES.clear()
        with CaptureQueriesContext(connection) as captured:
            assert reader.get(page).status_code == 200
        assert (rows, len(captured)) == (rows, queries)
