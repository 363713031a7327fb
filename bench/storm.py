"""Storm: processes are killed at random while people sign. What was answered is in the log, once.

Run as `python -m bench.storm [KILLS]`; for PostgreSQL as
`python -m tools.postgres --durable -- python -m bench.storm`, which sets UNDERSIGNED_DATABASE.
`undersigned serve` runs whole. By chance one of its web processes is killed (SIGKILL), or its
worker, or all of it, which is then started again; on PostgreSQL also a process of the database,
which takes down all of its connections. People try again until they are answered. At the end
each of their confirmations has one place in the log, and the log is proven by its own bytes.
"""

import http.client
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection, connections

from bench._server import PORT
from bench.signing import PROXY, wishes
from tests.support.letters import check_letter_log, keeper, log_all, make_open_letter
from undersigned.core.tokens import Purpose, make_token
from undersigned.models import Letter, Signature
from undersigned.queries.log_check import find_faults

_PEOPLE = 4
_SEED = 20261127
_BETWEEN_SECONDS = (0.2, 2.0)
_PATIENCE_SECONDS = 120
_COMMAND = [sys.executable, "-m", "undersigned", "serve", "--processes", "2"]


class _Server:
    """The server, as a process group of its own, which can be killed in parts."""

    def __init__(self, log: Path) -> None:
        self._log = log
        self.start()

    def start(self) -> None:
        with self._log.open("ab") as output:
            self._process = subprocess.Popen(
                _COMMAND, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
            )

    def kill(self, what: str) -> bool:
        """Kill this part of it; whether there was one."""
        if what == "all":
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self.start()
            return True
        if what == "database":
            found = list(_database_processes())
        else:
            found = [
                pid
                for pid, words in _processes()
                if f"undersigned {what}" in words and os.getpgid(pid) == self._process.pid
            ]
        if found:
            with suppress(ProcessLookupError):
                os.kill(random.choice(found), signal.SIGKILL)
        return bool(found)

    def keep_running(self) -> None:
        """Start it again if it ended, as a service manager does: its database was away."""
        if self._process.poll() is not None:
            self.start()

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(30)


def _processes() -> Iterator[tuple[int, str]]:
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            yield int(path.parent.name), path.read_bytes().replace(b"\0", b" ").decode()


def _database_processes() -> list[int]:
    """Those of this database server, and of no other one; none while it is away."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
            return [pid for (pid,) in cursor.fetchall()]
    except DatabaseError:
        return []
    finally:
        connection.close()


class _People:
    """Threads of people who sign and confirm, and insist on an answer."""

    def __init__(self, letter: Letter) -> None:
        self._letter = letter
        self.confirmed: list[int] = []
        self.tries = 0
        self.problems: list[str] = []
        self.is_over = threading.Event()
        self._making = threading.Lock()
        self._threads = [threading.Thread(target=self._come) for _ in range(_PEOPLE)]
        for thread in self._threads:
            thread.start()

    def are_coming(self) -> bool:
        """Let those who are on their way come to their end; whether some still are."""
        self.is_over.set()
        return any(thread.is_alive() for thread in self._threads)

    def finish(self) -> None:
        """Raise SystemExit if one of them met with something that may not be."""
        for thread in self._threads:
            thread.join()
        if self.problems:
            raise SystemExit("\n".join(self.problems))

    def _come(self) -> None:
        try:
            while not self.is_over.is_set():
                with self._making:
                    (form,) = wishes(self._letter, 1)
                head, _, body = form.partition(b"\r\n\r\n")
                client = head.rpartition(b"X-Forwarded-For: ")[2].decode()
                mailbox = body.partition(b"email=")[2].partition(b"&")[0].decode()
                self._insist(f"/letters/{self._letter.slug}/en/sign/", body, client)
                row = self._find(mailbox.replace("%40", "@"))
                nonce = bytes(row.nonce)
                token = make_token(settings.KEYS.secret, Purpose.CONFIRM, row.pk, nonce)
                self._insist(f"/confirm/{token}/", b"", client)
                self.confirmed.append(row.pk)
        except Exception as error:  # noqa: BLE001 told at the end
            self.problems.append(repr(error))

    def _insist(self, path: str, body: bytes, client: str) -> None:
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Forwarded-For": client,
        }
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < deadline:
            link = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
            self.tries += 1
            try:
                link.request("POST", path, body, headers)
                status = link.getresponse().status
            except (OSError, http.client.HTTPException):
                status = 0
            finally:
                link.close()
            if status == 303:
                return
            # Nobody listens, or the database is away and the server says so.
            if status and status < 500:
                raise RuntimeError(f"a form was answered with {status}")
            time.sleep(0.05)
        raise RuntimeError("nobody has answered for two minutes")

    def _find(self, mailbox: str) -> Signature:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while True:
            try:
                return Signature.objects.filter(contact=mailbox).latest("pk")
            except DatabaseError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
            finally:
                connections.close_all()


def measure(kills: int) -> Iterator[str]:
    """Measure, and yield a line for each figure."""
    chance = random.Random(_SEED)
    letter = make_open_letter()
    before = log_all(letter)
    connections.close_all()
    os.environ |= PROXY
    log = Path(os.environ["UNDERSIGNED_DATA"], "storm.log")
    server = _Server(log)
    parts = ["web", "web", "web", "web", "worker", "worker", "worker", "all"]
    if connection.vendor == "postgresql":
        parts.append("database")
    people = _People(letter)
    killed: Counter[str] = Counter()
    began = time.monotonic()
    try:
        while killed.total() < kills and not people.problems:
            time.sleep(chance.uniform(*_BETWEEN_SECONDS))
            what = chance.choice(parts)
            killed[what] += server.kill(what)
            server.keep_running()
        while people.are_coming():
            time.sleep(0.5)
            server.keep_running()
        people.finish()
        seconds = time.monotonic() - began
        deadline = time.monotonic() + _PATIENCE_SECONDS
        rows = Signature.objects.filter(pk__in=people.confirmed)
        while rows.filter(log_index__gte=before).count() < len(people.confirmed):
            if time.monotonic() > deadline:
                raise SystemExit("Not everyone who was answered has come into the log.")
            time.sleep(0.5)
            server.keep_running()
    finally:
        people.is_over.set()
        server.stop()
    places = list(rows.values_list("log_index", flat=True))
    facts = check_letter_log(letter)
    faults = find_faults(letter, keeper=keeper())
    if len(set(places)) != len(people.confirmed) or facts.people != len(places) or faults:
        raise SystemExit(
            f"{len(people.confirmed):,} were answered and have {len(set(places)):,} places; the log"
            f" holds {facts.people:,}. {faults}"
        )
    told = ", ".join(f"{what} {count:,}" for what, count in sorted(killed.items()))
    yield (
        f"{connection.vendor}: {killed.total():,} kills in {seconds:,.0f} s ({told});"
        f" {people.tries:,} requests, {len(people.confirmed):,} people answered, all of them in the"
        " log once, no fault"
    )


def main() -> None:
    """Print all figures."""
    for line in measure(int(sys.argv[1]) if sys.argv[1:] else 1_000):
        print(line, flush=True)


if __name__ == "__main__":
    main()
