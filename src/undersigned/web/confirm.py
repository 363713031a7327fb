"""Confirm: the page behind the mailed link. Opening it changes nothing; its button does."""

from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from undersigned.core.leaf import SignatoryKind
from undersigned.core.lifecycle import DELETE_UNCONFIRMED_AFTER_DAYS, SignatureState
from undersigned.core.tokens import Purpose
from undersigned.models import Signature
from undersigned.queries.manage import SignatureView, UnknownLink, find_erased, view_signature
from undersigned.stages.confirm import AlreadySigned, confirm_signatures
from undersigned.stages.sign import LetterNotOpen
from undersigned.web.public import SeeOther, by_mailed_link, show
from undersigned.web.together import Together


def _confirm(tokens: Sequence[str]) -> Sequence[Signature | Exception]:
    return confirm_signatures(tokens, at=timezone.now())


CONFIRMING = Together(_confirm)


@by_mailed_link
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Shows exactly what will be signed and a button; afterwards, that it is done."""
    try:
        if request.method != "POST":
            return _show_signature(token, view_signature(token, Purpose.CONFIRM))
        try:
            CONFIRMING.ask(token)
        except (AlreadySigned, LetterNotOpen) as refused:
            return _show_refusal(view_signature(token, Purpose.CONFIRM), refused)
    except UnknownLink:
        return unknown_link()
    return SeeOther(reverse("confirm", args=[token]))


def _show_refusal(signature: SignatureView, refused: AlreadySigned | LetterNotOpen) -> HttpResponse:
    if isinstance(refused, LetterNotOpen):
        return show(
            "confirm/closed.html", {"signature": signature}, language=signature.language, status=410
        )
    return show(
        "confirm/already_signed.html",
        {
            "signature": signature,
            "manage_path": reverse("manage_ask", args=[signature.slug, signature.language]),
        },
        language=signature.language,
        status=409,
    )


def _show_signature(token: str, signature: SignatureView) -> HttpResponse:
    context = {
        "signature": signature,
        "token": token,
        "letter_path": reverse("letter", args=[signature.slug, signature.language]),
        "edition": signature.edition,
        "is_organization": signature.kind == SignatoryKind.ORGANIZATION,
        "days": DELETE_UNCONFIRMED_AFTER_DAYS,
    }
    if signature.state != SignatureState.PENDING:
        return show("confirm/done.html", context, language=signature.language)
    if not signature.is_letter_open:
        return show("confirm/closed.html", context, language=signature.language, status=410)
    return show("confirm/confirm.html", context, language=signature.language)


def unknown_link(manage_token: str = "") -> HttpResponse:
    """The same page for a link that never was and for one that expired.

    The link of a signature that was erased says what is left, to whoever has it and to nobody else.
    """
    if (erased := find_erased(manage_token)) is not None:
        return show(
            "withdraw/erased.html", {"signature": erased}, language=erased.language, status=410
        )
    return show(
        "confirm/unknown.html",
        {"days": DELETE_UNCONFIRMED_AFTER_DAYS},
        language=get_language() or settings.LANGUAGE_CODE,
        status=404,
    )


urlpatterns: list[URLPattern] = [path("confirm/<str:token>/", confirm, name="confirm")]
