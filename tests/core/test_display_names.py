"""Names of countries and languages, numbers and days, as each language writes them."""

from datetime import date

import pytest

from undersigned.core.display_names import (
    colon,
    comma,
    country_name,
    country_names,
    date_text,
    language_name,
    listed,
    number_text,
)

DAY = date(2026, 11, 3)


@pytest.mark.parametrize(
    ("language", "own_name", "country", "number", "day"),
    [
        ("en", "English", "Côte d’Ivoire", "1,234", "3 November 2026"),
        ("fr", "Français", "Côte d’Ivoire", "1\u202f234", "3 novembre 2026"),
        ("fa", "فارسی", "ساحل عاج", "۱٬۲۳۴", "۱۲ آبان ۱۴۰۵"),
        ("ar", "العربية", "ساحل العاج", "١٬٢٣٤", "٣ نوفمبر ٢٠٢٦"),
        ("pt-BR", "Português (Brasil)", "Costa do Marfim", "1.234", "3 de novembro de 2026"),
    ],
)
def test_each_language_is_written_in_its_own_way(
    language: str, own_name: str, country: str, number: str, day: str
) -> None:
    assert language_name(language) == own_name
    assert country_name("CI", language) == country
    assert number_text(1234, language) == number
    assert date_text(DAY, language) == day


@pytest.mark.parametrize(
    ("language", "first", "second"),
    [
        ("fr", "1er mars 2026", "2 mars 2026"),
        ("fr-CA", "1er mars 2026", "2 mars 2026"),
        ("de", "1. März 2026", "2. März 2026"),
        ("es", "1 de marzo de 2026", "2 de marzo de 2026"),
        ("en", "1 March 2026", "2 March 2026"),
    ],
)
def test_the_first_of_a_month_is_an_ordinal_in_french(
    language: str, first: str, second: str
) -> None:
    assert date_text(date(2026, 3, 1), language) == first
    assert date_text(date(2026, 3, 2), language) == second
    assert date_text(date(2026, 3, 11), "fr") == "11 mars 2026"


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "A, B and C"),
        ("de", "A, B und C"),
        ("fr", "A, B et C"),
        ("es", "A, B y C"),
        ("fa", "A،\u200f B، و C"),
        ("ja", "A、B、C"),
    ],
)
def test_an_enumeration_ends_as_the_language_ends_it(language: str, expected: str) -> None:
    assert listed(["A", "B", "C"], language) == expected
    assert (listed(["A"], language), listed([], language)) == ("A", "")


def test_a_colon_has_a_space_before_it_in_french() -> None:
    assert [colon(tag) for tag in ("en", "fr-CA", "fa")] == [": ", "\u00a0: ", ": "]


def test_parts_are_told_apart_by_the_comma_of_the_language() -> None:
    tags = ("en", "fa", "ar-EG", "he", "zh-Hant", "tlh")
    assert [comma(tag) for tag in tags] == [", ", "، ", "، ", ", ", "、", ", "]


def test_a_language_without_data_is_named_by_its_tag_and_written_as_english() -> None:
    assert language_name("tlh") == "tlh"
    assert language_name("zh-Hant\xa0") == "zh-Hant\xa0"
    assert country_name("SN", "zh-Hant\xa0") == country_name("SN", "zh")
    assert country_name("SN", "tlh") == "Senegal"
    assert (number_text(1234, "tlh"), date_text(DAY, "tlh")) == ("1,234", "November 3, 2026")


def test_countries_are_those_of_the_standard_and_stand_in_the_order_of_their_names() -> None:
    names = country_names("en")
    assert len(names) == 250
    assert "XK" in names
    assert not {"EU", "UN", "ZZ", "XA"} & set(names)
    order = list(names.values())
    assert order[:3] == ["Afghanistan", "Åland Islands", "Albania"]
    assert country_name("ZZ", "en") == "ZZ"
