"""Sentences as words: what stands before the first, and how a quoted piece ends."""

import pytest

from undersigned.core.quotes.marks import find_quoted
from undersigned.core.quotes.tokens import split_sentences


@pytest.mark.parametrize(
    ("language", "text", "lead"),
    [
        ("en", "DAYTON, Ohio (AP) -- The clerk left.", "DAYTON , Ohio ( AP ) --"),
        ("en", "WASHINGTON — The clerk left.", "WASHINGTON —"),
        ("en", "Washington (CNN) The clerk left.", "Washington ( CNN )"),
        ("en", "8:15 p.m. The clerk left.", "8:15 p.m."),
        ("en", "A: The clerk left.", "A :"),
        ("en", "2.58pm The clerk left.", "2.58 pm"),
        ("de", "06.05 Uhr: Der Zug ging.", "06.05 Uhr :"),
        ("de", "BERLIN (dpa) - Der Zug ging.", "BERLIN ( dpa ) -"),
    ],
)
def test_dateline_is_no_part_of_a_sentence(language: str, text: str, lead: str) -> None:
    first, second = split_sentences(text, (), language)
    assert " ".join(first.words) == lead
    assert second.words[0] in ("The", "Der")


@pytest.mark.parametrize(
    "text", ["Falk (R-TX) — a clerk — left.", "12.5 percent left.", "THE clerk — he — left."]
)
def test_other_beginnings_belong_to_the_sentence(text: str) -> None:
    assert len(list(split_sentences(text, (), "en"))) == 1


def test_comma_before_a_closing_mark_is_seen() -> None:
    text = "“It is late,” she said, “and cold.” He called it “dark”."
    sentences = split_sentences(text, find_quoted(text, "en"), "en")
    seen = [word for sentence in sentences for word in sentence.seen if word.startswith("“")]
    assert seen == ["“”,", "“”.", "“”"]
