"""How allauth behaves here: who gets mail, what is kept secret, and whom a passkey belongs to."""

import logging
from base64 import urlsafe_b64encode
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.core.internal.adapter import BaseAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from undersigned.core.tokens import derive_key
from undersigned.models import Account
from undersigned.stages.outbox import note_asked, owe_nothing
from undersigned.web.client_address import client_address

log = logging.getLogger(__name__)

LOGIN_CODE = "account/email/login_code"
UNKNOWN_ACCOUNT = "account/email/unknown_account"


class _TellingFailures(BaseAdapter):  # type: ignore[misc]  # allauth is not annotated
    """Tells the log of a try to show who one is that failed, and never whose it was."""

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        if code in {"incorrect_code", "too_many_login_attempts", "rate_limited"}:
            log.info("a try to show who one is has failed: %s", code)
        error: ValidationError = super().validation_error(code, *args)
        return error


class AccountAdapter(_TellingFailures, DefaultAccountAdapter):  # type: ignore[misc]  # as above
    """Accounts are made by the first link, the operator or an invitation, never by a sign-up."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": _("This is not the code. Look at the newest mail from us."),
        "too_many_login_attempts": _(
            "That was tried too often. Wait a few minutes, then try again."
        ),
        "rate_limited": _("That was tried too often. Wait a few minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(  # noqa: PLR0917 the signature of allauth
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,  # whatever a template of allauth asks for
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Pass on what went wrong. What went well, the next page says itself."""
        if message:
            messages.add_message(request, level, message, extra_tags=extra_tags)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Owe a mail; but a mailbox without an account gets none, so that nobody can be flooded.

        It takes the same time all the same, so that the clock does not tell who has an account.
        """
        if template_prefix in {LOGIN_CODE, UNKNOWN_ACCOUNT}:
            forget_soon(self.request)
        if template_prefix == UNKNOWN_ACCOUNT:
            self.render_mail(LOGIN_CODE, email, {"code": "", "email": email})
            owe_nothing(at=timezone.now())
            return
        super().send_mail(template_prefix, email, context)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Account,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell of a change, without the network address and the browser that allauth adds."""
        told = {"account_page": f"{settings.CONFIG.address}/accounts/", **(context or {})}
        self.send_mail(template_prefix, email or user.email, told)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """How a person shows once more who is there; the first is asked for: a passkey if any."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return sorted(methods, key=lambda method: method["id"] != "mfa_reauthenticate:webauthn")

    def pre_login(
        self,
        request: HttpRequest,
        user: Account,
        *,
        email: str | None,
        **hooks: Any,  # as many as allauth passes on
    ) -> HttpResponse | None:
        """Refuse a code that went to a mailbox which the account has left meanwhile."""
        if email and email.lower() != user.email:
            clear_login(request)
            return redirect(settings.LOGIN_URL)
        response: HttpResponse | None = super().pre_login(request, user, email=email, **hooks)
        return response

    def get_client_ip(self, request: HttpRequest) -> str:
        """Where tries are counted that nobody is known to make."""
        return str(client_address(request.META))

    def login(self, request: HttpRequest, user: Account) -> None:
        """Begin a session that lasts, in place of the short one of the try."""
        super().login(request, user)
        log.info("account %d has signed in", user.pk)
        note_asked([user.email], at=timezone.now())
        request.session.set_expiry(None)


class SecondFactorAdapter(_TellingFailures, DefaultMFAAdapter):  # type: ignore[misc]  # as above
    """Passkeys and authenticator apps belong to the address of the settings."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This did not work. Try once more, or take another way."),
        "unverified_email": _(
            "First show that the mailbox is yours: sign out, and sign in with a code."
        ),
    }

    def get_totp_issuer(self) -> str:
        """What an authenticator app writes above the codes."""
        return str(settings.CONFIG.host)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The relying party: from the settings, since anyone can send any Host header."""
        return {"id": settings.CONFIG.host_name, "name": settings.CONFIG.host}

    def generate_authenticator_name(self, user: Account, type: Any) -> str:  # noqa: A002 allauth's
        """What a passkey is called whose owner gives it no name."""
        return gettext("Passkey of %(day)s") % {"day": timezone.now().date().isoformat()}

    def encrypt(self, text: str) -> str:
        """Seal the secrets of authenticator apps and recovery codes.

        A thief of the database alone can make no codes: the key is in the data folder.
        """
        return _sealer().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open what `encrypt` has sealed."""
        return _sealer().decrypt(encrypted_text.encode()).decode()


def _sealer() -> Fernet:
    return Fernet(urlsafe_b64encode(derive_key(settings.KEYS.secret, "second factors")))


def forget_soon(request: HttpRequest) -> None:
    """Let a session that holds a try be over soon, unless somebody is signed in with it."""
    if not request.user.is_authenticated:
        request.session.set_expiry(settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)
