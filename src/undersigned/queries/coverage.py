"""Coverage of a letter: what readers see of it, which articles are to be checked, and how."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from undersigned.core.coverage import READ_STATES, ArticleState
from undersigned.core.languages import direction
from undersigned.core.quotes.annotations import Resource, text_fragment_link
from undersigned.core.quotes.found import Span
from undersigned.core.quotes.verdict import LetterText
from undersigned.models import Article, Edition, EditionText
from undersigned.queries.quotations import (
    FROM_LETTER,
    QuotationView,
    plain_words,
    texts_of,
    view_quotations,
)


@dataclass(frozen=True)
class CanonicalTexts:
    """All published texts of a letter, those of the current edition first."""

    texts: tuple[LetterText, ...]
    current: int


def articles_to_check() -> QuerySet[Article]:
    """Articles that wait to be read, or were checked against an edition that is not current."""
    current = Edition.objects.filter(letter=OuterRef("letter"), is_current=True)
    return (
        Article.objects.annotate(current=Subquery(current.values("number")[:1]))
        .filter(
            Q(state=ArticleState.WAITING)
            | Q(state__in=READ_STATES, checked_edition=None)
            | Q(state__in=READ_STATES, checked_edition__lt=F("current"))
        )
        .select_related("letter", "added_by")
    )


def canonical_texts(letter_id: str) -> CanonicalTexts:
    """Every text of every published edition, as its file reads; one query."""
    rows = (
        EditionText.objects.filter(edition__letter=letter_id, edition__is_published=True)
        .select_related("edition")
        .order_by("-edition__is_current", "-edition__number", "position")
    )
    texts = tuple(
        LetterText(
            text=bytes(row.data).decode(),
            language=row.language,
            edition=row.edition.number,
            is_original=row.position == 0,
        )
        for row in rows
    )
    return CanonicalTexts(texts, texts[0].edition if texts else 0)


@dataclass(frozen=True)
class Elsewhere:
    """Another outlet that published the same text."""

    outlet: str
    address: str
    published_on: date | None


@dataclass(frozen=True)
class ArticleView:
    """A published article: of its text only what it says in the name of the letter."""

    id: int
    outlet: str
    title: str
    address: str
    language: str
    direction: Literal["ltr", "rtl"]
    published_on: date | None
    quotations: tuple[QuotationView, ...]
    elsewhere: tuple[Elsewhere, ...]
    text: str = field(repr=False)

    def resource(self) -> Resource:
        """The article for programs; what was taken out of a page is not the whole of it."""
        return Resource(self.address, self.text, self.language or "und", is_whole=False)

    def link_to(self, quotation: QuotationView) -> str:
        """An address at which browsers show the quotation; "" where the article has none."""
        return text_fragment_link(self.resource(), quotation.span) if self.address else ""


@dataclass(frozen=True)
class QuotedPart:
    """A part of the shown text that articles quoted, its passages joined where they overlap."""

    number: int
    # In the file of the text.
    span: Span
    text: str
    articles: tuple[ArticleView, ...]

    @property
    def count(self) -> int:
        """By how many articles, those with the same text each for itself."""
        return sum(1 + len(article.elsewhere) for article in self.articles)


@dataclass(frozen=True)
class Coverage:
    """What the press made of a letter, for its readers in one language."""

    articles: tuple[ArticleView, ...]
    parts: tuple[QuotedPart, ...]
    file: str = field(repr=False)

    @property
    def count(self) -> int:
        return sum(1 + len(article.elsewhere) for article in self.articles)


def published_coverage(letter_id: str, language: str) -> Coverage:
    """All published articles, the newest first, and which parts of the text they quoted.

    Four queries, however many articles there are.
    """
    rows = list(
        Article.objects.filter(letter=letter_id, state=ArticleState.PUBLISHED).defer("data")
    )
    rows.sort(key=lambda row: (row.published_on or date.min, row.pk), reverse=True)
    groups: dict[int, list[Article]] = {}
    for row in rows:
        groups.setdefault(row.same_as_id or row.pk, []).append(row)
    # Whoever published it first stands for all others.
    firsts = [group[-1] for group in groups.values()]
    texts = texts_of(letter_id) if firsts else {}
    quotations = view_quotations(firsts, texts)
    articles = tuple(
        ArticleView(
            id=group[-1].pk,
            outlet=group[-1].outlet,
            title=group[-1].title,
            address=group[-1].address,
            language=group[-1].language,
            direction=direction(group[-1].language or "und"),
            published_on=group[-1].published_on,
            quotations=tuple(it for it in quotations[group[-1].pk] if it.is_of_letter),
            elsewhere=tuple(
                Elsewhere(it.outlet, it.address, it.published_on) for it in reversed(group[:-1])
            ),
            text=group[-1].text,
        )
        for group in groups.values()
    )
    current = max((edition for edition, _language in texts), default=0)
    file = texts.get((current, language), "")
    return Coverage(articles, _parts(articles, current, language, file), file)


def _parts(
    articles: Sequence[ArticleView], edition: int, language: str, file: str
) -> tuple[QuotedPart, ...]:
    spans = sorted(
        (
            (passage.span, article)
            for article in articles
            for quotation in article.quotations
            if quotation.judgement in FROM_LETTER
            for passage in quotation.passages
            if (passage.edition, passage.language) == (edition, language)
        ),
        key=lambda found: (found[0], found[1].id),
    )
    joined: list[tuple[Span, list[ArticleView]]] = []
    for span, article in spans:
        if joined and span.start < joined[-1][0].end:
            before, quoting = joined[-1]
            joined[-1] = (Span(before.start, max(before.end, span.end)), quoting)
        else:
            joined.append((span, []))
        if article not in joined[-1][1]:
            joined[-1][1].append(article)
    return tuple(
        QuotedPart(number, span, plain_words(span.of(file)), tuple(quoting))
        for number, (span, quoting) in enumerate(joined, start=1)
    )
