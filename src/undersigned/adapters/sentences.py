"""What the core says, in the language of the reader: its sentences through Django's catalogues."""

import re

from django.utils.translation import get_language, gettext

from undersigned.core.display_names import count_text, number_text
from undersigned.core.errors import CoreError
from undersigned.core.languages import local_number
from undersigned.core.sentences import Sentence

_WHOLE_NUMBER = re.compile(r"(%\(\w+\))d")


class _Number(int):
    """A whole number that is written as the language of the reader writes it."""

    def __format__(self, spec: str) -> str:
        """Grouped only where the sentence asks for it, as in `{rows:,}`."""
        language = get_language() or "en"
        return number_text(self, language) if spec == "," else local_number(self, language)


def in_words(said: CoreError | str) -> str:
    """The sentence in the active language; what is no sentence of the core is left as it is."""
    sentence = said.sentence if isinstance(said, CoreError) else said
    # gettext would answer the empty string with the head of the catalogue.
    if not isinstance(sentence, Sentence) or not sentence:
        return sentence
    pattern = gettext(sentence.pattern)
    if not sentence.values:
        return pattern
    return pattern.format(**{name: _value(value) for name, value in sentence.values.items()})


def _value(value: object) -> object:
    if isinstance(value, CoreError | Sentence):
        return in_words(value)
    return _Number(value) if type(value) is int else value


def filled(sentence: str, **values: object) -> str:
    """A translated sentence with its values, `%(count)d` in the digits of the active language."""
    language = get_language() or "en"
    written = {
        name: count_text(value, language) if type(value) is int else value
        for name, value in values.items()
    }
    return _WHOLE_NUMBER.sub(r"\1s", sentence) % written
