"""Signatures of organizations that were confirmed and wait for the lead."""

import hashlib

from django.db.models import QuerySet

from undersigned.core.leaf import SignatoryKind
from undersigned.models import Signature


def waiting_signatures(signatures: QuerySet[Signature]) -> QuerySet[Signature]:
    """Those of `signatures` that wait for the lead to accept or decline them."""
    return signatures.filter(
        kind=SignatoryKind.ORGANIZATION, confirmed_at__isnull=False, ready_at=None
    )


def seen_mark(signature: Signature) -> str:
    """A mark of what a page shows of a signature: another one once the signer has changed it."""
    return mark_of(signature.name, signature.affiliation, signature.role, signature.country)


def mark_of(*fields: str) -> str:
    """The mark of these fields: short, and the same for the same fields only."""
    return hashlib.sha256("\n".join(fields).encode()).hexdigest()[:20]
