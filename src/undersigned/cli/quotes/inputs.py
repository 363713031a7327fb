"""What `undersigned quotes` reads: articles from files, addresses and pipes, and letters."""

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

from undersigned.adapters.article import MAX_ARTICLE_BYTES, read_article
from undersigned.core.errors import CoreError
from undersigned.core.quotes.article import Article
from undersigned.core.quotes.model import LANGUAGES

if TYPE_CHECKING:
    from undersigned.core.quotes.letter import ReadLetter

STANDARD: Final = "-"
_WEB: Final = ("http://", "https://")
_SCHEME: Final = re.compile(r"(file:)|[a-z][a-z0-9+.-]+://", re.IGNORECASE)
_SUFFIXES: Final = frozenset({".txt", ".text", ".md", ".html", ".htm", ".xhtml"})
_KNOWN: Final = frozenset((*LANGUAGES, "und"))
_ZIP_STARTS: Final = (b"PK\x03\x04", b"PK\x05\x06")


class Unusable(Exception):
    """Something that cannot be read, with a sentence that says why."""


def read_location(said: str, of_what: str) -> str:
    """The path, the web address or "-" that somebody means. Raises Unusable.

    An address `file:` (RFC 8089) means the file of this machine that it names.
    """
    if not said:
        raise Unusable(f"The name of the {of_what} is empty.")
    scheme = _SCHEME.match(said)
    if scheme is None:
        return said
    if said.lower().startswith(_WEB):
        start, mark, rest = said.partition("://")
        return start.lower() + mark + rest
    if not scheme[1]:
        raise Unusable(f"{said}: Only addresses with http, https or file are read.")
    from urllib.parse import unquote, urlsplit  # noqa: PLC0415 slow import

    parts = urlsplit(said)
    if parts.netloc.lower() not in {"", "localhost"}:
        raise Unusable(f"{said}: This names a file of another machine.")
    path = unquote(parts.path, errors="surrogateescape")
    if not path.startswith("/") or "\0" in path:
        raise Unusable(
            f"{said}: This names no file. A whole address is file:///articles/a.txt;"
            " the name of the file alone will do."
        )
    return path


def read_language(said: str) -> str:
    """The code of a language out of a tag such as "fa" or "pt-BR"; "" as it is. Raises Unusable."""
    code = re.split("[-_]", said, maxsplit=1)[0].lower()
    if not said or code in _KNOWN:
        return code
    import pycountry  # noqa: PLC0415 slow import

    member = {2: "alpha_2", 3: "alpha_3"}.get(len(code))
    if member is None or pycountry.languages.get(**{member: code}) is None:
        raise Unusable(
            f"{said}: There is no such language. {', '.join(LANGUAGES)} are read wholly; of others,"
            " named by their code in ISO 639 such as it or pt, the quotation marks."
        )
    return code


def guess_told(location: str, article: Article) -> str:
    """What to say of an article whose encoding was guessed."""
    return (
        f"{location}: This is not in UTF-8, and does not say what it is in."
        f" It was read as {article.guessed_encoding}."
    )


def load_article(location: str) -> Article:
    """The article at a path or an address, or on standard input by "-". Raises Unusable."""
    try:
        if location == STANDARD:
            return read_article(_standard_input(MAX_ARTICLE_BYTES))
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
        if location == STANDARD:
            data = _standard_input(MAX_LETTER_BYTES)
            if data.startswith(_ZIP_STARTS):
                raise Unusable("A bundle is read from a file only, not from standard input.")
        elif location.startswith(_WEB) or path.is_dir() or _is_zip(path):
            return _letter_of_log(location)
        else:
            data = _bytes(path, MAX_LETTER_BYTES)
        read = read_letter(data)
        text = read.texts[0]
        if text.language == "und":
            from undersigned.core.quotes.language import (  # noqa: PLC0415 slow import
                guess_language,
            )

            return read_letter(data, language=guess_language(text.text))
        return read
    except OSError as error:
        raise Unusable(f"{location}: {error.strerror or error}") from None
    except CoreError as error:
        raise Unusable(f"{location}: {error}") from None


def article_files(folder: Path) -> tuple[list[Path], list[str]]:
    """All pages and plain texts below a folder, by their names, and which folders cannot be read.

    Raises Unusable without any. Links to folders are not followed.
    """
    refused: list[OSError] = []
    found = sorted(
        Path(within, name)
        for within, _, names in os.walk(folder, onerror=refused.append)
        for name in names
        if not name.startswith(".") and Path(name).suffix.lower() in _SUFFIXES
    )
    # A link that leads nowhere is named; a pipe would be waited for.
    found = [path for path in found if path.is_file() or not path.exists()]
    sentences = [f"{error.filename}: {error.strerror}" for error in refused]
    if not found:
        raise Unusable(
            "\n".join(sentences)
            or f"{folder}: There is no plain text (.txt, .md) and no page (.html) in it."
        )
    return found, sentences


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


def _standard_input(most: int) -> bytes:
    # It is None where whoever started the program has closed it.
    standard_input: TextIO | None = sys.stdin
    if standard_input is None:
        raise Unusable("There is no standard input.")
    return standard_input.buffer.read(most + 1)


def _bytes(path: Path, most: int) -> bytes:
    if not path.exists():
        raise Unusable(f"{path}: There is no such file.")
    if not path.is_file():
        raise Unusable(f"{path}: This is not a plain file.")
    with path.open("rb") as file:
        return file.read(most + 1)


def _is_zip(path: Path) -> bool:
    return _bytes(path, 3).startswith(_ZIP_STARTS)
