"""Invite: organizations and people are asked into a coalition by a mailed link."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from undersigned.adapters.sentences import in_words
from undersigned.core.coalition import (
    INVITATION_DAYS,
    LETTER_ROLES,
    SEAT_ROLES,
    SEATS_ENDED,
    ActKind,
    Role,
    SeatState,
)
from undersigned.core.errors import Malformed
from undersigned.core.lines import clean_line
from undersigned.core.mailbox import mask_address, parse_address
from undersigned.core.refusal import Refused
from undersigned.core.unlinked import without_links
from undersigned.models import Account, Invitation, Letter, Member, Organization, Seat
from undersigned.stages.coalition.base import (
    MANAGERS,
    CoalitionMoved,
    NotARole,
    NotInCoalition,
    hold,
    require,
    require_own,
    seat_of,
    title_of,
)
from undersigned.stages.history import record_act
from undersigned.stages.outbox import owe_mail

# How many invitations of one letter may wait, and be mailed within a day.
MAX_WAITING = 200
MAX_MAILS_A_DAY = 300
# How many invitations one mailbox gets within a day, from all letters together.
MAX_MAILS_A_MAILBOX = 4
DAY = timedelta(days=1)


class InvitationRefused(Refused):
    """What was typed cannot be used."""

    status: ClassVar[int] = 422


class AlreadyThere(Refused):
    """The person or organization is in the coalition, or its invitation waits."""


class TooManyInvitations(Refused):
    """A limit is reached that no honest use comes near."""

    status: ClassVar[int] = 429


def hash_token(token: str) -> bytes:
    """What is stored of an invitation's token."""
    return hashlib.sha256(b"undersigned/invitation/v1\n" + token.encode()).digest()


def waiting_invitations(at: datetime) -> QuerySet[Invitation]:
    """Those that can still be accepted."""
    return unanswered().filter(expires_at__gt=at)


def unanswered() -> QuerySet[Invitation]:
    """Those that were neither accepted, declined nor withdrawn; some are too old."""
    return Invitation.objects.filter(accepted_at=None, refused_at=None)


@transaction.atomic
def invite_organization(
    letter: Letter,
    *,
    name: str,
    email: str,
    role: Role = Role.REPRESENTATIVE,
    note: str = "",
    by: Account,
    at: datetime,
) -> Seat:
    """Give an organization a seat, and mail its representative an invitation.

    Raises InvitationRefused, AlreadyThere, TooManyInvitations, NotYourCoalition, NotARole for
    one that does not speak for an organization.
    """
    hold(letter)
    require(letter, by, seat=None)
    _require_speaker(role)
    name = _clean(name, max_length=300)
    if not name:
        raise InvitationRefused(_("Please enter the name of the organization."))
    seated = Seat.objects.filter(letter=letter, organization__name__iexact=name).first()
    if seated is not None:
        raise AlreadyThere(
            _(
                "An organization of this name is on the list of the coalition already;"
                " invite its people there."
            )
        )
    seat = _new_seat(letter, name, by=by, at=at)
    _invite(letter, email=email, role=role, seat=seat, note=note, by=by, at=at)
    record_act(letter, ActKind.INVITED, by=by, at=at, subject=name)
    return seat


def _require_speaker(role: Role) -> None:
    """Only somebody who looks after the organization can bring it in. Raises NotARole."""
    if role.value not in MANAGERS:
        raise NotARole(_("The first person of an organization speaks for it."))


def _new_seat(letter: Letter, name: str, *, by: Account, at: datetime) -> Seat:
    organization = Organization.objects.create(
        name=name, record_token=secrets.token_hex(20), created_by=by, created_at=at
    )
    last = Seat.objects.filter(letter=letter).aggregate(last=Max("position"))["last"]
    return Seat.objects.create(
        letter=letter,
        organization=organization,
        position=0 if last is None else last + 1,
        invited_at=at,
    )


@transaction.atomic
def invite_organization_again(
    letter: Letter, seat_id: int, *, email: str, role: Role, note: str, by: Account, at: datetime
) -> Seat:
    """Ask an organization once more that declined, left or was taken out.

    One that was in before comes back as a new record, without what showed who the old one is,
    unless the mailbox belongs to somebody who speaks for it elsewhere: whoever leads a letter
    cannot hand it to somebody else. Raises CoalitionMoved if it is asked or in already, and what
    `invite_organization` raises.
    """
    hold(letter)
    require(letter, by, seat=None)
    _require_speaker(role)
    seat = seat_of(letter, seat_id)
    ended = [state.value for state in SEATS_ENDED]
    if seat.state in ended and _was_in(seat) and not _speaks_for(seat.organization, email):
        name = seat.organization.name
        back = Seat.objects.filter(letter=letter, organization__name__iexact=name)
        if back.exclude(state__in=ended).exists():
            raise CoalitionMoved(_("This organization has been invited meanwhile."))
        seat = _new_seat(letter, name, by=by, at=at)
        _invite(letter, email=email, role=role, seat=seat, note=note, by=by, at=at)
        record_act(letter, ActKind.INVITED, by=by, at=at, subject=name)
        return seat
    changed = Seat.objects.filter(pk=seat.pk, state__in=ended).update(
        state=SeatState.INVITED.value, invited_at=at, joined_at=None, ended_at=None
    )
    if not changed:
        raise CoalitionMoved(_("This organization has been invited meanwhile."))
    seat.refresh_from_db()
    _invite(letter, email=email, role=role, seat=seat, note=note, by=by, at=at)
    record_act(letter, ActKind.INVITED, by=by, at=at, subject=seat.organization.name)
    return seat


def _was_in(seat: Seat) -> bool:
    joined = Seat.objects.filter(organization=seat.organization, joined_at__isnull=False)
    return joined.exists()


def _speaks_for(organization: Organization, email: str) -> bool:
    members = Member.objects.filter(
        seat__organization=organization,
        seat__state=SeatState.JOINED.value,
        role__in=MANAGERS,
        account__email__iexact=email.strip(),
    )
    return members.exists()


@transaction.atomic
def invite_person(
    letter: Letter,
    *,
    email: str,
    role: Role,
    seat_id: int | None = None,
    note: str = "",
    by: Account,
    at: datetime,
) -> Invitation:
    """Mail a person an invitation: to the whole letter, or within one organization.

    Raises InvitationRefused, NotARole, AlreadyThere, TooManyInvitations, NotYourCoalition,
    NotInCoalition, and CoalitionMoved where the organization is not part of the coalition.
    """
    hold(letter)
    seat = None if seat_id is None else seat_of(letter, seat_id)
    require(letter, by, seat=seat)
    if seat is not None and seat.state in SEATS_ENDED:
        raise CoalitionMoved(_("This organization is not part of the coalition any more."))
    require_own(letter, by, seat=seat, role=role)
    invitation = _invite(letter, email=email, role=role, seat=seat, note=note, by=by, at=at)
    _record(letter, ActKind.INVITED, invitation, by=by, at=at)
    return invitation


@transaction.atomic
def invite_again(letter: Letter, invitation_id: int, *, by: Account, at: datetime) -> Invitation:
    """Mail a new link; the old one is good for nothing then.

    Raises NotInCoalition, NotYourCoalition, CoalitionMoved, TooManyInvitations.
    """
    hold(letter)
    old = _waiting_in(letter, invitation_id, by=by)
    invitation = _mail_again(old, at=at)
    _record(letter, ActKind.INVITED, invitation, by=by, at=at)
    return invitation


@transaction.atomic
def mail_own_invitation_again(account: Account, invitation_id: int, *, at: datetime) -> Invitation:
    """Mail a new link to a person who has an account and cannot find the mail.

    Raises NotInCoalition for an invitation that is for another mailbox, or waits no longer.
    """
    mine = waiting_invitations(at).filter(pk=invitation_id, email=account.email.lower())
    old = mine.select_related("letter", "seat__organization").first()
    if old is None:
        raise NotInCoalition(_("This invitation does not wait any more."))
    hold(old.letter)
    return _mail_again(old, at=at)


@transaction.atomic
def withdraw_invitation(letter: Letter, invitation_id: int, *, by: Account, at: datetime) -> None:
    """Take an invitation back. An organization that nobody is asked for any more goes with it.

    Raises NotInCoalition, NotYourCoalition, CoalitionMoved.
    """
    hold(letter)
    invitation = _waiting_in(letter, invitation_id, by=by)
    if not _end(unanswered().filter(pk=invitation.pk), at=at):
        raise CoalitionMoved(_("This invitation has been answered meanwhile."))
    if invitation.seat is not None:
        end_empty_seat(invitation.seat, SeatState.REMOVED, at=at)
    _record(letter, ActKind.INVITATION_WITHDRAWN, invitation, by=by, at=at)


def withdraw_all(invitations: QuerySet[Invitation], *, at: datetime) -> None:
    """Take invitations back whose ground is gone; the caller's transaction carries it."""
    _end(invitations.filter(accepted_at=None, refused_at=None), at=at)


def end_empty_seat(seat: Seat, state: SeatState, *, at: datetime) -> bool:
    """End an invited seat in which nobody is, and for which no invitation is left."""
    if unanswered().filter(seat=seat).exists():
        return False
    invited = Seat.objects.filter(pk=seat.pk, state=SeatState.INVITED.value)
    return bool(invited.update(state=state.value, ended_at=at))


def _waiting_in(letter: Letter, invitation_id: int, *, by: Account) -> Invitation:
    rows = Invitation.objects.filter(letter=letter, pk=invitation_id)
    invitation = rows.select_related("letter", "seat__organization", "invited_by").first()
    if invitation is None:
        raise NotInCoalition(_("There is no such invitation."))
    require(letter, by, seat=invitation.seat)
    if invitation.accepted_at or invitation.refused_at:
        raise CoalitionMoved(_("This invitation has been answered or withdrawn meanwhile."))
    return invitation


def _mail_again(old: Invitation, *, at: datetime) -> Invitation:
    if not _end(unanswered().filter(pk=old.pk), at=at):
        raise CoalitionMoved(_("This invitation has been answered or withdrawn meanwhile."))
    return _invite(
        old.letter,
        email=old.email,
        role=Role(old.role),
        seat=old.seat,
        note=old.note,
        by=old.invited_by,
        at=at,
    )


def _end(invitations: QuerySet[Invitation], *, at: datetime) -> int:
    """Refuse these, and forget their links: they are then as unknown as any that never was."""
    ended = 0
    for pk in invitations.values_list("pk", flat=True):
        ended += (
            unanswered().filter(pk=pk).update(refused_at=at, token_hash=secrets.token_bytes(32))
        )
    return ended


def _invite(
    letter: Letter,
    *,
    email: str,
    role: Role,
    seat: Seat | None,
    note: str,
    by: Account,
    at: datetime,
) -> Invitation:
    if role not in (LETTER_ROLES if seat is None else SEAT_ROLES):
        raise NotARole(_("There is no such role here."))
    try:
        # The way in which allauth keeps and looks for addresses.
        email = parse_address(email).lower()
    except Malformed as error:
        raise InvitationRefused(in_words(error)) from error
    note = _clean(note, max_length=1000)
    _check_not_there(letter, email, seat)
    _check_limits(letter, email, at)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        letter=letter,
        seat=seat,
        role=role.value,
        email=email,
        token_hash=hash_token(token),
        note=note,
        invited_by=by,
        invited_at=at,
        expires_at=at + timedelta(days=INVITATION_DAYS),
    )
    context = {
        "title": without_links(title_of(letter)),
        "who": without_links(by.called),
        "organization": without_links(seat.organization.name) if seat else "",
        "role": role.value,
        "note": without_links(note),
        "days": INVITATION_DAYS,
        "link": f"{settings.CONFIG.address}/invitations/{token}/",
    }
    language = (
        Account.objects.filter(email=email).values_list("language", flat=True).first()
        or letter.original_language
    )
    owe_mail("invitation", context, recipient=email, language=language, at=at)
    return invitation


def _check_not_there(letter: Letter, email: str, seat: Seat | None) -> None:
    if Member.objects.filter(letter=letter, seat=seat, account__email__iexact=email).exists():
        raise AlreadyThere(_("This person has a role there already; change it instead."))
    if unanswered().filter(letter=letter, seat=seat, email=email).exists():
        raise AlreadyThere(
            _("An invitation to this mailbox waits already; you can have it mailed again.")
        )


def _check_limits(letter: Letter, email: str, at: datetime) -> None:
    mailed = Invitation.objects.filter(invited_at__gt=at - DAY)
    if mailed.filter(email=email).count() >= MAX_MAILS_A_MAILBOX:
        raise TooManyInvitations(
            _("This mailbox has been sent several invitations today; try again tomorrow.")
        )
    if unanswered().filter(letter=letter).count() >= MAX_WAITING:
        raise TooManyInvitations(
            _("Too many invitations of this letter wait; withdraw some of them first.")
        )
    if mailed.filter(letter=letter).count() >= MAX_MAILS_A_DAY:
        raise TooManyInvitations(
            _("Too many invitations were mailed for this letter today; go on tomorrow.")
        )


def _clean(words: str, *, max_length: int) -> str:
    try:
        return clean_line(words, max_length=max_length)
    except Malformed as error:
        raise InvitationRefused(in_words(error)) from error


def _record(
    letter: Letter, kind: ActKind, invitation: Invitation, *, by: Account, at: datetime
) -> None:
    """The history names the mailbox so that those who know it recognize it, and no further."""
    subject = mask_address(invitation.email)
    if invitation.seat is not None:
        subject = f"{subject} · {invitation.seat.organization.name}"
    record_act(letter, kind, by=by, at=at, subject=subject, role=Role(invitation.role))
