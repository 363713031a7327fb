"""A list of signatories in a CSV file (RFC 4180): what is taken of it, what is not, and why.

The first line names the columns: kind and name, and where they are known affiliation, role,
country and link. Other columns are let go.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from undersigned.core.countries import find_country
from undersigned.core.errors import Malformed
from undersigned.core.leaf import SignatoryKind
from undersigned.core.lines import clean_line, fold
from undersigned.core.opening import check_value

NEEDED: Final = ("kind", "name")
COLUMNS: Final = ("kind", "name", "affiliation", "role", "country", "link")
MAX_LENGTH: Final = 300

_KINDS: Final = {
    "person": SignatoryKind.PERSON,
    "organization": SignatoryKind.ORGANIZATION,
    "organisation": SignatoryKind.ORGANIZATION,
}


@dataclass(frozen=True, slots=True)
class ListedSignatory:
    """One usable row; for an organization `affiliation` is its website, as in a signature."""

    kind: SignatoryKind
    name: str
    affiliation: str
    role: str
    country: str


@dataclass(frozen=True, slots=True)
class Remark:
    """What was noticed about the row that begins on `line`: a sentence for the operator."""

    line: int
    sentence: str


@dataclass(frozen=True, slots=True)
class SignatoryList:
    """The signatories in the order of the file, the rows left out, and what was left of others."""

    signatories: tuple[ListedSignatory, ...]
    skipped: tuple[Remark, ...]
    remarks: tuple[Remark, ...]


def parse_signatories(text: str, *, languages: Sequence[str] = ()) -> SignatoryList:
    """Read a list; countries may be named in one of `languages`. Raises Malformed for no such list.

    A row that is unusable is skipped, and so is one that says the same as an earlier one: the same
    organization in the same country, or the same person with the same affiliation there.
    """
    signatories: list[ListedSignatory] = []
    skipped: list[Remark] = []
    remarks: list[Remark] = []
    first_lines: dict[tuple[str, ...], int] = {}
    for line, row in _rows(text):
        try:
            signatory, noticed = _read_row(row, languages)
        except Malformed as problem:
            skipped.append(Remark(line, str(problem)))
            continue
        same: tuple[str, ...] = (signatory.kind.value, fold(signatory.name), signatory.country)
        if signatory.kind is SignatoryKind.PERSON:
            same += (fold(signatory.affiliation),)
        first = first_lines.setdefault(same, line)
        if first != line:
            skipped.append(Remark(line, f"It says the same as line {first}."))
            continue
        signatories.append(signatory)
        remarks += [Remark(line, sentence) for sentence in noticed]
    return SignatoryList(tuple(signatories), tuple(skipped), tuple(remarks))


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows by the names of their columns, each with the number of the line it begins on."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [name.strip().casefold() for name in next(reader, [])]
        _check_header(header)
        line = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, dict(zip(header, cells, strict=False)) | _too_many(header, cells)
            line = reader.line_num + 1
    except csv.Error as error:
        raise Malformed(f"Line {reader.line_num} is not CSV: {error}.") from error


def _too_many(header: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    return {"": "more"} if any(cell.strip() for cell in cells[len(header) :]) else {}


def _check_header(header: Sequence[str]) -> None:
    missing = [name for name in NEEDED if name not in header]
    if missing:
        hint = " The columns are to be separated by commas." if len(header) < 2 else ""
        raise Malformed(
            f"The first line does not name the column {missing[0]!r}; it names the columns, of"
            f" which {', '.join(COLUMNS)} are used.{hint}"
        )
    for name in COLUMNS:
        if header.count(name) > 1:
            raise Malformed(f"The first line names the column {name!r} twice.")


def _read_row(
    row: Mapping[str, str], languages: Sequence[str]
) -> tuple[ListedSignatory, list[str]]:
    if "" in row and row[""] == "more":
        raise Malformed("It has more cells than the first line has columns.")
    written = row.get("kind", "").strip().casefold()
    kind = _KINDS.get(written)
    if kind is None:
        raise Malformed(f"Its kind is {written[:40]!r}, not person or organization.")
    name = _clean(row, "name")
    if not name:
        raise Malformed("It has no name.")
    noticed: list[str] = []
    country = _country(row, languages, noticed)
    if kind is SignatoryKind.PERSON:
        return ListedSignatory(
            kind, name, _clean(row, "affiliation"), _clean(row, "role"), country
        ), noticed
    # The representative of an organization is not public, and a list names none to write to.
    return ListedSignatory(kind, name, _website(row, noticed), "", country), noticed


def _clean(row: Mapping[str, str], column: str) -> str:
    try:
        value = clean_line(row.get(column) or "", max_length=MAX_LENGTH)
        if value:
            check_value(value)
    except Malformed as problem:
        raise Malformed(f"Its {column}: {problem}") from None
    return value


def _country(row: Mapping[str, str], languages: Sequence[str], noticed: list[str]) -> str:
    written = _clean(row, "country")
    code = find_country(written, languages) if written else ""
    if code is None:
        noticed.append(f"Nobody knows the country {written!r}; the signatory is taken without it.")
    return code or ""


def _website(row: Mapping[str, str], noticed: list[str]) -> str:
    written = _clean(row, "link")
    if not written:
        return ""
    address = written if "://" in written else f"https://{written}"
    try:
        parts = urlsplit(address)
        is_website = parts.scheme in {"http", "https"} and "." in (parts.hostname or "")
    except ValueError:
        is_website = False
    if not is_website or " " in address or len(address) > MAX_LENGTH:
        noticed.append(f"{written!r} is no address of a website; it is left out.")
        return ""
    return address
