"""Fetching a page of the web for somebody else, who must not reach what only this server reaches.

A name is resolved once, every address that it has must be public, and the connection goes to one
of these very addresses: a name that answers differently a moment later changes nothing. Redirects
are new addresses and go through the same. `robots.txt` is asked first (RFC 9309). Size is counted
after decompression; time counts for all of it together.
"""

import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPConnection, HTTPException, HTTPResponse
from ipaddress import ip_address
from typing import Final
from urllib.robotparser import RobotFileParser

from undersigned.core.errors import CoreError, Malformed
from undersigned.core.sentences import mark as _
from undersigned.core.web_address import PORTS, WebAddress, is_public, parse_web_address

MAX_BYTES: Final = 10_000_000
MAX_SECONDS: Final = 20.0
MAX_REDIRECTS: Final = 5
# RFC 9309, section 2.5, asks for 500 KiB at least.
MAX_ROBOTS_BYTES: Final = 512_000
# The name by which robots.txt knows us.
PRODUCT: Final = "Undersigned"
TYPES: Final = frozenset({"text/html", "application/xhtml+xml", "text/plain"})

_CHUNK: Final = 65_536
# So that a host of several addresses, of which some are dead, is reached all the same.
_CONNECT_SECONDS: Final = 8.0
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})


class PageRefused(CoreError):
    """The page was not fetched; the sentence says why, and may be shown."""


@dataclass(frozen=True, slots=True)
class Page:
    """What came: `content_type` without parameters, `charset` as the server says or empty."""

    data: bytes
    address: str
    content_type: str
    charset: str


# A machine by its IP address and port, such as ("127.0.0.1", 8080).
Machine = tuple[str, int]


def fetch_page(
    address: str,
    *,
    user_agent: str = PRODUCT,
    max_bytes: int = MAX_BYTES,
    max_seconds: float = MAX_SECONDS,
    inside: frozenset[Machine] = frozenset(),
) -> Page:
    """Fetch an HTML page or a plain text from the public web. Raises PageRefused.

    `inside` names machines that may be asked although they are not public, on exactly these ports.
    It exists for tests, whose web servers run on the loopback, and is empty otherwise.
    """
    try:
        with _Visit(user_agent, max_seconds, inside) as visit:
            where = parse_web_address(address)
            for _step in range(MAX_REDIRECTS + 1):
                if not visit.may_fetch(where):
                    raise PageRefused(
                        _("The site {host} asks programs not to read this page."),
                        host=where.host,
                    )
                with visit.open(where) as answer:
                    if answer.status not in _REDIRECTS:
                        return _page(answer, where, max_bytes)
                    where = where.joined(answer.headers.get("Location", ""))
            raise PageRefused(_("The address leads from one to another too often."))
    except Malformed as error:
        raise PageRefused(error.sentence) from None


def _page(answer: HTTPResponse, where: WebAddress, max_bytes: int) -> Page:
    if answer.status != 200:
        raise PageRefused(
            _("The server {host} has no such page to show: it answers with status {status}."),
            host=where.host,
            status=answer.status,
        )
    content_type, charset = _media_type(answer)
    if content_type not in TYPES:
        raise PageRefused(_("This is neither a web page nor plain text."))
    data, is_whole = _body(answer, max_bytes)
    if not is_whole:
        raise PageRefused(
            _("The page is too large: more than {most:,} bytes are not read."), most=max_bytes
        )
    return Page(data, str(where), content_type, charset)


def _media_type(answer: HTTPResponse) -> tuple[str, str]:
    message = Message()
    message["Content-Type"] = answer.headers.get("Content-Type", "")[:200]
    charset = message.get_param("charset", "")
    # A parameter of three parts is written as RFC 2231 has it, which the web does not.
    named = charset if isinstance(charset, str) else ""
    # Message calls what cannot be read plain text, which a server has to say itself.
    given = message["Content-Type"].partition(";")[0].strip().lower()
    return given, named.strip().lower()[:40]


def _body(answer: HTTPResponse, most: int) -> tuple[bytes, bool]:
    """What came, unpacked, and whether it is all; never much more than `most` is held."""
    coding = answer.headers.get("Content-Encoding", "identity").strip().lower()
    if coding not in {"identity", "gzip", "x-gzip", "deflate", ""}:
        raise PageRefused(_("The page is packed in a way that is not read here."))
    # 32 + 15: a gzip or a zlib header, whichever comes.
    unpacker = None if coding in {"identity", ""} else zlib.decompressobj(wbits=47)
    parts: list[bytes] = []
    size = 0
    while size <= most and (packed := answer.read1(_CHUNK)):
        while packed and size <= most:
            if unpacker is None:
                part, packed = packed, b""
            else:
                part = unpacker.decompress(packed, _CHUNK)
                packed = unpacker.unconsumed_tail
            parts.append(part)
            size += len(part)
    if size > most:
        return b"".join(parts)[:most], False
    if (answer.length or 0) > 0 or (unpacker is not None and not unpacker.eof):
        raise HTTPException("the body ended too early")
    return b"".join(parts), True


class _Visit:
    """All requests for one page: their time together, and what robots.txt of each server says."""

    def __init__(self, user_agent: str, max_seconds: float, inside: frozenset[Machine]) -> None:
        self._user_agent = user_agent
        self._deadline = time.monotonic() + max_seconds
        self._inside = inside
        self._robots: dict[tuple[str, str, int], RobotFileParser] = {}
        self._socket: socket.socket | None = None
        self._is_late = False
        # Timeouts of a socket begin anew with each byte; this ends all that goes on too long.
        self._alarm = threading.Timer(max_seconds, self._end)
        self._alarm.daemon = True

    def __enter__(self) -> "_Visit":
        self._alarm.start()
        return self

    def __exit__(self, *_details: object) -> None:
        self._alarm.cancel()

    def _end(self) -> None:
        self._is_late = True
        connected = self._socket
        if connected is not None:
            try:
                # Not of SSLSocket, which would take the encryption away under the reader.
                socket.socket.shutdown(connected, socket.SHUT_RDWR)
            except OSError:
                return

    def _remaining(self) -> float:
        remaining = self._deadline - time.monotonic()
        if remaining <= 0 or self._is_late:
            raise TimeoutError
        return remaining

    def may_fetch(self, where: WebAddress) -> bool:
        """Whether robots.txt of the server lets us, by RFC 9309, section 2.3.1."""
        key = (where.scheme, where.host, where.port)
        if key not in self._robots:
            self._robots[key] = self._read_robots(where)
        return self._robots[key].can_fetch(PRODUCT, str(where))

    def _read_robots(self, where: WebAddress) -> RobotFileParser:
        robots = RobotFileParser()
        # The parser allows nothing before it believes to have read something.
        robots.modified()
        file = WebAddress(where.scheme, where.host, where.port, "/robots.txt")
        for _step in range(MAX_REDIRECTS + 1):
            with self.open(file) as answer:
                if answer.status in _REDIRECTS:
                    file = file.joined(answer.headers.get("Location", ""))
                    continue
                if answer.status >= 500:
                    # Unreachable: everything is disallowed.
                    robots.disallow_all = True  # type: ignore[attr-defined] # not in typeshed
                elif answer.status == 200:
                    data, _is_whole = _body(answer, MAX_ROBOTS_BYTES)
                    robots.parse(data.decode("utf-8-sig", "replace").splitlines())
                # Any other answer: unavailable, everything is allowed.
                return robots
        return robots

    @contextmanager
    def open(self, where: WebAddress) -> Iterator[HTTPResponse]:
        """The answer to a GET, whose body is still to be read; the connection ends with it."""
        try:
            connection = HTTPConnection(where.host, where.port)
            # Else it would resolve the name and connect by itself once more.
            connection.auto_open = 0
            connection.sock = self._connect(where)
            try:
                connection.request(
                    "GET",
                    where.target,
                    headers={
                        "Host": where.authority,
                        "User-Agent": self._user_agent,
                        "Accept": "text/html,application/xhtml+xml,text/plain;q=0.8",
                        "Accept-Encoding": "gzip",
                        "Connection": "close",
                    },
                )
                with connection.getresponse() as answer:
                    yield answer
                # A connection that was cut looks like one that ended.
                self._remaining()
            finally:
                self._socket = None
                connection.close()
        except ssl.SSLError:
            raise self._refused(
                _("The certificate of {host} is not valid, so that nobody knows who answers."),
                where,
            ) from None
        except (OSError, HTTPException, zlib.error):
            raise self._refused(
                _("The server {host} does not answer as web servers do."), where
            ) from None

    def _refused(self, why: str, where: WebAddress) -> PageRefused:
        if self._is_late or time.monotonic() >= self._deadline:
            return PageRefused(_("The server {host} took too long."), host=where.host)
        return PageRefused(why, host=where.host)

    def _connect(self, where: WebAddress) -> socket.socket:
        failure: OSError = OSError("no address")
        for machine in self._machines(where):
            try:
                return self._connect_to(machine, where)
            except ssl.SSLError:
                raise
            except OSError as error:
                failure = error
        raise failure

    def _connect_to(self, machine: Machine, where: WebAddress) -> socket.socket:
        family = socket.AF_INET6 if ":" in machine[0] else socket.AF_INET
        connection = self._socket = socket.socket(family, socket.SOCK_STREAM)
        try:
            connection.settimeout(min(self._remaining(), _CONNECT_SECONDS))
            connection.connect(machine)
            connection.settimeout(self._remaining())
            if where.scheme == "https":
                connection = self._socket = ssl.create_default_context().wrap_socket(
                    connection, server_hostname=where.host, do_handshake_on_connect=False
                )
                connection.do_handshake()
        except BaseException:
            self._socket = None
            connection.close()
            raise
        return connection

    def _machines(self, where: WebAddress) -> tuple[Machine, ...]:
        """Every address of the host, or a refusal where one of them is not public."""
        found = tuple(dict.fromkeys(_resolve(where.host, self._remaining())))
        if not found:
            raise PageRefused(_("There is no server {host}."), host=where.host)
        machines = tuple((address, where.port) for address in found)
        if self._inside.issuperset(machines):
            return machines
        if not all(is_public(ip_address(address)) for address in found):
            raise PageRefused(
                _("The server {host} is not on the public internet."), host=where.host
            )
        if where.port != PORTS[where.scheme]:
            raise PageRefused(_("Only the usual ports of the web are asked, 80 and 443."))
        return machines


def _resolve(host: str, seconds: float) -> list[str]:
    """The addresses of a host; the system's resolver knows no time limit, hence the thread."""
    answers: list[list[str]] = []

    def ask() -> None:
        try:
            rows = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            rows = []
        answers.append([str(row[4][0]) for row in rows])

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(seconds)
    if not answers:
        raise TimeoutError
    return answers[0]
