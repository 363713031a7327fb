"""The page on which a representative answers, who is missing, the rule, reminders and times."""

import json
from datetime import UTC, datetime
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.support.coalitions import Partner, add_member, add_partner, browser_of
from tests.support.endorsing import (
    challenge_of,
    code_in,
    endorse_by_code,
    endorse_by_passkey,
    make_asked,
    register_key,
    row_of,
)
from tests.support.letters import T0, make_draft
from tests.web.workspace.pages import get, leads_to, page, post
from undersigned.core.coalition import Role, SeatState
from undersigned.core.statement import format_statement
from undersigned.models import Endorsement, Letter, Organization, OutgoingMail, Reading, Seat
from undersigned.stages.endorse import statement_of
from undersigned.stages.publish import publish_letter
from undersigned.web.page_cache import PAGES

pytestmark = pytest.mark.django_db

RIVER = "letters/river/"


def page_of(partner: Partner) -> str:
    """Where the representative of an organization answers."""
    return f"{RIVER}endorse/{partner.seat.pk}/"


def asked(count: int = 3) -> tuple[list[Partner], Client]:
    """Organizations that are asked, and the browser of the first one's representative."""
    _, partners = make_asked(count)
    return partners, browser_of(partners[0].representative)


def test_page_shows_the_exact_texts_and_the_statement(lead: Client) -> None:
    (partner, *_), client = asked()
    Reading.objects.create(
        letter=partner.seat.letter,
        language="en",
        account=partner.representative,
        number=1,
        read_at=T0,
    )
    row = row_of(partner)
    html = get(client, page_of(partner))
    for text in row.edition.texts.all():
        assert bytes(text.digest).hex() in html
    statement = format_statement(statement_of(row.edition, partner.organization)).decode()
    assert statement in unescape(html)
    assert "/workspace/letters/river/texts/en/changes/?from=1&amp;to=2" in html
    assert "<del>" in get(client, "letters/river/texts/en/changes/?from=1&to=2")
    assert "you have not marked it as read yet" in html
    assert "Your account has no passkey yet." in html
    assert f"/accounts/passkeys/add/?next=/workspace/{page_of(partner)}" in html
    register_key(partner.representative)
    html = get(client, page_of(partner))
    assert "Endorse with a passkey" in html
    options = json.loads(html.partition('type="application/json">')[2].partition("</script>")[0])
    assert options["publicKey"]["userVerification"] == "required"
    assert len(options["publicKey"]["allowCredentials"]) == 1


def test_passkey_is_sent_with_the_form(lead: Client) -> None:
    (partner, *_), client = asked()
    key, row = register_key(partner.representative), row_of(partner)
    where = page_of(partner) + "passkey/"
    for wrong in ("", "null", "[]", "{", "[" * 30_000, json.dumps(key.answer(b"something else"))):
        data = {"request": row.pk, "credential": wrong}
        assert "This was not done" in page(post(client, where, data), 422)
    answer = json.dumps(key.answer(challenge_of(row)))
    page(post(client, where, {"credential": answer}), 422)
    assert leads_to(post(client, where, {"request": row.pk, "credential": answer}), RIVER)
    assert "with a passkey: anyone can check it" in get(client, RIVER)
    html = get(client, page_of(partner))
    assert "Your organization has endorsed edition 1." in html
    assert "Endorse with a passkey" not in html


def test_code_is_mailed_and_entered(lead: Client) -> None:
    (partner, *_), client = asked()
    row = row_of(partner)
    html = get(client, page_of(partner))
    assert "The code of the mail" not in html
    assert "The weaker way" in html
    assert leads_to(post(client, page_of(partner) + "code/", {"request": row.pk}), page_of(partner))
    assert "The code of the mail" in get(client, page_of(partner))
    where = page_of(partner) + "confirm/"
    assert "This field is required" in page(post(client, where, {"request": row.pk}), 422)
    wrong = {"request": row.pk, "code": "nonsense"}
    assert "This is not the code" in page(post(client, where, wrong), 422)
    again = post(client, page_of(partner) + "code/", {"request": row.pk})
    assert "less than ten minutes ago" in page(again, 429)
    right = {"request": row.pk, "code": code_in(partner.representative.email)}
    assert leads_to(post(client, where, right), RIVER)
    assert "with a code to a mailbox: the server’s word" in get(client, RIVER)


def test_declining_and_taking_back(lead: Client) -> None:
    (partner, *_), client = asked()
    row = row_of(partner)
    where = page_of(partner) + "decline/"
    assert "This field is required" in page(post(client, where, {"request": row.pk}), 422)
    reason = "The <b>second</b> demand: نه"
    assert leads_to(post(client, where, {"request": row.pk, "reason": reason}), RIVER)
    html = get(lead, RIVER)
    assert "The &lt;b&gt;second&lt;/b&gt; demand: نه" in html
    assert "<strong>3 of 3</strong> are missing:" in html
    endorse_by_code(partner)
    where = page_of(partner) + "take-back/"
    assert "its evidence is erased" in get(client, where)
    assert row_of(partner).state == "endorsed"
    assert leads_to(post(client, where, {"request": row.pk}), RIVER)
    assert "Taken back" in get(lead, RIVER)
    assert "There is no endorsement" in page(post(client, where, {"request": row.pk}), 409)


SHOWN = ("", "take-back/")
FORMS = ("passkey/", "code/", "confirm/", "decline/", "take-back/")


@pytest.mark.parametrize("role", [Role.LEAD, Role.EDITOR, Role.OBSERVER, Role.REPRESENTATIVE])
def test_nobody_answers_for_another_organization(
    lead: Client, stranger: Client, visitor: Client, role: Role
) -> None:
    (partner, other, _), client = asked()
    letter = partner.seat.letter
    seat = other.seat if role is Role.REPRESENTATIVE else partner.seat
    colleague = browser_of(add_member(letter, "colleague@elsewhere.example", role, seat))
    row = row_of(partner)
    data = {"request": row.pk, "reason": "No.", "code": "1", "credential": "{}"}
    for path in SHOWN:
        assert colleague.get(f"/workspace/{page_of(partner)}{path}").status_code == 403
        assert lead.get(f"/workspace/{page_of(partner)}{path}").status_code == 403
        assert stranger.get(f"/workspace/{page_of(partner)}{path}").status_code == 404
        assert visitor.get(f"/workspace/{page_of(partner)}{path}").status_code == 302
        get(client, page_of(partner) + path)
    for path in FORMS:
        for who, status in ((colleague, 403), (lead, 403), (stranger, 404), (visitor, 302)):
            assert post(who, page_of(partner) + path, data).status_code == status
    # Neither does somebody who speaks for one organization, at its own address, for another.
    for path in FORMS:
        assert (
            post(client, page_of(partner) + path, {**data, "request": row_of(other).pk}).status_code
            == 404
        )
    assert set(Endorsement.objects.values_list("state", flat=True)) == {"asked"}
    assert leads_to(post(client, page_of(partner) + "decline/", data), RIVER)


def test_seat_of_another_letter_or_none_is_not_there(lead: Client) -> None:
    (partner, *_), client = asked()
    make_draft("lake")
    for path in (
        f"{RIVER}endorse/{partner.seat.pk + 1000}/",
        f"{RIVER}endorse/{10**30}/",
        f"letters/lake/endorse/{partner.seat.pk}/",
    ):
        assert client.get(f"/workspace/{path}").status_code == 404
    Seat.objects.filter(pk=partner.seat.pk).update(state=SeatState.LEFT.value)
    assert client.get(f"/workspace/{page_of(partner)}").status_code == 404


def test_draft_has_nothing_to_endorse(lead: Client) -> None:
    letter = make_draft()
    partner = add_partner(letter)
    html = get(browser_of(partner.representative), page_of(partner))
    assert "Nothing to endorse now" in html


def queries_of(client: Client, path: str) -> int:
    """Return how many queries a page takes."""
    with CaptureQueriesContext(connection) as queries:
        get(client, path)
    return len(queries)


def test_pages_take_the_same_queries_for_one_and_three_organizations(lead: Client) -> None:
    for slug, count in (("one", 1), ("three", 3)):
        letter = make_draft(slug)
        for number in range(1, count + 1):
            partner = add_partner(letter, number + 10 * count)
            add_member(letter, f"r{number}@{slug}.example", Role.REPRESENTATIVE, partner.seat)
        post(lead, f"letters/{slug}/freeze/", {"lock": "on"})
        for seat in letter.seats.all()[: count - 1 or 1]:
            endorse_by_passkey(Partner(seat, seat.members.earliest("id").account))
        get(lead, f"letters/{slug}/")  # The notices are read once.
        assert queries_of(lead, f"letters/{slug}/") == 17, slug
        assert queries_of(lead, f"letters/{slug}/publish/") == 10, slug
        assert queries_of(lead, f"letters/{slug}/freeze/") == 9, slug


def test_dashboard_says_plainly_who_is_missing_and_reminds(lead: Client) -> None:
    (first, second, third), client = asked()
    endorse_by_passkey(first)
    Organization.objects.filter(pk=third.organization.pk).update(
        name="<script>alert(1)</script> " + "ن" * 270, language="fa"
    )
    Seat.objects.filter(pk=second.seat.pk).update(state=SeatState.INVITED.value)
    html = get(lead, RIVER)
    assert "<strong>2 of 3</strong> are missing:" in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "has not joined yet, so it cannot endorse" in html
    assert "Remind those who are missing" in html
    assert "Remind those who are missing" not in get(client, RIVER)
    OutgoingMail.objects.all().delete()
    assert leads_to(post(lead, RIVER + "remind/"), RIVER)
    assert "1 organization was reminded by mail." in get(lead, RIVER)
    assert leads_to(post(lead, RIVER + "remind/"), RIVER)
    html = get(lead, RIVER)
    assert "were reminded within the last day" in html
    assert "disabled>Remind those who are missing" in html
    assert OutgoingMail.objects.count() == 1
    assert post(client, RIVER + "remind/").status_code == 403


def test_dashboard_tells_nobody_to_do_what_only_a_lead_does(lead: Client) -> None:
    partners, client = asked()
    waiting = "Those who lead the letter can publish it now."
    assert "You can set the time of publication already." not in get(client, RIVER)
    assert "You can set the time of publication already." in get(lead, RIVER)
    for partner in partners:
        endorse_by_passkey(partner)
    assert (waiting in get(client, RIVER), waiting in get(lead, RIVER)) == (True, False)
    publish_letter(partners[0].seat.letter, by=partners[0].seat.letter.lead, at=T0, edition=1)
    for words in ("wait for you", "Close the letter when", "To be published, all"):
        assert (words in get(client, RIVER), words in get(lead, RIVER)) == (False, True), words


def test_rule_is_the_leads(lead: Client) -> None:
    _, client = asked()
    for wrong in ({}, {"rule": "some"}, {"rule": "some", "number": -1}, {"rule": "none"}):
        page(post(lead, RIVER + "rule/", wrong), 422)
    assert Letter.objects.get().required_endorsements is None
    assert post(client, RIVER + "rule/", {"rule": "some", "number": 0}).status_code == 403
    assert leads_to(post(lead, RIVER + "rule/", {"rule": "some", "number": 2}), RIVER)
    assert "at least 2 organizations must endorse" in get(lead, RIVER)
    assert Letter.objects.get().required_endorsements == 2
    assert leads_to(post(lead, RIVER + "rule/", {"rule": "all", "number": 2}), RIVER)
    assert Letter.objects.get().required_endorsements is None


def test_letter_that_is_not_endorsed_is_not_published_by_its_page(lead: Client) -> None:
    (partner, *_), _ = asked(1)
    html = get(lead, RIVER + "publish/")
    assert "1 endorsement is missing, so the letter cannot be published now." in html
    assert "disabled>Publish now" in html
    html = page(post(lead, RIVER + "publish/", {"edition": 1}), 409)
    assert "Missing: “Association 1”." in unescape(html)
    endorse_by_passkey(partner)
    assert "disabled>Publish now" not in get(lead, RIVER + "publish/")
    assert leads_to(post(lead, RIVER + "publish/", {"edition": 1}), RIVER)
    assert Letter.objects.get().state == "open"


def test_time_is_read_in_the_zone_that_is_chosen_and_shown_in_it(lead: Client) -> None:
    asked(1)
    year = datetime.now(UTC).year + 1
    data = {"edition": 1, "local": f"{year}-12-01T09:00", "zone": "Asia/Kathmandu"}
    where = RIVER + "publish/at/"
    for wrong, why in (
        ({"local": ""}, "Please enter a date and a time."),
        ({"local": "tomorrow"}, "Write the date and the time like this"),
        ({"local": f"{year}-12-01T09:00Z"}, "Write the date and the time like this"),
        ({"local": "2020-01-01T09:00"}, "This time is past."),
        ({"local": "9999-01-01T09:00"}, "more than five years away"),
        ({"zone": "Mars/Olympus"}, "Select a valid choice"),
        ({"local": "2027-03-28T02:30", "zone": "Europe/Paris"}, "no such time there"),
        ({"local": "2027-10-31T02:30", "zone": "Europe/Paris"}, "this time twice"),
    ):
        assert why in page(post(lead, where, {**data, **wrong}), 422)
    assert "Another edition was frozen" in page(post(lead, where, {**data, "edition": 2}), 409)
    assert Letter.objects.get().publish_at is None
    assert leads_to(post(lead, where, data), RIVER)
    assert Letter.objects.get().publish_at == datetime(year, 12, 1, 3, 15, tzinfo=UTC)
    html = get(lead, RIVER)
    assert f'datetime="{year}-12-01T03:15:00+0000"' in html
    assert f"1 December {year}, 09:00" in html
    assert "Asia/Kathmandu (UTC+05:45)" in html
    assert f'value="{year}-12-01T09:00"' in get(lead, RIVER + "publish/")
    assert leads_to(post(lead, RIVER + "publish/later/"), RIVER)
    assert Letter.objects.get().publish_at is None


def test_closing_date_is_told_to_readers(lead: Client, visitor: Client) -> None:
    letter, _ = make_asked(0)
    publish_letter(letter, by=letter.lead, at=T0)
    address = "/letters/river/en/"
    assert "Open until" not in read(visitor, address)
    year = datetime.now(UTC).year + 1
    data = {"local": f"{year}-05-02T00:30", "zone": "Europe/Paris"}
    assert leads_to(post(lead, RIVER + "closing/", data), RIVER)
    assert Letter.objects.get().close_at == datetime(year, 5, 1, 22, 30, tzinfo=UTC)
    assert f"Open until 2 May {year}" in read(visitor, address)
    assert f'value="{year}-05-02T00:30"' in get(lead, RIVER + "closing/")
    past = {**data, "local": "2020-01-01T00:00"}
    assert "This time is past." in page(post(lead, RIVER + "closing/", past), 422)
    assert leads_to(post(lead, RIVER + "closing/", {**data, "local": ""}), RIVER)
    assert Letter.objects.get().close_at is None
    assert "Open until" not in read(visitor, address)


def read(client: Client, address: str) -> str:
    """A public page, as it is a second later."""
    PAGES.forget_revisions()
    html: str = client.get(address).content.decode()
    return html


def test_freezing_says_who_is_asked_and_leaves_the_text_open_on_request(lead: Client) -> None:
    letter = make_draft()
    add_partner(letter)
    html = get(lead, RIVER + "freeze/")
    assert "This organization is asked by mail" in html
    assert "Association 1" in html
    assert leads_to(post(lead, RIVER + "freeze/"), RIVER + "edition/")
    assert not Letter.objects.get().is_locked
    assert "Freeze what was written since" in get(lead, RIVER)
    assert leads_to(post(lead, RIVER + "freeze/", {"lock": "on"}), RIVER + "edition/")
    assert Letter.objects.get().is_locked
    assert OutgoingMail.objects.filter(subject__startswith="To endorse").count() == 1
