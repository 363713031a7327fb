"""The states of a letter and of a signature, and the moves between them, as data."""

from datetime import timedelta
from enum import StrEnum


class LetterState(StrEnum):
    """Where a letter stands; it only ever moves along LETTER_MOVES."""

    DRAFT = "draft"
    FROZEN = "frozen"
    OPEN = "open"
    CLOSED = "closed"


class LetterMove(StrEnum):
    """What may be done to a letter, named as the button that does it."""

    FREEZE = "freeze"
    # Of a text that was left open while an edition of it was asked for.
    FREEZE_AGAIN = "freeze again"
    RESUME = "resume"
    PUBLISH = "publish"
    # Of a public letter: its text is frozen anew, and what was frozen takes the old text's place.
    FREEZE_CORRECTION = "freeze a correction"
    CORRECT = "correct"
    CLOSE = "close"


LETTER_MOVES: dict[LetterMove, tuple[LetterState, LetterState]] = {
    LetterMove.FREEZE: (LetterState.DRAFT, LetterState.FROZEN),
    LetterMove.FREEZE_AGAIN: (LetterState.FROZEN, LetterState.FROZEN),
    LetterMove.RESUME: (LetterState.FROZEN, LetterState.DRAFT),
    LetterMove.PUBLISH: (LetterState.FROZEN, LetterState.OPEN),
    LetterMove.FREEZE_CORRECTION: (LetterState.OPEN, LetterState.OPEN),
    LetterMove.CORRECT: (LetterState.OPEN, LetterState.OPEN),
    LetterMove.CLOSE: (LetterState.OPEN, LetterState.CLOSED),
}


class SignatureState(StrEnum):
    """Where a signature stands. A withdrawn one has no row any more, so it has no state."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    # It came in a burst, and waits until somebody has looked.
    QUARANTINED = "quarantined"
    LOGGED = "logged"
    # Somebody looked, and took it for not genuine. The row stays for as long as that can be undone.
    INVALIDATED = "invalidated"


HELD_STATES = (SignatureState.QUARANTINED, SignatureState.INVALIDATED)
"""Where a signature stands that came in a burst, or was taken for not genuine."""

SIGNATURE_MOVES: tuple[tuple[SignatureState, SignatureState], ...] = (
    (SignatureState.PENDING, SignatureState.CONFIRMED),
    (SignatureState.CONFIRMED, SignatureState.LOGGED),
    # A corrected signature is withdrawn from its old place and waits for a new one.
    (SignatureState.LOGGED, SignatureState.CONFIRMED),
    (SignatureState.CONFIRMED, SignatureState.QUARANTINED),
    (SignatureState.QUARANTINED, SignatureState.CONFIRMED),
    (SignatureState.QUARANTINED, SignatureState.INVALIDATED),
    # These are withdrawn from the log, too.
    (SignatureState.CONFIRMED, SignatureState.INVALIDATED),
    (SignatureState.LOGGED, SignatureState.INVALIDATED),
    # Undone: what was counted is logged anew, what had waited waits again.
    (SignatureState.INVALIDATED, SignatureState.CONFIRMED),
    (SignatureState.INVALIDATED, SignatureState.QUARANTINED),
    # A release that is undone; a logged one is withdrawn from the log.
    (SignatureState.LOGGED, SignatureState.QUARANTINED),
)


class BatchState(StrEnum):
    """What became of a burst: signatures of it wait, or were decided about together."""

    OPEN = "open"
    RELEASED = "released"
    INVALIDATED = "invalidated"


class Verdict(StrEnum):
    """What somebody decides about signatures that came in bursts, or were counted by mistake."""

    RELEASE = "release"
    INVALIDATE = "invalidate"
    UNDO = "undo"


UNDO_DAYS = 30
"""For so long a decision about signatures can be undone; then what was invalidated is erased."""
SUSPECT_DAYS = 14
"""For so long the last decision about a group stands for those who come later."""


class NewsState(StrEnum):
    """Where a piece of news stands: written, public, being mailed, mailed to all who asked."""

    DRAFT = "draft"
    PUBLISHED = "published"
    MAILING = "mailing"
    MAILED = "mailed"


NEWS_MOVES: tuple[tuple[NewsState, NewsState], ...] = (
    (NewsState.DRAFT, NewsState.PUBLISHED),
    # Whether it is mailed, too, is a decision of its own.
    (NewsState.PUBLISHED, NewsState.MAILING),
    (NewsState.MAILING, NewsState.MAILED),
)

NEWS_MAILED_EVERY_HOURS = 24
"""Of one letter at most one piece of news is mailed within this time."""


class Erased(StrEnum):
    """What was erased, as the record of a letter counts it."""

    # Wishes to sign that nobody confirmed in time.
    UNCONFIRMED = "unconfirmed"
    # Whole signatures, by their signers.
    SIGNATURE = "signature"
    # Contact data, a set time after the letter closed.
    CONTACT = "contact"
    # Whole signatures of a restored backup, whose signers had erased them since.
    RESTORED = "restored"
    # Whole signatures that were taken for not genuine, when that can be undone no more.
    INVALIDATED = "invalidated"


CLOSE_GRACE = timedelta(seconds=60)
"""A request that confirms while the letter closes ends within this time, and still counts."""

REMIND_AFTER_DAYS = 3
DELETE_UNCONFIRMED_AFTER_DAYS = 14


def moves_from(state: LetterState) -> tuple[LetterMove, ...]:
    """The moves that are allowed in `state`, in the order of the table."""
    return tuple(move for move, (before, _) in LETTER_MOVES.items() if before == state)
