"""Tiles and entry bundles of a log, c2sp.org/tlog-tiles: paths, growing a tree, roots and proofs.

A tile of level L holds up to 256 hashes, each the root of a full tile of the level below. All that
is needed to grow a tree is the one partial tile at the right of each level: its *edge*.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from undersigned.core.errors import Malformed
from undersigned.core.strict import HASH_BYTES, LARGEST_NUMBER, parse_number
from undersigned.core.tlog.merkle import EMPTY_ROOT

TILE_WIDTH: Final = 256
TILE_BYTES: Final = TILE_WIDTH * HASH_BYTES
TILE_HEIGHT: Final = 8
ENTRIES_LEVEL: Final = -1
MAX_LEVEL: Final = 63
MAX_ENTRY_BYTES: Final = 0xFFFF

_PATH: Final = re.compile(
    r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/){0,4}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?",
    re.ASCII,
)
_NODE: Final = 2 * HASH_BYTES

ReadTile = Callable[[int, int, int], bytes]
"""Level, number and width to the bytes of that tile."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A hash tile, full or as far as it has grown."""

    level: int
    number: int
    data: bytes

    @property
    def width(self) -> int:
        """How many hashes it holds, from 1 to 256."""
        return len(self.data) // HASH_BYTES


@dataclass(frozen=True, slots=True)
class Extension:
    """A grown tree: its new size and root, and every hash tile that changed, lowest level first."""

    size: int
    root: bytes
    tiles: tuple[Tile, ...]


def format_tile_number(number: int) -> str:
    """1234067 becomes x001/x234/067."""
    if not 0 <= number <= LARGEST_NUMBER:
        raise Malformed("A tile number is out of range.")
    text = f"{number % 1000:03d}"
    while number := number // 1000:
        text = f"x{number % 1000:03d}/{text}"
    return text


def parse_tile_number(text: str) -> int:
    """The reverse of format_tile_number; refuses any other spelling."""
    digits = text.replace("x", "").replace("/", "")
    number = parse_number(digits.lstrip("0") or "0")
    if format_tile_number(number) != text:
        raise Malformed("A tile number is not written as in x001/x234/067.")
    return number


def tile_path(level: int, number: int, width: int = TILE_WIDTH) -> str:
    """The path of a hash tile, or with level -1 of an entry bundle, below the log's prefix."""
    if not ENTRIES_LEVEL <= level <= MAX_LEVEL or not 1 <= width <= TILE_WIDTH:
        raise Malformed("There is no tile of such a level or width.")
    name = "entries" if level == ENTRIES_LEVEL else str(level)
    suffix = "" if width == TILE_WIDTH else f".p/{width}"
    return f"tile/{name}/{format_tile_number(number)}{suffix}"


def parse_tile_path(path: str) -> tuple[int, int, int]:
    """Level (-1 for entries), number and width of a tile's path; refuses any other spelling."""
    if not (match := _PATH.fullmatch(path)):
        raise Malformed("This is not the path of a tile.")
    name, number_text, width_text = match.groups()
    level = ENTRIES_LEVEL if name == "entries" else int(name)
    number = parse_tile_number(number_text)
    width = int(width_text) if width_text else TILE_WIDTH
    if (width_text and width >= TILE_WIDTH) or tile_path(level, number, width) != path:
        raise Malformed("This is not the path of a tile.")
    return level, number, width


def tile_width(size: int, level: int, number: int) -> int:
    """How wide tile `number` of `level` is in a tree of `size`; 0 when it does not exist."""
    hashes = size >> (TILE_HEIGHT * max(level, 0))
    return max(0, min(TILE_WIDTH, hashes - number * TILE_WIDTH))


def tiles_of(size: int) -> Iterator[tuple[int, int, int]]:
    """Level, number and width of every tile of a tree, entry bundles (level -1) first."""
    for level in range(ENTRIES_LEVEL, MAX_LEVEL + 1):
        hashes = size >> (TILE_HEIGHT * max(level, 0))
        if not hashes:
            return
        for number in range(-(-hashes // TILE_WIDTH)):
            yield level, number, tile_width(size, level, number)


def format_entries(entries: Sequence[bytes]) -> bytes:
    """An entry bundle: each entry behind its length as two big-endian bytes."""
    if any(len(entry) > MAX_ENTRY_BYTES for entry in entries):
        raise Malformed("An entry is longer than an entry bundle can hold.")
    return b"".join([len(entry).to_bytes(2, "big") + entry for entry in entries])


def parse_entries(data: bytes) -> list[bytes]:
    """The entries of a bundle, from 1 to 256."""
    entries, position, end = [], 0, len(data)
    while position < end:
        start = position + 2
        position = start + int.from_bytes(data[position:start], "big")
        entries.append(data[start:position])
    if position != end:
        raise Malformed("An entry bundle ends within an entry.")
    if not 1 <= len(entries) <= TILE_WIDTH:
        raise Malformed("An entry bundle does not hold from 1 to 256 entries.")
    return entries


def tile_root(data: bytes) -> bytes:
    """The root over the hashes of a tile; for a full tile, its hash in the level above."""
    check_tile(data)
    return _fold(data) or EMPTY_ROOT


def check_tile(data: bytes) -> None:
    """Refuses anything but 1 to 256 hashes."""
    if not data or len(data) > TILE_BYTES or len(data) % HASH_BYTES:
        raise Malformed("A tile does not hold from 1 to 256 hashes.")


def extend(size: int, edge: Mapping[int, bytes], leaves: Sequence[bytes]) -> Extension:
    """The tree of `size` grown by leaf hashes.

    `edge` maps each level to the bytes of its partial tile at the right; a level whose partial tile
    is empty may be absent. The tiles of the extension are all that changed, with their whole data
    as grown so far; `edge_after` picks the new edge from them.
    """
    tiles: list[Tile] = []
    new_size = size + len(leaves)
    added = b"".join(leaves)
    if len(added) != len(leaves) * HASH_BYTES or any(len(leaf) != HASH_BYTES for leaf in leaves):
        raise Malformed("A leaf hash is not 32 bytes long.")
    node: bytes | None = None
    for level in range(MAX_LEVEL + 1):
        before, after = size >> (TILE_HEIGHT * level), new_size >> (TILE_HEIGHT * level)
        if not after:
            break
        data = edge.get(level, b"")
        if len(data) != before % TILE_WIDTH * HASH_BYTES:
            raise Malformed("The edge of the tree does not fit its size.")
        first = before // TILE_WIDTH
        data += added
        parents = []
        partial = data
        if added:
            for offset in range(0, len(data), TILE_BYTES):
                partial = data[offset : offset + TILE_BYTES]
                tiles.append(Tile(level, first + offset // TILE_BYTES, partial))
                if len(partial) == TILE_BYTES:
                    parents.append(_full_root(partial))
                    partial = b""
        added = b"".join(parents)
        node = _fold(partial, node)
    return Extension(new_size, node or EMPTY_ROOT, tuple(tiles))


def edge_after(edge: Mapping[int, bytes], extension: Extension) -> dict[int, bytes]:
    """The edge of the grown tree, ready for the next extension."""
    new = dict(edge)
    for tile in extension.tiles:
        new[tile.level] = b"" if len(tile.data) == TILE_BYTES else tile.data
    return {level: data for level, data in new.items() if data}


def root(size: int, read_tile: ReadTile) -> bytes:
    """The root of the tree of `size`, from the partial tile at the right of each level."""
    node: bytes | None = None
    for level in range(MAX_LEVEL + 1):
        hashes = size >> (TILE_HEIGHT * level)
        if not hashes:
            break
        if width := hashes % TILE_WIDTH:
            node = _fold(_read(read_tile, level, hashes // TILE_WIDTH, width), node)
    return node or EMPTY_ROOT


def inclusion_proof(index: int, size: int, read_tile: ReadTile) -> tuple[bytes, ...]:
    """The hashes beside the way from leaf `index` up to the root: RFC 6962 section 2.1.1."""
    if not 0 <= index < size:
        raise Malformed("The index lies outside of the tree.")
    tree = _Tree(size, read_tile)
    start, end = 0, size
    proof = []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            proof.append(tree.hash(middle, end))
            end = middle
        else:
            proof.append(tree.hash(start, middle))
            start = middle
    return tuple(reversed(proof))


def consistency_proof(old: int, new: int, read_tile: ReadTile) -> tuple[bytes, ...]:
    """The hashes that lead from the tree of size `old` to `new`: RFC 6962 section 2.1.2."""
    if not 0 <= old <= new:
        raise Malformed("The older tree is larger than the newer one.")
    if old in {0, new}:
        return ()
    tree = _Tree(new, read_tile)
    start, end = 0, new
    proof = []
    while end != old:
        middle = start + _split(end - start)
        if old <= middle:
            proof.append(tree.hash(middle, end))
            end = middle
        else:
            proof.append(tree.hash(start, middle))
            start = middle
    if start:
        proof.append(tree.hash(start, end))
    return tuple(reversed(proof))


class _Tree:
    """Hashes of the aligned ranges of a tree, each tile read once."""

    def __init__(self, size: int, read_tile: ReadTile) -> None:
        self.size = size
        self._read_tile = read_tile
        self._tiles: dict[tuple[int, int], bytes] = {}

    def hash(self, start: int, end: int) -> bytes:
        """The hash of D[start:end], where start is a multiple of the next power of two."""
        node: bytes | None = None
        # The range is cut, from the right, into perfect subtrees that each lie within one tile.
        while start < end:
            length = min((end - start) & -(end - start), end - start)
            part = self._perfect(end - length, length)
            node = part if node is None else hashlib.sha256(b"\x01" + part + node).digest()
            end -= length
        assert node is not None
        return node

    def _perfect(self, start: int, length: int) -> bytes:
        height = length.bit_length() - 1
        level = height // TILE_HEIGHT
        first = start >> (TILE_HEIGHT * level)
        count = 1 << (height % TILE_HEIGHT)
        offset = first % TILE_WIDTH * HASH_BYTES
        data = self._tile(level, first // TILE_WIDTH)
        return _cached_root(data[offset : offset + count * HASH_BYTES])

    def _tile(self, level: int, number: int) -> bytes:
        if (level, number) not in self._tiles:
            width = tile_width(self.size, level, number)
            self._tiles[level, number] = _read(self._read_tile, level, number, width)
        return self._tiles[level, number]


def _read(read_tile: ReadTile, level: int, number: int, width: int) -> bytes:
    data = read_tile(level, number, width)
    if len(data) != width * HASH_BYTES:
        raise Malformed("A tile does not have the width that was asked for.")
    return data


def _split(length: int) -> int:
    """The largest power of two below `length`."""
    return 1 << ((length - 1).bit_length() - 1)


def _full_root(data: bytes) -> bytes:
    """The root over 2^k hashes."""
    sha256 = hashlib.sha256
    while len(data) > HASH_BYTES:
        data = b"".join(
            [sha256(b"\x01" + data[at : at + _NODE]).digest() for at in range(0, len(data), _NODE)]
        )
    return data


# Many proofs in a row, such as the receipts of one batch, ask for the same few hashes.
_cached_root = lru_cache(maxsize=1024)(_full_root)


def _fold(data: bytes, right: bytes | None = None) -> bytes | None:
    """The root over any number of hashes, and the node to the right of them, where there is one."""
    count = len(data) // HASH_BYTES
    node = right
    end = count
    while end:
        length = end & -end
        part = _full_root(data[(end - length) * HASH_BYTES : end * HASH_BYTES])
        node = part if node is None else hashlib.sha256(b"\x01" + part + node).digest()
        end -= length
    return node
