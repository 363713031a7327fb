"""Members: people and organizations leave, are taken out, change roles and order."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from undersigned.core.coalition import (
    LETTER_ROLES,
    SEAT_ROLES,
    SEATS_ASKED,
    ActKind,
    Permission,
    Role,
    SeatState,
)
from undersigned.core.unlinked import without_links
from undersigned.models import Account, Invitation, Letter, Member, Seat
from undersigned.stages.coalition.base import (
    CoalitionMoved,
    LastLead,
    NotARole,
    NotInCoalition,
    NotYourCoalition,
    hold,
    leads_of,
    letter_address,
    person_in,
    require,
    require_own,
    seat_of,
    tell,
    title_of,
)
from undersigned.stages.coalition.invite import withdraw_all
from undersigned.stages.history import record_act


@dataclass(frozen=True)
class Departure:
    """Who has gone from where, and whether nobody is left there who could endorse."""

    seat: Seat | None
    leaves_no_representative: bool


@transaction.atomic
def leave(letter: Letter, member_id: int, *, by: Account, at: datetime) -> Departure:
    """Give up one's own role; the organization stays, even without a representative.

    Raises NotInCoalition, NotYourCoalition, LastLead.
    """
    hold(letter)
    member = _member(letter, member_id)
    if member.account_id != by.pk:
        raise NotYourCoalition(_("Only the person can leave; others can be removed by the lead."))
    departure = _take_out(member)
    record_act(
        letter,
        ActKind.LEFT,
        by=by,
        at=at,
        subject=member.seat.organization.name if member.seat else "",
        role=Role(member.role),
    )
    if member.seat is None or departure.leaves_no_representative:
        _tell_leads_of_departure(letter, member.seat, by, departure, at)
    return departure


@transaction.atomic
def remove_member(letter: Letter, member_id: int, *, by: Account, at: datetime) -> Departure:
    """Take a person's role away at once, with the invitations that the person sent and that wait.

    Raises NotInCoalition, NotYourCoalition, LastLead.
    """
    hold(letter)
    member = _member(letter, member_id)
    require(letter, by, seat=member.seat)
    departure = _take_out(member)
    sent = Invitation.objects.filter(letter=letter, invited_by=member.account)
    withdraw_all(sent if member.seat is None else sent.filter(seat=member.seat), at=at)
    subject = person_in(member.account, member.seat)
    record_act(letter, ActKind.REMOVED, by=by, at=at, subject=subject, role=Role(member.role))
    organization = member.seat.organization.name if member.seat else ""
    _tell_removed([member.account], letter, organization, at=at)
    return departure


@transaction.atomic
def change_role(
    letter: Letter, member_id: int, *, role: Role, by: Account, at: datetime
) -> Departure:
    """Give a person another role in the same place.

    Raises NotInCoalition, NotYourCoalition, NotARole, LastLead, CoalitionMoved.
    """
    hold(letter)
    member = _member(letter, member_id)
    require(letter, by, seat=member.seat)
    if role not in (LETTER_ROLES if member.seat is None else SEAT_ROLES):
        raise NotARole(_("There is no such role here."))
    if role == member.role:
        return Departure(member.seat, leaves_no_representative=False)
    require_own(letter, by, seat=member.seat, role=role)
    _keep_a_lead(member)
    before = _endorses(member)
    if not Member.objects.filter(pk=member.pk, role=member.role).update(role=role.value):
        raise CoalitionMoved(_("This person's role has been changed meanwhile."))
    subject = person_in(member.account, member.seat)
    record_act(letter, ActKind.ROLE_CHANGED, by=by, at=at, subject=subject, role=role)
    return Departure(member.seat, before and not _has_representative(member.seat))


@transaction.atomic
def leave_coalition(letter: Letter, seat_id: int, *, by: Account, at: datetime) -> Seat:
    """A representative takes the organization out of the coalition; its people go with it.

    Raises NotInCoalition, NotYourCoalition, CoalitionMoved.
    """
    hold(letter)
    seat = seat_of(letter, seat_id)
    members = Member.objects.filter(letter=letter, seat=seat, account=by)
    roles = [SEAT_ROLES[Role(member.role)] for member in members]
    if not any(Permission.MANAGE_ORGANIZATION in permissions for permissions in roles):
        raise NotYourCoalition(_("Only somebody who represents the organization can do this."))
    people = _close_seat(seat, SeatState.LEFT, at=at)
    record_act(letter, ActKind.LEFT, by=by, at=at, subject=seat.organization.name)
    _tell_leads_of_departure(letter, seat, by, None, at)
    others = [account for account in people if account.pk != by.pk]
    _tell_removed(others, letter, seat.organization.name, at=at)
    return seat


@transaction.atomic
def remove_organization(letter: Letter, seat_id: int, *, by: Account, at: datetime) -> Seat:
    """Take an organization out; its people lose their roles in it at once. What it did stays.

    Raises NotInCoalition, NotYourCoalition, CoalitionMoved.
    """
    hold(letter)
    seat = seat_of(letter, seat_id)
    require(letter, by, seat=None)
    people = _close_seat(seat, SeatState.REMOVED, at=at)
    record_act(letter, ActKind.REMOVED, by=by, at=at, subject=seat.organization.name)
    _tell_removed(people, letter, seat.organization.name, at=at)
    return seat


@transaction.atomic
def move_seat(letter: Letter, seat_id: int, *, is_up: bool, by: Account, at: datetime) -> None:
    """Let an organization sign one place earlier, or later. At the end of the list nothing moves.

    Raises NotInCoalition, NotYourCoalition.
    """
    hold(letter)
    seat = seat_of(letter, seat_id)
    require(letter, by, seat=None)
    asked = [state.value for state in SEATS_ASKED]
    order = list(Seat.objects.filter(letter=letter, state__in=asked).order_by("position", "id"))
    place = next((number for number, other in enumerate(order) if other.pk == seat.pk), None)
    if place is None:
        return
    other = place - 1 if is_up else place + 1
    if not 0 <= other < len(order):
        return
    order[place], order[other] = order[other], order[place]
    for position, one in enumerate(order):
        if one.position != position:
            Seat.objects.filter(pk=one.pk).update(position=position)
    record_act(letter, ActKind.ORDER_CHANGED, by=by, at=at, subject=seat.organization.name)


def _member(letter: Letter, member_id: int) -> Member:
    members = Member.objects.select_related("account", "seat__organization")
    try:
        return members.get(letter=letter, pk=member_id)
    except Member.DoesNotExist as error:
        raise NotInCoalition(_("This person has no such role in the letter any more.")) from error


def _take_out(member: Member) -> Departure:
    _keep_a_lead(member)
    endorses = _endorses(member)
    if not Member.objects.filter(pk=member.pk).delete()[0]:
        raise NotInCoalition(_("This person has no such role in the letter any more."))
    return Departure(member.seat, endorses and not _has_representative(member.seat))


def _keep_a_lead(member: Member) -> None:
    """Raise LastLead if without this role nobody would lead the letter."""
    if member.seat_id is not None or member.role != Role.LEAD:
        return
    leads = Member.objects.filter(letter=member.letter_id, seat=None, role=Role.LEAD.value)
    if not leads.exclude(pk=member.pk).exists():
        raise LastLead(
            _("Nobody else leads this letter. Make somebody else its lead before this one goes.")
        )


def _endorses(member: Member) -> bool:
    return member.seat_id is not None and member.role == Role.REPRESENTATIVE


def _has_representative(seat: Seat | None) -> bool:
    return Member.objects.filter(seat=seat, role=Role.REPRESENTATIVE.value).exists()


def _close_seat(seat: Seat, state: SeatState, *, at: datetime) -> list[Account]:
    """End the seat, its roles and its invitations; return whose roles they were."""
    before = [state.value for state in SEATS_ASKED]
    changed = Seat.objects.filter(pk=seat.pk, state__in=before).update(
        state=state.value, ended_at=at
    )
    if not changed:
        raise CoalitionMoved(_("This organization is not part of the coalition any more."))
    withdraw_all(Invitation.objects.filter(seat=seat), at=at)
    members = Member.objects.filter(seat=seat)
    people = [member.account for member in members.select_related("account").order_by("id")]
    members.delete()
    return people


def _tell_removed(
    people: list[Account], letter: Letter, organization: str, *, at: datetime
) -> None:
    context: dict[str, object] = {
        "title": without_links(title_of(letter)),
        "organization": without_links(organization),
    }
    tell(letter, people, "removed", context, at)


def _tell_leads_of_departure(
    letter: Letter, seat: Seat | None, by: Account, departure: Departure | None, at: datetime
) -> None:
    """`departure` is None when the whole organization has gone."""
    context: dict[str, object] = {
        "title": without_links(title_of(letter)),
        "who": without_links(by.called),
        "organization": without_links(seat.organization.name) if seat else "",
        "is_organization": departure is None,
        "is_last": departure is not None and departure.leaves_no_representative,
        "link": letter_address(letter, "coalition/"),
    }
    tell(letter, [lead for lead in leads_of(letter) if lead.pk != by.pk], "left", context, at)
