"""Keeping words while they are typed: what a script sends, and what it is told."""

from typing import Any

import pytest
from django.test import Client

from tests.support.coalitions import add_member, browser_of
from tests.support.letters import ADDRESSEES, T0, make_draft
from tests.web.workspace.pages import post
from tests.web.workspace.test_draft import EN, newest
from undersigned.core.coalition import Role
from undersigned.core.text import MAX_TEXT_BYTES
from undersigned.models import Account, Letter, Member, WorkingCopy
from undersigned.stages.draft import lock_text

pytestmark = pytest.mark.django_db

KEEP = EN + "keep/"


@pytest.fixture
def letter(account: Account) -> Letter:
    """Return a draft whose newest original is version 2."""
    return make_draft()


def typed(body: str, **more: object) -> dict[str, object]:
    """What the script sends."""
    data = {"title": "River en", "addressees": ADDRESSEES, "body": body, "based_on": 2}
    return {**data, **more}


def keep(client: Client, body: str, **more: object) -> dict[str, Any]:  # JSON
    """Keep words; return what the script is told."""
    response = post(client, KEEP, typed(body, **more))
    assert response.status_code == 200, response.content
    answer: dict[str, Any] = response.json()
    return answer


def test_words_are_kept_in_one_place_and_no_version_is_made(lead: Client, letter: Letter) -> None:
    told = keep(lead, "One")
    copy = WorkingCopy.objects.get()
    assert told == {"copy": copy.pk, "revision": 1, "is_locked": False}
    told = keep(lead, "One two", copy=told["copy"], revision=told["revision"])
    assert told == {"copy": copy.pk, "revision": 2, "is_locked": False}
    assert WorkingCopy.objects.get().body == "One two"
    assert newest().number == 2


def test_two_windows_overwrite_nothing_of_each_other(lead: Client, letter: Letter) -> None:
    begun = keep(lead, "One")
    held = {"copy": begun["copy"], "revision": begun["revision"]}
    here = keep(lead, "One here", **held)
    there = keep(lead, "One there", **held)
    assert here["copy"] != there["copy"]
    assert set(WorkingCopy.objects.values_list("body", flat=True)) == {"One here", "One there"}


def test_locked_text_is_told_and_the_words_are_kept(lead: Client, letter: Letter) -> None:
    lock_text(letter, by=letter.lead, at=T0)
    assert keep(lead, "While it is locked")["is_locked"]
    assert WorkingCopy.objects.get().body == "While it is locked"


@pytest.mark.parametrize(
    "hostile",
    [
        {"based_on": "x"},
        {"based_on": "99999999999999999999"},
        {"copy": "-1", "revision": "1"},
        {"copy": "9000000000000000000", "revision": "9000000000000000000"},
        {"title": "x" * 400, "addressees": ";;;;"},
        {"body": "\0\u202e<script>"},
    ],
)
def test_hostile_forms_are_kept_like_any_other(
    lead: Client, letter: Letter, hostile: dict[str, str]
) -> None:
    hostile = {"body": "Words", **hostile}
    assert keep(lead, **hostile)["copy"]
    copy = WorkingCopy.objects.get()
    assert (copy.title, copy.body) == (
        hostile.get("title", "River en"),
        hostile["body"].replace("\0", ""),
    )


def test_too_many_words_are_refused_with_a_sentence(lead: Client, letter: Letter) -> None:
    response = post(lead, KEEP, typed("a" * (MAX_TEXT_BYTES + 1)))
    assert response.status_code == 413
    assert "more than a letter may hold" in response.json()["sentence"]
    assert not WorkingCopy.objects.exists()


def test_nobody_without_a_role_keeps_anything(
    lead: Client, stranger: Client, visitor: Client, letter: Letter
) -> None:
    observer = browser_of(add_member(letter, "observer@coalition.example", Role.OBSERVER))
    assert [post(client, KEEP, typed("Words")).status_code for client in (stranger, visitor)] == [
        404,
        403,
    ]
    assert post(observer, KEEP, typed("Words")).status_code == 403
    assert not WorkingCopy.objects.exists()
    assert keep(lead, "Words")["copy"]


def test_member_who_is_removed_while_writing_reaches_what_was_kept(
    lead: Client, letter: Letter
) -> None:
    mina = add_member(letter, "mina@coalition.example", Role.EDITOR)
    client = browser_of(mina)
    keep(client, "Before")
    Member.objects.filter(account=mina).delete()
    assert post(client, KEEP, typed("After")).status_code == 404
    assert b"Before" in client.get("/workspace/unsaved/").content
    assert b"Before" not in lead.get("/workspace/unsaved/").content


def test_script_learns_who_is_signed_in_and_the_token_of_today(
    lead: Client, visitor: Client, account: Account, letter: Letter
) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(account)
    assert strict.post(f"/workspace/{KEEP}", typed("Words")).status_code == 403
    told = strict.get(f"/workspace/{KEEP}").json()
    assert told["account"] == account.pk
    data = typed("Words", csrfmiddlewaretoken=told["token"])
    assert strict.post(f"/workspace/{KEEP}", data).status_code == 200
    assert visitor.get(f"/workspace/{KEEP}").status_code == 302
    assert WorkingCopy.objects.count() == 1


def test_tag_that_is_none_has_no_place(lead: Client, letter: Letter) -> None:
    assert post(lead, "letters/river/texts/EN/keep/", typed("Words")).status_code == 404
    assert lead.get("/workspace/letters/river/texts/EN/keep/").status_code == 404
