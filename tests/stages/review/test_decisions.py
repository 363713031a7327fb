"""Decisions: a suggestion becomes a version, or does not, and threads end and begin again."""

import pytest

from tests.support.coalitions import add_member
from tests.support.letters import BODY, T0, make_draft
from tests.support.review import edit, newest, remark, suggest, where
from undersigned.core.coalition import Role
from undersigned.models import Account, Act, Comment, Letter, Version
from undersigned.stages import draft, review

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(db: None) -> Letter:
    """Return a draft whose newest original is version 2."""
    return make_draft()


@pytest.fixture
def mina(letter: Letter) -> Account:
    """Return somebody who suggests."""
    account = add_member(letter, "mina@coalition.example", Role.EDITOR)
    account.name = "Mina \u202eExample"
    account.save()
    return account


def test_accepted_suggestion_is_a_version_of_whoever_accepts(letter: Letter, mina: Account) -> None:
    thread = suggest(letter, "the measurements", "all measurements", by=mina)
    other = remark(letter, "the people of the banks", by=mina)
    edit(letter, "We write", "Today we write")
    version = review.accept_suggestion(letter, thread.pk, by=letter.lead, at=T0)
    assert version == newest(letter)
    assert version.body == BODY.replace("We write", "Today we write").replace(
        "the measurements", "all measurements"
    )
    assert (version.number, version.author, version.title) == (4, letter.lead, "River en")
    assert version.reason == "Suggested by Mina Example"
    thread.refresh_from_db()
    assert (thread.state, thread.ended_by, thread.ended_at) == ("accepted", letter.lead, T0)
    assert where(other) == (4, "the people of the banks")
    kinds = Act.objects.filter(letter=letter).order_by("-id").values_list("kind", "number")
    assert list(kinds[:2]) == [("accepted", 4), ("saved", 4)]


def test_suggestion_to_take_words_out_leaves_no_space(letter: Letter, mina: Account) -> None:
    thread = suggest(letter, "the people of the banks", "the people", by=mina)
    version = review.accept_suggestion(letter, thread.pk, by=letter.lead, at=T0)
    assert "2. Let the people speak.\n" in version.body


def test_suggestion_is_accepted_once(letter: Letter, mina: Account) -> None:
    thread = suggest(letter, "the measurements", "all measurements", by=mina)
    review.accept_suggestion(letter, thread.pk, by=letter.lead, at=T0)
    with pytest.raises(review.AlreadyEnded, match=r"lead@coalition\.example has decided"):
        review.accept_suggestion(letter, thread.pk, by=mina, at=T0)
    with pytest.raises(review.AlreadyEnded):
        review.reject_suggestion(letter, thread.pk, by=mina, at=T0)
    with pytest.raises(review.AlreadyEnded, match="stands in the text"):
        review.reopen(letter, thread.pk, by=mina, may_write=True, at=T0)
    assert newest(letter).number == 3


def test_suggestion_whose_passage_changed_does_not_fit(letter: Letter, mina: Account) -> None:
    thread = suggest(letter, "the people of the banks", "the neighbours of the banks", by=mina)
    whole = suggest(letter, "people of the banks", "everyone by these banks", by=mina)
    edit(letter, "of the banks", "of both banks")
    # What was changed is outside of the one passage, and within the other.
    with pytest.raises(review.NotFitting) as refused:
        review.accept_suggestion(letter, whole.pk, by=letter.lead, at=T0)
    comment = refused.value.comment
    assert (comment.original_quote, comment.quote) == ("people of the", "people of both")
    whole.refresh_from_db()
    assert (whole.state, newest(letter).number) == ("open", 3)
    review.accept_suggestion(letter, thread.pk, by=letter.lead, at=T0)
    assert "2. Let the neighbours of both banks speak.\n" in newest(letter).body
    edit(letter, "2. Let the neighbours of both banks speak.", "2. Let all speak.")
    with pytest.raises(review.NotFitting, match="no longer in the text"):
        review.accept_suggestion(letter, whole.pk, by=letter.lead, at=T0)


def test_locked_text_takes_no_suggestion_and_keeps_it_open(letter: Letter, mina: Account) -> None:
    thread = suggest(letter, "the measurements", "all measurements", by=mina)
    draft.lock_text(letter, by=letter.lead, at=T0)
    with pytest.raises(draft.NotWritable):
        review.accept_suggestion(letter, thread.pk, by=letter.lead, at=T0)
    thread.refresh_from_db()
    assert (thread.state, newest(letter).number) == ("open", 2)
    draft.unlock_text(letter, by=letter.lead, at=T0)
    assert review.accept_suggestion(letter, thread.pk, by=letter.lead, at=T0).number == 3


def test_suggestion_that_would_break_what_was_written_since_is_refused(
    letter: Letter, mina: Account
) -> None:
    edit(letter, "We write to you", "We write to you[^1]")
    thread = suggest(letter, "share.[^1]", "share.", by=mina)
    edit(letter, "We write to you[^1]", "We write to you")
    # Now this would take the last mark of the note away.
    with pytest.raises(draft.TextRefused):
        review.accept_suggestion(letter, thread.pk, by=letter.lead, at=T0)


def test_rejected_suggestion_keeps_the_reason_as_an_answer(letter: Letter, mina: Account) -> None:
    thread = suggest(letter, "the measurements", "all measurements", by=mina)
    review.reject_suggestion(letter, thread.pk, reason=" Too many. ", by=letter.lead, at=T0)
    thread.refresh_from_db()
    assert (thread.state, thread.ended_by) == ("rejected", letter.lead)
    assert [(a.text, a.author) for a in thread.answers.all()] == [("Too many.", letter.lead)]
    assert newest(letter).number == 2
    act = Act.objects.filter(letter=letter).latest("id")
    assert (act.kind, act.note) == ("rejected", "Too many.")
    review.reopen(letter, thread.pk, by=mina, may_write=False, at=T0)
    assert review.accept_suggestion(letter, thread.pk, by=letter.lead, at=T0).number == 3
    plain = suggest(letter, "the river", "a river", by=mina)
    review.reject_suggestion(letter, plain.pk, by=letter.lead, at=T0)
    assert not plain.answers.exists()
    with pytest.raises(review.RemarkRefused):
        review.reject_suggestion(letter, plain.pk, reason="x" * 4_001, by=letter.lead, at=T0)


def test_remark_is_no_suggestion(letter: Letter, mina: Account) -> None:
    thread = remark(letter, "the river", by=mina)
    with pytest.raises(review.NoSuchThread):
        review.accept_suggestion(letter, thread.pk, by=letter.lead, at=T0)
    with pytest.raises(review.NoSuchThread):
        review.reject_suggestion(letter, thread.pk, by=letter.lead, at=T0)


def test_thread_is_resolved_and_reopened_by_its_author_or_who_writes(
    letter: Letter, mina: Account
) -> None:
    thread = remark(letter, "the river", by=mina)
    other = add_member(letter, "other@coalition.example", Role.OBSERVER)
    with pytest.raises(review.NotYourRemark):
        review.resolve(letter, thread.pk, by=other, may_write=False, at=T0)
    review.resolve(letter, thread.pk, by=mina, may_write=False, at=T0)
    review.resolve(letter, thread.pk, by=letter.lead, may_write=True, at=T0)
    thread.refresh_from_db()
    assert (thread.state, thread.ended_by) == ("resolved", mina)
    with pytest.raises(review.NotYourRemark):
        review.reopen(letter, thread.pk, by=other, may_write=False, at=T0)
    review.reopen(letter, thread.pk, by=letter.lead, may_write=True, at=T0)
    review.reopen(letter, thread.pk, by=mina, may_write=False, at=T0)
    thread.refresh_from_db()
    assert (thread.state, thread.ended_by, thread.ended_at) == ("open", None, None)
    kinds = Act.objects.filter(letter=letter).order_by("id").values_list("kind", flat=True)
    assert list(kinds)[-3:] == ["commented", "resolved", "reopened"]


def test_persian_suggestion_is_put_in_place(letter: Letter, mina: Account) -> None:
    draft.save_text(
        letter,
        "fa",
        draft.TextInput("رود", "الف; ب; ج", "آب رود پایین می‌رود و کسی نمی‌گوید.\n"),
        based_on=1,
        author=mina,
        at=T0,
    )
    thread = suggest(letter, "پایین می‌رود", "فرو می‌رود", by=mina, language="fa")
    assert (thread.quote, thread.replacement) == ("پایین", "فرو")
    review.accept_suggestion(letter, thread.pk, by=letter.lead, at=T0)
    newest_body = Version.objects.filter(letter=letter, language="fa").latest("number").body
    assert newest_body == "آب رود فرو می‌رود و کسی نمی‌گوید.\n"
    assert Comment.objects.get().state == "accepted"
