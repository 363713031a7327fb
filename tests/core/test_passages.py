"""Passages found by words as they are read, and changes found by comparing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.core.anchors import apply_suggestion
from undersigned.core.errors import Malformed
from undersigned.core.markdown.places import place_units
from undersigned.core.passages import (
    change_of,
    find_passage,
    find_words,
    read_aloud,
    words_around,
)

ENGLISH = (
    "The *river* falls,[^1] and [the river](https://r.example/river) \\* rises.\n\n[^1]: A note.\n"
)
PERSIAN = "آب رود پایین **می‌رود** و کسی نمی‌گوید.\n"
JAPANESE = "私たちは**川**について書く。川は[流れ](https://r.example/)る。\n"


def found(body: str, words: str, before: int = 0, length: int | None = None) -> str:
    """The passage that is found in the first unit."""
    placed = place_units(body)
    return find_passage(body, placed.units[0], words, before=before, length=length).quote


@pytest.mark.parametrize(
    ("body", "words", "before", "quote"),
    [
        (ENGLISH, "river falls", 0, "*river* falls,[^1]"),
        # Of several, the one that was pointed at, or the nearest.
        (ENGLISH, "river", 3, "*river*"),
        (ENGLISH, "river", 20, "river](https://r.example/river)"),
        (ENGLISH, "river", 9, "*river*"),
        (ENGLISH, "river", 999, "river](https://r.example/river)"),
        # Across a note and a link, with the white space of a browser.
        (ENGLISH, "falls,\n  and\u00a0the", 8, "falls,[^1] and [the"),
        (ENGLISH, "* rises", 0, "\\* rises."),
        # As it is written.
        (
            ENGLISH,
            "[the river](https://r.example/river)",
            0,
            "[the river](https://r.example/river)",
        ),
        # With and without the invisible joiner.
        (PERSIAN, "می‌رود و", 0, "**می‌رود** و"),
        (PERSIAN, "میرود", 0, "**می‌رود**"),
        (PERSIAN, "کسی نمی‌گوید", 0, "کسی نمی‌گوید."),
        (JAPANESE, "川", 4, "川"),
        (JAPANESE, "について", 0, "について"),
        (JAPANESE, "川は流れ", 11, "川は[流れ"),
    ],
)
def test_words_are_found_where_they_are_written(
    body: str, words: str, before: int, quote: str
) -> None:
    assert found(body, words, before) == quote


def test_exact_characters_are_found_within_words() -> None:
    placed = place_units("A **bold** word\\*, 川は。\n")
    for words, exact in (("bold", "bold"), ("word*", "word\\*"), ("は", "は"), ("A b", "A **b")):
        start, end = find_words(placed.body, placed.units[0], words)
        assert placed.body[start:end] == exact


def test_first_words_and_the_length_say_which_passage() -> None:
    assert found(ENGLISH, "riv", 3, 15) == "*river* falls,[^1] and [the"
    assert found(ENGLISH, "river", 3, 10_000) == ENGLISH.partition("\n")[0][4:]


@pytest.mark.parametrize("words", ["", " \u200c ", "lake", "the river falls up", "<script>"])
def test_words_that_do_not_stand_there_are_refused(words: str) -> None:
    with pytest.raises(Malformed):
        found(ENGLISH, words)


def test_words_of_another_unit_are_not_taken() -> None:
    with pytest.raises(Malformed):
        found(ENGLISH, "A note")


@pytest.mark.parametrize(
    ("whole", "edited", "quote", "replacement"),
    [
        ("We ask for water.", "We demand water.", "ask for", "demand"),
        ("We ask for water.", "We ask water.", "for", ""),
        ("We ask for water.", "We ask for clean water.", "water.", "clean water."),
        ("We ask.", "Today We ask.", "We", "Today We"),
        ("We ask.", "We ask. Now.", "ask.", "ask. Now."),
        ("a b c d e", "a X c Y e", "b c d", "X c Y"),
        ("We  ask.", "We ask.", "We  ask.", "We ask."),
        ("川は流れる。", "川が流れる。", "は", "が"),
        ("آب می‌رود.", "آب نمی‌رود.", "می‌رود.", "نمی‌رود."),
        ("We ask.", "", "We ask.", ""),
    ],
)
def test_what_was_changed_is_the_shortest_passage(
    whole: str, edited: str, quote: str, replacement: str
) -> None:
    body = f"Before.\n\n{whole}\n\nAfter.\n"
    change = change_of(body, 9, 9 + len(whole), edited)
    assert change is not None
    assert (change.anchor.quote, change.replacement) == (quote, replacement)
    expected = body[:9] + edited + body[9 + len(whole) :]
    assert apply_suggestion(body, change.anchor, change.replacement) == expected


def test_nothing_changed_is_no_change() -> None:
    assert change_of("We ask.\n", 0, 7, "We ask.") is None


WORDS = st.lists(
    st.sampled_from(["a", "b", "c", " ", "  ", "\n", "川", "*a*", "می‌رود"]), max_size=9
)


@given(WORDS, WORDS)
def test_any_change_makes_what_was_typed(one: list[str], other: list[str]) -> None:
    whole, edited = "".join(one).strip(), "".join(other).strip()
    if not whole or whole == edited:
        return
    body = f"x\n\n{whole}\n\ny\n"
    change = change_of(body, 3, 3 + len(whole), edited)
    assert change is not None
    expected = body[:3] + edited + body[3 + len(whole) :]
    assert apply_suggestion(body, change.anchor, change.replacement) == expected


def test_quotes_are_read_without_marks_and_shortened() -> None:
    assert read_aloud("## The *river*[^1] \\* **falls** [so](https://x.example)\nhere") == (
        "The river * falls so here"
    )
    assert read_aloud("3 * 4 = 12") == "3 * 4 = 12"
    long = read_aloud("word " * 500)
    assert len(long) < 310
    assert " … " in long


def test_words_around_a_passage_are_whole_and_of_its_paragraph() -> None:
    body = "One.\n\nTwo three four five six.\n\nSeven.\n"
    start = body.index("four")
    assert words_around(body, start, start + 4) == ("Two three ", " five six.")
    assert words_around(body, start, start + 4, most=7) == ("…three ", " five…")
    assert words_around(body, 0, 4) == ("", "")
    end = body.index("Seven")
    assert words_around(body, end, end + 6) == ("", "")


def test_words_around_a_passage_do_not_reach_into_the_next_item() -> None:
    body = "::: demands\n1. One two\n   three.\n2. Four five.\n:::\n"
    start = body.index("two")
    assert words_around(body, start, start + 3) == ("1. One ", "\n   three.")
    start = body.index("Four")
    assert words_around(body, start, start + 4) == ("2. ", " five.")
