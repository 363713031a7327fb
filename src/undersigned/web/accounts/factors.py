"""Passkeys, authenticator app and recovery codes of an account: allauth's views, in our frame."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.base.views import ReauthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import (
    download_recovery_codes,
    generate_recovery_codes,
    view_recovery_codes,
)
from allauth.mfa.totp.views import ActivateTOTPView, deactivate_totp
from allauth.mfa.webauthn.internal.auth import begin_registration
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    ReauthenticateWebAuthnView,
    edit_webauthn,
    list_webauthn,
    remove_webauthn,
)
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from undersigned.web.workspace.access import signed_in

View = Callable[..., HttpResponse]
# ES256, EdDSA and RS256 in the registry of COSE: those that may also stand in an endorsement.
ALGORITHMS = (-7, -8, -257)


class _LeadsOn:
    """What a new factor leads to: recovery codes when they are new, then where one came from."""

    request: HttpRequest
    # Set by allauth's form_valid.
    did_generate_recovery_codes: bool
    factor: Authenticator.Type

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]  # a mixin
        return {**context, "next": get_next_redirect_url(self.request)}

    def get_success_url(self) -> str:
        back = get_next_redirect_url(self.request)
        if self.did_generate_recovery_codes:
            codes = reverse("mfa_view_recovery_codes")
            return f"{codes}?{urlencode({'next': back})}" if back else codes
        return back or reverse("account")

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]  # a mixin
        mine = Authenticator.objects.filter(user=self.request.user, type=self.factor)
        # Who has just used the factor need not use it again to see the recovery codes.
        post_authentication(self.request, mine.latest("id"), reauthenticated=True)
        return response


class AddPasskey(_LeadsOn, AddWebAuthnView):  # type: ignore[misc]  # allauth is not annotated
    """A new passkey, which can sign in by itself: it knows the account, and asks who is there."""

    factor = Authenticator.Type.WEBAUTHN

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The page, with options for a key that can do without a name and a mailed code."""
        context = super().get_context_data(**kwargs)
        options = begin_registration(self.request.user, True)
        public_key = dict(options["publicKey"])
        public_key["pubKeyCredParams"] = [
            {"type": "public-key", "alg": number} for number in ALGORITHMS
        ]
        return {**context, "options": {"publicKey": public_key}}


class ActivateApp(_LeadsOn, ActivateTOTPView):  # type: ignore[misc]  # allauth is not annotated
    """An authenticator app is told the secret, and shows that it knows it."""

    factor = Authenticator.Type.TOTP


class PasskeyAgain(ReauthenticateWebAuthnView):  # type: ignore[misc]  # allauth is not annotated
    """Shows with a passkey who is there, before something that matters."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """Say so, and let the person try again; allauth would lead away from here."""
        for sentence in form.errors.get("credential", []):
            get_account_adapter().add_message(self.request, messages.ERROR, message=sentence)
        return redirect(self.passthrough_next_url(self.request.path))


def _private(view: View) -> View:
    """For whoever is signed in, and kept by no browser: codes are not for who comes after."""

    @wraps(view)
    def fresh(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # allauth keeps a press until the person has shown who is there. One that was given up
        # must not be carried out because the person comes back later to look at the page.
        if request.method == "GET" and not request.path.startswith(f"/{_AGAIN}"):
            request.session.pop(STATE_SESSION_KEY, None)
        return view(request, *args, **kwargs)

    kept_by_none: View = never_cache(signed_in(fresh))
    return kept_by_none


_AGAIN = "accounts/again/"
_PASSKEYS = "accounts/passkeys/"
_APP = "accounts/authenticator-app/"
_CODES = "accounts/recovery-codes/"
urlpatterns: list[URLPattern] = [
    path(_PASSKEYS, _private(list_webauthn), name="mfa_list_webauthn"),
    path(_PASSKEYS + "add/", _private(AddPasskey.as_view()), name="mfa_add_webauthn"),
    path(_PASSKEYS + "<int:pk>/rename/", _private(edit_webauthn), name="mfa_edit_webauthn"),
    path(_PASSKEYS + "<int:pk>/remove/", _private(remove_webauthn), name="mfa_remove_webauthn"),
    path(_APP + "on/", _private(ActivateApp.as_view()), name="mfa_activate_totp"),
    path(_APP + "off/", _private(deactivate_totp), name="mfa_deactivate_totp"),
    path(_CODES, _private(view_recovery_codes), name="mfa_view_recovery_codes"),
    path(_CODES + "new/", _private(generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path(
        _CODES + "recovery-codes.txt",
        _private(download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
    path(
        _AGAIN,
        _private(ReauthenticateView.as_view()),
        name="mfa_reauthenticate",
    ),
    path(
        _AGAIN + "passkey/",
        _private(PasskeyAgain.as_view()),
        name="mfa_reauthenticate_webauthn",
    ),
]
