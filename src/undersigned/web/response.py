"""Response: an office answers by its mailed link; readers see where the letter stands."""

from datetime import UTC

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, re_path, reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from undersigned.core.refusal import Refused
from undersigned.models import DeliveryFile, ResponseFile
from undersigned.queries.answer_page import AnswerPage, view_answer_page
from undersigned.queries.letter_page import LetterHead, letter_head
from undersigned.queries.responses import (
    AddresseeStanding,
    UnknownAnswerLink,
    public_file,
    standing,
)
from undersigned.stages.response import send_response
from undersigned.web.answer_forms import AnswerForm
from undersigned.web.public import SeeOther, by_mailed_link, show, show_kept, speaking

# Whatever a browser makes of a file from elsewhere, it makes of nothing else with it.
FILE_POLICY = "default-src 'none'; sandbox"


def standing_of(head: LetterHead) -> tuple[AddresseeStanding, ...]:
    """Where the letter stands today with each addressee; empty before it has reached any."""
    if not head.is_delivered:
        return ()
    return standing(head.id, head.language, today=timezone.now().astimezone(UTC).date())


@require_safe
def answers(_request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """All deliveries and answers, each with how it was checked."""
    head = letter_head(slug, language)
    return show_kept(
        "response/answers.html",
        {"letter": head, "standing": standing_of(head)},
        language=language,
        revision=head.revision,
        slug=slug,
    )


@by_mailed_link
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The letter's demands and a form; opening it sends nothing."""
    try:
        page = view_answer_page(token)
    except UnknownAnswerLink:
        return _unknown()
    with speaking(page.language):
        if request.method != "POST":
            return _page(request, token, page, AnswerForm(demands=page.demands))
        form = AnswerForm(request.POST, request.FILES, demands=page.demands)
        if not form.is_valid():
            return _page(request, token, page, form, status=422)
        try:
            send_response(token, form.words, at=timezone.now())
        except UnknownAnswerLink:
            return _unknown()
        except Refused as refusal:
            fresh = view_answer_page(token)
            return _page(
                request, token, fresh, form, problem=refusal.sentence, status=refusal.status
            )
    return SeeOther(reverse("answer", args=[token]) + "?sent")


def _page(
    request: HttpRequest,
    token: str,
    page: AnswerPage,
    form: AnswerForm,
    *,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "page": page,
        "token": token,
        "form": form,
        "problem": problem,
        "is_sent": request.method != "POST" and "sent" in request.GET,
    }
    return show("response/answer.html", context, language=page.language, status=status)


def _unknown() -> HttpResponse:
    return show("response/unknown.html", {}, language="en", status=404)


@require_safe
def shown_file(_request: HttpRequest, kind: str, file_id: str, digest: str) -> HttpResponse:
    """A file of a public answer or delivery; for others there is none."""
    return answer_file(public_file(kind, int(file_id), digest), "public, max-age=300")


def answer_file(file: DeliveryFile | ResponseFile | None, cache: str) -> HttpResponse:
    """A file from elsewhere: a picture to look at, anything else only to be saved."""
    if file is None:
        response = HttpResponse("There is no such file here.\n", "text/plain; charset=utf-8", 404)
        response.headers["Cache-Control"] = "no-store"
        return response
    is_picture = file.media_type.startswith("image/")
    response = HttpResponse(bytes(file.data), file.media_type)
    response.headers["Content-Disposition"] = (
        content_disposition_header(not is_picture, file.name) or "attachment"
    )
    response.headers["Content-Security-Policy"] = FILE_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Cache-Control"] = cache
    return response


FILE_PATTERN = r"(?P<kind>answer|delivery)-(?P<file_id>[1-9][0-9]{0,17})-(?P<digest>[0-9a-f]{64})\Z"
urlpatterns: list[URLPattern] = [
    path("letters/<slug:slug>/<str:language>/answers/", answers, name="answers"),
    path("answer/<str:token>/", answer, name="answer"),
    re_path(rf"^answer-files/{FILE_PATTERN}", shown_file, name="answer_file"),
]
