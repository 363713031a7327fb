"""Who may see a page of the workspace, and what happens to words typed while signed out."""

from collections.abc import Callable
from functools import wraps
from typing import ClassVar, Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from undersigned.core.coalition import Permission
from undersigned.core.errors import Malformed
from undersigned.core.languages import check_language, direction
from undersigned.core.refusal import Refused
from undersigned.models import Account, Letter
from undersigned.queries.access import Access, access_to
from undersigned.web.second_factor import ask_for_second_factor, is_missing
from undersigned.web.workspace.forms import TextForm

P = ParamSpec("P")
WORKSPACE = "/workspace/"


class NotYours(Refused):
    """The person sees this letter, but may not do this with it."""

    status: ClassVar[int] = 403


class MemberRequest(HttpRequest):
    """A request of somebody who is signed in."""

    user: Account


class LetterRequest(MemberRequest):
    """A request about a letter in which the person has a role."""

    access: Access


def signed_in(
    view: Callable[Concatenate[MemberRequest, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Let only people with an account in; the others are asked to sign in first."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not isinstance(request.user, Account):
            return ask_to_sign_in(request)
        response = view(cast("MemberRequest", request), *args, **kwargs)
        # Not no-store: then a browser that goes back would forget what was typed.
        patch_cache_control(response, private=True, no_cache=True)
        return response

    return guarded


def allowed(
    permission: Permission,
) -> Callable[
    [Callable[Concatenate[LetterRequest, Letter, P], HttpResponse]], Callable[..., HttpResponse]
]:
    """Give the view the letter of that address, if the person may do this with it.

    For whoever has no role in it, the letter is not there; `request.access` tells the view more.
    """

    def guard(
        view: Callable[Concatenate[LetterRequest, Letter, P], HttpResponse],
    ) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(
            request: MemberRequest, /, slug: str, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponse:
            try:
                access = access_to(request.user, slug)
            except Letter.DoesNotExist as error:
                kept = keep_typed_text(
                    request,
                    title=_("This letter is not here"),
                    sentence=_("Your text could not be saved. Copy it from here if you need it."),
                    status=404,
                )
                if kept is not None:
                    return kept
                raise Http404 from error
            if not access.may(permission):
                # A role may end while somebody is writing.
                kept = keep_typed_text(
                    request,
                    title=_("Your role does not allow this any more"),
                    sentence=_("Your text could not be saved. Copy it from here if you need it."),
                )
                if kept is not None:
                    return kept
                raise NotYours(_("Your role in this letter does not allow this."))
            if permission is Permission.LEAD and is_missing(access.has_second_factor):
                return ask_for_second_factor(request, _("What only the lead of a letter may do"))
            letter_request = cast("LetterRequest", request)
            letter_request.access = access
            return view(letter_request, access.letter, *args, **kwargs)

        return signed_in(guarded)

    return guard


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
    address = request.path.removesuffix("preview/").removesuffix("keep/")
    return kept_page(request, form, title=title, sentence=sentence, address=address, status=status)


def kept_page(
    request: HttpRequest, form: TextForm, *, title: str, sentence: str, address: str, status: int
) -> HttpResponse:
    """The page that holds words which are not saved, in a form that would save them."""
    context = {
        "title": title,
        "sentence": sentence,
        "form": form,
        "language": form.language,
        "direction": direction(form.language),
        "address": address,
        "sign_in": reverse("account_request_login_code") + f"?next={address}",
    }
    response = render(request, "workspace/kept.html", context, status=status)
    patch_cache_control(response, private=True, no_cache=True)
    return response
