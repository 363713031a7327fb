"""Sign and confirm: what a mailbox can do, and what nobody learns."""

from datetime import timedelta

import pytest
from django.db import transaction

from tests.support.letters import (
    T0,
    last_mail,
    log_all,
    make_open_letter,
    organization_wish,
    signed,
    token_in,
    wish,
)
from undersigned.core.errors import Malformed
from undersigned.core.lifecycle import SignatureState
from undersigned.models import OutgoingMail, Signature
from undersigned.queries.manage import UnknownLink
from undersigned.stages import confirm, publish
from undersigned.stages.sign import LetterNotOpen, sign_letter

pytestmark = pytest.mark.django_db


def test_wish_counts_only_after_the_mailbox_confirmed() -> None:
    letter = make_open_letter()
    sign_letter(letter, wish(), language="en", at=T0)
    signature = Signature.objects.get()
    assert signature.state == SignatureState.PENDING
    assert "Mina Example" in last_mail("mina@people.example").body
    confirmed = confirm.confirm_signature(token_in(last_mail("mina@people.example")), at=T0)
    assert confirmed == signature
    assert (confirmed.state, confirmed.ready_at) == (SignatureState.CONFIRMED, T0)
    assert len(bytes(confirmed.commitment or b"")) == 32


def test_confirming_twice_is_fine() -> None:
    letter = make_open_letter()
    first = signed(letter)
    token = token_in(last_mail("mina@people.example"))
    again = confirm.confirm_signature(token, at=T0 + timedelta(hours=1))
    assert again.confirmed_at == first.confirmed_at
    assert bytes(again.commitment or b"") == bytes(first.commitment or b"")


@pytest.mark.parametrize(
    "email",
    ["mina@people.example", "MINA@people.example", "mina+x@people.example", "mina@PEOPLE.example"],
)
def test_second_wish_of_a_mailbox_changes_nothing_and_is_told_by_mail_only(email: str) -> None:
    letter = make_open_letter()
    first = signed(letter)
    assert sign_letter(letter, wish("Someone Else", email), language="en", at=T0) is None
    assert Signature.objects.get() == first
    mail = OutgoingMail.objects.latest("id")
    assert mail.recipient == email.replace("PEOPLE", "people")
    assert "already signed" in mail.subject
    assert "Someone Else" not in mail.body


def test_double_click_owes_one_mail_and_a_changed_wish_a_second() -> None:
    letter = make_open_letter()
    for _ in range(2):
        sign_letter(letter, wish(), language="en", at=T0)
    assert (Signature.objects.count(), OutgoingMail.objects.count()) == (1, 1)
    sign_letter(letter, wish("Mina E. Example"), language="en", at=T0)
    assert (Signature.objects.count(), OutgoingMail.objects.count()) == (2, 2)


def test_corrected_spelling_of_an_address_gets_a_mail_of_its_own() -> None:
    letter = make_open_letter()
    sign_letter(letter, wish(email="mina+typo@people.example"), language="en", at=T0)
    sign_letter(letter, wish(email="mina@people.example"), language="en", at=T0)
    recipients = OutgoingMail.objects.order_by("id").values_list("recipient", flat=True)
    assert list(recipients) == ["mina+typo@people.example", "mina@people.example"]


def test_of_two_wishes_of_one_mailbox_the_one_confirmed_first_wins() -> None:
    letter = make_open_letter()
    sign_letter(letter, wish("First"), language="en", at=T0)
    first = token_in(last_mail("mina@people.example"))
    sign_letter(letter, wish("Second"), language="en", at=T0)
    second = token_in(last_mail("mina@people.example"))
    confirm.confirm_signature(second, at=T0)
    with pytest.raises(confirm.AlreadySigned):
        confirm.confirm_signature(first, at=T0)
    # What did not win is neither reminded of nor kept.
    assert confirm.remind_unconfirmed(at=T0 + timedelta(days=3), limit=10) == 0
    assert confirm.delete_unconfirmed(at=T0) == 1
    assert [signature.name for signature in Signature.objects.all()] == ["Second"]


def test_unique_index_decides_between_two_confirmations_that_race() -> None:
    # As when both requests have looked before either has written: the rows are put
    # side by side, and the index lets one of them through.
    letter = make_open_letter()
    sign_letter(letter, wish("First"), language="en", at=T0)
    sign_letter(letter, wish("Second"), language="en", at=T0)
    first, second = Signature.objects.order_by("id")
    Signature.objects.filter(pk=first.pk).update(confirmed_at=T0)
    with pytest.raises(confirm.AlreadySigned), transaction.atomic():
        confirm.confirm_signature(token_in(last_mail("mina@people.example")), at=T0)
    assert Signature.objects.get(pk=second.pk).state == SignatureState.PENDING


def test_same_mailbox_signs_two_letters_and_its_digests_differ() -> None:
    first, second = make_open_letter("one"), make_open_letter("two")
    digests = {bytes(signed(letter).mailbox_digest or b"") for letter in (first, second)}
    assert len(digests) == 2


@pytest.mark.parametrize("token", ["", "x", "A" * 43, "é", "../..", "A" * 2000])
def test_unknown_token_is_refused(token: str) -> None:
    make_open_letter()
    with pytest.raises(UnknownLink):
        confirm.confirm_signature(token, at=T0)


def test_token_of_one_purpose_is_refused_for_the_other() -> None:
    letter = make_open_letter()
    signed(letter)
    confirm_token = token_in(last_mail("mina@people.example"))
    sign_letter(letter, wish(), language="en", at=T0)
    manage_token = token_in(last_mail("mina@people.example"))
    assert confirm.confirm_signature(confirm_token, at=T0).name == "Mina Example"
    with pytest.raises(UnknownLink):
        confirm.confirm_signature(manage_token, at=T0)


def test_closed_letter_takes_no_wish_and_no_confirmation() -> None:
    letter = make_open_letter()
    sign_letter(letter, wish(), language="en", at=T0)
    token = token_in(last_mail("mina@people.example"))
    publish.close_letter(letter, by=letter.lead, at=T0)
    with pytest.raises(LetterNotOpen):
        confirm.confirm_signature(token, at=T0)
    with pytest.raises(LetterNotOpen):
        sign_letter(letter, wish(email="other@people.example"), language="en", at=T0)


def test_organization_waits_for_the_lead_who_is_told() -> None:
    letter = make_open_letter()
    waiting = signed(letter, organization_wish())
    assert (waiting.state, waiting.ready_at) == (SignatureState.CONFIRMED, None)
    assert "Bank of Herons" in last_mail(letter.lead.email).subject
    log_all(letter)
    assert Signature.objects.get().state == SignatureState.CONFIRMED
    accepted = confirm.accept_organization(letter, waiting.pk, by=letter.lead, at=T0)
    assert accepted.evidence == "accepted by the lead on 2026-03-01"
    log_all(letter)
    assert Signature.objects.get().state == SignatureState.LOGGED
    with pytest.raises(confirm.NotWaiting):
        confirm.accept_organization(letter, waiting.pk, by=letter.lead, at=T0)


def test_declined_organization_is_erased_and_told_the_reason() -> None:
    letter = make_open_letter()
    waiting = signed(letter, organization_wish())
    other = make_open_letter("other")
    with pytest.raises(confirm.NotWaiting):
        confirm.decline_organization(other, waiting.pk, reason="", by=other.lead, at=T0)
    confirm.decline_organization(
        letter, waiting.pk, reason="We know\nno such bank.", by=letter.lead, at=T0
    )
    assert not Signature.objects.exists()
    assert "We know no such bank." in last_mail("office@herons.example").body


def test_one_reminder_after_three_days_and_deletion_after_fourteen() -> None:
    letter = make_open_letter()
    sign_letter(letter, wish(), language="en", at=T0)
    first_token = token_in(last_mail("mina@people.example"))
    early, due = T0 + timedelta(days=3, seconds=-1), T0 + timedelta(days=3)
    assert confirm.remind_unconfirmed(at=early, limit=10) == 0
    assert confirm.remind_unconfirmed(at=due, limit=10) == 1
    assert confirm.remind_unconfirmed(at=due, limit=10) == 0
    assert token_in(last_mail("mina@people.example")) == first_token
    assert confirm.delete_unconfirmed(at=T0 + timedelta(days=14, seconds=-1)) == 0
    assert confirm.delete_unconfirmed(at=T0 + timedelta(days=14)) == 1
    with pytest.raises(UnknownLink):
        confirm.confirm_signature(first_token, at=T0 + timedelta(days=14))


def test_confirmed_signature_is_neither_reminded_nor_deleted() -> None:
    letter = make_open_letter()
    signed(letter)
    assert confirm.remind_unconfirmed(at=T0 + timedelta(days=3), limit=10) == 0
    assert confirm.delete_unconfirmed(at=T0 + timedelta(days=30)) == 0
    assert Signature.objects.count() == 1


@pytest.mark.parametrize("email", ["", "nobody", "a@b@c", "a@example.org\nBcc: x@example.org"])
def test_unusable_address_is_refused(email: str) -> None:
    letter = make_open_letter()
    with pytest.raises(Malformed):
        sign_letter(letter, wish(email=email), language="en", at=T0)
    assert not OutgoingMail.objects.exists()


def test_mailbox_is_not_to_be_found_in_a_stolen_digest() -> None:
    letter = make_open_letter()
    signature = signed(letter)
    assert b"mina" not in bytes(signature.mailbox_digest or b"")
