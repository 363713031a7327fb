"""Reports of mail servers that a mail did not arrive, or not yet: RFC 3462, 3464 and 3463."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import Message
from typing import Final

from undersigned.core.errors import Malformed

MAX_BYTES: Final = 2_000_000
# More parts or recipients than any report about one mail of ours has.
_MAX_PARTS: Final = 50
_STATUS: Final = re.compile(r"([245])\.(\d{1,3})\.(\d{1,3})", re.ASCII)
_ID: Final = re.compile(r"<[^\s<>]{1,290}>", re.ASCII)
_ADDRESS: Final = re.compile(r"[^\s<>;]{1,320}@[^\s<>;]{1,255}")


@dataclass(frozen=True, slots=True)
class Bounce:
    """What a report says about one mail: whose it was, and how it ended, or how it goes on."""

    # With its angle brackets.
    message_id: str
    # As the report spells them; those whose mail failed, or else those whose mail is late.
    recipients: tuple[str, ...] = field(repr=False)
    is_permanent: bool
    # As RFC 3463 writes it, such as 5.1.1.
    status: str


def read_bounce(data: bytes) -> Bounce:
    """The report in these bytes of a mail. Raises Malformed for anything else.

    A report that names several recipients tells of the worst; one that only tells of success is
    none of these.
    """
    if len(data) > MAX_BYTES:
        raise Malformed("This mail is larger than any report.")
    try:
        return _read(message_from_bytes(data, policy=policy.compat32))
    except Malformed:
        raise
    except Exception as error:  # a parser of mail fails on hostile bytes in ways no list covers
        raise Malformed("This mail cannot be read.") from error


def _read(mail: Message) -> Bounce:
    if mail.get_content_type() != "multipart/report":
        raise Malformed("This mail is not a report.")
    parts = _parts(mail)
    said = [
        found
        for part in parts
        if part.get_content_type() == "message/delivery-status"
        for fields in _groups(part)
        if (found := _read_recipient(fields)) is not None
    ]
    if not said:
        raise Malformed("This report names no recipient whose mail failed or is late.")
    is_permanent = any(failed for failed, _status, _addresses in said)
    worst = [found for found in said if found[0] == is_permanent]
    addresses = tuple(dict.fromkeys(address for found in worst for address in found[2]))
    return Bounce(_original_id(parts), addresses, is_permanent, worst[0][1])


def _parts(mail: Message) -> list[Message]:
    parts: list[Message] = []
    for part in mail.walk():
        parts.append(part)
        if len(parts) > _MAX_PARTS:
            raise Malformed("This mail has more parts than any report.")
    return parts


def _groups(part: Message) -> Iterator[Message]:
    """The groups of fields: the parser makes a message of each."""
    payload = part.get_payload()
    if isinstance(payload, list):
        for group in payload[:_MAX_PARTS]:
            if isinstance(group, Message):
                yield group


def _read_recipient(fields: Message) -> tuple[bool, str, tuple[str, ...]] | None:
    action = str(fields.get("Action", "")).strip().lower()
    match = _STATUS.search(str(fields.get("Status", "")))
    if match is None or action not in {"failed", "delayed"}:
        return None
    # Action and class have to agree: 4.x.x with "failed" is a mail that was given up.
    if match[1] == "2" or (action == "delayed" and match[1] == "5"):
        return None
    addresses: list[str] = []
    for name in ("Final-Recipient", "Original-Recipient"):
        for value in (fields.get_all(name) or [])[:4]:
            # `rfc822; name@host`, where "rfc822" is the type of the address.
            found = _ADDRESS.search(str(value).partition(";")[2])
            if found:
                addresses.append(found[0])
    return (action == "failed", match[0], tuple(addresses)) if addresses else None


def _original_id(parts: list[Message]) -> str:
    """The Message-ID in what was returned: the whole mail, or its headers."""
    for part in parts:
        kind = part.get_content_type()
        values: list[str] = []
        if kind == "message/rfc822":
            payload = part.get_payload()
            if isinstance(payload, list) and payload and isinstance(payload[0], Message):
                values = [str(value) for value in payload[0].get_all("Message-ID") or []]
        elif kind in {"text/rfc822-headers", "message/rfc822-headers"}:
            raw = part.get_payload(decode=True)
            if isinstance(raw, bytes):
                headers = message_from_bytes(raw[:100_000], policy=policy.compat32)
                values = [str(value) for value in headers.get_all("Message-ID") or []]
        if len(values) == 1 and (found := _ID.search(values[0])):
            return found[0]
    raise Malformed("This report does not say which mail it is about.")
