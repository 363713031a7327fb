"""Small logs of invented letters with fixed keys, made with the core alone."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from undersigned.core.errors import Malformed
from undersigned.core.leaf import (
    CloseLeaf,
    EraseLeaf,
    Leaf,
    SignatoryKind,
    SignLeaf,
    TextLeaf,
    WithdrawLeaf,
    format_leaf,
)
from undersigned.core.names import format_name, names_path
from undersigned.core.opening import (
    FIELDS,
    PUBLIC_FIELDS,
    absent_digests,
    commit,
    open_publicly,
)
from undersigned.core.public_files import Missing, evidence_path, text_path
from undersigned.core.receipt import Receipt
from undersigned.core.text import Addressee, Text, format_text
from undersigned.core.text_proof import TextProof
from undersigned.core.tlog import tiles
from undersigned.core.tlog.checkpoint import Checkpoint, sign_checkpoint
from undersigned.core.tlog.merkle import leaf_hash
from undersigned.core.tlog.note import SigningKey

LETTER = "0123456789abcdef0123456789abcdef"
ORIGIN = f"letters.example/log/{LETTER}"
SEED = hashlib.sha256(b"the seed of a key that is only used in tests").digest()


class MemorySource:
    """Files in memory."""

    def __init__(self, files: Mapping[str, bytes], *, is_live: bool = False) -> None:
        self.files = files
        self.is_live = is_live

    def read(self, path: str) -> bytes:
        """Return a file, or say that it is missing."""
        if path not in self.files:
            raise Missing(path)
        return self.files[path]

    def paths(self) -> Collection[str] | None:
        """Return all paths, unless this stands for a server."""
        return None if self.is_live else list(self.files)


@dataclass
class Signed:
    """A signature, as the server that logged it knows it."""

    leaf: SignLeaf
    master: bytes
    fields: dict[str, str]


@dataclass
class LogBuilder:
    """A log that grows by the rules, and its public files."""

    letter: str = LETTER
    origin: str = ORIGIN
    seed: bytes = SEED
    entries: list[bytes] = field(default_factory=list)
    texts: dict[str, bytes] = field(default_factory=dict)
    text_leaves: dict[int, TextLeaf] = field(default_factory=dict)
    signed: dict[int, Signed] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    evidence: dict[int, bytes] = field(default_factory=dict)
    edge: dict[int, bytes] = field(default_factory=dict)
    tile_data: dict[tuple[int, int], bytes] = field(default_factory=dict)
    hashed: int = 0

    @property
    def key(self) -> SigningKey:
        """The log's key."""
        return SigningKey(self.origin, self.seed)

    def add(self, leaf: Leaf) -> int:
        """Log a leaf, without asking whether it may be logged."""
        self.entries.append(format_leaf(leaf))
        return len(self.entries) - 1

    def add_text(self, edition: int = 1, languages: Collection[str] = ("en", "fr")) -> int:
        """Log an edition with a text in each language."""
        digests = []
        for language in languages:
            data = format_text(
                Text(
                    letter=self.letter,
                    edition=edition,
                    language=language,
                    title=f"A letter about the harbour ({language})",
                    addressees=(Addressee("The Harbour Board", "Chair", "Port Example"),),
                    body="Leave the old harbour open.\n",
                )
            )
            digests.append((language, hashlib.sha256(data).digest()))
            self.texts[text_path(digests[-1][1])] = data
        leaf = TextLeaf(self.letter, edition, tuple(digests))
        self.text_leaves[len(self.entries)] = leaf
        return self.add(leaf)

    def sign(
        self,
        fields: Mapping[str, str],
        *,
        kind: SignatoryKind = SignatoryKind.PERSON,
        text_index: int = 0,
    ) -> int:
        """Log a signature, whose master secret is made from its index."""
        index = len(self.entries)
        master = hashlib.sha256(b"master of %d" % index).digest()
        leaf = SignLeaf(self.letter, text_index, kind, commit(self.letter, master, fields))
        self.signed[index] = Signed(leaf, master, dict(fields))
        return self.add(leaf)

    def withdraw(self, index: int) -> None:
        """Log a withdrawal and the erasure that comes with it."""
        self.add(WithdrawLeaf(self.letter, index))
        self.add(EraseLeaf(self.letter, index))
        self.hidden.add(index)

    def close(self) -> int:
        """Log the end of signing."""
        return self.add(CloseLeaf(self.letter))

    def checkpoint(self, size: int | None = None) -> bytes:
        """Sign the tree of a size, by default all of it."""
        size = self._grow(size)
        root = tiles.root(size, self.read_tile)
        return sign_checkpoint(Checkpoint(self.origin, size, root), self.key)

    def receipt(self, index: int, size: int | None = None) -> Receipt:
        """Return the receipt of the signature at an index, under the tree of a size."""
        size = self._grow(size)
        signed = self.signed[index]
        return Receipt(
            leaf=signed.leaf,
            index=index,
            proof=tiles.inclusion_proof(index, size, self.read_tile),
            checkpoint=self.checkpoint(size),
            master=signed.master,
            fields=tuple((name, signed.fields[name]) for name in FIELDS if name in signed.fields),
            absent=tuple(absent_digests(self.letter, signed.master, signed.fields).items()),
            text_leaf=self.text_leaves[signed.leaf.text_index],
            text_proof=tiles.inclusion_proof(signed.leaf.text_index, size, self.read_tile),
            vkey=self.key.vkey,
        )

    def text_proof(self, index: int, size: int | None = None) -> TextProof:
        """Return the proof of the edition at an index, under the tree of a size."""
        size = self._grow(size)
        return TextProof(
            leaf=self.text_leaves[index],
            index=index,
            hashes=tiles.inclusion_proof(index, size, self.read_tile),
            checkpoint=self.checkpoint(size),
            vkey=self.key.vkey,
        )

    def files(self, size: int | None = None) -> dict[str, bytes]:
        """Return the public files, as a bundle holds them, of the tree of a size."""
        size = self._grow(size)
        files = {"checkpoint": self.checkpoint(size), "vkey": f"{self.key.vkey}\n".encode()}
        later = {
            text_path(digest)
            for index, leaf in self.text_leaves.items()
            for _, digest in leaf.digests
            if index >= size
        }
        files |= {path: data for path, data in self.texts.items() if path not in later}
        for level, number, width in tiles.tiles_of(size):
            path = tiles.tile_path(level, number, width)
            if level == tiles.ENTRIES_LEVEL:
                start = number * tiles.TILE_WIDTH
                files[path] = tiles.format_entries(self.entries[start : start + width])
            else:
                files[path] = self.read_tile(level, number, width)
        names: dict[str, bytes] = {}
        for index, signed in self.signed.items():
            is_named = signed.fields.get("display") == "named"
            if is_named and index < size and index not in self.hidden:
                path = names_path(index // tiles.TILE_WIDTH)
                shown = PUBLIC_FIELDS[signed.leaf.kind]
                opening = open_publicly(self.letter, signed.master, signed.fields, shown)
                names[path] = names.get(path, b"") + format_name(index, opening)
                if data := self.evidence.get(index):
                    names[evidence_path(hashlib.sha256(data).digest())] = data
        return files | names

    def read_tile(self, level: int, number: int, width: int) -> bytes:
        """Return a hash tile of any earlier width."""
        data = self.tile_data[level, number][: width * 32]
        if len(data) != width * 32:
            raise Malformed("A tile is not as wide as that.")
        return data

    def _grow(self, size: int | None) -> int:
        added = [leaf_hash(entry) for entry in self.entries[self.hashed :]]
        extension = tiles.extend(self.hashed, self.edge, added)
        self.edge = tiles.edge_after(self.edge, extension)
        self.tile_data |= {(tile.level, tile.number): tile.data for tile in extension.tiles}
        self.hashed = extension.size
        return extension.size if size is None else size


def person(number: int, *, is_named: bool = True) -> dict[str, str]:
    """Return the fields of an invented person."""
    fields = {
        "name": f"Person {number} of Nowhere",
        "country": "NL",
        "contact": f"person{number}@mail.example",
        "display": "named" if is_named else "counted",
    }
    if number % 3 == 0:
        fields |= {"role": "“Reader” & Gärtnerin", "affiliation": "مدرسهٔ نمونه‌ای"}
    return fields


def organization(number: int) -> dict[str, str]:
    """Return the fields of an invented organization."""
    return {
        "name": f"Association No. {number}",
        "affiliation": "https://association.example/",
        "role": "Ada Example, chair",
        "country": "BE",
        "contact": f"office{number}@association.example",
        "evidence": "accepted by the lead on 2026-11-23",
        "display": "named",
    }


def small_log() -> LogBuilder:
    """Return a log of some 300 leaves in which everything happens once."""
    log = LogBuilder()
    log.add_text()
    for number in range(3):
        log.sign(organization(number), kind=SignatoryKind.ORGANIZATION)
    for number in range(280):
        log.sign(person(number, is_named=number % 4 != 0))
    log.withdraw(2)
    log.withdraw(20)
    second = log.add_text(edition=2, languages=("en", "fr", "fa"))
    log.sign(organization(9), kind=SignatoryKind.ORGANIZATION, text_index=second)
    for number in range(300, 310):
        log.sign(person(number), text_index=second)
    log.withdraw(270)
    log.close()
    log.withdraw(100)
    return log
