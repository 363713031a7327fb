"""The lead's queue: organizations that wait, decided about one by one, together, or in pairs."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from undersigned.adapters.sentences import filled
from undersigned.core.coalition import Permission
from undersigned.core.refusal import Refused
from undersigned.models import Letter
from undersigned.queries.workspace.letters import view_letter
from undersigned.queries.workspace.queue import Show, compare, view_pairs, view_queue, view_waiting
from undersigned.stages.admit import (
    Choice,
    Decided,
    accept_organizations,
    decline_organizations,
    keep_both,
    look_again,
    merge_organizations,
)
from undersigned.stages.confirm import accept_organization, decline_organization
from undersigned.web.workspace.access import LetterRequest, allowed
from undersigned.web.workspace.forms import DeclineForm

MOST_DIGITS = 18


@require_safe
@allowed(Permission.LEAD)
def list_waiting(request: LetterRequest, letter: Letter) -> HttpResponse:
    """Who waits, the longest waiting first."""
    return _queue(request, letter)


@require_POST
@allowed(Permission.LEAD)
def accept(request: LetterRequest, letter: Letter, signature_id: int) -> HttpResponse:
    """Take the signature; it is logged and shown within seconds."""
    try:
        signature = accept_organization(
            letter,
            signature_id,
            by=request.user,
            at=timezone.now(),
            seen=request.POST.get("seen", ""),
        )
    except Refused as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(
            request, _("“%(name)s” is accepted and signs the letter.") % {"name": signature.name}
        )
    return _back(request, letter)


@require_POST
@allowed(Permission.LEAD)
def decline(request: LetterRequest, letter: Letter, signature_id: int) -> HttpResponse:
    """Decline with a reason, and forget what was entered."""
    form = DeclineForm(request.POST, prefix=str(signature_id))
    if not form.is_valid():
        return _queue(request, letter, declined=signature_id, form=form, status=422)
    try:
        decline_organization(
            letter,
            signature_id,
            reason=form.cleaned_data["reason"],
            by=request.user,
            at=timezone.now(),
            seen=request.POST.get("seen", ""),
        )
    except Refused as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(
            request, _("The signature is declined and deleted; the representative gets a mail.")
        )
    return _back(request, letter)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.LEAD)
def decide(request: LetterRequest, letter: Letter) -> HttpResponse:
    """Ask once, with the list of those that were chosen; then decide about all of them."""
    is_post = request.method == "POST"
    sent = request.POST if is_post else request.GET
    verb = "decline" if sent.get("verb") == "decline" else "accept"
    choices = _choices(sent.getlist("choose"))
    form = DeclineForm(request.POST if is_post and verb == "decline" else None)
    if is_post and choices and (verb == "accept" or form.is_valid()):
        if verb == "accept":
            decided = accept_organizations(letter, choices, by=request.user, at=timezone.now())
        else:
            decided = decline_organizations(
                letter,
                choices,
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=timezone.now(),
            )
        _tell(request, verb, decided)
        return _back(request, letter)
    seen = {choice.id: choice.seen for choice in choices}
    context = {
        "letter": view_letter(letter),
        "verb": verb,
        # With the marks of what the first page showed, and not of what the rows say now.
        "chosen": [
            (row, f"{row.organization.id}-{seen[row.organization.id]}")
            for row in view_waiting(letter, seen)
        ],
        "form": form,
        "back": _address(request, letter),
        "action": reverse("decide_organizations", args=[letter.slug]) + _query(*_where(request)),
    }
    return render(
        request, "workspace/queue/decide.html", context, status=422 if form.errors else 200
    )


@require_safe
@allowed(Permission.LEAD)
def list_pairs(request: LetterRequest, letter: Letter) -> HttpResponse:
    """All pairs of the letter that may be one organization, whether they wait or have signed."""
    context = {"letter": view_letter(letter), "pairs": view_pairs(letter)}
    return render(request, "workspace/queue/pairs.html", context)


@require_safe
@allowed(Permission.LEAD)
def show_pair(request: LetterRequest, letter: Letter, first: str, second: str) -> HttpResponse:
    """Two organizations side by side."""
    comparison = compare(letter, first, second)
    if comparison is None:
        messages.warning(
            request, _("One of the two is not there any more, or was decided about meanwhile.")
        )
        return redirect("organizations", slug=letter.slug)
    context = {"letter": view_letter(letter), "comparison": comparison}
    return render(request, "workspace/queue/pair.html", context)


@require_POST
@allowed(Permission.LEAD)
def decide_pair(
    request: LetterRequest, letter: Letter, first: str, second: str, verb: str
) -> HttpResponse:
    """Merge the two into the first, keep both, or look at a kept pair again."""
    at = timezone.now()
    try:
        if verb == "merge":
            stays, goes = first, second
            number = goes[1:] if goes[:1] == "s" else ""
            chosen = _choices([f"{number}-{request.POST.get('seen', '')}"])
            if not chosen:
                raise Http404
            names = merge_organizations(letter, stays=stays, goes=chosen[0], by=request.user, at=at)
            messages.success(
                request,
                _("“%(kept)s” stays, and “%(gone)s” is erased; its representative gets a mail.")
                % {"kept": names[0], "gone": names[1]},
            )
        elif verb == "keep":
            keep_both(letter, first, second, by=request.user, at=at)
            messages.success(
                request, _("Both are kept, and are not shown as one organization any more.")
            )
        else:
            look_again(letter, first, second)
            messages.success(request, _("The two are shown beside each other again."))
            return redirect("pair", slug=letter.slug, first=first, second=second)
    except Refused as refusal:
        messages.warning(request, refusal.sentence)
    return redirect(
        "pairs" if request.POST.get("from") == "pairs" else "organizations", slug=letter.slug
    )


def _queue(
    request: LetterRequest,
    letter: Letter,
    *,
    declined: int | None = None,
    form: DeclineForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Every row has its own form, so that what was typed for one stays with it."""
    show, page = _where(request)
    queue = view_queue(letter, show=show, page=page)
    waiting = [
        (
            row,
            form
            if form and row.organization.id == declined
            else DeclineForm(prefix=str(row.organization.id)),
        )
        for row in queue.rows
    ]
    context = {
        "letter": view_letter(letter),
        "queue": queue,
        "waiting": waiting,
        "where": _query(queue.show, queue.page),
    }
    return render(request, "workspace/queue/queue.html", context, status=status)


def _where(request: LetterRequest) -> tuple[Show, int]:
    """The part and the page that the address names; the first of all for what names none."""
    try:
        show = Show(request.GET.get("show", ""))
    except ValueError:
        show = Show.ALL
    page = request.GET.get("page", "")
    return show, int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1


def _query(show: Show, page: int) -> str:
    values = {
        **({"show": show.value} if show is not Show.ALL else {}),
        **({"page": page} if page > 1 else {}),
    }
    return f"?{urlencode(values)}" if values else ""


def _address(request: LetterRequest, letter: Letter) -> str:
    return reverse("organizations", args=[letter.slug]) + _query(*_where(request))


def _back(request: LetterRequest, letter: Letter) -> HttpResponse:
    """To the part and the page of the queue from which the form was sent."""
    return redirect(_address(request, letter))


def _choices(written: Iterable[str]) -> tuple[Choice, ...]:
    """What the boxes say, as `number-mark`; what says something else is let go."""
    choices = []
    for each in written:
        number, _dash, seen = each.partition("-")
        if number.isascii() and number.isdigit() and len(number) <= MOST_DIGITS:
            choices.append(Choice(int(number), seen[:64]))
    return tuple(choices)


def _tell(request: LetterRequest, verb: str, decided: Decided) -> None:
    count = len(decided.done)
    if count:
        sentence = (
            ngettext(
                "%(count)d organization is accepted and signs the letter.",
                "%(count)d organizations are accepted and sign the letter.",
                count,
            )
            if verb == "accept"
            else ngettext(
                "%(count)d organization is declined and deleted; its representative gets a mail.",
                "%(count)d organizations are declined and deleted; their representatives get a"
                " mail each.",
                count,
            )
        )
        messages.success(request, filled(sentence, count=count))
    # The same sentence for several of them is said once.
    for sentence in dict.fromkeys(decided.refused):
        messages.warning(request, sentence)


_LETTER = "workspace/letters/<slug:slug>/organizations/"
_PAIR = _LETTER + "pairs/<str:first>/<str:second>/"
urlpatterns: list[URLPattern] = [
    path(_LETTER, list_waiting, name="organizations"),
    path(_LETTER + "<int:signature_id>/accept/", accept, name="accept_organization"),
    path(_LETTER + "<int:signature_id>/decline/", decline, name="decline_organization"),
    path(_LETTER + "decide/", decide, name="decide_organizations"),
    path(_LETTER + "pairs/", list_pairs, name="pairs"),
    path(_PAIR, show_pair, name="pair"),
    path(_PAIR + "merge/", decide_pair, {"verb": "merge"}, name="merge_pair"),
    path(_PAIR + "keep/", decide_pair, {"verb": "keep"}, name="keep_pair"),
    path(_PAIR + "again/", decide_pair, {"verb": "again"}, name="look_again"),
]
