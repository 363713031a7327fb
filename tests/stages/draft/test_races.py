"""Races: several people save, restore and lock one text at the same moment."""

from dataclasses import replace

import pytest

from tests.stages.draft.test_texts import TEXT, edited
from tests.stages.test_races import _at_once as at_once
from tests.support.letters import T0, make_draft
from undersigned.core.outdated import Draft
from undersigned.models import Letter, Version, WorkingCopy
from undersigned.stages import draft
from undersigned.stages.draft import TextInput

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 5


def save(letter: Letter, text: TextInput) -> Version:
    """Save over version 2."""
    return draft.save_text(letter, "en", text, based_on=2, author=letter.lead, at=T0)


def newest(letter: Letter) -> Version:
    """The draft of the original."""
    return Version.objects.filter(letter=letter, language="en").latest("number")


def test_different_words_saved_at_once_are_all_in_the_newest_version() -> None:
    one = edited(("that we share", "that all share"))
    two = edited(("Publish the", "Publish all"))
    three = replace(TEXT, title="Three")
    for number in range(ROUNDS):
        letter = make_draft(f"river-{number}", ["en"])
        ends = at_once(*(lambda x=letter, t=text: save(x, t) for text in (one, two, three)))
        assert ends == ["done"] * 3
        assert newest(letter).number == 5
        assert draft.content_of(newest(letter)) == edited(
            ("that we share", "that all share"), ("Publish the", "Publish all"), title="Three"
        )


def test_same_words_saved_at_once_are_saved_once_and_refused_once() -> None:
    one = edited(("that we share", "that all share"))
    two = edited(("that we share", "that you share"))
    for number in range(ROUNDS):
        letter = make_draft(f"river-{number}", ["en"])
        ends = at_once(*(lambda x=letter, t=text: save(x, t) for text in (one, two)))
        assert ends == ["Conflicting", "done"]
        assert newest(letter).number == 3
        assert draft.content_of(newest(letter)) in (one, two)


def test_one_save_sent_twice_at_once_is_one_version() -> None:
    letter = make_draft(languages=["en"])
    ends = at_once(*[lambda: save(letter, replace(TEXT, title="New"))] * 3)
    assert (ends, newest(letter).number) == (["done"] * 3, 3)


def test_text_saved_and_locked_at_once_is_saved_before_or_not_at_all() -> None:
    for number in range(ROUNDS):
        letter = make_draft(f"river-{number}", ["en"])
        ends = at_once(
            lambda x=letter: save(x, replace(TEXT, title="New")),  # type: ignore[misc]
            lambda x=letter: draft.lock_text(x, by=x.lead, at=T0),  # type: ignore[misc]
        )
        outcome = (ends, newest(letter).title)
        assert outcome in [(["done"] * 2, "New"), (["NotWritable", "done"], TEXT.title)]
        with pytest.raises(draft.NotWritable):
            save(letter, replace(TEXT, title="Later"))


def test_version_restored_while_somebody_saves_takes_no_words_away() -> None:
    for number in range(ROUNDS):
        letter = make_draft(f"river-{number}", ["en"])
        ends = at_once(
            lambda x=letter: save(x, replace(TEXT, title="New")),  # type: ignore[misc]
            lambda x=letter: draft.restore_version(  # type: ignore[misc]
                x, "en", 1, based_on=2, by=x.lead, at=T0
            ),
        )
        # Restored over what was saved, the restoration is refused; before it, the two are merged.
        assert ends in [["Outdated", "done"], ["done", "done"]]
        assert newest(letter).title == "New"


def test_words_typed_in_two_windows_at_once_are_all_kept() -> None:
    letter = make_draft(languages=["en"])

    def keep(body: str) -> None:
        words = Draft(title="", addressees="", body=body)
        draft.keep_words(letter, "en", words, by=letter.lead, based_on=2, copy=mark, at=T0)

    mark = None
    keep("begun")
    begun = WorkingCopy.objects.get()
    mark = draft.CopyMark(begun.pk, begun.revision)
    assert at_once(lambda: keep("here"), lambda: keep("there")) == ["done", "done"]
    assert set(WorkingCopy.objects.values_list("body", flat=True)) == {"here", "there"}
