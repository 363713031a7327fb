"""`undersigned quotes FOLDER`: many articles, one table, and files that are broken."""

import csv
import io
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.quotes.test_quotes import FALSE, LETTER, OTHER, TRUE
from undersigned.cli import main
from undersigned.core.quotes.rows import TABLE_COLUMNS

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three articles, one of them in a folder within, and what is none."""
    folder = tmp_path / "articles"
    (folder / "within").mkdir(parents=True)
    (folder / "a.txt").write_text(TRUE + "\n" + OTHER, "utf-8")
    (folder / "b.txt").write_text(FALSE, "utf-8")
    (folder / "within" / "c.html").write_text(f"<html><body><p>{TRUE}</p></body></html>", "utf-8")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    (folder / ".hidden.txt").write_text(FALSE, "utf-8")
    (tmp_path / "letter.txt").write_text(LETTER, "utf-8")
    return folder


def check(folder: Path, *arguments: str) -> int:
    return main(["quotes", str(folder), "--letter", str(folder.parent / "letter.txt"), *arguments])


def table(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_a_folder_gives_one_table_in_the_order_of_names(folder: Path, capfd: Captured) -> None:
    assert check(folder) == 1
    out, err = capfd.readouterr()
    head, *found = table(out)
    assert err == ""
    assert head == list(TABLE_COLUMNS)
    assert [(row[0], row[6]) for row in found] == [
        ("a.txt", "verbatim"),
        ("b.txt", "altered"),
        ("within/c.html", "verbatim"),
    ]


def test_a_broken_file_stops_no_other_and_is_named(folder: Path, capfd: Captured) -> None:
    (folder / "aa.txt").write_bytes(b"%PDF-1.7")
    out = folder.parent / "t.csv"
    assert check(folder, "--csv", str(out)) == 2
    said = capfd.readouterr()
    assert said.out == ""
    assert said.err == (
        f"undersigned quotes: {folder / 'aa.txt'}: This is a PDF. Save the article as a page or"
        " as plain text.\nundersigned quotes: 1 of 4 files could not be read.\n"
    )
    assert len(table(out.read_text("utf-8"))) == 4


def test_json_names_the_file(folder: Path, capfd: Captured) -> None:
    assert check(folder, "--json") == 1
    rows = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
    assert {row["file"] for row in rows} == {"a.txt", "b.txt", "within/c.html"}
    assert {row["kind"] for row in rows} <= {"direct", "mixed", "indirect"}


def test_no_cell_computes(folder: Path, capfd: Captured) -> None:
    (folder / "a.txt").write_text(TRUE.replace("“We", "“=1+1; we"), "utf-8")
    assert check(folder) == 1
    cells = [cell for row in table(capfd.readouterr().out) for cell in row]
    assert any(cell.startswith("'=1+1; we ask") for cell in cells)
    assert not any(cell.startswith("=") for cell in cells)


def test_a_folder_without_articles_or_with_a_report_is_refused(
    tmp_path: Path, folder: Path, capfd: Captured
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    assert main(["quotes", str(empty)]) == 2
    assert "There is no plain text" in capfd.readouterr().err
    assert check(folder, "--report", str(tmp_path / "r.html")) == 2
    assert "of one article" in capfd.readouterr().err


def test_a_folder_gives_json_and_a_table_at_once(folder: Path, capfd: Captured) -> None:
    out = folder.parent / "t.csv"
    assert check(folder, "--json", "--csv", str(out)) == 1
    rows = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
    assert {row["file"] for row in rows} == {"a.txt", "b.txt", "within/c.html"}
    assert len(table(out.read_text("utf-8"))) == 4


def test_a_link_that_leads_nowhere_is_named(folder: Path, capfd: Captured) -> None:
    (folder / "loop.txt").symlink_to(folder / "loop.txt")
    (folder / "round").symlink_to(folder)
    assert check(folder) == 2
    assert capfd.readouterr().err == (
        f"undersigned quotes: {folder / 'loop.txt'}: There is no such file.\n"
        "undersigned quotes: 1 of 4 files could not be read.\n"
    )


def test_a_guess_at_an_encoding_is_told_at_the_end(folder: Path, capfd: Captured) -> None:
    (folder / "d.txt").write_bytes("« La rivière a baissé », a dit le député.".encode("cp1252"))
    assert check(folder) == 1
    err = capfd.readouterr().err
    assert err.startswith(f"undersigned quotes: {folder / 'd.txt'}: This is not in UTF-8")
    assert err.count("\n") == 1


def test_workers_end_with_a_run_that_is_killed(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    for number in range(300):
        (folder / f"{number}.txt").write_text((TRUE + "\n\n" + OTHER + "\n\n") * 20, "utf-8")
    command = [sys.executable, "-m", "undersigned", "quotes", str(folder), "--csv"]
    run = subprocess.Popen([*command, str(tmp_path / "table.csv")])
    try:
        deadline = time.monotonic() + 60
        while not (workers := _workers_of(run.pid)):
            assert run.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.02)
    finally:
        run.kill()
        run.wait()
    while any(map(_is_running, workers)):
        assert time.monotonic() < deadline, "they wait for work that nobody gives"
        time.sleep(0.1)
    assert not (tmp_path / "table.csv").exists()


def _workers_of(parent: int) -> list[int]:
    """The processes that read articles for that one."""
    listed = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    # One of them only watches over what is shared.
    return [pid for pid in map(int, listed) if b"spawn_main" in _command(pid)]


def _is_running(pid: int) -> bool:
    return b"spawn_main" in _command(pid)


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
