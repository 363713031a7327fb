"""Remarks and suggestions, written with plain forms: chosen by words, by selection, by editing."""

import re
from html import unescape

import pytest
from django.test import Client

from tests.support.letters import BODY, T0
from tests.support.review import edit, make_threads
from tests.web.workspace.pages import Answer, get, page, post
from undersigned.models import Account, Comment, Letter
from undersigned.stages import draft

pytestmark = pytest.mark.django_db

READ = "letters/river/texts/en/read/"
UNIT = 0
DEMAND = BODY.index("2. Let")


def typed_in(html: str, name: str) -> str:
    """What a field holds."""
    found = re.search(rf'<textarea name="{name}"[^>]*>\n?(.*?)</textarea>', html, re.DOTALL)
    if found is None:
        tag = re.search(rf'<input [^>]*name="{name}"[^>]*>', html)
        assert tag is not None
        found = re.search(r'value="([^"]*)"', tag[0])
    return unescape(found[1]) if found else ""


def sent_to(answer: Answer, thread: Comment) -> bool:
    """Whether the answer leads to a thread on the reading page."""
    return (answer.status_code, answer.headers["Location"]) == (
        302,
        f"/workspace/{READ}#thread-{thread.pk}",
    )


def test_remark_on_words_that_are_typed(
    representative: Client, letter: Letter, mina: Account
) -> None:
    html = get(representative, f"{READ}remark/?version=2&unit={DEMAND}")
    assert "2. Let the people of the banks speak." in html
    sent = {"version": 2, "unit": DEMAND, "text": "Which?", "words": "people of\r\nthe banks"}
    answer = post(representative, f"{READ}remark/", sent)
    thread = Comment.objects.get()
    assert sent_to(answer, thread)
    assert (thread.quote, thread.author, thread.kind) == ("people of the banks", mina, "remark")
    assert f"#passage-{thread.pk}" in get(representative, READ)


def test_remark_without_words_is_on_the_whole_passage_or_text(
    representative: Client, letter: Letter
) -> None:
    post(representative, f"{READ}remark/", {"version": 2, "unit": DEMAND, "text": "All of it"})
    assert Comment.objects.get().quote == "2. Let the people of the banks speak."
    assert "Remark on the text as a whole" in get(representative, f"{READ}remark/")
    post(representative, f"{READ}remark/", {"version": 2, "text": "Well said"})
    assert Comment.objects.latest("id").quote == ""


def test_remark_on_words_that_were_selected(representative: Client, letter: Letter) -> None:
    query = f"version=2&unit={UNIT}&words=that+we+sh&before=25&length=11"
    html = get(representative, f"{READ}remark/?{query}")
    assert (typed_in(html, "start"), typed_in(html, "end")) == ("32", "45")
    assert "that we share.[^1]</blockquote>" in html
    sent = {name: typed_in(html, name) for name in ("version", "unit", "start", "end")}
    post(representative, f"{READ}remark/", {**sent, "text": "With whom?"})
    assert Comment.objects.get().quote == "that we share.[^1]"


@pytest.mark.parametrize("words", ["nowhere", "%00", "x" * 3_000, "<b>", "%20"])
def test_selection_that_is_not_found_leaves_the_whole_passage(
    representative: Client, letter: Letter, words: str
) -> None:
    html = get(representative, f"{READ}remark/?version=2&unit={UNIT}&words={words}&before=x")
    assert (typed_in(html, "start"), typed_in(html, "end")) == ("", "")
    assert 'name="words"' in html


def test_suggestion_is_what_was_edited(representative: Client, letter: Letter) -> None:
    query = f"version=2&unit={DEMAND}&words=people&before=8&length=6"
    html = get(representative, f"{READ}suggest/?{query}")
    assert typed_in(html, "edited") == "2. Let the people of the banks speak."
    assert 'data-from="11" data-to="17"' in html
    edited = "2. Let the neighbours of the banks speak."
    sent = {"version": 2, "unit": DEMAND, "edited": edited, "text": ""}
    answer = post(representative, f"{READ}suggest/", sent)
    thread = Comment.objects.get()
    assert sent_to(answer, thread)
    assert (thread.kind, thread.quote, thread.replacement) == ("suggestion", "people", "neighbours")
    html = get(representative, READ)
    assert "<del>people</del><ins>neighbours</ins>" in html


def test_what_is_refused_keeps_what_was_typed(representative: Client, letter: Letter) -> None:
    text = "<b>ten thousand</b> \u202e" + "x" * 10_000
    for path, sent, problem in (
        ("remark", {"unit": UNIT, "words": "the river"}, "at most 4000 characters"),
        ("remark", {"unit": UNIT, "words": "the lake"}, "do not stand in this passage"),
        ("remark", {}, "at most 4000 characters"),
        ("suggest", {"unit": UNIT, "edited": "Other words.[^1]"}, "at most 4000 characters"),
    ):
        answer = post(representative, f"{READ}{path}/", {"version": 2, "text": text, **sent})
        html = page(answer, 422)
        assert problem in html
        for name, value in {"text": text, **sent}.items():
            assert typed_in(html, name) == str(value)
    bad = "We <script>write</script>.[^1]"
    answer = post(
        representative, f"{READ}suggest/", {"version": 2, "unit": UNIT, "edited": bad, "text": ""}
    )
    html = page(answer, 422)
    assert "holds HTML; it is not possible here" in html
    assert typed_in(html, "edited") == bad
    answer = post(representative, f"{READ}remark/", {"version": 2, "unit": UNIT, "text": ""})
    assert "This field is required." in page(answer, 422)
    assert not Comment.objects.exists()
    post(representative, f"{READ}remark/", {"version": 2, "unit": UNIT, "text": "x" * 4_000})
    assert Comment.objects.count() == 1


def test_suggestion_for_a_passage_that_changed_meanwhile_keeps_the_words_and_says_so(
    representative: Client, letter: Letter
) -> None:
    edit(letter, "the people of the banks", "everybody on the banks")
    sent = {"version": 2, "unit": DEMAND, "edited": "2. Let all people speak.", "text": "Why"}
    html = page(post(representative, f"{READ}suggest/", sent), 409)
    assert typed_in(html, "edited") == "2. Let all people speak."
    assert "Version 3 is the newest now." in html
    # A remark on it is kept beside the words that were meant.
    remark = {"version": 2, "unit": DEMAND, "words": "the people", "text": "Who?"}
    post(representative, f"{READ}remark/", remark)
    assert Comment.objects.get().original_quote == "the people"


@pytest.mark.parametrize(
    "query",
    ["version=9", "version=0", "version=x", "unit=1", "unit=-1", "unit=x", "unit=" + "9" * 30],
)
def test_passage_that_is_not_there_is_not_there(
    representative: Client, letter: Letter, query: str
) -> None:
    get(representative, f"{READ}remark/?unit={UNIT}")
    get(representative, f"{READ}remark/?{query}", 404)
    get(representative, f"{READ}suggest/?{query}", 404)
    sent = dict(part.split("=") for part in query.split("&"))
    for path in ("remark", "suggest"):
        answer = post(representative, f"{READ}{path}/", {"version": 2, "text": "x", **sent})
        assert answer.status_code == 404
    assert not Comment.objects.exists()


@pytest.mark.parametrize("path", ["remark", "suggest"])
def test_only_who_may_comment_writes(
    representative: Client,
    observer: Client,
    stranger: Client,
    visitor: Client,
    letter: Letter,
    path: str,
) -> None:
    sent = {"version": 2, "unit": DEMAND, "edited": "2. Let all speak.", "text": "So?"}
    for browser, status in ((observer, 403), (stranger, 404), (visitor, 302)):
        where = f"/workspace/{READ}{path}/"
        assert browser.get(f"{where}?unit={DEMAND}").status_code == status
        assert browser.post(where, sent).status_code == status
    assert not Comment.objects.exists()
    assert post(representative, f"{READ}{path}/", sent).status_code == 302
    assert Comment.objects.count() == 1


def test_form_without_its_fields_is_asked_for_again(representative: Client, letter: Letter) -> None:
    page(post(representative, f"{READ}remark/"), 422)
    page(post(representative, f"{READ}suggest/"), 422)
    answer = representative.get(f"/workspace/{READ}suggest/")
    assert answer.headers["Location"] == f"/workspace/{READ}remark/"


def test_new_thread_is_found_on_its_page(representative: Client, letter: Letter) -> None:
    make_threads(letter, 70, by=letter.lead)
    sent = {"version": 2, "unit": BODY.index("[^1]: "), "text": "Which year?"}
    answer = post(representative, f"{READ}remark/", sent)
    thread = Comment.objects.latest("id")
    assert answer.headers["Location"] == f"/workspace/{READ}?page=2#thread-{thread.pk}"
    assert f'id="thread-{thread.pk}"' in get(representative, f"{READ}?page=2")


def test_persian_words_are_found_with_and_without_their_joiners(
    representative: Client, letter: Letter, mina: Account
) -> None:
    body = "آب رود **پایین** می‌رود و کسی نمی‌گوید.\n"
    text = draft.TextInput("رود", "الف; ب; ج", body)
    draft.save_text(letter, "fa", text, based_on=1, author=mina, at=T0)
    path = "letters/river/texts/fa/read/remark/"
    for words, quote in (("رود پایین میرود", "رود **پایین** می‌رود"), ("می‌رود و", "می‌رود و")):
        sent = {"version": 2, "unit": 0, "words": words, "text": words}
        assert post(representative, path, sent).status_code == 302
        assert Comment.objects.latest("id").quote == quote
