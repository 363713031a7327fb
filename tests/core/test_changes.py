"""Lines that two versions do not share."""

from hypothesis import given
from hypothesis import strategies as st

from undersigned.core.changes import Line, Side, mark_changes

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


def test_long_texts_are_given_whole_and_not_compared() -> None:
    one, other = "x\n" * 3_000, "y\nx\n" * 1_500
    marked = mark_changes(one, other)
    assert [line.side for line in marked] == [Side.ONE] * 3_000 + [Side.OTHER] * 3_000
