"""Restore: a database from a backup learns from newer public logs what happened after it.

Whoever withdrew after the backup was made is erased again, and the log goes on from the head that
was published last, so that no place in it is given away twice.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import transaction

from undersigned.adapters.keeper import CheckpointKeeper
from undersigned.core.bundle import LogFacts
from undersigned.core.coalition import EndorsementState
from undersigned.core.leaf import (
    CloseLeaf,
    EraseLeaf,
    Leaf,
    SignatoryKind,
    SignLeaf,
    TextLeaf,
    WithdrawLeaf,
    parse_leaf,
)
from undersigned.core.lifecycle import Erased, LetterState, NewsState
from undersigned.core.names import names_path, parse_name, split_names
from undersigned.core.public_files import CHECKPOINT, Missing, Source
from undersigned.core.strict import HASH_BYTES
from undersigned.core.tlog import tiles
from undersigned.core.tlog.note import SigningKey
from undersigned.core.tlog.tiles import ENTRIES_LEVEL, TILE_WIDTH
from undersigned.models import (
    Edition,
    Endorsement,
    HeldSignature,
    LeafRequest,
    Letter,
    Log,
    News,
    OutgoingMail,
    Signature,
)
from undersigned.queries.log_files import tile_reader
from undersigned.stages.erase import leave_trace, record_erased
from undersigned.stages.log import BATCH, LogForked, Owed, Sequencer
from undersigned.stages.outbox import drop_mails_of, drop_unsubscribed, hold_batch
from undersigned.stages.sign import news_link, renew_names

_AT_ONCE: Final = 500


class CannotGoOn(Exception):
    """The newer log holds something that the backup lacks, and without which it cannot go on."""


@dataclass(frozen=True)
class Learned:
    """What a letter's newer log told: leaves that were appended, rows that were erased or hidden.

    `lost` counts signatures that were given after the backup: they count, and nobody here knows
    whose they are. `has_other_keys`: the log names other keys for contact data than the backup has.
    """

    appended: int = 0
    erased: int = 0
    hidden: int = 0
    lost: int = 0
    has_other_keys: bool = False


def learn_from_log(
    letter: Letter, facts: LogFacts, source: Source, *, keeper: CheckpointKeeper, at: datetime
) -> Learned:
    """Bring a restored letter to the state of a newer public log, which `facts` has proven.

    Raises LogForked when that is no log of this letter and key, or not a continuation of what the
    database holds; CannotGoOn when a text is missing. Then nothing was appended.
    """
    key = SigningKey(letter.origin, settings.KEYS.log_seed)
    state, _created = Log.objects.get_or_create(letter=letter)
    newer = facts.checkpoint
    if newer.origin != letter.origin or facts.key.vkey != key.vkey:
        raise LogForked(f"The log that was given is not signed with the key of {letter.origin}.")
    old = min(state.size, newer.size)
    if tiles.root(old, tile_reader(letter.pk)) != tiles.root(old, _reader_of(source, newer.size)):
        raise LogForked(
            f"The log of {letter.slug} in the backup and the one that was given have different"
            f" histories. One of them was changed."
        )
    # From here on no smaller head of this log is ever published, whatever happens.
    keeper.write(letter.pk, source.read(CHECKPOINT))
    appended = lost = 0
    if newer.size > state.size:
        sequencer = Sequencer(letter, state, key, keeper)
        appended, lost = _append(letter, state.size, facts, source, sequencer=sequencer, at=at)
    erased = sum(erase_signature(letter, index, at=at) for index in _left(source, newer.size))
    hidden = _hide_unnamed(letter, facts, source)
    _release_logged(letter, at=at)
    letter.refresh_from_db(fields=["recipients_digest"])
    named = facts.recipients[1] if facts.recipients else None
    has_other_keys = named != (bytes(letter.recipients_digest or b"") or None)
    return Learned(appended, erased, hidden, lost, has_other_keys)


def _leaves(source: Source, size: int, start: int = 0) -> Iterator[tuple[int, Leaf]]:
    """The leaves from `start` on, with their indices; the files were checked before."""
    for number in range(start // TILE_WIDTH, -(-size // TILE_WIDTH)):
        width = tiles.tile_width(size, ENTRIES_LEVEL, number)
        data = source.read(tiles.tile_path(ENTRIES_LEVEL, number, width))
        for index, entry in enumerate(tiles.parse_entries(data), start=number * TILE_WIDTH):
            if index >= start:
                yield index, parse_leaf(entry)


def _left(source: Source, size: int) -> list[int]:
    """The indices of all signatures that were withdrawn or erased."""
    leaves = (leaf for _, leaf in _leaves(source, size))
    return sorted({leaf.index for leaf in leaves if isinstance(leaf, WithdrawLeaf | EraseLeaf)})


def _append(
    letter: Letter,
    start: int,
    facts: LogFacts,
    source: Source,
    *,
    sequencer: Sequencer,
    at: datetime,
) -> tuple[int, int]:
    """Append what the newer log has more; return how many leaves, and of those without a row."""
    lost = 0
    owed: list[Owed] = []
    new = [leaf for _, leaf in _leaves(source, facts.checkpoint.size, start)]
    for leaf in new:
        if isinstance(leaf, TextLeaf):
            _check_edition(letter, leaf)
    for leaf in new:
        row = _row_of(letter, leaf, facts, at=at)
        owed.append(row)
        lost += isinstance(leaf, SignLeaf) and not row.row
    for first in range(0, len(owed), BATCH):
        sequencer.append(owed[first : first + BATCH], at=at)
    sequencer.publish()
    if any(isinstance(leaf, CloseLeaf) for leaf in new):
        _close(letter, at=at)
    return len(owed), lost


def _row_of(letter: Letter, leaf: Leaf, facts: LogFacts, *, at: datetime) -> Owed:
    """The row that a leaf is about, where the backup has one; 0 stands for none."""
    match leaf:
        case SignLeaf(_, _, kind, commitment):
            rows = Signature.objects.filter(letter=letter, commitment=commitment, log_index=None)
            return Owed(leaf, rows.values_list("pk", flat=True).first() or 0, kind)
        case TextLeaf(_, number):
            return Owed(leaf, Edition.objects.get(letter=letter, number=number).pk)
        case WithdrawLeaf(_, index):
            kind = facts.replay.signed_at(index)[0]
            return Owed(leaf, _request(letter, "withdraw", index, kind, at=at), kind)
        case EraseLeaf(_, index):
            kind = facts.replay.signed_at(index)[0]
            return Owed(leaf, _request(letter, "erase", index, kind, at=at), kind)
    return Owed(leaf)


@transaction.atomic
def _request(letter: Letter, action: str, index: int, kind: SignatoryKind, *, at: datetime) -> int:
    request, _created = LeafRequest.objects.get_or_create(
        letter=letter,
        action=action,
        index=index,
        defaults={"signatory_kind": kind.value, "requested_at": at},
    )
    return int(request.pk)


def _check_edition(letter: Letter, leaf: TextLeaf) -> None:
    """The text leaf must be of an edition that the backup has, word for word."""
    edition = Edition.objects.filter(letter=letter, number=leaf.edition, log_index=None).first()
    digests = (
        tuple(
            (language, bytes(digest))
            for language, digest in edition.texts.values_list("language", "digest")
        )
        if edition
        else ()
    )
    if digests != leaf.digests:
        raise CannotGoOn(
            f"Edition {leaf.edition} of {letter.slug} was published after the backup was made, and"
            " the backup does not hold its texts. Restore a newer backup."
        )


@transaction.atomic
def _close(letter: Letter, *, at: datetime) -> None:
    Letter.objects.filter(pk=letter.pk, state=LetterState.OPEN.value).update(
        state=LetterState.CLOSED.value, closed_at=at
    )


@transaction.atomic
def erase_signature(letter: Letter, index: int, *, at: datetime) -> int:
    """Erase the row of a signature that left the log, what it was made of, and mails to it.

    Returns how many rows there were, 0 or 1.
    """
    found = Signature.objects.filter(letter=letter, log_index=index).first()
    if found is None:
        return 0
    if found.wants_news:
        drop_unsubscribed(news_link(found))
    drop_mails_of([found.pk])
    if found.mailbox:
        # What the same mailbox gets as an addressee's office is none of this signature's.
        OutgoingMail.objects.filter(recipient=found.mailbox, reference="").delete()
    Signature.objects.filter(pk=found.pk).delete()
    HeldSignature.objects.filter(pk=found.pk).delete()
    if found.endorsement_id is not None:
        Endorsement.objects.filter(pk=found.endorsement_id).update(
            state=EndorsementState.TAKEN_BACK.value, answered_at=at, evidence=None, digest=None
        )
    renew_names(letter.pk)
    leave_trace(found, at=at)
    record_erased(letter.pk, Erased.RESTORED, 1, at=at)
    return 1


def _hide_unnamed(letter: Letter, facts: LogFacts, source: Source) -> int:
    """Hide every name that the newer log does not show; a copy without any name tells nothing."""
    if not (facts.named_people or facts.named_organizations):
        return 0
    hidden = 0
    for number in range(-(-facts.checkpoint.size // TILE_WIDTH)):
        try:
            lines = split_names(source.read(names_path(number)))
        except Missing:
            lines = []
        shown = [parse_name(line)[0] for line in lines]
        first = number * TILE_WIDTH
        hidden += _hide(letter, range(first, first + TILE_WIDTH), shown)
    return hidden


@transaction.atomic
def _release_logged(letter: Letter, *, at: datetime) -> None:
    """What waited when the backup was made, because it came in a burst, and was released since."""
    logged = Signature.objects.filter(letter=letter, log_index__isnull=False, ready_at=None)
    HeldSignature.objects.filter(letter=letter, pk__in=logged.values("pk")).delete()
    logged.update(ready_at=at)


@transaction.atomic
def _hide(letter: Letter, places: range, shown: list[int]) -> int:
    rows = Signature.objects.filter(
        letter=letter, log_index__gte=places.start, log_index__lt=places.stop, is_shown=True
    )
    hidden = rows.exclude(log_index__in=shown).update(is_shown=False)
    if hidden:
        renew_names(letter.pk)
    return hidden


@transaction.atomic
def stop_sending(*, has_run_on: bool) -> int:
    """Let nothing go out twice that was owed when the backup was made, and perhaps sent since.

    Of a delivery it is said that nobody knows. News that was being mailed stands still until a
    lead lets it go on; where the server has run on, which a newer log shows, its mails that were
    owed are dropped. Mails that one person waits for go out, if need be once more. Returns how
    many mails are dropped.
    """
    # The next worker finds it in hand and its claim run out.
    OutgoingMail.objects.exclude(reference="").update(is_in_hand=True)
    mailing = News.objects.filter(state=NewsState.MAILING.value, is_stopped=False)
    for news in mailing:
        hold_batch(news.batch)
    mailing.update(is_stopped=True)
    if not has_run_on:
        return 0
    dropped, _rows = OutgoingMail.objects.exclude(batch="").delete()
    return dropped


def _reader_of(source: Source, size: int) -> tiles.ReadTile:
    """Tiles of hashes out of the files of a log of `size`."""

    def read(level: int, number: int, width: int) -> bytes:
        path = tiles.tile_path(level, number, tiles.tile_width(size, level, number))
        return source.read(path)[: width * HASH_BYTES]

    return read
