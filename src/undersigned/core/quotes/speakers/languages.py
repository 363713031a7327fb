"""The vocabularies that there are; each is built when the first article needs it."""

from collections.abc import Callable
from functools import lru_cache
from typing import Final

from undersigned.core.quotes.speakers.english import english
from undersigned.core.quotes.speakers.french import french
from undersigned.core.quotes.speakers.german import german
from undersigned.core.quotes.speakers.persian import persian
from undersigned.core.quotes.speakers.spanish import spanish
from undersigned.core.quotes.speakers.vocabulary import Vocabulary

BUILDERS: Final[dict[str, Callable[[], Vocabulary]]] = {
    "en": english,
    "fr": french,
    "de": german,
    "es": spanish,
    "fa": persian,
}


@lru_cache
def vocabulary(language: str) -> Vocabulary | None:
    """The words of a language, or None for one that there are none of."""
    build = BUILDERS.get(language)
    return build() if build is not None else None
