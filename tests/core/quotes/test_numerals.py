"""Numbers in digits and in words."""

import pytest

from undersigned.core.quotes.letter import tokenize
from undersigned.core.quotes.normal import normalize
from undersigned.core.quotes.numerals import find_numerals, is_number, read_digits


@pytest.mark.parametrize(
    ("language", "words", "values"),
    [
        ("en", "forty-three", [43]),
        ("en", "two thousand three hundred and five", [2305]),
        ("en", "2,000", [2000]),
        ("en", "12 thousand", [12_000]),
        ("en", "a dozen", [12]),
        ("en", "3.1 million", []),
        ("en", "one of them", []),
        ("en", "seven and twenty", [7, 20]),
        ("fr", "quatre-vingt-dix-sept", [97]),
        ("fr", "deux mille trois cents", [2300]),
        ("fr", "cent vingt et un", [121]),
        ("fr", "soixante et onze", [71]),
        ("fr", "dix-neuf", [19]),
        ("fr", "2 000", [2000]),
        ("de", "dreiundvierzig", [43]),
        ("de", "zweitausend", [2000]),
        ("de", "1.500", [1500]),
        ("de", "zwei Millionen", [2_000_000]),
        ("es", "treinta y uno", [31]),
        ("es", "dos mil quinientos", [2500]),
        ("fa", "چهل و سه", [43]),
        ("fa", "دو هزار و پانصد", [2500]),
        ("fa", "صد و بیست و یک", [121]),
        ("fa", "۲۵۰", [250]),
        ("nl", "3", [3]),
    ],
)
def test_numbers(language: str, words: str, values: list[int]) -> None:
    tokens = tokenize(normalize(words).text)
    assert [found.value for found in find_numerals(tokens.words, language)] == values


def test_a_mark_parts_numbers() -> None:
    words = ["twenty", "three"]
    assert [found.value for found in find_numerals(words, "en", parted={1})] == [20, 3]


@pytest.mark.parametrize(
    ("word", "value"),
    [("1,000", 1000), ("1.000.000", 1_000_000), ("1,5", None), ("1000,000", None)],
)
def test_digits(word: str, value: int | None) -> None:
    assert read_digits(word) == value


@pytest.mark.parametrize(
    ("word", "language", "is_it"),
    [
        ("hundreds", "en", True), ("6", "zh", True), ("三", "zh", True), ("one", "en", False),
        ("war", "en", False), ("elf", "de", True), ("once", "en", False), ("once", "es", True),
    ],
)  # fmt: skip
def test_words_that_say_how_many(word: str, language: str, *, is_it: bool) -> None:
    assert is_number(word, language) is is_it
