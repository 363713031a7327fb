"""Organization: its profile, its logo, and what shows that it is who it says."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from undersigned.adapters.dns import txt_values
from undersigned.adapters.pictures import MAX_UPLOAD_BYTES
from undersigned.core.coalition import Permission
from undersigned.models import Letter, Organization, Seat
from undersigned.queries.workspace.letters import view_letter
from undersigned.queries.workspace.organization import (
    find_organization,
    seat_of,
    view_organization,
)
from undersigned.stages import organization as stage
from undersigned.stages.organization import Outcome
from undersigned.web.languages import offered_languages
from undersigned.web.workspace.access import (
    LetterRequest,
    MemberRequest,
    NotYours,
    allowed,
    signed_in,
)
from undersigned.web.workspace.organization_forms import (
    DomainForm,
    LogoForm,
    VouchForm,
    profile_forms,
    profile_of,
)

P = ParamSpec("P")
# Somebody waits for the page meanwhile.
PAGE_TIMEOUT_SECONDS = 3.0


def _of_own_coalitions(
    view: Callable[Concatenate[MemberRequest, Organization, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Give the view the organization of that number, which is there for its coalitions only."""

    @wraps(view)
    def guarded(
        request: MemberRequest, /, organization_id: int, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        try:
            # No database holds such numbers.
            organization = find_organization(request.user, min(organization_id, 2**62))
        except Organization.DoesNotExist as error:
            raise Http404 from error
        return view(request, organization, *args, **kwargs)

    return signed_in(guarded)


@require_safe
@_of_own_coalitions
def show(request: MemberRequest, organization: Organization) -> HttpResponse:
    """What is known of it, and what can be done to show more."""
    return _page(request, organization)


@require_http_methods(["GET", "HEAD", "POST"])
@_of_own_coalitions
def edit_profile(request: MemberRequest, organization: Organization) -> HttpResponse:
    """Names, country, website and description."""
    view = view_organization(request.user, organization)
    if not view.may_manage:
        raise NotYours(_("You do not speak for this organization."))
    form, names = profile_forms(view, request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        # Both are asked, so that all that is wrong is said at once.
        if form.is_valid() & names.is_valid():
            try:
                stage.change_profile(
                    organization,
                    profile_of(form, names),
                    based_on=form.cleaned_data["based_on"],
                    by=request.user,
                    at=timezone.now(),
                )
            except (stage.ProfileRefused, stage.ProfileMoved) as refusal:
                form.add_error(None, refusal.sentence)
                status = refusal.status
            else:
                messages.success(request, _("The profile is saved."))
                return redirect("organization", organization_id=organization.pk)
    context = {"view": view, "form": form, "names": names, "offers": offered_languages()}
    return render(request, "workspace/organization/profile.html", context, status=status)


@require_POST
@_of_own_coalitions
def upload_logo(request: MemberRequest, organization: Organization) -> HttpResponse:
    """Draw the logo anew from a file."""
    form = LogoForm(request.POST, request.FILES)
    if form.is_valid():
        # One byte more than may be, so that the stage sees that it is too many.
        data = form.cleaned_data["file"].read(MAX_UPLOAD_BYTES + 1)
        try:
            stage.set_logo(organization, data, by=request.user, at=timezone.now())
        except stage.LogoRefused as refusal:
            form.add_error("file", refusal.sentence)
        else:
            messages.success(request, _("This is the logo from now on."))
            return _back(organization, "logo")
    return _page(request, organization, logo_form=form, status=422)


@require_POST
@_of_own_coalitions
def remove_logo(request: MemberRequest, organization: Organization) -> HttpResponse:
    """Show no logo any more."""
    stage.remove_logo(organization, by=request.user, at=timezone.now())
    messages.success(request, _("The logo is removed."))
    return _back(organization, "logo")


@require_POST
@_of_own_coalitions
def add_domain(request: MemberRequest, organization: Organization) -> HttpResponse:
    """Look for a record at this domain from now on."""
    form = DomainForm(request.POST)
    if form.is_valid():
        try:
            proof = stage.add_domain(
                organization, form.cleaned_data["domain"], by=request.user, at=timezone.now()
            )
        except stage.DomainRefused as refusal:
            form.add_error("domain", refusal.sentence)
        else:
            messages.success(
                request,
                _("Now put the record below into %(domain)s.") % {"domain": proof.domain},
            )
            return _back(organization, "records")
    return _page(request, organization, domain_form=form, status=422)


@require_POST
@_of_own_coalitions
def check_domain(request: MemberRequest, organization: Organization, proof_id: int) -> HttpResponse:
    """Ask for the record at once."""
    try:
        outcome = stage.check_domain(
            organization, min(proof_id, 2**62), by=request.user, at=timezone.now(), ask=_ask
        )
    except (stage.AskedTooSoon, stage.NoSuchOrganization) as refusal:
        messages.warning(request, refusal.sentence)
        return _back(organization, "records")
    match outcome:
        case Outcome.SEEN:
            messages.success(request, _("The record is there."))
        case Outcome.MISSING:
            messages.warning(
                request,
                _(
                    "The record is not there. A new one can take up to a day to be seen everywhere;"
                    " we look for it every day."
                ),
            )
        case Outcome.NOT_ANSWERED:
            messages.warning(
                request,
                _("No name server answered. That says nothing about the record; we ask again."),
            )
    return _back(organization, "records")


def _ask(name: str) -> tuple[str, ...]:
    return txt_values(name, server=settings.CONFIG.dns, timeout_seconds=PAGE_TIMEOUT_SECONDS)


@require_POST
@_of_own_coalitions
def remove_domain(
    request: MemberRequest, organization: Organization, proof_id: int
) -> HttpResponse:
    """Look for its record no more."""
    stage.remove_domain(organization, min(proof_id, 2**62), by=request.user, at=timezone.now())
    messages.success(request, _("The domain is not looked at any more."))
    return _back(organization, "records")


@require_POST
@_of_own_coalitions
def show_mailbox(request: MemberRequest, organization: Organization) -> HttpResponse:
    """Count one's own confirmed mailbox for the organization."""
    try:
        proof = stage.record_mailbox_proof(organization, request.user, at=timezone.now())
    except stage.MailboxRefused as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(
            request,
            _("Your mailbox at %(domain)s counts for this organization.")
            % {"domain": proof.domain},
        )
    return _back(organization, "mailboxes")


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.LEAD)
def vouch(request: LetterRequest, letter: Letter, seat_id: int) -> HttpResponse:
    """Give the word of those who lead the letter."""
    seat = _seat(letter, seat_id)
    form = VouchForm(
        request.POST if request.method == "POST" else None, initial={"note": seat.vouch_note}
    )
    if form.is_valid():
        try:
            stage.vouch(seat, by=request.user, note=form.cleaned_data["note"], at=timezone.now())
        except stage.NoteMissing as refusal:
            form.add_error("note", refusal.sentence)
        else:
            messages.success(
                request,
                _("You vouch for “%(name)s”, and everybody can read why.")
                % {"name": seat.organization.name},
            )
            return _back(seat.organization, "words")
    context = {"letter": view_letter(letter), "seat": seat, "form": form}
    status = 422 if form.errors else 200
    return render(request, "workspace/organization/vouch.html", context, status=status)


@require_POST
@allowed(Permission.LEAD)
def unvouch(request: LetterRequest, letter: Letter, seat_id: int) -> HttpResponse:
    """Take the word back."""
    seat = _seat(letter, seat_id)
    stage.unvouch(seat, by=request.user, at=timezone.now())
    messages.success(request, _("Your word is taken back."))
    return _back(seat.organization, "words")


def _seat(letter: Letter, seat_id: int) -> Seat:
    try:
        return seat_of(letter, min(seat_id, 2**62))
    except Seat.DoesNotExist as error:
        raise Http404 from error


def _back(organization: Organization, part: str) -> HttpResponse:
    response = redirect("organization", organization_id=organization.pk)
    response.headers["Location"] += f"#{part}"
    return response


def _page(
    request: MemberRequest,
    organization: Organization,
    *,
    logo_form: LogoForm | None = None,
    domain_form: DomainForm | None = None,
    status: int = 200,
) -> HttpResponse:
    view = view_organization(request.user, organization)
    if status != 200 and not view.may_manage:
        raise NotYours(_("You do not speak for this organization."))
    context = {
        "view": view,
        "organization": organization,
        "logo_form": logo_form or LogoForm(),
        "domain_form": domain_form or DomainForm(initial={"domain": view.suggested_domain}),
    }
    return render(request, "workspace/organization/organization.html", context, status=status)


_ONE = "workspace/organizations/<int:organization_id>/"
_SEAT = "workspace/letters/<slug:slug>/seats/<int:seat_id>/"
urlpatterns: list[URLPattern] = [
    path(_ONE, show, name="organization"),
    path(f"{_ONE}profile/", edit_profile, name="organization_profile"),
    path(f"{_ONE}logo/", upload_logo, name="upload_logo"),
    path(f"{_ONE}logo/remove/", remove_logo, name="remove_logo"),
    path(f"{_ONE}domains/", add_domain, name="add_domain"),
    path(f"{_ONE}domains/<int:proof_id>/check/", check_domain, name="check_domain"),
    path(f"{_ONE}domains/<int:proof_id>/remove/", remove_domain, name="remove_domain"),
    path(f"{_ONE}mailbox/", show_mailbox, name="show_mailbox"),
    path(f"{_SEAT}vouch/", vouch, name="vouch"),
    path(f"{_SEAT}unvouch/", unvouch, name="unvouch"),
]
