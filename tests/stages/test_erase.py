"""Erase: contact data goes a set time after closing, signatures when their signers say so."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.test import override_settings

from tests.support.keys import make_key, seal_for
from tests.support.letters import (
    T0,
    check_letter_log,
    keeper,
    last_mail,
    log_all,
    make_news,
    make_open_letter,
    organization_wish,
    signed,
    subscribed,
    token_in,
    wish,
)
from undersigned.core.receipt import check_receipt, parse_receipt
from undersigned.core.tlog.note import VerifyingKey
from undersigned.core.tokens import Purpose, token_digest
from undersigned.models import (
    AskedMail,
    Erasure,
    Letter,
    OutgoingMail,
    SentForm,
    Signature,
    Trace,
    UnaskedMail,
)
from undersigned.queries.log_check import find_faults
from undersigned.queries.manage import find_erased, receipt_of
from undersigned.stages.confirm import accept_organization, delete_unconfirmed
from undersigned.stages.erase import erase_contacts
from undersigned.stages.news import mail_news, owe_news, wish_for_news
from undersigned.stages.outbox import owe_mail
from undersigned.stages.publish import close_letter
from undersigned.stages.receipt import send_receipts
from undersigned.stages.restore import erase_signature
from undersigned.stages.seal import seal_contacts
from undersigned.stages.sign import OtherMailbox, manage_link, sign_letter
from undersigned.stages.withdraw import withdraw_signature

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
OVER = T0 + 365 * DAY
MINA = "mina@people.example"


def settle(letter: Letter) -> None:
    """What the worker does within seconds."""
    log_all(letter)
    send_receipts(at=T0, limit=100)
    seal_contacts(limit=100)


def manage_token(signature: Signature) -> str:
    signature.refresh_from_db()
    return manage_link(signature).rsplit("/", 2)[1]


def record(letter: Letter) -> list[tuple[str, date, int]]:
    rows = Erasure.objects.filter(letter=letter).order_by("day", "what")
    return list(rows.values_list("what", "day", "count"))


def words_in_rows() -> str:
    """Everything in the rows in which a signer's words could stand."""
    models = (Signature, OutgoingMail, Erasure, Trace, SentForm, UnaskedMail, AskedMail)
    return repr([list(model.objects.values_list()) for model in models])


def closed_letter() -> tuple[Letter, Signature, Signature]:
    """A closed letter without keys, which a person and an organization have signed."""
    letter = make_open_letter()
    person = signed(letter)
    organization = signed(letter, organization_wish())
    accept_organization(letter, organization.pk, by=letter.lead, at=T0)
    settle(letter)
    OutgoingMail.objects.all().delete()
    close_letter(letter, by=letter.lead, at=T0)
    log_all(letter)
    return letter, person, organization


def test_contact_data_goes_when_its_time_is_over_and_the_log_goes_on_proving_names() -> None:
    letter, person, organization = closed_letter()
    before = receipt_of(manage_token(person))[1]
    assert erase_contacts(at=OVER - timedelta(seconds=1), limit=100) == 0
    for word in (MINA, "office@herons.example", "Rosa Muster"):
        assert word in words_in_rows()
    assert erase_contacts(at=OVER, limit=100) == 2
    for word in (MINA, "office@herons.example", "Rosa Muster"):
        assert word not in words_in_rows()
    assert record(letter) == [("contact", OVER.date(), 2)]
    letter.refresh_from_db()
    assert letter.contacts_erased_at == OVER
    # What is left opens the leaf as before; the receipt proves all but the address.
    facts = check_letter_log(letter)
    assert (facts.named_people, facts.named_organizations) == (1, 1)
    assert find_faults(letter, keeper=keeper(), progress=lambda _count: None) == ()
    after = parse_receipt(receipt_of(manage_token(person))[1])
    check_receipt(after, VerifyingKey.parse(parse_receipt(before).vkey))
    fields = dict(parse_receipt(before).fields)
    assert fields.pop("contact") == MINA
    assert dict(after.fields) == fields
    organization.refresh_from_db()
    assert (organization.role, set(organization.erased or {})) == ("", {"contact", "role"})
    # It was done once, and is not looked for again.
    assert erase_contacts(at=OVER + DAY, limit=100) == 0


def test_the_time_is_the_one_that_is_set() -> None:
    letter, _person, _organization = closed_letter()
    with override_settings(CONFIG=replace(settings.CONFIG, contact_days=30)):
        assert erase_contacts(at=T0 + 29 * DAY, limit=100) == 0
        assert erase_contacts(at=T0 + 30 * DAY, limit=1) == 1
        assert erase_contacts(at=T0 + 31 * DAY, limit=100) == 1
    assert record(letter) == [
        ("contact", (T0 + 30 * DAY).date(), 1),
        ("contact", (T0 + 31 * DAY).date(), 1),
    ]


def test_an_open_letter_keeps_what_it_needs() -> None:
    letter = make_open_letter()
    signed(letter)
    settle(letter)
    assert erase_contacts(at=OVER + 1000 * DAY, limit=100) == 0
    assert Signature.objects.get().contact == MINA


def test_what_is_sealed_goes_too_and_news_with_its_mails() -> None:
    letter = make_open_letter()
    seal_for(letter, make_key())
    reader = subscribed(letter)
    settle(letter)
    news = make_news(letter)
    mail_news(letter, news.number, by=letter.lead, at=T0)
    owe_news(at=T0, limit=10)
    close_letter(letter, by=letter.lead, at=T0)
    assert OutgoingMail.objects.filter(batch=news.batch).count() == 1
    assert erase_contacts(at=OVER, limit=100) == 1
    row = Signature.objects.get()
    assert (row.address, row.sealed, row.wants_news, row.erased) == ("", None, False, None)
    assert not OutgoingMail.objects.filter(signature_number=reader.pk).exists()
    with pytest.raises(OtherMailbox):
        wish_for_news(
            manage_token(reader), purpose=Purpose.MANAGE, wants_news=True, email=reader.address
        )
    assert Signature.objects.get().wants_news is False
    log_all(letter)
    check_letter_log(letter)


def test_what_waits_for_its_receipt_is_left_for_a_later_pass() -> None:
    letter, person, _organization = closed_letter()
    Signature.objects.filter(pk=person.pk).update(is_receipt_owed=True)
    assert erase_contacts(at=OVER, limit=100) == 1
    letter.refresh_from_db()
    assert letter.contacts_erased_at is None
    Signature.objects.filter(pk=person.pk).update(is_receipt_owed=False)
    assert erase_contacts(at=OVER + DAY, limit=100) == 1
    letter.refresh_from_db()
    assert letter.contacts_erased_at == OVER + DAY


def test_what_an_old_backup_brings_back_is_erased_again() -> None:
    letter, person, _organization = closed_letter()
    erase_contacts(at=OVER, limit=100)
    # As the rows were before.
    Letter.objects.filter(pk=letter.pk).update(contacts_erased_at=None)
    Signature.objects.filter(pk=person.pk).update(contact=MINA, erased=None)
    assert erase_contacts(at=OVER + DAY, limit=100) == 1
    assert MINA not in words_in_rows()
    check_letter_log(letter)


def test_a_signer_erases_everything_and_nothing_of_anybody_else() -> None:
    letter = make_open_letter()
    mina = signed(letter, wish(wants_news=True))
    other = signed(letter, wish("Nora Neighbour", "nora@people.example"))
    sign_letter(letter, wish("Mina Secondly", MINA), language="en", at=T0)
    # Owed before it was confirmed, for the same mailbox.
    Signature.objects.create(
        letter=letter, edition=mina.edition, kind="person", name="Mina Mistyped", contact=MINA,
        display="named", is_shown=True, language="en", search_text="", nonce=bytes(16),
        mailbox_digest=mina.mailbox_digest, created_at=T0,
    )  # fmt: skip
    settle(letter)
    token, index = manage_token(mina), mina.log_index
    assert words_in_rows().count("Mina") > 3
    assert last_mail(MINA).signature_number == mina.pk
    withdraw_signature(token, at=T0)
    said = words_in_rows()
    for word in ("Mina", MINA, "Teacher at", "Mistyped"):
        assert word not in said
    assert "Nora Neighbour" in said
    assert {mail.signature_number for mail in OutgoingMail.objects.all()} == {other.pk}
    assert record(letter) == [("signature", T0.date(), 1)]
    trace = Trace.objects.get()
    assert (trace.log_index, trace.erased_at) == (index, T0)
    assert bytes(trace.token_digest) == token_digest(token)
    erased = find_erased(token)
    assert erased is not None
    assert (erased.slug, erased.language, erased.index) == ("river", "en", index)
    assert find_erased(manage_token(other)) is None
    log_all(letter)
    assert check_letter_log(letter).withdrawn == 1


def test_what_is_sent_to_others_meanwhile_stays() -> None:
    letter = make_open_letter()
    mina = signed(letter)
    owe_mail("manage", {"link": "x"}, recipient=MINA, language="en", at=T0, of_signature=None)
    withdraw_signature(manage_token(mina), at=T0)
    # A mail about something else, to the same mailbox.
    assert [mail.recipient for mail in OutgoingMail.objects.all()] == [MINA]


def test_the_deletion_of_what_nobody_confirmed_is_recorded_for_each_letter() -> None:
    first, second = make_open_letter("river"), make_open_letter("lake")
    for letter, number in ((first, 1), (first, 2), (second, 3)):
        sign_letter(letter, wish(email=f"p{number}@people.example"), language="en", at=T0)
    over = T0 + 14 * DAY
    assert delete_unconfirmed(at=over) == 3
    sign_letter(first, wish(email="p4@people.example"), language="en", at=T0)
    assert delete_unconfirmed(at=over) == 1
    assert delete_unconfirmed(at=over + DAY) == 0
    assert record(first) == [("unconfirmed", over.date(), 3)]
    assert record(second) == [("unconfirmed", over.date(), 1)]


def test_a_restore_erases_again_and_says_so() -> None:
    letter = make_open_letter()
    mina = signed(letter)
    settle(letter)
    token = manage_token(mina)
    assert erase_signature(letter, mina.log_index or 0, at=OVER) == 1
    assert erase_signature(letter, mina.log_index or 0, at=OVER) == 0
    assert MINA not in words_in_rows()
    assert record(letter) == [("restored", OVER.date(), 1)]
    erased = find_erased(token)
    assert erased is not None
    assert erased.index == mina.log_index


def test_a_link_that_confirms_finds_nothing_that_was_erased() -> None:
    letter = make_open_letter()
    sign_letter(letter, wish(), language="en", at=T0)
    confirming = token_in(last_mail(MINA))
    mina = signed(letter, wish("Mina Again"))
    withdraw_signature(manage_token(mina), at=T0)
    assert find_erased(confirming) is None
    assert find_erased("") is None
