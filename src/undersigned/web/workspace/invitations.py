"""Invitations: what a mailed link shows, and how it is accepted or declined."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from undersigned.core.coalition import Role, SeatState
from undersigned.core.mailbox import mask_address
from undersigned.models import Account, Invitation
from undersigned.queries.workspace.coalition import letter_head
from undersigned.stages import coalition as stage
from undersigned.web.workspace.access import MemberRequest, signed_in
from undersigned.web.workspace.coalition_forms import (
    IN_LETTER,
    IN_SEAT,
    AcceptForm,
    DeclineInvitationForm,
)

P = ParamSpec("P")


def _by_link(
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """For a page whose address is a secret; what the link is not good for says so plainly.

    The address is told to our own pages alone, which is the policy of all pages: without any
    referrer, browsers would not say where a form comes from.
    """

    @wraps(view)
    def private(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            response = view(request, *args, **kwargs)
        except (stage.UnknownInvitation, stage.InvitationOver, stage.NotYourInvitation) as refusal:
            context = {"sentence": refusal.sentence}
            response = render(request, "invitation/over.html", context, status=refusal.status)
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return private


@require_safe
@_by_link
def show(request: HttpRequest, token: str) -> HttpResponse:
    """What the invitation is for. Opening it changes nothing: mail scanners do that too."""
    return _page(request, token, stage.find_invitation(token, at=timezone.now()))


@require_POST
@_by_link
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Take part; only for the mailbox that was invited."""
    invitation = stage.find_invitation(token, at=timezone.now())
    if not isinstance(request.user, Account) or not stage.is_for(invitation, request.user):
        return _page(request, token, invitation, status=403)
    form = _accept_form(request.user, invitation, request.POST)
    if not form.is_valid():
        return _page(request, token, invitation, form=form, status=422)
    try:
        stage.accept_invitation(
            token,
            account=request.user,
            organization_id=form.cleaned_data.get("organization"),
            name=form.cleaned_data["name"],
            at=timezone.now(),
        )
    except (stage.InvitationRefused, stage.CoalitionMoved) as refusal:
        form.add_error(None, refusal.sentence)
        return _page(request, token, invitation, form=form, status=refusal.status)
    messages.success(request, _("Welcome: you take part in this letter now."))
    return redirect("workspace_letter", slug=invitation.letter.slug)


@require_POST
@_by_link
def decline(request: HttpRequest, token: str) -> HttpResponse:
    """Refuse; whoever has the link may, without an account."""
    invitation = stage.find_invitation(token, at=timezone.now())
    form = DeclineInvitationForm(request.POST)
    if not form.is_valid():
        return _page(request, token, invitation, decline_form=form, status=422)
    try:
        stage.decline_invitation(token, reason=form.cleaned_data["reason"], at=timezone.now())
    except stage.InvitationRefused as refusal:
        form.add_error("reason", refusal.sentence)
        return _page(request, token, invitation, decline_form=form, status=refusal.status)
    return render(request, "invitation/declined.html", {"letter": letter_head(invitation.letter)})


@require_POST
@_by_link
def sign_in(request: HttpRequest, token: str) -> HttpResponseBase:
    """Mail a code to the mailbox that was invited, and come back here with it."""
    here = reverse("invitation", args=[token])
    if isinstance(request.user, Account):
        return redirect(here)
    account = stage.account_for_invitation(token, at=timezone.now())
    # As if the person had typed the address into the page that asks for it: with its limits.
    fields = request.POST.copy()
    fields["email"], fields["next"] = account.email, here
    request.POST = fields  # type: ignore[assignment]  # it is one
    return resolve(reverse("account_request_login_code")).func(request)  # type: ignore[no-any-return]  # a view


@require_POST
@signed_in
def mail_again(request: MemberRequest, invitation_id: int) -> HttpResponse:
    """Mail a new link to one's own mailbox."""
    try:
        stage.mail_own_invitation_again(request.user, invitation_id, at=timezone.now())
    except (stage.TooManyInvitations, stage.CoalitionMoved) as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, _("The invitation is mailed to you again."))
    return redirect("workspace")


def _accept_form(
    user: Account | None, invitation: Invitation, data: QueryDict | None = None
) -> AcceptForm:
    """What the first person of an organization may say about it when accepting."""
    own = []
    if user is not None and _is_first(invitation):
        own = list(stage.own_organizations(user, invitation.letter))
    name = invitation.seat.organization.name if invitation.seat else ""
    return AcceptForm(data, own=own, initial={"name": name, "organization": ""})


def _is_first(invitation: Invitation) -> bool:
    """Whether accepting brings the organization in."""
    return invitation.seat is not None and invitation.seat.state == SeatState.INVITED


def _page(
    request: HttpRequest,
    token: str,
    invitation: Invitation,
    *,
    form: AcceptForm | None = None,
    decline_form: DeclineInvitationForm | None = None,
    status: int = 200,
) -> HttpResponse:
    user = request.user if isinstance(request.user, Account) else None
    is_yours = user is not None and stage.is_for(invitation, user)
    context = {
        "token": token,
        "letter": letter_head(invitation.letter),
        "invitation": invitation,
        "inviter": invitation.invited_by.called,
        "organization": invitation.seat.organization if invitation.seat else None,
        "meaning": (IN_SEAT if invitation.seat else IN_LETTER)[Role(invitation.role)],
        "is_yours": is_yours,
        "is_first": _is_first(invitation),
        "waits": stage.waits(invitation),
        "masked": mask_address(invitation.email),
        "form": form or _accept_form(user if is_yours else None, invitation),
        "decline_form": decline_form or DeclineInvitationForm(),
    }
    return render(request, "invitation/invitation.html", context, status=status)


urlpatterns: list[URLPattern] = [
    path("invitations/<str:token>/", show, name="invitation"),
    path("invitations/<str:token>/accept/", accept, name="accept_invitation"),
    path("invitations/<str:token>/decline/", decline, name="decline_invitation"),
    path("invitations/<str:token>/sign-in/", sign_in, name="sign_in_to_accept"),
    path(
        "workspace/invitations/<int:invitation_id>/mail/",
        mail_again,
        name="mail_invitation_again",
    ),
]
