"""Text proofs, `undersigned/text-proof/v1`: that an edition's texts are in the log, in one file.

A c2sp.org/tlog-proof file whose extra data is one JSON object in one spelling: the log's key and
the text leaf. It holds nothing of any person, and travels inside the printed letter.
"""

import json
from dataclasses import dataclass
from typing import Any, Final

from undersigned.core.errors import Malformed, NotProven
from undersigned.core.leaf import TextLeaf, format_leaf, parse_leaf
from undersigned.core.receipt import check_origin
from undersigned.core.tlog.checkpoint import Checkpoint, open_checkpoint
from undersigned.core.tlog.merkle import check_inclusion, leaf_hash
from undersigned.core.tlog.note import VerifyingKey
from undersigned.core.tlog.proof import Proof, format_proof, parse_proof

VERSION: Final = "undersigned/text-proof/v1"
_START: Final = f'{{"format":"{VERSION}",'.encode()
_KEYS: Final = ("format", "vkey", "leaf")


@dataclass(frozen=True, slots=True)
class TextProof:
    """All that the file holds; nothing of it is proven before `check_text_proof`."""

    leaf: TextLeaf
    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes
    vkey: str


def format_text_proof(proof: TextProof) -> bytes:
    """The bytes of the file."""
    VerifyingKey.parse(proof.vkey)
    extra = {
        "format": VERSION,
        "vkey": proof.vkey,
        "leaf": format_leaf(proof.leaf).decode("ascii"),
    }
    encoded = json.dumps(extra, ensure_ascii=False, separators=(",", ":")).encode()
    return format_proof(Proof(proof.index, proof.hashes, proof.checkpoint, encoded))


def is_text_proof(data: bytes) -> bool:
    """Whether a tlog-proof says that it is one of these and no receipt."""
    extra = parse_proof(data).extra
    return extra is not None and extra.startswith(_START)


def parse_text_proof(data: bytes) -> TextProof:
    """The proof that `data` spells."""
    proof = parse_proof(data)
    try:
        # Any, because it is what a stranger's JSON happens to hold.
        extra: Any = json.loads(proof.extra or b"")
    except (ValueError, RecursionError):
        raise Malformed("The extra data of a text proof is not JSON.") from None
    if not isinstance(extra, dict) or tuple(extra) != _KEYS or extra["format"] != VERSION:
        raise Malformed(f"The extra data of a text proof is not {VERSION}.")
    vkey, text = extra["vkey"], extra["leaf"]
    if not isinstance(vkey, str) or not isinstance(text, str) or not text.isascii():
        raise Malformed("A member of the extra data of a text proof is not a string of its kind.")
    leaf = parse_leaf(text.encode("ascii"))
    if not isinstance(leaf, TextLeaf):
        raise Malformed("A text proof is not about an edition.")
    found = TextProof(leaf, proof.index, proof.hashes, proof.checkpoint, vkey)
    if format_text_proof(found) != data:
        raise Malformed("A text proof is not in its one spelling.")
    return found


def check_text_proof(proof: TextProof, key: VerifyingKey) -> Checkpoint:
    """The checkpoint under which the edition stands, for whoever trusts `key`; else NotProven."""
    if proof.vkey != key.vkey:
        raise NotProven("The text proof names another key than the one it is checked with.")
    checkpoint = open_checkpoint(proof.checkpoint, key)
    check_origin(checkpoint.origin, proof.leaf.letter)
    check_inclusion(
        leaf_hash(format_leaf(proof.leaf)),
        proof.index,
        checkpoint.size,
        proof.hashes,
        checkpoint.root,
    )
    return checkpoint
