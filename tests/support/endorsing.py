"""Representatives for tests: with a passkey that is registered, or with a mailbox alone."""

import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from fido2.cose import ES256, CoseKey, EdDSA
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from tests.support.coalitions import Partner, add_partner
from tests.support.endorsements import Passkey, private_key
from tests.support.letters import T0, last_mail, make_draft
from undersigned.core.webauthn import Algorithm
from undersigned.models import Account, Edition, Endorsement, Letter
from undersigned.stages import endorse


@dataclass(frozen=True)
class Key:
    """A passkey of one account, and the browser in front of it."""

    passkey: Passkey
    counter: int = 0

    @property
    def id(self) -> bytes:
        """The credential's ID."""
        return b"credential " + self.passkey.seed

    def answer(self, challenge: bytes, **other: bytes) -> dict[str, Any]:
        """Return what a browser sends for a challenge; `other` as `Passkey.sign` takes it."""
        data = self.passkey.authenticator_data()[:-4] + self.counter.to_bytes(4, "big")
        made = self.passkey.sign(challenge, **{"authenticator_data": data, **other})
        return {
            "id": _base64(self.id),
            "rawId": _base64(self.id),
            "type": "public-key",
            "response": {
                "clientDataJSON": _base64(made.client_data),
                "authenticatorData": _base64(made.authenticator_data),
                "signature": _base64(made.signature),
            },
        }


def register_key(
    account: Account, *, seed: bytes = b"", algorithm: Algorithm = Algorithm.ES256
) -> Key:
    """Register a passkey for an account at the address of the tests."""
    host = endorse.passkey_host(Letter(origin=""))
    passkey = Passkey(algorithm, seed or account.email.encode(), host)
    key = Key(passkey)
    kind = ES256 if algorithm is Algorithm.ES256 else EdDSA
    public = private_key(algorithm, passkey.seed).public_key()
    cose: CoseKey = kind.from_cryptography_key(public)  # type: ignore[no-untyped-call]
    credential = AttestedCredentialData.create(b"\0" * 16, key.id, cose)
    flags = AuthenticatorData.FLAG(0x45)
    data = AuthenticatorData.create(passkey.authenticator_data()[:32], flags, 0, credential)
    client = CollectedClientData.create("webauthn.create", b"challenge", f"https://{host}")
    registration = {
        "id": _base64(key.id),
        "rawId": _base64(key.id),
        "type": "public-key",
        "response": {
            "clientDataJSON": _base64(client),
            "attestationObject": _base64(AttestationObject.create("none", data, {})),
        },
        "clientExtensionResults": {},
    }
    Authenticator.objects.create(
        user=account,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": "Key", "credential": registration},
    )
    return key


def at_host(key: Key, host: str) -> Key:
    """The same key, used at another host."""
    return Key(replace(key.passkey, host=host), key.counter)


def make_asked(partners: int = 3, *, slug: str = "river") -> tuple[Letter, list[Partner]]:
    """A frozen letter, and organizations that are asked to endorse it."""
    letter = make_draft(slug)
    asked = [add_partner(letter, number) for number in range(1, partners + 1)]
    endorse.freeze_and_ask(letter, by=letter.lead, at=T0)
    letter.refresh_from_db()
    return letter, asked


def row_of(partner: Partner, edition: int | None = None) -> Endorsement:
    """What an organization is asked about the newest edition, or one of that number."""
    editions = Edition.objects.filter(letter=partner.seat.letter)
    found = editions.latest("number") if edition is None else editions.get(number=edition)
    return Endorsement.objects.get(edition=found, seat=partner.seat)


def challenge_of(row: Endorsement) -> bytes:
    """What a passkey has to sign for it."""
    return endorse.statement_of(row.edition, row.seat.organization).challenge


def key_of(account: Account) -> Key:
    """The passkey of an account, registered once."""
    passkeys = Authenticator.objects.filter(user=account, type=Authenticator.Type.WEBAUTHN)
    if not passkeys.exists():
        return register_key(account)
    return Key(Passkey(seed=account.email.encode(), host=endorse.passkey_host(Letter(origin=""))))


def endorse_by_passkey(partner: Partner, *, at: datetime = T0) -> Endorsement:
    """Endorse the newest edition with the representative's passkey."""
    row = row_of(partner)
    answer = key_of(partner.representative).answer(challenge_of(row))
    endorse.endorse_with_passkey(row, partner.representative, answer, at=at)
    row.refresh_from_db()
    return row


def code_in(email: str) -> str:
    """The code in the newest mail to a representative."""
    found = re.search(r"^    (\d{4} \d{4})$", last_mail(email).body, re.MULTILINE)
    assert found is not None, last_mail(email).body
    return found[1]


def endorse_by_code(partner: Partner, *, at: datetime = T0) -> Endorsement:
    """Endorse the newest edition with a code that is mailed."""
    row = row_of(partner)
    endorse.request_code(row, partner.representative, at=at)
    code = code_in(partner.representative.email)
    endorse.endorse_with_code(row, partner.representative, code, at=at)
    row.refresh_from_db()
    return row


def _base64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
