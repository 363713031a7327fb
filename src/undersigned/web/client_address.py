"""From where a request comes: the peer's address, or what a trusted proxy says of it."""

from collections.abc import Mapping
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

from django.conf import settings

Address = IPv4Address | IPv6Address

# Of a longer list the last ones are read: a few proxies stand behind each other, never more.
MAX_HOPS = 20
# What a peer without an address is counted as; nobody can send from it.
UNKNOWN = IPv4Address("0.0.0.0")  # noqa: S104 not bound to


def client_address(meta: Mapping[str, Any]) -> Address:
    """The address of whoever asks, as far as it is known from those whom the settings trust.

    Takes what a server passes about a request, as WSGI has it; so does Django's `META`.

    Each proxy adds at the end of X-Forwarded-For who asked it. So the list is read from its end,
    for as long as a trusted proxy speaks; what stands before that, anybody can have written.
    """
    address = _read(meta.get("REMOTE_ADDR", "")) or UNKNOWN
    said = meta.get("HTTP_X_FORWARDED_FOR", "").split(",")[-MAX_HOPS:]
    while said and _is_trusted(address):
        before = _read(said.pop())
        if before is None:
            break
        address = before
    return address


def is_from_a_proxy(meta: Mapping[str, Any]) -> bool:
    """Whether a trusted proxy speaks, whose headers are not the reader's."""
    return _is_trusted(_read(meta.get("REMOTE_ADDR", "")) or UNKNOWN)


def _read(text: str) -> Address | None:
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    # A socket for both kinds tells an IPv4 address as a part of IPv6.
    return (isinstance(address, IPv6Address) and address.ipv4_mapped) or address


def _is_trusted(address: Address) -> bool:
    return any(address in network for network in settings.CONFIG.trusted_proxies)
