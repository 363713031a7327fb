"""Agree: who signed an earlier edition is asked, once, whether the corrected one is signed too."""

import secrets
from datetime import datetime
from typing import ClassVar

from django.db import transaction
from django.utils.translation import gettext as _

from undersigned.core.lifecycle import HELD_STATES, LetterState, SignatureState
from undersigned.core.opening import MASTER_BYTES, commit
from undersigned.core.refusal import Refused
from undersigned.core.tokens import Purpose
from undersigned.models import Edition, Signature
from undersigned.queries.manage import find_by_token
from undersigned.stages.sign import LetterNotOpen, owe_correction, owe_leaves, renew_names
from undersigned.stages.withdraw import ChangedMeanwhile, NotCounted


class CorrectedAgain(Refused):
    """The edition that was shown is not the current one any more."""


class EndorsedInstead(Refused):
    """An organization of the coalition agrees by endorsing, where its evidence is made."""

    status: ClassVar[int] = 403


@transaction.atomic
def ask_signers(*, at: datetime, limit: int) -> int:
    """Go on asking those who signed before a correction; return how many signatures were seen.

    Signatures are gone through in the order of their ids, and how far is kept with the edition:
    whoever stops in the middle goes on there, and nobody is asked twice. Organizations of the
    coalition are asked as such, and who was listed without a mailbox cannot be asked.
    """
    edition = (
        Edition.objects.filter(
            is_current=True, asked_through__isnull=False, letter__state=LetterState.OPEN
        )
        .select_related("letter")
        .order_by("id")
        .first()
    )
    if edition is None or edition.asked_through is None:
        return 0
    signatures = list(
        Signature.objects.filter(letter=edition.letter, pk__gt=edition.asked_through)
        .select_related("letter", "edition")
        .order_by("pk")[:limit]
    )
    reached = signatures[-1].pk if len(signatures) == limit else None
    # The swap comes first: a second worker waits for the row, and then finds that it was moved.
    asking = Edition.objects.filter(pk=edition.pk, asked_through=edition.asked_through)
    if not asking.update(asked_through=reached):
        return 0
    for signature in signatures:
        if _is_asked(signature, edition):
            owe_correction(signature, edition, at=at)
    return len(signatures)


def _is_asked(signature: Signature, edition: Edition) -> bool:
    return bool(
        signature.edition_id != edition.pk
        # Whoever has not confirmed yet is asked on confirming.
        and signature.confirmed_at is not None
        # Where a program may have signed, nobody gets a mail more.
        and signature.state not in HELD_STATES
        and signature.endorsement_id is None
        and signature.mailbox
    )


@transaction.atomic
def agree_to_edition(token: str, *, edition: int, at: datetime) -> None:
    """Let a signature stand under the current edition, whose number the signer was shown.

    A logged signature leaves its place (`withdraw`, `erase`) and waits for a new one, with a new
    receipt. Agreeing twice is fine. Raises UnknownLink, CorrectedAgain, EndorsedInstead,
    NotCounted, LetterNotOpen, ChangedMeanwhile.
    """
    signature = find_by_token(token, Purpose.MANAGE)
    if not signature.letter.is_open:
        raise LetterNotOpen(_("This letter is closed; your signature stays under its edition."))
    current = Edition.objects.get(letter=signature.letter, is_current=True)
    if current.number != edition:
        raise CorrectedAgain(
            _("The text was corrected once more meanwhile. Please look at the newest edition.")
        )
    if signature.edition_id == current.pk:
        return
    if signature.endorsement_id is not None:
        raise EndorsedInstead(
            _("An organization of the coalition agrees by endorsing the edition in the workspace.")
        )
    if signature.state is SignatureState.INVALIDATED:
        raise NotCounted(_("This signature was taken for not genuine, and does not count."))
    # An organization that waits for the lead goes on waiting, and so does what came in a burst.
    is_ready = signature.ready_at is not None
    is_committed = is_ready or signature.state is SignatureState.QUARANTINED
    master = secrets.token_bytes(MASTER_BYTES)
    changed = Signature.objects.filter(
        pk=signature.pk,
        log_index=signature.log_index,
        ready_at=signature.ready_at,
        edition=signature.edition_id,
    ).update(
        edition=current,
        log_index=None,
        is_receipt_owed=False,
        ready_at=at if is_ready else None,
        master=master if is_committed else None,
        commitment=(
            commit(signature.letter_id, master, signature.committed_fields())
            if is_committed
            else None
        ),
    )
    if not changed:
        raise ChangedMeanwhile(
            _("Your signature was just being logged. Please reload the page and try once more.")
        )
    if signature.log_index is not None:
        owe_leaves(signature, signature.log_index, at=at)
        renew_names(signature.letter_id)
