"""What the core says: the same words in English as before, and whole sentences for translators."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from undersigned.adapters.sentences import filled, in_words
from undersigned.core.errors import Malformed
from undersigned.core.sentences import Sentence
from undersigned.core.text import read_addressees

PERSIAN = {
    "Line {number}: {problem}": "سطر {number}: {problem}",
    "This is too long: at most {most} characters fit here.": "حداکثر {most} نویسه.",
    "at most {rows:,} rows": "حداکثر {rows:,} ردیف",
}


@pytest.fixture
def _persian(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    # The catalogue of the real program changes; these are sentences of a catalogue like it.
    monkeypatch.setattr(
        "undersigned.adapters.sentences.gettext", lambda sentence: PERSIAN.get(sentence, sentence)
    )
    with translation.override("fa"):
        yield


def test_an_error_is_its_english_sentence() -> None:
    error = Malformed("Line {line} holds {what!r}.", line=3, what="{a}")
    assert (str(error), error.args) == ("Line 3 holds '{a}'.", ("Line 3 holds '{a}'.",))
    assert in_words(error) == "Line 3 holds '{a}'."
    assert str(Malformed("A {brace} without values.")) == "A {brace} without values."
    assert in_words(Malformed()) == ""


@pytest.mark.usefixtures("_persian")
def test_a_sentence_within_a_sentence_is_translated_with_its_digits() -> None:
    with pytest.raises(Malformed) as caught:
        read_addressees("Ada\n" + "x" * 301)
    assert str(caught.value) == "Line 2: This is too long: at most 300 characters fit here."
    assert in_words(caught.value) == "سطر ۲: حداکثر ۳۰۰ نویسه."
    assert in_words(Sentence("at most {rows:,} rows", rows=12000)) == "حداکثر ۱۲٬۰۰۰ ردیف"


@pytest.mark.usefixtures("_persian")
def test_what_is_no_sentence_of_the_core_stays_as_it_is() -> None:
    assert in_words("Line {number}: {problem}") == "Line {number}: {problem}"


def test_numbers_put_into_a_sentence_are_those_of_the_language() -> None:
    sentence = "%(count)d of %(name)s, 100%% of %(rows)d"
    with translation.override("fa"):
        assert filled(sentence, count=12, name="7", rows=12000) == "۱۲ of 7, 100% of ۱۲٬۰۰۰"
    with translation.override("en"):
        assert filled(sentence, count=12, name="7", rows=1200) == "12 of 7, 100% of 1200"
