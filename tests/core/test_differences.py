"""The differences of two texts in rows: complete, folded, and told apart at the ends of lines."""

from hypothesis import given
from hypothesis import strategies as st

from undersigned.core.changes import Side
from undersigned.core.differences import Row, Stretch, lay_out

TEXTS = st.lists(st.sampled_from(["one", "two", "سه", "\n", "\n\n", " ", "four."])).map("".join)


def words(row: Row) -> list[tuple[str, str]]:
    """The passages of a row, briefly."""
    return [(passage.side.value, passage.text) for passage in row.passages]


def test_same_texts_have_no_differences() -> None:
    assert lay_out("one\n", "one\n") == ()


def test_changed_words_stand_in_their_line() -> None:
    (stretch,) = lay_out("We ask.\n\nSoon.\n", "We demand.\n\nSoon.\n")
    assert not stretch.is_folded
    assert [words(row) for row in stretch.rows] == [
        [("both", "We "), ("one", "ask."), ("other", "demand.")],
        [("both", "Soon.")],
    ]


def test_long_stretches_are_folded_but_for_a_line_around_each_change() -> None:
    lines = [f"Line {number}." for number in range(20)]
    changed = [*lines[:10], "Rewritten altogether.", *lines[11:]]
    stretches = lay_out("\n".join(lines), "\n".join(changed))
    assert [(stretch.is_folded, len(stretch.rows)) for stretch in stretches] == [
        (True, 9),
        (False, 3),
        (True, 8),
    ]


def test_single_line_between_two_changes_is_not_folded() -> None:
    one = "a\nb\nc\nd\ne\n"
    other = "A\nb\nc\nd\nE\n"
    assert [stretch.is_folded for stretch in lay_out(one, other)] == [False, False, False]


def test_line_that_was_divided_shows_where() -> None:
    (stretch,) = lay_out("one two\n", "one\n\ntwo\n")
    assert [words(row) for row in stretch.rows] == [
        [("both", "one"), ("one", " "), ("other", "\n\n")],
        [("both", "two")],
    ]


@given(TEXTS, TEXTS)
def test_every_word_of_both_is_there(one: str, other: str) -> None:
    rows = [row for stretch in lay_out(one, other) for row in stretch.rows]
    for text, left_out in ((one, Side.OTHER), (other, Side.ONE)):
        shown = "\n".join(
            "".join(p.text for p in row.passages if p.side is not left_out) for row in rows
        )
        if one != other:
            assert "".join(shown.split()) == "".join(text.split())


@given(TEXTS, TEXTS)
def test_folded_stretches_hold_no_change(one: str, other: str) -> None:
    stretches: tuple[Stretch, ...] = lay_out(one, other)
    for stretch in stretches:
        if stretch.is_folded:
            assert not any(row.is_changed for row in stretch.rows)
    assert (one == other) == (not any(row.is_changed for s in stretches for row in s.rows))
