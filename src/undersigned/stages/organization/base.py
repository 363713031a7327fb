"""What all acts on an organization share: who may do them, and who learns of them."""

from datetime import datetime
from typing import ClassVar

from django.db.models import F
from django.utils.translation import gettext as _

from undersigned.core.coalition import SEATS_ASKED, ActKind
from undersigned.core.refusal import Refused
from undersigned.models import Account, Letter, Member, Organization, Seat
from undersigned.queries.organization_access import may_manage
from undersigned.stages.history import record_act


class NotYourOrganization(Refused):
    """The person may see this organization, but does not speak for it."""

    status: ClassVar[int] = 403


class NoSuchOrganization(Refused):
    """There is no such organization, or nothing of that number with it."""

    status: ClassVar[int] = 404


def require_manager(organization: Organization, by: Account) -> None:
    """Return if `by` may change what the organization says of itself."""
    if not may_manage(by, organization.pk):
        raise NotYourOrganization(_("You do not speak for this organization."))


def hold(organization: Organization) -> None:
    """Let acts on one organization happen one after the other, until the transaction ends."""
    Organization.objects.filter(pk=organization.pk).update(revision=F("revision"))


def record(
    organization: Organization,
    kind: ActKind,
    *,
    by: Account | None,
    at: datetime,
    subject: str = "",
    note: str = "",
) -> None:
    """Put a line into the history of each letter that the organization carries.

    A letter whose coalition does not know the person does not learn of them here.
    """
    letters = Letter.objects.filter(
        seats__organization=organization, seats__state__in=SEATS_ASKED
    ).order_by("pk")
    known = set(
        Member.objects.filter(account=by, letter__in=letters).values_list("letter", flat=True)
    )
    for letter in letters:
        record_act(
            letter,
            kind,
            by=by if letter.pk in known else None,
            at=at,
            subject=subject or organization.name,
            note=note,
        )


def renew_pages(organization: Organization) -> None:
    """Let the public pages on which the organization stands be made anew."""
    letters = Seat.objects.filter(organization=organization).values("letter")
    Letter.objects.filter(pk__in=letters).update(names_revision=F("names_revision") + 1)
