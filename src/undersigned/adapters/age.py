"""Age: seals bytes for recipients, and opens them with an identity (age-encryption.org/v1).

Only X25519 recipients, `age1…` of 62 characters: every age program opens what is sealed to them.
"""

import re
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final

import pyrage

from undersigned.core.errors import Malformed, NotProven

_RECIPIENT: Final = re.compile(r"age1[02-9ac-hj-np-z]{58}", re.ASCII)
_SECRET: Final = re.compile(r"AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}", re.ASCII)
_ENCRYPTED: Final = (b"age-encryption.org/", b"-----BEGIN AGE ENCRYPTED FILE-----")
_MAX_IDENTITY_BYTES: Final = 64 * 1024
# The library takes quadratic time for a head without an end. What we seal is far smaller.
_MAX_SEALED_BYTES: Final = 64 * 1024


class Locked(Exception):
    """The file of an identity is protected by a passphrase, and this is not the one."""


def check_recipient(recipient: str) -> None:
    """Raise Malformed unless it is an X25519 recipient in its one spelling."""
    try:
        if _RECIPIENT.fullmatch(recipient):
            pyrage.x25519.Recipient.from_str(recipient)
            return
    except pyrage.RecipientError:
        pass
    raise Malformed("This is no age recipient.")


def is_secret(text: str) -> bool:
    """Whether somebody took the secret half of a key for its public one."""
    return "AGE-SECRET-KEY-" in text.upper()


class Sealer:
    """Seals for one set of recipients: each of them can open what comes out, and nobody else."""

    def __init__(self, recipients: Sequence[str]) -> None:
        """Take recipients as `check_recipient` lets them through."""
        self._recipients = [pyrage.x25519.Recipient.from_str(each) for each in recipients]

    def seal(self, data: bytes) -> bytes:
        """The age file, binary."""
        return bytes(pyrage.encrypt(data, self._recipients))


class Opener:
    """Opens what was sealed for one of the identities of a file."""

    def __init__(self, file: bytes, passphrase: str | None = None) -> None:
        """Take an identity file as age-keygen writes it, perhaps protected by a passphrase.

        Raises Locked without the right passphrase, Malformed for what is no such file.
        """
        if len(file) > _MAX_IDENTITY_BYTES:
            raise Malformed("This is no file with an age key.")
        if file.lstrip().startswith(_ENCRYPTED):
            file = _unlocked(file, passphrase)
        found = _SECRET.findall(file.decode("utf-8", "replace"))
        self._identities: list[Any] = []  # pyrage carries no types
        with suppress(pyrage.IdentityError):
            self._identities = [pyrage.x25519.Identity.from_str(each) for each in found]
        if not self._identities:
            raise Malformed("This is no file with an age key.")

    def open(self, sealed: bytes) -> bytes:
        """What was sealed. Raises NotProven when it is not for these identities, or damaged."""
        with suppress(pyrage.DecryptError):
            if len(sealed) <= _MAX_SEALED_BYTES:
                return bytes(pyrage.decrypt(sealed, self._identities))
        raise NotProven("This is sealed for another key, or damaged.")


def _unlocked(file: bytes, passphrase: str | None) -> bytes:
    if passphrase is None:
        raise Locked
    try:
        return bytes(pyrage.passphrase.decrypt(file, passphrase))
    except pyrage.DecryptError:
        raise Locked from None
