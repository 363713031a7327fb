"""A lead corrects a public letter: unlock, freeze anew, look at the changes, publish."""

import pytest
from django.test import Client

from tests.support.endorsing import endorse_by_passkey, make_asked
from tests.support.letters import T0, check_letter_log, log_all, make_open_letter
from tests.web.workspace.pages import get, leads_to, page, post
from undersigned.models import Edition, Letter, Version
from undersigned.stages import draft
from undersigned.stages.publish import publish_letter

pytestmark = pytest.mark.django_db

PLACE = "letters/river/"


def rewrite(letter: Letter) -> None:
    newest = Version.objects.filter(letter=letter, language="en").latest("number")
    body = newest.body.replace("that we share", "that we all share")
    text = draft.TextInput(newest.title, newest.addressees, body)
    draft.save_text(letter, "en", text, based_on=newest.number, author=letter.lead, at=T0)


def test_lead_corrects_a_public_letter_step_by_step(lead: Client) -> None:
    letter = make_open_letter()
    html = get(lead, PLACE)
    assert "Unlock the text for a correction" in html
    assert "Publish the correction" not in html
    assert lead.post(f"/workspace/{PLACE}unlock/").status_code == 302
    assert "Freeze the correction" in get(lead, PLACE)
    rewrite(letter)
    assert leads_to(post(lead, f"{PLACE}freeze/", {"lock": "on"}), f"{PLACE}edition/")
    html = get(lead, PLACE)
    assert "Edition 2 corrects the public text and is not published yet." in html
    # Readers see what was published until the lead says otherwise.
    assert "we all share" not in Client().get("/letters/river/en/").content.decode()
    html = get(lead, f"{PLACE}correct/")
    assert "<ins>all </ins>" in html
    assert "In this language no word changed." in html
    page(post(lead, f"{PLACE}correct/", {"edition": "1"}), 409)
    assert Edition.objects.get(letter=letter, is_current=True).number == 1
    assert leads_to(post(lead, f"{PLACE}correct/", {"edition": "2"}), PLACE)
    assert "Those who signed before are asked by mail." in get(lead, PLACE)
    assert Edition.objects.get(letter=letter, is_current=True).number == 2
    log_all(letter)
    check_letter_log(letter)
    page(lead.get(f"/workspace/{PLACE}correct/"), 409)


def test_correction_waits_for_the_organizations(lead: Client) -> None:
    letter, partners = make_asked(2)
    for partner in partners:
        endorse_by_passkey(partner)
    publish_letter(letter, by=letter.lead, at=T0)
    draft.unlock_text(letter, by=letter.lead, at=T0)
    rewrite(letter)
    post(lead, f"{PLACE}freeze/", {"lock": "on"})
    html = page(post(lead, f"{PLACE}correct/", {"edition": "2"}), 409)
    assert "Missing: “Association 1” and “Association 2”." in html
    for partner in partners:
        endorse_by_passkey(partner)
    assert leads_to(post(lead, f"{PLACE}correct/", {"edition": "2"}), PLACE)
    assert Edition.objects.get(letter=letter, is_current=True).number == 2


def test_freezing_without_a_change_says_so(lead: Client) -> None:
    make_open_letter()
    lead.post(f"/workspace/{PLACE}unlock/")
    html = page(post(lead, f"{PLACE}freeze/", {"lock": "on"}), 409)
    assert "No text has changed since edition 1 was published." in html
