"""Write news, and publish it; whether it is mailed is decided apart from that."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from undersigned.adapters.sentences import in_words
from undersigned.core.coalition import ActKind
from undersigned.core.errors import Malformed
from undersigned.core.language_choice import name_of_language
from undersigned.core.languages import check_language
from undersigned.core.lifecycle import NewsState
from undersigned.core.lines import clean_line
from undersigned.core.markdown import check_body
from undersigned.core.refusal import Refused
from undersigned.core.text import normalize_body
from undersigned.models import Account, Letter, News, NewsText
from undersigned.queries.news import NewsNotFound
from undersigned.stages.history import record_act
from undersigned.stages.sign import renew_names

MAX_BODY: Final = 20_000
"""Characters; every mail holds them."""


class NotNow(Refused):
    """The letter is not public, or the news has moved on."""


class NewsChanged(Refused):
    """Somebody else saved the draft meanwhile."""


class NewsRefused(Refused):
    """The news cannot be saved; `problems` says why, a sentence each."""

    status: ClassVar[int] = 422

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True)
class NewsInput:
    """What was typed for one language; without a title and a body there is no such text."""

    language: str
    title: str
    body: str


def find_news(letter: Letter, number: int) -> News:
    """The news of that number. Raises NewsNotFound."""
    try:
        return News.objects.select_related("letter").get(letter=letter, number=number)
    except News.DoesNotExist as error:
        raise NewsNotFound from error


@transaction.atomic
def write_news(letter: Letter, texts: Sequence[NewsInput], *, by: Account, at: datetime) -> News:
    """Begin a draft, which only leads see. Raises NotNow, NewsRefused."""
    if not letter.is_public:
        raise NotNow(_("News can be written once the letter is published."))
    clean = _check(letter, texts)
    # Taking the letter's row first lets two who write at once get two numbers.
    Letter.objects.filter(pk=letter.pk).update(names_revision=F("names_revision"))
    newest = News.objects.filter(letter=letter).aggregate(newest=Max("number"))["newest"]
    number = (newest or 0) + 1
    news = News.objects.create(letter=letter, number=number, written_by=by, written_at=at)
    _keep(news, clean)
    _record(news, ActKind.NEWS_WRITTEN, clean[0].title, by=by, at=at)
    return news


@transaction.atomic
def save_news(
    letter: Letter,
    number: int,
    texts: Sequence[NewsInput],
    *,
    based_on: int,
    by: Account,
    at: datetime,
) -> None:
    """Save a draft anew, whose revision the writer had before them.

    Raises NewsNotFound, NotNow, NewsChanged, NewsRefused.
    """
    news = find_news(letter, number)
    clean = _check(letter, texts)
    saved = News.objects.filter(pk=news.pk, state=NewsState.DRAFT.value, revision=based_on)
    if not saved.update(revision=based_on + 1, written_by=by, written_at=at):
        news = find_news(letter, number)
        if news.state != NewsState.DRAFT:
            raise NotNow(_("This news is published already, and stays as it is."))
        raise NewsChanged(
            _("Somebody else saved this draft meanwhile. Your words are still here, not saved.")
        )
    news.texts.all().delete()
    _keep(news, clean)


@transaction.atomic
def delete_news(letter: Letter, number: int, *, by: Account, at: datetime) -> None:
    """Delete a draft. Raises NewsNotFound, NotNow."""
    news = find_news(letter, number)
    title = _title(news)
    deleted, _rows = News.objects.filter(pk=news.pk, state=NewsState.DRAFT.value).delete()
    if not deleted:
        raise NotNow(_("This news is published already, and stays as it is."))
    _record(news, ActKind.NEWS_DELETED, title, by=by, at=at)


@transaction.atomic
def publish_news(letter: Letter, number: int, *, revision: int, by: Account, at: datetime) -> None:
    """Show the draft, whose revision the lead has seen, to everybody; mail it to nobody.

    Raises NewsNotFound, NotNow, NewsChanged.
    """
    news = find_news(letter, number)
    draft = News.objects.filter(pk=news.pk, state=NewsState.DRAFT.value, revision=revision)
    if not draft.update(state=NewsState.PUBLISHED.value, published_at=at):
        news = find_news(letter, number)
        if news.state == NewsState.DRAFT:
            raise NewsChanged(
                _("Somebody else saved this draft meanwhile. Please look at it once more.")
            )
        raise NotNow(_("This news is published already."))
    renew_names(letter.pk)
    _record(news, ActKind.NEWS_PUBLISHED, _title(news), by=by, at=at)


def _title(news: News) -> str:
    original = news.texts.filter(language=news.letter.original_language)
    return original.values_list("title", flat=True).first() or ""


def _record(news: News, kind: ActKind, title: str, *, by: Account, at: datetime) -> None:
    record_act(news.letter, kind, by=by, at=at, subject=title, number=news.number)


def _keep(news: News, texts: Sequence[NewsInput]) -> None:
    NewsText.objects.bulk_create(
        NewsText(news=news, language=text.language, title=text.title, body=text.body)
        for text in texts
    )


def _check(letter: Letter, texts: Sequence[NewsInput]) -> list[NewsInput]:
    """The texts in their one spelling, the original first, without those that are empty."""
    problems: list[str] = []
    clean: list[NewsInput] = []
    for text in sorted(texts, key=lambda text: text.language != letter.original_language):
        language = name_of_language(text.language, get_language() or "en")
        try:
            check_language(text.language)
            title = clean_line(text.title, max_length=300)
            body = normalize_body(text.body)
            if body:
                check_body(body)
        except Malformed as problem:
            problems.append(f"{language}: {in_words(problem)}")
            continue
        if len(body) > MAX_BODY:
            problems.append(
                _("{language}: the text is too long; at most {number} characters fit here.").format(
                    language=language, number=MAX_BODY
                )
            )
            continue
        is_original = text.language == letter.original_language
        if title and body:
            clean.append(NewsInput(text.language, title, body))
        elif title or body or is_original:
            problems.append(
                _("{language}: title and text are both needed.").format(language=language)
            )
    has_original = any(text.language == letter.original_language for text in clean)
    if not has_original and not problems:
        problems.append(_("The text in the original language of the letter is needed."))
    if problems:
        raise NewsRefused(problems)
    return clean
