"""Keyed digests and secrets, for many at once."""

import hmac

import pytest

from undersigned.core.keyed import keyed_digest, new_secrets

# RFC 4231, test cases 1, 2, 3 and 6: key, message, HMAC-SHA-256.
VECTORS = [
    (
        b"\x0b" * 20,
        b"Hi There",
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
    ),
    (
        b"Jefe",
        b"what do ya want for nothing?",
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    ),
    (
        b"\xaa" * 20,
        b"\xdd" * 50,
        "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
    ),
    (
        b"\xaa" * 131,
        b"Test Using Larger Than Block-Size Key - Hash Key First",
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
    ),
]


@pytest.mark.parametrize(("key", "message", "expected"), VECTORS)
def test_a_keyed_digest_is_that_of_the_specification(
    key: bytes, message: bytes, expected: str
) -> None:
    assert keyed_digest(key, message).hex() == expected
    assert hmac.digest(key, message, "sha256").hex() == expected


@pytest.mark.parametrize("count", [0, 1, 100])
def test_secrets_for_many_are_as_long_as_asked_and_none_is_another(count: int) -> None:
    made = new_secrets(count, 16)
    assert [len(secret) for secret in made] == [16] * count
    assert len(set(made)) == count
