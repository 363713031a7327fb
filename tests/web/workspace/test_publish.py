"""Freezing an edition, looking at its bytes, going back, publishing, and closing."""

import hashlib
import re
from html import unescape

import pytest
from django.conf import settings
from django.test import Client

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
from undersigned.models import Edition, Letter
from undersigned.stages.confirm import accept_organization
from undersigned.stages.draft import (
    TextInput,
    freeze_edition,
    newest_versions,
    resume_draft,
    save_text,
)
from undersigned.stages.publish import close_letter, publish_letter
from undersigned.stages.sign import sign_letter

pytestmark = pytest.mark.django_db

RIVER = "letters/river/"


def frozen() -> Letter:
    """Return a letter with a frozen edition."""
    letter = make_draft()
    freeze_edition(letter, by=letter.lead, at=T0)
    return letter


def state() -> str:
    """Return the state of the letter as it is stored."""
    return Letter.objects.get(slug="river").state


def test_freezing_leads_to_the_exact_bytes_and_their_digests(lead: Client) -> None:
    letter = make_draft()
    assert leads_to(post(lead, RIVER + "freeze/"), RIVER + "edition/")
    html = get(lead, RIVER + "edition/")
    shown = re.findall(r'<pre class="exact"[^>]*>(.*?)</pre>', html, re.DOTALL)
    digests = re.findall(r'<code translate="no">([0-9a-f]{64})</code>', html)
    texts = list(Edition.objects.get(letter=letter).texts.order_by("position"))
    assert [unescape(text) for text in shown] == [bytes(text.data).decode() for text in texts]
    assert digests == [hashlib.sha256(bytes(text.data)).hexdigest() for text in texts]
    for text in texts:
        response = lead.get(f"/workspace/{RIVER}edition/1/{text.language}.txt")
        assert response.content == bytes(text.data)
        assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
        name = f"river-1-{text.language}.txt"
        assert response.headers["Content-Disposition"] == f'attachment; filename="{name}"'


@pytest.mark.parametrize(
    "path",
    ["2/en", "1/de", "0/en", "99999999999999999999999999/en", "1/EN"],
)
def test_text_that_there_is_not_cannot_be_downloaded(lead: Client, path: str) -> None:
    frozen()
    assert lead.get(f"/workspace/{RIVER}edition/1/en.txt").status_code == 200
    assert lead.get(f"/workspace/{RIVER}edition/{path}.txt").status_code == 404


def test_draft_that_is_not_ready_is_not_frozen_and_says_why(lead: Client) -> None:
    make_draft()
    data = {"title": "River fa", "addressees": "Only one", "body": "", "based_on": 1}
    post(lead, RIVER + "texts/fa/", data)
    html = page(post(lead, RIVER + "freeze/"), 422)
    assert "This is not possible yet" in html
    assert "empty" in html
    assert state() == "draft"
    assert not Edition.objects.exists()


def test_freezing_the_same_text_twice_makes_one_edition(lead: Client) -> None:
    letter = frozen()
    assert leads_to(post(lead, RIVER + "freeze/"), RIVER + "edition/")
    assert Edition.objects.count() == 1
    publish_letter(letter, by=letter.lead, at=T0)
    html = page(post(lead, RIVER + "freeze/"), 409)
    assert "No text has changed since edition 1 was published." in html
    assert '<li aria-current="step">Open' in html


def change_text(letter: Letter) -> None:
    """Go back to the draft and save another title."""
    resume_draft(letter, by=letter.lead, at=T0)
    original = newest_versions(letter)[0]
    text = TextInput(title="Newer", addressees=original.addressees, body=original.body)
    number = original.number
    save_text(letter, "en", text, based_on=number, author=letter.lead, at=T0)


def test_back_to_the_draft_and_a_second_edition(lead: Client) -> None:
    letter = frozen()
    assert leads_to(post(lead, RIVER + "resume/"), RIVER)
    assert state() == "draft"
    assert leads_to(post(lead, RIVER + "freeze/"), RIVER + "edition/")
    assert "Edition 1" in get(lead, RIVER + "edition/")
    change_text(letter)
    assert leads_to(post(lead, RIVER + "freeze/"), RIVER + "edition/")
    assert "Edition 2" in get(lead, RIVER + "edition/")
    # The first one is still there.
    assert b"edition 1\n" in lead.get(f"/workspace/{RIVER}edition/1/en.txt").content


def test_draft_has_no_edition_to_look_at(lead: Client) -> None:
    make_draft()
    assert lead.get(f"/workspace/{RIVER}edition/").status_code == 404


@pytest.mark.parametrize("move", ["resume", "publish", "close"])
def test_move_that_the_state_does_not_allow_is_refused(lead: Client, move: str) -> None:
    make_draft()
    html = page(post(lead, f"{RIVER}{move}/", {"edition": 1}), 409)
    assert "The letter has moved on meanwhile" in html
    assert state() == "draft"


def test_publishing_is_asked_once_more_and_then_done(lead: Client) -> None:
    letter = frozen()
    html = get(lead, RIVER + "publish/")
    assert state() == "frozen"
    assert f"{settings.CONFIG.address}/letters/river/" in html
    assert f"{settings.CONFIG.host}/log/{letter.pk}" in html
    for text in Edition.objects.get().texts.all():
        assert bytes(text.digest).hex() in html
    assert leads_to(post(lead, RIVER + "publish/", {"edition": 1}), RIVER)
    assert state() == "open"
    html = get(lead, RIVER)
    assert "The letter is published and open for signatures." in html
    assert f'<a href="{settings.CONFIG.address}/letters/river/">' in html
    log_all(letter)
    check_letter_log(letter)


@pytest.mark.parametrize("seen", ["1", "3", "", "two"])
def test_only_the_edition_that_was_looked_at_is_published(lead: Client, seen: str) -> None:
    letter = frozen()
    change_text(letter)
    freeze_edition(letter, by=letter.lead, at=T0)
    html = page(post(lead, RIVER + "publish/", {"edition": seen}), 409)
    assert "Another edition was frozen meanwhile" in html
    assert state() == "frozen"
    assert leads_to(post(lead, RIVER + "publish/", {"edition": "2"}), RIVER)
    assert state() == "open"


def test_publishing_twice_is_refused(lead: Client) -> None:
    frozen()
    assert leads_to(post(lead, RIVER + "publish/", {"edition": 1}), RIVER)
    first = Letter.objects.get().published_at
    assert "moved on" in page(post(lead, RIVER + "publish/", {"edition": 1}), 409)
    assert Letter.objects.get().published_at == first


def test_closing_says_who_still_waits_before_it_is_done(lead: Client) -> None:
    letter = make_open_letter()
    html = get(lead, RIVER + "close/")
    assert "No organization waits for your decision." in html
    assert "not confirmed" not in html
    signed(letter, organization_wish("One", "one@herons.example"))
    signed(letter, organization_wish("Two", "two@herons.example"))
    accepted = signed(letter, organization_wish("Three", "three@herons.example"))
    accept_organization(letter, accepted.pk, by=letter.lead, at=T0)
    sign_letter(letter, wish(), language="en", at=T0)
    html = get(lead, RIVER + "close/")
    assert "2 organizations still wait for your decision." in html
    assert "1 signature is not confirmed from its mailbox yet" in html
    assert state() == "open"
    assert leads_to(post(lead, RIVER + "close/"), RIVER)
    assert state() == "closed"
    assert "The letter is closed." in get(lead, RIVER)
    # Those who wait can still be decided about.
    assert "One" in get(lead, RIVER + "organizations/")
    log_all(letter)
    check_letter_log(letter)


def test_closing_twice_is_refused(lead: Client) -> None:
    letter = make_open_letter()
    close_letter(letter, by=letter.lead, at=T0)
    assert "moved on" in page(post(lead, RIVER + "close/"), 409)
    assert "moved on" in page(lead.get(f"/workspace/{RIVER}close/"), 409)
    assert Letter.objects.get().closed_at == T0


def test_asking_with_get_moves_nothing(lead: Client) -> None:
    make_draft()
    assert "Nothing is published by this" in get(lead, RIVER + "freeze/")
    for move in ("resume", "publish/at", "publish/later", "remind"):
        assert lead.get(f"/workspace/{RIVER}{move}/").status_code == 405
    assert state() == "draft"
