"""The bytes of an organization's logo, for those who may see it."""

from typing import Final

from django.db.models import Exists, OuterRef, Q

from undersigned.core.coalition import SeatState
from undersigned.models import Account, Logo, Member, Seat, Signature
from undersigned.queries.letter_page import PUBLIC_STATES

DIGEST_DIGITS: Final = 16
"""So much of the SHA-256 stands in the address."""


def public_logo(organization_id: int, digest: str) -> bytes | None:
    """The logo, if the organization carries a published letter or stands under one; one query."""
    seats = Seat.objects.filter(
        organization=OuterRef("organization"), letter__state__in=PUBLIC_STATES
    )
    signatures = Signature.objects.filter(
        endorsement__seat__organization=OuterRef("organization"),
        letter__state__in=PUBLIC_STATES,
        log_index__isnull=False,
        is_shown=True,
    )
    return _bytes(
        Exists(seats.filter(state=SeatState.JOINED.value)) | Exists(signatures),
        organization_id=organization_id,
        digest=digest,
    )


def logo_for(account: Account, organization_id: int, digest: str) -> bytes | None:
    """The logo, if the organization has a seat in a coalition of the person; one query."""
    seats = Seat.objects.filter(
        organization=OuterRef("organization"),
        letter__in=Member.objects.filter(account=account).values("letter"),
    )
    return _bytes(Exists(seats), organization_id=organization_id, digest=digest)


def _bytes(may_see: Q | Exists, *, organization_id: int, digest: str) -> bytes | None:
    data = (
        Logo.objects.filter(may_see, organization=organization_id, digest__startswith=digest)
        .values_list("data", flat=True)
        .first()
    )
    return None if data is None else bytes(data)
