"""The news of a letter as its leads see it: drafts, and how far the mails have got."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from undersigned.core.languages import direction
from undersigned.core.lifecycle import NEWS_MAILED_EVERY_HOURS, NewsState
from undersigned.core.markdown import Rendered, render_body
from undersigned.models import EditionText, Letter, News, OutgoingMail
from undersigned.queries.news import NewsNotFound, news_labels, subscribers


@dataclass(frozen=True, slots=True)
class Mailing:
    """How far the mails of one piece of news have got."""

    recipients: int
    # How many have left: handed to the mail server, or given up.
    sent: int
    is_stopped: bool
    # Whether every mail has left.
    is_over: bool
    started_at: datetime

    @property
    def percent(self) -> int:
        return 100 * self.sent // max(1, self.recipients)


@dataclass(frozen=True, slots=True)
class NewsRow:
    """One piece of news in the list."""

    number: int
    title: str
    state: NewsState
    is_stopped: bool
    written_at: datetime
    published_at: datetime | None
    owed: int
    recipients: int


@dataclass(frozen=True, slots=True)
class NewsTextView:
    """The news in one language, as typed and as readers see it."""

    language: str
    direction: str
    title: str
    body: str
    shown: Rendered


@dataclass(frozen=True, slots=True)
class NewsView:
    """One piece of news, with what may be done with it."""

    number: int
    state: NewsState
    revision: int
    written_by: str
    written_at: datetime
    published_at: datetime | None
    texts: tuple[NewsTextView, ...]
    mailing: Mailing | None
    # How many would get it now, and when at the earliest, should that be later than now.
    subscribers: int
    wait_until: datetime | None

    @property
    def title(self) -> str:
        return self.texts[0].title


def news_rows(letter: Letter) -> tuple[NewsRow, ...]:
    """All news of a letter, the newest first; two queries."""
    rows = News.objects.filter(letter=letter).prefetch_related("texts").order_by("-number")
    return tuple(
        NewsRow(
            number=news.number,
            title=next(
                text.title for text in news.texts.all() if text.language == letter.original_language
            ),
            state=NewsState(news.state),
            is_stopped=news.is_stopped,
            written_at=news.written_at,
            published_at=news.published_at,
            owed=news.owed,
            recipients=news.recipients,
        )
        for news in rows
    )


def news_languages(letter: Letter) -> tuple[str, ...]:
    """The languages in which readers see the letter, the original first."""
    texts = EditionText.objects.filter(edition__letter=letter, edition__is_current=True)
    return tuple(texts.order_by("position").values_list("language", flat=True))


def view_news(letter: Letter, number: int, *, at: datetime) -> NewsView:
    """One piece of news. Raises NewsNotFound."""
    news = (
        News.objects.filter(letter=letter, number=number)
        .select_related("written_by")
        .prefetch_related("texts")
        .first()
    )
    if news is None:
        raise NewsNotFound
    original = letter.original_language
    texts = sorted(news.texts.all(), key=lambda text: (text.language != original, text.language))
    again = letter.news_mailed_at and letter.news_mailed_at + timedelta(
        hours=NEWS_MAILED_EVERY_HOURS
    )
    return NewsView(
        number=news.number,
        state=NewsState(news.state),
        revision=news.revision,
        written_by=news.written_by.called,
        written_at=news.written_at,
        published_at=news.published_at,
        texts=tuple(
            NewsTextView(
                text.language,
                direction(text.language),
                text.title,
                text.body,
                render_body(text.body, language=text.language, labels=news_labels()),
            )
            for text in texts
        ),
        mailing=view_mailing(news),
        subscribers=subscribers(letter.pk).count(),
        wait_until=again if again and again > at else None,
    )


def view_mailing(news: News) -> Mailing | None:
    """How far its mails have got; None before it was decided to mail it."""
    if news.mailing_at is None:
        return None
    waiting = OutgoingMail.objects.filter(batch=news.batch).count()
    sent = max(0, news.owed - waiting)
    is_mailed = news.state == NewsState.MAILED
    return Mailing(
        # Who withdrew or unsubscribed meanwhile is not waited for.
        recipients=news.owed if is_mailed else max(news.recipients, news.owed),
        sent=sent,
        is_stopped=news.is_stopped,
        is_over=is_mailed and not waiting,
        started_at=news.mailing_at,
    )
