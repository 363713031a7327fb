"""Two people edit one text: no word of either is lost, and what they disagree on is shown."""

import random
from collections import Counter
from itertools import pairwise
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.core.errors import Malformed
from undersigned.core.merge import Choice, Conflict, Merged, merge
from undersigned.core.words import split_words

TEXTS = st.one_of(
    st.text(st.sampled_from("ab \n"), max_size=40),
    st.text(st.sampled_from("aé\u0301\u200c\u200d \u00a0\r\n\tم水カ\u3099👩🏽."), max_size=30),
    st.lists(st.sampled_from(["We", "ask", "for", "water.", "\n\n", "می\u200cخواهیم"])).map(
        " ".join
    ),
)
# A mark at the beginning of a text would stand on whatever the other side puts before it.
CLUSTERS = st.lists(
    st.sampled_from(
        ["a", "e\u0301", "م\u200c", "م", "水", "カ\u3099", "👩🏽", ".", " ", "\u00a0", "\r\n"]
    ),
    max_size=30,
).map("".join)
BASE = "We ask for clean water,\nand for time.\n\nThe river is old.\n"


def edited_base(edits: str) -> str:
    """BASE with each "before>after" applied, which must make a difference."""
    text = BASE
    for edit in edits.split("|"):
        before, after = edit.split(">")
        assert before in text
        text = text.replace(before, after, 1)
    assert text != BASE
    return text


@pytest.mark.parametrize(
    ("mine", "theirs", "merged"),
    [
        # Different words, also of neighbours.
        ("clean>safe", "old>tired", "clean>safe|old>tired"),
        ("ask>beg", "for clean>about clean", "ask for>beg about"),
        ("clean >", "old>tired", "clean >|old>tired"),
        # Words put beside a word that the other replaced.
        ("clean>very clean", "clean>safe", "clean>very safe"),
        # The same edit is one edit.
        ("clean>safe", "clean>safe", "clean>safe"),
        # The end of a paragraph and the beginning of the next are different places.
        ("time.>time. Now.", "The>Our own. The", "time.>time. Now.|The>Our own. The"),
        ("time.>time. Now.", "time.\n>time.\n\nNew.\n", "time.\n>time. Now.\n\nNew.\n"),
        # A new paragraph beside one that was removed.
        (f"{BASE[:39]}>", "time.\n>time.\n\nNew.\n", f"{BASE[:39]}>New.\n\n"),
        # White space is edited like words.
        (",\nand>, and", "and>or", ",\nand>, or"),
    ],
    ids=["words", "neighbours", "removed", "beside", "same", "paragraphs", "new", "gone", "space"],
)
def test_edits_of_different_words_merge(mine: str, theirs: str, merged: str) -> None:
    my_text, their_text, text = map(edited_base, (mine, theirs, merged))
    assert merge(BASE, my_text, their_text) == Merged((text,))
    assert merge(BASE, their_text, my_text) == Merged((text,))


@pytest.mark.parametrize(
    ("mine", "theirs", "conflict"),
    [
        ("clean>safe", "clean>fresh", Conflict("clean", "safe", "fresh")),
        ("clean >", "clean>fresh", Conflict("clean ", "", "fresh ")),
        ("clean>very clean", "clean>so clean", Conflict("", "very ", "so ")),
        ("clean>very clean", "clean >", Conflict("clean ", "very clean ", "")),
        ("clean>clean cold", "clean >", Conflict("clean ", "clean cold ", "")),
        ("old.\n>old.\nAda\n", "old.\n>old.\nBo\n", Conflict("", "Ada\n", "Bo\n")),
        ("for clean>for\nvery clean", "for clean>for so\tclean", Conflict(" ", "\nvery ", " so\t")),
        (
            "The river is old.>All.",
            "river>stream",
            Conflict("The river is old.", "All.", "The stream is old."),
        ),
    ],
    ids=["words", "removed", "place", "beside", "behind", "end", "space", "within"],
)
def test_edits_of_the_same_words_are_a_conflict(mine: str, theirs: str, conflict: Conflict) -> None:
    my_text, their_text = map(edited_base, (mine, theirs))
    merged = merge(BASE, my_text, their_text)
    assert merged.conflicts == (conflict,)
    assert merged.text is None
    assert merged.resolve([Choice.MINE]) == my_text
    assert merged.resolve([Choice.THEIRS]) == their_text
    assert merged.resolve([Choice.BASE]) == BASE


def test_choices_make_a_text_of_conflicts() -> None:
    merged = merge("a b c d e", "a x c y e", "a v c w e")
    assert merged == Merged(("a ", Conflict("b", "x", "v"), " c ", Conflict("d", "y", "w"), " e"))
    assert merged.resolve([Choice.BOTH, "own words"]) == "a x v c own words e"
    assert merged.resolve([Choice.BASE, Choice.THEIRS]) == "a b c w e"
    for choices in ([], [Choice.MINE], [Choice.MINE] * 3):
        with pytest.raises(Malformed, match="exactly one choice"):
            merged.resolve(choices)


def test_both_of_whole_lines_stay_lines() -> None:
    merged = merge("a\n", "a\n\nb\n", "a\n\nc\n")
    assert merged.resolve([Choice.BOTH]) == "a\n\nb\n\nc\n"


def test_persian_and_chinese_merge_by_their_words() -> None:
    base = "ما آب می\u200cخواهیم و زمان.\n"
    assert merge(base, base.replace("آب", "نان"), base.replace("زمان", "صلح")).text == (
        "ما نان می\u200cخواهیم و صلح.\n"
    )
    assert merge("我们要水。", "我们要干净水。", "他们要水。").conflicts == ()
    assert merge("我们要水。", "我们要干净水。", "他们要水。").text == "他们要干净水。"


@given(TEXTS, TEXTS)
def test_edit_of_one_side_is_the_result(base: str, edited: str) -> None:
    assert merge(base, base, edited).text == edited
    assert merge(base, edited, base).text == edited
    assert merge(base, edited, edited).text == edited


@given(TEXTS, TEXTS, TEXTS)
def test_sides_may_be_swapped(base: str, mine: str, theirs: str) -> None:
    swapped = tuple(
        piece if isinstance(piece, str) else Conflict(piece.base, piece.theirs, piece.mine)
        for piece in merge(base, mine, theirs).pieces
    )
    assert swapped == merge(base, theirs, mine).pieces


@given(CLUSTERS, CLUSTERS, CLUSTERS)
def test_no_word_of_either_side_is_lost(base: str, mine: str, theirs: str) -> None:
    merged = merge(base, mine, theirs)
    shown: Counter[str] = Counter()
    for piece in merged.pieces:
        texts = [piece] if isinstance(piece, str) else [piece.mine, piece.theirs]
        shown.update(word for text in texts for word in split_words(text)[::2])
    before = Counter(split_words(base)[::2])
    for side in (mine, theirs):
        added = Counter(split_words(side)[::2]) - before
        assert all(shown[word] >= count for word, count in added.items() if word)


@given(TEXTS, TEXTS, TEXTS)
def test_pieces_are_texts_and_real_conflicts_in_turn(base: str, mine: str, theirs: str) -> None:
    pieces = merge(base, mine, theirs).pieces
    assert "" not in pieces
    assert not any(isinstance(a, str) and isinstance(b, str) for a, b in pairwise(pieces))
    for conflict in merge(base, mine, theirs).conflicts:
        assert len({conflict.base, conflict.mine, conflict.theirs}) == 3


@given(st.data())
def test_edits_of_words_apart_never_conflict(data: st.DataObject) -> None:
    # Each word is edited by at most one person, and never two neighbours by two.
    words = [f"word{number}" for number in range(data.draw(st.integers(1, 12)))]
    mine, theirs, expected = [], [], []
    for number, word in enumerate(words):
        edited = data.draw(st.sampled_from([word, "", "new", f"more{number} {word}", f"{word} on"]))
        is_mine = number % 4 == 0
        edited = edited if number % 2 == 0 else word
        mine.append(edited if is_mine else word)
        theirs.append(word if is_mine else edited)
        expected.append(edited)
    texts = [" ".join(filter(None, side)) for side in (words, mine, theirs, expected)]
    merged = merge(*texts[:3])
    assert merged.text == texts[3]


def edited(words: list[str], seed: int) -> str:
    chance = random.Random(seed)
    words = list(words)
    for number in range(200):
        place = chance.randrange(len(words))
        words[place : place + chance.randrange(2)] = [f"{seed}new{number}"] * chance.randrange(3)
    return " ".join(words)


@pytest.mark.parametrize("vocabulary", [1, 10, 4_000])
def test_long_texts_merge_in_time(vocabulary: int) -> None:
    words = random.Random(0).choices([f"w{n}" for n in range(vocabulary)], k=20_000)
    sides = [edited(words, 1), edited(words, 2)]
    start = process_time()
    merged = merge(" ".join(words), *sides)
    assert process_time() - start < 1
    shown = set(merged.resolve([Choice.BOTH] * len(merged.conflicts)).split())
    assert {word for side in sides for word in side.split() if "new" in word} <= shown
    assert len(merged.conflicts) < 12


def test_hostile_texts_merge_in_time() -> None:
    start = process_time()
    merged = merge("a b " * 12_500, "b b a " * 8_334, "b a a " * 8_334)
    assert process_time() - start < 4
    assert len(merged.conflicts) == 1
