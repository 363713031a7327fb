"""A mail as plain values, and the bytes that go out of it."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import policy
from email.errors import MessageError
from email.headerregistry import Address, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import Policy
from email.utils import format_datetime, make_msgid
from typing import Any, Final

import idna

from undersigned.adapters.dkim_signer import DKIMSigner
from undersigned.adapters.plain_message import plain_message

# One address without quotes or comments, as RFC 5322 has it (dot-atom).
_PLAIN_ADDRESS: Final = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[A-Za-z0-9.-]+"
)


class PermanentFailure(Exception):
    """No server will ever take this mail for this recipient. Names no mailbox."""


@dataclass(frozen=True)
class MailFile:
    """A file that goes with a mail, of a media type that is not text."""

    name: str
    media_type: str
    data: bytes = field(repr=False)


@dataclass(frozen=True)
class Mail:
    """One plain-text mail to one mailbox.

    `message_id` is a Message-ID with its angle brackets: a mail that is sent again carries the same
    one, so that the recipient's programs show it once. When it is empty one is made.
    `unsubscribe_link` is an https address that ends such mails by one POST (RFC 8058).
    """

    recipient: str = field(repr=False)
    sender: str
    subject: str
    body: str = field(repr=False)
    language: str
    attachment_name: str = ""
    attachment: bytes | None = field(default=None, repr=False)
    message_id: str = ""
    unsubscribe_link: str = ""
    files: tuple[MailFile, ...] = ()


def ascii_mailbox(address: str) -> str:
    """The address with its domain in ASCII (IDNA 2008, else 2003); raises ValueError."""
    local, _, domain = address.rpartition("@")
    if not local or not domain:
        raise ValueError("not a mail address")
    if not domain.isascii():
        domain = idna.encode(domain, uts46=True).decode("ascii")
    return f"{local}@{domain}"


class _WholeLine(UnstructuredHeader):
    """A header that is never folded: of a long address the library would make encoded words."""

    name: str

    def fold(self, *, policy: "Policy[Any]") -> str:
        """The header as it is written."""
        return f"{self.name}: {self}{policy.linesep}"


_HEADERS: Final = HeaderRegistry()
_HEADERS.map_to_type("list-unsubscribe", _WholeLine)  # type: ignore[arg-type]  # it becomes one
# A line may begin with "From ": that has been no reason to change it for decades.
_ASCII: Final = policy.SMTP.clone(mangle_from_=False, header_factory=_HEADERS)
_UTF8: Final = policy.SMTPUTF8.clone(mangle_from_=False, header_factory=_HEADERS)


def make_message(mail: Mail) -> EmailMessage:
    """The message as it goes out, in RFC 5322 form with CRLF line ends.

    Header injection is impossible: line breaks in a header value are refused by the policy, and
    an address that is not exactly one address by its parser. Raises PermanentFailure for both.
    """
    message = EmailMessage(policy=_ASCII)
    values = (mail.subject, mail.message_id, mail.language, mail.unsubscribe_link)
    try:
        # The policy overlooks a break at the end of a value, which would end all headers.
        if any(len(f"{value}.".splitlines()) != 1 for value in values):
            raise ValueError("line break in a header")
        recipient = ascii_mailbox(mail.recipient)
        sender = ascii_mailbox(mail.sender)
        if not recipient.isascii() or not sender.isascii():
            message = EmailMessage(policy=_UTF8)
        message["From"] = _one_address(sender)
        message["To"] = _one_address(recipient)
        message["Subject"] = mail.subject
        message["Date"] = format_datetime(datetime.now(UTC))
        message["Message-ID"] = mail.message_id or make_msgid(domain=sender.rpartition("@")[2])
        # RFC 3834: absence notices do not answer a mail that says this.
        message["Auto-Submitted"] = "auto-generated"
        for name, value in _unsubscribing(mail):
            message[name] = value
        message.set_content(mail.body, charset="utf-8")
        message["Content-Language"] = mail.language
        if mail.attachment is not None:
            # Not text: a mail server may change line ends and spaces of a text part.
            message.add_attachment(
                mail.attachment,
                maintype="application",
                subtype="octet-stream",
                filename=mail.attachment_name,
            )
        for file in mail.files:
            maintype, _, subtype = file.media_type.partition("/")
            message.add_attachment(
                file.data, maintype=maintype, subtype=subtype, filename=file.name
            )
        message.as_bytes()
    except (ValueError, MessageError, UnicodeError, IndexError) as error:
        raise PermanentFailure(f"the mail cannot be written: {type(error).__name__}") from None
    return message


def outgoing(mail: Mail, signer: DKIMSigner | None) -> bytes:
    """The bytes that go out, signed where a key is set. Raises PermanentFailure."""
    message = _plain(mail) or make_message(mail).as_bytes()
    return signer.sign(message) if signer else message


def _plain(mail: Mail) -> bytes | None:
    """The same message as `make_message` makes, in less time; None for what is not plain."""
    if mail.attachment is not None or mail.files or not mail.message_id:
        return None
    try:
        recipient, sender = ascii_mailbox(mail.recipient), ascii_mailbox(mail.sender)
        if not (_PLAIN_ADDRESS.fullmatch(recipient) and _PLAIN_ADDRESS.fullmatch(sender)):
            return None
        headers = [
            ("From", sender),
            ("To", recipient),
            ("Date", format_datetime(datetime.now(UTC))),
            ("Message-ID", mail.message_id),
            ("Auto-Submitted", "auto-generated"),
            *_unsubscribing(mail),
            ("Content-Language", mail.language),
        ]
        return plain_message(headers, subject=mail.subject, body=mail.body)
    except (ValueError, UnicodeError):
        return None


def _unsubscribing(mail: Mail) -> list[tuple[str, str]]:
    """RFC 2369 and RFC 8058: mail programs offer a button of their own.

    What signs a mail with DKIM has to cover both.
    """
    if not mail.unsubscribe_link:
        return []
    return [
        ("List-Unsubscribe", f"<{mail.unsubscribe_link}>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    ]


def _one_address(address: str) -> Address:
    if any(character in address for character in "\r\n\x00"):
        raise ValueError("line break in an address")
    if address.isascii():
        return Address(addr_spec=address)
    # The parser takes ASCII alone; RFC 6531 allows any other letter where an atom may stand.
    local, _, domain = address.rpartition("@")
    if re.search(r"[\s\x00-\x1f\x7f\"(),:;<>@\[\\\]]", local):
        raise ValueError("not one address")
    return Address(username=local, domain=domain)
