"""A correction as readers and signers see it: what changed, who agreed, and the button."""

import re

import pytest
from django.test import Client

from tests.support.endorsing import endorse_by_passkey, make_asked
from tests.support.letters import (
    T0,
    check_letter_log,
    correct_letter,
    log_all,
    make_open_letter,
    signed,
    wish,
)
from tests.web.markup import problems_of
from undersigned.models import Letter, Signature, Version
from undersigned.stages import draft
from undersigned.stages.endorse import freeze_and_ask, set_rule
from undersigned.stages.publish import close_letter, publish_correction, publish_letter
from undersigned.stages.sign import manage_link
from undersigned.templatetags.letter_text import plain_references

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter() -> Letter:
    """Return a letter that two people signed before it was corrected and one afterwards."""
    letter = make_open_letter()
    for name in ("Mina <b>Example</b>", "Ben Example"):
        signed(letter, wish(name, f"{name[:3].lower()}@people.example"))
    log_all(letter)
    correct_letter(letter)
    signed(letter, wish("New Example", "new@people.example"))
    log_all(letter)
    return letter


def agree_path(name: str) -> str:
    signature = Signature.objects.get(name=name)
    return re.sub(r"^https?://[^/]+", "", manage_link(signature)) + "agree/"


def sound(html: str) -> str:
    assert problems_of(html) == []
    return html


def test_readers_see_who_stands_under_which_edition_and_what_was_corrected(letter: Letter) -> None:
    client = Client()
    for path in ("", "signatories/"):
        html = sound(client.get(f"/letters/river/en/{path}").content.decode())
        assert "2 of them signed edition 1 and have not agreed to the corrected text." in html
        rows = re.findall(r"<li><bdi class=\"name\".*?</li>", html)
        assert [("edition 1" in row) for row in rows] == [True, True, False]
    html = sound(client.get("/letters/river/en/changes/1/").content.decode())
    assert "[^" not in html
    assert "<ins>Corrected once more.</ins>" in html
    assert "We write to you about the river" not in html


@pytest.mark.parametrize("path", ["en/changes/2/", "en/changes/0/", "fr/changes/1/"])
def test_changes_of_what_was_never_published_are_not_found(letter: Letter, path: str) -> None:
    client = Client()
    assert client.get("/letters/river/fa/changes/1/").status_code == 200
    assert client.get(f"/letters/river/{path}").status_code == 404


def test_signer_sees_the_correction_and_agrees_by_the_button_alone(letter: Letter) -> None:
    client = Client()
    path = agree_path("Ben Example")
    html = sound(client.get(path).content.decode())
    assert "<ins>Corrected once more.</ins>" in html
    assert Signature.objects.get(name="Ben Example").edition.number == 1
    manage = sound(client.get(path.removesuffix("agree/")).content.decode())
    assert "It stands under edition 1, and the text was corrected since." in manage
    answer = client.post(path, {"edition": "2"})
    assert (answer.status_code, answer.headers["Location"]) == (303, path)
    assert "stands under edition 2" in sound(client.get(path).content.decode())
    log_all(letter)
    html = client.get("/letters/river/en/").content.decode()
    assert "One of them signed edition 1 and has not agreed" in html
    facts = check_letter_log(letter)
    assert (facts.people, facts.withdrawn) == (3, 1)


@pytest.mark.parametrize(
    ("edition", "status"), [("1", 409), ("3", 409), ("", 409), ("²", 409), ("9" * 30, 409)]
)
def test_another_edition_than_the_current_one_is_not_agreed_to(
    letter: Letter, edition: str, status: int
) -> None:
    path = agree_path("Ben Example")
    answer = Client().post(path, {"edition": edition})
    assert answer.status_code == status
    assert 'role="alert"' in sound(answer.content.decode())
    assert Signature.objects.get(name="Ben Example").edition.number == 1
    assert Client().post(path, {"edition": "2"}).status_code == 303


def test_closed_letter_shows_the_correction_without_a_button(letter: Letter) -> None:
    path = agree_path("Ben Example")
    assert "Sign edition 2" in Client().get(path).content.decode()
    close_letter(letter, by=letter.lead, at=T0)
    html = sound(Client().get(path).content.decode())
    assert "Sign edition 2" not in html
    assert Client().post(path, {"edition": "2"}).status_code == 410


def test_wrong_link_is_not_found(letter: Letter) -> None:
    path = agree_path("Ben Example")
    assert Client().get(path).status_code == 200
    wrong = path.replace("/agree/", "x/agree/")
    assert Client().get(wrong).status_code == 404
    assert Client().post(wrong, {"edition": "2"}).status_code == 404


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("share.[^1]", "share.<sup>1</sup>"),
        ("[^a][^b] <b>", "<sup>a</sup><sup>b</sup> &lt;b&gt;"),
        ("[^<i>]", "<sup>&lt;i&gt;</sup>"),
        ("[x] [^ y]", "[x] [^ y]"),
        ("", ""),
    ],
)
def test_footnote_marks_are_set_as_readers_know_them(words: str, shown: str) -> None:
    assert plain_references(words) == shown


def test_organization_that_has_not_agreed_is_shown_under_its_edition() -> None:
    letter, partners = make_asked(2)
    set_rule(letter, 1, by=letter.lead, at=T0)
    for partner in partners:
        endorse_by_passkey(partner)
    publish_letter(letter, by=letter.lead, at=T0)
    log_all(letter)
    draft.unlock_text(letter, by=letter.lead, at=T0)
    newest = Version.objects.filter(letter=letter, language="en").latest("number")
    text = draft.TextInput(newest.title, newest.addressees, "A word.[^1]\n\n" + newest.body)
    draft.save_text(letter, "en", text, based_on=newest.number, author=letter.lead, at=T0)
    freeze_and_ask(letter, by=letter.lead, at=T0)
    endorse_by_passkey(partners[0])
    publish_correction(letter, by=letter.lead, at=T0)
    log_all(letter)
    html = sound(Client().get("/letters/river/en/").content.decode())
    rows = re.findall(r"<p class=\"partner-name\">.*?</li>", html, re.DOTALL)
    assert [("Association 2" in row, ">edition 1</a>" in row) for row in rows] == [
        (True, True),
        (False, False),
    ]
