"""Who holds which data of those who sign: the page of each letter, made from what is set."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.utils import translation

from tests.support.keys import make_key, seal_for
from tests.support.letters import (
    T0,
    check_letter_log,
    log_all,
    make_open_letter,
    organization_wish,
    signed,
)
from tests.web.markup import text_of
from undersigned.models import Letter
from undersigned.stages.confirm import accept_organization
from undersigned.stages.erase import erase_contacts
from undersigned.stages.publish import close_letter
from undersigned.stages.receipt import send_receipts
from undersigned.web.page_cache import PAGES

pytestmark = pytest.mark.django_db

PATH = "/letters/river/en/data/"


def page(reader: Client, path: str = PATH, **changed: Any) -> str:  # values of any setting
    """The page as a server that is started with these settings shows it."""
    PAGES.clear()
    with override_settings(CONFIG=replace(settings.CONFIG, **changed)):
        response = reader.get(path)
    assert response.status_code == 200
    assert not response.cookies
    return text_of(response)


def test_the_form_and_the_foot_of_the_letter_lead_there(reader: Client) -> None:
    make_open_letter()
    for path in ("/letters/river/en/", "/letters/river/en/sign/"):
        assert f'href="{PATH}"' in text_of(reader.get(path))
    assert 'href="/letters/river/en/manage/"' in page(reader)


@pytest.mark.parametrize(
    ("changed", "before", "after"),
    [
        (
            {"contact_days": 30},
            "until 365 days after the letter has closed",
            "until 30 days after the letter has closed",
        ),
        (
            {"mail_from": "post@other.example"},
            "<bdi>undersigned@localhost</bdi> is the address",
            "<bdi>post@other.example</bdi> is the address",
        ),
        ({"smtp": "smtp://mx:25"}, "No mail server is set up", "handed over to a mail server"),
        ({"log_form": "json"}, "says only what went wrong", "has a line for each request"),
        (
            {"address": "https://letters.example"},
            "No cookie is set",
            "Another program stands before this server",
        ),
        ({"metrics_token": "x" * 32}, "No cookie is set", "How much is going on is counted"),
    ],
)
def test_the_page_follows_the_settings(
    reader: Client, changed: dict[str, Any], before: str, after: str
) -> None:
    make_open_letter()
    assert before in page(reader)
    assert after not in page(reader)
    assert after in page(reader, **changed)


def test_the_page_says_who_holds_the_keys(reader: Client) -> None:
    letter = make_open_letter()
    assert "It is not sealed" in page(reader)
    seal_for(letter, make_key(), holder="Ada <Exemplar>")
    html = page(reader)
    assert "<bdi>Ada &lt;Exemplar&gt;</bdi>" in html
    assert "It is not sealed" not in html


def test_the_page_says_where_the_log_names_the_keys(reader: Client) -> None:
    letter = make_open_letter()
    log_all(letter)
    assert "fingerprint" not in page(reader)
    seal_for(letter, make_key())
    PAGES.forget_revisions()
    assert "fingerprint" not in text_of(reader.get(PATH))
    log_all(letter)
    PAGES.forget_revisions()
    html = text_of(reader.get(PATH))
    facts = check_letter_log(letter)
    assert facts.recipients is not None
    assert facts.recipients[0] == 1
    assert "Entry 1 of the public log names their fingerprint" in html
    assert f"<code>{facts.recipients[1].hex()}</code>" in html
    # For a moment after a change, the page tells of no keys that are not in force.
    seal_for(letter, make_key())
    PAGES.forget_revisions()
    assert "fingerprint" not in text_of(reader.get(PATH))
    log_all(letter)
    PAGES.forget_revisions()
    assert "Entry 2 of the public log" in text_of(reader.get(PATH))


def test_a_kept_page_is_made_anew_when_a_key_is_added_and_when_data_is_erased(
    reader: Client,
) -> None:
    letter = make_open_letter()
    signed(letter)
    log_all(letter)
    assert "It is not sealed" in text_of(reader.get(PATH))
    seal_for(letter, make_key())
    PAGES.forget_revisions()
    assert "It is not sealed" not in text_of(reader.get(PATH))
    send_receipts(at=T0, limit=10)
    close_letter(letter, by=letter.lead, at=T0)
    PAGES.forget_revisions()
    assert "until 1 March 2027, or until you erase it" in text_of(reader.get(PATH))
    erase_contacts(at=T0 + timedelta(days=366), limit=10)
    PAGES.forget_revisions()
    assert "it was erased on 2 March 2027" in text_of(reader.get(PATH))


def test_only_organizations_that_are_public_anyway_are_named(reader: Client) -> None:
    letter = make_open_letter()
    herons = signed(letter, organization_wish())
    accept_organization(letter, herons.pk, by=letter.lead, at=T0)
    log_all(letter)
    # It signed by the form, and did not make the letter.
    html = page(reader)
    assert "Bank of Herons" not in html
    assert letter.lead.email not in html


@pytest.mark.parametrize("language", ["de", "es", "fa", "fr"])
def test_the_page_speaks_the_language_of_the_letter(reader: Client, language: str) -> None:
    make_open_letter(languages=["en", language])
    with translation.override(language):
        heading = translation.gettext("Who holds which data, why and how long")
    with override_settings(LANGUAGES=[("en", "English"), (language, language)]):
        html = page(reader, f"/letters/river/{language}/data/")
    assert f"<h1>{heading}</h1>" in html
    assert heading != "Who holds which data, why and how long"


def test_there_is_none_for_a_letter_that_is_not_public(reader: Client) -> None:
    make_open_letter()
    assert reader.get("/letters/river/de/data/").status_code == 404
    assert reader.get("/letters/sea/en/data/").status_code == 404
    Letter.objects.update(state="draft")
    PAGES.clear()
    assert reader.get(PATH).status_code == 404
