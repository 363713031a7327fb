"""What all acts on a coalition share: who may do them, and that one comes after the other."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db.models import F
from django.utils.translation import gettext as _

from undersigned.core.coalition import SEAT_ROLES, Grant, Permission, Role, SeatState, may
from undersigned.core.refusal import Refused
from undersigned.models import Account, EditionText, Letter, Member, Seat, Version
from undersigned.stages.outbox import owe_mail


class NotYourCoalition(Refused):
    """The person may see this coalition, but not do this in it."""

    status: ClassVar[int] = 403


class NotInCoalition(Refused):
    """The person, organization or invitation is not, or no longer, part of this coalition."""

    status: ClassVar[int] = 404


class CoalitionMoved(Refused):
    """Somebody else was first, or the state of things does not allow this."""


class LastLead(Refused):
    """Without this person nobody would lead the letter."""


class NotARole(Refused):
    """There is no such role there."""

    status: ClassVar[int] = 422


MANAGERS = [
    role.value
    for role, permissions in SEAT_ROLES.items()
    if Permission.MANAGE_ORGANIZATION in permissions
]
"""The roles in a seat that look after the organization, or speak for it."""


def begin_coalition(letter: Letter, *, at: datetime) -> None:
    """Make the convener of a new letter its lead; the caller's transaction carries it."""
    Member.objects.create(letter=letter, account=letter.lead, role=Role.LEAD.value, joined_at=at)


def leads_of(letter: Letter) -> list[Account]:
    """Everyone who leads the whole letter, the longest first."""
    members = Member.objects.filter(letter=letter, seat=None, role=Role.LEAD.value)
    return [member.account for member in members.select_related("account").order_by("id")]


def hold(letter: Letter) -> None:
    """Let acts on the coalition of one letter happen one after the other.

    The update takes the letter's row until the transaction ends, so that what is read after it
    stays true: how many leads there are, how many invitations wait, who stands where.
    """
    Letter.objects.filter(pk=letter.pk).update(slug=F("slug"))


def require(letter: Letter, by: Account, *, seat: Seat | None) -> None:
    """Return if `by` leads the letter, or may manage the organization of `seat`.

    Raises NotYourCoalition. It is asked after `hold`: somebody may have been removed meanwhile.
    """
    members = Member.objects.filter(letter=letter, account=by)
    grants = [Grant(Role(member.role), member.seat_id) for member in members]
    if may(grants, Permission.LEAD):
        return
    if seat is not None and may(grants, Permission.MANAGE_ORGANIZATION, seat=seat.pk):
        return
    raise NotYourCoalition(_("Your role in this letter does not allow this."))


def require_own(letter: Letter, by: Account, *, seat: Seat | None, role: Role) -> None:
    """Return if `by` may give somebody this role in the seat; a part of `require`.

    Once an organization has joined, only its own people let others speak for it: whoever leads a
    letter could otherwise have it endorse what it never saw. Raises NotYourCoalition.
    """
    if seat is None or seat.state != SeatState.JOINED or role.value not in MANAGERS:
        return
    if not Member.objects.filter(seat=seat, account=by, role__in=MANAGERS).exists():
        raise NotYourCoalition(
            _("This organization has joined: only its own people say who speaks for it.")
        )


def seat_of(letter: Letter, seat_id: int) -> Seat:
    """The seat with that id in this letter's coalition. Raises NotInCoalition."""
    try:
        return Seat.objects.select_related("organization").get(letter=letter, pk=seat_id)
    except Seat.DoesNotExist as error:
        raise NotInCoalition(_("This organization is not in the coalition.")) from error


def person_in(account: Account, seat: Seat | None) -> str:
    """How the history calls a person: by name, and with the organization if it is within one."""
    return f"{account.called} · {seat.organization.name}" if seat else account.called


def title_of(letter: Letter) -> str:
    """What the letter is called now: the title of the original's newest version or edition."""
    draft = Version.objects.filter(letter=letter, language=letter.original_language)
    version = draft.order_by("-number").only("title").first()
    if version is not None:
        return version.title or letter.slug
    texts = EditionText.objects.filter(edition__letter=letter, position=0)
    text = texts.order_by("-edition__number").only("title").first()
    return text.title if text is not None else letter.slug


def letter_address(letter: Letter, rest: str = "") -> str:
    """The address of the letter in the workspace, or of a page below it."""
    return f"{settings.CONFIG.address}/workspace/letters/{letter.slug}/{rest}"


def tell(
    letter: Letter, accounts: list[Account], template: str, context: dict[str, object], at: datetime
) -> None:
    """Owe each of these people a mail, once a mailbox."""
    languages = {
        account.email: account.language or letter.original_language for account in accounts
    }
    for recipient, language in languages.items():
        owe_mail(template, context, recipient=recipient, language=language, at=at)
