"""Reports of mail servers are read as RFC 3464 has them; whatever else comes is refused."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.deliveries import report
from undersigned.core.bounces import MAX_BYTES, Bounce, read_bounce
from undersigned.core.errors import Malformed

ID = "<17.20260302120000000000.00ff@letters.example>"
GOOD = report(ID)


def test_a_report_names_the_mail_the_recipient_and_the_status() -> None:
    assert read_bounce(GOOD) == Bounce(ID, ("office@commission.example",), True, "5.1.1")
    late = report(ID, action="delayed", status="4.4.7 (over quota)")
    assert read_bounce(late) == Bounce(ID, ("office@commission.example",), False, "4.4.7")
    given_up = report(ID, status="4.4.7")
    assert read_bounce(given_up).is_permanent


def test_the_whole_mail_may_come_back_in_place_of_its_head() -> None:
    assert read_bounce(report(ID, returned="message/rfc822")).message_id == ID


@pytest.mark.parametrize(
    "other",
    [
        GOOD.replace(b"multipart/report", b"multipart/mixed"),
        GOOD.replace(b"Action: failed", b"Action: delivered"),
        GOOD.replace(b"Action: failed", b"Action: delayed"),
        GOOD.replace(b"5.1.1", b"2.0.0"),
        GOOD.replace(b"5.1.1", "٥.١.١".encode()),
        GOOD.replace(b"Message-ID:", b"X-Message-ID:"),
        GOOD.replace(b"Message-ID:", b"Message-ID: <a@b>\r\nMessage-ID:"),
        GOOD.replace(b"Final-Recipient: rfc822; office@commission.example\r\n", b""),
        GOOD.replace(b"message/delivery-status", b"text/plain"),
        GOOD + b"x" * MAX_BYTES,
        b"",
        b"\x00\xff" * 100,
    ],
)
def test_anything_else_is_malformed(other: bytes) -> None:
    read_bounce(GOOD)
    with pytest.raises(Malformed):
        read_bounce(other)


def test_a_mail_of_many_parts_is_refused() -> None:
    part = b"--=_report\r\nContent-Type: text/plain\r\n\r\nx\r\n"
    head, middle, tail = GOOD.partition(b"--=_report\r\nContent-Type: text/rfc822")
    with pytest.raises(Malformed):
        read_bounce(head + part * 100 + middle + tail)


@given(st.binary(max_size=300), st.integers(0, len(GOOD)), st.integers(0, 60))
def test_damaged_reports_are_read_or_malformed(noise: bytes, place: int, cut: int) -> None:
    with contextlib.suppress(Malformed):
        read_bounce(GOOD[:place] + noise + GOOD[place + cut :])
