"""Timestamped Ed25519 cosignatures by witnesses, c2sp.org/tlog-cosignature."""

from typing import Final

from undersigned.core.errors import Malformed, NotProven
from undersigned.core.tlog.checkpoint import parse_checkpoint_text
from undersigned.core.tlog.note import (
    COSIGNATURE,
    NoteSignature,
    SigningKey,
    VerifyingKey,
    parse_note,
)

_TIMESTAMP_BYTES: Final = 8
_MAX_TIMESTAMP: Final = 2**63 - 1


def cosign(data: bytes, key: SigningKey, *, timestamp: int) -> NoteSignature:
    """The witness's signature line under a checkpoint; `timestamp` is in seconds since 1970."""
    if key.verifying_key.type != COSIGNATURE:
        raise Malformed("This key does not make cosignatures.")
    signature = key.sign_bytes(_message(parse_note(data).text, timestamp))
    stamp = timestamp.to_bytes(_TIMESTAMP_BYTES, "big")
    return NoteSignature(key.name, key.verifying_key.key_id, stamp + signature)


def check_cosignature(data: bytes, key: VerifyingKey) -> int:
    """When, in seconds since 1970, the witness saw this checkpoint; else raises NotProven."""
    if key.type != COSIGNATURE:
        raise Malformed("This key does not make cosignatures.")
    note = parse_note(data)
    latest = -1
    for line in note.signatures:
        if (line.name, line.key_id) == (key.name, key.key_id):
            timestamp = int.from_bytes(line.signature[:_TIMESTAMP_BYTES], "big")
            key.check(_message(note.text, timestamp), line.signature[_TIMESTAMP_BYTES:])
            latest = max(latest, timestamp)
    if latest < 0:
        raise NotProven(f"There is no cosignature by {key.name}.")
    return latest


def _message(text: bytes, timestamp: int) -> bytes:
    parse_checkpoint_text(text)
    if not 0 <= timestamp <= _MAX_TIMESTAMP:
        raise Malformed("The time of a cosignature is out of range.")
    return f"cosignature/v1\ntime {timestamp}\n".encode("ascii") + text
