"""Versions: who saved what, when and why; what differs between two; restoring, and the lock."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from undersigned.adapters.sentences import filled
from undersigned.core.coalition import Permission
from undersigned.core.languages import direction
from undersigned.models import Letter, Version
from undersigned.queries.workspace.texts import languages_of, preview_text
from undersigned.queries.workspace.versions import (
    compare_versions,
    list_versions,
    newest_number,
    one_version,
)
from undersigned.stages.draft import (
    NotAllowed,
    NotWritable,
    Outdated,
    lock_text,
    restore_version,
    unlock_text,
)
from undersigned.web.workspace.access import LetterRequest, allowed
from undersigned.web.workspace.forms import VersionForm
from undersigned.web.workspace.labels import labels
from undersigned.web.workspace.languages import check_tag


@require_safe
@allowed(Permission.READ)
def show_versions(request: LetterRequest, letter: Letter, language: str) -> HttpResponse:
    """The versions of one language, the newest first."""
    check_tag(language)
    try:
        versions = list_versions(letter, language, _number(request, "page", 1))
    except Version.DoesNotExist as error:
        raise Http404 from error
    context = {
        "letter": letter,
        "language": language,
        "direction": direction(language),
        "languages": languages_of(letter),
        "versions": versions,
    }
    return render(request, "workspace/text/versions.html", context)


@require_safe
@allowed(Permission.READ)
def show_version(
    request: LetterRequest, letter: Letter, language: str, number: int
) -> HttpResponse:
    """One version, as it would be read and as it was written."""
    check_tag(language)
    try:
        version, row = one_version(letter, language, number)
    except Version.DoesNotExist as error:
        raise Http404 from error
    newest = newest_number(letter, language)
    preview = preview_text(
        language,
        title=version.title,
        addressees=version.addressees,
        body=version.body,
        labels=labels(),
    )
    context = {
        "letter": letter,
        "language": language,
        "direction": direction(language),
        "version": version,
        "row": row,
        "newest": newest,
        "preview": preview,
        "form": VersionForm(initial={"based_on": newest}),
        "may_restore": request.access.may(Permission.LEAD) and number != newest,
    }
    return render(request, "workspace/text/version.html", context)


@require_safe
@allowed(Permission.READ)
def compare(request: LetterRequest, letter: Letter, language: str) -> HttpResponse:
    """What differs between version `from` and version `to`, or the newest, word by word."""
    check_tag(language)
    newest = newest_number(letter, language)
    try:
        difference = compare_versions(
            letter,
            language,
            _number(request, "from", max(1, newest - 1)),
            _number(request, "to", newest),
        )
    except Version.DoesNotExist as error:
        raise Http404 from error
    context = {
        "letter": letter,
        "difference": difference,
        "language": language,
        "direction": direction(language),
    }
    return render(request, "workspace/text/difference.html", context)


@require_POST
@allowed(Permission.LEAD)
def restore(request: LetterRequest, letter: Letter, language: str, number: int) -> HttpResponse:
    """Make an older version the newest."""
    check_tag(language)
    form = VersionForm(request.POST)
    based_on = form.cleaned_data["based_on"] if form.is_valid() else 0
    try:
        version = restore_version(
            letter, language, number, based_on=based_on, by=request.user, at=timezone.now()
        )
    except Outdated:
        messages.error(
            request,
            _("Somebody saved another version meanwhile. Look at it, and then restore this one."),
        )
        return redirect("compare_versions", slug=letter.slug, language=language)
    except NotWritable as refusal:
        messages.error(request, refusal.sentence)
        return redirect("show_version", slug=letter.slug, language=language, number=number)
    messages.success(
        request,
        filled(
            _("Version %(number)d stands again, as version %(new)d."),
            number=number,
            new=version.number,
        ),
    )
    return redirect("show_versions", slug=letter.slug, language=language)


@require_POST
@allowed(Permission.LEAD)
def lock(request: LetterRequest, letter: Letter) -> HttpResponse:
    """Let nobody save until the text is unlocked."""
    try:
        lock_text(letter, by=request.user, at=timezone.now())
    except NotAllowed as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("The text is locked. Words that somebody is typing are kept."))
    return redirect("workspace_letter", slug=letter.slug)


@require_POST
@allowed(Permission.LEAD)
def unlock(request: LetterRequest, letter: Letter) -> HttpResponse:
    """Let editors write again."""
    try:
        unlock_text(letter, by=request.user, at=timezone.now())
    except NotAllowed as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("The text is unlocked; editors can write again."))
    return redirect("workspace_letter", slug=letter.slug)


def _number(request: HttpRequest, name: str, default: int) -> int:
    """A number in the address; what is none has no page."""
    text = request.GET.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdecimal() and len(text) <= 9):
        raise Http404
    return int(text)


_TEXT = "workspace/letters/<slug:slug>/texts/<str:language>/"
urlpatterns: list[URLPattern] = [
    path(_TEXT + "versions/", show_versions, name="show_versions"),
    path(_TEXT + "versions/<int:number>/", show_version, name="show_version"),
    path(_TEXT + "versions/<int:number>/restore/", restore, name="restore_version"),
    path(_TEXT + "changes/", compare, name="compare_versions"),
    path("workspace/letters/<slug:slug>/lock/", lock, name="lock_text"),
    path("workspace/letters/<slug:slug>/unlock/", unlock, name="unlock_text"),
]
