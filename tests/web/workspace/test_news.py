"""Leads write news in the languages of a letter, publish it, and have it mailed."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.support.letters import make_news, make_open_letter, subscribed
from tests.web.workspace.pages import get, leads_to, page, post
from undersigned.models import Letter, News, OutgoingMail
from undersigned.stages.news import owe_news, write_news
from undersigned.stages.news.write import NewsInput

NEWS = "letters/river/news/"
TEXTS = {
    "text0-title": "They answered",
    "text0-body": "The chair wrote **back**.",
    "text1-title": "پاسخ دادند",
    "text1-body": "رئیس پاسخ داد.",
    "revision": "0",
}


@pytest.fixture
def letter(lead: Client) -> Letter:
    """Return an open letter of the lead, in English and Persian."""
    return make_open_letter()


def test_a_lead_writes_publishes_and_mails(lead: Client, letter: Letter) -> None:
    subscribed(letter)
    assert "news/" in get(lead, "letters/river/")
    assert "There is no news yet." in get(lead, NEWS)
    form = get(lead, NEWS + "write/")
    assert 'dir="rtl"' in form
    assert leads_to(post(lead, NEWS + "write/", TEXTS), NEWS + "1/")
    draft = get(lead, NEWS + "1/")
    assert "<strong>back</strong>" in draft
    assert "Publish it" in draft
    assert leads_to(post(lead, NEWS + "1/publish/", {"revision": "1"}), NEWS + "1/")
    assert "Nobody was mailed." in get(lead, NEWS + "1/")
    assert "1 signatory gets it by mail." in get(lead, NEWS + "1/mail/")
    assert News.objects.get().state == "published"
    assert leads_to(post(lead, NEWS + "1/mail/"), NEWS + "1/")
    html = get(lead, NEWS + "1/")
    assert '<progress max="1" value="0"' in html
    assert 'data-progress="/workspace/letters/river/news/1/progress/"' in html
    assert owe_news(at=timezone.now(), limit=10) == 1
    part = lead.get(f"/workspace/{NEWS}1/progress/").content.decode()
    assert "0 of 1 mail has left." in part
    OutgoingMail.objects.all().delete()
    assert "Mailed to 1 signatory." in get(lead, NEWS + "1/")


def test_a_mailing_is_stopped_and_goes_on(lead: Client, letter: Letter) -> None:
    subscribed(letter)
    make_news(letter)
    assert leads_to(post(lead, NEWS + "1/mail/"), NEWS + "1/")
    assert leads_to(post(lead, NEWS + "1/stop/"), NEWS + "1/")
    html = get(lead, NEWS + "1/")
    assert "Stopped." in html
    assert "Go on" in html
    assert owe_news(at=timezone.now(), limit=10) == 0
    again = page(post(lead, NEWS + "1/stop/"), 409)
    assert "This news is not being mailed now." in again
    assert leads_to(post(lead, NEWS + "1/resume/"), NEWS + "1/")
    assert owe_news(at=timezone.now(), limit=10) == 1


def test_what_cannot_be_saved_stays_before_the_lead(lead: Client, letter: Letter) -> None:
    wrong = {**TEXTS, "text0-title": "T" * 301}
    html = page(post(lead, NEWS + "write/", wrong), 422)
    assert "The news was not saved" in html
    assert "at most 300 characters" in html
    assert "T" * 301 in html
    assert "رئیس پاسخ داد." in html
    assert News.objects.count() == 0
    assert leads_to(post(lead, NEWS + "write/", TEXTS), NEWS + "1/")


def test_a_preview_saves_nothing(lead: Client, letter: Letter) -> None:
    html = page(post(lead, NEWS + "write/", {**TEXTS, "preview": ""}))
    assert "<strong>back</strong>" in html
    bad = page(post(lead, NEWS + "write/", {**TEXTS, "text0-body": "# no", "preview": ""}))
    assert "This cannot be read yet" in bad
    assert News.objects.count() == 0


def test_a_draft_is_edited_and_two_leads_do_not_overwrite_each_other(
    lead: Client, letter: Letter
) -> None:
    post(lead, NEWS + "write/", TEXTS)
    assert "The chair wrote **back**." in get(lead, NEWS + "1/edit/")
    changed = {**TEXTS, "text0-title": "Better", "revision": "1"}
    assert leads_to(post(lead, NEWS + "1/edit/", changed), NEWS + "1/")
    html = page(post(lead, NEWS + "1/edit/", {**TEXTS, "revision": "1"}), 409)
    assert "Somebody else saved this draft meanwhile." in html
    assert "Better" in get(lead, NEWS)
    late = page(post(lead, NEWS + "1/publish/", {"revision": "1"}), 409)
    assert "Please look at it once more." in late
    assert leads_to(post(lead, NEWS + "1/publish/", {"revision": "2"}), NEWS + "1/")
    assert leads_to(lead.get(f"/workspace/{NEWS}1/edit/"), NEWS + "1/")
    page(post(lead, NEWS + "1/delete/"), 409)


def test_a_second_mailing_on_the_same_day_is_refused(lead: Client, letter: Letter) -> None:
    subscribed(letter)
    make_news(letter)
    make_news(letter, "Second")
    post(lead, NEWS + "1/mail/")
    assert "less than a day ago" in get(lead, NEWS + "2/")
    assert "less than a day ago" in page(post(lead, NEWS + "2/mail/"), 429)
    assert News.objects.get(number=2).state == "published"


def test_the_list_takes_the_same_queries_for_one_and_three(lead: Client, letter: Letter) -> None:
    for rows in (1, 3):
        while letter.news.count() < rows:
            write_news(letter, [NewsInput("en", "T" * 300, "x\n")], by=letter.lead,
                       at=timezone.now())  # fmt: skip
        with CaptureQueriesContext(connection) as captured:
            assert get(lead, NEWS).count("T" * 300) == rows
        assert (rows, len(captured)) == (rows, 7)
