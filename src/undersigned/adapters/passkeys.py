"""Passkeys as browsers speak of them: what one is asked to sign, and what it answers."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    RegistrationResponse,
    UserVerificationRequirement,
)

from undersigned.core.errors import CoreError, Malformed, NotProven
from undersigned.core.webauthn import Assertion, check_assertion, spki_from_cose

MAX_ANSWER_BYTES: Final = 32_768
"""More than all parts of an answer in base64 take."""
_COUNTER: Final = slice(33, 37)  # The signature counter: section 6.1.


# Any: JSON as WebAuthn lays it down, which a browser reads.
def ask_passkey(
    credentials: Sequence[AttestedCredentialData], *, challenge: bytes, host: str
) -> dict[str, Any]:
    """The options with which a browser asks one of these passkeys to sign the challenge.

    The person has to be verified: with a PIN, a finger or a face.
    """
    options, _state = _server(host).authenticate_begin(
        credentials, user_verification=UserVerificationRequirement.REQUIRED, challenge=challenge
    )
    return dict(options)


# Any: what a browser sends may be anything.
def read_answer(
    answer: Mapping[str, Any],
    credentials: Sequence[AttestedCredentialData],
    *,
    challenge: bytes,
    host: str,
) -> Assertion:
    """The assertion in a browser's answer, once it proves that one of these passkeys signed.

    Raises NotProven, or Malformed for what is no such answer.
    """
    server = _server(host)
    _options, state = server.authenticate_begin(
        credentials, user_verification=UserVerificationRequirement.REQUIRED, challenge=challenge
    )
    try:
        response = AuthenticationResponse.from_dict(answer).response
        used = server.authenticate_complete(state, credentials, answer)
    except CoreError:
        raise
    except Exception as error:
        raise NotProven("The passkey's answer does not prove what it was asked.") from error
    assertion = Assertion(
        public_key=spki_from_cose(used.public_key),
        authenticator_data=bytes(response.authenticator_data),
        client_data=bytes(response.client_data),
        signature=bytes(response.signature),
    )
    # What is accepted here is what a stranger's program accepts later, by the same rules.
    facts = check_assertion(assertion, challenge=challenge, host=host)
    if not facts.is_user_verified:
        raise NotProven("The passkey did not ask who was there.")
    return assertion


# Any: JSON as it was stored when the passkey was registered.
def stored_credential(registration: Mapping[str, Any]) -> AttestedCredentialData:
    """The credential in a registration that was stored. Raises Malformed."""
    try:
        made = RegistrationResponse.from_dict(registration)
        credential = made.response.attestation_object.auth_data.credential_data
    except Exception as error:
        raise Malformed("A stored passkey cannot be read.") from error
    if credential is None:
        raise Malformed("A stored passkey has no credential.")
    return credential


def check_counter(before: Sequence[Assertion], answer: Assertion) -> None:
    """Raise NotProven when the passkey's counter stands still: then there may be two of it.

    W3C Web Authentication Level 3, section 7.2, step 22. One that does not count says 0 always.
    """
    counted = [_counter(old) for old in before if old.public_key == answer.public_key]
    highest = max(counted, default=0)
    now = _counter(answer)
    if (now or highest) and now <= highest:
        raise NotProven("The passkey has signed before what it signs now, or there are two of it.")


def _counter(assertion: Assertion) -> int:
    return int.from_bytes(assertion.authenticator_data[_COUNTER], "big")


def _server(host: str) -> Fido2Server:
    return Fido2Server(PublicKeyCredentialRpEntity(id=host, name=host))
