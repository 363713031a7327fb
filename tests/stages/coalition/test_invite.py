"""Inviting: who may, whom, how often, and what stands in the mail."""

import re
from datetime import timedelta

import pytest

from tests.support.coalitions import Partner, acts_of, add_member, add_partner, invitation_token
from tests.support.letters import T0, last_mail, make_account, make_draft
from undersigned.core.coalition import Role, SeatState
from undersigned.core.refusal import Refused
from undersigned.models import (
    Account,
    Invitation,
    Letter,
    Member,
    Organization,
    OutgoingMail,
    Seat,
)
from undersigned.stages import coalition
from undersigned.stages.coalition import invite

pytestmark = pytest.mark.django_db

ROSA = "rosa@herons.example"


@pytest.fixture
def letter() -> Letter:
    """Return a draft."""
    return make_draft("river", ["en"])


@pytest.fixture
def partner(letter: Letter) -> Partner:
    """Return an organization that is in."""
    return add_partner(letter)


def invite_herons(letter: Letter, **changes: object) -> Seat:
    """Invite an organization, as the lead does."""
    fields = {"name": "Bank of Herons", "email": ROSA, "by": letter.lead, "at": T0, **changes}
    return coalition.invite_organization(letter, **fields)  # type: ignore[arg-type]  # some fields are made wrong


def test_organization_gets_a_seat_a_record_and_a_mail(letter: Letter, partner: Partner) -> None:
    seat = invite_herons(letter, note="Please\nread it.", email="Rosa@Herons.example")
    assert (seat.state, seat.position, seat.organization.name) == ("invited", 1, "Bank of Herons")
    assert re.fullmatch("[0-9a-f]{40}", seat.organization.record_token)
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.role, invitation.seat, invitation.note) == (
        ROSA,
        "representative",
        seat,
        "Please read it.",
    )
    assert invitation.expires_at == T0 + timedelta(days=14)
    mail = last_mail(ROSA)
    assert mail.subject == "Invitation for Bank of Herons: River en"
    assert "Please read it." in mail.body
    token = invitation_token(ROSA)
    # The mail alone holds the token.
    assert bytes(invitation.token_hash) == invite.hash_token(token)
    assert token not in str(Invitation.objects.values())
    assert acts_of(letter)[-1] == ("invited", letter.lead.email, "Bank of Herons", "")


def test_person_is_invited_by_those_who_may_and_no_one_else(
    letter: Letter, partner: Partner
) -> None:
    other = add_partner(letter, 2)
    seat = partner.seat.pk
    people = {
        "lead": letter.lead,
        "representative": partner.representative,
        "seat lead": add_member(letter, "head@a.example", Role.LEAD, partner.seat),
        "seat editor": add_member(letter, "pen@a.example", Role.EDITOR, partner.seat),
        "editor": add_member(letter, "editor@a.example", Role.EDITOR),
        "observer": add_member(letter, "observer@a.example", Role.OBSERVER),
        "other representative": other.representative,
        "stranger": make_account("stranger@elsewhere.example"),
    }

    def may(by: Account, seat_id: int | None, email: str) -> bool:
        before = (Invitation.objects.count(), OutgoingMail.objects.count())
        try:
            coalition.invite_person(
                letter, email=email, role=Role.EDITOR, seat_id=seat_id, by=by, at=T0
            )
        except coalition.NotYourCoalition:
            assert (Invitation.objects.count(), OutgoingMail.objects.count()) == before
            return False
        return True

    within = {who for who, by in people.items() if may(by, seat, f"{who[-4:]}{by.pk}@x.example")}
    whole = {who for who, by in people.items() if may(by, None, f"{who[-4:]}{by.pk}@y.example")}
    assert within == {"lead", "representative", "seat lead"}
    assert whole == {"lead"}


@pytest.mark.parametrize(
    ("role", "within"),
    [
        (Role.LEAD, {True, False}),
        (Role.EDITOR, {True, False}),
        (Role.OBSERVER, {True, False}),
        (Role.REPRESENTATIVE, {True}),
    ],
)
def test_role_is_one_that_exists_there(
    letter: Letter, partner: Partner, role: Role, within: set[bool]
) -> None:
    possible = set()
    for is_within in (True, False):
        try:
            coalition.invite_person(
                letter,
                email=ROSA,
                role=role,
                seat_id=partner.seat.pk if is_within else None,
                by=partner.representative if is_within else letter.lead,
                at=T0,
            )
        except coalition.NotARole:
            continue
        possible.add(is_within)
    assert possible == within


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "name of the organization"),
        ({"name": " \u200b "}, "name of the organization"),
        ({"name": "x" * 301}, "at most 300"),
        ({"name": "association 1"}, "on the list of the coalition already"),
        ({"email": ""}, "enter an e-mail address"),
        ({"email": "nonsense"}, "does not look like an e-mail address"),
        ({"email": "a@b.example\nBcc: c@d.example"}, "does not look like an e-mail address"),
        ({"note": "x" * 1001}, "at most 1000"),
        ({"role": Role.OBSERVER}, "speaks for it"),
    ],
)
def test_what_cannot_be_used_is_refused_and_leaves_nothing(
    letter: Letter, partner: Partner, changes: dict[str, object], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        invite_herons(letter, **changes)
    assert (Organization.objects.count(), Seat.objects.count()) == (1, 1)
    assert (Invitation.objects.count(), OutgoingMail.objects.count()) == (0, 0)
    invite_herons(letter)
    assert (Organization.objects.count(), Invitation.objects.count()) == (2, 1)


def test_nothing_in_the_words_of_others_becomes_a_header_or_a_link(letter: Letter) -> None:
    Account.objects.filter(pk=letter.lead.pk).update(name="Ada https://evil.example/a")
    letter.lead.refresh_from_db()
    letter.versions.update(title="River www.evil.example")
    invite_herons(
        letter,
        name="Herons\r\nBcc: victim@elsewhere.example\r\n\r\nhttps://evil.example/login",
        note="Click http://evil.example/b or HTTPS:evil.example/c or evil.example/d?x.\n\n"
        "    https://https://evil.example/e mailto:f@evil.example",
    )
    mail = last_mail(ROSA)
    assert "\n" not in mail.subject
    assert "Bcc: victim[@]elsewhere[.]example" in mail.subject
    links = re.findall(r"\S*(?:://|www\.|evil\.|mailto:|\w@\w)\S*", mail.subject + mail.body)
    assert len(links) == 1
    assert f"/invitations/{invitation_token(ROSA)}/" in links[0]
    assert "evil[.]example/b" in mail.body


def test_second_invitation_of_the_same_mailbox_waits_or_is_there(
    letter: Letter, partner: Partner
) -> None:
    seat = invite_herons(letter)
    with pytest.raises(coalition.AlreadyThere, match="waits already"):
        coalition.invite_person(
            letter, email=ROSA, role=Role.EDITOR, seat_id=seat.pk, by=letter.lead, at=T0
        )
    with pytest.raises(coalition.AlreadyThere, match="has a role there already"):
        coalition.invite_person(
            letter,
            email="Office@association-1.example",
            role=Role.EDITOR,
            seat_id=partner.seat.pk,
            by=letter.lead,
            at=T0,
        )
    # In another place the same mailbox can have another role.
    coalition.invite_person(letter, email=ROSA, role=Role.OBSERVER, by=letter.lead, at=T0)


def test_invited_again_gets_a_new_link_and_the_old_one_dies(letter: Letter) -> None:
    invite_herons(letter)
    old = invitation_token(ROSA)
    late = T0 + timedelta(days=15)
    with pytest.raises(coalition.InvitationOver):
        coalition.find_invitation(old, at=late)
    coalition.invite_again(letter, Invitation.objects.get().pk, by=letter.lead, at=late)
    new = invitation_token(ROSA)
    assert coalition.find_invitation(new, at=late).email == ROSA
    with pytest.raises(coalition.UnknownInvitation):
        coalition.find_invitation(old, at=T0)


def test_mailbox_is_not_mailed_more_than_a_few_times_a_day(letter: Letter) -> None:
    invite_herons(letter)

    def again(at_hour: int) -> None:
        waiting = Invitation.objects.get(email=ROSA, accepted_at=None, refused_at=None)
        at = T0 + timedelta(hours=at_hour)
        coalition.invite_again(letter, waiting.pk, by=letter.lead, at=at)

    for hour in (1, 2, 3):
        again(hour)
    with pytest.raises(coalition.TooManyInvitations, match="tomorrow"):
        again(4)
    # What was waiting still is, and other letters and mailboxes have their own way.
    assert coalition.find_invitation(invitation_token(ROSA), at=T0).email == ROSA
    other = make_draft("lake", ["en"])
    with pytest.raises(coalition.TooManyInvitations):
        invite_herons(other)
    invite_herons(other, email="another@herons.example")
    again(25)
    assert OutgoingMail.objects.filter(recipient=ROSA).count() == 5


def test_a_letter_has_so_many_waiting_invitations(
    letter: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(invite, "MAX_WAITING", 2)
    for number in (1, 2):
        invite_herons(letter, name=f"Number {number}", email=f"n{number}@herons.example")
    with pytest.raises(coalition.TooManyInvitations, match="withdraw some"):
        invite_herons(letter, name="Number 3")
    coalition.withdraw_invitation(
        letter, Invitation.objects.earliest("id").pk, by=letter.lead, at=T0
    )
    invite_herons(letter, name="Number 3")


def test_a_letter_mails_so_many_invitations_a_day(
    letter: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(invite, "MAX_MAILS_A_DAY", 2)
    for number in (1, 2):
        invite_herons(letter, name=f"Number {number}", email=f"n{number}@herons.example")
    with pytest.raises(coalition.TooManyInvitations, match="mailed for this letter today"):
        invite_herons(letter, name="Number 3")
    invite_herons(letter, name="Number 3", at=T0 + timedelta(days=1))


def test_withdrawn_invitation_is_unknown_and_ends_an_empty_seat(
    letter: Letter, partner: Partner
) -> None:
    seat = invite_herons(letter)
    token = invitation_token(ROSA)
    assert coalition.find_invitation(token, at=T0).seat == seat
    coalition.withdraw_invitation(letter, Invitation.objects.get().pk, by=letter.lead, at=T0)
    with pytest.raises(coalition.UnknownInvitation) as withdrawn:
        coalition.find_invitation(token, at=T0)
    with pytest.raises(coalition.UnknownInvitation) as unknown:
        coalition.find_invitation("x" * 43, at=T0)
    assert withdrawn.value.sentence == unknown.value.sentence
    seat.refresh_from_db()
    assert seat.state == SeatState.REMOVED
    assert acts_of(letter)[-1] == (
        "invitation withdrawn",
        letter.lead.email,
        "r…@herons.example · Bank of Herons",
        "representative",
    )
    # An organization that is in stays, whatever becomes of an invitation of its people.
    coalition.invite_person(
        letter, email=ROSA, role=Role.EDITOR, seat_id=partner.seat.pk, by=letter.lead, at=T0
    )
    last = Invitation.objects.latest("id")
    coalition.withdraw_invitation(letter, last.pk, by=partner.representative, at=T0)
    partner.seat.refresh_from_db()
    assert partner.seat.state == SeatState.JOINED
    with pytest.raises(coalition.CoalitionMoved):
        coalition.withdraw_invitation(letter, last.pk, by=letter.lead, at=T0)


def test_invitation_of_another_letter_or_seat_cannot_be_touched(
    letter: Letter, partner: Partner
) -> None:
    invite_herons(letter)
    waiting = Invitation.objects.get()
    other = make_draft("lake", ["en"])
    for act in (coalition.withdraw_invitation, coalition.invite_again):
        with pytest.raises(coalition.NotInCoalition):
            act(other, waiting.pk, by=letter.lead, at=T0)
        with pytest.raises(coalition.NotYourCoalition):
            act(letter, waiting.pk, by=partner.representative, at=T0)
    assert Invitation.objects.get() == waiting
    assert OutgoingMail.objects.count() == 1


def test_seat_that_ended_is_invited_again_and_one_that_has_not_is_not(
    letter: Letter, partner: Partner
) -> None:
    def again() -> Seat:
        return coalition.invite_organization_again(
            letter,
            partner.seat.pk,
            email=ROSA,
            role=Role.REPRESENTATIVE,
            note="",
            by=letter.lead,
            at=T0,
        )

    with pytest.raises(coalition.CoalitionMoved):
        again()
    coalition.remove_organization(letter, partner.seat.pk, by=letter.lead, at=T0)
    with pytest.raises(coalition.CoalitionMoved):
        coalition.invite_person(
            letter, email=ROSA, role=Role.EDITOR, seat_id=partner.seat.pk, by=letter.lead, at=T0
        )
    seat = again()
    assert (seat.state, seat.organization.name) == ("invited", partner.organization.name)
    # It comes back as another record: nobody is handed what the old one has shown of itself.
    assert seat.organization != partner.organization
    with pytest.raises(coalition.CoalitionMoved):
        again()
    account = make_account(ROSA)
    coalition.accept_invitation(invitation_token(ROSA), account=account, at=T0)
    seat.refresh_from_db()
    assert seat.state == SeatState.JOINED


def test_who_speaks_for_it_elsewhere_brings_the_same_organization_back(
    letter: Letter, partner: Partner
) -> None:
    other = make_draft("lake", ["en"])
    elsewhere = Seat.objects.create(
        letter=other,
        organization=partner.organization,
        state=SeatState.JOINED.value,
        position=0,
        invited_at=T0,
        joined_at=T0,
    )
    add_member(other, partner.representative.email, Role.REPRESENTATIVE, elsewhere)
    coalition.remove_organization(letter, partner.seat.pk, by=letter.lead, at=T0)
    seat = coalition.invite_organization_again(
        letter,
        partner.seat.pk,
        email=partner.representative.email,
        role=Role.REPRESENTATIVE,
        note="",
        by=letter.lead,
        at=T0,
    )
    assert (seat.pk, seat.state) == (partner.seat.pk, "invited")


@pytest.mark.parametrize("role", [Role.REPRESENTATIVE, Role.LEAD])
def test_lead_of_the_letter_makes_nobody_speak_for_an_organization_that_is_in(
    letter: Letter, partner: Partner, role: Role
) -> None:
    member = add_member(letter, "editor@x.example", Role.EDITOR, partner.seat)
    row = Member.objects.get(account=member)
    for by, is_allowed in ((letter.lead, False), (partner.representative, True)):
        if is_allowed:
            coalition.change_role(letter, row.pk, role=role, by=by, at=T0)
            continue
        with pytest.raises(coalition.NotYourCoalition):
            coalition.change_role(letter, row.pk, role=role, by=by, at=T0)
        with pytest.raises(coalition.NotYourCoalition):
            coalition.invite_person(
                letter, email=ROSA, role=role, seat_id=partner.seat.pk, by=by, at=T0
            )
    row.refresh_from_db()
    assert row.role == role


def test_invited_person_can_have_it_mailed_again(letter: Letter) -> None:
    invite_herons(letter)
    old = invitation_token(ROSA)
    waiting = Invitation.objects.get()
    for stranger in (make_account("stranger@elsewhere.example"), letter.lead):
        with pytest.raises(coalition.NotInCoalition):
            coalition.mail_own_invitation_again(stranger, waiting.pk, at=T0)
    assert invitation_token(ROSA) == old
    coalition.mail_own_invitation_again(make_account(ROSA), waiting.pk, at=T0)
    assert coalition.find_invitation(invitation_token(ROSA), at=T0).invited_by == letter.lead
    with pytest.raises(coalition.UnknownInvitation):
        coalition.find_invitation(old, at=T0)
