"""Trees against RFC 6962: vectors, a naive reference for all sizes up to 300, wrong proofs."""

from functools import cache
from typing import Any

import pytest

from tests.core import naive
from tests.core.vectors import foreign
from undersigned.core.errors import NotProven
from undersigned.core.tlog import tiles
from undersigned.core.tlog.merkle import EMPTY_ROOT, check_consistency, check_inclusion, leaf_hash

LARGEST = 300
ENTRIES = [b"entry %d" % number for number in range(LARGEST)]
LEAVES = [leaf_hash(entry) for entry in ENTRIES]
VECTORS = foreign("rfc6962.json")
VECTOR_LEAVES = [leaf_hash(bytes.fromhex(entry)) for entry in VECTORS["leaves"]]


def reader(leaves: list[bytes]) -> tiles.ReadTile:
    """Return a reader over the tiles of all leaves, which cuts them to the width asked for."""
    stored = {(tile.level, tile.number): tile.data for tile in tiles.extend(0, {}, leaves).tiles}
    return lambda level, number, width: stored[level, number][: width * 32]


READ = reader(LEAVES)


@cache
def root(size: int) -> bytes:
    return tiles.root(size, READ)


def test_the_roots_of_the_reference_implementation() -> None:
    read = reader(VECTOR_LEAVES)
    roots = [tiles.root(size, read).hex() for size in range(1, 9)]
    assert roots == VECTORS["roots"]
    assert EMPTY_ROOT.hex() == VECTORS["empty_root"]
    assert tiles.root(0, read) == EMPTY_ROOT


@pytest.mark.parametrize("vector", VECTORS["inclusion"], ids=str)
def test_the_inclusion_proofs_of_the_reference_implementation(vector: dict[str, Any]) -> None:
    index, size = vector["index"], vector["size"]
    proof = tiles.inclusion_proof(index, size, reader(VECTOR_LEAVES))
    assert [node.hex() for node in proof] == vector["proof"]
    root_of_size = bytes.fromhex(VECTORS["roots"][size - 1])
    check_inclusion(VECTOR_LEAVES[index], index, size, proof, root_of_size)


@pytest.mark.parametrize("vector", VECTORS["consistency"], ids=str)
def test_the_consistency_proofs_of_the_reference_implementation(vector: dict[str, Any]) -> None:
    old, new = vector["old"], vector["new"]
    proof = tiles.consistency_proof(old, new, reader(VECTOR_LEAVES))
    assert [node.hex() for node in proof] == vector["proof"]
    roots = [bytes.fromhex(root) for root in VECTORS["roots"]]
    check_consistency(old, new, proof, roots[old - 1], roots[new - 1])


def test_all_inclusion_proofs_up_to_300() -> None:
    for size in range(1, LARGEST + 1):
        assert root(size) == naive.tree_hash(ENTRIES[:size])
        for index in range(size):
            proof = tiles.inclusion_proof(index, size, READ)
            check_inclusion(LEAVES[index], index, size, proof, root(size))
    for size in (1, 2, 3, 7, 64, 65, 255, 256, 257, 300):
        for index in range(0, size, 5):
            proof = tiles.inclusion_proof(index, size, READ)
            assert list(proof) == naive.path(index, ENTRIES[:size])


def test_all_consistency_proofs_up_to_300() -> None:
    for new in range(1, LARGEST + 1):
        for old in range(new + 1):
            proof = tiles.consistency_proof(old, new, READ)
            check_consistency(old, new, proof, root(old), root(new))
    for new in (1, 2, 3, 7, 64, 65, 255, 256, 257, 300):
        for old in range(1, new + 1, 5):
            proof = tiles.consistency_proof(old, new, READ)
            assert list(proof) == naive.proof(old, ENTRIES[:new])


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 13, 64, 100, 255, 256, 257, 300])
def test_a_changed_inclusion_proof_is_refused(size: int) -> None:
    for index in range(0, size, max(1, size // 7)):
        proof = list(tiles.inclusion_proof(index, size, READ))
        leaf, other = LEAVES[index], b"\xff" * 32
        check_inclusion(leaf, index, size, proof, root(size))
        wrong = [
            (other, index, size, proof, root(size)),
            (leaf, index, size, proof, other),
            (leaf, index, size, [*proof, other], root(size)),
            (leaf, index, size, [other, *proof], root(size)),
            (leaf, index + 1, size, proof, root(size)),
            (leaf, index - 1, size, proof, root(size)),
            (leaf, size + index, size, proof, root(size)),
        ]
        for at in range(len(proof)):
            wrong += [
                (leaf, index, size, [*proof[:at], other, *proof[at + 1 :]], root(size)),
                (leaf, index, size, proof[:at] + proof[at + 1 :], root(size)),
                (leaf, index, size, proof[:at], root(size)),
            ]
        for arguments in wrong:
            with pytest.raises(NotProven):
                check_inclusion(*arguments)


@pytest.mark.parametrize("new", [1, 2, 3, 5, 8, 13, 64, 100, 255, 256, 257, 300])
def test_a_changed_consistency_proof_is_refused(new: int) -> None:
    other = b"\xff" * 32
    for old in range(0, new + 1, max(1, new // 7)):
        proof = list(tiles.consistency_proof(old, new, READ))
        check_consistency(old, new, proof, root(old), root(new))
        wrong = [
            (old, new, proof, other, root(new)),
            (old, new, [*proof, other], root(old), root(new)),
            (new + 1, new, proof, root(old), root(new)),
            (-1, new, proof, root(old), root(new)),
        ]
        # Of an empty tree everything is a continuation.
        if old:
            wrong += [
                (old, new, proof, root(old), other),
                (old, new, [other, *proof], root(old), root(new)),
            ]
        for at in range(len(proof)):
            wrong += [
                (old, new, [*proof[:at], other, *proof[at + 1 :]], root(old), root(new)),
                (old, new, proof[:at] + proof[at + 1 :], root(old), root(new)),
                (old, new, proof[:at], root(old), root(new)),
            ]
        for arguments in wrong:
            with pytest.raises(NotProven):
                check_consistency(*arguments)
