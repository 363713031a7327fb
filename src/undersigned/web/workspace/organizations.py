"""Organizations: whose confirmed signature waits until the lead accepts or declines it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from undersigned.models import Letter
from undersigned.queries.waiting import waiting_organizations
from undersigned.queries.workspace import view_letter
from undersigned.stages.confirm import NotWaiting, accept_organization, decline_organization
from undersigned.web.workspace.access import LeadRequest, led
from undersigned.web.workspace.forms import DeclineForm


@require_safe
@led
def list_waiting(request: LeadRequest, letter: Letter) -> HttpResponse:
    """Who waits, the longest waiting first."""
    return _queue(request, letter)


@require_POST
@led
def accept(request: LeadRequest, letter: Letter, signature_id: int) -> HttpResponse:
    """Take the signature; it is logged and shown within seconds."""
    try:
        signature = accept_organization(letter, signature_id, at=timezone.now())
    except NotWaiting as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(
            request, _("“%(name)s” is accepted and signs the letter.") % {"name": signature.name}
        )
    return redirect("organizations", slug=letter.slug)


@require_POST
@led
def decline(request: LeadRequest, letter: Letter, signature_id: int) -> HttpResponse:
    """Decline with a reason, and forget what was entered."""
    form = DeclineForm(request.POST, prefix=str(signature_id))
    if not form.is_valid():
        return _queue(request, letter, declined=signature_id, form=form, status=422)
    try:
        decline_organization(
            letter,
            signature_id,
            reason=form.cleaned_data["reason"],
            at=timezone.now(),
        )
    except NotWaiting as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(
            request, _("The signature is declined and deleted; the representative gets a mail.")
        )
    return redirect("organizations", slug=letter.slug)


def _queue(
    request: LeadRequest,
    letter: Letter,
    *,
    declined: int | None = None,
    form: DeclineForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Every row has its own form, so that what was typed for one stays with it."""
    waiting = [
        (row, form if form and row.id == declined else DeclineForm(prefix=str(row.id)))
        for row in waiting_organizations(letter)
    ]
    context = {"letter": view_letter(letter), "waiting": waiting}
    return render(request, "workspace/organizations.html", context, status=status)


_LETTER = "workspace/letters/<slug:slug>/organizations/"
urlpatterns: list[URLPattern] = [
    path(_LETTER, list_waiting, name="organizations"),
    path(_LETTER + "<int:signature_id>/accept/", accept, name="accept_organization"),
    path(_LETTER + "<int:signature_id>/decline/", decline, name="decline_organization"),
]
