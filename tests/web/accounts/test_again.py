"""Showing once more who is there, before what changes an account."""

import pytest
from django.test import Client

from tests.support.passkeys import code_of_app
from tests.web.accounts.pages import (
    AGAIN,
    LEAD,
    add_app,
    factors_of,
    html_of,
    mails_to,
    show_again,
    verified,
)
from undersigned.models import Account

pytestmark = pytest.mark.django_db

ADD = "/accounts/passkeys/add/"
OFF = "/accounts/authenticator-app/off/"
CODES = "/accounts/recovery-codes/"


def test_guessing_who_is_there_ends_with_a_sentence(account: Account) -> None:
    add_app(verified(account))
    client = Client()
    client.force_login(account)
    pages = [client.post(AGAIN, {"code": "000000"}).content.decode() for _ in range(6)]
    assert ["This did not work." in html for html in pages] == [True] * 5 + [False]
    assert "That was tried too often." in pages[5]


@pytest.mark.parametrize(
    "path", [ADD, "/accounts/authenticator-app/off/", CODES + "new/", "/accounts/address/"]
)
def test_what_changes_an_account_asks_once_more_who_is_there(account: Account, path: str) -> None:
    secret = add_app(verified(account))
    hasty = Client()
    hasty.force_login(account)
    assert hasty.post(path).headers["Location"].startswith(AGAIN)
    client = Client()
    client.force_login(account)
    assert "Is it you?" in html_of(client, client.get(path).headers["Location"])
    response = show_again(client, secret, path)
    assert response.headers["Location"] == path
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("gives_up", [False, True])
def test_a_press_that_was_given_up_is_not_carried_out_later(
    account: Account, gives_up: bool
) -> None:
    secret = add_app(verified(account))
    client = Client()
    client.force_login(account)
    again = client.post(OFF).headers["Location"]
    assert "Is it you?" in html_of(client, again)
    if gives_up:
        again = client.get(OFF).headers["Location"]
    client.post(again, {"code": code_of_app(secret), "next": OFF})
    assert factors_of(account) == (["totp"] if gives_up else [])


def test_switching_the_app_off_is_told(account: Account) -> None:
    secret = add_app(verified(account))
    client = Client()
    client.force_login(account)
    show_again(client, secret, OFF)
    html_of(client, OFF)
    client.post(OFF)
    assert factors_of(account) == []
    assert mails_to(LEAD) == ["Your account takes no code of an authenticator app any more"]
