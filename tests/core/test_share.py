"""What is shared: numbers that stay true, openings, locales, and sites as a policy spells them."""

import pytest

from undersigned.core.errors import Malformed
from undersigned.core.share import (
    MAX_OPENING,
    MAX_SITES,
    BadSite,
    TooManySites,
    clean_site,
    clean_sites,
    locale_code,
    opening,
    rounded,
)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, (0, False)),
        (7, (7, False)),
        (100, (100, False)),
        (101, (100, True)),
        (110, (100, True)),
        (111, (110, True)),
        (1200, (1100, True)),
        (1234, (1200, True)),
        (100_000, (99_000, True)),
        (999_999, (990_000, True)),
        (1_000_000, (990_000, True)),
        (1_000_001, (1_000_000, True)),
    ],
)
def test_number_is_rounded_to_what_stays_true(number: int, said: tuple[int, bool]) -> None:
    assert rounded(number) == said


def test_a_million_signatures_make_few_numbers() -> None:
    said = {rounded(number) for number in range(0, 1_000_001, 7)}
    assert len(said) < 500
    for number in range(101, 5000):
        assert rounded(number)[0] < number


def test_opening_is_the_first_sentences_without_headings_and_references() -> None:
    body = (
        "## Why\n\nWe *write* to you\nabout [the river](https://example.org/river).[^1]\n\n"
        "> It falls.\n\n- not this\n\n::: demands\n1. nor this\n:::\n\n[^1]: The report.\n"
    )
    assert opening(body) == "We write to you about the river. It falls."


@pytest.mark.parametrize("word", ["word ", "字"])
def test_long_opening_is_cut_between_words(word: str) -> None:
    text = (word * 400).strip()
    cut = opening(f"{text}\n")
    assert MAX_OPENING - 10 <= len(cut) <= MAX_OPENING
    assert cut.endswith(f"{word.strip()}…")
    assert text.startswith(cut[:-1])


def test_opening_of_demands_alone_is_empty() -> None:
    assert opening("::: demands\n1. Publish it.\n:::\n") == ""


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("en", "en_US"),
        ("en-GB", "en_GB"),
        ("fa", "fa_IR"),
        ("pt-BR", "pt_BR"),
        ("zh-Hant", "zh_TW"),
        ("ckb", "ckb_IQ"),
        ("tlh", ""),
    ],
)
def test_locale_has_the_territory_that_is_likely(tag: str, code: str) -> None:
    assert locale_code(tag) == code


@pytest.mark.parametrize(
    ("written", "site"),
    [
        ("example.org", "https://example.org"),
        ("  Example.ORG. ", "https://example.org"),
        ("https://example.org/a/page?x=1#y", "https://example.org"),
        ("https://*.example.org", "https://*.example.org"),
        ("*.example.org", "https://*.example.org"),
        ("http://example.org", "http://example.org"),
        ("HTTPS://example.org:443", "https://example.org"),
        ("https://example.org:8443", "https://example.org:8443"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://127.0.0.1:8000/", "http://127.0.0.1:8000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_site_is_spelled_as_a_policy_wants_it(written: str, site: str) -> None:
    assert clean_site(written) == site
    assert clean_site(site) == site


@pytest.mark.parametrize(
    "written",
    [
        "",
        "*",
        "https://*",
        "*.org",
        "https://*.*.example.org",
        "https://a*.example.org",
        "example",
        "'self'",
        "'none'",
        "data:",
        "javascript://example.org",
        "ftp://example.org",
        "https://",
        "https://name@example.org",
        "https://name:word@example.org",
        "https://example.org:99999",
        "https://example.org:0",
        "https://example.org:x",
        "https://example.org;script-src",
        "https://exam\u200bple..org",
        "https://192.0.2.1",
        "https://localhost.evil,example.org",
        "a" * 3000,
    ],
)
def test_what_is_no_site_is_refused(written: str) -> None:
    with pytest.raises(Malformed):
        clean_site(written)


def test_sites_are_named_once_in_their_order() -> None:
    assert clean_sites("b.example\n a.example \n\nhttps://b.example/page") == (
        "https://b.example",
        "https://a.example",
    )
    assert clean_sites(" \n") == ()


def test_bad_site_among_good_ones_is_named() -> None:
    with pytest.raises(BadSite) as refused:
        clean_sites("a.example\nnot;a;site\nb.example")
    assert refused.value.line == "not;a;site"


def test_too_many_sites_are_refused() -> None:
    sites = [f"s{number}.example" for number in range(MAX_SITES + 1)]
    assert len(clean_sites("\n".join(sites[1:]))) == MAX_SITES
    with pytest.raises(TooManySites):
        clean_sites("\n".join(sites))
