"""History: every act on the letter, for everybody who takes part in it."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from undersigned.core.coalition import Permission
from undersigned.models import Letter
from undersigned.queries.workspace.coalition import letter_head
from undersigned.queries.workspace.history import history_page
from undersigned.web.workspace.access import LetterRequest, allowed


class PageForm(forms.Form):
    """Below which act the page begins; the newest where it is not a number."""

    before = forms.IntegerField(min_value=1, max_value=(1 << 63) - 1, required=False)


@require_safe
@allowed(Permission.READ)
def history(request: LetterRequest, letter: Letter) -> HttpResponse:
    """What was done, the newest first."""
    form = PageForm(request.GET)
    before = form.cleaned_data["before"] if form.is_valid() else None
    context = {
        "letter": letter_head(letter),
        "page": history_page(letter, before=before),
        "is_newest": before is None,
    }
    return render(request, "workspace/history.html", context)


urlpatterns: list[URLPattern] = [
    path("workspace/letters/<slug:slug>/history/", history, name="history"),
]
