"""A table as spreadsheets save it (CSV): its encoding, what separates its cells, and its rows.

Unicode text is told by its byte order mark or by being valid UTF-8; what is neither can only be
guessed to be Windows-1252, and whoever uploaded it is told so.
"""

import csv
import io
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from undersigned.core.errors import Malformed

MAX_BYTES: Final = 5 * 1024 * 1024
MAX_ROWS: Final = 20_000
MAX_COLUMNS: Final = 100
SEPARATORS: Final = (",", ";", "\t")
# Python's own limit for one cell, in characters; no cell that is meant comes near it.
MAX_CELL: Final = 131_072

_ZIP: Final = b"PK\x03\x04"
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0"
# Bytes that Windows-1252 gives no character.
_NO_CHARACTER: Final = frozenset(b"\x81\x8d\x8f\x90\x9d")
_SAMPLE_BYTES: Final = 2_000


class Encoding(StrEnum):
    """How the characters were written."""

    UTF_8 = "UTF-8"
    UTF_16 = "UTF-16"
    WINDOWS_1252 = "Windows-1252"


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row, and the line of the file on which it begins."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """All rows that are not empty, the first line among them."""

    encoding: Encoding
    separator: str
    rows: tuple[Row, ...]


def read_table(data: bytes) -> Table:
    """Read a file. Raises Malformed with a sentence for the person who chose it."""
    if len(data) > MAX_BYTES:
        raise Malformed(
            "This file is too large: at most {most} MB are read.", most=MAX_BYTES // 1024**2
        )
    if data.startswith((_ZIP, _OLD_OFFICE)):
        raise Malformed(
            "This is a file of a spreadsheet program. Save it there as CSV, and choose that."
        )
    text, encoding = _decode(data)
    if not text.strip():
        raise Malformed("This file is empty.")
    if "\x00" in text:
        raise Malformed("This is not a CSV file: it holds zero bytes.")
    separator = _separator(text)
    rows = _rows(text, separator)
    if not rows:
        raise Malformed("This file holds no cell with anything in it.")
    return Table(encoding, separator, rows)


def _decode(data: bytes) -> tuple[str, Encoding]:
    try:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return data.decode("utf-16"), Encoding.UTF_16
        if guessed := _utf16_without_mark(data):
            return data.decode(guessed), Encoding.UTF_16
    except UnicodeDecodeError:
        raise Malformed("This file begins as UTF-16 and goes on as something else.") from None
    try:
        return data.decode("utf-8-sig"), Encoding.UTF_8
    except UnicodeDecodeError as error:
        if _NO_CHARACTER.isdisjoint(data) and b"\x00" not in data:
            return data.decode("cp1252"), Encoding.WINDOWS_1252
        raise Malformed(
            "Byte {place} of this file is neither UTF-8 nor Windows-1252. Save it once more"
            " as “CSV UTF-8”.",
            place=error.start + 1,
        ) from None


def _utf16_without_mark(data: bytes) -> str:
    """The byte order of text in which every second byte is zero, as most are in UTF-16."""
    sample = data[:_SAMPLE_BYTES]
    half = len(sample) // 2
    if half < 4 or len(data) % 2:
        return ""
    if sample[1::2].count(0) > 0.7 * half and sample[::2].count(0) == 0:
        return "utf-16-le"
    if sample[::2].count(0) > 0.7 * half and sample[1::2].count(0) == 0:
        return "utf-16-be"
    return ""


def _separator(text: str) -> str:
    """What gives the first line most cells; a comma where nothing gives it more than one."""
    counts = {}
    for separator in SEPARATORS:
        try:
            first = next(
                csv.reader(io.StringIO(text.lstrip("\r\n"), newline=""), delimiter=separator)
            )
        except (csv.Error, StopIteration):
            first = []
        counts[separator] = len(first)
    return max(SEPARATORS, key=lambda separator: counts[separator])


def _rows(text: str, separator: str) -> tuple[Row, ...]:
    rows: list[Row] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                if len(cells) > MAX_COLUMNS:
                    raise Malformed(
                        "Line {line} has {count} cells; at most {most} are read.",
                        line=line,
                        count=len(cells),
                        most=MAX_COLUMNS,
                    )
                # The first line may name the columns.
                if len(rows) > MAX_ROWS:
                    raise Malformed(
                        "This file is too long: at most {most:,} rows are read.", most=MAX_ROWS
                    )
                rows.append(Row(line, tuple(cells)))
            line = reader.line_num + 1
    except csv.Error as error:
        if len(max(text.split(separator), key=len)) > MAX_CELL or "field larger" in str(error):
            raise Malformed(
                "On line {line} a cell begins that has more than {most:,} characters; perhaps"
                " its quotation mark is never closed.",
                line=line,
                most=MAX_CELL,
            ) from error
        raise Malformed(
            "Line {line} is not CSV: {error}.", line=reader.line_num, error=error
        ) from error
    return tuple(rows)
