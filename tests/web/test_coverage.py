"""The public coverage page: what articles quote, without their text, for readers and programs."""

import json
import re

import pytest
from django.conf import settings
from django.test import Client

from tests.support.coverage import ALTERED, TEXT, TRUE, checked, published
from tests.support.letters import T0, make_open_letter
from tests.web.markup import problems_of
from undersigned.core.quotes.found import Speaker
from undersigned.core.quotes.verdict import Judgement
from undersigned.models import Article, Letter
from undersigned.queries.letter_page import revision
from undersigned.stages.coverage import judge_by_hand, publish_articles, take_down_article
from undersigned.web.page_cache import PAGES

pytestmark = pytest.mark.django_db

PAGE = "/letters/river/en/coverage/"


@pytest.fixture
def letter() -> Letter:
    return make_open_letter()


def get(path: str = PAGE) -> str:
    PAGES.forget_revisions()
    answer = Client().get(path)
    assert answer.status_code == 200
    html = answer.content.decode()
    assert problems_of(html) == []
    return html


def test_a_letter_without_articles_has_a_page_and_no_link_to_it(letter: Letter) -> None:
    checked(letter)
    html = get()
    assert "No article about this letter is shown here yet." in html
    assert "Example Times" not in html
    assert "coverage/" not in get("/letters/river/en/")


def test_quotations_stand_beside_the_letter_and_the_article_does_not(letter: Letter) -> None:
    published(letter)
    html = get()
    for shown in (TRUE, "Example Times", "Word for word but for typography", "Altered"):
        assert shown in html
    assert '<mark class="differs">shores</mark>' in html
    assert '<mark class="differs">banks</mark>' in html
    # What others say in it, and its own words, are the outlet's.
    assert "We are listening" not in html
    assert "The groups ask the commission" not in html
    assert "https://times.example/river#:~:text=" in html


def test_the_letter_shows_what_was_quoted(letter: Letter) -> None:
    published(letter)
    html = get("/letters/river/en/")
    body = re.sub(r"\s+", " ", html[html.index('<div class="body">') :])
    assert (
        '<mark class="quoted quoted-1" id="quoted-1">Publish the measurements</mark>'
        '<a class="quoted-by" href="/letters/river/en/coverage/#part-1"'
        ' aria-label="Quoted in 1 article">1</a>.'
    ) in body
    assert 'href="/letters/river/en/coverage/"' in html
    # Nothing of the translation was quoted.
    persian = get("/letters/river/fa/")
    assert "<mark" not in persian
    assert 'href="/letters/river/fa/coverage/"' in persian


def test_a_human_judgement_is_marked_as_such_and_names_nobody(letter: Letter) -> None:
    article = published(letter)
    quotation = article.quotations.get(start=TEXT.index(ALTERED))
    before = revision("river")
    judge_by_hand(
        letter,
        quotation.pk,
        speaker=Speaker.LETTER,
        judgement=Judgement.TRANSLATED,
        note="Said so at the press conference.",
        after=0,
        by=letter.lead,
        at=T0,
    )
    assert revision("river") != before
    html = get()
    assert "Translated; a possible source is shown" in html
    assert "Judged by hand. <bdi>Said so at the press conference.</bdi>" in html
    assert letter.lead.email not in html


def test_the_same_text_in_two_outlets_is_shown_once(letter: Letter) -> None:
    published(letter, outlet="Morning Post")
    published(letter, "https://evening.example/", outlet="Evening News")
    html = get()
    assert html.count("<blockquote") == html.count("</blockquote>")
    assert html.count(f">{TRUE}<") == 1
    assert "The same text also in:" in html
    assert 'aria-label="Quoted in 2 articles">2</a>' in get("/letters/river/en/")


def test_what_is_taken_down_is_gone(letter: Letter) -> None:
    article = published(letter)
    assert "Example Times" in get()
    take_down_article(letter, article.pk, by=letter.lead, at=T0)
    assert "Example Times" not in get()
    publish_articles(letter, [article.pk], by=letter.lead, at=T0)
    assert "Example Times" in get()


def test_programs_read_schema_org_and_annotations(letter: Letter) -> None:
    article = published(letter)
    html = get()
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert block is not None
    (news,) = json.loads(block[1])["@graph"]
    assert (news["@type"], news["headline"], news["datePublished"]) == (
        "NewsArticle",
        "River towns ask for data",
        "2026-03-02",
    )
    assert [(part["@type"], part["text"]) for part in news["hasPart"]] == [
        ("Quotation", TRUE),
        ("Quotation", ALTERED),
    ]
    answer = Client().get(f"{PAGE}{article.pk}.jsonld")
    assert answer.headers["Content-Type"].startswith("application/ld+json; profile=")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    collection = json.loads(answer.content)
    assert (collection["type"], collection["total"]) == ("AnnotationCollection", 2)
    # Each passage stands in the file of its text where the selectors say.
    for item in collection["first"]["items"]:
        (body,) = (body for body in item["body"] if body["type"] == "SpecificResource")
        file = Client().get(body["source"].removeprefix(settings.CONFIG.address)).content.decode()
        quoted, place = body["selector"]
        words = file[place["start"] : place["end"]]
        assert (quoted["exact"], place["type"]) == (words, "TextPositionSelector")
        assert quoted["prefix"] + words + quoted["suffix"] in file
    assert Client().get(f"{PAGE}{article.pk + 1}.jsonld").status_code == 404
    take_down_article(letter, article.pk, by=letter.lead, at=T0)
    PAGES.forget_revisions()
    assert Client().get(f"{PAGE}{article.pk}.jsonld").status_code == 404


def test_annotations_of_an_article_without_an_address_lead_to_the_page_with_them(
    letter: Letter,
) -> None:
    articles = [published(letter, f"https://{name}.example/") for name in ("a", "b")]
    Article.objects.update(address="", same_as=None)
    names = set()
    for article in articles:
        collection = json.loads(Client().get(f"{PAGE}{article.pk}.jsonld").content)
        names |= {collection["id"], *(item["id"] for item in collection["first"]["items"])}
        assert {item["target"]["source"] for item in collection["first"]["items"]} == {
            f"{settings.CONFIG.address}{PAGE}#article-{article.pk}"
        }
    assert len(names) == 6


def test_a_hostile_article_breaks_nothing(letter: Letter) -> None:
    published(letter, outlet='</script><script>alert("1")</script>')
    html = get()
    assert "<script>alert" not in html
    assert html.count("<script") == 1


@pytest.mark.parametrize("articles", [1, 3])
def test_as_few_queries_for_many_articles_as_for_one(
    letter: Letter, articles: int, django_assert_num_queries: object
) -> None:
    for number in range(articles):
        published(letter, f"https://{number}.example/", outlet=f"Outlet {number}")
    with django_assert_num_queries(9):  # type: ignore[operator]  # a fixture
        get()
