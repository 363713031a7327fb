"""Django's backend for SQLite, with another way of waiting for one's turn to write.

SQLite's own busy handler sleeps longer after each try, up to 100 ms, so whoever has waited longest
asks least often. While many sign at once, the worker's transactions then waited for seconds. Here
every waiting transaction asks again after the same short time.
"""

import random
import sqlite3
import time
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

from django.db import OperationalError
from django.db.backends.sqlite3 import base

# A transaction takes a few milliseconds; less than one would only burn the processor.
LEAST_WAIT_SECONDS: Final = 0.001
MOST_WAIT_SECONDS: Final = 0.003
TIMEOUT_SECONDS: Final = 5.0


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose transactions go on asking for the write lock as often as at first."""

    def _start_transaction_under_autocommit(self) -> None:
        """Begin. Raises OperationalError after the time that the option `timeout` gives."""
        deadline = time.monotonic() + self._timeout
        with self._asking_once():
            while not self._begin(is_last_try=time.monotonic() >= deadline):
                # By chance, so that two do not go on asking in step.
                time.sleep(random.uniform(LEAST_WAIT_SECONDS, MOST_WAIT_SECONDS))  # noqa: S311

    def empty_write_ahead_log(self) -> bool:
        """Move the write-ahead log into the database and cut it to nothing; whether that was done.

        What was erased from the database still stands in the log until something else is written
        over it, which may take days where little is written. Somebody who reads keeps the log
        needed; then it is left for the next time at once, for meanwhile nobody could write.
        """
        self.ensure_connection()
        with self._asking_once():
            row = self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        is_busy, _pages, _moved = row
        return not is_busy

    @contextmanager
    def _asking_once(self) -> Generator[None]:
        """Have SQLite not wait for others, so that we can, or need not."""
        self.connection.execute("PRAGMA busy_timeout = 0")
        try:
            yield
        finally:
            self.connection.execute(f"PRAGMA busy_timeout = {round(self._timeout * 1000)}")

    @property
    def _timeout(self) -> float:
        return float(self.settings_dict["OPTIONS"].get("timeout", TIMEOUT_SECONDS))

    def _begin(self, *, is_last_try: bool) -> bool:
        try:
            # The stubs leave out what the backends of Django override.
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except OperationalError as error:
            if is_last_try or not _is_busy(error):
                raise
            return False
        return True


def _is_busy(error: OperationalError) -> bool:
    """Whether another connection writes; the lowest byte is the primary code, see sqlite.org."""
    code = getattr(error.__cause__, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    return code & 0xFF == sqlite3.SQLITE_BUSY
