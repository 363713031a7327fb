"""Sealed contact data: its record, its fingerprint, its export."""

from dataclasses import replace
from hashlib import sha256

import pytest

from undersigned.core.errors import Malformed
from undersigned.core.seal import (
    Contact,
    export_head,
    format_armor,
    format_contact,
    parse_contact,
    parse_export,
    parse_recipients,
    recipients_digest,
)

LETTER = "0123456789abcdef0123456789abcdef"
MINA = Contact(
    letter=LETTER,
    number=17,
    kind="person",
    name="Mina Example",
    email="mina@people.example",
    affiliation="",
    role="Teacher",
    country="FR",
    language="en",
    wants_news=True,
    edition=1,
    index=3,
    confirmed_at="2026-03-01T12:00:00Z",
)


def test_a_record_is_read_as_it_was_written() -> None:
    for contact in (MINA, replace(MINA, name="مینا نمونه", role='Says "no"\\')):
        assert parse_contact(format_contact(contact)) == contact


def test_a_record_is_as_long_whatever_is_in_it() -> None:
    short, longer = format_contact(replace(MINA, name="A")), format_contact(MINA)
    assert len(short) == len(longer) == 512
    assert len(format_contact(replace(MINA, name="A" * 300))) == 1024


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"contact/v1", b"contact/v2"),
        (b'"number":17', b'"number":"17"'),
        (b'"number":17', b'"number":true'),
        (b'"wants_news":true', b'"wants_news":1'),
        (b'"kind":"person",', b""),
        (b'"number":17', b'"number": 17'),
        (b" \n", b"\n"),
        (b"Mina", b"\xff\xfe"),
        (b"Mina", b"\\ud800"),
        (b"{", b"["),
    ],
)
def test_another_spelling_of_a_record_is_refused(before: bytes, after: bytes) -> None:
    data = format_contact(MINA)
    assert before in data
    with pytest.raises(Malformed):
        parse_contact(data.replace(before, after, 1))


def test_a_record_that_is_too_long_is_refused() -> None:
    with pytest.raises(Malformed, match="too long"):
        parse_contact(b"[" * 20_000)


def test_the_fingerprint_is_of_the_sorted_lines_under_their_version() -> None:
    expected = sha256(b"undersigned/recipients/v1\nage1a\nage1b\n").digest()
    assert recipients_digest(["age1b", "age1a"]) == expected
    assert recipients_digest(["age1a", "age1b", "age1a"]) == expected
    assert recipients_digest(["age1a"]) != expected


def test_a_file_of_recipients_is_read_as_age_reads_it() -> None:
    one, two = f"age1{'q' * 58}", f"age1{'z' * 58}"
    assert parse_recipients(f"# ours\n\n{one}\n  {two}\r\n".encode()) == (one, two)
    for refused in (
        "",
        "# nothing\n",
        f"{one} {two}\n",
        f"{one}q\n",
        one[:-1],
        one.upper(),
        f"{one[:-1]}b",
        "AGE-SECRET-KEY-1QQ\n",
        f"{one}\nssh-ed25519 AAAA\n",
    ):
        with pytest.raises(Malformed):
            parse_recipients(refused.encode())
    with pytest.raises(Malformed):
        parse_recipients(b"\xff")


def test_an_export_gives_its_records_back() -> None:
    records = (b"age-encryption.org/v1\n" + bytes(range(256)), b"x" * 48, b"y")
    data = export_head(LETTER, 3) + b"".join(map(format_armor, records))
    assert parse_export(data) == (LETTER, records)
    assert parse_export(export_head(LETTER, 0)) == (LETTER, ())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"sealed-contacts/v1", b"sealed-contacts/v2"),
        (b"letter 0", b"letter G"),
        (b"           2", b"           3"),
        (b"-----END AGE ENCRYPTED FILE-----\n", b""),
        (b"eHh4", b"eHh\n4"),
        (b"eHh4", b"eHh!"),
        (b"eQ==", b"eR=="),
        (b"eQ==", b"eQ=="[:3]),
        (b"-----BEGIN", b"\n-----BEGIN"),
    ],
)
def test_an_export_that_is_not_whole_is_refused(before: bytes, after: bytes) -> None:
    data = export_head(LETTER, 2) + format_armor(b"x" * 48) + format_armor(b"y")
    assert before in data
    with pytest.raises(Malformed):
        parse_export(data.replace(before, after, 1))
