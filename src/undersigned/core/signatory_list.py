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
from undersigned.core.sentences import Sentence

NEEDED: Final = ("kind", "name")
COLUMNS: Final = ("kind", "name", "affiliation", "role", "country", "link")
MAX_LENGTH: Final = 300

KINDS: Final = {
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
            skipped.append(Remark(line, problem.sentence))
            continue
        same: tuple[str, ...] = (signatory.kind.value, fold(signatory.name), signatory.country)
        if signatory.kind is SignatoryKind.PERSON:
            same += (fold(signatory.affiliation),)
        first = first_lines.setdefault(same, line)
        if first != line:
            skipped.append(Remark(line, Sentence("It says the same as line {first}.", first=first)))
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
        raise Malformed(
            "Line {line} is not CSV: {error}.", line=reader.line_num, error=error
        ) from error


def _too_many(header: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    return {"": "more"} if any(cell.strip() for cell in cells[len(header) :]) else {}


def _check_header(header: Sequence[str]) -> None:
    missing = [name for name in NEEDED if name not in header]
    if missing:
        if len(header) < 2:
            raise Malformed(
                "The first line does not name the column {column!r}. The columns are to be"
                " separated by commas.",
                column=missing[0],
            )
        raise Malformed(
            "The first line does not name the column {column!r}; it names the columns, of"
            " which {columns} are used.",
            column=missing[0],
            columns=", ".join(COLUMNS),
        )
    for name in COLUMNS:
        if header.count(name) > 1:
            raise Malformed("The first line names the column {name!r} twice.", name=name)


def _read_row(
    row: Mapping[str, str], languages: Sequence[str]
) -> tuple[ListedSignatory, list[str]]:
    if "" in row and row[""] == "more":
        raise Malformed("It has more cells than the first line has columns.")
    written = row.get("kind", "").strip().casefold()
    kind = KINDS.get(written)
    if kind is None:
        raise Malformed("Its kind is {value!r}, not person or organization.", value=written[:40])
    name = clean_cell(row.get("name", ""), "name")
    if not name:
        raise Malformed("It has no name.")
    noticed: list[str] = []
    country = read_country(row.get("country", ""), languages, noticed)
    if kind is SignatoryKind.PERSON:
        noticed += [
            Sentence(
                "A person has no {column} here; {value!r} is left out.", column=column, value=value
            )
            for column, value in _left_out(row, ("link",))
        ]
        return ListedSignatory(
            kind,
            name,
            clean_cell(row.get("affiliation", ""), "affiliation"),
            clean_cell(row.get("role", ""), "role"),
            country,
        ), noticed
    # The representative of an organization is not public, and a list names none to write to.
    noticed += [
        Sentence(
            "An organization has no {column} here; {value!r} is left out.",
            column=column,
            value=value,
        )
        for column, value in _left_out(row, ("affiliation", "role"))
    ]
    website = read_website(row.get("link", ""), noticed)
    return ListedSignatory(kind, name, website, "", country), noticed


def _left_out(row: Mapping[str, str], columns: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each cell that has no place in such a signature; a country often stands in one."""
    for column in columns:
        if written := (row.get(column) or "").strip():
            yield column, written[:40]


def clean_cell(written: str, column: str) -> str:
    """A cell as it can be signed, "" for an empty one. Raises Malformed, which names `column`."""
    try:
        value = clean_line(written, max_length=MAX_LENGTH)
        if value:
            check_value(value)
    except Malformed as problem:
        raise Malformed("Its {column}: {problem}", column=column, problem=problem) from None
    return value


def read_country(written: str, languages: Sequence[str], noticed: list[str]) -> str:
    """The code of a country, or "" with a sentence in `noticed`. Raises Malformed."""
    cell = clean_cell(written, "country")
    code = find_country(cell, languages) if cell else ""
    if code is None:
        noticed.append(
            Sentence(
                "Nobody knows the country {value!r}; the signatory is taken without it.", value=cell
            )
        )
    return code or ""


def read_website(written: str, noticed: list[str]) -> str:
    """The address of a website, or "" with a sentence in `noticed`. Raises Malformed."""
    cell = clean_cell(written, "link")
    if not cell:
        return ""
    address = cell if "://" in cell else f"https://{cell}"
    try:
        parts = urlsplit(address)
        is_website = parts.scheme in {"http", "https"} and "." in (parts.hostname or "")
    except ValueError:
        is_website = False
    # What stands before an @ in an address is there to deceive.
    if not is_website or " " in address or "@" in parts.netloc or len(address) > MAX_LENGTH:
        noticed.append(
            Sentence("{value!r} is no address of a website; it is left out.", value=cell)
        )
        return ""
    return address
