"""Accounts: signing in with a code that is mailed, and the first account of a new server."""

from typing import Any

from allauth.account import views
from allauth.account.adapter import DefaultAccountAdapter
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from undersigned.models import Account
from undersigned.stages.outbox import owe_nothing
from undersigned.stages.people import check_first_link, create_first_account

UNKNOWN_ACCOUNT = "account/email/unknown_account"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is not annotated
    """How allauth behaves here: accounts are made by the first link, never by a sign-up."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": _("This is not the code. Look at the newest mail from us."),
        "too_many_login_attempts": _(
            "That was tried too often. Wait a few minutes and ask for a new code."
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
        # The session holds the address until somebody signs in; a try that fails is forgotten soon.
        self.request.session.set_expiry(settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)
        if template_prefix == UNKNOWN_ACCOUNT:
            self.render_mail("account/email/login_code", email, {"code": "", "email": email})
            owe_nothing(at=timezone.now())
            return
        super().send_mail(template_prefix, email, context)

    def login(self, request: HttpRequest, user: Account) -> None:
        """Begin a session that lasts, in place of the short one of the try."""
        super().login(request, user)
        request.session.set_expiry(None)


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
        login(request, account, backend=BACKEND)
        return redirect("workspace")
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


# Only what a sign-in by code needs; allauth's other pages do not exist here.
urlpatterns: list[URLPattern] = [
    path("first/<str:token>/", first_account, name="first"),
    path("accounts/login/", sign_in, name="account_login"),
    path("accounts/login/code/", views.request_login_code, name="account_request_login_code"),
    path(
        "accounts/login/code/confirm/",
        views.confirm_login_code,
        name="account_confirm_login_code",
    ),
    path("accounts/logout/", views.logout, name="account_logout"),
    path("accounts/inactive/", views.account_inactive, name="account_inactive"),
    path("accounts/signup/", views.signup, name="account_signup"),
]
