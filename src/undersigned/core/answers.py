"""How a letter reached an addressee, and what came back: kinds and states, as data."""

from enum import StrEnum
from typing import Final


class Way(StrEnum):
    """How a letter was delivered: mailed from here, or by other means that the lead records."""

    MAIL = "mail"
    IN_PERSON = "in person"
    POST = "post"
    OTHER = "other"


WAYS_BY_HAND: Final = (Way.IN_PERSON, Way.POST, Way.OTHER)


class DeliveryState(StrEnum):
    """Where a delivery stands. What is recorded by hand is delivered at once."""

    # Owed to the outbox.
    OWED = "owed"
    # A server did not take it now; it is offered again.
    DELAYED = "delayed"
    DELIVERED = "delivered"
    # Refused for good, given up, or bounced.
    FAILED = "failed"
    # The server stopped while the mail was handed over: it may have gone out or not.
    UNSURE = "unsure"
    # Taken out of the record by the lead, who had recorded it wrongly.
    REMOVED = "removed"


DELIVERY_MOVES: Final[tuple[tuple[DeliveryState, DeliveryState], ...]] = (
    (DeliveryState.OWED, DeliveryState.DELAYED),
    (DeliveryState.OWED, DeliveryState.DELIVERED),
    (DeliveryState.OWED, DeliveryState.FAILED),
    (DeliveryState.OWED, DeliveryState.UNSURE),
    (DeliveryState.DELAYED, DeliveryState.DELAYED),
    (DeliveryState.DELAYED, DeliveryState.DELIVERED),
    (DeliveryState.DELAYED, DeliveryState.FAILED),
    (DeliveryState.DELAYED, DeliveryState.UNSURE),
    # A bounce comes after our server was told yes.
    (DeliveryState.DELIVERED, DeliveryState.FAILED),
    (DeliveryState.UNSURE, DeliveryState.FAILED),
    # Of what was recorded by hand.
    (DeliveryState.DELIVERED, DeliveryState.REMOVED),
)


def states_before(after: DeliveryState) -> tuple[DeliveryState, ...]:
    """The states from which a delivery may come to `after`."""
    return tuple(before for before, to in DELIVERY_MOVES if to == after)


class Answer(StrEnum):
    """What an addressee says to one demand."""

    AGREE = "agree"
    PARTLY = "partly"
    REFUSE = "refuse"
    CONSIDER = "consider"


class ResponseState(StrEnum):
    """Where a response stands: only the lead moves it, after checking that it is genuine."""

    WAITING = "waiting"
    PUBLISHED = "published"
    SET_ASIDE = "set aside"


class Check(StrEnum):
    """How the lead made sure that a response is genuine."""

    # It came by the link that only the office's mailbox was sent.
    LINK = "link"
    CALLED = "called"
    MAILED = "mailed"
    PUBLISHED_BY_THEM = "published by them"
    SEEN = "seen"
    OTHER = "other"


MAX_ANSWER_FILES: Final = 5
MAX_STATEMENT: Final = 10_000
# How many responses one link may leave unread: more are the work of a program.
MAX_WAITING: Final = 20
