"""A server may take a mail and never say so: that is told apart from every other failure."""

import socket

import pytest

from tests.adapters.test_mail import raw_server
from tests.support.mail import MAIL
from undersigned.adapters.mail import OutcomeUnknown, SMTPTransport, TemporaryFailure


@pytest.mark.parametrize("is_silent", [True, False])
def test_a_server_that_takes_a_mail_without_a_word_leaves_it_open(*, is_silent: bool) -> None:
    def take(client: socket.socket) -> None:
        client.sendall(b"220 hello\r\n")
        with client.makefile("rb") as lines:
            for line in lines:
                if line == b".\r\n":
                    break
                if line.lower().startswith(b"data"):
                    client.sendall(b"354 go on\r\n")
                elif line.lower().startswith((b"ehlo", b"mail", b"rcpt")):
                    client.sendall(b"250 OK\r\n")
        if is_silent:
            client.recv(1)  # Returns when the other side gives up.

    with raw_server(take) as url, pytest.raises(TemporaryFailure) as failure:
        SMTPTransport(url, timeout_seconds=0.2, patience_seconds=0.2).send(MAIL)
    assert type(failure.value) is OutcomeUnknown
    assert str(failure.value) == "the connection ended before the mail server answered"


def test_a_server_that_is_slow_with_a_mail_is_waited_for() -> None:
    waited: list[float | None] = []

    def take_slowly(client: socket.socket) -> None:
        client.sendall(b"220 hello\r\n")
        with client.makefile("rb") as lines:
            for line in lines:
                if line == b".\r\n":
                    # Longer than any other answer may take.
                    client.settimeout(0.6)
                    with pytest.raises(TimeoutError):
                        client.recv(1)
                    client.settimeout(None)
                    waited.append(0.6)
                    client.sendall(b"250 OK\r\n")
                elif line.lower().startswith(b"data"):
                    client.sendall(b"354 go on\r\n")
                elif line.lower().startswith((b"ehlo", b"mail", b"rcpt")):
                    client.sendall(b"250 OK\r\n")
                elif line.lower().startswith(b"quit"):
                    client.sendall(b"221 bye\r\n")
                    return

    with raw_server(take_slowly) as url:
        transport = SMTPTransport(url, timeout_seconds=0.3, patience_seconds=30)
        transport.send(MAIL)
        transport.close()
    assert waited == [0.6]
