"""Receipts, `undersigned/receipt/v1`: a signer's proof, which holds without any server.

A receipt is a c2sp.org/tlog-proof file. Its extra data is one JSON object in one spelling, which
adds what the proof alone does not say: the leaf, what the leaf hides, and the text leaf that it
refers to with a proof of its own.
"""

import json
from dataclasses import dataclass
from typing import Any, Final

from undersigned.core.errors import Malformed, NotProven
from undersigned.core.leaf import SignatoryKind, SignLeaf, TextLeaf, format_leaf, parse_leaf
from undersigned.core.opening import FIELDS, MASTER_BYTES, check_secret_opening, check_value
from undersigned.core.strict import check_hash, format_base64, parse_hash
from undersigned.core.tlog.checkpoint import Checkpoint, open_checkpoint
from undersigned.core.tlog.merkle import check_inclusion, leaf_hash
from undersigned.core.tlog.note import VerifyingKey
from undersigned.core.tlog.proof import Proof, format_proof, parse_proof

VERSION: Final = "undersigned/receipt/v1"
MEDIA_SUFFIX: Final = ".tlog-proof"
_KEYS: Final = ("format", "vkey", "leaf", "master", "fields", "absent", "text")
_TEXT_KEYS: Final = ("index", "leaf", "proof")


@dataclass(frozen=True, slots=True)
class Receipt:
    """All that a receipt holds; nothing of it is proven before `check_receipt`."""

    leaf: SignLeaf
    index: int
    proof: tuple[bytes, ...]
    checkpoint: bytes
    master: bytes
    fields: tuple[tuple[str, str], ...]
    absent: tuple[tuple[str, bytes], ...]
    text_leaf: TextLeaf
    text_proof: tuple[bytes, ...]
    vkey: str


@dataclass(frozen=True, slots=True)
class ReceiptFacts:
    """What a checked receipt proves, if the key is really the log's."""

    letter: str
    edition: int
    digests: tuple[tuple[str, bytes], ...]
    kind: SignatoryKind
    fields: tuple[tuple[str, str], ...]
    index: int
    checkpoint: Checkpoint


def format_receipt(receipt: Receipt) -> bytes:
    """The bytes of the file."""
    _check_shape(receipt)
    extra = {
        "format": VERSION,
        "vkey": receipt.vkey,
        "leaf": format_leaf(receipt.leaf).decode("ascii"),
        "master": format_base64(receipt.master),
        "fields": dict(receipt.fields),
        "absent": {name: format_base64(digest) for name, digest in receipt.absent},
        "text": {
            "index": receipt.leaf.text_index,
            "leaf": format_leaf(receipt.text_leaf).decode("ascii"),
            "proof": [format_base64(node) for node in receipt.text_proof],
        },
    }
    encoded = json.dumps(extra, ensure_ascii=False, separators=(",", ":")).encode()
    return format_proof(Proof(receipt.index, receipt.proof, receipt.checkpoint, encoded))


def parse_receipt(data: bytes) -> Receipt:
    """The receipt that `data` spells."""
    proof = parse_proof(data)
    if proof.extra is None:
        raise Malformed("This proof is not a receipt: it has no extra data.")
    try:
        extra = json.loads(proof.extra)
    except (ValueError, RecursionError):
        raise Malformed("The extra data of a receipt is not JSON.") from None
    extra = _object(extra, _KEYS)
    text = _object(extra["text"], _TEXT_KEYS)
    if extra["format"] != VERSION:
        raise Malformed(f"The extra data of a receipt is not {VERSION}.")
    leaf, text_leaf = _leaf(extra["leaf"]), _leaf(text["leaf"])
    if not isinstance(leaf, SignLeaf) or not isinstance(text_leaf, TextLeaf):
        raise Malformed("A receipt is not about a signature and its text.")
    if type(text["index"]) is not int or text["index"] != leaf.text_index:
        raise Malformed("A receipt has another text than the one signed.")
    if not isinstance(text["proof"], list):
        raise Malformed("A receipt has no proof for its text.")
    receipt = Receipt(
        leaf=leaf,
        index=proof.index,
        proof=proof.hashes,
        checkpoint=proof.checkpoint,
        master=parse_hash(_string(extra["master"])),
        fields=tuple((name, _string(value)) for name, value in _items(extra["fields"])),
        absent=tuple((name, parse_hash(_string(value))) for name, value in _items(extra["absent"])),
        text_leaf=text_leaf,
        text_proof=tuple(parse_hash(_string(node)) for node in text["proof"]),
        vkey=_string(extra["vkey"]),
    )
    if format_receipt(receipt) != data:
        raise Malformed("A receipt is not in its one spelling.")
    return receipt


def check_receipt(receipt: Receipt, key: VerifyingKey) -> ReceiptFacts:
    """What the receipt proves to whoever trusts `key` to be the log's; else raises NotProven.

    The key that the receipt itself names is only a hint; it has to be the same, so that a receipt
    never leads anyone to another key than the one that was checked.
    """
    if receipt.vkey != key.vkey:
        raise NotProven("The receipt names another key than the one it is checked with.")
    checkpoint = open_checkpoint(receipt.checkpoint, key)
    leaf, text_leaf = receipt.leaf, receipt.text_leaf
    check_origin(checkpoint.origin, leaf.letter)
    if text_leaf.letter != leaf.letter:
        raise NotProven("The text and the signature belong to different letters.")
    if leaf.text_index >= receipt.index:
        raise NotProven("The text stands behind the signature in the log.")
    check_inclusion(
        leaf_hash(format_leaf(leaf)), receipt.index, checkpoint.size, receipt.proof, checkpoint.root
    )
    check_inclusion(
        leaf_hash(format_leaf(text_leaf)),
        leaf.text_index,
        checkpoint.size,
        receipt.text_proof,
        checkpoint.root,
    )
    check_secret_opening(
        leaf.letter, leaf.commitment, receipt.master, dict(receipt.fields), dict(receipt.absent)
    )
    return ReceiptFacts(
        letter=leaf.letter,
        edition=text_leaf.edition,
        digests=text_leaf.digests,
        kind=leaf.kind,
        fields=receipt.fields,
        index=receipt.index,
        checkpoint=checkpoint,
    )


def check_origin(origin: str, letter: str) -> None:
    """The origin of a letter's log ends with the letter's id, so that no log speaks for two."""
    if not origin.endswith(f"/log/{letter}"):
        raise NotProven("The log is not named after the letter.")


def _check_shape(receipt: Receipt) -> None:
    names = [name for name, _ in receipt.fields]
    hidden = [name for name, _ in receipt.absent]
    if names != [name for name in FIELDS if name in names] or hidden != [
        name for name in FIELDS if name not in names
    ]:
        raise Malformed("A receipt does not cover each field once and in order.")
    if len(receipt.master) != MASTER_BYTES:
        raise Malformed("A master secret is not 32 bytes long.")
    for _, value in receipt.fields:
        check_value(value)
    for _, digest in receipt.absent:
        check_hash(digest)
    VerifyingKey.parse(receipt.vkey)


# The three helpers below take Any because they are given what a stranger's JSON happened to hold.
def _object(value: Any, keys: tuple[str, ...]) -> dict[str, Any]:
    if not isinstance(value, dict) or tuple(value) != keys:
        raise Malformed("The extra data of a receipt has other members than those of its format.")
    return value


def _items(value: Any) -> list[tuple[str, Any]]:
    if not isinstance(value, dict):
        raise Malformed("A member of the extra data of a receipt is not an object.")
    return list(value.items())


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise Malformed("A member of the extra data of a receipt is not a string.")
    return value


def _leaf(value: Any) -> SignLeaf | TextLeaf | object:
    text = _string(value)
    if not text.isascii():
        raise Malformed("A leaf is not ASCII.")
    return parse_leaf(text.encode("ascii"))
