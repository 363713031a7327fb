"""Articles about the letter of `tests.support.letters`, checked as the worker would have done."""

from datetime import date, datetime

from tests.support.letters import T0
from undersigned.core.coverage import FoundQuotation, QuotedEdit, QuotedPassage
from undersigned.core.quotes.found import Span, Speaker
from undersigned.core.quotes.verdict import Change, Judgement
from undersigned.models import Article, Letter
from undersigned.queries.quotations import texts_of
from undersigned.stages.coverage import (
    CheckedArticle,
    NewArticle,
    add_article,
    keep_checked,
    publish_articles,
    take_article,
)

TEXT = (
    "River towns ask for data\n\n"
    "The groups ask the commission to “publish the measurements”.\n"
    "“Let the people of the shores speak,” they wrote. “We are listening,” said the chair."
)
TRUE = "publish the measurements"
ALTERED = "Let the people of the shores speak,"
OTHER = "We are listening,"


def span_of(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def found_in(letter: Letter, text: str = TEXT) -> tuple[FoundQuotation, ...]:
    """A true quotation, an altered one, and one of the addressee."""
    file = texts_of(letter.pk)[1, "en"]
    true = QuotedPassage(1, "en", span_of(file, "Publish the measurements"))
    passage = QuotedPassage(1, "en", span_of(file, "Let the people of the banks speak."))
    edit = QuotedEdit(span_of(ALTERED, "shores"), span_of(file, "banks"), Change.WORDS)
    return (
        FoundQuotation(
            span_of(text, TRUE),
            Speaker.LETTER,
            0.9,
            Judgement.TYPOGRAPHY,
            (true,),
            source=span_of(text, "The groups"),
            cue=span_of(text, "ask the commission"),
        ),
        FoundQuotation(
            span_of(text, ALTERED), Speaker.LETTER, 0.8, Judgement.ALTERED, (passage,), (edit,)
        ),
        FoundQuotation(span_of(text, OTHER), Speaker.ADDRESSEE, 0.7, Judgement.NOT_IN_LETTER),
    )


def add(
    letter: Letter, address: str = "https://times.example/river", *, at: datetime = T0
) -> Article:
    """An article that waits for the worker."""
    return add_article(letter, NewArticle(address=address), by=letter.lead, at=at)


def checked(
    letter: Letter,
    address: str = "https://times.example/river",
    *,
    outlet: str = "Example Times",
    text: str = TEXT,
    at: datetime = T0,
) -> Article:
    """An article that was read and checked."""
    article = add(letter, address, at=at)
    taken = take_article(at=at)
    assert taken is not None
    keep_checked(
        taken,
        CheckedArticle(
            text=text,
            language="en",
            edition=1,
            quotations=found_in(letter, text),
            outlet=outlet,
            title="River towns ask for data",
            published_on=date(2026, 3, 2),
        ),
    )
    return Article.objects.get(pk=article.pk)


def published(
    letter: Letter, address: str = "https://times.example/river", *, outlet: str = "Example Times"
) -> Article:
    """An article on the coverage page."""
    article = checked(letter, address, outlet=outlet)
    publish_articles(letter, [article.pk], by=letter.lead, at=T0)
    return Article.objects.get(pk=article.pk)
