"""The list of letters, a new letter, and the page of one."""

from html import escape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.support.letters import (
    T0,
    check_letter_log,
    log_all,
    make_draft,
    make_open_letter,
    organization_wish,
    signed,
    wish,
)
from tests.web.workspace.pages import get, leads_to, page, post
from undersigned.models import Account, Letter
from undersigned.stages.draft import freeze_edition
from undersigned.stages.publish import close_letter

pytestmark = pytest.mark.django_db


def queries_of(client: Client, path: str) -> int:
    """Return how many queries a page takes."""
    with CaptureQueriesContext(connection) as queries:
        get(client, path)
    return len(queries)


def test_list_takes_the_same_queries_for_one_and_three_letters(lead: Client) -> None:
    make_open_letter("first")
    # Session and account, then letters, editions, versions, heads, who waits, roles, invitations,
    # and whether words are not saved.
    assert queries_of(lead, "") == 10
    for slug in ("second", "third"):
        signed(make_open_letter(slug), organization_wish())
    assert queries_of(lead, "") == 10


def test_list_shows_state_languages_counts_and_who_waits(lead: Client) -> None:
    letter = make_open_letter("river")
    signed(letter, wish())
    signed(letter, organization_wish())
    log_all(letter)
    make_draft("lake", ["fr"])
    html = get(lead, "")
    assert "River en" in html
    assert "River fr" in html
    assert "Open for signatures" in html
    assert "<dt>People</dt><dd>1</dd>" in html
    assert "Wait for you</a></dt><dd>1</dd>" in html
    assert "French" in html
    check_letter_log(letter)


def test_list_of_a_stranger_shows_nothing_of_it(lead: Client, stranger: Client) -> None:
    make_draft("river")
    assert "River en" in get(lead, "")
    html = get(stranger, "")
    assert "River" not in html
    assert "No letter yet." in html


def test_visitor_is_asked_to_sign_in_and_led_back(visitor: Client) -> None:
    response = visitor.get("/workspace/letters/river/")
    assert response.status_code == 302
    assert response.headers["Location"] == "/accounts/login/code/?next=/workspace/letters/river/"


@pytest.mark.parametrize(
    "path",
    [
        "",
        "texts/",
        "texts/en/",
        "texts/fa/remove/",
        "edition/",
        "edition/1/en.txt",
        "publish/",
        "close/",
        "organizations/",
    ],
)
def test_page_of_a_letter_is_there_for_its_lead_alone(
    lead: Client, stranger: Client, visitor: Client, path: str
) -> None:
    letter = make_draft()
    if path in {"edition/", "edition/1/en.txt", "publish/"}:
        freeze_edition(letter, by=letter.lead, at=T0)
    if path == "close/":
        Letter.objects.all().delete()
        make_open_letter()
    address = f"/workspace/letters/river/{path}"
    assert lead.get(address, {"language": "fr"}).status_code in {200, 302}
    missing = stranger.get(f"/workspace/letters/nothing/{path}")
    refused = stranger.get(address)
    assert (refused.status_code, refused.content) == (404, missing.content)
    assert visitor.get(address).status_code == 302


@pytest.mark.parametrize(
    "path",
    [
        "texts/en/",
        "texts/en/preview/",
        "texts/fa/remove/",
        "freeze/",
        "resume/",
        "publish/",
        "close/",
        "organizations/1/accept/",
        "organizations/1/decline/",
    ],
)
def test_form_of_a_letter_is_refused_to_everyone_else(
    stranger: Client, visitor: Client, path: str
) -> None:
    letter = make_draft()
    before = (letter.state, letter.versions.count())
    assert stranger.post(f"/workspace/letters/river/{path}", {"based_on": 2}).status_code == 404
    assert visitor.post(f"/workspace/letters/river/{path}", {"based_on": 2}).status_code == 302
    letter.refresh_from_db()
    assert (letter.state, letter.versions.count()) == before


@pytest.mark.parametrize("path", ["", "new/", "letters/river/", "letters/river/texts/en/"])
def test_pages_of_the_workspace_are_kept_by_no_cache(lead: Client, path: str) -> None:
    make_draft()
    response = lead.get(f"/workspace/{path}")
    assert response.headers["Cache-Control"] == "private, no-cache"


def test_every_form_needs_its_token(account: Account) -> None:
    make_draft()
    client = Client(enforce_csrf_checks=True)
    client.force_login(account)
    assert client.post("/workspace/letters/river/freeze/").status_code == 403
    assert Letter.objects.get().state == "draft"


def test_new_letter_leads_to_its_text(lead: Client, account: Account) -> None:
    data = {"title": "Open the dam", "language": "فارسی", "slug": "open-the-dam"}
    response = post(lead, "new/", data)
    assert leads_to(response, "letters/open-the-dam/texts/fa/")
    letter = Letter.objects.get()
    assert (letter.lead, letter.original_language, letter.state) == (account, "fa", "draft")


def test_address_is_made_of_the_title(lead: Client) -> None:
    data = {"title": "Open the dam, & now!", "language": "pt-br", "slug": ""}
    response = post(lead, "new/", data)
    assert leads_to(response, "letters/open-the-dam-now/texts/pt-BR/")


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", "", "This field is required."),
        ("title", "x" * 301, "Ensure this value has at most 300 characters"),
        ("title", "a\0b", "Null characters are not allowed."),
        ("language", "Klingonese!", "Choose a language from the list"),
        ("language", "", "This field is required."),
        ("slug", "no spaces here", "Enter a valid “slug”"),
        ("slug", "Capital", "small letters"),
        ("slug", "-edge-", "small letters"),
        ("slug", "taken", "Another letter already has this address."),
    ],
)
def test_new_letter_that_cannot_be_is_refused_and_keeps_what_was_typed(
    lead: Client, field: str, value: str, sentence: str
) -> None:
    make_draft("taken")
    data = {"title": "Open the dam", "language": "fr", "slug": "open-the-dam", field: value}
    html = page(post(lead, "new/", data), 422)
    assert sentence in html
    for name, typed in data.items():
        if name != field:
            assert f'value="{escape(typed)}"' in html
    assert Letter.objects.count() == 1


def test_title_in_another_script_asks_for_an_address(lead: Client) -> None:
    data = {"title": "به ما آب بدهید", "language": "fa", "slug": ""}
    assert "No address can be made of this title" in page(post(lead, "new/", data), 422)


def test_page_of_a_draft_compares_the_languages(lead: Client) -> None:
    letter = make_draft()
    html = get(lead, "letters/river/")
    assert "River en" in html
    assert "River fa" in html
    assert "2 addressees" in html
    assert "2 demands" in html
    assert "1 source" in html
    assert "Not the same number" not in html
    assert "Nobody has said that it is up to date" in html
    data = {"title": "River fa", "addressees": "Only one", "body": "Short.", "based_on": 1}
    data |= {"is_up_to_date": "on", "original": 2}
    post(lead, "letters/river/texts/fa/", data)
    assert "Not the same number" in get(lead, "letters/river/")
    data = {"title": "New title", "addressees": "Only one", "body": "Short.", "based_on": 2}
    post(lead, "letters/river/texts/en/", data)
    html = get(lead, "letters/river/")
    # The title, both addressees and every part of the body.
    assert "passages out of date" in html
    assert letter.versions.count() == 5


def test_page_of_a_draft_takes_the_same_queries_for_one_and_three_languages(lead: Client) -> None:
    make_draft("one", ["en"])
    make_draft("three", ["en", "fa", "fr"])
    # Session, account and letter, then versions, the originals that translations follow, head, who
    # waits, and who has not confirmed; and of the coalition the people, the invitations and the
    # organizations.
    assert queries_of(lead, "letters/one/") == 13
    assert queries_of(lead, "letters/three/") == 13


BUTTONS = {"draft": "/freeze/", "frozen": "/publish/", "open": "/close/"}


@pytest.mark.parametrize("state", ["draft", "frozen", "open", "closed"])
def test_page_offers_only_the_moves_of_its_state(lead: Client, state: str) -> None:
    letter = make_draft() if state in {"draft", "frozen"} else make_open_letter()
    if state == "frozen":
        freeze_edition(letter, by=letter.lead, at=T0)
    if state == "closed":
        close_letter(letter, by=letter.lead, at=T0)
    html = get(lead, "letters/river/")
    offered = {place for place, move in BUTTONS.items() if f"river{move}" in html}
    assert offered == ({state} if state in BUTTONS else set())
    assert ("river/resume/" in html) == (state == "frozen")


def test_page_of_a_letter_whose_title_holds_markup_escapes_it(lead: Client) -> None:
    data = {"title": "<script>alert(1)</script>", "language": "en", "slug": "markup"}
    post(lead, "new/", data)
    for path in ("", "letters/markup/", "letters/markup/texts/en/"):
        html = get(lead, path)
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert" in html
