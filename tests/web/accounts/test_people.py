"""The operator's page: inviting people, switching accounts off and on, and who may not."""

from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from tests.support.coalitions import browser_of
from tests.support.letters import make_account
from tests.web.accounts.pages import (
    LEAD,
    SECOND,
    add_app,
    ask,
    html_of,
    is_signed_in,
    mails_to,
    sign_in,
    verified,
)
from tests.web.markup import problems_of
from undersigned.models import Account, OutgoingMail
from undersigned.stages.people import LastOperator, placeholder_account, switch_off

pytestmark = pytest.mark.django_db

PEOPLE = "/accounts/people/"
RUNS = "operator@server.example"
ADA = "ada@association.example"


@pytest.fixture
def operator(db: None) -> Client:
    """Return the browser of whoever runs the server."""
    account = make_account(RUNS)
    Account.objects.filter(pk=account.pk).update(is_operator=True)
    return browser_of(account)


def is_active(email: str) -> bool:
    return Account.objects.get(email=email).is_active


def press(client: Client, email: str, what: str) -> Any:  # the test client's own type
    number = Account.objects.get(email=email).pk
    return client.post(f"{PEOPLE}{number}/{what}/", follow=True)


def test_an_invited_person_signs_in_and_begins_a_letter(operator: Client) -> None:
    response = operator.post(PEOPLE, {"email": "Ada@Association.example"}, follow=True)
    html = response.content.decode()
    assert "They are told by mail that they have an account here." in html
    assert (ADA in html, problems_of(html)) == (True, [])
    mail = OutgoingMail.objects.get()
    assert (mail.recipient, mail.subject) == (ADA, "Your account at localhost:8000")
    assert "http://localhost:8000/accounts/login/" in mail.body
    ada = sign_in(ADA)
    data = {"title": "River", "language": "en", "slug": "river"}
    assert ada.post("/workspace/new/", data).status_code == 302


def test_an_invitation_answers_the_same_when_there_is_an_account(operator: Client) -> None:
    make_account(ADA)
    before = Account.objects.count()
    response = operator.post(PEOPLE, {"email": ADA}, follow=True)
    assert "They are told by mail" in response.content.decode()
    assert (mails_to(ADA), Account.objects.count()) == (
        ["Your account at localhost:8000"],
        before,
    )


@pytest.mark.parametrize("email", ["", "ada", "a@b.example\nBcc: c@d.example", "x" * 300 + "@e.f"])
def test_what_is_no_address_is_refused(operator: Client, email: str) -> None:
    response = operator.post(PEOPLE, {"email": email})
    assert (response.status_code, problems_of(response.content.decode())) == (422, [])
    assert (Account.objects.count(), OutgoingMail.objects.count()) == (1, 0)


def test_a_switched_off_account_is_signed_out_and_stays_out(
    operator: Client, account: Account
) -> None:
    verified(account)
    there, half_way = sign_in(), Client()
    ask(half_way)
    response = press(operator, LEAD, "off")
    assert "The account is switched off and signed out everywhere." in response.content.decode()
    assert not is_signed_in(there)
    # A code that was on its way opens nothing, and no other is sent.
    sent = len(mails_to(LEAD))
    code = OutgoingMail.objects.filter(recipient=LEAD).latest("id").subject.rpartition(" ")[2]
    response = half_way.post("/accounts/login/code/confirm/", {"code": code}, follow=True)
    assert "This account is switched off" in response.content.decode()
    ask(Client())
    assert len(mails_to(LEAD)) == sent
    assert not is_signed_in(half_way)
    # Inviting again is no way around.
    response = operator.post(PEOPLE, {"email": LEAD})
    assert response.status_code == 422
    assert "This account is switched off." in response.content.decode()

    press(operator, LEAD, "on")
    assert not is_signed_in(there)
    # The limit of codes for one mailbox is not what is tested here.
    browser = browser_of(account)
    assert is_signed_in(browser)


def test_an_account_switched_off_between_code_and_app_stays_out(
    operator: Client, account: Account
) -> None:
    from tests.support.passkeys import code_of_app

    secret = add_app(verified(account))
    client, twin = sign_in(), sign_in()
    twin.post(SECOND, {"code": code_of_app(secret)})
    assert is_signed_in(twin)
    press(operator, LEAD, "off")
    client.post(SECOND, {"code": code_of_app(secret)})
    assert not is_signed_in(client)


def test_the_last_operator_stays_on(operator: Client) -> None:
    response = press(operator, RUNS, "off")
    assert "This is the last account that runs the server." in response.content.decode()
    assert is_active(RUNS)
    second = make_account("second@server.example")
    Account.objects.filter(pk=second.pk).update(is_operator=True)
    press(operator, "second@server.example", "off")
    assert not is_active("second@server.example")
    # One that is switched off runs nothing.
    with pytest.raises(LastOperator):
        switch_off(Account.objects.get(email=RUNS).pk)
    press(operator, "second@server.example", "on")
    press(operator, RUNS, "off")
    assert not is_active(RUNS)
    assert not is_signed_in(operator)


def test_for_everybody_else_the_page_is_not_there(operator: Client, account: Account) -> None:
    stranger = browser_of(account)
    number = Account.objects.get(email=RUNS).pk
    paths = (PEOPLE, f"{PEOPLE}{number}/off/", f"{PEOPLE}{number}/on/", PEOPLE + "9/off/")
    for path in paths:
        assert stranger.post(path, {"email": ADA}).status_code == 404
        assert Client().post(path, {"email": ADA}).status_code == 302
    assert stranger.get(PEOPLE).content == stranger.get("/accounts/nothing/").content
    assert (is_active(RUNS), Account.objects.filter(email=ADA).exists()) == (True, False)
    assert html_of(operator, PEOPLE)


def test_it_takes_a_second_factor(account: Account) -> None:
    Account.objects.update(is_operator=True)
    client = browser_of(account)
    assert client.get(PEOPLE).status_code == 403
    assert client.post(PEOPLE, {"email": ADA}).status_code == 403
    assert not Account.objects.filter(email=ADA).exists()
    add_app(account)
    assert client.get(PEOPLE).status_code == 200


def test_the_list_takes_as_many_queries_for_three_as_for_one(
    operator: Client, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(4):
        html_of(operator, PEOPLE)
    placeholder_account(at=Account.objects.get().created_at)
    for number in (1, 2):
        make_account(f"person-{number}@association.example", has_second_factor=False)
    name = "\u0645\u06cc\u0646\u0627 <b>" + "x" * 100
    Account.objects.filter(email__startswith="person-1").update(name=name)
    with django_assert_num_queries(4):
        html = html_of(operator, PEOPLE)
    assert html.count("has a second factor") == 1
    assert html.count("runs the server") == 1
    assert html.count("Switch off person-") == 2
    assert "operator@localhost" not in html
    assert f"<bdi>{escape(name)}</bdi>" in html
