"""Logging: how many leaves a second are appended, tiled, signed, committed and published.

Run as `python -m bench.log [SIGNATURES]`; for PostgreSQL as
`python -m tools.postgres --durable -- python -m bench.log`, which sets UNDERSIGNED_DATABASE.
"""

import hashlib
import sys
from collections.abc import Iterator
from time import perf_counter

from django.db import connection, transaction

import bench._server  # noqa: F401 sets Django up
from tests.support.letters import T0, keeper, log_all, make_confirmed, make_open_letter
from undersigned.models import Letter, Log
from undersigned.stages.log import log_letter

_BATCHES = (256, 1024)
_LEAST_LEAVES_A_SECOND = 20_000
_LEAF_BYTES = 160


def bare_commit_seconds(letter: Letter) -> float:
    """One transaction that changes one row, durably, and nothing else; the mean of 200."""
    mine = Log.objects.filter(letter=letter)
    size = mine.get().published_size
    before = perf_counter()
    for number in range(200):
        # Another value each time: SQLite writes nothing when a row stays as it is.
        with transaction.atomic():
            mine.update(published_size=number)
    seconds = perf_counter() - before
    mine.update(published_size=size)
    return seconds / 200


def bare_hash_seconds(count: int) -> float:
    """Two SHA-256 a leaf, which a tree cannot do without."""
    data = bytes(_LEAF_BYTES)
    before = perf_counter()
    for _ in range(2 * count):
        hashlib.sha256(data).digest()
    return perf_counter() - before


def measure(signatures: int) -> Iterator[str]:
    """Measure, and yield a line for each figure."""
    letter = make_open_letter()
    log_all(letter)
    # A server that has just been set up still makes the files of its write-ahead log, which it
    # uses again afterwards.
    make_confirmed(letter, signatures)
    while log_letter(letter.pk, keeper=keeper(), at=T0):
        pass
    commit = bare_commit_seconds(letter)
    hashes = bare_hash_seconds(signatures)
    yield (
        f"{connection.vendor}: a bare commit takes {commit * 1000:.2f} ms,"
        f" the bare hashes of {signatures:,} leaves {hashes:.2f} s"
    )
    for batch in _BATCHES:
        make_confirmed(letter, signatures)
        before, logged = perf_counter(), 0
        while appended := log_letter(letter.pk, keeper=keeper(), at=T0, batch=batch):
            logged += appended
        seconds = perf_counter() - before
        one_batch = seconds * batch / logged
        yield (
            f"{connection.vendor}, batches of {batch}: {logged / seconds:,.0f} leaves/s"
            f" (at least {_LEAST_LEAVES_A_SECOND:,}), {one_batch * 1000:.1f} ms a batch,"
            f" {one_batch / commit:.1f} bare commits, {seconds / hashes:.1f} times the bare hashes"
        )


def main() -> None:
    """Print all figures."""
    for line in measure(int(sys.argv[1]) if sys.argv[1:] else 65_536):
        print(line, flush=True)


if __name__ == "__main__":
    main()
