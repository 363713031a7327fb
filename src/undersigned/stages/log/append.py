"""Append: a batch of leaves, its tiles and its signed head, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from undersigned.adapters.keeper import CheckpointKeeper
from undersigned.core.leaf import (
    CloseLeaf,
    EraseLeaf,
    Leaf,
    RecipientsLeaf,
    SignatoryKind,
    SignLeaf,
    TextLeaf,
    WithdrawLeaf,
    format_leaf,
)
from undersigned.core.seal import NO_RECIPIENTS
from undersigned.core.tlog.checkpoint import Checkpoint, sign_checkpoint
from undersigned.core.tlog.merkle import leaf_hash
from undersigned.core.tlog.note import SigningKey
from undersigned.core.tlog.tiles import (
    TILE_HEIGHT,
    TILE_WIDTH,
    edge_after,
    extend,
    format_entries,
    parse_entries,
)
from undersigned.models import (
    ENTRIES_LEVEL,
    Edition,
    LeafRequest,
    Letter,
    Log,
    Signature,
    Tile,
    TreeHead,
)
from undersigned.queries.log_files import stored_tile

HASH_BYTES = 32


class LostRace(Exception):
    """Another worker, or a signer's change, came first; the batch was rolled back."""


@dataclass(frozen=True, slots=True)
class Owed:
    """A leaf that is owed, the row that it is about, and whose signature it adds or takes away.

    Of a signature that was lost no row is left: 0.
    """

    leaf: Leaf
    row: int = 0
    kind: SignatoryKind | None = None


class Sequencer:
    """Appends to one log, and holds what the next batch needs of the tree: its right edge."""

    def __init__(
        self, letter: Letter, state: Log, key: SigningKey, keeper: CheckpointKeeper
    ) -> None:
        """Begin where `state` ends."""
        self._letter = letter
        self._key = key
        self._keeper = keeper
        self._size = state.size
        self._edge: dict[int, bytes] = {}
        # Another worker may have grown these tiles since `state` was read; what belongs to its
        # size is a prefix of them, and the swap will tell.
        for level in range(state.size.bit_length() // TILE_HEIGHT + 1):
            number, width = divmod(state.size >> (TILE_HEIGHT * level), TILE_WIDTH)
            if width:
                self._edge[level] = stored_tile(letter.pk, level, number)[: width * HASH_BYTES]
        number, width = divmod(state.size, TILE_WIDTH)
        leaves = parse_entries(stored_tile(letter.pk, ENTRIES_LEVEL, number)) if width else []
        self._entries = format_entries(leaves[:width])
        head = TreeHead.objects.filter(letter=letter, size=state.size).first()
        self._organizations = head.organizations if head else 0
        self._people = head.people if head else 0
        self._withdrawn = head.withdrawn if head else 0
        self._checkpoint = bytes(head.checkpoint) if head else b""

    def append(self, owed: Sequence[Owed], *, at: datetime) -> None:
        """Append a batch in one transaction. Raises LostRace."""
        entries = [format_leaf(each.leaf) for each in owed]
        extension = extend(self._size, self._edge, [leaf_hash(entry) for entry in entries])
        bundles = self._bundles(entries)
        checkpoint = Checkpoint(self._letter.origin, extension.size, extension.root)
        note = sign_checkpoint(checkpoint, self._key)
        self._count(owed)
        with transaction.atomic():
            # The swap comes first: it takes the row, so that a second worker waits here and loses.
            swapped = Log.objects.filter(letter=self._letter, size=self._size).update(
                size=extension.size, **_changes(owed, self._size)
            )
            if not swapped:
                raise LostRace("another worker logged for this letter")
            _store_places(owed, self._size)
            Tile.objects.bulk_create(
                [
                    Tile(letter=self._letter, level=level, number=number, data=data)
                    for level, number, data in (
                        *bundles,
                        *((tile.level, tile.number, tile.data) for tile in extension.tiles),
                    )
                ],
                update_conflicts=True,
                unique_fields=["letter", "level", "number"],
                update_fields=["data"],
            )
            TreeHead.objects.create(
                letter=self._letter,
                size=extension.size,
                root=extension.root,
                checkpoint=note,
                signed_at=at,
                organizations=self._organizations,
                people=self._people,
                withdrawn=self._withdrawn,
            )
        self._checkpoint = note
        self._edge = edge_after(self._edge, extension)
        self._entries = bundles[-1][2] if extension.size % TILE_WIDTH else b""
        self._size = extension.size

    def publish(self) -> None:
        """Keep the last head's checkpoint, then give readers that head; only ever forward."""
        if self._checkpoint:
            self._keeper.write(self._letter.pk, self._checkpoint)
        with transaction.atomic():
            Log.objects.filter(letter=self._letter, published_size__lt=self._size).update(
                published_size=self._size
            )

    def _bundles(self, entries: Sequence[bytes]) -> list[tuple[int, int, bytes]]:
        """The entry bundles that the batch begins or goes on with, as far as it fills them."""
        bundles = []
        before, filled = self._entries, self._size % TILE_WIDTH
        number, start = self._size // TILE_WIDTH, 0
        while start < len(entries):
            end = start + TILE_WIDTH - filled
            data = before + format_entries(entries[start:end])
            bundles.append((ENTRIES_LEVEL, number, data))
            before, filled, number, start = b"", 0, number + 1, end
        return bundles

    def _count(self, owed: Sequence[Owed]) -> None:
        for each in owed:
            match each.leaf:
                case SignLeaf():
                    change = 1
                case WithdrawLeaf():
                    change = -1
                    self._withdrawn += 1
                case _:
                    continue
            if each.kind is SignatoryKind.ORGANIZATION:
                self._organizations += change
            else:
                self._people += change


def _changes(owed: Sequence[Owed], size: int) -> dict[str, Any]:
    """What the leaves change of the log's own row, by the names of its columns."""
    changes: dict[str, Any] = {}
    for index, each in enumerate(owed, start=size):
        match each.leaf:
            case CloseLeaf():
                changes["is_closed"] = True
            case RecipientsLeaf(_, fingerprint):
                is_none = fingerprint == NO_RECIPIENTS
                changes["recipients_digest"] = None if is_none else fingerprint
                changes["recipients_index"] = None if is_none else index
    return changes


def _store_places(owed: Sequence[Owed], size: int) -> None:
    signatures = []
    for index, each in enumerate(owed, start=size):
        match each.leaf:
            case SignLeaf(_, _, _, commitment) if each.row:
                signatures.append((each.row, commitment, index))
            case TextLeaf():
                editions = Edition.objects.filter(pk=each.row, log_index=None)
                _require(editions.update(log_index=index), 1)
            case WithdrawLeaf() | EraseLeaf():
                requests = LeafRequest.objects.filter(pk=each.row, log_index=None)
                _require(requests.update(log_index=index), 1)
    for start in range(0, len(signatures), 1000):
        _store_signatures(signatures[start : start + 1000])


def _store_signatures(rows: Sequence[tuple[int, bytes, int]]) -> None:
    """Give many rows their index in one statement; one that changed meanwhile undoes the batch."""
    parameters: list[Any]
    if connection.vendor == "postgresql":
        # Arrays of numbers and one string of bytes cost least to write and to read here, and are
        # planned well even while the statistics of the table lag behind.
        source = (
            "(SELECT id, substring(%s::bytea FROM place::int * 32 - 31 FOR 32), log_index"
            " FROM unnest(%s::bigint[], %s::bigint[])"
            " WITH ORDINALITY AS each (id, log_index, place))"
        )
        ids, commitments, places = zip(*rows, strict=True)
        parameters = [b"".join(commitments), list(ids), list(places)]
        names = "placed (column1, column2, column3)"
    else:
        source = f"(VALUES {','.join(['(%s, %s, %s)'] * len(rows))})"
        parameters = [part for row in rows for part in row]
        names = "placed"  # SQLite names the columns of a list of values column1, column2, …
    table = Signature._meta.db_table
    sql = (
        f"UPDATE {table} SET log_index = placed.column3, source = NULL,"  # noqa: S608 no input
        f" is_receipt_owed = ({table}.contact <> '' OR {table}.address <> '')"
        f" FROM {source} AS {names}"
        f" WHERE {table}.id = placed.column1 AND {table}.commitment = placed.column2"
        f" AND {table}.log_index IS NULL"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        _require(cursor.rowcount, len(rows))


def _require(changed: int, expected: int) -> None:
    if changed != expected:
        raise LostRace("a row changed while it was being logged")
