"""The reading page: the text as it is set, threads beside their passages, and what was read."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.support.letters import T0
from tests.support.review import edit, make_threads, remark, suggest
from tests.web.workspace.pages import get, leads_to, post
from undersigned.models import Account, Letter, Reading
from undersigned.stages import draft, review

pytestmark = pytest.mark.django_db

READ = "letters/river/texts/en/read/"


def rows_of(html: str) -> list[str]:
    """The rows of the page: the head, each block of the letter, and its end."""
    return re.split(r'<div class="row"', html)[1:]


def test_text_stands_as_it_is_set_with_threads_beside_their_passages(
    representative: Client, letter: Letter, mina: Account
) -> None:
    whole = remark(letter, "", "Well said.", by=letter.lead)
    thread = remark(letter, "the river", "Which <b>one</b>?", by=letter.lead)
    demand = remark(letter, "the people of the banks", by=mina)
    rows = rows_of(get(representative, READ))
    head, first, _heading, demands, sources, end = rows
    assert '<h1 class="sheet-title">River en</h1>' in head
    assert '<span class="office">Chair</span>' in head
    assert f'id="thread-{whole.pk}"' in head
    assert f'<mark id="passage-{thread.pk}" data-threads="{thread.pk}">the river</mark>' in first
    assert f'id="thread-{thread.pk}"' in first
    assert "Which &lt;b&gt;one&lt;/b&gt;?" in first
    assert f'id="thread-{demand.pk}"' in demands
    assert f'href="#passage-{demand.pk}"' in demands
    assert 'id="source-1"' in sources
    assert "I have read this version" in end


def test_right_to_left_text_and_its_quotes_have_their_direction(
    representative: Client, letter: Letter, mina: Account
) -> None:
    draft.save_text(
        letter,
        "fa",
        draft.TextInput("رود", "الف; ب; ج", "آب رود **پایین** می‌رود.\n"),
        based_on=1,
        author=mina,
        at=T0,
    )
    remark(letter, "می‌رود", "کدام؟", by=mina, language="fa")
    html = get(representative, "letters/river/texts/fa/read/")
    assert '<div class="said" lang="fa" dir="rtl">' in html
    assert '<q lang="fa" dir="rtl">می‌رود.</q>' in html
    assert '<p class="thread-text" dir="auto">کدام؟</p>' in html


def test_hostile_words_are_words(representative: Client, letter: Letter) -> None:
    letter.lead.name = '<script>alert("n")</script>'
    letter.lead.save()
    text = "</article><img src=x onerror=alert(1)> \u202eevil\u202c {{ x }} ثبت" + "W" * 500
    thread = remark(letter, "the river", text, by=letter.lead)
    review.answer(letter, thread.pk, "<script>alert(2)</script>", by=letter.lead, at=T0)
    html = get(representative, READ)
    assert "<img" not in html
    assert "<script>alert" not in html
    assert "\u202e" not in html
    assert "&lt;script&gt;alert(2)" in html


def test_passage_that_is_gone_is_told_with_its_words(
    representative: Client, letter: Letter, mina: Account
) -> None:
    thread = remark(letter, "Publish the measurements.", by=mina)
    suggestion = suggest(letter, "the people of the banks", "all the people", by=mina)
    edit(letter, "1. Publish the measurements.\n2. ", "1. ")
    edit(letter, "of the banks", "of these banks")
    head, *_ = rows_of(html := get(representative, READ))
    assert f'id="thread-{thread.pk}"' in head
    assert "The passage is no longer in the text. It was:" in head
    assert "Publish the measurements." in head
    assert "does not fit any more. It reads now:" in html
    assert f'<mark id="passage-{suggestion.pk}"' in html


def test_ended_threads_are_shown_only_when_asked_for(
    lead: Client, letter: Letter, mina: Account
) -> None:
    accepted = suggest(letter, "the measurements", "all measurements", by=mina)
    rejected = suggest(letter, "the river", "a river", by=mina)
    opened = remark(letter, "the people", by=mina)
    review.accept_suggestion(letter, accepted.pk, by=letter.lead, at=T0)
    review.reject_suggestion(letter, rejected.pk, reason="No.", by=letter.lead, at=T0)
    html = get(lead, READ)
    assert re.findall(r'id="thread-(\d+)"', html) == [str(opened.pk)]
    assert ("Open: 1" in html, "All: 3" in html) == (True, True)
    html = get(lead, f"{READ}?show=all")
    found = set(re.findall(r'id="thread-(\d+)"', html))
    assert found == {str(one.pk) for one in (accepted, rejected, opened)}
    assert "Accepted by <bdi>lead@coalition.example</bdi>" in html
    assert "Rejected by <bdi>lead@coalition.example</bdi>" in html
    # Ended ones are not marked in the text, and stand where their words are.
    assert re.findall(r'data-threads="(\d+)"', html) == [str(opened.pk)]
    assert f'id="thread-{accepted.pk}"' in rows_of(html)[3]


def test_everybody_sees_only_what_they_may_do(
    lead: Client, representative: Client, observer: Client, letter: Letter, mina: Account
) -> None:
    suggestion = suggest(letter, "the measurements", "all measurements", by=mina)
    remark(letter, "the river", by=letter.lead)
    own = remark(letter, "the people", by=mina)
    writes = get(lead, READ)
    for word in ("Accept", "Reject", "Answer", "Resolve", "Suggest a change", ">Write<"):
        assert word in writes
    comments = get(representative, READ)
    assert [word for word in (">Accept<", ">Reject<", ">Write<") if word in comments] == []
    # Their own they may resolve and withdraw, those of others not.
    assert comments.count(">Resolve<") == 1
    assert f"remarks/{own.pk}/resolve/" in comments
    withdrawn = set(re.findall(r"remarks/(\d+)/withdraw/", comments))
    assert withdrawn == {str(own.pk), str(suggestion.pk)}
    reads = get(observer, READ)
    assert "<details" not in reads
    assert re.findall(r'action="[^"]*/(?!logout)(\w+)/#?', reads)[-1] == "mark"
    assert "data-remark=" not in reads


def test_locked_text_offers_no_accepting(lead: Client, letter: Letter, mina: Account) -> None:
    suggest(letter, "the measurements", "all measurements", by=mina)
    assert ">Accept<" in get(lead, READ)
    draft.lock_text(letter, by=letter.lead, at=T0)
    html = get(lead, READ)
    assert (">Accept<" in html, ">Reject<" in html, ">Locked<" in html) == (False, True, True)


def test_what_was_read_is_noted_and_what_changed_since_is_told(
    observer: Client, letter: Letter
) -> None:
    assert "since you last read" not in get(observer, READ)
    assert leads_to(post(observer, f"{READ}mark/", {"version": 2}), READ)
    html = get(observer, READ)
    assert "You have read this version." in html
    assert "I have read this version" not in html
    edit(letter, "the river", "a river")
    html = get(observer, READ)
    assert "The text has changed since you last read it, in version 2." in html
    answer = post(observer, f"{READ}mark/", {"version": 3, "quietly": "1"})
    assert (answer.status_code, answer.content) == (204, b"")
    assert Reading.objects.get().number == 3
    # Nothing was said, because nobody waits for it.
    assert 'role="status"' not in get(observer, READ)


@pytest.mark.parametrize("version", ["", "x", "0", "99", "1" * 30])
def test_version_that_is_not_there_is_not_read(
    observer: Client, letter: Letter, version: str
) -> None:
    answer = post(observer, f"{READ}mark/", {"version": version})
    assert answer.status_code == (404 if version in {"0", "99"} else 302)
    assert not Reading.objects.exists()


def test_reading_changes_nothing(observer: Client, letter: Letter) -> None:
    get(observer, READ)
    assert not Reading.objects.exists()
    assert observer.get(f"/workspace/{READ}mark/").status_code == 405


def test_page_takes_the_same_queries_for_one_and_three_threads(
    lead: Client, letter: Letter, mina: Account
) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            get(lead, READ)
        return len(queries)

    counts = []
    for more in (1, 2):
        for number in range(more):
            thread = remark(letter, "the river", f"{more} {number}", by=mina)
            review.answer(letter, thread.pk, "Why?", by=letter.lead, at=T0)
            suggest(letter, "the people", f"people {more} {number}", by=mina)
        counts.append(count())
    assert counts == [9, 9]


def test_many_threads_come_in_pages(lead: Client, letter: Letter, mina: Account) -> None:
    make_threads(letter, 101, by=mina)
    seen = []
    for page, count in ((1, 50), (2, 50), (3, 1)):
        html = get(lead, f"{READ}?page={page}")
        found = re.findall(r'id="thread-(\d+)"', html)
        assert len(found) == count
        seen += found
        assert f"Remarks, page {page} of 3" in html
    assert len(set(seen)) == 101
    for nonsense in ("0", "-1", "x", "9" * 30, "٣"):
        get(lead, f"{READ}?page={nonsense}")
    assert re.findall(r'id="thread-(\d+)"', get(lead, f"{READ}?page=99")) == found


def test_text_that_is_not_there_is_not_there(
    lead: Client, stranger: Client, visitor: Client, letter: Letter
) -> None:
    get(lead, READ)
    get(lead, "letters/river/texts/fa/read/")
    for path in ("letters/river/texts/de/read/", "letters/lake/texts/en/read/"):
        assert lead.get(f"/workspace/{path}").status_code == 404
    assert stranger.get(f"/workspace/{READ}").status_code == 404
    assert visitor.get(f"/workspace/{READ}").status_code == 302
    draft.remove_text(letter, "fa", based_on=1, author=letter.lead, at=T0)
    assert lead.get("/workspace/letters/river/texts/fa/read/").status_code == 404


def test_empty_text_can_be_read(lead: Client, account: Account) -> None:
    draft.create_letter(account, slug="new", language="en", title="New", at=T0)
    html = get(lead, "letters/new/texts/en/read/")
    assert "Nothing is written yet." in html
    assert "I have read this version" not in html
