"""Imports: a letter that was gathered elsewhere is published here, with those who signed it there.

Whoever is listed gave no mailbox here: such a signature has no receipt and cannot be taken back by
its signer, and the evidence in its opening says that the operator listed it.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from undersigned.core.opening import MASTER_BYTES, commit
from undersigned.core.signatory_list import ListedSignatory
from undersigned.models import Account, Edition, Letter, Signature
from undersigned.stages.draft import (
    TextInput,
    TextRefused,
    create_letter,
    freeze_edition,
    save_text,
)
from undersigned.stages.people import first_account
from undersigned.stages.publish import publish_letter
from undersigned.stages.sign import NAMED, search_text

BATCH = 1000


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
    publish_letter(letter, at=at)
    for start in range(0, len(letter_import.signatories), BATCH):
        batch = letter_import.signatories[start : start + BATCH]
        _store_signatures(letter, edition, batch, at=at)
        progress(len(batch))
    return letter


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
    letter: Letter, edition: Edition, batch: Sequence[ListedSignatory], *, at: datetime
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
    rows = [_row(letter.pk, listed, at=at) for listed in batch]
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


def _row(letter_id: str, listed: ListedSignatory, *, at: datetime) -> dict[str, str | bytes]:
    """The columns in which one signature differs from the next."""
    master = secrets.token_bytes(MASTER_BYTES)
    fields = {
        "name": listed.name,
        "affiliation": listed.affiliation,
        "role": listed.role,
        "country": listed.country,
        # Nobody confirmed from a mailbox: whoever reads the log is told so, of people too.
        "evidence": f"listed by the operator on {at:%Y-%m-%d}",
    }
    return {
        **fields,
        "kind": listed.kind.value,
        "search_text": search_text(listed.name, listed.affiliation),
        "nonce": secrets.token_bytes(16),
        "master": master,
        "commitment": commit(letter_id, master, {**fields, "display": NAMED}),
    }
