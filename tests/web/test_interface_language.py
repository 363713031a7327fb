"""Which language a page speaks: the letter's to readers, a member's own to a member."""

import pytest
from django.test import Client, override_settings
from django.utils import translation

from tests.support.letters import make_account, make_open_letter
from tests.web.accounts.pages import html_of
from undersigned.models import Account
from undersigned.stages.people import choose_language

ALL = [("en", "English"), ("fr", "Français"), ("fa", "فارسی")]
pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("error")]


@pytest.fixture(autouse=True)
def _spoken(settings: object) -> None:
    settings.LANGUAGES = ALL  # type: ignore[attr-defined]  # pytest-django's wrapper


@pytest.fixture
def member() -> Client:
    client = Client()
    client.force_login(make_account())
    return client


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [
        ("fr-CH, fr;q=0.9, en;q=0.8", "fr"),
        ("de, fa;q=0.5, en;q=0.4", "fa"),
        ("de", "en"),
        ("", "en"),
        ("*", "en"),
        ("fr" * 3000, "en"),
    ],
)
def test_a_member_without_a_choice_gets_what_the_browser_asks_for(
    member: Client, asked: str, spoken: str
) -> None:
    response = member.get("/workspace/", headers={"Accept-Language": asked})
    assert response.headers["Content-Language"] == spoken
    direction = "rtl" if spoken == "fa" else "ltr"
    assert f'<html lang="{spoken}" dir="{direction}">' in response.content.decode()
    assert "Accept-Language" in response.headers["Vary"]


def test_a_member_chooses_a_language(member: Client) -> None:
    assert 'name="language"' in html_of(member, "/accounts/")
    response = member.post("/accounts/language/", {"language": "fr"})
    assert response.headers["Location"] == "/accounts/"
    assert Account.objects.get().language == "fr"
    response = member.get("/workspace/", headers={"Accept-Language": "fa"})
    assert response.headers["Content-Language"] == "fr"
    assert "Accept-Language" not in response.headers["Vary"]
    member.post("/accounts/language/", {"language": ""})
    assert Account.objects.get().language == ""


@pytest.mark.parametrize("language", ["xx", "de", "fr\x00", "fr" * 400])
def test_a_language_that_is_not_offered_is_refused(member: Client, language: str) -> None:
    response = member.post("/accounts/language/", {"language": language})
    assert response.status_code == 422
    assert Account.objects.get().language == ""


def test_a_language_that_is_not_offered_any_more_is_english(member: Client) -> None:
    choose_language(Account.objects.get(), "de")
    response = member.get("/workspace/", headers={"Accept-Language": "fa"})
    assert response.headers["Content-Language"] == "en"


def test_where_only_english_is_spoken_nothing_is_to_choose(member: Client) -> None:
    with override_settings(LANGUAGES=ALL[:1]):
        assert 'name="language"' not in html_of(member, "/accounts/")


def test_a_public_page_speaks_the_language_of_the_letter_to_everyone(member: Client) -> None:
    make_open_letter(languages=("fa",))
    choose_language(Account.objects.get(), "fr")
    for client in (Client(), member):
        response = client.get("/letters/river/fa/sign/", headers={"Accept-Language": "fr"})
        assert response.headers["Content-Language"] == "fa"
        assert "Vary" not in response.headers or "Language" not in response.headers["Vary"]
        assert not response.cookies
    missing = Client().get("/letters/nowhere/fa/", headers={"Accept-Language": "fr"})
    assert (missing.status_code, missing.headers["Content-Language"]) == (404, "fa")


def test_a_page_of_the_workspace_that_is_not_there_speaks_to_the_member(member: Client) -> None:
    response = member.get("/workspace/nowhere/", headers={"Accept-Language": "fr"})
    assert (response.status_code, response.headers["Content-Language"]) == (404, "fr")


def test_no_language_stays_behind_for_the_next_request(member: Client) -> None:
    before = translation.get_language()
    member.get("/workspace/", headers={"Accept-Language": "fa"})
    assert translation.get_language() == before
