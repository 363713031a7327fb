"""Numbers, base64 and hexadecimal in exactly one spelling each."""

import re
from base64 import b64decode, b64encode
from typing import Final

from undersigned.core.errors import Malformed

HASH_BYTES: Final = 32
LARGEST_NUMBER: Final = 2**48
"""No count or index of a log goes beyond this; it keeps every reader within exact integers."""

_NUMBER: Final = re.compile(r"0|[1-9][0-9]{0,14}", re.ASCII)
_BASE64: Final = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
_LETTER: Final = re.compile(r"[0-9a-f]{32}")
_SHA256_HEX: Final = re.compile(r"[0-9a-f]{64}")


def parse_number(text: str) -> int:
    """A decimal of ASCII digits without sign, space, underscore or leading zero."""
    if not _NUMBER.fullmatch(text) or (number := int(text)) > LARGEST_NUMBER:
        raise Malformed("A number is not written as plain decimal digits.")
    return number


def format_base64(data: bytes) -> str:
    """RFC 4648 section 4, with padding."""
    return b64encode(data).decode("ascii")


def parse_base64(text: str) -> bytes:
    """RFC 4648 section 4, with padding and with zeros in the unused bits."""
    if not _BASE64.fullmatch(text):
        raise Malformed("A value is not base64.")
    data = b64decode(text)
    if format_base64(data) != text:
        raise Malformed("A base64 value has stray bits at its end.")
    return data


def parse_hash(text: str) -> bytes:
    """The base64 of exactly 32 bytes."""
    if len(text) != 44:
        raise Malformed("A hash is not the base64 of 32 bytes.")
    data = parse_base64(text)
    if len(data) != HASH_BYTES:
        raise Malformed("A hash is not the base64 of 32 bytes.")
    return data


def parse_sha256_hex(text: str) -> bytes:
    """64 lowercase hexadecimal digits."""
    if not _SHA256_HEX.fullmatch(text):
        raise Malformed("A digest is not 64 lowercase hexadecimal digits.")
    return bytes.fromhex(text)


def check_letter(letter: str) -> None:
    """A letter's id is 32 lowercase hexadecimal digits."""
    if not _LETTER.fullmatch(letter):
        raise Malformed("A letter's id is not 32 lowercase hexadecimal digits.")


def check_number(number: int) -> None:
    """A count or index is an integer from 0 to 2^48."""
    if not 0 <= number <= LARGEST_NUMBER:
        raise Malformed("A number is out of range.")


def check_hash(data: bytes) -> None:
    """A hash is 32 bytes."""
    if len(data) != HASH_BYTES:
        raise Malformed("A hash is not 32 bytes long.")


def decode_utf8(data: bytes, what: str) -> str:
    """The text of UTF-8 bytes; `what` starts the sentence of the refusal."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise Malformed(f"{what} is not UTF-8.") from None


def decode_ascii(data: bytes, what: str) -> str:
    """The text of ASCII bytes; `what` starts the sentence of the refusal."""
    try:
        return data.decode("ascii")
    except UnicodeDecodeError:
        raise Malformed(f"{what} is not ASCII.") from None
