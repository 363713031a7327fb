"""Addresses somebody typed, and which machines are public."""

from ipaddress import ip_address

import pytest

from undersigned.core.errors import Malformed
from undersigned.core.web_address import WebAddress, is_public, parse_web_address


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("https://example.org", "https://example.org/"),
        (" http://Example.ORG:80/a b".replace(" b", "%20b"), "http://example.org/a%20b"),
        ("https://example.org:443/?q=1&r=2#part", "https://example.org/?q=1&r=2"),
        ("https://example.org./x", "https://example.org/x"),
        ("https://bücher.example/straße", "https://xn--bcher-kva.example/stra%C3%9Fe"),
        ("https://روزنامه.example/خبر", None),
        ("http://127.0.0.1/", "http://127.0.0.1/"),
        # Digits and dots of other scripts are digits and dots to a resolver, too.
        ("http://127。0.0.1/", "http://127.0.0.1/"),
        ("http://[::ffff:10.0.0.1]:8080/", "http://[::ffff:a00:1]:8080/"),
        ("HTTPS://example.org/%zz", "https://example.org/%zz"),
    ],
)
def test_one_reading_of_an_address(typed: str, read: str | None) -> None:
    address = parse_web_address(typed)
    if read is not None:
        assert str(address) in {read, read.replace("::ffff:a00:1", "::ffff:10.0.0.1")}
    assert parse_web_address(str(address)) == address
    assert str(address).isascii()


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "http://example.org/\udfff",
        "http://example.org/?q=\ud800",
        "example.org",
        "//example.org/",
        "ftp://example.org/",
        "file:///etc/passwd",
        "gopher://example.org/",
        "javascript:alert(1)",
        "https://",
        "https:///path",
        "https://user@example.org/",
        "https://user:secret@example.org/",
        "https://@example.org/",
        "https://example.org:0x50/",
        "https://example.org:99999/",
        "https://example.org\\@evil.example/",
        "https://exa mple.org/",
        "https://example.org/\r\nX-Header: 1",
        "https://example.org/\x00",
        "https://exam%70le.org/",
        "https://-example.org/",
        "https://example..org/",
        "https://.example.org/",
        "https://example.org../",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0x7f.1/",
        "https://0177.0.0.1/",
        "https://127.1/",
        "https://127.0.0.1.5/",
        "https://256.0.0.1/",
        "https://１２７.１/",
        "https://[::1/",
        "https://[fe80::1%25eth0]/",
        "https://[v1.x]/",
        "https://" + "a" * 64 + ".org/",
        "https://" + "a." * 130 + "org/",
        "https://example.org/" + "a" * 2000,
    ],
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(Malformed):
        parse_web_address(typed)


@pytest.mark.parametrize(
    ("location", "leads_to"),
    [
        ("/b", "https://example.org/b"),
        ("c?d", "https://example.org/a/c?d"),
        ("//other.example/e", "https://other.example/e"),
        ("http://other.example", "http://other.example/"),
    ],
)
def test_a_location_is_read_against_the_address(location: str, leads_to: str) -> None:
    here = WebAddress("https", "example.org", 443, "/a/b")
    assert str(here.joined(location)) == leads_to


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "https://u:p@example.org/", "http://[/"]
)
def test_a_location_may_lead_nowhere(location: str) -> None:
    with pytest.raises(Malformed):
        WebAddress("https", "example.org", 443, "/").joined(location)


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "172.16.0.1",
        "192.0.0.8",
        "192.0.2.1",
        "192.168.0.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.1.1",
        "239.1.2.3",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "100::1",
        "2001:db8::1",
        "2001::1",
        "2002:7f00:1::",
        "2002:101:101::",
        "3fff::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "ff0e::1",
    ],
)
def test_machines_inside_a_network_are_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "address",
    ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"],
)
def test_machines_of_the_internet_are_public(address: str) -> None:
    assert is_public(ip_address(address))
