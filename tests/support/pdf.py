"""What a PDF holds, as pyHanko reads it."""

import re
import shutil
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader


def attachments_of(pdf: bytes) -> dict[str, bytes]:
    """The files that travel inside it, by their names."""
    catalog: Any = PdfFileReader(BytesIO(pdf)).root  # pyHanko's objects know their kind only here
    names = catalog["/Names"]["/EmbeddedFiles"]["/Names"]
    return {str(names[at]): names[at + 1]["/EF"]["/F"].data for at in range(0, len(names), 2)}


def bookmarks_of(pdf: bytes) -> list[str]:
    """The titles of its outline, in order, each below another indented."""
    catalog: Any = PdfFileReader(BytesIO(pdf)).root  # as above
    found: list[str] = []

    def walk(node: Any, depth: int) -> None:
        while node is not None:
            found.append("  " * depth + str(node["/Title"]))
            if "/First" in node:
                walk(node["/First"], depth + 1)
            following = "/Next" in node
            # Only this way of asking follows a reference.
            node = node["/Next"] if following else None

    walk(catalog["/Outlines"]["/First"], 0)
    return found


def pages_of(pdf: bytes) -> int:
    """How many pages it has."""
    return len(re.findall(rb"/Type/Page\b", pdf))


def words_of(pdf: bytes, folder: Path) -> str:
    """What poppler reads in it, with single spaces; skips the test where there is no poppler."""
    return " ".join(_poppler("pdftotext", pdf, folder, "-").split())


def drawn_lines_of(pdf: bytes, folder: Path) -> list[str]:
    """Its lines in the order in which they are drawn, whatever way they are read."""
    return _poppler("pdftotext", pdf, folder, "-", options=("-raw",)).splitlines()


def signature_of(pdf: bytes, folder: Path) -> str:
    """What poppler says of its signature."""
    return _poppler("pdfsig", pdf, folder)


def _poppler(
    program: str, pdf: bytes, folder: Path, *more: str, options: tuple[str, ...] = ()
) -> str:
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not here: install poppler-utils")
    path = folder / "letter.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(
        [program, *options, str(path), *more], capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr
