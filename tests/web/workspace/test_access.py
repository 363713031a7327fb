"""Everybody tries every address of the workspace; a new address fails until it has its row."""

import re
from collections.abc import Mapping

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.support.coalitions import add_member, browser_of
from tests.support.letters import T0, make_open_letter, organization_wish, signed
from tests.web.workspace.addresses import (
    ADDRESSES,
    MEMBERS,
    PEOPLE,
    SIGNED_IN,
    Address,
    Stage,
    patterns,
    set_stage,
)
from tests.web.workspace.pages import Answer
from undersigned.core.coalition import Role, SeatState
from undersigned.models import Member, Seat
from undersigned.stages import coalition
from undersigned.stages.draft import newest_versions
from undersigned.stages.imports import keep_list
from undersigned.stages.review import Passage, add_remark

pytestmark = pytest.mark.django_db

SIGN_IN = "/accounts/login/code/"
# What an address names, and a value of it that there has never been.
SHARED = {"slug": "nothing", "organization_id": 10**30}


@pytest.fixture
def stage() -> Stage:
    """Return a letter, and everybody who tries."""
    return set_stage()


def test_every_address_has_a_row() -> None:
    assert set(ADDRESSES) == set(patterns()), (
        "tests/web/workspace/addresses.py says for each address who may ask for it"
    )


def address_of(name: str, values: Mapping[str, object]) -> str:
    """The path of an address with these values in it."""
    wanted = re.findall(r"<(?:\w+:)?(\w+)>", patterns()[name])
    missing = set(wanted) - values.keys()
    assert not missing, f"values_for in tests/web/workspace/addresses.py lacks {missing}"
    return reverse(name, kwargs={key: values.get(f"{name}.{key}", values[key]) for key in wanted})


def names_what_is_shared(name: str) -> str:
    """What the address names that a coalition shares: a letter or an organization; or nothing."""
    return next((key for key in SHARED if f":{key}>" in patterns()[name]), "")


def kept() -> dict[str, list[tuple[object, ...]]]:
    """Everything that is stored, but for the sessions of those who try."""
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values_list())
        for model in apps.get_models()
        if model is not Session
    }


def ask(client: Client, method: str, path: str) -> Answer:
    """Read a page, or send an empty form."""
    return client.get(path) if method == "get" else client.post(path)


def expected(name: str, who: str, people: frozenset[str] | None) -> set[int]:
    """The status that this person is to see; none of these where it is theirs to ask."""
    if people is None:
        return {405}
    if who in people:
        return set()
    if name == "accept_invitation":
        return {403}
    if who == "visitor":
        return {302}
    return {403} if who in MEMBERS and names_what_is_shared(name) else {ADDRESSES[name].not_there}


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_address_answers_those_who_may_and_no_one_else(
    stage: Stage, name: str, method: str
) -> None:
    row: Address = ADDRESSES[name]
    people = row.get if method == "get" else row.post
    path = address_of(name, stage.values)
    before = kept()
    refused: dict[str, bytes] = {}
    for who in PEOPLE:
        wanted = expected(name, who, people)
        if not wanted:
            continue
        response = ask(stage.browsers[who], method, path)
        assert (who, response.status_code) == (who, min(wanted))
        if response.status_code == 302 and who == "visitor":
            assert response.headers["Location"].startswith(SIGN_IN)
        refused[who] = response.content
    if method == "post" or people is None:
        assert kept() == before
    shared = names_what_is_shared(name)
    if shared and people is not None:
        # For whoever has no role in it, an address answers as if nothing of it had ever been.
        nothing = address_of(name, {**stage.values, shared: SHARED[shared]})
        for who in ("outsider", "removed", "invited"):
            missing = ask(stage.browsers[who], method, nothing)
            assert (missing.status_code, missing.content) == (404, refused[who])
    # The twin: it is there, and it is theirs. A form without its fields may be found wanting.
    for who in sorted(people or ()):
        if method == "post" and who != _presser(people):
            continue
        status = ask(stage.browsers[who], method, path).status_code
        assert (who, status) == (who, status if status in {200, 302, 409, 422, row.empty} else 200)


def _presser(people: frozenset[str] | None) -> str:
    """The one of these who sends the form in earnest: after that nothing is as it was."""
    return next(who for who in ("invited", "lead", "own", "editor", "visitor") if who in people)  # type: ignore[operator]  # there are some


def test_address_of_another_letter_is_not_opened_by_a_role_in_this_one(stage: Stage) -> None:
    before = kept()
    for name in ADDRESSES:
        if names_what_is_shared(name) != "slug":
            continue
        # What belongs to one letter is asked for under the address of another one.
        path = address_of(name, {**stage.values, "slug": "outside"})
        for who in sorted(SIGNED_IN - {"outsider", "lead"}):
            for method in ("get", "post"):
                status = ask(stage.browsers[who], method, path).status_code
                assert (name, who, method, status in {404, 405}) == (name, who, method, True)
    assert kept() == before


def test_parts_of_another_letter_are_not_there_in_ones_own(stage: Stage) -> None:
    before = kept()
    parts = {"seat_id", "member_id", "invitation_id"}
    for name, pattern in patterns().items():
        named = set(re.findall(r":(\w+)>", pattern))
        if "slug" not in named or not parts & named:
            continue
        values = {**stage.values, "slug": "outside"}
        path, nothing = (
            address_of(name, values),
            address_of(name, {**values, **dict.fromkeys(parts, 10**30)}),
        )
        for method in ("get", "post"):
            answer = ask(stage.browsers["outsider"], method, path)
            missing = ask(stage.browsers["outsider"], method, nothing)
            assert (name, answer.status_code in {404, 405}) == (name, True)
            assert (answer.status_code, answer.content) == (missing.status_code, missing.content)
    assert kept() == before


WORDS = {
    "title": "Unsaved words",
    "addressees": "Ada; Chair; Commission",
    "body": "What was typed while somebody removed me.",
    "based_on": 1,
}


@pytest.mark.parametrize("way", ["stays", "person removed", "organization removed", "demoted"])
def test_member_who_is_removed_while_editing_keeps_the_words_and_saves_nothing(
    stage: Stage, way: str
) -> None:
    letter = stage.letter
    seat = letter.seats.order_by("id")[0]
    writer, member = stage.browsers["own"], Member.objects.get(seat=seat)
    coalition.change_role(letter, member.pk, role=Role.EDITOR, by=letter.lead, at=T0)
    path = reverse("edit_text", kwargs={"slug": letter.slug, "language": "fa"})
    assert writer.get(path).status_code == 200
    if way == "person removed":
        coalition.remove_member(letter, member.pk, by=letter.lead, at=T0)
    if way == "organization removed":
        coalition.remove_organization(letter, seat.pk, by=letter.lead, at=T0)
    if way == "demoted":
        coalition.change_role(letter, member.pk, role=Role.OBSERVER, by=letter.lead, at=T0)
    before = newest_versions(letter)
    response = writer.post(path, WORDS)
    if way == "stays":
        assert response.status_code == 302
        assert newest_versions(letter)[1].title == "Unsaved words"
        return
    assert newest_versions(letter) == before
    html = response.content.decode()
    assert response.status_code == (403 if way == "demoted" else 404)
    assert "What was typed while somebody removed me." in html
    assert "Nothing is lost" in html
    if way == "demoted":
        return
    # The page is the same for a letter that never was, but for its address.
    nothing = writer.post(path.replace("river", "nothing"), WORDS).content.decode()
    assert _plain(nothing).replace("nothing", "river") == _plain(html)
    assert Seat.objects.get(pk=seat.pk).state in {SeatState.JOINED, SeatState.REMOVED}


def _plain(html: str) -> str:
    """A page without the token that differs every time."""
    return re.sub(r'value="\w{64}"', "", html)


def test_what_waits_in_another_letter_is_not_decided_in_ones_own() -> None:
    at = timezone.now()
    river, lake = make_open_letter("river", ["en"]), make_open_letter("lake", ["en"])
    stranger = add_member(lake, "lake@elsewhere.example", Role.LEAD)
    first, second = (
        signed(river, organization_wish(name, f"office@{name.lower()}.example"), at=at).pk
        for name in ("Herons", "Storks")
    )
    uploaded = keep_list(river, b"name\nEgrets\n", name="list.csv", by=river.lead, at=at)
    remark = add_remark(river, "en", Passage(number=1), "Hm.", by=river.lead, at=at)
    names = {
        name: pattern
        for name, pattern in patterns().items()
        if re.search(r":(signature_id|list_id|first)>|/remarks/", pattern)
    }
    assert len(names) == 16
    values = {
        "language": "en",
        "number": remark.pk,
        "signature_id": first,
        "first": f"s{first}",
        "second": f"s{second}",
        "list_id": uploaded.pk,
    }
    fields = {"seen": "", "reason": "No.", f"{first}-reason": "No.", "text": "Mine.", "name": "0"}
    browser = browser_of(stranger)
    before = kept()
    for name in names:
        path = address_of(name, {**values, "slug": "lake"})
        for method in ("get", "post"):
            answer = browser.get(path) if method == "get" else browser.post(path, fields)
            assert (name, answer.status_code in {302, 404, 405}) == (name, True)
            for told in ("Herons", "Storks", "Egrets", "Hm."):
                assert told not in answer.content.decode()
    chosen = {"choose": [f"{first}-", f"{second}-"], "verb": "accept"}
    assert (
        "Herons"
        not in browser.get("/workspace/letters/lake/organizations/decide/", chosen).content.decode()
    )
    browser.post("/workspace/letters/lake/organizations/decide/", chosen)
    assert kept() == before
    # The twin: the same forms in the letter that it is about.
    lead = browser_of(river.lead)
    for name in ("accept_organization", "drop_list", "withdraw_remark"):
        lead.post(address_of(name, {**values, "slug": "river"}), fields)
    after = kept()
    changed = {name for name, rows in before.items() if after[name] != rows}
    assert {"undersigned.Signature", "undersigned.UploadedList", "undersigned.Comment"} <= changed
