"""Proofs that an entry is in a log, c2sp.org/tlog-proof, as one file that needs no server."""

from dataclasses import dataclass
from typing import Final

from undersigned.core.errors import Malformed
from undersigned.core.strict import (
    check_hash,
    check_number,
    decode_utf8,
    format_base64,
    parse_base64,
    parse_hash,
    parse_number,
)

HEADER: Final = "c2sp.org/tlog-proof@v1"
MAX_PROOF_BYTES: Final = 256 * 1024
MAX_HASHES: Final = 64


@dataclass(frozen=True, slots=True)
class Proof:
    """An index, the hashes from the leaf's sibling upward, the checkpoint, and what was added."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes | None = None


def format_proof(proof: Proof) -> bytes:
    """The bytes of the file."""
    check_number(proof.index)
    if len(proof.hashes) > MAX_HASHES:
        raise Malformed("A proof has too many hashes.")
    for node in proof.hashes:
        check_hash(node)
    lines = [HEADER]
    if proof.extra is not None:
        lines.append(f"extra {format_base64(proof.extra)}")
    lines.append(f"index {proof.index}")
    lines += [format_base64(node) for node in proof.hashes]
    return "".join(f"{line}\n" for line in [*lines, ""]).encode("ascii") + proof.checkpoint


def parse_proof(data: bytes) -> Proof:
    """The proof that `data` spells; neither its checkpoint nor its extra data is checked yet."""
    if len(data) > MAX_PROOF_BYTES:
        raise Malformed("A proof is too long.")
    head, separator, checkpoint = data.partition(b"\n\n")
    lines = decode_utf8(head, "A proof").split("\n")
    if not separator or lines.pop(0) != HEADER:
        raise Malformed(f"A proof does not begin with the line {HEADER}.")
    extra = None
    if lines and lines[0].startswith("extra "):
        extra = parse_base64(lines.pop(0).removeprefix("extra "))
    if not lines or not lines[0].startswith("index "):
        raise Malformed("A proof has no index.")
    index = parse_number(lines.pop(0).removeprefix("index "))
    if len(lines) > MAX_HASHES:
        raise Malformed("A proof has too many hashes.")
    proof = Proof(index, tuple(parse_hash(line) for line in lines), checkpoint, extra)
    if format_proof(proof) != data:
        raise Malformed("A proof is not in its one spelling.")
    return proof
