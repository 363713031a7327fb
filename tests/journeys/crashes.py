"""Workers that are killed and started again, and what was promised to signers and readers."""

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Collection, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from tests.support.crowds import member
from tests.support.environment import is_postgresql
from tests.support.letters import (
    check_letter_log,
    keeper,
    last_mail,
    public_files,
    signed,
    token_in,
    wish,
)
from tools.processes import die_with_parent
from undersigned.core.bundle import check_log, check_same_history
from undersigned.core.leaf import SignLeaf, parse_leaf
from undersigned.core.tlog.checkpoint import open_checkpoint, read_checkpoint
from undersigned.core.tlog.tiles import ENTRIES_LEVEL, parse_entries, tile_path, tiles_of
from undersigned.models import Letter
from undersigned.queries.log_check import find_faults
from undersigned.stages import withdraw


@dataclass
class Driver:
    """The program that forks workers which kill themselves; see `crashing_worker`."""

    process: subprocess.Popen[str]
    said: Path

    def order(self, do: str, **order: Any) -> None:
        """Tell what to do next."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"do": do, "at": 0} | order) + "\n")
        self.process.stdin.flush()

    def is_done(self) -> bool:
        """Whether the answer to the last order is there."""
        assert self.process.stdout is not None
        return bool(select.select([self.process.stdout], [], [], 0)[0])

    def answer(self) -> dict[str, Any]:
        """Wait for the answer to the last order."""
        assert self.process.stdout is not None
        assert select.select([self.process.stdout], [], [], 60)[0], self.said.read_text()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        assert not answer.get("error"), answer["error"]
        return answer

    def work(self) -> None:
        """Start the worker anew and let it do all that is owed."""
        self.order("work")
        assert self.answer()["killed"] is False


@contextmanager
def running_driver(said: Path) -> Generator[Driver]:
    """Run the driver on the database and folder of this process; it must find nothing amiss."""
    name = connection.settings_dict["NAME"]
    server = os.environ.get("UNDERSIGNED_TEST_SERVER", "").rpartition("/")[0]
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")},
        "UNDERSIGNED_DATA": str(settings.CONFIG.data),
        "UNDERSIGNED_DATABASE": f"{server}/{name}" if is_postgresql() else f"sqlite:///{name}",
    }
    with (
        said.open("w") as errors,
        subprocess.Popen(
            [sys.executable, "-m", "tests.journeys.crashing_worker"],
            cwd=Path(__file__).parents[2],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            preexec_fn=die_with_parent(signal.SIGTERM),  # noqa: PLW1509 no threads fork here
        ) as process,
    ):
        yield Driver(process, said)
        assert process.stdin is not None
        process.stdin.close()
    assert process.returncode == 0, said.read_text()
    assert "ERROR" not in said.read_text(), said.read_text()
    assert "CRITICAL" not in said.read_text(), said.read_text()


class Files(dict[str, bytes]):
    """Public files as a source of the core's checks."""

    read = dict.__getitem__

    def paths(self) -> Collection[str]:
        """Return what there is."""
        return self.keys()


@dataclass
class Story:
    """What was promised to the signers and the readers of one letter, to be held against it."""

    letter: Letter
    commitments: list[bytes] = field(default_factory=list)
    emails: list[str] = field(default_factory=list)
    checkpoints: list[bytes] = field(default_factory=list)
    # Of what is served and what is kept, when it was last looked at.
    sizes: tuple[int, ...] = (0, 0)

    def sign(self, count: int) -> None:
        """Confirm that many signatures."""
        for _ in range(count):
            number = len(self.emails)
            name, email = member(number)
            signature = signed(self.letter, wish(name, email), at=timezone.now())
            self.commitments.append(bytes(signature.commitment or b""))
            self.emails.append(email)

    def withdraw(self, number: int) -> None:
        """Take a signature back that is in the log; its leaf stays."""
        email, at = self.emails[number], timezone.now()
        withdraw.request_manage_link(self.letter, email, language="en", at=at)
        withdraw.withdraw_signature(token_in(last_mail(email)), at=at)

    def look(self, client: Client) -> None:
        """See what a reader and the operator see now, and remember every checkpoint."""
        answer = client.get(f"/log/{self.letter.pk}/checkpoint")
        served = answer.content if answer.status_code == 200 else None
        kept = keeper().read(self.letter.pk)
        self.checkpoints += [note for note in (served, kept) if note is not None]
        sizes = tuple(read_checkpoint(note).size if note else 0 for note in (served, kept))
        # Neither ever goes back, and readers are given nothing that is not kept.
        assert sizes[0] >= self.sizes[0]
        assert sizes[1] >= self.sizes[1]
        assert sizes[0] <= sizes[1]
        self.sizes = sizes

    def look_closely(self, client: Client) -> None:
        """See that what readers are given is whole, also between a crash and the restart."""
        self.look(client)
        if self.sizes[0]:
            check_log(Files(public_files(self.letter)))

    def check_whole(self, *, withdrawn: int, is_closed: bool = False) -> None:
        """Recompute the log; everyone is in it once, and it continues all that was ever seen."""
        facts = check_letter_log(self.letter)
        assert (facts.people, facts.withdrawn, facts.erased, facts.is_closed) == (
            len(self.emails) - withdrawn,
            withdrawn,
            withdrawn,
            is_closed,
        )
        files = Files(public_files(self.letter))
        assert sorted(commitments_in(files, facts.checkpoint.size)) == sorted(self.commitments)
        for note in set(self.checkpoints):
            check_same_history(open_checkpoint(note, facts.key), facts.checkpoint, files)
        assert keeper().read(self.letter.pk) == files["checkpoint"]
        assert find_faults(self.letter, keeper=keeper()) == ()


def commitments_in(files: Files, size: int) -> list[bytes]:
    leaves = [
        parse_leaf(entry)
        for level, number, width in tiles_of(size)
        if level == ENTRIES_LEVEL
        for entry in parse_entries(files[tile_path(level, number, width)])
    ]
    return [leaf.commitment for leaf in leaves if isinstance(leaf, SignLeaf)]


# Without these the watch of the driver would have become blind to something.
ALWAYS_THERE = {
    'before UPDATE "undersigned_log" SET',
    'after UPDATE "undersigned_log" SET',
    "before UPDATE undersigned_signature SET",
    'before INSERT INTO "undersigned_tile"',
    'after INSERT INTO "undersigned_treehead"',
    "before COMMIT",
    "after COMMIT",
    *(f"{when} {call}" for when in ("before", "after") for call in ("flock", "open", "write")),
    *(f"{when} {call}" for when in ("before", "after") for call in ("flush", "fsync", "rename")),
}


@dataclass
class Steps:
    """The steps at which a worker was killed, one more each time, until it takes no more."""

    killed_at: list[str] = field(default_factory=list)
    all: list[str] = field(default_factory=list)

    def crash_and_restart(self, driver: Driver, story: Story, client: Client, do: str) -> None:
        """Have a worker kill itself at the next step, and another one do the rest."""
        driver.order(do, at=len(self.killed_at) + 1, letter=story.letter.pk, batch=2)
        answer = driver.answer()
        if answer["killed"]:
            self.killed_at.append(answer["steps"][-1])
        else:
            self.all = answer["steps"]
        story.look_closely(client)
        driver.work()
        story.look(client)

    def check(self) -> None:
        """See that each step that a whole pass takes was once the last one."""
        assert self.killed_at == self.all
        assert set(self.all) >= ALWAYS_THERE
