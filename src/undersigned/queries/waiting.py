"""Signatures that were confirmed and wait for the lead: of organizations, and those of bursts."""

import hashlib

from django.db.models import Q, QuerySet

from undersigned.core.leaf import SignatoryKind
from undersigned.models import HeldSignature, Signature


def waiting_signatures(signatures: QuerySet[Signature]) -> QuerySet[Signature]:
    """Those of `signatures` that wait for the lead to accept or decline them."""
    return signatures.filter(
        kind=SignatoryKind.ORGANIZATION, confirmed_at__isnull=False, ready_at=None
    )


def unlogged_signatures(signatures: QuerySet[Signature]) -> QuerySet[Signature]:
    """Those of `signatures` for whose place, or for a decision about them, a log stays open.

    One that was taken for not genuine has no commitment, so nothing of it can be logged.
    """
    invalidated = Q(kind=SignatoryKind.PERSON, ready_at=None, commitment=None)
    return signatures.filter(~invalidated, confirmed_at__isnull=False, log_index=None)


def held_signatures(letter_id: str | None = None) -> QuerySet[HeldSignature]:
    """Signatures that came in a burst and wait for a decision, of a letter or of all."""
    held = HeldSignature.objects.filter(decision=None, batch__isnull=False)
    return held if letter_id is None else held.filter(letter=letter_id)


def seen_mark(signature: Signature) -> str:
    """A mark of what a page shows of a signature: another one once the signer has changed it."""
    return mark_of(signature.name, signature.affiliation, signature.role, signature.country)


def mark_of(*fields: str) -> str:
    """The mark of these fields: short, and the same for the same fields only."""
    return hashlib.sha256("\n".join(fields).encode()).hexdigest()[:20]
