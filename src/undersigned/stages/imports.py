"""Imports: a letter that was gathered elsewhere is published here, with those who signed it there.

So are organizations that a lead has a list of, under a letter that is open. Whoever is listed gave
no mailbox here: such a signature has no receipt and cannot be taken back by its signer, and the
evidence in its opening says that the operator, or the lead, listed it.
"""

import secrets
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from undersigned.core.coalition import ActKind
from undersigned.core.lifecycle import LetterState
from undersigned.core.opening import MASTER_BYTES, commit
from undersigned.core.organization_list import Columns
from undersigned.core.refusal import Refused
from undersigned.core.signatory_list import ListedSignatory
from undersigned.core.table_file import read_table
from undersigned.models import Account, Edition, Letter, Signature, UploadedList
from undersigned.queries.workspace.alike import known_organizations
from undersigned.queries.workspace.list_preview import plan_list
from undersigned.stages.draft import (
    TextInput,
    TextRefused,
    create_letter,
    freeze_edition,
    save_text,
)
from undersigned.stages.history import record_act
from undersigned.stages.people import first_account
from undersigned.stages.publish import publish_letter
from undersigned.stages.sign import NAMED, LetterNotOpen, search_text

BATCH = 1000
KEEP_LISTS = timedelta(days=1)


@dataclass(frozen=True)
class TextImport:
    """One text; `source` is where it came from, for the sentences of a refusal."""

    language: str
    source: str
    text: TextInput


@dataclass(frozen=True)
class LetterImport:
    """A letter as it was read; the first of `texts` is the original."""

    slug: str
    texts: tuple[TextImport, ...]
    signatories: tuple[ListedSignatory, ...]


@dataclass(frozen=True, slots=True)
class ImportedList:
    """How many organizations were signed for, left out by choice, and there already."""

    imported: int
    left_out: int
    there: int


class UnknownList(Refused):
    """No list of organizations waits under this number."""

    status: ClassVar[int] = 404


@transaction.atomic
def import_letter(
    letter_import: LetterImport,
    *,
    at: datetime,
    progress: Callable[[int], None] = lambda _done: None,
) -> Letter:
    """Publish the letter with its signatures confirmed; the log then owes each a place.

    It is led by the oldest account, or by the one that the first link will make. `progress` is told
    how many more signatures are stored. Raises SlugTaken, TextRefused, NotReady.
    """
    lead = first_account(at=at)
    letter = _create(letter_import, lead, at=at)
    edition = freeze_edition(letter, by=lead, at=at)
    publish_letter(letter, by=lead, at=at)
    for start in range(0, len(letter_import.signatories), BATCH):
        batch = letter_import.signatories[start : start + BATCH]
        _store_signatures(letter, edition, batch, listed_by="operator", at=at)
        progress(len(batch))
    return letter


@transaction.atomic
def keep_list(letter: Letter, data: bytes, *, name: str, by: Account, at: datetime) -> UploadedList:
    """Keep an uploaded list of organizations until it is looked at and imported, for a day.

    Raises Malformed for what is no table, LetterNotOpen.
    """
    read_table(data)
    if not letter.is_open:
        raise _not_open()
    # Whoever uploads a better list does not come back to the worse one.
    UploadedList.objects.filter(letter=letter, account=by).delete()
    return UploadedList.objects.create(
        letter=letter, account=by, name=name[:200], data=data, uploaded_at=at
    )


@transaction.atomic
def drop_list(letter: Letter, list_id: int) -> None:
    """Forget an uploaded list; that it is gone already is fine."""
    UploadedList.objects.filter(pk=list_id, letter=letter).delete()


@transaction.atomic
def delete_old_lists(*, at: datetime) -> int:
    """Forget the lists that nobody imported within a day; return how many."""
    old = UploadedList.objects.filter(uploaded_at__lte=at - KEEP_LISTS)
    return old.delete()[0]


@transaction.atomic
def import_organizations(
    letter: Letter,
    list_id: int,
    columns: Columns,
    *,
    leave_out: Collection[int] = (),
    by: Account,
    at: datetime,
) -> ImportedList:
    """Sign for the organizations of an uploaded list that are not there, and forget the list.

    `leave_out` are lines of the list that the lead does not want. Nobody gets a mail, and the
    evidence says that the lead listed them. Raises UnknownList, also for the second of two presses,
    and LetterNotOpen.
    """
    # The letter's row comes first: of two lists the second sees what the first has brought.
    is_open = Letter.objects.filter(pk=letter.pk, state=LetterState.OPEN)
    if not is_open.update(names_revision=F("names_revision") + 1):
        raise _not_open()
    uploaded = UploadedList.objects.filter(pk=list_id, letter=letter).first()
    if uploaded is None or not UploadedList.objects.filter(pk=list_id).delete()[0]:
        raise UnknownList(_("This list is not here any more: it was imported, or dropped."))
    known = tuple(each.named for each in known_organizations(letter))
    plan = plan_list(letter, uploaded, columns, known)
    wanted = [each.signatory for each in plan.new if each.line not in leave_out]
    edition = Edition.objects.get(letter=letter, is_current=True)
    for start in range(0, len(wanted), BATCH):
        _store_signatures(letter, edition, wanted[start : start + BATCH], listed_by="lead", at=at)
    kind = ActKind.IMPORTED
    record_act(letter, kind, by=by, at=at, subject=uploaded.name, number=len(wanted))
    return ImportedList(len(wanted), len(plan.new) - len(wanted), len(plan.there))


def _not_open() -> LetterNotOpen:
    return LetterNotOpen(_("Only a letter that is open takes organizations from a list."))


@transaction.atomic
def draft_letter(letter_import: LetterImport, *, at: datetime) -> Letter:
    """Begin a letter with these texts and publish nothing; led like one that is imported.

    Raises SlugTaken, TextRefused.
    """
    return _create(letter_import, first_account(at=at), at=at)


def _create(letter_import: LetterImport, lead: Account, *, at: datetime) -> Letter:
    original, *translations = letter_import.texts
    letter = create_letter(
        lead,
        slug=letter_import.slug,
        language=original.language,
        title=original.text.title,
        at=at,
    )
    # An original without body is there already; a translation begins with its first version.
    for text, based_on in ((original, 1), *((text, 0) for text in translations)):
        try:
            save_text(letter, text.language, text.text, based_on=based_on, author=lead, at=at)
        except TextRefused as refused:
            problems = [f"{text.source}: {problem}" for problem in refused.problems]
            raise TextRefused(problems) from refused
    return letter


def _store_signatures(
    letter: Letter,
    edition: Edition,
    batch: Sequence[ListedSignatory],
    *,
    listed_by: str,
    at: datetime,
) -> None:
    """Insert confirmed signatures.

    In plain SQL: bulk_create takes four times as long, and a list may be of a hundred thousand.
    """
    columns = {field.name: field for field in Signature._meta.concrete_fields}
    everyone = {
        "letter": letter.pk,
        "edition": edition.pk,
        "contact": "",
        "display": NAMED,
        "is_shown": True,
        "wants_news": False,
        "language": letter.original_language,
        "mailbox_digest": None,
        "reminded_at": None,
        "log_index": None,
        "is_receipt_owed": False,
        **dict.fromkeys(("created_at", "confirmed_at", "ready_at"), at),
    }
    same = {
        name: columns[name].get_db_prep_save(value, connection) for name, value in everyone.items()
    }
    evidence = f"listed by the {listed_by} on {at:%Y-%m-%d}"
    rows = [_row(letter.pk, listed, evidence=evidence) for listed in batch]
    different = tuple(rows[0])
    # Both databases name the columns of a bare VALUES list column1, column2, …
    into = ", ".join(str(columns[name].column) for name in (*same, *different))
    out_of = [*["%s"] * len(same), *(f"column{n}" for n in range(1, len(different) + 1))]
    row = f"({', '.join(['%s'] * len(different))})"
    sql = (
        f"INSERT INTO {Signature._meta.db_table} ({into}) SELECT {', '.join(out_of)}"  # noqa: S608 no input
        f" FROM (VALUES {', '.join([row] * len(rows))}) AS listed"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*same.values(), *(value for row in rows for value in row.values())])


def _row(letter_id: str, listed: ListedSignatory, *, evidence: str) -> dict[str, str | bytes]:
    """The columns in which one signature differs from the next."""
    master = secrets.token_bytes(MASTER_BYTES)
    fields = {
        "name": listed.name,
        "affiliation": listed.affiliation,
        "role": listed.role,
        "country": listed.country,
        # Nobody confirmed from a mailbox: whoever reads the log is told so, of people too.
        "evidence": evidence,
    }
    return {
        **fields,
        "kind": listed.kind.value,
        "search_text": search_text(listed.name, listed.affiliation),
        "nonce": secrets.token_bytes(16),
        "master": master,
        "commitment": commit(letter_id, master, {**fields, "display": NAMED}),
    }
