"""What only a lead may do takes an account that more than a mailbox guards."""

from dataclasses import replace
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client, override_settings

from tests.support.coalitions import add_member, browser_of
from tests.support.letters import make_account, make_draft
from tests.web.markup import problems_of
from undersigned.core.coalition import Role
from undersigned.models import Account, Letter

pytestmark = pytest.mark.django_db

FREEZE = "/workspace/letters/river/freeze/"
PUBLISH = "/workspace/letters/river/publish/"


@pytest.fixture
def account() -> Account:
    """Make a lead whom nothing guards but a mailbox."""
    return make_account(has_second_factor=False)


@pytest.fixture
def letter(account: Account) -> Letter:
    """Make the draft that they lead."""
    return make_draft()


@pytest.fixture
def lead(account: Account) -> Client:
    """Return the lead's browser."""
    return browser_of(account)


def state() -> str:
    return Letter.objects.get().state


def guard(account: Account, kind: str) -> None:
    Authenticator.objects.create(user=account, type=kind, data={})


def refusal_of(response: Any) -> str:  # the test client's own type
    html: str = response.content.decode()
    assert (response.status_code, problems_of(html)) == (403, [])
    assert "takes a passkey or an authenticator app" in html
    return html


@pytest.mark.parametrize("kind", ["webauthn", "totp"])
def test_leading_takes_a_passkey_or_an_app(
    lead: Client, account: Account, letter: Letter, kind: str
) -> None:
    refusal_of(lead.post(FREEZE))
    assert state() == "draft"
    guard(account, kind)
    assert lead.post(FREEZE).status_code == 302
    assert state() == "frozen"


def test_recovery_codes_alone_are_no_second_factor(
    lead: Client, account: Account, letter: Letter
) -> None:
    guard(account, "recovery_codes")
    refusal_of(lead.post(FREEZE))
    assert state() == "draft"


def test_somebody_elses_second_factor_is_none(lead: Client, letter: Letter) -> None:
    colleague = add_member(letter, "second@coalition.example", Role.LEAD)
    refusal_of(lead.post(FREEZE))
    assert browser_of(colleague).post(FREEZE).status_code == 302


def test_the_setting_switches_it_off(lead: Client, letter: Letter) -> None:
    refusal_of(lead.post(FREEZE))
    with override_settings(CONFIG=replace(settings.CONFIG, asks_second_factor=False)):
        assert lead.post(FREEZE).status_code == 302


def test_reading_writing_and_beginning_take_none(lead: Client, letter: Letter) -> None:
    for path in ("", "letters/river/", "letters/river/texts/en/", "new/"):
        assert lead.get(f"/workspace/{path}").status_code == 200
    data = {"title": "Another", "language": "en", "slug": "another"}
    assert lead.post("/workspace/new/", data).status_code == 302


def test_the_page_leads_to_setting_one_up_and_back(lead: Client, letter: Letter) -> None:
    make = browser_of(add_member(letter, "second@coalition.example", Role.LEAD))
    make.post(FREEZE)
    html = refusal_of(lead.get(PUBLISH + "?a=b&c=d"))
    back = "%2Fworkspace%2Fletters%2Friver%2Fpublish%2F%3Fa%3Db%26c%3Dd"
    assert f'href="/accounts/passkeys/add/?next={back}"' in html
    assert f'href="/accounts/authenticator-app/on/?next={back}"' in html
    assert "no-cache" in lead.get(PUBLISH).headers["Cache-Control"]


def test_what_was_typed_comes_along_and_is_escaped(lead: Client, letter: Letter) -> None:
    typed = {"reason": '"><script>alert(1)</script>', "many": ["one", "two"]}
    html = refusal_of(lead.post(FREEZE, {**typed, "csrfmiddlewaretoken": "old"}))
    assert "<script>alert" not in html
    assert 'name="reason" value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"' in html
    assert html.count('<input type="hidden" name="many"') == 2
    assert 'value="old"' not in html
    assert f'action="{FREEZE}"' in html
    assert "Send once more" in html


def test_nobody_else_learns_of_the_letter(letter: Letter) -> None:
    stranger = browser_of(make_account("stranger@elsewhere.example", has_second_factor=False))
    assert stranger.post(FREEZE).status_code == 404
    observer = add_member(letter, "observer@coalition.example", Role.OBSERVER)
    assert "Your role" in browser_of(observer).post(FREEZE).content.decode()
    assert Client().post(FREEZE).status_code == 302


def test_it_costs_no_query(
    lead: Client, account: Account, letter: Letter, django_assert_num_queries: Any
) -> None:
    from undersigned.queries.access import access_to

    with django_assert_num_queries(1):
        assert not access_to(account, "river").has_second_factor
    guard(account, "totp")
    with django_assert_num_queries(1):
        assert access_to(account, "river").has_second_factor
    assert settings.CONFIG.asks_second_factor
