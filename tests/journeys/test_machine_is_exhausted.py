"""The machine runs out of disk or of files: what was answered stays, and it goes on by itself."""

import resource
import socket
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.journeys.steps import PublicLetter, import_letter
from tests.support.client import Answer, ask, send_form, somebody
from tests.support.environment import is_postgresql
from tests.support.mail import MailServer, link_in
from tests.support.site import Site

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="limits are set as Linux has them"),
]

PATIENCE_SECONDS = 60


def _limit(site: Site, what: int, most: int) -> None:
    """Let each process of the server have no more of something, for as long as that stands."""
    for pid in site.processes():
        _soft, hard = resource.prlimit(pid, what)
        resource.prlimit(pid, what, (hard if most < 0 else most, hard))


def _sign(letter: PublicLetter, number: int) -> tuple[str, Answer]:
    mailbox = f"m{number}@people-{number}.example"
    return mailbox, send_form(letter.address("sign/"), somebody(mailbox))


def _until(is_so: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, what
        time.sleep(0.2)


@pytest.mark.skipif(is_postgresql(), reason="the disk of PostgreSQL is another one")
def test_a_full_disk_is_told_and_nobody_who_was_answered_is_lost(
    start_site: Callable[..., Site], smtp_server: MailServer, tmp_path: Path
) -> None:
    site = start_site(UNDERSIGNED_PREFIX_LIMIT="1000")
    site.is_abused = True
    letter = import_letter(site, tmp_path)
    # No file may grow beyond this; that of what was written last does so soon.
    _limit(site, resource.RLIMIT_FSIZE, 65_536)
    mailboxes = []
    for number in range(40):
        mailbox, answer = _sign(letter, number)
        if answer.status == 503:
            break
        assert answer.status == 303
        mailboxes.append(mailbox)
    assert answer.status == 503
    assert dict(answer.headers)["retry-after"] == "10"
    assert "nothing that was acknowledged is lost" in answer.body.decode()
    assert ask("GET", letter.address()).status == 200
    assert "no space left on its disk" in site.log

    _limit(site, resource.RLIMIT_FSIZE, -1)
    for number in range(100, 103):
        mailbox, answer = _sign(letter, number)
        assert answer.status == 303
        mailboxes.append(mailbox)
    for mailbox in mailboxes:
        mail = smtp_server.fetch(mailbox, timeout_seconds=PATIENCE_SECONDS)
        assert send_form(link_in(mail, "/confirm/"), {}).status == 303
    wanted = (2, 2 + len(mailboxes), 0)
    _until(lambda: letter.check_log() == wanted, "not everyone has come into the log")
    assert site.run("log", "fsck").returncode == 0


def test_a_server_without_free_files_goes_on_when_there_are_some(
    start_site: Callable[..., Site], tmp_path: Path
) -> None:
    site = start_site(UNDERSIGNED_PREFIX_LIMIT="1000")
    site.is_abused = True
    letter = import_letter(site, tmp_path)
    assert _sign(letter, 1)[1].status == 303
    place = site.environment["UNDERSIGNED_LISTEN"].rpartition(":")
    _limit(site, resource.RLIMIT_NOFILE, 40)
    with ExitStack() as crowd:
        for _ in range(120):
            link = socket.create_connection((place[0], int(place[2])), timeout=10)
            crowd.enter_context(link)
        # Nobody else gets in, and the operator is told.
        _until(lambda: "no connection can be opened" in site.log, "the log says nothing")

    def is_answered() -> bool:
        try:
            return _sign(letter, 2)[1].status == 303
        except OSError:
            return False

    _until(is_answered, "the server does not go on")
    assert ask("GET", letter.address()).status == 200
