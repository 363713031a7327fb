"""Second factors of tests: an authenticator in a real Chromium, and the codes of an app."""

import base64
import hashlib
import hmac
import time
from dataclasses import dataclass

from playwright.sync_api import CDPSession, Page


@dataclass(frozen=True)
class Authenticator:
    """A virtual authenticator of one page; its passkeys are gone with the page."""

    session: CDPSession
    id: str

    def count(self) -> int:
        """Return how many passkeys it holds."""
        answer = self.session.send("WebAuthn.getCredentials", {"authenticatorId": self.id})
        return len(answer["credentials"])

    def refuse(self) -> None:
        """From now on behave as a person does who does not touch it, or shows no finger."""
        self.session.send(
            "WebAuthn.setUserVerified", {"authenticatorId": self.id, "isUserVerified": False}
        )

    def remove(self) -> None:
        """Take it away."""
        self.session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": self.id})


def add_authenticator(page: Page) -> Authenticator:
    """Give a page an authenticator as it is built into phones and laptops.

    It makes passkeys that need no user name, verifies its user, and waits for no touch. It stays
    while the page goes from address to address on one site. Passkeys belong to names: the site
    must be opened as `localhost`.
    """
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    answer = session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "hasPrf": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return Authenticator(session, answer["authenticatorId"])


def code_of_app(secret: str, *, at: float | None = None) -> str:
    """Return the six digits that an authenticator app shows (RFC 6238)."""
    step = int((time.time() if at is None else at) // 30)
    mac = hmac.digest(base64.b32decode(secret), step.to_bytes(8, "big"), hashlib.sha1)
    start = mac[-1] & 0x0F
    number = int.from_bytes(mac[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"
