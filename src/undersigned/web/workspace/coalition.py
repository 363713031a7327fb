"""Coalition: who carries the letter; invitations, roles, and how people and organizations leave."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from undersigned.core.coalition import SEATS_ENDED, Permission, Role
from undersigned.models import Invitation, Letter, Member, Seat
from undersigned.queries.workspace.coalition import letter_head, view_coalition
from undersigned.stages import coalition as stage
from undersigned.web.workspace.access import LetterRequest, NotYours, allowed
from undersigned.web.workspace.coalition_forms import (
    InviteOrganizationForm,
    InvitePersonForm,
    InviteSpeakerForm,
    MoveForm,
    RoleForm,
)
from undersigned.web.workspace.managed import find_invitation, find_member, find_seat, managed

_FORM_REFUSALS = (
    stage.InvitationRefused,
    stage.AlreadyThere,
    stage.TooManyInvitations,
    stage.CoalitionMoved,
)


@require_safe
@allowed(Permission.READ)
def show(request: LetterRequest, letter: Letter) -> HttpResponse:
    """Everybody who carries the letter, and who is missing."""
    context = {
        "letter": letter_head(letter),
        "coalition": view_coalition(request.access, request.user, at=timezone.now()),
        "may_order": request.access.may_lead and not letter.is_public,
    }
    return render(request, "workspace/coalition/coalition.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.LEAD)
def invite_organization(request: LetterRequest, letter: Letter) -> HttpResponse:
    """Ask a new organization."""
    form = InviteOrganizationForm(request.POST or None)

    def invite(fields: dict[str, object]) -> None:
        stage.invite_organization(letter, **fields, by=request.user, at=timezone.now())  # type: ignore[arg-type]  # the form's own fields

    return _invite(request, letter, form, invite)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.LEAD)
def invite_seat_again(request: LetterRequest, letter: Letter, seat_id: int) -> HttpResponse:
    """Ask an organization that declined, left or was taken out."""
    seat = find_seat(letter, seat_id)
    if seat.state not in SEATS_ENDED:
        messages.warning(request, _("This organization has been invited meanwhile."))
        return redirect("coalition", slug=letter.slug)
    form = InviteSpeakerForm(request.POST or None)

    def invite(fields: dict[str, object]) -> None:
        stage.invite_organization_again(
            letter, seat.pk, **fields, by=request.user, at=timezone.now()  # type: ignore[arg-type]  # the form's own fields
        )  # fmt: skip

    return _invite(request, letter, form, invite, seat=seat)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.LEAD)
def invite_person(request: LetterRequest, letter: Letter) -> HttpResponse:
    """Ask a person into the whole letter."""
    form = InvitePersonForm(request.POST or None, in_seat=False)

    def invite(fields: dict[str, object]) -> None:
        stage.invite_person(letter, **fields, by=request.user, at=timezone.now())  # type: ignore[arg-type]  # the form's own fields

    return _invite(request, letter, form, invite)


@require_http_methods(["GET", "HEAD", "POST"])
@managed(find_seat)
def invite_into_seat(request: LetterRequest, letter: Letter, seat: Seat) -> HttpResponse:
    """Ask a person of an organization that is invited or in."""
    form = InvitePersonForm(request.POST or None)

    def invite(fields: dict[str, object]) -> None:
        stage.invite_person(
            letter, **fields, seat_id=seat.pk, by=request.user, at=timezone.now()  # type: ignore[arg-type]  # the form's own fields
        )  # fmt: skip

    return _invite(request, letter, form, invite, seat=seat)


def _invite(
    request: LetterRequest,
    letter: Letter,
    form: InvitePersonForm | InviteSpeakerForm,
    invite: Callable[[dict[str, object]], None],
    *,
    seat: Seat | None = None,
) -> HttpResponse:
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                invite(form.cleaned_data)
            except _FORM_REFUSALS as refusal:
                form.add_error(None, refusal.sentence)
                status = refusal.status
            else:
                messages.success(
                    request,
                    _("The invitation to %(email)s is on its way.")
                    % {"email": form.cleaned_data["email"]},
                )
                return redirect("coalition", slug=letter.slug)
    context = {
        "letter": letter_head(letter),
        "form": form,
        "seat": seat,
        "is_new": isinstance(form, InviteOrganizationForm),
    }
    return render(request, "workspace/coalition/invite.html", context, status=status)


@require_POST
@managed(find_invitation)
def invite_again(request: LetterRequest, letter: Letter, waiting: Invitation) -> HttpResponse:
    """Mail a new link; the old one dies."""
    return _act(
        request,
        letter,
        lambda: stage.invite_again(letter, waiting.pk, by=request.user, at=timezone.now()),
        _("The invitation is mailed again; the link of the earlier mail is good no more."),
    )


@require_POST
@managed(find_invitation)
def withdraw_invitation(
    request: LetterRequest, letter: Letter, waiting: Invitation
) -> HttpResponse:
    """Take an invitation back."""
    return _act(
        request,
        letter,
        lambda: stage.withdraw_invitation(letter, waiting.pk, by=request.user, at=timezone.now()),
        _("The invitation is withdrawn; its link is good no more."),
    )


@require_POST
@allowed(Permission.LEAD)
def move_seat(request: LetterRequest, letter: Letter, seat_id: int) -> HttpResponse:
    """Change the order in which the organizations sign."""
    seat = find_seat(letter, seat_id)
    form = MoveForm(request.POST)
    if form.is_valid():
        is_up = form.cleaned_data["direction"] == "up"
        stage.move_seat(letter, seat.pk, is_up=is_up, by=request.user, at=timezone.now())
    response = redirect("coalition", slug=letter.slug)
    response["Location"] += f"#seat-{seat.pk}"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@managed(find_member)
def change_role(request: LetterRequest, letter: Letter, member: Member) -> HttpResponse:
    """Give a person another role in the same place."""
    form = RoleForm(
        request.POST or None, in_seat=member.seat is not None, initial={"role": member.role}
    )
    if request.method == "POST" and form.is_valid():
        role: Role = form.cleaned_data["role"]
        return _act(
            request,
            letter,
            lambda: stage.change_role(
                letter, member.pk, role=role, by=request.user, at=timezone.now()
            ),
            _("The role is changed."),
        )
    context = {"letter": letter_head(letter), "form": form, "member": member}
    status = 422 if form.errors else 200
    return render(request, "workspace/coalition/role.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@managed(find_member)
def remove_member(request: LetterRequest, letter: Letter, member: Member) -> HttpResponse:
    """Ask, and then take a person's role away."""
    if request.method == "POST":
        return _act(
            request,
            letter,
            lambda: stage.remove_member(letter, member.pk, by=request.user, at=timezone.now()),
            _("The person has this role no longer."),
        )
    return _ask(request, letter, "remove_member", member=member, seat=member.seat)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.READ)
def leave(request: LetterRequest, letter: Letter, member_id: int) -> HttpResponse:
    """Ask, and then give up one's own role."""
    member = find_member(letter, member_id)
    if member.account_id != request.user.pk:
        raise NotYours(_("Your role in this letter does not allow this."))
    if request.method == "POST":
        return _act(
            request,
            letter,
            lambda: stage.leave(letter, member.pk, by=request.user, at=timezone.now()),
            _("You have given up this role."),
        )
    return _ask(request, letter, "leave", member=member, seat=member.seat)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.LEAD)
def remove_seat(request: LetterRequest, letter: Letter, seat_id: int) -> HttpResponse:
    """Ask, and then take an organization out."""
    seat = find_seat(letter, seat_id)
    if request.method == "POST":
        return _act(
            request,
            letter,
            lambda: stage.remove_organization(letter, seat.pk, by=request.user, at=timezone.now()),
            _("The organization is not part of the coalition any more."),
        )
    return _ask(request, letter, "remove_seat", seat=seat)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.READ)
def leave_seat(request: LetterRequest, letter: Letter, seat_id: int) -> HttpResponse:
    """Ask, and then take one's own organization out."""
    seat = find_seat(letter, seat_id)
    if not request.access.may(Permission.MANAGE_ORGANIZATION, seat=seat.pk):
        raise NotYours(_("Your role in this letter does not allow this."))
    if request.method == "POST":
        return _act(
            request,
            letter,
            lambda: stage.leave_coalition(letter, seat.pk, by=request.user, at=timezone.now()),
            _("Your organization is not part of the coalition any more."),
        )
    return _ask(request, letter, "leave_seat", seat=seat)


def _act(
    request: LetterRequest, letter: Letter, act: Callable[[], object], done: str
) -> HttpResponse:
    """Do it, say so, and lead back to where the person may still be."""
    try:
        act()
    except (stage.CoalitionMoved, stage.LastLead, stage.TooManyInvitations) as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, done)
    if Member.objects.filter(letter=letter, account=request.user).exists():
        return redirect("coalition", slug=letter.slug)
    return redirect("workspace")


def _ask(
    request: LetterRequest,
    letter: Letter,
    what: str,
    *,
    seat: Seat | None,
    member: Member | None = None,
) -> HttpResponse:
    others = Member.objects.filter(seat=seat, role=Role.REPRESENTATIVE.value)
    context = {
        "letter": letter_head(letter),
        "what": what,
        "seat": seat,
        "member": member,
        "is_public": letter.is_public,
        "is_last": seat is not None
        and member is not None
        and member.role == Role.REPRESENTATIVE
        and not others.exclude(pk=member.pk).exists(),
    }
    return render(request, "workspace/coalition/ask.html", context)


_COALITION = "workspace/letters/<slug:slug>/coalition/"
_SEAT = _COALITION + "seats/<int:seat_id>/"
_PERSON = _COALITION + "people/<int:member_id>/"
_INVITATION = _COALITION + "invitations/<int:invitation_id>/"
urlpatterns: list[URLPattern] = [
    path(_COALITION, show, name="coalition"),
    path(_COALITION + "invite/", invite_organization, name="invite_organization"),
    path(_COALITION + "people/invite/", invite_person, name="invite_person"),
    path(_SEAT + "invite/", invite_seat_again, name="invite_seat_again"),
    path(_SEAT + "people/invite/", invite_into_seat, name="invite_into_seat"),
    path(_SEAT + "move/", move_seat, name="move_seat"),
    path(_SEAT + "remove/", remove_seat, name="remove_seat"),
    path(_SEAT + "leave/", leave_seat, name="leave_seat"),
    path(_PERSON + "role/", change_role, name="change_role"),
    path(_PERSON + "remove/", remove_member, name="remove_member"),
    path(_PERSON + "leave/", leave, name="leave_letter"),
    path(_INVITATION + "again/", invite_again, name="invite_again"),
    path(_INVITATION + "withdraw/", withdraw_invitation, name="withdraw_invitation"),
]
