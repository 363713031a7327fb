"""What an organization endorses: one spelling of everything that it names."""

from dataclasses import replace

import pytest

from tests.support.log import LETTER
from undersigned.core.errors import Malformed
from undersigned.core.statement import (
    MAX_STATEMENT_BYTES,
    Statement,
    format_statement,
    parse_statement,
)

DIGESTS = (("en", bytes(32)), ("fr", bytes(range(32))))
GOOD = Statement(LETTER, 2, DIGESTS, "Häfen & Meer", "https://sea.example/", "BE")
ZEROS = "0" * 64
BYTES = f"""\
undersigned/endorse/v1
letter {LETTER}
edition 2
text en sha256:{ZEROS}
text fr sha256:{bytes(range(32)).hex()}
organization Häfen & Meer
website https://sea.example/
country BE
""".encode()


def test_a_statement_is_these_bytes() -> None:
    assert format_statement(GOOD) == BYTES
    assert parse_statement(BYTES) == GOOD


def test_a_website_and_a_country_may_be_missing() -> None:
    for other in (replace(GOOD, website=""), replace(GOOD, country="")):
        assert parse_statement(format_statement(other)) == other
    bare = replace(GOOD, website="", country="")
    assert format_statement(bare) == BYTES[: BYTES.index(b"website")]
    assert parse_statement(format_statement(bare)) == bare


def test_every_part_changes_the_challenge() -> None:
    others = [
        GOOD,
        replace(GOOD, letter="f" * 32),
        replace(GOOD, edition=3),
        replace(GOOD, digests=DIGESTS[:1]),
        replace(GOOD, digests=DIGESTS[::-1]),
        replace(GOOD, name="Häfen und Meer"),
        replace(GOOD, website="https://sea.example"),
        replace(GOOD, website=""),
        replace(GOOD, country="NL"),
        replace(GOOD, country=""),
    ]
    assert len({other.challenge for other in others}) == len(others)


def test_the_largest_statement_fits() -> None:
    digests = tuple((f"aaa-Bbbb-CC-1{number:07}-abcdefgh", bytes([number]) * 32)
                    for number in range(128))  # fmt: skip
    largest = Statement(LETTER, 2**48, digests, "a" * 2_048, "b" * 2_048, "BE")
    data = format_statement(largest)
    assert len(data) <= MAX_STATEMENT_BYTES
    assert parse_statement(data) == largest


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("v1", "v2"),
        ("\n", "\r\n"),
        ("edition 2", "edition 02"),
        ("edition 2", "edition 0"),
        ("edition 2", "edition ٢"),
        ("letter 0", "letter F"),
        ("text en", "text EN"),
        ("text fr", "text en"),
        ("text en sha256:0", "text en sha256:A"),
        ("text en sha256:0", "text en  sha256:0"),
        ("organization Häfen & Meer\n", ""),
        ("organization Häfen & Meer", "organization "),
        ("organization Hä", "organization Ha\u0308"),
        ("organization Hä", "organization \u202eHä"),
        ("organization Hä", "name Hä"),
        ("website https://sea.example/", "website "),
        ("country BE\n", "country be\n"),
        ("country BE\n", "country BEL\n"),
        ("country BE\n", "country BE"),
        ("country BE\n", "country BE\n\n"),
        ("country BE\n", "country BE\ncountry BE\n"),
        ("website https://sea.example/\ncountry BE", "country BE\nwebsite https://sea.example/"),
    ],
)
def test_another_spelling_is_refused(old: str, new: str) -> None:
    text = BYTES.decode()
    assert old in text
    with pytest.raises(Malformed):
        parse_statement(text.replace(old, new).encode())


def test_what_no_parser_reads_is_not_written() -> None:
    for bad in (
        replace(GOOD, name="two\nlines"),
        replace(GOOD, name=""),
        replace(GOOD, website="https://sea.example/\ncountry NL"),
        replace(GOOD, country="be"),
        replace(GOOD, edition=0),
        replace(GOOD, digests=()),
        replace(GOOD, digests=(("en", bytes(31)),)),
    ):
        with pytest.raises(Malformed):
            format_statement(bad)
    with pytest.raises(Malformed):
        parse_statement(BYTES + b" " * MAX_STATEMENT_BYTES)
    # Many lines that are nearly right take no longer than they are long.
    with pytest.raises(Malformed):
        parse_statement(BYTES[:70] + b"text  sha256: sha256:\n" * 1_000)
