"""Proof files in the one spelling of c2sp.org/tlog-proof."""

import pytest

from undersigned.core.errors import Malformed
from undersigned.core.tlog.proof import Proof, format_proof, parse_proof

CHECKPOINT = b"origin\n1\nroot\n\nsignature\n"
ZEROS = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="


@pytest.mark.parametrize(
    ("proof", "head"),
    [
        (Proof(0, (), CHECKPOINT), "index 0\n"),
        (Proof(7, (bytes(32),), CHECKPOINT), f"index 7\n{ZEROS}\n"),
        (Proof(7, (bytes(32),) * 2, CHECKPOINT, b"ab"), f"extra YWI=\nindex 7\n{ZEROS}\n{ZEROS}\n"),
        (Proof(7, (), CHECKPOINT, b""), "extra \nindex 7\n"),
    ],
)
def test_a_proof_has_the_specified_bytes(proof: Proof, head: str) -> None:
    data = b"c2sp.org/tlog-proof@v1\n" + head.encode() + b"\n" + CHECKPOINT
    assert format_proof(proof) == data
    assert parse_proof(data) == proof


@pytest.mark.parametrize(
    "head",
    [
        "",
        "c2sp.org/tlog-proof@v1\n",
        "c2sp.org/tlog-proof@v2\nindex 0\n",
        "c2sp.org/tlog-proof@v1\r\nindex 0\r\n",
        "c2sp.org/tlog-proof@v1\nindex 00\n",
        "c2sp.org/tlog-proof@v1\nindex  0\n",
        "c2sp.org/tlog-proof@v1\nindex 0 \n",
        "c2sp.org/tlog-proof@v1\nindex\n",
        "c2sp.org/tlog-proof@v1\nindex 0\nextra YWI=\n",
        "c2sp.org/tlog-proof@v1\nextra YWI\nindex 0\n",
        "c2sp.org/tlog-proof@v1\nextra YWI=\nextra YWI=\nindex 0\n",
        f"c2sp.org/tlog-proof@v1\nindex 0\n{ZEROS[:-4]}\n",
        f"c2sp.org/tlog-proof@v1\nindex 0\n{ZEROS}{ZEROS}\n",
        "c2sp.org/tlog-proof@v1\nindex 0\n" + f"{ZEROS}\n" * 65,
        "c2sp.org/tlog-proof@v1\nextra " + "A" * 300_000 + "\nindex 0\n",
    ],
    ids=lambda head: head[:40],
)
def test_what_is_not_a_proof_is_refused(head: str) -> None:
    with pytest.raises(Malformed):
        parse_proof(head.encode() + b"\n" + CHECKPOINT)


def test_a_proof_without_a_checkpoint_is_refused() -> None:
    with pytest.raises(Malformed):
        parse_proof(b"c2sp.org/tlog-proof@v1\nindex 0\n")


def test_a_proof_that_no_parser_would_read_is_not_written() -> None:
    for proof in (Proof(-1, (), b""), Proof(0, (b"",), b""), Proof(0, (bytes(32),) * 65, b"")):
        with pytest.raises(Malformed):
            format_proof(proof)
