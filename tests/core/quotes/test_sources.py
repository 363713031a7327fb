"""Who says quoted words by the verb beside them, also by a verb that no list knows."""

import pytest

from undersigned.core.quotes.marks import find_quoted
from undersigned.core.quotes.sources import bare_phrase, find_beside, find_subject, whole_phrase
from undersigned.core.quotes.tokens import QUOTED, split_sentences

CASES = [
    ("es", "«Eso demuestra que no», sonríe Ana Ruiz.", ("sonríe", "Ana Ruiz")),
    ("es", "“Me dijo que no”, rememora.", ("rememora", None)),
    ("es", "«Usted nació aquí», empieza la carta.", ("empieza", "la carta")),
    ("es", "«Eso demuestra que no», en Madrid.", None),
    ("fr", "« Mon doyen a dit non », se souvient-il.", ("se souvient", "il")),
    ("fr", "« On nous parle », s’amuse Ada Bry, sa fondatrice.", ("s’ amuse", "Ada Bry")),
    ("de", "„Das war es dann wohl“, lacht Mohr.", ("lacht", "Mohr")),
    ("de", "„Das war es dann wohl“, zuckt er.", ("zuckt", "er")),
    ("en", "“That was it,” grins Mohr.", ("grins", "Mohr")),
    ("en", "“That was it,” in Rome.", None),
    ("en", "“That was it,” Mohr, 67, says over eggs.", ("says", "Mohr , 67")),
]


@pytest.mark.parametrize(("language", "text", "wanted"), CASES)
def test_verb_behind_a_quotation(
    language: str, text: str, wanted: tuple[str, str | None] | None
) -> None:
    (sentence,) = split_sentences(text, find_quoted(text, language), language)
    words = sentence.words
    found = find_beside(words, words.index(QUOTED), language)
    told = None
    if found is not None:
        source = " ".join(words[slice(*found.source)]) if found.source is not None else None
        told = (" ".join(words[slice(*found.cue)]), source)
    assert told == wanted


@pytest.mark.parametrize(
    ("said", "cue", "subject"),
    [
        ("Asked about it, Ada Bry paused and replied that it was .", "replied", "Ada Bry"),
        ("Last week in Rome, Ada Bry said it was .", "said", "Ada Bry"),
        ("A federal judge on Monday blocked it, ruling that .", "ruling", "A federal judge"),
        ("Members of the club kept quiet, saying it was .", "saying", "Members of the club"),
        ("If no clerk comes, saying it was .", "saying", None),
        ("A clerk named Ada Bry said it was .", "said", "A clerk named Ada Bry"),
    ],
)
def test_subject_of_a_sentence(said: str, cue: str, subject: str | None) -> None:
    (sentence,) = split_sentences(said, [], "en")
    words = sentence.words
    found = find_subject(words, words.index(cue) + 1, "en")
    assert (" ".join(words[slice(*found)]) if found is not None else None) == subject


@pytest.mark.parametrize(
    ("said", "cue", "given", "bare"),
    [
        ("The clerk, however, said it .", "said", "The clerk , however", "The clerk"),
        ("He quickly said it .", "said", "He quickly", "He"),
        ("The regional assembly said it .", "said", "The regional assembly", None),
        ("Mr. Lind, for his part, said it .", "said", "Mr. Lind , for his part", "Mr. Lind"),
        ("Ada Bry, speaking in Rome, said it .", "said", "Ada Bry , speaking in Rome", "Ada Bry"),
        (
            "Fans of Bry, including me, said it .",
            "said",
            "Fans of Bry , including me",
            None,
        ),
        ("It was late, said Bry in an email to us .", "said", "Bry in an email to us", "Bry"),
        ("Ada Bry resigned, saying it was late .", "saying", "Ada Bry resigned", "Ada Bry"),
        (
            "Aides to him, who left, said it .",
            "said",
            "him , who left",
            "Aides to him , who left",
        ),
    ],
)
def test_source_without_what_is_no_part_of_it(
    said: str, cue: str, given: str, bare: str | None
) -> None:
    (sentence,) = split_sentences(said, [], "en")
    words = sentence.words
    place = words.index(cue)
    length = len(given.split())
    start = next(p for p in range(len(words)) if " ".join(words[p : p + length]) == given)
    found = bare_phrase(words, (start, start + length), (place, place + 1), "en")
    assert " ".join(words[slice(*found)]) == (bare or given)


def test_clause_that_says_something_itself_is_no_part_of_a_source() -> None:
    (sentence,) = split_sentences("It is late, said Ada Bry, who wept that it was.", [], "en")
    words = sentence.words
    source, cue = (words.index("Ada"), words.index("Bry") + 1), (words.index("said"),) * 2
    cue = (cue[0], cue[0] + 1)
    for is_cue, end in ((True, source[1]), (False, len(words) - 1)):
        cues = [is_cue and word == "wept" for word in words]
        assert whole_phrase(words, source, cue, cues, "en") == (source[0], end)
