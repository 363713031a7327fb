"""Processes are killed at every step and moment; nothing is lost, doubled or contradicted."""

import http.client
import os
import random
import shutil
import signal
import threading
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.test import Client
from django.utils import timezone

from tests.journeys.crashes import Driver, Files, Steps, Story, running_driver
from tests.journeys.steps import PublicLetter, fetch, import_letter, receive_receipt, verify
from tests.support.client import ask, send_form, somebody
from tests.support.environment import is_postgresql
from tests.support.letters import keeper, make_open_letter
from tests.support.mail import MailServer, link_in
from tests.support.site import Site
from undersigned.core.bundle import check_same_history
from undersigned.core.tlog.checkpoint import open_checkpoint, read_checkpoint
from undersigned.core.tlog.tiles import tile_path, tiles_of
from undersigned.queries.log_check import find_faults
from undersigned.stages import publish

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="there is no /proc"),
]

Start = Callable[..., Site]
GROUP = "the whole group"


@pytest.fixture
def driver(transactional_db: None, tmp_path: Path) -> Generator[Driver]:
    """Run the driver on the database and folder of this test process."""
    with running_driver(tmp_path / "driver.log") as driver:
        yield driver


def test_worker_killed_at_any_step_of_a_new_and_closing_log_loses_and_doubles_nothing(
    driver: Driver, client: Client
) -> None:
    steps = Steps()
    while not steps.all:
        story = Story(make_open_letter(f"river-{len(steps.killed_at)}", ["en"]))
        story.sign(2)
        publish.close_letter(story.letter, by=None, at=timezone.now() - timedelta(minutes=2))
        steps.crash_and_restart(driver, story, client, "work")
        story.check_whole(withdrawn=0, is_closed=True)
    steps.check()
    assert 'before UPDATE "undersigned_edition" SET' in steps.all


@pytest.mark.parametrize(("do", "heads"), [("work", 1), ("batches", 2)])
def test_worker_killed_at_any_step_of_a_growing_log_loses_doubles_and_contradicts_nothing(
    do: str, heads: int, driver: Driver, client: Client
) -> None:
    steps = Steps()
    while not steps.all:
        story = Story(make_open_letter(f"river-{len(steps.killed_at)}", ["en"]))
        story.sign(1)
        driver.work()
        rounds = 0
        # One log goes through many crashes, but not beyond a tile: that would be other steps.
        while not steps.all and rounds < 40:
            story.sign(1)
            story.withdraw(rounds)
            steps.crash_and_restart(driver, story, client, do)
            rounds += 1
        story.check_whole(withdrawn=rounds)
    steps.check()
    assert 'before UPDATE "undersigned_leafrequest" SET' in steps.all
    # One more each to look for endorsements, to judge what is new, and to publish.
    assert steps.all.count("after COMMIT") == heads + 3


def test_two_workers_race_while_one_of_them_is_killed_again_and_again(
    driver: Driver, client: Client
) -> None:
    story = Story(make_open_letter("river", ["en"]))
    story.sign(3)
    driver.work()
    chance = random.Random(20261124)
    withdrawn: set[int] = set()
    driver.order("race", kills=40, places=6, seed=chance.random())
    while not driver.is_done():
        story.sign(chance.randrange(1, 3))
        story.look(client)
        assert find_faults(story.letter, keeper=keeper()) == ()
        # Who stands in the log takes back; who does not yet, leaves no leaf and is left alone.
        logged = set(story.letter.signatures.exclude(log_index=None).values_list("contact"))
        number = chance.randrange(len(story.emails))
        if (story.emails[number],) in logged and chance.random() < 0.3:
            story.withdraw(number)
            withdrawn.add(number)
    race = driver.answer()
    assert race["errors"] == [""]
    # It was killed at many places, within its transaction and outside of it.
    assert len(set(race["steps"])) > 5, race["steps"]
    driver.work()
    story.look(client)
    story.check_whole(withdrawn=len(withdrawn))


# --- The server, killed while many people sign -------------------------------------------------


@dataclass
class Crowd:
    """People who sign and confirm over HTTP, and try again when nobody answers."""

    letter: PublicLetter
    mails: MailServer
    # By e-mail address; each is in the log exactly once in the end, and nobody else is.
    confirmed: set[str] = field(default_factory=set)
    unsure: set[str] = field(default_factory=set)
    unanswered: int = 0
    answers: int = 0
    changed: threading.Condition = field(default_factory=threading.Condition)

    def come(self, emails: list[str]) -> None:
        """Sign with each of the addresses, then confirm each."""
        for email in emails:
            self._insist(self.letter.address("sign/"), somebody(email))
        # What a killed worker had taken to send goes on in fifteen seconds.
        patience = time.monotonic() + 25
        for number, email in enumerate(emails):
            wait = max(1.5, patience - time.monotonic())
            try:
                link = link_in(self.mails.fetch(email, timeout_seconds=wait), "/confirm/")
            except AssertionError:
                # The mail was in a hand of the killed process; it comes minutes later.
                continue
            self.unsure.add(email)
            # One in four does not try again, and never learns whether the first try counted.
            if self._insist(link, {}, tries=1 if number % 4 == 0 else 1000):
                self.confirmed.add(email)

    def _insist(self, address: str, fields: dict[str, str], *, tries: int = 1000) -> bool:
        deadline = time.monotonic() + 30
        for _ in range(tries):
            assert time.monotonic() < deadline, f"{address} is not answered."
            try:
                status = send_form(address, fields).status
            except (OSError, http.client.HTTPException):
                with self.changed:
                    self.unanswered += 1
                time.sleep(0.05)
                continue
            assert status == 303
            with self.changed:
                self.answers += 1
                self.changed.notify_all()
            return True
        return False

    def await_answers(self, count: int) -> None:
        """Wait until that many requests were answered."""
        with self.changed:
            assert self.changed.wait_for(lambda: self.answers >= count, 40), self.answers


def _kill(site: Site, who: str) -> None:
    """Kill one process of a running site, or all of them and start it again."""
    if who == GROUP:
        site.kill()
        site.start()
        return
    pids = sorted(pid for pid, command in site.processes().items() if command == who)
    # The last of the web server's processes is the one that answers.
    os.kill(pids[-1], signal.SIGKILL)


def test_everyone_whose_confirmation_was_answered_is_in_the_log_once_after_kills(
    start_site: Start, smtp_server: MailServer, tmp_path: Path
) -> None:
    site = start_site(UNDERSIGNED_PREFIX_LIMIT="1000")
    site.is_abused = True
    letter = import_letter(site, tmp_path)
    crowd = Crowd(letter, smtp_server)
    chance = random.Random(20261124)
    addresses = [[f"{row}-{seat}@people-{row}.example" for seat in range(10)] for row in range(16)]
    errors: list[BaseException] = []

    def come(emails: list[str]) -> None:
        try:
            crowd.come(emails)
        except BaseException as error:  # noqa: BLE001 it is raised below, in the test's own thread
            errors.append(error)

    threads = [threading.Thread(target=come, args=(emails,)) for emails in addresses]
    for thread in threads:
        thread.start()
    # 320 requests are to be answered, nearly; the first half of them signs.
    moments = sorted(chance.sample(range(20, 270), 6))
    for moment, who in zip(moments, [GROUP, "web", GROUP, "worker", GROUP, "web"], strict=True):
        crowd.await_answers(moment)
        _kill(site, who)
    for thread in threads:
        thread.join(60)
    assert errors == []
    assert crowd.unanswered > 0
    assert len(crowd.confirmed) > 100

    deadline = time.monotonic() + 20
    while not crowd.confirmed <= set(_signers(letter)):
        assert time.monotonic() < deadline, crowd.confirmed - set(_signers(letter))
        time.sleep(0.1)
    signers = _signers(letter)
    assert len(signers) == len(set(signers))
    assert crowd.confirmed <= set(signers) <= crowd.unsure
    assert letter.check_log() == (2, 2 + len(signers), 0)
    assert site.run("log", "fsck").returncode == 0


def _signers(letter: PublicLetter) -> list[str]:
    """The addresses that the people of the crowd have in their names, in the order of the log."""
    lines = fetch(f"{letter.log_address}names/000").decode().split("Person ")[1:]
    return [line.partition('"')[0] for line in lines]


# --- An old backup ------------------------------------------------------------------------------


@dataclass
class Backups:
    """Copies of a stopped site's whole database, as an operator makes them."""

    site: Site
    folder: Path
    names: set[str] = field(default_factory=set)

    def make(self, name: str) -> None:
        """Copy the database: the file, or on PostgreSQL a database made with this as template."""
        self.names.add(name)
        if is_postgresql():
            self._copy(self._database, f"{self._database}_{name}")
            return
        target = self.folder / name
        target.mkdir()
        for path in self.site.data.glob("undersigned.sqlite3*"):
            shutil.copy2(path, target)

    def restore(self, name: str) -> None:
        """Put a copy in the place of the database; keys and kept checkpoints stay as they are."""
        if is_postgresql():
            self._say(f"DROP DATABASE {self._database}")
            self._copy(f"{self._database}_{name}", self._database)
            return
        for path in self.site.data.glob("undersigned.sqlite3*"):
            path.unlink()
        for path in (self.folder / name).iterdir():
            shutil.copy2(path, self.site.data)

    def drop(self) -> None:
        """Remove what the folder of the test does not hold."""
        for name in self.names if is_postgresql() else ():
            self._say(f"DROP DATABASE {self._database}_{name}")

    @property
    def _database(self) -> str:
        return self.site.environment["UNDERSIGNED_DATABASE"].rpartition("/")[2]

    def _copy(self, source: str, target: str) -> None:
        self._say(f"CREATE DATABASE {target} TEMPLATE {source}")

    def _say(self, statement: str) -> None:
        server = os.environ["UNDERSIGNED_TEST_SERVER"]
        with psycopg.connect(server, autocommit=True) as admin:
            admin.execute(statement.encode())


@pytest.fixture
def backups(start_site: Start, tmp_path: Path) -> Generator[Backups]:
    """Make a site that is not started yet, and a place for copies of its database."""
    site = start_site(is_running=False)
    # As the operator's folder is, so that `check` finds nothing else to say.
    site.data.chmod(0o700)
    site.start()
    backups = Backups(site, tmp_path)
    yield backups
    backups.drop()


def test_old_backup_stops_the_log_until_the_newest_one_is_restored(
    backups: Backups, smtp_server: MailServer, tmp_path: Path
) -> None:
    site = backups.site
    letter = import_letter(site, tmp_path)
    served: list[bytes] = []

    def ask_to_sign(email: str) -> None:
        assert send_form(letter.address("sign/"), somebody(email)).status == 303

    def confirm(email: str) -> None:
        mail = smtp_server.fetch(email, subject="Confirm your signature")
        assert ask("POST", link_in(mail, "/confirm/"), {}).status == 303

    def look() -> bytes:
        served.append(fetch(f"{letter.log_address}checkpoint"))
        return served[-1]

    def log_one(email: str) -> Path:
        ask_to_sign(email)
        confirm(email)
        receipt = receive_receipt(smtp_server, email, tmp_path).receipt
        look()
        return receipt

    log_one("early@people.example")
    site.stop()
    backups.make("old")
    site.start()
    old_checkpoint, old_page = look(), fetch(letter.address())
    receipts = [log_one(f"late{number}@people.example") for number in range(2)]
    assert (letter.check_log(), read_checkpoint(look()).size) == ((2, 5, 0), 8)
    assert [site.run(*words).returncode for words in (["check"], ["log", "fsck"])] == [0, 0]

    site.stop()
    backups.make("newest")
    backups.restore("old")
    site.start()
    # Readers get what the old backup had published, which the later checkpoints continue.
    assert (look(), fetch(letter.address())) == (old_checkpoint, old_page)
    why = (
        f"The log of {letter.id} in the database ends at 6 and is no extension of the last"
        " published checkpoint, of size 8. An old backup was restored, or another database is in"
        " use. Nothing is appended to this log; restore the newest backup."
    )
    check = site.run("check")
    assert (check.returncode, f"WRONG  {why}\n" in check.stdout) == (1, True), check.stdout
    fsck = site.run("log", "fsck")
    faults = (
        "river: The kept checkpoint is of size 8, and the log ends at 6: an old backup was"
        " restored, or another database is in use.\n"
    )
    assert (fsck.returncode, fsck.stdout) == (1, faults)
    # As many confirm as the lost ones were, and two more: the sizes would fit, the log does not.
    strayed = [f"strayed{number}@people.example" for number in range(4)]
    for do in (ask_to_sign, confirm):
        for email in strayed:
            do(email)
    deadline = time.monotonic() + 15
    while why not in site.log:
        assert time.monotonic() < deadline, site.log
        time.sleep(0.05)
    assert f"The log of {letter.id} stands still: {why}" in site.log
    assert (look(), letter.check_log()) == (old_checkpoint, (2, 3, 0))
    # A worker that is started anew is no wiser.
    said = site.log.count(why)
    site.kill()
    site.start()
    while site.log.count(why) == said:
        assert time.monotonic() < deadline, site.log
        time.sleep(0.05)
    assert look() == old_checkpoint

    site.stop()
    backups.restore("newest")
    site.start()
    look()
    receipts.append(log_one("after@people.example"))
    assert letter.check_log() == (2, 6, 0)
    assert [site.run(*words).returncode for words in (["check"], ["log", "fsck"])] == [0, 0]
    for receipt in receipts:
        assert verify(receipt, "--against", letter.log_address).returncode == 0
    _check_one_history(letter, served)


def _check_one_history(letter: PublicLetter, served: list[bytes]) -> None:
    """See that all checkpoints that a site ever served are beginnings of what it serves now."""
    key = fetch(f"{letter.log_address}vkey").decode().strip()
    seen = [open_checkpoint(note, key) for note in served]
    newest = max(seen, key=lambda checkpoint: checkpoint.size)
    files = Files(
        (path, fetch(letter.log_address + path))
        for path in (tile_path(*tile) for tile in tiles_of(newest.size))
    )
    assert len({checkpoint.size for checkpoint in seen}) >= 4
    for checkpoint in seen:
        check_same_history(checkpoint, newest, files)
