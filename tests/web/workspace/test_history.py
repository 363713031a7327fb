"""The history: every kind of act is a sentence, and everybody of the coalition reads it."""

from html import unescape

import pytest
from django.test import Client
from django.utils.html import strip_tags

from tests.support.coalitions import add_member, browser_of
from tests.support.letters import T0, make_draft
from tests.web.workspace.pages import get
from undersigned.core.coalition import ActKind, Role
from undersigned.models import Act
from undersigned.queries.workspace.history import PAGE, ActRow
from undersigned.stages.history import record_act
from undersigned.templatetags.coalition import act_sentence

HISTORY = "letters/river/history/"


def row(kind: ActKind, **changes: object) -> ActRow:
    """One line with nothing but its kind, and what is given."""
    nothing: dict[str, object] = {
        "id": 1, "kind": kind, "who": None, "at": T0, "subject": "", "role": "", "language": "",
        "number": None, "note": "", **changes,
    }  # fmt: skip
    return ActRow(**nothing)  # type: ignore[arg-type]  # the fields of the class


FULL = {"who": "Ada", "subject": "Herons", "role": "editor", "language": "fr", "number": 7}


@pytest.mark.parametrize("kind", ActKind)
@pytest.mark.parametrize("missing", [(), *((name,) for name in FULL), tuple(FULL)])
def test_every_kind_of_act_is_a_sentence_whatever_is_known(
    kind: ActKind, missing: tuple[str, ...]
) -> None:
    known = {name: value for name, value in FULL.items() if name not in missing}
    sentence = strip_tags(act_sentence(row(kind, **known)))
    assert sentence.endswith(".")
    assert not set(sentence) & set("{}")
    assert ("The server" in sentence) <= ("who" in missing)


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (row(ActKind.INVITED, who="Ada", subject="Herons"), "Ada invited the organization Herons."),
        (
            row(ActKind.JOINED, who="Rosa", subject="Herons", role="representative"),
            "Rosa joined for Herons as: Representative.",
        ),
        (row(ActKind.LEFT, who="Rosa", subject="Herons"), "Rosa took Herons out of the coalition."),
        (
            row(ActKind.LEFT, who="Rosa", subject="Herons", role="editor"),
            "Rosa no longer takes part for Herons; the role was: Editor.",
        ),
        (
            row(ActKind.DECLINED_INVITATION, subject="Herons"),
            "The invitation of Herons was declined.",
        ),
        (
            row(ActKind.SAVED, who="Ada", language="fa", number=3),
            "Ada saved version 3 of the text in Persian.",
        ),
        (row(ActKind.PUBLISHED, number=2), "Edition 2 was published at the time that was set."),
        (
            row(ActKind.RULE_CHANGED, who="Ada"),
            "Ada changed the rule for publishing: all invited organizations must endorse.",
        ),
        (
            row(ActKind.ENDORSED, who="Ada", subject="<b>{0} %s</b>", number=1),
            "Ada endorsed edition 1 for <b>{0} %s</b>.",
        ),
    ],
)
def test_sentence_says_what_was_done(act: ActRow, sentence: str) -> None:
    html = act_sentence(act)
    assert "<b>" not in html
    assert unescape(strip_tags(html.replace("&lt;", "‹"))).replace("‹", "<") == sentence


@pytest.mark.django_db
def test_history_is_read_page_by_page_by_everybody_who_takes_part(lead: Client) -> None:
    letter = make_draft("river", ["en"])
    for number in range(2 * PAGE):
        record_act(
            letter, ActKind.COMMENTED, by=letter.lead, at=T0, number=number, note=f"Note-{number}."
        )
    observer = browser_of(add_member(letter, "reader@a.example", Role.OBSERVER))
    newest = get(observer, HISTORY)
    assert [f"Note-{number}." in newest for number in (2 * PAGE - 1, PAGE, PAGE - 1)] == [
        True, True, False,
    ]  # fmt: skip
    before = Act.objects.get(note=f"Note-{PAGE}.").pk
    assert f'href="?before={before}"' in newest
    older = get(observer, f"{HISTORY}?before={before}")
    assert "Note-0." in older
    first = Act.objects.earliest("id").pk
    assert "Nothing before this." in get(observer, f"{HISTORY}?before={first}")
    for nonsense in ("x", "-1", "9" * 40, "", "%00"):
        assert "Note-" in get(observer, f"{HISTORY}?before={nonsense}")


@pytest.mark.django_db
def test_words_in_the_history_are_words(lead: Client) -> None:
    letter = make_draft("river", ["en"])
    hostile = "<script>alert(1)</script>\u202e{who} %(who)s " + "x" * 400
    record_act(letter, ActKind.REMOVED, by=letter.lead, at=T0, subject=hostile, note=hostile)
    html = get(lead, HISTORY)
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
