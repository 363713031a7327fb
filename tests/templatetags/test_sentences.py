"""Numbers within sentences are written in the digits of the language."""

import pytest
from django.template import Context, Template
from django.utils import translation

LOAD = "{% load i18n letter_text %}"
SENTENCE = "{% blocktranslate with a=n %}{{ a }} of {{ n }} in {{ name }}{% endblocktranslate %}"
COUNTED = (
    "{% blocktranslate count n=n trimmed %}{{ n }} x {% plural %}{{ n }} xs{% endblocktranslate %}"
)


@pytest.mark.parametrize(
    ("language", "number", "expected"),
    [
        ("en", 1234, "1234 of 1234 in 7<b>"),
        ("en", 12345, "12,345 of 12,345 in 7<b>"),
        ("de", 12345, "12.345 of 12.345 in 7<b>"),
        ("fa", 1234, "۱۲۳۴ of ۱۲۳۴ in 7<b>"),
        ("fa", 12345, "۱۲٬۳۴۵ of ۱۲٬۳۴۵ in 7<b>"),
    ],
)
def test_numbers_are_those_of_the_language_and_names_stay(
    language: str, number: int, expected: str
) -> None:
    context = Context({"n": number, "name": "7<b>"})
    with translation.override(language):
        html = Template(LOAD + SENTENCE).render(context)
    assert html == expected.replace("<b>", "&lt;b&gt;")
    assert type(context["n"]) is int


@pytest.mark.parametrize(("number", "expected"), [(1, "۱ x"), (3, "۳ xs"), (0, "۰ x")])
def test_the_form_is_chosen_by_the_number(number: int, expected: str) -> None:
    with translation.override("fa"):
        html = Template(LOAD + COUNTED).render(Context({"n": number}))
    # The catalogue of Persian has no such sentence, so English chooses, in Persian digits.
    assert html in {expected, expected + "s"}


@pytest.mark.parametrize(
    ("language", "name", "expected"),
    [
        ("en", "Mina", "3 of 3 in Mina"),
        ("en", "مینا", "3 of 3 in \u2068مینا\u2069"),
        ("fa", "مینا", "۳ of ۳ in مینا"),
        ("fa", "Mina", "۳ of ۳ in \u2068Mina\u2069"),
    ],
)
def test_plain_text_isolates_names_of_the_other_direction(
    language: str, name: str, expected: str
) -> None:
    values = {"n": 3, "name": name}
    with translation.override(language):
        plain = Template(f"{LOAD}{{% autoescape off %}}{SENTENCE}{{% endautoescape %}}")
        assert plain.render(Context(values)) == expected
        # A page has markup for it.
        assert "\u2068" not in Template(LOAD + SENTENCE).render(Context(values))


def test_a_sentence_may_be_kept_for_later() -> None:
    source = "{% blocktranslate asvar kept %}{{ n }} of them{% endblocktranslate %}[{{ kept }}]"
    assert Template(LOAD + source).render(Context({"n": 3})) == "[3 of them]"


def test_days_and_times_are_those_of_the_page() -> None:
    from datetime import UTC, datetime

    context = Context({"at": datetime(2026, 11, 26, 7, 5, tzinfo=UTC), "n": 12345})
    template = Template(LOAD + "{{ at|day }}{% comma %}{{ at|clock }}; {{ n|number }}")
    with translation.override("fa"):
        assert template.render(context) == "۵ آذر ۱۴۰۵، ۰۷:۰۵; ۱۲٬۳۴۵"
    with translation.override("en"):
        assert template.render(context) == "26 November 2026, 07:05; 12,345"
