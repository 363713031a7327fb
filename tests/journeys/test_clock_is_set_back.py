"""The clock of the machine is set back by an hour, and put right: people sign on, and are counted.

The server runs with a small library before the system's, which tells it another time.
"""

import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.journeys.steps import PublicLetter, import_letter
from tests.support.client import send_form, somebody
from tests.support.mail import MailServer, link_in
from tests.support.site import Site

SOURCE = Path(__file__).parent.parent / "support" / "clock.c"
PATIENCE_SECONDS = 60

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("cc") is None, reason="there is no C compiler here"),
]


def _now(site: Site) -> datetime:
    """What time a process of the server sees."""
    ask = "import datetime; print(datetime.datetime.now(datetime.UTC).isoformat())"
    command = [sys.executable, "-c", ask]
    done = subprocess.run(command, env=site.environment, check=True, capture_output=True)
    return datetime.fromisoformat(done.stdout.decode().strip())


def _sign(letter: PublicLetter, mails: MailServer, name: str) -> str:
    mailbox = f"{name}@{name}.example"
    assert send_form(letter.address("sign/"), somebody(mailbox)).status == 303
    return link_in(mails.fetch(mailbox, timeout_seconds=PATIENCE_SECONDS), "/confirm/")


def _until(is_so: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, what
        time.sleep(0.2)


def _confirm(letter: PublicLetter, mails: MailServer, link: str, name: str, *, count: int) -> None:
    assert send_form(link, {}).status == 303
    _until(lambda: letter.check_log() == (2, count, 0), f"{name} is not in the log")
    mails.fetch(f"{name}@{name}.example", subject="Your receipt", timeout_seconds=PATIENCE_SECONDS)


def test_people_sign_on_when_the_clock_goes_back(
    start_site: Callable[..., Site], smtp_server: MailServer, tmp_path: Path
) -> None:
    library, clock = tmp_path / "clock.so", tmp_path / "clock"
    clock.write_text("0")
    subprocess.run(["cc", "-shared", "-fPIC", "-o", library, SOURCE, "-ldl"], check=True)
    site = start_site(
        LD_PRELOAD=str(library), CLOCK_FILE=str(clock), UNDERSIGNED_PREFIX_LIMIT="1000"
    )
    letter = import_letter(site, tmp_path)
    before = _sign(letter, smtp_server, "ada")
    waiting = _sign(letter, smtp_server, "ben")
    _confirm(letter, smtp_server, before, "ada", count=3)

    clock.write_text("-3600")
    assert _now(site) < datetime.now(UTC) - timedelta(minutes=59)
    # Who signed before, and who signs now, confirm in the hour that comes twice.
    _confirm(letter, smtp_server, waiting, "ben", count=4)
    _confirm(letter, smtp_server, _sign(letter, smtp_server, "cleo"), "cleo", count=5)
    still = _sign(letter, smtp_server, "dara")

    _until(lambda: "the clock was set back by 3600 s" in site.log, "the operator was not told")
    clock.write_text("0")
    _confirm(letter, smtp_server, still, "dara", count=6)
    _confirm(letter, smtp_server, _sign(letter, smtp_server, "eno"), "eno", count=7)
    assert site.run("log", "fsck").returncode == 0
