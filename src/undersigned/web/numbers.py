"""Numbers: pictures of who signed and when, and the count for pages that stay open."""

from datetime import UTC

import orjson
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from undersigned.queries.letter_page import letter_head
from undersigned.queries.numbers import letter_numbers
from undersigned.queries.signatories import shown
from undersigned.queries.spoken import signed_by_text
from undersigned.web.page_cache import keep_page
from undersigned.web.public import chrome_for, show_kept, speaking


@require_safe
def numbers(_request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """Signatures over time, by kind and by country."""
    head = letter_head(slug, language)
    named = shown(head.id, head.revision)
    today = timezone.now().astimezone(UTC).date()
    is_mirrored = chrome_for(language).direction == "rtl"
    return show_kept(
        "numbers/numbers.html",
        {
            "letter": head,
            "numbers": letter_numbers(head, named, today=today, is_mirrored=is_mirrored),
        },
        language=language,
        revision=head.revision,
        slug=slug,
    )


@csrf_exempt
@require_safe
def count(_request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """What the page of the letter counts, for programs and for pages that stay open."""
    head = letter_head(slug, language)
    with speaking(language):
        text = signed_by_text(head.counts)
    response = HttpResponse(
        orjson.dumps(
            {
                "organizations": head.counts.organizations,
                "people": head.counts.people,
                "withdrawn": head.counts.withdrawn,
                "size": head.counts.size,
                "open": head.is_open,
                "text": text,
            }
        ),
        content_type="application/json",
    )
    response.headers["Access-Control-Allow-Origin"] = "*"
    keep_page(response, slug=slug, revision=head.revision)
    return response


urlpatterns: list[URLPattern] = [
    path("letters/<slug:slug>/<str:language>/numbers/", numbers, name="numbers"),
    path("letters/<slug:slug>/<str:language>/count.json", count, name="count"),
]
