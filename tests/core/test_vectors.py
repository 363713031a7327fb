"""The vectors of our formats: bytes that never change, read and made by the code of today."""

import hashlib
import io
import json
import zipfile
from pathlib import Path

import pytest

from tests.core.vectors import VECTORS
from tests.support.log import MemorySource
from tools import make_vectors
from undersigned.core.bundle import check_log
from undersigned.core.errors import Malformed
from undersigned.core.evidence import check_evidence, parse_evidence, parse_field
from undersigned.core.leaf import RecipientsLeaf, SignatoryKind, format_leaf, parse_leaf
from undersigned.core.names import NameReader, parse_name, split_names
from undersigned.core.opening import FIELDS, check_opening, commit
from undersigned.core.receipt import check_receipt, parse_receipt
from undersigned.core.replay import SignatureState
from undersigned.core.seal import parse_recipients, recipients_digest
from undersigned.core.statement import parse_statement
from undersigned.core.strict import format_base64
from undersigned.core.text_proof import check_text_proof, parse_text_proof
from undersigned.core.tlog.checkpoint import open_checkpoint
from undersigned.core.tlog.merkle import leaf_hash
from undersigned.core.tlog.note import SigningKey, VerifyingKey

KEY = VerifyingKey.parse((VECTORS / "receipt-v1" / "vkey").read_text().removesuffix("\n"))


def test_the_code_still_makes_every_byte() -> None:
    made = make_vectors.vectors()
    kept = {name: (VECTORS / name).read_bytes() for name in made}
    assert [name for name in made if made[name] != kept[name]] == []
    folders = {name.partition("/")[0] for name in made}
    there = {
        path.relative_to(VECTORS).as_posix()
        for folder in folders
        for path in (VECTORS / folder).rglob("*")
        if path.is_file()
    }
    assert there == set(made)


def test_leaves() -> None:
    for version, count in (("leaf-v1", 6), ("leaf-v2", 1)):
        hashes = json.loads((VECTORS / version / "hashes.json").read_bytes())
        assert len(hashes) == count
        for name, expected in hashes.items():
            data = (VECTORS / version / name).read_bytes()
            assert format_leaf(parse_leaf(data)) == data
            assert leaf_hash(data).hex() == hashlib.sha256(b"\0" + data).hexdigest() == expected


def test_the_bundle_of_a_log_whose_keys_changed() -> None:
    with zipfile.ZipFile(VECTORS / "leaf-v2" / "bundle.zip") as bundle:
        files = {name: bundle.read(name) for name in bundle.namelist()}
    facts = check_log(MemorySource(files), KEY)
    leaf = parse_leaf((VECTORS / "leaf-v2" / "recipients").read_bytes())
    assert isinstance(leaf, RecipientsLeaf)
    recipients = parse_recipients((VECTORS / "leaf-v2" / "recipients.txt").read_bytes())
    assert facts.recipients == (3, leaf.fingerprint) == (3, recipients_digest(recipients))
    assert (facts.organizations, facts.people, facts.checkpoint.size) == (0, 2, 6)
    assert facts.is_closed


def test_commitments_and_openings() -> None:
    vector = json.loads((VECTORS / "opening-v1" / "commitments.json").read_bytes())
    lines = split_names((VECTORS / "opening-v1" / "names").read_bytes())
    letter, master = vector["letter"], bytes.fromhex(vector["master"])
    read = NameReader(letter).read(b"".join(lines))
    for case, line, name in zip(vector["signatories"], lines, read, strict=True):
        commitment = bytes.fromhex(case["commitment"])
        digests = b"".join(bytes.fromhex(case["steps"][field]["digest"]) for field in FIELDS)
        whole = b"undersigned/commit/v1\n" + letter.encode() + digests
        assert hashlib.sha256(whole).digest() == commitment
        assert commit(letter, master, case["fields"]) == commitment
        assert name.commitment.decode() == format_base64(commitment)
        _index, opening = parse_name(line)
        check_opening(letter, commitment, opening)


def test_checkpoints() -> None:
    folder = VECTORS / "checkpoint-v1"
    seed = bytes.fromhex((folder / "seed.hex").read_text())
    assert SigningKey(KEY.name, seed).verifying_key == KEY
    for path in folder.glob("checkpoint-*"):
        size = int(path.name.removeprefix("checkpoint-"))
        assert open_checkpoint(path.read_bytes(), KEY).size == size


@pytest.mark.parametrize(
    ("index", "size", "kind", "edition"),
    [
        (1, 2, SignatoryKind.ORGANIZATION, 1),
        (2, 257, SignatoryKind.PERSON, 1),
        (3, 269, SignatoryKind.PERSON, 1),
        (265, 269, SignatoryKind.PERSON, 2),
    ],
)
def test_receipts(index: int, size: int, kind: SignatoryKind, edition: int) -> None:
    data = (VECTORS / "receipt-v1" / f"{index}-of-{size}.tlog-proof").read_bytes()
    facts = check_receipt(parse_receipt(data), KEY)
    assert (facts.index, facts.checkpoint.size) == (index, size)
    assert (facts.kind, facts.edition) == (kind, edition)


@pytest.mark.parametrize(
    ("index", "size", "edition", "languages"),
    [(0, 1, 1, ["en", "fr"]), (0, 2, 1, ["en", "fr"]), (264, 269, 2, ["en", "fa"])],
)
def test_text_proofs(index: int, size: int, edition: int, languages: list[str]) -> None:
    data = (VECTORS / "text-proof-v1" / f"{index}-of-{size}.tlog-proof").read_bytes()
    proof = parse_text_proof(data)
    assert check_text_proof(proof, KEY).size == size
    assert proof.leaf.edition == edition
    assert [language for language, _digest in proof.leaf.digests] == languages


def test_the_bundle() -> None:
    data = (VECTORS / "bundle-v1" / "bundle.zip").read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as bundle:
        files = {name: bundle.read(name) for name in bundle.namelist()}
    digests = json.loads((VECTORS / "bundle-v1" / "digests.json").read_bytes())
    assert {name: hashlib.sha256(data).hexdigest() for name, data in files.items()} == digests
    facts = check_log(MemorySource(files), KEY)
    assert (facts.organizations, facts.people, facts.withdrawn) == (1, 259, 2)
    assert (facts.named_organizations, facts.named_people) == (1, 9)
    assert facts.is_closed
    assert facts.replay.state_at(64) is SignatureState.WITHDRAWN
    assert facts.replay.state_at(66) is SignatureState.COUNTED


def test_evidence() -> None:
    folder = VECTORS / "evidence-v1"
    expected = json.loads((folder / "expected.json").read_bytes())
    assert len(expected["files"]) == 6
    for name, found in expected["files"].items():
        said = (folder / f"{name}.statement").read_bytes()
        assert hashlib.sha256(said).hexdigest() == found["challenge"]
        field = parse_field(found["field"])
        assert field is not None
        evidence, facts = check_evidence(
            (folder / name).read_bytes(),
            field,
            statement=parse_statement(said),
            host=expected["host"],
        )
        assert (facts and facts.algorithm.value) == (
            found["passkey"] and found["passkey"]["algorithm"]
        )
        assert (facts and facts.is_user_verified) == (
            found["passkey"] and found["passkey"]["user_verified"]
        )
        assert (evidence.lead and evidence.lead.isoformat()) == found["lead"]


@pytest.mark.parametrize("path", sorted((VECTORS / "evidence-v1" / "refused").iterdir()))
def test_refused_evidence(path: Path) -> None:
    with pytest.raises(Malformed):
        parse_evidence(path.read_bytes())


def test_the_bundle_with_evidence() -> None:
    data = (VECTORS / "evidence-v1" / "bundle.zip").read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as bundle:
        files = {name: bundle.read(name) for name in bundle.namelist()}
    facts = check_log(MemorySource(files), KEY)
    found = [(one.index, one.edition, one.passkey is not None) for one in facts.endorsements]
    assert found == [(1, 1, True), (2, 1, False), (8, 2, True)]
