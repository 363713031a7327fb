"""A message of plain text and nothing else, written directly: most mails are of this kind.

The library's `EmailMessage` parses every header that it is given and folds it again, which takes
ten times as long; it is for all others, and for whatever this refuses to write.
"""

import base64
import binascii
from collections.abc import Sequence
from email import policy
from email.headerregistry import HeaderRegistry
from typing import Final

_LINE: Final = 78  # RFC 5322 section 2.1.1, without CRLF.
_HEADERS: Final = HeaderRegistry()


def plain_message(headers: Sequence[tuple[str, str]], *, subject: str, body: str) -> bytes:
    """The message with CRLF line ends. Raises ValueError for what is not plain enough.

    The values of `headers` are printable ASCII and each stands on one line; `subject` may hold any
    letters.
    """
    lines = [_header(name, value) for name, value in headers]
    lines.insert(2, _subject(subject))
    encoding, text = _encoded(body)
    lines += [
        b'Content-Type: text/plain; charset="utf-8"\r\n',
        b"Content-Transfer-Encoding: %s\r\n" % encoding,
        b"MIME-Version: 1.0\r\n\r\n",
    ]
    return b"".join(lines) + text


def _header(name: str, value: str) -> bytes:
    if not (value.isascii() and value.isprintable() and len(value) < 900):
        raise ValueError("not one line of ASCII")
    return f"{name}: {value}\r\n".encode()


def _subject(subject: str) -> bytes:
    if not subject.isprintable():
        raise ValueError("not one line")
    is_short = len(subject) + len("Subject: ") <= _LINE
    if is_short and subject.isascii() and "=?" not in subject:
        return _header("Subject", subject)
    # Encoded words (RFC 2047) and folding are the library's.
    folded: bytes = policy.SMTP.fold_binary("Subject", _HEADERS("Subject", subject))
    return folded


def _encoded(body: str) -> tuple[bytes, bytes]:
    """The shortest way to write a text that no mail server changes, and its name."""
    if "\r" in body or "\x00" in body:
        raise ValueError("not plain text")
    data = body.encode()
    if body.isascii() and all(len(line) <= _LINE for line in data.split(b"\n")):
        return b"7bit", data.replace(b"\n", b"\r\n")
    quoted = binascii.b2a_qp(data, istext=True).replace(b"\n", b"\r\n")
    based = base64.encodebytes(data.replace(b"\n", b"\r\n")).replace(b"\n", b"\r\n")
    if len(quoted) <= len(based):
        return b"quoted-printable", quoted
    return b"base64", based
