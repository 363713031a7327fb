"""RFC 6962 section 2.1 word by word, slow and plain, to compare the fast code with."""

import hashlib
from collections.abc import Sequence


def tree_hash(entries: Sequence[bytes]) -> bytes:
    """MTH(D[n])."""
    if not entries:
        return hashlib.sha256(b"").digest()
    if len(entries) == 1:
        return hashlib.sha256(b"\x00" + entries[0]).digest()
    k = largest_power_below(len(entries))
    return hashlib.sha256(b"\x01" + tree_hash(entries[:k]) + tree_hash(entries[k:])).digest()


def path(m: int, entries: Sequence[bytes]) -> list[bytes]:
    """PATH(m, D[n])."""
    if len(entries) == 1:
        return []
    k = largest_power_below(len(entries))
    if m < k:
        return [*path(m, entries[:k]), tree_hash(entries[k:])]
    return [*path(m - k, entries[k:]), tree_hash(entries[:k])]


def proof(m: int, entries: Sequence[bytes]) -> list[bytes]:
    """PROOF(m, D[n])."""
    return subproof(m, entries, is_whole=True)


def subproof(m: int, entries: Sequence[bytes], *, is_whole: bool) -> list[bytes]:
    """SUBPROOF(m, D[n], b)."""
    if m == len(entries):
        return [] if is_whole else [tree_hash(entries)]
    k = largest_power_below(len(entries))
    if m <= k:
        return [*subproof(m, entries[:k], is_whole=is_whole), tree_hash(entries[k:])]
    return [*subproof(m - k, entries[k:], is_whole=False), tree_hash(entries[:k])]


def largest_power_below(n: int) -> int:
    """The k with k < n <= 2k that is a power of two."""
    k = 1
    while 2 * k < n:
        k *= 2
    return k
