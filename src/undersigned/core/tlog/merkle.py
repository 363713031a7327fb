"""Merkle tree hashes and the checking of proofs: RFC 6962 section 2.1, RFC 9162 section 2.1."""

import hashlib
from collections.abc import Sequence

from undersigned.core.errors import NotProven

EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """The hash of an entry of the log."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def check_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> None:
    """Raises NotProven unless `proof` leads from the leaf hash at `index` to the root at `size`."""
    if not 0 <= index < size:
        raise NotProven("The index lies outside of the tree.")
    position, last, node = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            raise NotProven("The inclusion proof is too long.")
        if position & 1 or position == last:
            node = node_hash(sibling, node)
            # At the right edge a node without a sibling is carried up unchanged.
            while not position & 1 and position:
                position >>= 1
                last >>= 1
        else:
            node = node_hash(node, sibling)
        position >>= 1
        last >>= 1
    if last:
        raise NotProven("The inclusion proof is too short.")
    if node != root:
        raise NotProven("The inclusion proof does not lead to the root of the tree.")


def check_consistency(
    old_size: int, new_size: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes
) -> None:
    """Raises NotProven unless `proof` shows that the new tree begins with all of the old tree."""
    if not 0 <= old_size <= new_size:
        raise NotProven("The older tree is larger than the newer one.")
    if old_size in {0, new_size}:
        if proof:
            raise NotProven("The consistency proof is too long.")
        if old_root != (EMPTY_ROOT if old_size == 0 else new_root):
            raise NotProven("Two trees of the same size have different roots.")
        return
    if not proof:
        raise NotProven("The consistency proof is too short.")
    # A tree whose size is a power of two is itself the first node of the path.
    path = [old_root, *proof] if old_size & (old_size - 1) == 0 else list(proof)
    position, last = old_size - 1, new_size - 1
    while position & 1:
        position >>= 1
        last >>= 1
    old_node = new_node = path[0]
    for sibling in path[1:]:
        if last == 0:
            raise NotProven("The consistency proof is too long.")
        if position & 1 or position == last:
            old_node = node_hash(sibling, old_node)
            new_node = node_hash(sibling, new_node)
            while not position & 1 and position:
                position >>= 1
                last >>= 1
        else:
            new_node = node_hash(new_node, sibling)
        position >>= 1
        last >>= 1
    if last:
        raise NotProven("The consistency proof is too short.")
    if old_node != old_root:
        raise NotProven("The consistency proof does not lead to the root of the older tree.")
    if new_node != new_root:
        raise NotProven("The consistency proof does not lead to the root of the newer tree.")
