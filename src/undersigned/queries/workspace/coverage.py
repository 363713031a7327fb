"""What the coalition sees of the coverage: every article, its state, and all that is quoted."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from django.db.models import Count

from undersigned.core.coverage import ArticleState
from undersigned.core.languages import direction
from undersigned.core.quotes.facts import Fact, Finding
from undersigned.core.quotes.verdict import Judgement
from undersigned.models import Article, Letter
from undersigned.queries.coverage import articles_to_check
from undersigned.queries.quotations import (
    TRUE,
    QuotationView,
    Texts,
    body_start,
    plain_words,
    texts_of,
    view_quotations,
)


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """One article in the list."""

    id: int
    state: ArticleState
    outlet: str
    title: str
    address: str
    language: str
    published_on: date | None
    added_at: datetime
    added_by: str
    failure: str
    same_as: str
    # Quotations of the letter's side: those that are true, by judgement those that are not.
    true: int
    others: tuple[tuple[Judgement, int], ...]
    by_hand: int

    @property
    def is_published(self) -> bool:
        return self.state is ArticleState.PUBLISHED

    @property
    def can_be_published(self) -> bool:
        """Whether it is read, and somebody said where it is from."""
        is_read = self.state in {ArticleState.READ, ArticleState.TAKEN_DOWN}
        return is_read and bool(self.outlet and self.title)


@dataclass(frozen=True, slots=True)
class Run:
    """Words of an article's text: of a quotation, of several that overlap the first, or of none."""

    text: str
    quotation: QuotationView | None = None


@dataclass(frozen=True, slots=True)
class FactView:
    """A fact as the article words it, and what the record says to it."""

    fact: Fact
    words: str
    finding: Finding
    recorded: str


@dataclass(frozen=True)
class ArticlePage:
    """One article, for those who check it."""

    row: ArticleRow
    direction: Literal["ltr", "rtl"]
    # The whole text by its paragraphs. It is not ours: nobody but the coalition sees it.
    paragraphs: tuple[tuple[Run, ...], ...] = field(repr=False)
    quotations: tuple[QuotationView, ...]
    # Of the current edition: in the article's language if there is such a text, else the original.
    letter: tuple[str, ...]
    edition: int
    letter_language: str
    letter_direction: Literal["ltr", "rtl"]
    facts: tuple[FactView, ...]
    is_checked_anew: bool

    @property
    def ours(self) -> tuple[QuotationView, ...]:
        """What is said in the name of the letter."""
        return tuple(it for it in self.quotations if it.is_of_letter)

    @property
    def others(self) -> tuple[QuotationView, ...]:
        """What others say."""
        return tuple(it for it in self.quotations if not it.is_of_letter)

    @property
    def wrong(self) -> tuple[QuotationView, ...]:
        """What the outlet may be asked to correct."""
        return tuple(it for it in self.ours if it.is_wrong)


def list_articles(letter: Letter) -> tuple[ArticleRow, ...]:
    """All articles, those added last first; three queries."""
    articles = Article.objects.filter(letter=letter).select_related("added_by", "same_as")
    rows = list(articles.defer("data").order_by("-id"))
    quotations = view_quotations(rows, {})
    return tuple(_row(row, quotations[row.pk]) for row in rows)


def count_articles(letter: Letter) -> dict[str, int]:
    """How many articles stand in each state; one query."""
    rows = Article.objects.filter(letter=letter).values_list("state").annotate(count=Count("id"))
    return dict(rows)


def article_page(letter: Letter, article_id: int) -> ArticlePage | None:
    """One article with all that was found in it; None if the letter has none of that number."""
    row = (
        Article.objects.filter(letter=letter, pk=article_id)
        .select_related("added_by", "same_as")
        .defer("data")
        .first()
    )
    if row is None:
        return None
    texts = texts_of(letter.pk)
    quotations = view_quotations([row], texts)[row.pk]
    language, file = _text_beside(letter, texts, row.language)
    return ArticlePage(
        row=_row(row, quotations),
        direction=direction(row.language or "und"),
        paragraphs=tuple(_paragraphs(row.text, quotations)),
        quotations=quotations,
        letter=_lines(file),
        edition=max((number for number, _language in texts), default=0),
        letter_language=language,
        letter_direction=direction(language),
        facts=tuple(
            FactView(Fact(fact), row.text[start:end], Finding(finding), recorded)
            for fact, start, end, finding, recorded in row.facts
        ),
        is_checked_anew=articles_to_check().filter(pk=row.pk).exists(),
    )


def _lines(file: str) -> tuple[str, ...]:
    """The lines of a text as they are read."""
    if not file:
        return ()
    lines = file[body_start(file) :].split("\n")
    return tuple(
        words
        for line in lines
        if not line.startswith(":::") and (words := plain_words(line).strip())
    )


def _text_beside(letter: Letter, texts: Texts, language: str) -> tuple[str, str]:
    current = max((edition for edition, _language in texts), default=0)
    if (current, language) not in texts:
        language = letter.original_language
    return language, texts.get((current, language), "")


def _row(row: Article, quotations: Sequence[QuotationView]) -> ArticleRow:
    ours = [it for it in quotations if it.is_of_letter]
    counts: Counter[Judgement] = Counter(it.judgement for it in ours if it.judgement not in TRUE)
    first = row.same_as
    return ArticleRow(
        id=row.pk,
        state=ArticleState(row.state),
        outlet=row.outlet,
        title=row.title,
        address=row.address,
        language=row.language,
        published_on=row.published_on,
        added_at=row.added_at,
        added_by=row.added_by.called,
        failure=row.failure,
        same_as=(first.outlet or first.title or first.address) if first else "",
        true=sum(1 for it in ours if it.is_true),
        others=tuple(
            (judgement, counts[judgement]) for judgement in Judgement if counts[judgement]
        ),
        by_hand=sum(1 for it in quotations if it.human),
    )


def _paragraphs(text: str, quotations: Sequence[QuotationView]) -> list[tuple[Run, ...]]:
    paragraphs: list[tuple[Run, ...]] = []
    at = 0
    for line in text.split("\n"):
        start, end = at, at + len(line)
        at = end + 1
        if not line.strip():
            continue
        runs = []
        place = start
        for one in quotations:
            first, last = max(one.span.start, place), min(one.span.end, end)
            if first >= last:
                continue
            if first > place:
                runs.append(Run(text[place:first]))
            runs.append(Run(text[first:last], one))
            place = last
        runs.append(Run(text[place:end]))
        paragraphs.append(tuple(runs))
    return paragraphs
