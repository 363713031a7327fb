"""The worker fetches, reads and checks articles, and says why it cannot."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.conf import settings
from django.test import override_settings

from tests.support.deliveries import make_signed_letter
from tests.support.letters import T0
from tests.support.web_servers import Answer, WebServer, web_server
from undersigned.core.quotes.facts import Fact, Finding
from undersigned.core.quotes.record import Count
from undersigned.jobs.coverage import check_articles
from undersigned.models import Article, Letter
from undersigned.queries.letter_record import letter_record
from undersigned.queries.quotations import texts_of, view_quotations
from undersigned.queries.workspace.coverage import article_page
from undersigned.stages.coverage import NewArticle, add_article

pytestmark = pytest.mark.django_db

STORY = """\
Groups along the river wrote to the commission in an open letter. 40 people signed the
open letter.

“Let the people of the banks speak,” the groups wrote in the letter. They also asked the commission
to “let the people of the shores speak”.

“We have not read it,” the minister said.
"""
HTML = (
    "<!doctype html><html lang=en><head><title>River towns write</title>"
    '<meta property="og:site_name" content="Example Times">'
    '<meta property="article:published_time" content="2026-03-02T08:00:00Z"></head><body><article>'
    "<h1>River towns write</h1>"
    + "".join(f"<p>{part}</p>" for part in STORY.strip().split("\n\n"))
    + "</article></body></html>"
)


@pytest.fixture
def letter() -> Letter:
    return make_signed_letter()


@pytest.fixture
def server() -> Iterator[WebServer]:
    with web_server({"/story": Answer(HTML.encode())}) as running:
        config = replace(settings.CONFIG, articles_inside=frozenset({running.machine}))
        with override_settings(CONFIG=config):
            yield running


def add(letter: Letter, **new: object) -> Article:
    article = NewArticle(**new)  # type: ignore[arg-type]  # as the test names them
    return add_article(letter, article, by=letter.lead, at=T0)


def verdicts() -> list[tuple[str, str, str]]:
    (article,) = Article.objects.all()
    found = view_quotations([article], texts_of(article.letter_id))[article.pk]
    return [(one.words, one.speaker.value, one.judgement.value) for one in found]


FOUND = [
    ("Let the people of the banks speak,", "letter", "typography"),
    ("let the people of the shores speak", "letter", "altered"),
    ("We have not read it,", "addressee", "not-in-letter"),
]


def test_nothing_is_done_where_nothing_waits(letter: Letter) -> None:
    assert check_articles() is False


def test_a_pasted_text_is_checked(letter: Letter) -> None:
    add(letter, data=STORY.encode())
    assert check_articles() is True
    assert check_articles() is False
    assert verdicts() == FOUND
    article = Article.objects.get()
    assert (article.state, article.language, article.text) == ("read", "en", STORY)
    page = article_page(letter, article.pk)
    assert page is not None
    assert [(one.fact, one.words, one.finding, one.recorded) for one in page.facts] == [
        (Fact.PERSONS, "40 people", Finding.WRONG, "2")
    ]


def test_a_language_that_is_said_to_be_another_is_not_guessed(letter: Letter) -> None:
    add(letter, data=STORY.encode(), language="und")
    for _time in ("first", "anew"):
        assert check_articles()
        assert Article.objects.get().language == "und"
        Article.objects.update(checked_edition=None)


def test_an_address_is_fetched_and_checked(letter: Letter, server: WebServer) -> None:
    add(letter, address=server.address + "/story")
    check_articles()
    article = Article.objects.get()
    assert (article.failure, article.state) == ("", "read")
    assert (article.outlet, article.title, str(article.published_on)) == (
        "Example Times",
        "River towns write",
        "2026-03-02",
    )
    assert verdicts() == FOUND
    assert {headers["User-Agent"] for _path, headers in server.asked} == {
        f"Undersigned (+{settings.CONFIG.address})"
    }


def test_what_cannot_be_fetched_says_why(letter: Letter, server: WebServer) -> None:
    add(letter, address=server.address + "/nothing")
    check_articles()
    article = Article.objects.get()
    assert (article.state, article.failure) == (
        "failed",
        "The server 127.0.0.1 has no such page to show: it answers with status 404.",
    )


def test_machines_inside_are_not_asked(letter: Letter, server: WebServer) -> None:
    with override_settings(CONFIG=replace(settings.CONFIG, articles_inside=frozenset())):
        add(letter, address=server.address + "/story")
        check_articles()
    assert Article.objects.get().failure == "The server 127.0.0.1 is not on the public internet."
    assert server.asked == []


def test_what_is_no_text_says_so(letter: Letter) -> None:
    add(letter, data=b"%PDF-1.7 \x00")
    check_articles()
    assert Article.objects.get().failure.startswith("This is a PDF.")


def test_the_record_has_counts_addressees_and_days(letter: Letter) -> None:
    record = letter_record(letter, at=T0)
    assert record.counts == (Count(on=T0.date(), persons=2, organizations=0),)
    assert [one.name for one in record.addressees] == ["Ada Exemplar", "Ben Example"]
    assert (record.published, record.delivered) == (T0.date(), None)
