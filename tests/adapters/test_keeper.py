"""The kept checkpoint only ever moves forward, and is replaced whole."""

import multiprocessing
from pathlib import Path

import pytest

from tests.support.log import LETTER, LogBuilder, person
from undersigned.adapters.keeper import CheckpointKeeper
from undersigned.core.errors import Malformed
from undersigned.core.tlog.checkpoint import read_checkpoint


def _notes(count: int) -> list[bytes]:
    log = LogBuilder()
    log.add_text()
    for number in range(count):
        log.sign(person(number))
    return [log.checkpoint(size) for size in range(1, count + 1)]


def test_what_was_kept_is_read_and_nobody_else_may_read_it(tmp_path: Path) -> None:
    keeper = CheckpointKeeper(tmp_path / "checkpoints")
    first, second = _notes(2)
    assert keeper.read(LETTER) is None
    keeper.write(LETTER, first)
    assert keeper.read(LETTER) == first
    keeper.write(LETTER, second)
    assert keeper.read(LETTER) == second
    folder = tmp_path / "checkpoints"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}


def test_a_smaller_checkpoint_is_let_go(tmp_path: Path) -> None:
    keeper = CheckpointKeeper(tmp_path)
    first, second = _notes(2)
    keeper.write(LETTER, second)
    keeper.write(LETTER, first)
    assert keeper.read(LETTER) == second


def test_what_is_no_checkpoint_is_neither_kept_nor_replaced(tmp_path: Path) -> None:
    keeper = CheckpointKeeper(tmp_path)
    (note,) = _notes(1)
    keeper.write(LETTER, note)
    with pytest.raises(Malformed):
        keeper.write(LETTER, b"rubbish")
    assert keeper.read(LETTER) == note
    (tmp_path / LETTER).write_bytes(b"rubbish")
    with pytest.raises(Malformed):
        keeper.write(LETTER, note)
    assert keeper.read(LETTER) == b"rubbish"


@pytest.mark.parametrize("name", ["../secret.key", "", "A" * 32, "0" * 31, "0" * 32 + "/x"])
def test_only_the_id_of_a_letter_names_a_file(tmp_path: Path, name: str) -> None:
    keeper = CheckpointKeeper(tmp_path)
    with pytest.raises(Malformed):
        keeper.read(name)
    with pytest.raises(Malformed):
        keeper.write(name, b"")
    assert list(tmp_path.iterdir()) == []


def _write_all(folder: Path, notes: list[bytes]) -> None:
    keeper = CheckpointKeeper(folder)
    for note in notes:
        keeper.write(LETTER, note)


def test_of_two_processes_the_larger_checkpoint_stays(tmp_path: Path) -> None:
    notes = _notes(40)
    spawn = multiprocessing.get_context("spawn")
    writers = [
        spawn.Process(target=_write_all, args=(tmp_path, part))
        for part in (notes[::2], notes[1::2])
    ]
    for writer in writers:
        writer.start()
    keeper = CheckpointKeeper(tmp_path)
    sizes = []
    while any(writer.is_alive() for writer in writers):
        if kept := keeper.read(LETTER):
            sizes.append(read_checkpoint(kept).size)
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    assert sizes == sorted(sizes)
    assert keeper.read(LETTER) == notes[-1]
    assert [path.name for path in tmp_path.iterdir() if not path.name.endswith(".lock")] == [LETTER]
