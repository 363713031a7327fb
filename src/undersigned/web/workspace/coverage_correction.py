"""Coverage: a mail to an outlet that quoted the letter wrongly, for editors to send themselves."""

from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from undersigned.core.coalition import Permission
from undersigned.models import Letter
from undersigned.queries.workspace.coalition import letter_head
from undersigned.queries.workspace.coverage import article_page
from undersigned.web.interface_language import nearest
from undersigned.web.workspace.access import LetterRequest, allowed


@require_safe
@allowed(Permission.WRITE)
def correction(request: LetterRequest, letter: Letter, article_id: int) -> HttpResponse:
    """A mail to the outlet, drafted in the language of the article; nothing is sent from here."""
    page = article_page(letter, article_id) if article_id < 1 << 63 else None
    if page is None:
        raise Http404
    language = nearest(page.row.language or "en")
    with translation.override(language):
        subject = _("Request for a correction: %(title)s") % {"title": page.row.title}
        words = render_to_string(
            "workspace/coverage/correction.txt",
            {
                "row": page.row,
                "wrong": page.wrong,
                "title": letter_head(letter).title,
                "address": settings.CONFIG.address
                + reverse("letter_in_any_language", args=[letter.slug]),
            },
        )
    context = {
        "letter": letter_head(letter),
        "row": page.row,
        "wrong": page.wrong,
        "subject": subject,
        "words": words,
        "mail_language": language,
        # RFC 6068, section 5: lines of a body end by CRLF.
        "mailto": f"mailto:?subject={quote(subject)}&body={quote(words).replace('%0A', '%0D%0A')}",
    }
    return render(request, "workspace/coverage/correction.html", context)


urlpatterns: list[URLPattern] = [
    path(
        "workspace/letters/<slug:slug>/coverage/<int:article_id>/correction/",
        correction,
        name="correction_request",
    ),
]
