"""The files that are public about a letter: their paths, how large each may be, who reads them."""

import re
from collections.abc import Collection
from typing import Final, Protocol

from undersigned.core.errors import Malformed, NotProven
from undersigned.core.evidence import MAX_EVIDENCE_BYTES
from undersigned.core.leaf import MAX_LEAF_BYTES
from undersigned.core.names import MAX_NAMES_BYTES, parse_names_path
from undersigned.core.strict import HASH_BYTES
from undersigned.core.text import MAX_TEXT_BYTES
from undersigned.core.tlog import tiles
from undersigned.core.tlog.checkpoint import MAX_CHECKPOINT_BYTES
from undersigned.core.tlog.note import MAX_NAME_BYTES
from undersigned.core.tlog.tiles import ENTRIES_LEVEL, TILE_WIDTH

CHECKPOINT: Final = "checkpoint"
VKEY: Final = "vkey"
UNPROVEN: Final = ("README.txt", "letter.pdf")
"""Files that may lie in a bundle although nothing proves them."""

_TEXT_PATH: Final = re.compile(r"text/([0-9a-f]{64})", re.ASCII)
_EVIDENCE_PATH: Final = re.compile(r"evidence/([0-9a-f]{64})", re.ASCII)
_MAX_VKEY_BYTES: Final = MAX_NAME_BYTES + 64
_MAX_ENTRIES_BYTES: Final = TILE_WIDTH * (2 + MAX_LEAF_BYTES)
_MAX_BYTES: Final = {
    CHECKPOINT: MAX_CHECKPOINT_BYTES,
    VKEY: _MAX_VKEY_BYTES,
    "README.txt": 64 * 1024,
    "letter.pdf": 64 * 1024 * 1024,
}


class Missing(NotProven):
    """A file that is needed is not there."""

    def __init__(self, path: str) -> None:
        super().__init__(f"The file {path} is missing.")


class Source(Protocol):
    """Where the public files of one letter are read from."""

    def read(self, path: str) -> bytes:
        """The whole file, or Missing; never more than `max_bytes(path)` bytes, else Malformed."""

    def paths(self) -> Collection[str] | None:
        """Every file there is, or None where nobody can tell, as with a server."""


def max_bytes(path: str) -> int:
    """How large the file at this path may be; Malformed when no such file belongs to a log."""
    if path in _MAX_BYTES:
        return _MAX_BYTES[path]
    if _TEXT_PATH.fullmatch(path):
        return MAX_TEXT_BYTES
    if _EVIDENCE_PATH.fullmatch(path):
        return MAX_EVIDENCE_BYTES
    try:
        if path.startswith("names/"):
            parse_names_path(path)
            return MAX_NAMES_BYTES
        level, _, width = tiles.parse_tile_path(path)
    except Malformed:
        raise Malformed(f"The file {path!r} does not belong to a letter's log.") from None
    return _MAX_ENTRIES_BYTES if level == ENTRIES_LEVEL else width * HASH_BYTES


def text_path(digest: bytes) -> str:
    """The path of a text."""
    return f"text/{digest.hex()}"


def evidence_path(digest: bytes) -> str:
    """The path of the evidence of an endorsement."""
    return f"evidence/{digest.hex()}"


class Listing:
    """The files that are there, each of which must be one that a log of `size` leaves explains."""

    def __init__(self, paths: Collection[str], size: int) -> None:
        self.names: set[int] = set()
        self.older: dict[tuple[int, int], list[int]] = {}
        self._texts: set[str] = set()
        self._evidence: set[str] = set()
        unproven = []
        tile_count = -(-size // TILE_WIDTH)
        for path in paths:
            max_bytes(path)
            if path.startswith("tile/"):
                level, number, width = tiles.parse_tile_path(path)
                needed = tiles.tile_width(size, level, number)
                if width > needed:
                    raise NotProven(f"The file {path} is of a larger tree than the signed one.")
                if width < needed:
                    self.older.setdefault((level, number), []).append(width)
            elif path.startswith("names/"):
                number = parse_names_path(path)
                if number >= tile_count:
                    raise NotProven(f"The file {path} is of a larger tree than the signed one.")
                self.names.add(number)
            elif path.startswith("text/"):
                self._texts.add(path)
            elif path.startswith("evidence/"):
                self._evidence.add(path)
            elif path in UNPROVEN:
                unproven.append(path)
        self.unproven = tuple(sorted(unproven))

    def check_texts(self, digests: Collection[bytes]) -> None:
        """Refuses a text that no edition names."""
        if stray := self._texts - {text_path(digest) for digest in digests}:
            raise NotProven(f"The file {min(stray)} is not a text of this letter.")

    def check_evidence(self, digests: Collection[bytes]) -> None:
        """Refuses evidence that no shown organization names."""
        if stray := self._evidence - {evidence_path(digest) for digest in digests}:
            raise NotProven(f"The file {min(stray)} is not evidence of a shown organization.")
