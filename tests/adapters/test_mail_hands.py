"""Several hands give mails to a server at once, and tell of each what became of it."""

import threading
from dataclasses import replace

import pytest

from tests.support.mail import MAIL, MailServer
from undersigned.adapters.mail import Mail, PermanentFailure, SMTPTransport
from undersigned.adapters.mail_hands import Handed, ManyHands, OneHand, hands_of

PATIENCE = 30


class Waiting:
    """Holds each mail until it may go on; refuses those to `no@`."""

    def __init__(self) -> None:
        self.may_go_on = threading.Event()
        self.held = threading.Semaphore(0)
        self.is_closed = False

    def send(self, mail: Mail) -> None:
        """Take a mail, or refuse it."""
        self.held.release()
        assert self.may_go_on.wait(PATIENCE)
        if mail.recipient.startswith("no@"):
            raise PermanentFailure("no")

    def close(self) -> None:
        """Remember it."""
        self.is_closed = True


def test_as_many_are_under_way_at_once_as_there_are_hands() -> None:
    transport = Waiting()
    hands = ManyHands([transport, transport])
    hands.give("a", MAIL)
    hands.give("b", replace(MAIL, recipient="no@people.example"))
    assert transport.held.acquire(timeout=PATIENCE)
    assert transport.held.acquire(timeout=PATIENCE)
    assert (hands.most, hands.tickets) == (2, ["a", "b"])
    assert hands.done(within_seconds=0) == []
    transport.may_go_on.set()
    done: list[Handed] = []
    while hands.tickets:
        done += hands.done(within_seconds=PATIENCE)
    assert {handed.ticket: type(handed.error) for handed in done} == {
        "a": type(None),
        "b": PermanentFailure,
    }
    hands.close()
    assert transport.is_closed


class Counting(Waiting):
    """Counts what it is given."""

    def __init__(self) -> None:
        super().__init__()
        self.may_go_on.set()
        self.count = 0

    def send(self, mail: Mail) -> None:
        """Count a mail."""
        super().send(mail)
        self.count += 1


def test_few_mails_use_one_connection() -> None:
    transports = [Counting() for _ in range(3)]
    hands = ManyHands(transports)
    assert hands_of(hands) is hands
    for _ in range(4):
        hands.give(object(), MAIL)
        assert [handed.error for handed in hands.done(within_seconds=PATIENCE)] == [None]
    assert sorted(transport.count for transport in transports) == [0, 0, 4]
    hands.close()


def test_mails_of_many_hands_arrive_once_each(smtp_server: MailServer) -> None:
    hands = ManyHands([SMTPTransport(smtp_server.setting) for _ in range(3)])
    done: list[Handed] = []
    for number in range(20):
        while len(hands.tickets) == hands.most:
            done += hands.done(within_seconds=PATIENCE)
        hands.give(number, replace(MAIL, recipient=f"p{number}@people.example"))
    while hands.tickets:
        done += hands.done(within_seconds=PATIENCE)
    assert sorted(str(handed.ticket) for handed in done) == sorted(map(str, range(20)))
    assert {handed.error for handed in done} == {None}
    assert [smtp_server.count(f"p{number}@people.example") for number in range(20)] == [1] * 20
    hands.close()


def test_one_hand_tells_what_its_transport_raised() -> None:
    transport = Waiting()
    transport.may_go_on.set()
    hand = hands_of(transport)
    assert isinstance(hand, OneHand)
    hand.give("a", replace(MAIL, recipient="no@people.example"))
    assert hand.tickets == ["a"]
    (handed,) = hand.done(within_seconds=0)
    assert (handed.ticket, str(handed.error), hand.tickets) == ("a", "no", [])


def test_a_program_that_is_told_to_stop_still_stops() -> None:
    class Stopped(Waiting):
        def send(self, mail: Mail) -> None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        OneHand(Stopped()).give("a", MAIL)
