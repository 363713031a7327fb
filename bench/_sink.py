"""A mail server that takes everything at once: a process of its own with several connections.

Run by the measurements as `python -m bench._sink PORT`; tells on its output, one line a mail, the
recipient, the Message-ID and the moment by the machine's clock, when it is told to by a line.
"""

import asyncio
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from tools.processes import free_port

_END: Final = b"\r\n.\r\n"


@dataclass(frozen=True)
class Taken:
    """A mail that arrived."""

    recipient: str
    message_id: str
    at: float


class _Talk(asyncio.Protocol):
    """One connection; answers as many commands as came together, as RFC 2920 asks for."""

    taken: list[tuple[bytes, bytes, float]] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._buffer = b""
        self._recipient = b""
        self._is_data = False
        transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        answers = []
        while True:
            mark = _END if self._is_data else b"\r\n"
            part, found, rest = self._buffer.partition(mark)
            if not found:
                break
            self._buffer = rest
            answers.append(self._mail(part) if self._is_data else self._command(part))
        self._transport.write(b"".join(answers))

    def _mail(self, message: bytes) -> bytes:
        self._is_data = False
        message_id = message.partition(b"Message-ID: <")[2].partition(b">")[0]
        self.taken.append((self._recipient, message_id, time.monotonic()))
        return b"250 kept\r\n"

    def _command(self, line: bytes) -> bytes:
        match line[:4].upper():
            case b"EHLO":
                return b"250-sink\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 PIPELINING\r\n"
            case b"RCPT":
                self._recipient = line.partition(b"<")[2].partition(b">")[0]
            case b"DATA":
                self._is_data = True
                return b"354 go on\r\n"
            case b"QUIT":
                return b"221 bye\r\n"
        return b"250 ok\r\n"


async def _serve(port: int) -> None:
    loop = asyncio.get_running_loop()
    await loop.create_server(_Talk, "127.0.0.1", port)
    print("ready", flush=True)
    # `count` and `list` are what it can be asked.
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        print(len(_Talk.taken), flush=True)
        if line == "list\n":
            for recipient, message_id, at in _Talk.taken:
                print(recipient.decode(), message_id.decode(), at)
            _Talk.taken.clear()
            sys.stdout.flush()


@dataclass
class Sink:
    """The process, as whoever measures sees it."""

    port: int
    process: subprocess.Popen[str]

    def count(self) -> int:
        """How many mails have come since they were last fetched."""
        return int(self._ask("count"))

    def fetch(self) -> list[Taken]:
        """Take away all mails, in the order in which they came."""
        count = int(self._ask("list"))
        assert self.process.stdout is not None
        lines = (self.process.stdout.readline().split() for _ in range(count))
        return [Taken(recipient, message, float(at)) for recipient, message, at in lines]

    def wait_for(self, count: int, *, patience_seconds: float = 60) -> None:
        """Return once so many mails have come; give up when none came for a while."""
        seen, deadline = -1, time.monotonic() + patience_seconds
        while (now := self.count()) < count:
            if now != seen:
                seen, deadline = now, time.monotonic() + patience_seconds
            if time.monotonic() > deadline:
                raise SystemExit(f"Only {now:,} of {count:,} mails have come.")
            time.sleep(0.05)

    def _ask(self, what: str) -> str:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{what}\n")
        self.process.stdin.flush()
        return self.process.stdout.readline()


@contextmanager
def running_sink() -> Generator[Sink]:
    """Run it until the end of the block."""
    port = free_port()
    command = [sys.executable, "-m", "bench._sink", str(port)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield Sink(port, process)
        process.terminate()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
