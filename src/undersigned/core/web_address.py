"""Web addresses that somebody typed: read in one way, and which machines count as public.

Names follow RFC 3986 and IDNA (UTS 46); a host that looks like a number has to be a canonical
IP address, since `0x7f.1`, `017700000001` and `2130706433` are the same machine to a resolver.
"""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final
from urllib.parse import quote, urljoin, urlsplit

import idna

from undersigned.core.errors import Malformed
from undersigned.core.sentences import mark as _

MAX_LENGTH: Final = 2_000
PORTS: Final = {"http": 80, "https": 443}

# What a browser takes for a separator or drops, and what no address has.
_STRANGE: Final = re.compile(r"[\x00-\x20\x7f-\x9f\\\u2028\u2029\ufffd\ud800-\udfff]")
_LABEL: Final = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
# WHATWG URL: a host whose last label is a number is an IPv4 address, or none at all.
_NUMBER: Final = re.compile(r"[0-9]+|0x[0-9a-f]*")
_KEPT_IN_PATH: Final = "/%:=&?~+!$,;'@()*[]-._|"

# Global unicast (RFC 4291, section 2.4); whatever lies outside goes to no public web server.
_UNICAST: Final = IPv6Network("2000::/3")
# Addresses that carry an IPv4 address, by which they are judged: NAT64 (RFC 6052).
_NAT64: Final = IPv6Network("64:ff9b::/96")
# Of the registries for special purposes; older releases of Python call some of these global.
_SPECIAL: Final = (
    IPv4Network("192.0.0.0/24"),
    IPv4Network("192.88.99.0/24"),
    IPv6Network("2001::/23"),
    IPv6Network("3fff::/20"),
)


@dataclass(frozen=True, slots=True)
class WebAddress:
    """An address in parts: `host` is ASCII and lower case, `target` what a request line names."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """The host with its port where that is not the usual one, as the field `Host` has it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.target}"

    def joined(self, location: str) -> "WebAddress":
        """The address to which a field `Location` points. Raises Malformed."""
        try:
            return parse_web_address(urljoin(str(self), location[: MAX_LENGTH + 1]))
        except ValueError:
            raise Malformed(_("This is no address of a web page.")) from None


def parse_web_address(typed: str) -> WebAddress:
    """Read the address of a page on the web; what follows `#` is left out. Raises Malformed."""
    typed = typed.strip()
    if len(typed) > MAX_LENGTH:
        raise Malformed(_("An address has no more than {most:,} characters here."), most=MAX_LENGTH)
    if not typed or _STRANGE.search(typed):
        raise Malformed(_("This is no address of a web page."))
    try:
        parts = urlsplit(typed)
        port = parts.port
        host = parts.hostname or ""
    except ValueError:
        raise Malformed(_("This is no address of a web page.")) from None
    if "[" in parts.netloc and ":" not in host:
        raise Malformed(_("The address names no server."))
    if parts.scheme not in PORTS:
        raise Malformed(_("An address begins with https:// or http://."))
    if "@" in parts.netloc:
        raise Malformed(_("An address with a name or a password in it is not followed."))
    target = quote(parts.path or "/", safe=_KEPT_IN_PATH)
    if parts.query:
        target += "?" + quote(parts.query, safe=_KEPT_IN_PATH)
    return WebAddress(parts.scheme, _host(host), port or PORTS[parts.scheme], target)


def _host(typed: str) -> str:
    try:
        # A scope names an interface of this machine.
        if ":" in typed and "%" not in typed:
            return str(ip_address(typed))
        name = idna.encode(typed.removesuffix("."), uts46=True).decode().lower()
    except (idna.IDNAError, ValueError):
        raise Malformed(_("The address names no server.")) from None
    labels = name.split(".")
    if len(name) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise Malformed(_("The address names no server."))
    if _NUMBER.fullmatch(labels[-1]):
        try:
            return str(IPv4Address(name))
        except ValueError:
            raise Malformed(_("The address names no server.")) from None
    return name


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether a machine of the public internet may have this address, and none inside a network."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address in _NAT64:
            return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
        # Tunnels end at machines that nobody vouches for.
        if address not in _UNICAST or address.sixtofour or address.teredo or address.scope_id:
            return False
    if any(address in network for network in _SPECIAL):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved
