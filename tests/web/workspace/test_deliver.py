"""Leads deliver, record by hand, check answers and publish them; others see nothing of it."""

from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.support.coalitions import add_member, browser_of
from tests.support.deliveries import OFFICE, mailed, make_signed_letter, token_of
from tests.support.pictures import logo_file
from tests.web.workspace.pages import get, page, post
from undersigned.core.coalition import Role
from undersigned.models import Account, Delivery, DeliveryFile, Letter, OutgoingMail, Response

pytestmark = pytest.mark.django_db

BASE = "letters/river/"


@pytest.fixture
def letter(account: Account) -> Letter:
    """Return an open letter with two signatures."""
    return make_signed_letter()


def photo() -> BytesIO:
    file = BytesIO(logo_file())
    file.name = "photo.png"
    return file


MAIL = {"recipient": OFFICE, "language": "fa", "note": "سلام", "after": "0"}


def test_a_letter_is_delivered_by_mail_in_the_language_of_choice(
    letter: Letter, lead: Client
) -> None:
    assert "Deliver by mail …" in get(lead, BASE + "deliver/")
    assert "recipient" in get(lead, BASE + "deliver/0/mail/")
    refused = post(lead, BASE + "deliver/0/mail/", {**MAIL, "recipient": "not one"})
    assert "سلام" in page(refused, 422)
    assert Delivery.objects.count() == 0
    assert post(lead, BASE + "deliver/0/mail/", MAIL).status_code == 302
    mail = OutgoingMail.objects.get(recipient=OFFICE)
    assert (mail.language, "سلام" in mail.body) == ("fa", True)
    # Pressed twice: the second is told of the first.
    assert "was entered meanwhile" in page(post(lead, BASE + "deliver/0/mail/", MAIL), 422)
    html = get(lead, BASE + "deliver/")
    assert (OFFICE in html, "about to be sent" in html, "2 signatures" in html) == (True,) * 3
    get(lead, BASE + "history/")


def test_a_delivery_by_hand_keeps_its_photo_for_leads_unless_it_is_shown(
    letter: Letter, lead: Client
) -> None:
    form = {"way": "in person", "day": "2026-03-05", "handed_to": "Secretary", "after": "0"}
    assert post(lead, BASE + "deliver/1/hand/", {**form, "day": "soon"}).status_code == 422
    for shows in (False, True):
        newest = Delivery.objects.order_by("-id").first()
        data = {**form, "after": str(newest.pk if newest else 0), "attachments": [photo()]}
        if shows:
            data["shows_files"] = "on"
        assert post(lead, BASE + "deliver/1/hand/", data).status_code == 302
    hidden, shown = DeliveryFile.objects.order_by("id")
    client = Client()
    for file, status in ((hidden, 404), (shown, 200)):
        name = f"delivery-{file.pk}-{file.digest}"
        assert client.get(f"/answer-files/{name}").status_code == status
        assert lead.get(f"/workspace/{BASE}files/{name}").status_code == 200
        assert client.get(f"/workspace/{BASE}files/{name}").status_code == 302
    public = client.get("/letters/river/en/answers/").content.decode()
    assert ("in person on 5 March 2026" in public, "Secretary" in public) == (True, False)
    path = f"{BASE}deliveries/{hidden.delivery_id}/remove/"
    assert post(lead, path).status_code == 302
    assert "cannot" not in get(lead, BASE + "deliver/")
    page(post(lead, path), 409)


def test_an_answer_is_checked_and_published_or_set_aside(letter: Letter, lead: Client) -> None:
    mailed(letter)
    Client().post(f"/answer/{token_of()}/", {"name": "Ada", "answer_1": "agree"})
    response = Response.objects.get()
    path = f"{BASE}answers/{response.pk}/"
    assert "1 answer waits to be checked" in get(lead, BASE)
    assert "To be checked" in get(lead, BASE + "deliver/")
    html = get(lead, path)
    assert ("agrees" in html, OFFICE in html) == (True, True)
    assert post(lead, path + "publish/", {"how": "guessed"}).status_code == 422
    assert post(lead, path + "publish/", {"how": "called"}).status_code == 302
    page(post(lead, path + "publish/", {"how": "called"}), 409)
    assert post(lead, path + "set-aside/", {"reason": ""}).status_code == 422
    assert post(lead, path + "set-aside/", {"reason": "A <forgery>"}).status_code == 302
    assert "A &lt;forgery&gt;" in get(lead, path)
    assert "set an answer of" in get(lead, BASE + "history/")


def test_what_came_another_way_is_recorded_with_its_source(letter: Letter, lead: Client) -> None:
    get(lead, BASE + "deliver/1/answer/")
    form = {
        "name": "Ben Example",
        "answered_on": "2026-03-05",
        "source": "Speech",
        "source_address": "javascript:alert(1)",
        "language": "en",
        "answer_2": "consider",
        "how": "seen",
    }
    refused = page(post(lead, BASE + "deliver/1/answer/", form), 422)
    assert "Speech" in refused
    form["source_address"] = "https://parliament.example/5"
    assert post(lead, BASE + "deliver/1/answer/", form).status_code == 302
    html = Client().get("/letters/river/en/answers/").content.decode()
    assert 'href="https://parliament.example/5"' in html
    assert "will consider it" in html


@pytest.mark.parametrize("role", [Role.EDITOR, Role.OBSERVER])
def test_others_see_no_mailbox_and_no_answer(letter: Letter, lead: Client, role: Role) -> None:
    delivery = mailed(letter)
    Client().post(f"/answer/{token_of()}/", {"name": "Ada", "answer_1": "agree"})
    answer = Response.objects.get().pk
    other = browser_of(add_member(letter, "other@a.example", role))
    for path in ("deliver/", "deliver/0/mail/", "deliver/0/hand/", f"answers/{answer}/"):
        get(lead, BASE + path)
        assert other.get(f"/workspace/{BASE}{path}").status_code == 403
    for path in (f"deliveries/{delivery.pk}/end-link/", f"answers/{answer}/publish/"):
        assert post(other, BASE + path, {"how": "called"}).status_code == 403
        assert post(lead, BASE + path, {"how": "called"}).status_code == 302
    for path in ("", "history/"):
        assert OFFICE not in get(other, BASE + path)


def test_deliveries_of_another_letter_cannot_be_touched(letter: Letter, lead: Client) -> None:
    mine = mailed(letter)
    other = mailed(make_signed_letter("lake"), recipient="ben@water.example")
    Delivery.objects.filter(pk=other.pk).update(way="post", state="delivered")
    page(post(lead, f"{BASE}deliveries/{other.pk}/remove/"), 409)
    assert post(lead, f"letters/lake/deliveries/{other.pk}/remove/").status_code == 302
    page(post(lead, f"letters/lake/deliveries/{mine.pk}/end-link/"), 409)
    assert post(lead, f"{BASE}deliveries/{mine.pk}/end-link/").status_code == 302


@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow_with_deliveries(letter: Letter, lead: Client, number: int) -> None:
    after = 0
    for _ in range(number):
        after = mailed(letter, after=after).pk
        Client().post(f"/answer/{token_of()}/", {"name": "Ada", "answer_1": "agree"})
    with CaptureQueriesContext(connection) as queries:
        get(lead, BASE + "deliver/")
    assert len(queries) == 8
