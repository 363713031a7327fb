"""Words that are typed and not saved: kept while typing, found again anywhere, or discarded."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from undersigned.core.coalition import Permission
from undersigned.core.languages import direction
from undersigned.models import Letter, WorkingCopy
from undersigned.queries.workspace.copies import KeptWords, all_copies
from undersigned.stages.draft import (
    CopyMark,
    TooManyCopies,
    WordsTooLong,
    discard_words,
    keep_words,
)
from undersigned.web.workspace.access import (
    LetterRequest,
    MemberRequest,
    allowed,
    kept_page,
    signed_in,
)
from undersigned.web.workspace.forms import CopyForm, TextForm
from undersigned.web.workspace.languages import check_tag
from undersigned.web.workspace.typed import typed_in


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.WRITE)
def keep(request: LetterRequest, letter: Letter, language: str) -> HttpResponse:
    """Keep what the editing page holds, for scripts; a GET says whom it would be kept for.

    The answer names the working copy, so that the page goes on with it. After signing in again in
    another window, a GET gives the page the form token that it needs.
    """
    check_tag(language)
    if request.method != "POST":
        return JsonResponse({"account": request.user.pk, "token": get_token(request)})
    try:
        kept = keep_form(request, letter, TextForm(request.POST, language=language))
    except (WordsTooLong, TooManyCopies) as refusal:
        return JsonResponse({"sentence": refusal.sentence}, status=refusal.status)
    return JsonResponse(
        {
            "copy": kept.pk if kept else None,
            "revision": kept.revision if kept else None,
            "is_locked": letter.is_locked,
        }
    )


def keep_form(request: LetterRequest, letter: Letter, form: TextForm) -> WorkingCopy | None:
    """Keep what stands in a form, whether it could be saved or not."""
    typed = typed_in(form)
    return keep_words(
        letter,
        form.language,
        typed.words,
        by=request.user,
        based_on=typed.based_on,
        copy=typed.copy,
        at=timezone.now(),
    )


def words_page(
    request: LetterRequest, copy: KeptWords, *, title: str, sentence: str
) -> HttpResponse:
    """A working copy in a form that saves it as soon as that is possible."""
    form = TextForm(
        language=copy.language,
        initial={
            "title": copy.title,
            "addressees": copy.addressees,
            "body": copy.body,
            "based_on": copy.based_on,
            "copy": copy.id,
            "revision": copy.revision,
        },
    )
    return kept_page(
        request, form, title=title, sentence=sentence, address=request.path, status=200
    )


@require_safe
@signed_in
def list_words(request: MemberRequest) -> HttpResponse:
    """All words of a person that are not saved, also in letters that are closed to them now."""
    return render(request, "workspace/text/words.html", {"copies": all_copies(request.user)})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def discard(request: MemberRequest, number: int) -> HttpResponse:
    """Ask, showing the words, and then throw them away."""
    found = [copy for copy in all_copies(request.user) if copy.id == number]
    if not found:
        messages.info(request, _("These words are gone already, saved or discarded."))
        return redirect("unsaved_words")
    (copy,) = found
    if request.method == "POST":
        form = CopyForm(request.POST)
        if form.is_valid() and discard_words(
            CopyMark(copy.id, form.cleaned_data["revision"]), by=request.user
        ):
            messages.success(request, _("The words are discarded."))
            return _back(copy)
        messages.error(request, _("More was typed meanwhile; look at it before you discard it."))
    context = {
        "copy": copy,
        "form": CopyForm(initial={"copy": copy.id, "revision": copy.revision}),
        "direction": direction(copy.language),
    }
    return render(request, "workspace/text/discard.html", context)


def _back(copy: KeptWords) -> HttpResponse:
    if copy.is_member:
        return redirect("edit_text", slug=copy.slug, language=copy.language)
    return redirect("unsaved_words")


urlpatterns: list[URLPattern] = [
    path("workspace/letters/<slug:slug>/texts/<str:language>/keep/", keep, name="keep_words"),
    path("workspace/unsaved/", list_words, name="unsaved_words"),
    path("workspace/unsaved/<int:number>/discard/", discard, name="discard_words"),
]
