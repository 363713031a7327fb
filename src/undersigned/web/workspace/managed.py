"""Parts of a coalition that an address names by number, and who may change them."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from undersigned.core.coalition import Permission
from undersigned.models import Invitation, Letter, Member, Seat
from undersigned.web.second_factor import ask_for_second_factor, is_missing
from undersigned.web.workspace.access import LetterRequest, NotYours, allowed

Part = TypeVar("Part", Seat, Member, Invitation)


def find_seat(letter: Letter, number: int) -> Seat:
    """The seat of that number in this coalition, or 404."""
    seat = Seat.objects.filter(letter=letter, pk=number).select_related("organization").first()
    if seat is None:
        raise Http404
    return seat


def find_member(letter: Letter, number: int) -> Member:
    """The role of that number in this coalition, or 404."""
    members = Member.objects.filter(letter=letter, pk=number)
    member = members.select_related("account", "seat__organization").first()
    if member is None:
        raise Http404
    return member


def find_invitation(letter: Letter, number: int) -> Invitation:
    """The invitation of that number in this coalition, or 404."""
    invitation = Invitation.objects.filter(letter=letter, pk=number).first()
    if invitation is None:
        raise Http404
    return invitation


def managed(
    find: Callable[[Letter, int], Part],
) -> Callable[[Callable[[LetterRequest, Letter, Part], HttpResponse]], Callable[..., HttpResponse]]:
    """Give the view what the number in the address stands for, if the person may change it.

    Those may who manage the organization that it belongs to, and the lead of the letter; a lead
    needs for it what everything takes that only leads may do.
    """

    def guard(
        view: Callable[[LetterRequest, Letter, Part], HttpResponse],
    ) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: LetterRequest, letter: Letter, /, **named: int) -> HttpResponse:
            (number,) = named.values()
            part = find(letter, number)
            seat = _place_of(part)
            access = request.access
            if seat is None or not access.may(Permission.MANAGE_ORGANIZATION, seat=seat):
                if not access.may_lead:
                    raise NotYours(_("Your role in this letter does not allow this."))
                if is_missing(access.has_second_factor):
                    return ask_for_second_factor(
                        request, _("What only the lead of a letter may do")
                    )
            return view(request, letter, part)

        return allowed(Permission.READ)(guarded)

    return guard


def _place_of(part: Seat | Member | Invitation) -> int | None:
    """In which organization it is; None for the whole letter."""
    return part.pk if isinstance(part, Seat) else part.seat_id
