"""What `undersigned verify` does with the proof that travels inside a printed letter."""

import hashlib
from pathlib import Path

from undersigned.cli.verify.report import Report
from undersigned.core.errors import NotProven
from undersigned.core.strict import format_base64
from undersigned.core.text import MAX_TEXT_BYTES
from undersigned.core.text_proof import check_text_proof, parse_text_proof
from undersigned.core.tlog.checkpoint import Checkpoint
from undersigned.core.tlog.note import VerifyingKey


def verify_text_proof(
    data: bytes, location: Path, key: VerifyingKey | None, report: Report
) -> tuple[Checkpoint, VerifyingKey]:
    """Check that the edition is in the log, and the text files that lie beside the proof."""
    report.kind = "text proof"
    proof = parse_text_proof(data)
    used = key or VerifyingKey.parse(proof.vkey)
    checkpoint = check_text_proof(proof, used)
    leaf = proof.leaf
    report.facts |= {
        "letter": leaf.letter,
        "edition": leaf.edition,
        "index": proof.index,
        "texts": [
            {"language": language, "sha256": digest.hex()} for language, digest in leaf.digests
        ],
        "checkpoint": {
            "origin": checkpoint.origin,
            "size": checkpoint.size,
            "root": format_base64(checkpoint.root),
        },
    }
    texts = "; ".join(f"{language} sha256:{digest.hex()}" for language, digest in leaf.digests)
    report.proven += [
        (
            f"Edition {leaf.edition} of the letter {leaf.letter} is entry {proof.index} of"
            f" {checkpoint.size} in the log {checkpoint.origin}."
        ),
        f"It is exactly these texts: {texts}.",
    ]
    beside = 0
    for language, digest in leaf.digests:
        file = location.with_name(f"{language}.txt")
        if not file.is_file():
            continue
        if file.stat().st_size > MAX_TEXT_BYTES or _sha256(file) != digest:
            raise NotProven(f"The file {file.name} beside it is not the text of this edition.")
        beside += 1
        report.proven.append(f"The file {file.name} beside it is that text to the byte.")
    report.add_key(used, is_given=key is not None)
    if not beside:
        report.not_proven.append("That any text which you have read is one of these.")
    report.not_proven += [
        "Who signed it, and how many. The bundle of the letter tells that.",
        "That what is printed is this text. Compare the two.",
    ]
    return checkpoint, used


def _sha256(file: Path) -> bytes:
    return hashlib.sha256(file.read_bytes()).digest()
