"""Thousands of changed bundles and receipts: all refused, none crashes, none passes.

Each goes through the command itself. Three things may change without a trace: README.txt and
letter.pdf, of which the report says so; how many of the names that may be shown are there, which
the report counts; and what only the zip format knows, such as the times of its members.
"""

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import write_zip
from tests.support.log import LogBuilder, organization, person
from undersigned.cli import main
from undersigned.cli.verify.report import PROVEN, REFUSED, UNUSABLE
from undersigned.core.bundle import check_log
from undersigned.core.leaf import SignatoryKind
from undersigned.core.receipt import format_receipt
from undersigned.core.tlog.tiles import format_entries, parse_entries

Captured = pytest.CaptureFixture[str]
Files = dict[str, bytes]
FREE = {"README.txt", "letter.pdf"}


def make_log() -> LogBuilder:
    """Return a log of two tiles with few names, so that each check is quick."""
    log = LogBuilder()
    log.add_text(languages=("en", "fa"))
    log.sign(organization(1), kind=SignatoryKind.ORGANIZATION)
    for number in range(8):
        log.sign(person(number))
    for number in range(250):
        log.sign(person(number, is_named=False))
    log.withdraw(3)
    log.withdraw(30)
    log.sign(person(400))
    log.close()
    return log


LOG = make_log()
FILES = LOG.files() | {"README.txt": b"Read me.\n", "letter.pdf": b"%PDF-1.7\n"}
KEY = LOG.key.vkey
RECEIPT = format_receipt(LOG.receipt(5))


def outcome(capsys: Captured, path: Path) -> int:
    """Run the command; check that it ended as it may, and give its code."""
    code = main(["verify", str(path), "--key", KEY, "--json"])
    output = capsys.readouterr()
    assert output.err == ""
    assert json.loads(output.out)["result"] == ["proven", "refused", "unusable"][code]
    assert code in {PROVEN, REFUSED, UNUSABLE}
    return code


def spoil(data: bytes, chosen: random.Random) -> Iterator[bytes]:
    """Flip, drop, double, swap and cut, here and there."""
    for _ in range(30):
        at = chosen.randrange(len(data))
        yield data[:at] + bytes([data[at] ^ (1 << chosen.randrange(8))]) + data[at + 1 :]
    for _ in range(8):
        at = chosen.randrange(len(data))
        length = chosen.choice([1, 2, 32, 44, 100])
        yield data[:at] + data[at + length :]
        yield data[: at + length] + data[at:]
        yield data[:at]
    for _ in range(8):
        first, second = sorted(chosen.sample(range(len(data)), 2))
        length = min(chosen.choice([1, 32, 44]), second - first, len(data) - second)
        one, other = data[first : first + length], data[second : second + length]
        yield (data[:first] + other + data[first + length : second] + one + data[second + length :])
    yield b""
    yield data + b"\n"
    yield data + data
    yield bytes(len(data))


def is_fewer_names(path: str, data: bytes) -> bool:
    """Tell whether only whole lines were taken from a names file."""
    if not path.startswith("names/"):
        return False
    left = iter(FILES[path].splitlines(keepends=True))
    return all(line in left for line in data.splitlines(keepends=True))


@pytest.mark.parametrize("path", sorted(FILES))
def test_a_bundle_with_a_changed_file_is_refused(
    path: str, tmp_path: Path, capsys: Captured
) -> None:
    bundle = tmp_path / "bundle.zip"
    write_zip(bundle, FILES)
    assert outcome(capsys, bundle) == PROVEN
    for data in spoil(FILES[path], random.Random(path)):
        write_zip(bundle, FILES | {path: data})
        code = outcome(capsys, bundle)
        if data == FILES[path] or path in FREE or (data and is_fewer_names(path, data)):
            assert code == PROVEN
        else:
            assert code != PROVEN


def test_a_bundle_with_files_dropped_swapped_or_renamed_is_refused(
    tmp_path: Path, capsys: Captured
) -> None:
    bundle = tmp_path / "bundle.zip"
    paths = sorted(FILES)
    for first in paths:
        write_zip(bundle, {path: data for path, data in FILES.items() if path != first})
        may_go = first in FREE or first.startswith("names/")
        assert (outcome(capsys, bundle) == PROVEN) == may_go
        for second in paths:
            if first < second and not {first, second} <= FREE:
                swapped = FILES | {first: FILES[second], second: FILES[first]}
                write_zip(bundle, swapped)
                assert outcome(capsys, bundle) != PROVEN
        for name in (first + "x", first.upper(), "x/" + first, first + ".p/1"):
            write_zip(bundle, FILES | {name: FILES[first]})
            assert outcome(capsys, bundle) != PROVEN


def test_a_bundle_with_changed_entries_is_refused(tmp_path: Path, capsys: Captured) -> None:
    bundle = tmp_path / "bundle.zip"
    chosen = random.Random(1)
    for path in (path for path in FILES if path.startswith("tile/entries/")):
        entries = parse_entries(FILES[path])
        for _ in range(40):
            first, second = chosen.sample(range(len(entries)), 2)
            swapped = list(entries)
            swapped[first], swapped[second] = entries[second], entries[first]
            dropped = entries[:first] + entries[first + 1 :]
            doubled = [*entries[:first], entries[second], *entries[first + 1 :]]
            for changed in (swapped, dropped, doubled):
                if changed != entries:
                    write_zip(bundle, FILES | {path: format_entries(changed)})
                    assert outcome(capsys, bundle) != PROVEN


def test_a_bundle_with_changed_names_is_refused(tmp_path: Path, capsys: Captured) -> None:
    bundle = tmp_path / "bundle.zip"
    path = "names/000"
    lines = FILES[path].splitlines(keepends=True)
    index = re.compile(rb'"index":(\d+)')
    for first in range(len(lines)):
        for second in range(len(lines)):
            if first == second:
                continue
            swapped = list(lines)
            swapped[first], swapped[second] = lines[second], lines[first]
            # Another one's name at one's own place.
            place = index.search(lines[first])
            assert place is not None
            moved = list(lines)
            moved[first] = index.sub(place[0], lines[second])
            for changed in (swapped, moved, [*lines, lines[first]]):
                write_zip(bundle, FILES | {path: b"".join(changed)})
                assert outcome(capsys, bundle) != PROVEN


def test_a_zip_with_a_changed_byte_is_refused_or_holds_the_same(
    tmp_path: Path, capsys: Captured
) -> None:
    from undersigned.cli.verify.sources import ZipSource

    bundle = tmp_path / "bundle.zip"
    write_zip(bundle, FILES)
    data = bundle.read_bytes()
    chosen = random.Random(2)
    # Most of the file are members, which are covered above; the directory lies at the end.
    places = [*range(len(data) - 1200, len(data)), *chosen.sample(range(len(data) - 1200), 400)]
    passed = 0
    for at in places:
        bundle.write_bytes(
            data[:at] + bytes([data[at] ^ (1 << chosen.randrange(8))]) + data[at + 1 :]
        )
        if outcome(capsys, bundle) == PROVEN:
            passed += 1
            source = ZipSource(bundle)
            proven = {path: data for path, data in FILES.items() if path not in FREE}
            assert {path: source.read(path) for path in proven} == proven
            assert check_log(source).people == 257
    assert passed < len(places) / 2


def test_a_changed_receipt_is_refused(tmp_path: Path, capsys: Captured) -> None:
    receipt = tmp_path / "receipt"
    receipt.write_bytes(RECEIPT)
    assert outcome(capsys, receipt) == PROVEN
    chosen = random.Random(3)
    for _ in range(20):
        for data in spoil(RECEIPT, chosen):
            if data != RECEIPT:
                receipt.write_bytes(data)
                assert outcome(capsys, receipt) != PROVEN
    lines = RECEIPT.splitlines(keepends=True)
    other = format_receipt(LOG.receipt(6)).splitlines(keepends=True)
    for at in range(len(lines)):
        for data in (
            b"".join(lines[:at] + lines[at + 1 :]),
            b"".join([*lines[:at], other[at], *lines[at + 1 :]]),
            b"".join(lines[:at] + other[at:]),
        ):
            if data != RECEIPT and data != b"".join(other):
                receipt.write_bytes(data)
                assert outcome(capsys, receipt) != PROVEN
