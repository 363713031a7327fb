"""Sentences of the core: English by themselves, and whole enough to be said in other languages."""

from collections.abc import Mapping


class Sentence(str):
    """An English sentence that remembers what it was made of: a pattern and named values.

    `Sentence("Line {line} is empty.", line=3)` is the text "Line 3 is empty."; a translation of
    its pattern takes the same values. Values may be sentences, and errors of the core.
    """

    __slots__ = ("pattern", "values")
    pattern: str
    values: Mapping[str, object]

    def __new__(cls, pattern: str, /, **values: object) -> "Sentence":
        """The sentence with its values put in; without values, braces stand for themselves."""
        made = super().__new__(cls, pattern.format(**values) if values else pattern)
        made.pattern = pattern
        made.values = values
        return made


def mark(pattern: str) -> str:
    """The pattern itself; it marks one for translation that goes into an error elsewhere.

    Imported as `_`, under which name translators' tools know it.
    """
    return pattern
