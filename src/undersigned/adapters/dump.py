"""Copies of a whole database while it is in use, and databases made from such copies.

SQLite is copied into another file of SQLite, PostgreSQL table by table in the text form of its
COPY, which every version of it reads. Left out is what nobody needs on another day: sessions,
which would let whoever reads a backup go on with them, and what is only counted for a while.
"""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg import sql

SQLITE_FILE: Final = "undersigned.sqlite3"
TABLES_FOLDER: Final = "tables"
LEFT_OUT: Final = (
    "django_session",
    "usersessions_usersession",
    "undersigned_cache",
    "undersigned_digestkey",
    "undersigned_sentform",
)
# It says which form the tables have, and is written anew where they are made.
_MIGRATIONS: Final = "django_migrations"
_CHUNK: Final = 2**20

# What a backup says of itself, asked at the moment of which it is. Names begin with numbers.
NEWEST_MIGRATIONS: Final = "SELECT app, max(name) FROM django_migrations GROUP BY app"
LOGS: Final = (
    "SELECT letter.id, letter.slug, letter.origin, log.size FROM undersigned_letter letter"
    " JOIN undersigned_log log ON log.letter_id = letter.id WHERE log.size > 0"
)


class Damaged(Exception):
    """The copy is not whole."""


def dump_sqlite(database: Path, target: Path) -> None:
    """Copy a database in use into a new file, as of one moment; what was erased is not in it."""
    with closing(sqlite3.connect(f"file:{database}?mode=rw", uri=True, timeout=60)) as source:
        source.execute("VACUUM INTO ?", (str(target),))
    target.chmod(0o600)
    with closing(sqlite3.connect(target, isolation_level=None)) as copy:
        copy.execute("PRAGMA secure_delete = ON")
        known = {name for (name,) in copy.execute("SELECT name FROM sqlite_master")}
        for table in LEFT_OUT:
            if table in known:
                copy.execute(f"DELETE FROM {table}")  # noqa: S608 a name of ours
        ((verdict,),) = copy.execute("PRAGMA quick_check").fetchall()
    if verdict != "ok":
        raise Damaged(f"SQLite says of the copy: {verdict}")


def sqlite_rows(database: Path, statement: str) -> list[tuple[Any, ...]]:
    """What one statement finds in a copy; Any, because rows hold what tables do."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as copy:
        return copy.execute(statement).fetchall()


class PostgreSQLDump:
    """The tables of a database as of one moment."""

    def __init__(self, address: str) -> None:
        self._connection = psycopg.connect(address)
        self._connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        self._connection.read_only = True

    def close(self) -> None:
        """End the look at that moment."""
        self._connection.close()

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """What one statement finds at that moment; Any, because rows hold what tables do."""
        return self._connection.execute(statement.encode()).fetchall()

    def write(self, folder: Path) -> dict[str, list[str]]:
        """Write each table into a file of its own, and return its columns in their order."""
        folder.mkdir(mode=0o700)
        columns: dict[str, list[str]] = {}
        for table, column in self.rows(
            "SELECT c.table_name, c.column_name FROM information_schema.columns c"
            " JOIN information_schema.tables t USING (table_schema, table_name)"
            " WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE'"
            " ORDER BY c.table_name, c.ordinal_position"
        ):
            if table not in (*LEFT_OUT, _MIGRATIONS):
                columns.setdefault(table, []).append(column)
        for table, names in columns.items():
            with (
                (folder / f"{table}.copy").open("wb") as file,
                self._connection.cursor() as cursor,
                cursor.copy(_copy("COPY {} ({}) TO STDOUT", table, names)) as copy,
            ):
                for data in copy:
                    file.write(data)
        return columns

    def sequences(self) -> dict[str, dict[str, int]]:
        """The last number that was given to a row of each table, by table and column."""
        found: dict[str, dict[str, int]] = {}
        for table, column, last in self.rows(
            "SELECT c.table_name, c.column_name, s.last_value"
            " FROM information_schema.columns c JOIN pg_sequences s"
            " ON quote_ident(s.schemaname) || '.' || quote_ident(s.sequencename)"
            " = pg_get_serial_sequence(quote_ident(c.table_name), c.column_name)"
            " WHERE c.table_schema = current_schema() AND s.last_value IS NOT NULL"
        ):
            found.setdefault(table, {})[column] = int(last)
        return found


def load_postgresql(
    address: str,
    folder: Path,
    columns: Mapping[str, list[str]],
    sequences: Mapping[str, Mapping[str, int]],
) -> None:
    """Fill the empty tables of a database from their files, in one transaction."""
    with psycopg.connect(address) as connection, connection.cursor() as cursor:
        for table, names in columns.items():
            with (
                (folder / f"{table}.copy").open("rb") as file,
                cursor.copy(_copy("COPY {} ({}) FROM STDIN", table, names)) as copy,
            ):
                while data := file.read(_CHUNK):
                    copy.write(data)
        for table, numbers in sequences.items():
            for column, last in numbers.items():
                cursor.execute(
                    "SELECT setval(pg_get_serial_sequence(%s, %s), %s)", (table, column, last)
                )


def is_empty_postgresql(address: str) -> bool:
    """Whether a database holds no table."""
    with psycopg.connect(address) as connection:
        found = connection.execute(
            "SELECT 1 FROM information_schema.tables WHERE table_schema = current_schema() LIMIT 1"
        )
        return found.fetchone() is None


def _copy(statement: str, table: str, columns: list[str]) -> sql.Composed:
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    return sql.SQL(statement).format(sql.Identifier(table), names)
