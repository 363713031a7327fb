"""News: how many mails a second reach 100,000 signatories, with the worker killed on the way.

Run as `python -m bench.news [SIGNATORIES]`; for PostgreSQL as
`python -m tools.postgres --durable -- python -m bench.news`, which sets UNDERSIGNED_DATABASE.
`undersigned worker` owes and hands over every mail to a mail server in this process, is killed
(SIGKILL) when half of them are there, and started again. Beside it stands what the same mail server
takes from a bare loop that sends mails and does nothing else.
"""

import asyncio
import os
import secrets
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from time import monotonic, perf_counter, sleep

from django.conf import settings
from django.db import connection, connections
from django.utils import timezone

import bench._server  # noqa: F401 sets Django up
from tests.support.letters import make_news, make_open_letter
from tools.processes import free_port
from undersigned.adapters.mail import Mail, SMTPTransport
from undersigned.models import Letter, News, Signature
from undersigned.stages.news import mail_news

# Mails that a killed worker had claimed are tried again after five minutes.
_PATIENCE_SECONDS = 330


class Sink(threading.Thread):
    """A mail server that takes everything, and remembers to whom and under which Message-ID."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.port = free_port()
        self.taken: list[tuple[str, str]] = []
        self.times: list[float] = []
        self._is_ready = threading.Event()

    def run(self) -> None:
        asyncio.run(self._serve())

    def wait(self) -> None:
        """Return once it answers."""
        self._is_ready.wait(10)

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._talk, "127.0.0.1", self.port)
        self._is_ready.set()
        await server.serve_forever()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 sink\r\n")
        recipient = ""
        while line := await reader.readline():
            verb = line[:4].upper()
            if verb == b"RCPT":
                recipient = line.partition(b"<")[2].partition(b">")[0].decode()
            if verb == b"DATA":
                writer.write(b"354 go on\r\n")
                data = await reader.readuntil(b"\r\n.\r\n")
                found = data.partition(b"Message-ID: <")[2].partition(b">")[0]
                self.taken.append((recipient, found.decode()))
                self.times.append(perf_counter())
            writer.write(b"221 bye\r\n" if verb == b"QUIT" else b"250 ok\r\n")
            if verb == b"QUIT":
                break
        writer.close()


def make_subscribers(letter: Letter, count: int) -> None:
    """Store many people who have signed and asked for news."""
    edition = letter.editions.get()
    at = timezone.now()
    Signature.objects.bulk_create(
        (
            Signature(
                letter=letter,
                edition=edition,
                kind="person",
                name=f"Person {number}",
                contact=f"person{number}@people.example",
                display="named",
                is_shown=True,
                wants_news=True,
                language="fa" if number % 10 == 0 else "en",
                search_text=f"person {number}",
                nonce=secrets.token_bytes(16),
                mailbox_digest=secrets.token_bytes(32),
                created_at=at,
                confirmed_at=at,
                ready_at=at,
                # Logged already: the log is measured elsewhere.
                log_index=number,
            )
            for number in range(count)
        ),
        batch_size=1000,
    )


def bare_rate(sink: Sink, count: int) -> float:
    """Mails a second from a loop that only hands them over."""
    transport = SMTPTransport(f"smtp://127.0.0.1:{sink.port}")
    mail = Mail("x@people.example", "letters@undersigned.example", "News", "x" * 600, "en")
    before = perf_counter()
    for _ in range(count):
        transport.send(mail)
    seconds = perf_counter() - before
    transport.close()
    sink.taken.clear()
    sink.times.clear()
    return count / seconds


def start_worker(sink: Sink) -> subprocess.Popen[bytes]:
    """Run the worker as an operator does, at no rate but its own."""
    environment = {
        **os.environ,
        "UNDERSIGNED_SMTP": f"smtp://127.0.0.1:{sink.port}",
        "UNDERSIGNED_NEWS_RATE": "100000",
        # All signatories have their mailboxes at one domain here.
        "UNDERSIGNED_MAIL_DOMAIN_RATE": "100000",
    }
    return subprocess.Popen([sys.executable, "-m", "undersigned", "worker"], env=environment)


def wait_for(sink: Sink, count: int) -> None:
    """Return once so many mails are there; give up when none came for a while."""
    seen, deadline = -1, monotonic() + _PATIENCE_SECONDS
    while len(sink.taken) < count:
        if len(sink.taken) != seen:
            seen, deadline = len(sink.taken), monotonic() + _PATIENCE_SECONDS
        if monotonic() > deadline:
            raise SystemExit(f"Only {seen:,} of {count:,} mails have come.")
        sleep(0.02)


def measure(signatories: int) -> Iterator[str]:
    """Measure, and yield a line for each figure."""
    letter = make_open_letter()
    make_subscribers(letter, signatories)
    news = make_news(letter, at=timezone.now())
    mail_news(letter, news.number, by=letter.lead, at=timezone.now())
    vendor = connection.vendor
    connections.close_all()
    sink = Sink()
    sink.start()
    sink.wait()
    bare = bare_rate(sink, min(signatories, 5000))
    seconds, mails = 0.0, 0
    for share, end in ((signatories // 2, signal.SIGKILL), (signatories, signal.SIGTERM)):
        worker = start_worker(sink)
        already = len(sink.taken)
        wait_for(sink, share)
        # Without the last few, which may wait for the claim of the worker that was killed.
        times = sink.times[already : max(already + 2, share - 20)]
        seconds += times[-1] - times[0]
        mails += len(times) - 1
        if end == signal.SIGTERM:
            # Whatever would come twice has come by then.
            sleep(3)
        worker.send_signal(end)
        worker.wait(20)
    recipients = Counter(recipient for recipient, _message in sink.taken)
    missing = signatories - len(recipients)
    again = len(sink.taken) - len(recipients)
    other = len({message for _recipient, message in sink.taken}) - len(recipients)
    rate = mails / seconds
    row = News.objects.get(pk=news.pk)
    yield (
        f"{vendor}, news to {signatories:,} signatories: {rate:,.0f} mails/s, {rate / bare:.2f} of"
        f" the {bare:,.0f}/s of bare handover; killed at {signatories // 2:,} and resumed:"
        f" {missing} missing, {again} handed over once more (at most one a"
        f" connection, under the same Message-ID), {other} mailed twice; state {row.state},"
        f" {row.owed:,} owed"
    )
    if missing or other or again > settings.CONFIG.mail_connections or row.owed != signatories:
        raise SystemExit("The mailing was not exact.")


def main() -> None:
    """Print all figures."""
    for line in measure(int(sys.argv[1]) if sys.argv[1:] else 100_000):
        print(line, flush=True)


if __name__ == "__main__":
    main()
