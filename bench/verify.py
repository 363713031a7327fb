"""Verifying: how long a bundle and a receipt take, against the bare hashing that they need.

Run as `python -m bench.verify [SIGNATURES]`.
"""

import hashlib
import resource
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from tests.support.log import LETTER, ORIGIN, SEED, LogBuilder, person
from undersigned.core.leaf import SignatoryKind, SignLeaf, format_leaf
from undersigned.core.names import format_name, names_path
from undersigned.core.opening import PUBLIC_FIELDS, commit, open_publicly
from undersigned.core.receipt import format_receipt
from undersigned.core.tlog import tiles
from undersigned.core.tlog.checkpoint import Checkpoint, sign_checkpoint
from undersigned.core.tlog.merkle import leaf_hash
from undersigned.core.tlog.note import SigningKey

_LEAF_BYTES = 160
_MOST_BUNDLE_SECONDS = 30
_MOST_RECEIPT_SECONDS = 0.5
_MOST_MEBIBYTES = 300


@dataclass
class Run:
    """A command that was run to its end."""

    seconds: float
    mebibytes: float


def write_bundle(file: Path, signatures: int) -> None:
    """Write a bundle in which every signatory is shown by name, one tile after the other."""
    first = LogBuilder()
    first.add_text()
    size = 1 + signatures
    key = SigningKey(ORIGIN, SEED)
    shown = PUBLIC_FIELDS[SignatoryKind.PERSON]
    edge: dict[int, bytes] = {}
    extension = tiles.extend(0, {}, [])
    # Stored, as a server sends it: deflating random bytes would only measure zlib.
    with zipfile.ZipFile(file, "w") as bundle:
        for path, data in first.texts.items():
            bundle.writestr(path, data)
        for start in range(0, size, tiles.TILE_WIDTH):
            entries, names = [], []
            for index in range(start, min(start + tiles.TILE_WIDTH, size)):
                if index == 0:
                    entries.append(first.entries[0])
                    continue
                master = hashlib.sha256(b"%d" % index).digest()
                fields = person(index)
                commitment = commit(LETTER, master, fields)
                leaf = SignLeaf(LETTER, 0, SignatoryKind.PERSON, commitment)
                entries.append(format_leaf(leaf))
                names.append(format_name(index, open_publicly(LETTER, master, fields, shown)))
            extension = tiles.extend(start, edge, [leaf_hash(entry) for entry in entries])
            edge = tiles.edge_after(edge, extension)
            number = start // tiles.TILE_WIDTH
            path = tiles.tile_path(tiles.ENTRIES_LEVEL, number, len(entries))
            bundle.writestr(path, tiles.format_entries(entries))
            bundle.writestr(names_path(number), b"".join(names))
            for tile in extension.tiles:
                if tile.width == tiles.tile_width(size, tile.level, tile.number):
                    path = tiles.tile_path(tile.level, tile.number, tile.width)
                    if path not in bundle.NameToInfo:
                        bundle.writestr(path, tile.data)
        checkpoint = Checkpoint(ORIGIN, extension.size, extension.root)
        bundle.writestr("checkpoint", sign_checkpoint(checkpoint, key))
        bundle.writestr("vkey", f"{key.vkey}\n")


def verify(*arguments: str) -> Run:
    """Run the command in a process of its own, and read its peak memory."""
    before = perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "undersigned", "verify", *arguments, "--json"],
        stdout=subprocess.PIPE,
    )
    output, _ = process.communicate()
    seconds = perf_counter() - before
    if process.returncode != 0:
        raise SystemExit(output.decode())
    # The largest child so far: the small ones run first.
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return Run(seconds, peak / 1024)


def bare_hash_seconds(count: int) -> float:
    """Hash as many leaves as there are, and nothing else."""
    data = bytes(_LEAF_BYTES)
    sha256 = hashlib.sha256
    before = perf_counter()
    for _ in range(count):
        sha256(data).digest()
    return perf_counter() - before


def measure(signatures: int) -> Iterator[str]:
    """Measure, and yield a line for each figure."""
    with tempfile.TemporaryDirectory() as folder:
        log = LogBuilder()
        log.add_text()
        log.sign(person(1))
        receipt = Path(folder, "receipt.tlog-proof")
        receipt.write_bytes(format_receipt(log.receipt(1)))
        best = min((verify(str(receipt)) for _ in range(5)), key=lambda run: run.seconds)
        yield (
            f"receipt: {best.seconds:.2f} s with start-up (at most {_MOST_RECEIPT_SECONDS} s),"
            f" peak {best.mebibytes:.0f} MiB"
        )
        bundle = Path(folder, "bundle.zip")
        write_bundle(bundle, signatures)
        bare = bare_hash_seconds(signatures)
        run = verify(str(bundle), "--key", LogBuilder().key.vkey)
        # Before and after, since a machine that is shared changes its pace.
        bare = (bare + bare_hash_seconds(signatures)) / 2
        yield (
            f"bundle of {signatures:,} signatures, every name opened: {run.seconds:.1f} s"
            f" (at most {_MOST_BUNDLE_SECONDS} s for 1,000,000),"
            f" {signatures / run.seconds:,.0f}/s, peak {run.mebibytes:.0f} MiB"
            f" (at most {_MOST_MEBIBYTES}), {run.seconds / bare:.1f} times the {bare:.2f} s of"
            f" {signatures:,} bare SHA-256"
        )


def main(arguments: list[str] | None = None) -> None:
    """Print all figures."""
    words = sys.argv[1:] if arguments is None else arguments
    for line in measure(int(words[0]) if words else 1_000_000):
        print(line, flush=True)


if __name__ == "__main__":
    main()
