"""Numbers and base64 have one spelling each, whatever Python's own readers would take."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.core.errors import Malformed
from undersigned.core.strict import (
    LARGEST_NUMBER,
    check_letter,
    format_base64,
    parse_base64,
    parse_hash,
    parse_number,
    parse_sha256_hex,
)


@pytest.mark.parametrize(
    "text",
    ["", "+3", "-3", " 3", "3 ", "3\n", "03", "1_000", "٣", "3.0", "0x3", "³", "3e2", "9" * 16],
)
def test_no_other_spelling_of_a_number_is_read(text: str) -> None:
    with pytest.raises(Malformed):
        parse_number(text)


@given(st.integers(0, LARGEST_NUMBER))
def test_a_number_comes_back(number: int) -> None:
    assert parse_number(str(number)) == number


def test_a_number_has_a_limit() -> None:
    assert parse_number(str(LARGEST_NUMBER)) == LARGEST_NUMBER
    with pytest.raises(Malformed):
        parse_number(str(LARGEST_NUMBER + 1))


@pytest.mark.parametrize(
    "text", ["A", "AA", "AA=", "AB==", "AA==\n", " AA==", "A-==", "AA==AA==", "=", "ＡＡ=="]
)
def test_no_other_spelling_of_base64_is_read(text: str) -> None:
    with pytest.raises(Malformed):
        parse_base64(text)


@given(st.binary())
def test_base64_comes_back(data: bytes) -> None:
    assert parse_base64(format_base64(data)) == data


@given(st.text(alphabet="ABab+/=\n -_", max_size=12))
def test_what_is_read_as_base64_is_written_the_same(text: str) -> None:
    try:
        data = parse_base64(text)
    except Malformed:
        return
    assert format_base64(data) == text


def test_hashes_have_32_bytes() -> None:
    assert parse_hash(format_base64(bytes(32))) == bytes(32)
    for size in (0, 31, 33, 64):
        with pytest.raises(Malformed):
            parse_hash(format_base64(bytes(size)))


def test_hexadecimal_is_lower_case_and_of_one_length() -> None:
    assert parse_sha256_hex("0f" * 32) == b"\x0f" * 32
    for text in ("0F" * 32, "0f" * 31, "0f" * 33, "0f" * 31 + "0g", "0f" * 31 + " f"):
        with pytest.raises(Malformed):
            parse_sha256_hex(text)
    check_letter("0f" * 16)
    for text in ("0F" * 16, "0f" * 15, "", "0f" * 15 + "\n0", "٠" * 32):
        with pytest.raises(Malformed):
            check_letter(text)
