"""Letters on paper, kept as files: one for each language of a letter, and what is asked for.

They can be made again at any time, so nothing here is waited for: a file that is half written is
never seen, and one that is gone is asked for again.
"""

import hashlib
import re
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from undersigned.core.strict import check_letter

PAPER_FOLDER: Final = "paper"
MOST_BYTES: Final = 512 * 2**20
# <language or "all">.<revision>.<names revision>.<digest>.pdf, none of which holds a dot.
_FILE: Final = re.compile(
    r"(?P<part>[A-Za-z0-9-]{2,40})\.(?P<revision>[0-9a-z-]{1,80})\.(?P<names>[0-9]{1,19})"
    r"\.(?P<digest>[0-9a-f]{32})\.pdf"
)
_WANTED: Final = ".wanted"


@dataclass(frozen=True, slots=True)
class KeptPaper:
    """One file: which part of a letter, as of which revision, and the SHA-256 of its bytes."""

    path: Path
    part: str
    revision: str
    names_revision: int
    digest: str

    @property
    def age_seconds(self) -> float:
        """How long ago it was made; a file that is gone is very old."""
        try:
            return time.time() - self.path.stat().st_mtime
        except OSError:
            return float("inf")


class PaperFolder:
    """The folder `paper` in the server's data folder, with a folder for each letter."""

    def __init__(self, data: Path) -> None:
        self._folder = data / PAPER_FOLDER

    def find(self, letter_id: str, part: str) -> KeptPaper | None:
        """The newest file of a part of a letter."""
        found = [kept for kept in self.of_letter(letter_id) if kept.part == part]
        return min(found, key=lambda kept: kept.age_seconds, default=None)

    def letters(self) -> list[str]:
        """The letters of which something is kept or asked for."""
        if not self._folder.is_dir():
            return []
        return sorted(path.name for path in self._folder.iterdir() if len(path.name) == 32)

    def of_letter(self, letter_id: str) -> Iterator[KeptPaper]:
        """Everything that is kept of a letter."""
        for path in _files(self._letter(letter_id)):
            if found := _FILE.fullmatch(path.name):
                yield KeptPaper(
                    path, found["part"], found["revision"], int(found["names"]), found["digest"]
                )

    def keep(
        self, letter_id: str, part: str, *, revision: str, names_revision: int, pdf: bytes
    ) -> None:
        """Keep a file in place of the older ones, and what is asked for as answered."""
        older = [kept for kept in self.of_letter(letter_id) if kept.part == part]
        folder = self._letter(letter_id)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        digest = hashlib.sha256(pdf).hexdigest()[:32]
        name = f"{part}.{revision}.{names_revision}.{digest}.pdf"
        assert _FILE.fullmatch(name), name
        draft = folder / f".{secrets.token_hex(8)}"
        draft.touch(mode=0o600)
        draft.write_bytes(pdf)
        draft.rename(folder / name)
        for kept in older:
            if kept.path.name != name:
                kept.path.unlink(missing_ok=True)
        self.answered(letter_id, part)
        self._make_room(folder / name)

    def want(self, letter_id: str, part: str) -> None:
        """Ask for a part to be made; asking again changes nothing."""
        folder = self._letter(letter_id)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        (folder / f"{part}{_WANTED}").touch(mode=0o600)

    def wanted(self) -> list[tuple[str, str]]:
        """What is asked for, as letter and part, the longest first."""
        found = [
            (_time(path), letter_id, path.name.removesuffix(_WANTED))
            for letter_id in self.letters()
            for path in _files(self._letter(letter_id))
            if path.name.endswith(_WANTED)
        ]
        return [(letter_id, part) for _since, letter_id, part in sorted(found)]

    def answered(self, letter_id: str, part: str) -> None:
        """Nobody waits for it any more."""
        (self._letter(letter_id) / f"{part}{_WANTED}").unlink(missing_ok=True)

    def _letter(self, letter_id: str) -> Path:
        check_letter(letter_id)
        return self._folder / letter_id

    def _make_room(self, newest: Path) -> None:
        """Let go what was made longest ago, until the folder is small enough."""
        papers = [
            (_time(kept.path), kept.path)
            for letter_id in self.letters()
            for kept in self.of_letter(letter_id)
        ]
        size = sum(_size(path) for _made, path in papers)
        for _made, path in sorted(papers):
            if size <= MOST_BYTES or path == newest:
                return
            size -= _size(path)
            path.unlink(missing_ok=True)


def _files(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except FileNotFoundError:
        return []


def _time(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
