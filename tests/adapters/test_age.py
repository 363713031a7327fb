"""Age: recipients in one spelling, sealing, and keys that open."""

import pyrage
import pytest

from tests.support.keys import make_key
from undersigned.adapters.age import Locked, Opener, Sealer, check_recipient, is_secret
from undersigned.core.errors import Malformed, NotProven


def test_each_recipient_opens_and_nobody_else() -> None:
    first, second, stranger = make_key(), make_key(), make_key()
    sealed = Sealer([first.recipient, second.recipient]).seal(b"mina@people.example")
    assert b"mina" not in sealed
    for key in (first, second):
        assert Opener(key.file).open(sealed) == b"mina@people.example"
    with pytest.raises(NotProven):
        Opener(stranger.file).open(sealed)
    with pytest.raises(NotProven):
        Opener(first.file).open(sealed[:-1] + bytes([sealed[-1] ^ 1]))
    with pytest.raises(NotProven):
        Opener(first.file).open(Sealer([first.recipient]).seal(bytes(70_000)))


def test_a_recipient_has_one_spelling() -> None:
    recipient = make_key().recipient
    check_recipient(recipient)
    others = (recipient.upper(), f" {recipient}", f"{recipient}\n", recipient[:-1], "")
    # The last character belongs to the checksum.
    damaged = recipient[:-1] + ("q" if recipient[-1] != "q" else "p")
    for bad in (*others, damaged, make_key().secret, "age1yubikey1" + recipient[4:]):
        with pytest.raises(Malformed):
            check_recipient(bad)


def test_the_secret_half_is_known_as_such() -> None:
    key = make_key()
    assert is_secret(key.secret)
    assert is_secret(f"  {key.secret.lower()}")
    assert not is_secret(key.recipient)


def test_a_protected_key_needs_its_passphrase() -> None:
    key = make_key()
    protected = pyrage.passphrase.encrypt(key.file, "three words more", armored=True)
    sealed = Sealer([key.recipient]).seal(b"x")
    assert Opener(protected, "three words more").open(sealed) == b"x"
    for wrong in (None, "other words"):
        with pytest.raises(Locked):
            Opener(protected, wrong)


@pytest.mark.parametrize("file", [b"", b"age1abc", b"AGE-SECRET-KEY-1" + b"Q" * 58, b"x" * 70_000])
def test_what_is_no_key_is_refused(file: bytes) -> None:
    with pytest.raises(Malformed):
        Opener(file)
