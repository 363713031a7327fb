"""Signing in with a mailed code or a passkey, and the first account of a new server."""

from typing import Any

from allauth.account import views
from allauth.account.utils import perform_login
from allauth.mfa.base.views import authenticate
from allauth.mfa.webauthn.internal.auth import begin_authentication
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from undersigned.stages.people import check_first_link, create_first_account
from undersigned.web.accounts.adapter import forget_soon


class FirstAccountForm(forms.Form):
    """The mailbox of the person who runs the server."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True}),
    )

    def clean_email(self) -> str:
        # The way in which allauth keeps and looks for addresses.
        return str(self.cleaned_data["email"]).lower()


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def first_account(request: HttpRequest, token: str) -> HttpResponse:
    """The page of the link that a new server prints once."""
    check_first_link(token)
    form = FirstAccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = create_first_account(token, email=form.cleaned_data["email"], at=timezone.now())
        # As any other sign-in, so that the session stands in the list of sessions.
        response: HttpResponse = perform_login(request, account)
        return response
    status = 422 if form.errors else 200
    return render(request, "account/first.html", {"form": form}, status=status)


@require_safe
def sign_in(request: HttpRequest) -> HttpResponse:
    """The name under which allauth looks for a sign-in page; there is one way in."""
    query = request.META.get("QUERY_STRING", "")
    response = redirect("account_request_login_code")
    if query:
        response["Location"] += "?" + query
    return response


class PasskeySignIn(LoginWebAuthnView):  # type: ignore[misc]  # allauth is not annotated
    """A passkey alone signs in: it is something one has, and is opened by a PIN or a finger.

    A script asks for the challenge and sends back what the passkey makes of it. Both are POST,
    because the challenge is kept in the session.
    """

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Give a challenge, or check the answer to one."""
        if "credential" not in request.POST:
            forget_soon(request)
            return JsonResponse(begin_authentication(user=None))
        response: HttpResponse = super().post(request, *args, **kwargs)
        return response


# Only what is needed; allauth's other pages do not exist here.
urlpatterns: list[URLPattern] = [
    path("first/<str:token>/", first_account, name="first"),
    path("accounts/login/", sign_in, name="account_login"),
    path("accounts/login/code/", views.request_login_code, name="account_request_login_code"),
    path(
        "accounts/login/code/confirm/",
        views.confirm_login_code,
        name="account_confirm_login_code",
    ),
    path(
        "accounts/login/passkey/",
        require_POST(PasskeySignIn.as_view()),
        name="mfa_login_webauthn",
    ),
    path("accounts/login/second/", authenticate, name="mfa_authenticate"),
    path("accounts/logout/", views.logout, name="account_logout"),
    path("accounts/inactive/", views.account_inactive, name="account_inactive"),
    path("accounts/signup/", views.signup, name="account_signup"),
]
