"""The search for letters: the same on both databases, and only in what is public."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.support.letters import (
    ADDRESSEES,
    T0,
    correct_letter,
    make_account,
    make_draft,
    make_open_letter,
)
from tests.web.markup import text_of
from undersigned.models import EditionText, Letter, SearchedText
from undersigned.queries.search import search_letters
from undersigned.stages import draft, publish, search
from undersigned.stages.draft import TextInput
from undersigned.stages.search import index_texts
from undersigned.web.page_cache import PAGES

pytestmark = pytest.mark.django_db


def publish_words(slug: str, **texts: tuple[str, str]) -> Letter:
    """Publish a letter with a title and a body in each language."""
    lead = make_account(f"{slug}@coalition.example")
    (first, (title, _body)) = next(iter(texts.items()))
    letter = draft.create_letter(lead, slug=slug, language=first, title=title, at=T0)
    for language, (title, body) in texts.items():
        text = TextInput(title=title, addressees=ADDRESSEES, body=body)
        based_on = 1 if language == first else 0
        draft.save_text(letter, language, text, based_on=based_on, author=lead, at=T0)
    draft.freeze_edition(letter, by=lead, at=T0)
    publish.publish_letter(letter, by=lead, at=T0)
    while index_texts(limit=2):
        pass
    return letter


def slugs(query: str, language: str = "en") -> list[str]:
    """Return what is found, each as letter and the language it is told in."""
    found = search_letters(query, language=language, page=1)
    return [f"{each.letter.slug} {each.letter.language}" for each in found.letters]


@pytest.fixture
def letters() -> None:
    """Four letters in eight languages."""
    publish_words(
        "river",
        de=("Gebt dem Fluss eine Stimme", "Die Flüsse sinken.\n"),
        fr=("Donnez une voix à la rivière", "L’État doit agir.\n"),
        fa=("به رود ما صدا بدهید", "این کتاب‌خانه بسته می‌شود.\n"),
    )
    publish_words(
        "forest",
        ru=("Спасите лес", "Ёлка у реки.\n"),
        zh=("请保护河流", "我们要求公开测量数据。\n"),
        ja=("この川を守る", "グラフの図を公開してください。\n"),
    )
    publish_words("title", en=("Mountains and valleys", "Nothing else.\n"))
    publish_words("body", en=("Something else", "Of mountains, and of *val*leys.\n"))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("flusse", ["river de"]),
        ("FLÜSS", ["river de"]),
        ("etat agir", ["river fr"]),
        ("كتابخانه", ["river fa"]),
        ("می شود", ["river fa"]),
        ("شود", ["river fa"]),
        ("елка", ["forest ru"]),
        ("保护河", ["forest zh"]),
        ("测", ["forest zh"]),
        ("川", ["forest ja"]),
        ("ｸﾞﾗﾌ", ["forest ja"]),
        ("护保", []),
        ("mountain", ["title en", "body en"]),
        ("valleys nothing", ["title en"]),
        ("ada exemplar mount something", ["body en"]),
        ("mountains fluss", []),
    ],
)
@pytest.mark.usefixtures("letters")
def test_letters_are_found_in_all_languages(query: str, found: list[str]) -> None:
    assert slugs(query) == found


@pytest.mark.usefixtures("letters")
def test_a_letter_is_told_in_the_language_of_the_reader_where_that_was_found() -> None:
    found = slugs("Exemplar", language="fr")
    assert sorted(found) == ["body en", "forest ru", "river fr", "title en"]
    assert slugs("fluss", language="fr") == ["river de"]


def test_only_current_texts_of_public_letters_are_found() -> None:
    letter = make_open_letter(languages=("en",))
    index_texts(limit=9)
    assert slugs("banks") == ["river en"]
    # A correction is being written, and an edition of it frozen.
    correct_letter(letter)
    assert slugs("banks") == []
    assert index_texts(limit=9) == 1
    assert slugs("corrected") == ["river en"]
    # What was never published would not be found even if it were in the index.
    hidden = make_draft("hidden", languages=("en",))
    draft.freeze_edition(hidden, by=hidden.lead, at=T0)
    assert index_texts(limit=9) == 0
    (text,) = EditionText.objects.filter(edition__letter=hidden)
    search._keep([(text.pk, *search._read(bytes(text.data)))])
    assert SearchedText.objects.count() == 3
    assert slugs("exemplar") == ["river en"]
    publish.publish_letter(hidden, by=hidden.lead, at=T0)
    assert sorted(slugs("exemplar")) == ["hidden en", "river en"]


def test_texts_are_indexed_anew_when_words_are_made_another_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_open_letter()
    assert [index_texts(limit=9), index_texts(limit=9)] == [2, 0]
    monkeypatch.setattr(search, "FORM", 2)
    assert [index_texts(limit=1), index_texts(limit=9), index_texts(limit=9)] == [1, 1, 0]
    assert slugs("banks") == ["river en"]


def test_the_page_shows_titles_and_passages_with_what_was_found(reader: Client) -> None:
    make_open_letter(languages=("en", "fa"))
    assert "No letter contains" in text_of(reader.get("/?q=river"))
    index_texts(limit=9)
    PAGES.forget_revisions()
    html = text_of(reader.get("/?q=river+banks"))
    assert "One letter contains “<bdi>river banks</bdi>”." in html
    assert "<mark>River</mark> en</a>" in html
    assert "the people of the <mark>banks</mark> speak." in html
    assert '<meta name="robots" content="noindex">' in html


@pytest.mark.parametrize(
    "query",
    ['"', "*", "NEAR(", "NEAR(a b, 2)", "a AND", "NOT", "{title}:", "^a", "a:*", "'", "''::x", "\\",
     "%", "x" * 10_000, "é" * 10_000, "river\x00", "\x00", "\u202eriver", "e" + "\u0301" * 300,
     "<script>alert(1)</script>", "🙂", "-", " ", "a & !b | (", "河" * 500],
)  # fmt: skip
def test_no_query_breaks_the_page(reader: Client, query: str) -> None:
    make_open_letter(languages=("en",))
    index_texts(limit=9)
    response = reader.get("/", {"q": query})
    assert response.status_code == 200
    html = text_of(response)
    assert "<script>alert" not in html
    assert "Type a word" in html or "contain" in html
    assert len(html) < 6000


def test_a_text_of_any_size_is_indexed() -> None:
    words = "\n\n".join(
        " ".join(f"{'𐌰' * 37}{number}" for number in range(start, start + 400))
        for start in range(1000, 5400, 400)
    )
    publish_words("long", en=("T" * 300, f"{words}\n"))
    assert slugs("t" * 40) == ["long en"]
    assert slugs(f"{'𐌰' * 37}1001") == ["long en"]
    # So far into a text of longest words nobody reaches.
    assert slugs(f"{'𐌰' * 37}5001") == []


def test_what_a_letter_says_is_no_markup(reader: Client) -> None:
    publish_words("markup", en=("Less < more & <b>so</b>", 'So & measurements < "co".\n'))
    html = text_of(reader.get("/?q=so+measurements"))
    assert "Less &lt; more &amp; &lt;b&gt;<mark>so</mark>&lt;/b&gt;" in html
    assert "<mark>So</mark> &amp; <mark>measurements</mark> &lt; &quot;co" in html


def test_the_search_asks_as_much_for_three_letters_as_for_one(reader: Client) -> None:
    counts = []
    for names in (["one"], ["two", "three"]):
        for slug in names:
            make_open_letter(slug)
        index_texts(limit=9)
        PAGES.clear()
        with CaptureQueriesContext(connection) as queries:
            html = text_of(reader.get("/?q=river"))
        counts.append(len(queries))
    assert "3 letters contain" in html
    # The revision and the number of searchable texts; what is found, its passages, and as on the
    # front without its numbers.
    assert counts == [7, 7]
