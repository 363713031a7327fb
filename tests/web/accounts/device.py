"""A phone in software: it makes passkeys and answers challenges as a browser passes them on."""

import hashlib
import json
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2 import cbor

PRESENT, VERIFIED, HAS_CREDENTIAL = 0x01, 0x04, 0x40

# Options and answers are JSON of the Web Authentication API.
Json = dict[str, Any]


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass
class Device:
    """Holds one passkey for one site."""

    origin: str
    host: str
    flags: int = PRESENT | VERIFIED
    id: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    user_handle: str = ""

    def create(self, options: Json) -> str:
        """Return the answer to a request for a new passkey."""
        wanted = options["publicKey"]
        self.user_handle = wanted["user"]["id"]
        numbers = self.key.public_key().public_numbers()
        # RFC 9053, section 7.1: EC2, ES256, P-256, and the point.
        x, y = numbers.x.to_bytes(32, "big"), numbers.y.to_bytes(32, "big")
        public_key = cbor.encode({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        credential = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public_key
        auth_data = self._auth_data(HAS_CREDENTIAL) + credential
        attestation = cbor.encode({"fmt": "none", "attStmt": {}, "authData": auth_data})
        client_data = self._client_data("webauthn.create", wanted["challenge"])
        return self._answer(clientDataJSON=client_data, attestationObject=attestation)

    def get(self, options: Json, *, user_handle: str | None = None) -> str:
        """Return the answer to a challenge."""
        client_data = self._client_data("webauthn.get", options["publicKey"]["challenge"])
        auth_data = self._auth_data(0)
        signed = auth_data + hashlib.sha256(client_data).digest()
        return self._answer(
            user_handle=self.user_handle if user_handle is None else user_handle,
            clientDataJSON=client_data,
            authenticatorData=auth_data,
            signature=self.key.sign(signed, ec.ECDSA(SHA256())),
        )

    def _auth_data(self, flag: int) -> bytes:
        return hashlib.sha256(self.host.encode()).digest() + bytes([self.flags | flag]) + bytes(4)

    def _client_data(self, kind: str, challenge: str) -> bytes:
        members = {
            "type": kind,
            "challenge": challenge,
            "origin": self.origin,
            "crossOrigin": False,
        }
        return json.dumps(members, separators=(",", ":")).encode()

    def _answer(self, *, user_handle: str = "", **parts: bytes) -> str:
        response = {name: _text(data) for name, data in parts.items()}
        if user_handle:
            response["userHandle"] = user_handle
        answer = {
            "id": _text(self.id),
            "rawId": _text(self.id),
            "type": "public-key",
            "clientExtensionResults": {"credProps": {"rk": True}},
            "response": response,
        }
        return json.dumps(answer)
