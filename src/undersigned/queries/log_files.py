"""The public files of a letter's log, as the C2SP tlog-tiles specification lays them out."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from undersigned.core.leaf import SignatoryKind
from undersigned.core.lifecycle import LetterState
from undersigned.core.names import format_name
from undersigned.core.opening import PUBLIC_FIELDS, open_publicly
from undersigned.core.tlog.note import SigningKey
from undersigned.core.tlog.tiles import (
    TILE_WIDTH,
    ReadTile,
    format_entries,
    parse_entries,
    tile_width,
)
from undersigned.models import ENTRIES_LEVEL, EditionText, Letter, Log, Signature, Tile, TreeHead

HASH_BYTES = 32


class NotInLog(LookupError):
    """There is no such file in this log, or not yet."""


def published_head(letter_id: str) -> TreeHead:
    """The newest tree head that readers may see. Raises NotInLog."""
    size = (
        Log.objects.filter(letter_id=letter_id, published_size__gt=0)
        .values_list("published_size", flat=True)
        .first()
    )
    head = TreeHead.objects.filter(letter_id=letter_id, size=size).first() if size else None
    if head is None:
        raise NotInLog(letter_id)
    return head


def checkpoint(letter_id: str) -> bytes:
    """The signed note of the published head. Raises NotInLog."""
    return bytes(published_head(letter_id).checkpoint)


def vkey(letter_id: str) -> str:
    """The verifier key of the log, as C2SP signed-note writes it. Raises NotInLog."""
    origin = (
        Letter.objects.filter(pk=letter_id, state__in=(LetterState.OPEN, LetterState.CLOSED))
        .values_list("origin", flat=True)
        .first()
    )
    if not origin:
        raise NotInLog(letter_id)
    return SigningKey(origin, settings.KEYS.log_seed).vkey


def stored_tile(letter_id: str, level: int, number: int) -> bytes:
    """A tile as far as it has grown, published or not; empty if there is none."""
    data: Any = (
        Tile.objects.filter(letter_id=letter_id, level=level, number=number)
        .values_list("data", flat=True)
        .first()
    )
    return bytes(data) if data is not None else b""


def tile_reader(letter_id: str) -> ReadTile:
    """Reads the hash tiles of one log, each row once."""
    rows: dict[tuple[int, int], bytes] = {}

    def read(level: int, number: int, width: int) -> bytes:
        if (level, number) not in rows:
            rows[level, number] = stored_tile(letter_id, level, number)
        return rows[level, number][: width * HASH_BYTES]

    return read


def tile(letter_id: str, level: int, number: int, width: int) -> bytes:
    """A hash tile of `width` hashes that the published tree holds. Raises NotInLog."""
    _require_published(letter_id, level, number, width)
    return stored_tile(letter_id, level, number)[: width * HASH_BYTES]


def entries(letter_id: str, number: int, width: int) -> bytes:
    """The entry bundle of `width` leaves that the published tree holds. Raises NotInLog."""
    _require_published(letter_id, 0, number, width)
    bundle = stored_tile(letter_id, ENTRIES_LEVEL, number)
    leaves = parse_entries(bundle)
    return bundle if len(leaves) == width else format_entries(leaves[:width])


def names(letter_id: str, number: int) -> bytes:
    """The openings that are shown for the leaves of tile `number`, JSON Lines.

    Raises NotInLog when there are none, as a mirror of plain files has no such file.
    """
    width = tile_width(published_head(letter_id).size, 0, number)
    if not width:
        raise NotInLog(letter_id)
    first = number * TILE_WIDTH
    lines = names_between(letter_id, first, first + width)
    if not lines:
        raise NotInLog(letter_id)
    return lines


def names_between(letter_id: str, first: int, end: int) -> bytes:
    """The shown openings of the leaves from `first` up to `end` (exclusive)."""
    return b"".join(_name_line(signature) for signature in _shown(letter_id, first, end))


def names_and_evidence(letter_id: str, first: int, end: int) -> tuple[bytes, list[bytes]]:
    """The same, and the evidence files that these openings name, as of one moment."""
    shown = list(_shown(letter_id, first, end).select_related("endorsement"))
    files = [
        bytes(signature.endorsement.evidence or b"")
        for signature in shown
        if signature.endorsement is not None
    ]
    return b"".join(_name_line(signature) for signature in shown), files


def _shown(letter_id: str, first: int, end: int) -> QuerySet[Signature]:
    return Signature.objects.filter(
        letter_id=letter_id,
        is_shown=True,
        log_index__gte=first,
        log_index__lt=end,
    ).order_by("log_index")


def _name_line(signature: Signature) -> bytes:
    index, master = signature.log_index, signature.master
    if index is None or master is None:
        raise NotInLog(f"signature {signature.pk} has no place")
    opening = open_publicly(
        signature.letter_id,
        bytes(master),
        signature.committed_fields(),
        PUBLIC_FIELDS[SignatoryKind(signature.kind)],
        signature.erased_digests(),
    )
    return format_name(index, opening)


def text(letter_id: str, digest: bytes) -> bytes:
    """The bytes of a published text by their SHA-256. Raises NotInLog."""
    data: Any = (
        EditionText.objects.filter(
            edition__letter_id=letter_id, edition__is_published=True, digest=digest
        )
        .values_list("data", flat=True)
        .first()
    )
    if data is None:
        raise NotInLog(letter_id)
    return bytes(data)


def evidence(letter_id: str, digest: bytes) -> bytes:
    """The evidence of an endorsing organization that is shown, by its SHA-256. Raises NotInLog."""
    shown = _shown(letter_id, 0, published_head(letter_id).size)
    found: Any = (
        shown.filter(endorsement__digest=digest)
        .values_list("endorsement__evidence", flat=True)
        .first()
    )
    if found is None:
        raise NotInLog(letter_id)
    return bytes(found)


def _require_published(letter_id: str, level: int, number: int, width: int) -> None:
    if not 0 < width <= tile_width(published_head(letter_id).size, level, number):
        raise NotInLog(letter_id)
