"""Freezing asks each organization once an edition; who joins later is asked too."""

from datetime import timedelta

import pytest

from tests.support.coalitions import add_member, add_partner
from tests.support.endorsing import endorse_by_code, endorse_by_passkey, make_asked, row_of
from tests.support.letters import ADDRESSEES, BODY, T0, last_mail, make_draft
from undersigned.core.coalition import ActKind, Role, SeatState
from undersigned.models import Act, Endorsement, Letter, OutgoingMail, Reading, Seat
from undersigned.stages import draft
from undersigned.stages.endorse import ask_joined, decline, freeze_and_ask, remind_missing

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def change_text(letter: Letter, body: str = BODY + "\nOne more word.\n") -> None:
    """Go back to the draft and save other words in English."""
    draft.resume_draft(letter, by=letter.lead, at=T0)
    text = draft.TextInput(title="River en", addressees=ADDRESSEES, body=body)
    newest = next(v for v in draft.newest_versions(letter) if v.language == "en")
    draft.save_text(letter, "en", text, based_on=newest.number, author=letter.lead, at=T0)


def mails_to(email: str) -> list[str]:
    """The subjects of the mails that are owed to a mailbox."""
    mails = OutgoingMail.objects.filter(recipient=email).order_by("id")
    return list(mails.values_list("subject", flat=True))


def test_freezing_asks_every_representative_of_every_organization() -> None:
    letter = make_draft()
    first, second = add_partner(letter, 1), add_partner(letter, 2)
    add_member(letter, "deputy@association-1.example", Role.REPRESENTATIVE, first.seat)
    add_member(letter, "editor@association-1.example", Role.EDITOR, first.seat)
    freeze_and_ask(letter, by=letter.lead, at=T0)
    assert [(row.seat, row.state) for row in Endorsement.objects.order_by("id")] == [
        (first.seat, "asked"),
        (second.seat, "asked"),
    ]
    subject = "To endorse for Association {}: River en"
    for email, number in (
        ("office@association-1.example", 1),
        ("deputy@association-1.example", 1),
        ("office@association-2.example", 2),
    ):
        assert mails_to(email) == [subject.format(number)]
        link = f"/workspace/letters/river/endorse/{(first, second)[number - 1].seat.pk}/"
        assert link in last_mail(email).body
    assert mails_to("editor@association-1.example") == []


def test_mail_says_what_changed_since_the_version_that_was_read() -> None:
    letter = make_draft()
    partner = add_partner(letter)
    for language, number in (("en", 2), ("fa", 1)):
        Reading.objects.create(
            letter=letter,
            language=language,
            account=partner.representative,
            number=number,
            read_at=T0,
        )
    newest = draft.TextInput(
        title="River en", addressees=ADDRESSEES, body=BODY.replace("share", "all love")
    )
    draft.save_text(letter, "en", newest, based_on=2, author=letter.lead, at=T0)
    freeze_and_ask(letter, by=letter.lead, at=T0)
    body = last_mail(partner.representative.email).body
    assert "English: 1 place changed (words gone: 1, new words: 2)." in body
    assert "/workspace/letters/river/texts/en/changes/?from=2&to=3" in body
    assert "Persian: nothing." in body
    assert "not marked it as read" not in body


def test_mail_says_of_a_text_that_was_never_read_that_it_was_not() -> None:
    _, (partner,) = make_asked(1)
    body = last_mail(partner.representative.email).body
    assert "English: you have not marked it as read yet." in body
    assert "Persian: you have not marked it as read yet." in body
    assert "differences" not in body


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("endorsed", "endorsed edition 1. The text has changed since, so that does not count"),
        ("declined", "declined to endorse edition 1. The text has changed since."),
    ],
)
def test_who_answered_for_an_edition_has_read_it(answer: str, said: str) -> None:
    letter, (partner, other) = make_asked(2)
    if answer == "endorsed":
        endorse_by_passkey(partner)
    else:
        decline(row_of(partner), partner.representative, reason="No.", at=T0)
    change_text(letter, BODY.replace("share", "all love"))
    freeze_and_ask(letter, by=letter.lead, at=T0)
    body = last_mail(partner.representative.email).body
    assert "English: 1 place changed (words gone: 1, new words: 2)." in body
    assert "/workspace/letters/river/texts/en/changes/?from=2&to=3" in body
    assert "Persian: nothing." in body
    assert f"Your organization {said}" in body
    assert "you have not marked it as read yet" in last_mail(other.representative.email).body


def test_invited_organization_is_asked_by_the_worker_once_it_has_joined() -> None:
    letter, (_, late) = make_asked(2)
    Endorsement.objects.filter(seat=late.seat).delete()
    OutgoingMail.objects.all().delete()
    seats = Seat.objects.filter(pk=late.seat.pk)
    seats.update(state=SeatState.INVITED.value)
    assert ask_joined(at=T0, limit=10) == 0
    seats.update(state=SeatState.JOINED.value)
    assert ask_joined(at=T0, limit=10) == 1
    assert ask_joined(at=T0, limit=10) == 0
    assert row_of(late).state == "asked"
    assert OutgoingMail.objects.count() == 1
    draft.resume_draft(letter, by=letter.lead, at=T0)
    add_partner(letter, 3)
    assert ask_joined(at=T0, limit=10) == 0


def test_organization_without_a_representative_is_asked_once_it_has_one() -> None:
    letter = make_draft()
    partner = add_partner(letter)
    partner.seat.members.update(role=Role.EDITOR.value)
    freeze_and_ask(letter, by=letter.lead, at=T0)
    assert not Endorsement.objects.exists()
    add_member(letter, "new@association-1.example", Role.REPRESENTATIVE, partner.seat)
    assert ask_joined(at=T0, limit=10) == 1
    assert len(mails_to("new@association-1.example")) == 1


def test_freezing_the_same_text_takes_up_the_edition_and_what_was_given_for_it() -> None:
    letter, (first, second) = make_asked(2)
    given = endorse_by_passkey(first)
    draft.resume_draft(letter, by=letter.lead, at=T0)
    edition = freeze_and_ask(letter, by=letter.lead, at=T0)
    assert edition.number == 1
    assert row_of(first) == given
    assert row_of(first).state == "endorsed"
    assert row_of(second).state == "asked"
    assert len(mails_to(second.representative.email)) == 1


def test_changed_comma_makes_a_new_edition_and_asks_again() -> None:
    letter, (first, second) = make_asked(2)
    given = endorse_by_passkey(first)
    change_text(letter, BODY.replace("that we share", "that, we share"))
    edition = freeze_and_ask(letter, by=letter.lead, at=T0)
    assert edition.number == 2
    assert [row_of(partner).state for partner in (first, second)] == ["asked", "asked"]
    assert row_of(first, 1) == given
    assert row_of(first, 1).state == "endorsed"
    assert "Your organization endorsed edition 1." in last_mail(first.representative.email).body
    assert "Your organization endorsed" not in last_mail(second.representative.email).body


def test_text_that_was_left_open_is_frozen_again_without_going_back() -> None:
    letter = make_draft()
    partner = add_partner(letter)
    freeze_and_ask(letter, by=letter.lead, at=T0, lock=False)
    text = draft.TextInput(title="Newer", addressees=ADDRESSEES, body=BODY)
    draft.save_text(letter, "en", text, based_on=2, author=letter.lead, at=T0)
    # What was written since is no part of what is asked for.
    assert endorse_by_code(partner).edition.number == 1
    assert freeze_and_ask(letter, by=letter.lead, at=T0).number == 2
    assert row_of(partner).state == "asked"
    letter.refresh_from_db()
    assert letter.is_locked


def test_reminder_goes_to_the_silent_at_most_once_a_day() -> None:
    letter, (first, second, third) = make_asked(3)
    endorse_by_passkey(first)
    OutgoingMail.objects.all().delete()
    assert remind_missing(letter, by=letter.lead, at=T0 + DAY) == 2
    assert mails_to(first.representative.email) == []
    for partner in (second, third):
        assert len(mails_to(partner.representative.email)) == 1
        assert "Still to endorse" in last_mail(partner.representative.email).subject
    assert remind_missing(letter, by=letter.lead, at=T0 + DAY * 2 - timedelta(seconds=1)) == 0
    assert remind_missing(letter, by=letter.lead, at=T0 + DAY * 2) == 2
    reminded = Act.objects.filter(kind=ActKind.REMINDED).values_list("subject", flat=True)
    assert list(reminded) == ["Association 2", "Association 3"] * 2


def test_nobody_is_reminded_of_a_draft() -> None:
    letter, _ = make_asked(2)
    draft.resume_draft(letter, by=letter.lead, at=T0)
    assert remind_missing(letter, by=letter.lead, at=T0 + DAY) == 0


def test_organization_that_left_is_not_reminded() -> None:
    letter, (first, second) = make_asked(2)
    Seat.objects.filter(pk=second.seat.pk).update(state=SeatState.LEFT.value)
    assert remind_missing(letter, by=letter.lead, at=T0 + DAY) == 1
    assert "Still" in last_mail(first.representative.email).subject
    assert "Still" not in last_mail(second.representative.email).subject
