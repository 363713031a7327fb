"""Publish: freeze an edition, look at its exact bytes, open the letter, and close it."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from undersigned.core.lifecycle import LetterMove, LetterState, moves_from
from undersigned.models import Edition, Letter
from undersigned.queries.workspace import EditionView, view_edition, view_letter
from undersigned.stages.draft import NotAllowed, NotReady, freeze_edition, resume_draft
from undersigned.stages.publish import close_letter, publish_letter
from undersigned.web.workspace.access import LeadRequest, led
from undersigned.web.workspace.forms import EditionForm, LanguageForm
from undersigned.web.workspace.letters import letter_page


@require_POST
@led
def freeze(request: LeadRequest, letter: Letter) -> HttpResponse:
    """Freeze the draft, or say what is missing."""
    try:
        freeze_edition(letter, by=request.user, at=timezone.now())
    except NotReady as refusal:
        letter.refresh_from_db()
        return letter_page(
            request, letter, LanguageForm(), problems=refusal.problems, status=refusal.status
        )
    except NotAllowed as refusal:
        return _refused(request, letter, refusal)
    return redirect("edition", slug=letter.slug)


@require_safe
@led
def show_edition(request: LeadRequest, letter: Letter) -> HttpResponse:
    """The exact bytes and digests of the newest edition."""
    edition = _edition(letter)
    state = LetterState(letter.state)
    context = {
        "letter": letter,
        "edition": edition,
        "state": state,
        "moves": moves_from(state),
        "form": EditionForm(initial={"edition": edition.number}),
    }
    return render(request, "workspace/edition.html", context)


@require_safe
@led
def download_text(request: LeadRequest, letter: Letter, number: int, language: str) -> HttpResponse:
    """The bytes of one language of an edition, as they are signed."""
    edition = _edition(letter, number)
    for text in edition.texts:
        if text.language == language:
            name = f"{letter.slug}-{number}-{language}.txt"
            return HttpResponse(
                text.text.encode(),
                content_type="text/plain; charset=utf-8",
                headers={"Content-Disposition": f'attachment; filename="{name}"'},
            )
    raise Http404


@require_POST
@led
def resume(request: LeadRequest, letter: Letter) -> HttpResponse:
    """Go back to writing."""
    try:
        resume_draft(letter)
    except NotAllowed as refusal:
        return _refused(request, letter, refusal)
    messages.success(request, _("You are back in the draft. The edition stays as it was."))
    return redirect("workspace_letter", slug=letter.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@led
def publish(request: LeadRequest, letter: Letter) -> HttpResponse:
    """Ask, since it cannot be undone, and then open the letter for signatures."""
    if not _allows(letter, LetterMove.PUBLISH):
        return _refused(request, letter, _moved_on())
    edition = _edition(letter)
    if request.method == "POST":
        form = EditionForm(request.POST)
        if form.is_valid() and form.cleaned_data["edition"] == edition.number:
            try:
                publish_letter(letter, at=timezone.now())
            except NotAllowed as refusal:
                return _refused(request, letter, refusal)
            messages.success(request, _("The letter is published and open for signatures."))
            return redirect("workspace_letter", slug=letter.slug)
        messages.error(request, _("Another edition was frozen meanwhile; look at it first."))
    context = {
        "letter": letter,
        "edition": edition,
        "form": EditionForm(initial={"edition": edition.number}),
        "address": f"{settings.CONFIG.address}/letters/{letter.slug}/",
        "origin": f"{settings.CONFIG.host}/log/{letter.id}",
    }
    status = 409 if request.method == "POST" else 200
    return render(request, "workspace/publish.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@led
def close(request: LeadRequest, letter: Letter) -> HttpResponse:
    """Ask, saying who still waits, and then take no more signatures."""
    if not _allows(letter, LetterMove.CLOSE):
        return _refused(request, letter, _moved_on())
    if request.method == "POST":
        try:
            close_letter(letter, at=timezone.now())
        except NotAllowed as refusal:
            return _refused(request, letter, refusal)
        messages.success(request, _("The letter is closed. It takes no more signatures."))
        return redirect("workspace_letter", slug=letter.slug)
    return render(request, "workspace/close.html", {"letter": view_letter(letter)})


def _allows(letter: Letter, move: LetterMove) -> bool:
    return move in moves_from(LetterState(letter.state))


def _moved_on() -> NotAllowed:
    return NotAllowed(_("The letter has moved on meanwhile; this is not possible any more."))


def _refused(request: LeadRequest, letter: Letter, refusal: NotAllowed) -> HttpResponse:
    """The page of the letter as it stands now, with the sentence of the refusal."""
    letter.refresh_from_db()
    return letter_page(
        request, letter, LanguageForm(), problems=(refusal.sentence,), status=refusal.status
    )


def _edition(letter: Letter, number: int | None = None) -> EditionView:
    try:
        return view_edition(letter, number)
    except Edition.DoesNotExist as error:
        raise Http404 from error


_LETTER = "workspace/letters/<slug:slug>/"
urlpatterns: list[URLPattern] = [
    path(_LETTER + "freeze/", freeze, name="freeze"),
    path(_LETTER + "edition/", show_edition, name="edition"),
    path(_LETTER + "edition/<int:number>/<str:language>.txt", download_text, name="download_text"),
    path(_LETTER + "resume/", resume, name="resume"),
    path(_LETTER + "publish/", publish, name="publish"),
    path(_LETTER + "close/", close, name="close"),
]
