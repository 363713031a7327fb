"""Threads: what people may write, where it stands, and what is refused with its words kept."""

from datetime import timedelta

import pytest

from tests.support.coalitions import add_member
from tests.support.letters import T0, make_draft, make_open_letter
from tests.support.review import edit, make_threads, newest, passage_of, remark, suggest
from undersigned.core.coalition import Role
from undersigned.models import Account, Act, Comment, Letter, Reading
from undersigned.stages import draft, review
from undersigned.stages.draft import TextRefused
from undersigned.stages.review import Passage

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(db: None) -> Letter:
    """Return a draft whose newest original is version 2."""
    return make_draft()


@pytest.fixture
def mina(letter: Letter) -> Account:
    """Return an editor who is not the lead."""
    return add_member(letter, "mina@coalition.example", Role.EDITOR)


def last_act(letter: Letter) -> tuple[str, str, str, int | None]:
    """The newest line of the history."""
    act = Act.objects.filter(letter=letter).latest("id")
    return act.kind, act.subject, act.language, act.number


def test_remark_stands_at_the_whole_words_and_in_the_history(letter: Letter, mina: Account) -> None:
    thread = remark(letter, "eople of the ban", "  Which\r\nones?\u202e\u200b ", by=mina)
    assert (thread.quote, thread.original_quote) == ("people of the banks",) * 2
    assert thread.text == "Which\nones?"
    assert (thread.kind, thread.state, thread.number) == ("remark", "open", 2)
    assert last_act(letter) == ("commented", "people of the banks", "en", 2)


def test_suggestion_holds_what_differs_and_is_taken_only_if_the_letter_could_be_saved(
    letter: Letter, mina: Account
) -> None:
    whole = "2. Let the people of the banks speak."
    thread = suggest(letter, whole, "2. Let the people of both banks speak.", "Two!", by=mina)
    assert (thread.quote, thread.replacement, thread.text) == ("the", "both", "Two!")
    assert last_act(letter) == ("suggested", "the", "en", 2)
    for bad in ("2. Let <b>them</b> speak.", "2. Let ~~them~~ speak.", "2. Let them speak.[^7]"):
        with pytest.raises(TextRefused):
            suggest(letter, whole, bad, by=mina)
    with pytest.raises(review.RemarkRefused, match="Nothing is changed"):
        suggest(letter, whole, f"\u202e{whole} \r\n", by=mina)
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("text", ["", " \n\u200b\t", "x" * 4_001, "a" + "\u0301" * 200])
def test_remark_that_says_nothing_or_too_much_is_refused(
    letter: Letter, mina: Account, text: str
) -> None:
    with pytest.raises(review.RemarkRefused):
        remark(letter, "the river", text, by=mina)
    thread = remark(letter, "the river", "x" * 4_000, by=mina)
    with pytest.raises(review.RemarkRefused):
        review.answer(letter, thread.pk, text, by=mina, at=T0)
    assert review.answer(letter, thread.pk, "y" * 4_000, by=mina, at=T0).thread == thread
    assert Comment.objects.count() == 2


@pytest.mark.parametrize(("start", "end"), [(0, 10_000), (5, 5), (7, 3), (2_000, 2_001)])
def test_passage_that_does_not_stand_in_the_text_is_refused(
    letter: Letter, mina: Account, start: int, end: int
) -> None:
    with pytest.raises(review.RemarkRefused):
        review.add_remark(letter, "en", Passage(2, start, end), "Why?", by=mina, at=T0)
    with pytest.raises(review.RemarkRefused):
        review.add_suggestion(letter, "en", Passage(2, start, end), "x", by=mina, at=T0)
    thread = review.add_remark(letter, "en", Passage(2, 0, 4), "Why?", by=mina, at=T0)
    assert thread.quote == "We write"


def test_text_or_version_that_is_not_there_is_refused(letter: Letter, mina: Account) -> None:
    for language, number in (("de", 1), ("en", 3), ("fa", 2)):
        with pytest.raises(review.NoSuchText):
            review.add_remark(letter, language, Passage(number), "Why?", by=mina, at=T0)
    assert review.add_remark(letter, "fa", Passage(1), "Why?", by=mina, at=T0).pk


def test_what_was_written_over_an_older_version_follows_to_the_newest(
    letter: Letter, mina: Account
) -> None:
    seen = passage_of(letter, "the people of the banks")
    edit(letter, "We write", "Today we write")
    thread = review.add_remark(letter, "en", seen, "Which?", by=mina, at=T0)
    assert (thread.number, thread.quote) == (3, "the people of the banks")
    suggestion = review.add_suggestion(letter, "en", seen, "the people", by=mina, at=T0)
    assert (suggestion.number, suggestion.quote) == (3, "of the banks")
    edit(letter, "Let the people of the banks speak", "Hear everybody")
    gone = review.add_remark(letter, "en", seen, "Who?", by=mina, at=T0)
    assert (gone.number, gone.start, gone.quote) == (4, None, "the people of the banks")
    with pytest.raises(review.PassageChanged):
        review.add_suggestion(letter, "en", seen, "some people of the banks", by=mina, at=T0)


def test_form_that_is_sent_twice_makes_one_thread_and_one_answer(
    letter: Letter, mina: Account
) -> None:
    one = remark(letter, "the river", by=mina)
    assert remark(letter, "the river", by=mina, at=T0 + timedelta(seconds=9)) == one
    assert remark(letter, "the river", by=letter.lead) != one
    assert remark(letter, "the river", by=mina, at=T0 + timedelta(hours=1)) != one
    first = review.answer(letter, one.pk, "Ours.", by=mina, at=T0)
    assert review.answer(letter, one.pk, "Ours.", by=mina, at=T0) == first
    review.answer(letter, one.pk, "Yours.", by=letter.lead, at=T0)
    assert review.answer(letter, one.pk, "Ours.", by=mina, at=T0) != first


def test_threads_of_another_letter_are_not_there(letter: Letter, mina: Account) -> None:
    other = make_draft("lake")
    thread = remark(letter, "the river", by=mina)
    with pytest.raises(review.NoSuchThread):
        review.answer(other, thread.pk, "Here.", by=mina, at=T0)
    answer = review.answer(letter, thread.pk, "Here.", by=mina, at=T0)
    # An answer is no thread.
    with pytest.raises(review.NoSuchThread):
        review.answer(letter, answer.pk, "There.", by=mina, at=T0)
    review.withdraw_remark(other, answer.pk, by=mina, at=T0)
    assert Comment.objects.filter(pk=answer.pk).exists()


def test_remark_is_withdrawn_by_its_author_while_nobody_has_answered(
    letter: Letter, mina: Account
) -> None:
    thread = remark(letter, "the river", by=mina)
    with pytest.raises(review.NotYourRemark):
        review.withdraw_remark(letter, thread.pk, by=letter.lead, at=T0)
    answer = review.answer(letter, thread.pk, "Ours.", by=letter.lead, at=T0)
    with pytest.raises(review.AlreadyEnded):
        review.withdraw_remark(letter, thread.pk, by=mina, at=T0)
    review.withdraw_remark(letter, answer.pk, by=letter.lead, at=T0)
    for _ in range(2):
        review.withdraw_remark(letter, thread.pk, by=mina, at=T0)
    assert not Comment.objects.exists()
    assert last_act(letter) == ("remark withdrawn", "the river", "en", 2)


def test_resolved_remark_is_not_withdrawn(letter: Letter, mina: Account) -> None:
    thread = remark(letter, "the river", by=mina)
    review.resolve(letter, thread.pk, by=letter.lead, may_write=True, at=T0)
    with pytest.raises(review.AlreadyEnded):
        review.withdraw_remark(letter, thread.pk, by=mina, at=T0)


def test_open_threads_and_answers_have_an_end(letter: Letter, mina: Account) -> None:
    make_threads(letter, review.MAX_THREADS - 1, by=mina)
    thread = remark(letter, "the river", by=mina)
    with pytest.raises(review.TooMany):
        remark(letter, "the people", by=mina)
    review.resolve(letter, thread.pk, by=mina, may_write=False, at=T0)
    assert remark(letter, "the people", by=mina).pk
    Comment.objects.bulk_create(
        Comment(letter=letter, language="en", thread=thread, author=mina, written_at=T0, text="x")
        for _ in range(review.MAX_ANSWERS - 1)
    )
    review.answer(letter, thread.pk, "The last.", by=mina, at=T0)
    with pytest.raises(review.TooMany):
        review.answer(letter, thread.pk, "One more.", by=mina, at=T0)


def test_public_and_locked_letters_are_still_talked_about(db: None) -> None:
    letter = make_open_letter("lake")
    thread = remark(letter, "the river", by=letter.lead)
    assert newest(letter).number == thread.number
    with pytest.raises(draft.NotWritable):
        edit(letter, "the river", "a lake")


def test_reading_moves_forward_only(letter: Letter, mina: Account) -> None:
    def read() -> list[tuple[int, str]]:
        readings = Reading.objects.filter(account=mina).order_by("language")
        return [(reading.number, reading.language) for reading in readings]

    review.mark_read(letter, "en", 1, by=mina, at=T0)
    assert read() == [(1, "en")]
    review.mark_read(letter, "en", 2, by=mina, at=T0)
    review.mark_read(letter, "en", 1, by=mina, at=T0)
    review.mark_read(letter, "fa", 1, by=mina, at=T0)
    review.mark_read(letter, "en", 2, by=letter.lead, at=T0)
    assert read() == [(2, "en"), (1, "fa")]
    for language, number in (("en", 3), ("de", 1)):
        with pytest.raises(review.NoSuchText):
            review.mark_read(letter, language, number, by=mina, at=T0)
    assert read() == [(2, "en"), (1, "fa")]
