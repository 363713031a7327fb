"""Agree: what a correction changed, for readers, and for signers a button that agrees to it."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from undersigned.core.refusal import Refused
from undersigned.core.tokens import Purpose
from undersigned.queries.edition_changes import edition_changes
from undersigned.queries.letter_page import LetterNotFound, letter_head
from undersigned.queries.manage import SignatureView, UnknownLink, view_signature
from undersigned.stages.agree import CorrectedAgain, agree_to_edition
from undersigned.web.confirm import unknown_link
from undersigned.web.public import SeeOther, by_mailed_link, show, show_kept, speaking


@require_safe
def changes(_request: HttpRequest, slug: str, language: str, edition: int) -> HttpResponse:
    """What the current edition changed of an earlier one, passage by passage."""
    head = letter_head(slug, language)
    if edition >= head.edition:
        raise LetterNotFound
    return show_kept(
        "agree/changes.html",
        {"letter": head, "changes": edition_changes(head.id, old=edition, language=language)},
        language=language,
        revision=head.revision,
        slug=slug,
    )


@by_mailed_link
@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: HttpRequest, token: str) -> HttpResponse:
    """Shows a signer the correction and a button; afterwards, that it is done."""
    try:
        signature = view_signature(token, Purpose.MANAGE)
    except UnknownLink:
        return unknown_link(token)
    if request.method != "POST":
        return _page(token, signature)
    number = request.POST.get("edition", "")
    with speaking(signature.language):
        try:
            if not (number.isascii() and number.isdigit() and len(number) <= 9):
                raise CorrectedAgain(_("This form was not whole. Please press the button again."))
            agree_to_edition(token, edition=int(number), at=timezone.now())
        except UnknownLink:
            return unknown_link(token)
        except Refused as refusal:
            return _page(token, signature, problem=refusal.sentence, status=refusal.status)
    return SeeOther(reverse("agree", args=[token]))


def _page(
    token: str, signature: SignatureView, *, problem: str = "", status: int = 200
) -> HttpResponse:
    # What surrounds a letter's words is in the signer's language; so is the text, if it has one.
    languages = (signature.language, signature.original_language)
    found = None
    for language in languages:
        try:
            with speaking(signature.language):
                found = edition_changes(
                    signature.letter_id, old=signature.edition, language=language
                )
            break
        except LetterNotFound:
            continue
    context = {
        "signature": signature,
        "token": token,
        "changes": found,
        "is_agreed": signature.is_current,
        "is_endorsement": signature.is_endorsement,
        "is_possible": signature.is_letter_open and not signature.is_endorsement,
        "problem": problem,
    }
    return show("agree/agree.html", context, language=signature.language, status=status)


urlpatterns: list[URLPattern] = [
    path("letters/<slug:slug>/<str:language>/changes/<int:edition>/", changes, name="changes"),
    path("manage/<str:token>/agree/", agree, name="agree"),
]
