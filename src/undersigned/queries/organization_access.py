"""Who may change what an organization says of itself."""

from typing import Final

from undersigned.core.coalition import (
    LETTER_ROLES,
    SEAT_ROLES,
    SEATS_ASKED,
    Permission,
    SeatState,
)
from undersigned.models import Account, Member, Seat

MANAGING_ROLES: Final = tuple(
    role.value
    for role, permissions in SEAT_ROLES.items()
    if Permission.MANAGE_ORGANIZATION in permissions
)
LEADING_ROLES: Final = tuple(
    role.value for role, permissions in LETTER_ROLES.items() if Permission.LEAD in permissions
)


def speaks_for(account: Account, organization_id: int) -> bool:
    """Whether the person may manage the organization, in whichever coalition it has a seat."""
    return Member.objects.filter(
        account=account,
        seat__organization=organization_id,
        seat__state__in=SEATS_ASKED,
        role__in=MANAGING_ROLES,
    ).exists()


def may_manage(account: Account, organization_id: int) -> bool:
    """Whether the person may change the profile.

    Those who speak for the organization may, and while it has only been invited and never joined
    any coalition, whoever leads the letter that it is invited to.
    """
    if speaks_for(account, organization_id):
        return True
    seats = Seat.objects.filter(organization=organization_id)
    if seats.filter(joined_at__isnull=False).exists():
        return False
    return Member.objects.filter(
        account=account,
        seat=None,
        role__in=LEADING_ROLES,
        letter__seats__in=seats.filter(state=SeatState.INVITED.value),
    ).exists()
