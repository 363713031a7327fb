"""The real thing: `undersigned serve` as a process of its own, on the database of the run."""

import http.client
import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Generator, Iterable
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from functools import cache
from pathlib import Path

import psycopg
import pytest

from tests.support.leaks import known_of, leaks_in
from tests.support.mail import MailServer
from tools.processes import die_with_parent, free_port

DATABASE_FILE = "undersigned.sqlite3"
FIRST_LINK = re.compile(r"https?://\S+/first/[^\s.\"]+")
# What `serve` tells the operator on purpose: the first account, and without a mail server, mails.
TO_THE_OPERATOR = re.compile(r"Make the first account, which leads letters, at https?://[^\s\"]+")
EXAMPLES = ("letters@example.org", "10.0.0.0/8", "2001:db8::/32")
MAIL_ON_THE_CONSOLE = re.compile(r'^Mail ".*": \S+$', re.MULTILINE)


@dataclass
class Site:
    """A server with a folder and a database of its own."""

    data: Path
    address: str
    environment: dict[str, str]
    # A test that kills or starves the server says so: then a traceback in the log is no failure.
    is_abused: bool = False
    # What the commands printed that were run beside it.
    printed: list[str] = field(default_factory=list, repr=False)
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def log(self) -> str:
        """What the server has printed so far."""
        path = self.data / "serve.log"
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    @property
    def first_link(self) -> str:
        """The link by which the operator makes the first account."""
        # The server prints it a moment after its first answer.
        deadline = time.monotonic() + 60
        while not (found := FIRST_LINK.search(self.log)):
            assert time.monotonic() < deadline, f"No first link was printed:\n{self.log}"
            time.sleep(0.03)
        return found[0]

    @property
    def process(self) -> subprocess.Popen[bytes]:
        """The running `undersigned serve`; it leads a process group of its own."""
        assert self._process is not None, "The site is not running."
        return self._process

    def processes(self) -> dict[int, str]:
        """The processes that run in the server's group, each with the command that it runs."""
        found = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
                words = stat.with_name("cmdline").read_bytes().split(b"\0")
            except (FileNotFoundError, ProcessLookupError):
                continue
            if fields[0] != "Z" and int(fields[2]) == self.process.pid:
                found[int(stat.parent.name)] = b" ".join(words[3:4]).decode()
        return found

    def run(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """Run `undersigned` with these arguments on the same folder and database."""
        done = subprocess.run(
            [sys.executable, "-m", "undersigned", *map(str, arguments)],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        # The demonstration prints the invitations of people whom it invented.
        if arguments[0] != "demo":
            self.printed.append(done.stdout + done.stderr)
        return done

    def start(self, *, timeout_seconds: float = 120) -> None:
        """Start the server and wait until it answers."""
        with (self.data / "serve.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "undersigned", "serve", "--data", str(self.data)],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGTERM),  # noqa: PLW1509 no threads fork here
            )
        deadline = time.monotonic() + timeout_seconds
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise AssertionError(f"The server did not start:\n{self.log}")
            time.sleep(0.03)

    def metrics(self) -> str:
        """What it tells Prometheus, as long as it runs and is set to; else nothing."""
        token = self.environment.get("UNDERSIGNED_METRICS_TOKEN")
        if not token or self._process is None:
            return ""
        request = urllib.request.Request(
            self.address + "/metrics", headers={"Authorization": f"Bearer {token}"}
        )
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return str(answer.read().decode())
        except (OSError, http.client.HTTPException):
            # A test killed it, or starves it.
            return ""

    def leaks(self, metrics: str, mails: Iterable[tuple[str, EmailMessage]]) -> list[str]:
        """What all that it wrote, and these metrics, tell of people. To be asked once stopped."""
        written = TO_THE_OPERATOR.sub("", "\n".join([self.log, *self.printed, metrics]))
        if not self.environment["UNDERSIGNED_SMTP"]:
            written = MAIL_ON_THE_CONSOLE.sub("", written)
        known = known_of(self.environment, str(self.data / DATABASE_FILE), mails)
        # What the operator set may be named, and the examples of how a setting is written.
        own = [value for name, value in self.environment.items() if name.startswith("UNDERSIGNED_")]
        own = [str(self.data), *filter(None, own), *EXAMPLES]
        return leaks_in(written, known, may_say=own)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(self.address + "/", timeout=5):
                return True
        except urllib.error.HTTPError as error:
            error.close()
            return error.code < 500
        except OSError:
            return False

    def stop(self) -> None:
        """Stop the server in order; kill what is left of it after ten seconds."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"The server did not stop in ten seconds:\n{self.log}") from None
        self._process = None

    def kill(self) -> None:
        """Kill the whole process tree at once, as a power cut would."""
        if self._process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._process = None


def _say(statement: str) -> None:
    """Say it to the PostgreSQL server of the run."""
    with psycopg.connect(os.environ["UNDERSIGNED_TEST_SERVER"], autocommit=True) as connection:
        connection.execute(statement.encode())


def _address(name: str) -> str:
    """The address of a database on the PostgreSQL server of the run."""
    return os.environ["UNDERSIGNED_TEST_SERVER"].rpartition("/")[0] + "/" + name


@cache
def _prepared() -> str:
    """The name of a PostgreSQL database, or the path of an SQLite file, with all migrations.

    A server spends seconds of processor time on them, which is most of what many a test costs.
    """
    environment = dict(os.environ)
    folder = Path(tempfile.mkdtemp(dir=environment["UNDERSIGNED_DATA"]))
    environment["UNDERSIGNED_DATA"] = str(folder)
    name = f"prepared_{secrets.token_hex(6)}"
    if "UNDERSIGNED_TEST_SERVER" in environment:
        _say(f"CREATE DATABASE {name}")
        environment["UNDERSIGNED_DATABASE"] = _address(name)
    subprocess.run(
        [sys.executable, "-c", "from undersigned.cli import site; site.open_database()"],
        env=environment,
        check=True,
    )
    return name if "UNDERSIGNED_TEST_SERVER" in environment else str(folder / DATABASE_FILE)


def _new_database(data: Path, *, is_empty: bool) -> tuple[dict[str, str], Callable[[], None]]:
    """Make a database: the settings that name it, and what drops it."""
    if "UNDERSIGNED_TEST_SERVER" not in os.environ:
        if not is_empty:
            shutil.copy(_prepared(), data / DATABASE_FILE)
        return {}, lambda: None
    name = f"site_{secrets.token_hex(6)}"
    _say(f"CREATE DATABASE {name}" + ("" if is_empty else f" TEMPLATE {_prepared()}"))
    return (
        {"UNDERSIGNED_DATABASE": _address(name)},
        lambda: _say(f"DROP DATABASE {name} WITH (FORCE)"),
    )


@contextmanager
def running_sites(folder: Path, mail_server: MailServer) -> Generator[Callable[..., Site]]:
    """Give a function that starts a site in `folder`; keyword arguments become further settings.

    It has all migrations already. With `is_running=False` it is not started, and its database is
    empty as on a new machine. At the end all sites are stopped, and one that printed a traceback,
    or anything about a person, fails the test.
    """
    sites: list[Site] = []
    with ExitStack() as leftovers:

        def start(*, is_running: bool = True, **settings: str) -> Site:
            data = folder / f"site{len(sites) or ''}"
            data.mkdir()
            port = free_port()
            environment = {
                name: value
                for name, value in os.environ.items()
                if not name.startswith(("UNDERSIGNED_", "PYTEST_", "DJANGO_"))
            }
            environment |= {
                "PYTHONUNBUFFERED": "1",
                "UNDERSIGNED_DATA": str(data),
                "UNDERSIGNED_LISTEN": f"127.0.0.1:{port}",
                "UNDERSIGNED_ADDRESS": f"http://localhost:{port}",
                "UNDERSIGNED_SMTP": mail_server.setting,
                "UNDERSIGNED_PROOF_TRIES": "50",
                "UNDERSIGNED_MAIL_FROM": "letters@undersigned.example",
            }
            database, drop = _new_database(data, is_empty=not is_running)
            leftovers.callback(drop)
            environment |= database | settings
            new = Site(data, environment["UNDERSIGNED_ADDRESS"], environment)
            sites.append(new)
            leftovers.callback(new.kill)
            if is_running:
                new.start()
            return new

        yield start
        for one in sites:
            metrics = one.metrics()
            one.stop()
            assert one.is_abused or "Traceback (most recent" not in one.log, one.log
            leaks = one.leaks(metrics, mail_server.waiting + mail_server.fetched)
            assert not leaks, f"The server wrote what it must keep to itself: {leaks}"


@pytest.fixture
def start_site(tmp_path: Path, smtp_server: MailServer) -> Generator[Callable[..., Site]]:
    """Return a function that starts a site for one test."""
    with running_sites(tmp_path, smtp_server) as start:
        yield start


@pytest.fixture
def site(start_site: Callable[..., Site]) -> Site:
    """Run one site with a mail server for one test."""
    return start_site()
