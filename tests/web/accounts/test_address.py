"""Moving to another mailbox: the new one shows a code, both are told, and no one else is."""

import re
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client

from tests.support.letters import T0, make_account
from tests.web.accounts.pages import (
    CODE,
    CONFIRM,
    LEAD,
    NOBODY,
    Answer,
    ask,
    code_of,
    html_of,
    is_signed_in,
    mails_to,
    sign_in,
    verified,
)
from tests.web.markup import problems_of
from undersigned.models import Account, OutgoingMail
from undersigned.stages.people import AddressTaken, account_for, change_address

pytestmark = pytest.mark.django_db

ASK = "/accounts/address/"
CONFIRM_ADDRESS = "/accounts/address/confirm/"
NEW = "lead@elsewhere.example"


@pytest.fixture
def client(account: Account) -> Client:
    """Return a browser in which the account is signed in."""
    verified(account)
    client = Client()
    client.force_login(account)
    return client


def ask_for(client: Client, email: str = NEW) -> Answer:
    """Send the form that asks for the new address."""
    return client.post(ASK, {"email": email})


def codes_to(recipient: str) -> str:
    return code_of(OutgoingMail.objects.filter(recipient=recipient).latest("id"))


def addresses() -> list[tuple[str, str, bool, bool]]:
    rows = EmailAddress.objects.order_by("id")
    return [(row.user.email, row.email, row.verified, row.primary) for row in rows]


def test_the_new_mailbox_shows_its_code_and_both_are_told(client: Client) -> None:
    assert "Your account is at <bdi>lead@coalition.example</bdi>" in html_of(client, ASK)
    response = ask_for(client, "Lead@Elsewhere.example")
    assert response.headers["Location"] == CONFIRM_ADDRESS
    assert "lead@elsewhere.example" in html_of(client, CONFIRM_ADDRESS)
    # Nothing has moved before the code is there.
    assert addresses() == [(LEAD, LEAD, True, True)]
    assert mails_to(LEAD) == []
    response = client.post(CONFIRM_ADDRESS, {"code": codes_to(NEW).lower().replace("-", " ")})
    assert response.headers["Location"] == "/accounts/"
    assert "Your address is changed." in html_of(client, "/accounts/")
    assert addresses() == [(NEW, NEW, True, True)]
    told = "Your account at localhost:8000 has a new address"
    assert (mails_to(LEAD), mails_to(NEW)[1:]) == ([told], [told])
    # From now on the codes go there.
    sign_in(NEW)
    assert is_signed_in(client)
    ask(Client(), LEAD)
    assert mails_to(LEAD) == [told]
    # The code is used up.
    assert client.get(CONFIRM_ADDRESS).headers["Location"] == ASK


def test_a_code_that_went_to_the_old_mailbox_is_of_no_use(client: Client) -> None:
    late = Client()
    ask(late, LEAD)
    code = codes_to(LEAD)
    ask_for(client)
    client.post(CONFIRM_ADDRESS, {"code": codes_to(NEW)})
    assert late.post(CONFIRM, {"code": code}).headers["Location"] == CODE
    assert not is_signed_in(late)


def without_token(html: str, email: str) -> str:
    return re.sub(r'value="\w{64}"', "", html).replace(email, "ADDRESS")


def test_a_mailbox_that_has_an_account_answers_the_same(client: Client) -> None:
    verified(make_account(NOBODY))
    pages = []
    written: list[list[str]] = []
    for email in (NEW, NOBODY):
        inserts: list[str] = []

        def keep(execute: Callable[..., object], sql: str, *rest: object) -> object:
            if sql.startswith("INSERT") and "cache" not in sql:
                inserts.append(" ".join(sql.split()[:3]))  # noqa: B023 used within the round
            return execute(sql, *rest)

        with connection.execute_wrapper(keep):
            assert ask_for(client, email).headers["Location"] == CONFIRM_ADDRESS
        written.append(inserts)
        pages.append(without_token(html_of(client, CONFIRM_ADDRESS), email))
    assert pages[0] == pages[1]
    assert written[0] == written[1] != []
    # The other mailbox is told, and gets no code.
    (mail,) = OutgoingMail.objects.filter(recipient=NOBODY)
    assert mail.subject == "This mailbox has an account at localhost:8000"
    assert not re.search("[A-Z]{4}-[A-Z]{4}", mail.body + mail.subject)
    # The code of the first mailbox does not open the second.
    response = client.post(CONFIRM_ADDRESS, {"code": codes_to(NEW)})
    assert response.status_code == 422
    assert "This is not the code." in response.content.decode()


def test_an_account_that_came_meanwhile_keeps_its_mailbox(client: Client, account: Account) -> None:
    ask_for(client)
    account_for(NEW, at=T0)
    response = client.post(CONFIRM_ADDRESS, {"code": codes_to(NEW)})
    assert response.headers["Location"] == ASK
    assert "This address cannot be used any more." in html_of(client, ASK)
    assert addresses() == [(LEAD, LEAD, True, True), (NEW, NEW, False, True)]
    with pytest.raises(AddressTaken):
        change_address(account, NEW, at=T0)
    change_address(account, "third@elsewhere.example", at=T0)
    assert account.email == "third@elsewhere.example"


def test_the_third_wrong_code_ends_the_try(client: Client) -> None:
    ask_for(client)
    code = codes_to(NEW)
    for _ in range(2):
        response = client.post(CONFIRM_ADDRESS, {"code": "BBBB-BBBB"})
        assert response.status_code == 422
        assert problems_of(response.content.decode()) == []
    assert client.post(CONFIRM_ADDRESS, {"code": "BBBB-BBBB"}).headers["Location"] == ASK
    assert "That was tried too often. Ask for a new code." in html_of(client, ASK)
    assert client.post(CONFIRM_ADDRESS, {"code": code}).headers["Location"] == ASK
    assert addresses() == [(LEAD, LEAD, True, True)]


def test_an_old_code_is_of_no_use(client: Client) -> None:
    ask_for(client)
    session = client.session
    offer = session["undersigned.address"]
    session["undersigned.address"] = {**offer, "sent_at": offer["sent_at"] - 15 * 60 - 1}
    session.save()
    assert client.post(CONFIRM_ADDRESS, {"code": codes_to(NEW)}).headers["Location"] == ASK


def test_a_code_is_of_no_use_in_another_browser(client: Client, account: Account) -> None:
    ask_for(client)
    other = Client()
    other.force_login(account)
    assert other.post(CONFIRM_ADDRESS, {"code": codes_to(NEW)}).headers["Location"] == ASK
    other.post(ASK, {"email": "third@elsewhere.example"})
    assert other.post(CONFIRM_ADDRESS, {"code": codes_to(NEW)}).status_code == 422


def test_a_mailbox_is_not_flooded_with_codes(client: Client, account: Account) -> None:
    for _ in range(3):
        assert ask_for(client).status_code == 302
    response = ask_for(client)
    assert response.status_code == 429
    assert "That was tried too often." in response.content.decode()
    assert len(mails_to(NEW)) == 3
    assert ask_for(client, "third@elsewhere.example").status_code == 302


@pytest.mark.parametrize(
    ("email", "sentence"),
    [
        ("", "Please enter your e-mail address."),
        ("no address", "This does not look like an e-mail address."),
        ("a@b.example\r\nBcc: c@d.example", "This does not look like an e-mail address."),
        (LEAD, "This is your address already."),
        (LEAD.upper(), "This is your address already."),
        ("x" * 300 + "@people.example", "This does not look like an e-mail address."),
    ],
)
def test_what_cannot_be_used_is_refused(client: Client, email: str, sentence: str) -> None:
    response = ask_for(client, email)
    html = response.content.decode()
    assert (response.status_code, problems_of(html)) == (422, [])
    assert sentence in html
    assert not OutgoingMail.objects.exists()


def test_nobody_who_is_signed_out_gets_there(account: Account) -> None:
    for path in (ASK, CONFIRM_ADDRESS):
        for response in (Client().get(path), Client().post(path, {"email": NEW})):
            assert response.headers["Location"].startswith(CODE)
    assert not OutgoingMail.objects.exists()
