"""Draft: the texts of a letter, each beside its original, saved without losing a word."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from undersigned.adapters.sentences import filled
from undersigned.core.coalition import Permission
from undersigned.core.language_choice import name_of_language
from undersigned.core.lifecycle import LetterState
from undersigned.models import Letter, Version
from undersigned.queries.workspace.copies import KeptWords, copies_of
from undersigned.queries.workspace.texts import (
    DraftText,
    Preview,
    draft_text,
    is_writable,
    languages_of,
    preview_text,
    upkeep_in_draft,
)
from undersigned.stages.draft import (
    Conflicting,
    CopyMark,
    NotAllowed,
    NotWritable,
    Outdated,
    TakenOut,
    TextRefused,
    TooManyCopies,
    WordsTooLong,
    check_text,
    keep_words,
    merge_typed,
    remove_text,
    save_text,
)
from undersigned.web.workspace.access import (
    LetterRequest,
    allowed,
    kept_page,
)
from undersigned.web.workspace.conflict import chosen_in, conflict_page
from undersigned.web.workspace.copies import keep_form, words_page
from undersigned.web.workspace.forms import LanguageForm, TextForm, VersionForm
from undersigned.web.workspace.labels import labels
from undersigned.web.workspace.languages import check_tag
from undersigned.web.workspace.letters import letter_page
from undersigned.web.workspace.typed import Typed, form_of, typed_in, typed_words


@require_safe
@allowed(Permission.WRITE)
def choose_language(request: LetterRequest, letter: Letter) -> HttpResponse:
    """Lead to the page on which the letter is written in a further language."""
    form = LanguageForm(request.GET)
    if not form.is_valid():
        return letter_page(request, letter, form, status=422)
    return redirect("edit_text", slug=letter.slug, language=form.cleaned_data["language"])


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.WRITE)
def edit_text(request: LetterRequest, letter: Letter, language: str) -> HttpResponse:
    """Write the letter in one language."""
    check_tag(language)
    if request.method == "POST":
        form = TextForm(request.POST, language=language)
        if "preview" in request.POST:
            return _editor(request, letter, form)
        if "keep" in request.POST:
            return _keep(request, letter, form)
        if "choose" in request.POST:
            return _choose(request, letter, form)
        return _save(request, letter, form)
    copies = copies_of(request.user, letter, language)
    if not is_writable(letter):
        return _locked(request, letter, language, copies)
    text = draft_text(letter, language)
    held = _held(request, copies)
    shown: DraftText | KeptWords = held or text
    addressees = shown.addressees
    if not text.number and not held:
        # Most names are written alike; the rest is quicker changed than typed.
        addressees = draft_text(letter, letter.original_language).addressees
    form = TextForm(
        language=language,
        initial={
            "title": shown.title,
            "addressees": addressees,
            "body": shown.body,
            "based_on": held.based_on if held else text.number,
            "copy": held.id if held else None,
            "revision": held.revision if held else None,
        },
    )
    return _editor(request, letter, form, held=held, copies=copies)


def _held(request: LetterRequest, copies: Sequence[KeptWords]) -> KeptWords | None:
    """The working copy that is opened: the one that was asked for, or the newest."""
    wanted = request.GET.get("copy", "")
    if wanted == "none":
        return None
    chosen = [copy for copy in copies if str(copy.id) == wanted]
    return next(iter([*chosen, *copies]), None)


def _keep(request: LetterRequest, letter: Letter, form: TextForm) -> HttpResponse:
    """Without a script: what a script does while somebody is typing."""
    try:
        kept = keep_form(request, letter, form)
    except (WordsTooLong, TooManyCopies) as refusal:
        form.add_error(None, refusal.sentence)
        return _editor(request, letter, form, status=refusal.status)
    if kept is None:
        messages.info(request, _("Nothing has changed, so there is nothing to keep."))
    else:
        messages.success(request, _("Your words are kept for you. They are not saved yet."))
    return redirect("edit_text", slug=letter.slug, language=form.language)


def _locked(
    request: LetterRequest, letter: Letter, language: str, copies: Sequence[KeptWords]
) -> HttpResponse:
    """No editor, but nobody's words are out of reach."""
    sentence = _("The text is locked, so nothing can be saved now. A lead can unlock it.")
    if letter.state == LetterState.CLOSED:
        sentence = _("The letter is closed; its text does not change any more.")
    held = _held(request, copies)
    if held is None:
        messages.warning(request, sentence)
        return redirect("workspace_letter", slug=letter.slug)
    return words_page(request, held, title=_("The text is locked"), sentence=sentence)


def _save(request: LetterRequest, letter: Letter, form: TextForm) -> HttpResponse:
    if not form.is_valid():
        _form, typed = _kept(request, letter, form.language, typed_in(form))
        data = request.POST.copy()
        if typed.copy:
            data["copy"], data["revision"] = str(typed.copy.id), str(typed.copy.revision)
        return _editor(request, letter, TextForm(data, language=form.language), status=422)
    return _save_typed(request, letter, form.language, typed_in(form))


def _kept(
    request: LetterRequest, letter: Letter, language: str, typed: Typed
) -> tuple[TextForm, Typed]:
    """Keep words that could not be saved, so that they outlive the page that shows them."""
    with suppress(WordsTooLong, TooManyCopies):
        copy = keep_words(
            letter,
            language,
            typed.words,
            by=request.user,
            based_on=typed.based_on,
            copy=typed.copy,
            at=timezone.now(),
        )
        typed = replace(typed, copy=CopyMark(copy.pk, copy.revision) if copy else None)
    return form_of(language, typed), typed


def _save_typed(
    request: LetterRequest, letter: Letter, language: str, typed: Typed
) -> HttpResponse:
    try:
        version = save_text(
            letter,
            language,
            typed.words,
            based_on=typed.based_on,
            author=request.user,
            at=timezone.now(),
            reason=typed.reason,
            original_number=typed.original,
            copy=typed.copy,
        )
    except (Conflicting, TakenOut, TextRefused, NotWritable) as refusal:
        form, typed = _kept(request, letter, language, typed)
        match refusal:
            case Conflicting():
                # What is chosen from was cleaned, so that it merges in the same way again.
                clean = replace(typed, words=check_text(language, typed.words))
                return conflict_page(request, letter, clean, refusal.current, refusal.merged)
            case TakenOut():
                return _taken_out(request, language, typed, refusal.current)
            case TextRefused():
                for problem in refusal.problems:
                    form.add_error(None, problem)
                return _editor(request, letter, form, status=422)
        title = _("The text is locked") if letter.is_locked else _("The letter is closed")
        return kept_page(
            request,
            form,
            title=title,
            sentence=refusal.sentence,
            address=request.path,
            status=refusal.status,
        )
    if version.number == typed.based_on:
        said = _("Nothing has changed since version %(number)d.")
    else:
        said = _("Saved as version %(number)d.")
    messages.success(request, filled(said, number=version.number), extra_tags="saved")
    return redirect("edit_text", slug=letter.slug, language=language)


def _choose(request: LetterRequest, letter: Letter, form: TextForm) -> HttpResponse:
    """Save what was chosen where two people had changed the same words."""
    newer = VersionForm(request.POST, prefix="newer")
    if not (form.is_valid() and newer.is_valid()):
        return _editor(request, letter, form, status=422)
    typed = typed_in(form)
    current = Version.objects.filter(
        letter=letter, language=form.language, number=newer.cleaned_data["based_on"]
    ).first()
    if current is None:
        return _editor(request, letter, form, status=422)
    try:
        clean = check_text(form.language, typed.words)
    except TextRefused:
        return _save_typed(request, letter, form.language, typed)
    merged = merge_typed(letter, clean, based_on=typed.based_on, newer=current)
    choices = chosen_in(request.POST, merged)
    if choices is None:
        return conflict_page(request, letter, typed, current, merged, is_asked_again=True)
    resolved = replace(typed, words=merged.resolve(choices), based_on=current.number)
    return _save_typed(request, letter, form.language, resolved)


def _taken_out(
    request: LetterRequest, language: str, typed: Typed, current: Version
) -> HttpResponse:
    """Somebody took the language out of the draft; saving over that brings it back, on purpose."""
    sentence = _(
        "%(name)s took this language out of the draft while you were writing. Saving brings it "
        "back, with your words."
    ) % {"name": current.author.called}
    form = form_of(language, replace(typed, based_on=current.number))
    return kept_page(
        request,
        form,
        title=_("This language is no longer in the draft"),
        sentence=sentence,
        address=request.path,
        status=409,
    )


def _editor(
    request: LetterRequest,
    letter: Letter,
    form: TextForm,
    *,
    held: KeptWords | None = None,
    copies: Sequence[KeptWords] = (),
    status: int = 200,
) -> HttpResponse:
    language = form.language
    text = draft_text(letter, language)
    is_original = language == letter.original_language
    original = text if is_original else draft_text(letter, letter.original_language)
    upkeep = None if is_original else upkeep_in_draft(letter, text, typed_words(form))
    if upkeep and not form.is_bound:
        form.initial["original"] = upkeep.newest
        form.initial["is_up_to_date"] = upkeep.is_free_of_changes or not text.number
    context = {
        "letter": letter,
        "text": text,
        "language": language,
        "languages": _tabs(letter, language),
        "form": form,
        "is_original": is_original,
        "original": original,
        "upkeep": upkeep,
        "wanted": None if is_original else _preview_of(original),
        "preview": _preview(language, form),
        "held": held,
        "others": [copy for copy in copies if copy != held],
    }
    return render(request, "workspace/edit.html", context, status=status)


def _tabs(letter: Letter, language: str) -> list[str]:
    tabs = list(languages_of(letter))
    return tabs if language in tabs else [*tabs, language]


@require_POST
@allowed(Permission.WRITE)
def preview(request: LetterRequest, letter: Letter, language: str) -> HttpResponse:
    """How the text that is being typed will be read: a part of the editing page, as HTML."""
    check_tag(language)
    form = TextForm(request.POST, language=language)
    context: dict[str, object] = {"preview": _preview(language, form)}
    if language != letter.original_language:
        context["wanted"] = _preview_of(draft_text(letter, letter.original_language))
    return render(request, "workspace/_preview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.WRITE)
def remove(request: LetterRequest, letter: Letter, language: str) -> HttpResponse:
    """Ask, and then take a translation out of the draft."""
    check_tag(language)
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
            except (Outdated, NotWritable, NotAllowed) as refusal:
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


def _preview(language: str, form: TextForm) -> Preview:
    words = typed_words(form)
    return preview_text(
        language,
        title=words.title,
        addressees=words.addressees,
        body=words.body,
        labels=labels(),
    )


def _preview_of(text: DraftText) -> Preview:
    return preview_text(
        text.language,
        title=text.title,
        addressees=text.addressees,
        body=text.body,
        labels=labels(),
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
