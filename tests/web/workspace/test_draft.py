"""Writing a letter: saving, the preview, two versions, and words that must not be lost."""

import re
from html import escape

import pytest
from django.test import Client

from tests.support.letters import ADDRESSEES, BODY, T0, make_draft
from tests.web.workspace.pages import get, leads_to, page, post
from undersigned.models import Account, Version
from undersigned.stages.draft import freeze_edition

pytestmark = pytest.mark.django_db

EN = "letters/river/texts/en/"
FA = "letters/river/texts/fa/"
TYPED = {"title": "My title", "addressees": ADDRESSEES, "body": "My words.\n", "based_on": 2}


def fields_of(html: str) -> dict[str, str]:
    """Return what the fields of the (only) text form hold, as HTML."""
    found = {
        name: match[1]
        for name in ("addressees", "body")
        if (
            match := re.search(
                rf'<textarea name="{name}"[^>]*>\n?(.*?)</textarea>', html, re.DOTALL
            )
        )
    }
    for name in ("title", "based_on"):
        tag = re.search(rf'<input [^>]*name="{name}"[^>]*>', html)
        assert tag is not None
        value = re.search(r'value="([^"]*)"', tag[0])
        found[name] = value[1] if value else ""
    return found


def typed_as_html(**changes: str) -> dict[str, str]:
    """Return TYPED as `fields_of` finds it."""
    return {name: escape(str(value)) for name, value in {**TYPED, **changes}.items()}


def newest(language: str = "en") -> Version:
    """Return the newest version of a language."""
    return Version.objects.filter(language=language).latest("number")


def test_editor_shows_the_newest_version_and_its_preview(lead: Client) -> None:
    make_draft()
    html = get(lead, EN)
    assert fields_of(html) == {
        "title": "River en",
        "addressees": escape(ADDRESSEES),
        "body": escape(BODY),
        "based_on": "2",
    }
    assert 'id="demand-2"' in html
    assert '<span class="office">Chair</span>' in html
    assert 'id="source-1"' in html
    assert "The original in" not in html


def test_translation_stands_beside_the_original_in_its_own_direction(lead: Client) -> None:
    make_draft()
    html = get(lead, FA)
    assert "The original in English" in html
    for name in ("title", "addressees", "body"):
        tag = re.search(rf'<(?:input|textarea)[^>]*name="{name}"[^>]*>', html)
        assert tag is not None
        assert 'lang="fa" dir="rtl"' in tag[0]
    assert '<article class="sheet" lang="fa" dir="rtl">' in html


def test_saving_makes_a_version_and_says_so(lead: Client) -> None:
    make_draft()
    response = post(lead, EN, TYPED)
    assert leads_to(response, EN)
    version = newest()
    assert (version.number, version.title, version.body) == (3, "My title", "My words.\n")
    assert "Saved as version 3." in get(lead, EN)


def test_line_ends_of_a_browser_do_not_make_another_text(lead: Client) -> None:
    make_draft()
    same = {
        "title": "River en",
        "addressees": ADDRESSEES.replace("\n", "\r\n"),
        "body": BODY.replace("\n", "\r\n"),
        "based_on": 2,
    }
    assert leads_to(post(lead, EN, same), EN)
    assert newest().number == 2


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"body": "<b>bold</b>\n"}, "HTML"),
        ({"body": "::: demands\n1. One\n"}, "no line"),
        ({"addressees": "a; b; c; d"}, "Line 1"),
        ({"title": "x" * 301}, "at most 300 characters"),
        ({"body": "a\0b"}, "Null characters are not allowed."),
        ({"based_on": "two"}, "Enter a whole number."),
        ({"based_on": ""}, "This field is required."),
    ],
)
def test_text_that_cannot_be_saved_is_shown_with_the_reason(
    lead: Client, changes: dict[str, str], sentence: str
) -> None:
    make_draft()
    html = page(post(lead, EN, {**TYPED, **changes}), 422)
    assert sentence in html
    shown = fields_of(html)
    shown.pop("based_on")
    wanted = typed_as_html(**changes)
    wanted.pop("based_on")
    assert {name: value.strip("\n") for name, value in shown.items()} == {
        name: value.strip("\n") for name, value in wanted.items()
    }
    assert newest().number == 2


def test_preview_button_shows_the_typed_text_and_saves_nothing(lead: Client) -> None:
    make_draft()
    html = page(post(lead, EN, {**TYPED, "preview": "", "body": "*Mine* now.\n"}))
    assert "<em>Mine</em> now." in html
    assert fields_of(html) == typed_as_html(body="*Mine* now.\n")
    assert newest().number == 2


def test_preview_endpoint_gives_the_part_of_the_page(lead: Client) -> None:
    make_draft()
    data = {**TYPED, "addressees": "Ada; Chair; Norland", "body": "**Three** little words\n"}
    response = post(lead, FA + "preview/", data)
    html = response.content.decode()
    assert response.status_code == 200
    assert "<html" not in html
    assert "<strong>Three</strong> little words" in html
    assert "<strong>3 words</strong>" in html
    assert '<span class="place">Norland</span>' in html
    assert "the original has 2" in html
    assert newest("fa").number == 1


def test_preview_says_what_is_in_the_way_and_lets_no_markup_through(lead: Client) -> None:
    make_draft()
    data = {**TYPED, "title": "<script>1</script>", "body": "<script>2</script>\n"}
    html = post(lead, EN + "preview/", data).content.decode()
    assert "Line 1 begins with HTML" in html
    assert "<script" not in html
    assert "&lt;script&gt;1" in html


def test_get_of_the_preview_is_refused(lead: Client) -> None:
    make_draft()
    assert lead.get(f"/workspace/{EN}preview/").status_code == 405


def test_double_click_on_save_is_no_conflict(lead: Client) -> None:
    make_draft()
    assert leads_to(post(lead, EN, TYPED), EN)
    assert leads_to(post(lead, EN, TYPED), EN)
    assert newest().number == 3


def test_text_typed_while_signed_out_comes_back_with_the_answer(lead: Client) -> None:
    make_draft()
    lead.cookies["sessionid"] = "gone"
    html = page(post(lead, EN, {**TYPED, "body": "Do not lose <me>.\n"}), 403)
    assert "You are signed out" in html
    assert fields_of(html) == typed_as_html(body="Do not lose <me>.\n")
    assert '"/accounts/login/code/?next=/workspace/letters/river/texts/en/"' in html
    assert newest().number == 2


def test_kept_text_is_saved_after_signing_in(lead: Client) -> None:
    make_draft()
    session = lead.cookies["sessionid"].value
    lead.cookies["sessionid"] = "gone"
    page(post(lead, EN, TYPED), 403)
    # Signed in again in another window, the form of that page saves.
    lead.cookies["sessionid"] = session
    assert leads_to(post(lead, EN, TYPED), EN)
    assert newest().body == "My words.\n"


def test_text_sent_with_an_old_form_token_comes_back_with_a_new_one(account: Account) -> None:
    make_draft()
    client = Client(enforce_csrf_checks=True)
    client.force_login(account)
    html = page(client.post(f"/workspace/{EN}", {**TYPED, "csrfmiddlewaretoken": "old"}), 403)
    assert fields_of(html) == typed_as_html()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', html.partition("data-kept")[2])
    assert token is not None
    response = client.post(f"/workspace/{EN}", {**TYPED, "csrfmiddlewaretoken": token[1]})
    assert leads_to(response, EN)


def test_words_of_another_site_are_not_offered_for_saving(account: Account) -> None:
    make_draft()
    client = Client(enforce_csrf_checks=True)
    client.force_login(account)
    response = client.post(f"/workspace/{EN}", TYPED, headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403
    assert b"My words" not in response.content


def test_text_that_comes_after_the_freeze_is_shown_and_not_saved(lead: Client) -> None:
    letter = make_draft()
    freeze_edition(letter, by=letter.lead, at=T0)
    html = page(post(lead, EN, TYPED), 409)
    assert "The text is locked" in html
    assert fields_of(html) == typed_as_html()
    assert newest().number == 2


def test_frozen_text_has_no_editor(lead: Client) -> None:
    letter = make_draft()
    freeze_edition(letter, by=letter.lead, at=T0)
    assert leads_to(lead.get(f"/workspace/{EN}"), "letters/river/")
    assert "The text is locked" in get(lead, "letters/river/")


def test_language_is_added_by_name_or_tag(lead: Client) -> None:
    make_draft()
    path = "/workspace/letters/river/texts/"
    assert leads_to(lead.get(path, {"language": "German"}), "letters/river/texts/de/")
    assert leads_to(lead.get(path, {"language": "gsw-ch"}), "letters/river/texts/gsw-CH/")
    assert Version.objects.count() == 3
    html = get(lead, "letters/river/texts/de/")
    # The names of the addressees are a beginning; nothing is saved yet.
    assert fields_of(html) == {
        "title": "",
        "addressees": escape(ADDRESSEES),
        "body": "",
        "based_on": "0",
    }
    data = {**TYPED, "based_on": 0}
    assert leads_to(post(lead, "letters/river/texts/de/", data), "letters/river/texts/de/")
    assert newest("de").number == 1


@pytest.mark.parametrize("typed", ["", "not a language!", "x" * 101, "e"])
def test_language_that_is_none_is_refused(lead: Client, typed: str) -> None:
    make_draft()
    response = lead.get("/workspace/letters/river/texts/", {"language": typed})
    assert "River en" in page(response, 422)


@pytest.mark.parametrize("tag", ["EN", "english", "..", "e%0An", "x-private"])
def test_tag_in_another_spelling_has_no_page(lead: Client, tag: str) -> None:
    make_draft()
    assert lead.get(f"/workspace/letters/river/texts/{tag}/").status_code == 404
    assert post(lead, f"letters/river/texts/{tag}/", TYPED).status_code == 404


def test_removing_a_language_is_asked_and_can_be_undone(lead: Client) -> None:
    make_draft()
    html = get(lead, FA + "remove/")
    assert "Remove Persian?" in html
    assert newest("fa").is_removed is False
    assert leads_to(post(lead, FA + "remove/", {"based_on": 1}), "letters/river/")
    assert newest("fa").is_removed is True
    html = get(lead, "letters/river/")
    assert "River fa" not in html
    assert "no longer part of the draft" in html
    assert lead.get(f"/workspace/{FA}remove/").status_code == 404
    assert leads_to(post(lead, FA, {**TYPED, "based_on": 0}), FA)
    assert "My title" in get(lead, "letters/river/")


def test_language_that_changed_meanwhile_is_not_removed(lead: Client) -> None:
    make_draft()
    post(lead, FA, {**TYPED, "based_on": 1})
    assert leads_to(post(lead, FA + "remove/", {"based_on": 1}), "letters/river/")
    assert newest("fa").is_removed is False
    assert "Somebody saved another version" in get(lead, "letters/river/")


def test_original_cannot_be_removed(lead: Client) -> None:
    make_draft()
    assert lead.get(f"/workspace/{EN}remove/").status_code == 404
    assert post(lead, EN + "remove/", {"based_on": 2}).status_code == 404
