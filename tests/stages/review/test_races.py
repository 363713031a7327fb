"""Races: several people review and save one text at the same moment."""

import pytest

from tests.stages.test_races import _at_once as at_once
from tests.support.letters import T0, make_account, make_draft
from tests.support.review import edit, newest, passage_of, remark, suggest, where
from undersigned.models import Account, Comment, Reading
from undersigned.stages import review

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 5


@pytest.fixture
def mina(db: None) -> Account:
    """Return somebody who suggests; the lead has the first account."""
    make_account()
    return make_account("mina@coalition.example")


def test_suggestion_accepted_by_two_at_once_is_saved_once(mina: Account) -> None:
    for number in range(ROUNDS):
        letter = make_draft(f"river-{number}", ["en"])
        thread = suggest(letter, "the measurements", "all measurements", by=mina)
        ends = at_once(
            *(
                lambda x=letter, t=thread, by=by: review.accept_suggestion(x, t.pk, by=by, at=T0)
                for by in (letter.lead, mina)
            )
        )
        assert ends == ["AlreadyEnded", "done"]
        assert newest(letter).number == 3
        assert newest(letter).body.count("all measurements") == 1


def test_two_suggestions_accepted_at_once_are_both_in_the_text(mina: Account) -> None:
    for number in range(ROUNDS):
        letter = make_draft(f"river-{number}", ["en"])
        threads = [
            suggest(letter, "the measurements", "all measurements", by=mina),
            suggest(letter, "We write", "Today we write", by=mina),
        ]
        ends = at_once(
            *(
                lambda x=letter, t=thread: review.accept_suggestion(x, t.pk, by=x.lead, at=T0)
                for thread in threads
            )
        )
        assert ends == ["done", "done"]
        assert newest(letter).number == 4
        assert "all measurements" in newest(letter).body
        assert newest(letter).body.startswith("Today we write")


def test_suggestion_accepted_while_its_passage_is_saved_is_taken_or_refused(mina: Account) -> None:
    for number in range(ROUNDS):
        letter = make_draft(f"river-{number}", ["en"])
        thread = suggest(letter, "the measurements", "all measurements", by=mina)
        ends = at_once(
            lambda x=letter, t=thread: review.accept_suggestion(x, t.pk, by=x.lead, at=T0),  # type: ignore[misc]
            lambda x=letter: edit(x, "the river", "a river"),  # type: ignore[misc]
        )
        assert ends == ["done", "done"]
        assert "all measurements" in newest(letter).body
        assert "a river" in newest(letter).body


def test_remark_made_while_somebody_saves_stands_in_the_newest_version(mina: Account) -> None:
    for number in range(ROUNDS):
        letter = make_draft(f"river-{number}", ["en"])
        seen = passage_of(letter, "the people of the banks")
        ends = at_once(
            lambda x=letter, p=seen: review.add_remark(x, "en", p, "Who?", by=mina, at=T0),  # type: ignore[misc]
            lambda x=letter: edit(x, "We write", "Today we write"),  # type: ignore[misc]
        )
        assert ends == ["done", "done"]
        thread = Comment.objects.get(letter=letter)
        assert where(thread) == (3, "the people of the banks")


def test_remark_answered_while_it_is_withdrawn_is_one_of_the_two(mina: Account) -> None:
    for number in range(ROUNDS):
        letter = make_draft(f"river-{number}", ["en"])
        thread = remark(letter, "the river", by=mina)
        ends = at_once(
            lambda x=letter, t=thread: review.withdraw_remark(x, t.pk, by=mina, at=T0),  # type: ignore[misc]
            lambda x=letter, t=thread: review.answer(x, t.pk, "Ours.", by=x.lead, at=T0),  # type: ignore[misc]
        )
        left = Comment.objects.filter(letter=letter).count()
        assert (ends, left) in [(["AlreadyEnded", "done"], 2), (["NoSuchThread", "done"], 0)]


def test_form_sent_twice_at_once_makes_one_thread(mina: Account) -> None:
    letter = make_draft(languages=["en"])
    ends = at_once(*[lambda: remark(letter, "the river", by=mina)] * 3)
    assert (ends, Comment.objects.count()) == (["done"] * 3, 1)


def test_thread_resolved_twice_at_once_is_resolved(mina: Account) -> None:
    letter = make_draft(languages=["en"])
    thread = remark(letter, "the river", by=mina)
    ends = at_once(*[lambda: review.resolve(letter, thread.pk, by=mina, may_write=True, at=T0)] * 3)
    assert ends == ["done"] * 3


def test_version_marked_as_read_in_two_windows_at_once_is_read(mina: Account) -> None:
    letter = make_draft(languages=["en"])
    ends = at_once(
        *(
            lambda n=number: review.mark_read(letter, "en", n, by=mina, at=T0)
            for number in (1, 2, 2)
        )
    )
    assert (ends, Reading.objects.get().number) == (["done"] * 3, 2)
