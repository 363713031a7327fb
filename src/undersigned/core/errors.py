"""The only ways, besides a value, out of the core: bytes in a wrong form, and claims not proven."""

from undersigned.core.sentences import Sentence


class CoreError(Exception):
    """What the core raises; its message is a sentence that may be shown to a person.

    Values go into the sentence by their names, `Malformed("Line {line} is empty.", line=3)`, so
    that it can be said in other languages: `adapters/sentences.py` does.
    """

    def __init__(self, sentence: str = "", /, **values: object) -> None:
        self.sentence = sentence if isinstance(sentence, Sentence) else Sentence(sentence, **values)
        super().__init__(self.sentence)


class Malformed(CoreError):
    """The bytes are not in the one form that their format allows."""


class NotProven(CoreError):
    """The bytes are well formed, but what they claim does not follow from them."""
