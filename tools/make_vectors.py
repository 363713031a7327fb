"""Writes the vectors of our formats, once: what was promised is never written over.

    python -m tools.make_vectors           writes the files that are missing
    python -m tools.make_vectors --check   writes nothing; fails unless every file is as it would be

All keys and secrets in them are made of fixed words, so that every byte can be made again.
"""

import hashlib
import io
import json
import sys
import zipfile
from pathlib import Path

from tests.support.log import LETTER, SEED, LogBuilder
from tools.evidence_vectors import bundle as bundle_with_evidence
from tools.evidence_vectors import evidence_vectors
from undersigned.core.leaf import (
    CloseLeaf,
    EraseLeaf,
    Leaf,
    RecipientsLeaf,
    SignatoryKind,
    SignLeaf,
    TextLeaf,
    WithdrawLeaf,
    format_leaf,
)
from undersigned.core.names import format_name
from undersigned.core.opening import (
    FIELDS,
    PUBLIC_FIELDS,
    absent_digests,
    commit,
    field_digest,
    field_salt,
    open_publicly,
)
from undersigned.core.receipt import format_receipt
from undersigned.core.seal import recipients_digest
from undersigned.core.text_proof import format_text_proof
from undersigned.core.tlog.merkle import leaf_hash

VECTORS = Path(__file__).parents[1] / "tests" / "vectors"
MASTER = hashlib.sha256(b"the master secret of a signature that nobody made").digest()
ZIP_TIME = (2026, 1, 1, 0, 0, 0)

PERSON = {
    "name": "Zoë O’Example",
    "affiliation": "مدرسهٔ نمونه‌ای",
    "country": "NL",
    "contact": "zoe@mail.example",
    "display": "named",
}
ORGANIZATION = {
    "name": 'Association "Harbour" \\ Haven',
    "affiliation": "https://harbour.example/",
    "role": "Ada Example, chair",
    "country": "BE",
    "contact": "office@harbour.example",
    "evidence": "accepted by the lead on 2026-01-01",
    "display": "named",
}


def vector_log() -> LogBuilder:
    """Make the log of the vectors; it is not to be changed any more."""
    log = LogBuilder()
    log.add_text()
    log.sign(ORGANIZATION, kind=SignatoryKind.ORGANIZATION)
    log.sign(PERSON)
    log.sign({"display": "counted", "contact": "nobody@mail.example"})
    for number in range(4, 262):
        log.sign(
            {"name": f"Person {number}", "display": "named" if number % 32 == 0 else "counted"}
        )
    log.withdraw(64)
    second = log.add_text(edition=2, languages=("en", "fa"))
    log.sign(PERSON | {"name": "Second Signer"}, text_index=second)
    log.close()
    log.withdraw(65)
    return log


def leaf_vectors() -> dict[str, bytes]:
    """One leaf of each kind, and its hash in the tree."""
    digest = bytes(range(32))
    leaves: dict[str, Leaf] = {
        "text": TextLeaf(LETTER, 1, (("en", digest), ("fr", digest[::-1]))),
        "sign-person": SignLeaf(LETTER, 0, SignatoryKind.PERSON, digest),
        "sign-organization": SignLeaf(LETTER, 0, SignatoryKind.ORGANIZATION, digest),
        "withdraw": WithdrawLeaf(LETTER, 17),
        "erase": EraseLeaf(LETTER, 17),
        "close": CloseLeaf(LETTER),
    }
    data = {name: format_leaf(leaf) for name, leaf in leaves.items()}
    hashes = {name: leaf_hash(leaf).hex() for name, leaf in data.items()}
    return {f"leaf-v1/{name}": leaf for name, leaf in data.items()} | {
        "leaf-v1/hashes.json": as_json(hashes)
    }


RECIPIENTS = (
    "age1zuueqgf59nd84lg3zeqar5x2djz502fyasqh6422c7rzvxr9jedswvxvr6",
    "age1x0phhf0srr4p5wtlh4d3kjwtvcdmupq0v9hhcqtv8fvud66d0pxswn9wra",
)


def recipients_vectors() -> dict[str, bytes]:
    """The leaf that names two recipients, and a log in which it takes the place of another."""
    leaf = RecipientsLeaf(LETTER, recipients_digest(RECIPIENTS))
    log = LogBuilder()
    log.add_text()
    log.add(RecipientsLeaf(LETTER, recipients_digest(RECIPIENTS[:1])))
    log.sign(PERSON)
    log.add(leaf)
    log.sign({"display": "counted", "name": "Second Signer"})
    log.close()
    lines = "".join(f"{recipient}\n" for recipient in RECIPIENTS)
    return {
        "leaf-v2/recipients": format_leaf(leaf),
        "leaf-v2/hashes.json": as_json({"recipients": leaf_hash(format_leaf(leaf)).hex()}),
        "leaf-v2/recipients.txt": f"# Two keys that nobody holds.\n\n{lines}".encode(),
        "leaf-v2/bundle.zip": as_zip(log.files()),
    }


def opening_vectors() -> dict[str, bytes]:
    """Commitments with every step on the way, and the lines that open them."""
    cases = []
    lines = b""
    signatories = [
        (SignatoryKind.PERSON, PERSON),
        (SignatoryKind.ORGANIZATION, ORGANIZATION),
        (SignatoryKind.PERSON, {"name": "Only a Name"}),
    ]
    for index, (kind, fields) in enumerate(signatories, 1):
        absent = absent_digests(LETTER, MASTER, fields)
        steps = {}
        for name in FIELDS:
            if name in fields:
                salt = field_salt(MASTER, name)
                digest = field_digest(name, fields[name], salt)
                steps[name] = {"salt": salt.hex(), "digest": digest.hex()}
            else:
                steps[name] = {"digest": absent[name].hex()}
        opening = open_publicly(LETTER, MASTER, fields, PUBLIC_FIELDS[kind])
        lines += format_name(index, opening)
        cases.append(
            {
                "kind": kind.value,
                "fields": fields,
                "steps": steps,
                "commitment": commit(LETTER, MASTER, fields).hex(),
            }
        )
    opening_json = as_json({"letter": LETTER, "master": MASTER.hex(), "signatories": cases})
    return {"opening-v1/commitments.json": opening_json, "opening-v1/names": lines}


def log_vectors() -> dict[str, bytes]:
    """A key, checkpoints, receipts, and a bundle with all of its files."""
    log = vector_log()
    key = f"{log.key.vkey}\n".encode()
    files = log.files() | {"README.txt": b"The bundle of a letter that nobody wrote.\n"}
    vectors = {
        "checkpoint-v1/seed.hex": f"{SEED.hex()}\n".encode(),
        "checkpoint-v1/vkey": key,
        "bundle-v1/bundle.zip": as_zip(files),
        "bundle-v1/digests.json": as_json(
            {path: hashlib.sha256(data).hexdigest() for path, data in sorted(files.items())}
        ),
        "receipt-v1/vkey": key,
    }
    for size in (1, 256, 257, len(log.entries)):
        vectors[f"checkpoint-v1/checkpoint-{size}"] = log.checkpoint(size)
    for index, size in ((1, 2), (2, 257), (3, len(log.entries)), (265, len(log.entries))):
        name = f"receipt-v1/{index}-of-{size}.tlog-proof"
        vectors[name] = format_receipt(log.receipt(index, size))
    vectors["text-proof-v1/vkey"] = key
    for index, size in ((0, 2), (0, 1), (264, len(log.entries))):
        name = f"text-proof-v1/{index}-of-{size}.tlog-proof"
        vectors[name] = format_text_proof(log.text_proof(index, size))
    return vectors


def as_json(value: object) -> bytes:
    """JSON for people to read."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def as_zip(files: dict[str, bytes]) -> bytes:
    """A zip file whose bytes depend on nothing but the files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as bundle:
        for path, data in sorted(files.items()):
            bundle.writestr(zipfile.ZipInfo(path, ZIP_TIME), data)
    return buffer.getvalue()


def vectors() -> dict[str, bytes]:
    """Every file, by its path below tests/vectors."""
    endorsements = evidence_vectors(as_json) | {
        "evidence-v1/bundle.zip": as_zip(bundle_with_evidence())
    }
    logs = log_vectors() | recipients_vectors()
    return leaf_vectors() | opening_vectors() | logs | endorsements


def main(arguments: list[str]) -> int:
    """Write what is missing; refuse to change anything."""
    is_check = arguments == ["--check"]
    broken = 0
    for name, data in vectors().items():
        path = VECTORS / name
        if path.exists() and path.read_bytes() == data:
            continue
        if is_check or path.exists():
            print(
                f"{path} would change. A promised byte never does: give the format a new version."
            )
            broken += 1
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        print(f"wrote {path} (sha256 {hashlib.sha256(data).hexdigest()[:16]}…)")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
