"""Checkpoints and cosignatures: those of a public log, those of the specification, and our own."""

import pytest

from tests.core.vectors import FOREIGN, foreign
from tests.support.log import ORIGIN, SEED
from undersigned.core.errors import Malformed, NotProven
from undersigned.core.tlog.checkpoint import (
    Checkpoint,
    format_checkpoint,
    open_checkpoint,
    parse_checkpoint_text,
    read_checkpoint,
    sign_checkpoint,
)
from undersigned.core.tlog.cosignature import check_cosignature, cosign
from undersigned.core.tlog.note import COSIGNATURE, SigningKey, VerifyingKey, add_signatures

KEYS = {key["name"]: VerifyingKey.parse(key["vkey"]) for key in foreign("notes.json")["keys"]}
ARCHE = (FOREIGN / "checkpoint-arche2025h1").read_bytes()
ARCHE_KEY = KEYS["arche2025h1.staging.ct.transparency.dev"]
WITNESS = KEYS["remora.n621.de"]
KEY = SigningKey(ORIGIN, SEED)
CHECKPOINT = Checkpoint(ORIGIN, 17, bytes(range(32)))
SIGNED = sign_checkpoint(CHECKPOINT, KEY)


def test_the_checkpoint_of_a_public_log_is_opened() -> None:
    checkpoint = open_checkpoint(ARCHE, ARCHE_KEY)
    assert (checkpoint.origin, checkpoint.size) == (ARCHE_KEY.name, 1432088532)
    # The same line is served with a second signature, of a type that is unknown here.
    assert ARCHE.count(f"— {ARCHE_KEY.name} ".encode()) == 2


def test_a_witness_of_a_public_log_is_believed() -> None:
    assert check_cosignature(ARCHE, WITNESS) == 1779573024
    with pytest.raises(NotProven):
        check_cosignature(ARCHE.replace(b"1432088532", b"1432088533"), WITNESS)


def test_the_example_of_the_specification_is_read() -> None:
    data = (FOREIGN / "checkpoint-behind-the-sofa").read_bytes()
    checkpoint = read_checkpoint(data)
    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20852163)


def test_a_signed_checkpoint_comes_back() -> None:
    assert open_checkpoint(SIGNED, KEY.vkey) == CHECKPOINT
    assert open_checkpoint(SIGNED, KEY.verifying_key) == CHECKPOINT
    assert SIGNED.startswith(f"{ORIGIN}\n17\nAAECAwQFBgcICQ".encode())


def test_extension_lines_are_kept() -> None:
    extended = Checkpoint(ORIGIN, 17, bytes(32), ("one", "two"))
    assert open_checkpoint(sign_checkpoint(extended, KEY), KEY.vkey) == extended


def test_a_checkpoint_of_another_origin_or_key_is_refused() -> None:
    other = SigningKey("letters.example/log/other", SEED)
    with pytest.raises(Malformed):
        sign_checkpoint(CHECKPOINT, other)
    with pytest.raises(NotProven):
        open_checkpoint(SIGNED, other.vkey)
    with pytest.raises(Malformed):
        open_checkpoint(other.sign(format_checkpoint(CHECKPOINT)), other.vkey)
    with pytest.raises(NotProven):
        open_checkpoint(SIGNED, SigningKey(ORIGIN, bytes(32)).vkey)


def test_every_changed_byte_of_a_checkpoint_is_refused() -> None:
    for at in range(len(SIGNED)):
        for bit in (1, 4, 32, 128):
            changed = SIGNED[:at] + bytes([SIGNED[at] ^ bit]) + SIGNED[at + 1 :]
            with pytest.raises((Malformed, NotProven)):
                open_checkpoint(changed, KEY.vkey)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"origin\n1\n",
        b"\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
        b"origin\n01\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
        b"origin\n+1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
        b"origin\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=\n",
        b"origin\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==\n",
        b"origin\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\nx\n",
        b"origin\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        b"origin\r\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n",
    ],
)
def test_what_is_not_a_checkpoint_is_refused(text: bytes) -> None:
    with pytest.raises(Malformed):
        parse_checkpoint_text(text)


def test_a_witness_cosigns() -> None:
    witness = SigningKey("witness.example/w", bytes(32), COSIGNATURE)
    data = add_signatures(SIGNED, [cosign(SIGNED, witness, timestamp=1_679_315_147)])
    assert open_checkpoint(data, KEY.vkey) == CHECKPOINT
    assert check_cosignature(data, witness.verifying_key) == 1_679_315_147
    with pytest.raises(NotProven):
        check_cosignature(SIGNED, witness.verifying_key)
    with pytest.raises(Malformed):
        check_cosignature(data, KEY.verifying_key)
    with pytest.raises(Malformed):
        cosign(SIGNED, KEY, timestamp=1)
    with pytest.raises(Malformed):
        cosign(SIGNED, witness, timestamp=2**63)
