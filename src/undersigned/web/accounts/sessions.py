"""Where a person is signed in, and ending it; `apps` sees to what is kept of a browser."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from undersigned.queries.accounts import sessions_of
from undersigned.stages.people import end_other_sessions, end_session
from undersigned.web.workspace.access import MemberRequest, signed_in


@require_safe
@signed_in
def list_sessions(request: MemberRequest) -> HttpResponse:
    """All browsers in which this account is signed in."""
    current = request.session.session_key or ""
    sessions = sessions_of(request.user, current=current, at=timezone.now())
    return render(request, "usersessions/usersession_list.html", {"sessions": sessions})


@require_POST
@signed_in
def end_one(request: MemberRequest, number: int) -> HttpResponse:
    """Sign one browser out."""
    end_session(request.user, number)
    messages.success(request, _("That browser is signed out."))
    return redirect("usersessions_list")


@require_POST
@signed_in
def end_others(request: MemberRequest) -> HttpResponse:
    """Sign out every browser but this one."""
    end_other_sessions(request.user, keep=request.session.session_key or "")
    messages.success(request, _("All other browsers are signed out."))
    return redirect("usersessions_list")


_SESSIONS = "accounts/sessions/"
urlpatterns: list[URLPattern] = [
    path(_SESSIONS, list_sessions, name="usersessions_list"),
    path(_SESSIONS + "<int:number>/end/", end_one, name="end_session"),
    path(_SESSIONS + "end/", end_others, name="end_other_sessions"),
]
