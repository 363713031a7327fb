"""Passkeys whose keys and signatures are always the same, and endorsements made with them."""

import hashlib
import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.support.log import LogBuilder, organization
from undersigned.core.evidence import (
    ConfirmedMailbox,
    DomainRecord,
    Evidence,
    format_evidence,
    format_field,
)
from undersigned.core.leaf import SignatoryKind
from undersigned.core.statement import Statement
from undersigned.core.webauthn import Algorithm, Assertion

HOST = "letters.example"
PRESENT = 0x01
VERIFIED = 0x05
DAY = date(2026, 11, 23)
MAILBOX = ConfirmedMailbox("association.example", DAY)
DNS = DomainRecord("association.example", date(2026, 11, 24), "undersigned=0123456789abcdef")
# The two largest primes below 2^1024: a key that anyone can break, and that is never a new one.
_PRIMES = (2**1024 - 105, 2**1024 - 179)

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey


def private_key(algorithm: Algorithm, seed: bytes = b"the seed of a passkey") -> PrivateKey:
    """Return the key that belongs to a seed; for RSA there is only one."""
    secret = hashlib.sha256(seed).digest()
    if algorithm is Algorithm.ES256:
        return ec.derive_private_key(int.from_bytes(secret, "big"), ec.SECP256R1())
    if algorithm is Algorithm.EDDSA:
        return ed25519.Ed25519PrivateKey.from_private_bytes(secret)
    p, q = _PRIMES
    d = pow(65_537, -1, (p - 1) * (q - 1))
    return rsa.RSAPrivateNumbers(
        p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p), rsa.RSAPublicNumbers(65_537, p * q)
    ).private_key()


@dataclass(frozen=True)
class Passkey:
    """An authenticator and the browser in front of it."""

    algorithm: Algorithm = Algorithm.ES256
    seed: bytes = b"the seed of a passkey"
    host: str = HOST
    flags: int = VERIFIED

    @property
    def public_key(self) -> bytes:
        """Its SubjectPublicKeyInfo in DER."""
        key = private_key(self.algorithm, self.seed).public_key()
        return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    def authenticator_data(self) -> bytes:
        """The hash of the relying party's ID, the flags, and a counter of zero."""
        return hashlib.sha256(self.host.encode()).digest() + bytes([self.flags]) + bytes(4)

    def client_data(self, challenge: bytes) -> bytes:
        """What a browser writes."""
        encoded = urlsafe_b64encode(challenge).rstrip(b"=").decode()
        members = {
            "type": "webauthn.get",
            "challenge": encoded,
            "origin": f"https://{self.host}",
            "crossOrigin": False,
        }
        return json.dumps(members, separators=(",", ":")).encode()

    def sign(self, challenge: bytes, **other: bytes) -> Assertion:
        """Answer a challenge; `other` takes another client_data or authenticator_data to sign."""
        authenticator_data = other.get("authenticator_data", self.authenticator_data())
        client_data = other.get("client_data", self.client_data(challenge))
        signed = authenticator_data + hashlib.sha256(client_data).digest()
        match private_key(self.algorithm, self.seed):
            case ec.EllipticCurvePrivateKey() as key:
                signature = key.sign(signed, ec.ECDSA(SHA256(), deterministic_signing=True))
            case rsa.RSAPrivateKey() as key:
                signature = key.sign(signed, padding.PKCS1v15(), SHA256())
            case key:
                signature = key.sign(signed)
        return Assertion(self.public_key, authenticator_data, client_data, signature)


def statement_of(log: LogBuilder, fields: Mapping[str, str], *, text_index: int = 0) -> Statement:
    """Return what an organization with these fields endorses."""
    leaf = log.text_leaves[text_index]
    return Statement(
        log.letter,
        leaf.edition,
        leaf.digests,
        fields["name"],
        fields.get("affiliation", ""),
        fields.get("country", ""),
    )


def with_passkey(statement: Statement, passkey: Passkey | None = None) -> Evidence:
    """Return all the evidence that there can be."""
    answer = (passkey or Passkey()).sign(statement.challenge)
    return Evidence(statement, answer, MAILBOX, DNS, DAY)


def from_mailbox(statement: Statement) -> Evidence:
    """Return evidence that rests on the word of the server."""
    return Evidence(statement, mailbox=MAILBOX)


def log_endorsement(
    log: LogBuilder,
    evidence: Evidence,
    *,
    fields: Mapping[str, str] | None = None,
    text_index: int = 0,
    kind: SignatoryKind = SignatoryKind.ORGANIZATION,
) -> int:
    """Log an organization with evidence, right or wrong, and return its index."""
    shown = dict(fields or organization(1))
    shown["evidence"] = format_field(evidence)
    index = log.sign(shown, kind=kind, text_index=text_index)
    log.evidence[index] = format_evidence(evidence)
    return index


def endorsed_log(*, people: int = 3) -> LogBuilder:
    """Return a log that two organizations endorsed, one of them twice, and that others signed."""
    log = LogBuilder()
    log.add_text()
    for number in (1, 2):
        statement = statement_of(log, organization(number))
        made = with_passkey(statement) if number == 1 else from_mailbox(statement)
        log_endorsement(log, made, fields=organization(number))
    log.sign(organization(3), kind=SignatoryKind.ORGANIZATION)
    for number in range(people):
        log.sign({"name": f"Person {number}", "display": "named"})
    second = log.add_text(edition=2)
    statement = statement_of(log, organization(1), text_index=second)
    touched = Passkey(Algorithm.EDDSA, flags=PRESENT)
    made = replace(with_passkey(statement, touched), mailbox=None, dns=None, lead=None)
    log_endorsement(log, made, fields=organization(1), text_index=second)
    return log
