"""The passkeys of a person, as they were registered for signing in."""

from allauth.mfa.models import Authenticator
from fido2.webauthn import AttestedCredentialData

from undersigned.adapters.passkeys import stored_credential
from undersigned.core.errors import Malformed
from undersigned.models import Account


def passkeys_of(account: Account) -> list[AttestedCredentialData]:
    """The credentials of the account, the oldest first; what cannot be read is left out."""
    found = []
    rows = Authenticator.objects.filter(user=account, type=Authenticator.Type.WEBAUTHN)
    for row in rows.order_by("pk"):
        try:
            found.append(stored_credential(row.data.get("credential") or {}))
        except Malformed:
            continue
    return found
