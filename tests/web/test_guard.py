"""What guards public forms that send mail, as whoever fills one in meets it."""

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.utils import timezone

from tests.support.letters import make_open_letter
from tests.support.proof import solve
from tests.web.markup import headers_of, problems_of, text_of
from undersigned.adapters.proof_of_work import make_challenge
from undersigned.core.ticket import LIFETIME, Ticket, make_ticket
from undersigned.models import Letter, OutgoingMail, SentForm, Signature
from undersigned.stages.limits import PERIODS, Counted
from undersigned.web.page_cache import PAGES

pytestmark = pytest.mark.django_db

SIGN = "/letters/river/en/sign/"
ORGANIZATION = SIGN + "?as=organization"
MANAGE = "/letters/river/en/manage/"
PERSON = {"name": "Mina Example", "role": "Teacher", "country": "FR", "is_named": "yes"}
HERONS = {"name": "Bank of Herons", "representative": "Rosa Muster", "role": "Director"}
FORMS = {SIGN: PERSON, ORGANIZATION: HERONS, MANAGE: {}}
NEAR, FAR = "192.0.2.9", "198.51.100.9"


@pytest.fixture(autouse=True)
def one_period(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no period end within a test: all of time is one."""
    monkeypatch.setitem(PERIODS, Counted.FORMS, 10**11)


@pytest.fixture
def letter() -> Letter:
    """A letter that takes signatures."""
    return make_open_letter()


def test_two_hundred_forms_from_one_prefix_are_stopped_and_a_person_elsewhere_signs(
    reader: Client, letter: Letter
) -> None:
    statuses = []
    for number in range(200):
        fields = {**PERSON, "email": f"bot{number}@people.example"}
        # What a bot says of itself changes nothing.
        headers = {"X-Forwarded-For": f"203.0.{number}.1"}
        response = reader.post(SIGN, fields, headers=headers, REMOTE_ADDR=f"192.0.2.{number}")
        statuses.append(response.status_code)
    assert statuses == [303] * 100 + [429] * 100
    assert Signature.objects.count() == 100
    person = {**PERSON, "email": "mina@people.example"}
    assert reader.post(SIGN, person, REMOTE_ADDR=FAR).status_code == 303
    assert Signature.objects.filter(contact="mina@people.example").exists()


@pytest.mark.parametrize("form", FORMS)
def test_a_form_over_the_limit_keeps_what_was_typed_and_says_when(
    reader: Client, letter: Letter, form: str
) -> None:
    fields = {**FORMS[form], "email": "mina@people.example"}
    with override_settings(CONFIG=replace(settings.CONFIG, prefix_limit=1)):
        # All forms that send mail share one count.
        first = {"email": "first@people.example"}
        assert reader.post(MANAGE, first, REMOTE_ADDR=NEAR).status_code == 303
        held = reader.post(form, fields, REMOTE_ADDR=NEAR)
        html = text_of(held)
        assert held.status_code == 429
        assert int(held.headers["Retry-After"]) >= 1
        assert held.headers["Cache-Control"] == "no-store"
        assert "Too many forms came from your network" in html
        for value in fields.values():
            assert f'value="{value}"' in html
        assert problems_of(held.content.decode()) == []
        assert OutgoingMail.objects.count() == 1
        assert reader.post(form, fields, REMOTE_ADDR=FAR).status_code == 303
    PAGES.clear()
    page = text_of(reader.get(form))
    assert "Too many forms" not in page
    assert "Without JavaScript, sending takes a minute longer" in page.partition("<noscript>")[2]


def test_the_answer_does_not_tell_that_a_mailbox_has_had_enough(
    reader: Client, letter: Letter
) -> None:
    answers = set()
    for number in range(13):
        fields = {**PERSON, "name": f"Mina {number}", "email": "mina@people.example"}
        response = reader.post(SIGN, fields, REMOTE_ADDR=f"192.0.{number}.1")
        answers.add((response.status_code, response.content, *headers_of(response)))
    assert len(answers) == 1
    assert Signature.objects.count() == OutgoingMail.objects.count() == 10


TICKET = re.compile(r'name="ticket" value="([^"]+)"')


def ticket_in(html: str) -> str:
    (found,) = TICKET.findall(html)
    assert isinstance(found, str)
    return found


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("proof", ["", "nonsense", None])
def test_a_form_without_a_solution_comes_back_with_all_that_was_typed(
    reader: Client, letter: Letter, form: str, proof: str | None
) -> None:
    fields = {**FORMS[form], "email": "mina@people.example"}
    # None: one that was good for another letter.
    other = make_challenge(settings.KEYS.secret, "ab" * 16, tries=5, at=timezone.now())
    given = solve(json.dumps(other).encode()) if proof is None else proof
    held = reader.post(form, {**fields, "proof": given})
    html = text_of(held)
    assert held.status_code == 429
    assert 60 <= int(held.headers["Retry-After"]) <= 62
    assert "Your browser did not solve the small task" in html
    for value in fields.values():
        assert f'value="{value}"' in html
    assert problems_of(held.content.decode()) == []
    assert OutgoingMail.objects.count() == 0
    # Too early, the same ticket comes back.
    again = reader.post(form, {**fields, "proof": "", "ticket": ticket_in(html)})
    assert again.status_code == 429
    assert ticket_in(text_of(again)) == ticket_in(html)
    assert SentForm.objects.count() == 1


@pytest.mark.parametrize("form", FORMS)
def test_a_ticket_is_good_once_after_its_wait_for_its_letter(
    reader: Client, letter: Letter, form: str
) -> None:
    now = timezone.now()
    fields = {**FORMS[form], "email": "mina@people.example", "proof": ""}

    def send(ticket: Ticket, **changes: str) -> int:
        response = reader.post(form, {**fields, **changes, "ticket": ticket.text})
        return int(response.status_code)

    def ticket(slug: str, seconds: int) -> Ticket:
        moment = now + timedelta(seconds=seconds)
        return make_ticket(settings.KEYS.secret, slug, not_before=moment)

    assert send(ticket(letter.slug, 3600)) == 429
    assert send(ticket("ab" * 16, -5)) == 429
    assert send(ticket(letter.slug, -5 - int(LIFETIME.total_seconds()))) == 429
    assert OutgoingMail.objects.count() == 0
    good = ticket(letter.slug, -5)
    # What is wrong in the form spends nothing, and the ticket goes with the next try.
    wrong = reader.post(form, {**fields, "email": "mina", "ticket": good.text})
    assert wrong.status_code == 422
    assert ticket_in(text_of(wrong)) == good.text
    assert [send(good), send(good)] == [303, 303]
    assert send(good, email="other@people.example") == 429
    assert OutgoingMail.objects.count() == 1


def test_a_prefix_waits_five_times_and_then_reads_why_not(reader: Client, letter: Letter) -> None:
    fields = {**PERSON, "email": "mina@people.example", "proof": ""}
    for _ in range(5):
        held = reader.post(SIGN, fields, REMOTE_ADDR=NEAR)
        assert "Your browser did not solve the small task" in text_of(held)
    held = reader.post(SIGN, fields, REMOTE_ADDR=NEAR)
    assert held.status_code == 429
    assert "Too many forms came from your network" in text_of(held)
    assert not TICKET.findall(text_of(held))
    # With a solution the same prefix signs.
    del fields["proof"]
    assert reader.post(SIGN, fields, REMOTE_ADDR=NEAR).status_code == 303


def test_a_ticket_that_nobody_made_is_shown_as_no_more_than_a_field(
    reader: Client, letter: Letter
) -> None:
    odd = '"><script>alert(1)</script>' + "x" * 100
    response = reader.post(SIGN, {**PERSON, "email": "mina", "proof": "", "ticket": odd})
    assert response.status_code == 422
    assert "<script>alert" not in response.content.decode()
    assert "x" * 60 not in response.content.decode()
