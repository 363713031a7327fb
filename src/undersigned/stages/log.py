"""Log: the worker gives every confirmed signature its place under a signed checkpoint.

Each batch is one transaction, and what a crash leaves behind is the old head or the new one:

1. `Sequencer.append` appends leaves, grows tiles, signs and stores the head, and swaps `Log.size`.
   A crash before its commit leaves nothing. Two workers: one swap succeeds, the other rolls back.
2. `Sequencer.publish` writes the last head's checkpoint outside of the database. A crash before it
   leaves heads that nobody has seen; the next pass goes on from the last one.
3. Then it moves `Log.published_size`, and readers are given that head.
   A crash before it leaves the file a step ahead of what readers see, never behind.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q

from undersigned.adapters.keeper import CheckpointKeeper
from undersigned.core.errors import Malformed, NotProven
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
from undersigned.core.lifecycle import CLOSE_GRACE, LetterState
from undersigned.core.tlog.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint
from undersigned.core.tlog.merkle import leaf_hash
from undersigned.core.tlog.note import SigningKey
from undersigned.core.tlog.tiles import (
    TILE_HEIGHT,
    TILE_WIDTH,
    edge_after,
    extend,
    format_entries,
    parse_entries,
    root,
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
from undersigned.queries.endorsements import unsigned_endorsements
from undersigned.queries.log_files import stored_tile, tile_reader
from undersigned.queries.waiting import unlogged_signatures
from undersigned.stages.bursts import hold_bursts, is_new
from undersigned.stages.sign import sign_endorsements

BATCH = 1024
# How many batches one call appends before other letters have their turn.
BATCHES = 16
HASH_BYTES = 32


class LogForked(Exception):
    """The database's log is no extension of what was published; nothing may be appended."""


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


_LEAF_OF: dict[str, Callable[[str, int], Leaf]] = {
    "withdraw": WithdrawLeaf,
    "erase": EraseLeaf,
}


def owed_letters(*, at: datetime) -> list[str]:
    """Letters whose log lacks a leaf, or whose newest head is not published yet."""
    of_letter = {"letter": OuterRef("pk")}
    text = Edition.objects.filter(**of_letter, is_published=True, log_index=None)
    signature = Signature.objects.filter(**of_letter, ready_at__isnull=False, log_index=None)
    unlogged = unlogged_signatures(Signature.objects.filter(**of_letter))
    endorsed = unsigned_endorsements().filter(edition__letter=OuterRef("pk"))
    request = LeafRequest.objects.filter(**of_letter, log_index=None)
    ahead = Log.objects.filter(**of_letter).filter(size__gt=F("published_size"))
    closed = Log.objects.filter(**of_letter, is_closed=True)
    must_close = (
        Q(state=LetterState.CLOSED, closed_at__lte=at - CLOSE_GRACE)
        & ~Q(Exists(closed))
        & ~Q(Exists(unlogged))
    )
    signed = Q(Exists(signature)) | Q(Exists(endorsed))
    owed = Q(Exists(text)) | signed | Q(Exists(request)) | Q(Exists(ahead))
    letters = Letter.objects.filter(state__in=(LetterState.OPEN, LetterState.CLOSED))
    return list(letters.filter(owed | must_close).values_list("pk", flat=True).order_by("pk"))


def log_letter(
    letter_id: str,
    *,
    keeper: CheckpointKeeper,
    at: datetime,
    batch: int = BATCH,
    batches: int = BATCHES,
) -> int:
    """Append what is owed to the letter's log, up to `batches` times `batch` leaves; publish it.

    Returns how many leaves were appended, 0 when none was owed. Raises LogForked when the database
    is older than the checkpoint that `keeper` holds, LostRace when another worker was quicker.
    """
    letter = Letter.objects.get(pk=letter_id)
    key = SigningKey(letter.origin, settings.KEYS.log_seed)
    # The file is read before the database: another worker may be moving both forward, in the
    # other order, and the database must never seem to be the older one.
    kept = keeper.read(letter_id)
    state, _created = Log.objects.get_or_create(letter=letter)
    if kept is not None:
        _check_unforked(letter, state, key, kept)
    sequencer = Sequencer(letter, state, key, keeper)
    owed = _owed_after_endorsements(letter, state.size, at=at, limit=batch * batches)
    for start in range(0, len(owed), batch):
        sequencer.append(owed[start : start + batch], at=at)
    sequencer.publish()
    return len(owed)


def _owed_after_endorsements(letter: Letter, size: int, *, at: datetime, limit: int) -> list[Owed]:
    """What comes next, with the endorsing organizations in front of all others.

    Whoever confirms does so after publication, and all who had endorsed by then are seen from that
    moment on. So if nothing waits to be signed after the owed were read, nobody in them came first.
    """
    while True:
        sign_endorsements(letter, at=at)
        owed = owed_leaves(letter, size, at=at, limit=limit)
        if not unsigned_endorsements().filter(edition__letter=letter).exists():
            return owed


def owed_leaves(letter: Letter, size: int, *, at: datetime, limit: int) -> list[Owed]:
    """The next leaves of a log of `size`, at most `limit`; bursts are held. Raises LostRace."""
    judged = hold_bursts(letter, at=at, limit=limit)
    if judged.lost:
        raise LostRace("another worker judged the same signatures")
    # Signatures are read before requests: whoever corrects a signature in between makes both, and
    # then the old place is given up here while the new one waits for the next time.
    rows = (
        Signature.objects.filter(letter=letter, ready_at__isnull=False, log_index=None)
        .annotate(is_new=is_new())
        .order_by("ready_at", "id")
        .values_list("pk", "edition_id", "kind", "commitment", "endorsement_id", "is_new")[:limit]
    )
    # Who confirmed since then is judged the next time.
    ready = [row[:-1] for row in rows if not row[-1] or row[0] in judged.passed]
    # The clocks of two hosts differ; what organizations endorsed comes first all the same.
    ready.sort(key=lambda row: row[-1] is None)
    owed: list[Owed] = []
    logged = Edition.objects.filter(letter=letter, log_index__isnull=False)
    text_index = {edition.pk: edition.log_index or 0 for edition in logged}
    unlogged = Edition.objects.filter(letter=letter, is_published=True, log_index=None)
    for edition in unlogged.order_by("number"):
        digests = tuple(
            (language, bytes(digest))
            for language, digest in edition.texts.values_list("language", "digest")
        )
        text_index[edition.pk] = size + len(owed)
        owed.append(Owed(TextLeaf(letter.pk, edition.number, digests), edition.pk))
    # What is withdrawn leaves before what is signed comes: a corrected signature is never twice
    # in the count of any tree size.
    requests = LeafRequest.objects.filter(letter=letter, log_index=None).order_by("id")
    for request in requests[: max(0, limit - len(owed))]:
        leaf = _LEAF_OF[request.action](letter.pk, request.index)
        owed.append(Owed(leaf, request.pk, SignatoryKind(request.signatory_kind)))
    for row, edition_id, kind, commitment, _endorsement in ready[: max(0, limit - len(owed))]:
        leaf_kind = SignatoryKind(kind)
        leaf = SignLeaf(letter.pk, text_index[edition_id], leaf_kind, bytes(commitment or b""))
        owed.append(Owed(leaf, row, leaf_kind))
    if len(owed) < limit and _must_close(letter, at=at, placed_now=len(ready)):
        owed.append(Owed(CloseLeaf(letter.pk)))
    return owed


def _must_close(letter: Letter, *, at: datetime, placed_now: int) -> bool:
    if letter.state != LetterState.CLOSED or letter.closed_at is None:
        return False
    if letter.closed_at > at - CLOSE_GRACE:
        return False
    if Log.objects.filter(letter=letter, is_closed=True).exists():
        return False
    # Nobody who confirmed in time is left behind, whoever waits for the lead included.
    unlogged = unlogged_signatures(Signature.objects.filter(letter=letter))
    return unlogged.count() == placed_now


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
            closes = {"is_closed": True} if isinstance(owed[-1].leaf, CloseLeaf) else {}
            swapped = Log.objects.filter(letter=self._letter, size=self._size).update(
                size=extension.size, **closes
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


def check_unforked(letter: Letter, *, keeper: CheckpointKeeper) -> None:
    """Raise LogForked when the letter's log could not go on; change nothing."""
    kept = keeper.read(letter.pk)
    if kept is not None:
        state = Log.objects.filter(letter=letter).first() or Log(letter=letter)
        _check_unforked(letter, state, SigningKey(letter.origin, settings.KEYS.log_seed), kept)


def _check_unforked(letter: Letter, state: Log, key: SigningKey, kept: bytes) -> None:
    """Raise LogForked unless the database's log extends the checkpoint kept outside of it."""
    try:
        last = open_checkpoint(kept, key.vkey)
    except (Malformed, NotProven) as error:
        raise LogForked(
            f"The checkpoint of {letter.pk} kept outside of the database cannot be used: {error} "
            "Nothing is appended to this log."
        ) from error
    head = TreeHead.objects.filter(letter=letter, size=last.size).first()
    if head is not None and bytes(head.root) == last.root and state.size >= last.size:
        return
    if state.size >= last.size and root(last.size, tile_reader(letter.pk)) == last.root:
        return
    raise LogForked(
        f"The log of {letter.pk} in the database ends at {state.size} and is no extension of the "
        f"last published checkpoint, of size {last.size}. An old backup was restored, or another "
        "database is in use. Nothing is appended to this log; restore the newest backup."
    )
