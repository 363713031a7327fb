"""open-export: a sealed export becomes a table, on a machine without a server."""

import csv
import io
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pyrage
import pytest

from tests.core.test_seal import LETTER, MINA
from tests.support.keys import Key, make_key
from undersigned.adapters.age import Sealer
from undersigned.cli import main
from undersigned.core.seal import COLUMNS, Contact, export_head, format_armor, format_contact

NOOR = replace(MINA, number=18, name="=Noor, نور", email="noor@people.example", wants_news=False)


def write_export(folder: Path, *sealed: tuple[Contact, Key], letter: str = LETTER) -> Path:
    """An export with these records, each for one key."""
    records = [
        format_armor(Sealer([key.recipient]).seal(format_contact(contact)))
        for contact, key in sealed
    ]
    path = folder / "contacts.txt"
    path.write_bytes(export_head(letter, len(records)) + b"".join(records))
    return path


def open_with(key: Path, export: Path, output: Path) -> int:
    return main(["open-export", str(export), "--identity", str(key), "--output", str(output)])


@pytest.fixture
def key() -> Key:
    """A new key."""
    return make_key()


@pytest.fixture
def key_file(key: Key, tmp_path: Path) -> Path:
    """Its file, as age-keygen writes it."""
    path = tmp_path / "key.txt"
    path.write_bytes(key.file)
    return path


def test_an_export_becomes_a_table(key: Key, key_file: Path, tmp_path: Path) -> None:
    export, table = write_export(tmp_path, (MINA, key), (NOOR, key)), tmp_path / "contacts.csv"
    assert open_with(key_file, export, table) == 0
    rows = list(csv.DictReader(io.StringIO(table.read_text("utf-8-sig"))))
    assert tuple(rows[0]) == COLUMNS
    assert [row["email"] for row in rows] == ["mina@people.example", "noor@people.example"]
    assert [row["name"] for row in rows] == ["Mina Example", "'=Noor, نور"]
    assert [row["wants_news"] for row in rows] == ["yes", "no"]
    assert table.stat().st_mode & 0o077 == 0


def test_what_is_sealed_for_others_is_counted(
    key: Key, key_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export = write_export(tmp_path, (MINA, make_key()), (NOOR, key))
    assert open_with(key_file, export, tmp_path / "t.csv") == 1
    assert "Opened 1 of 2 records." in capsys.readouterr().err
    export = write_export(tmp_path, (MINA, make_key()))
    assert open_with(key_file, export, tmp_path / "t.csv") == 2


def test_a_protected_key_asks_for_its_passphrase(
    key: Key, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    protected = tmp_path / "key.age"
    protected.write_bytes(pyrage.passphrase.encrypt(key.file, "three words more", armored=True))
    export = write_export(tmp_path, (MINA, key))
    for typed, code in (("three words more", 0), ("other words", 2)):
        monkeypatch.setattr("getpass.getpass", lambda _prompt, typed=typed: typed)
        assert open_with(protected, export, tmp_path / "t.csv") == code
    assert "This is not the passphrase of the key." in capsys.readouterr().err


def test_records_of_another_letter_and_damaged_files_are_refused(
    key: Key, key_file: Path, tmp_path: Path
) -> None:
    other = write_export(tmp_path, (MINA, key), letter="f" * 32)
    assert open_with(key_file, other, tmp_path / "t.csv") == 2
    whole = write_export(tmp_path, (MINA, key)).read_bytes()
    for damaged in (whole[:-40], whole + b"x", b""):
        other.write_bytes(damaged)
        assert open_with(key_file, other, tmp_path / "t.csv") == 2
    other.write_bytes(whole)
    assert open_with(key_file, other, tmp_path / "t.csv") == 0
    assert open_with(other, other, tmp_path / "t.csv") == 2
    assert open_with(tmp_path / "nowhere", other, tmp_path / "t.csv") == 2


def test_it_needs_no_django(key: Key, key_file: Path, tmp_path: Path) -> None:
    export = write_export(tmp_path, (MINA, key))
    program = (
        "import sys\nfrom undersigned.cli import main\n"
        f"code = main(['open-export', {str(export)!r}, '-i', {str(key_file)!r}])\n"
        "assert 'django' not in sys.modules\nsys.exit(code)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"Opened 1 of 1 records.\n")
    assert b"mina@people.example" in done.stdout
