"""Bursts: leads, and operators, look at signatures that came in bursts, and decide about them."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from undersigned.core.coalition import Permission
from undersigned.core.lifecycle import Verdict
from undersigned.core.refusal import Refused
from undersigned.core.suspects import Condition
from undersigned.models import Account, Decision, Letter
from undersigned.queries.access import Access, access_to
from undersigned.queries.accounts import has_second_factor
from undersigned.queries.workspace.bursts import (
    PAGE,
    find_batch,
    last_decision,
    view_bursts,
    view_found,
)
from undersigned.queries.workspace.coalition import letter_head
from undersigned.stages.bursts import carry_out, decide, undo_decision
from undersigned.web.paging import paging
from undersigned.web.second_factor import ask_for_second_factor, is_missing
from undersigned.web.workspace.access import LetterRequest, MemberRequest, allowed, signed_in
from undersigned.web.workspace.burst_forms import ConditionForm, SeenForm, VerdictForm

P = ParamSpec("P")
_MOST_DIGITS = 7


def _by_lead_or_operator(
    view: Callable[Concatenate[LetterRequest, Letter, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Give the view the letter, if the person leads it, or runs the server and it is public."""
    as_lead = allowed(Permission.LEAD)(view)

    def as_operator(
        request: MemberRequest, /, slug: str, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        letter = Letter.objects.filter(slug=slug).first()
        if letter is None or not letter.is_public:
            raise Http404
        if is_missing(has_second_factor(request.user)):
            return ask_for_second_factor(request, _("Looking after the letters of this server"))
        letter_request = cast("LetterRequest", request)
        letter_request.access = Access(letter, ())
        return view(letter_request, letter, *args, **kwargs)

    @wraps(view)
    def guarded(
        request: HttpRequest, /, slug: str, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        if _is_operator_only(request, slug):
            return signed_in(as_operator)(request, slug, *args, **kwargs)
        return as_lead(request, slug, *args, **kwargs)

    return guarded


def _is_operator_only(request: HttpRequest, slug: str) -> bool:
    user = request.user
    if not isinstance(user, Account) or not user.is_operator:
        return False
    try:
        return not access_to(user, slug).may(Permission.LEAD)
    except Letter.DoesNotExist:
        return True


@require_safe
@_by_lead_or_operator
def list_bursts(request: LetterRequest, letter: Letter) -> HttpResponse:
    """What waits and what was decided."""
    return _list(request, letter)


@require_safe
@_by_lead_or_operator
def find_signatures(request: LetterRequest, letter: Letter) -> HttpResponse:
    """The signatures that meet a condition, and the form that decides about all of them."""
    if not request.GET:
        return _find(request, letter, ConditionForm(initial={"standing": "waiting"}))
    return _find(request, letter, ConditionForm(request.GET))


@require_POST
@_by_lead_or_operator
def decide_signatures(request: LetterRequest, letter: Letter) -> HttpResponse:
    """Release or invalidate all that meet the condition."""
    form, verdict = ConditionForm(request.POST), VerdictForm(request.POST)
    if not (form.is_valid() & verdict.is_valid()):
        return _find(request, letter, form, verdict)
    chosen = verdict.cleaned_data
    try:
        decision = decide(
            letter,
            Verdict(chosen["verdict"]),
            form.condition,
            by=request.user,
            at=timezone.now(),
            seen=chosen["seen"],
            shown=chosen["shown"],
            last_signature=chosen["last"],
            reason=chosen["reason"],
        )
    except Refused as refusal:
        return _find(request, letter, form, verdict, refusal=refusal)
    return _carried_out(request, letter, decision)


@require_POST
@_by_lead_or_operator
def undo(request: LetterRequest, letter: Letter, number: int) -> HttpResponse:
    """Bring back what a decision changed."""
    form = SeenForm(request.POST)
    try:
        decision = undo_decision(
            letter,
            min(number, 2**31 - 1),
            by=request.user,
            at=timezone.now(),
            seen=form.cleaned_data["seen"] if form.is_valid() else -1,
        )
    except Refused as refusal:
        messages.warning(request, refusal.sentence)
        return _list(request, letter, status=refusal.status)
    return _carried_out(request, letter, decision)


def _carried_out(request: LetterRequest, letter: Letter, decision: Decision) -> HttpResponse:
    """Carry out the first part at once: mostly it is all. The worker does the rest."""
    carry_out(at=timezone.now(), of=letter)
    decision.refresh_from_db()
    if decision.finished_at is None:
        sentence = _("It is decided. The server carries it out part by part, and tells here.")
    elif decision.verdict == Verdict.RELEASE:
        sentence = _("They are released, and count within seconds.")
    elif decision.verdict == Verdict.INVALIDATE:
        sentence = _("They are invalidated. Whatever stood in the log is withdrawn from it.")
    else:
        sentence = _("The decision is undone.")
    messages.success(request, sentence)
    return redirect("bursts", slug=letter.slug)


def _list(request: LetterRequest, letter: Letter, *, status: int = 200) -> HttpResponse:
    context = {"letter": letter_head(letter), "bursts": view_bursts(letter, at=timezone.now())}
    return render(request, "workspace/bursts/bursts.html", context, status=status)


def _find(
    request: LetterRequest,
    letter: Letter,
    form: ConditionForm,
    verdict: VerdictForm | None = None,
    *,
    refusal: Refused | None = None,
) -> HttpResponse:
    """The page that finds; after a refusal with what is there now, and a form that says so."""
    found = links = batch = None
    typed = ""
    if form.is_bound and form.is_valid():
        condition = form.condition
        typed = urlencode({name: form[name].value() or "" for name in form.fields})
        found = view_found(letter, condition, page=_page(request))
        links = paging(found.page, found.pages, lambda number: f"?{typed}&page={number}")
        batch = find_batch(letter, condition.batch) if condition.batch else None
    reason = verdict["reason"].value() if verdict else None
    default = _("They came in a burst, and were not signed by people.")
    status = 200
    if form.errors or (verdict is not None and verdict.errors):
        status = 422
    if refusal is not None:
        status = refusal.status
    context = {
        "letter": letter_head(letter),
        "form": form,
        "found": found,
        "start": (found.page - 1) * PAGE + 1 if found else 1,
        "paging": links,
        "batch": batch,
        "is_all": found is not None and form.condition.is_empty,
        "condition": _hidden(form, form.condition) if found else (),
        "seen": last_decision(letter),
        "verdict": VerdictForm(initial={"reason": default if reason is None else reason}),
        "problems": _problems(verdict, refusal),
        "typed": typed,
    }
    return render(request, "workspace/bursts/find.html", context, status=status)


def _problems(verdict: VerdictForm | None, refusal: Refused | None) -> list[str]:
    problems = [refusal.sentence] if refusal is not None else []
    if verdict is not None and verdict.errors:
        whole = [_("This form was not whole. Please press the button again.")]
        problems += [str(error) for error in verdict["reason"].errors] or whole
    return problems


def _hidden(form: ConditionForm, condition: Condition) -> list[tuple[str, object]]:
    """The fields of the condition, for the form that decides."""
    fields = [(name, form[name].value() or "") for name in form.fields if name != "pattern"]
    return [*fields, ("pattern", condition.pattern)]


def _page(request: HttpRequest) -> int:
    typed = request.GET.get("page", "")
    is_number = typed.isascii() and typed.isdigit() and len(typed) <= _MOST_DIGITS
    return int(typed) if is_number else 1


_LETTER = "workspace/letters/<slug:slug>/bursts/"
urlpatterns: list[URLPattern] = [
    path(_LETTER, list_bursts, name="bursts"),
    path(_LETTER + "find/", find_signatures, name="find_signatures"),
    path(_LETTER + "decide/", decide_signatures, name="decide_signatures"),
    path(_LETTER + "<int:number>/undo/", undo, name="undo_decision"),
]
