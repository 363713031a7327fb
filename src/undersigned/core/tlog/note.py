"""Signed notes, c2sp.org/signed-note, with Ed25519: keys, signing, opening.

The cryptography library is imported where it is first used, because it takes longer to load than
the checks of a receipt take to run.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from undersigned.core.errors import Malformed, NotProven
from undersigned.core.strict import decode_utf8, format_base64, parse_base64

ED25519: Final = b"\x01"
COSIGNATURE: Final = b"\x04"
MAX_NOTE_BYTES: Final = 1_000_000
MAX_SIGNATURES: Final = 100
MAX_NAME_BYTES: Final = 512
SIGNATURE_PREFIX: Final = "— "


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """A signature line: who says to have signed, with which key, and the signature's bytes."""

    name: str
    key_id: bytes
    signature: bytes

    def format(self) -> str:
        """The line, with its newline."""
        return f"{SIGNATURE_PREFIX}{self.name} {format_base64(self.key_id + self.signature)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text, up to and including its last newline, and the signatures under it, unchecked."""

    text: bytes
    signatures: tuple[NoteSignature, ...]


@dataclass(frozen=True)
class VerifyingKey:
    """A public key and the name it signs under."""

    name: str
    public: bytes
    type: bytes = ED25519

    @classmethod
    def parse(cls, vkey: str) -> "VerifyingKey":
        """`<name>+<8 hex digits>+<base64 of type and key>`, the form of all note tools."""
        name, _, rest = vkey.partition("+")
        hex_id, _, encoded = rest.partition("+")
        data = parse_base64(encoded)
        if data[:1] not in {ED25519, COSIGNATURE} or len(data) != 33:
            raise Malformed("A verification key is not an Ed25519 key.")
        key = cls(name, data[1:], data[:1])
        check_key_name(name)
        if hex_id != key.key_id.hex():
            raise Malformed("The key id of a verification key does not belong to it.")
        return key

    @cached_property
    def key_id(self) -> bytes:
        """Four bytes that tell keys of the same name apart."""
        data = self.name.encode("utf-8") + b"\n" + self.type + self.public
        return hashlib.sha256(data).digest()[:4]

    @property
    def vkey(self) -> str:
        """The key in the form that `parse` reads."""
        return f"{self.name}+{self.key_id.hex()}+{format_base64(self.type + self.public)}"

    def check(self, message: bytes, signature: bytes) -> None:
        """Raises NotProven unless `signature` is this key's Ed25519 signature of `message`."""
        from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 slow import
        from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415 slow import
            Ed25519PublicKey,
        )

        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError):
            raise NotProven(f"A signature by {self.name} is not valid.") from None


class SigningKey:
    """A private key and the name it signs under."""

    def __init__(self, name: str, seed: bytes, type: bytes = ED25519) -> None:  # noqa: A002 as above
        from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415 slow import
            Ed25519PrivateKey,
        )

        check_key_name(name)
        if len(seed) != 32:
            raise Malformed("The seed of a signing key is not 32 bytes long.")
        self._private: Ed25519PrivateKey = Ed25519PrivateKey.from_private_bytes(seed)
        self.verifying_key = VerifyingKey(name, self._private.public_key().public_bytes_raw(), type)

    @property
    def name(self) -> str:
        """The name that stands in its signature lines."""
        return self.verifying_key.name

    @property
    def vkey(self) -> str:
        """The public half, to be handed out."""
        return self.verifying_key.vkey

    def sign_bytes(self, message: bytes) -> bytes:
        """The bare 64 bytes of an Ed25519 signature."""
        return self._private.sign(message)

    def sign(self, text: bytes) -> bytes:
        """The text as a signed note with one signature."""
        signature = NoteSignature(self.name, self.verifying_key.key_id, self.sign_bytes(text))
        return format_note(Note(text, (signature,)))


def check_key_name(name: str) -> None:
    """A key name is not empty and has no spaces, no plus and no control characters."""
    if not name or "+" in name or len(name) > MAX_NAME_BYTES:
        raise Malformed("A key name is empty, too long, or has a plus sign.")
    if any(character.isspace() or character < " " for character in name):
        raise Malformed("A key name has a space or control character.")
    if any("\ud800" <= character <= "\udfff" for character in name):
        raise Malformed("A key name is not Unicode text.")


def format_note(note: Note) -> bytes:
    """The bytes of a signed note; refuses a text that cannot be signed."""
    lines = "".join(signature.format() for signature in note.signatures)
    data = note.text + b"\n" + lines.encode("utf-8")
    if parse_note(data) != note:
        raise Malformed("This text cannot be made into a signed note.")
    return data


def parse_note(data: bytes) -> Note:
    """Splits a signed note at its last empty line; the signatures are not checked yet."""
    if len(data) > MAX_NOTE_BYTES:
        raise Malformed("A signed note is too long.")
    text = decode_utf8(data, "A signed note")
    if any(character < " " and character != "\n" for character in text):
        raise Malformed("A signed note has control characters.")
    body, separator, tail = text.rpartition("\n\n")
    if not separator or not tail.endswith("\n"):
        raise Malformed("A signed note has no signatures after an empty line.")
    lines = tail[:-1].split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise Malformed("A signed note has too many signatures.")
    if len(set(lines)) != len(lines):
        raise Malformed("A signed note has the same signature twice.")
    signatures = tuple(_parse_signature(line) for line in lines)
    return Note(f"{body}\n".encode(), signatures)


def open_note(data: bytes, key: VerifyingKey) -> Note:
    """The note, once `key` is known to have signed it; signatures by other keys are ignored."""
    note = parse_note(data)
    own = [line for line in note.signatures if (line.name, line.key_id) == (key.name, key.key_id)]
    if not own:
        raise NotProven(f"There is no signature by the key of {key.name}.")
    for line in own:
        key.check(note.text, line.signature)
    return note


def add_signatures(data: bytes, signatures: Sequence[NoteSignature]) -> bytes:
    """The signed note with more signatures under it."""
    note = parse_note(data)
    return format_note(Note(note.text, (*note.signatures, *signatures)))


def _parse_signature(line: str) -> NoteSignature:
    name, separator, encoded = line.removeprefix(SIGNATURE_PREFIX).partition(" ")
    if not line.startswith(SIGNATURE_PREFIX) or not separator:
        raise Malformed("A line under a signed note is not a signature.")
    check_key_name(name)
    data = parse_base64(encoded)
    if len(data) < 5:
        raise Malformed("A signature is too short.")
    return NoteSignature(name, data[:4], data[4:])
