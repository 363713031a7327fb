"""Readers: how many a second one letter takes, while a hundred a second sign it.

Run as `python -m bench.readers [SIGNATURES] [SECONDS] [TURNS] [LETTERS]`; for PostgreSQL as
`python -m tools.postgres --durable -- python -m bench.readers`, which sets UNDERSIGNED_DATABASE.
The load comes from wrk, over 64 kept-open connections, on the same processors. The limit is what
the same server, started in the same way, does with an application that answers two bytes; the two
are asked by turns, also while people sign, and the middle of each is told. The command

    wrk -t1 -c64 -d10 --latency -H "Accept-Encoding: gzip, br" ADDRESS

points the same load at another server.
"""

import http.client
import json
import os
import re
import subprocess
import sys
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import connection, connections
from django.utils import timezone

from bench._server import PORT, memory_mib, serving
from bench.front import LANGUAGES, make_letters
from bench.page import request_ms
from tests.support.letters import log_all, make_confirmed, make_open_letter
from tests.support.proof import solve
from tools.processes import free_port
from undersigned.adapters.proof_of_work import make_challenge
from undersigned.models import Letter, Log

_CONNECTIONS = 64
_RATE = 100
# As many sign at the same moment at most; fewer are not answered quickly enough for that rate.
_SIGNERS = 16
_PROCESSES = 2
_DEFAULTS = ("100000", "5", "3", "1000")
_WITH_BROTLI = "gzip, deflate, br, zstd"


@dataclass(frozen=True)
class Load:
    """What wrk saw."""

    per_second: float
    half_ms: float
    slow_ms: float
    # Of the machine, before.
    load: float
    # How many signed meanwhile, a second.
    signed: float = 0.0

    def __str__(self) -> str:
        beside = f", {self.signed:.0f} signing a second" if self.signed else ""
        return (
            f"{self.per_second:,.0f} requests/s, half within {self.half_ms:.2f} ms, p99"
            f" {self.slow_ms:.2f} ms (load {self.load:.1f}{beside})"
        )


def _milliseconds(text: str) -> float:
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s|m)", text).groups()  # type: ignore[union-attr]
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000, "m": 60_000}[unit]


def put_load(port: int, path: str, seconds: int, accepted: str = "") -> Load:
    """Ask for a page over 64 connections, each as often as it is answered."""
    load = os.getloadavg()[0]
    command = ["wrk", "-t1", f"-c{_CONNECTIONS}", f"-d{seconds}", "--latency"]
    if accepted:
        command += ["-H", f"Accept-Encoding: {accepted}"]
    done = subprocess.run(
        [*command, f"http://127.0.0.1:{port}{path}"], capture_output=True, text=True, check=True
    )
    said = done.stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise SystemExit(f"wrk was not answered well:\n{said}")
    half, slow = (re.search(rf"^\s+{n}%\s+(\S+)", said, re.MULTILINE) for n in (50, 99))
    rate = re.search(r"^Requests/sec:\s+([\d.]+)", said, re.MULTILINE)
    if half is None or slow is None or rate is None:
        raise SystemExit(f"wrk said something else:\n{said}")
    return Load(float(rate[1]), _milliseconds(half[1]), _milliseconds(slow[1]), load)


@dataclass
class Signers:
    """Sign by HTTP at a steady rate; as many others confirm, so that the page changes."""

    letter: Letter
    signed: int = 0
    logged: int = 0
    # The longest time for which `count.json` said less than the database.
    oldest: float = 0.0
    problems: list[str] = field(default_factory=list)
    _is_over: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> "Signers":
        self._threads = [
            *(threading.Thread(target=self._guard, args=(self._sign, n)) for n in range(_SIGNERS)),
            threading.Thread(target=self._guard, args=(self._confirm, 0)),
            threading.Thread(target=self._guard, args=(self._watch, 0)),
        ]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._is_over.set()
        for thread in self._threads:
            thread.join()
        if self.problems:
            raise SystemExit("\n".join(self.problems))

    def _guard(self, what: Callable[[int], None], number: int) -> None:
        try:
            what(number)
        except Exception as error:  # noqa: BLE001 told at the end
            self.problems.append(repr(error))
        finally:
            connections.close_all()

    def _sign(self, number: int) -> None:
        link = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
        path = f"/letters/{self.letter.slug}/en/sign/"
        start = due = time.monotonic() + number / _RATE
        count = 0
        while not self._is_over.wait(max(0.0, due - time.monotonic())):
            count += 1
            # What was late is not made up for while something else is measured.
            due = max(due + _SIGNERS / _RATE, time.monotonic())
            who = f"Reader {number} {count} {start}"
            form = {"name": who, "email": f"r{number}.{count}.{start}@people.example"}
            # The server judges a small task just as it judges a large one.
            task = make_challenge(
                settings.KEYS.secret, self.letter.slug, tries=1, at=timezone.now()
            )
            form["proof"] = solve(json.dumps(task).encode())
            body = urllib.parse.urlencode({**form, "is_named": "yes"})
            headers = {
                "Content-Type": "application/x-www-form-urlencoded",
                "X-Forwarded-For": f"{20 + number}.{count // 256 % 256}.{count % 256}.1",
            }
            link.request("POST", path, body, headers)
            answer = link.getresponse()
            answer.read()
            if answer.status != 303:
                raise RuntimeError(f"A signature was answered with {answer.status}.")
            self.signed += 1

    def _confirm(self, _number: int) -> None:
        while not self._is_over.wait(0.1):
            make_confirmed(self.letter, _RATE // 10)
            self.logged += _RATE // 10

    def _watch(self, _number: int) -> None:
        link = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
        seen: list[tuple[float, int]] = []
        while not self._is_over.wait(0.02):
            now = time.monotonic()
            size = Log.objects.values_list("published_size", flat=True).get(letter=self.letter)
            if not seen or seen[-1][1] != size:
                seen.append((now, size))
            asked = time.monotonic()
            link.request("GET", f"/letters/{self.letter.slug}/en/count.json")
            shown = int(re.search(rb'"size":(\d+)', link.getresponse().read())[1])  # type: ignore[index]
            # It was old when it was asked for since the first of what it does not show.
            with suppress(StopIteration):
                since = next(at for at, larger in seen if larger > shown)
                self.oldest = max(self.oldest, asked - since)


def _beside(signers: Signers, put: Callable[[int], Load], seconds: int) -> Load:
    """Measure, and count those who sign meanwhile."""
    before = signers.signed
    load = put(seconds)
    return replace(load, signed=(signers.signed - before) / seconds)


def _by_turns(
    ways: Mapping[str, Callable[[int], Load]], seconds: int, turns: int
) -> dict[str, Load]:
    """Measure each way several times, one after the other, and give the middle by its rate."""
    loads: dict[str, list[Load]] = {name: [] for name in ways}
    for _ in range(turns):
        for name, put in ways.items():
            # Readers do not all begin in the same moment, with a page that nobody has read lately.
            put(1)
            loads[name].append(put(seconds))
    return {
        name: sorted(seen, key=lambda load: load.per_second)[turns // 2]
        for name, seen in loads.items()
    }


def measure(signatures: int, seconds: int, turns: int, letters: int) -> Iterator[str]:
    """Measure, and yield a line for each figure."""
    letter = make_open_letter()
    make_confirmed(letter, signatures)
    log_all(letter)
    connections.close_all()
    path = f"/letters/{letter.slug}/en/"
    what = f"{connection.vendor}, {_PROCESSES} processes"
    python = [sys.executable, "-m"]
    port = free_port()
    nothing = [*python, "bench._nothing", str(port), str(_PROCESSES)]
    serve = [*python, "undersigned", "serve", "--processes", str(_PROCESSES)]
    ways: dict[str, Callable[[int], Load]] = {
        "two bytes by the same server": lambda seconds: put_load(port, path, seconds),
        "compressed": lambda seconds: put_load(PORT, path, seconds, _WITH_BROTLI),
        "plain": lambda seconds: put_load(PORT, path, seconds),
    }
    # Those who sign come from networks of their own, as a proxy says.
    os.environ["UNDERSIGNED_TRUSTED_PROXIES"] = "127.0.0.1"
    with serving(nothing, port), serving(serve, PORT) as link:
        request_ms(link, path)
        # All processes answer, and each has made the page.
        for put in ways.values():
            put(2)
        yield from _lines(what, f"with {signatures:,} names", _by_turns(ways, seconds, turns))
        with Signers(letter) as signers:
            start = time.monotonic()
            busy = _by_turns(
                {name: partial(_beside, signers, put) for name, put in ways.items()}, seconds, turns
            )
            took = time.monotonic() - start
        meanwhile = (
            f"while {signers.signed / took:.0f} sign and {signers.logged / took:.0f} are logged"
        )
        yield from _lines(what, f"{meanwhile} a second", busy)
    yield f"{what}, oldest count that was answered meanwhile: {signers.oldest:.2f} s"
    make_letters(letters)
    connections.close_all()
    with serving([*python, "undersigned", "web", "--processes", "1"], PORT) as link:
        request_ms(link, path)
        before = memory_mib()
        for number in range(letters):
            for language in LANGUAGES:
                request_ms(link, f"/letters/letter-{number}/{language}/")
        yield (
            f"{connection.vendor}, memory of one process after {letters:,} letters in"
            f" {len(LANGUAGES)} languages: {memory_mib():.0f} MiB, before {before:.0f} MiB"
        )


def _lines(what: str, when: str, loads: Mapping[str, Load]) -> Iterator[str]:
    (limit_name, limit), *seen = loads.items()
    yield f"{what}, {limit_name}, {when}: {limit}"
    for name, load in seen:
        part = load.per_second / limit.per_second
        yield f"{what}, the letter's page {name}, {when}: {load}, {part:.2f} of the two bytes"


def main() -> None:
    """Print all figures."""
    sizes = map(int, [*sys.argv[1:], *_DEFAULTS[len(sys.argv) - 1 :]])
    subprocess.run([Path(__file__).parents[1] / "tools" / "bench-env"], check=True)
    for line in measure(*sizes):
        print(line, flush=True)


if __name__ == "__main__":
    main()
