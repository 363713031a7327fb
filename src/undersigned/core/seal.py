"""Sealed contact data: what is sealed of a signature, for whom, and the file in which it leaves.

`docs/formats/sealed-contact.md` describes the bytes. Encryption itself is `adapters/age.py`.
"""

import hashlib
import json
import re
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from typing import Final

from undersigned.core.errors import Malformed
from undersigned.core.strict import check_letter

CONTACT: Final = "undersigned/contact/v1"
RECIPIENTS: Final = "undersigned/recipients/v1"
EXPORT: Final = "undersigned/sealed-contacts/v1"

PADDED_TO: Final = 512
"""A sealed record is as long as a multiple of this, so that its length tells next to nothing."""

MAX_CONTACT_BYTES: Final = 16_384
BEGIN: Final = "-----BEGIN AGE ENCRYPTED FILE-----"
END: Final = "-----END AGE ENCRYPTED FILE-----"
_RECORD: Final = re.compile(f"{BEGIN}\n(?P<lines>[A-Za-z0-9+/=\n]+)\n{END}\n", re.ASCII)
# Bech32 (BIP 173) of 32 bytes, as age writes an X25519 recipient.
_RECIPIENT: Final = re.compile("age1[02-9ac-hj-np-z]{58}", re.ASCII)
_HEAD: Final = re.compile(
    f"{EXPORT}\nletter (?P<letter>[0-9a-f]{{32}})\nrecords +(?P<count>[0-9]{{1,12}})\n\n", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Contact:
    """What is sealed of one signature, as it was when it was sealed; an empty field is absent."""

    letter: str
    # The number of the signature, which the tables of the workspace have too.
    number: int
    kind: str
    name: str
    email: str
    affiliation: str
    role: str
    country: str
    language: str
    wants_news: bool
    edition: int
    index: int
    confirmed_at: str


COLUMNS: Final = tuple(field.name for field in fields(Contact))
_TYPES: Final = {"number": int, "edition": int, "index": int, "wants_news": bool}


def format_contact(contact: Contact) -> bytes:
    """The bytes to seal: a line with the version, a JSON object, and spaces up to a full block."""
    text = json.dumps(asdict(contact), ensure_ascii=False, separators=(",", ":"))
    data = f"{CONTACT}\n{text}".encode()
    return data + b" " * (-(len(data) + 1) % PADDED_TO) + b"\n"


def parse_contact(data: bytes) -> Contact:
    """What was sealed. Raises Malformed."""
    if len(data) > MAX_CONTACT_BYTES:
        raise Malformed("A sealed record is too long.")
    try:
        version, _line, text = data.decode("utf-8").partition("\n")
        values = json.loads(text)
    except (ValueError, RecursionError):
        raise Malformed("A sealed record is not in its form.") from None
    if version != CONTACT or not isinstance(values, dict) or tuple(values) != COLUMNS:
        raise Malformed("A sealed record is not in its form.")
    if any(type(value) is not _TYPES.get(name, str) for name, value in values.items()):
        raise Malformed("A sealed record is not in its form.")
    contact = Contact(**values)
    # JSON can spell half a character, which no text has.
    with suppress(UnicodeEncodeError):
        if format_contact(contact) == data:
            return contact
    raise Malformed("A sealed record is not in its form.")


def recipients_digest(recipients: Iterable[str]) -> bytes:
    """The fingerprint of a set of recipients: the same whatever their order."""
    lines = "".join(f"{recipient}\n" for recipient in sorted(set(recipients)))
    return hashlib.sha256(f"{RECIPIENTS}\n{lines}".encode()).digest()


NO_RECIPIENTS: Final = recipients_digest(())
"""In force in every log until a leaf says otherwise: nothing is sealed."""


def parse_recipients(data: bytes) -> tuple[str, ...]:
    """The recipients in a file of `age -R`: one a line, with empty lines and `#` comments.

    Raises Malformed for any other line, a secret key among them, and for a file without one.
    """
    try:
        lines = [line.strip() for line in data.decode("utf-8").splitlines()]
    except UnicodeDecodeError:
        raise Malformed("This is no file of recipients.") from None
    found = [line for line in lines if line and not line.startswith("#")]
    for line in found:
        if _RECIPIENT.fullmatch(line) is None:
            raise Malformed("A line of the recipients is no age1… with 62 characters.")
    if not found:
        raise Malformed("This file names no recipient.")
    return tuple(found)


def export_head(letter: str, count: int) -> bytes:
    """The first lines of an export; always as long, so that they can be written last."""
    check_letter(letter)
    return f"{EXPORT}\nletter {letter}\nrecords {count:12}\n\n".encode()


def format_armor(sealed: bytes) -> bytes:
    """One sealed record as the age tool reads it: armored, 64 characters a line."""
    text = b64encode(sealed).decode("ascii")
    lines = "\n".join(text[start : start + 64] for start in range(0, len(text), 64))
    return f"{BEGIN}\n{lines}\n{END}\n".encode()


def parse_export(data: bytes) -> tuple[str, tuple[bytes, ...]]:
    """The letter of an export and its sealed records; raises Malformed when some are missing."""
    try:
        text = data.decode("ascii")
    except UnicodeDecodeError:
        raise Malformed("This is no export of sealed contact data.") from None
    head = _HEAD.match(text)
    if head is None:
        raise Malformed("This is no export of sealed contact data.")
    records = tuple(_records(text, head.end()))
    if len(records) != int(head["count"]):
        raise Malformed("The export is not whole; please download it again.")
    return head["letter"], records


def _records(text: str, place: int) -> Iterator[bytes]:
    while place < len(text):
        found = _RECORD.match(text, place)
        if found is None:
            raise Malformed("The export is not whole; please download it again.")
        sealed = _unarmored(found["lines"])
        if format_armor(sealed).decode("ascii") != found[0]:
            raise Malformed("The export is not whole; please download it again.")
        yield sealed
        place = found.end()


def _unarmored(lines: str) -> bytes:
    try:
        return b64decode(lines.replace("\n", ""), validate=True)
    except ValueError:
        raise Malformed("The export is not whole; please download it again.") from None
