"""Assertions of passkeys, checked offline: W3C Web Authentication Level 3, section 7.2.

Of that procedure stand here the steps that need no server: what the client and the authenticator
say of the ceremony, and the signature. Public keys are SubjectPublicKeyInfo in DER, which every
cryptographic tool reads; CBOR is left to the program that talks to the browser.

The cryptography library is imported where it is first used, because it takes long to load.
"""

import hashlib
import json
import re
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from undersigned.core.errors import Malformed, NotProven
from undersigned.core.strict import decode_utf8

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes

MAX_PUBLIC_KEY_BYTES: Final = 640
"""An RSA key of 4096 bits takes 550."""
MAX_AUTHENTICATOR_DATA_BYTES: Final = 1_024
MAX_CLIENT_DATA_BYTES: Final = 4_096
MAX_SIGNATURE_BYTES: Final = 512

_RSA_BITS: Final = range(2_048, 4_096 + 1)
_RSA_EXPONENT: Final = 65_537
_FIXED_BYTES: Final = 37  # rpIdHash, flags and signature counter: section 6.1.
_USER_PRESENT: Final = 0x01
_USER_VERIFIED: Final = 0x04
_BACKUP_ELIGIBLE: Final = 0x08
_BACKED_UP: Final = 0x10
_HAS_CREDENTIAL: Final = 0x40
_HAS_EXTENSIONS: Final = 0x80
_ORIGIN: Final = re.compile(r"(?P<scheme>https?)://(?P<host>[a-z0-9.-]+)(?::[1-9][0-9]{0,4})?")
# RFC 9053 section 2 and RFC 8230 section 2: COSE key types and their parameters.
_COSE_TYPE, _COSE_ALGORITHM, _COSE_CURVE, _COSE_X, _COSE_Y = 1, 3, -1, -2, -3
_COSE_N, _COSE_E = -1, -2


class Algorithm(StrEnum):
    """The signature algorithms of passkeys that are accepted, by their names in COSE."""

    ES256 = "ES256"
    RS256 = "RS256"
    EDDSA = "EdDSA"


@dataclass(frozen=True, slots=True)
class Assertion:
    """What a passkey answered, and its public key; nothing is proven before `check_assertion`."""

    public_key: bytes
    authenticator_data: bytes
    client_data: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class AssertionFacts:
    """What a checked assertion proves of the ceremony, if its authenticator is honest.

    `is_user_verified` says that the authenticator asked for a PIN, a finger or a face, and not only
    for a touch.
    """

    algorithm: Algorithm
    is_user_verified: bool


def check_assertion(assertion: Assertion, *, challenge: bytes, host: str) -> AssertionFacts:
    """What the assertion proves about this challenge at this host; else raises NotProven.

    The relying party ID and the host of the client's origin are both `host`, which has no port.
    """
    key, algorithm = _load_key(assertion.public_key)
    _check_client_data(assertion.client_data, challenge, host)
    is_user_verified = _check_authenticator_data(assertion.authenticator_data, host)
    signed = assertion.authenticator_data + hashlib.sha256(assertion.client_data).digest()
    _check_signature(key, assertion.signature, signed)
    return AssertionFacts(algorithm, is_user_verified)


def check_shape(assertion: Assertion) -> None:
    """Raises Malformed when a part is longer than it may be, or no such part at all."""
    for what, data, most in (
        ("public key", assertion.public_key, MAX_PUBLIC_KEY_BYTES),
        ("authenticator data", assertion.authenticator_data, MAX_AUTHENTICATOR_DATA_BYTES),
        ("client data", assertion.client_data, MAX_CLIENT_DATA_BYTES),
        ("signature", assertion.signature, MAX_SIGNATURE_BYTES),
    ):
        if not 1 <= len(data) <= most:
            raise Malformed(f"The {what} of a passkey is empty or longer than {most} bytes.")


def spki_from_cose(cose: Mapping[int, object]) -> bytes:
    """SubjectPublicKeyInfo in DER of a credential's COSE key, as a CBOR decoder returns it."""
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa  # noqa: PLC0415 slow import

    kind = cose.get(_COSE_TYPE), cose.get(_COSE_ALGORITHM)
    try:
        key: PublicKeyTypes
        if kind == (2, -7) and cose.get(_COSE_CURVE) == 1:
            x, y = _cose_bytes(cose, _COSE_X, 32), _cose_bytes(cose, _COSE_Y, 32)
            key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b"\x04" + x + y)
        elif kind == (1, -8) and cose.get(_COSE_CURVE) == 6:
            key = ed25519.Ed25519PublicKey.from_public_bytes(_cose_bytes(cose, _COSE_X, 32))
        elif kind == (3, -257):
            n = int.from_bytes(_cose_bytes(cose, _COSE_N, _RSA_BITS[-1] // 8), "big")
            e = int.from_bytes(_cose_bytes(cose, _COSE_E, 8), "big")
            key = rsa.RSAPublicNumbers(e, n).public_key()
        else:
            raise Malformed("A passkey's algorithm is not one of ES256, RS256 and EdDSA.")
    except ValueError:
        raise Malformed("A passkey's public key is not on its curve, or is no key.") from None
    spki = _format_key(key)
    _load_key(spki)
    return spki


def _cose_bytes(cose: Mapping[int, object], label: int, most: int) -> bytes:
    value = cose.get(label)
    if not isinstance(value, bytes) or not 1 <= len(value) <= most:
        raise Malformed("A passkey's public key lacks a part.")
    return value


def _format_key(key: "PublicKeyTypes") -> bytes:
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415 slow import
        Encoding,
        PublicFormat,
    )

    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _load_key(spki: bytes) -> "tuple[PublicKeyTypes, Algorithm]":
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415 slow import
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa  # noqa: PLC0415 slow import
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415 slow import
        load_der_public_key,
    )

    if len(spki) > MAX_PUBLIC_KEY_BYTES:
        raise Malformed("A passkey's public key is too long.")
    try:
        key = load_der_public_key(spki)
    except (ValueError, UnsupportedAlgorithm):
        raise Malformed("A passkey's public key is not a SubjectPublicKeyInfo in DER.") from None
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
        algorithm = Algorithm.ES256
    elif isinstance(key, ed25519.Ed25519PublicKey):
        algorithm = Algorithm.EDDSA
    elif (
        isinstance(key, rsa.RSAPublicKey)
        and key.key_size in _RSA_BITS
        and key.public_numbers().e == _RSA_EXPONENT
    ):
        algorithm = Algorithm.RS256
    else:
        raise Malformed("A passkey's public key is of a kind that is not accepted.")
    # A compressed point or another spelling of the algorithm would give one key two spellings.
    if _format_key(key) != spki:
        raise Malformed("A passkey's public key is not in its one spelling.")
    return key, algorithm


def _check_client_data(data: bytes, challenge: bytes, host: str) -> None:
    """Section 7.2, steps 9 to 14: what the browser says that it was asked, by whom."""
    client = _parse_client_data(data)
    if client.get("type") != "webauthn.get":
        raise NotProven("The passkey was not asked for an assertion.")
    # The client writes base64url without padding: section 5.8.1.1.
    if client.get("challenge") != urlsafe_b64encode(challenge).rstrip(b"=").decode("ascii"):
        raise NotProven("The passkey signed another statement than this one.")
    origin = client.get("origin")
    match = _ORIGIN.fullmatch(origin) if isinstance(origin, str) else None
    if match is None or match["host"] != host:
        raise NotProven(f"The passkey was not used at {host}.")
    # Browsers let passkeys be used without encryption on one's own machine only.
    if match["scheme"] != "https" and not f".{host}".endswith(".localhost"):
        raise NotProven("The passkey was used over a connection without encryption.")
    # A page that another site shows in a frame can be made to look like something else.
    if client.get("crossOrigin", False) is not False or "topOrigin" in client:
        raise NotProven("The passkey was used inside of another site's page.")


def _parse_client_data(data: bytes) -> dict[str, Any]:
    if len(data) > MAX_CLIENT_DATA_BYTES:
        raise Malformed("The client data of a passkey is too long.")
    try:
        client = json.loads(
            decode_utf8(data, "The client data of a passkey"), object_pairs_hook=_unique_members
        )
    except (ValueError, RecursionError):
        raise Malformed("The client data of a passkey is not JSON.") from None
    if not isinstance(client, dict):
        raise Malformed("The client data of a passkey is not an object.")
    return client


# Any: a client may add members of any kind.
def _unique_members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    # Two readers could take a different one of the two.
    if len(members) != len(pairs):
        raise Malformed("The client data of a passkey has a member twice.")
    return members


def _check_authenticator_data(data: bytes, host: str) -> bool:
    """Section 7.2, steps 15 to 19; returns whether the user was verified."""
    if not _FIXED_BYTES <= len(data) <= MAX_AUTHENTICATOR_DATA_BYTES:
        raise Malformed("The authenticator data of a passkey is too short or too long.")
    flags = data[32]
    has_more = bool(flags & (_HAS_CREDENTIAL | _HAS_EXTENSIONS))
    if has_more != (len(data) > _FIXED_BYTES):
        raise Malformed("The flags of a passkey's authenticator data do not fit it.")
    if data[:32] != hashlib.sha256(host.encode()).digest():
        raise NotProven(f"The passkey does not belong to {host}.")
    if not flags & _USER_PRESENT:
        raise NotProven("The passkey answered without anyone being present.")
    if flags & _BACKED_UP and not flags & _BACKUP_ELIGIBLE:
        raise NotProven("The passkey says that it is backed up and that it can not be.")
    return bool(flags & _USER_VERIFIED)


def _check_signature(key: "PublicKeyTypes", signature: bytes, signed: bytes) -> None:
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 slow import
    from cryptography.hazmat.primitives.asymmetric import (  # noqa: PLC0415 slow import
        ec,
        ed25519,
        padding,
        rsa,
    )
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415 slow import

    if len(signature) > MAX_SIGNATURE_BYTES:
        raise Malformed("The signature of a passkey is too long.")
    try:
        match key:
            case ec.EllipticCurvePublicKey():
                key.verify(signature, signed, ec.ECDSA(SHA256()))
            case rsa.RSAPublicKey():
                key.verify(signature, signed, padding.PKCS1v15(), SHA256())
            case ed25519.Ed25519PublicKey():
                key.verify(signature, signed)
            case _:
                raise Malformed("A passkey's public key is of a kind that is not accepted.")
    except InvalidSignature:
        raise NotProven("The passkey's signature is not valid.") from None
