"""Keyed digests and secrets, for many at once.

Python's `hmac.digest` and each question to the system for random bytes let another thread go
first. Among dozens that wait for their turn, being let in again takes longer than all the rest.
"""

import hmac
import secrets


def keyed_digest(key: bytes, message: bytes) -> bytes:
    """The 32 bytes of HMAC-SHA-256 (RFC 2104), as `hmac.digest` gives them."""
    return hmac.new(key, message, "sha256").digest()


def new_secrets(count: int, size: int) -> list[bytes]:
    """So many secrets of `size` random bytes each, asked for together."""
    data = secrets.token_bytes(count * size)
    return [data[start : start + size] for start in range(0, count * size, size)]
