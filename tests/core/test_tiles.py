"""Tiles: paths, widths and bundles of the C2SP specification, and trees that grow in any steps."""

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core import naive
from tests.core.vectors import foreign
from undersigned.core.errors import Malformed
from undersigned.core.tlog import tiles
from undersigned.core.tlog.merkle import leaf_hash
from undersigned.core.tlog.tiles import (
    ENTRIES_LEVEL,
    edge_after,
    extend,
    format_entries,
    format_tile_number,
    parse_entries,
    parse_tile_number,
    parse_tile_path,
    tile_path,
    tile_width,
    tiles_of,
)

VECTORS = foreign("tiles.json")


@pytest.mark.parametrize(("number", "text"), VECTORS["numbers"].items())
def test_numbers_are_written_as_specified(number: str, text: str) -> None:
    assert format_tile_number(int(number)) == text
    assert parse_tile_number(text) == int(number)


@pytest.mark.parametrize("vector", VECTORS["widths"], ids=lambda vector: str(vector["size"]))
def test_widths_are_as_specified(vector: dict[str, Any]) -> None:
    found: dict[str, list[list[int]]] = {}
    for level, _number, width in tiles_of(vector["size"]):
        if level != ENTRIES_LEVEL:
            full, partial = found.setdefault(str(level), [[0, 256], [0, 0]])
            if width == 256:
                full[0] += 1
            else:
                partial[:] = [partial[0] + 1, width]
    assert found == vector["tiles"]


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        ((0, 0, 256), "tile/0/000"),
        ((0, 1234067, 89), "tile/0/x001/x234/067.p/89"),
        ((63, 999, 255), "tile/63/999.p/255"),
        ((2, 0, 1), "tile/2/000.p/1"),
        ((-1, 273, 112), "tile/entries/273.p/112"),
        ((-1, 1000, 256), "tile/entries/x001/000"),
    ],
)
def test_paths_are_as_specified(tile: tuple[int, int, int], path: str) -> None:
    assert tile_path(*tile) == path
    assert parse_tile_path(path) == tile


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/000.p/256",
        "tile/0/000.p/0",
        "tile/0/000.p/01",
        "tile/0/000.p/300",
        "tile/0/0",
        "tile/0/0000",
        "tile/0/x000/001",
        "tile/0/001/002",
        "tile/0/x001/x002",
        "tile/64/000",
        "tile/00/000",
        "tile/-1/000",
        "tile/+1/000",
        "tile/٣/000",
        "tile/0/٠٠٠",
        "tile/0/000/",
        "tile//000",
        "/tile/0/000",
        "tile/0/000\n",
        "tile/0/../0/000",
        "tile/0/x999/x999/x999/x999/x999/999",
        "tile/data/000",
        "",
    ],
)
def test_other_paths_are_refused(path: str) -> None:
    with pytest.raises(Malformed):
        parse_tile_path(path)


def test_a_tile_without_place_or_width_has_no_path() -> None:
    for tile in [(-2, 0, 1), (64, 0, 1), (0, -1, 1), (0, 0, 0), (0, 0, 257), (0, 2**60, 1)]:
        with pytest.raises(Malformed):
            tile_path(*tile)


def test_an_entry_bundle_is_length_prefixed() -> None:
    assert format_entries([b"ab", b"", b"c" * 258]) == b"\0\2ab\0\0\1\2" + b"c" * 258
    assert parse_entries(b"\0\2ab\0\0\1\2" + b"c" * 258) == [b"ab", b"", b"c" * 258]


def test_an_entry_bundle_that_is_cut_or_too_long_is_refused() -> None:
    for data in [b"", b"\0", b"\0\2a", b"\0\0\0", b"\0\0" * 257]:
        with pytest.raises(Malformed):
            parse_entries(data)
    with pytest.raises(Malformed):
        format_entries([b"c" * 65536])


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=256))
def test_an_entry_bundle_comes_back(entries: list[bytes]) -> None:
    assert parse_entries(format_entries(entries)) == entries


Stored = dict[tuple[int, int], bytes]


def grow(entries: list[bytes], steps: list[int]) -> tuple[tiles.Extension, Stored]:
    """Extend an empty tree step by step; return the last extension and every tile as stored."""
    size = 0
    edge: dict[int, bytes] = {}
    stored: Stored = {}
    extension = extend(0, {}, [])
    for step in steps:
        extension = extend(size, edge, [leaf_hash(entry) for entry in entries[size : size + step]])
        edge = edge_after(edge, extension)
        size = extension.size
        for tile in extension.tiles:
            stored[tile.level, tile.number] = tile.data
    return extension, stored


def check_tree(entries: list[bytes], extension: tiles.Extension, stored: Stored) -> None:
    """Compare every tile with the definition of the specification."""
    size = len(entries)
    assert extension.size == size
    assert extension.root == naive.tree_hash(entries)
    expected = {
        (level, number): b"".join(
            naive.tree_hash(entries[at * 256**level : (at + 1) * 256**level])
            for at in range(number * 256, number * 256 + width)
        )
        for level, number, width in tiles_of(size)
        if level != ENTRIES_LEVEL
    }
    assert stored == expected


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 511, 512, 513, 1000, 65536, 65793])
def test_a_tree_has_the_specified_tiles(size: int) -> None:
    entries = [b"%d" % number for number in range(size)]
    check_tree(entries, *grow(entries, [size]))


@pytest.mark.parametrize("seed", range(12))
def test_a_tree_is_the_same_whatever_the_steps(seed: int) -> None:
    chosen = random.Random(seed)
    entries = [b"%d" % number for number in range(chosen.choice([300, 600, 2000]))]
    steps, left = [], len(entries)
    while left:
        steps.append(min(left, chosen.choice([0, 1, 2, 100, 255, 256, 257, 700])))
        left -= steps[-1]
    check_tree(entries, *grow(entries, steps))


def test_an_extension_holds_only_what_changed() -> None:
    entries = [b"%d" % number for number in range(600)]
    edge = {0: b"".join(map(leaf_hash, entries[512:600])), 1: b"\1" * 64}
    extension = extend(600, edge, [b"\2" * 32])
    assert [(tile.level, tile.number, tile.width) for tile in extension.tiles] == [(0, 2, 89)]
    assert edge_after(edge, extension) == {0: edge[0] + b"\2" * 32, 1: edge[1]}


def test_an_edge_that_does_not_fit_the_size_is_refused() -> None:
    wrong: list[tuple[int, dict[int, bytes]]] = [
        (1, {}),
        (1, {0: b"\1" * 64}),
        (256, {0: b"\1" * 32}),
        (0, {0: b"\1"}),
    ]
    for size, edge in wrong:
        with pytest.raises(Malformed):
            extend(size, edge, [b"\2" * 32])
    with pytest.raises(Malformed):
        extend(0, {}, [b"\2" * 31])
    with pytest.raises(Malformed):
        extend(0, {}, [b"\2" * 31, b"\2" * 33])


def test_a_reader_that_gives_the_wrong_width_is_refused() -> None:
    with pytest.raises(Malformed):
        tiles.root(3, lambda _level, _number, _width: b"\1" * 64)
    with pytest.raises(Malformed):
        tiles.inclusion_proof(0, 3, lambda _level, _number, _width: b"")
    with pytest.raises(Malformed):
        tiles.inclusion_proof(3, 3, lambda _level, _number, width: b"\1" * 32 * width)


def test_a_width_is_zero_where_there_is_no_tile() -> None:
    assert tile_width(0, 0, 0) == 0
    assert tile_width(256, 0, 1) == 0
    assert tile_width(256, 1, 0) == 1
    assert tile_width(255, 1, 0) == 0
    assert list(tiles_of(0)) == []
