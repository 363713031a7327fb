"""Two hosts with one PostgreSQL: each goes down in turn while people sign, and nothing is lost."""

import http.client
import os
import re
import shutil
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.journeys.steps import PublicLetter, fetch, import_letter
from tests.support.client import send_form, somebody
from tests.support.environment import is_postgresql
from tests.support.mail import MailServer, link_in
from tests.support.site import Site
from tools.processes import free_port

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not is_postgresql(), reason="hosts share a database over a network"),
]


def _second_host(first: Site, data: Path) -> Site:
    """Another host with the same keys, settings and database, and a folder of its own."""
    shutil.copytree(first.data, data, ignore=shutil.ignore_patterns("*.log"))
    port = free_port()
    environment = {
        **first.environment,
        "UNDERSIGNED_DATA": str(data),
        "UNDERSIGNED_LISTEN": f"127.0.0.1:{port}",
    }
    return Site(data, f"http://127.0.0.1:{port}", environment, is_abused=True)


@dataclass
class _Visitors:
    """People whom a proxy sends to the first host that answers."""

    letter: PublicLetter
    hosts: list[Site]
    mails: MailServer
    confirmed: list[str] = field(default_factory=list)
    errors: list[BaseException] = field(default_factory=list)
    is_over: threading.Event = field(default_factory=threading.Event)

    def come(self, place: int) -> None:
        """Sign and confirm, one person after the other, until it is over."""
        try:
            number = 0
            while not self.is_over.is_set():
                number += 1
                mailbox = f"{place}-{number}@people-{place}-{number % 7}.example"
                self._insist(place + number, self.letter.address("sign/"), somebody(mailbox))
                mail = self.mails.fetch(mailbox, timeout_seconds=120)
                self._insist(place + number, link_in(mail, "/confirm/"), {})
                self.confirmed.append(mailbox)
        except BaseException as error:  # noqa: BLE001 raised in the test's own thread
            self.errors.append(error)

    def _insist(self, turn: int, address: str, fields: dict[str, str]) -> None:
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            host = self.hosts[turn % 2]
            turn += 1
            try:
                status = send_form(address.replace(self.letter.site.address, host.address), fields)
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
                continue
            assert status.status == 303, status.status
            return
        raise AssertionError("No host has answered for two minutes.")

    def await_more(self, count: int) -> None:
        """Wait until so many more have confirmed, and all who have now stand in the log."""
        wanted = len(self.confirmed) + count
        deadline = time.monotonic() + 180
        while len(self.confirmed) < wanted:
            assert not self.errors, self.errors
            assert time.monotonic() < deadline, f"{len(self.confirmed)} of {wanted}"
            time.sleep(0.05)


def _logged(host: Site, letter: PublicLetter) -> list[str]:
    page = fetch(f"{host.address}/log/{letter.id}/names/000").decode()
    return re.findall(r"Person ([^\"]+)", page)


def _await_log(host: Site, letter: PublicLetter, mailboxes: list[str]) -> None:
    deadline = time.monotonic() + 120
    while missing := set(mailboxes) - set(_logged(host, letter)):
        assert time.monotonic() < deadline, f"Not in the log of the other host: {missing}"
        time.sleep(0.1)


def test_each_host_goes_down_in_turn_and_the_other_one_goes_on(
    start_site: Callable[..., Site], smtp_server: MailServer, tmp_path: Path
) -> None:
    first = start_site(UNDERSIGNED_PREFIX_LIMIT="1000")
    first.is_abused = True
    letter = import_letter(first, tmp_path)
    assert letter.id
    second = _second_host(first, tmp_path / "second")
    try:
        second.start()
        visitors = _Visitors(letter, [first, second], smtp_server)
        threads = [
            threading.Thread(target=visitors.come, args=(100 * place,)) for place in range(4)
        ]
        for thread in threads:
            thread.start()
        visitors.await_more(8)
        # Only the worker of one: the other's goes on with what it had in hand.
        for host in (first, second):
            workers = [pid for pid, what in host.processes().items() if what == "worker"]
            for pid in workers:
                os.kill(pid, signal.SIGKILL)
            visitors.await_more(8)
        # The whole of one: visitors and log go on with the other.
        for down, up in ((first, second), (second, first)):
            down.kill()
            visitors.await_more(12)
            _await_log(up, letter, list(visitors.confirmed))
            down.start()
            visitors.await_more(4)
        visitors.is_over.set()
        for thread in threads:
            thread.join(180)
        assert visitors.errors == []
        _await_log(first, letter, visitors.confirmed)
        logged = _logged(first, letter)
        assert len(logged) == len(set(logged))
        assert sorted(logged) == sorted(visitors.confirmed)
        assert letter.check_log() == (2, 2 + len(logged), 0)
        # Each host keeps what it published itself; whoever published last has the newest.
        assert 0 in {host.run("log", "fsck").returncode for host in (first, second)}
    finally:
        second.kill()
