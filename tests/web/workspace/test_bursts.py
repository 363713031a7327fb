"""Leads and operators see bursts in batches, and decide by one press or by condition."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.support.coalitions import add_member, browser_of
from tests.support.crowds import people
from tests.support.floods import bots, confirmed_by
from tests.support.letters import check_letter_log, log_all, make_account, make_open_letter
from tests.web.workspace.pages import get, leads_to, page, post
from undersigned.core.coalition import Role
from undersigned.models import Account, Batch, Decision, Letter, Signature
from undersigned.stages.bursts import CARRIED_AT_ONCE, carry_out
from undersigned.web.page_cache import PAGES

pytestmark = pytest.mark.django_db

BURSTS = "letters/river/bursts/"
FIND, DECIDE = BURSTS + "find/", BURSTS + "decide/"


@pytest.fixture
def letter(lead: Client) -> Letter:
    """Return a letter of the lead with a flood in which people sign."""
    letter = make_open_letter()
    at = timezone.now() - timedelta(hours=1)
    confirmed_by(letter, bots(60), at=at)
    confirmed_by(letter, people(1, 12), "people.example", at=at)
    log_all(letter, at=timezone.now())
    return letter


def form_of(html: str, verdict: str) -> dict[str, str]:
    """Return the fields of the form that decides so, as a browser would send them."""
    form = next(part for part in html.split("<form") if f'value="{verdict}"' in part)
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    return {**fields, "reason": "Programs"}


def one_click(html: str) -> dict[str, str]:
    """Return what the button that releases all of a batch sends."""
    fields = form_of(html, "release")
    return {name: fields[name] for name in ("verdict", "standing", "batch", "seen")}


def test_a_burst_is_seen_with_what_it_has_in_common(lead: Client, letter: Letter) -> None:
    assert "41 signatures came in bursts, and wait" in get(lead, "letters/river/")
    html = get(lead, BURSTS)
    assert "41 signatures wait" in html
    assert '<bdi translate="no">bot #</bdi>' in html
    assert "flood.example" in html
    assert "<bdi>Bot 20</bdi>" in html
    addresses = Signature.objects.values_list("contact", flat=True)
    assert not [address for address in addresses if address.partition("@")[0] in html]
    assert html.count("people signed within the hour") == 0


def test_without_bursts_the_page_says_so(lead: Client) -> None:
    make_open_letter()
    assert "No burst waits." in get(lead, BURSTS)
    assert "No signature meets this." in get(lead, FIND + "?standing=waiting")


def test_one_press_releases_a_batch_and_another_undoes_it(lead: Client, letter: Letter) -> None:
    assert leads_to(post(lead, DECIDE, one_click(get(lead, BURSTS))), BURSTS)
    html = get(lead, BURSTS)
    assert "They are released, and count within seconds." in html
    assert "41 signatures were released" in html
    log_all(letter, at=timezone.now())
    assert check_letter_log(letter).people == 72
    undo = f"{BURSTS}1/undo/"
    assert leads_to(post(lead, undo, {"seen": "1"}), BURSTS)
    html = get(lead, BURSTS)
    assert "Decision 1 was undone" in html
    assert "41 signatures wait" in html
    log_all(letter, at=timezone.now())
    facts = check_letter_log(letter)
    assert (facts.people, facts.withdrawn) == (31, 41)
    history = get(lead, "letters/river/history/")
    assert "released signatures that came in a burst" in history
    assert "undid decision" in history


def test_what_is_shown_is_what_is_invalidated(lead: Client, letter: Letter) -> None:
    html = get(lead, FIND + "?standing=counted&domain=@flood.example&pattern=Bot+1*")
    # 1 and 10 to 19: the digits of a pattern stand for all numbers.
    assert "19 signatures meet this" in html
    assert "…@flood.example" in html
    sent = form_of(html, "invalidate")
    assert (sent["shown"], sent["domain"], sent["pattern"]) == ("19", "@flood.example", "Bot #*")
    html = page(post(lead, DECIDE, {**sent, "shown": "18"}), 409)
    assert "Meanwhile others meet this condition." in html
    html = page(post(lead, DECIDE, {**sent, "reason": " "}), 422)
    assert "Please say why: readers of the letter see it." in html
    assert "19 signatures meet this" in html
    assert not Decision.objects.exists()
    assert leads_to(post(lead, DECIDE, sent), BURSTS)
    log_all(letter, at=timezone.now())
    facts = check_letter_log(letter)
    assert (facts.people, facts.withdrawn) == (12, 19)
    public = Client().get("/letters/river/en/check/").content.decode()
    assert "Of these, withdrawn: not genuine</dt><dd>19<" in public
    assert "19 signatures – <bdi>Programs</bdi>" in public
    assert "This was taken back" not in public
    assert "by conditions" not in public
    assert leads_to(post(lead, f"{BURSTS}1/undo/", {"seen": "1"}), BURSTS)
    log_all(letter, at=timezone.now())
    PAGES.clear()
    assert "This was taken back" in Client().get("/letters/river/en/check/").content.decode()
    assert check_letter_log(letter).people == 31


def test_who_wishes_only_to_be_counted_is_not_named_and_not_found_by_name(
    lead: Client, letter: Letter
) -> None:
    secret = "Hidden Supporter"
    confirmed_by(letter, [secret], "secret.example", at=timezone.now())
    Signature.objects.filter(name=secret).update(is_shown=False, display="counted")
    Signature.objects.filter(name="Bot 20").update(is_shown=False)
    log_all(letter, at=timezone.now())
    for pattern in ("hidden+supporter", "*", "h*"):
        html = get(lead, FIND + f"?standing=counted&domain=secret.example&pattern={pattern}")
        assert "No signature meets this." in html
    html = get(lead, FIND + "?standing=counted&domain=secret.example")
    assert "1 signature meets this" in html
    assert "counted, without a name" in html
    assert secret not in html
    assert "Bot 20<" not in get(lead, BURSTS)
    # What has a number in its name is found, and still not named.
    html = get(lead, FIND + "?standing=waiting&pattern=bot+%23")
    assert "41 signatures meet this" in html
    assert "Bot 20<" not in html


def test_of_two_leads_the_second_is_told_and_keeps_what_was_typed(
    lead: Client, letter: Letter
) -> None:
    other = browser_of(add_member(letter, "other@coalition.example", Role.LEAD))
    sent = form_of(get(lead, FIND + "?standing=waiting&pattern=bot+%23"), "invalidate")
    first = one_click(get(other, BURSTS))
    assert leads_to(post(other, DECIDE, first), BURSTS)
    html = page(post(lead, DECIDE, {**sent, "reason": "Bots of the night"}), 409)
    assert "other@coalition.example has decided about signatures meanwhile." in html
    assert 'value="bot #"' in html
    html = page(post(lead, f"{BURSTS}1/undo/", {"seen": "0"}), 409)
    assert "has decided about signatures meanwhile" in html
    page(post(lead, f"{BURSTS}99999999999/undo/", {"seen": "1"}), 409)


@pytest.mark.parametrize(
    "bad",
    [
        {"standing": "x"},
        {"domain": "not a domain"},
        {"pattern": "x" * 301},
        {"since": "soon"},
        {"until": "0001-01-01T00:00"},
        {"batch": "x"},
        {"verdict": "undo"},
        {"seen": ""},
        {"last": "-1"},
        {"reason": "x" * 301},
    ],
)
def test_what_cannot_be_meant_is_refused(lead: Client, letter: Letter, bad: dict[str, str]) -> None:
    good = form_of(get(lead, FIND + "?standing=waiting&pattern=bot+%23"), "invalidate")
    page(post(lead, DECIDE, {**good, **bad}), 422)
    assert not Decision.objects.exists()
    assert leads_to(post(lead, DECIDE, good), BURSTS)


def test_nobody_else_sees_them(lead: Client, letter: Letter, stranger: Client) -> None:
    editor = browser_of(add_member(letter, "editor@coalition.example", Role.EDITOR))
    for path in (BURSTS, FIND):
        assert editor.get(f"/workspace/{path}").status_code == 403
        assert stranger.get(f"/workspace/{path}").status_code == 404
    assert stranger.get("/accounts/bursts/").status_code == 404


def test_an_operator_sees_all_letters_and_decides(lead: Client, letter: Letter) -> None:
    operator = make_account("operator@server.example")
    Account.objects.filter(pk=operator.pk).update(is_operator=True)
    client = Client()
    client.force_login(Account.objects.get(pk=operator.pk))
    html = page(client.get("/accounts/bursts/"))
    assert 'href="/workspace/letters/river/bursts/"' in html
    assert "41 signatures wait" in html
    assert leads_to(post(client, DECIDE, one_click(get(client, BURSTS))), BURSTS)
    assert "operator@server.example" in get(lead, "letters/river/history/")
    assert "None of it" not in get(client, BURSTS)
    assert "No burst waits." in page(client.get("/accounts/bursts/"))
    assert client.get("/workspace/letters/nowhere/bursts/").status_code == 404


def test_the_pages_take_as_many_queries_for_one_burst_as_for_three(lead: Client) -> None:
    letter = make_open_letter()
    numbers = []
    for word in ("Bot", "User", "Fan"):
        at, within = timezone.now(), timedelta(0)
        confirmed_by(letter, bots(30, word), f"{word}.example", at=at, within=within)
        log_all(letter, at=timezone.now())
        with CaptureQueriesContext(connection) as asked:
            get(lead, BURSTS)
        numbers.append(len(asked))
    assert Batch.objects.count() == 3
    # Session, account and role; then title, batches, counts, samples, decisions and watch.
    assert numbers[0] == numbers[2] == 10


def test_many_are_carried_out_part_by_part_with_bounded_statements(lead: Client) -> None:
    letter = make_open_letter()
    confirmed_by(letter, bots(1300), at=timezone.now(), within=timedelta(0))
    log_all(letter, at=timezone.now())
    html = get(lead, FIND + "?standing=waiting")
    assert "1,281 signatures meet this" in html
    assert html.count("<li><bdi") == 100
    last = get(lead, FIND + "?standing=waiting&page=13")
    assert last.count("<li><bdi") == 81
    assert 'start="1201"' in last
    sent = form_of(html, "invalidate")
    assert leads_to(post(lead, DECIDE, sent), BURSTS)
    html = get(lead, BURSTS)
    assert "is being carried out" in html
    assert "They are genuine: release all" not in html
    assert Decision.objects.get().changed == CARRIED_AT_ONCE
    page(post(lead, DECIDE, {**sent, "seen": "1"}), 409)
    with CaptureQueriesContext(connection) as asked:
        assert carry_out(at=timezone.now())
    assert max(len(query["sql"]) for query in asked) < 200_000
    assert not carry_out(at=timezone.now())
    assert Decision.objects.get().changed == 1281
    assert leads_to(post(lead, f"{BURSTS}1/undo/", {"seen": "1"}), BURSTS)
