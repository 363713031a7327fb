"""Backup and restore of a letter of which signatures wait because they came in a burst."""

import json
from pathlib import Path
from typing import Any

from tests.cli.test_backup import Start, do
from tests.support.site import Site

# Of a flood the first 19 are counted, and 51 wait, ten of them of another domain.
FLOOD = """
from datetime import timedelta
from tests.stages.bursts.test_hold import LATER
from tests.support.floods import bots, confirmed_by
from undersigned.core.lifecycle import Verdict
from undersigned.core.suspects import Condition, Standing
from undersigned.stages.bursts import carry_out, decide
"""
BEFORE = (
    FLOOD
    + """
letter = make_open_letter("river")
confirmed_by(letter, bots(60))
names = [f"Bot {number}" for number in range(901, 911)]
confirmed_by(letter, names, "uni.example", at=LATER - timedelta(minutes=10))
log_all(letter, at=LATER)
"""
)
# The ten are released; of those that wait ten are invalidated, and of those that count five.
AFTER = (
    FLOOD
    + """
letter = Letter.objects.get(slug="river")
def act(verdict, condition, seen, last=None):
    decide(letter, verdict, condition, by=letter.lead, at=LATER, seen=seen, last_signature=last)
    while carry_out(at=LATER):
        pass
    log_all(letter, at=LATER)
act(Verdict.RELEASE, Condition(Standing.WAITING, domain="uni.example"), 0)
act(Verdict.INVALIDATE, Condition(Standing.WAITING, domain="flood.example"), 1, 30)
act(Verdict.INVALIDATE, Condition(Standing.COUNTED, domain="flood.example"), 2, 5)
"""
)
RELEASE_ALL = (
    FLOOD
    + """
letter = Letter.objects.get(slug="river")
waiting = Condition(Standing.WAITING, batch=Batch.objects.get().pk)
decide(letter, Verdict.RELEASE, waiting, by=letter.lead, at=LATER, seen=0)
while carry_out(at=LATER):
    pass
log_all(letter, at=LATER)
"""
)
LOOK = """
from undersigned.stages.log import owed_letters
letter = Letter.objects.get(slug="river")
print(json.dumps({
    "states": {row.pk: row.state.value for row in Signature.objects.order_by("pk")},
    "places": {row.pk: row.log_index for row in Signature.objects.filter(log_index__isnull=False)},
    "held": sorted(HeldSignature.objects.filter(decision=None).values_list("pk", flat=True)),
    "batches": list(Batch.objects.values_list("trait", "said", "state")),
    "people": TreeHead.objects.filter(letter=letter).latest("size").people,
    "owed": owed_letters(at=T0),
}))
"""


def look(site: Site, script: str = "") -> list[Any]:
    """How the signatures are, wherever the script says LOOK."""
    found = [json.loads(line) for line in do(site, script or LOOK).splitlines()]
    for each in found:
        for part in ("states", "places"):
            each[part] = {int(number): value for number, value in each[part].items()}
    return found


def count(found: Any) -> dict[str, int]:
    """How many signatures are in which state."""
    states = list(found["states"].values())
    return {state: states.count(state) for state in sorted(set(states))}


def test_what_waits_goes_on_waiting_and_what_was_released_counts(
    machines: Start, tmp_path: Path
) -> None:
    site, bundle = machines(), tmp_path / "river.zip"
    (was,) = look(site, BEFORE + LOOK)
    assert count(was) == {"logged": 19, "quarantined": 51}
    backup, keys = tmp_path / "backup", tmp_path / "the-keys"
    done = site.run("backup", backup, "--keys", keys)
    assert done.returncode == 0, done.stderr
    (before,) = look(site, AFTER + LOOK)
    assert count(before) == {"invalidated": 16, "logged": 24, "quarantined": 30}
    assert site.run("bundle", "river", "-o", bundle).returncode == 0

    # As the backup has it, all 51 wait, in their burst, and none of them is logged.
    moved = machines()
    done = moved.run("restore", backup, "--keys", keys, "--without-log")
    assert done.returncode == 0, done.stderr
    assert look(moved) == [was]
    assert (len(was["held"]), was["owed"]) == (51, [])

    # With the newer log, those count that were released, each at its place; those that left the log
    # are erased. Of those that waited and were invalidated no log tells: they wait again.
    target = machines()
    done = target.run("restore", backup, "--keys", keys, "--log", bundle)
    assert done.returncode == 0, done.stderr
    assert "river: 20 leaves came after the backup. 5 signatures were erased again" in done.stdout
    # A lead decides about them as ever, and the log goes on.
    after, then = look(target, LOOK + RELEASE_ALL + LOOK)
    assert count(after) == {"logged": 24, "quarantined": 41}
    assert after["places"] == before["places"]
    assert after["people"] == before["people"] == 24
    waiting = [number for number, state in after["states"].items() if state == "quarantined"]
    assert after["held"] == sorted(waiting)
    assert after["batches"] == was["batches"] == [["name", "bot #", "open"]]
    assert after["owed"] == []
    assert count(then) == {"logged": 65}
    done = target.run("log", "fsck")
    assert done.returncode == 0, done.stdout
