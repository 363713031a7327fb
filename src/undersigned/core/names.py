"""Public openings of one tile's signatures, `names/<N>`: JSON Lines in exactly one spelling.

A line is an object with the index and then every field in its fixed order: a shown field as an
array of value and salt, any other as its digest, hashes in base64, in the spelling of orjson.
"""

import re
from binascii import a2b_base64, b2a_base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Any, Final

import orjson

from undersigned.core.errors import Malformed
from undersigned.core.opening import (
    FIELDS,
    MAX_VALUE_BYTES,
    NEVER_PUBLIC,
    PublicOpening,
    check_value,
    commitment_head,
    digest_encoded,
    field_digest,
)
from undersigned.core.strict import (
    HASH_BYTES,
    LARGEST_NUMBER,
    check_hash,
    check_number,
    decode_utf8,
    format_base64,
    parse_hash,
)
from undersigned.core.tlog.tiles import TILE_WIDTH, format_tile_number, parse_tile_number

MAX_LINE_BYTES: Final = 24 * 1024
MAX_NAMES_BYTES: Final = TILE_WIDTH * MAX_LINE_BYTES
_PREFIX: Final = "names/"
_MEMBERS: Final = ("index", *FIELDS)

# Lines without escapes, which nearly all are. The last character of a hash before its padding
# carries four bits and two zeros.
_HASH: Final = r"[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]="
_VALUE: Final = rf"[ !#-\[\]-~\x80-\xff]{{1,{MAX_VALUE_BYTES}}}"
_PLAIN_LINES: Final = re.compile(
    (
        r'^\{"index":(0|[1-9][0-9]{0,14})'
        + "".join(
            # A value, if there is one, and the hash that is its salt or stands for it.
            rf',"{field}":(?:\["({_VALUE})",)?"({_HASH})"(?({2 * number})\])'
            for number, field in enumerate(FIELDS, 1)
        )
        + r"\}\n"
    ).encode("ascii"),
    re.MULTILINE,
)


def names_path(number: int) -> str:
    """The path of the openings for the entries of tile `number`, numbered as tiles are."""
    return _PREFIX + format_tile_number(number)


def parse_names_path(path: str) -> int:
    """The tile number in the path of a names file."""
    if not path.startswith(_PREFIX):
        raise Malformed("This is not the path of a names file.")
    return parse_tile_number(path.removeprefix(_PREFIX))


def format_name(index: int, opening: PublicOpening) -> bytes:
    """One line, with its newline."""
    check_number(index)
    shown = {name: (value, salt) for name, value, salt in opening.shown}
    digests = dict(opening.digests)
    if shown.keys() & NEVER_PUBLIC:
        raise Malformed("An opening shows a field that is never public.")
    if "name" not in shown:
        raise Malformed("An opening that shows no name does not belong here.")
    line: dict[str, int | str | list[str]] = {"index": index}
    for field in FIELDS:
        if field in shown:
            value, salt = shown[field]
            check_value(value)
            check_hash(salt)
            line[field] = [value, format_base64(salt)]
        elif field in digests:
            check_hash(digests[field])
            line[field] = format_base64(digests[field])
    if len(line) != 1 + len(shown) + len(digests) or len(line) != 1 + len(FIELDS):
        raise Malformed("An opening does not cover each field once.")
    return orjson.dumps(line) + b"\n"


def parse_name(line: bytes) -> tuple[int, PublicOpening]:
    """Index and opening of one line with its newline; it is not yet checked against any leaf."""
    data = _load(line)
    index = data.pop("index")
    shown, digests = [], []
    for field, content in data.items():
        if isinstance(content, list):
            shown.append((field, content[0], a2b_base64(content[1])))
        else:
            digests.append((field, a2b_base64(content)))
    return index, PublicOpening(tuple(shown), tuple(digests))


@dataclass(frozen=True, slots=True)
class ReadName:
    """One line, worked out: whose leaf, what is shown, and the commitment, in base64, it makes."""

    index: int
    shown: tuple[str, ...]
    commitment: bytes


class NameReader:
    """Reads the names files of one letter, exactly as strictly as parse_name, but in bulk."""

    def __init__(self, letter: str) -> None:
        self._head = commitment_head(letter)

    def read(self, data: bytes) -> list[ReadName]:
        """Every line of a names file."""
        rows = _PLAIN_LINES.findall(data)
        # Each match is a whole line. If one is missing, then perhaps a value holds a quotation
        # mark, and perhaps a line is malformed.
        if len(rows) != data.count(b"\n") or not data.endswith(b"\n") or len(rows) > TILE_WIDTH:
            return [self._read_line(line) for line in split_names(data)]
        columns = list(zip(*rows, strict=True))
        indices = list(map(int, columns[0]))
        if max(indices) > LARGEST_NUMBER:
            raise Malformed("A line of names has an index that is out of range.")
        values, hashes = columns[1::2], columns[2::2]
        digests = list(map(self._digests, FIELDS, values, hashes))
        head = self._head
        return [
            ReadName(
                index,
                _shown(flags),
                b2a_base64(sha256(head + b"".join(row)).digest(), newline=False),
            )
            for index, flags, row in zip(
                indices,
                zip(*[map(bool, column) for column in values], strict=True),
                zip(*digests, strict=True),
                strict=True,
            )
        ]

    @staticmethod
    def _digests(field: str, values: Sequence[bytes], hashes: Sequence[bytes]) -> list[bytes]:
        """The digest of one field in every line: hashes are salts where a value is shown."""
        for value in values:
            # What the pattern lets through of ASCII needs no further look.
            if not value.isascii():
                check_value(decode_utf8(value, "A field"))
        # With the padding made a digit of zero bits, all can be decoded at once, to 33 bytes each.
        packed = a2b_base64(b"".join(hashes).replace(b"=", b"A"))
        nodes = [packed[at : at + HASH_BYTES] for at in range(0, len(packed), HASH_BYTES + 1)]
        if not any(values):
            return nodes
        return [
            digest_encoded(field, value, node) if value else node
            for value, node in zip(values, nodes, strict=True)
        ]

    def _read_line(self, line: bytes) -> ReadName:
        index, opening = parse_name(line)
        digests = dict(opening.digests)
        for field, value, salt in opening.shown:
            digests[field] = field_digest(field, value, salt)
        data = self._head + b"".join(digests[field] for field in FIELDS)
        shown = tuple(field for field, _, _ in opening.shown)
        return ReadName(index, shown, b2a_base64(sha256(data).digest(), newline=False))


@cache
def _shown(flags: tuple[bool, ...]) -> tuple[str, ...]:
    shown = tuple(field for field, is_shown in zip(FIELDS, flags, strict=True) if is_shown)
    if "name" not in shown or not NEVER_PUBLIC.isdisjoint(shown):
        raise Malformed("A line of names shows no name, or shows what is never public.")
    return shown


def format_names(openings: Iterable[tuple[int, PublicOpening]]) -> bytes:
    """A whole names file; the openings come in the order of their indices."""
    return b"".join(format_name(index, opening) for index, opening in openings)


def split_names(data: bytes) -> list[bytes]:
    """The lines of a names file, each with its newline."""
    if len(data) > MAX_NAMES_BYTES:
        raise Malformed("A names file is too long.")
    if not data.endswith(b"\n"):
        raise Malformed("A names file does not end with a newline.")
    return [line + b"\n" for line in data[:-1].split(b"\n")]


def _load(line: bytes) -> dict[str, Any]:
    """The members of a line that is in its one spelling, whose values are all good."""
    if len(line) > MAX_LINE_BYTES:
        raise Malformed("A line of names is too long.")
    try:
        data = orjson.loads(line)
    except orjson.JSONDecodeError:
        raise Malformed("A line of names is not JSON.") from None
    if not isinstance(data, dict) or tuple(data) != _MEMBERS:
        raise Malformed("A line of names does not have each field once and in order.")
    for field, content in data.items():
        if type(content) is str:
            _check_hash(content)
        elif type(content) is list:
            if len(content) != 2 or type(content[0]) is not str or field in NEVER_PUBLIC:
                raise Malformed("A field in a line of names is not shown as a value and a salt.")
            check_value(content[0])
            _check_hash(content[1])
        elif field != "index" or type(content) is not int:
            raise Malformed("A field in a line of names is neither shown nor hidden.")
    if type(data["index"]) is not int or not 0 <= data["index"] <= LARGEST_NUMBER:
        raise Malformed("A line of names has no index.")
    if type(data["name"]) is not list:
        raise Malformed("A line of names shows no name.")
    if orjson.dumps(data) + b"\n" != line:
        raise Malformed("A line of names is not in its one spelling.")
    return data


def _check_hash(text: object) -> None:
    """Refuses what is not the base64 of 32 bytes."""
    if type(text) is not str:
        raise Malformed("A hash in a line of names is not a string.")
    parse_hash(text)
