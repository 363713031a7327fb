"""Paper: a letter as a PDF, in one of its languages or in all.

A letter with many names takes seconds to set, and a burst of readers must not make that a burst of
settings. So the worker makes it, one at a time, when somebody asks, and keeps it; here it is only
handed out. Who asks first waits: the answer is 503 with a page that tries again by itself. Later
on, while a newer one is being made, an older one is handed out: the state of the log that it shows
is printed on it. Only where a name has gone since does everybody wait, for it must not be on it.
"""

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from undersigned.adapters.paper_folder import KeptPaper, PaperFolder
from undersigned.queries.log_files import NotInLog
from undersigned.queries.paper import ALL_LANGUAGES, paper_state
from undersigned.web.public import show

# A letter that is signed every second is not set every second.
FRESH_SECONDS: Final = 60
WAIT_SECONDS: Final = 3


@require_safe
def paper(request: HttpRequest, slug: str, language: str = ALL_LANGUAGES) -> HttpResponse:
    """The letter on paper, as the worker made it."""
    try:
        state = paper_state(slug=slug)
    except NotInLog:
        return _wait(slug, language)
    state.require(language)
    folder = PaperFolder(settings.CONFIG.data)
    kept = folder.find(state.letter_id, language)
    if kept is None or kept.names_revision != state.names_revision:
        folder.want(state.letter_id, language)
        return _wait(slug, language if language != ALL_LANGUAGES else state.languages[0])
    if kept.revision != state.revision and kept.age_seconds > FRESH_SECONDS:
        folder.want(state.letter_id, language)
    return _answer(request, kept, slug)


def _answer(request: HttpRequest, kept: KeptPaper, slug: str) -> HttpResponse:
    etag = f'"{kept.digest}"'
    headers = {"Cache-Control": "public, max-age=5", "ETag": etag}
    known = request.headers.get("If-None-Match", "")
    if etag in (tag.strip().removeprefix("W/") for tag in known.split(",")):
        response = HttpResponse(status=304, headers=headers)
        del response.headers["Content-Type"]
        return response
    try:
        pdf = kept.path.read_bytes()
    except FileNotFoundError:
        # It was taken away between the look and the reading; the next request asks for it.
        return _wait(slug, kept.part)
    name = slug if kept.part == ALL_LANGUAGES else f"{slug}-{kept.part}"
    headers |= {
        "Content-Type": "application/pdf",
        "Content-Length": str(len(pdf)),
        "Content-Disposition": f'inline; filename="{name}.pdf"',
    }
    # The answer to HEAD says how long it is and leaves it out (RFC 9110, 9.3.2).
    return HttpResponse(b"" if request.method == "HEAD" else pdf, headers=headers)


def _wait(slug: str, language: str) -> HttpResponse:
    context = {"slug": slug, "language": language, "is_all": language == ALL_LANGUAGES}
    response = show("paper/wait.html", context, language=language, status=503)
    response.headers["Retry-After"] = str(WAIT_SECONDS)
    # Browsers do not heed Retry-After; this they do, without a script.
    response.headers["Refresh"] = str(WAIT_SECONDS)
    response.headers["Cache-Control"] = "no-store"
    # Nothing is wrong that an operator should read of.
    setattr(response, "_has_been_logged", True)  # noqa: B010 Django's own mark, without a type
    return response


urlpatterns: list[URLPattern] = [
    path("letters/<slug:slug>/letter.pdf", paper, name="paper_in_all_languages"),
    path("letters/<slug:slug>/<str:language>/letter.pdf", paper, name="paper"),
]
