"""Text proofs hold, and nothing that was changed in one is believed."""

import json
from dataclasses import replace
from typing import Any

import pytest

from tests.support.log import LogBuilder, small_log
from undersigned.core.errors import Malformed, NotProven
from undersigned.core.receipt import format_receipt, parse_receipt
from undersigned.core.text_proof import (
    check_text_proof,
    format_text_proof,
    is_text_proof,
    parse_text_proof,
)
from undersigned.core.tlog.proof import Proof, format_proof, parse_proof

LOG = small_log()
KEY = LOG.key.verifying_key
PROOF = LOG.text_proof(0)
DATA = format_text_proof(PROOF)


def with_extra(change: Any) -> bytes:  # what a stranger's JSON may hold
    """The proof with its extra JSON changed and written anew."""
    proof = parse_proof(DATA)
    extra = json.loads(proof.extra or b"")
    extra = change(extra) or extra
    return format_proof(replace(proof, extra=json.dumps(extra, separators=(",", ":")).encode()))


def refuse(data: bytes) -> None:
    with pytest.raises((Malformed, NotProven)):
        check_text_proof(parse_text_proof(data), KEY)


def test_proof_comes_back_and_holds() -> None:
    assert parse_text_proof(DATA) == PROOF
    assert check_text_proof(PROOF, KEY).size == len(LOG.entries)


def test_proof_and_receipt_are_told_apart() -> None:
    receipt = format_receipt(LOG.receipt(5))
    assert is_text_proof(DATA)
    assert not is_text_proof(receipt)
    assert not is_text_proof(format_proof(Proof(0, (), b"", None)))
    with pytest.raises(Malformed):
        parse_receipt(DATA)
    with pytest.raises(Malformed):
        parse_text_proof(receipt)


def test_every_changed_byte_is_refused() -> None:
    for place in range(len(DATA)):
        changed = bytearray(DATA)
        changed[place] ^= 1
        refuse(bytes(changed))


@pytest.mark.parametrize(
    "change",
    [
        lambda extra: [1],
        lambda extra: {**extra, "more": ""},
        lambda extra: dict(reversed(extra.items())),
        lambda extra: {**extra, "format": "undersigned/text-proof/v2"},
        lambda extra: {**extra, "vkey": 1},
        lambda extra: {**extra, "leaf": None},
        lambda extra: {**extra, "leaf": "é"},
        lambda extra: {**extra, "leaf": extra["leaf"].replace("edition 1", "edition 2")},
    ],
)
def test_other_extra_data_is_refused(change: Any) -> None:
    assert with_extra(lambda extra: None) == DATA
    refuse(with_extra(change))


def test_proof_without_extra_data_or_json_is_refused() -> None:
    proof = parse_proof(DATA)
    for extra in (None, b"", b"{", b"[" * 2000):
        refuse(format_proof(replace(proof, extra=extra)))


def test_proof_of_another_leaf_is_refused() -> None:

    leaf = LOG.entries[5].decode()
    refuse(with_extra(lambda extra: {**extra, "leaf": leaf}))


def test_proof_of_another_letter_or_log_is_refused() -> None:
    other = LogBuilder(letter="f" * 32)
    other.add_text()
    refuse(format_text_proof(other.text_proof(0)))
    strange = LogBuilder(origin="letters.example/log/other")
    strange.add_text()
    with pytest.raises(NotProven, match="named after"):
        check_text_proof(strange.text_proof(0), strange.key.verifying_key)
