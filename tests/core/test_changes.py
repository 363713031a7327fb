"""Lines and words that two versions do not share."""

from itertools import accumulate, pairwise
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.core.changes import Line, Side, mark_changes, mark_words
from undersigned.core.words import split_words

LINES = st.lists(st.sampled_from(["a", "b", "c", "", "d e"]), max_size=12)


def test_changed_line_stands_once_for_each_side() -> None:
    assert mark_changes("one\ntwo\n", "one\n2\nthree\n") == (
        Line(Side.BOTH, "one"),
        Line(Side.ONE, "two"),
        Line(Side.OTHER, "2"),
        Line(Side.OTHER, "three"),
    )


@given(LINES, LINES)
def test_both_texts_can_be_read_from_it(one: list[str], other: list[str]) -> None:
    marked = mark_changes("\n".join(one), "\n".join(other))
    for side, lines in ((Side.ONE, one), (Side.OTHER, other)):
        found = [line.text for line in marked if line.side in {Side.BOTH, side}]
        assert found == "\n".join(lines).splitlines()


@pytest.mark.parametrize(
    ("one", "other"),
    [("x\n" * 4_000, "y\nx\n" * 2_000), ("x\ny\n" * 4_000, "y\ny\nx\n" * 2_500)],
    ids=["diluted", "shuffled"],
)
def test_hostile_texts_take_no_longer_than_they_may(one: str, other: str) -> None:
    start = process_time()
    marked, words = mark_changes(one, other), mark_words(one, other)
    assert process_time() - start < 5
    assert [line.text for line in marked if line.side != Side.OTHER] == one.splitlines()
    assert [line.text for line in marked if line.side != Side.ONE] == other.splitlines()
    assert "".join(passage.text for passage in words if passage.side != Side.OTHER) == one


@pytest.mark.parametrize(
    ("one", "other", "marked"),
    [
        ("", "", ""),
        ("We ask.", "We ask.", "=We ask."),
        ("We ask for water.", "We beg for air.", "=We |-ask|+beg|= for |-water.|+air."),
        ("We ask for water.", "We ask you for water.", "=We ask |+you |=for water."),
        ("One.\n\nTwo.\n", "One.\n", "=One.|-\n\nTwo.|=\n"),
        ("One. Two.", "One.\n\nTwo.", "=One.|- |+\n\n|=Two."),
        ("One. Two.", "One.\n\nNew: two.", "=One.|- Two.|+\n\nNew: two."),
        ("ما آب می\u200cخواهیم.", "ما نان می\u200cخواهیم.", "=ما |-آب|+نان|= می\u200cخواهیم."),
        ("كتاب", "كتابه", "-كتاب|+كتابه"),
        ("我们要水。", "我们要空气。", "=我们要|-水|+空气|=。"),
    ],
)
def test_words_are_marked_whole(one: str, other: str, marked: str) -> None:
    signs = {Side.BOTH: "=", Side.ONE: "-", Side.OTHER: "+"}
    found = [signs[passage.side] + passage.text for passage in mark_words(one, other)]
    assert "|".join(found) == marked


TEXTS = st.text(st.sampled_from("abم\u200cن e\u0301水 \n"), max_size=30)


@given(TEXTS, TEXTS)
def test_both_texts_are_whole_and_no_mark_is_within_a_word(one: str, other: str) -> None:
    marked = mark_words(one, other)
    for side, text in ((Side.ONE, one), (Side.OTHER, other)):
        parts = split_words(text)
        borders = {0, *accumulate(map(len, parts))}
        passages = [passage.text for passage in marked if passage.side in {Side.BOTH, side}]
        assert "".join(passages) == text
        assert borders.issuperset(accumulate(map(len, passages)))
    assert all(passage.text for passage in marked)
    for passage, following in pairwise(marked):
        assert passage.side != following.side


def test_history_of_a_long_letter_is_marked_in_time() -> None:
    words = [f"word{number % 700}" for number in range(3_000)]
    versions = []
    for number in range(400):
        words[number * 7] = f"new{number}"
        versions.append(" ".join(words))
    start = process_time()
    marked = [mark_words(one, other) for one, other in pairwise(versions)]
    assert process_time() - start < 10
    assert {len(passages) for passages in marked} == {4}
