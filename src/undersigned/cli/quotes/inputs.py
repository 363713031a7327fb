"""What `undersigned quotes` reads: articles from files, addresses and pipes, and letters."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

from undersigned.adapters.article import MAX_ARTICLE_BYTES, read_article
from undersigned.core.errors import CoreError
from undersigned.core.quotes.article import Article

if TYPE_CHECKING:
    from undersigned.core.quotes.letter import ReadLetter

_WEB: Final = ("http://", "https://")
_SUFFIXES: Final = frozenset({".txt", ".text", ".md", ".html", ".htm", ".xhtml"})
_ZIP_STARTS: Final = (b"PK\x03\x04", b"PK\x05\x06")


class Unusable(Exception):
    """Something that cannot be read, with a sentence that says why."""


def load_article(location: str) -> Article:
    """The article at a path or an address, or on standard input by "-". Raises Unusable."""
    try:
        if location == "-":
            # It is None where whoever started the program has closed it.
            standard_input: TextIO | None = sys.stdin
            if standard_input is None:
                raise Unusable("There is no standard input.")
            return read_article(standard_input.buffer.read(MAX_ARTICLE_BYTES + 1))
        if location.startswith(_WEB):
            return _fetched(location)
        path = Path(location)
        return read_article(_bytes(path, MAX_ARTICLE_BYTES), name=path.name)
    except OSError as error:
        raise Unusable(f"{location}: {error.strerror or error}") from None
    except CoreError as error:
        raise Unusable(f"{location}: {error}") from None


def load_letter(location: str) -> "ReadLetter":
    """The letter in a bundle, a folder, behind an address or in a file. Raises Unusable."""
    from undersigned.core.quotes.letter import (  # noqa: PLC0415 slow import
        MAX_LETTER_BYTES,
        read_letter,
    )

    try:
        path = Path(location)
        if location.startswith(_WEB) or path.is_dir() or _is_zip(path):
            return _letter_of_log(location)
        data = _bytes(path, MAX_LETTER_BYTES)
        read = read_letter(data)
        text = read.texts[0]
        if text.language == "und":
            from undersigned.core.quotes.language import (  # noqa: PLC0415 slow import
                guess_language,
            )

            return read_letter(data, language=guess_language(text.text))
        return read
    except CoreError as error:
        raise Unusable(f"{location}: {error}") from None


def article_files(folder: Path) -> list[Path]:
    """All pages and plain texts below a folder, by their names. Raises Unusable without any."""
    found = sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in _SUFFIXES and not path.name.startswith(".") and path.is_file()
    )
    if not found:
        raise Unusable(f"{folder}: There is no plain text (.txt, .md) and no page (.html) in it.")
    return found


def _letter_of_log(location: str) -> "ReadLetter":
    from undersigned.cli.verify import report  # noqa: PLC0415 slow import
    from undersigned.cli.verify.sources import open_source  # noqa: PLC0415 slow import
    from undersigned.core.quotes.bundles import read_source  # noqa: PLC0415 slow import

    try:
        return read_source(open_source(location))
    except report.Unusable as error:
        raise Unusable(f"{location}: {error}") from None


def _fetched(address: str) -> Article:
    from undersigned.adapters.fetch import fetch_page  # noqa: PLC0415 slow import

    page = fetch_page(address)
    return read_article(
        page.data, address=page.address, media_type=f"{page.content_type}; charset={page.charset}"
    )


def _bytes(path: Path, most: int) -> bytes:
    if not path.exists():
        raise Unusable(f"{path}: There is no such file.")
    if not path.is_file():
        raise Unusable(f"{path}: This is not a plain file.")
    with path.open("rb") as file:
        return file.read(most + 1)


def _is_zip(path: Path) -> bool:
    return _bytes(path, 3).startswith(_ZIP_STARTS)
