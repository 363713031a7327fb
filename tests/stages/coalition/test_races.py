"""Races on the coalition: the same invitation, the last lead, one seat, from several sides."""

import pytest

from tests.stages.test_races import _at_once as at_once
from tests.support.coalitions import add_member, add_partner, invitation_token
from tests.support.letters import T0, make_account, make_draft
from undersigned.core.coalition import Role
from undersigned.models import Account, Act, Invitation, Letter, Member, OutgoingMail, Seat
from undersigned.stages import coalition
from undersigned.stages.coalition import invite

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 5
ROSA = "rosa@herons.example"


def invited(number: int) -> tuple[Letter, Seat, Account, str]:
    """A letter, an organization that is invited, the person, and the link's token."""
    letter = make_draft(f"river-{number}", ["en"])
    email = f"{number}{ROSA}"
    seat = coalition.invite_organization(
        letter, name="Bank of Herons", email=email, by=letter.lead, at=T0
    )
    return letter, seat, make_account(email), invitation_token(email)


def test_invitation_accepted_in_two_tabs_at_once_is_accepted_once() -> None:
    for number in range(ROUNDS):
        letter, seat, rosa, token = invited(number)
        ends = at_once(
            *[lambda t=token, r=rosa: coalition.accept_invitation(t, account=r, at=T0)] * 3
        )
        assert ends == ["InvitationOver", "InvitationOver", "done"]
        assert Member.objects.filter(seat=seat).count() == 1
        assert Act.objects.filter(letter=letter, kind="joined").count() == 1


def test_invitation_accepted_and_withdrawn_at_once_is_one_of_the_two() -> None:
    for number in range(ROUNDS):
        letter, seat, rosa, token = invited(number)
        waiting = Invitation.objects.get(seat=seat).pk
        ends = at_once(
            lambda t=token, r=rosa: coalition.accept_invitation(t, account=r, at=T0),  # type: ignore[misc]
            lambda x=letter, w=waiting: coalition.withdraw_invitation(  # type: ignore[misc]
                x, w, by=x.lead, at=T0
            ),
        )
        seat.refresh_from_db()
        is_in = Member.objects.filter(seat=seat).exists()
        assert (ends, seat.state, is_in) in [
            (["CoalitionMoved", "done"], "joined", True),
            (["UnknownInvitation", "done"], "removed", False),
        ]


def test_invitation_accepted_while_its_organization_is_removed_brings_nobody_in() -> None:
    for number in range(ROUNDS):
        letter, seat, rosa, token = invited(number)
        ends = at_once(
            lambda t=token, r=rosa: coalition.accept_invitation(t, account=r, at=T0),  # type: ignore[misc]
            lambda x=letter, s=seat: coalition.remove_organization(  # type: ignore[misc]
                x, s.pk, by=x.lead, at=T0
            ),
        )
        seat.refresh_from_db()
        assert ends in [["UnknownInvitation", "done"], ["done", "done"]]
        assert (seat.state, Member.objects.filter(seat=seat).count()) == ("removed", 0)


def test_two_leads_who_leave_at_once_do_not_leave_the_letter_alone() -> None:
    for number in range(ROUNDS):
        letter = make_draft(f"river-{number}", ["en"])
        add_member(letter, f"second-{number}@coalition.example", Role.LEAD)
        leads = Member.objects.filter(letter=letter).select_related("account")
        ends = at_once(
            *[
                lambda x=letter, m=member: coalition.leave(x, m.pk, by=m.account, at=T0)
                for member in leads
            ]
        )
        assert ends == ["LastLead", "done"]
        assert len(coalition.leads_of(letter)) == 1


def test_two_invitations_at_once_keep_the_limit_and_the_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(invite, "MAX_WAITING", 2)
    letter = make_draft("river", ["en"])
    add_partner(letter)
    ends = at_once(
        *[
            lambda n=number: coalition.invite_organization(
                letter, name=f"Number {n}", email=f"{n}{ROSA}", by=letter.lead, at=T0
            )
            for number in range(4)
        ]
    )
    assert ends == ["TooManyInvitations", "TooManyInvitations", "done", "done"]
    positions = Seat.objects.filter(letter=letter).values_list("position", flat=True)
    assert sorted(positions) == [0, 1, 2]


def test_invitation_mailed_again_twice_at_once_leaves_one_good_link() -> None:
    letter, seat, _rosa, token = invited(0)
    waiting = Invitation.objects.get(seat=seat).pk
    ends = at_once(*[lambda: coalition.invite_again(letter, waiting, by=letter.lead, at=T0)] * 2)
    assert ends == ["CoalitionMoved", "done"]
    assert OutgoingMail.objects.filter(body__contains="/invitations/").count() == 2
    with pytest.raises(coalition.UnknownInvitation):
        coalition.find_invitation(token, at=T0)
    assert coalition.find_invitation(invitation_token(f"0{ROSA}"), at=T0).seat == seat
