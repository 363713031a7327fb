"""Outgoing mail: one message in, handed to a mail server or written to a folder."""

import os
import re
import secrets
import smtplib
import ssl
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import unquote, urlsplit

from undersigned.adapters.dkim_signer import DKIMSigner, load_signer
from undersigned.adapters.message import (
    Mail,
    MailFile,
    PermanentFailure,
    ascii_mailbox,
    make_message,
    outgoing,
)
from undersigned.adapters.smtp_client import PATIENCE_SECONDS, Client, Interrupted, TLSClient
from undersigned.config import Config

__all__ = [
    "DEFAULT_PORTS",
    "MAIL_FOLDER",
    "FolderTransport",
    "Mail",
    "MailFile",
    "OutcomeUnknown",
    "PermanentFailure",
    "SMTPTransport",
    "ServerAway",
    "TemporaryFailure",
    "Transport",
    "ascii_mailbox",
    "links_of",
    "make_message",
    "make_transport",
]

DEFAULT_PORTS: Final = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
MAIL_FOLDER: Final = "mail"

_LINK: Final = re.compile(r"https?://[^\s<>\"]+")


class TemporaryFailure(Exception):
    """The mail was not taken now; the same mail may be taken later. Names no mailbox."""


class ServerAway(TemporaryFailure):
    """No mail at all can be handed over now: the server cannot be reached or refuses us."""


class OutcomeUnknown(TemporaryFailure):
    """The connection was lost before the server said whether it took the mail: perhaps it did."""


class Transport(Protocol):
    """What takes mails away; a TemporaryFailure or PermanentFailure when it did not."""

    def send(self, mail: Mail) -> None:
        """Return once the mail is safe with whoever is next."""

    def close(self) -> None:
        """Let go of what is kept open; another `send` opens it again."""


class SMTPTransport:
    """Hands mails to the server at an address such as smtp+starttls://USER:PASSWORD@HOST:PORT.

    The connection is kept open between mails; one that was idle for longer than
    `trusted_idle_seconds` is asked before it is used, since servers close idle connections.
    Not for use by several threads at once.
    """

    def __init__(
        self,
        url: str,
        *,
        signer: DKIMSigner | None = None,
        timeout_seconds: float = 20,
        patience_seconds: float = PATIENCE_SECONDS,
        trusted_idle_seconds: float = 2,
    ) -> None:
        self._signer = signer
        parts = urlsplit(url)
        self._scheme = parts.scheme
        self._host = parts.hostname or ""
        self._port = parts.port or DEFAULT_PORTS[parts.scheme]
        self._user = unquote(parts.username) if parts.username is not None else None
        self._password = unquote(parts.password or "")
        self._timeout_seconds = timeout_seconds
        self._patience_seconds = patience_seconds
        self._trusted_idle_seconds = trusted_idle_seconds
        self._connection: Client | None = None
        self._used_at = 0.0

    def send(self, mail: Mail) -> None:
        message = outgoing(mail, self._signer)
        envelope = ascii_mailbox(mail.sender), ascii_mailbox(mail.recipient)
        was_open = self._connection is not None
        try:
            self._send(message, *envelope)
        except smtplib.SMTPSenderRefused as error:
            # 421 on a connection that was kept: the server has had enough of it. Nothing was
            # taken yet, so that a fresh connection cannot send the mail twice.
            if not (was_open and error.smtp_code == 421):
                raise self._failed(error) from error
            self.close()
            try:
                self._send(message, *envelope)
            except (OSError, smtplib.SMTPException) as again:
                raise self._failed(again) from again
        except (OSError, smtplib.SMTPException) as error:
            raise self._failed(error) from error

    def close(self) -> None:
        if self._connection is not None:
            try:
                self._connection.quit()
            except (OSError, smtplib.SMTPException):
                self._connection.close()
            self._connection = None

    def greet(self) -> None:
        """Connect and sign in, to learn that it works. Raises ServerAway."""
        self._connected()

    def _send(self, message: bytes, sender: str, recipient: str) -> None:
        connection = self._connected()
        options: list[str] = []
        if not (sender + recipient).isascii():
            connection.ehlo_or_helo_if_needed()
            if not connection.has_extn("smtputf8"):
                raise smtplib.SMTPNotSupportedError("SMTPUTF8")
            options = ["SMTPUTF8", "BODY=8BITMIME"]
        # Not send_message, which writes the message anew and ">From" where a line begins so.
        connection.hand_over(sender, recipient, message, options)
        self._used_at = time.monotonic()

    def _connected(self) -> Client:
        if self._connection is not None and self._connection.sock is None:
            # It was given up over a refusal with 421.
            self._connection = None
        if self._connection is not None:
            if time.monotonic() - self._used_at < self._trusted_idle_seconds:
                return self._connection
            try:
                if self._connection.noop()[0] == 250:
                    return self._connection
            except (OSError, smtplib.SMTPException):
                pass
            self._connection.close()
            self._connection = None
        try:
            self._connection = self._connect()
        except (OSError, smtplib.SMTPException) as error:
            raise ServerAway(str(_failure(error))) from error
        self._used_at = time.monotonic()
        return self._connection

    def _connect(self) -> Client:
        """A connection that is ready for mails; a half-made one is not kept."""
        where, timeout = (self._host, self._port), self._timeout_seconds
        connection: Client
        if self._scheme == "smtps":
            context = ssl.create_default_context()
            connection = TLSClient(*where, timeout=timeout, context=context)
        else:
            connection = Client(*where, timeout=timeout)
        connection.patience_seconds = self._patience_seconds
        try:
            if self._scheme == "smtp+starttls":
                connection.starttls(context=ssl.create_default_context())
            if self._user is not None:
                connection.login(self._user, self._password)
        except BaseException:
            connection.close()
            raise
        return connection

    def _failed(self, error: Exception) -> TemporaryFailure | PermanentFailure:
        """What an error means; a connection in an unknown state is given up."""
        answered = isinstance(error, smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused)
        if not answered and self._connection is not None:
            self._connection.close()
            self._connection = None
        return _failure(error)


def _failure(error: Exception) -> TemporaryFailure | PermanentFailure:
    # A server's words may repeat the mailbox, and what is raised here is logged: codes only.
    match error:
        case smtplib.SMTPRecipientsRefused(recipients=recipients):
            code = min((code for code, _ in recipients.values()), default=450)
            what = f"the mail server answered {code} to the recipient"
            return PermanentFailure(what) if 500 <= code < 600 else TemporaryFailure(what)
        case smtplib.SMTPNotSupportedError():
            return PermanentFailure("the mail server cannot take such an address")
        case smtplib.SMTPDataError(smtp_code=code):
            what = f"the mail server answered {code} to the message"
            return PermanentFailure(what) if 500 <= code < 600 else TemporaryFailure(what)
        case smtplib.SMTPSenderRefused(smtp_code=code):
            return TemporaryFailure(f"the mail server answered {code} to the sender")
        case smtplib.SMTPAuthenticationError(smtp_code=code):
            return TemporaryFailure(f"the mail server refused to sign us in ({code})")
        case smtplib.SMTPResponseException(smtp_code=code):
            return TemporaryFailure(f"the mail server answered {code}")
        case Interrupted():
            return OutcomeUnknown("the connection ended before the mail server answered")
        case OSError(strerror=str(reason)) if reason and not isinstance(
            error, smtplib.SMTPException
        ):
            return TemporaryFailure(f"the mail server cannot be reached: {reason}")
    return TemporaryFailure(f"the mail server cannot be reached: {type(error).__name__}")


class FolderTransport:
    """Writes each mail as a file and prints its links, for a server without a mail server."""

    def __init__(
        self, folder: Path, *, say: Callable[[str], None], signer: DKIMSigner | None = None
    ) -> None:
        self._signer = signer
        self._folder = folder
        self._say = say

    def send(self, mail: Mail) -> None:
        message = outgoing(mail, self._signer)
        name = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(4)}.eml"
        path = self._folder / name
        draft = path.with_suffix(".part")
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(message)
                file.flush()
                os.fsync(file.fileno())
            draft.rename(path)
        except OSError as error:
            raise TemporaryFailure(f"the mail cannot be written: {error.strerror}") from error
        # A mail without a link, such as one with a sign-in code, is found by its file.
        found = [link for link in links_of(mail.body) if link != mail.unsubscribe_link]
        for link in found or [str(path)]:
            self._say(f'Mail "{mail.subject}": {link}')

    def close(self) -> None:
        """Nothing is kept open."""


def links_of(body: str) -> list[str]:
    """The web addresses in a text, each once, without the punctuation that follows them."""
    return list(dict.fromkeys(link.rstrip(".,;:!?)»”'") for link in _LINK.findall(body)))


def make_transport(
    config: Config, *, say: Callable[[str], None]
) -> SMTPTransport | FolderTransport:
    """What the settings ask for; `say` gets the lines that the folder transport prints.

    Raises ConfigError when a key to sign mails with is set and cannot be used.
    """
    signer = load_signer(config)
    if config.smtp:
        return SMTPTransport(config.smtp, signer=signer)
    return FolderTransport(config.data / MAIL_FOLDER, say=say, signer=signer)
