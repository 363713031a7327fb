"""Threads stay at their passages, whatever is done to the text around them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.support.coalitions import add_member
from tests.support.letters import T0, make_draft
from tests.support.review import edit, make_threads, newest, remark, where
from undersigned.core.coalition import Role
from undersigned.models import Account, Comment, Letter
from undersigned.stages import draft, review

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(db: None) -> Letter:
    """Return a draft in English and Persian whose newest original is version 2."""
    return make_draft()


@pytest.fixture
def mina(letter: Letter) -> Account:
    """Return an editor who is not the lead."""
    return add_member(letter, "mina@coalition.example", Role.EDITOR)


def test_thread_follows_its_passage_through_edits(letter: Letter, mina: Account) -> None:
    thread = remark(letter, "the people of the banks", by=mina)
    other = remark(letter, "the river", by=mina)
    persian = remark(letter, "the people of the banks", by=mina, language="fa")
    edit(letter, "We write", "Today, and not for the first time, we write")
    assert where(thread) == (3, "the people of the banks")
    assert where(other) == (3, "the river")
    edit(letter, "the banks", "both banks")
    assert where(thread) == (4, "the people of both banks")
    assert thread.original_quote == "the people of the banks"
    # The other language was not touched.
    assert where(persian) == (1, "the people of the banks")


def test_passage_that_is_gone_keeps_its_words_and_comes_back_with_them(
    letter: Letter, mina: Account
) -> None:
    thread = remark(letter, "Publish the measurements.", by=mina)
    short = remark(letter, "measurements.", by=mina)
    edit(letter, "1. Publish the measurements.\n2. ", "1. ")
    assert where(thread) == (3, None)
    assert (thread.quote, thread.state) == ("Publish the measurements.", "open")
    edit(letter, "Let", "Please let")
    assert where(thread) == (4, None)
    draft.restore_version(letter, "en", 2, based_on=4, by=mina, at=T0)
    assert where(thread) == (5, "Publish the measurements.")
    # A short one could stand there by chance.
    assert where(short) == (5, None)


def test_remark_on_the_whole_text_has_no_passage_to_lose(letter: Letter, mina: Account) -> None:
    thread = remark(letter, "", "Well written.", by=mina)
    edit(letter, "We write", "We wrote")
    thread.refresh_from_db()
    assert (thread.number, thread.start, thread.quote) == (2, None, "")


def test_language_that_is_taken_out_and_brought_back_keeps_its_threads(
    letter: Letter, mina: Account
) -> None:
    thread = remark(letter, "the people of the banks", by=mina, language="fa")
    draft.remove_text(letter, "fa", based_on=1, author=mina, at=T0)
    assert where(thread) == (2, "the people of the banks")
    with pytest.raises(review.NoSuchText):
        remark(letter, "the river", by=mina, language="fa")
    gone = newest(letter, "fa")
    text = draft.TextInput(
        title="River", addressees=gone.addressees, body=f"Once more.\n\n{gone.body}"
    )
    draft.save_text(letter, "fa", text, based_on=0, author=mina, at=T0)
    assert where(thread) == (3, "the people of the banks")


def test_ended_threads_stay_where_they_ended_and_move_when_they_are_reopened(
    letter: Letter, mina: Account
) -> None:
    thread = remark(letter, "the people of the banks", by=mina)
    review.resolve(letter, thread.pk, by=mina, may_write=False, at=T0)
    edit(letter, "We write", "Today we write")
    edit(letter, "the river", "a river")
    assert where(thread) == (2, "the people of the banks")
    review.reopen(letter, thread.pk, by=mina, may_write=False, at=T0)
    assert where(thread) == (4, "the people of the banks")


def test_anchor_that_does_not_fit_its_version_does_not_stop_a_save(
    letter: Letter, mina: Account
) -> None:
    thread = remark(letter, "the people of the banks", by=mina)
    Comment.objects.filter(pk=thread.pk).update(start=3, end=90_000)
    edit(letter, "We write", "Today we write")
    # It is found by its words.
    assert where(thread) == (3, "the people of the banks")


def test_saving_takes_few_statements_however_many_threads_there_are(
    letter: Letter, mina: Account
) -> None:
    counts = []
    for more in (1, 2, 997):
        make_threads(letter, more, by=mina)
        with CaptureQueriesContext(connection) as queries:
            edit(letter, "We write", f"We write {more} times, for we write")
        counts.append(len(queries))
    assert counts[0] == counts[1]
    # SQLite takes some sixty rows in one statement, PostgreSQL five hundred.
    assert counts[2] < counts[0] + 25
    assert set(Comment.objects.values_list("number", flat=True)) == {newest(letter).number}
