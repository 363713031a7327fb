"""Words, the white space between them, and edits of both."""

import unicodedata
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.core.compare import compare
from undersigned.core.words import Edit, compare_words, split_words

TEXTS = st.one_of(
    st.text(st.sampled_from("ab \n"), max_size=40),
    st.text(
        st.sampled_from("aé\u0301\u200c\u200d\u0600 \u00a0\u3000\r\n\tم水カ\u3099👩🏽."),
        max_size=30,
    ),
    st.text(max_size=20),
)
WORDS = st.lists(st.sampled_from("abcde"), max_size=12)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", [""]),
        ("a", ["a"]),
        (" \n", ["", " \n", ""]),
        (" a\r\n\r\nb. ", ["", " ", "a", "\r\n\r\n", "b.", " ", ""]),
        ("10\u00a0000\u202f%", ["10\u00a0000\u202f%"]),
        ("می\u200cخواهیم آب", ["می\u200cخواهیم", " ", "آب"]),
        ("水と water", ["水", "", "と", " ", "water"]),
        ("カ\u3099ス", ["カ\u3099", "", "ス"]),
        ("水\ufe00a", ["水\ufe00", "", "a"]),
        ("a \u0301b", ["a \u0301b"]),
        ("a  \u0301b", ["a", " ", " \u0301b"]),
        (" \u0301b", ["", "", " \u0301b"]),
        ("  \u0301b", ["", " ", " \u0301b"]),
    ],
)
def test_text_is_parted_into_words(text: str, parts: list[str]) -> None:
    assert split_words(text) == parts


@given(TEXTS)
def test_parts_alternate_and_lose_nothing(text: str) -> None:
    parts = split_words(text)
    assert "".join(parts) == text
    assert len(parts) % 2 == 1
    assert all(gap == "" or gap.isspace() for gap in parts[1::2])
    assert not any(set(word) & set(" \n\t\r\u3000") and word.isspace() for word in parts[::2])
    assert all(parts[2:-2:2])
    for part in parts[1:]:
        # A mark or a joiner stands at the beginning of no part, except after a line end.
        assert not part or part[0] not in "\u200c\u200d"
        assert not part or not unicodedata.category(part[0]).startswith("M")


@pytest.mark.parametrize(
    ("before", "after", "edits"),
    [
        ("a b c", "a b c", []),
        ("a b c", "a x c", [Edit(2, 3, 2, 3)]),
        ("a b c", "a x b c", [Edit(2, 2, 2, 4)]),
        ("a b c", "a c", [Edit(2, 4, 2, 2)]),
        ("a\n\nb", "a x\n\nb", [Edit(1, 1, 1, 3)]),
        ("a x\n\nb", "a\n\nb", [Edit(1, 3, 1, 1)]),
        ("a b", "a\nb", [Edit(1, 2, 1, 2)]),
        ("a b", "a\nx\tb", [Edit(1, 2, 1, 2), Edit(2, 2, 2, 4)]),
        ("a\nx\tb", "a b", [Edit(1, 2, 1, 2), Edit(2, 4, 2, 2)]),
        ("a\n", "a\n\nb\n", [Edit(1, 1, 1, 3)]),
        ("b", "a b", [Edit(0, 0, 0, 2)]),
        ("a b", "b", [Edit(0, 2, 0, 0)]),
        ("", "a", [Edit(0, 1, 0, 1)]),
        ("", "a\n", [Edit(0, 0, 0, 2)]),
    ],
)
def test_edit_takes_the_white_space_that_goes_with_its_words(
    before: str, after: str, edits: list[Edit]
) -> None:
    assert compare_words(split_words(before), split_words(after)) == edits


@given(TEXTS, TEXTS)
def test_edits_make_one_text_of_the_other(before: str, after: str) -> None:
    parts, new_parts = split_words(before), split_words(after)
    made: list[str] = []
    at = new_at = 0
    for edit in compare_words(parts, new_parts):
        assert edit.start - at == edit.new_start - new_at >= 0
        assert parts[at : edit.start] == new_parts[new_at : edit.new_start]
        assert (edit.end - edit.start) % 2 == (edit.new_end - edit.new_start) % 2
        made += parts[at : edit.start] + new_parts[edit.new_start : edit.new_end]
        at, new_at = edit.end, edit.new_end
    assert "".join(made + parts[at:]) == after


@given(WORDS, WORDS)
def test_what_is_shared_is_the_same_on_both_sides(one: list[str], other: list[str]) -> None:
    end = new_end = 0
    for start, new_start, length in compare(one, other):
        assert start >= end
        assert new_start >= new_end
        assert one[start : start + length] == other[new_start : new_start + length]
        end, new_end = start + length, new_start + length
    assert (end, new_end) == (len(one), len(other))


@given(st.lists(st.sampled_from("ab"), max_size=14), st.lists(st.sampled_from("ab"), max_size=14))
def test_repeated_words_are_matched_as_far_as_possible(one: list[str], other: list[str]) -> None:
    # With no word that stands once on both sides, the rest is compared by Myers, who finds most.
    one, other = ["a", "a", "b", "b", *one], ["b", "b", "a", "a", *other]
    found = sum(length for _, _, length in compare(one, other))
    assert found == most_shared(one, other)


def most_shared(one: list[str], other: list[str]) -> int:
    """The length of the longest common subsequence, by the table of every textbook."""
    above = [0] * (len(other) + 1)
    for word in one:
        row = [0]
        for place, other_word in enumerate(other):
            is_same = word == other_word
            row.append(above[place] + 1 if is_same else max(above[place + 1], row[-1]))
        above = row
    return above[-1]


def test_word_between_two_rewritten_sentences_is_rewritten_with_them() -> None:
    before, after = (
        split_words("A big old the river bank is"),
        split_words("Give all of the water to us"),
    )
    assert compare_words(before, after) == [Edit(0, 13, 0, 13)]
    few = split_words("Give all the water to us")
    assert compare_words(split_words("One more the river bank is"), few) == [
        Edit(0, 3, 0, 3),
        Edit(6, 11, 6, 11),
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (["a", "b"] * 10_000, ["b", "b", "a"] * 6_667),
        (["a"] * 20_000, ["a", "b"] * 10_000),
        ([str(n % 97) for n in range(20_000)], [str(n * n % 97) for n in range(20_000)]),
        ([str(n) for n in range(20_000)], [str(n) for n in range(20_000, 0, -1)]),
        ([str(n // 2) for n in range(20_000)], [str(n // 2) for n in range(20_000, 0, -1)]),
    ],
    ids=["shuffled", "diluted", "unlike", "backwards", "twice backwards"],
)
def test_hostile_texts_take_no_longer_than_they_may(one: list[str], other: list[str]) -> None:
    start = process_time()
    compare(one, other)
    assert process_time() - start < 3
