"""The two sequence models of a language, read from the package's own files.

docs/reference/quotation-model.md says what they learned from, and how well they do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pkgutil import get_data
from typing import Final, Protocol

LANGUAGES: Final = ("en", "fr", "de", "es", "fa")
_FOLDER: Final = "trained"


class Tagger(Protocol):
    """What is used of a tagger of python-crfsuite, which carries no types."""

    def tag(self, features: Sequence[Sequence[str]]) -> list[str]:
        """The likeliest labels of a sequence."""

    def marginal(self, label: str, place: int) -> float:
        """How probable a label is at a place of the last sequence."""

    def probability(self, labels: Sequence[str]) -> float:
        """How probable the labels are for the last sequence."""


@dataclass(frozen=True, slots=True)
class Model:
    """A tagger of cues and one of roles; not to be shared between threads."""

    cues: Tagger
    roles: Tagger
    # The taggers read in these bytes, and do not keep them alive themselves.
    data: tuple[bytes, bytes]


def open_model(language: str) -> Model:
    """The models of a language out of LANGUAGES, opened anew for each caller."""
    return read_model(_bytes(language, "cues"), _bytes(language, "roles"))


def read_model(cues: bytes, roles: bytes) -> Model:
    """A model of its two files."""
    return Model(_open_tagger(cues), _open_tagger(roles), (cues, roles))


def _open_tagger(data: bytes) -> Tagger:
    import pycrfsuite  # noqa: PLC0415 slow import

    tagger = pycrfsuite.Tagger()
    tagger.open_inmemory(data)
    return tagger  # type: ignore[no-any-return]  # It carries no types.


@cache
def _bytes(language: str, name: str) -> bytes:
    # Not importlib.resources, which loads what makes temporary files and takes thrice as long.
    data = get_data("undersigned.core.quotes", f"{_FOLDER}/{language}.{name}")
    assert data is not None
    return data
