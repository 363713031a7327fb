"""The words of a letter as they are read, and where they stand in its file."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.core.quotes.reading import read_words
from undersigned.core.unit_kind import Kind

HEAD = """undersigned/text/v1
letter 0123456789abcdef0123456789abcdef
edition 1
language en
title Leave the river its share
to Amina Verhoeven; Minister for Water; Nordmark

"""
BODY = r"""## What we see

Rivers do **not** stop at [borders](https://river.example/a).[^1]
They \*never\* did.

> Water is a right,
> said the court.

::: demands
1. Leave the river
   its share.
2. Publish _all_ figures.
:::

[^1]: The treaty of 1992.
"""
WORDS = [
    (Kind.TITLE, "Leave the river its share"),
    (Kind.HEADING, "What we see"),
    (Kind.PARAGRAPH, "Rivers do not stop at borders. They *never* did."),
    (Kind.QUOTATION, "Water is a right, said the court."),
    (Kind.DEMAND, "Leave the river its share."),
    (Kind.DEMAND, "Publish all figures."),
    (Kind.FOOTNOTE, "The treaty of 1992."),
]


def test_words_of_a_file_of_ours() -> None:
    reading = read_words(HEAD + BODY)
    assert list(zip(reading.kinds, reading.words.text.split("\n\n"), strict=True)) == WORDS
    assert [reading.words.text[at - 2 : at] for at in reading.words.breaks] == ["\n\n"] * 6


def test_every_character_is_found_in_the_file() -> None:
    text = HEAD + BODY
    words = read_words(text).words
    for place, character in enumerate(words.text):
        if not character.isspace():
            assert words.source(place, place + 1).of(text).lstrip("\\") == character
    at = words.text.index("*never*")
    assert words.source(at, at + 7).of(text) == r"\*never\*"
    at = words.text.index("not stop")
    assert words.source(at, at + 8).of(text) == "not** stop"


def test_plain_text_with_marks() -> None:
    text = (
        "# Water\nRivers do *not* stop\nat [borders](https://a.example).[^1]\n\n- one\n- two 2*3\n"
    )
    reading = read_words(text)
    assert list(zip(reading.kinds, reading.words.text.split("\n\n"), strict=True)) == [
        (Kind.HEADING, "Water"),
        (Kind.PARAGRAPH, "Rivers do not stop at borders."),
        (Kind.LIST_ITEM, "one"),
        (Kind.LIST_ITEM, "two 2*3"),
    ]


def test_file_that_is_none_of_ours_is_read_as_plain_text() -> None:
    reading = read_words(HEAD + "<b>Rivers</b> do not stop.\n")
    assert reading.words.text == "Leave the river its share\n\n<b>Rivers</b> do not stop."


@pytest.mark.parametrize("text", ["", "\n\n", "undersigned/text/v1\n", "***\n"])
def test_nothing_to_read(text: str) -> None:
    assert read_words(text).words.text == ""


@given(st.text(st.sampled_from("ab *_[](^1):#>-\n.h/"), max_size=60))
def test_plain_text_keeps_its_letters(text: str) -> None:
    words = read_words(text).words
    for place, character in enumerate(words.text):
        if not character.isspace():
            assert words.source(place, place + 1).of(text) == character
    read = [character for character in words.text if character in "ab"]
    # Neither the address of a link nor the name of a footnote is read.
    if "](" not in text and "[^" not in text:
        assert read == [character for character in text if character in "ab"]


@pytest.mark.parametrize("unit", ["[", "*a", "[^", "](", "[a](b) ", "- ", "\n", "> ", "a"])
def test_time_is_linear(unit: str) -> None:
    times = []
    for count in (5_000, 20_000):
        began = process_time()
        read_words(unit * count)
        times.append(process_time() - began)
    assert times[1] < 16 * max(times[0], 0.02)


@pytest.mark.parametrize("end", ["\r\n", "\r", "\x85", "\u2028"])
def test_how_lines_end_says_nothing(end: str) -> None:
    text = "# Water\nThe river\nfalls.\n\n- Leave it\n  its share.\n- Publish.\n"
    read, other = read_words(text), read_words(text.replace("\n", end))
    assert (read.words.text, read.kinds) == (other.words.text, other.kinds)
    assert other.words.text == "Water\n\nThe river falls.\n\nLeave it its share.\n\nPublish."


def test_a_number_that_begins_a_line_begins_no_list_within_a_paragraph() -> None:
    text = (
        "It began on May\n12. They came then.\n\n3. Stop it.\n4. Do it now.\n\nWe want:\n1. Bread."
    )
    reading = read_words(text)
    assert reading.words.text.split("\n\n") == [
        "It began on May 12. They came then.",
        "Stop it.",
        "Do it now.",
        "We want:",
        "Bread.",
    ]
    assert reading.kinds == (Kind.PARAGRAPH, *[Kind.LIST_ITEM] * 2, Kind.PARAGRAPH, Kind.LIST_ITEM)
