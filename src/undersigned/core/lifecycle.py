"""The states of a letter and of a signature, and the moves between them, as data."""

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
    RESUME = "resume"
    PUBLISH = "publish"
    CLOSE = "close"


LETTER_MOVES: dict[LetterMove, tuple[LetterState, LetterState]] = {
    LetterMove.FREEZE: (LetterState.DRAFT, LetterState.FROZEN),
    LetterMove.RESUME: (LetterState.FROZEN, LetterState.DRAFT),
    LetterMove.PUBLISH: (LetterState.FROZEN, LetterState.OPEN),
    LetterMove.CLOSE: (LetterState.OPEN, LetterState.CLOSED),
}


class SignatureState(StrEnum):
    """Where a signature stands. A withdrawn one has no row any more, so it has no state."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    LOGGED = "logged"


SIGNATURE_MOVES: tuple[tuple[SignatureState, SignatureState], ...] = (
    (SignatureState.PENDING, SignatureState.CONFIRMED),
    (SignatureState.CONFIRMED, SignatureState.LOGGED),
    # A corrected signature is withdrawn from its old place and waits for a new one.
    (SignatureState.LOGGED, SignatureState.CONFIRMED),
)

REMIND_AFTER_DAYS = 3
DELETE_UNCONFIRMED_AFTER_DAYS = 14


def moves_from(state: LetterState) -> tuple[LetterMove, ...]:
    """The moves that are allowed in `state`, in the order of the table."""
    return tuple(move for move, (before, _) in LETTER_MOVES.items() if before == state)
