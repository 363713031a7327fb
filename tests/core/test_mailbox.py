"""Mailboxes: what is an address, and which spellings are one mailbox."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.core.errors import Malformed
from undersigned.core.mailbox import canonical_address, mask_address, parse_address


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("ada@example.org", "ada@example.org"),
        ("  Ada.L+x@Example.ORG \n", "Ada.L+x@example.org"),
        ("\u200bada@example.org\u202c", "ada@example.org"),
        ("ada@xn--bcher-kva.example", "ada@bücher.example"),
        ("jos\u0065\u0301@example.org", "josé@example.org"),
        ("o'neill@example.org", "o'neill@example.org"),
    ],
)
def test_parse_address(typed: str, address: str) -> None:
    assert parse_address(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        "ada", "@example.org", "ada@", "ada@@example.org", "a b@example.org", "ada@example",
        "ada@example.org\nBcc: eve@example.org", "ada@example.org, eve@example.org",
        "Ada <ada@example.org>", "<ada@example.org>", '"ada eve"@example.org', "ada@[127.0.0.1]",
        "ada@localhost", "ada@exa mple.org", "ada@-example.org", ".ada@example.org",
        "a..b@example.org", "ada@example.org\x00@x.org", "mailto:ada@example.org?subject=x",
        "x" * 65 + "@example.org",
    ],
)  # fmt: skip
def test_parse_address_refuses(typed: str) -> None:
    with pytest.raises(Malformed, match="does not look like an e-mail address"):
        parse_address(typed)


def test_parse_address_asks_for_one_and_caps_it() -> None:
    with pytest.raises(Malformed, match="Please enter"):
        parse_address(" \u200b ")
    with pytest.raises(Malformed, match="too long"):
        parse_address("a@" + "b" * 60_000 + ".org")


@pytest.mark.parametrize(
    ("address", "canonical"),
    [
        # Every provider: case, IDNA, width, and what follows a plus.
        ("Ada@Example.ORG", "ada@example.org"),
        ("ada+river@example.org", "ada@example.org"),
        ("ada+a+b@example.org", "ada@example.org"),
        ("+ada@example.org", "+ada@example.org"),
        ("a.d-a_b@example.org", "a.d-a_b@example.org"),
        ("ada@bücher.example", "ada@xn--bcher-kva.example"),
        ("ada@BÜCHER.example", "ada@xn--bcher-kva.example"),
        ("ada@xn--bcher-kva.example", "ada@xn--bcher-kva.example"),
        ("ａda@example.org", "ada@example.org"),
        ("ada@straße.example", "ada@xn--strae-oqa.example"),
        ("ada@example.org.", "ada@example.org"),
        # Gmail
        ("A.d.a+x@gmail.com", "ada@gmail.com"),
        ("ada@googlemail.com", "ada@gmail.com"),
        ("a.da@GoogleMail.com", "ada@gmail.com"),
        ("ada@gmail.example", "ada@gmail.example"),
        # Outlook and its kin: plus only, and each domain for itself
        ("a.da+x@outlook.com", "a.da@outlook.com"),
        ("a.da+x@hotmail.com", "a.da@hotmail.com"),
        ("ada@live.com", "ada@live.com"),
        # Fastmail
        ("river@ada.fastmail.com", "ada@fastmail.com"),
        ("river+x@ada.fastmail.fm", "ada@fastmail.fm"),
        ("a.da@fastmail.com", "a.da@fastmail.com"),
        ("x@a.b.fastmail.com", "x@a.b.fastmail.com"),
        ("x@ada.notfastmail.com", "x@ada.notfastmail.com"),
        # Yahoo
        ("ada-river@yahoo.com", "ada@yahoo.com"),
        ("ada-river@yahoo.co.uk", "ada@yahoo.co.uk"),
        ("ada-river@ymail.com", "ada@ymail.com"),
        ("ada.lovelace@yahoo.fr", "ada.lovelace@yahoo.fr"),
        ("ada-river@yahoo.co.jp", "ada-river@yahoo.co.jp"),
        ("ada-river@yahoo.example.org", "ada-river@yahoo.example.org"),
        # Proton
        ("a.d-a_b+x@proton.me", "adab@proton.me"),
        ("adab@protonmail.com", "adab@proton.me"),
        ("A_dab@pm.me", "adab@proton.me"),
        ("adab@protonmail.ch", "adab@proton.me"),
        ("._-@proton.me", "._-@proton.me"),
        # iCloud
        ("a.da+x@me.com", "a.da@icloud.com"),
        ("a.da@mac.com", "a.da@icloud.com"),
        # Yandex
        ("a.da@ya.ru", "a-da@yandex.ru"),
        ("a-da@yandex.com", "a-da@yandex.ru"),
    ],
)
def test_canonical_address(address: str, canonical: str) -> None:
    assert canonical_address(address) == canonical
    assert canonical_address(canonical) == canonical


@pytest.mark.parametrize(
    "address", ["", "ada", "@", "ada@", "@example.org", "ada@..", "a\ud800@b.org"]
)
def test_canonical_address_refuses_what_is_no_address(address: str) -> None:
    with pytest.raises(Malformed):
        canonical_address(address)


@given(st.text(max_size=60) | st.emails())
def test_garbage_only_ever_gets_malformed(typed: str) -> None:
    try:
        address = parse_address(typed)
    except Malformed:
        return
    assert parse_address(address) == address
    canonical = canonical_address(address)
    assert canonical_address(canonical) == canonical
    assert "\n" not in address


@given(st.text(max_size=40), st.text(max_size=40))
def test_canonical_garbage_only_ever_gets_malformed(local: str, domain: str) -> None:
    try:
        canonical = canonical_address(f"{local}@{domain}")
    except Malformed:
        return
    canonical.encode()
    assert canonical_address(canonical) == canonical


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("rosa@herons.example", "r…@herons.example"),
        ("r@herons.example", "r…@herons.example"),
        ('"a@b"@herons.example', '"…@herons.example'),
    ],
)
def test_masked_address_is_recognized_and_does_not_tell(address: str, masked: str) -> None:
    assert mask_address(address) == masked
