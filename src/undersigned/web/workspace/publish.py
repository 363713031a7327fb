"""Publish: freeze an edition, look at its exact bytes, open the letter, and close it."""

from datetime import datetime
from typing import Final

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from undersigned.core.coalition import Permission
from undersigned.core.lifecycle import LetterMove, LetterState, moves_from
from undersigned.core.refusal import Refused
from undersigned.core.zones import shown_in
from undersigned.models import Edition, Letter
from undersigned.queries.workspace.coalition import letter_head
from undersigned.queries.workspace.editions import EditionView, corrections, view_edition
from undersigned.queries.workspace.endorsements import local_time, view_endorsements
from undersigned.queries.workspace.letters import view_letter
from undersigned.stages.draft import NotAllowed, NothingChanged, NotReady, resume_draft
from undersigned.stages.endorse import freeze_and_ask
from undersigned.stages.publish import (
    EvidenceOutdated,
    NotEndorsed,
    OtherEdition,
    TimeRefused,
    close_letter,
    publish_correction,
    publish_letter,
    schedule_publication,
    set_closing_date,
    set_time_zone,
    unschedule,
)
from undersigned.web.workspace.access import LetterRequest, allowed
from undersigned.web.workspace.endorse_forms import LOCAL, ClosingForm, FreezeForm, PublishAtForm
from undersigned.web.workspace.forms import EditionForm, LanguageForm
from undersigned.web.workspace.letters import letter_page

FREEZING: Final = (LetterMove.FREEZE, LetterMove.FREEZE_AGAIN, LetterMove.FREEZE_CORRECTION)
# Two forms of one page.
AT_ID: Final = "at_%s"
PUBLISHING_REFUSALS: Final = (NotEndorsed, EvidenceOutdated, OtherEdition, TimeRefused)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.LEAD)
def freeze(request: LetterRequest, letter: Letter) -> HttpResponse:
    """Ask, saying who is going to be asked, and then freeze the draft, or say what is missing."""
    if not any(_allows(letter, move) for move in FREEZING):
        return _refused(request, letter, _moved_on())
    form = FreezeForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        context = {
            "letter": letter_head(letter),
            "form": form,
            "endorsements": view_endorsements(request.access, at=timezone.now()),
        }
        return render(request, "workspace/freeze.html", context)
    try:
        lock = form.cleaned_data["lock"]
        freeze_and_ask(letter, by=request.user, at=timezone.now(), lock=lock)
    except NotReady as refusal:
        letter.refresh_from_db()
        return letter_page(
            request, letter, LanguageForm(), problems=refusal.problems, status=refusal.status
        )
    except (NotAllowed, NothingChanged) as refusal:
        return _refused(request, letter, refusal)
    return redirect("edition", slug=letter.slug)


@require_safe
@allowed(Permission.READ)
def show_edition(request: LetterRequest, letter: Letter) -> HttpResponse:
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
@allowed(Permission.READ)
def download_text(
    request: LetterRequest, letter: Letter, number: int, language: str
) -> HttpResponse:
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
@allowed(Permission.LEAD)
def resume(request: LetterRequest, letter: Letter) -> HttpResponse:
    """Go back to writing."""
    try:
        resume_draft(letter, by=request.user, at=timezone.now())
    except NotAllowed as refusal:
        return _refused(request, letter, refusal)
    messages.success(request, _("You are back in the draft. The edition stays as it was."))
    return redirect("workspace_letter", slug=letter.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.LEAD)
def publish(request: LetterRequest, letter: Letter) -> HttpResponse:
    """Ask, since it cannot be undone, and then open the letter for signatures."""
    if not _allows(letter, LetterMove.PUBLISH):
        return _refused(request, letter, _moved_on())
    if request.method != "POST":
        return _publish_page(request, letter)
    form = EditionForm(request.POST)
    if not form.is_valid():
        return _publish_page(request, letter, problem=_other_edition(), status=409)
    seen = form.cleaned_data["edition"]
    try:
        publish_letter(letter, by=request.user, at=timezone.now(), edition=seen)
    except NotAllowed as refusal:
        return _refused(request, letter, refusal)
    except PUBLISHING_REFUSALS as refusal:
        letter.refresh_from_db()
        problem = refusal.sentence
        return _publish_page(request, letter, problem=problem, status=refusal.status)
    messages.success(request, _("The letter is published and open for signatures."))
    return redirect("workspace_letter", slug=letter.slug)


@require_POST
@allowed(Permission.LEAD)
def publish_at(request: LetterRequest, letter: Letter) -> HttpResponse:
    """Set the time at which the worker publishes."""
    if not _allows(letter, LetterMove.PUBLISH):
        return _refused(request, letter, _moved_on())
    form = PublishAtForm(request.POST, letter=letter, auto_id=AT_ID)
    if not form.is_valid():
        return _publish_page(request, letter, at_form=form, status=422)
    moment, now = form.cleaned_data["moment"], timezone.now()
    try:
        set_time_zone(letter, form.cleaned_data["zone"], by=request.user, at=now)
        seen = form.cleaned_data["edition"]
        schedule_publication(letter, moment, edition=seen, by=request.user, at=now)
    except NotAllowed as refusal:
        return _refused(request, letter, refusal)
    except PUBLISHING_REFUSALS as refusal:
        form.add_error("local", refusal.sentence)
        return _publish_page(request, letter, at_form=form, status=refusal.status)
    messages.success(request, _("The time is set. The server publishes the letter then by itself."))
    return redirect("workspace_letter", slug=letter.slug)


@require_POST
@allowed(Permission.LEAD)
def publish_later(request: LetterRequest, letter: Letter) -> HttpResponse:
    """Take the set time back."""
    unschedule(letter, by=request.user, at=timezone.now())
    messages.success(request, _("No time is set any more."))
    return redirect("workspace_letter", slug=letter.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.LEAD)
def correct(request: LetterRequest, letter: Letter) -> HttpResponse:
    """Ask, and then put the corrected edition in the place of the one that readers see."""
    edition = _edition(letter)
    if not _allows(letter, LetterMove.CORRECT) or edition.is_published:
        return _refused(request, letter, _moved_on())
    problem, status = "", 200
    if request.method == "POST":
        form = EditionForm(request.POST)
        seen = form.cleaned_data["edition"] if form.is_valid() else 0
        try:
            publish_correction(letter, by=request.user, at=timezone.now(), edition=seen)
        except NotAllowed as refusal:
            return _refused(request, letter, refusal)
        except PUBLISHING_REFUSALS as refusal:
            letter.refresh_from_db()
            problem, status = refusal.sentence, refusal.status
        else:
            messages.success(
                request,
                _("The correction is published. Those who signed before are asked by mail."),
            )
            return redirect("workspace_letter", slug=letter.slug)
    context = {
        "letter": letter_head(letter),
        "edition": edition,
        "changes": corrections(letter, edition),
        "endorsements": view_endorsements(request.access, at=timezone.now()),
        "form": EditionForm(initial={"edition": edition.number}),
        "problems": [problem] if problem else [],
    }
    return render(request, "workspace/correct.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.LEAD)
def closing(request: LetterRequest, letter: Letter) -> HttpResponse:
    """When the letter closes by itself, and in which zone its times are told."""
    if letter.state == LetterState.CLOSED:
        return _refused(request, letter, _moved_on())
    if request.method == "POST":
        form = ClosingForm(request.POST, letter=letter)
        if form.is_valid():
            now = timezone.now()
            try:
                set_time_zone(letter, form.cleaned_data["zone"], by=request.user, at=now)
                moment = form.cleaned_data.get("moment")
                set_closing_date(letter, moment, by=request.user, at=now)
            except NotAllowed as refusal:
                return _refused(request, letter, refusal)
            except TimeRefused as refusal:
                form.add_error("local", refusal.sentence)
            else:
                messages.success(request, _("The closing date is saved."))
                return redirect("workspace_letter", slug=letter.slug)
    else:
        form = ClosingForm(letter=letter, initial={"local": _typed(letter.close_at, letter)})
    context = {
        "letter": letter_head(letter),
        "form": form,
        "close_at": local_time(letter.close_at, letter),
    }
    status = 422 if form.errors else 200
    return render(request, "workspace/closing.html", context, status=status)


def _publish_page(
    request: LetterRequest,
    letter: Letter,
    *,
    at_form: PublishAtForm | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    edition = _edition(letter)
    initial = {"edition": edition.number, "local": _typed(letter.publish_at, letter)}
    context = {
        "letter": letter,
        "edition": edition,
        "endorsements": view_endorsements(request.access, at=timezone.now()),
        "form": EditionForm(initial={"edition": edition.number}),
        "at_form": at_form or PublishAtForm(letter=letter, initial=initial, auto_id=AT_ID),
        "address": f"{settings.CONFIG.address}/letters/{letter.slug}/",
        "origin": f"{settings.CONFIG.host}/log/{letter.id}",
        "problems": [problem] if problem else [],
    }
    return render(request, "workspace/publish.html", context, status=status)


def _typed(moment: datetime | None, letter: Letter) -> str:
    """A moment as the field for it takes it."""
    return shown_in(moment, letter.time_zone).strftime(LOCAL) if moment else ""


def _other_edition() -> str:
    return _("Another edition was frozen meanwhile; look at it first.")


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.LEAD)
def close(request: LetterRequest, letter: Letter) -> HttpResponse:
    """Ask, saying who still waits, and then take no more signatures."""
    if not _allows(letter, LetterMove.CLOSE):
        return _refused(request, letter, _moved_on())
    if request.method == "POST":
        try:
            close_letter(letter, by=request.user, at=timezone.now())
        except NotAllowed as refusal:
            return _refused(request, letter, refusal)
        messages.success(request, _("The letter is closed. It takes no more signatures."))
        return redirect("workspace_letter", slug=letter.slug)
    return render(request, "workspace/close.html", {"letter": view_letter(letter)})


def _allows(letter: Letter, move: LetterMove) -> bool:
    return move in moves_from(LetterState(letter.state))


def _moved_on() -> NotAllowed:
    return NotAllowed(_("The letter has moved on meanwhile; this is not possible any more."))


def _refused(request: LetterRequest, letter: Letter, refusal: Refused) -> HttpResponse:
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
    path(_LETTER + "publish/at/", publish_at, name="publish_at"),
    path(_LETTER + "publish/later/", publish_later, name="publish_later"),
    path(_LETTER + "correct/", correct, name="correct"),
    path(_LETTER + "closing/", closing, name="closing"),
    path(_LETTER + "close/", close, name="close"),
]
