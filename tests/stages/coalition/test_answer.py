"""Answering an invitation: once, from the mailbox that was invited, and by no other."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress

from tests.support.coalitions import acts_of, add_partner, invitation_token
from tests.support.letters import T0, last_mail, make_account, make_draft
from undersigned.core.coalition import Role, SeatState
from undersigned.core.refusal import Refused
from undersigned.models import (
    Account,
    Invitation,
    Letter,
    MailboxProof,
    Member,
    Organization,
    OutgoingMail,
    Seat,
)
from undersigned.stages import coalition
from undersigned.stages.organization import vouch

pytestmark = pytest.mark.django_db

ROSA = "rosa@herons.example"
LEAD = "lead@coalition.example"


@pytest.fixture
def letter() -> Letter:
    """Return a draft."""
    return make_draft("river", ["en"])


@pytest.fixture
def seat(letter: Letter) -> Seat:
    """Return the seat of an organization that is invited."""
    return coalition.invite_organization(
        letter, name="Bank of Herons", email=ROSA, by=letter.lead, at=T0
    )


def state_of(seat: Seat) -> str:
    """Return where the organization stands now."""
    return Seat.objects.get(pk=seat.pk).state


def test_accepting_brings_the_organization_in_and_tells_the_leads(
    letter: Letter, seat: Seat
) -> None:
    rosa = make_account(ROSA)
    coalition.accept_invitation(
        invitation_token(ROSA), account=rosa, name="Bank of  the Herons ", at=T0
    )
    member = Member.objects.get(account=rosa)
    assert (member.seat, member.role, member.joined_at) == (seat, "representative", T0)
    seat.refresh_from_db()
    assert (seat.state, seat.joined_at) == ("joined", T0)
    assert seat.organization.name == "Bank of the Herons"
    assert acts_of(letter)[-1] == ("joined", ROSA, "Bank of the Herons", "representative")
    mail = last_mail(LEAD)
    assert mail.subject == "Bank of the Herons has joined: River en"
    assert "/workspace/letters/river/coalition/" in mail.body
    assert OutgoingMail.objects.filter(recipient=LEAD).count() == 1


def test_accepted_twice_or_from_another_mailbox_is_refused(letter: Letter, seat: Seat) -> None:
    token = invitation_token(ROSA)
    rosa, friend = make_account(ROSA), make_account("friend@herons.example")
    with pytest.raises(coalition.NotYourInvitation):
        coalition.accept_invitation(token, account=friend, at=T0)
    assert (state_of(seat), Member.objects.filter(account=friend).count()) == ("invited", 0)
    coalition.accept_invitation(token, account=rosa, at=T0)
    for account in (rosa, friend):
        with pytest.raises(coalition.InvitationOver, match="once only"):
            coalition.accept_invitation(token, account=account, at=T0)
    with pytest.raises(coalition.InvitationOver):
        coalition.decline_invitation(token, at=T0)
    assert Member.objects.filter(seat=seat).count() == 1


def test_address_with_a_plus_is_another_mailbox(letter: Letter) -> None:
    coalition.invite_person(
        letter, email="rosa+letters@herons.example", role=Role.EDITOR, by=letter.lead, at=T0
    )
    token = invitation_token("rosa+letters@herons.example")
    with pytest.raises(coalition.NotYourInvitation):
        coalition.accept_invitation(token, account=make_account(ROSA), at=T0)
    own = make_account("rosa+letters@herons.example")
    coalition.accept_invitation(token, account=own, at=T0)
    assert Member.objects.get(account=own).seat is None


@pytest.mark.parametrize(("days", "is_good"), [(13, True), (14, False), (400, False)])
def test_invitation_is_good_for_two_weeks(
    letter: Letter, seat: Seat, days: int, is_good: bool
) -> None:
    rosa, token, at = make_account(ROSA), invitation_token(ROSA), T0 + timedelta(days=days)
    if is_good:
        coalition.accept_invitation(token, account=rosa, at=at)
    else:
        with pytest.raises(coalition.InvitationOver, match="too old"):
            coalition.accept_invitation(token, account=rosa, at=at)
    assert (state_of(seat) == SeatState.JOINED) is is_good


@pytest.mark.parametrize("token", ["", "x", "x" * 43, "a" * 5000, "é\0"])
def test_unknown_link_is_unknown(letter: Letter, seat: Seat, token: str) -> None:
    lead = letter.lead
    for act in (
        lambda: coalition.find_invitation(token, at=T0),
        lambda: coalition.accept_invitation(token, account=lead, at=T0),
        lambda: coalition.decline_invitation(token, at=T0),
        lambda: coalition.account_for_invitation(token, at=T0),
    ):
        with pytest.raises(coalition.UnknownInvitation):
            act()
    assert not Account.objects.filter(email=ROSA).exists()
    assert coalition.account_for_invitation(invitation_token(ROSA), at=T0).email == ROSA


def test_declined_by_the_link_alone_ends_the_seat_and_tells_the_reason(
    letter: Letter, seat: Seat
) -> None:
    token = invitation_token(ROSA)
    reason = "We\nmay not. https://evil.example/x"
    coalition.decline_invitation(token, reason=reason, at=T0)
    assert state_of(seat) == SeatState.DECLINED
    assert not Account.objects.filter(email=ROSA).exists()
    mail = last_mail(LEAD)
    assert mail.subject == "Invitation declined by Bank of Herons: River en"
    assert "We may not. evil[.]example/x" in mail.body
    assert acts_of(letter)[-1] == ("declined invitation", None, "Bank of Herons", "")
    with pytest.raises(coalition.InvitationOver, match="declined"):
        coalition.accept_invitation(token, account=make_account(ROSA), at=T0)


def test_seat_is_declined_only_when_nobody_is_left_to_answer(letter: Letter, seat: Seat) -> None:
    coalition.invite_person(
        letter,
        email="second@herons.example",
        role=Role.REPRESENTATIVE,
        seat_id=seat.pk,
        by=letter.lead,
        at=T0,
    )
    coalition.decline_invitation(invitation_token(ROSA), at=T0)
    assert state_of(seat) == SeatState.INVITED
    coalition.decline_invitation(invitation_token("second@herons.example"), at=T0)
    assert state_of(seat) == SeatState.DECLINED


def test_person_of_an_organization_that_is_in_declines_alone(letter: Letter) -> None:
    partner = add_partner(letter)
    coalition.invite_person(
        letter,
        email=ROSA,
        role=Role.EDITOR,
        seat_id=partner.seat.pk,
        by=partner.representative,
        at=T0,
    )
    coalition.decline_invitation(invitation_token(ROSA), at=T0)
    assert state_of(partner.seat) == SeatState.JOINED
    declined = OutgoingMail.objects.filter(subject__startswith="Invitation declined by")
    told = declined.order_by("recipient")
    assert [mail.recipient for mail in told] == [LEAD, partner.representative.email]


def test_person_may_bring_an_organization_that_is_known_here(letter: Letter, seat: Seat) -> None:
    known = add_partner(make_draft("lake", ["en"]), 7)
    rosa = known.representative
    token = reinvite(letter, seat, rosa.email)
    fresh = seat.organization_id
    assert list(coalition.own_organizations(rosa, letter)) == [known.organization]
    coalition.accept_invitation(
        token, account=rosa, organization_id=known.organization.pk, name="Ignored", at=T0
    )
    seat.refresh_from_db()
    assert (seat.state, seat.organization.name) == ("joined", "Association 7")
    assert not Organization.objects.filter(pk=fresh).exists()
    assert list(coalition.own_organizations(rosa, letter)) == []


def reinvite(
    letter: Letter,
    seat: Seat,
    email: str,
    *,
    role: Role = Role.REPRESENTATIVE,
    by: Account | None = None,
) -> str:
    """Invite somebody else of the same organization; return the token."""
    coalition.invite_person(
        letter, email=email, role=role, seat_id=seat.pk, by=by or letter.lead, at=T0
    )
    return invitation_token(email)


@pytest.mark.parametrize("case", ["not theirs", "editor only", "seated here", "left"])
def test_person_brings_no_organization_that_is_not_theirs_to_bring(
    letter: Letter, seat: Seat, case: str
) -> None:
    lake = make_draft("lake", ["en"])
    known = add_partner(lake, 7)
    rosa = known.representative
    chosen = known.organization
    if case == "not theirs":
        chosen = add_partner(lake, 8).organization
    if case == "editor only":
        Member.objects.filter(account=rosa).update(role="editor")
    if case == "seated here":
        Seat.objects.create(letter=letter, organization=chosen, position=5, invited_at=T0)
    if case == "left":
        Seat.objects.filter(organization=chosen).update(state="left")
    token = reinvite(letter, seat, rosa.email)
    with pytest.raises(Refused, match="do not represent"):
        coalition.accept_invitation(token, account=rosa, organization_id=chosen.pk, at=T0)
    assert state_of(seat) == SeatState.INVITED
    # Nothing is used up by that.
    coalition.accept_invitation(token, account=rosa, at=T0)
    assert state_of(seat) == SeatState.JOINED


def test_only_the_first_person_names_the_organization(letter: Letter, seat: Seat) -> None:
    rosa = make_account(ROSA)
    with pytest.raises(Refused, match="at most 300"):
        coalition.accept_invitation(invitation_token(ROSA), account=rosa, name="x" * 301, at=T0)
    coalition.accept_invitation(invitation_token(ROSA), account=rosa, name="Herons", at=T0)
    account = make_account("second@herons.example")
    second = reinvite(letter, seat, "second@herons.example", by=rosa)
    coalition.accept_invitation(second, account=account, name="Hijacked", at=T0)
    seat.refresh_from_db()
    assert seat.organization.name == "Herons"
    assert Invitation.objects.exclude(accepted_at=None).count() == 2


@pytest.mark.parametrize("role", [Role.REPRESENTATIVE, Role.LEAD, Role.EDITOR])
def test_once_it_has_joined_only_its_own_people_say_who_speaks_for_it(
    letter: Letter, seat: Seat, role: Role
) -> None:
    # Two were invited by the lead at once; the second one comes after the first has joined.
    second = reinvite(letter, seat, "second@herons.example", role=role)
    rosa = make_account(ROSA)
    coalition.accept_invitation(invitation_token(ROSA), account=rosa, at=T0)
    account = make_account("second@herons.example")
    if role is Role.EDITOR:
        coalition.accept_invitation(second, account=account, at=T0)
        return
    with pytest.raises(coalition.NotYourCoalition):
        coalition.accept_invitation(second, account=account, at=T0)
    assert not Member.objects.filter(account=account).exists()
    waiting = Invitation.objects.get(email="second@herons.example", accepted_at=None)
    coalition.withdraw_invitation(letter, waiting.pk, by=rosa, at=T0)
    third = reinvite(letter, seat, "second@herons.example", role=role, by=rosa)
    coalition.accept_invitation(third, account=account, at=T0)
    assert Member.objects.get(account=account).role == role


@pytest.mark.parametrize(
    ("website", "is_shown"),
    [("https://www.herons.example/about", True), ("https://swans.example", False), ("", False)],
)
def test_mailbox_at_the_own_domain_is_kept_as_evidence(
    letter: Letter, seat: Seat, website: str, is_shown: bool
) -> None:
    Organization.objects.update(website=website)
    rosa = make_account(ROSA)
    EmailAddress.objects.update_or_create(
        user=rosa, email=ROSA, defaults={"verified": True, "primary": True}
    )
    coalition.accept_invitation(invitation_token(ROSA), account=rosa, at=T0)
    proofs = MailboxProof.objects.values_list("organization", "account", "domain")
    assert list(proofs) == ([(seat.organization_id, rosa.pk, "herons.example")] if is_shown else [])


def test_word_of_the_lead_was_for_the_other_name(letter: Letter, seat: Seat) -> None:
    vouch(seat, by=letter.lead, note="I know them.", at=T0)
    coalition.accept_invitation(
        invitation_token(ROSA), account=make_account(ROSA), name="Someone Else", at=T0
    )
    seat.refresh_from_db()
    assert seat.vouched_at is None
    assert [act[0] for act in acts_of(letter)][-3:] == ["vouched", "vouch ended", "joined"]


@pytest.mark.parametrize("role", [Role.EDITOR, Role.OBSERVER])
def test_organization_is_brought_in_by_somebody_who_speaks_for_it(
    letter: Letter, seat: Seat, role: Role
) -> None:
    pen = make_account("pen@herons.example")
    token = reinvite(letter, seat, pen.email, role=role)
    with pytest.raises(coalition.CoalitionMoved, match="has to accept first"):
        coalition.accept_invitation(token, account=pen, name="Pen’s own name", at=T0)
    seat.refresh_from_db()
    assert (seat.state, seat.organization.name) == ("invited", "Bank of Herons")
    assert not Member.objects.filter(account=pen).exists()
    coalition.accept_invitation(invitation_token(ROSA), account=make_account(ROSA), at=T0)
    coalition.accept_invitation(token, account=pen, at=T0)
    assert state_of(seat) == SeatState.JOINED
    assert set(Member.objects.filter(seat=seat).values_list("account__email", "role")) == {
        (ROSA, "representative"),
        (pen.email, role.value),
    }
