"""Where a server takes commands together, they go together, and each refusal is told apart."""

import socket
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.adapters.test_mail import raw_server
from tests.support.mail import MAIL
from undersigned.adapters.mail import (
    OutcomeUnknown,
    PermanentFailure,
    SMTPTransport,
    TemporaryFailure,
)

GREETING = b"250-sink\r\n250-SMTPUTF8\r\n250-8BITMIME\r\n250-SIZE 1000000\r\n250 PIPELINING\r\n"


class Server:
    """Answers commands with what is next in `answers`, or well; keeps what came before each."""

    def __init__(self, **answers: list[bytes]) -> None:
        self.answers = answers
        # How many lines had come before an answer went out, and the messages.
        self.groups: list[int] = []
        self.messages: list[bytes] = []
        self.lines: list[bytes] = []

    def talk(self, client: socket.socket) -> None:
        """Take commands until the client leaves."""
        client.sendall(b"220 hello\r\n")
        buffer = b""
        is_data = False
        while data := client.recv(65536):
            buffer += data
            out = []
            while b"\r\n" in buffer:
                if is_data:
                    # The first line may be the end already.
                    head, found, rest = (b"\r\n" + buffer).partition(b"\r\n.\r\n")
                    if not found:
                        break
                    self.messages.append(head.removeprefix(b"\r\n"))
                    buffer, is_data = rest, False
                    out.append(self._answer("END", b"250 kept"))
                    if out[-1] == b"drop":
                        return
                    continue
                line, _, buffer = buffer.partition(b"\r\n")
                self.lines.append(line)
                verb = line[:4].upper().decode()
                if verb == "EHLO":
                    out.append(GREETING)
                    continue
                answer = self._answer(verb, b"354 go on" if verb == "DATA" else b"250 OK")
                is_data = verb == "DATA" and answer.startswith(b"354")
                out.append(answer)
                if answer == b"drop":
                    return
            self.groups.append(len(out))
            client.sendall(b"".join(out))
            if self.lines[-1:] == [b"quit"]:
                return

    def _answer(self, verb: str, otherwise: bytes) -> bytes:
        waiting = self.answers.get(verb, [])
        answer = waiting.pop(0) if waiting else otherwise
        return answer if answer == b"drop" else answer + b"\r\n"


def sending(server: Server, send: Callable[[SMTPTransport], None]) -> None:
    with raw_server(server.talk) as url:
        transport = SMTPTransport(url, timeout_seconds=10, patience_seconds=10)
        send(transport)
        transport.close()


def test_a_mail_takes_two_answers_and_its_lines_arrive_as_they_were() -> None:
    server = Server()

    def send(transport: SMTPTransport) -> None:
        transport.send(replace(MAIL, body="From me\n.\n..dots\n.end"))
        transport.send(replace(MAIL, recipient="büro@people.example"))

    sending(server, send)
    # The greeting, then for each mail three commands and a message; then the goodbye.
    assert server.groups == [1, 3, 1, 3, 1, 1]
    assert b"\r\n\r\nFrom me\r\n..\r\n...dots\r\n..end" in server.messages[0]
    rcpt = [line for line in server.lines if line.startswith(b"RCPT")]
    assert rcpt == [b"RCPT TO:<ada@people.example>", "RCPT TO:<büro@people.example>".encode()]
    assert server.lines[4].endswith(b"SMTPUTF8 BODY=8BITMIME")
    assert b" size=" in server.lines[1]


@pytest.mark.parametrize(
    ("answers", "kind", "sentence", "messages"),
    [
        ({"RCPT": [b"550 no"], "DATA": [b"554 nobody"]}, PermanentFailure, "550 to the recip", 1),
        # A server may wait for a message all the same: then it gets an empty one for nobody.
        ({"RCPT": [b"451 later"], "END": [b"554 no"]}, TemporaryFailure, "451 to the recip", 2),
        (
            {"MAIL": [b"550 no"], "RCPT": [b"503 x"], "DATA": [b"503 x"]},
            TemporaryFailure,
            "550 to the sender",
            1,
        ),
        ({"DATA": [b"451 later"]}, TemporaryFailure, "451 to the message", 1),
        ({"END": [b"554 spam"]}, PermanentFailure, "554 to the message", 2),
    ],
)
def test_each_refusal_is_told_apart_and_the_next_mail_goes(
    answers: dict[str, list[bytes]], kind: type[Exception], sentence: str, messages: int
) -> None:
    server = Server(**answers)

    def send(transport: SMTPTransport) -> None:
        with pytest.raises(kind, match=sentence) as failure:
            transport.send(MAIL)
        assert type(failure.value) is kind
        transport.send(MAIL)

    sending(server, send)
    assert len(server.messages) == messages
    assert server.messages[-1].startswith(b"From: ")
    if "RCPT" in answers and messages == 2:
        assert server.messages[0] == b""


def test_a_server_that_closes_is_asked_for_no_more_replies() -> None:
    # RFC 5321 section 4.2.1: after 421 the connection ends.
    came: list[bytes] = []

    def talk(client: socket.socket) -> None:
        client.sendall(b"220 hello\r\n")
        came.append(client.recv(65536))
        client.sendall(GREETING)
        came.append(client.recv(65536))
        client.sendall(b"421 too many connections\r\n")
        # Whoever waits for two more replies would leave only when patience ends.
        client.settimeout(10)
        came.append(client.recv(65536))

    with raw_server(talk) as url:
        transport = SMTPTransport(url, timeout_seconds=20, patience_seconds=20)
        with pytest.raises(TemporaryFailure, match="421 to the sender"):
            transport.send(MAIL)
        transport.close()
    assert came[2:] == [b""]


@pytest.mark.parametrize(
    ("verb", "kind"),
    [("RCPT", TemporaryFailure), ("DATA", TemporaryFailure), ("END", OutcomeUnknown)],
)
def test_only_after_the_message_nobody_knows_whether_it_was_taken(
    verb: str, kind: type[Exception]
) -> None:
    server = Server(**{verb: [b"drop"]})
    with raw_server(server.talk) as url, pytest.raises(TemporaryFailure) as failure:
        SMTPTransport(url, timeout_seconds=10, patience_seconds=10).send(MAIL)
    assert type(failure.value) is kind
