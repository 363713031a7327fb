"""The borders of English contents that rules tell: in each case, | stands around what is given."""

import pytest

from undersigned.core.quotes.contents import behind_verb, bordered
from undersigned.core.quotes.marks import find_quoted
from undersigned.core.quotes.tokens import split_sentences


def words_of_sentence(text: str) -> tuple[str, ...]:
    (sentence,) = split_sentences(text, find_quoted(text, "en"), "en")
    return sentence.words


@pytest.mark.parametrize(
    ("text", "cue", "given", "wanted"),
    [
        ("Falk told CNN he will go .", "told", "CNN he will go", "he will go"),
        ("Falk told the Senate a fee is due .", "told", "the Senate a fee is due", "a fee is due"),
        ("Falk told the clerks to go .", "told", "the clerks to go", "the clerks to go"),
        ("Falk argued , in talks , that it is .", "argued", "in talks , that it is", "that it is"),
        (
            "Falk said that it is , and that I do .",
            "said",
            "that it is",
            "that it is , and that I do",
        ),
        ("Falk said that I , a man , am .", "said", "that I", "that I , a man , am"),
        (
            "Asked whether it is , he said so .",
            "Asked",
            "whether it is , he said so",
            "whether it is",
        ),
        ("What clerks want is a fee .", "want", "is a fee", "a fee"),
        ("His promise to go drew cheers .", "promise", "to go drew cheers", "to go"),
        ("Falk called him a “help” of hers .", "called", "him a “”", "him a “” of hers"),
    ],
)
def test_border(text: str, cue: str, given: str, wanted: str) -> None:
    words = words_of_sentence(text)
    place = words.index(cue)
    cues = [word == cue for word in words]

    def run(part: str) -> tuple[int, int]:
        length = len(part.split())
        start = next(p for p in range(len(words)) if " ".join(words[p : p + length]) == part)
        return start, start + length

    assert bordered(words, (run(given),), (place, place + 1), cues) == (run(wanted),)


def test_setting_between_two_quotations_is_no_content() -> None:
    words = words_of_sentence("“It is late,” Falk says over eggs, “and cold.”")
    says = words.index("says")
    pieces = ((0, 1), (says + 1, says + 3), (len(words) - 1, len(words)))
    cues = [word == "says" for word in words]
    assert bordered(words, pieces, (says, says + 1), cues) == (pieces[0], pieces[2])


def test_question_before_an_answer_is_no_content_of_it() -> None:
    words = words_of_sentence("Asked about it, Falk said, “I do.”")
    said = words.index("said")
    pieces = ((0, 3), (len(words) - 1, len(words)))
    cues = [word == "said" for word in words]
    assert bordered(words, pieces, (said, said + 1), cues) == pieces[1:]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Falk said Sunday he will go .", "he will go"),
        ("Falk said he will go , adding more .", "he will go"),
        ("Falk said nothing .", ""),
        ("“Late,” Falk said", ""),
    ],
)
def test_clause_behind_a_verb_of_saying(text: str, wanted: str) -> None:
    words = words_of_sentence(text)
    place = words.index("said")
    found = behind_verb(words, (place, place + 1))
    assert " ".join(" ".join(words[slice(*run)]) for run in found) == wanted
