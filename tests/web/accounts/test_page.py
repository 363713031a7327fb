"""The page of one's own account: the name that others see, and what guards it."""

from typing import Any

import pytest
from django.test import Client

from tests.support.letters import make_account
from tests.web.accounts.pages import CODE, LEAD, add_app, html_of, sign_in, verified
from tests.web.markup import problems_of
from undersigned.models import Account

pytestmark = pytest.mark.django_db

PAGE = "/accounts/"


@pytest.fixture
def client(account: Account) -> Client:
    """Return a browser in which the account is signed in."""
    client = Client()
    client.force_login(account)
    return client


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Ada Exemplar", "Ada Exemplar"),
        ("  شیرین   نمونه ", "شیرین نمونه"),
        ("Ada\u202e\u200b Exemplar", "Ada Exemplar"),
        ("<b>Ada</b>", "<b>Ada</b>"),
        ("x" * 200, "x" * 200),
        ("\u200b", ""),
    ],
)
def test_a_name_is_kept_clean(client: Client, account: Account, typed: str, kept: str) -> None:
    assert client.post(PAGE, {"name": typed}).headers["Location"] == PAGE
    account.refresh_from_db()
    assert account.name == kept
    html = html_of(client, PAGE)
    assert "Your name is saved." in html
    assert "<b>Ada" not in html
    assert f"<bdi>{kept if kept and '<' not in kept else 'lead@' if not kept else ''}" in html


@pytest.mark.parametrize("name", ["x" * 201, "Z" + "\u0301" * 12])
def test_what_is_no_name_is_refused(client: Client, account: Account, name: str) -> None:
    client.post(PAGE, {"name": "Ada"})
    response = client.post(PAGE, {"name": name})
    html = response.content.decode()
    assert (response.status_code, problems_of(html)) == (422, [])
    assert 'class="errors"' in html
    account.refresh_from_db()
    assert account.name == "Ada"


def test_the_page_says_what_guards_the_account(client: Client, account: Account) -> None:
    html = html_of(client, PAGE)
    assert "Whoever can read your mail can sign in as you." in html
    assert "Recovery codes" not in html
    add_app(account)
    html = html_of(client, PAGE)
    assert "Whoever can read your mail" not in html
    assert "On: signing in with a mailed code also takes a code of the app." in html
    assert "None are left." in html
    assert LEAD in html


def test_the_page_takes_few_queries(account: Account, django_assert_num_queries: Any) -> None:
    client = sign_in()
    with django_assert_num_queries(4):
        assert "In 1 browser." in html_of(client, PAGE)


def test_the_header_leads_to_it(client: Client) -> None:
    assert 'class="who-mail" href="/accounts/"' in html_of(client, "/workspace/")


def test_it_is_for_whoever_is_signed_in(account: Account) -> None:
    for path in (PAGE, "/accounts/passkeys/", "/accounts/sessions/", "/accounts/recovery-codes/"):
        response = Client().get(path)
        assert response.headers["Location"] == f"{CODE}?next={path}"


def test_only_the_operator_is_led_to_all_accounts(client: Client, account: Account) -> None:
    assert "/accounts/people/" not in html_of(client, PAGE)
    Account.objects.update(is_operator=True)
    assert "/accounts/people/" in html_of(client, PAGE)
    verified(account)


def test_next_leads_to_no_other_site(client: Client) -> None:
    for path in ("/accounts/passkeys/add/", "/accounts/authenticator-app/on/"):
        html = html_of(client, path + "?next=https://elsewhere.example/")
        assert "elsewhere" not in html
        assert "/workspace/new/" in html_of(client, path + "?next=/workspace/new/")


def test_after_the_recovery_codes_next_leads_to_no_other_site(account: Account) -> None:
    client = Client()
    client.force_login(account)
    for target, goes_to in (
        ("/workspace/new/", "/workspace/new/"),
        ("https://elsewhere.example/", "/workspace/"),
        ("//elsewhere.example/", "/workspace/"),
        ("javascript:alert(1)", "/workspace/"),
    ):
        response = client.get(CODE, {"next": target})
        assert response.headers["Location"] == goes_to
    assert make_account("other@coalition.example").called == "other@coalition.example"
