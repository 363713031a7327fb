"""Who may see a page of the workspace, and what happens to words typed while signed out."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from undersigned.core.errors import Malformed
from undersigned.core.languages import check_language, direction
from undersigned.models import Account, Letter
from undersigned.queries.workspace import led_letter
from undersigned.web.workspace.forms import TextForm

P = ParamSpec("P")
WORKSPACE = "/workspace/"


class LeadRequest(HttpRequest):
    """A request of somebody who is signed in."""

    user: Account


def signed_in(
    view: Callable[Concatenate[LeadRequest, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Let only people with an account in; the others are asked to sign in first."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not isinstance(request.user, Account):
            return ask_to_sign_in(request)
        response = view(cast("LeadRequest", request), *args, **kwargs)
        # Not no-store: then a browser that goes back would forget what was typed.
        patch_cache_control(response, private=True, no_cache=True)
        return response

    return guarded


def led(
    view: Callable[Concatenate[LeadRequest, Letter, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Give the view the letter of that address; it is there for nobody but its lead."""

    @wraps(view)
    def guarded(
        request: LeadRequest, /, slug: str, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        try:
            letter = led_letter(request.user, slug)
        except Letter.DoesNotExist as error:
            raise Http404 from error
        return view(request, letter, *args, **kwargs)

    return signed_in(guarded)


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Lead to the sign-in page; but what was typed comes first."""
    kept = keep_typed_text(
        request,
        title=_("You are signed out"),
        sentence=_("Your text has not been saved, because you were signed out meanwhile."),
    )
    if kept is not None:
        return kept
    return redirect_to_login(request.get_full_path() if request.method == "GET" else WORKSPACE)


def keep_typed_text(
    request: HttpRequest, *, title: str, sentence: str, status: int = 403
) -> HttpResponse | None:
    """A page that holds the text that was sent to be saved and could not; None if there is none."""
    if request.method != "POST" or not request.path.startswith(WORKSPACE):
        return None
    # Another site must not put words into a page of ours and have them saved with one press.
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return None
    match = request.resolver_match
    language = str(match.kwargs.get("language", "")) if match else ""
    try:
        check_language(language)
    except Malformed:
        return None
    form = TextForm(request.POST, language=language)
    if not any(request.POST.get(name, "").strip() for name in ("title", "addressees", "body")):
        return None
    context = {
        "title": title,
        "sentence": sentence,
        "form": form,
        "language": language,
        "direction": direction(language),
        "address": request.path.removesuffix("preview/"),
        "sign_in": reverse("account_request_login_code") + f"?next={request.path}",
    }
    response = render(request, "workspace/kept.html", context, status=status)
    patch_cache_control(response, private=True, no_cache=True)
    return response
