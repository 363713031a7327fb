"""Seal: whose keys a letter seals for, and what is readable of whom until when."""

from dataclasses import replace

import pytest

from tests.support.keys import make_key, seal_for
from tests.support.letters import (
    T0,
    check_letter_log,
    correct_letter,
    last_mail,
    log_all,
    make_draft,
    make_news,
    make_open_letter,
    organization_wish,
    signed,
    subscribed,
    wish,
)
from undersigned.core.coalition import ActKind
from undersigned.core.errors import NotProven
from undersigned.core.receipt import parse_receipt
from undersigned.core.seal import recipients_digest
from undersigned.core.tokens import Purpose
from undersigned.models import Act, Letter, OutgoingMail, Recipient, Signature
from undersigned.queries.manage import receipt_of, view_signature
from undersigned.queries.seal import recipients_of
from undersigned.stages.agree import agree_to_edition, ask_signers
from undersigned.stages.confirm import (
    accept_organization,
    delete_unconfirmed,
    remind_unconfirmed,
)
from undersigned.stages.news import mail_news, owe_news, wish_for_news
from undersigned.stages.receipt import send_receipts
from undersigned.stages.seal import (
    MAX_RECIPIENTS,
    LastRecipient,
    NoRecipient,
    RecipientGone,
    SecretShown,
    TooManyRecipients,
    add_recipient,
    remove_recipient,
    seal_contacts,
)
from undersigned.stages.sign import OtherMailbox, manage_link, sign_letter
from undersigned.stages.withdraw import (
    Correction,
    correct_signature,
    withdraw_signature,
)

pytestmark = pytest.mark.django_db

ADDRESS = "mina@people.example"


def settle(letter: Letter) -> None:
    """What the worker does within seconds."""
    log_all(letter)
    send_receipts(at=T0, limit=100)
    seal_contacts(limit=100)


def manage_token(signature: Signature) -> str:
    signature.refresh_from_db()
    return manage_link(signature).rsplit("/", 2)[1]


def readable_addresses() -> set[str]:
    """Every address that the table of signatures gives to whoever reads it."""
    rows = Signature.objects.values_list("contact", "address")
    return {address for row in rows for address in row if address}


def test_a_letter_seals_for_all_its_keys() -> None:
    letter, first, second = make_open_letter(), make_key(), make_key()
    seal_for(letter, first, second)
    signature = signed(letter)
    settle(letter)
    contact = first.contact_of(signature)
    assert contact == second.contact_of(signature)
    assert (contact.letter, contact.number, contact.index) == (letter.pk, signature.pk, 2)
    assert (contact.email, contact.name, contact.role) == (ADDRESS, "Mina Example", "Teacher")
    with pytest.raises(NotProven):
        make_key().contact_of(signature)
    assert readable_addresses() == set()
    check_letter_log(letter)


def test_an_address_is_readable_until_its_receipt_is_owed() -> None:
    letter = make_open_letter()
    seal_for(letter, make_key())
    signature = signed(letter)
    seal_contacts(limit=100)
    assert readable_addresses() == {ADDRESS}
    log_all(letter)
    seal_contacts(limit=100)
    assert readable_addresses() == {ADDRESS}
    send_receipts(at=T0, limit=100)
    seal_contacts(limit=100)
    assert readable_addresses() == set()
    assert last_mail(ADDRESS).attachment is not None
    assert signature.contact == ""
    check_letter_log(letter)


def test_who_does_not_confirm_is_reminded_and_then_forgotten() -> None:
    letter = make_open_letter()
    seal_for(letter, make_key())
    sign_letter(letter, wish(), language="en", at=T0)
    OutgoingMail.objects.all().delete()
    assert remind_unconfirmed(at=T0.replace(day=5), limit=9) == 1
    assert last_mail(ADDRESS).recipient == ADDRESS
    delete_unconfirmed(at=T0.replace(day=20))
    assert not Signature.objects.exists()


def test_the_receipt_opens_without_the_address() -> None:
    letter = make_open_letter()
    seal_for(letter, make_key())
    signature = signed(letter)
    settle(letter)
    _name, data = receipt_of(manage_token(signature))
    assert ADDRESS.encode() not in data
    assert dict(parse_receipt(data).fields)["name"] == "Mina Example"
    assert "contact" in dict(parse_receipt(data).absent)
    check_letter_log(letter)


def test_the_address_stays_for_news_and_goes_with_it() -> None:
    letter, key = make_open_letter(), make_key()
    seal_for(letter, key)
    signature = subscribed(letter)
    settle(letter)
    assert readable_addresses() == {"p0@people.example"}
    assert key.contact_of(signature).wants_news
    news = make_news(letter)
    mail_news(letter, news.number, by=letter.lead, at=T0)
    assert owe_news(at=T0, limit=10) == 1
    token = manage_token(signature)
    wish_for_news(token, purpose=Purpose.MANAGE, wants_news=False)
    seal_contacts(limit=100)
    assert readable_addresses() == set()
    # News again takes the address once more, and no other one.
    for other in ("", "nonsense", "other@people.example"):
        with pytest.raises(OtherMailbox):
            wish_for_news(token, purpose=Purpose.MANAGE, wants_news=True, email=other)
    assert readable_addresses() == set()
    wish_for_news(token, purpose=Purpose.MANAGE, wants_news=True, email="P0@people.example")
    seal_contacts(limit=100)
    assert readable_addresses() == {"P0@people.example"}
    check_letter_log(letter)


def test_an_organization_is_sealed_once_it_is_accepted() -> None:
    letter, key = make_open_letter(), make_key()
    seal_for(letter, key)
    signature = signed(letter, organization_wish())
    settle(letter)
    assert readable_addresses() == {"office@herons.example"}
    accept_organization(letter, signature.pk, by=letter.lead, at=T0)
    settle(letter)
    assert readable_addresses() == set()
    assert key.contact_of(signature).email == "office@herons.example"
    assert key.contact_of(signature).role == "Rosa Muster, Director"
    check_letter_log(letter)


def test_a_mailbox_signs_once_after_its_address_is_gone() -> None:
    letter = make_open_letter()
    seal_for(letter, make_key())
    signed(letter)
    settle(letter)
    sign_letter(letter, wish("Mina E."), language="en", at=T0)
    assert Signature.objects.count() == 1
    assert "already" in last_mail(ADDRESS).body
    check_letter_log(letter)


CORRECTED = Correction(name="Mina Corrected", role="Teacher", country="FR")


def test_a_correction_erases_what_was_sealed_and_is_sealed_itself() -> None:
    letter, key = make_open_letter(), make_key()
    seal_for(letter, key)
    signature = signed(letter)
    settle(letter)
    OutgoingMail.objects.all().delete()
    before = bytes(Signature.objects.get().sealed or b"")
    # The address is needed once more, and no other one.
    for other in ("", "nonsense", "other@people.example"):
        with pytest.raises(OtherMailbox):
            correct_signature(manage_token(signature), replace(CORRECTED, email=other), at=T0)
    assert bytes(Signature.objects.get().sealed or b"") == before
    assert readable_addresses() == set()
    corrected = replace(CORRECTED, email="MINA@people.example")
    correct_signature(manage_token(signature), corrected, at=T0)
    # What was sealed is gone at once, and nothing takes its place before the log has it.
    assert Signature.objects.get().sealed is None
    seal_contacts(limit=100)
    assert readable_addresses() == {"MINA@people.example"}
    settle(letter)
    assert readable_addresses() == set()
    contact = key.contact_of(signature)
    assert (contact.name, contact.email, contact.index) == (
        "Mina Corrected",
        "MINA@people.example",
        5,
    )
    assert parse_receipt(bytes(last_mail("MINA@people.example").attachment or b"")).index == 5
    assert view_signature(manage_token(signature), Purpose.MANAGE).index == 5
    check_letter_log(letter)


def test_who_gets_news_corrects_without_the_address_and_is_sealed_anew() -> None:
    letter, key = make_open_letter(), make_key()
    seal_for(letter, key)
    signature = subscribed(letter)
    settle(letter)
    correct_signature(manage_token(signature), CORRECTED, at=T0)
    assert Signature.objects.get().sealed is None
    settle(letter)
    contact = key.contact_of(signature)
    assert (contact.name, contact.email) == ("Mina Corrected", "p0@people.example")
    assert readable_addresses() == {"p0@people.example"}
    check_letter_log(letter)


def test_a_correction_before_the_address_is_sealed_seals_the_corrected_only() -> None:
    letter, key = make_open_letter(), make_key()
    seal_for(letter, key)
    signature = signed(letter)
    log_all(letter)
    correct_signature(manage_token(signature), CORRECTED, at=T0)
    settle(letter)
    assert key.contact_of(signature).name == "Mina Corrected"
    assert readable_addresses() == set()
    check_letter_log(letter)


def test_an_organization_is_sealed_anew_once_it_is_accepted_again() -> None:
    letter, key = make_open_letter(), make_key()
    seal_for(letter, key)
    signature = signed(letter, organization_wish())
    accept_organization(letter, signature.pk, by=letter.lead, at=T0)
    settle(letter)
    corrected = Correction(
        name="Bank of Herons",
        website="herons.example",
        country="FR",
        representative="Noor Neu",
        role="Director",
        email="office@herons.example",
    )
    correct_signature(manage_token(signature), corrected, at=T0)
    settle(letter)
    assert Signature.objects.get().sealed is None
    accept_organization(letter, signature.pk, by=letter.lead, at=T0)
    settle(letter)
    assert key.contact_of(signature).role == "Noor Neu, Director"
    assert readable_addresses() == set()
    check_letter_log(letter)


def test_a_corrected_edition_is_mailed_to_whose_address_is_there() -> None:
    letter = make_open_letter()
    seal_for(letter, make_key())
    sealed, asked = signed(letter), subscribed(letter)
    settle(letter)
    OutgoingMail.objects.all().delete()
    edition = correct_letter(letter)
    assert ask_signers(at=T0, limit=10) == 2
    assert [mail.recipient for mail in OutgoingMail.objects.all()] == ["p0@people.example"]
    # The others find it on the page of their signature, whose link they have.
    agree_to_edition(manage_token(sealed), edition=edition.number, at=T0)
    agree_to_edition(manage_token(asked), edition=edition.number, at=T0)
    settle(letter)
    assert readable_addresses() == {"p0@people.example"}
    check_letter_log(letter)


def test_whoever_withdraws_takes_what_is_sealed_along() -> None:
    letter = make_open_letter()
    seal_for(letter, make_key())
    signature = signed(letter)
    settle(letter)
    withdraw_signature(manage_token(signature), at=T0)
    assert not Signature.objects.exists()
    log_all(letter)
    check_letter_log(letter)


def test_new_signatures_are_sealed_for_new_keys_and_old_ones_stay() -> None:
    letter, old, new = make_open_letter(), make_key(), make_key()
    seal_for(letter, old)
    first = signed(letter)
    settle(letter)
    seal_for(letter, new)
    remove_recipient(letter, Recipient.objects.earliest("id").pk, by=letter.lead, at=T0)
    second = signed(letter, wish("Noor Example", "noor@people.example"))
    settle(letter)
    assert recipients_of(letter) == (new.recipient,)
    assert old.contact_of(first).email == ADDRESS
    assert new.contact_of(second).email == "noor@people.example"
    for key, signature in ((new, first), (old, second)):
        with pytest.raises(NotProven):
            key.contact_of(signature)
    check_letter_log(letter)


def test_who_signed_before_there_were_keys_stays_as_committed() -> None:
    letter = make_open_letter()
    signature = signed(letter)
    seal_for(letter, make_key())
    settle(letter)
    signature.refresh_from_db()
    assert (signature.contact, signature.address, signature.sealed) == (ADDRESS, "", None)
    check_letter_log(letter)


def test_keys_come_and_go_with_a_fingerprint_and_a_line_in_the_history() -> None:
    letter, first, second = make_draft(), make_key(), make_key()
    seal_for(letter, first, holder="Ada")
    seal_for(letter, second, holder="Ben")
    seal_for(letter, second, holder="Ben again")
    digest = recipients_digest([first.recipient, second.recipient])
    assert bytes(letter.recipients_digest or b"") == digest
    ids = Recipient.objects.order_by("id").values_list("pk", flat=True)
    for pk in ids:
        remove_recipient(letter, pk, by=letter.lead, at=T0)
    assert letter.recipients_digest is None
    with pytest.raises(RecipientGone):
        remove_recipient(letter, ids[0], by=letter.lead, at=T0)
    acts = Act.objects.filter(kind__in=(ActKind.KEY_ADDED, ActKind.KEY_REMOVED)).order_by("id")
    assert [(act.kind, act.subject, act.note) for act in acts] == [
        ("key added", "Ada", first.recipient),
        ("key added", "Ben", second.recipient),
        ("key removed", "Ada", first.recipient),
        ("key removed", "Ben", second.recipient),
    ]


def test_a_public_letter_keeps_one_of_its_keys() -> None:
    letter = make_open_letter()
    seal_for(letter, make_key(), make_key())
    first, last = Recipient.objects.order_by("id")
    remove_recipient(letter, first.pk, by=letter.lead, at=T0)
    with pytest.raises(LastRecipient):
        remove_recipient(letter, last.pk, by=letter.lead, at=T0)
    assert recipients_of(letter) == (last.recipient,)


def test_what_is_no_key_is_refused_and_a_secret_one_kept_nowhere() -> None:
    letter, key = make_draft(), make_key()
    for refusal, entered in ((NoRecipient, "age1"), (SecretShown, key.secret)):
        with pytest.raises(refusal) as caught:
            add_recipient(letter, entered, holder="Ada", by=letter.lead, at=T0)
        assert key.secret not in caught.value.sentence
    for number in range(MAX_RECIPIENTS):
        seal_for(letter, make_key(), holder=f"Person {number}")
    with pytest.raises(TooManyRecipients):
        seal_for(letter, make_key())
    assert Recipient.objects.count() == MAX_RECIPIENTS
    assert not Act.objects.filter(note__contains="SECRET").exists()
