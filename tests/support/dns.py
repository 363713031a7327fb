"""A real name server on loopback, over UDP and TCP, that answers as a test tells it to."""

import socket
import socketserver
import threading
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset
import pytest

MAX_DATAGRAM = 1232


@dataclass
class Zone:
    """What the server knows, by lower-case names without the final dot."""

    # Each value is a tuple of strings, as a TXT record holds them.
    records: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    codes: dict[str, dns.rcode.Rcode] = field(default_factory=dict)
    # Names of which the server hears and says nothing.
    silent: set[str] = field(default_factory=set)
    # Names that exist and have records of other types only.
    empty: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    asked_over_tcp: list[str] = field(default_factory=list)

    def put(self, name: str, *values: str) -> None:
        """Let a name have these TXT records, each of one string."""
        self.records[name] = [(value,) for value in values]

    def answer(self, wire: bytes, *, over_tcp: bool = False) -> bytes | None:
        """Return what is answered to a question, None for nothing."""
        query = dns.message.from_wire(wire)
        question = query.question[0]
        name = question.name.to_text(omit_final_dot=True).lower()
        (self.asked_over_tcp if over_tcp else self.asked).append(name)
        if name in self.silent:
            return None
        response = dns.message.make_response(query, recursion_available=True)
        if name in self.codes:
            response.set_rcode(self.codes[name])
            return response.to_wire()
        owner = question.name
        if name in self.aliases:
            target = dns.name.from_text(self.aliases[name])
            response.answer.append(dns.rrset.from_text(owner, 60, "IN", "CNAME", target.to_text()))
            owner, name = target, self.aliases[name]
        if name in self.records and question.rdtype == dns.rdatatype.TXT:
            texts = [" ".join(f'"{part}"' for part in value) for value in self.records[name]]
            response.answer.append(dns.rrset.from_text_list(owner, 60, "IN", "TXT", texts))
        elif name not in self.empty:
            response.set_rcode(dns.rcode.NXDOMAIN)
        whole = response.to_wire(max_size=65_535)
        if over_tcp or len(whole) <= MAX_DATAGRAM:
            return whole
        cut = dns.message.make_response(query, recursion_available=True)
        cut.flags |= dns.flags.TC
        return cut.to_wire()


@dataclass
class NameServer:
    """The running server: where it listens, and the zone that it reads at each question."""

    setting: str
    zone: Zone


class _UDP(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        wire, sock = self.request
        server: Any = self.server  # It carries the zone.
        answer = server.zone.answer(wire)
        if answer is not None:
            sock.sendto(answer, self.client_address)


class _TCP(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        sock: socket.socket = self.request
        size = int.from_bytes(sock.recv(2, socket.MSG_WAITALL))
        server: Any = self.server  # It carries the zone.
        answer = server.zone.answer(sock.recv(size, socket.MSG_WAITALL), over_tcp=True)
        if answer is not None:
            sock.sendall(len(answer).to_bytes(2) + answer)


def _servers() -> tuple[socketserver.UDPServer, socketserver.TCPServer]:
    """Servers on one port number that is free for both; the system only looks for UDP's."""
    for _ in range(100):
        udp = socketserver.UDPServer(("127.0.0.1", 0), _UDP)
        try:
            return udp, socketserver.TCPServer(("127.0.0.1", udp.server_address[1]), _TCP)
        except OSError:
            udp.server_close()
    raise OSError("no port is free for UDP and TCP")


@pytest.fixture
def name_server() -> Generator[NameServer]:
    """Run a name server for one test."""
    zone = Zone()
    udp, tcp = _servers()
    port = udp.server_address[1]
    threads = []
    for server in (udp, tcp):
        server.zone = zone  # type: ignore[attr-defined]  # read by the handlers
        # It looks that often whether it is told to stop.
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        threads.append(thread)
    yield NameServer(f"127.0.0.1:{port}", zone)
    for server, thread in zip((udp, tcp), threads, strict=True):
        server.shutdown()
        thread.join()
        server.server_close()
