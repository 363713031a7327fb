"""What the Markdown of a letter may use, and which sentence refuses the rest."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.core.errors import Malformed
from undersigned.core.markdown import Link, Paragraph, Words, check_body, read_body
from undersigned.core.text import normalize_body

ROOT = Path(__file__).parents[3]
LINK = "that is not a whole address beginning with https://, http:// or mailto:"
DEMANDS = "begins a block of demands that is not one list numbered 1., 2., 3. and so on"


@pytest.mark.parametrize(
    ("body", "line", "problem"),
    [
        ("a\n\n# b", 3, "begins with # or more than ###"),
        ("#### b", 1, "begins with # or more than ###"),
        ("> # b", 1, "begins with # or more than ###"),
        ("a\n\nb\n===", 3, "is underlined to make a heading"),
        ("b\n---", 1, "is underlined to make a heading"),
        ("a\n\n---\n\nb", 3, "is a rule"),
        ("## a\n\n##", 3, "is an empty heading"),
        ("a\n\n### b", 3, "although no heading with ## comes before"),
        ("- ## b", 1, "is a heading within a list"),
        ("> ## b", 1, "is a heading within a list"),
        ("a\nb\n![c](https://example.org/d.png)", 3, "holds a picture"),
        ("a\n\n<div>b</div>", 3, "begins with HTML"),
        ("<!-- a -->", 1, "begins with HTML"),
        ("a\\\nb <em>c</em>", 2, "holds HTML"),
        ("```\na\n```", 1, "begins a block of program code"),
        ("~~~\na", 1, "begins a block of program code"),
        ("a\n\n    b", 3, "is indented by four or more spaces"),
        ("a `b`", 1, "holds program code"),
        ("a ~~b~~", 1, "strikes words out"),
        ("a | b\n--|--\nc | d", 1, "begins a table"),
        ("[a][b]\n\n[b]: https://example.org", 3, "keeps a link apart"),
        ("> [b]: https://example.org", 1, "keeps a link apart"),
        ("a\nb &amp; c", 2, "holds &amp;"),
        ("b &#x202e; c", 1, "holds &#x202e;"),
        ("b &nbsp; c", 1, "holds &nbsp;"),
        ("[a](/b)", 1, LINK),
        ("[a](b.html)", 1, LINK),
        ("[a](#b)", 1, LINK),
        ("[a](//example.org)", 1, LINK),
        ("[a](javascript:alert(1))", 1, LINK),
        ("[a](JaVaScRiPt:alert)", 1, LINK),
        ("[a](data:text/html,b)", 1, LINK),
        ("[a](ftp://example.org)", 1, LINK),
        ("[a](file:///b)", 1, LINK),
        ("[a](https://)", 1, LINK),
        ("[a](https://bank.example@example.org)", 1, LINK),
        ("[a](https://example.org:0)", 1, LINK),
        ("[a](https://example.org:99999)", 1, LINK),
        ("[a](https://[::)", 1, LINK),
        ("[a](mailto:b)", 1, LINK),
        ("[a](mailto:b@example.org?bcc=c@example.org)", 1, LINK),
        ("<ftp://example.org>", 1, LINK),
        (f"[a](https://example.org/{'b' * 2000})", 1, "holds a link of more than 2000 characters"),
        ('[a](https://example.org "b")', 1, "holds a link with a title"),
        ("[](https://example.org)", 1, "holds a link without words"),
        ("[ ](https://example.org)", 1, "holds a link without words"),
        ("a[^b]", 1, "points to the footnote [^b], which has no text"),
        ("a\n\n[^b]: c", 3, "is a footnote that nothing in the text points to"),
        ("a[^b]\n\n[^b]:", 3, "is a footnote without text"),
        ("a[^b]\n\n[^b]: c\n\n[^b]: d", 5, "is a second footnote [^b]"),
        ("a[^b]\n\n[^b]: c\n[^c]: d[^b]", 4, "points to a footnote from a footnote"),
        ("a[^b]\n\n[^b]: c[^b]", 3, "points to a footnote from a footnote"),
        ("## a[^b]\n\n[^b]: c", 1, "points to a footnote from a footnote or a heading"),
        ("a[^b]\n\n> [^b]: c", 3, "begins a footnote within a list"),
        ("a[^b]\n\n- [^b]: c", 3, "begins a footnote within a list"),
        ("a[^b]\n\n[^b]: - c", 3, "begins a footnote that is more than paragraphs"),
        ("a[^b]\n\n[^b]: ## c", 3, "is a heading within"),
        (f"a[^{'b' * 61}]\n\n[^{'b' * 61}]: c", 3, "begins a footnote whose label is too long"),
        ("::: demands\n1. a\n:::\n\n::: demands\n1. b\n:::", 5, "begins a second block of demands"),
        ("a\n\n::: demands\n1. a", 3, "begins the demands, and no line ':::' ends them"),
        ("a\n:::", 2, "begins with three colons"),
        (":::demands\n1. a\n:::", 1, "begins with three colons"),
        ("::: warning\na\n:::", 1, "begins with three colons"),
        (" ::: demands\n1. a\n:::", 1, "begins with three colons"),
        ("::: demands\na\n:::", 1, DEMANDS),
        ("::: demands\n:::", 1, DEMANDS),
        ("::: demands\n- a\n:::", 1, DEMANDS),
        ("::: demands\n0. a\n:::", 1, DEMANDS),
        ("::: demands\n2. a\n:::", 1, DEMANDS),
        ("::: demands\n1. a\n\nb\n:::", 1, DEMANDS),
        ("::: demands\n1. a\n\n1) b\n:::", 1, DEMANDS),
        ("::: demands\n۱. a\n:::", 1, DEMANDS),
        ("> ::: demands\n> 1. a\n> :::", 1, "holds something that is no part of a letter"),
        ("- ::: demands\n  1. a", 1, "holds something that is no part of a letter"),
        ("a\n\n-", 3, "is an item without words"),
        (">", 1, "is an empty quotation"),
        ("> > > > > a", 1, "nests lists or quotations too deep"),
        ("- - - - - a", 1, "nests lists or quotations too deep"),
        ("- a\n  - b\n    - c\n      - d\n        - e", 5, "nests lists or quotations too deep"),
        ("***a **b *c **d *e* f** g* h** i***", 1, "nests emphasis too deep"),
        ("a" * 20_001, 1, "begins a paragraph of more than 20000 characters"),
        ("a\n\n" + "[" * 101, 3, "begins a paragraph with too many marks"),
        ("*a" * 1_001, 1, "begins a paragraph with too many marks"),
        ("- a\n" + " " * 41 + "b", 2, "is indented too far"),
    ],
)
def test_what_is_no_part_of_the_subset_is_refused(body: str, line: int, problem: str) -> None:
    with pytest.raises(Malformed) as caught:
        check_body(normalize_body(body))
    assert str(caught.value).startswith(f"Line {line} ")
    assert problem in str(caught.value)


@pytest.mark.parametrize(
    "body", ["", "\n", "a", "a \n", "a\t\n", "a\n\n\nb\n", "Jose\u0301\n", "\u202ea\n"]
)
def test_a_body_that_is_not_canonical_is_refused(body: str) -> None:
    with pytest.raises(Malformed):
        check_body(body)


def test_a_body_too_long_is_refused() -> None:
    with pytest.raises(Malformed, match="at most 200000 characters"):
        check_body("a" * 200_000 + "\n")
    with pytest.raises(Malformed, match="at most 5000 lines"):
        check_body("a\n" * 5_000)


@pytest.mark.parametrize(
    "body",
    [
        "A & B, AT&T; C&D;\n",
        "a\\&amp;b\n",
        "1 < 2 > 1\n",
        "snake_case and 2*3*4\n",
        "[not a link] (really)\n",
        "1999\\. A year\n",
        "a:::b\n",
        "https://example.org/is-not-a-link\n",
        "a ` b\n",
        "a ~ b\n",
        "Line\\\nbreak\n",
        "[a](https://bücher.example/ü) [b](<https://example.org/(c)>) <a@example.org>\n",
        "[a](http://[::1]:8000/b)\n",
        "a[^منبع]\n\n[^منبع]: b\n",
        "- a\n\n  b\n  > c\n",
    ],
)
def test_what_is_part_of_the_subset_is_taken(body: str) -> None:
    check_body(body)


def test_hosts_become_ascii() -> None:
    paragraph = read_body("[a](https://bücher.example/ü)\n").blocks[0]
    assert paragraph == Paragraph((Link("https://xn--bcher-kva.example/%C3%BC", (Words("a"),)),))


@given(st.text(max_size=30))
def test_words_come_out_as_they_went_in(typed: str) -> None:
    words = " ".join(normalize_body(typed).split())
    escaped = re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", words)
    if not words:
        return
    document = read_body(f"x {escaped}\n")
    assert document.blocks == (Paragraph((Words(f"x {words}"),)),)


def test_examples_of_the_guide_are_accepted() -> None:
    guide = (ROOT / "docs/how-to/write-a-letter.md").read_text(encoding="utf-8")
    examples = re.findall(r"(?:^ {4}.*\n|^\n(?= {4}))+", guide, re.MULTILINE)
    bodies = [
        normalize_body(re.sub("^ {4}", "", example, flags=re.MULTILINE)) for example in examples
    ]
    assert len(bodies) > 8
    for body in bodies:
        check_body(body)
