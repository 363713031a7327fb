"""Receipts hold, and nothing that was changed in one is believed."""

import base64
import json
from dataclasses import replace
from typing import Any

import pytest

from tests.support.log import LETTER, ORIGIN, LogBuilder, organization, person, small_log
from undersigned.core.errors import Malformed, NotProven
from undersigned.core.leaf import SignatoryKind
from undersigned.core.opening import FIELDS
from undersigned.core.receipt import Receipt, check_receipt, format_receipt, parse_receipt
from undersigned.core.tlog.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint
from undersigned.core.tlog.note import SigningKey

LOG = small_log()
KEY = LOG.key.verifying_key
RECEIPT = LOG.receipt(30)
DATA = format_receipt(RECEIPT)


def with_extra(data: bytes, change: Any) -> bytes:
    """Return a receipt whose extra JSON was changed and written anew."""
    lines = data.split(b"\n")
    extra = json.loads(base64.b64decode(lines[1].removeprefix(b"extra ")))
    extra = change(extra) or extra
    text = json.dumps(extra, ensure_ascii=False, separators=(",", ":"))
    lines[1] = b"extra " + base64.b64encode(text.encode("utf-8", "surrogatepass"))
    return b"\n".join(lines)


def refuse(data: bytes) -> None:
    """Check that a receipt is not believed."""
    with pytest.raises((Malformed, NotProven)):
        check_receipt(parse_receipt(data), KEY)


def test_a_receipt_comes_back_and_holds() -> None:
    assert parse_receipt(DATA) == RECEIPT
    facts = check_receipt(RECEIPT, KEY)
    assert facts.letter == LETTER
    assert facts.edition == 1
    assert facts.digests == LOG.text_leaves[0].digests
    assert facts.kind is SignatoryKind.PERSON
    assert dict(facts.fields) == LOG.signed[30].fields
    assert (facts.index, facts.checkpoint.size) == (30, len(LOG.entries))


def test_every_signature_has_a_receipt_under_every_later_tree() -> None:
    log = LogBuilder()
    log.add_text()
    for number in range(300):
        log.sign(person(number) if number % 5 else organization(number))
    for index in range(1, 301, 23):
        for size in {index + 1, 256, 257, 301}:
            if size > index:
                receipt = log.receipt(index, size)
                facts = check_receipt(parse_receipt(format_receipt(receipt)), KEY)
                assert (facts.index, facts.checkpoint.size) == (index, size)


def test_a_receipt_with_one_field_or_with_all_holds() -> None:
    log = LogBuilder()
    log.add_text()
    for fields in ({"display": "counted"}, dict.fromkeys(FIELDS, "x"), organization(1)):
        receipt = log.receipt(log.sign(fields))
        assert dict(check_receipt(parse_receipt(format_receipt(receipt)), KEY).fields) == fields


def test_every_changed_byte_is_refused() -> None:
    for at in range(len(DATA)):
        refuse(DATA[:at] + bytes([DATA[at] ^ (1 << at % 8)]) + DATA[at + 1 :])
        if at % 3 == 0:
            refuse(DATA[:at] + DATA[at + 1 :])
            refuse(DATA[:at] + DATA[at : at + 1] + DATA[at:])
        if at % 7 == 0:
            refuse(DATA[:at])


def test_every_changed_byte_of_the_extra_data_is_refused() -> None:
    lines = DATA.split(b"\n")
    extra = base64.b64decode(lines[1].removeprefix(b"extra "))
    for at in range(len(extra)):
        for changed in (
            extra[:at] + bytes([extra[at] ^ (1 << at % 7)]) + extra[at + 1 :],
            extra[:at] + extra[at + 1 :],
        ):
            encoded = b"extra " + base64.b64encode(changed)
            refuse(b"\n".join([lines[0], encoded, *lines[2:]]))


def test_swapped_dropped_and_doubled_lines_are_refused() -> None:
    lines = DATA.split(b"\n")
    for first in range(len(lines)):
        refuse(b"\n".join(lines[:first] + lines[first + 1 :]))
        if lines[first]:
            refuse(b"\n".join([*lines[: first + 1], *lines[first:]]))
        for second in range(first + 1, len(lines)):
            swapped = list(lines)
            swapped[first], swapped[second] = lines[second], lines[first]
            if swapped != lines:
                refuse(b"\n".join(swapped))


@pytest.mark.parametrize("seed", range(4))
def test_a_receipt_put_together_from_two_is_refused(seed: int) -> None:
    size = [305, 305, 290, 280][seed]
    other = format_receipt(LOG.receipt([31, 4, 299, 30][seed] if size == 305 else 30, size))
    mine, theirs = DATA.split(b"\n"), other.split(b"\n")
    for at in range(1, min(len(mine), len(theirs))):
        mixed = b"\n".join([*mine[:at], *theirs[at:]])
        if mixed not in {DATA, other}:
            refuse(mixed)


def change_member(name: str, value: Any) -> Any:
    def change(extra: dict[str, Any]) -> None:
        extra[name] = value

    return change


@pytest.mark.parametrize(
    "change",
    [
        lambda extra: extra | {"more": 1},
        lambda extra: dict(reversed(extra.items())),
        lambda extra: [extra],
        lambda extra: {name: value for name, value in extra.items() if name != "vkey"},
        change_member("format", "undersigned/receipt/v2"),
        change_member("vkey", SigningKey(ORIGIN, bytes(32)).vkey),
        change_member("vkey", None),
        change_member("vkey", "x"),
        change_member("leaf", "undersigned/leaf/v1\nclose\n" + LETTER + "\n"),
        change_member("leaf", "é"),
        change_member("leaf", 7),
        change_member("master", 7),
        change_member("master", "AAAA"),
        change_member("master", base64.b64encode(bytes(32)).decode()),
        change_member("fields", []),
        change_member("fields", {}),
        change_member("fields", {"name": 7}),
        change_member("fields", {"name": "\ud800"}),
        change_member("fields", {"name": "x\ny"}),
        change_member("absent", {"name": "x"}),
        change_member("absent", None),
        change_member("text", None),
        change_member("text", {"index": 0, "leaf": "x", "proof": []}),
        lambda extra: extra["text"].update(index=1),
        lambda extra: extra["text"].update(index=True),
        lambda extra: extra["text"].update(index=0.0),
        lambda extra: extra["text"].update(proof="x"),
        lambda extra: extra["text"].update(proof=extra["text"]["proof"][1:]),
        lambda extra: extra["text"].update(proof=[{}]),
        lambda extra: extra["text"].update(leaf=extra["leaf"]),
        lambda extra: extra["fields"].update(role="invented"),
        lambda extra: extra["fields"].pop("display"),
        lambda extra: extra["absent"].popitem(),
    ],
)
def test_extra_data_of_another_shape_is_refused(change: Any) -> None:
    assert with_extra(DATA, lambda extra: extra) == DATA
    refuse(with_extra(DATA, change))


def test_a_proof_without_or_with_strange_extra_data_is_refused() -> None:
    lines = DATA.split(b"\n")
    refuse(b"\n".join([lines[0], *lines[2:]]))
    for extra in (b"", b"null", b"[" * 100_000, b"1e999", b"\xff", b"{}", b'"x"', b"1" * 9999):
        encoded = b"extra " + base64.b64encode(extra)
        refuse(b"\n".join([lines[0], encoded, *lines[2:]]))


def test_half_a_surrogate_in_a_field_is_refused() -> None:
    lines = DATA.split(b"\n")
    extra = base64.b64decode(lines[1].removeprefix(b"extra "))
    assert b'"NL"' in extra
    encoded = b"extra " + base64.b64encode(extra.replace(b'"NL"', b'"\\ud800"'))
    refuse(b"\n".join([lines[0], encoded, *lines[2:]]))


def test_a_receipt_of_another_key_is_refused_even_if_all_of_it_fits() -> None:
    forger = LogBuilder(seed=bytes(32))
    forger.add_text()
    receipt = forger.receipt(forger.sign(person(1)))
    check_receipt(receipt, forger.key.verifying_key)
    with pytest.raises(NotProven):
        check_receipt(receipt, KEY)
    # Also with the right key as a hint, and with the right checkpoint.
    with pytest.raises(NotProven):
        check_receipt(replace(receipt, vkey=KEY.vkey), KEY)
    with pytest.raises(NotProven):
        check_receipt(replace(receipt, vkey=KEY.vkey, checkpoint=LOG.checkpoint(2)), KEY)


def changed(receipt: Receipt, **changes: Any) -> bytes:
    return format_receipt(replace(receipt, **changes))


def test_a_receipt_whose_parts_do_not_belong_together_is_refused() -> None:
    other = LOG.receipt(31)
    late = LOG.receipt(295)
    refuse(changed(RECEIPT, leaf=other.leaf))
    refuse(changed(RECEIPT, index=31))
    refuse(changed(RECEIPT, proof=other.proof))
    refuse(changed(RECEIPT, master=other.master))
    refuse(changed(RECEIPT, checkpoint=LOG.checkpoint(200)))
    refuse(changed(RECEIPT, text_leaf=late.text_leaf))
    refuse(changed(RECEIPT, text_leaf=late.text_leaf, text_proof=late.text_proof))


def test_a_log_that_is_not_named_after_the_letter_is_refused() -> None:
    log = LogBuilder(origin="letters.example/log/" + "f" * 32)
    log.add_text()
    receipt = log.receipt(log.sign(person(1)))
    with pytest.raises(NotProven, match="not named after"):
        check_receipt(receipt, log.key.verifying_key)


def test_a_text_behind_its_signature_is_refused() -> None:
    log = LogBuilder()
    log.add_text()
    log.text_leaves[2] = log.text_leaves[0]
    index = log.sign(person(1), text_index=2)
    log.add_text(edition=2)
    with pytest.raises(NotProven, match="behind"):
        check_receipt(log.receipt(index), KEY)


def test_a_leaf_of_another_letter_is_refused() -> None:
    stranger = LogBuilder(letter="f" * 32)
    stranger.add_text()
    receipt = stranger.receipt(stranger.sign(person(1)))
    with pytest.raises(NotProven):
        check_receipt(receipt, KEY)
    mixed = replace(RECEIPT, text_leaf=stranger.text_leaves[0])
    with pytest.raises(NotProven, match="different letters"):
        check_receipt(mixed, KEY)


def test_a_cosigned_checkpoint_changes_nothing() -> None:
    checkpoint = open_checkpoint(RECEIPT.checkpoint, KEY)
    extended = Checkpoint(checkpoint.origin, checkpoint.size, checkpoint.root, ("more",))
    receipt = replace(RECEIPT, checkpoint=sign_checkpoint(extended, LOG.key))
    assert check_receipt(receipt, KEY).checkpoint == extended
