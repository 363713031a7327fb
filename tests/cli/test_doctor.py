"""`undersigned doctor` says of each thing whether it is well, and what to do."""

import dataclasses
import shutil
from datetime import timedelta
from typing import NamedTuple

import pytest
from django.conf import settings
from django.utils import timezone

from tests.support.environment import is_postgresql
from tests.support.letters import log_all, make_confirmed, make_open_letter
from undersigned.cli import machine
from undersigned.cli.findings import Finding
from undersigned.models import TreeHead
from undersigned.stages.work import note_pass

pytestmark = pytest.mark.django_db


class Usage(NamedTuple):
    """What `shutil.disk_usage` tells."""

    total: int
    used: int
    free: int


def test_the_marks_of_findings() -> None:
    assert Finding(True, "It works.").line == "ok     It works."
    assert Finding(False, "It does not.").line == "WRONG  It does not."
    assert Finding(False, "It may not.", is_urgent=False).line == "warn   It may not."


def test_the_databases_of_the_tests_are_as_durable_as_they_are_said_to_be() -> None:
    found = list(machine.check_durability(settings.CONFIG))
    if not is_postgresql():
        assert found == [
            Finding(True, "SQLite writes what it acknowledges to the disk (WAL, synchronous=FULL).")
        ]
        return
    by_name = {finding.sentence.split()[2]: finding for finding in found}
    assert sorted(by_name) == ["fsync", "full_page_writes", "synchronous_commit"]
    for name, finding in by_name.items():
        assert finding.is_well is (f"{name} = on." in finding.sentence.partition(":")[0])


@pytest.mark.parametrize(
    ("free", "mark"), [(2**31, "ok   "), (2**29, "warn "), (2**26, "WRONG"), (0, "WRONG")]
)
def test_a_disk_that_fills(free: int, mark: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(2**40, 2**40 - free, free))
    (found,) = machine.check_space(settings.CONFIG)
    assert found.line.startswith(f"{mark}  {free // 2**20} MB are free on the disk of ")


def test_a_clock_that_was_set_back_is_seen_by_what_was_signed() -> None:
    letter = make_open_letter()
    make_confirmed(letter, 1)
    log_all(letter, at=timezone.now())
    (found,) = machine.check_clock(settings.CONFIG)
    assert found.is_well
    TreeHead.objects.update(signed_at=timezone.now() + timedelta(hours=1))
    (found,) = machine.check_clock(settings.CONFIG)
    assert not found.is_well
    assert "the clock was set back" in found.sentence


def test_a_worker_that_is_silent_is_only_warned_of() -> None:
    (found,) = machine.check_worker(settings.CONFIG)
    assert (found.is_well, found.is_urgent) == (False, False)
    note_pass("log", seconds=0.1, at=timezone.now())
    (found,) = machine.check_worker(dataclasses.replace(settings.CONFIG))
    assert found == Finding(True, "A worker came round within the last minute.")
