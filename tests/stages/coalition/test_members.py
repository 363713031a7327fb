"""Leaving, removing, other roles, and the order in which the organizations sign."""

from collections.abc import Callable

import pytest

from tests.support.coalitions import Partner, acts_of, add_member, add_partner, invitation_token
from tests.support.letters import T0, last_mail, make_draft
from undersigned.core.coalition import Role
from undersigned.models import Account, Act, Letter, Member, Organization, OutgoingMail, Seat
from undersigned.queries.access import access_to
from undersigned.stages import coalition

pytestmark = pytest.mark.django_db

LEAD = "lead@coalition.example"


@pytest.fixture
def letter() -> Letter:
    """Return a draft."""
    return make_draft("river", ["en"])


@pytest.fixture
def partner(letter: Letter) -> Partner:
    """Return an organization that is in."""
    return add_partner(letter)


def member_of(account: Account, seat: Seat | None = None) -> int:
    """The id of a person's role in one place."""
    return Member.objects.get(account=account, seat=seat).pk


def is_in(account: Account, letter: Letter) -> bool:
    """Whether the letter is there for that person."""
    try:
        access_to(account, letter.slug)
    except Letter.DoesNotExist:
        return False
    return True


def test_person_who_leaves_an_organization_without_a_representative_is_reported(
    letter: Letter, partner: Partner
) -> None:
    rosa = partner.representative
    second = add_member(letter, "second@a.example", Role.REPRESENTATIVE, partner.seat)
    with pytest.raises(coalition.NotYourCoalition):
        coalition.leave(letter, member_of(rosa, partner.seat), by=second, at=T0)
    gone = coalition.leave(letter, member_of(second, partner.seat), by=second, at=T0)
    assert not gone.leaves_no_representative
    assert not OutgoingMail.objects.exists()
    gone = coalition.leave(letter, member_of(rosa, partner.seat), by=rosa, at=T0)
    assert gone.leaves_no_representative
    assert "“Association 1” has no representative now" in last_mail(LEAD).body
    assert not is_in(rosa, letter)
    partner.seat.refresh_from_db()
    assert partner.seat.state == "joined"
    assert acts_of(letter)[-1] == ("left", rosa.email, "Association 1", "representative")


LAST_LEAD: dict[str, Callable[[Letter], object]] = {
    "leave": lambda letter: coalition.leave(letter, member_of(letter.lead), by=letter.lead, at=T0),
    "remove": lambda letter: coalition.remove_member(
        letter, member_of(letter.lead), by=letter.lead, at=T0
    ),
    "demote": lambda letter: coalition.change_role(
        letter, member_of(letter.lead), role=Role.EDITOR, by=letter.lead, at=T0
    ),
}


@pytest.mark.parametrize("way", LAST_LEAD)
def test_last_lead_stays(letter: Letter, partner: Partner, way: str) -> None:
    # A lead within an organization does not lead the letter.
    add_member(letter, "head@a.example", Role.LEAD, partner.seat)
    with pytest.raises(coalition.LastLead, match="Nobody else leads"):
        LAST_LEAD[way](letter)
    assert coalition.leads_of(letter) == [letter.lead]
    second = add_member(letter, "second@coalition.example", Role.LEAD)
    LAST_LEAD[way](letter)
    assert coalition.leads_of(letter) == [second]


def test_removed_person_loses_the_role_at_once_and_is_told(
    letter: Letter, partner: Partner
) -> None:
    rosa, seat = partner.representative, partner.seat
    coalition.invite_person(
        letter, email="friend@a.example", role=Role.LEAD, seat_id=seat.pk, by=rosa, at=T0
    )
    token = invitation_token("friend@a.example")
    other = add_partner(letter, 2).representative
    for nobody in (other, add_member(letter, "pen@a.example", Role.EDITOR)):
        with pytest.raises(coalition.NotYourCoalition):
            coalition.remove_member(letter, member_of(rosa, seat), by=nobody, at=T0)
    assert is_in(rosa, letter)
    coalition.remove_member(letter, member_of(rosa, seat), by=letter.lead, at=T0)
    assert not is_in(rosa, letter)
    # What a person who is removed has sent out does not bring a friend in afterwards.
    with pytest.raises(coalition.UnknownInvitation):
        coalition.find_invitation(token, at=T0)
    mail = last_mail(rosa.email)
    assert mail.subject == "No longer in the coalition: River en"
    assert "“Association 1”" in mail.body
    assert acts_of(letter)[-1] == (
        "removed",
        LEAD,
        "office@association-1.example · Association 1",
        "representative",
    )
    with pytest.raises(coalition.NotInCoalition):
        coalition.remove_member(letter, 10**9, by=letter.lead, at=T0)


def test_invitations_of_a_person_who_leaves_stay_good(letter: Letter) -> None:
    second = add_member(letter, "second@coalition.example", Role.LEAD)
    coalition.invite_organization(
        letter, name="Herons", email="rosa@herons.example", by=second, at=T0
    )
    coalition.leave(letter, member_of(second), by=second, at=T0)
    assert coalition.find_invitation(invitation_token("rosa@herons.example"), at=T0).seat


def test_representative_manages_the_own_organization_and_no_other(
    letter: Letter, partner: Partner
) -> None:
    other = add_partner(letter, 2)
    pen = add_member(letter, "pen@a.example", Role.EDITOR, partner.seat)
    place = member_of(pen, partner.seat)
    with pytest.raises(coalition.NotYourCoalition):
        coalition.change_role(letter, place, role=Role.OBSERVER, by=other.representative, at=T0)
    with pytest.raises(coalition.NotYourCoalition):
        coalition.leave_coalition(letter, partner.seat.pk, by=other.representative, at=T0)
    with pytest.raises(coalition.NotYourCoalition):
        coalition.leave_coalition(letter, partner.seat.pk, by=pen, at=T0)
    coalition.change_role(letter, place, role=Role.OBSERVER, by=partner.representative, at=T0)
    assert Member.objects.get(pk=place).role == "observer"
    assert acts_of(letter)[-1] == (
        "role changed",
        partner.representative.email,
        "pen@a.example · Association 1",
        "observer",
    )
    coalition.remove_member(letter, place, by=partner.representative, at=T0)
    assert not is_in(pen, letter)


def test_role_that_does_not_exist_there_is_refused_and_the_same_one_is_no_act(
    letter: Letter, partner: Partner
) -> None:
    pen = add_member(letter, "pen@a.example", Role.EDITOR)
    before = Act.objects.count()
    with pytest.raises(coalition.NotARole):
        coalition.change_role(
            letter, member_of(pen), role=Role.REPRESENTATIVE, by=letter.lead, at=T0
        )
    coalition.change_role(letter, member_of(pen), role=Role.EDITOR, by=letter.lead, at=T0)
    assert Act.objects.count() == before
    place = member_of(partner.representative, partner.seat)
    gone = coalition.change_role(letter, place, role=Role.EDITOR, by=letter.lead, at=T0)
    assert gone.leaves_no_representative


@pytest.mark.parametrize("way", ["leaves", "is removed"])
def test_organization_goes_with_its_people_and_what_it_did_stays(
    letter: Letter, partner: Partner, way: str
) -> None:
    rosa, seat = partner.representative, partner.seat
    pen = add_member(letter, "pen@a.example", Role.EDITOR, seat)
    both = add_member(letter, "both@a.example", Role.EDITOR, seat)
    add_member(letter, "both@a.example", Role.OBSERVER)
    coalition.invite_person(
        letter, email="late@a.example", role=Role.EDITOR, seat_id=seat.pk, by=rosa, at=T0
    )
    token = invitation_token("late@a.example")
    if way == "leaves":
        coalition.leave_coalition(letter, seat.pk, by=rosa, at=T0)
        assert last_mail(LEAD).subject == "Association 1 has left: River en"
        told = {pen.email, both.email}
    else:
        with pytest.raises(coalition.NotYourCoalition):
            coalition.remove_organization(letter, seat.pk, by=rosa, at=T0)
        coalition.remove_organization(letter, seat.pk, by=letter.lead, at=T0)
        told = {rosa.email, pen.email, both.email}
    subject = "No longer in the coalition: River en"
    mails = OutgoingMail.objects.filter(subject=subject)
    assert {mail.recipient for mail in mails} == told
    assert [is_in(account, letter) for account in (rosa, pen, both)] == [False, False, True]
    with pytest.raises(coalition.UnknownInvitation):
        coalition.find_invitation(token, at=T0)
    seat.refresh_from_db()
    state = {"leaves": "left", "is removed": "removed"}[way]
    assert (seat.state, seat.ended_at) == (state, T0)
    assert Organization.objects.filter(pk=seat.organization_id).exists()
    assert acts_of(letter)[-1][0] == state
    with pytest.raises(coalition.CoalitionMoved):
        coalition.remove_organization(letter, seat.pk, by=letter.lead, at=T0)


def test_organizations_sign_in_the_order_that_the_lead_gives_them(letter: Letter) -> None:
    one, two, three = (add_partner(letter, number) for number in (1, 2, 3))
    Seat.objects.update(position=0)  # However it came about.

    def order() -> list[str]:
        return [seat.organization.name[-1] for seat in Seat.objects.order_by("position", "id")]

    def move(partner: Partner, *, is_up: bool) -> None:
        coalition.move_seat(letter, partner.seat.pk, is_up=is_up, by=letter.lead, at=T0)

    with pytest.raises(coalition.NotYourCoalition):
        coalition.move_seat(letter, three.seat.pk, is_up=True, by=three.representative, at=T0)
    move(three, is_up=True)
    assert order() == ["1", "3", "2"]
    move(one, is_up=False)
    assert order() == ["3", "1", "2"]
    before = Act.objects.count()
    move(three, is_up=True)
    move(two, is_up=False)
    assert (order(), Act.objects.count()) == (["3", "1", "2"], before)
    assert acts_of(letter)[-1] == ("order changed", LEAD, "Association 1", "")


def test_nothing_of_another_letter_is_touched(letter: Letter, partner: Partner) -> None:
    lake = make_draft("lake", ["en"])
    member, seat = member_of(partner.representative, partner.seat), partner.seat.pk
    acts: list[Callable[[Letter], object]] = [
        lambda x: coalition.remove_member(x, member, by=x.lead, at=T0),
        lambda x: coalition.change_role(x, member, role=Role.EDITOR, by=x.lead, at=T0),
        lambda x: coalition.leave(x, member, by=partner.representative, at=T0),
        lambda x: coalition.remove_organization(x, seat, by=x.lead, at=T0),
        lambda x: coalition.leave_coalition(x, seat, by=partner.representative, at=T0),
        lambda x: coalition.move_seat(x, seat, is_up=True, by=x.lead, at=T0),
        lambda x: coalition.invite_person(
            x, email="a@b.example", role=Role.EDITOR, seat_id=seat, by=x.lead, at=T0
        ),
    ]
    before = (list(Member.objects.values()), list(Seat.objects.values()), Act.objects.count())
    for act in acts:
        with pytest.raises(coalition.NotInCoalition):
            act(lake)
    after = (list(Member.objects.values()), list(Seat.objects.values()), Act.objects.count())
    assert after == before
    acts[0](letter)
    assert Act.objects.count() == before[2] + 1
