"""What takes more than a mailbox: the page that asks for a passkey or an authenticator app."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.http import urlencode

# What a form sends along that is no word of the person's.
NOT_TYPED = {"csrfmiddlewaretoken"}


def is_missing(has_second_factor: bool) -> bool:
    """Whether an account lacks the second factor that the settings ask for.

    Having one suffices: a sign-in takes it from then on.
    """
    return bool(settings.CONFIG.asks_second_factor) and not has_second_factor


def ask_for_second_factor(request: HttpRequest, what: str) -> HttpResponse:
    """Say that `what` takes a second factor, and lead to the pages that set one up, and back.

    What was sent comes along on the page, and is sent again from it. It has passed the check of
    where it comes from, so that no other site has put it there.
    """
    back = request.get_full_path() if request.method == "GET" else ""
    typed = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in NOT_TYPED
        for value in values
    ]
    query = f"?{urlencode({'next': back})}" if back else ""
    context = {
        "what": what,
        "is_form": request.method == "POST",
        "typed": typed,
        "has_files": bool(request.FILES),
        "address": request.get_full_path(),
        "passkey": reverse("mfa_add_webauthn") + query,
        "app": reverse("mfa_activate_totp") + query,
    }
    response = render(request, "account/second_factor.html", context, status=403)
    patch_cache_control(response, private=True, no_cache=True)
    return response
