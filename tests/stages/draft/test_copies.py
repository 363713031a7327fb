"""Working copies: two windows of one person, retries, and what becomes of them on saving."""

from dataclasses import replace

import pytest

from tests.support.coalitions import add_member
from tests.support.letters import ADDRESSEES, BODY, T0, make_draft
from undersigned.core.coalition import Role
from undersigned.core.outdated import Draft
from undersigned.core.text import MAX_TEXT_BYTES
from undersigned.models import Letter, WorkingCopy
from undersigned.stages import draft
from undersigned.stages.draft import CopyMark
from undersigned.stages.draft.copies import MOST_COPIES

pytestmark = pytest.mark.django_db

SAVED = Draft(title="River en", addressees=ADDRESSEES, body=BODY)


@pytest.fixture
def letter(db: None) -> Letter:
    """Return a draft whose newest original is version 2."""
    return make_draft(languages=["en"])


def keep(letter: Letter, body: str, copy: CopyMark | None = None) -> CopyMark:
    """Keep a body that was typed over version 2."""
    kept = draft.keep_words(
        letter, "en", replace(SAVED, body=body), by=letter.lead, based_on=2, copy=copy, at=T0
    )
    assert kept is not None
    return CopyMark(kept.pk, kept.revision)


def bodies() -> list[str]:
    """What is kept, oldest first."""
    return list(WorkingCopy.objects.order_by("pk").values_list("body", flat=True))


def test_words_are_kept_again_and_again_in_one_place(letter: Letter) -> None:
    first = keep(letter, "One")
    second = keep(letter, "One two", first)
    assert (second.id, second.revision) == (first.id, first.revision + 1)
    assert bodies() == ["One two"]


def test_words_of_two_windows_are_both_kept(letter: Letter) -> None:
    first = keep(letter, "One")
    # Both windows hold the first state; the one that comes second does not overwrite the other.
    here = keep(letter, "One here", first)
    there = keep(letter, "One there", first)
    assert bodies() == ["One here", "One there"]
    keep(letter, "One here and on", here)
    keep(letter, "One there and on", there)
    assert bodies() == ["One here and on", "One there and on"]


def test_request_that_is_sent_again_keeps_nothing_twice(letter: Letter) -> None:
    first = keep(letter, "One")
    assert keep(letter, "One") == first
    second = keep(letter, "Two", first)
    assert keep(letter, "Two", first) == second
    assert bodies() == ["Two"]


def test_words_that_are_saved_already_are_not_kept(letter: Letter) -> None:
    first = keep(letter, "One")
    same = replace(SAVED, addressees=ADDRESSEES.replace("\n", "\r\n"), body=BODY + "\r\n")
    kept = draft.keep_words(letter, "en", same, by=letter.lead, based_on=2, copy=first, at=T0)
    assert kept is None
    assert bodies() == []


def test_saving_takes_the_copy_that_was_saved_and_no_other(letter: Letter) -> None:
    here = keep(letter, "Here.\n")
    keep(letter, "There.\n")
    draft.save_text(
        letter,
        "en",
        draft.TextInput(title=SAVED.title, addressees=ADDRESSEES, body="Here.\n"),
        based_on=2,
        author=letter.lead,
        at=T0,
        copy=here,
    )
    assert bodies() == ["There.\n"]


def test_copy_that_got_newer_words_elsewhere_outlives_the_save(letter: Letter) -> None:
    here = keep(letter, "Here.\n")
    keep(letter, "Here, and more elsewhere.\n", here)
    text = draft.TextInput(title=SAVED.title, addressees=ADDRESSEES, body="Here.\n")
    draft.save_text(letter, "en", text, based_on=2, author=letter.lead, at=T0, copy=here)
    assert bodies() == ["Here, and more elsewhere.\n"]


def test_refused_save_takes_no_copy(letter: Letter) -> None:
    here = keep(letter, "<b>no</b>\n")
    text = draft.TextInput(title=SAVED.title, addressees=ADDRESSEES, body="<b>no</b>\n")
    with pytest.raises(draft.TextRefused):
        draft.save_text(letter, "en", text, based_on=2, author=letter.lead, at=T0, copy=here)
    assert bodies() == ["<b>no</b>\n"]


def test_copy_of_somebody_else_is_out_of_reach(letter: Letter) -> None:
    other = add_member(letter, "mina@coalition.example", Role.EDITOR)
    mine = keep(letter, "Mine")
    kept = draft.keep_words(
        letter, "en", replace(SAVED, body="Hers"), by=other, based_on=2, copy=mine, at=T0
    )
    assert kept is not None
    assert not draft.discard_words(mine, by=other)
    text = draft.TextInput(title=SAVED.title, addressees=ADDRESSEES, body="Saved.\n")
    draft.save_text(letter, "en", text, based_on=2, author=other, at=T0, copy=mine)
    assert bodies() == ["Mine", "Hers"]


def test_copy_is_discarded_only_as_it_was_seen(letter: Letter) -> None:
    first = keep(letter, "One")
    second = keep(letter, "Two", first)
    assert not draft.discard_words(first, by=letter.lead)
    assert bodies() == ["Two"]
    assert draft.discard_words(second, by=letter.lead)
    assert bodies() == []


def test_words_are_kept_whatever_they_are_and_while_the_text_is_locked(letter: Letter) -> None:
    draft.lock_text(letter, by=letter.lead, at=T0)
    keep(letter, "<b>not a letter</b>\0\u202e")
    assert bodies() == ["<b>not a letter</b>\u202e"]


def test_kept_words_have_limits(letter: Letter) -> None:
    keep(letter, "a" * (MAX_TEXT_BYTES - 1000))
    with pytest.raises(draft.WordsTooLong):
        keep(letter, "a" * MAX_TEXT_BYTES)
    for number in range(MOST_COPIES - 1):
        keep(letter, f"copy {number}")
    with pytest.raises(draft.TooManyCopies):
        keep(letter, "one more")
    assert len(bodies()) == MOST_COPIES
