"""Moving an account to another mailbox: the new one shows a code, and both are told."""

from dataclasses import asdict, dataclass

from allauth.account.decorators import reauthentication_required
from allauth.core import ratelimit
from allauth.core.internal.cryptokit import compare_user_code, generate_user_code
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from undersigned.stages.people import AddressTaken, change_address, offer_address
from undersigned.web.fields import MailboxField
from undersigned.web.workspace.access import MemberRequest, signed_in

SESSION_KEY = "undersigned.address"
MAX_TRIES = 3


@dataclass(frozen=True)
class Offer:
    """A mailbox that was sent a code, kept in the session of whoever asked for it."""

    email: str
    code: str
    sent_at: float
    tries: int = 0

    @property
    def is_over(self) -> bool:
        age_seconds = timezone.now().timestamp() - self.sent_at
        return age_seconds > settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT or self.tries >= MAX_TRIES


class AddressForm(forms.Form):
    """The mailbox to move to."""

    email = MailboxField(label=gettext_lazy("New e-mail address"))

    def clean_email(self) -> str:
        # The way in which allauth keeps and looks for addresses.
        return str(self.cleaned_data["email"]).lower()


class CodeForm(forms.Form):
    """The code that the new mailbox was sent."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "class": "code",
                "autocomplete": "one-time-code",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "dir": "ltr",
            }
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@reauthentication_required(app="allauth.mfa")  # type: ignore[untyped-decorator]  # allauth
def ask_address(request: MemberRequest) -> HttpResponse:
    """Ask for the new address, and mail a code to it."""
    form = AddressForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        email = form.cleaned_data["email"]
        if email == request.user.email:
            form.add_error("email", _("This is your address already."))
        else:
            if not ratelimit.consume(request, action="change_address", key=email):
                too_often: HttpResponse = ratelimit.respond_429(request)
                return too_often
            code = generate_user_code()
            now = timezone.now()
            offer_address(request.user, email, code=code, at=now)
            request.session[SESSION_KEY] = asdict(Offer(email, code, now.timestamp()))
            return redirect("confirm_address")
    return render(request, "account/address.html", {"form": form}, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@reauthentication_required(app="allauth.mfa")  # type: ignore[untyped-decorator]  # allauth
def confirm_address(request: MemberRequest) -> HttpResponse:
    """Take the code. What an occupied mailbox was sent is no code, so that it opens nothing."""
    kept = request.session.get(SESSION_KEY)
    offer = Offer(**kept) if kept else None
    if offer is None or offer.is_over:
        request.session.pop(SESSION_KEY, None)
        return redirect("change_address")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if compare_user_code(actual=form.cleaned_data["code"], expected=offer.code):
            return _move(request, offer)
        offer = Offer(offer.email, offer.code, offer.sent_at, offer.tries + 1)
        request.session[SESSION_KEY] = asdict(offer)
        if offer.is_over:
            messages.error(request, _("That was tried too often. Ask for a new code."))
            return redirect("change_address")
        form.add_error("code", _("This is not the code. Look at the newest mail from us."))
    context = {"form": form, "email": offer.email}
    return render(request, "account/confirm_address.html", context, status=_status(form))


def _move(request: MemberRequest, offer: Offer) -> HttpResponse:
    request.session.pop(SESSION_KEY)
    try:
        change_address(request.user, offer.email, at=timezone.now())
    except AddressTaken as refusal:
        messages.error(request, refusal.sentence)
        return redirect("change_address")
    messages.success(request, _("Your address is changed. Both mailboxes are told by mail."))
    return redirect("account")


def _status(form: forms.Form) -> int:
    return 422 if form.errors else 200


urlpatterns: list[URLPattern] = [
    path("accounts/address/", ask_address, name="change_address"),
    path("accounts/address/confirm/", confirm_address, name="confirm_address"),
]
