"""Text that people type or paste: letters, names, addresses, searches; and HTML made of it."""

import re
from contextlib import suppress
from html.parser import HTMLParser
from typing import Any

from tests.fuzz.inputs import Target
from undersigned.core import domains, mailbox, share
from undersigned.core.changes import mark_changes
from undersigned.core.countries import find_country
from undersigned.core.differences import lay_out
from undersigned.core.display_names import language_name
from undersigned.core.duplicates import Named, find_pairs
from undersigned.core.errors import Malformed
from undersigned.core.fulltext import indexed_words, read_query
from undersigned.core.isolates import without_isolates
from undersigned.core.language_choice import common_language, read_language
from undersigned.core.languages import check_language
from undersigned.core.lines import clean_line, fold
from undersigned.core.markdown.html import count_words, render_body, sanitize
from undersigned.core.markdown.places import place_units
from undersigned.core.markdown.read import check_body, parse_body, read_body
from undersigned.core.markdown.units import read_units, read_units_roughly
from undersigned.core.merge import merge
from undersigned.core.name_forms import forms_of
from undersigned.core.name_patterns import (
    clean_pattern,
    is_gibberish,
    pattern_expression,
    shape,
    skeleton,
)
from undersigned.core.passages import find_passage, read_aloud
from undersigned.core.signatory_list import clean_cell, read_country, read_website
from undersigned.core.snippets import mark_all, snippet
from undersigned.core.text import normalize_body, parse_text, read_addressees
from undersigned.core.unlinked import without_links
from undersigned.core.words import split_words

BODY = """\
For three summers the river has *fallen*, and **nobody** has published how far.[^1]

## What we ask

::: demands
1. Publish the measurements of every gauge, each month.
2. Let the people of the banks speak; see [the report](https://example.org/report).
:::

> Whoever owns the number owns the river.

- one
- two

  with more

[^1]: The river report, <https://example.org/report>, page 12.
"""
BODY_FA = "سه تابستان است که آب رود پایین می‌رود.[^1]\n\n[^1]: گزارش رود، صفحهٔ ۱۲.\n"
HEAD = f"""\
undersigned/text/v1
letter {"0123456789abcdef" * 2}
edition 1
language en
title Give Our River a Voice
to Ada Exemplar; Chair; River Commission

"""
HTML = (
    '<p>Dear <em>Ada</em>, <a href="https://example.org/" rel="noopener">see</a></p>'
    '<ol start="3"><li id="demand-1">one</li></ol><script>alert(1)</script><p onclick="x()">y</p>'
)
NAMES = [
    "Ada Exemplar",
    "Müller-Lüdenscheidt e.V.",
    "شیرین نمونه",
    "國際特赦組織",
    "Ş. O'Neill (PhD)",
]
ADDRESSES = ["ada@people.example", "ada+river@gmail.com", "ада@пример.example", '"a b"@x.example']
SITES = ["https://www.herons.example:8443/a?b=c#d", "http://münchen.example", "*.example.org"]

_ALLOWED_TAG = re.compile(
    r"<(?!/?(?:a|h2|h3|li|ol|section|p|br|em|strong|sup|ul|blockquote)(?:\s|>|/))"
)
_ACTIVE = re.compile(r"on\w+|style|src|srcdoc")
# Browsers leave out tabs and ends of lines; a space ends what could be a scheme.
_OTHER_SCHEME = re.compile(r"[\x00-\x20]*(?!https?:|mailto:)[A-Za-z][A-Za-z0-9+.-]*:")


class _Attributes(HTMLParser):
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            assert not _ACTIVE.fullmatch(name), (tag, name)
            address = re.sub(r"[\t\n\r]", "", value or "")
            assert name != "href" or not _OTHER_SCHEME.match(address), (tag, value)


def _harmless(html: str) -> None:
    """Nothing in it runs, loads or decorates: no tag and no address but those of letters."""
    assert not _ALLOWED_TAG.search(html), html
    _Attributes().feed(html)


def _sanitize(html: str) -> None:
    cleaned = sanitize(html)
    _harmless(cleaned)
    assert sanitize(cleaned) == cleaned


def _render(body: str) -> None:
    rendered = render_body(body, language="fa")
    _harmless(rendered.html)
    _harmless(rendered.sources_html)


def _typed(body: str) -> None:
    """What somebody typed, as it is saved and shown to its writers."""
    _render(normalize_body(body))


def _passages(body: str) -> None:
    for unit in place_units(body).units[:3]:
        with suppress(Malformed):
            find_passage(body, unit, body[unit.unit.start : unit.unit.end][:20])


def _line(text: str) -> None:
    """A line that is kept is kept as it is, once more."""
    cleaned = clean_line(text, max_length=300)
    assert clean_line(cleaned, max_length=300) == cleaned


def _pattern(text: str) -> None:
    re.compile(pattern_expression(clean_pattern(text)))


def _name(text: str) -> None:
    line = clean_line(text, max_length=300)
    forms_of(line)
    shape(line)
    skeleton(line)
    is_gibberish(line)
    find_pairs([Named("1", line, ""), Named("2", NAMES[1], "https://x.example")])


def _website(text: str) -> None:
    website = domains.clean_website(text)
    assert domains.clean_website(website) == website
    domain = domains.domain_of_website(website)
    domains.registrable_name(domain)
    domains.is_shared(domain)
    domains.fits_website("people.example", website)


def _mailbox(text: str) -> None:
    address = mailbox.parse_address(text)
    mailbox.mask_address(address)
    domains.check_mailbox_domain(mailbox.domain_of(address), "https://people.example")


def _canonical(text: str) -> None:
    canonical = mailbox.canonical_address(text)
    assert mailbox.canonical_address(canonical) == canonical


def _search(text: str) -> None:
    terms = read_query(text)
    snippet(BODY, terms)
    mark_all(BODY, terms)


# Any: text and bytes beside each other.
TARGETS: list[Target[Any]] = [
    Target("core.text.parse_text", parse_text, [(HEAD + BODY).encode(), (HEAD + BODY_FA).encode()]),
    Target("core.text.read_addressees", read_addressees, ["Ada; Chair; Commission\nBen Example"]),
    Target("core.text.normalize_body", _typed, [BODY, BODY_FA]),
    Target("core.markdown.read.read_body", read_body, [BODY, BODY_FA]),
    Target("core.markdown.read.check_body", check_body, [BODY, BODY_FA]),
    Target("core.markdown.read.parse_body", parse_body, [BODY, BODY_FA]),
    Target("core.markdown.html.render_body", _render, [BODY, BODY_FA]),
    Target("core.markdown.html.count_words", count_words, [BODY, BODY_FA]),
    Target("core.markdown.html.sanitize", _sanitize, [HTML]),
    Target("core.markdown.units.read_units", read_units, [BODY, BODY_FA]),
    Target("core.markdown.units.read_units_roughly", read_units_roughly, [BODY, BODY_FA]),
    Target("core.markdown.places.place_units", _passages, [BODY, BODY_FA], most=100_000),
    Target("core.passages.read_aloud", read_aloud, [BODY]),
    Target("core.changes.mark_changes", lambda text: mark_changes(text, BODY), [BODY], most=50_000),
    Target("core.differences.lay_out", lambda text: lay_out(BODY, text), [BODY], most=50_000),
    Target("core.merge.merge", lambda text: merge(BODY, text, BODY_FA), [BODY], most=50_000),
    Target("core.share.opening", share.opening, [BODY]),
    Target("core.words.split_words", split_words, [BODY, BODY_FA]),
    Target("core.fulltext.indexed_words", indexed_words, [BODY, BODY_FA, *NAMES]),
    Target("core.fulltext.read_query", _search, ['river "gauge" -x OR رود*', *NAMES], most=10_000),
    Target(
        "core.unlinked.without_links",
        lambda text: without_links(text, max_length=300),
        ["See https://x.example/a and www.y.example, ada@people.example"],
    ),
    Target("core.isolates.without_isolates", without_isolates, ["\u2068شیرین\u2069 has signed"]),
    Target("core.lines.clean_line", _line, NAMES),
    Target("core.lines.fold", fold, NAMES),
    Target("core.duplicates.find_pairs", _name, NAMES),
    Target("core.name_patterns.clean_pattern", _pattern, ["user #*", "Ada *", "[a-z]+(b)?"]),
    Target("core.mailbox.parse_address", _mailbox, ADDRESSES),
    Target("core.mailbox.canonical_address", _canonical, ADDRESSES),
    Target("core.mailbox.mask_address", mailbox.mask_address, ADDRESSES, refusals=()),
    Target(
        "core.domains.clean_domain", domains.clean_domain, ["www.herons.example", "münchen.example"]
    ),
    Target("core.domains.clean_website", _website, SITES),
    Target(
        "core.domains.check_mailbox_domain",
        lambda text: domains.check_mailbox_domain(text, "https://herons.example"),
        ["herons.example", "gmail.com"],
    ),
    Target("core.share.clean_site", share.clean_site, SITES),
    Target("core.share.clean_sites", share.clean_sites, ["\n".join(SITES)]),
    Target("core.languages.check_language", check_language, ["en", "pt-BR", "zh-Hant-TW"]),
    Target(
        "core.language_choice.read_language",
        lambda text: read_language(text, "fa"),
        ["Persian", "pt-br", "فارسی"],
    ),
    Target(
        "core.language_choice.common_language",
        common_language,
        ["de-AT", "zh-hant", "*"],
        refusals=(),
    ),
    Target("core.display_names.language_name", language_name, ["de-AT", "zh-Hant"]),
    Target(
        "core.countries.find_country",
        lambda text: find_country(text, ("en", "fa")),
        ["Germany", "ایران", "DE"],
        refusals=(),
    ),
    Target("core.signatory_list.clean_cell", lambda text: clean_cell(text, "name"), NAMES),
    Target(
        "core.signatory_list.read_country",
        lambda text: read_country(text, ("en",), []),
        ["Germany"],
    ),
    Target("core.signatory_list.read_website", lambda text: read_website(text, []), SITES),
]
