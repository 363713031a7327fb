"""Answers and decisions from plain forms, and what those who may not get to hear."""

import re

import pytest
from django.test import Client

from tests.support.coalitions import add_partner, browser_of
from tests.support.letters import T0, make_draft
from tests.support.review import edit, newest, remark, suggest
from tests.web.workspace.pages import get, leads_to, page, post
from undersigned.models import Account, Comment, Letter
from undersigned.stages import draft, review

pytestmark = pytest.mark.django_db

READ = "letters/river/texts/en/read/"


def at(thread: Comment, rest: str = "") -> str:
    """The address of a thread, or of an act on it."""
    return f"{READ}remarks/{thread.pk}/{rest}"


def test_thread_is_answered(representative: Client, letter: Letter) -> None:
    thread = remark(letter, "the river", by=letter.lead)
    answer = post(representative, f"{at(thread, 'answer/')}?show=all&page=2", {"text": "Ours."})
    assert leads_to(answer, f"{READ}?show=all&page=2#thread-{thread.pk}")
    assert "Ours." in get(representative, READ)
    html = page(post(representative, at(thread, "answer/"), {"text": "y" * 10_000}), 422)
    assert "y" * 10_000 in html
    assert "at most 4000 characters" in html
    page(post(representative, at(thread, "answer/"), {"text": " "}), 422)
    assert thread.answers.count() == 1


def test_answer_to_a_remark_that_was_withdrawn_is_not_lost(
    representative: Client, letter: Letter
) -> None:
    thread = remark(letter, "the river", by=letter.lead)
    review.withdraw_remark(letter, thread.pk, by=letter.lead, at=T0)
    html = page(post(representative, at(thread, "answer/"), {"text": "I meant ours."}), 404)
    assert "This remark is not there any more." in html
    assert "I meant ours.</textarea>" in html
    sent = {"version": 2, "text": "I meant ours."}
    assert post(representative, f"{READ}remark/", sent).status_code == 302


def test_suggestion_is_accepted_into_a_new_version(
    lead: Client, letter: Letter, mina: Account
) -> None:
    thread = suggest(letter, "the measurements", "all measurements", by=mina)
    assert leads_to(post(lead, f"{at(thread, 'accept/')}?show=all"), f"{READ}?show=all")
    html = get(lead, READ)
    assert "Accepted, and saved as version 3." in html
    assert "Publish all measurements." in html
    html = page(post(lead, at(thread, "accept/")), 409)
    assert "lead@coalition.example has decided about this already." in html
    assert newest(letter).number == 3


def test_suggestion_that_does_not_fit_shows_both_wordings(
    lead: Client, letter: Letter, mina: Account
) -> None:
    thread = suggest(letter, "people of the banks", "everyone by these banks", by=mina)
    edit(letter, "people of the banks", "people of both banks")
    html = page(post(lead, at(thread, "accept/")), 409)
    assert "so it does not fit any more." in html
    assert "<del>people of the</del><ins>everyone by these</ins>" in html
    assert ">people of both</q>" in html
    assert ">Accept<" not in html
    thread.refresh_from_db()
    assert (thread.state, newest(letter).number) == ("open", 3)


def test_locked_text_says_so_and_keeps_the_suggestion(
    lead: Client, letter: Letter, mina: Account
) -> None:
    thread = suggest(letter, "the measurements", "all measurements", by=mina)
    draft.lock_text(letter, by=letter.lead, at=T0)
    html = page(post(lead, at(thread, "accept/")), 409)
    assert "The text is locked, so nothing can be saved now." in html
    draft.unlock_text(letter, by=letter.lead, at=T0)
    assert post(lead, at(thread, "accept/")).status_code == 302


def test_suggestion_is_rejected_with_a_reason(lead: Client, letter: Letter, mina: Account) -> None:
    thread = suggest(letter, "the measurements", "all measurements", by=mina)
    html = page(post(lead, at(thread, "reject/"), {"reason": "z" * 5_000}), 422)
    assert "z" * 5_000 in html
    assert leads_to(post(lead, at(thread, "reject/"), {"reason": "Too many."}), READ)
    assert "Too many." in get(lead, f"{READ}?show=all")
    page(post(lead, at(thread, "reject/")), 409)
    assert leads_to(post(lead, at(thread, "reopen/")), READ)
    assert ">Accept<" in get(lead, READ)
    assert newest(letter).number == 2


def test_remark_is_resolved_reopened_and_withdrawn(
    representative: Client, letter: Letter, mina: Account
) -> None:
    thread = remark(letter, "the river", by=mina)
    assert leads_to(post(representative, at(thread, "resolve/")), READ)
    assert f'id="thread-{thread.pk}"' not in get(representative, READ)
    assert leads_to(post(representative, at(thread, "reopen/")), READ)
    answer = review.answer(letter, thread.pk, "Ours.", by=letter.lead, at=T0)
    assert leads_to(post(representative, at(thread, "withdraw/")), READ)
    assert "Somebody has answered this meanwhile" in get(representative, READ)
    review.withdraw_remark(letter, answer.pk, by=letter.lead, at=T0)
    assert leads_to(post(representative, at(thread, "withdraw/")), READ)
    assert not Comment.objects.exists()


def test_thread_has_a_page_of_its_own(observer: Client, letter: Letter, mina: Account) -> None:
    thread = remark(letter, "the river", "Which?", by=mina)
    html = get(observer, at(thread))
    assert "Which?" in html
    assert "<textarea" not in html
    get(observer, f"{READ}remarks/{thread.pk + 1}/", 404)
    get(observer, f"{READ}remarks/{'9' * 25}/", 404)
    get(observer, f"letters/river/texts/fa/read/remarks/{thread.pk}/", 404)


@pytest.mark.parametrize(
    ("act", "may"),
    [
        ("answer/", {"lead", "author", "other"}),
        ("resolve/", {"lead", "author"}),
        ("reopen/", {"lead", "author"}),
        ("withdraw/", {"author"}),
        ("accept/", {"lead"}),
        ("reject/", {"lead"}),
    ],
)
def test_each_act_is_done_by_whom_it_belongs_to(
    lead: Client,
    representative: Client,
    observer: Client,
    stranger: Client,
    visitor: Client,
    letter: Letter,
    mina: Account,
    act: str,
    may: set[str],
) -> None:
    other = browser_of(add_partner(letter, 2).representative)

    def fresh() -> Comment:
        Comment.objects.all().delete()
        thread = suggest(letter, "We", "Today We", by=mina)
        if act == "reopen/":
            review.reject_suggestion(letter, thread.pk, by=letter.lead, at=T0)
        return thread

    browsers = {"lead": lead, "author": representative, "other": other, "observer": observer}
    for name, browser in browsers.items():
        thread = fresh()
        before = Comment.objects.values().get()
        answer = post(browser, at(thread, act), {"text": "So."})
        if name in may:
            assert (name, answer.status_code) == (name, 302)
        else:
            assert (name, answer.status_code) == (name, 403)
            assert Comment.objects.values().get() == before
    thread = fresh()
    assert post(stranger, at(thread, act), {"text": "So."}).status_code == 404
    assert post(visitor, at(thread, act), {"text": "So."}).status_code == 302
    assert lead.get(f"/workspace/{at(thread, act)}").status_code == 405
    assert thread.answers.count() == 0


def test_thread_of_another_letter_is_not_touched(
    lead: Client, letter: Letter, mina: Account
) -> None:
    other = make_draft("lake")
    thread = suggest(other, "the measurements", "all measurements", by=mina)
    for act in ("answer/", "resolve/", "reopen/", "accept/", "reject/"):
        assert post(lead, at(thread, act), {"text": "So."}).status_code == 404
    post(lead, at(thread, "withdraw/"))
    assert re.search("open", Comment.objects.get().state)
    there = f"letters/lake/texts/en/read/remarks/{thread.pk}/accept/"
    assert post(lead, there).status_code == 302
