"""Tickets of the slow way: a form may be sent from a certain moment on, without a solved task."""

import base64
import binascii
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from undersigned.core.errors import NotProven
from undersigned.core.keyed import keyed_digest
from undersigned.core.tokens import derive_key

_NONCE_BYTES: Final = 12
_TAG_BYTES: Final = 24
MAX_TEXT: Final = 60
# How long whoever has waited may take to press the button.
LIFETIME: Final = timedelta(minutes=30)


@dataclass(frozen=True)
class Ticket:
    """A ticket that was made here, for this letter."""

    text: str
    not_before: datetime

    def is_over(self, at: datetime) -> bool:
        """Whether it is good no more."""
        return at >= self.not_before + LIFETIME


def make_ticket(secret: bytes, slug: str, *, not_before: datetime) -> Ticket:
    """A new ticket; its moment is a whole second."""
    seconds = int(not_before.timestamp())
    body = seconds.to_bytes(8, "big") + secrets.token_bytes(_NONCE_BYTES)
    text = base64.urlsafe_b64encode(body + _tag(secret, slug, body)).rstrip(b"=").decode()
    return Ticket(text, datetime.fromtimestamp(seconds, UTC))


def read_ticket(secret: bytes, slug: str, text: str) -> Ticket:
    """The ticket that `text` spells. Raises NotProven for what was not made here like this."""
    if len(text) > MAX_TEXT or not text.isascii():
        raise NotProven("no ticket")
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error) as error:
        raise NotProven("no ticket") from error
    body, tag = data[:-_TAG_BYTES], data[-_TAG_BYTES:]
    canonical = base64.urlsafe_b64encode(data).rstrip(b"=").decode()
    is_ours = hmac.compare_digest(tag, _tag(secret, slug, body))
    if canonical != text or len(body) != 8 + _NONCE_BYTES or not is_ours:
        raise NotProven("no ticket")
    return Ticket(text, datetime.fromtimestamp(int.from_bytes(body[:8], "big"), UTC))


def _tag(secret: bytes, slug: str, body: bytes) -> bytes:
    message = b"undersigned/ticket/v1\n%s\n%s" % (slug.encode(), body)
    return keyed_digest(derive_key(secret, "ticket"), message)[:_TAG_BYTES]
