"""A body as HTML: what a reader gets, and that nothing else gets through."""

import contextlib
import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.core.markdown import EVERYTHING
from undersigned.core.errors import Malformed
from undersigned.core.markdown import Labels, render_body
from undersigned.core.text import normalize_body


def test_everything_is_rendered() -> None:
    rendered = render_body(EVERYTHING, language="en")
    assert rendered.html == (
        '<p>A <em>b <strong>c</strong></em> and *d*<sup><a id="source-ref-1" href="#source-1"'
        ' role="doc-noteref" aria-label="Source 1">1</a></sup> &amp; &lt; &gt;<br>\n'
        'e <a href="https://example.org/?a=1&amp;b=2" rel="noopener noreferrer external nofollow">'
        'f <em>g</em></a> <a href="mailto:a@example.org" rel="noopener noreferrer external'
        ' nofollow">mailto:a@example.org</a>\n'
        'h<sup><a id="source-ref-1-2" href="#source-1" role="doc-noteref" aria-label="Source 1">'
        "1</a></sup></p>\n"
        '<h2 id="section-1">One</h2>\n'
        '<h3 id="section-2">Two</h3>\n'
        "<blockquote>\n"
        '<p>Quoted<sup><a id="source-ref-2" href="#source-2" role="doc-noteref"'
        ' aria-label="Source 2">2</a></sup></p>\n'
        "<ul>\n<li>in it</li>\n</ul>\n"
        "</blockquote>\n"
        "<ul>\n<li>tight</li>\n<li>list</li>\n</ul>\n"
        '<ol start="7">\n<li><p>loose</p></li>\n<li><p>list</p></li>\n</ol>\n'
        '<section class="demands" aria-label="Demands">\n<ol>\n'
        '<li id="demand-1"><p>First <em>thing</em><sup><a id="source-ref-2-2" href="#source-2"'
        ' role="doc-noteref" aria-label="Source 2">2</a></sup></p>\n'
        "<ul>\n<li>with a detail</li>\n</ul></li>\n"
        '<li id="demand-2"><p>Second</p></li>\n'
        "</ol>\n</section>"
    )
    assert rendered.sources_html == (
        '<section class="sources" role="doc-endnotes" aria-labelledby="sources">\n'
        '<h2 id="sources">Sources</h2>\n<ol>\n'
        '<li id="source-1"><p>Report, <a href="https://example.org/r" rel="noopener noreferrer'
        ' external nofollow">https://example.org/r</a></p>\n'
        '<p>More of it. <a href="#source-ref-1" role="doc-backlink" aria-label="Back to the text'
        ' at source 1">↑</a> <a href="#source-ref-1-2" role="doc-backlink" aria-label="Back to'
        ' the text at source 1">↑</a></p></li>\n'
        '<li id="source-2"><p>Another <a href="#source-ref-2" role="doc-backlink" aria-label="Back'
        ' to the text at source 2">↑</a> <a href="#source-ref-2-2" role="doc-backlink"'
        ' aria-label="Back to the text at source 2">↑</a></p></li>\n'
        "</ol>\n</section>"
    )
    assert rendered.demands == ("First thing with a detail", "Second")
    assert [source.text for source in rendered.sources] == [
        "Report, https://example.org/r More of it.",
        "Another",
    ]


def test_labels_and_digits_are_those_of_the_language() -> None:
    labels = Labels("خواسته‌ها", 'منابع <&">', "منبع {number}", "بازگشت {number}/{occurrence}")
    rendered = render_body("a[^1] b[^1]\n\n[^1]: c\n", language="fa", labels=labels)
    assert 'aria-label="منبع ۱">۱</a>' in rendered.html
    assert 'aria-label="بازگشت ۱/۲"' in rendered.sources_html
    assert '<h2 id="sources">منابع &lt;&amp;"&gt;</h2>' in rendered.sources_html


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("One two – three's four-five.\n", 4),
        ("می‌خواهیم که رود\n", 3),
        ("我们要水。\n", 4),
        ("## A\n\n- b\n\n> c[^1]\n\n[^1]: not counted\n", 3),
    ],
)
def test_words_are_counted(body: str, words: int) -> None:
    assert render_body(body, language="en").words == words


class _Tags(HTMLParser):
    """Collects what a browser would see."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            self.attributes.add(name)
            if name == "id":
                self.ids.append(value or "")
            if name == "href":
                self.targets.append(value or "")


TAGS = {
    "p",
    "br",
    "em",
    "strong",
    "sup",
    "a",
    "ul",
    "ol",
    "li",
    "blockquote",
    "h2",
    "h3",
    "section",
}
ATTRIBUTES = {"id", "href", "rel", "role", "aria-label", "aria-labelledby", "class", "start"}

PIECES = [
    "a", "b ", "\n", "\n\n", "*", "**", "_", "[", "]", "(", ")", "](https://e.org)", "[^1]",
    "[^1]: ", "[^2]", "[^2]: x", "> ", "- ", "1. ", "2. ", "  ", "    ", "## ", "### ", "# ", "\\",
    "::: demands\n1. ", "\n:::\n", ":::", "<", ">", "<b>", "<!--", "&", "&amp;", "&lt;", "`",
    "```\n", "~~", "|", "---", "\n---\n", "===", "![", '"', "'", "<https://e.org>",
    "<javascript:x>",
    "mailto:", "](javascript:x)", "\u202e", "\x00", "é", "\u0301", "م", "\t", "\r\n", "\ud800",
]  # fmt: skip


@settings(max_examples=300)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=40).map("".join))
@example("a[^1]\n\n[^1]: b\n    c\n\n    d")
@example("::: demands\n1. a\n\n:::\n::: demands")
@example("[^1]\n[^1]: a\n::: demands\n1. [^1]\n:::")
@example("> [a](https://e.org)\n- <b")
def test_garbage_is_refused_or_becomes_clean_html(typed: str) -> None:
    try:
        rendered = render_body(normalize_body(typed), language="fa")
    except Malformed:
        return
    seen = _Tags()
    seen.feed(rendered.html + rendered.sources_html)
    assert seen.tags <= TAGS
    assert seen.attributes <= ATTRIBUTES
    assert len(set(seen.ids)) == len(seen.ids)
    for target in seen.targets:
        if target.startswith("#"):
            assert target[1:] in seen.ids
        else:
            assert re.match("https?://|mailto:", target, re.IGNORECASE)


@pytest.mark.parametrize(
    "flood",
    [
        "[" * 100_000,
        ("[" * 100 + "\n\n") * 1_900,
        ("![" * 50 + "\n\n") * 1_900,
        ("[a](" * 100 + "\n\n") * 480,
        ("[^a" * 100 + "\n\n") * 650,
        "*" * 100_000,
        ("*a **b " * 330 + "\n\n") * 86,
        ("_a_b" * 490 + "\n\n") * 100,
        (("<a " * 990) + "\n\n") * 66,
        (("<!-" * 990) + "\n\n") * 66,
        "".join("`" * width + "a" for width in range(1, 44)) * 190,
        (">" * 4 + "a\n") * 4_000,
        ">" * 100_000,
        "> " * 50_000,
        "- " * 50_000,
        "\n".join("> " * (line % 4) + "a" for line in range(4_999)),
        "\n".join(" " * (line % 40) + "- a" for line in range(4_999)),
        "\n".join(" " * (2 * (line % 4)) + "- a" for line in range(4_999)),
        "1) a\n2. b\n" * 2_400,
        "- a\n > b\n" * 2_400,
        "a|b\n-|-\n" * 2_400,
        "".join(f"a[^{number}]\n\n[^{number}]: b\n\n" for number in range(1_200)),
        "[^1]: a\n\n" + ("[^1] " * 100 + "\n\n") * 390,
        ":::\n" * 4_999,
        "\\" * 199_000,
        "&a" * 99_000,
        "~~~\n" * 4_999,
        " " * 199_000 + "a",
    ],
    ids=range(28),
)
def test_floods_take_linear_time(flood: str) -> None:
    started = time.process_time()
    with contextlib.suppress(Malformed):
        render_body(normalize_body(flood), language="en")
    # The worst of them takes about two seconds here; a quadratic one would take minutes.
    assert time.process_time() - started < 10
