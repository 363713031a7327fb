"""Age keys for tests: organizers who hold one, and letters that seal for them."""

from dataclasses import dataclass

import pyrage

from tests.support.letters import T0
from undersigned.adapters.age import Opener
from undersigned.core.seal import Contact, parse_contact
from undersigned.models import Letter, Signature
from undersigned.stages.seal import add_recipient


@dataclass(frozen=True)
class Key:
    """An age key, as age-keygen makes one."""

    secret: str
    recipient: str

    @property
    def file(self) -> bytes:
        """The file that age-keygen writes."""
        return f"# public key: {self.recipient}\n{self.secret}\n".encode()

    def open(self, sealed: bytes) -> Contact:
        """What was sealed for it."""
        return parse_contact(Opener(self.file).open(sealed))

    def contact_of(self, signature: Signature) -> Contact:
        """What is sealed of a signature."""
        return self.open(bytes(Signature.objects.get(pk=signature.pk).sealed or b""))


def make_key() -> Key:
    """A new key."""
    identity = pyrage.x25519.Identity.generate()
    return Key(str(identity), str(identity.to_public()))


def seal_for(letter: Letter, *keys: Key, holder: str = "Ada Exemplar") -> None:
    """Let the letter seal for these keys."""
    for key in keys:
        add_recipient(letter, key.recipient, holder=holder, by=letter.lead, at=T0)
