"""Assertions of passkeys: those of the specification, and everything that is refused."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.core.vectors import foreign
from tests.support.endorsements import HOST, PRESENT, Passkey, private_key
from undersigned.core.errors import CoreError, Malformed, NotProven
from undersigned.core.webauthn import (
    Algorithm,
    Assertion,
    AssertionFacts,
    check_assertion,
    spki_from_cose,
)

CHALLENGE = bytes(range(32))
GOOD = Passkey().sign(CHALLENGE)
CLIENT = json.loads(GOOD.client_data)
W3C = foreign("webauthn.json")


def check(assertion: Assertion) -> AssertionFacts:
    return check_assertion(assertion, challenge=CHALLENGE, host=HOST)


def with_client(**members: object) -> Assertion:
    """Answer truly signed, in which the browser says something else."""
    return Passkey().sign(CHALLENGE, client_data=json.dumps(CLIENT | members).encode())


# Any: the vectors are JSON.
def w3c(vector: Any) -> Assertion:
    """Return an assertion of the specification."""
    cose = vector["cose"]
    key: dict[int, object] = {1: 2, 3: -7, -1: 1, -2: bytes.fromhex(cose["x"])}
    if cose["alg"] == -8:
        key = {1: 1, 3: -8, -1: 6, -2: bytes.fromhex(cose["x"])}
    else:
        key[-3] = bytes.fromhex(cose["y"])
    parts = (vector[name] for name in ("authenticator_data", "client_data", "signature"))
    return Assertion(spki_from_cose(key), *map(bytes.fromhex, parts))


@pytest.mark.parametrize("name", W3C["assertions"])
def test_the_assertions_of_the_specification(name: str) -> None:
    vector = W3C["assertions"][name]
    challenge = bytes.fromhex(vector["challenge"])
    assertion = w3c(vector)
    if "refused" in vector:
        with pytest.raises(NotProven, match=vector["refused"]):
            check_assertion(assertion, challenge=challenge, host=W3C["rp_id"])
        return
    facts = check_assertion(assertion, challenge=challenge, host=W3C["rp_id"])
    algorithm = Algorithm.EDDSA if vector["cose"]["alg"] == -8 else Algorithm.ES256
    assert facts == AssertionFacts(algorithm, vector["user_verified"])
    spoiled = replace(assertion, signature=assertion.signature[:-1] + b"\0")
    with pytest.raises(NotProven, match="signature is not valid"):
        check_assertion(spoiled, challenge=challenge, host=W3C["rp_id"])


@pytest.mark.parametrize("algorithm", Algorithm)
def test_a_passkey_of_each_algorithm_proves(algorithm: Algorithm) -> None:
    assert check(Passkey(algorithm).sign(CHALLENGE)) == AssertionFacts(algorithm, True)
    touched = Passkey(algorithm, flags=PRESENT).sign(CHALLENGE)
    assert check(touched) == AssertionFacts(algorithm, False)


@pytest.mark.parametrize("algorithm", Algorithm)
def test_every_flipped_bit_is_refused(algorithm: Algorithm) -> None:
    good = Passkey(algorithm).sign(CHALLENGE)
    check(good)
    for part in ("public_key", "authenticator_data", "client_data", "signature"):
        data = getattr(good, part)
        for at in range(len(data)):
            spoiled = data[:at] + bytes([data[at] ^ 1 << at % 8]) + data[at + 1 :]
            with pytest.raises(CoreError):
                check(replace(good, **{part: spoiled}))


@pytest.mark.parametrize(
    ("why", "assertion"),
    [
        ("not asked for an assertion", with_client(type="webauthn.create")),
        ("another statement", Passkey().sign(bytes(32))),
        ("another statement", with_client(challenge=CLIENT["challenge"] + "=")),
        ("another statement", with_client(challenge=None)),
        ("not used at", with_client(origin="https://evil.example")),
        ("not used at", with_client(origin=f"https://{HOST}.evil.example")),
        ("not used at", with_client(origin=f"https://www.{HOST}")),
        ("not used at", with_client(origin=f"https://{HOST}@evil.example")),
        ("not used at", with_client(origin=f"https://{HOST}/")),
        ("not used at", with_client(origin=f"https://{HOST}\n")),
        ("not used at", with_client(origin=["https://" + HOST])),
        ("without encryption", with_client(origin=f"http://{HOST}")),
        ("another site's page", with_client(crossOrigin=True)),
        ("another site's page", with_client(crossOrigin="false")),
        ("another site's page", with_client(topOrigin=f"https://{HOST}")),
        ("does not belong to", replace(Passkey(host="evil.example").sign(CHALLENGE,
                                       client_data=GOOD.client_data))),
        ("without anyone being present", Passkey(flags=0x04).sign(CHALLENGE)),
        ("backed up", Passkey(flags=0x11).sign(CHALLENGE)),
        ("flags", Passkey(flags=0x85).sign(CHALLENGE)),
        ("flags", Passkey().sign(CHALLENGE, authenticator_data=GOOD.authenticator_data + b"\xa0")),
        ("too short", Passkey().sign(CHALLENGE, authenticator_data=GOOD.authenticator_data[:-1])),
        ("signature is not valid", replace(GOOD, public_key=Passkey(seed=b"other").public_key)),
        ("signature is not valid", replace(GOOD, public_key=Passkey(Algorithm.RS256).public_key)),
    ],
)  # fmt: skip
def test_what_the_ceremony_was_not_is_refused(why: str, assertion: Assertion) -> None:
    check(GOOD)
    with pytest.raises(CoreError, match=why):
        check(assertion)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"null",
        b"[" * 4000,
        b"1" * 4096,
        b"\xff",
        b"\xef\xbb\xbf" + GOOD.client_data,
        b'{"type":"webauthn.get",' + GOOD.client_data[1:],
        GOOD.client_data + b" " * 4096,
    ],
)
def test_client_data_that_is_not_one_object_is_malformed(data: bytes) -> None:
    with pytest.raises(Malformed):
        check(Passkey().sign(CHALLENGE, client_data=data))


def test_client_data_may_say_more_and_name_a_port() -> None:
    facts = AssertionFacts(Algorithm.ES256, True)
    assert check(with_client(origin=f"https://{HOST}:8443", extra={"a": [1]})) == facts
    extended = Passkey(flags=0x85).sign(
        CHALLENGE,
        authenticator_data=Passkey(flags=0x85).authenticator_data() + b"\xa0",
    )
    assert check(extended) == facts


def test_on_ones_own_machine_no_encryption_is_needed() -> None:
    passkey = Passkey(host="localhost")
    members = CLIENT | {"origin": "http://localhost:8000"}
    signed = passkey.sign(CHALLENGE, client_data=json.dumps(members).encode())
    check_assertion(signed, challenge=CHALLENGE, host="localhost")


def der(key: Any) -> bytes:
    data: bytes = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return data


def compressed() -> bytes:
    """Return the key of the good passkey, spelled with a compressed point."""
    key = private_key(Algorithm.ES256)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
    head = GOOD.public_key[:26]
    return bytes([0x30, 0x39, *head[2:23], 0x03, 0x22, 0x00]) + point


@pytest.mark.parametrize(
    ("why", "make"),
    [
        ("is of a kind", lambda: der(ec.derive_private_key(7, ec.SECP384R1()))),
        ("is of a kind", lambda: der(ec.derive_private_key(7, ec.SECP256K1()))),
        ("is of a kind", lambda: der(rsa.generate_private_key(65_537, 1_024))),
        ("is of a kind", lambda: der(rsa.generate_private_key(3, 2_048))),
        ("not a SubjectPublicKeyInfo|one spelling", compressed),
        ("not a SubjectPublicKeyInfo", lambda: GOOD.public_key + b"\0"),
        ("not a SubjectPublicKeyInfo", lambda: b"\x30\x00"),
        ("too long", lambda: bytes(641)),
    ],
)
def test_other_keys_are_malformed(why: str, make: Callable[[], bytes]) -> None:
    with pytest.raises(Malformed, match=why):
        check(replace(GOOD, public_key=make()))


def test_a_cose_key_becomes_the_same_public_key() -> None:
    key = private_key(Algorithm.RS256).public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    modulus = key.public_numbers().n.to_bytes(256, "big")
    cose: dict[int, object] = {1: 3, 3: -257, -1: modulus, -2: b"\x01\x00\x01"}
    assert spki_from_cose(cose) == Passkey(Algorithm.RS256).public_key
    bad: list[dict[int, object]] = [
        {},
        cose | {3: -37},
        cose | {-1: "text"},
        cose | {-1: bytes(256)},
        cose | {-2: b"\x03"},
        {1: 2, 3: -7, -1: 1, -2: bytes(32), -3: bytes(32)},
        {1: 2, 3: -7, -1: 1, -2: bytes(32)},
        {1: 2, 3: -7, -1: 2, -2: bytes(32), -3: bytes(32)},
        {1: 1, 3: -8, -1: 6, -2: bytes(31)},
    ]
    for other in bad:
        with pytest.raises(Malformed):
            spki_from_cose(other)
