"""Templates hold no inline script or style, and no word that cannot be translated."""

import re

from tests.architecture.files import PACKAGE, templates

INLINE = re.compile(
    r"""<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*["']|javascript:"""
    r"""|<script\b(?![^>]*\ssrc=)(?![^>]*type=["']application/(?:ld\+)?json["'])""",
    re.IGNORECASE,
)
# What is no text: comments, translated blocks, tags of the template language, code and markup.
NO_TEXT = [
    re.compile(r"{#.*?#}|{%\s*comment\b.*?{%\s*endcomment\s*%}|<!--.*?-->", re.DOTALL),
    re.compile(r"{%\s*blocktrans(late)?\b.*?{%\s*endblocktrans(late)?\s*%}", re.DOTALL),
    # The class of the page's body.
    re.compile(r"{%\s*block\s+(kind|page)\s*%}[\w -]*{%\s*endblock\s*%}"),
    re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL),
    # In a mail: the name of the header, and a command to type.
    re.compile(r"^\s*Subject:|^ {4,}undersigned .*$", re.MULTILINE),
]
# A bundle is one file for readers of all languages, and its note is written in English.
ENGLISH_ONLY = {"bundle/README.txt"}
UNTRANSLATED_ELEMENTS = re.compile(
    r"""<(script|style|code|kbd|samp)\b.*?</\1>|<(\w+)[^>]*\btranslate=["']no["'][^>]*>.*?</\2>""",
    re.DOTALL | re.IGNORECASE,
)
SPOKEN_ATTRIBUTE = re.compile(
    r"""\s(?:alt|title|placeholder|aria-label|content)=(["'])(.*?)\1""", re.DOTALL
)
MACHINE_META = re.compile(
    r"""<meta\b[^>]*\b(?:name=|http-equiv=|property=["']og:(?:image:)?type["'])[^>]*>""", re.DOTALL
)
MARKUP = re.compile(r"<[^>]*>|&\w+;", re.DOTALL)
LETTERS = re.compile(r"[^\W\d_]{2,}")


def untranslated_words(source: str) -> list[str]:
    """Return the words that a template shows in one language only."""
    for pattern in NO_TEXT:
        source = pattern.sub(" ", source)
    source = UNTRANSLATED_ELEMENTS.sub(" ", MACHINE_META.sub(" ", source))
    spoken = " ".join(found[2] for found in SPOKEN_ATTRIBUTE.finditer(source))
    text = MARKUP.sub(" ", source) + " " + spoken
    return [word for word in LETTERS.findall(text) if word != "Undersigned"]


def test_no_template_has_inline_script_or_style() -> None:
    found = {
        name: hits
        for name, source in templates().items()
        if (hits := [hit[0] for hit in INLINE.finditer(source)])
    }
    assert found == {}


def test_every_string_of_a_template_can_be_translated() -> None:
    found = {
        name: words
        for name, source in templates().items()
        if name not in ENGLISH_ONLY and (words := untranslated_words(source))
    }
    assert found == {}


def test_inline_script_and_style_would_be_found() -> None:
    for bad in (
        "<script>alert(1)</script>",
        "<p style='color: red'>",
        "<style>p {}</style>",
        '<a onclick="go()">',
        '<a href="javascript:go()">',
    ):
        assert INLINE.search(bad), bad
    for good in (
        '<script type="module" src="/static/a.js"></script>',
        '<script type="application/json" id="data">{}</script>',
        '<link rel="stylesheet" href="/static/a.css">',
    ):
        assert not INLINE.search(good), good


def test_an_untranslated_word_would_be_found() -> None:
    assert untranslated_words("<h1>Sign this</h1>") == ["Sign", "this"]
    assert untranslated_words('<img alt="A map" src="x.png">') == ["map"]
    assert untranslated_words("{% if a > b %}{% translate 'Sign' %}{% endif %}{{ name }}") == []
    assert untranslated_words("{% blocktranslate %}Sign {{ n }}{% endblocktranslate %}") == []
    assert untranslated_words("Subject: {{ subject }}\n\n    undersigned verify x\n") == []
    assert untranslated_words("<code>undersigned verify</code>") == []


# Where words stand from the left in every language, or a page says which way it goes.
PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right)[\w-]*"
    r"|(?:left|right)|border-(?:top|bottom)-(?:left|right)-radius)\s*:"
    r"|(?:text-align|float|clear)\s*:\s*(?:left|right)"
)
# What is set in one direction whatever the page's is: a command to type, and the lines of a text
# that is written from right to left.
PHYSICAL_ON_PURPOSE = {
    "public.css": ["text-align: left"],
    "workspace.css": ["text-align: right"],
}


def test_sheets_follow_the_direction_of_the_page() -> None:
    folder = PACKAGE / "static" / "undersigned"
    found = {
        path.relative_to(folder).as_posix(): hits
        for path in sorted(folder.rglob("*.css"))
        if (
            hits := PHYSICAL.findall(
                re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)
            )
        )
    }
    assert found == PHYSICAL_ON_PURPOSE


def test_a_side_in_a_sheet_would_be_found() -> None:
    for bad in ("margin-left: 1em", "right: 0", "float: left", "border-top-left-radius: 2px"):
        assert PHYSICAL.search(bad), bad
    for good in (
        "margin-inline-start: 1em",
        "inset-inline-end: 0",
        "--left: 1",
        "text-align: start",
    ):
        assert not PHYSICAL.search(good), good


def test_separators_of_crumbs_run_with_the_page_and_not_with_a_title() -> None:
    # A separator stands inside the link, on the side on which that ends.
    crumbs = re.compile(r'<nav class="crumbs".*?</nav>', re.DOTALL)
    directed = re.compile(r'<a (?:[^<>{}"]|"(?:[^"{]|\{%[^%]*%\}|\{\{[^}]*\}\})*")*\bdir="')
    assert directed.search('<a href="{% url "a" b %}{{ q }}" lang="{{ l }}" dir="{{ d }}">')
    assert not directed.search(
        '<a href="{% url "a" b %}{{ q }}"><bdi lang="{{ l }}" dir="{{ d }}">'
    )
    found = {name: "".join(crumbs.findall(text)) for name, text in templates().items()}
    assert sum(map(bool, found.values())) > 10
    assert {name for name, text in found.items() if directed.search(text)} == set()
