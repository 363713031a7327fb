"""Leaves of a letter's log, `undersigned/leaf/v1` and `v2`: what happened, and no personal data.

The second version adds one kind of leaf; the others keep their spelling in the first.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from undersigned.core.errors import Malformed
from undersigned.core.languages import check_language
from undersigned.core.strict import (
    check_hash,
    check_letter,
    check_number,
    decode_ascii,
    format_base64,
    parse_hash,
    parse_number,
    parse_sha256_hex,
)

VERSION: Final = "undersigned/leaf/v1"
VERSION_2: Final = "undersigned/leaf/v2"
MAX_LEAF_BYTES: Final = 16_384
MAX_TEXTS: Final = 128


class SignatoryKind(StrEnum):
    """Who signs."""

    PERSON = "person"
    ORGANIZATION = "organization"


@dataclass(frozen=True, slots=True)
class TextLeaf:
    """An edition: the SHA-256 of its text in each language, the original first."""

    letter: str
    edition: int
    digests: tuple[tuple[str, bytes], ...]


@dataclass(frozen=True, slots=True)
class SignLeaf:
    """One signature to the edition of the text leaf at `text_index`."""

    letter: str
    text_index: int
    kind: SignatoryKind
    commitment: bytes


@dataclass(frozen=True, slots=True)
class WithdrawLeaf:
    """The signature at `index` no longer counts."""

    letter: str
    index: int


@dataclass(frozen=True, slots=True)
class EraseLeaf:
    """What the signature at `index` committed to has been destroyed."""

    letter: str
    index: int


@dataclass(frozen=True, slots=True)
class CloseLeaf:
    """The letter takes no more signatures."""

    letter: str


@dataclass(frozen=True, slots=True)
class RecipientsLeaf:
    """From here on contact data is sealed for the recipients with this fingerprint."""

    letter: str
    fingerprint: bytes


Leaf = TextLeaf | SignLeaf | WithdrawLeaf | EraseLeaf | CloseLeaf | RecipientsLeaf


def format_leaf(leaf: Leaf) -> bytes:
    """The bytes that are hashed into the log; refuses values that no parser would read."""
    check_letter(leaf.letter)
    version = VERSION
    match leaf:
        case TextLeaf(_, edition, digests):
            word = "text"
            _check_texts(edition, digests)
            lines = [f"edition {edition}"]
            lines += [f"{language} sha256:{digest.hex()}" for language, digest in digests]
        case SignLeaf(_, text_index, kind, commitment):
            word = "sign"
            check_number(text_index)
            check_hash(commitment)
            lines = [
                f"text {text_index}",
                f"kind {kind.value}",
                f"commit {format_base64(commitment)}",
            ]
        case WithdrawLeaf(_, index):
            word = "withdraw"
            check_number(index)
            lines = [f"index {index}"]
        case EraseLeaf(_, index):
            word = "erase"
            check_number(index)
            lines = [f"index {index}"]
        case CloseLeaf(_):
            word = "close"
            lines = []
        case RecipientsLeaf(_, fingerprint):
            version, word = VERSION_2, "recipients"
            check_hash(fingerprint)
            lines = [f"fingerprint sha256:{fingerprint.hex()}"]
    return "\n".join((version, word, leaf.letter, *lines, "")).encode("ascii")


def parse_leaf(data: bytes) -> Leaf:
    """The leaf that `data` spells; raises Malformed for anything else."""
    if len(data) > MAX_LEAF_BYTES:
        raise Malformed("A leaf is too long.")
    lines = decode_ascii(data, "A leaf").split("\n")
    if len(lines) < 4 or lines[0] not in {VERSION, VERSION_2} or lines.pop() != "":
        raise Malformed(
            f"A leaf does not begin with the line {VERSION} or {VERSION_2}, or does not end"
            " properly."
        )
    word, letter, rest = lines[1], lines[2], lines[3:]
    check_letter(letter)
    leaf: Leaf
    if word == "recipients" and len(rest) == 1:
        leaf = RecipientsLeaf(letter, parse_sha256_hex(_after("fingerprint sha256:", rest[0])))
    elif word == "sign" and len(rest) == 3:
        leaf = SignLeaf(
            letter,
            parse_number(_after("text ", rest[0])),
            _parse_kind(_after("kind ", rest[1])),
            parse_hash(_after("commit ", rest[2])),
        )
    elif word == "text" and rest:
        leaf = TextLeaf(
            letter,
            parse_number(_after("edition ", rest[0])),
            tuple(_parse_text_line(line) for line in rest[1:]),
        )
    elif word == "withdraw" and len(rest) == 1:
        leaf = WithdrawLeaf(letter, parse_number(_after("index ", rest[0])))
    elif word == "erase" and len(rest) == 1:
        leaf = EraseLeaf(letter, parse_number(_after("index ", rest[0])))
    elif word == "close" and not rest:
        leaf = CloseLeaf(letter)
    else:
        raise Malformed("A leaf is of an unknown kind, or has too few or too many lines.")
    if format_leaf(leaf) != data:
        raise Malformed("A leaf is not in its one spelling.")
    return leaf


def _check_texts(edition: int, digests: tuple[tuple[str, bytes], ...]) -> None:
    check_number(edition)
    if edition < 1:
        raise Malformed("Editions are numbered from 1.")
    if not 1 <= len(digests) <= MAX_TEXTS:
        raise Malformed(f"An edition has from 1 to {MAX_TEXTS} texts.")
    for language, digest in digests:
        check_hash(digest)
        check_language(language)
    if len({language.lower() for language, _ in digests}) != len(digests):
        raise Malformed("An edition names a language twice.")
    if len({digest for _, digest in digests}) != len(digests):
        raise Malformed("An edition names the same text twice.")


def _after(prefix: str, line: str) -> str:
    if not line.startswith(prefix):
        raise Malformed(f"A leaf has no line that begins with {prefix.strip()!r} where it belongs.")
    return line[len(prefix) :]


def _parse_kind(text: str) -> SignatoryKind:
    try:
        return SignatoryKind(text)
    except ValueError:
        raise Malformed("A signatory is neither a person nor an organization.") from None


def _parse_text_line(line: str) -> tuple[str, bytes]:
    language, separator, digest = line.partition(" sha256:")
    if not separator:
        raise Malformed("A line of a text leaf is not a language and a digest.")
    return language, parse_sha256_hex(digest)
