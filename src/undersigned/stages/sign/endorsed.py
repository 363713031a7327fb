"""Sign by endorsing: those who endorsed an edition sign it, without being asked once more."""

import secrets
from datetime import datetime

from django.db import transaction

from undersigned.core.evidence import format_field, parse_evidence
from undersigned.core.leaf import SignatoryKind
from undersigned.core.opening import MASTER_BYTES, commit
from undersigned.models import Endorsement, Letter, Signature
from undersigned.queries.endorsements import unsigned_endorsements
from undersigned.stages.sign.owe import owe_leaves, renew_names
from undersigned.stages.sign.wish import NAMED, kept_address, search_text


@transaction.atomic
def sign_endorsements(letter: Letter, *, at: datetime) -> int:
    """Make the endorsements of the current edition signatures, in the order of their seats.

    They are the first signatories: those that were given before publication are ready from that
    moment on, and nobody can have signed before it. Each becomes one signature, whoever asks and
    however often; returns how many did now.
    """
    rows = unsigned_endorsements().filter(edition__letter=letter)
    signed = 0
    for row in rows.select_related("edition", "account"):
        # Another worker waits here, and then finds nothing left to do.
        untouched = Endorsement.objects.filter(
            pk=row.pk, is_signed=False, state=row.state, digest=row.digest
        )
        if not untouched.update(is_signed=True):
            continue
        _leave_earlier_place(letter, row, at=at)
        _sign_endorsement(letter, row, at=at)
        signed += 1
    return signed


def _leave_earlier_place(letter: Letter, row: Endorsement, *, at: datetime) -> None:
    """An organization that endorses a corrected edition no longer stands under the earlier one."""
    places = Signature.objects.filter(letter=letter, endorsement__seat=row.seat_id)
    while (earlier := places.select_related("letter").first()) is not None:
        # A worker that logs it in the same moment is waited for, and then its place is known.
        same = Signature.objects.filter(pk=earlier.pk, log_index=earlier.log_index)
        deleted, _rows = same.delete()
        if deleted and earlier.log_index is not None:
            owe_leaves(earlier, earlier.log_index, at=at)
            renew_names(letter.pk)


def _sign_endorsement(letter: Letter, row: Endorsement, *, at: datetime) -> None:
    evidence = parse_evidence(bytes(row.evidence or b""))
    statement = evidence.statement
    opened_at = row.edition.published_at or letter.published_at or at
    is_first = row.answered_at is not None and row.answered_at <= opened_at
    master = secrets.token_bytes(MASTER_BYTES)
    signature = Signature(
        letter=letter,
        edition=row.edition,
        endorsement=row,
        kind=SignatoryKind.ORGANIZATION,
        name=statement.name,
        affiliation=statement.website,
        country=statement.country,
        # The receipt goes there, and with it the way to withdraw.
        **kept_address(letter, row.account.email if row.account else ""),
        evidence=format_field(evidence),
        display=NAMED,
        is_shown=True,
        language=letter.original_language,
        search_text=search_text(statement.name, statement.website),
        nonce=secrets.token_bytes(16),
        master=master,
        created_at=at,
        confirmed_at=at,
        ready_at=opened_at if is_first else at,
    )
    signature.commitment = commit(letter.pk, master, signature.committed_fields())
    signature.save()
