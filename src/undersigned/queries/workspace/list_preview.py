"""What an uploaded list of organizations would bring, before anything of it is stored."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from undersigned.core.coalition import ActKind
from undersigned.core.duplicates import Likeness, Named
from undersigned.core.organization_list import (
    Columns,
    Listed,
    OrganizationList,
    Plan,
    Remark,
    guess_mapping,
    plan_import,
    read_organizations,
)
from undersigned.core.table_file import Table, read_table
from undersigned.models import Account, Act, EditionText, Letter, UploadedList
from undersigned.queries.workspace.alike import Known, known_organizations

# So many of each kind are listed; the totals count all.
SHOWN: Final = 200
LIKELY_SHOWN: Final = 300
# A list may name countries in another language than the letter's.
# Within this time, what was imported last is what was asked for once more.
TWICE: Final = timedelta(minutes=1)
COUNTRY_LANGUAGES: Final = (
    "fr", "de", "es", "it", "pt", "nl", "pl", "sv", "ru", "uk", "ar", "fa", "tr", "zh",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class There:
    """An organization of the list that the letter has already."""

    listed: Listed
    known: Known


@dataclass(frozen=True, slots=True)
class Other:
    """What a new organization may be: one of the list, by its line, or one of the letter."""

    name: str
    line: int | None
    known: Known | None
    likenesses: tuple[Likeness, ...]


@dataclass(frozen=True, slots=True)
class Likely:
    """A new organization that may be another one, or several."""

    listed: Listed
    others: tuple[Other, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """An uploaded list with the columns that were chosen."""

    id: int
    name: str
    encoding: str
    separator: str
    columns: Columns
    rows: int
    organizations: int
    repeated: int
    repeats: tuple[Listed, ...]
    new: tuple[Listed, ...]
    new_count: int
    there: tuple[There, ...]
    there_count: int
    likely: tuple[Likely, ...]
    likely_count: int
    unusable: tuple[Remark, ...]
    unusable_count: int
    # What was left out of usable rows, said once for all rows of which it is said.
    remarks: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Unmapped:
    """An uploaded list in which no column is called a name: the lead has to choose."""

    id: int
    name: str
    encoding: str


def plan_list(
    letter: Letter, uploaded: UploadedList, columns: Columns, known: Sequence[Named]
) -> Plan:
    """What an import of the list would do now."""
    organizations = read_organizations(
        _table(uploaded), columns, languages=_languages(letter)
    ).organizations
    return plan_import(organizations, known)


def find_list(letter: Letter, list_id: int) -> UploadedList | None:
    """The uploaded list of that number; None when it is not there any more."""
    return UploadedList.objects.filter(pk=list_id, letter=letter).first()


def list_columns(uploaded: UploadedList) -> tuple[tuple[str, ...], ...]:
    """The cells of the first lines, to choose columns by."""
    return tuple(row.cells for row in _table(uploaded).rows[:4])


def preview_list(
    letter: Letter, uploaded: UploadedList, columns: Columns | None
) -> Preview | Unmapped:
    """Everything that the lead is shown before pressing the button; `columns` None guesses them."""
    table = _table(uploaded)
    columns = columns or guess_mapping(table)
    if columns is None or columns.name >= max(len(row.cells) for row in table.rows):
        return Unmapped(uploaded.pk, uploaded.name, table.encoding.value)
    listed = read_organizations(table, columns, languages=_languages(letter))
    known = {each.key: each for each in known_organizations(letter)}
    plan = plan_import(listed.organizations, [each.named for each in known.values()])
    likely = _likely(plan, known)
    return Preview(
        id=uploaded.pk,
        name=uploaded.name,
        encoding=table.encoding.value,
        separator=table.separator,
        columns=columns,
        **_lists(listed, plan, known),
        likely=tuple(likely[:LIKELY_SHOWN]),
        likely_count=len(likely),
    )


def _likely(plan: Plan, known: dict[str, Known]) -> list[Likely]:
    """The new organizations that may be others, in the order of their lines."""
    by_key = {each.key: each for each in plan.new}
    others: dict[str, list[Other]] = {}
    for pair in plan.likely:
        if there := known.get(pair.second):
            other = Other(there.name, None, there, pair.likenesses)
        else:
            listed = by_key[pair.second]
            other = Other(listed.signatory.name, listed.line, None, pair.likenesses)
        others.setdefault(pair.first, []).append(other)
    return [Likely(by_key[key], tuple(some)) for key, some in others.items()]


def _lists(listed: OrganizationList, plan: Plan, known: dict[str, Known]) -> dict[str, Any]:
    """Fields of a preview, of several types."""
    repeats = [each for each in listed.organizations if len(each.lines) > 1]
    sentences = Counter(remark.sentence for remark in listed.remarks)
    return {
        "rows": listed.rows,
        "organizations": len(listed.organizations),
        "repeated": listed.repeated,
        "repeats": tuple(repeats[:SHOWN]),
        "new": plan.new[:SHOWN],
        "new_count": len(plan.new),
        "there": tuple(There(each, known[key]) for each, key in plan.there[:SHOWN]),
        "there_count": len(plan.there),
        "unusable": listed.unusable[:SHOWN],
        "unusable_count": len(listed.unusable),
        "remarks": tuple(sentences.most_common(20)),
    }


def _table(uploaded: UploadedList) -> Table:
    data: Any = uploaded.data  # PostgreSQL gives a memoryview
    return read_table(bytes(data))


def _languages(letter: Letter) -> list[str]:
    texts = EditionText.objects.filter(edition__letter=letter, edition__is_current=True)
    return [*texts.values_list("language", flat=True), *COUNTRY_LANGUAGES]


def number_just_imported(letter: Letter, *, by: Account, at: datetime) -> int | None:
    """How many a person imported a moment ago, if nothing was done to the letter since."""
    newest = Act.objects.filter(letter=letter).order_by("-id").first()
    if newest is None or newest.kind != ActKind.IMPORTED or newest.account_id != by.pk:
        return None
    return newest.number if newest.at > at - TWICE else None
