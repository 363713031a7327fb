"""Link tokens and keyed digests: what the server can recognize without storing it."""

import base64
import binascii
import hashlib
import hmac
from enum import StrEnum
from functools import lru_cache

from undersigned.core.errors import Malformed, NotProven
from undersigned.core.keyed import keyed_digest

TAG_BYTES = 24


class Purpose(StrEnum):
    """What a token is good for; a token for one purpose is refused for every other."""

    CONFIRM = "confirm"
    MANAGE = "manage"
    # Ends the news of a letter, and begins it again; it opens nothing else.
    NEWS = "news"
    ANSWER = "answer"


@lru_cache(maxsize=64)
def derive_key(secret: bytes, label: str) -> bytes:
    """A 32-byte key for one use, from the server's 32-byte secret."""
    return keyed_digest(secret, b"undersigned/key/v1\n" + label.encode())


def _tag(secret: bytes, purpose: Purpose, row: int, nonce: bytes) -> bytes:
    message = b"undersigned/token/v1\n%s\n%d\n%s" % (purpose.encode(), row, nonce)
    return keyed_digest(derive_key(secret, "token"), message)[:TAG_BYTES]


def make_token(secret: bytes, purpose: Purpose, row: int, nonce: bytes) -> str:
    """URL-safe text that names database row `row` and proves that this server made it."""
    data = row.to_bytes(8, "big") + _tag(secret, purpose, row, nonce)
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def split_token(token: str) -> tuple[int, bytes]:
    """Row and tag of a token, not yet checked. Raises Malformed."""
    if len(token) > 64 or not token.isascii():
        raise Malformed("not a token")
    try:
        data = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error) as error:
        raise Malformed("not a token") from error
    row = int.from_bytes(data[:8], "big")
    canonical = base64.urlsafe_b64encode(data).rstrip(b"=").decode()
    if len(data) != 8 + TAG_BYTES or canonical != token or row >= 1 << 63:
        raise Malformed("not a token")
    return row, data[8:]


def check_token(secret: bytes, purpose: Purpose, row: int, nonce: bytes, tag: bytes) -> None:
    """Return if `tag` is ours for this purpose, row and nonce; raise NotProven otherwise."""
    if not hmac.compare_digest(tag, _tag(secret, purpose, row, nonce)):
        raise NotProven("the token was not made here")


def token_digest(token: str) -> bytes:
    """What is kept of a token whose row is gone: it is recognized, and cannot be made from this."""
    return hashlib.sha256(b"undersigned/token-digest/v1\n" + token.encode()).digest()


def mailbox_digest(secret: bytes, letter: str, canonical_address: str) -> bytes:
    """32 bytes, equal for equal mailboxes of one letter, that say nothing without the secret."""
    message = b"undersigned/mailbox/v1\n%s\n%s" % (letter.encode(), canonical_address.encode())
    return keyed_digest(derive_key(secret, "mailbox"), message)


def whole_mailbox_digest(secret: bytes, canonical_address: str) -> bytes:
    """The same for all letters of this server."""
    message = b"undersigned/whole-mailbox/v1\n%s" % canonical_address.encode()
    return keyed_digest(derive_key(secret, "whole mailbox"), message)


def _mailbox_tag(secret: bytes, mailbox: bytes) -> bytes:
    message = b"undersigned/no-mail/v1\n%s" % mailbox
    return keyed_digest(derive_key(secret, "no mail"), message)[:TAG_BYTES]


def make_mailbox_token(secret: bytes, mailbox: bytes) -> str:
    """URL-safe text that holds a digest of `whole_mailbox_digest` and proves who made it."""
    data = mailbox + _mailbox_tag(secret, mailbox)
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def read_mailbox_token(secret: bytes, token: str) -> bytes:
    """The digest in a token of ours. Raises Malformed, NotProven."""
    if len(token) != 75 or not token.isascii():
        raise Malformed("not a token")
    try:
        data = base64.b64decode(token + "=", altchars=b"-_", validate=True)
    except (ValueError, binascii.Error) as error:
        raise Malformed("not a token") from error
    mailbox, tag = data[:-TAG_BYTES], data[-TAG_BYTES:]
    if base64.urlsafe_b64encode(data).rstrip(b"=").decode() != token:
        raise Malformed("not a token")
    if not hmac.compare_digest(tag, _mailbox_tag(secret, mailbox)):
        raise NotProven("the token was not made here")
    return mailbox


def domain_digest(secret: bytes, domain: str) -> bytes:
    """32 bytes, equal for equal mail domains, that say nothing without the secret."""
    message = b"undersigned/domain/v1\n%s" % domain.encode()
    return keyed_digest(derive_key(secret, "domain"), message)
