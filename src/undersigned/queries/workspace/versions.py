"""The versions of a text: the list, one of them, and what differs between two."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Max

from undersigned.core.differences import Stretch, lay_out
from undersigned.core.languages import direction
from undersigned.models import EditionText, Letter, Version

ROWS_ON_A_PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class VersionRow:
    """Who saved a version, when and why, and what it came from."""

    number: int
    title: str
    author: str
    saved_at: datetime
    reason: str
    words: int | None
    is_removed: bool
    restored_number: int | None
    original_number: int | None
    # The first and the last of the versions that were saved while it was written, when it was
    # merged with any.
    merged_from: int
    merged_to: int
    # The editions that froze it.
    editions: tuple[int, ...]

    @property
    def is_merged(self) -> bool:
        return self.merged_from > 0


@dataclass(frozen=True, slots=True)
class VersionPage:
    """Some of the versions, the newest first."""

    rows: tuple[VersionRow, ...]
    newest: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between two versions, part by part; an empty part is the same in both."""

    language: str
    direction: str
    one: VersionRow
    other: VersionRow
    newest: int
    title: tuple[Stretch, ...]
    addressees: tuple[Stretch, ...]
    body: tuple[Stretch, ...]

    @property
    def rows(self) -> tuple[VersionRow, VersionRow]:
        """The two that are compared."""
        return self.one, self.other

    @property
    def is_none(self) -> bool:
        return not (self.title or self.addressees or self.body)


def list_versions(letter: Letter, language: str, page: int) -> VersionPage:
    """One page of the versions; raises Version.DoesNotExist where there is none.

    Three queries, however many versions there are.
    """
    newest = newest_number(letter, language)
    pages = -(-newest // ROWS_ON_A_PAGE)
    if not 1 <= page <= pages:
        raise Version.DoesNotExist
    last = newest - (page - 1) * ROWS_ON_A_PAGE
    versions = (
        Version.objects.filter(
            letter=letter, language=language, number__gt=last - ROWS_ON_A_PAGE, number__lte=last
        )
        .select_related("author")
        .defer("addressees", "body")
        .order_by("-number")
    )
    return VersionPage(
        rows=_rows(letter, language, versions), newest=newest, page=page, pages=pages
    )


def newest_number(letter: Letter, language: str) -> int:
    """The number of the newest version, removed or not; 0 where there is none."""
    found = Version.objects.filter(letter=letter, language=language)
    newest: int | None = found.aggregate(newest=Max("number"))["newest"]
    return newest or 0


def one_version(letter: Letter, language: str, number: int) -> tuple[Version, VersionRow]:
    """A version and what is told of it. Raises Version.DoesNotExist."""
    version = Version.objects.select_related("author").get(
        letter=letter, language=language, number=number
    )
    (row,) = _rows(letter, language, [version])
    return version, row


def compare_versions(
    letter: Letter, language: str, one: int, other: int | None = None
) -> Difference:
    """What version `other`, or the newest, has differently than `one`; 0 is no text at all.

    Raises Version.DoesNotExist.
    """
    newest = newest_number(letter, language)
    numbers = (one, newest if other is None else other)
    found = Version.objects.filter(letter=letter, language=language, number__in=numbers)
    versions = {version.number: version for version in found.select_related("author")}
    if not set(numbers) <= versions.keys():
        raise Version.DoesNotExist
    before, after = versions[numbers[0]], versions[numbers[1]]
    rows = {row.number: row for row in _rows(letter, language, versions.values())}
    return Difference(
        language=language,
        direction=direction(language),
        one=rows[before.number],
        other=rows[after.number],
        newest=newest,
        title=lay_out(before.title, after.title),
        addressees=lay_out(before.addressees, after.addressees),
        body=lay_out(before.body, after.body),
    )


def _rows(letter: Letter, language: str, versions: Iterable[Version]) -> tuple[VersionRow, ...]:
    versions = list(versions)
    frozen: dict[int, list[int]] = {}
    texts = EditionText.objects.filter(
        edition__letter=letter,
        language=language,
        version__in=[version.number for version in versions],
    )
    for number, edition in texts.order_by("edition__number").values_list(
        "version", "edition__number"
    ):
        frozen.setdefault(number, []).append(edition)
    return tuple(_row(version, tuple(frozen.get(version.number, ()))) for version in versions)


def _row(version: Version, editions: tuple[int, ...]) -> VersionRow:
    is_merged = 0 < version.based_on < version.number - 1
    return VersionRow(
        number=version.number,
        title=version.title,
        author=version.author.called,
        saved_at=version.saved_at,
        reason=version.reason,
        words=version.words,
        is_removed=version.is_removed,
        restored_number=version.restored_number,
        original_number=version.original_number,
        merged_from=version.based_on + 1 if is_merged else 0,
        merged_to=version.number - 1 if is_merged else 0,
        editions=editions,
    )
