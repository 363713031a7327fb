"""Backup and restore: into an empty machine, and never back behind what is public."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.support.environment import is_postgresql
from tests.support.site import Site

Start = Callable[..., Site]

PRELUDE = """\
import json
from undersigned.cli import site; site.open_database()
from django.conf import settings
from tests.support.letters import *
from undersigned.core.tokens import Purpose, make_token
from undersigned.models import *
from undersigned.stages.withdraw import show_signature, withdraw_signature

def link(name):
    row = Signature.objects.get(name=name)
    return make_token(settings.KEYS.secret, Purpose.MANAGE, row.pk, bytes(row.nonce))
"""
# Ada, Ben and Cleo have signed and are logged; Dora's signature waits for the log.
BEFORE = """
letter = make_open_letter("river")
for name in ("Ada", "Ben", "Cleo"):
    signed(letter, wish(name, f"{name}@people.example"))
log_all(letter)
signed(letter, wish("Dora", "dora@people.example"))
"""
# Dora is logged and Emil signs; Ben withdraws, and Cleo hides her name.
AFTER = """
letter = Letter.objects.get(slug="river")
signed(letter, wish("Emil", "emil@people.example"))
log_all(letter)
withdraw_signature(link("Ben"), at=T0)
show_signature(link("Cleo"), is_shown=False)
log_all(letter)
"""
LOOK = """
letter = Letter.objects.get(slug="river")
log = Log.objects.get(letter=letter)
head = TreeHead.objects.filter(letter=letter).latest("size")
print(json.dumps({
    "names": {s.name: [s.log_index, s.is_shown] for s in Signature.objects.order_by("pk")},
    "size": [log.size, log.published_size, head.size],
    "people": head.people,
    "mails": sorted(OutgoingMail.objects.values_list("recipient", flat=True).distinct()),
}))
"""
GOES_ON = """
letter = Letter.objects.get(slug="river")
signed(letter, wish("Finn", "finn@people.example"))
log_all(letter)
"""


def do(site: Site, script: str) -> str:
    """Run a script on a site's folder and database."""
    done = subprocess.run(
        [sys.executable, "-c", PRELUDE + script],
        env=site.environment | {"PYTHONPATH": os.pathsep.join(["src", "."])},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def look(site: Site) -> Any:
    return json.loads(do(site, LOOK))


@dataclass
class Disaster:
    """A server that was backed up, worked on, and is lost; what is left of it."""

    site: Site
    backup: Path
    keys: Path
    bundle: Path
    # How the server was when the backup was made.
    was: Any

    def restore(self, target: Site, *options: str | Path) -> subprocess.CompletedProcess[str]:
        """Restore into another machine."""
        return target.run("restore", self.backup, "--keys", self.keys, *options)


@pytest.fixture(scope="module")
def disaster(machines: Start, tmp_path_factory: pytest.TempPathFactory) -> Disaster:
    """Back a server up, go on, and keep the newest bundle."""
    site, folder = machines(), tmp_path_factory.mktemp("left")
    do(site, BEFORE)
    was = look(site)
    left = Disaster(site, folder / "backup", folder / "the-keys", folder / "river.zip", was)
    done = site.run("backup", left.backup, "--keys", left.keys)
    assert done.returncode == 0, done.stderr
    assert "holds 1 logs" in done.stdout
    do(site, AFTER)
    assert site.run("bundle", "river", "-o", left.bundle).returncode == 0
    return left


def test_a_lost_server_comes_back_and_erases_again_what_was_erased(
    disaster: Disaster, machines: Start
) -> None:
    before = look(disaster.site)
    target = machines()
    done = disaster.restore(target, "--log", disaster.bundle)
    assert done.returncode == 0, done.stderr
    assert "river: 4 leaves came after the backup. 1 signatures were erased again" in done.stdout
    assert "and 1 names hidden again. 1 signatures count whose names are lost" in done.stdout
    after = look(target)
    # All but Emil, who signed after the backup, is as it was: Ben is gone, Cleo is hidden.
    del before["names"]["Emil"]
    assert after["names"] == before["names"]
    assert after["names"]["Cleo"] == [3, False]
    assert after["names"]["Dora"] == [4, True]
    assert after["size"] == before["size"] == [8, 8, 8]
    assert after["people"] == before["people"] == 4
    assert "Ben@people.example" in disaster.was["mails"]
    assert "Ben@people.example" not in after["mails"]
    # The log goes on from the head that was published last, and strangers see one history.
    do(target, GOES_ON)
    bundle = disaster.bundle.with_name("newer.zip")
    assert target.run("bundle", "river", "-o", bundle).returncode == 0
    done = target.run("verify", bundle, "--against", disaster.bundle)
    assert done.returncode == 0, done.stdout + done.stderr
    # Only the name that was lost is missing.
    done = target.run("log", "fsck")
    assert done.stdout.splitlines()[-1:] == [
        "river: The signature of leaf 5 counts, and no row holds it."
    ], done.stdout


def test_a_backup_is_for_its_owner_and_holds_no_key_and_no_session(disaster: Disaster) -> None:
    modes = {path.stat().st_mode & 0o077 for path in [*disaster.backup.rglob("*"), disaster.keys]}
    assert modes == {0}
    held = b"".join(path.read_bytes() for path in disaster.backup.rglob("*") if path.is_file())
    assert b"Cleo" in held
    for name, line in (("secret.key", 0), ("log.key", 1)):
        secret = (disaster.site.data / name).read_bytes().splitlines()[line]
        assert secret in disaster.keys.read_bytes()
        assert secret not in held
    kept = json.loads((disaster.backup / "backup.json").read_bytes())
    assert [log["size"] for log in kept["logs"].values()] == [4]
    left_out = ("session", "cache", "digestkey", "sentform")
    assert not any(part in name for name in kept["columns"] for part in left_out)
    if not is_postgresql():
        with closing(sqlite3.connect(disaster.backup / "undersigned.sqlite3")) as copy:
            for table in ("undersigned_digestkey", "undersigned_sentform"):
                assert copy.execute(f"SELECT count(*) FROM {table}").fetchall() == [(0,)]


def test_what_a_restore_refuses_it_leaves_untouched(
    disaster: Disaster, machines: Start, tmp_path: Path
) -> None:
    target = machines()

    def refused(*options: str | Path) -> str:
        done = disaster.restore(target, *options)
        assert done.returncode == 2, done.stdout
        assert not target.data.exists()
        return done.stderr

    assert "Give the newest log of each letter with --log (river)" in refused()
    assert "cannot be used" in refused("--log", tmp_path / "nothing.zip")
    assert "is no folder with checkpoints" in refused("--without-log", "--checkpoints", "nowhere")
    others = json.loads(disaster.keys.read_bytes())
    others["keys"]["secret.key"] = "0" * 64 + "\n"
    (tmp_path / "others").write_text(json.dumps(others))
    assert "not those of the server" in refused("--without-log", "--keys", tmp_path / "others")
    (checkpoint,) = (disaster.backup / "checkpoints").iterdir()
    as_it_was = checkpoint.read_bytes()
    checkpoint.write_bytes(as_it_was.replace(b"\n4\n", b"\n3\n"))
    assert "was changed since the backup was made" in refused("--without-log")
    checkpoint.write_bytes(as_it_was)
    (disaster.backup / "more").touch()
    assert "does not belong to the backup" in refused("--without-log")
    (disaster.backup / "more").unlink()
    # What is there already is never written over.
    done = disaster.restore(disaster.site, "--without-log")
    assert (done.returncode, "is not empty" in done.stderr) == (2, True)
    done = disaster.site.run("backup", disaster.backup)
    assert (done.returncode, "is there already" in done.stderr) == (2, True)
    inside = tmp_path / "new"
    done = disaster.site.run("backup", inside, "--keys", inside / "keys")
    assert (done.returncode, "belong apart" in done.stderr) == (2, True)
    assert not inside.exists()


def test_without_a_newer_log_the_kept_checkpoint_holds_the_log_back(
    disaster: Disaster, machines: Start
) -> None:
    target = machines()
    kept = disaster.site.data / "checkpoints"
    done = disaster.restore(target, "--without-log", "--checkpoints", kept)
    assert done.returncode == 0, done.stderr
    assert "An old backup was restored" in done.stdout
    # Nothing is given the places that are taken; whoever signs meanwhile waits.
    script = """
from undersigned.stages.log import LogForked
letter = Letter.objects.get(slug="river")
signed(letter, wish("Finn", "finn@people.example"))
try:
    log_all(letter)
except LogForked:
    print("stands still")
"""
    assert do(target, script).strip() == "stands still"
    assert look(target)["size"] == [4, 4, 4]


def test_a_moved_server_goes_on_and_another_history_is_never_mixed_in(
    disaster: Disaster, machines: Start
) -> None:
    moved = machines()
    done = disaster.restore(moved, "--without-log")
    assert (done.returncode, done.stdout[:9]) == (0, "Restored."), done.stderr
    assert look(moved) == disaster.was
    do(moved, GOES_ON)
    assert look(moved)["size"] == [6, 6, 6]
    assert moved.run("log", "fsck").returncode == 0
    # Now one key has signed two histories: that of this server, and that of the lost one.
    bundle = disaster.bundle.with_name("moved.zip")
    assert moved.run("bundle", "river", "-o", bundle).returncode == 0
    newest = disaster.backup.with_name("newest")
    assert disaster.site.run("backup", newest).returncode == 0
    target = machines()
    done = target.run("restore", newest, "--keys", disaster.keys, "--log", bundle)
    assert done.returncode == 2
    assert "have different histories" in done.stdout
    # Until a restore ended well, nothing starts.
    assert "no server starts" in done.stderr
    for command in ("serve", "worker", "web"):
        done = target.run(command)
        assert (done.returncode, "did not end" in done.stderr) == (2, True)
