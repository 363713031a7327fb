"""What settings take: a parser returns the value as text, or raises ValueError and says why."""

import re
from collections.abc import Callable
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

# For a server with TLS whose proxy does not say from where readers come.
NO_PROXY = "none"


def parse_address(value: str) -> str:
    """An http or https address without a path, or nothing."""
    if not value:
        return ""
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("takes an address such as https://letters.example.org")
    if parts.path not in ("", "/"):
        raise ValueError("takes an address without a path")
    return f"{parts.scheme}://{parts.netloc}"


def parse_listen(value: str) -> str:
    """HOST:PORT."""
    host, _, port = value.rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
        raise ValueError("takes HOST:PORT, such as 127.0.0.1:8000")
    return value


def parse_database(value: str) -> str:
    """The address of a database, or nothing."""
    if value and urlsplit(value).scheme not in ("postgresql", "postgres", "sqlite"):
        raise ValueError("takes postgresql://USER:PASSWORD@HOST:PORT/NAME or sqlite:///FILE")
    return value


def parse_smtp(value: str) -> str:
    """The address of a mail server, or nothing."""
    parts = urlsplit(value)
    if value and (parts.scheme not in ("smtp", "smtps", "smtp+starttls") or not parts.hostname):
        raise ValueError("takes smtp://, smtps:// or smtp+starttls:// with USER:PASSWORD@HOST:PORT")
    return value


def parse_mailbox(value: str) -> str:
    """A mail address."""
    if "@" not in value or any(c in value for c in "\r\n"):
        raise ValueError("takes a mail address, such as letters@example.org")
    return value


def parse_selector(value: str) -> str:
    """A name in the DNS for a key, or nothing."""
    if value and not re.fullmatch(r"[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?", value, re.IGNORECASE):
        raise ValueError("takes letters, digits, hyphens and dots, such as letters2026")
    return value


def parse_choice(*words: str) -> Callable[[str], str]:
    """One of these words."""

    def parse(value: str) -> str:
        if value not in words:
            raise ValueError(f"takes {' or '.join(words)}")
        return value

    return parse


def parse_token(value: str) -> str:
    """A secret that is long enough to be one, or nothing."""
    if value and not re.fullmatch(r"[!-~]{20,200}", value):
        raise ValueError("takes 20 to 200 characters without spaces, made at random")
    return value


def parse_resolver(value: str) -> str:
    """ADDRESS:PORT of a name server, or nothing."""
    host, _, port = value.rpartition(":")
    is_port = port.isascii() and port.isdigit() and 0 < int(port) < 65536
    try:
        ip_address(host.removeprefix("[").removesuffix("]"))
    except ValueError:
        is_port = not value
    if value and not is_port:
        raise ValueError("takes ADDRESS:PORT of a name server, such as 127.0.0.1:53 or [::1]:53")
    return value


def parse_machines(value: str) -> str:
    """ADDRESS:PORT of machines, with spaces between them, or nothing."""
    for machine in value.split():
        try:
            parse_resolver(machine)
        except ValueError as error:
            raise ValueError("takes ADDRESS:PORT, such as 127.0.0.1:8080 [::1]:8080") from error
    return value


def parse_networks(value: str) -> str:
    """Addresses and networks with spaces between them, or `none`."""
    words = value.replace(",", " ").split()
    if words == [NO_PROXY]:
        return NO_PROXY
    try:
        return " ".join(str(ip_network(word)) for word in words)
    except ValueError as error:
        raise ValueError(
            "takes addresses and networks, such as 127.0.0.1 10.0.0.0/8 2001:db8::/32, or none"
        ) from error


def parse_number(most: int) -> Callable[[str], str]:
    """A whole number from 1 to `most`."""

    def parse(value: str) -> str:
        if not (value.isascii() and value.isdigit() and 1 <= int(value[:12]) <= most):
            raise ValueError(f"takes a whole number from 1 to {most}")
        return str(int(value))

    return parse


parse_rate = parse_number(100_000)
