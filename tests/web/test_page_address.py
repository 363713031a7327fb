"""Which requests may be answered with a kept page, and which are for the same one."""

import pytest
from django.test import RequestFactory

from undersigned.web.page_address import MAX_ADDRESS, PageAddress, page_address

LETTER = "/letters/river/en/"


def address_of(path: str, method: str = "GET", **headers: str) -> PageAddress | None:
    return page_address({**RequestFactory().generic(method, path).META, **headers})


@pytest.mark.parametrize("path", [LETTER, "/", "/feed.atom", "/robots.txt", "/sitemap.xml"])
def test_public_pages_may_be_kept(path: str) -> None:
    for method in ("GET", "HEAD"):
        address = address_of(path, method)
        assert address is not None
        assert (address.path, address.query) == (path, "")
    for method in ("POST", "PUT", "OPTIONS", "get"):
        assert address_of(path, method) is None


@pytest.mark.parametrize("path", ["/workspace/", "/manage/token/", "/accounts/login/", "/x", "/?"])
def test_pages_of_one_person_are_left_to_django(path: str) -> None:
    assert (address_of(path) is None) == (path != "/?")


@pytest.mark.parametrize("name", ["challenge", "letter.pdf", "bundle.zip"])
def test_what_is_large_or_made_for_each_reader_is_not_kept(name: str) -> None:
    assert address_of(f"/letters/river/{name}") is None
    assert address_of(f"/letters/{name}/en/") is not None


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "a b", "@", "x" * 400])
def test_a_page_is_not_answered_under_another_host(host: str) -> None:
    assert address_of(LETTER, HTTP_HOST=host) is None
    for ours in ("localhost", "LOCALHOST:8000", "127.0.0.1:1", "localhost."):
        assert address_of(LETTER, HTTP_HOST=ours) == PageAddress(LETTER, "", "")


def test_what_a_page_does_not_read_makes_no_other_page() -> None:
    plain = PageAddress(LETTER, "", "")
    for query in ("fbclid=IwAR0", "utm_source=x&utm_medium=y", "&&", "qq=1", "%71=1", "Page=2"):
        assert address_of(f"{LETTER}?{query}") == plain, query
    assert address_of(f"{LETTER}?fbclid=1&page=2&q=a%20b&z") == PageAddress(
        LETTER, "page=2&q=a%20b", ""
    )


def test_a_long_address_is_not_kept() -> None:
    assert address_of(f"{LETTER}?q={'a' * MAX_ADDRESS}") is None
    assert address_of(f"{LETTER}?x={'a' * MAX_ADDRESS}") == PageAddress(LETTER, "", "")
    assert address_of(f"{LETTER}?x={'a' * 5000}") is None
    assert address_of(f"/letters/{'a' * MAX_ADDRESS}/en/") is None


def test_the_front_is_one_page_for_each_language_that_is_common() -> None:
    for accepted, language in (
        ("fa-IR,en;q=0.5", "fa"),
        ("xx,de;q=0.9", "de"),
        ("", "en"),
        ("tlh", "en"),
    ):
        assert address_of("/", HTTP_ACCEPT_LANGUAGE=accepted) == PageAddress("/", "", language)
    for named in ("lang=fa", "q=a&lang=", "lang"):
        assert address_of(f"/?{named}", HTTP_ACCEPT_LANGUAGE="de") == PageAddress("/", named, "")
    # Letters have an address for each of their languages.
    assert address_of(LETTER, HTTP_ACCEPT_LANGUAGE="de") == PageAddress(LETTER, "", "")
