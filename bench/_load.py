"""Many kept-open connections that ask one web server as quickly as it answers.

One thread over `epoll`, with requests that were made before: beside a server on the same two
processors every microsecond of the asking is missing from the answering.
"""

import select
import socket
import time
from collections import Counter, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

CLIENTS = 64


@dataclass(frozen=True)
class Load:
    """What became of the requests: how long all took, and each; how often each status came."""

    seconds: float
    waits: Sequence[float]
    statuses: dict[int, int]

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.waits) / self.seconds

    def wait_ms(self, part: float) -> float:
        """The time within which this part of all was answered."""
        return self.waits[min(len(self.waits) - 1, int(len(self.waits) * part))] * 1000


class _Client:
    """One connection: a request at a time, and the next once its answer is whole."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = b""
        self.sent_at = 0.0

    def send(self, request: bytes) -> None:
        """Send a request, which is less than a socket's buffer holds."""
        self.received = b""
        self.sent_at = time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> int:
        """Take what has come; the status once the answer is whole, else 0."""
        data = self.socket.recv(65536)
        if not data:
            raise SystemExit("The server ended a connection.")
        self.received = received = self.received + data
        head = received.find(b"\r\n\r\n")
        if head < 0 or not _is_whole(received, head):
            return 0
        return int(received[9:12])


def _is_whole(received: bytes, head: int) -> bool:
    names = received[:head].lower()
    found = names.find(b"\r\ncontent-length:")
    if found >= 0:
        return len(received) >= head + 4 + int(names[found + 17 :].split(b"\r\n", 1)[0])
    if b"\r\ntransfer-encoding: chunked" in names:
        return received.endswith(b"\r\n0\r\n\r\n")
    return True


def constant(environ: dict[str, Any], start_response: Any) -> list[bytes]:  # as WSGI has it
    """Take a form and answer as little as an application can."""
    environ["wsgi.input"].read()
    start_response("303 See Other", [("Location", "/"), ("Content-Length", "0")])
    return [b""]


def post(path: str, body: bytes, *, port: int, client: str = "127.0.0.1") -> bytes:
    """A request as a browser sends a form of the server's own page, through a proxy."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
        "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r\n"
        "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n"
        "Accept-Language: en-US,en;q=0.5\r\nAccept-Encoding: gzip, deflate, br, zstd\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\nOrigin: http://127.0.0.1:{port}\r\n"
        f"Referer: http://127.0.0.1:{port}{path}\r\nSec-Fetch-Site: same-origin\r\n"
        f"X-Forwarded-For: {client}\r\n\r\n"
    )
    return head.encode() + body


def ask_all(requests: Iterable[bytes], *, port: int, clients: int = CLIENTS) -> Load:
    """Send every request once, over so many connections at once."""
    waiting = deque(requests)
    poll = select.epoll()
    links: dict[int, _Client] = {}
    for _ in range(min(clients, len(waiting))):
        client = _Client(port)
        links[client.socket.fileno()] = client
        poll.register(client.socket, select.EPOLLIN)
    statuses: Counter[int] = Counter()
    waits: list[float] = []
    began = time.perf_counter()
    for client in links.values():
        client.send(waiting.popleft())
    in_hand = len(links)
    while in_hand:
        for number, _event in poll.poll(60):
            client = links[number]
            status = client.receive()
            if not status:
                continue
            waits.append(time.perf_counter() - client.sent_at)
            statuses[status] += 1
            if waiting:
                client.send(waiting.popleft())
            else:
                in_hand -= 1
    seconds = time.perf_counter() - began
    poll.close()
    for client in links.values():
        client.socket.close()
    waits.sort()
    return Load(seconds, waits, dict(statuses))
