"""Commitments and openings: what a sign leaf hides, and what shows some of it without the rest."""

import hashlib
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from undersigned.core.characters import FORBIDDEN
from undersigned.core.errors import Malformed, NotProven
from undersigned.core.keyed import keyed_digest
from undersigned.core.leaf import SignatoryKind
from undersigned.core.strict import check_hash, check_letter

FIELDS: Final = ("name", "affiliation", "role", "country", "contact", "evidence", "display")
"""Every field that a commitment covers, in the order in which it covers them."""

PUBLIC_FIELDS: Final = {
    SignatoryKind.PERSON: ("name", "affiliation", "role", "country", "evidence"),
    SignatoryKind.ORGANIZATION: ("name", "affiliation", "country", "evidence"),
}
"""What a public opening may show. An organization's role names its representative: never shown."""

NEVER_PUBLIC: Final = frozenset({"contact", "display"})
"""Fields that no public opening shows, whoever signed."""

MASTER_BYTES: Final = 32
MAX_VALUE_BYTES: Final = 2_048
_LENGTHS: Final = [length.to_bytes(4, "big") for length in range(MAX_VALUE_BYTES + 1)]
_NOTHING: Final[Mapping[str, bytes]] = MappingProxyType({})
_FRAMES: Final = {name: bytes([len(name)]) + name.encode("ascii") for name in FIELDS}


@dataclass(frozen=True, slots=True)
class PublicOpening:
    """The shown fields with value and salt, and the digests of all other fields, both in order."""

    shown: tuple[tuple[str, str, bytes], ...]
    digests: tuple[tuple[str, bytes], ...]

    @property
    def fields(self) -> dict[str, str]:
        """The values of the shown fields."""
        return {name: value for name, value, _ in self.shown}


def check_value(value: str) -> None:
    """Refuses a value that is empty, too long, not NFC, or has a forbidden character."""
    if not value:
        raise Malformed("A field is empty instead of absent.")
    # Control characters break lines and terminals, and overrides reorder the text around a name.
    if "\n" in value or FORBIDDEN.search(value):
        raise Malformed("A field has a control, override or invisible character.")
    if len(value.encode("utf-8")) > MAX_VALUE_BYTES:
        raise Malformed(f"A field is longer than {MAX_VALUE_BYTES} bytes.")
    if not unicodedata.is_normalized("NFC", value):
        raise Malformed("A field is not in Unicode normalization form C.")


def commit(
    letter: str, master: bytes, fields: Mapping[str, str], erased: Mapping[str, bytes] = _NOTHING
) -> bytes:
    """The 32 bytes of a sign leaf that bind it to `fields`; an empty value counts as absent.

    Of fields that were erased since, `erased` has the digests.
    """
    derived = _derive(letter, master, fields, erased)
    return _combine(letter, [digest for _, _, _, digest in derived])


def open_publicly(
    letter: str,
    master: bytes,
    fields: Mapping[str, str],
    shown: Collection[str],
    erased: Mapping[str, bytes] = _NOTHING,
) -> PublicOpening:
    """An opening that shows those of the fields in `shown` that are present, and hides the rest."""
    if unknown := set(shown) - (set(FIELDS) - NEVER_PUBLIC):
        raise Malformed(f"These fields can not be shown: {', '.join(sorted(unknown))}.")
    derived = _derive(letter, master, fields, erased)
    return PublicOpening(
        tuple((name, value, salt) for name, value, salt, _ in derived if value and name in shown),
        tuple(
            (name, digest) for name, value, _, digest in derived if not (value and name in shown)
        ),
    )


def check_opening(letter: str, commitment: bytes, opening: PublicOpening) -> None:
    """Raises NotProven unless `commitment` was made, for this letter, of what `opening` shows."""
    check_letter(letter)
    digests = dict(opening.digests)
    names = [name for name, _, _ in opening.shown] + [name for name, _ in opening.digests]
    if sorted(names) != sorted(FIELDS):
        raise Malformed("An opening does not cover each field once.")
    for name, value, salt in opening.shown:
        check_value(value)
        check_hash(salt)
        digests[name] = field_digest(name, value, salt)
    if _combine(letter, [digests[name] for name in FIELDS]) != commitment:
        raise NotProven("An opening does not match the commitment of its leaf.")


def check_secret_opening(
    letter: str,
    commitment: bytes,
    master: bytes,
    fields: Mapping[str, str],
    absent: Mapping[str, bytes],
) -> None:
    """Raises NotProven unless `commitment` was made of `master`, `fields` and `absent` digests."""
    if sorted([*fields, *absent]) != sorted(FIELDS):
        raise Malformed("An opening does not cover each field once.")
    digests = []
    for name in FIELDS:
        if name in fields:
            check_value(fields[name])
            digests.append(field_digest(name, fields[name], field_salt(master, name)))
        else:
            digests.append(absent[name])
    if _combine(letter, digests) != commitment:
        raise NotProven("The opening does not match the commitment of the leaf.")


def absent_digests(
    letter: str, master: bytes, fields: Mapping[str, str], erased: Mapping[str, bytes] = _NOTHING
) -> dict[str, bytes]:
    """The digests that stand for the fields without a value, in order."""
    derived = _derive(letter, master, fields, erased)
    return {name: digest for name, value, _, digest in derived if not value}


def field_salt(master: bytes, name: str) -> bytes:
    """The salt of a field that has a value."""
    return keyed_digest(master, b"salt\n" + name.encode("ascii"))


def field_digest(name: str, value: str, salt: bytes) -> bytes:
    """The digest of a field that has a value: salted, and framed so that no two fields collide."""
    return digest_encoded(name, value.encode(), salt)


def digest_encoded(name: str, value: bytes, salt: bytes) -> bytes:
    """The digest of a field whose value is in UTF-8 already, and not longer than it may be."""
    framed = _FRAMES[name] + _LENGTHS[len(value)] + value
    return hashlib.sha256(b"undersigned/field/v1\n" + salt + framed).digest()


def commitment_head(letter: str) -> bytes:
    """What stands before the digests of the fields in the bytes that a commitment hashes."""
    return b"undersigned/commit/v1\n" + letter.encode("ascii")


def _derive(
    letter: str, master: bytes, fields: Mapping[str, str], erased: Mapping[str, bytes]
) -> list[tuple[str, str, bytes, bytes]]:
    """Name, value, salt and digest of every field, in order; value and salt are empty if absent."""
    check_letter(letter)
    if len(master) != MASTER_BYTES:
        raise Malformed("A master secret is not 32 bytes long.")
    if unknown := {*fields, *erased} - set(FIELDS):
        raise Malformed(f"There is no field named {', '.join(sorted(unknown))}.")
    derived = []
    for name in FIELDS:
        if value := fields.get(name, ""):
            check_value(value)
            salt = field_salt(master, name)
            derived.append((name, value, salt, field_digest(name, value, salt)))
        elif name in erased:
            derived.append((name, "", b"", erased[name]))
        else:
            # Random to anyone without the master, so that absent and hidden look the same.
            stand_in = keyed_digest(master, b"absent\n" + name.encode("ascii"))
            derived.append((name, "", b"", stand_in))
    return derived


def _combine(letter: str, digests: list[bytes]) -> bytes:
    for digest in digests:
        check_hash(digest)
    return hashlib.sha256(commitment_head(letter) + b"".join(digests)).digest()
