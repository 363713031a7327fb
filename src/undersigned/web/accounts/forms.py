"""Forms of the second factors: allauth's, made proof against odd input and codes seen before."""

import struct
from collections.abc import Callable
from typing import Any, TypeVar

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from undersigned.web.fields import LineField
from undersigned.web.throttle import ONCE

T = TypeVar("T")
MAX_NAME = 80
MAX_CREDENTIAL = 20_000
# A code is good in its own half minute and, for slow clocks and fingers, in those beside it.
CODE_SECONDS = 30 * (1 + 2 * settings.MFA_TOTP_TOLERANCE)


class CredentialField(forms.JSONField):
    """What a passkey answered, as a script sends it: an object of a sensible size."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        """The object; anyone can send anything, such as ten thousand brackets."""
        try:
            parsed = super().to_python(value) if len(str(value)) <= MAX_CREDENTIAL else None
        except RecursionError:
            parsed = None
        if parsed is None and value not in self.empty_values:
            raise get_adapter().validation_error("incorrect_code")
        return _guarded(lambda: dict(parsed)) if parsed is not None else None


def _guarded(check: Callable[[], T]) -> T:
    """The result of a check; what a library stumbles over is as wrong as what it refuses.

    What a passkey answers is CBOR within base64 within JSON.
    """
    try:
        return check()
    except (
        ArithmeticError,
        AttributeError,
        LookupError,
        RecursionError,
        TypeError,
        ValueError,
        struct.error,
    ) as error:
        raise get_adapter().validation_error("incorrect_code") from error


class AddPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]  # allauth is not annotated
    """A new passkey, and what its owner calls it."""

    name = LineField(
        label=_("Name"),
        length=MAX_NAME,
        required=False,
        help_text=_("So that you know it again, such as the name of your phone."),
    )
    credential = CredentialField()

    def clean(self) -> Any:
        """The checked answer of the passkey."""
        return _guarded(super().clean)


class RenamePasskeyForm(EditWebAuthnForm):  # type: ignore[misc]  # allauth is not annotated
    """Another name for a passkey."""

    name = LineField(label=_("Name"), length=MAX_NAME)


class _PasskeyForm(AuthenticateWebAuthnForm):  # type: ignore[misc]  # allauth is not annotated
    credential = CredentialField()

    def clean_credential(self) -> Any:
        return _guarded(super().clean_credential)


class PasskeyForm(_PasskeyForm):
    """A passkey as the second factor of a sign-in."""


class PasskeySignInForm(_PasskeyForm, LoginWebAuthnForm):  # type: ignore[misc]  # as above
    """A passkey that signs in by itself."""


class PasskeyAgainForm(_PasskeyForm, ReauthenticateWebAuthnForm):  # type: ignore[misc]  # as above
    """A passkey that shows once more who is there."""


class _OnceForm(forms.Form):
    """Takes each code of an authenticator app once.

    allauth forgets a code after half a minute, which is too soon for one that is good for longer.
    """

    authenticator: Authenticator
    user: Any

    def clean_code(self) -> Any:
        code = super().clean_code()  # type: ignore[misc]  # of the form that stands beside this one
        if self.authenticator.type == Authenticator.Type.TOTP:
            digits = "".join(filter(str.isdecimal, code))
            if not cache.add(f"{ONCE}code {self.user.pk} {digits}", "y", CODE_SECONDS):
                raise get_adapter().validation_error("incorrect_code")
        return code


class SecondFactorForm(_OnceForm, AuthenticateForm):  # type: ignore[misc]  # as above
    """A code of the authenticator app, or a recovery code, at a sign-in."""


class CodeAgainForm(_OnceForm, ReauthenticateForm):  # type: ignore[misc]  # as above
    """A code that shows once more who is there."""
