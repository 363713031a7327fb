"""Articles from files: plain text to the character, pages with every word's place."""

import socket
from datetime import date

import pytest

from undersigned.adapters.article import MAX_ARTICLE_BYTES, read_article
from undersigned.core.errors import Malformed
from undersigned.core.quotes.article import Article, Block, BlockKind, plain_article
from undersigned.core.quotes.found import Span

PAGE = """<!doctype html><html lang="en-GB"><head><meta charset="utf-8">
<title>River falls | The Paper</title>
<meta property="og:site_name" content="The Paper">
<meta property="article:published_time" content="2026-11-01T10:00:00Z">
<script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle",
"headline": "River falls", "author": {"@type": "Person", "name": "Ada Example"}}</script></head>
<body><nav><a href="/">Home</a></nav><article><h1>River falls</h1>
<p>They wrote that the river <q>has been <em>falling</em> &amp; <q>falling</q></q> for years.</p>
<blockquote><p>We ask that every gauge be published.</p></blockquote>
<p title="a > b">Nobody <!-- <p>no</p> --> answered,<br>they said.</p></article>
<script>if (1 < 2) { document.write("<p>no</p>"); }</script></body></html>"""


def test_plain_text_is_left_alone() -> None:
    text = "They wrote:\r\n\r\n“It falls.”  \n\ttwo\u00a0words 🌊\n"
    expected = Article(
        text,
        (
            Block(Span(0, 11), BlockKind.PARAGRAPH),
            Block(Span(15, 28), BlockKind.PARAGRAPH),
            Block(Span(29, 41), BlockKind.PARAGRAPH),
        ),
    )
    assert read_article(text.encode()) == expected
    assert read_article(text.encode("utf-8-sig")) == expected
    assert read_article(text.encode("utf-16")) == expected
    assert read_article(b"\xfe\xff" + text.encode("utf-16-be")) == expected
    assert plain_article(text) == expected


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "Le député a dit : « La rivière a baissé cet été. »"),
        ("cp1251", "Они написали: «Уровень реки падает уже третий год подряд»."),
        ("cp1256", "نوشتند که سطح آب رودخانه سه سال است که پايين مي رود و کسي پاسخ نداد."),
        ("gb18030", "他们在信中写道：“河水已经连续三个夏天下降。”没有人回答他们的问题。"),
    ],
)
def test_other_encodings_are_guessed(encoding: str, text: str) -> None:
    assert read_article(text.encode(encoding, "ignore")).text == text.encode(
        encoding, "ignore"
    ).decode(encoding)


def test_a_guessed_encoding_has_its_name() -> None:
    assert (
        read_article("Le député a dit : « Été. »".encode("cp1252")).guessed_encoding
        == "windows-1252"
    )
    for data, media_type in (("Étés".encode(), ""), (b"\xc9t\xe9s", "text/plain; charset=latin-1")):
        read = read_article(data * 9, media_type=media_type)
        assert (read.text, read.guessed_encoding) == ("Étés" * 9, "")


def test_short_pages_are_articles() -> None:
    for page in (
        b"<html><body><header><h1>River</h1><p>It fell.</p></header></body></html>",
        b"<html><body><h1>River</h1><div><a href='/'>Up</a></div><!-- x -->It fell.</body></html>",
        b"<p><a href='/x'>It fell.</a></p>",
    ):
        assert read_article(page).text.endswith("It fell.")


def test_what_a_server_or_a_page_says_of_its_encoding_is_believed() -> None:
    said = "text/plain; charset=ISO-8859-7"
    assert read_article("Ελλάδα".encode("iso-8859-7"), media_type=said).text == "Ελλάδα"
    page = PAGE.replace("utf-8", "iso-8859-2").replace("Nobody", "Łódź")
    assert "Łódź answered" in read_article(page.encode("iso-8859-2")).text


def test_a_few_damaged_bytes_do_not_change_the_encoding() -> None:
    data = "“Été” was a word in it, ".encode() * 20 + b"\xff" + b"!"
    assert read_article(data).text == "“Été” was a word in it, " * 20 + "\ufffd!"


def test_a_page_gives_its_article_and_nothing_else() -> None:
    read = read_article(PAGE.encode())
    assert read.text == (
        "River falls\n\n"
        "They wrote that the river “has been falling & ‘falling’” for years.\n\n\n\n"
        "We ask that every gauge be published.\n\n\n\n"
        "Nobody answered,\nthey said."
    )
    assert [(block.kind, block.span.of(read.text)[:6]) for block in read.blocks] == [
        (BlockKind.HEADING, "River "),
        (BlockKind.PARAGRAPH, "They w"),
        (BlockKind.QUOTATION, "We ask"),
        (BlockKind.PARAGRAPH, "Nobody"),
    ]
    assert (read.language, read.title, read.author, read.outlet, read.published) == (
        "en",
        "River falls",
        "Ada Example",
        "The Paper",
        date(2026, 11, 1),
    )


def test_each_word_has_its_place_in_the_page() -> None:
    read = read_article(PAGE.encode())
    assert read.places is not None

    def source(words: str) -> str:
        start = read.text.index(words)
        return read.places.in_file(Span(start, start + len(words))).of(PAGE)  # type: ignore[union-attr]  # Asserted above.

    for words in ("River", "They wrote", "falling", "published.", "answered", "they said."):
        assert source(words) == words
    # Its first occurrence in the body: not in the title, the metadata or a script.
    assert read.places.in_file(Span(0, 5)).start == PAGE.index("<h1>") + 4
    assert source("has been falling &") == "has been <em>falling</em> &"
    assert source("Nobody answered") == "Nobody <!-- <p>no</p> --> answered"
    # A mark that HTML leaves to the style sheet stands nowhere; the nearest is told.
    assert source("“has").endswith("<q>has")


def test_a_page_is_known_by_its_name_or_its_start() -> None:
    page = PAGE.removeprefix("<!doctype html>").encode()
    assert read_article(b"\n \xef\xbb\xbf"[:2] + page).title == "River falls"
    bare = b"Why <b>we</b>, who <a href='x'>ask</a>: does the river (<i>all</i> of it) fall?"
    assert read_article(bare).text == bare.decode()
    assert (
        read_article(b"<p>" + bare, name="a.HTML").text
        == "Why we, who ask: does the river (all of it) fall?"
    )
    assert read_article(PAGE.encode(), media_type="text/plain").text == PAGE


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "There is no text in it."),
        (b" \r\n", "There is no text in it."),
        (b"a\0b", "This is no text."),
        (b"%PDF-1.7\n", "This is a PDF. Save the article as a page or as plain text."),
        (
            b"PK\x03\x04",
            "This is a zip file or a document of an office program, and no plain text.",
        ),
        (b"<html><body></body></html>", "There is no article on this page."),
        (
            b"<html><h1>River falls</h1><a href='/'>World</a><footer><p>Us</p></footer></html>",
            "There is no article on this page.",
        ),
        (
            b"<html><nav><ul><li>World</li></ul></nav><!-- x --> <h1>River Paper</h1></html>",
            "There is no article on this page.",
        ),
        (bytes(range(1, 256)) * 20, "This is no text."),
        (b"<!doctype html><script>1</script>", "There is no article on this page."),
        (b"a" * (MAX_ARTICLE_BYTES + 1), "The article is larger than 16 MB."),
        (
            b"<html>" + b"<p>" * 300_000,
            "This page has more elements than an article's page has.",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(Malformed) as refused:
        read_article(data)
    assert str(refused.value) == sentence


def test_deep_pages_end(capfd: pytest.CaptureFixture[str]) -> None:
    story = "<p>They wrote that the river has been falling for three summers, and for more.</p>"
    for page in (
        f"<html><body>{story}{'<div>' * 99_999}{story}",
        f"<html><body>{story}{'<blockquote>' * 99_999}{story}",
        f"<html><body>{story}<p>{'<q>' * 99_999}{story}",
    ):
        assert read_article(page.encode()).text.startswith("They wrote that the river")
    assert capfd.readouterr() == ("", "")


def test_a_paragraph_of_many_elements_keeps_its_words() -> None:
    page = f"<html><body><p>{'<q>so</q> <b>it</b> <i>was</i> ' * 3000}</p>"
    assert read_article(page.encode()).text == "“so” it was " * 2999 + "“so” it was"


def test_nothing_is_asked_of_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_names: object) -> None:
        raise AssertionError

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    page = PAGE.replace("<nav>", '<img src="https://paper.example/a.png"><nav>')
    assert read_article(page.encode(), address="https://paper.example/a").address != ""
