"""Hostile inputs: how many of them each reader takes or refuses in a given time, always new ones.

Run as `python -m bench.fuzz [SECONDS [NAME…]]`; NAME is a part of the names of readers. What was
taken is damaged further, so that inputs get deeper. It fails with the input that made a reader
leave in another way than by a value or one of its refusals, and where a reader takes more than
linear time for what is large.
"""

import random
import secrets
import sys
import time
from typing import Any

from tests.support import environment

environment.prepare()

import django  # noqa: E402

django.setup()

from tests.fuzz.inputs import Target, large, spoiled  # noqa: E402
from tests.fuzz.targets import TARGETS  # noqa: E402

SECONDS = 120.0
# Of what was taken, so many are kept to be damaged further.
KEPT = 500
SMALL, FACTOR = 20_000, 8
# Eight times as much may take so many times as long; quadratic would be 64.
MOST_TIMES = 24.0
# Shorter times say nothing.
LEAST_SECONDS = 0.02


def fuzz(target: Target[Any], seconds: float, chance: random.Random) -> tuple[int, int]:
    """How many inputs were tried, and how many of them were taken."""
    inputs = list(target.seeds)
    tried = taken = 0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        data = spoiled(inputs if tried % 2 else target.seeds, chance)
        tried += 1
        try:
            is_taken = target.try_one(data)
        except BaseException:
            print(f"\n{target.name} with {data!r}", flush=True)
            raise
        if is_taken:
            taken += 1
            if len(data) < 20_000:
                inputs.append(data)
                if len(inputs) > KEPT:
                    inputs.pop(chance.randrange(len(inputs)))
    return tried, taken


def _seconds(target: Target[Any], data: Any) -> float:
    begin = time.process_time()
    target.try_one(data)
    return time.process_time() - begin


def growth(target: Target[Any]) -> tuple[float, float]:
    """Of what is large: the longest time, and how many times longer it takes for FACTOR as much."""
    size = min(SMALL, target.most // FACTOR)
    longest, worst = 0.0, 0.0
    for small, big in zip(
        large(target.seeds, size), large(target.seeds, size * FACTOR), strict=True
    ):
        one, other = _seconds(target, small), _seconds(target, big)
        longest = max(longest, other)
        if other > FACTOR * LEAST_SECONDS:
            worst = max(worst, other / max(one, LEAST_SECONDS))
    return longest, worst


def main() -> int:
    """Go through the table, each reader for its share of the time."""
    seconds = float(sys.argv[1]) if sys.argv[1:] else SECONDS
    names = [name for name in TARGETS if not sys.argv[2:] or any(a in name for a in sys.argv[2:])]
    start = secrets.randbits(32)
    chance = random.Random(start)
    print(f"{len(names)} readers, {seconds:g} s, random numbers from {start}")
    print(f"{'tried':>9} {'taken':>9} {'longest':>9}  reader")
    total = 0
    slow = []
    for name in names:
        tried, taken = fuzz(TARGETS[name], seconds / len(names), chance)
        longest, worst = growth(TARGETS[name])
        total += tried
        note = f"  {FACTOR} times as much takes {worst:.0f} times as long" if worst else ""
        print(f"{tried:>9,} {taken:>9,} {longest:>7.3f} s  {name}{note}", flush=True)
        if worst > MOST_TIMES:
            slow.append(name)
    print(f"{total:,} inputs: each was taken or refused as it should be.")
    if slow:
        print(f"More than linear: {', '.join(slow)}.")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
