"""What an organization endorses, `undersigned/endorse/v1`: docs/formats/endorsement.md.

The statement names the letter, the edition, every text of it by its digest, and the organization
as it is going to be shown. A passkey signs it through its challenge, which is its SHA-256.
"""

import hashlib
import re
from dataclasses import dataclass
from typing import Final

from undersigned.core.errors import Malformed
from undersigned.core.leaf import TextLeaf, format_leaf
from undersigned.core.opening import check_value
from undersigned.core.strict import decode_utf8, parse_number, parse_sha256_hex

VERSION: Final = "undersigned/endorse/v1"
MAX_STATEMENT_BYTES: Final = 24_576
"""128 texts with the longest language tags, a name and a website of the longest, and the rest."""

_STATEMENT: Final = re.compile(
    rf"{VERSION}\n"
    r"letter (?P<letter>[^\n]*)\n"
    r"edition (?P<edition>[^\n]*)\n"
    r"(?P<texts>(?:text [^ \n]* sha256:[0-9a-f]{64}\n)+)"
    r"organization (?P<name>[^\n]*)\n"
    r"(?:website (?P<website>[^\n]*)\n)?"
    r"(?:country (?P<country>[^\n]*)\n)?"
)
_COUNTRY: Final = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class Statement:
    """Who agrees to which texts; `website` and `country` are empty where there is none.

    The digests are those of the text leaf of the edition, in its order: the original first.
    """

    letter: str
    edition: int
    digests: tuple[tuple[str, bytes], ...]
    name: str
    website: str = ""
    country: str = ""

    @property
    def challenge(self) -> bytes:
        """The 32 bytes that a passkey is asked to sign."""
        return hashlib.sha256(format_statement(self)).digest()


def format_statement(statement: Statement) -> bytes:
    """The bytes that are endorsed; refuses values that no parser would read."""
    # An edition has the same form here as in the log, so it is checked in the same place.
    format_leaf(TextLeaf(statement.letter, statement.edition, statement.digests))
    lines = [VERSION, f"letter {statement.letter}", f"edition {statement.edition}"]
    lines += [f"text {language} sha256:{digest.hex()}" for language, digest in statement.digests]
    check_value(statement.name)
    lines.append(f"organization {statement.name}")
    if statement.website:
        check_value(statement.website)
        lines.append(f"website {statement.website}")
    if statement.country:
        if not _COUNTRY.fullmatch(statement.country):
            raise Malformed("A country is not two capital letters.")
        lines.append(f"country {statement.country}")
    return "\n".join((*lines, "")).encode()


def parse_statement(data: bytes) -> Statement:
    """The statement that `data` spells; raises Malformed for anything else."""
    if len(data) > MAX_STATEMENT_BYTES:
        raise Malformed("A statement is too long.")
    match = _STATEMENT.fullmatch(decode_utf8(data, "A statement"))
    if match is None:
        raise Malformed(f"A statement does not have the lines of {VERSION}, in their order.")
    statement = Statement(
        letter=match["letter"],
        edition=parse_number(match["edition"]),
        digests=tuple(_parse_text_line(line) for line in match["texts"].split("\n")[:-1]),
        name=match["name"],
        website=match["website"] or "",
        country=match["country"] or "",
    )
    # This also refuses a line that is there and empty.
    if format_statement(statement) != data:
        raise Malformed("A statement is not in its one spelling.")
    return statement


def _parse_text_line(line: str) -> tuple[str, bytes]:
    language, _, digest = line.removeprefix("text ").partition(" sha256:")
    return language, parse_sha256_hex(digest)
