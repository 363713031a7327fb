"""Draft: the texts of a letter, each beside its original, saved without losing a word."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from undersigned.core.changes import mark_changes
from undersigned.core.errors import Malformed
from undersigned.core.language_choice import name_of_language
from undersigned.core.languages import check_language
from undersigned.core.lifecycle import LetterState
from undersigned.core.markdown import Labels
from undersigned.models import Letter, Version
from undersigned.queries.workspace import (
    DraftText,
    Preview,
    as_draft_text,
    draft_text,
    languages_of,
    preview_text,
)
from undersigned.stages.draft import (
    NotAllowed,
    NotDraft,
    Outdated,
    TextInput,
    TextRefused,
    remove_text,
    save_text,
)
from undersigned.web.workspace.access import LeadRequest, keep_typed_text, led
from undersigned.web.workspace.forms import LanguageForm, TextForm, VersionForm
from undersigned.web.workspace.letters import letter_page


@require_safe
@led
def choose_language(request: LeadRequest, letter: Letter) -> HttpResponse:
    """Lead to the page on which the letter is written in a further language."""
    form = LanguageForm(request.GET)
    if not form.is_valid():
        return letter_page(request, letter, form, status=422)
    return redirect("edit_text", slug=letter.slug, language=form.cleaned_data["language"])


@require_http_methods(["GET", "HEAD", "POST"])
@led
def edit_text(request: LeadRequest, letter: Letter, language: str) -> HttpResponse:
    """Write the letter in one language."""
    _check_tag(language)
    if request.method == "POST":
        form = TextForm(request.POST, language=language)
        if "preview" in request.POST:
            return _editor(request, letter, language, form)
        return _save(request, letter, language, form)
    if letter.state != LetterState.DRAFT:
        messages.warning(request, _("The text is frozen; go back to the draft to change it."))
        return redirect("workspace_letter", slug=letter.slug)
    text = draft_text(letter, language)
    addressees = text.addressees
    if not text.number:
        # Most names are written alike; the rest is quicker changed than typed.
        addressees = draft_text(letter, letter.original_language).addressees
    form = TextForm(
        language=language,
        initial={
            "title": text.title,
            "addressees": addressees,
            "body": text.body,
            "based_on": text.number,
        },
    )
    return _editor(request, letter, language, form)


def _save(request: LeadRequest, letter: Letter, language: str, form: TextForm) -> HttpResponse:
    if not form.is_valid():
        return _editor(request, letter, language, form, status=422)
    typed = TextInput(
        title=form.cleaned_data["title"],
        addressees=form.cleaned_data["addressees"],
        body=form.cleaned_data["body"],
    )
    try:
        version = save_text(
            letter,
            language,
            typed,
            based_on=form.cleaned_data["based_on"],
            author=request.user,
            at=timezone.now(),
        )
    except Outdated as refusal:
        return _conflict(request, letter, refusal.current, typed)
    except TextRefused as refusal:
        for problem in refusal.problems:
            form.add_error(None, problem)
        return _editor(request, letter, language, form, status=422)
    except NotDraft as refusal:
        kept = keep_typed_text(
            request, title=_("The text is frozen"), sentence=refusal.sentence, status=409
        )
        if kept is None:
            raise
        return kept
    messages.success(request, _("Saved as version %(number)d.") % {"number": version.number})
    return redirect("edit_text", slug=letter.slug, language=language)


def _editor(
    request: LeadRequest, letter: Letter, language: str, form: TextForm, *, status: int = 200
) -> HttpResponse:
    text = draft_text(letter, language)
    is_original = language == letter.original_language
    original = text if is_original else draft_text(letter, letter.original_language)
    context = {
        "letter": letter,
        "text": text,
        "language": language,
        "languages": _tabs(letter, language),
        "form": form,
        "is_original": is_original,
        "original": original,
        "wanted": None if is_original else _preview_of(original),
        "preview": _preview(language, form),
    }
    return render(request, "workspace/edit.html", context, status=status)


def _tabs(letter: Letter, language: str) -> list[str]:
    tabs = list(languages_of(letter))
    return tabs if language in tabs else [*tabs, language]


def _conflict(
    request: LeadRequest, letter: Letter, current: Version, typed: TextInput
) -> HttpResponse:
    """Both texts beside each other. Saving again is based on the newer one, so it is a decision."""
    form = TextForm(
        language=current.language,
        initial={
            "title": typed.title,
            "addressees": typed.addressees,
            "body": typed.body,
            "based_on": current.number,
        },
    )
    saved = as_draft_text(current)
    context = {
        "letter": letter,
        "form": form,
        "saved": saved,
        "changes": mark_changes(_whole(saved), _whole(typed)),
    }
    return render(request, "workspace/conflict.html", context, status=409)


def _whole(text: DraftText | TextInput) -> str:
    return f"{text.title}\n{text.addressees}\n\n{text.body}"


@require_POST
@led
def preview(request: LeadRequest, letter: Letter, language: str) -> HttpResponse:
    """How the text that is being typed will be read: a part of the editing page, as HTML."""
    _check_tag(language)
    form = TextForm(request.POST, language=language)
    context: dict[str, object] = {"preview": _preview(language, form)}
    if language != letter.original_language:
        context["wanted"] = _preview_of(draft_text(letter, letter.original_language))
    return render(request, "workspace/_preview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@led
def remove(request: LeadRequest, letter: Letter, language: str) -> HttpResponse:
    """Ask, and then take a translation out of the draft."""
    _check_tag(language)
    text = draft_text(letter, language)
    if not text.number or language == letter.original_language:
        raise Http404
    if request.method == "POST":
        form = VersionForm(request.POST)
        if form.is_valid():
            based_on = form.cleaned_data["based_on"]
            try:
                remove_text(
                    letter, language, based_on=based_on, author=request.user, at=timezone.now()
                )
            except (Outdated, NotDraft, NotAllowed) as refusal:
                messages.error(request, refusal.sentence)
            else:
                name = name_of_language(language, "en")
                messages.success(
                    request,
                    _("The text in %(language)s is no longer part of the draft.")
                    % {"language": name},
                )
            return redirect("workspace_letter", slug=letter.slug)
    context = {
        "letter": letter,
        "text": text,
        "form": VersionForm(initial={"based_on": text.number}),
    }
    return render(request, "workspace/remove.html", context)


def _check_tag(language: str) -> None:
    try:
        check_language(language)
    except Malformed as error:
        raise Http404 from error


def _preview(language: str, form: TextForm) -> Preview:
    return preview_text(
        language,
        title=str(form["title"].value() or ""),
        addressees=str(form["addressees"].value() or ""),
        body=str(form["body"].value() or ""),
        labels=_labels(),
    )


def _preview_of(text: DraftText) -> Preview:
    return preview_text(
        text.language,
        title=text.title,
        addressees=text.addressees,
        body=text.body,
        labels=_labels(),
    )


def _labels() -> Labels:
    return Labels(
        demands=_("Demands"),
        sources=_("Sources"),
        reference=_("Source {number}"),
        back=_("Back to the text at source {number}"),
    )


urlpatterns: list[URLPattern] = [
    path(
        "workspace/letters/<slug:slug>/texts/",
        choose_language,
        name="choose_language",
    ),
    path(
        "workspace/letters/<slug:slug>/texts/<str:language>/",
        edit_text,
        name="edit_text",
    ),
    path(
        "workspace/letters/<slug:slug>/texts/<str:language>/preview/",
        preview,
        name="preview_text",
    ),
    path(
        "workspace/letters/<slug:slug>/texts/<str:language>/remove/",
        remove,
        name="remove_text",
    ),
]
