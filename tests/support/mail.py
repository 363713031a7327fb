"""A real SMTP server on the loopback interface that keeps what it is sent."""

import logging
import re
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tools.processes import free_port
from undersigned.adapters.mail import Mail

# The library tells of every line of every connection, also when nobody listens any more.
logging.getLogger("mail.log").setLevel(logging.WARNING)

LINK = re.compile(r"https?://[^\s<>\"]+")

MAIL = Mail(
    recipient="ada@people.example",
    sender="letters@undersigned.example",
    subject="Please confirm your signature",
    body="Dear Ada,\n\nopen https://letters.example/confirm/abc/ to confirm.\n",
    language="en",
    message_id="<17.20261123@letters.example>",
)


@dataclass
class MailServer:
    """The mails that arrived and were not fetched yet, oldest first."""

    port: int
    waiting: list[tuple[str, EmailMessage]] = field(default_factory=list)
    fetched: list[tuple[str, EmailMessage]] = field(default_factory=list)
    # Called with recipient and mail; an answer such as "451 later" is given to the sender.
    refuse: Callable[[str, EmailMessage], str | None] = lambda _address, _mail: None
    # Called with each recipient before the sender may hand over the mail.
    announce: Callable[[str], None] = lambda _address: None
    _arrived: threading.Condition = field(default_factory=threading.Condition)

    @property
    def setting(self) -> str:
        """The value for UNDERSIGNED_SMTP."""
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_RCPT(  # noqa: N802 the library's name
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        """Note for whom a mail is."""
        self.announce(address)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 the library's name
        """Keep a mail, once for each recipient."""
        content = envelope.content or b""
        raw = content if isinstance(content, bytes) else content.encode()
        with self._arrived:
            for address in envelope.rcpt_tos:
                mail = message_from_bytes(raw, policy=policy.default)
                answer = self.refuse(address, mail)
                if answer is not None:
                    return answer
                self.waiting.append((address, mail))
            self._arrived.notify_all()
        return "250 kept"

    def fetch(
        self, address: str, *, subject: str = "", timeout_seconds: float = 60
    ) -> EmailMessage:
        """Return and take away the oldest mail to `address` whose subject contains `subject`.

        Waits for it, and fails with the list of what did arrive.
        """

        def find() -> int | None:
            for position, (to, mail) in enumerate(self.waiting):
                if to.lower() == address.lower() and subject in str(mail["Subject"]):
                    return position
            return None

        with self._arrived:
            if not self._arrived.wait_for(lambda: find() is not None, timeout_seconds):
                there = [(to, str(mail["Subject"])) for to, mail in self.waiting]
                raise AssertionError(f"No mail to {address} about {subject!r}; there is: {there}")
            position = find()
            assert position is not None
            found = self.waiting.pop(position)
            self.fetched.append(found)
            return found[1]

    def count(self, address: str) -> int:
        """Return how many mails to `address` came, fetched ones included."""
        with self._arrived:
            return sum(to.lower() == address.lower() for to, _ in self.waiting + self.fetched)


def text_of(mail: EmailMessage) -> str:
    """Return the plain text of a mail."""
    body = mail.get_body(("plain",))
    assert body is not None, "The mail has no plain text."
    return str(body.get_content())


def link_in(mail: EmailMessage, path: str = "/") -> str:
    """Return the only link in a mail whose address contains `path`."""
    links: set[str] = {
        found.rstrip(".,)") for found in LINK.findall(text_of(mail)) if path in found
    }
    assert len(links) == 1, f"The mail has {len(links)} links with {path}:\n{text_of(mail)}"
    return links.pop()


@contextmanager
def running_mail_server() -> Generator[MailServer]:
    """Run a mail server as long as the block lasts."""
    server = MailServer(free_port())
    controller = Controller(server, hostname="127.0.0.1", port=server.port)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()


@pytest.fixture
def smtp_server() -> Generator[MailServer]:
    """Run a mail server for one test."""
    with running_mail_server() as server:
        yield server
