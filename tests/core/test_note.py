"""Signed notes against values of golang.org/x/mod/sumdb/note and the C2SP specification."""

import base64

import pytest

from tests.core.vectors import FOREIGN, foreign
from undersigned.core.errors import Malformed, NotProven
from undersigned.core.tlog.note import (
    Note,
    NoteSignature,
    SigningKey,
    VerifyingKey,
    add_signatures,
    format_note,
    open_note,
    parse_note,
)

VECTORS = foreign("notes.json")
SIGNING = VECTORS["signing"]
TEXT, SIGNED = SIGNING["text"].encode(), SIGNING["signed"].encode()
PETER, ENOCH = (VerifyingKey.parse(VECTORS["keys"][number]["vkey"]) for number in (0, 1))


@pytest.mark.parametrize("vector", VECTORS["keys"], ids=lambda vector: vector["name"])
def test_a_key_has_the_id_that_others_compute(vector: dict[str, str]) -> None:
    key = VerifyingKey.parse(vector["vkey"])
    assert (key.name, key.key_id.hex(), key.vkey) == (vector["name"], vector["id"], vector["vkey"])


@pytest.mark.parametrize("vkey", [*VECTORS["bad_keys"], "", "+", "++", "a+b", "PeterNeumann"])
def test_a_bad_key_is_refused(vkey: str) -> None:
    with pytest.raises(Malformed):
        VerifyingKey.parse(vkey)


def test_no_other_spelling_of_a_key_is_read() -> None:
    vkey = PETER.vkey
    for start in range(len(vkey) + 1):
        for end in range(start, len(vkey) + 1):
            if (start, end) != (0, len(vkey)):
                with pytest.raises(Malformed):
                    VerifyingKey.parse(vkey[start:end])
    for at, character in enumerate(vkey):
        with pytest.raises(Malformed):
            VerifyingKey.parse(vkey[:at] + chr(ord(character) + 1) + vkey[at + 1 :])


def test_signing_gives_the_bytes_that_others_give() -> None:
    seed = base64.b64decode(SIGNING["private"].split("+", 4)[4])[1:]
    key = SigningKey(SIGNING["name"], seed)
    assert key.vkey == PETER.vkey
    assert key.sign(TEXT) == SIGNED


def test_either_of_two_signatures_opens_a_note() -> None:
    both = SIGNED + SIGNING["second_signature"].encode()
    assert open_note(both, PETER).text == TEXT
    assert open_note(both, ENOCH).text == TEXT
    assert add_signatures(SIGNED, open_note(both, ENOCH).signatures[1:]) == both
    with pytest.raises(NotProven):
        open_note(SIGNED, ENOCH)


def test_the_example_of_the_specification_is_read() -> None:
    note = parse_note((FOREIGN / "note-quasimodo").read_bytes())
    assert note.text.decode().endswith("sole:\n\ned è subito sera.\n")
    assert [signature.name for signature in note.signatures] == ["quasimodo.example/salvatore"]


def test_a_signature_of_the_right_name_and_a_wrong_key_is_not_one() -> None:
    other = SigningKey(PETER.name, bytes(32))
    with pytest.raises(NotProven):
        open_note(other.sign(TEXT), PETER)


def test_a_signature_with_a_stolen_key_id_is_refused_even_beside_a_good_one() -> None:
    stolen = NoteSignature(PETER.name, PETER.key_id, bytes(64))
    with pytest.raises(NotProven):
        open_note(add_signatures(SIGNED, [stolen]), PETER)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        TEXT,
        TEXT + b"\n",
        SIGNED[:-1],
        SIGNED + b"\n",
        SIGNED.replace(b"\n\n", b"\n"),
        SIGNED.replace("—".encode(), b"-"),
        SIGNED.replace(b" x08", b"  x08"),
        SIGNED.replace(b"If", b"\tIf"),
        SIGNED.replace(b"If", b"\rIf"),
        SIGNED.replace(b"If", b"\xff"),
        SIGNED.replace(b"PeterNeumann", b"Peter+Neumann"),
        SIGNED.replace(b"PeterNeumann", b"Peter\xe2\x80\x83Neumann"),
        SIGNED.replace(b"PeterNeumann", b""),
        SIGNED.replace(b"nAM=", b"nAN="),
        SIGNED.replace(b"nAM=", b"nAM"),
        TEXT + b"\n" + "— PeterNeumann AAAAAA==\n".encode(),
        TEXT + b"\n" + SIGNED[len(TEXT) + 1 :] * 2,
        TEXT + b"\n" + b"".join("— n%d AAAAAAA=\n".encode() % n for n in range(101)),
        b"x" * 1_000_001,
    ],
)
def test_what_is_not_a_signed_note_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        parse_note(data)


def test_a_text_that_cannot_be_signed_is_refused() -> None:
    key = SigningKey("name", bytes(32))
    for text in [b"no newline", b"tab\t\n", b"\xff\n"]:
        with pytest.raises(Malformed):
            key.sign(text)
    with pytest.raises(Malformed):
        format_note(Note(b"text\n", ()))


def test_a_signing_key_needs_a_name_and_a_seed() -> None:
    for name, seed in [("", bytes(32)), ("a b", bytes(32)), ("a+b", bytes(32)), ("a", bytes(31))]:
        with pytest.raises(Malformed):
            SigningKey(name, seed)
