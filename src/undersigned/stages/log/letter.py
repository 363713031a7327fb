"""Letter: bring the log of one letter forward, unless it is no extension of what was published."""

from datetime import datetime

from django.conf import settings

from undersigned.adapters.keeper import CheckpointKeeper
from undersigned.core.errors import Malformed, NotProven
from undersigned.core.tlog.checkpoint import open_checkpoint
from undersigned.core.tlog.note import SigningKey
from undersigned.core.tlog.tiles import root
from undersigned.models import Letter, Log, TreeHead
from undersigned.queries.endorsements import unsigned_endorsements
from undersigned.queries.log_files import tile_reader
from undersigned.stages.log.append import Owed, Sequencer
from undersigned.stages.log.owed import owed_leaves
from undersigned.stages.sign import sign_endorsements

BATCH = 1024
# How many batches one call appends before other letters have their turn.
BATCHES = 16


class LogForked(Exception):
    """The database's log is no extension of what was published; nothing may be appended."""


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
