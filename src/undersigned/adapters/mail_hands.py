"""Several hands that give mails to the mail server at once, each over a connection kept open."""

import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from undersigned.adapters.mail import Mail, Transport, make_transport
from undersigned.config import Config

# A hand that says goodbye to its server is waited for no longer.
_GOODBYE_SECONDS: Final = 5.0


@dataclass(frozen=True)
class Handed:
    """A mail that a hand is done with: taken when `error` is None, else what the transport raised.

    `ticket` is what the mail was given with.
    """

    ticket: object
    error: Exception | None


class Hands(Protocol):
    """What takes several mails at once. Nothing here is for use by several threads."""

    @property
    def most(self) -> int:
        """How many mails are handed over at once at most."""

    @property
    def tickets(self) -> Sequence[object]:
        """Of the mails that are given and not yet told as done."""

    def give(self, ticket: object, mail: Mail) -> None:
        """Begin to hand over a mail; there must be a hand for it."""

    def done(self, *, within_seconds: float) -> list[Handed]:
        """What is done, waiting for one at least; empty when none was in that time."""


class OneHand:
    """Hands over one mail after the other, in the thread that asks."""

    most = 1

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._handed: list[Handed] = []

    @property
    def tickets(self) -> Sequence[object]:
        return [handed.ticket for handed in self._handed]

    def give(self, ticket: object, mail: Mail) -> None:
        self._handed.append(Handed(ticket, _send(self._transport, mail)))

    def done(self, *, within_seconds: float) -> list[Handed]:
        handed, self._handed = self._handed, []
        return handed


class _Hand(threading.Thread):
    """A thread with a transport of its own, which tells `done` by which hand."""

    def __init__(
        self, transport: Transport, done: "queue.SimpleQueue[tuple[_Hand, Handed]]"
    ) -> None:
        super().__init__(name="mail hand", daemon=True)
        self.work: queue.SimpleQueue[tuple[object, Mail] | None] = queue.SimpleQueue()
        self._transport = transport
        self._done = done

    def run(self) -> None:
        while (work := self.work.get()) is not None:
            ticket, mail = work
            self._done.put((self, Handed(ticket, _send(self._transport, mail))))
        self._transport.close()


def _send(transport: Transport, mail: Mail) -> Exception | None:
    try:
        transport.send(mail)
    except Exception as error:  # noqa: BLE001 whoever asks for what is done gets it
        return error
    return None


class ManyHands:
    """Several transports, each used by a thread of its own.

    The hand that was used last is used first, so that a few mails open few connections.
    """

    def __init__(self, transports: Sequence[Transport]) -> None:
        self.most = len(transports)
        self._done: queue.SimpleQueue[tuple[_Hand, Handed]] = queue.SimpleQueue()
        self._hands = [_Hand(transport, self._done) for transport in transports]
        self._idle = list(self._hands)
        self._tickets: dict[int, object] = {}
        for hand in self._hands:
            hand.start()

    @property
    def tickets(self) -> Sequence[object]:
        return list(self._tickets.values())

    def give(self, ticket: object, mail: Mail) -> None:
        self._tickets[id(ticket)] = ticket
        self._idle.pop().work.put((ticket, mail))

    def done(self, *, within_seconds: float) -> list[Handed]:
        told = []
        try:
            told.append(self._done.get(timeout=within_seconds))
            while True:
                told.append(self._done.get_nowait())
        except queue.Empty:
            pass
        for hand, handed in told:
            self._idle.append(hand)
            del self._tickets[id(handed.ticket)]
        return [handed for _hand, handed in told]

    def close(self) -> None:
        """End the threads and their connections; a hand in the middle of a mail is not waited for.

        What it was at is tried again later, like any mail whose worker was killed.
        """
        for hand in self._hands:
            hand.work.put(None)
        for hand in self._idle:
            hand.join(_GOODBYE_SECONDS)


def make_hands(config: Config, *, say: Callable[[str], None]) -> ManyHands | Transport:
    """As many hands as the settings ask for; the folder without a mail server takes one mail.

    Raises ConfigError as `make_transport` does.
    """
    if not config.smtp:
        return make_transport(config, say=say)
    return ManyHands(
        [make_transport(config, say=say) for _number in range(config.mail_connections)]
    )


def hands_of(sender: ManyHands | Transport) -> Hands:
    """The hands themselves, or one hand for a transport, in the thread that asks."""
    return sender if isinstance(sender, ManyHands) else OneHand(sender)
