"""Transactions on SQLite that wait for each other all have their turn, or an error in the end."""

import sqlite3
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import DatabaseError, OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler

from undersigned.adapters.sqlite.base import DatabaseWrapper

# Not for the database of the run: Django's connections are closed to tests that do not say so.
pytestmark = pytest.mark.django_db


def connect(file: Path, *, timeout: float = 20.0) -> DatabaseWrapper:
    """Open a connection with the options that matter here."""
    options = {"transaction_mode": "IMMEDIATE", "timeout": timeout}
    settings = {"ENGINE": "undersigned.adapters.sqlite", "NAME": str(file), "OPTIONS": options}
    connection = ConnectionHandler({"default": settings})["default"]
    assert isinstance(connection, DatabaseWrapper)
    connection.ensure_connection()
    return connection


@contextmanager
def transaction(connection: BaseDatabaseWrapper) -> Generator[None]:
    """Begin as `transaction.atomic` does on a connection that is not Django's own; then commit."""
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    yield
    connection.commit()
    connection.set_autocommit(True)


@contextmanager
def writing(file: Path) -> Generator[sqlite3.Connection]:
    """Hold the lock of those who write, until the other thread or the block ends it."""
    other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    other.execute("UPDATE counts SET number = number + 1")
    yield other
    other.close()


def busy_timeout(connection: BaseDatabaseWrapper) -> int:
    (milliseconds,) = connection.connection.execute("PRAGMA busy_timeout").fetchone()
    return int(milliseconds)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "test.sqlite3"
    plain = sqlite3.connect(path, isolation_level=None)
    plain.execute("PRAGMA journal_mode = WAL")
    plain.execute("CREATE TABLE counts (number integer)")
    plain.execute("INSERT INTO counts VALUES (0)")
    plain.close()
    return path


def test_a_transaction_begins_when_the_other_has_ended(file: Path) -> None:
    connection = connect(file)
    with writing(file) as other:
        timer = threading.Timer(0.3, other.execute, ["COMMIT"])
        timer.start()
        with transaction(connection):
            rows = connection.connection.execute("SELECT number FROM counts").fetchall()
        timer.join()
    assert rows == [(1,)]
    assert busy_timeout(connection) == 20_000
    connection.close()


def test_a_transaction_that_has_no_turn_in_its_time_ends_with_an_error(file: Path) -> None:
    connection = connect(file, timeout=0.1)
    with writing(file) as other:
        with pytest.raises(OperationalError, match="database is locked"), transaction(connection):
            pass
        other.execute("COMMIT")
    assert busy_timeout(connection) == 100
    # The attempt left nothing behind.
    with transaction(connection):
        rows = connection.connection.execute("SELECT number FROM counts").fetchall()
    assert rows == [(1,)]
    connection.close()


def test_another_error_is_not_waited_for(file: Path) -> None:
    connection = connect(file)
    # Somebody put other bytes in its place; `file is not a database`.
    file.write_bytes(b"no database" * 1000)
    before = time.monotonic()
    with pytest.raises(DatabaseError), transaction(connection):
        pass
    assert time.monotonic() - before < 5
    connection.close()


def test_nobody_waits_for_long_while_many_write(file: Path) -> None:
    stop = threading.Event()
    written = []

    def write() -> None:
        connection = connect(file)
        count = 0
        while not stop.is_set():
            with transaction(connection):
                connection.connection.execute("UPDATE counts SET number = number + 1")
                # What a stage does between its statements.
                sum(range(50_000))
            count += 1
        written.append(count)
        connection.close()

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    connection = connect(file)
    longest = 0.0
    for _ in range(20):
        before = time.monotonic()
        with transaction(connection):
            longest = max(longest, time.monotonic() - before)
    stop.set()
    for thread in threads:
        thread.join()
    # With SQLite's own handler it was eleven seconds.
    assert longest < 2.0
    # Nothing was lost on the way.
    rows = connection.connection.execute("SELECT number FROM counts").fetchall()
    assert rows == [(sum(written),)]
    connection.close()


def test_what_was_erased_is_gone_from_every_file(file: Path) -> None:
    connection = connect(file)
    connection.connection.execute("PRAGMA secure_delete = ON")
    connection.connection.execute("CREATE TABLE people (name text)")
    with transaction(connection):
        connection.connection.execute("INSERT INTO people VALUES ('Mina Ferrywoman')")
    with transaction(connection):
        connection.connection.execute("DELETE FROM people")

    def traces() -> list[str]:
        files = sorted(file.parent.iterdir())
        return [path.name for path in files if b"Ferrywoman" in path.read_bytes()]

    assert traces() == [f"{file.name}-wal"]
    # Somebody else is writing: nobody is kept waiting.
    with writing(file) as other:
        assert not connection.empty_write_ahead_log()
        other.execute("ROLLBACK")
    assert connection.empty_write_ahead_log()
    assert traces() == []
    assert busy_timeout(connection) == 20_000
    connection.close()
