"""Whatever a parser is given, it returns a value, or raises Malformed or NotProven."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.support.endorsements import Passkey, endorsed_log, statement_of
from tests.support.log import LETTER, MemorySource, organization, small_log
from undersigned.core.bundle import check_log
from undersigned.core.errors import CoreError
from undersigned.core.evidence import parse_evidence, parse_field
from undersigned.core.leaf import RecipientsLeaf, format_leaf, parse_leaf
from undersigned.core.names import NameReader, parse_name, parse_names_path, split_names
from undersigned.core.public_files import max_bytes
from undersigned.core.receipt import check_receipt, format_receipt, parse_receipt
from undersigned.core.statement import format_statement, parse_statement
from undersigned.core.tlog.checkpoint import open_checkpoint, parse_checkpoint_text, read_checkpoint
from undersigned.core.tlog.cosignature import check_cosignature
from undersigned.core.tlog.note import COSIGNATURE, SigningKey, VerifyingKey, parse_note
from undersigned.core.tlog.proof import parse_proof
from undersigned.core.tlog.tiles import parse_entries, parse_tile_number, parse_tile_path
from undersigned.core.webauthn import Assertion, check_assertion

LOG = small_log()
FILES = LOG.files()
KEY = LOG.key.verifying_key
RECEIPT = format_receipt(LOG.receipt(7))
WITNESS = SigningKey("w.example", bytes(32), COSIGNATURE).verifying_key
ENDORSED = endorsed_log()
STATEMENT = statement_of(ENDORSED, organization(1))
PASSKEY = Passkey().sign(STATEMENT.challenge)
NAME = split_names(FILES["names/000"])[0]


def _check(assertion: Assertion) -> None:
    check_assertion(assertion, challenge=STATEMENT.challenge, host="letters.example")


BYTES: dict[str, tuple[Callable[[bytes], object], bytes]] = {
    "leaf": (parse_leaf, LOG.entries[1]),
    "text leaf": (parse_leaf, LOG.entries[0]),
    "recipients leaf": (parse_leaf, format_leaf(RecipientsLeaf(LETTER, bytes(range(32))))),
    "name": (parse_name, NAME),
    "names": (NameReader(LETTER).read, FILES["names/001"]),
    "note": (parse_note, FILES["checkpoint"]),
    "checkpoint": (read_checkpoint, FILES["checkpoint"]),
    "checkpoint text": (parse_checkpoint_text, b"origin\n1\n" + b"A" * 43 + b"=\n"),
    "opened checkpoint": (lambda data: open_checkpoint(data, KEY), FILES["checkpoint"]),
    "cosignature": (lambda data: check_cosignature(data, WITNESS), FILES["checkpoint"]),
    "proof": (parse_proof, RECEIPT),
    "receipt": (lambda data: check_receipt(parse_receipt(data), KEY), RECEIPT),
    "statement": (parse_statement, format_statement(STATEMENT)),
    "evidence": (parse_evidence, ENDORSED.evidence[1]),
    "client data": (lambda data: _check(replace(PASSKEY, client_data=data)), PASSKEY.client_data),
    "authenticator data": (
        lambda data: _check(replace(PASSKEY, authenticator_data=data)),
        PASSKEY.authenticator_data,
    ),
    "public key": (lambda data: _check(replace(PASSKEY, public_key=data)), PASSKEY.public_key),
    "entries": (parse_entries, FILES["tile/entries/001.p/49"]),
}
TEXTS: dict[str, tuple[Callable[[str], object], str]] = {
    "key": (VerifyingKey.parse, LOG.key.vkey),
    "tile path": (parse_tile_path, "tile/0/x001/x234/067.p/89"),
    "tile number": (parse_tile_number, "x001/x234/067"),
    "evidence field": (parse_field, "endorsed from a mailbox, evidence sha256:" + "0f" * 32),
    "names path": (parse_names_path, "names/x001/x234/067"),
    "path": (max_bytes, "text/" + "0f" * 32),
}


@st.composite
def spoiled(draw: st.DrawFn, data: bytes) -> bytes:
    """A valid input that was cut and into which something was put."""
    start = draw(st.integers(0, len(data)))
    end = draw(st.integers(start, min(len(data), start + 20)))
    filling = draw(st.binary(max_size=20) | st.sampled_from([b"\n", b"\n\n", b'"', b"\xff", b"0"]))
    return data[:start] + filling + data[end:]


def survive(parse: Callable[[bytes], object] | Callable[[str], object], data: bytes | str) -> None:
    with suppress(CoreError):
        parse(data)  # type: ignore[arg-type]  # Each table pairs a parser with its kind of input.


@pytest.mark.parametrize("name", BYTES)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_bytes_are_read_or_refused(name: str, data: st.DataObject) -> None:
    parse, valid = BYTES[name]
    survive(parse, data.draw(st.binary(max_size=400)))
    survive(parse, data.draw(spoiled(valid)))


@pytest.mark.parametrize("name", TEXTS)
@settings(max_examples=150, deadline=None)
@given(text=st.text(max_size=80), at=st.integers(0, 80), filling=st.text(max_size=3))
@example(text="\ud800", at=1, filling="\ud800")
def test_text_is_read_or_refused(name: str, text: str, at: int, filling: str) -> None:
    parse, valid = TEXTS[name]
    survive(parse, text)
    survive(parse, valid[:at] + filling + valid[at:])
    survive(parse, valid[:at] + filling + valid[at + 1 :])


@pytest.mark.parametrize("path", sorted(FILES))
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_a_log_with_a_spoiled_file_is_refused(path: str, data: st.DataObject) -> None:
    content = data.draw(st.binary(max_size=100) | spoiled(FILES[path]))
    try:
        facts = check_log(MemorySource(FILES | {path: content}), KEY)
    except CoreError:
        return
    # Only whole lines of names can go without a trace.
    is_fewer_names = path.startswith("names/") and facts.people == 287
    assert content == FILES[path] or is_fewer_names
