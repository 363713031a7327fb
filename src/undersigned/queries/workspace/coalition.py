"""The coalition of a letter: its organizations in their order, its people, and who is missing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db.models import Q, QuerySet

from undersigned.core.coalition import SEATS_ENDED, Permission, Role, SeatState
from undersigned.core.languages import direction
from undersigned.core.mailbox import mask_address
from undersigned.models import Account, EditionText, Invitation, Letter, Member, Seat, Version
from undersigned.queries.access import Access


@dataclass(frozen=True, slots=True)
class LetterHead:
    """What stands above every page about one letter."""

    slug: str
    title: str
    language: str
    direction: Literal["ltr", "rtl"]


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One role of a person."""

    id: int
    name: str
    # Only for those who manage the place in which the person is.
    email: str
    role: Role
    joined_at: datetime
    is_you: bool


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """An invitation that has not been answered."""

    id: int
    # The whole address for those who may withdraw it, a masked one for the others.
    email: str
    role: Role
    invited_at: datetime
    expires_at: datetime
    is_expired: bool


@dataclass(frozen=True, slots=True)
class SeatRow:
    """One organization, who is in it, and whom it waits for."""

    id: int
    organization_id: int
    name: str
    language: str
    direction: Literal["ltr", "rtl", "auto"]
    country: str
    state: SeatState
    invited_at: datetime
    joined_at: datetime | None
    ended_at: datetime | None
    people: tuple[PersonRow, ...]
    invitations: tuple[InvitationRow, ...]
    # The viewer may invite its people, change their roles and remove them.
    may_manage: bool
    # The viewer may take it out as one who represents it.
    may_leave: bool

    @property
    def has_representative(self) -> bool:
        """Whether somebody could endorse for it."""
        return any(person.role == Role.REPRESENTATIVE for person in self.people)


@dataclass(frozen=True, slots=True)
class CoalitionView:
    """Everybody who carries a letter, as one person of it sees them."""

    # Invited and joined, in the order in which they sign.
    seats: tuple[SeatRow, ...]
    # Those that declined, left or were taken out.
    ended: tuple[SeatRow, ...]
    people: tuple[PersonRow, ...]
    invitations: tuple[InvitationRow, ...]

    @property
    def joined(self) -> tuple[SeatRow, ...]:
        """The organizations that are in."""
        return tuple(seat for seat in self.seats if seat.state == SeatState.JOINED)

    @property
    def awaited(self) -> tuple[SeatRow, ...]:
        """The organizations that are invited and have not answered."""
        return tuple(seat for seat in self.seats if seat.state == SeatState.INVITED)

    @property
    def mute(self) -> tuple[SeatRow, ...]:
        """The organizations that are in, and have nobody who could endorse for them."""
        return tuple(seat for seat in self.joined if not seat.has_representative)


@dataclass(frozen=True, slots=True)
class OwnInvitation:
    """An invitation that waits for the mailbox of a person who is signed in."""

    id: int
    organization: str
    inviter: str
    invited_at: datetime


def letter_head(letter: Letter) -> LetterHead:
    """The title of the original: of the newest version, or of the edition of what was imported."""
    language = letter.original_language
    versions = Version.objects.filter(letter=letter, language=language)
    title = versions.order_by("-number").values_list("title", flat=True).first()
    if title is None:
        texts = EditionText.objects.filter(edition__letter=letter, position=0)
        title = texts.order_by("-edition__number").values_list("title", flat=True).first()
    return LetterHead(letter.slug, title or letter.slug, language, direction(language))


def view_coalition(access: Access, viewer: Account, *, at: datetime) -> CoalitionView:
    """The coalition, in three queries."""
    letter = access.letter
    people: dict[int | None, list[PersonRow]] = {}
    invitations: dict[int | None, list[InvitationRow]] = {}
    members = Member.objects.filter(letter=letter).select_related("account").order_by("id")
    for member in members:
        manages = _manages(access, member.seat_id)
        people.setdefault(member.seat_id, []).append(_person(member, viewer, manages=manages))
    for invitation in unanswered_invitations(letter):
        manages = _manages(access, invitation.seat_id)
        invitations.setdefault(invitation.seat_id, []).append(
            _invitation(invitation, manages=manages, at=at)
        )
    seats = []
    for seat in Seat.objects.filter(letter=letter).select_related("organization"):
        language = seat.organization.language
        may_manage = _manages(access, seat.pk) and seat.state not in SEATS_ENDED
        seats.append(
            SeatRow(
                id=seat.pk,
                organization_id=seat.organization_id,
                name=seat.organization.name,
                language=language,
                direction=direction(language) if language else "auto",
                country=seat.organization.country,
                state=SeatState(seat.state),
                invited_at=seat.invited_at,
                joined_at=seat.joined_at,
                ended_at=seat.ended_at,
                people=tuple(people.get(seat.pk, ())),
                invitations=tuple(invitations.get(seat.pk, ())),
                may_manage=may_manage,
                may_leave=access.may(Permission.MANAGE_ORGANIZATION, seat=seat.pk),
            )
        )
    return CoalitionView(
        seats=tuple(seat for seat in seats if seat.state not in SEATS_ENDED),
        ended=tuple(seat for seat in seats if seat.state in SEATS_ENDED),
        people=tuple(people.get(None, ())),
        invitations=tuple(invitations.get(None, ())),
    )


def unanswered_invitations(letter: Letter) -> QuerySet[Invitation]:
    """Those that were neither accepted, declined nor withdrawn, the oldest first."""
    rows = Invitation.objects.filter(letter=letter, accepted_at=None, refused_at=None)
    return rows.order_by("id")


def invitations_of(account: Account, *, at: datetime) -> tuple[OwnInvitation, ...]:
    """What waits in the mailbox of a person who is signed in; one query."""
    rows = Invitation.objects.filter(
        Q(expires_at__gt=at), email=account.email.lower(), accepted_at=None, refused_at=None
    )
    return tuple(
        OwnInvitation(
            id=row.pk,
            organization=row.seat.organization.name if row.seat else "",
            inviter=row.invited_by.called,
            invited_at=row.invited_at,
        )
        for row in rows.select_related("seat__organization", "invited_by").order_by("id")
    )


def _manages(access: Access, seat: int | None) -> bool:
    if access.may(Permission.LEAD):
        return True
    return seat is not None and access.may(Permission.MANAGE_ORGANIZATION, seat=seat)


def _person(member: Member, viewer: Account, *, manages: bool) -> PersonRow:
    account = member.account
    return PersonRow(
        id=member.pk,
        name=account.called,
        email=account.email if manages and account.name else "",
        role=Role(member.role),
        joined_at=member.joined_at,
        is_you=account.pk == viewer.pk,
    )


def _invitation(invitation: Invitation, *, manages: bool, at: datetime) -> InvitationRow:
    return InvitationRow(
        id=invitation.pk,
        email=invitation.email if manages else mask_address(invitation.email),
        role=Role(invitation.role),
        invited_at=invitation.invited_at,
        expires_at=invitation.expires_at,
        is_expired=invitation.expires_at <= at,
    )
