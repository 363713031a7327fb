"""Checking everything that is public about a letter, from its files alone, one tile at a time.

A source of files is a bundle, a folder, a server or a database: anything that reads the paths that
are served below `/log/<letter id>/`. Nothing is believed but the log's key; every file is compared
with what follows from the entries, and the entries with the signed root. Memory holds one tile of
each kind, the right edge of the tree, and three bytes for each leaf.
"""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from undersigned.core.endorsements import EndorsementFacts, EndorsementReader
from undersigned.core.errors import CoreError, Malformed, NotProven
from undersigned.core.leaf import SignatoryKind, TextLeaf, parse_leaf
from undersigned.core.names import NameReader, names_path
from undersigned.core.opening import PUBLIC_FIELDS
from undersigned.core.public_files import (
    CHECKPOINT,
    VKEY,
    Listing,
    Missing,
    Source,
    text_path,
)
from undersigned.core.receipt import check_origin
from undersigned.core.replay import Replay
from undersigned.core.strict import HASH_BYTES, check_letter, decode_utf8
from undersigned.core.text import parse_text
from undersigned.core.tlog import tiles
from undersigned.core.tlog.checkpoint import Checkpoint, open_checkpoint
from undersigned.core.tlog.merkle import check_consistency
from undersigned.core.tlog.note import VerifyingKey
from undersigned.core.tlog.tiles import ENTRIES_LEVEL, TILE_BYTES, TILE_WIDTH


class SplitView(NotProven):
    """One log has signed two histories of which neither continues the other."""


@dataclass(frozen=True, slots=True)
class TextFacts:
    """One text of an edition."""

    language: str
    title: str
    digest: bytes


@dataclass(frozen=True, slots=True)
class EditionFacts:
    """An edition: number, index of its text leaf, texts with the original first, and who signed it.

    Signatures that were withdrawn are not in the counts.
    """

    edition: int
    index: int
    texts: tuple[TextFacts, ...]
    organizations: int
    people: int


@dataclass(frozen=True, slots=True)
class LogFacts:
    """What the files prove to whoever trusts `key` to be the log's."""

    letter: str
    key: VerifyingKey
    checkpoint: Checkpoint
    editions: tuple[EditionFacts, ...]
    organizations: int
    people: int
    withdrawn: int
    erased: int
    named_organizations: int
    named_people: int
    is_closed: bool
    # Of the age recipients that contact data is sealed for, and the leaf that says so; None where
    # the log names none.
    recipients: tuple[int, bytes] | None
    unproven: tuple[str, ...]
    endorsements: tuple[EndorsementFacts, ...]
    replay: Replay


Progress = Callable[[int, int], None]
"""Told how many leaves of how many are done."""


def read_key(source: Source) -> VerifyingKey:
    """The key that the source itself offers; only a hint until someone has vouched for it."""
    vkey = decode_utf8(source.read(VKEY), "The file vkey")
    if not vkey.endswith("\n"):
        raise Malformed("The file vkey is not one line.")
    return VerifyingKey.parse(vkey[:-1])


def check_log(
    source: Source,
    key: VerifyingKey | None = None,
    *,
    with_names: bool = True,
    progress: Progress | None = None,
) -> LogFacts:
    """Checks every public file of a letter against its entries, and these against the checkpoint.

    Without `key`, the one that the source offers is used, and the facts are worth no more than it.
    """
    offered = read_key(source)
    if key is not None and key != offered:
        raise NotProven("The file vkey holds another key than the one to check with.")
    key = offered
    checkpoint = open_checkpoint(source.read(CHECKPOINT), key)
    letter = checkpoint.origin.rpartition("/")[2]
    check_letter(letter)
    check_origin(checkpoint.origin, letter)
    listing = source.paths()
    size = checkpoint.size
    files = None if listing is None else Listing(listing, size)

    replay = Replay(letter)
    names = NameReader(letter)
    endorsements = EndorsementReader(source, checkpoint.origin, replay)
    tree = _Tree(source, size, files)
    sign = _sign_pattern(letter)
    for number in range(-(-size // TILE_WIDTH)):
        width = tiles.tile_width(size, ENTRIES_LEVEL, number)
        data = source.read(tiles.tile_path(ENTRIES_LEVEL, number, width))
        entries = tiles.parse_entries(data)
        if len(entries) != width:
            raise NotProven(f"Entry bundle {number} does not hold {width} entries.")
        if files is not None:
            _check_older_entries(source, files, number, entries)
        tree.add(entries)
        commitments = _replay_entries(replay, sign, entries, number * TILE_WIDTH)
        if with_names and (files is None or number in files.names):
            data = _check_names(source, number, replay, names, commitments, is_live=files is None)
            endorsements.read(data)
        if progress is not None:
            progress(replay.size, size)
    if tree.finish() != checkpoint.root:
        raise NotProven("The signed root is not the root of these entries.")
    editions = _check_editions(source, replay)
    if not editions:
        raise NotProven("The log is empty.")
    if files is not None:
        files.check_texts([text.digest for edition in editions for text in edition.texts])
        if with_names:
            files.check_evidence(endorsements.digests)
    return LogFacts(
        letter=letter,
        key=key,
        checkpoint=checkpoint,
        editions=editions,
        organizations=replay.count(SignatoryKind.ORGANIZATION),
        people=replay.count(SignatoryKind.PERSON),
        withdrawn=replay.withdrawn,
        erased=replay.erased,
        named_organizations=replay.count_named(SignatoryKind.ORGANIZATION),
        named_people=replay.count_named(SignatoryKind.PERSON),
        is_closed=replay.closed_at is not None,
        recipients=replay.recipients,
        unproven=files.unproven if files is not None else (),
        endorsements=tuple(endorsements.facts),
        replay=replay,
    )


def check_same_history(first: Checkpoint, second: Checkpoint, larger: Source | None) -> None:
    """Raises SplitView unless the smaller of two checkpoints of a log is a beginning of the larger.

    Both were opened with the same key. `larger` holds the tiles of the larger one; it is not needed
    when both have the same size.
    """
    older, newer = sorted((first, second), key=lambda checkpoint: checkpoint.size)
    if first.origin != second.origin:
        raise NotProven("The two checkpoints are of different logs.")
    if older.size == newer.size:
        if older.root != newer.root:
            raise _split_view(older, newer)
        return
    if larger is None:
        raise NotProven(
            f"The checkpoints of {older.size} and of {newer.size} leaves can only be compared with"
            f" the tiles of a log that has {newer.size} leaves."
        )

    def read_tile(level: int, number: int, width: int) -> bytes:
        stored_width = tiles.tile_width(newer.size, level, number)
        stored = larger.read(tiles.tile_path(level, number, stored_width))
        return stored[: width * HASH_BYTES]

    if tiles.root(older.size, read_tile) != older.root:
        raise _split_view(older, newer)
    # Reading twice may give two answers; the proof is checked from one root to the other, so that
    # it holds whatever was read.
    proof = tiles.consistency_proof(older.size, newer.size, read_tile)
    check_consistency(older.size, newer.size, proof, older.root, newer.root)


def _split_view(older: Checkpoint, newer: Checkpoint) -> SplitView:
    return SplitView(
        f"The log {newer.origin} has signed two histories that contradict each other: its"
        f" checkpoint of {newer.size} leaves does not continue that of {older.size} leaves."
    )


class _Tree:
    """The tree over the entries, whose every tile is compared with the stored one."""

    def __init__(self, source: Source, size: int, files: Listing | None) -> None:
        self._source = source
        self._size = size
        self._older = files.older if files is not None else {}
        self._pending: list[bytearray] = []
        self._counts: list[int] = []

    def add(self, entries: Sequence[bytes]) -> None:
        """The next up to 256 entries."""
        sha256 = hashlib.sha256
        self._add(0, b"".join([sha256(b"\x00" + entry).digest() for entry in entries]))

    def finish(self) -> bytes:
        """Compares the partial tiles, and returns the root."""
        for level, pending in enumerate(self._pending):
            if pending:
                self._compare(level, self._counts[level], bytes(pending))
        partial = [bytes(pending) for pending in self._pending]
        return tiles.root(self._size, lambda level, _number, _width: partial[level])

    def _add(self, level: int, hashes: bytes) -> None:
        if level == len(self._pending):
            self._pending.append(bytearray())
            self._counts.append(0)
        pending = self._pending[level]
        pending += hashes
        if len(pending) == TILE_BYTES:
            data = bytes(pending)
            self._compare(level, self._counts[level], data)
            self._counts[level] += 1
            pending.clear()
            self._add(level + 1, tiles.tile_root(data))

    def _compare(self, level: int, number: int, data: bytes) -> None:
        width = len(data) // HASH_BYTES
        for stored_width in (width, *self._older.get((level, number), ())):
            path = tiles.tile_path(level, number, stored_width)
            if self._source.read(path) != data[: stored_width * HASH_BYTES]:
                raise NotProven(f"The file {path} does not follow from the entries.")


def _check_older_entries(
    source: Source, files: Listing, number: int, entries: Sequence[bytes]
) -> None:
    for width in files.older.get((ENTRIES_LEVEL, number), ()):
        path = tiles.tile_path(ENTRIES_LEVEL, number, width)
        if source.read(path) != tiles.format_entries(entries[:width]):
            raise NotProven(f"The file {path} differs from the entries that came later.")


def _sign_pattern(letter: str) -> re.Pattern[bytes]:
    """What nearly all leaves look like: as strict as parse_leaf, and several times as fast."""
    return re.compile(
        rb"undersigned/leaf/v1\nsign\n" + letter.encode("ascii") + rb"\ntext (0|[1-9][0-9]{0,14})\n"
        rb"kind (person|organization)\ncommit ([A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=)\n"
    )


def _replay_entries(
    replay: Replay, pattern: re.Pattern[bytes], entries: Sequence[bytes], start: int
) -> dict[int, bytes]:
    """Adds the entries to the replay; the commitments of the signatures among them, in base64."""
    commitments: dict[int, bytes] = {}
    signable = b""
    for index, entry in enumerate(entries, start):
        if match := pattern.fullmatch(entry):
            text_index, kind, commitment = match.groups()
            if text_index != signable:
                replay.check_signable(int(text_index))
                signable = text_index
            replay.add_checked_signature(is_organization=kind == b"organization")
            commitments[index] = commitment
            continue
        try:
            leaf = parse_leaf(entry)
        except Malformed as error:
            raise Malformed(f"Leaf {index} is malformed. {error}") from None
        replay.add(leaf)
        # After a close leaf, nothing is signable any more.
        signable = b""
    return commitments


def _check_names(
    source: Source,
    number: int,
    replay: Replay,
    reader: NameReader,
    commitments: Mapping[int, bytes],
    *,
    is_live: bool,
) -> bytes:
    """Checks a names file, and returns it; empty where a server has none."""
    path = names_path(number)
    try:
        data = source.read(path)
    except Missing:
        # A tile of which no name may be shown has no file; only a listing can promise one.
        if is_live:
            return b""
        raise
    if is_live and not data:
        return b""
    try:
        last = -1
        for name in reader.read(data):
            index = name.index
            if index <= last:
                raise NotProven(f"The name for leaf {index} is not in its place.")
            last = index
            # A server that has logged more since its checkpoint was read shows more names.
            if is_live and index >= replay.size:
                continue
            if commitments.get(index) != name.commitment:
                raise NotProven(f"The name for leaf {index} is not the one that was committed to.")
            kind = replay.name(index)
            if not _may_show(kind, name.shown):
                raise NotProven(f"The name for leaf {index} shows a field that is never public.")
    except CoreError as error:
        raise type(error)(f"In the file {path}: {error}") from None
    return data


@cache
def _may_show(kind: SignatoryKind, shown: tuple[str, ...]) -> bool:
    return set(shown) <= set(PUBLIC_FIELDS[kind])


def _check_editions(source: Source, replay: Replay) -> tuple[EditionFacts, ...]:
    organizations = replay.count_by_text(SignatoryKind.ORGANIZATION)
    people = replay.count_by_text(SignatoryKind.PERSON)
    return tuple(
        EditionFacts(
            leaf.edition,
            index,
            _check_texts(source, index, leaf),
            organizations[index],
            people[index],
        )
        for index, leaf in replay.texts.items()
    )


def _check_texts(source: Source, index: int, leaf: TextLeaf) -> tuple[TextFacts, ...]:
    texts = []
    for language, digest in leaf.digests:
        path = text_path(digest)
        data = source.read(path)
        if hashlib.sha256(data).digest() != digest:
            raise NotProven(f"The file {path} does not have the digest that was logged.")
        try:
            text = parse_text(data)
        except Malformed as error:
            raise Malformed(f"The file {path} is malformed. {error}") from None
        if (text.letter, text.edition, text.language) != (leaf.letter, leaf.edition, language):
            raise NotProven(f"The file {path} is not the text that leaf {index} says it is.")
        texts.append(TextFacts(language, text.title, digest))
    return tuple(texts)
