"""The operator's pages: who has an account here, and which letters have bursts of signatures."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from undersigned.core.refusal import Refused
from undersigned.queries.accounts import has_second_factor, people
from undersigned.queries.workspace.bursts import letters_of_bursts
from undersigned.stages.people import invite_person, switch_off, switch_on
from undersigned.web.fields import MailboxField
from undersigned.web.second_factor import ask_for_second_factor, is_missing
from undersigned.web.workspace.access import MemberRequest, signed_in

P = ParamSpec("P")


class PersonForm(forms.Form):
    """The mailbox of somebody who may begin letters."""

    email = MailboxField(label=gettext_lazy("Their e-mail address"))


def _for_operators(
    view: Callable[Concatenate[MemberRequest, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Let in whoever runs the server; for all others the page is not there."""

    @wraps(view)
    def guarded(request: MemberRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_operator:
            raise Http404
        # Whoever could read the operator's mail could let themselves in, and all others out.
        if is_missing(has_second_factor(request.user)):
            return ask_for_second_factor(request, _("Looking after the accounts of this server"))
        return view(request, *args, **kwargs)

    return signed_in(guarded)


@require_http_methods(["GET", "HEAD", "POST"])
@_for_operators
def list_people(request: MemberRequest) -> HttpResponse:
    """All accounts; the form on the page invites one more person."""
    form = PersonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            invite_person(form.cleaned_data["email"], at=timezone.now())
        except Refused as refusal:
            form.add_error("email", refusal.sentence)
        else:
            messages.success(request, _("They are told by mail that they have an account here."))
            return redirect("people")
    context = {"form": form, "people": people(request.user)}
    return render(request, "account/people.html", context, status=422 if form.errors else 200)


@require_POST
@_for_operators
def deactivate(request: MemberRequest, number: int) -> HttpResponse:
    """Switch an account off."""
    try:
        switch_off(number)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("The account is switched off and signed out everywhere."))
    return redirect("people")


@require_POST
@_for_operators
def reactivate(request: MemberRequest, number: int) -> HttpResponse:
    """Switch an account on again."""
    switch_on(number)
    messages.success(request, _("The account is switched on again."))
    return redirect("people")


@require_safe
@_for_operators
def list_bursts(request: MemberRequest) -> HttpResponse:
    """Every letter in which signatures wait because they came in a burst."""
    return render(request, "account/bursts.html", {"letters": letters_of_bursts()})


_PEOPLE = "accounts/people/"
urlpatterns: list[URLPattern] = [
    path(_PEOPLE, list_people, name="people"),
    path("accounts/bursts/", list_bursts, name="all_bursts"),
    path(_PEOPLE + "<int:number>/off/", deactivate, name="switch_off"),
    path(_PEOPLE + "<int:number>/on/", reactivate, name="switch_on"),
]
