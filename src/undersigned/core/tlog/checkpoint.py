"""Checkpoints, c2sp.org/tlog-checkpoint: the signed size and root hash of a log."""

from dataclasses import dataclass
from typing import Final

from undersigned.core.errors import Malformed
from undersigned.core.strict import (
    check_hash,
    check_number,
    decode_utf8,
    format_base64,
    parse_hash,
    parse_number,
)
from undersigned.core.tlog.note import SigningKey, VerifyingKey, open_note, parse_note

MAX_CHECKPOINT_BYTES: Final = 128 * 1024
"""Sixteen signatures must fit, also those of nearly five kilobytes (signed-note)."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a checkpoint says."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()


def format_checkpoint(checkpoint: Checkpoint) -> bytes:
    """The text that is signed."""
    check_number(checkpoint.size)
    check_hash(checkpoint.root)
    lines = (
        checkpoint.origin,
        str(checkpoint.size),
        format_base64(checkpoint.root),
        *checkpoint.extensions,
    )
    if not all(lines) or any("\n" in line for line in lines):
        raise Malformed("A line of a checkpoint is empty.")
    return "".join(f"{line}\n" for line in lines).encode()


def parse_checkpoint_text(text: bytes) -> Checkpoint:
    """The checkpoint that the text of a note spells."""
    lines = decode_utf8(text, "A checkpoint").split("\n")
    if lines.pop() or len(lines) < 3:
        raise Malformed("A checkpoint has fewer than three lines.")
    checkpoint = Checkpoint(
        lines[0], parse_number(lines[1]), parse_hash(lines[2]), tuple(lines[3:])
    )
    if format_checkpoint(checkpoint) != text:
        raise Malformed("A checkpoint is not in its one spelling.")
    return checkpoint


def sign_checkpoint(checkpoint: Checkpoint, key: SigningKey) -> bytes:
    """The signed note; the key's name must be the log's origin."""
    if key.name != checkpoint.origin:
        raise Malformed("A checkpoint is signed by the key that is named after its log.")
    return key.sign(format_checkpoint(checkpoint))


def read_checkpoint(data: bytes) -> Checkpoint:
    """What a checkpoint says, with its signatures unchecked: never a reason to believe it."""
    if len(data) > MAX_CHECKPOINT_BYTES:
        raise Malformed("A checkpoint is too long.")
    return parse_checkpoint_text(parse_note(data).text)


def open_checkpoint(data: bytes, vkey: str | VerifyingKey) -> Checkpoint:
    """What a checkpoint says, once the log's key is known to have signed it."""
    if len(data) > MAX_CHECKPOINT_BYTES:
        raise Malformed("A checkpoint is too long.")
    key = VerifyingKey.parse(vkey) if isinstance(vkey, str) else vkey
    checkpoint = parse_checkpoint_text(open_note(data, key).text)
    if checkpoint.origin != key.name:
        raise Malformed("A checkpoint does not begin with the name of the key that signed it.")
    return checkpoint
