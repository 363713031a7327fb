"""Organizations that wait: accepted or declined by the lead."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.support.letters import (
    T0,
    check_letter_log,
    last_mail,
    log_all,
    make_open_letter,
    organization_wish,
    signed,
    wish,
)
from tests.web.workspace.pages import get, leads_to, page, post
from undersigned.models import OutgoingMail, Signature
from undersigned.stages.sign import sign_letter

pytestmark = pytest.mark.django_db

QUEUE = "letters/river/organizations/"


def test_queue_shows_what_is_needed_to_decide_and_no_people(lead: Client) -> None:
    letter = make_open_letter()
    signed(letter, organization_wish("Herons & <b>Sons</b>"))
    signed(letter, wish("Mina Example"))
    html = get(lead, QUEUE)
    for shown in (
        "Herons &amp; &lt;b&gt;Sons&lt;/b&gt;",
        "Germany",
        "https://herons.example",
        "Rosa Muster, Director",
        "office@herons.example",
    ):
        assert shown in html
    # A website that somebody typed is shown, and leads nobody there by one press.
    assert 'href="https://herons.example' not in html
    assert "Mina Example" not in html


def test_queue_without_confirmed_organizations_is_empty(lead: Client) -> None:
    letter = make_open_letter()
    sign_letter(letter, organization_wish(), language="en", at=T0)
    assert "No organization waits." in get(lead, QUEUE)


def test_queue_takes_the_same_queries_for_one_and_three_organizations(lead: Client) -> None:
    letter = make_open_letter()
    for number, queries in ((1, 13), (2, None), (3, 13)):
        signed(letter, organization_wish(f"Number {number}", f"office@n{number}.example"))
        if queries is None:
            continue
        with CaptureQueriesContext(connection) as captured:
            html = get(lead, QUEUE)
        assert html.count("queue-row") == number
        # Session, account, letter; organizations, other names, seats, kept pairs; edition, texts,
        # head, two counts.
        assert len(captured) == queries


def test_accepted_organization_is_logged_and_leaves_the_queue(lead: Client) -> None:
    letter = make_open_letter()
    waiting = signed(letter, organization_wish())
    log_all(letter)
    assert check_letter_log(letter).organizations == 0
    assert leads_to(post(lead, f"{QUEUE}{waiting.pk}/accept/"), QUEUE)
    html = get(lead, QUEUE)
    assert "“Bank of Herons” is accepted" in html
    assert "No organization waits." in html
    waiting.refresh_from_db()
    assert waiting.evidence.startswith("accepted by the lead on ")
    log_all(letter, at=waiting.ready_at)  # type: ignore[arg-type]  # it was just accepted
    assert check_letter_log(letter).organizations == 1


def test_declined_organization_is_told_why_and_forgotten(lead: Client) -> None:
    letter = make_open_letter()
    waiting = signed(letter, organization_wish())
    data = {f"{waiting.pk}-reason": "We could not\r\nreach your office."}
    assert leads_to(post(lead, f"{QUEUE}{waiting.pk}/decline/", data), QUEUE)
    assert "declined and deleted" in get(lead, QUEUE)
    assert not Signature.objects.exists()
    mail = last_mail("office@herons.example")
    assert "We could not reach your office." in mail.body
    log_all(letter)
    assert check_letter_log(letter).organizations == 0


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("", "This field is required."),
        (" \n ", "This field is required."),
        ("x" * 1001, "at most 1000 characters"),
    ],
)
def test_declining_takes_a_reason(lead: Client, reason: str, sentence: str) -> None:
    letter = make_open_letter()
    waiting = signed(letter, organization_wish())
    other = signed(letter, organization_wish("Other", "office@other.example"))
    before = OutgoingMail.objects.count()
    data = {f"{waiting.pk}-reason": reason}
    html = page(post(lead, f"{QUEUE}{waiting.pk}/decline/", data), 422)
    row, other_row = html.split("queue-row")[1:]
    assert sentence in row
    assert sentence not in other_row
    assert '<details class="decline" open>' in row
    assert '<details class="decline">' in other_row
    assert Signature.objects.filter(pk__in=[waiting.pk, other.pk]).count() == 2
    assert OutgoingMail.objects.count() == before


@pytest.mark.parametrize("verb", ["accept", "decline"])
def test_deciding_twice_changes_nothing_and_says_so(lead: Client, verb: str) -> None:
    letter = make_open_letter()
    waiting = signed(letter, organization_wish())
    data = {f"{waiting.pk}-reason": "No."}
    assert leads_to(post(lead, f"{QUEUE}{waiting.pk}/accept/"), QUEUE)
    assert leads_to(post(lead, f"{QUEUE}{waiting.pk}/{verb}/", data), QUEUE)
    assert "does not wait for a decision any more" in get(lead, QUEUE)
    assert Signature.objects.count() == 1


@pytest.mark.parametrize("verb", ["accept", "decline"])
@pytest.mark.parametrize("which", ["person", "other letter", "huge"])
def test_signature_that_does_not_wait_here_is_not_touched(
    lead: Client, verb: str, which: str
) -> None:
    letter = make_open_letter()
    number = {
        "person": lambda: signed(letter, wish()).pk,
        "other letter": lambda: signed(make_open_letter("lake"), organization_wish()).pk,
        "huge": lambda: 10**30,
    }[which]()
    before = list(Signature.objects.values())
    data = {f"{number}-reason": "No."}
    assert leads_to(post(lead, f"{QUEUE}{number}/{verb}/", data), QUEUE)
    assert "does not wait for a decision any more" in get(lead, QUEUE)
    assert list(Signature.objects.values()) == before
