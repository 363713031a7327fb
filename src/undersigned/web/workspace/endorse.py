"""Endorse: representatives answer for their organizations; leads set the rule and remind."""

import json
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from undersigned.adapters.passkeys import ask_passkey
from undersigned.adapters.sentences import filled
from undersigned.core.coalition import Permission
from undersigned.core.refusal import Refused
from undersigned.core.statement import format_statement
from undersigned.models import Endorsement, Letter, Seat
from undersigned.queries.passkeys import passkeys_of
from undersigned.queries.since_reading import differences_path, since_reading
from undersigned.queries.workspace.coalition import letter_head
from undersigned.queries.workspace.editions import view_edition
from undersigned.queries.workspace.endorsements import AskedSeat, view_asked_seat
from undersigned.stages.endorse import (
    NotEndorsable,
    RuleRefused,
    decline,
    endorse_with_code,
    endorse_with_passkey,
    passkey_host,
    remind_missing,
    request_code,
    set_rule,
    statement_of,
    take_back,
)
from undersigned.web.workspace.access import LetterRequest, NotYours, allowed
from undersigned.web.workspace.endorse_forms import (
    AnswerForm,
    CodeForm,
    PasskeyForm,
    RefuseForm,
    RuleForm,
    TakeBackForm,
)


@require_safe
@allowed(Permission.READ)
def show_request(request: LetterRequest, letter: Letter, seat_id: int) -> HttpResponse:
    """What the organization is asked to put its name to, and the ways to answer."""
    return _page(request, letter, _asked(request, seat_id))


@require_POST
@allowed(Permission.READ)
def by_passkey(request: LetterRequest, letter: Letter, seat_id: int) -> HttpResponse:
    """Endorse with what the browser's passkey answered."""
    form = PasskeyForm(request.POST)
    asked = _asked(request, seat_id)
    try:
        answer = json.loads(form.cleaned_data["credential"]) if form.is_valid() else None
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        problem = _("Your device sent no answer. Try once more, or have a code mailed to you.")
        return _page(request, letter, asked, problem=problem, status=422)
    return _answer(
        request,
        letter,
        asked,
        lambda row: endorse_with_passkey(row, request.user, answer, at=timezone.now()),
        done=_("Endorsed. Your passkey has signed exactly this text."),
    )


@require_POST
@allowed(Permission.READ)
def send_code(request: LetterRequest, letter: Letter, seat_id: int) -> HttpResponse:
    """Mail a code to the person's own mailbox."""
    return _answer(
        request,
        letter,
        _asked(request, seat_id),
        lambda row: request_code(row, request.user, at=timezone.now()),
        done=_("A code is on its way to %(email)s. Enter it below.")
        % {"email": request.user.email},
        to_request=True,
    )


@require_POST
@allowed(Permission.READ)
def by_code(request: LetterRequest, letter: Letter, seat_id: int) -> HttpResponse:
    """Endorse with the code that was mailed."""
    form = CodeForm(request.POST)
    asked = _asked(request, seat_id)
    if not form.is_valid():
        return _page(request, letter, asked, code_form=form, status=422)
    code = form.cleaned_data["code"]
    return _answer(
        request,
        letter,
        asked,
        lambda row: endorse_with_code(row, request.user, code, at=timezone.now()),
        done=_("Endorsed, with a code to your mailbox."),
    )


@require_POST
@allowed(Permission.READ)
def refuse(request: LetterRequest, letter: Letter, seat_id: int) -> HttpResponse:
    """Decline, and say why."""
    form = RefuseForm(request.POST)
    asked = _asked(request, seat_id)
    if not form.is_valid():
        return _page(request, letter, asked, refuse_form=form, status=422)
    reason = form.cleaned_data["reason"]
    return _answer(
        request,
        letter,
        asked,
        lambda row: decline(row, request.user, reason=reason, at=timezone.now()),
        done=_("Declined. The lead gets your reason by mail."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.READ)
def give_back(request: LetterRequest, letter: Letter, seat_id: int) -> HttpResponse:
    """Ask, and then take the endorsement back."""
    asked = _asked(request, seat_id)
    if request.method == "POST":
        form = TakeBackForm(request.POST)
        if form.is_valid():
            reason = form.cleaned_data["reason"]
            return _answer(
                request,
                letter,
                asked,
                lambda row: take_back(row, request.user, reason=reason, at=timezone.now()),
                done=_("Taken back. The lead is told by mail."),
            )
    else:
        form = TakeBackForm(initial={"request": asked.row.pk if asked.row else 0})
    context = {"letter": letter_head(letter), "asked": asked, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "workspace/endorse/take_back.html", context, status=status)


@require_POST
@allowed(Permission.LEAD)
def remind(request: LetterRequest, letter: Letter) -> HttpResponse:
    """Mail those who are missing once more."""
    reminded = remind_missing(letter, by=request.user, at=timezone.now())
    if reminded:
        sentence = ngettext(
            "%(count)d organization was reminded by mail.",
            "%(count)d organizations were reminded by mail.",
            reminded,
        )
        messages.success(request, filled(sentence, count=reminded))
    else:
        messages.warning(request, _("All who could be reminded were reminded within the last day."))
    return redirect("workspace_letter", slug=letter.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.LEAD)
def rule(request: LetterRequest, letter: Letter) -> HttpResponse:
    """How many organizations must endorse before the letter is published."""
    required = letter.required_endorsements
    if request.method == "POST":
        form = RuleForm(request.POST)
        if form.is_valid():
            try:
                set_rule(letter, form.required, by=request.user, at=timezone.now())
            except RuleRefused as refusal:
                form.add_error(None, refusal.sentence)
            else:
                messages.success(request, _("The rule is set."))
                return redirect("workspace_letter", slug=letter.slug)
    else:
        chosen = RuleForm.ALL if required is None else RuleForm.SOME
        form = RuleForm(initial={"rule": chosen, "number": required})
    context = {"letter": letter_head(letter), "form": form}
    status = 422 if form.errors else 200
    return render(request, "workspace/endorse/rule.html", context, status=status)


def _asked(request: LetterRequest, seat_id: int) -> AskedSeat:
    """What that organization is asked, if the person speaks for it."""
    try:
        asked = view_asked_seat(request.access, seat_id, request.user.pk, at=timezone.now())
    except (Seat.DoesNotExist, OverflowError) as error:
        raise Http404 from error
    if not request.access.may(Permission.ENDORSE, seat=asked.seat.pk):
        raise NotYours(_("Only its representatives answer for this organization."))
    return asked


def _answer(
    request: LetterRequest,
    letter: Letter,
    asked: AskedSeat,
    act: Callable[[Endorsement], None],
    *,
    done: str,
    to_request: bool = False,
) -> HttpResponse:
    """Do what the form asks about the request that it was made for."""
    form = AnswerForm(request.POST)
    row = (
        Endorsement.objects.filter(pk=form.cleaned_data["request"], seat=asked.seat)
        .select_related("edition__letter", "seat__organization")
        .first()
        if form.is_valid()
        else None
    )
    if row is None:
        raise Http404
    try:
        act(row)
    except Refused as refusal:
        fresh = _asked(request, asked.seat.pk)
        problem, status = refusal.sentence, refusal.status
        return _page(request, letter, fresh, problem=problem, status=status)
    messages.success(request, done)
    if to_request:
        return redirect("endorse", slug=letter.slug, seat_id=asked.seat.pk)
    return redirect("workspace_letter", slug=letter.slug)


def _page(
    request: LetterRequest,
    letter: Letter,
    asked: AskedSeat,
    *,
    problem: str = "",
    code_form: CodeForm | None = None,
    refuse_form: RefuseForm | None = None,
    status: int = 200,
) -> HttpResponse:
    heading = letter_head(letter)
    context: dict[str, Any] = {  # what templates read
        "letter": heading,
        "asked": asked,
        "organization": asked.seat.organization,
        "problems": [problem] if problem else [],
    }
    if asked.edition is None or asked.row is None:
        return render(request, "workspace/endorse/nothing.html", context, status=status)
    initial = {"request": asked.row.pk}
    context |= {
        "edition": view_edition(letter, asked.edition.number),
        "since": [
            (text, differences_path(letter.slug, text))
            for text in since_reading(letter, request.user, asked.edition)
        ],
        "form": AnswerForm(initial=initial, auto_id=False),
        "code_form": code_form or CodeForm(initial=initial),
        "refuse_form": refuse_form or RefuseForm(initial=initial),
    }
    try:
        statement = statement_of(asked.edition, asked.seat.organization)
    except NotEndorsable as refusal:
        context["problems"].append(refusal.sentence)
    else:
        passkeys = passkeys_of(request.user)
        context["statement"] = format_statement(statement).decode()
        if passkeys:
            context["options"] = ask_passkey(
                passkeys, challenge=statement.challenge, host=passkey_host(letter)
            )
    return render(request, "workspace/endorse/endorse.html", context, status=status)


_LETTER = "workspace/letters/<slug:slug>/"
_SEAT = _LETTER + "endorse/<int:seat_id>/"
urlpatterns: list[URLPattern] = [
    path(_LETTER + "rule/", rule, name="endorsement_rule"),
    path(_LETTER + "remind/", remind, name="remind_missing"),
    path(_SEAT, show_request, name="endorse"),
    path(_SEAT + "passkey/", by_passkey, name="endorse_by_passkey"),
    path(_SEAT + "code/", send_code, name="endorsement_code"),
    path(_SEAT + "confirm/", by_code, name="endorse_by_code"),
    path(_SEAT + "decline/", refuse, name="decline_to_endorse"),
    path(_SEAT + "take-back/", give_back, name="take_back_endorsement"),
]
