"""Owed: which letters lack a leaf in their log, and which leaves come next."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q

from undersigned.core.leaf import (
    CloseLeaf,
    EraseLeaf,
    Leaf,
    RecipientsLeaf,
    SignatoryKind,
    SignLeaf,
    TextLeaf,
    WithdrawLeaf,
)
from undersigned.core.lifecycle import CLOSE_GRACE, LetterState
from undersigned.core.seal import NO_RECIPIENTS
from undersigned.models import Edition, LeafRequest, Letter, Log, Signature
from undersigned.queries.endorsements import unsigned_endorsements
from undersigned.queries.waiting import unlogged_signatures
from undersigned.stages.bursts import hold_bursts, is_new
from undersigned.stages.log.append import LostRace, Owed

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
    owed = Q(Exists(text)) | signed | Q(Exists(request)) | Q(Exists(ahead)) | _has_other_keys()
    letters = Letter.objects.filter(state__in=(LetterState.OPEN, LetterState.CLOSED))
    return list(letters.filter(owed | must_close).values_list("pk", flat=True).order_by("pk"))


def _has_other_keys() -> Q:
    """Letters whose log does not name the keys for which contact data is sealed now."""
    of_letter = Log.objects.filter(letter=OuterRef("pk"))
    named = of_letter.filter(recipients_digest__isnull=False)
    same = of_letter.filter(recipients_digest=OuterRef("recipients_digest"))
    has_keys = Q(recipients_digest__isnull=False)
    return (has_keys & ~Q(Exists(same))) | (~has_keys & Q(Exists(named)))


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
    # Who signs after this leaf is sealed for the keys that it names, or for others named later.
    keys = bytes(letter.recipients_digest or NO_RECIPIENTS)
    if keys != _keys_named(letter):
        owed.append(Owed(RecipientsLeaf(letter.pk, keys)))
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


def _keys_named(letter: Letter) -> bytes:
    digests = Log.objects.filter(letter=letter).values_list("recipients_digest", flat=True)
    return bytes(digests.first() or NO_RECIPIENTS)


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
