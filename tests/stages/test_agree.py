"""Agree: whoever signed before a correction is asked once, and moves to it only by agreeing."""

import re
from datetime import timedelta

import pytest

from tests.support.letters import (
    T0,
    check_letter_log,
    correct_letter,
    last_mail,
    log_all,
    make_open_letter,
    organization_wish,
    signed,
    token_in,
    wish,
)
from undersigned.models import Edition, LeafRequest, Letter, OutgoingMail, Signature
from undersigned.queries.manage import UnknownLink
from undersigned.stages.agree import CorrectedAgain, agree_to_edition, ask_signers
from undersigned.stages.confirm import accept_organization, confirm_signature
from undersigned.stages.publish import close_letter
from undersigned.stages.sign import LetterNotOpen, manage_link, sign_letter

pytestmark = pytest.mark.django_db

LATER = T0 + timedelta(days=1)


def asked() -> list[str]:
    """Return whom the mails about a correction are owed to, in their order."""
    mails = OutgoingMail.objects.filter(subject__startswith="The text was corrected")
    return [mail.recipient for mail in mails.order_by("id")]


def manage_token(signature: Signature) -> str:
    """Return the token of the link by which a signer manages the signature."""
    found = re.search(r"/manage/([\w-]+)/", manage_link(signature))
    assert found is not None
    return found[1]


def signers(letter: Letter, count: int) -> list[Signature]:
    return [
        signed(letter, wish(f"Person {number}", f"person-{number}@people.example"))
        for number in range(count)
    ]


def test_everyone_who_signed_before_is_asked_once_whatever_the_batch() -> None:
    letter = make_open_letter()
    signers(letter, 5)
    log_all(letter)
    assert ask_signers(at=T0, limit=2) == 0
    correct_letter(letter)
    while ask_signers(at=LATER, limit=2):
        pass
    assert asked() == [f"person-{number}@people.example" for number in range(5)]
    assert ask_signers(at=LATER, limit=2) == 0
    assert Edition.objects.get(is_current=True).asked_through is None
    mail = OutgoingMail.objects.filter(recipient="person-3@people.example").latest("id")
    assert "edition 1 of this letter as “Person 3”" in mail.body
    assert re.search(r"/manage/[\w-]+/agree/", mail.body)


def test_who_signs_the_corrected_text_is_not_asked_and_who_confirms_the_old_one_is() -> None:
    letter = make_open_letter()
    sign_letter(letter, wish("Late", "late@people.example"), language="en", at=T0)
    token = token_in(last_mail("late@people.example"))
    correct_letter(letter)
    signed(letter, wish("New", "new@people.example"), at=LATER)
    while ask_signers(at=LATER, limit=10):
        pass
    assert asked() == []
    late = confirm_signature(token, at=LATER)
    assert late.edition.number == 1
    assert asked() == ["late@people.example"]
    confirm_signature(token, at=LATER)
    assert asked() == ["late@people.example"]


def test_a_second_correction_asks_about_the_newest_only() -> None:
    letter = make_open_letter()
    signers(letter, 3)
    correct_letter(letter)
    ask_signers(at=LATER, limit=1)
    correct_letter(letter)
    while ask_signers(at=LATER, limit=1):
        pass
    # The first was asked about each; the others only about the one that is current.
    assert asked() == [f"person-{number}@people.example" for number in (0, 0, 1, 2)]


def test_signer_who_agrees_moves_to_the_new_text_and_others_stay() -> None:
    letter = make_open_letter()
    first, second = signers(letter, 2)
    log_all(letter)
    correct_letter(letter)
    agree_to_edition(manage_token(first), edition=2, at=LATER)
    agree_to_edition(manage_token(first), edition=2, at=LATER)
    assert LeafRequest.objects.count() == 2
    log_all(letter, at=LATER)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.edition.number, second.edition.number) == (2, 1)
    facts = check_letter_log(letter)
    assert (facts.people, facts.withdrawn) == (2, 1)


def test_signature_that_was_not_logged_yet_moves_without_a_withdrawal() -> None:
    letter = make_open_letter()
    (one,) = signers(letter, 1)
    correct_letter(letter)
    agree_to_edition(manage_token(one), edition=2, at=LATER)
    assert LeafRequest.objects.count() == 0
    log_all(letter, at=LATER)
    facts = check_letter_log(letter)
    assert (facts.people, facts.withdrawn) == (1, 0)


def test_organization_keeps_its_evidence_and_one_that_waits_goes_on_waiting() -> None:
    letter = make_open_letter()
    accepted = signed(letter, organization_wish())
    accept_organization(letter, accepted.pk, by=letter.lead, at=T0)
    waiting = signed(letter, organization_wish("Otters", "office@otters.example"))
    log_all(letter)
    correct_letter(letter)
    for one in (accepted, waiting):
        agree_to_edition(manage_token(one), edition=2, at=LATER)
    log_all(letter, at=LATER)
    accepted.refresh_from_db()
    waiting.refresh_from_db()
    assert accepted.evidence == "accepted by the lead on 2026-03-01"
    assert (accepted.edition.number, accepted.log_index is None) == (2, False)
    assert (waiting.edition.number, waiting.log_index, waiting.ready_at) == (2, None, None)
    accept_organization(letter, waiting.pk, by=letter.lead, at=LATER)
    log_all(letter, at=LATER)
    assert check_letter_log(letter).organizations == 2


@pytest.mark.parametrize("case", ["older edition", "closed", "unknown link", "right"])
def test_agreement_is_refused_unless_it_is_to_the_current_edition_of_an_open_letter(
    case: str,
) -> None:
    letter = make_open_letter()
    (one,) = signers(letter, 1)
    log_all(letter)
    correct_letter(letter)
    token, edition = manage_token(one), 2
    if case == "older edition":
        correct_letter(letter)
        with pytest.raises(CorrectedAgain):
            agree_to_edition(token, edition=edition, at=LATER)
    elif case == "closed":
        close_letter(letter, by=letter.lead, at=T0)
        with pytest.raises(LetterNotOpen):
            agree_to_edition(token, edition=edition, at=LATER)
    elif case == "unknown link":
        with pytest.raises(UnknownLink):
            agree_to_edition(token[:-2] + "xx", edition=edition, at=LATER)
    else:
        agree_to_edition(token, edition=edition, at=LATER)
    one.refresh_from_db()
    assert one.edition.number == (2 if case == "right" else 1)
