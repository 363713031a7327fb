"""Mailbox: the page on which whoever gets our mails ends those that they did not ask for."""

from contextlib import suppress

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from undersigned.core.errors import Malformed, NotProven
from undersigned.queries.mailbox import is_closed
from undersigned.stages.outbox import close_mailbox, open_mailbox
from undersigned.web.confirm import unknown_link
from undersigned.web.public import SeeOther, by_mailed_link, show


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def no_mail(request: HttpRequest, language: str, token: str) -> HttpResponse:
    """Ends the mails by one POST, from wherever it comes (RFC 8058); a GET only shows a button.

    Mail programs and providers send it without a cookie, from sites of their own.
    """
    if request.method != "POST" or "again" in request.POST:
        return _page(request, language, token)
    with suppress(Malformed, NotProven):
        close_mailbox(token, at=timezone.now())
    if "stop" in request.POST:
        response: HttpResponse = SeeOther(_done(language, token, "stopped"))
    else:
        response = HttpResponse(_("Done.") + "\n", content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@by_mailed_link
def _page(request: HttpRequest, language: str, token: str) -> HttpResponse:
    """The page with its button, or mails again: for that, the form has to come from here."""
    try:
        if request.method == "POST":
            open_mailbox(token)
            return SeeOther(_done(language, token, "again"))
        context = {
            "language": language,
            "token": token,
            "is_closed": is_closed(token),
            "done": request.GET.get("done", ""),
        }
    except (Malformed, NotProven):
        return unknown_link()
    return show("mailbox/no_mail.html", context, language=language)


def _done(language: str, token: str, what: str) -> str:
    return reverse("no_mail", args=[language, token]) + f"?done={what}"


urlpatterns: list[URLPattern] = [
    path("no-mail/<str:language>/<str:token>/", no_mail, name="no_mail"),
]
