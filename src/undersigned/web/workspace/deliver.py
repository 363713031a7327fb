"""Deliver: leads bring the letter to its addressees, and check and publish what they answer."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from undersigned.core.answers import Check, ResponseState
from undersigned.core.coalition import Permission
from undersigned.core.markdown import demands_of
from undersigned.core.refusal import Refused
from undersigned.core.text import parse_text
from undersigned.models import EditionText, Letter
from undersigned.queries.responses import file_of_letter
from undersigned.queries.workspace.coalition import letter_head
from undersigned.queries.workspace.deliver import (
    AddresseeRow,
    ReviewedResponse,
    addressees_of,
    reviewed_response,
)
from undersigned.stages.deliver import (
    ByHand,
    ByMail,
    deliver_by_mail,
    end_answer_link,
    record_delivery,
    remove_delivery,
)
from undersigned.stages.response import publish_response, record_response, set_response_aside
from undersigned.web.response import answer_file
from undersigned.web.workspace.access import LetterRequest, allowed
from undersigned.web.workspace.deliver_forms import (
    AsideForm,
    CheckForm,
    HandForm,
    MailForm,
    RecordForm,
)


@require_safe
@allowed(Permission.LEAD)
def show_deliveries(request: LetterRequest, letter: Letter) -> HttpResponse:
    """Every addressee, what was sent or handed over, and what came back."""
    return _list(request, letter)


def _list(
    request: LetterRequest, letter: Letter, *, problem: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "letter": letter_head(letter),
        "is_public": letter.is_public,
        "addressees": addressees_of(letter),
        "problems": [problem] if problem else [],
        "is_local": not settings.CONFIG.smtp,
    }
    return render(request, "workspace/deliver/deliver.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.LEAD)
def by_mail(request: LetterRequest, letter: Letter, position: int) -> HttpResponse:
    """Write to the addressee's office."""
    row = _addressee(letter, position)
    languages = _languages(letter)
    if request.method == "POST":
        form = MailForm(request.POST, languages=languages)
        if form.is_valid():
            wish = ByMail(position=position, **form.cleaned_data)
            try:
                deliver_by_mail(letter, wish, by=request.user, at=timezone.now())
            except Refused as refusal:
                form.add_error(None, refusal.sentence)
            else:
                messages.success(
                    request,
                    _("The letter to %(name)s is on its way.") % {"name": row.addressee.name},
                )
                return redirect("deliver", slug=letter.slug)
    else:
        last = next((one for one in row.deliveries if one.way == "mail"), None)
        form = MailForm(
            languages=languages,
            initial={
                "after": row.newest,
                "recipient": last.recipient if last else "",
                "language": letter.original_language,
            },
        )
    context = {"letter": letter_head(letter), "row": row, "form": form}
    status = 422 if form.errors else 200
    return render(request, "workspace/deliver/by_mail.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.LEAD)
def by_hand(request: LetterRequest, letter: Letter, position: int) -> HttpResponse:
    """Record that it was handed over."""
    row = _addressee(letter, position)
    if request.method == "POST":
        form = HandForm(request.POST, request.FILES)
        if form.is_valid():
            said = form.cleaned_data
            told = ByHand(
                position=position,
                way=form.chosen_way,
                delivered_at=form.delivered_at,
                handed_to=said["handed_to"],
                note=said["note"],
                after=said["after"],
                files=said["attachments"],
                shows_files=said["shows_files"],
            )
            try:
                record_delivery(letter, told, by=request.user, at=timezone.now())
            except Refused as refusal:
                form.add_error(None, refusal.sentence)
            else:
                messages.success(request, _("The delivery is recorded."))
                return redirect("deliver", slug=letter.slug)
    else:
        form = HandForm(initial={"after": row.newest})
    context = {"letter": letter_head(letter), "row": row, "form": form}
    status = 422 if form.errors else 200
    return render(request, "workspace/deliver/by_hand.html", context, status=status)


@require_POST
@allowed(Permission.LEAD)
def remove(request: LetterRequest, letter: Letter, delivery_id: int) -> HttpResponse:
    """Take out what was recorded by hand in error."""
    try:
        remove_delivery(letter, delivery_id, by=request.user, at=timezone.now())
    except Refused as refusal:
        return _list(request, letter, problem=refusal.sentence, status=refusal.status)
    messages.success(request, _("The delivery is taken out of the record."))
    return redirect("deliver", slug=letter.slug)


@require_POST
@allowed(Permission.LEAD)
def end_link(request: LetterRequest, letter: Letter, delivery_id: int) -> HttpResponse:
    """Let the link of a mail open nothing any more."""
    try:
        end_answer_link(letter, delivery_id, by=request.user, at=timezone.now())
    except Refused as refusal:
        return _list(request, letter, problem=refusal.sentence, status=refusal.status)
    messages.success(request, _("The answer link is withdrawn."))
    return redirect("deliver", slug=letter.slug)


@require_safe
@allowed(Permission.LEAD)
def show_response(request: LetterRequest, letter: Letter, response_id: int) -> HttpResponse:
    """One answer, to be checked."""
    return _review(request, letter, _response(letter, response_id), CheckForm(), AsideForm())


@require_POST
@allowed(Permission.LEAD)
def publish(request: LetterRequest, letter: Letter, response_id: int) -> HttpResponse:
    """Show the answer in public, with how it was checked."""
    found = _response(letter, response_id)
    form = CheckForm(request.POST)
    if not form.is_valid():
        return _review(request, letter, found, form, AsideForm(), status=422)
    how, note = Check(form.cleaned_data["how"]), form.cleaned_data["note"]
    try:
        publish_response(
            letter, response_id, how=how, note=note, by=request.user, at=timezone.now()
        )
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        fresh = _response(letter, response_id)
        return _review(request, letter, fresh, form, AsideForm(), status=refusal.status)
    messages.success(request, _("The answer is published."))
    return redirect("deliver", slug=letter.slug)


@require_POST
@allowed(Permission.LEAD)
def set_aside(request: LetterRequest, letter: Letter, response_id: int) -> HttpResponse:
    """Show the answer to nobody."""
    found = _response(letter, response_id)
    form = AsideForm(request.POST)
    if not form.is_valid():
        return _review(request, letter, found, CheckForm(), form, status=422)
    reason = form.cleaned_data["reason"]
    try:
        set_response_aside(letter, response_id, reason=reason, by=request.user, at=timezone.now())
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        fresh = _response(letter, response_id)
        return _review(request, letter, fresh, CheckForm(), form, status=refusal.status)
    messages.success(request, _("The answer is set aside."))
    return redirect("deliver", slug=letter.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.LEAD)
def record(request: LetterRequest, letter: Letter, position: int) -> HttpResponse:
    """Enter an answer that came another way."""
    row = _addressee(letter, position)
    demands, languages = _demands(letter), _languages(letter)
    if request.method == "POST":
        form = RecordForm(request.POST, request.FILES, demands=demands, languages=languages)
        if form.is_valid():
            told = form.recorded(position)
            try:
                record_response(letter, told, form.words, by=request.user, at=timezone.now())
            except Refused as refusal:
                form.add_error(None, refusal.sentence)
            else:
                messages.success(request, _("The answer is recorded and published."))
                return redirect("deliver", slug=letter.slug)
    else:
        initial = {"language": letter.original_language, "name": row.addressee.name}
        form = RecordForm(demands=demands, languages=languages, initial=initial)
    context = {"letter": letter_head(letter), "row": row, "form": form}
    status = 422 if form.errors else 200
    return render(request, "workspace/deliver/record.html", context, status=status)


@require_safe
@allowed(Permission.LEAD)
def kept_file(
    _request: LetterRequest, letter: Letter, kind: str, file_id: str, digest: str
) -> HttpResponse:
    """A file that is not public, or not yet."""
    return answer_file(file_of_letter(letter, kind, int(file_id), digest), "private, no-cache")


def _review(
    request: LetterRequest,
    letter: Letter,
    found: ReviewedResponse,
    check: CheckForm,
    aside: AsideForm,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "letter": letter_head(letter),
        "found": found,
        "response": found.shown,
        "check": check,
        "aside": aside,
        "can_publish": found.state != ResponseState.PUBLISHED,
        "can_set_aside": found.state != ResponseState.SET_ASIDE,
    }
    return render(request, "workspace/deliver/response.html", context, status=status)


def _addressee(letter: Letter, position: int) -> AddresseeRow:
    for row in addressees_of(letter):
        if row.position == position:
            return row
    raise Http404


def _response(letter: Letter, response_id: int) -> ReviewedResponse:
    found = reviewed_response(letter, response_id) if response_id < 1 << 63 else None
    if found is None:
        raise Http404
    return found


def _languages(letter: Letter) -> list[str]:
    texts = EditionText.objects.filter(edition__letter=letter, edition__is_current=True)
    return list(texts.order_by("position").values_list("language", flat=True))


def _demands(letter: Letter) -> tuple[str, ...]:
    texts = EditionText.objects.filter(edition__letter=letter, edition__is_current=True)
    data = texts.order_by("position").values_list("data", flat=True)[0]
    return demands_of(parse_text(bytes(data)).body)


_LETTER = "workspace/letters/<slug:slug>/"
urlpatterns: list[URLPattern] = [
    path(_LETTER + "deliver/", show_deliveries, name="deliver"),
    path(_LETTER + "deliver/<int:position>/mail/", by_mail, name="deliver_by_mail"),
    path(_LETTER + "deliver/<int:position>/hand/", by_hand, name="deliver_by_hand"),
    path(_LETTER + "deliver/<int:position>/answer/", record, name="record_answer"),
    path(_LETTER + "deliveries/<int:delivery_id>/remove/", remove, name="remove_delivery"),
    path(_LETTER + "deliveries/<int:delivery_id>/end-link/", end_link, name="end_answer_link"),
    path(_LETTER + "answers/<int:response_id>/", show_response, name="review_answer"),
    path(_LETTER + "answers/<int:response_id>/publish/", publish, name="publish_answer"),
    path(_LETTER + "answers/<int:response_id>/set-aside/", set_aside, name="set_answer_aside"),
    path(_LETTER + "files/<str:kind>-<int:file_id>-<str:digest>", kept_file, name="kept_file"),
]
