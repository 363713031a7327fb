"""Domains have one spelling, and only an organization's own mailbox speaks for it."""

import pytest

from undersigned.core.domains import (
    MAX_DOMAIN,
    check_mailbox_domain,
    clean_domain,
    clean_website,
    domain_of_website,
    fits_website,
    is_shared,
    registrable_name,
)
from undersigned.core.errors import Malformed


@pytest.mark.parametrize(
    ("written", "domain"),
    [
        ("Herons.Example", "herons.example"),
        (" herons.example. ", "herons.example"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("XN--BCHER-KVA.example", "xn--bcher-kva.example"),
        ("رودها.example", "xn--mgbpf3gd.example"),
        ("her\u200bons.example", "herons.example"),
    ],
)
def test_domain_has_one_spelling(written: str, domain: str) -> None:
    assert clean_domain(written) == domain
    assert clean_domain(domain) == domain


@pytest.mark.parametrize(
    "written",
    [
        "", "example", "her ons.example", "-herons.example", "herons..example", "127.0.0.1",
        "herons.example/path", "https://herons.example", "a@herons.example", "_x.example",
        "x" * 64 + ".example", ".".join(["abc"] * (MAX_DOMAIN // 4 + 1)), "herons.123",
        "[::1]", "xn--zzzzzz-.example", "her\nons.example",
    ],
)  # fmt: skip
def test_what_is_no_domain_is_refused(written: str) -> None:
    with pytest.raises(Malformed):
        clean_domain(written)


@pytest.mark.parametrize(
    ("written", "website"),
    [
        ("herons.example", "https://herons.example"),
        ("HTTP://Herons.Example/", "http://herons.example"),
        ("https://herons.example:443/a?b=c#d", "https://herons.example/a?b=c"),
        ("https://herons.example:8443", "https://herons.example:8443"),
        ("https://bücher.example/über", "https://xn--bcher-kva.example/über"),
        ("", ""),
        (" \u200b ", ""),
    ],
)
def test_website_has_one_spelling(written: str, website: str) -> None:
    assert clean_website(written) == website
    assert clean_website(website) == website


@pytest.mark.parametrize(
    "written",
    [
        "javascript://herons.example/%0aalert(1)", "javascript:alert(1)", "data:text/html,x",
        "ftp://herons.example", "https://herons.example@evil.example", "https://user:p@h.example",
        "https://", "https://localhost", "https://herons.example:port", "https://[::1",
        "https://herons.example\\@evil.example", "https://herons.example/a b", "//evil.example/x",
        "https://herons.example/" + "x" * 300,
    ],
)  # fmt: skip
def test_what_is_no_website_is_refused(written: str) -> None:
    with pytest.raises(Malformed):
        clean_website(written)


def test_domain_of_a_website_is_its_host_without_www() -> None:
    assert domain_of_website("https://www.herons.example/about") == "herons.example"
    assert domain_of_website("https://www.example") == "www.example"
    assert domain_of_website("https://herons.example:8443") == "herons.example"
    assert domain_of_website("") == ""


@pytest.mark.parametrize(
    ("name", "registered"),
    [
        ("herons.example", "herons.example"),
        ("a.b.herons.example", "herons.example"),
        ("a.herons.co.uk", "herons.co.uk"),
        ("herons.github.io", "herons.github.io"),
        ("a.herons.wordpress.com", "herons.wordpress.com"),
        ("co.uk", "co.uk"),
    ],
)
def test_registered_name_stands_below_a_shared_one(name: str, registered: str) -> None:
    assert registrable_name(name) == registered


@pytest.mark.parametrize(
    ("mail", "website"),
    [
        ("herons.example", "https://herons.example"),
        ("herons.example", "https://www.herons.example"),
        ("mail.herons.example", "https://herons.example"),
        ("herons.example", "https://river.campaigns.herons.example"),
        ("herons.org.uk", "https://www.herons.org.uk"),
    ],
)
def test_mailbox_of_the_organization_counts(mail: str, website: str) -> None:
    check_mailbox_domain(mail, website)
    assert fits_website(mail, website)


@pytest.mark.parametrize(
    ("mail", "website", "why"),
    [
        ("evil.example", "https://herons.example", "neither is a part"),
        ("eherons.example", "https://herons.example", "neither is a part"),
        ("herons.example.evil.example", "https://herons.example", "neither is a part"),
        ("campaigns.herons.example", "https://river.campaigns.herons.example", "neither"),
        ("gmail.com", "https://gmail.com", "Anyone can get"),
        ("mail.gmail.com", "https://gmail.com", "Anyone can get"),
        ("yahoo.co.uk", "https://yahoo.co.uk", "Anyone can get"),
        ("wordpress.com", "https://herons.wordpress.com", "Anyone can get"),
        ("other.co.uk", "https://co.uk", "Anyone can get"),
        ("co.uk", "https://herons.co.uk", "Anyone can get"),
        ("example", "https://herons.example", "Anyone can get"),
        ("herons.example", "", "no website"),
    ],
)
def test_mailbox_of_others_does_not_count_and_it_says_why(
    mail: str, website: str, why: str
) -> None:
    with pytest.raises(Malformed, match=why):
        check_mailbox_domain(mail, website)
    assert not fits_website(mail, website)


def test_shared_names_are_known() -> None:
    shared = ["gmail.com", "hotmail.fr", "yahoo.com.br", "co.uk", "github.io", "com"]
    assert [name for name in shared if not is_shared(name)] == []
    own = ["herons.example", "co-op.example", "org.example", "live.herons.example"]
    assert [name for name in own if is_shared(name)] == []
