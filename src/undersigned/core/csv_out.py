"""Tables for spreadsheet programs: CSV in UTF-8 with a byte order mark, and no cell that computes.

A cell that begins with =, +, -, @, a tab or a line break is taken for a formula by some programs,
and names are typed by strangers; an apostrophe before it makes it text (OWASP, "CSV Injection").
"""

import csv
import io
from collections.abc import Iterable
from typing import Final

_COMPUTES: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
MARK: Final = "\ufeff"


def harmless(cell: str) -> str:
    """The cell as text, whatever it begins with."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_COMPUTES) else cell


def format_rows(rows: Iterable[Iterable[str]]) -> bytes:
    """Rows as lines that end with CR and LF (RFC 4180)."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([harmless(cell) for cell in row] for row in rows)
    return out.getvalue().encode()


def format_table(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    """A whole table, its columns named in the first line."""
    return MARK.encode() + format_rows([columns]) + format_rows(rows)
