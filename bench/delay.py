"""Delay: how long after its confirmation a signature stands under a published checkpoint.

Run as `python -m bench.delay [SIGNATURES]`; for PostgreSQL as
`python -m tools.postgres --durable -- python -m bench.delay`, which sets UNDERSIGNED_DATABASE.
Several clients press the buttons of their mails as quickly as the server answers, while the worker
logs and mails receipts, and one more reads the checkpoint again and again.
"""

import http.client
import statistics
import sys
import threading
import time
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from django.db import connection, connections, transaction
from django.utils import timezone

from bench._server import PORT, serving
from tests.support.crowds import member
from tests.support.letters import last_mail, log_all, make_open_letter, token_in, wish
from undersigned.core.tlog.checkpoint import read_checkpoint
from undersigned.models import Letter, OutgoingMail
from undersigned.stages.sign import sign_letter

_CLIENTS = 8
_MOST_SECONDS = 2.0


def owe_confirmations(letter: Letter, count: int) -> list[str]:
    """Let so many people sign; return the tokens of their mails, which are not sent."""
    tokens = []
    with transaction.atomic():
        for number in range(count):
            name, email = member(number)
            sign_letter(letter, wish(name, email), language="en", at=timezone.now())
            tokens.append(token_in(last_mail(email)))
        OutgoingMail.objects.all().delete()
    return tokens


def confirm_all(tokens: Sequence[str]) -> list[float]:
    """Press every button from several connections at once; return when each was answered."""

    def press(share: Sequence[str]) -> list[float]:
        link = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
        answered = []
        for token in share:
            link.request("POST", f"/confirm/{token}/", "", {"Content-Length": "0"})
            response = link.getresponse()
            response.read()
            if response.status != 303:
                raise SystemExit(f"A confirmation was answered with {response.status}.")
            answered.append(time.monotonic())
        link.close()
        return answered

    with ThreadPoolExecutor(_CLIENTS) as pool:
        shares = pool.map(press, [tokens[start::_CLIENTS] for start in range(_CLIENTS)])
        return sorted(when for share in shares for when in share)


class Watcher(threading.Thread):
    """Reads the checkpoint of a log again and again, until the log has grown to `size`."""

    def __init__(self, letter: Letter, size: int) -> None:
        super().__init__(daemon=True)
        self._path = f"/log/{letter.pk}/checkpoint"
        self._size = size
        # When a tree size was seen for the first time.
        self.sizes: list[int] = []
        self.times: list[float] = []

    def run(self) -> None:
        link = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
        while not self.sizes or self.sizes[-1] < self._size:
            link.request("GET", self._path)
            size = read_checkpoint(link.getresponse().read()).size
            if not self.sizes or size > self.sizes[-1]:
                self.sizes.append(size)
                self.times.append(time.monotonic())
            time.sleep(0.02)

    def seen(self, size: int) -> float:
        """When a tree of at least this size was first published."""
        return self.times[bisect_left(self.sizes, size)]


def measure(signatures: int) -> Iterator[str]:
    """Measure, and yield a line for each figure."""
    letter = make_open_letter()
    base = log_all(letter)
    tokens = owe_confirmations(letter, signatures)
    vendor = connection.vendor
    connections.close_all()
    with serving([sys.executable, "-m", "undersigned", "serve"], PORT) as link:
        link.request("GET", "/")
        link.getresponse().read()
        watcher = Watcher(letter, base + signatures)
        watcher.start()
        began = time.monotonic()
        answered = confirm_all(tokens)
        seconds = time.monotonic() - began
        watcher.join(60)
    # Signatures are logged in the order in which they were confirmed, so the n-th answer is that
    # of a signature which a tree with n more leaves holds.
    waited = sorted(
        watcher.seen(base + number) - when for number, when in enumerate(answered, start=1)
    )
    yield (
        f"{vendor}, {signatures:,} confirmations by {_CLIENTS} clients, {signatures / seconds:,.0f}"
        f" a second: under a published checkpoint after {statistics.median(waited):.2f} s"
        f" (median), {waited[-1]:.2f} s (longest; at most {_MOST_SECONDS:.0f} s)"
    )


def main() -> None:
    """Print all figures."""
    for line in measure(int(sys.argv[1]) if sys.argv[1:] else 5_000):
        print(line, flush=True)


if __name__ == "__main__":
    main()
