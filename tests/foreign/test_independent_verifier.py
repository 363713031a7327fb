"""A verifier that follows docs/formats alone says what ours says, of good files and bad ones."""

import ast
import dataclasses
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.cli.conftest import write_folder, write_zip
from tests.core.vectors import VECTORS
from tests.foreign import independent_formats, independent_verifier
from tests.foreign.independent_formats import Refused, check_text
from tests.foreign.independent_verifier import verify, verify_bundle, verify_receipt
from tests.support.keys import make_key, seal_for
from tests.support.letters import (
    T0,
    check_letter_log,
    last_mail,
    log_all,
    make_open_letter,
    organization_wish,
    signed,
    token_in,
    wish,
)
from tests.support.log import LogBuilder, MemorySource, person, small_log
from undersigned.adapters.archive import zip_stream
from undersigned.core.bundle import check_log
from undersigned.core.errors import CoreError
from undersigned.core.receipt import check_receipt, format_receipt, parse_receipt
from undersigned.core.seal import recipients_digest
from undersigned.core.text import parse_text
from undersigned.core.tlog.note import SigningKey, VerifyingKey
from undersigned.queries.bundle import bundle_files
from undersigned.stages.confirm import accept_organization
from undersigned.stages.receipt import send_receipts
from undersigned.stages.withdraw import withdraw_signature

VKEY = (VECTORS / "receipt-v1" / "vkey").read_text().removesuffix("\n")
RECEIPTS = sorted((VECTORS / "receipt-v1").glob("*.tlog-proof"), key=lambda path: path.name)


def ours(files: dict[str, bytes]) -> dict[str, Any]:
    """What our own check says of a bundle, in the words of the other."""
    facts = check_log(MemorySource(files))
    return {
        "letter": facts.letter,
        "size": facts.checkpoint.size,
        "editions": [edition.edition for edition in facts.editions],
        "counted": [facts.organizations, facts.people],
        "named": [facts.named_organizations, facts.named_people],
        "withdrawn": facts.withdrawn,
        "erased": facts.erased,
        "recipients": facts.recipients[1].hex() if facts.recipients else "",
        "is_closed": facts.is_closed,
    }


def ours_of_receipt(data: bytes, vkey: str) -> dict[str, Any]:
    """What our own check says of a receipt, in the words of the other."""
    facts = check_receipt(parse_receipt(data), VerifyingKey.parse(vkey))
    return {
        "letter": facts.letter,
        "size": facts.checkpoint.size,
        "index": facts.index,
        "edition": facts.edition,
        "kind": facts.kind.value,
        "fields": dict(facts.fields),
    }


# The bundle and the receipts that are altered below are good ones.
Files = dict[str, bytes]


def edit(path: str, old: bytes, new: bytes) -> Callable[[Files], None]:
    """Replace bytes that are there, once."""

    def change(files: Files) -> None:
        assert old in files[path]
        files[path] = files[path].replace(old, new, 1)

    return change


def rename(old: str, new: str) -> Callable[[Files], None]:
    """Give a file another path."""
    return lambda files: files.update({new: files.pop(old)})


def copy(old: str, new: str, end: int | None = None) -> Callable[[Files], None]:
    """Put a file, or its beginning, at another path as well."""
    return lambda files: files.update({new: files[old][:end]})


def text_file(files: Files) -> str:
    """The path of a text."""
    return next(path for path in files if path.startswith("text/"))


def swap_names(files: Files) -> None:
    """Put the first two lines of a names file in the other order."""
    first, second, *others = files["names/000"].splitlines(keepends=True)
    files["names/000"] = b"".join([second, first, *others])


ALTERATIONS: dict[str, Callable[[Files], object]] = {
    "another size": edit("checkpoint", b"\n305\n", b"\n304\n"),
    "another origin": edit("checkpoint", b"letters.example", b"Letters.example"),
    "no signature": edit("checkpoint", b"\xe2\x80\x94 letters", b"\xe2\x80\x94 others"),
    "a key without its line end": edit("vkey", b"\n", b""),
    "a key id of another key": edit("vkey", b"+c9", b"+c8"),
    "no key": lambda files: files.pop("vkey"),
    "no checkpoint": lambda files: files.pop("checkpoint"),
    "a leaf altered": edit("tile/entries/000", b"kind organization", b"kind Organization"),
    "a hash altered": lambda files: files.update({"tile/0/000": bytes(8192)}),
    "no entries": lambda files: files.pop("tile/entries/000"),
    "no hash tile": lambda files: files.pop("tile/1/000.p/1"),
    "a narrower tile that differs": copy("vkey", "tile/0/000.p/2", 64),
    "a wider tile": copy("tile/0/000", "tile/0/001.p/200", 6400),
    "a tile of another level": copy("tile/0/000", "tile/2/000.p/1", 32),
    "a tile under another spelling": copy("tile/0/000", "tile/0/x000/000"),
    "a partial tile as wide as a full one": copy("tile/0/000", "tile/0/000.p/256"),
    "a text altered": lambda files: files.update({text_file(files): b"undersigned/text/v1\n"}),
    "no text": lambda files: files.pop(text_file(files)),
    "a text of no leaf": copy("vkey", f"text/{'0' * 64}"),
    "a stray file": copy("vkey", "notes.txt"),
    "a path that leaves the folder": copy("vkey", "../vkey"),
    "an empty names file": lambda files: files.update({"names/001": b""}),
    "names of no tile": copy("names/000", "names/002"),
    "names of another tile": rename("names/000", "names/001"),
    "names in another order": swap_names,
    "a name twice": lambda files: files.update({"names/000": files["names/000"] * 2}),
    "another name": edit("names/000", b"Association No. 0", b"Association No. 1"),
    "another spelling of a name": edit("names/000", b"Association", b"\\u0041ssociation"),
    "a space in a line of names": edit("names/000", b'{"index":1,', b'{"index": 1,'),
}


@pytest.mark.parametrize("alteration", ALTERATIONS)
def test_both_refuse_an_altered_bundle(alteration: str) -> None:
    files = small_log().files()
    assert verify_bundle(files) == ours(files)
    ALTERATIONS[alteration](files)
    with pytest.raises(Refused):
        verify_bundle(files)
    with pytest.raises(CoreError):
        ours(files)


def test_both_refuse_other_leaves_under_a_signed_root() -> None:
    first, second = LogBuilder(), LogBuilder()
    for log, number in ((first, 1), (second, 2)):
        log.add_text()
        log.sign(person(number))
    good, other = first.files(), second.files()
    assert (verify_bundle(good), verify_bundle(other)) == (ours(good), ours(other))
    mixed = other | {"checkpoint": good["checkpoint"]}
    with pytest.raises(Refused, match="the root is another one"):
        verify_bundle(mixed)
    with pytest.raises(CoreError):
        ours(mixed)


def test_both_refuse_a_byte_altered_in_any_file() -> None:
    log = small_log()
    files = log.files()
    for path, data in files.items():
        for at in {0, len(data) // 3, len(data) // 2, len(data) - 1}:
            altered = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
            with pytest.raises(Refused):
                verify_bundle(files | {path: altered}, log.key.vkey)
            with pytest.raises(CoreError):
                ours(files | {path: altered})


def test_texts_are_read_and_refused_alike() -> None:
    for path in sorted((VECTORS / "text-v1").glob("*.txt")):
        text = parse_text(path.read_bytes())
        check_text(path.read_bytes(), text.letter, text.edition, text.language)
    plain = parse_text((VECTORS / "text-v1" / "plain.txt").read_bytes())
    refused = sorted((VECTORS / "text-v1" / "refused").glob("*.txt"))
    assert len(refused) > 30
    for path in refused:
        with pytest.raises(Refused):
            check_text(path.read_bytes(), plain.letter, plain.edition, plain.language)


def test_a_zip_is_refused_for_its_directory(tmp_path: Path) -> None:
    files = small_log().files()
    path = Path(write_zip(tmp_path / "letter.zip", files))
    data = path.read_bytes()
    assert verify(path)["size"] == 305
    for old, new in [
        (b"vkey", b"Vkey"),
        (b"checkpoint", b"/heckpoint"),
        (b"PK\x05\x06\0\0\0\0", b"PK\x05\x06\0\0\0\0\1\0"),
    ]:
        altered = tmp_path / "altered.zip"
        altered.write_bytes(data.replace(old, new))
        with pytest.raises(Refused):
            verify(altered)


def test_both_refuse_a_receipt_with_any_byte_altered() -> None:
    data = RECEIPTS[0].read_bytes()
    assert verify_receipt(data, VKEY) == ours_of_receipt(data, VKEY)
    for at in range(len(data)):
        altered = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        with pytest.raises(Refused):
            verify_receipt(altered, VKEY)
        with pytest.raises(CoreError):
            ours_of_receipt(altered, VKEY)


@pytest.mark.parametrize(
    "change",
    [
        {"index": 2},
        {"proof": ()},
        {"text_proof": (bytes(32),)},
        {"master": bytes(32)},
        {"fields": (("name", "Somebody Else"),)},
        {"vkey": VKEY.replace("letters.", "others.")},
    ],
    ids=lambda change: next(iter(change)),
)
def test_both_refuse_a_receipt_that_says_something_else(change: dict[str, Any]) -> None:
    log = small_log()
    receipt = log.receipt(1)
    good = format_receipt(receipt)
    assert verify_receipt(good, log.key.vkey) == ours_of_receipt(good, log.key.vkey)
    if "fields" in change:
        change = change | {"absent": tuple((name, bytes(32)) for name, _ in receipt.fields[1:])}
    if "vkey" in change:
        bad = good
        key = change["vkey"]
    else:
        bad = format_receipt(dataclasses.replace(receipt, **change))
        key = log.key.vkey
    with pytest.raises(Refused):
        verify_receipt(bad, key)
    with pytest.raises(CoreError):
        ours_of_receipt(bad, key)


def test_the_vectors() -> None:
    facts = verify(VECTORS / "bundle-v1" / "bundle.zip", VKEY)
    assert facts == {
        "letter": "0123456789abcdef0123456789abcdef",
        "size": 269,
        "editions": [1, 2],
        "counted": [1, 259],
        "named": [1, 9],
        "withdrawn": 2,
        "erased": 2,
        "recipients": "",
        "is_closed": True,
    }
    read = {path.name: verify(path, VKEY) for path in RECEIPTS}
    assert {
        name: (facts["index"], facts["size"], facts["edition"]) for name, facts in read.items()
    } == {
        "1-of-2.tlog-proof": (1, 2, 1),
        "2-of-257.tlog-proof": (2, 257, 1),
        "265-of-269.tlog-proof": (265, 269, 2),
        "3-of-269.tlog-proof": (3, 269, 1),
    }
    for path in RECEIPTS:
        assert read[path.name] == ours_of_receipt(path.read_bytes(), VKEY)


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 289, 305])
def test_a_log_of_every_shape(tmp_path: Path, size: int) -> None:
    log = small_log()
    files = log.files(size)
    if size == 305:
        files |= {"tile/0/000.p/7": files["tile/0/000"][: 7 * 32]}
    extra = {"README.txt": b"Read me.\n", "letter.pdf": b"%PDF-1.7\n"}
    expected = ours(files | extra)
    assert expected["size"] == size
    assert verify(Path(write_zip(tmp_path / "letter.zip", files | extra)), log.key.vkey) == expected
    assert verify(Path(write_folder(tmp_path / "letter", files)), log.key.vkey) == expected
    for index in (1, 2, 254, 290):
        if index < size:
            data = format_receipt(log.receipt(index, size))
            assert verify_receipt(data, log.key.vkey) == ours_of_receipt(data, log.key.vkey)


@pytest.mark.django_db
def test_what_the_server_makes(tmp_path: Path) -> None:
    letter = make_open_letter()
    for number in range(4):
        request = wish(f"Person {number}", f"p{number}@people.example", is_named=number != 1)
        signed(letter, request)
    waiting = signed(letter, organization_wish())
    accept_organization(letter, waiting.pk, by=letter.lead, at=T0)
    log_all(letter)
    send_receipts(at=T0, limit=10)
    mail = last_mail("p3@people.example")
    withdraw_signature(token_in(last_mail("p0@people.example")), at=T0)
    log_all(letter)
    key = make_key()
    seal_for(letter, key)
    log_all(letter)
    bundle = tmp_path / "letter.zip"
    bundle.write_bytes(b"".join(zip_stream(bundle_files(letter))))
    facts = verify(bundle)
    assert facts == {
        "letter": letter.pk,
        "size": 9,
        "editions": [1],
        "counted": [1, 3],
        "named": [1, 2],
        "withdrawn": 1,
        "erased": 1,
        "recipients": recipients_digest([key.recipient]).hex(),
        "is_closed": False,
    }
    receipt = bytes(mail.attachment or b"")
    vkey = SigningKey(letter.origin, settings.KEYS.log_seed).vkey
    assert verify_receipt(receipt, vkey) == ours_of_receipt(receipt, vkey)
    assert check_letter_log(letter).withdrawn == 1


def test_it_imports_nothing_of_ours() -> None:
    modules = set()
    for module in (independent_formats, independent_verifier):
        tree = ast.parse(Path(str(module.__file__)).read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                modules |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                modules.add(str(node.module))
    others = {module for module in modules if module not in sys.stdlib_module_names}
    assert others == {
        "cryptography.exceptions",
        "cryptography.hazmat.primitives.asymmetric.ed25519",
        "tests.foreign.independent_formats",
    }


def test_it_runs_as_a_command(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.foreign.independent_verifier"]
    good = VECTORS / "bundle-v1" / "bundle.zip"
    bad = tmp_path / "bad.tlog-proof"
    bad.write_bytes(RECEIPTS[0].read_bytes().replace(b"index 1", b"index 0"))
    done = subprocess.run([*command, good, VKEY], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["counted"] == [1, 259]
    done = subprocess.run([*command, bad], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "Refused: another text.\n"
