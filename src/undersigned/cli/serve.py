"""Run the whole server: web and worker, in one process tree.

In an empty folder this makes everything that is missing: the keys, the database, and a link for the
first account. Stop it with Ctrl-C or SIGTERM.
"""

import argparse
import errno
import http.client
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from undersigned import config
from undersigned.cli import site, web
from undersigned.cli.signals import Alarm

log = logging.getLogger(__name__)

START_SECONDS: Final = 60.0
STOP_SECONDS: Final = 12.0
# A child that breaks down at once is started again more and more slowly.
LONGEST_WAIT_SECONDS: Final = 30.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command, which are those of the web server."""
    web.add_arguments(parser)


@dataclass
class Child:
    """One of the two programs under this one, started again whenever it ends."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    starts: int = 0
    started_at: float = 0.0
    not_before: float = field(default=0.0)

    def start(self) -> None:
        """Start it. It stays in the process group, so that a Ctrl-C reaches it as well."""
        self.process = subprocess.Popen(  # noqa: S603 our own program and options
            self.command, stdin=subprocess.DEVNULL
        )
        self.starts += 1
        self.started_at = time.monotonic()

    def keep_running(self) -> None:
        """Start it again if it has ended."""
        now = time.monotonic()
        if self.process is not None:
            code = self.process.poll()
            if code is None:
                return
            self.process = None
            if now - self.started_at > LONGEST_WAIT_SECONDS:
                self.starts = 0
            wait = min(2.0 ** max(0, self.starts - 1) - 1.0, LONGEST_WAIT_SECONDS)
            self.not_before = now + wait
            log.error("the %s ended (%s); starting it again in %d s", self.name, _how(code), wait)
        if now >= self.not_before:
            self.start()


def run(args: argparse.Namespace) -> int:
    """Start both, say so once they answer, and keep them running until told to stop."""
    web.set_listen(args)
    alarm = Alarm(signal.SIGCHLD)
    settings = config.load()
    settings.check_proxies()
    _check_port(settings)
    site.open_database()
    parent = ["--parent", str(os.getpid())]
    program = [sys.executable, "-m", "undersigned"]
    children = [
        Child("web server", [*program, "web", "--processes", str(args.processes), *parent]),
        Child("worker", [*program, "worker", *parent]),
    ]
    try:
        for child in children:
            child.start()
        if not _await_answer(settings, children[0], alarm):
            return 0 if alarm.is_raised else 1
        _say_welcome(settings)
        while not alarm.is_raised:
            alarm.wait(1.0)
            if not alarm.is_raised:
                for child in children:
                    child.keep_running()
    finally:
        _stop(children)
    return 0


def _check_port(settings: config.Config) -> None:
    """Raise Unusable when the port is taken: two servers on one would share its visitors."""
    host, port = settings.listen_at
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(found[0], socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(found[4])
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise site.Unusable(
                f"Port {port} of {host} is in use by another program. Stop that one, or choose"
                " another port with --listen HOST:PORT and UNDERSIGNED_ADDRESS."
            ) from error
        raise site.Unusable(
            f"The server cannot listen on {settings.listen}: {error.strerror}."
        ) from error


def _await_answer(settings: config.Config, child: Child, alarm: Alarm) -> bool:
    """Wait until the web server answers; False when it ended or did not, or was told to stop."""
    deadline = time.monotonic() + START_SECONDS
    while not alarm.is_raised:
        if _answers(settings):
            return True
        code = child.process.poll() if child.process else 1
        if code is not None or time.monotonic() > deadline:
            why = f"ended ({_how(code)})" if code is not None else "does not answer"
            print(f"undersigned: The web server {why}.", file=sys.stderr)
            return False
        alarm.wait(0.05)
    return False


def _answers(settings: config.Config) -> bool:
    host, port = settings.listen_at
    # A server that listens everywhere is asked at home.
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 not bound to
    connection = http.client.HTTPConnection(host, port, timeout=10)
    try:
        connection.request("GET", "/", headers={"Host": settings.host})
        connection.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


def _say_welcome(settings: config.Config) -> None:
    from django.conf import settings as django_settings  # noqa: PLC0415 app ready
    from django.urls import reverse  # noqa: PLC0415 app ready

    from undersigned.stages.people import first_link_token  # noqa: PLC0415 app ready

    database = "SQLite in the same folder"
    if settings.database:
        parts = urlsplit(settings.database)
        where = f" on {parts.hostname}" if parts.hostname else ""
        database = f"{parts.scheme}, {parts.path.lstrip('/') or 'default'}{where}"
    try:
        token = first_link_token()
    except Exception as error:
        if not site.is_database_away(error):
            raise
        # It went away just now, and whoever serves waits until it comes back.
        token = None
    if token is None:
        login = settings.address + reverse(django_settings.LOGIN_URL)
        sign_in = f"Sign in with your mail address at {login}"
    else:
        link = settings.address + reverse("first", args=[token])
        sign_in = f"Make the first account, which leads letters, at {link}"
    mail = (
        f"Mails go out through {urlsplit(settings.smtp).hostname}."
        if settings.smtp
        else f"Mails are written to {settings.data / 'mail'}, and their links are printed here."
    )
    lines = [
        f"Undersigned answers at {settings.address}/",
        f"Data: {settings.data}",
        f"Database: {database}",
        mail,
        sign_in,
        "Stop with Ctrl-C.",
    ]
    if settings.log_form == "json":
        for line in lines:
            log.info(line)
    else:
        print("\n".join(lines), flush=True)


def _stop(children: list[Child]) -> None:
    running = [
        child.process for child in children if child.process and child.process.poll() is None
    ]
    for process in running:
        process.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for process in running:
        try:
            process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _how(code: int | None) -> str:
    if code is not None and code < 0:
        return f"by {signal.Signals(-code).name}"
    return f"with code {code}"
