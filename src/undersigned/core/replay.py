"""The rules of a letter's log: which leaf may follow which, and what the leaves add up to.

Everything that a log may grow by goes through `Replay`, one leaf after the other. It keeps three
bytes for each leaf, so that a log of a million signatures takes three megabytes.
"""

from array import array
from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from typing import Final

from undersigned.core.errors import NotProven
from undersigned.core.leaf import (
    CloseLeaf,
    EraseLeaf,
    Leaf,
    RecipientsLeaf,
    SignatoryKind,
    SignLeaf,
    TextLeaf,
    WithdrawLeaf,
)
from undersigned.core.seal import NO_RECIPIENTS

_PERSON: Final = 1
_ORGANIZATION: Final = 2
_WITHDRAWN: Final = 4
_ERASED: Final = 8
_NAMED: Final = 16
_MAX_EDITIONS: Final = 10_000
_KIND_BITS: Final = {SignatoryKind.PERSON: _PERSON, SignatoryKind.ORGANIZATION: _ORGANIZATION}


class SignatureState(StrEnum):
    """What has become of a signature since it was logged."""

    COUNTED = "counted"
    WITHDRAWN = "withdrawn"


class Replay:
    """What the leaves of one letter's log say, up to the last one added."""

    def __init__(self, letter: str) -> None:
        self.letter = letter
        self.texts: dict[int, TextLeaf] = {}
        self.closed_at: int | None = None
        # Of the keys in force, and the leaf that says so; None before the first.
        self.fingerprint = NO_RECIPIENTS
        self.recipients_at: int | None = None
        self._flags = bytearray()
        # For each leaf, which of the texts it signs, counted from 0 in the order of the log.
        self._signs = array("H")
        self._ordinals: dict[int, int] = {}
        self._ordinal = 0

    @property
    def size(self) -> int:
        """How many leaves were added."""
        return len(self._flags)

    def add(self, leaf: Leaf) -> None:
        """Takes the next leaf, or raises NotProven when this log cannot go on with it."""
        if leaf.letter != self.letter:
            raise self._refusal("belongs to another letter")
        if not self.texts and not isinstance(leaf, TextLeaf):
            raise self._refusal("comes before any text")
        match leaf:
            case SignLeaf(_, text_index, kind):
                self.check_signable(text_index)
                self.add_checked_signature(is_organization=kind is SignatoryKind.ORGANIZATION)
                return
            case TextLeaf(_, edition):
                self._check_open()
                if any(edition <= text.edition for text in self.texts.values()):
                    raise self._refusal("is an edition that does not follow the last one")
                if len(self.texts) == _MAX_EDITIONS:
                    raise self._refusal("is one edition too many")
                self._ordinals[self.size] = len(self.texts)
                self.texts[self.size] = leaf
            case WithdrawLeaf(_, index):
                self._mark(index, _WITHDRAWN, "withdrawn")
            case EraseLeaf(_, index):
                self._mark(index, _ERASED, "erased")
            case RecipientsLeaf(_, fingerprint):
                if fingerprint == self.fingerprint:
                    raise self._refusal("names the recipients that are in force already")
                self.fingerprint, self.recipients_at = fingerprint, self.size
            case CloseLeaf():
                self._check_open()
                self.closed_at = self.size
        self._flags.append(0)
        self._signs.append(0)

    def check_signable(self, text_index: int) -> None:
        """Raises NotProven unless a signature to the text leaf at this index may come next."""
        self._check_open()
        if text_index not in self.texts:
            raise self._refusal("signs something that is not an earlier text of this letter")
        self._ordinal = self._ordinals[text_index]

    def add_checked_signature(self, *, is_organization: bool) -> None:
        """A fast way for a sign leaf of this letter to the text last given to `check_signable`."""
        self._flags.append(_ORGANIZATION if is_organization else _PERSON)
        self._signs.append(self._ordinal)

    def name(self, index: int) -> SignatoryKind:
        """Marks the signature at `index` as shown with its name, once, and says who signed."""
        flags = self._flags[index] if 0 <= index < self.size else 0
        if not flags & (_PERSON | _ORGANIZATION):
            raise NotProven(f"A name is given for leaf {index}, which is not a signature.")
        if flags & (_WITHDRAWN | _ERASED):
            raise NotProven(f"A name is given for leaf {index}, which was withdrawn or erased.")
        if flags & _NAMED:
            raise NotProven(f"Two names are given for leaf {index}.")
        self._flags[index] = flags | _NAMED
        return SignatoryKind.PERSON if flags & _PERSON else SignatoryKind.ORGANIZATION

    def signed_at(self, index: int) -> tuple[SignatoryKind, TextLeaf]:
        """Who signed at `index`, where a signature is, and the text leaf that it refers to."""
        is_person = self._flags[index] & _PERSON
        kind = SignatoryKind.PERSON if is_person else SignatoryKind.ORGANIZATION
        return kind, list(self.texts.values())[self._signs[index]]

    def state_at(self, index: int) -> SignatureState:
        """Whether the signature at `index` counts; raises NotProven when there is none."""
        flags = self._flags[index] if 0 <= index < self.size else 0
        if not flags & (_PERSON | _ORGANIZATION):
            raise NotProven(f"Leaf {index} is not a signature.")
        return SignatureState.WITHDRAWN if flags & _WITHDRAWN else SignatureState.COUNTED

    @property
    def recipients(self) -> tuple[int, bytes] | None:
        """The leaf that names the recipients in force, and their fingerprint; None without any."""
        if self.recipients_at is None or self.fingerprint == NO_RECIPIENTS:
            return None
        return self.recipients_at, self.fingerprint

    def count(self, kind: SignatoryKind) -> int:
        """How many signatures of this kind count: those that were not withdrawn."""
        return self._total(with_bits=_KIND_BITS[kind], without=_WITHDRAWN)

    def count_named(self, kind: SignatoryKind) -> int:
        """How many of those that count are shown with their names."""
        return self._total(with_bits=_KIND_BITS[kind] | _NAMED, without=_WITHDRAWN)

    def count_by_text(self, kind: SignatoryKind) -> dict[int, int]:
        """How many signatures of this kind count, for each text leaf by its index."""
        if len(self._ordinals) == 1:
            return dict.fromkeys(self._ordinals, self.count(kind))
        bit = _KIND_BITS[kind]
        counted = Counter(
            text
            for text, flags in zip(self._signs, self._flags, strict=True)
            if flags & (bit | _WITHDRAWN) == bit
        )
        return {index: counted[ordinal] for index, ordinal in self._ordinals.items()}

    @property
    def withdrawn(self) -> int:
        """How many signatures were withdrawn."""
        return self._total(with_bits=_WITHDRAWN, without=0)

    @property
    def erased(self) -> int:
        """How many signatures had their personal data destroyed."""
        return self._total(with_bits=_ERASED, without=0)

    def _total(self, *, with_bits: int, without: int) -> int:
        return sum(self._flags.count(flags) for flags in _combinations(with_bits, without))

    def _mark(self, index: int, bit: int, word: str) -> None:
        flags = self._flags[index] if index < self.size else 0
        if not flags & (_PERSON | _ORGANIZATION):
            raise self._refusal("refers to something that is not an earlier signature")
        if flags & bit:
            raise self._refusal(f"refers to a signature that was already {word}")
        if flags & _NAMED:
            raise NotProven(f"A name is given for leaf {index}, which was later {word}.")
        self._flags[index] = flags | bit

    def _check_open(self) -> None:
        if self.closed_at is not None:
            raise self._refusal("comes after the letter was closed")

    def _refusal(self, why: str) -> NotProven:
        return NotProven(f"Leaf {self.size} {why}.")


def _combinations(with_bits: int, without: int) -> Iterator[int]:
    for flags in range(2 * _NAMED):
        if flags & with_bits == with_bits and not flags & without:
            yield flags
