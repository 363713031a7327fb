"""A list of organizations in a table: which of its rows are new, there already, or unusable, why.

One organization often fills several rows, one for each fact about it: such rows are taken together,
and what one of them lacks is taken from the next.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from undersigned.core.duplicates import Named, Pair, find_pairs, same_key
from undersigned.core.errors import Malformed
from undersigned.core.leaf import SignatoryKind
from undersigned.core.lines import fold
from undersigned.core.sentences import mark as _
from undersigned.core.signatory_list import (
    KINDS,
    ListedSignatory,
    clean_cell,
    read_country,
    read_website,
)
from undersigned.core.table_file import Row, Table


class Column(StrEnum):
    """What is taken of a row."""

    NAME = "name"
    COUNTRY = "country"
    WEBSITE = "website"
    KIND = "kind"


# How tables call these columns, folded; of several, the first that stands there is taken.
_CALLED: Final[Mapping[Column, tuple[str, ...]]] = {
    Column.NAME: (
        "name", "organization", "organisation", "organization name", "organisation name",
        "name of the organization", "name of the organisation", "name of organization",
        "name of organisation", "nom", "nom de l'organisation", "organisationsname", "nombre",
        "organizacion", "nome", "organizzazione", "organizacao", "nazwa", "naam", "organisatie",
        "نام", "название", "signatory",
    ),
    Column.COUNTRY: (
        "country", "country code", "land", "pays", "pais", "paese", "kraj", "страна", "کشور",
    ),
    Column.WEBSITE: (
        "website", "link", "url", "web", "web site", "homepage", "webseite", "site web",
        "site internet", "sitio web", "sito", "сайт", "وبگاه",
    ),
    Column.KIND: ("kind",),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column holds what, by its number from 0; None for one that is not there."""

    name: int
    country: int | None = None
    website: int | None = None
    kind: int | None = None
    has_header: bool = True


@dataclass(frozen=True, slots=True)
class Listed:
    """One organization of the list: what is known of it, and the lines that say so."""

    line: int
    signatory: ListedSignatory
    lines: tuple[int, ...]

    @property
    def key(self) -> str:
        """What tells it from all others in a comparison."""
        return f"line {self.line}"


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence about the row that begins on `line`, and the name in that row."""

    line: int
    name: str
    sentence: str


@dataclass(frozen=True, slots=True)
class OrganizationList:
    """The organizations in the order of the table, and what became of its other rows."""

    rows: int
    organizations: tuple[Listed, ...]
    unusable: tuple[Remark, ...]
    # What was left out of rows that are usable.
    remarks: tuple[Remark, ...]

    @property
    def repeated(self) -> int:
        """How many rows name an organization that an earlier row names."""
        return sum(len(each.lines) - 1 for each in self.organizations)


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do."""

    new: tuple[Listed, ...]
    # Each with the key of the one that is there already.
    there: tuple[tuple[Listed, str], ...]
    # Pairs with at least one of `new` in them.
    likely: tuple[Pair, ...]


def guess_mapping(table: Table) -> Columns | None:
    """The columns by their names in the first line; None when no column is called a name."""
    header = [fold(cell).strip(" .:*") for cell in table.rows[0].cells]
    found: dict[Column, int] = {}
    for column, names in _CALLED.items():
        for name in names:
            if name in header:
                found[column] = header.index(name)
                break
    if Column.NAME not in found:
        return None
    return Columns(
        found[Column.NAME],
        found.get(Column.COUNTRY),
        found.get(Column.WEBSITE),
        found.get(Column.KIND),
    )


def read_organizations(
    table: Table, mapping: Columns, *, languages: Sequence[str] = ()
) -> OrganizationList:
    """Read the rows; countries may be named in one of `languages`."""
    usable: list[Listed] = []
    unusable: list[Remark] = []
    remarks: list[Remark] = []
    rows = table.rows[1:] if mapping.has_header else table.rows
    for row in rows:
        name = _cell(row, mapping.name)[:100]
        noticed: list[str] = []
        try:
            signatory = _read(row, mapping, languages, noticed)
        except Malformed as problem:
            unusable.append(Remark(row.line, name, problem.sentence))
            continue
        usable.append(Listed(row.line, signatory, (row.line,)))
        remarks += [Remark(row.line, signatory.name, sentence) for sentence in noticed]
    organizations = tuple(_together(usable))
    return OrganizationList(len(rows), organizations, tuple(unusable), tuple(remarks))


def plan_import(organizations: Sequence[Listed], existing: Sequence[Named]) -> Plan:
    """Set the organizations of a list beside those that are there."""
    by_name: dict[str, list[Named]] = {}
    for each in existing:
        for name in (each.name, *each.other_names):
            by_name.setdefault(same_key(name), []).append(each)
    new: list[Listed] = []
    there: list[tuple[Listed, str]] = []
    for listed in organizations:
        country = listed.signatory.country
        same = [
            each
            for each in by_name.get(same_key(listed.signatory.name), ())
            if not country or not each.country or country == each.country
        ]
        if same:
            there.append((listed, same[0].key))
        else:
            new.append(listed)
    named = [
        Named(each.key, each.signatory.name, each.signatory.affiliation, each.signatory.country)
        for each in new
    ]
    keys = {each.key for each in named}
    pairs = find_pairs([*named, *existing])
    return Plan(tuple(new), tuple(there), tuple(pair for pair in pairs if pair.first in keys))


def _cell(row: Row, number: int | None) -> str:
    return row.cells[number] if number is not None and number < len(row.cells) else ""


def _read(
    row: Row, mapping: Columns, languages: Sequence[str], noticed: list[str]
) -> ListedSignatory:
    if mapping.kind is not None and (kind := fold(_cell(row, mapping.kind))):
        if kind not in KINDS:
            raise Malformed("Its kind is {kind!r}, not person or organization.", kind=kind[:40])
        if KINDS[kind] is SignatoryKind.PERSON:
            raise Malformed("It is a person; a person signs from a mailbox.")
    name = clean_cell(_cell(row, mapping.name), "name")
    if not same_key(name):
        raise Malformed(_("It has no name.") if not name else _("Its name has no letter or digit."))
    country = read_country(_cell(row, mapping.country), languages, noticed)
    website = read_website(_cell(row, mapping.website), noticed)
    return ListedSignatory(SignatoryKind.ORGANIZATION, name, website, "", country)


def _together(usable: Iterable[Listed]) -> Iterable[Listed]:
    """One for all rows of one name; rows of several countries are several organizations.

    A row without a country belongs to the first of that name.
    """
    by_name: dict[str, list[Listed]] = {}
    for row in usable:
        by_name.setdefault(same_key(row.signatory.name), []).append(row)
    found: list[Listed] = []
    for rows in by_name.values():
        countries = list(
            dict.fromkeys(row.signatory.country for row in rows if row.signatory.country)
        )
        for country in countries or [""]:
            is_first = not countries or country == countries[0]
            found.append(
                _one(
                    [
                        r
                        for r in rows
                        if r.signatory.country in ({country, ""} if is_first else {country})
                    ]
                )
            )
    return sorted(found, key=lambda each: each.line)


def _one(rows: Sequence[Listed]) -> Listed:
    first = rows[0]
    country = next((row.signatory.country for row in rows if row.signatory.country), "")
    website = next((row.signatory.affiliation for row in rows if row.signatory.affiliation), "")
    signatory = replace(first.signatory, country=country, affiliation=website)
    return Listed(first.line, signatory, tuple(row.line for row in rows))
