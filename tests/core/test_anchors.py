"""Comments stay at their passage while the text around it is edited."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.core.anchors import Anchor, anchor_at, apply_suggestion, follow, follow_all
from undersigned.core.errors import Malformed

TEXT = "We ask for clean water, and\nfor time.\n\nThe river is old.\n"
# The passage has words of its own, so that there is one way to compare it.
PASSAGES = st.lists(
    st.sampled_from(["one", "دو", "می\u200cآید", "e\u0301t", "水", "👩🏽‍🌾"]),
    min_size=1,
    unique=True,
)
# So do both sides: words that change sides would be as good a reason to say that the passage did.
AHEAD = st.lists(st.sampled_from(["x", "y", "نه", "\n\n"]), max_size=8).map(" ".join)
BEHIND = st.lists(st.sampled_from(["v", "w", "آری", "\n\n."]), max_size=8).map(" ".join)


def at(text: str, quote: str) -> Anchor:
    assert text.count(quote) == 1
    return Anchor(text.index(quote), text.index(quote) + len(quote), quote)


@pytest.mark.parametrize(
    ("edited", "quote"),
    [
        (TEXT, "clean water,"),
        (TEXT.replace("We ask", "All of us ask"), "clean water,"),
        (TEXT.replace("The river is old.", "No."), "clean water,"),
        (TEXT.replace("for clean", "for very clean"), "clean water,"),
        (TEXT.replace("water, and", "water, air and"), "clean water,"),
        (TEXT.replace("clean water,", "clean, cold water,"), "clean, cold water,"),
        (TEXT.replace("clean water,", "clean\nwater,"), "clean\nwater,"),
        (TEXT.replace("clean water,", "safe air,"), "safe air,"),
        (TEXT.replace("clean water,", "safe air, food"), "safe air, food"),
        (TEXT.replace("clean ", ""), "water,"),
        (TEXT.replace("for clean ", "about "), "water,"),
        (TEXT.replace("water, and", "or"), "clean"),
        (TEXT.replace("clean water, ", ""), None),
        (TEXT.replace("ask for clean water, and", "wait"), None),
        ("", None),
        ("A wholly new letter.\n", None),
    ],
    ids=[
        "same", "before", "behind", "directly before", "directly behind", "within", "space",
        "rewritten", "longer", "shorter", "across the start", "across the end", "removed",
        "rewritten around", "empty", "new",
    ],
)  # fmt: skip
def test_passage_follows_its_words(edited: str, quote: str | None) -> None:
    expected = None if quote is None else at(edited, quote)
    assert follow(at(TEXT, "clean water,"), TEXT, edited) == expected


def test_repeated_words_are_followed_to_the_passage_that_is_the_same() -> None:
    before = "a b"
    assert follow(Anchor(0, 3, "a b"), before, "a x a b") == Anchor(4, 7, "a b")
    assert follow(Anchor(4, 7, "a b"), "a x a b", "a b") == Anchor(0, 3, "a b")


@pytest.mark.parametrize(
    ("start", "end", "quote"),
    [
        (0, 1, "We"),
        (4, 8, "ask for"),
        (2, 11, "ask for"),
        (23, 24, None),
        (11, 29, "clean water, and\nfor"),
        (0, len(TEXT), TEXT.strip()),
    ],
)
def test_anchor_is_made_of_whole_words(start: int, end: int, quote: str | None) -> None:
    if quote is None:
        with pytest.raises(Malformed, match="no words"):
            anchor_at(TEXT, start, end)
    else:
        anchor = anchor_at(TEXT, start, end)
        assert anchor.quote == quote == TEXT[anchor.start : anchor.end]


def test_anchor_divides_no_letter_that_is_drawn_as_one() -> None:
    text = "ما می\u200cخواهیم e\u0301te\u0301 👩🏽\u200d🌾"
    words = text.split(" ")
    for start in range(len(text)):
        if text[start] != " ":
            assert anchor_at(text, start, start + 1).quote in words


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (2, 2), (3, 2), (0, len(TEXT) + 1)])
def test_anchor_lies_within_the_text(start: int, end: int) -> None:
    with pytest.raises(Malformed, match="within the text"):
        anchor_at(TEXT, start, end)


@pytest.mark.parametrize("anchor", [Anchor(0, 2, "Us"), Anchor(-2, 2, ""), Anchor(500, 502, "We")])
def test_anchor_of_another_text_is_refused(anchor: Anchor) -> None:
    with pytest.raises(Malformed, match="does not stand"):
        follow(anchor, TEXT, TEXT + "x")
    with pytest.raises(Malformed, match="does not stand"):
        apply_suggestion(TEXT, anchor, "x")
    assert follow(Anchor(0, 2, "We"), TEXT, TEXT + "x") == Anchor(0, 2, "We")


def test_part_of_a_word_moves_with_it_and_is_widened_when_it_changes() -> None:
    text = "We drink rainwater."
    part = at(text, "water")
    assert follow(part, text, "So we drink rainwater.") == Anchor(16, 21, "water")
    assert follow(part, text, "We drink seawater.") == at("We drink seawater.", "seawater.")


@pytest.mark.parametrize(
    ("quote", "replacement", "text"),
    [
        ("clean water,", "safe air", "We ask for safe air and\n"),
        ("clean", "", "We ask for water, and\n"),
        ("We", "", "ask for clean water, and\n"),
        ("and", "", "We ask for clean water,\n"),
        ("We ask for clean water, and\n", "", ""),
    ],
)
def test_suggestion_replaces_the_passage(quote: str, replacement: str, text: str) -> None:
    before = "We ask for clean water, and\n"
    assert apply_suggestion(before, at(before, quote), replacement) == text


@given(AHEAD, PASSAGES, BEHIND, AHEAD, BEHIND)
def test_edits_around_a_passage_never_change_it(
    start: str, words: list[str], end: str, new_start: str, new_end: str
) -> None:
    quote = " ".join(words)
    before, after = f"{start}\n{quote} {end}", f"{new_start}\n{quote} {new_end}"
    anchor = Anchor(len(start) + 1, len(start) + 1 + len(quote), quote)
    place = len(new_start) + 1
    assert follow(anchor, before, after) == Anchor(place, place + len(quote), quote)


@given(PASSAGES, st.lists(st.tuples(AHEAD, BEHIND), min_size=3, max_size=3))
def test_following_twice_is_following_once(words: list[str], around: list[tuple[str, str]]) -> None:
    quote = " ".join(words)
    one, two, three = (f"{ahead} {quote} {behind}" for ahead, behind in around)
    there = follow(at(one, quote), one, two)
    assert there == at(two, quote)
    assert follow(there, two, three) == follow(at(one, quote), one, three) == at(three, quote)
    assert follow(there, two, one) == at(one, quote)


@given(
    st.text(st.sampled_from("ab水 \n\u0301"), max_size=30),
    st.text(st.sampled_from("ab水 \n\u0301"), max_size=30),
    st.data(),
)
def test_what_is_followed_stands_in_the_text_as_whole_words(
    before: str, after: str, data: st.DataObject
) -> None:
    if not before.strip():
        return
    words = [place for place, character in enumerate(before) if not character.isspace()]
    start = data.draw(st.sampled_from(words))
    anchor = anchor_at(before, start, data.draw(st.integers(start + 1, len(before))))
    followed = follow(anchor, before, after)
    if followed:
        assert anchor_at(after, followed.start, followed.end) == followed
    assert follow(anchor, before, before) == anchor


def test_many_passages_are_followed_with_one_comparison() -> None:
    words = [f"word{number}" for number in range(20_000)]
    before = " ".join(words)
    anchors = [at(before, f"word{n} word{n + 1} word{n + 2}") for n in range(10_000, 19_980, 10)]
    after = " ".join(word + (" more" if n % 100 == 50 else "") for n, word in enumerate(words))
    start = process_time()
    followed = follow_all(anchors, before, after)
    assert process_time() - start < 1
    assert len(followed) == 998
    for number, anchor in zip(range(10_000, 19_980, 10), followed, strict=True):
        assert anchor is not None
        more = " more" if number % 100 == 50 else ""
        assert anchor.quote == f"word{number}{more} word{number + 1} word{number + 2}"
        assert after[anchor.start : anchor.end] == anchor.quote
