"""From where a request comes: what a trusted proxy says, and nothing that anybody else does."""

from dataclasses import replace
from ipaddress import ip_network

import pytest
from django.conf import settings
from django.test import RequestFactory, override_settings

from undersigned.web.client_address import MAX_HOPS, client_address

PROXY = "10.0.0.1"
TRUSTED = replace(
    settings.CONFIG,
    trusted_proxies=(ip_network("10.0.0.0/8"), ip_network("2001:db8:ffff::/48")),
)


def _seen(peer: str, said: str | None) -> str:
    headers = {} if said is None else {"X-Forwarded-For": said}
    return str(client_address(RequestFactory().get("/", headers=headers, REMOTE_ADDR=peer).META))


@pytest.mark.parametrize(
    ("peer", "said", "seen"),
    [
        # The proxy says who asked it; what stands before that was said by who asked.
        (PROXY, "192.0.2.1", "192.0.2.1"),
        (PROXY, "198.51.100.9, 192.0.2.1", "192.0.2.1"),
        (PROXY, "127.0.0.1, 10.0.0.7, 192.0.2.1", "192.0.2.1"),
        # Several proxies behind each other.
        (PROXY, "198.51.100.9, 192.0.2.1, 10.0.0.2,10.0.0.3", "192.0.2.1"),
        ("2001:db8:ffff::1", " 2001:db8::7 ", "2001:db8::7"),
        ("::ffff:10.0.0.1", "::ffff:192.0.2.1", "192.0.2.1"),
        # A proxy that says nothing, or nothing that can be read, is the one who asks.
        (PROXY, None, PROXY),
        (PROXY, "", PROXY),
        (PROXY, "192.0.2.1, unknown", PROXY),
        (PROXY, "192.0.2.1, 10.0.0.2, 1.2.3.4.5", PROXY),
        (PROXY, "192.0.2.1, _hidden, 10.0.0.2", "10.0.0.2"),
        (PROXY, "10.0.0.3", "10.0.0.3"),
        (PROXY, "192.0.2.1," + "10.0.0.2," * (MAX_HOPS - 1) + "10.0.0.2", "10.0.0.2"),
        # Nobody else is believed.
        ("192.0.2.1", "198.51.100.9", "192.0.2.1"),
        ("192.0.2.1", "10.0.0.1", "192.0.2.1"),
        ("192.0.2.1", "198.51.100.9, 10.0.0.1", "192.0.2.1"),
        ("127.0.0.1", "198.51.100.9", "127.0.0.1"),
        ("", "198.51.100.9", "0.0.0.0"),
    ],
)
@override_settings(CONFIG=TRUSTED)
def test_only_a_trusted_proxy_is_believed(peer: str, said: str | None, seen: str) -> None:
    assert _seen(peer, said) == seen


def test_without_a_setting_nobody_is_believed() -> None:
    assert _seen(PROXY, "192.0.2.1") == PROXY
    assert _seen("127.0.0.1", "192.0.2.1") == "127.0.0.1"
