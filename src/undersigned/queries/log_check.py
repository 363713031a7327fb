"""Recomputes everything that the database says about a letter's log from the log's own entries."""

import hashlib
import re
from collections.abc import Callable, Iterator
from itertools import islice

from django.conf import settings

from undersigned.adapters.keeper import CheckpointKeeper
from undersigned.core.errors import CoreError, Malformed
from undersigned.core.evidence import check_evidence, parse_field
from undersigned.core.leaf import (
    EraseLeaf,
    Leaf,
    SignatoryKind,
    SignLeaf,
    TextLeaf,
    WithdrawLeaf,
    parse_leaf,
)
from undersigned.core.opening import commit
from undersigned.core.replay import Replay, SignatureState
from undersigned.core.statement import Statement
from undersigned.core.strict import HASH_BYTES
from undersigned.core.tlog import tiles
from undersigned.core.tlog.checkpoint import Checkpoint, open_checkpoint
from undersigned.core.tlog.merkle import leaf_hash
from undersigned.core.tlog.note import SigningKey
from undersigned.core.tlog.tiles import ENTRIES_LEVEL, TILE_WIDTH
from undersigned.models import (
    Edition,
    Endorsement,
    LeafRequest,
    Letter,
    Log,
    Signature,
    Tile,
    TreeHead,
)
from undersigned.queries.log_files import stored_tile

# One mistake may show in a million places; these are enough to see it.
MAX_FINDINGS = 50


def find_faults(
    letter: Letter,
    *,
    keeper: CheckpointKeeper,
    progress: Callable[[int], None] = lambda _done: None,
) -> tuple[str, ...]:
    """What does not agree, a sentence each; empty when all does. At most MAX_FINDINGS.

    `keeper` holds the checkpoint outside of the database. A worker may go on meanwhile.
    `progress` is told how many more entries were read. Takes some 150 bytes of memory a leaf.
    """
    # A worker stores the head, keeps its checkpoint, and publishes it. Read the other way round,
    # what each of the three says is at least as old as the next one, however far it has come.
    published = Log.objects.filter(letter=letter).values_list("published_size", flat=True).first()
    kept = keeper.read(letter.pk)
    state = Log.objects.filter(letter=letter).first()
    if state is None:
        return ("A checkpoint is kept, and the database has no log.",) if kept else ()
    check = _LogCheck(letter, state, kept, published or 0)
    try:
        check.read_entries(progress)
    except CoreError as error:
        return (f"The entries cannot be read from {check.replay.size} on: {error}",)
    return tuple(islice(check.faults(), MAX_FINDINGS))


class _LogCheck:
    """The entries of one log up to the size that it had when this began."""

    def __init__(self, letter: Letter, state: Log, kept: bytes | None, published: int) -> None:
        self.letter = letter
        self.state = state
        self.size = state.size
        self.key = SigningKey(letter.origin, settings.KEYS.log_seed)
        self.kept = kept
        self.published = published
        self.replay = Replay(letter.pk)
        self.hashes: list[bytes] = []
        # Leaves that are not signatures, and of those what a row is compared with.
        self.others: dict[int, Leaf] = {}
        self.signed: dict[int, tuple[SignatoryKind, bytes]] = {}
        self.computed: dict[tuple[int, int], bytes] = {}

    def read_entries(self, progress: Callable[[int], None]) -> None:
        """Read all leaves by the rules of a log. Raises CoreError."""
        for number in range(-(-self.size // TILE_WIDTH)):
            width = tiles.tile_width(self.size, ENTRIES_LEVEL, number)
            stored = stored_tile(self.letter.pk, ENTRIES_LEVEL, number)
            for entry in tiles.parse_entries(stored)[:width]:
                leaf = parse_leaf(entry)
                if isinstance(leaf, SignLeaf):
                    self.signed[self.replay.size] = (leaf.kind, leaf.commitment)
                else:
                    self.others[self.replay.size] = leaf
                self.replay.add(leaf)
                self.hashes.append(leaf_hash(entry))
            progress(width)

    def faults(self) -> Iterator[str]:
        """Compare everything else with the entries."""
        if len(self.hashes) != self.size:
            yield f"The log has {len(self.hashes)} entries and is said to have {self.size}."
            return
        yield from self._check_heads()
        yield from self._check_tiles()
        yield from self._check_editions()
        yield from self._check_signatures()
        yield from self._check_requests()
        named = self.state.recipients_index, bytes(self.state.recipients_digest or b"")
        if named != (self.replay.recipients or (None, b"")):
            yield "The log names other keys for contact data than its row says."

    def _check_heads(self) -> Iterator[str]:
        """Every head ever signed, its counts, and the checkpoint that is kept outside."""
        heads = {head.size: head for head in self._heads()}
        for size, what in ((self.state.size, "size"), (self.state.published_size, "public size")):
            if size and size not in heads:
                yield f"There is no head for the log's {what}, {size}."
        kept = None
        if self.kept is not None:
            try:
                kept = open_checkpoint(self.kept, self.key.vkey)
            except CoreError as error:
                yield f"The kept checkpoint cannot be used: {error}"
        kept_size = kept.size if kept else 0
        if kept_size < self.published:
            yield (
                f"The kept checkpoint is of size {kept_size}, and size"
                f" {self.published} is published."
            )
        if kept_size > self.size:
            yield (
                f"The kept checkpoint is of size {kept_size}, and the log ends at {self.size}: an"
                " old backup was restored, or another database is in use."
            )
        counts = _Counts()
        edge: dict[int, bytes] = {}
        grown = 0
        # The tree grows from head to head, so that the root of each is computed.
        for size in sorted({*heads, kept_size, self.size}):
            if not 0 < size <= self.size:
                continue
            extension = tiles.extend(grown, edge, self.hashes[grown:size])
            edge = tiles.edge_after(edge, extension)
            for tile in extension.tiles:
                self.computed[tile.level, tile.number] = tile.data
            for index in range(grown, size):
                counts.add(self, index)
            grown = size
            if size in heads:
                yield from self._check_head(heads[size], extension.root, counts)
            if kept is not None and size == kept.size and extension.root != kept.root:
                yield f"The kept checkpoint of size {size} is of another history than this log."

    def _heads(self) -> Iterator[TreeHead]:
        # Heads that a worker signed since this began are left to the next time.
        return TreeHead.objects.filter(letter=self.letter, size__lte=self.size).iterator()

    def _check_head(self, head: TreeHead, root: bytes, counts: "_Counts") -> Iterator[str]:
        if bytes(head.root) != root:
            yield f"The root of the head of size {head.size} does not follow from the entries."
        try:
            signed = open_checkpoint(bytes(head.checkpoint), self.key.vkey)
        except CoreError as error:
            yield f"The checkpoint of size {head.size} cannot be used: {error}"
        else:
            if signed != Checkpoint(self.letter.origin, head.size, root):
                yield f"The checkpoint of size {head.size} is not of the tree of these entries."
        if (head.organizations, head.people, head.withdrawn) != counts.numbers:
            yield f"The counts of the head of size {head.size} do not follow from the entries."

    def _check_tiles(self) -> Iterator[str]:
        stored = Tile.objects.filter(letter=self.letter, level__gte=0)
        missing = set(self.computed)
        for tile in stored.order_by("level", "number").iterator():
            place = tile.level, tile.number
            data = self.computed.get(place, b"")
            missing.discard(place)
            if bytes(tile.data)[: len(data)] != data:
                width = len(data) // HASH_BYTES
                path = tiles.tile_path(tile.level, tile.number, width)
                yield f"The stored {path} does not follow from the entries."
        for level, number in sorted(missing):
            yield f"The stored {tiles.tile_path(level, number)} is missing."

    def _check_editions(self) -> Iterator[str]:
        logged = Edition.objects.filter(letter=self.letter, log_index__lt=self.size)
        found = set()
        for edition in logged.prefetch_related("texts"):
            index = edition.log_index
            assert index is not None
            found.add(index)
            texts = []
            for text in edition.texts.all():
                digest = hashlib.sha256(bytes(text.data)).digest()
                texts.append((text.language, digest))
                if digest != bytes(text.digest):
                    yield f"The text {text.language} of edition {edition.number} was changed."
            if self.others.get(index) != TextLeaf(self.letter.pk, edition.number, tuple(texts)):
                yield f"Leaf {index} is not what edition {edition.number} says."
        for index in sorted(set(self.replay.texts) - found):
            yield f"The edition of leaf {index} is not stored."

    def _check_signatures(self) -> Iterator[str]:
        """Every counted signature has one row, which its leaf commits to."""
        unseen = set(self.signed)
        rows = Signature.objects.filter(letter=self.letter, log_index__lt=self.size)
        for row in rows.select_related("endorsement").order_by("log_index").iterator():
            index = row.log_index
            assert index is not None
            leaf = self.signed.get(index)
            unseen.discard(index)
            if leaf is None:
                yield f"Leaf {index} is not the signature that row {row.pk} says it is."
            elif leaf != (row.kind, bytes(row.commitment or b"")):
                yield f"Row {row.pk} has another kind or commitment than leaf {index}."
            elif (
                commit(
                    self.letter.pk,
                    bytes(row.master or b""),
                    row.committed_fields(),
                    row.erased_digests(),
                )
                != leaf[1]
            ):
                yield f"What row {row.pk} holds is not what leaf {index} commits to."
            elif self.replay.state_at(index) is SignatureState.WITHDRAWN:
                yield f"Row {row.pk} is still here, and leaf {index} was withdrawn."
            elif row.endorsement is not None:
                yield from self._check_evidence(row, row.endorsement)
        # Requests are read after the rows: a signer may have withdrawn in between.
        requested = set(
            LeafRequest.objects.filter(letter=self.letter).values_list("index", flat=True)
        )
        for index in sorted(unseen - requested):
            if self.replay.state_at(index) is SignatureState.COUNTED:
                yield f"The signature of leaf {index} counts, and no row holds it."

    def _check_evidence(self, row: Signature, endorsement: Endorsement) -> Iterator[str]:
        """What strangers check of an organization that endorsed, as they do it."""
        kind, text = self.replay.signed_at(row.log_index or 0)
        said = Statement(
            text.letter, text.edition, text.digests, row.name, row.affiliation, row.country
        )
        try:
            field = parse_field(row.evidence)
            if field is None or kind is not SignatoryKind.ORGANIZATION:
                raise Malformed("The row does not say that it is one.")
            if field.digest != bytes(endorsement.digest or b""):
                raise Malformed("It is stored under another digest.")
            host = re.sub(r":[0-9]*\Z", "", self.letter.origin.partition("/")[0])
            check_evidence(bytes(endorsement.evidence or b""), field, statement=said, host=host)
        except CoreError as error:
            yield f"The evidence of the endorsement in row {row.pk} does not hold: {error}"

    def _check_requests(self) -> Iterator[str]:
        rows = LeafRequest.objects.filter(letter=self.letter, log_index__lt=self.size)
        for row in rows.iterator():
            make = WithdrawLeaf if row.action == "withdraw" else EraseLeaf
            if self.others.get(row.log_index or 0) != make(self.letter.pk, row.index):
                yield f"Leaf {row.log_index} is not the {row.action} leaf that was asked for."


class _Counts:
    """What the leaves up to some size add up to."""

    def __init__(self) -> None:
        self._counted = {SignatoryKind.ORGANIZATION: 0, SignatoryKind.PERSON: 0}
        self._withdrawn = 0

    @property
    def numbers(self) -> tuple[int, int, int]:
        """Organizations, people, and how many withdrew."""
        counted = self._counted
        people, organizations = counted[SignatoryKind.PERSON], counted[SignatoryKind.ORGANIZATION]
        return organizations, people, self._withdrawn

    def add(self, check: _LogCheck, index: int) -> None:
        """Count the leaf at `index`."""
        if index in check.signed:
            self._counted[check.signed[index][0]] += 1
            return
        match check.others[index]:
            case WithdrawLeaf(_, target):
                self._counted[check.signed[target][0]] -= 1
                self._withdrawn += 1
