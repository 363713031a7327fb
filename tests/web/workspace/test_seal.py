"""The keys of a letter in the workspace, and what those who sign are told of them."""

import re

import pytest
from django.test import Client

from tests.support.coalitions import add_member, browser_of
from tests.support.keys import make_key, seal_for
from tests.support.letters import (
    T0,
    log_all,
    make_draft,
    make_open_letter,
    organization_wish,
    signed,
    subscribed,
    wish,
)
from tests.web.workspace.pages import get, leads_to, page, post
from undersigned.adapters.age import Opener
from undersigned.core.coalition import Role
from undersigned.core.seal import parse_contact, parse_export
from undersigned.models import Letter, Recipient, Signature
from undersigned.queries.workspace.export import export_files
from undersigned.stages.confirm import accept_organization, delete_unconfirmed
from undersigned.stages.draft import freeze_edition
from undersigned.stages.publish import publish_letter
from undersigned.stages.receipt import send_receipts
from undersigned.stages.seal import seal_contacts
from undersigned.stages.sign import manage_link, news_link, sign_letter

pytestmark = pytest.mark.django_db

PATH = "letters/river/contact-data/"
ADD = PATH + "add/"


def settle(letter: Letter) -> None:
    log_all(letter)
    send_receipts(at=T0, limit=100)
    seal_contacts(limit=100)


def test_a_lead_adds_a_key_and_the_coalition_sees_it(lead: Client) -> None:
    letter, key = make_draft(), make_key()
    assert "This letter has no key." in get(lead, PATH)
    added = post(lead, ADD, {"recipient": f" {key.recipient} ", "holder": "Ada <Exemplar>"})
    assert leads_to(added, PATH)
    letter.refresh_from_db()
    fingerprint = bytes(letter.recipients_digest or b"").hex()
    observer = browser_of(add_member(letter, "observer@coalition.example", Role.OBSERVER))
    for client in (lead, observer):
        html = get(client, PATH)
        assert key.recipient in html
        assert "Ada &lt;Exemplar&gt;" in html
        assert f'id="fingerprint">{fingerprint}<' in html
        assert "This letter has no key." not in html
    assert "add/" not in get(observer, PATH)
    assert "added a key of" in get(observer, "letters/river/history/")


def test_the_page_says_where_the_log_names_the_keys(lead: Client) -> None:
    letter = make_draft()
    seal_for(letter, make_key())
    hint = "The public log does not name it yet."
    # A draft has no log.
    assert hint not in get(lead, PATH)
    freeze_edition(letter, by=letter.lead, at=T0)
    publish_letter(letter, by=letter.lead, at=T0)
    assert hint in get(lead, PATH)
    log_all(letter)
    html = get(lead, PATH)
    assert hint not in html
    assert "Entry 1 of the public log names it." in html
    assert f"/log/{letter.pk}/ --recipients recipients.txt" in html
    seal_for(letter, make_key())
    assert hint in get(lead, PATH)
    log_all(letter)
    assert "Entry 2 of the public log names it." in get(lead, PATH)


def test_a_lead_removes_a_key(lead: Client) -> None:
    letter, key = make_draft(), make_key()
    seal_for(letter, key)
    path = f"{PATH}{Recipient.objects.get().pk}/remove/"
    assert leads_to(post(lead, path), PATH)
    html = get(lead, PATH)
    assert key.recipient not in html
    assert "What it could open, it still opens." in html
    assert leads_to(post(lead, path), PATH)
    assert "This key is not there any more." in get(lead, PATH)


def test_what_is_no_key_is_refused_and_a_secret_is_shown_on_no_page(lead: Client) -> None:
    make_draft()
    key = make_key()
    html = page(post(lead, ADD, {"recipient": "age1x", "holder": "Ada"}), 422)
    assert "This is no key for age." in html
    html = page(post(lead, ADD, {"recipient": key.secret, "holder": "Ada"}), 422)
    assert "This is the secret half of a key" in html
    assert key.secret not in html
    assert 'value="Ada"' in html
    assert not Recipient.objects.exists()


def test_before_publishing_the_lead_is_told_whether_there_is_a_key(lead: Client) -> None:
    letter = make_draft()
    freeze_edition(letter, by=letter.lead, at=T0)
    assert "The letter has no key, so" in get(lead, "letters/river/publish/")
    seal_for(letter, make_key())
    html = get(lead, "letters/river/publish/")
    assert "The letter has no key, so" not in html
    assert "is sealed for the holders of the letter" in html


def test_the_export_holds_every_sealed_record_and_nothing_readable(lead: Client) -> None:
    letter, key = make_open_letter(), make_key()
    seal_for(letter, key, make_key())
    signed(letter)
    subscribed(letter)
    settle(letter)
    answer = lead.get(f"/workspace/{PATH}export/")
    data = answer.getvalue()
    assert answer.status_code == 200
    assert re.search(
        r'attachment; filename="river-contacts-[\d-]+\.txt"', answer["Content-Disposition"]
    )
    assert b"example" not in data
    found, records = parse_export(data)
    opener = Opener(key.file)
    emails = [parse_contact(opener.open(record)).email for record in records]
    assert (found, emails) == (letter.pk, ["mina@people.example", "p0@people.example"])


def test_tables_for_leads_hold_no_address_that_is_sealed(lead: Client) -> None:
    letter = make_open_letter()
    seal_for(letter, make_key())
    waiting = signed(letter, organization_wish())
    assert "office@herons.example" in get(lead, "letters/river/organizations/")
    accept_organization(letter, waiting.pk, by=letter.lead, at=T0)
    settle(letter)
    assert all(b"office@herons.example" not in data for _path, data in export_files(letter))


def test_the_form_says_who_can_read_what_is_entered(visitor: Client) -> None:
    make_open_letter("banks")
    assert "What you enter is sealed" not in page(visitor.get("/letters/banks/en/sign/"))
    letter = make_open_letter()
    address = "/letters/river/en/sign/"
    seal_for(letter, make_key(), holder="Ada Exemplar")
    seal_for(letter, make_key(), holder="Ben <Example>")
    html = page(visitor.get(address))
    assert "What you enter is sealed for these people" in html
    assert "<bdi>Ada Exemplar</bdi>, <bdi>Ben &lt;Example&gt;</bdi>." in html


def manage_path(signature: Signature) -> str:
    signature.refresh_from_db()
    return "/manage/" + manage_link(signature).split("/manage/")[1]


def test_the_page_of_a_signature_asks_for_the_address_before_news(visitor: Client) -> None:
    letter = make_open_letter()
    seal_for(letter, make_key())
    path = manage_path(signed(letter))
    assert "mina@people.example" in page(visitor.get(path))
    settle(letter)
    html = page(visitor.get(path))
    assert "mina@people.example" not in html
    assert "This server does not know the address any more." in html
    other = visitor.post(path + "news/", {"news": "yes", "email": "other@people.example"})
    assert "This is not the address with which you signed." in page(other, 422)
    answer = visitor.post(path + "news/", {"news": "yes", "email": "mina@people.example"})
    assert answer["Location"] == f"{path}?done=news"
    assert "mina@people.example" in page(visitor.get(path))
    assert Signature.objects.get().wants_news


def test_news_that_was_ended_takes_the_address_to_begin_again(visitor: Client) -> None:
    letter = make_open_letter()
    seal_for(letter, make_key())
    signature = subscribed(letter)
    settle(letter)
    path = "/news/" + news_link(signature).split("/news/")[1]
    visitor.post(path, {"stop": "yes"})
    seal_contacts(limit=9)
    assert 'name="email"' in page(visitor.get(path))
    assert "not the address" in page(visitor.post(path, {"again": "yes"}), 422)
    assert visitor.post(path, {"again": "yes", "email": "p0@people.example"}).status_code == 303
    assert Signature.objects.get().address == "p0@people.example"


def test_wishes_of_a_letter_with_keys_are_one_like_others(visitor: Client) -> None:
    letter = make_open_letter()
    seal_for(letter, make_key())
    for _ in range(2):
        sign_letter(letter, wish(), language="en", at=T0)
    assert Signature.objects.values_list("contact", "address").get() == ("", "mina@people.example")


def test_the_record_of_what_was_erased_is_for_the_whole_coalition(lead: Client) -> None:
    letter = make_open_letter()
    observer = browser_of(add_member(letter, "observer@coalition.example", Role.OBSERVER))
    assert "Nothing yet." in get(lead, PATH)
    sign_letter(letter, wish(), language="en", at=T0)
    delete_unconfirmed(at=T0.replace(day=20))
    for client in (lead, observer):
        html = get(client, PATH)
        assert "20 March 2026 wishes to sign that nobody confirmed" in html
        assert "Contact data is erased 365 days after the letter has closed" in html
        assert "mina" not in html.lower()
