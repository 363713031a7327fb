"""Answer: whoever reads the mailbox that was invited accepts, or declines by the link alone."""

from contextlib import suppress
from datetime import datetime
from typing import ClassVar

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.translation import gettext as _

from undersigned.adapters.sentences import in_words
from undersigned.core.coalition import ActKind, Role, SeatState
from undersigned.core.errors import Malformed
from undersigned.core.lines import clean_line
from undersigned.core.mailbox import mask_address
from undersigned.core.refusal import Refused
from undersigned.core.unlinked import without_links
from undersigned.models import Account, Invitation, Letter, Member, Organization, Seat
from undersigned.stages.coalition.base import (
    MANAGERS,
    CoalitionMoved,
    hold,
    leads_of,
    letter_address,
    require_own,
    tell,
    title_of,
)
from undersigned.stages.coalition.invite import (
    InvitationRefused,
    end_empty_seat,
    hash_token,
    unanswered,
    waiting_invitations,
)
from undersigned.stages.history import record_act
from undersigned.stages.organization import (
    MailboxRefused,
    NotYourOrganization,
    record_mailbox_proof,
)
from undersigned.stages.organization.vouch import end_words
from undersigned.stages.people import account_for


class UnknownInvitation(Refused):
    """There is no such link, or it was withdrawn or replaced by a newer one."""

    status: ClassVar[int] = 404


class InvitationOver(Refused):
    """The invitation has been answered, or is too old."""

    status: ClassVar[int] = 410


class NotYourInvitation(Refused):
    """The invitation is for another mailbox."""

    status: ClassVar[int] = 403


def find_invitation(token: str, *, at: datetime) -> Invitation:
    """The invitation of a link that is still good. Raises UnknownInvitation, InvitationOver."""
    rows = Invitation.objects.filter(token_hash=hash_token(token))
    invitation = rows.select_related("letter", "seat__organization", "invited_by").first()
    if invitation is None:
        raise UnknownInvitation(
            _(
                "This link is not good any more. A newer mail may hold another one;"
                " or ask whoever invited you."
            )
        )
    if invitation.accepted_at is not None:
        raise InvitationOver(_("This invitation has been accepted. It is good for once only."))
    if invitation.refused_at is not None:
        raise InvitationOver(_("This invitation has been declined."))
    if invitation.expires_at <= at:
        raise InvitationOver(
            _("This invitation is too old. Ask whoever invited you to have it mailed again.")
        )
    return invitation


def is_for(invitation: Invitation, account: Account) -> bool:
    """Whether the account belongs to the mailbox that was invited, to the letter."""
    return account.email.lower() == invitation.email


def waits(invitation: Invitation) -> bool:
    """Whether somebody who speaks for the organization has to accept before this one can."""
    seat = invitation.seat
    return seat is not None and seat.state == SeatState.INVITED and invitation.role not in MANAGERS


def own_organizations(account: Account, letter: Letter) -> QuerySet[Organization]:
    """What a person represents in other letters, and what has no seat in this one."""
    represented = Member.objects.filter(
        account=account,
        seat__organization=OuterRef("pk"),
        seat__state=SeatState.JOINED.value,
        role__in=MANAGERS,
    ).exclude(letter=letter)
    seated = Seat.objects.filter(letter=letter, organization=OuterRef("pk"))
    return Organization.objects.filter(Exists(represented), ~Exists(seated)).order_by("name", "id")


@transaction.atomic
def account_for_invitation(token: str, *, at: datetime) -> Account:
    """The account of the mailbox that was invited, made if there is none.

    Raises UnknownInvitation, InvitationOver.
    """
    return account_for(find_invitation(token, at=at).email, at=at)


@transaction.atomic
def accept_invitation(
    token: str,
    *,
    account: Account,
    organization_id: int | None = None,
    name: str = "",
    at: datetime,
) -> Invitation:
    """Give the person the role; the first person of an organization brings it into the coalition.

    That first person speaks for it, and may say by which organization of theirs it is to be
    represented, or correct the name that the lead wrote. Raises UnknownInvitation,
    InvitationOver, NotYourInvitation, InvitationRefused, CoalitionMoved, NotYourCoalition where
    only its own people could ask.
    """
    invitation = find_invitation(token, at=at)
    if not is_for(invitation, account):
        raise NotYourInvitation(_("This invitation is for another mailbox."))
    letter, seat = invitation.letter, invitation.seat
    hold(letter)
    changed = waiting_invitations(at).filter(pk=invitation.pk, token_hash=hash_token(token))
    if not changed.update(accepted_at=at):
        # Another tab, or whoever withdrew it, was first: say which.
        find_invitation(token, at=at)
        raise CoalitionMoved(_("This invitation has changed meanwhile; open the link once more."))
    if seat is not None:
        _join(
            seat,
            account=account,
            organization_id=organization_id,
            name=name,
            invited_by=invitation.invited_by,
            role=Role(invitation.role),
            at=at,
        )
    Member.objects.get_or_create(
        letter=letter,
        account=account,
        seat=seat,
        defaults={"role": invitation.role, "joined_at": at},
    )
    subject = seat.organization.name if seat else ""
    record_act(
        letter, ActKind.JOINED, by=account, at=at, subject=subject, role=Role(invitation.role)
    )
    if seat is not None:
        # Where the mailbox is one of the organization's own, accepting has shown that.
        with suppress(MailboxRefused, NotYourOrganization):
            record_mailbox_proof(seat.organization, account, at=at)
    context: dict[str, object] = {
        "title": without_links(title_of(letter)),
        "who": without_links(account.called),
        "organization": without_links(subject),
        "role": invitation.role,
        "link": letter_address(letter, "coalition/"),
    }
    tell(letter, [*leads_of(letter), invitation.invited_by], "joined", context, at)
    return invitation


@transaction.atomic
def decline_invitation(token: str, *, reason: str = "", at: datetime) -> Invitation:
    """Refuse by the link alone; those who lead are told the reason.

    Raises UnknownInvitation, InvitationOver, InvitationRefused.
    """
    invitation = find_invitation(token, at=at)
    letter, seat = invitation.letter, invitation.seat
    hold(letter)
    try:
        reason = without_links(reason)
    except Malformed as error:
        raise InvitationRefused(in_words(error)) from error
    if (
        not unanswered()
        .filter(pk=invitation.pk, token_hash=hash_token(token))
        .update(refused_at=at)
    ):
        find_invitation(token, at=at)
        raise CoalitionMoved(_("This invitation has changed meanwhile; open the link once more."))
    whole = seat is not None and end_empty_seat(seat, SeatState.DECLINED, at=at)
    organization = seat.organization.name if seat else ""
    subject = mask_address(invitation.email)
    if organization:
        subject = organization if whole else f"{subject} · {organization}"
    record_act(
        letter,
        ActKind.DECLINED_INVITATION,
        by=None,
        at=at,
        subject=subject,
        role=None if whole else Role(invitation.role),
    )
    context: dict[str, object] = {
        "title": without_links(title_of(letter)),
        "email": invitation.email,
        "organization": without_links(organization),
        "reason": reason,
        "link": letter_address(letter, "coalition/"),
    }
    tell(letter, [*leads_of(letter), invitation.invited_by], "invitation_declined", context, at)
    return invitation


def _join(
    seat: Seat,
    *,
    account: Account,
    organization_id: int | None,
    name: str,
    invited_by: Account,
    role: Role,
    at: datetime,
) -> None:
    """Bring the organization in with its first person; the others find it there."""
    invited = Seat.objects.filter(pk=seat.pk, state=SeatState.INVITED.value)
    if role.value not in MANAGERS and invited.exists():
        # Who cannot let others speak for it would shut those out who are to: see `require_own`.
        raise CoalitionMoved(
            _(
                "The organization is not part of the coalition yet: somebody who speaks for it has"
                " to accept first. Your invitation stays good; open its link again after that."
            )
        )
    if not invited.update(state=SeatState.JOINED.value, joined_at=at):
        seat.refresh_from_db()
        if seat.state != SeatState.JOINED:
            raise CoalitionMoved(_("This organization is not part of the coalition any more."))
        # Others may have been invited with the first one; who is in decides on them now.
        require_own(seat.letter, invited_by, seat=seat, role=role)
        return
    fresh = seat.organization
    is_elsewhere = Seat.objects.filter(organization=fresh).exclude(pk=seat.pk).exists()
    if organization_id is not None:
        own = own_organizations(account, seat.letter).filter(pk=organization_id).first()
        if own is None:
            raise InvitationRefused(_("You do not represent this organization."))
        # What the lead vouched for was the other record.
        end_words(fresh, by=account, at=at)
        Seat.objects.filter(pk=seat.pk, organization=fresh).update(organization=own)
        seat.organization = own
        # The record that was made for the invitation is empty, unless others sit on it.
        if not is_elsewhere:
            fresh.delete()
        return
    try:
        name = clean_line(name, max_length=300)
    except Malformed as error:
        raise InvitationRefused(in_words(error)) from error
    # A name that other coalitions know as well is not changed in passing.
    if name and name != fresh.name and not is_elsewhere:
        Organization.objects.filter(pk=fresh.pk).update(name=name, revision=F("revision") + 1)
        end_words(fresh, by=account, at=at)
        fresh.name = name
