"""News of a letter as its readers see it, in one language; the feed is made of the same."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from html import unescape
from typing import ClassVar, Literal

from django.db.models import Q, QuerySet
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from undersigned.core.languages import direction
from undersigned.core.lifecycle import NewsState
from undersigned.core.markdown import Labels, Rendered, render_body
from undersigned.core.refusal import Refused
from undersigned.models import News, NewsText, Signature


class NewsNotFound(Refused):
    """The letter has no such news, or has not published it."""

    status: ClassVar[int] = 404

    def __init__(self) -> None:
        super().__init__(_("There is no such news here."))


@dataclass(frozen=True)
class NewsItem:
    """One piece of published news; `html` and `sources_html` are safe to be put into a page.

    Its language is the one that was asked for, or the original's where it was not translated.
    """

    number: int
    title: str
    language: str
    direction: Literal["ltr", "rtl"]
    html: str
    sources_html: str
    opening: str
    published_at: datetime


def published_news(
    letter_id: str, language: str, *, limit: int | None = None
) -> tuple[NewsItem, ...]:
    """The news of a letter, the newest first; two queries."""
    rows = _published(letter_id).order_by("-number")[:limit]
    return tuple(_item(news, language) for news in rows)


def news_item(letter_id: str, number: int, language: str) -> NewsItem:
    """One piece of news. Raises NewsNotFound."""
    news = _published(letter_id).filter(number=number).first()
    if news is None:
        raise NewsNotFound
    return _item(news, language)


def subscribers(letter_id: str) -> QuerySet[Signature]:
    """The signatures whose signers asked for news: confirmed, accepted, and with a mailbox."""
    return Signature.objects.filter(
        ~Q(contact="", address=""),
        letter=letter_id,
        wants_news=True,
        confirmed_at__isnull=False,
        # An organization that waits for the lead is no signatory yet.
        ready_at__isnull=False,
    )


def pick_text(texts: dict[str, NewsText], language: str, original: str) -> NewsText:
    """The text in this language, in the same one of elsewhere (pt for pt-BR), or the original."""
    primary = language.partition("-")[0]
    near = (text for tag, text in texts.items() if tag.partition("-")[0] == primary)
    return texts.get(language) or next(near, None) or texts[original]


def news_labels() -> Labels:
    """The words within a rendered text, in the language of the page."""
    return Labels(
        demands=_("Demands"),
        sources=_("Sources"),
        reference=_("Source {number}"),
        back=_("Back to the text at source {number}"),
    )


def _published(letter_id: str) -> QuerySet[News]:
    published = News.objects.exclude(state=NewsState.DRAFT.value).filter(letter=letter_id)
    return published.select_related("letter").prefetch_related("texts")


def _item(news: News, language: str) -> NewsItem:
    texts = {text.language: text for text in news.texts.all()}
    text = pick_text(texts, language, news.letter.original_language)
    rendered = _render(text.body, text.language, get_language() or "en")
    assert news.published_at is not None
    return NewsItem(
        number=news.number,
        title=text.title,
        language=text.language,
        direction=direction(text.language),
        html=rendered.html,
        sources_html=rendered.sources_html,
        opening=Truncator(unescape(strip_tags(rendered.html))).chars(200),
        published_at=news.published_at,
    )


# What is published never changes.
@lru_cache(maxsize=128)
def _render(body: str, language: str, _interface: str) -> Rendered:
    return render_body(body, language=language, labels=news_labels())
