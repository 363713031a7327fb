"""Signing in with a mailed code, the first account, and what neither gives away."""

import re
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings
from django.utils import timezone

from tests.web.accounts.pages import (
    CODE,
    CONFIRM,
    LEAD,
    NOBODY,
    ask,
    code_of,
    html_of,
    is_signed_in,
)
from tests.web.markup import problems_of
from undersigned.models import Account, OutgoingMail
from undersigned.stages.people import delete_expired_sessions, first_link_token

pytestmark = pytest.mark.django_db


def mailed_to(email: str) -> str:
    """What the page says of an address, whoever has it."""
    return f'If <strong><bdi dir="ltr">{email}</bdi></strong> has an account here'


def without_token(html: str, email: str) -> str:
    """Return a page without what differs for everybody anyway."""
    return re.sub(r'value="\w{64}"', "", html).replace(email, "ADDRESS")


def test_the_code_from_the_mail_signs_in(account: Account) -> None:
    client = Client()
    html = html_of(client, CODE)
    assert "There is no password." in html
    assert mailed_to("lead@coalition.example") in ask(client)
    mail = OutgoingMail.objects.get()
    assert (mail.recipient, mail.subject) == (LEAD, f"Your sign-in code: {code_of(mail)}")
    assert "127.0.0.1" in mail.body or "testserver" in mail.body
    assert not is_signed_in(client)
    # As people type it.
    typed = code_of(mail).lower().replace("-", " ")
    response = client.post(CONFIRM, {"code": typed})
    assert (response.status_code, response.headers["Location"]) == (302, "/workspace/")
    assert is_signed_in(client)


def test_the_address_may_be_typed_in_any_case(account: Account) -> None:
    client = Client()
    ask(client, "LEAD@Coalition.example")
    client.post(CONFIRM, {"code": code_of(OutgoingMail.objects.get())})
    assert is_signed_in(client)


def test_the_page_that_was_asked_for_comes_after_signing_in(account: Account) -> None:
    client = Client()
    ask(client, path=f"{CODE}?next=/workspace/new/")
    response = client.post(
        f"{CONFIRM}?next=/workspace/new/", {"code": code_of(OutgoingMail.objects.get())}
    )
    assert response.headers["Location"] == "/workspace/new/"


def test_signing_in_leads_to_no_other_site(account: Account) -> None:
    client = Client()
    ask(client, path=f"{CODE}?next=https://elsewhere.example/")
    response = client.post(
        f"{CONFIRM}?next=https://elsewhere.example/",
        {"code": code_of(OutgoingMail.objects.get())},
    )
    assert response.headers["Location"] == "/workspace/"


def test_an_unknown_address_gets_the_same_page_and_no_mail(account: Account) -> None:
    known, unknown = Client(), Client()
    pages = [without_token(ask(known), LEAD), without_token(ask(unknown, NOBODY), NOBODY)]
    assert pages[0] == pages[1]
    assert [mail.recipient for mail in OutgoingMail.objects.all()] == [LEAD]
    wrong = [
        without_token(client.post(CONFIRM, {"code": "BBBB-BBBB"}).content.decode(), email)
        for client, email in ((known, LEAD), (unknown, NOBODY))
    ]
    assert wrong[0] == wrong[1]
    assert "This is not the code." in wrong[0]
    assert not is_signed_in(known)
    assert not is_signed_in(unknown)


def test_an_unknown_address_writes_as_much_as_a_known_one(account: Account) -> None:
    written = []
    for email in (LEAD, NOBODY):
        with connection.execute_wrapper(counter := Counter()):
            ask(Client(), email)
        written.append(counter.inserts)
    assert written[0] == written[1]
    assert 'INSERT INTO "undersigned_outgoingmail"' in written[0]


class Counter:
    """Keeps the beginnings of the statements that write a row."""

    def __init__(self) -> None:
        self.inserts: list[str] = []

    def __call__(self, execute, sql, params, many, context):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN204 Django's hook
        if sql.startswith("INSERT") and "cache" not in sql:
            self.inserts.append(" ".join(sql.split()[:3]))
        return execute(sql, params, many, context)


def test_a_switched_off_account_is_as_unknown(account: Account) -> None:
    Account.objects.update(is_active=False)
    assert mailed_to("lead@coalition.example") in ask(Client())
    assert not OutgoingMail.objects.exists()


def test_a_code_is_of_no_use_in_another_browser(account: Account) -> None:
    ask(Client())
    other = Client()
    ask(other, NOBODY)
    other.post(CONFIRM, {"code": code_of(OutgoingMail.objects.get())})
    assert not is_signed_in(other)


def test_the_third_wrong_code_ends_the_try(account: Account) -> None:
    client = Client()
    ask(client)
    code = code_of(OutgoingMail.objects.get())
    for _ in range(2):
        assert client.post(CONFIRM, {"code": "BBBB-BBBB"}).status_code == 200
    response = client.post(CONFIRM, {"code": "BBBB-BBBB"}, follow=True)
    assert response.redirect_chain == [(CODE, 302)]
    assert "tried too often" in response.content.decode()
    client.post(CONFIRM, {"code": code})
    assert not is_signed_in(client)


def test_an_old_code_is_of_no_use(account: Account) -> None:
    client = Client()
    ask(client)
    code = code_of(OutgoingMail.objects.get())
    session = client.session
    stage = session["account_login"]["state"]["stages"]["login_by_code"]["data"]
    stage["at"] -= 15 * 60 + 1
    session.save()
    assert client.post(CONFIRM, {"code": code}).headers["Location"] == CODE
    assert not is_signed_in(client)


def test_a_try_is_forgotten_soon_and_a_session_lasts(account: Account) -> None:
    tried, signed_in = Client(), Client()
    ask(tried, NOBODY)
    ask(signed_in)
    signed_in.post(CONFIRM, {"code": code_of(OutgoingMail.objects.get())})
    assert Session.objects.count() == 2
    assert delete_expired_sessions(at=timezone.now() + timedelta(minutes=14)) == 0
    assert delete_expired_sessions(at=timezone.now() + timedelta(minutes=16)) == 1
    assert is_signed_in(signed_in)
    assert delete_expired_sessions(at=timezone.now() + timedelta(days=15)) == 1


def test_signing_in_renews_the_session(account: Account) -> None:
    client = Client()
    ask(client)
    before = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.post(CONFIRM, {"code": code_of(OutgoingMail.objects.get())})
    after = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert is_signed_in(client)
    assert before != after
    # Who knew the first one has nothing.
    assert not Session.objects.filter(session_key=before).exists()


def test_start_again_forgets_the_address(account: Account) -> None:
    client = Client()
    ask(client)
    # The page for the address would only lead back to the code.
    assert client.get(CODE).headers["Location"] == CONFIRM
    response = client.post("/accounts/logout/", {"next": CODE})
    assert response.headers["Location"] == CODE
    assert client.get(CODE).status_code == 200


@pytest.mark.parametrize("email", [LEAD, NOBODY])
def test_the_fourth_request_within_a_minute_is_refused(account: Account, email: str) -> None:
    for _ in range(3):
        ask(Client(), email)
    response = Client().post(CODE, {"email": email})
    html = response.content.decode()
    assert response.status_code == 200
    assert "That was tried too often." in html
    assert problems_of(html) == []
    # Others are not kept out by that.
    assert mailed_to("other@coalition.example") in ask(Client(), "other@coalition.example")


@override_settings(CONFIG=replace(settings.CONFIG, trusted_proxies=(ip_network("127.0.0.1/32"),)))
def test_tries_behind_a_proxy_are_those_of_who_asks_it(account: Account) -> None:
    def is_refused(number: int, forwarded: str) -> bool:
        response = Client().post(
            CODE,
            {"email": f"person-{number}@coalition.example"},
            headers={"X-Forwarded-For": forwarded},
        )
        return "tried too often" in response.content.decode()

    # What somebody says of themselves stands before what the proxy adds.
    tries = [is_refused(number, f"10.0.0.{number}, 192.0.2.1") for number in range(21)]
    assert tries == [False] * 20 + [True]
    assert not is_refused(21, "192.0.2.2")


def test_a_forged_header_makes_no_tries_another_s(account: Account) -> None:
    tries = []
    for number in range(21):
        response = Client().post(
            CODE,
            {"email": f"person-{number}@coalition.example"},
            headers={"X-Forwarded-For": f"192.0.2.{number}"},
        )
        tries.append("tried too often" in response.content.decode())
    assert tries == [False] * 20 + [True]


def test_what_is_counted_is_stored_without_addresses(account: Account) -> None:
    ask(Client())
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM undersigned_cache")
        keys = [key for (key,) in cursor.fetchall()]
    assert len(keys) >= 2
    assert all(re.fullmatch("[0-9a-f]{64}", key) for key in keys)


def test_the_cache_is_one_for_all_processes() -> None:
    cache.set("a", 1, 60)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM undersigned_cache")
        assert cursor.fetchone() == (1,)
    assert cache.get("a") == 1


def test_tries_are_logged_whether_they_succeed_or_not(
    account: Account, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="undersigned.web.accounts")
    client = Client()
    ask(client)
    client.post(CONFIRM, {"code": "AAAA-AAAA"})
    client.post(CONFIRM, {"code": code_of(OutgoingMail.objects.get())})
    assert is_signed_in(client)
    assert [record.getMessage() for record in caplog.records] == [
        "a try to show who one is has failed: incorrect_code",
        f"account {account.pk} has signed in",
    ]


def test_no_address_is_logged(account: Account, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(0)
    client = Client()
    for email in (LEAD, NOBODY):
        ask(client, email)
        client.post(CONFIRM, {"code": "BBBB-BBBB"})
        client.post("/accounts/logout/")
    assert LEAD not in caplog.text
    assert NOBODY not in caplog.text


@pytest.mark.parametrize("email", ["", "no address", "a@b@c", "a@b.example, c@d.example"])
def test_what_is_no_address_is_refused(account: Account, email: str) -> None:
    response = Client().post(CODE, {"email": email})
    html = response.content.decode()
    assert response.status_code == 200
    assert problems_of(html) == []
    assert 'class="errors"' in html
    assert not OutgoingMail.objects.exists()


def test_signing_up_is_closed(account: Account) -> None:
    client = Client()
    assert "Accounts are made by whoever runs this server." in html_of(client, "/accounts/signup/")
    response = client.post("/accounts/signup/", {"email": NOBODY})
    assert "Accounts are made by" in response.content.decode()
    assert not Account.objects.filter(email=NOBODY).exists()


@pytest.mark.parametrize(
    "path", ["email/", "password/change/", "password/reset/", "2fa/", "confirm-email/"]
)
def test_other_pages_of_the_library_do_not_exist(account: Account, path: str) -> None:
    client = Client()
    client.force_login(account)
    assert client.get(f"/accounts/{path}").status_code == 404


def test_sign_in_has_a_second_name_that_keeps_its_question() -> None:
    response = Client().get("/accounts/login/?next=/workspace/new/")
    assert response.headers["Location"] == f"{CODE}?next=/workspace/new/"


def test_signing_out_takes_a_press(account: Account) -> None:
    client = Client()
    client.force_login(account)
    assert "Sign out?" in html_of(client, "/accounts/logout/")
    assert is_signed_in(client)
    assert client.post("/accounts/logout/").headers["Location"] == "/"
    assert not is_signed_in(client)


def test_the_first_link_makes_one_account_and_signs_in() -> None:
    token = first_link_token()
    client = Client(enforce_csrf_checks=True)
    html = html_of(client, f"/first/{token}/")
    assert not Account.objects.exclude(email="operator@localhost").exists()
    form_token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', html)
    assert form_token is not None
    data = {"email": "Operator@Coalition.example", "csrfmiddlewaretoken": form_token[1]}
    response = client.post(f"/first/{token}/", data)
    assert (response.status_code, response.headers["Location"]) == (302, "/workspace/")
    assert is_signed_in(client)
    account = Account.objects.get()
    assert (account.email, account.is_operator) == ("operator@coalition.example", True)
    # Used up, for everybody.
    for again in (client, Client()):
        assert again.get(f"/first/{token}/").status_code == 404
        assert again.post(f"/first/{token}/", {"email": LEAD}).status_code in {403, 404}
    assert Account.objects.count() == 1
    # And the account can be signed in to.
    other = Client()
    ask(other, "operator@coalition.example")
    other.post(CONFIRM, {"code": code_of(OutgoingMail.objects.get())})
    assert is_signed_in(other)


@pytest.mark.parametrize(
    "email", ["", "no address", "a\r\nBcc: b@example.org", "x" * 250 + "@e.org"]
)
def test_the_first_link_refuses_what_is_no_address(email: str) -> None:
    client = Client()
    response = client.post(f"/first/{first_link_token()}/", {"email": email})
    html = response.content.decode()
    assert response.status_code == 422
    assert problems_of(html) == []
    assert html.count('class="errors"') == 1
    assert not Account.objects.exclude(email="operator@localhost").exists()


@pytest.mark.parametrize("token", ["0" * 40, "x", "ü"])
def test_another_first_link_is_unknown(token: str) -> None:
    assert Client().get(f"/first/{token}/").status_code == 404
    assert Client().post(f"/first/{token}/", {"email": LEAD}).status_code == 404
    assert not Account.objects.exclude(email="operator@localhost").exists()


def test_codes_differ(account: Account) -> None:
    for _ in range(3):
        ask(Client())
    codes = [code_of(mail) for mail in OutgoingMail.objects.all()]
    assert len(set(codes)) == len(codes) == 3
