"""The list of sessions: what stands in it, what does not, and that ending one ends it."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from tests.support.letters import make_account
from tests.web.accounts.pages import FIREFOX, LEAD, html_of, is_signed_in, sign_in, verified
from undersigned.models import Account
from undersigned.stages.people import delete_expired_sessions, first_link_token

pytestmark = pytest.mark.django_db

LIST = "/accounts/sessions/"
PHONE = (
    "Mozilla/5.0 (Linux; Android 16; Pixel 9 Build/X1) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/143.0.7499.40 Mobile Safari/537.36"
)


def test_the_list_tells_the_family_of_a_browser_and_no_address(account: Account) -> None:
    verified(account)
    here, there = sign_in(), sign_in(agent=PHONE)
    html = html_of(here, LIST)
    assert html.index("Firefox, Linux") < html.index("this browser") < html.index("Chromium, A")
    assert html_of(there, LIST).index("Chromium") < html_of(there, LIST).index("Firefox")
    rows = list(UserSession.objects.order_by("id").values_list("ip", "user_agent", "data"))
    assert rows == [("0.0.0.0", "Firefox, Linux", {}), ("0.0.0.0", "Chromium, Android", {})]
    # Nor does the session itself hold them.
    for client in (here, there):
        kept = str(dict(client.session))
        assert "127.0.0.1" not in kept
        assert "Pixel" not in kept
        assert "Gecko" not in kept


def test_ending_a_session_signs_that_browser_out(account: Account) -> None:
    verified(account)
    here, there = sign_in(), sign_in(agent=PHONE)
    lost = UserSession.objects.get(user_agent="Chromium, Android")
    assert is_signed_in(there)
    response = here.post(f"{LIST}{lost.pk}/end/", follow=True)
    assert "That browser is signed out." in response.content.decode()
    assert "Chromium" not in response.content.decode()
    assert (is_signed_in(here), is_signed_in(there)) == (True, False)
    assert Session.objects.filter(session_key=lost.session_key).count() == 0


def test_ending_all_others_keeps_this_one(account: Account) -> None:
    verified(account)
    here, there, third = sign_in(), sign_in(agent=PHONE), sign_in(agent=PHONE)
    here.post(LIST + "end/")
    assert [is_signed_in(client) for client in (here, there, third)] == [True, False, False]
    assert "Sign out all others" not in html_of(here, LIST)


def test_nobody_ends_the_session_of_somebody_else(account: Account) -> None:
    verified(account)
    mine = sign_in()
    row = UserSession.objects.get()
    stranger = Client()
    stranger.force_login(make_account("stranger@elsewhere.example"))
    for client in (stranger, Client()):
        client.post(f"{LIST}{row.pk}/end/")
        client.post(LIST + "end/")
        assert is_signed_in(mine)
    assert stranger.get(f"{LIST}{row.pk}/end/").status_code == 405
    mine.post(f"{LIST}{row.pk}/end/")
    assert not is_signed_in(mine)


def test_the_session_of_the_first_link_is_listed() -> None:
    client = Client(headers={"user-agent": FIREFOX})
    client.post(f"/first/{first_link_token()}/", {"email": LEAD})
    assert "Firefox, Linux" in html_of(client, LIST)


def test_what_is_over_is_forgotten(account: Account) -> None:
    verified(account)
    here, there = sign_in(), sign_in(agent=PHONE)
    there.post("/accounts/logout/")
    assert "Chromium" not in html_of(here, LIST)
    delete_expired_sessions(at=timezone.now())
    assert [row.user_agent for row in UserSession.objects.all()] == ["Firefox, Linux"]
    delete_expired_sessions(at=timezone.now() + timedelta(days=15))
    assert not UserSession.objects.exists()


def pass_days(client: Client, days: float) -> None:
    """Let a session become older, as if nobody had used it meanwhile."""
    row = Session.objects.get(session_key=client.session.session_key)
    held = client.session.decode(row.session_data)
    held["signed_in_at"] -= days * 24 * 3600
    row.session_data = client.session.encode(held)
    row.expire_date -= timedelta(days=days)
    row.save()


def test_a_session_that_is_not_used_ends_after_seven_days(account: Account) -> None:
    verified(account)
    used, unused = sign_in(), sign_in(agent=PHONE)
    pass_days(used, 6.9)
    assert is_signed_in(used)
    pass_days(used, 6.9)
    assert is_signed_in(used)
    pass_days(unused, 7.1)
    assert not is_signed_in(unused)


def test_a_session_ends_after_thirty_days_however_it_is_used(account: Account) -> None:
    verified(account)
    client = sign_in()
    key = client.session.session_key
    for _ in range(5):
        pass_days(client, 5.9)
        assert is_signed_in(client)
    pass_days(client, 1)
    assert not is_signed_in(client)
    assert not Session.objects.filter(session_key=key).exists()
    assert is_signed_in(sign_in())


def test_a_session_is_written_once_an_hour_when_it_is_used(
    account: Account, django_assert_num_queries: Any
) -> None:
    client = sign_in()
    pass_days(client, 2)
    expires = Session.objects.get().expire_date
    html_of(client, LIST)
    assert Session.objects.get().expire_date - expires > timedelta(days=1.9)
    pass_days(client, 0.5 / 24)
    with django_assert_num_queries(3):
        html_of(client, LIST)


def test_the_list_takes_as_many_queries_for_three_as_for_one(
    account: Account, django_assert_num_queries: Any
) -> None:
    client = sign_in()
    with django_assert_num_queries(3):
        html_of(client, LIST)
    sign_in(agent=PHONE)
    sign_in()
    with django_assert_num_queries(3):
        assert html_of(client, LIST).count("Sign it out") == 2


def test_a_notice_about_an_account_does_not_shorten_its_session(account: Account) -> None:
    verified(account)
    client = sign_in()
    client.post("/accounts/address/", {"email": "new@elsewhere.example"})
    assert client.session.get_expiry_age() == 7 * 24 * 3600
