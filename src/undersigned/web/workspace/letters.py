"""The letters of an account: the list, a new one, and the page of each."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from undersigned.core.coalition import Permission
from undersigned.core.lifecycle import LetterState
from undersigned.models import Letter
from undersigned.queries.workspace.coalition import invitations_of, view_coalition
from undersigned.queries.workspace.copies import has_copies
from undersigned.queries.workspace.coverage import count_articles
from undersigned.queries.workspace.deliver import waiting_responses
from undersigned.queries.workspace.endorsements import view_endorsements
from undersigned.queries.workspace.letters import letters_of, view_letter
from undersigned.stages.draft import SlugTaken, TextRefused, create_letter
from undersigned.web.languages import offered_languages
from undersigned.web.workspace.access import LetterRequest, MemberRequest, allowed, signed_in
from undersigned.web.workspace.forms import LanguageForm, NewLetterForm


@require_safe
@signed_in
def list_letters(request: MemberRequest) -> HttpResponse:
    """All letters in which the account has a role, and the invitations that wait for it."""
    context = {
        "letters": letters_of(request.user),
        "invitations": invitations_of(request.user, at=timezone.now()),
        "has_unsaved": has_copies(request.user),
    }
    return render(request, "workspace/letters.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new_letter(request: MemberRequest) -> HttpResponse:
    """Begin a letter."""
    form = NewLetterForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            letter = create_letter(
                request.user,
                slug=form.cleaned_data["slug"],
                language=form.cleaned_data["language"],
                title=form.cleaned_data["title"],
                at=timezone.now(),
            )
        except SlugTaken as refusal:
            form.add_error("slug", refusal.sentence)
        except TextRefused as refusal:
            for problem in refusal.problems:
                form.add_error(None, problem)
        else:
            return redirect("edit_text", slug=letter.slug, language=letter.original_language)
    context = {
        "form": form,
        "offers": offered_languages(),
        "address": f"{settings.CONFIG.address}/letters/",
    }
    return render(request, "workspace/new.html", context, status=422 if form.errors else 200)


@require_safe
@allowed(Permission.READ)
def show_letter(request: LetterRequest, letter: Letter) -> HttpResponse:
    """Where the letter stands, and what can be done next."""
    return letter_page(request, letter, LanguageForm())


def letter_page(
    request: LetterRequest,
    letter: Letter,
    form: LanguageForm,
    *,
    problems: tuple[str, ...] = (),
    status: int = 200,
) -> HttpResponse:
    """The page of a letter, with what stands in the way of its next move."""
    view = view_letter(letter)
    context = {
        "letter": view,
        "coalition": view_coalition(request.access, request.user, at=timezone.now()),
        "answers_waiting": (
            waiting_responses(letter) if letter.is_public and request.access.may_lead else 0
        ),
        "articles": count_articles(letter) if letter.is_public else {},
        "access": request.access,
        "endorsements": view_endorsements(request.access, at=timezone.now()),
        "states": list(LetterState),
        "form": form,
        "offers": offered_languages(),
        "problems": problems,
        "address": f"{settings.CONFIG.address}/letters/{letter.slug}/",
    }
    return render(request, "workspace/letter.html", context, status=status)


urlpatterns: list[URLPattern] = [
    path("workspace/", list_letters, name="workspace"),
    path("workspace/new/", new_letter, name="new_letter"),
    path("workspace/letters/<slug:slug>/", show_letter, name="workspace_letter"),
]
