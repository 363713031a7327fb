"""SMTP clients that tell whether a mail may have been taken when the connection breaks.

Where the server offers it (PIPELINING, RFC 2920) the commands of a mail go out together: two
answers are waited for, and not four.
"""

import re
import smtplib
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import Any, Final

# RFC 5321 section 4.5.3.2.6 asks for ten minutes after the end of a mail, in which servers look
# for viruses. A worker that waits so long keeps others waiting, and outlives its claim.
PATIENCE_SECONDS: Final = 120.0


class Interrupted(smtplib.SMTPException):
    """The connection ended between the beginning of the mail and the server's answer to it."""


class Client(smtplib.SMTP):
    """Raises Interrupted where the library says no more than that the connection was lost."""

    patience_seconds: float = PATIENCE_SECONDS

    def hand_over(
        self, sender: str, recipient: str, message: bytes, options: Sequence[str] = ()
    ) -> None:
        """Hand over a message with CRLF line ends; raises what `sendmail` of the library does."""
        self.ehlo_or_helo_if_needed()
        if not self.has_extn("pipelining"):
            self.sendmail(sender, [recipient], message, list(options))
            return
        size = [f"size={len(message)}"] if self.has_extn("size") else []
        commands = [
            " ".join([f"MAIL FROM:{smtplib.quoteaddr(sender)}", *size, *options]),
            f"RCPT TO:{smtplib.quoteaddr(recipient)}",
            "DATA",
        ]
        if "SMTPUTF8" in options:
            self.command_encoding = "utf-8"
        # A line break in an address would be a command of somebody else's.
        if any(mark in command for command in commands for mark in "\r\n"):
            raise ValueError("line break in an address")
        self.send("".join(f"{command}\r\n" for command in commands))
        taken_from, taken_to, wanted = self._replies(len(commands))
        is_refused = taken_from[0] != 250 or taken_to[0] not in {250, 251}
        if wanted[0] == 354 and is_refused:
            # RFC 2920 section 3.1: an empty message, which goes to nobody.
            self.send(b".\r\n")
            self.getreply()
        if taken_from[0] != 250:
            self._leave_mail(taken_from[0])
            raise smtplib.SMTPSenderRefused(*taken_from, sender)
        if is_refused:
            self._leave_mail(taken_to[0])
            raise smtplib.SMTPRecipientsRefused({recipient: taken_to})
        answer = self._give(message) if wanted[0] == 354 else wanted
        if answer[0] != 250:
            self._leave_mail(answer[0])
            raise smtplib.SMTPDataError(*answer)

    def _replies(self, count: int) -> list[tuple[int, bytes]]:
        """A reply to each command; after 421 no more come, and it stands for the rest."""
        replies: list[tuple[int, bytes]] = []
        while len(replies) < count:
            replies.append(self.getreply())
            if replies[-1][0] == 421:
                break
        return replies + replies[-1:] * (count - len(replies))

    def _leave_mail(self, code: int) -> None:
        """Make the connection ready for another mail after a refusal, or give it up."""
        if code == 421:
            self.close()
            return
        try:
            self.rset()
        except smtplib.SMTPServerDisconnected:
            # What was refused is known; the next mail finds out that it needs a connection.
            self.close()

    def _give(self, message: bytes) -> tuple[int, bytes]:
        """Send the message itself, for which the server waits; return its answer."""
        lines = re.sub(rb"(?m)^\.", b"..", message)
        end = b".\r\n" if lines.endswith(b"\r\n") else b"\r\n.\r\n"
        with self._patience():
            self.send(lines + end)
            return self.getreply()

    # The library takes whatever has bytes.
    def data(self, msg: Any) -> tuple[int, bytes]:
        """Hand over the mail, and wait longer than for other answers."""
        with self._patience():
            return super().data(msg)

    @contextmanager
    def _patience(self) -> Generator[None]:
        before = self.sock.gettimeout() if self.sock is not None else None
        if self.sock is not None and before is not None:
            self.sock.settimeout(max(before, self.patience_seconds))
        try:
            yield
        except smtplib.SMTPResponseException:
            raise
        except OSError as error:
            raise Interrupted from error
        finally:
            if self.sock is not None:
                self.sock.settimeout(before)


class TLSClient(Client, smtplib.SMTP_SSL):
    """The same by TLS from the first byte."""
