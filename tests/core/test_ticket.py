"""Tickets of the slow way: of one letter, of one spelling, and not for ever."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from undersigned.core.errors import NotProven
from undersigned.core.ticket import LIFETIME, Ticket, make_ticket, read_ticket

SECRET = bytes(range(32))
LETTER = "river"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_a_ticket_is_read_as_it_was_made() -> None:
    ticket = make_ticket(SECRET, LETTER, not_before=NOON)
    assert read_ticket(SECRET, LETTER, ticket.text) == ticket
    assert ticket.not_before == NOON
    assert make_ticket(SECRET, LETTER, not_before=NOON) != ticket
    assert not ticket.is_over(NOON + LIFETIME - timedelta(seconds=1))
    assert ticket.is_over(NOON + LIFETIME)


def _refused(text: str, *, letter: str = LETTER, secret: bytes = SECRET) -> bool:
    try:
        read_ticket(secret, letter, text)
    except NotProven:
        return True
    return False


def test_any_other_ticket_is_refused() -> None:
    text = make_ticket(SECRET, LETTER, not_before=NOON).text
    assert not _refused(text)
    assert _refused(text, letter="cd" * 16)
    assert _refused(text, secret=bytes(32))
    for number, letter in enumerate(text):
        other = "A" if letter != "A" else "B"
        assert _refused(text[:number] + other + text[number + 1 :])
    for wrong in ("", text[:-1], text + "=", text + "\n", " " + text, text * 2, "é" * 59, "\ud800"):
        assert _refused(wrong), wrong


@settings(deadline=None)
@given(st.text(max_size=80))
def test_what_was_not_made_here_is_refused(text: str) -> None:
    assert _refused(text)


@pytest.mark.parametrize("seconds", [0.0, 0.4, 0.999])
def test_the_moment_is_a_whole_second(seconds: float) -> None:
    ticket: Ticket = make_ticket(SECRET, LETTER, not_before=NOON + timedelta(seconds=seconds))
    assert ticket.not_before == NOON
