"""Writing a remark on a passage, and suggesting another wording of it."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from undersigned.core.anchors import anchor_at
from undersigned.core.coalition import Permission
from undersigned.core.errors import Malformed
from undersigned.core.languages import direction
from undersigned.core.markdown.places import PlacedUnit
from undersigned.core.passages import find_passage, find_words
from undersigned.core.refusal import Refused
from undersigned.models import Letter, Version
from undersigned.queries.workspace.review import find_version, placed_unit
from undersigned.stages import review
from undersigned.stages.review import Passage
from undersigned.web.workspace.access import LetterRequest, allowed
from undersigned.web.workspace.review.addresses import to_new_thread
from undersigned.web.workspace.review.forms import PlaceForm, RemarkForm, SuggestionForm


@dataclass(frozen=True, slots=True)
class Place:
    """The passage that a form is about: a unit of a version, or the text as a whole."""

    version: Version
    unit: PlacedUnit | None

    @property
    def markdown(self) -> str:
        """The paragraph as it is written."""
        if self.unit is None:
            return ""
        return self.version.body[self.unit.unit.start : self.unit.unit.end]


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.COMMENT)
def remark(request: LetterRequest, letter: Letter, language: str) -> HttpResponse:
    """Write a remark on a passage."""
    if request.method == "POST":
        return _add_remark(request, letter, language)
    chosen = PlaceForm(request.GET)
    place = place_in(letter, language, chosen)
    initial: dict[str, object] = {"version": place.version.number}
    if place.unit is not None:
        initial["unit"] = place.unit.unit.start
        initial |= _selected(place, chosen)
    form = RemarkForm(language=language, initial=initial)
    return remark_page(request, letter, place, form)


def _add_remark(request: LetterRequest, letter: Letter, language: str) -> HttpResponse:
    form = RemarkForm(request.POST, language=language)
    place = place_in(letter, language, form)
    if not form.is_valid():
        return remark_page(request, letter, place, form, status=422)
    cleaned = form.cleaned_data
    passage = Passage(place.version.number)
    if place.unit is not None:
        start, end = place.unit.unit.start, place.unit.unit.end
        if cleaned["start"] is not None and cleaned["end"] is not None:
            start, end = cleaned["start"], cleaned["end"]
        elif cleaned["words"].strip():
            try:
                found = find_passage(place.version.body, place.unit, cleaned["words"])
            except Malformed:
                form.add_error("words", _("These words do not stand in this passage."))
                return remark_page(request, letter, place, form, status=422)
            start, end = found.start, found.end
        passage = Passage(place.version.number, start, end)
    try:
        comment = review.add_remark(
            letter, language, passage, cleaned["text"], by=request.user, at=timezone.now()
        )
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return remark_page(request, letter, place, form, status=refusal.status)
    messages.success(request, _("Your remark is there for everyone of the coalition."))
    return to_new_thread(comment)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.COMMENT)
def suggest(request: LetterRequest, letter: Letter, language: str) -> HttpResponse:
    """Suggest a change, by editing a paragraph."""
    if request.method == "POST":
        return _add_suggestion(request, letter, language)
    chosen = PlaceForm(request.GET)
    place = place_in(letter, language, chosen)
    if place.unit is None:
        # Only a passage can be changed; of the text as a whole one can say what one thinks.
        return redirect("remark", slug=letter.slug, language=language)
    initial = {
        "version": place.version.number,
        "unit": place.unit.unit.start,
        "edited": place.markdown,
    }
    form = SuggestionForm(language=language, initial=initial)
    selected = _selected(place, chosen)
    return _suggestion_page(request, letter, place, form, selected=selected)


def _add_suggestion(request: LetterRequest, letter: Letter, language: str) -> HttpResponse:
    form = SuggestionForm(request.POST, language=language)
    place = place_in(letter, language, form)
    if place.unit is None or not form.is_valid():
        return _suggestion_page(request, letter, place, form, status=422)
    unit = place.unit.unit
    try:
        comment = review.add_suggestion(
            letter,
            language,
            Passage(place.version.number, unit.start, unit.end),
            form.cleaned_data["edited"],
            form.cleaned_data["text"],
            by=request.user,
            at=timezone.now(),
        )
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return _suggestion_page(request, letter, place, form, status=refusal.status)
    messages.success(request, _("Your suggestion is there for everyone of the coalition."))
    return to_new_thread(comment)


def place_in(letter: Letter, language: str, form: PlaceForm | RemarkForm | SuggestionForm) -> Place:
    """The passage that a form points at; 404 when there is none."""
    form.is_valid()
    number, start = form.cleaned_data.get("version"), form.cleaned_data.get("unit")
    try:
        version = find_version(letter, language, number)
    except Version.DoesNotExist as error:
        raise Http404 from error
    unit = None if start is None else placed_unit(version, start)
    wrong = {name for name in ("version", "unit") if name in form.errors and form[name].value()}
    if (start is not None and unit is None) or wrong:
        raise Http404
    return Place(version, unit)


def _selected(place: Place, chosen: PlaceForm) -> dict[str, int]:
    """Where the words stand that were selected in the text; nothing when there are none."""
    words = chosen.cleaned_data.get("words", "")
    if place.unit is None or not words.strip():
        return {}
    before, length = chosen.cleaned_data.get("before"), chosen.cleaned_data.get("length")
    try:
        start, end = find_words(
            place.version.body, place.unit, words, before=before or 0, length=length
        )
    except Malformed:
        return {}
    return {"start": start, "end": end}


def remark_page(
    request: LetterRequest, letter: Letter, place: Place, form: RemarkForm, *, status: int = 200
) -> HttpResponse:
    """The form of a remark, with the passage above it."""
    start, end = form["start"].value(), form["end"].value()
    quote = ""
    if str(start).isdecimal() and str(end).isdecimal():
        quote = _quote(place, int(start), int(end))
    extra: dict[str, object] = {"quote": quote, "action": "remark"}
    return _form_page(request, letter, place, form, extra, status=status)


def _quote(place: Place, start: int, end: int) -> str:
    """The words that the remark will stand at: whole ones."""
    try:
        return anchor_at(place.version.body, start, end).quote
    except Malformed:
        return ""


def _suggestion_page(
    request: LetterRequest,
    letter: Letter,
    place: Place,
    form: SuggestionForm,
    *,
    selected: dict[str, int] | None = None,
    status: int = 200,
) -> HttpResponse:
    extra: dict[str, object] = {"action": "suggest"}
    if selected and place.unit is not None:
        # Where the selection is within the paragraph, in characters.
        extra["from"] = selected["start"] - place.unit.unit.start
        extra["to"] = selected["end"] - place.unit.unit.start
    if status == review.PassageChanged.status:
        newest = find_version(letter, place.version.language)
        extra["newest"] = newest if newest.number != place.version.number else None
    return _form_page(request, letter, place, form, extra, status=status)


def _form_page(
    request: LetterRequest,
    letter: Letter,
    place: Place,
    form: RemarkForm | SuggestionForm,
    extra: dict[str, object],
    *,
    status: int,
) -> HttpResponse:
    language = place.version.language
    context = {
        "letter": letter,
        "language": language,
        "direction": direction(language),
        "version": place.version,
        "unit": place.unit.unit if place.unit else None,
        "markdown": place.markdown,
        "form": form,
        **extra,
    }
    return render(request, "workspace/review/write.html", context, status=status)
