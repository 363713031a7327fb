"""One thread by itself, answers to it, and what becomes of it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from undersigned.adapters.sentences import filled
from undersigned.core.coalition import Permission
from undersigned.core.languages import direction
from undersigned.core.refusal import Refused
from undersigned.models import Comment, Letter, Version
from undersigned.queries.workspace.review import find_thread, find_version, view_thread
from undersigned.stages import review
from undersigned.web.workspace.access import LetterRequest, allowed
from undersigned.web.workspace.review.addresses import query_of, to_thread
from undersigned.web.workspace.review.forms import AnswerForm, PlaceForm, ReasonForm, RemarkForm
from undersigned.web.workspace.review.writing import place_in, remark_page


@require_safe
@allowed(Permission.READ)
def thread(request: LetterRequest, letter: Letter, language: str, number: int) -> HttpResponse:
    """One thread by itself."""
    return _thread_page(request, letter, language, number)


@require_POST
@allowed(Permission.COMMENT)
def answer(request: LetterRequest, letter: Letter, language: str, number: int) -> HttpResponse:
    """Answer a thread."""
    form = AnswerForm(request.POST, auto_id=False)
    if not form.is_valid():
        return _thread_page(request, letter, language, number, answer_form=form, status=422)
    text = form.cleaned_data["text"]
    try:
        review.answer(letter, number, text, by=request.user, at=timezone.now())
    except review.NoSuchThread as refusal:
        # It was withdrawn meanwhile; what was typed can be said of the text as a whole.
        place = place_in(letter, language, PlaceForm({}))
        other = RemarkForm({"version": place.version.number, "text": text}, language=language)
        other.add_error(None, refusal.sentence)
        return remark_page(request, letter, place, other, status=refusal.status)
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return _thread_page(
            request, letter, language, number, answer_form=form, status=refusal.status
        )
    messages.success(request, _("Your answer is there."))
    return to_thread(_find(letter, language, number), request)


@require_POST
@allowed(Permission.COMMENT)
def resolve(request: LetterRequest, letter: Letter, language: str, number: int) -> HttpResponse:
    """End a thread as settled."""

    def act() -> str:
        may_write = request.access.may_write
        review.resolve(letter, number, by=request.user, may_write=may_write, at=timezone.now())
        return _("Resolved.")

    return _decide(request, letter, language, number, act)


@require_POST
@allowed(Permission.COMMENT)
def reopen(request: LetterRequest, letter: Letter, language: str, number: int) -> HttpResponse:
    """Take a thread up again."""

    def act() -> str:
        may_write = request.access.may_write
        review.reopen(letter, number, by=request.user, may_write=may_write, at=timezone.now())
        return _("It is open again.")

    return _decide(request, letter, language, number, act)


@require_POST
@allowed(Permission.WRITE)
def accept(request: LetterRequest, letter: Letter, language: str, number: int) -> HttpResponse:
    """Put a suggestion into the text."""

    def act() -> str:
        version = review.accept_suggestion(letter, number, by=request.user, at=timezone.now())
        return filled(_("Accepted, and saved as version %(number)d."), number=version.number)

    return _decide(request, letter, language, number, act)


@require_POST
@allowed(Permission.WRITE)
def reject(request: LetterRequest, letter: Letter, language: str, number: int) -> HttpResponse:
    """Do not put a suggestion into the text, and say why."""
    form = ReasonForm(request.POST, auto_id=False)
    form.is_valid()
    reason = form.cleaned_data["reason"]
    try:
        review.reject_suggestion(letter, number, reason=reason, by=request.user, at=timezone.now())
    except review.RemarkRefused as refusal:
        form.add_error("reason", refusal.sentence)
        return _thread_page(
            request, letter, language, number, reason_form=form, status=refusal.status
        )
    except review.AlreadyEnded as refusal:
        return _thread_page(
            request, letter, language, number, problem=refusal.sentence, status=refusal.status
        )
    messages.success(request, _("Rejected. The text stays as it is."))
    return _to_reading(request, letter, language)


@require_POST
@allowed(Permission.COMMENT)
def withdraw(request: LetterRequest, letter: Letter, language: str, number: int) -> HttpResponse:
    """Delete one's own words that nobody has answered."""
    try:
        review.withdraw_remark(letter, number, by=request.user, at=timezone.now())
    except review.AlreadyEnded as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("Withdrawn."))
    return _to_reading(request, letter, language)


def _decide(
    request: LetterRequest, letter: Letter, language: str, number: int, act: Callable[[], str]
) -> HttpResponse:
    """Do it and say so beside the text; or show the thread with the reason why not."""
    _find(letter, language, number)
    try:
        done = act()
    except Refused as refusal:
        if refusal.status == 404:
            raise
        return _thread_page(
            request, letter, language, number, problem=refusal.sentence, status=refusal.status
        )
    messages.success(request, done)
    return _to_reading(request, letter, language)


def _to_reading(request: LetterRequest, letter: Letter, language: str) -> HttpResponse:
    # Without a fragment: the browser keeps that of the form, which is the block beside the thread.
    address = reverse("read_text", args=[letter.slug, language])
    return redirect(f"{address}{query_of(request)}")


def _find(letter: Letter, language: str, number: int) -> Comment:
    try:
        return find_thread(letter, language, number)
    except Comment.DoesNotExist as error:
        raise Http404 from error


def _thread_page(
    request: LetterRequest,
    letter: Letter,
    language: str,
    number: int,
    *,
    answer_form: AnswerForm | None = None,
    reason_form: ReasonForm | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    found = _find(letter, language, number)
    try:
        version = find_version(letter, language)
    except Version.DoesNotExist as error:
        raise Http404 from error
    may_write = request.access.may_write
    context = {
        "letter": letter,
        "language": language,
        "direction": direction(language),
        "version": version,
        "thread": view_thread(letter, found, request.user, may_write=may_write),
        "access": request.access,
        "answer_form": answer_form or AnswerForm(auto_id=False),
        "reason_form": reason_form or ReasonForm(auto_id=False),
        "problem": problem,
        "query": query_of(request),
    }
    return render(request, "workspace/review/thread.html", context, status=status)
