"""The worker does what is owed, and one thing that fails stops no other."""

import logging
import subprocess
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from tests.support.environment import is_postgresql
from tests.support.letters import (
    check_letter_log,
    fresh_keeper,
    last_mail,
    make_open_letter,
    signed,
    token_in,
    wish,
)
from undersigned.adapters.keeper import CheckpointKeeper
from undersigned.adapters.mail import Mail
from undersigned.core.receipt import check_receipt, parse_receipt
from undersigned.core.tokens import Purpose, make_token
from undersigned.jobs.schedule import ClockJob, Job, LogJob, make_lanes
from undersigned.jobs.worker import Lane, Worker
from undersigned.models import Letter, Log, OutgoingMail, Signature
from undersigned.stages.sign import sign_letter
from undersigned.stages.withdraw import withdraw_signature

pytestmark = pytest.mark.django_db(transaction=True)


class Mailbox:
    """Takes every mail, and lets a test wait for one."""

    def __init__(self) -> None:
        self.taken: list[Mail] = []
        self._arrived = threading.Condition()

    def send(self, mail: Mail) -> None:
        """Take a mail."""
        with self._arrived:
            self.taken.append(mail)
            self._arrived.notify_all()

    def close(self) -> None:
        """Nothing is open."""

    def wait_for(self, condition: Callable[[list[Mail]], bool]) -> None:
        """Wait until the mails taken are as they should be."""
        with self._arrived:
            assert self._arrived.wait_for(lambda: condition(self.taken), 20), self.taken


def test_worker_sends_the_link_logs_the_signature_and_sends_the_receipt() -> None:
    letter = make_open_letter()
    sign_letter(letter, wish(), language="en", at=timezone.now())
    mailbox = Mailbox()
    worker = Worker(make_lanes(fresh_keeper(), mailbox))
    worker.start()
    mailbox.wait_for(lambda taken: len(taken) == 1)
    assert mailbox.taken[0].attachment is None
    signed(letter, wish("Ben Example", "ben@people.example"), at=timezone.now())
    mailbox.wait_for(lambda taken: any(mail.attachment for mail in taken))
    assert worker.is_whole
    assert worker.stop(within_seconds=20)
    facts = check_letter_log(letter)
    assert facts.people == 1
    (attached,) = [mail.attachment for mail in mailbox.taken if mail.attachment]
    check_receipt(parse_receipt(attached), facts.key)
    assert OutgoingMail.objects.count() == 0


def test_job_that_fails_is_said_without_its_words_and_delays_no_other(
    caplog: pytest.LogCaptureFixture,
) -> None:
    done: list[str] = []

    def fail() -> bool:
        done.append("fail")
        raise ValueError("Ada Example <ada@people.example> cannot be written")

    def work() -> bool:
        done.append("work")
        return False

    lane = Lane("test", [Job("broken", fail), Job("good", work)], stop=threading.Event())
    with caplog.at_level(logging.INFO):
        for _ in range(3):
            assert lane.run_once() is False
    # The broken one waits for a second; the good one has its turn each time.
    assert done == ["fail", "work", "work", "work"]
    assert "broken failed, again in 1 s: ValueError at " in caplog.text
    assert "ada" not in caplog.text.lower()


def test_job_that_fails_again_and_again_waits_longer_and_then_works(
    caplog: pytest.LogCaptureFixture,
) -> None:
    tries: list[float] = []

    def fail_twice() -> bool:
        tries.append(time.monotonic())
        if len(tries) <= 2:
            raise OSError
        return False

    lane = Lane("test", [Job("shaky", fail_twice)], stop=threading.Event())
    with caplog.at_level(logging.INFO):
        while len(tries) < 3:
            lane.run_once()
    assert tries[1] - tries[0] >= 1
    assert tries[2] - tries[1] >= 2
    assert "shaky works again after 2 failures" in caplog.text


def test_hourly_job_has_its_turn_once_and_goes_on_at_once_while_there_is_more() -> None:
    left = [True, True, False, False]
    lane = Lane(
        "test", [Job("hourly", lambda: left.pop(0), every_seconds=3600)], stop=threading.Event()
    )
    assert [lane.run_once() for _ in range(6)] == [True, True, False, False, False, False]
    assert left == [False]


def test_lane_says_after_its_jobs_that_it_came_round_and_how_long_that_took() -> None:
    noted: list[tuple[str, float]] = []
    is_worked: list[bool] = []

    def work() -> bool:
        assert len(noted) == (1 if is_worked else 0)
        is_worked.append(True)
        return True

    lane = Lane(
        "test",
        [Job("work", work)],
        stop=threading.Event(),
        note=lambda name, seconds: noted.append((name, seconds)),
    )
    for _ in range(3):
        assert lane.run_once() is True
    ((name, seconds),) = noted
    assert name == "test"
    assert 0.0 < seconds < 20.0


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_lane_that_breaks_down_is_noticed() -> None:
    def give_up() -> bool:
        raise SystemExit

    worker = Worker([("broken", [Job("end", give_up)]), ("good", [Job("rest", lambda: False)])])
    worker.start()
    deadline = time.monotonic() + 20
    while worker.is_whole:
        assert time.monotonic() < deadline
    assert worker.stop(within_seconds=20)


def test_lane_that_hangs_does_not_hold_up_the_end() -> None:
    is_running, may_end = threading.Event(), threading.Event()

    def hang() -> bool:
        is_running.set()
        may_end.wait(30)
        return False

    worker = Worker([("hanging", [Job("hang", hang)])])
    worker.start()
    assert is_running.wait(20)
    assert worker.stop(within_seconds=0.05) is False
    may_end.set()
    assert worker.stop(within_seconds=20)


@pytest.mark.parametrize("fault", ["rubbish", "folder", "other key"])
def test_letter_whose_log_cannot_go_on_stops_no_other_and_goes_on_when_it_is_mended(
    fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    ill, well = make_open_letter("ill"), make_open_letter("well")
    for letter in (ill, well):
        signed(letter)
    keeper = fresh_keeper()
    in_the_way = keeper._folder / ill.pk
    if fault == "folder":
        in_the_way.mkdir()
    elif fault == "rubbish":
        in_the_way.write_bytes(b"rubbish")
    else:
        note = (
            "elsewhere.example/log/x\n5\n" + "A" * 43 + "=\n\n— elsewhere.example/log/x AAAAAAA=\n"
        )
        in_the_way.write_text(note, encoding="utf-8")
    job = LogJob(keeper)
    while job():
        pass
    sizes = dict(Log.objects.values_list("letter__slug", "size"))
    assert sizes.get("ill", 0) == 0
    assert sizes["well"] == 2
    assert check_letter_log(well).people == 1
    assert f"The log of {ill.pk} stands still" in caplog.text
    # A moment later it is not looked at again; a new worker does so at once.
    caplog.clear()
    assert job() is False
    assert caplog.text == ""
    if fault == "folder":
        in_the_way.rmdir()
    else:
        in_the_way.unlink()
    while LogJob(keeper)():
        pass
    assert check_letter_log(ill).people == 1


def test_a_clock_that_is_set_back_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    shifts = [0.0, 0.0, 100.0, 90.0, -3510.0, -3510.0, 0.0]
    job = ClockJob(lambda: time.time() + shifts.pop(0))
    for _ in range(3):
        assert job() is False
    assert caplog.text == ""
    for _ in range(3):
        job()
    assert [record.getMessage() for record in caplog.records] == [
        "the clock was set back by 3600 s; what was due at a later time waits for it"
    ]


@pytest.mark.skipif(not is_postgresql(), reason="an embedded database does not go away")
def test_worker_goes_on_when_the_database_was_away(caplog: pytest.LogCaptureFixture) -> None:
    letter = make_open_letter()
    begun, may_go_on = threading.Event(), threading.Event()
    log_job = LogJob(fresh_keeper())

    def log_after_a_while() -> bool:
        if not may_go_on.is_set():
            Letter.objects.count()  # It has a connection now, which ends while it waits.
            begun.set()
            may_go_on.wait(20)
        return log_job()

    worker = Worker([("log", [Job("log", log_after_a_while)])])
    with caplog.at_level(logging.INFO):
        worker.start()
        assert begun.wait(20)
        signed(letter)
        _end_other_connections()
        may_go_on.set()
        deadline = time.monotonic() + 30
        while Signature.objects.filter(log_index=None).exists():
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert worker.stop(within_seconds=20)
    assert "log failed, again in 1 s: OperationalError (the database cannot be" in caplog.text
    assert check_letter_log(letter).people == 1


def _end_other_connections() -> None:
    """End every other session of the test database, as a restart of the server does."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_reminders_and_deletions_are_the_workers_too() -> None:
    letter = make_open_letter()
    now = datetime.now(UTC)
    for days, name in ((1, "new"), (4, "late"), (20, "gone")):
        at = now - timedelta(days=days)
        sign_letter(letter, wish(name, f"{name}@people.example"), language="en", at=at)
    OutgoingMail.objects.all().delete()
    lanes = dict(make_lanes(CheckpointKeeper(settings.CONFIG.data / "checkpoints"), Mailbox()))
    lane = Lane("mail", lanes["mail"], stop=threading.Event())
    lane.run_once()
    assert set(Signature.objects.values_list("name", flat=True)) == {"new", "late"}
    assert [mail.recipient for mail in OutgoingMail.objects.all()] == ["late@people.example"]
    assert token_in(last_mail("late@people.example"))


@pytest.mark.skipif(is_postgresql(), reason="what PostgreSQL keeps is for its operator to vacuum")
def test_what_is_withdrawn_leaves_every_file_of_an_embedded_database() -> None:
    letter = make_open_letter()
    now = timezone.now()
    signature = signed(letter, wish("Wanda Withdrawer", "wanda@people.example"), at=now)
    secret, nonce = settings.KEYS.secret, bytes(signature.nonce)
    withdraw_signature(make_token(secret, Purpose.MANAGE, signature.pk, nonce), at=now)
    OutgoingMail.objects.all().delete()
    database = Path(str(connection.settings_dict["NAME"]))

    def traces() -> list[str]:
        # By another process: one that holds a database open and opens and closes its file loses
        # its locks on it (sqlite.org/howtocorrupt.html, 2.2), and whoever comes next spoils it.
        files = sorted(database.parent.glob(f"{database.name}*"))
        found = subprocess.run(
            ["grep", "--files-with-matches", "--text", "Withdrawer", *files],
            check=False,
            stdout=subprocess.PIPE,
            text=True,
        )
        return [Path(line).name for line in found.stdout.splitlines()]

    assert traces() == [f"{database.name}-wal"]
    lanes = dict(make_lanes(fresh_keeper(), Mailbox()))
    Lane("mail", lanes["mail"], stop=threading.Event()).run_once()
    assert traces() == []
