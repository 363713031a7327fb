"""Files that people send us to show: told by their content, pictures drawn anew, PDF as it is."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from undersigned.adapters.pictures import UnusablePicture, redraw_photo

PDF: Final = "application/pdf"
JPEG: Final = "image/jpeg"
# What comes is cut at 8 MiB, so that a file of this size is whole.
MAX_BYTES: Final = 6_000_000
MAX_NAME: Final = 80

_NOT_IN_A_NAME: Final = re.compile(r'[\x00-\x1f\x7f"*/:<>?\\|;%]+')


class FileProblem(StrEnum):
    """Why a file is not taken."""

    EMPTY = "empty"
    TOO_LARGE = "too large"
    BROKEN_PDF = "broken PDF"
    NOT_KNOWN = "not known"


class UnusableFile(Exception):
    """The file is not kept, for the reason `problem`."""

    def __init__(self, problem: FileProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file as it is kept and shown; its name ends as its content is."""

    name: str
    media_type: str
    data: bytes = field(repr=False)

    @property
    def digest(self) -> str:
        """SHA-256 of the data, in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()


def keep_file(name: str, data: bytes) -> KeptFile:
    """The file in the form that is kept. Raises UnusableFile.

    Its name and what the browser said of it decide nothing. A PDF is kept as it came, and must
    only ever be handed out to be saved, never to be opened in a page of ours.
    """
    if not data:
        raise UnusableFile(FileProblem.EMPTY)
    if len(data) > MAX_BYTES:
        raise UnusableFile(FileProblem.TOO_LARGE)
    if data.startswith(b"%PDF-"):
        tail = data[-2048:]
        if b"%%EOF" not in tail or b"startxref" not in tail:
            raise UnusableFile(FileProblem.BROKEN_PDF)
        return KeptFile(_named(name, "pdf"), PDF, data)
    try:
        return KeptFile(_named(name, "jpg"), JPEG, redraw_photo(data))
    except UnusablePicture as error:
        raise UnusableFile(FileProblem.NOT_KNOWN) from error


def _named(name: str, ending: str) -> str:
    """The name that a file is kept under: one line, no path, no direction marks, its own ending."""
    last = re.split(r"[/\\]", name)[-1]
    visible = "".join(
        character
        for character in unicodedata.normalize("NFC", last)
        if unicodedata.category(character) not in {"Cf", "Cc", "Cs", "Co", "Zl", "Zp"}
    )
    stem = _NOT_IN_A_NAME.sub(" ", visible).rpartition(".")[0] or visible
    stem = " ".join(_NOT_IN_A_NAME.sub(" ", stem).split()).strip(". ")[:MAX_NAME].strip(". ")
    return f"{stem or 'file'}.{ending}"
