"""DNS: the TXT records of a name, and whether there are none or nobody could be asked."""

import ipaddress
from typing import Final

import dns.exception
import dns.name
import dns.nameserver
import dns.resolver

TIMEOUT_SECONDS: Final = 4.0
MAX_VALUES: Final = 100


class NoSuchRecord(Exception):
    """The name does not exist, or has no TXT record: an answer, and a final one for now."""


class NotAnswered(Exception):
    """Nobody could be asked, or could answer: it says nothing about the record."""


def txt_values(
    name: str, *, server: str = "", timeout_seconds: float = TIMEOUT_SECONDS
) -> tuple[str, ...]:
    """The values of all TXT records at `name`, the strings of each put together (RFC 7208, 3.3).

    `server` is HOST:PORT of the resolver to ask, the system's when it is empty. An answer that is
    too large for a datagram is asked for again over TCP. Raises NoSuchRecord, NotAnswered.
    """
    try:
        answer = _resolver(server).resolve(
            dns.name.from_text(name),
            "TXT",
            lifetime=timeout_seconds,
            search=False,
        )
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer) as error:
        raise NoSuchRecord(name) from error
    except (dns.exception.DNSException, OSError, ValueError) as error:
        # SERVFAIL and REFUSED, no answer in time, no resolver, no network, an answer that is none.
        raise NotAnswered(f"{name}: {type(error).__name__}") from error
    records = list(answer)[:MAX_VALUES]
    return tuple(b"".join(record.strings).decode("utf-8", "replace") for record in records)


def _resolver(server: str) -> dns.resolver.Resolver:
    resolver = dns.resolver.Resolver(configure=not server)
    if server:
        host, _, port = server.rpartition(":")
        address = str(ipaddress.ip_address(host.removeprefix("[").removesuffix("]")))
        resolver.nameservers = [dns.nameserver.Do53Nameserver(address, int(port))]
    return resolver
