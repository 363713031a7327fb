"""The last published checkpoint of each letter, kept in files outside of the database.

A database that was restored from an old backup does not know what it has already published. These
files do, and the log compares. Who can change them and the database can hide such a fork from the
server, though not from anyone who holds a receipt.
"""

import fcntl
import os
import secrets
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from undersigned.core.strict import check_letter
from undersigned.core.tlog.checkpoint import read_checkpoint

CHECKPOINTS_FOLDER: Final = "checkpoints"


class CheckpointKeeper:
    """One file for each letter in `folder`, replaced whole."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, letter_id: str) -> bytes | None:
        """The signed note that was written last, or None."""
        try:
            return self._path(letter_id).read_bytes()
        except FileNotFoundError:
            return None

    def write(self, letter_id: str, note: bytes) -> None:
        """Keep `note`; once this returns, a crash or power cut leaves this one or a larger one.

        A note of a smaller tree than the kept one's is let go: of two workers the slower one
        must not take the file back, even for the moment in which it may be killed.
        Raises Malformed when either of the two is not a checkpoint.
        """
        path = self._path(letter_id)
        if not self._folder.is_dir():
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self._alone(letter_id):
            kept = self.read(letter_id)
            if kept is None or read_checkpoint(kept).size < read_checkpoint(note).size:
                self._replace(path, note)

    @contextmanager
    def _alone(self, letter_id: str) -> Generator[None]:
        # The system gives the lock back when its holder dies, however it dies.
        flags = os.O_CREAT | os.O_RDWR | os.O_CLOEXEC
        lock = os.open(self._folder / f".{letter_id}.lock", flags, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _replace(self, path: Path, note: bytes) -> None:
        draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(note)
                file.flush()
                os.fsync(file.fileno())
            draft.rename(path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        # The new name is in the folder only once the folder is on the disk.
        folder = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _path(self, letter_id: str) -> Path:
        check_letter(letter_id)
        return self._folder / letter_id
