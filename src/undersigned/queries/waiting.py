"""Organizations whose confirmed signatures wait for the lead."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from undersigned.core.leaf import SignatoryKind
from undersigned.models import Letter, Signature


@dataclass(frozen=True, slots=True)
class WaitingOrganization:
    """An organization's confirmed signature that waits for the lead."""

    id: int
    name: str
    website: str
    representative: str
    country: str
    contact: str
    language: str
    confirmed_at: datetime


def waiting_organizations(letter: Letter) -> tuple[WaitingOrganization, ...]:
    """The organizations that wait for the lead, the longest waiting first."""
    waiting = waiting_signatures(Signature.objects.filter(letter=letter)).order_by(
        "confirmed_at", "id"
    )
    return tuple(
        WaitingOrganization(
            id=signature.pk,
            name=signature.name,
            website=signature.affiliation,
            representative=signature.role,
            country=signature.country,
            contact=signature.contact,
            language=signature.language,
            confirmed_at=signature.confirmed_at or signature.created_at,
        )
        for signature in waiting.order_by("confirmed_at", "id")
    )


def waiting_signatures(signatures: QuerySet[Signature]) -> QuerySet[Signature]:
    """Those of `signatures` that wait for the lead to accept or decline them."""
    return signatures.filter(
        kind=SignatoryKind.ORGANIZATION, confirmed_at__isnull=False, ready_at=None
    )
