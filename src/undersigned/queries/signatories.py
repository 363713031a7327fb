"""Who signed, as the public pages list them: organizations first, then people, as logged."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from undersigned.core.leaf import SignatoryKind
from undersigned.core.lines import fold
from undersigned.core.refusal import Refused
from undersigned.models import Edition, Signature

PAGE_ROWS = 200
# The letter's own page holds all organizations of most letters, and the first of the people.
LETTER_ORGANIZATIONS = 300
LETTER_PEOPLE = 60
# A search is for finding a name, not for reading the list: it stops here.
SEARCH_ROWS = 1000
SEARCH_WORDS = 8


class NoSuchPage(Refused):
    """The list ends before this page."""

    status: ClassVar[int] = 404


@dataclass(frozen=True)
class Signatory:
    """One name as it is shown; an organization has its website in `affiliation` and no role."""

    index: int
    kind: SignatoryKind
    name: str
    affiliation: str
    role: str
    country_code: str
    # The number of an earlier edition under which it still stands; 0 for the current one.
    earlier_edition: int


@dataclass(frozen=True)
class SignatoryList:
    """One page of names. `total` counts all pages; a search stops counting at SEARCH_ROWS."""

    organizations: tuple[Signatory, ...]
    people: tuple[Signatory, ...]
    total: int
    is_cut: bool
    page: int
    pages: int


@dataclass(frozen=True)
class Shown:
    """How many names of each kind are shown."""

    organizations: int
    people: int

    @property
    def total(self) -> int:
        return self.organizations + self.people


def organizations(letter_id: str) -> tuple[Signatory, ...]:
    """The first LETTER_ORGANIZATIONS organizations whose names are shown."""
    return _first(letter_id, SignatoryKind.ORGANIZATION, LETTER_ORGANIZATIONS)


def people(letter_id: str) -> tuple[Signatory, ...]:
    """The first LETTER_PEOPLE people whose names are shown."""
    return _first(letter_id, SignatoryKind.PERSON, LETTER_PEOPLE)


def all_signatories(letter_id: str, size: int) -> Iterator[Signatory]:
    """Everyone whose name is shown in a tree of that size, a few in memory at a time."""
    standing = _ordered(_shown(letter_id).filter(log_index__lt=size))
    for row in standing.values_list(*_COLUMNS).iterator(chunk_size=2000):
        yield _signatory(row)


def signatories(letter_id: str, revision: str, *, search: str, page: int) -> SignatoryList:
    """One page of all shown names, or of those that contain every word of `search`.

    `revision` is the letter's, by which counts are kept. Raises NoSuchPage.
    """
    words = fold(search).split()[:SEARCH_WORDS]
    if words:
        found = _shown(letter_id)
        for word in words:
            found = found.filter(search_text__contains=word)
        # One pass finds what is shown, how much there is, and that there is more.
        keys = list(_ordered(found).values_list("pk", flat=True)[: SEARCH_ROWS + 1])
        is_cut = len(keys) > SEARCH_ROWS
        total = min(len(keys), SEARCH_ROWS)
        pages = _check_page(page, total)
        wanted = keys[:SEARCH_ROWS][(page - 1) * PAGE_ROWS : page * PAGE_ROWS]
        rows = _rows(Signature.objects.filter(pk__in=wanted))
    else:
        is_cut = False
        total = shown(letter_id, revision).total
        pages = _check_page(page, total)
        rows = _rows(_shown(letter_id), (page - 1) * PAGE_ROWS, page * PAGE_ROWS)
    return SignatoryList(
        organizations=tuple(row for row in rows if row.kind == SignatoryKind.ORGANIZATION),
        people=tuple(row for row in rows if row.kind == SignatoryKind.PERSON),
        total=total,
        is_cut=is_cut,
        page=page,
        pages=pages,
    )


@dataclass(frozen=True)
class EarlierEdition:
    """An edition that was corrected since, and how many signatures still stand under it."""

    number: int
    standing: int


@lru_cache(maxsize=256)
def earlier_editions(letter_id: str, revision: str) -> tuple[EarlierEdition, ...]:
    """The published editions before the current one, the newest first; counted once a revision."""
    corrected = Edition.objects.filter(letter=letter_id, is_published=True, is_current=False)
    numbers = dict(corrected.order_by("-number").values_list("pk", "number"))
    if not numbers:
        return ()
    logged = Signature.objects.filter(letter=letter_id, log_index__isnull=False)
    standing = dict(
        logged.filter(edition__in=numbers)
        .values_list("edition")
        .annotate(count=Count("id"))
        .order_by()
    )
    return tuple(EarlierEdition(number, standing.get(pk, 0)) for pk, number in numbers.items())


@lru_cache(maxsize=256)
def shown(letter_id: str, revision: str) -> Shown:
    """How many names are shown; counted once a revision of the letter."""
    of_kind = {
        kind: _shown(letter_id).filter(kind=kind.value).count()
        for kind in (SignatoryKind.ORGANIZATION, SignatoryKind.PERSON)
    }
    return Shown(of_kind[SignatoryKind.ORGANIZATION], of_kind[SignatoryKind.PERSON])


def _check_page(page: int, total: int) -> int:
    pages = max(1, -(-total // PAGE_ROWS))
    if not 1 <= page <= pages:
        raise NoSuchPage(_("The list has no such page."))
    return pages


def _shown(letter_id: str) -> QuerySet[Signature]:
    return Signature.objects.filter(letter=letter_id, is_shown=True, log_index__isnull=False)


def _ordered(signatures: QuerySet[Signature]) -> QuerySet[Signature]:
    # "organization" comes before "person".
    return signatures.order_by("kind", "log_index")


def _first(letter_id: str, kind: SignatoryKind, number: int) -> tuple[Signatory, ...]:
    return _rows(_shown(letter_id).filter(kind=kind.value), 0, number)


def _rows(
    signatures: QuerySet[Signature], start: int = 0, end: int | None = None
) -> tuple[Signatory, ...]:
    rows = _ordered(signatures).values_list(*_COLUMNS)
    return tuple(_signatory(row) for row in rows[start:end])


_Row = tuple[int | None, str, str, str, str, str, int, bool]
_COLUMNS = (
    "log_index",
    "kind",
    "name",
    "affiliation",
    "role",
    "country",
    "edition__number",
    "edition__is_current",
)


def _signatory(row: _Row) -> Signatory:
    index, kind, name, affiliation, role, country, number, is_current = row
    return Signatory(
        index=index or 0,
        kind=SignatoryKind(kind),
        name=name,
        affiliation=affiliation,
        # An organization's role is its representative's, which is not shown.
        role=role if kind == SignatoryKind.PERSON else "",
        country_code=country,
        earlier_edition=0 if is_current else number,
    )
