"""Names of programs are told by what many share; names of people are left alone."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.crowds import gibberish, people
from undersigned.core.errors import Malformed
from undersigned.core.lines import clean_line
from undersigned.core.name_patterns import (
    clean_pattern,
    has_number,
    is_gibberish,
    pattern_expression,
    shape,
    skeleton,
)


def test_counted_names_have_one_skeleton_in_every_script() -> None:
    names = ("User 1", "user 27", "USER 003", "User ۱۲", "Üser 9")
    assert {skeleton(name) for name in names} == {"user #"}
    assert has_number(skeleton("User 1"))
    assert not has_number(skeleton("Ada # Exemplar"))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ada Exemplar", "Aa3 Aa8"),
        ("ADA exemplar", "A3 a8"),
        ("Анна Примерова", "Aa4 Aa9"),
        # Where there is no case, nearly all names have two or three signs.
        ("王小明明明明", ""),
        ("علی رضایی", ""),
        ("Bo Li", ""),
    ],
)
def test_a_shape_is_told_where_it_tells_something(name: str, expected: str) -> None:
    assert shape(name) == expected


@pytest.mark.parametrize(
    "name",
    [
        "Siobhán Ní Mháille", "Hirschsprung", "Grzegorz Brzęczyszczykiewicz", "Schwarzschild",
        "Zbigniew Knyszyński",
        "Strč Prst", "Angstschweiß", "Nguyễn Thị Ngọc", "Xochitl Ixchel Quetzal",
        "Jacques Lévy-Leblond", "Vszeborz", "Wojciech Wojtczak", "Xu Qiaozhen", "Llŷr Gwynfryn",
        "Abdulqodir Yo'ldoshev", "محمد قاسمی", "王小明",
    ],
)  # fmt: skip
def test_names_of_people_are_no_gibberish(name: str) -> None:
    assert not is_gibberish(name)


def test_nearly_all_letters_by_chance_and_no_invented_people_are_gibberish() -> None:
    # Measured: 73 of 100, and none of 10,000; the rest of the first has the shape in common.
    assert sum(is_gibberish(name) for name in gibberish(1, 1000)) > 700
    assert [name for name in people(1, 10_000) if is_gibberish(name)] == []


@given(st.text(max_size=60))
def test_a_name_is_found_by_its_own_pattern(name: str) -> None:
    try:
        pattern = clean_pattern(name)
    except Malformed:
        return
    line = " ".join(name.split())
    if pattern and "*" not in pattern and "#" not in name and line == clean_line_of(name):
        assert re.fullmatch(pattern_expression(pattern), line, re.IGNORECASE)


def clean_line_of(name: str) -> str:
    """The name as a form keeps it."""
    return " ".join(clean_line(name, max_length=300).split())


@pytest.mark.parametrize("name", ["کاربر ۱۷", "کاربر ١٧", "کاربر 17"])
def test_a_number_is_one_in_any_digits(name: str) -> None:
    for typed in ("کاربر #", name):
        assert re.fullmatch(pattern_expression(clean_pattern(typed)), name)


def test_a_pattern_finds_what_it_says_and_no_more() -> None:
    found = re.compile(pattern_expression(clean_pattern("user 1*")), re.IGNORECASE)
    assert found.fullmatch("User 2")
    assert found.fullmatch("user 77 (Paris)")
    assert not found.fullmatch("user")
    assert not found.fullmatch("a user 2")
    with pytest.raises(Malformed):
        clean_pattern("a" * 301)
