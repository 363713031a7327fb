"""Coverage: what articles quote of a letter and how truly, for readers and for programs."""

import json
from dataclasses import replace
from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from undersigned.adapters.sentences import filled
from undersigned.core.markdown.marked import Mark, render_quoted
from undersigned.core.markdown.places import place_units
from undersigned.core.quotes.annotations import (
    Quoted,
    Resource,
    annotation_collection,
    article_json_ld,
    text_fragment_link,
)
from undersigned.core.quotes.verdict import Judgement
from undersigned.core.text import digest
from undersigned.queries.coverage import ArticleView, Coverage, published_coverage
from undersigned.queries.letter_page import LetterHead, letter_head, letter_labels
from undersigned.queries.quotations import QuotationView, body_start, texts_of
from undersigned.web.page_cache import keep_page
from undersigned.web.public import show_kept, speaking
from undersigned.web.share.head import data_block

# Web Annotation Protocol, W3C Recommendation 2017, section 3.
ANNOTATIONS: Final = 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'


@require_safe
def coverage(_request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """All published articles with their quotations beside the letter's words."""
    head = letter_head(slug, language)
    covered = published_coverage(head.id, language)
    letters = _letters(head)
    data = [
        article_json_ld(
            article.resource(),
            [_quoted(one, letters) for one in article.quotations],
            headline=article.title,
            published=article.published_on.isoformat() if article.published_on else "",
            outlet=article.outlet,
        )
        for article in covered.articles
    ]
    return show_kept(
        "coverage/coverage.html",
        {
            "letter": head,
            "covered": covered,
            "parts": [(part, _link(head, covered, part.number)) for part in covered.parts],
            "rows": [
                (article, [(one, article.link_to(one)) for one in article.quotations])
                for article in covered.articles
            ],
            "judgements": [
                judgement
                for judgement in Judgement
                if any(
                    one.judgement is judgement
                    for article in covered.articles
                    for one in article.quotations
                )
            ],
            "json_ld": data_block({"@context": "https://schema.org", "@graph": data}),
        },
        language=language,
        revision=head.revision,
        slug=slug,
    )


@require_safe
def annotations(_request: HttpRequest, slug: str, language: str, article_id: int) -> HttpResponse:
    """The quotations of one article as W3C Web Annotations."""
    head = letter_head(slug, language)
    for article in published_coverage(head.id, language).articles:
        if article.id == article_id:
            return _annotations(head, article)
    raise Http404


def _annotations(head: LetterHead, article: ArticleView) -> HttpResponse:
    letters = _files(head)
    resource = article.resource()
    if not resource.address:
        # What was pasted has no page of its own; its quotations stand on ours.
        page = reverse("coverage", args=[head.slug, head.language])
        address = f"{settings.CONFIG.address}{page}#article-{article.id}"
        resource = replace(resource, address=address)
    collection = annotation_collection(
        resource, [_quoted(one, letters) for one in article.quotations]
    )
    response = HttpResponse(
        json.dumps(collection, ensure_ascii=False, indent=1) + "\n", content_type=ANNOTATIONS
    )
    response.headers["Access-Control-Allow-Origin"] = "*"
    keep_page(response, slug=head.slug, revision=head.revision)
    return response


def quoted_html(head: LetterHead) -> SafeString | None:
    """The body of a letter with marks where articles quoted it; None where none did.

    Behind each part stands by how many articles, and a way to them.
    """
    covered = published_coverage(head.id, head.language) if head.is_covered else None
    if covered is None or not covered.parts:
        return None
    start = body_start(covered.file)
    with speaking(head.language):
        html = render_quoted(
            place_units(covered.file[start:]),
            [
                Mark(part.number, part.span.start - start, part.span.end - start)
                for part in covered.parts
            ],
            language=head.language,
            labels=letter_labels(),
            notes=_notes(head, covered),
        )
    return mark_safe(html)  # noqa: S308 as safe as the letter without marks


def _notes(head: LetterHead, covered: Coverage) -> dict[int, SafeString]:
    address = reverse("coverage", args=[head.slug, head.language])
    return {
        part.number: format_html(
            '<a class="quoted-by" href="{}#part-{}" aria-label="{}">{}</a>',
            address,
            part.number,
            _quoted_by(part.count),
            filled("%(count)d", count=part.count),
        )
        for part in covered.parts
    }


def _quoted_by(count: int) -> str:
    sentence = ngettext("Quoted in %(count)d article", "Quoted in %(count)d articles", count)
    return filled(sentence, count=count)


def _letters(head: LetterHead) -> dict[tuple[int, str], Resource]:
    """The letter's texts as readers see them, all on the page of the letter in each language."""
    return {
        (edition, language): Resource(
            settings.CONFIG.address + reverse("letter", args=[head.slug, language]),
            file,
            language,
            is_whole=False,
            is_markdown=True,
        )
        for (edition, language), file in texts_of(head.id).items()
    }


def _files(head: LetterHead) -> dict[tuple[int, str], Resource]:
    """The letter's texts for programs: the files themselves, whose places everybody can count."""
    return {
        place: Resource(
            settings.CONFIG.address
            + reverse("log_text", args=[head.id, digest(file.encode()).hex()]),
            file,
            place[1],
        )
        for place, file in texts_of(head.id).items()
    }


def _quoted(one: QuotationView, letters: dict[tuple[int, str], Resource]) -> Quoted:
    return Quoted(
        span=one.span,
        passages=tuple(
            (letters[passage.edition, passage.language], passage.span) for passage in one.passages
        ),
        judgement=one.judgement.value,
        speaker=one.source,
    )


def _link(head: LetterHead, covered: Coverage, number: int) -> str:
    """The page of the letter, at the words of a part."""
    part = covered.parts[number - 1]
    address = reverse("letter", args=[head.slug, head.language])
    resource = Resource(address, covered.file, head.language, is_markdown=True)
    return text_fragment_link(resource, part.span)


_LETTER = "letters/<slug:slug>/<str:language>/coverage/"
urlpatterns: list[URLPattern] = [
    path(_LETTER, coverage, name="coverage"),
    path(_LETTER + "<int:article_id>.jsonld", annotations, name="coverage_annotations"),
]
