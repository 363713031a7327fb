"""Coverage: articles are added, read and checked by the worker, judged by people, and published."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import ClassVar, Final

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from undersigned.core.coalition import ActKind
from undersigned.core.coverage import (
    MAX_ARTICLES,
    MAX_QUOTATIONS,
    MAX_TRIES,
    READ_STATES,
    ArticleState,
    FoundQuotation,
    are_alike,
    sketch,
)
from undersigned.core.quotes.found import Speaker
from undersigned.core.quotes.verdict import Judgement
from undersigned.core.refusal import Refused
from undersigned.models import Account, Article, HumanJudgement, Letter, Quotation
from undersigned.queries.coverage import articles_to_check
from undersigned.stages.history import record_act
from undersigned.stages.sign import renew_names

# After this time a worker that took an article up is taken for dead.
WORKER_SECONDS: Final = 120


class ArticleRefused(Refused):
    """The letter takes no such article."""

    status: ClassVar[int] = 422


class AlreadyAdded(Refused):
    """The letter has this article already."""

    def __init__(self, sentence: str, *, article_id: int) -> None:
        super().__init__(sentence)
        self.article_id = article_id


class ChangedMeanwhile(Refused):
    """Somebody else came first."""


@dataclass(frozen=True)
class NewArticle:
    """What is added: `data` is the page or text itself, empty to have the address fetched."""

    address: str = ""
    data: bytes = field(default=b"", repr=False)
    outlet: str = ""
    title: str = ""
    language: str = ""
    published_on: date | None = None


@dataclass(frozen=True)
class CheckedArticle:
    """What the worker made of an article; what nobody told is empty."""

    text: str = field(repr=False)
    language: str
    edition: int
    quotations: Sequence[FoundQuotation]
    facts: Sequence[Sequence[object]] = ()
    address: str = ""
    outlet: str = ""
    title: str = ""
    published_on: date | None = None


@transaction.atomic
def add_article(letter: Letter, new: NewArticle, *, by: Account, at: datetime) -> Article:
    """Keep what is to be read and checked; the worker does that, and fetches what has an address.

    Raises ArticleRefused, AlreadyAdded.
    """
    if not letter.is_public:
        raise ArticleRefused(_("A letter that is not published has no coverage."))
    if Article.objects.filter(letter=letter).count() >= MAX_ARTICLES:
        raise ArticleRefused(_("This letter has as many articles as can be kept."))
    if not new.data and not new.address:
        raise ArticleRefused(_("There is nothing to read."))
    key = hashlib.sha256(new.address.encode() or new.data).digest()
    try:
        # Its own savepoint: of two who add the same at once, one is told.
        with transaction.atomic():
            article = Article.objects.create(
                letter=letter,
                key=key,
                address=new.address,
                data=new.data or None,
                outlet=new.outlet,
                title=new.title,
                language=new.language,
                published_on=new.published_on,
                added_by=by,
                added_at=at,
            )
    except IntegrityError as error:
        known = Article.objects.filter(letter=letter, key=key).values_list("pk", flat=True)
        raise AlreadyAdded(
            _("This article is there already."), article_id=known.first() or 0
        ) from error
    record_act(letter, ActKind.ARTICLE_ADDED, by=by, at=at, subject=called(article))
    return article


def take_article(*, at: datetime) -> Article | None:
    """The next article to be read or checked anew, for this worker alone; None if there is none."""
    free = Q(tried_at=None) | Q(tried_at__lt=at - timedelta(seconds=WORKER_SECONDS))
    for article in articles_to_check().filter(free).order_by("tried_at", "id")[:5]:
        claimed = Article.objects.filter(pk=article.pk, tried_at=article.tried_at)
        if claimed.update(tried_at=at, tries=F("tries") + 1):
            article.tried_at, article.tries = at, article.tries + 1
            return article
    return None


@transaction.atomic
def keep_checked(article: Article, checked: CheckedArticle) -> None:
    """Keep what was found in an article. What people said of a quotation stays with it."""
    values: dict[str, object] = {
        "text": checked.text,
        "data": None,
        "language": checked.language,
        "sketch": sketch(checked.text),
        "checked_edition": checked.edition,
        "facts": list(checked.facts),
        "failure": "",
        "tried_at": None,
        "tries": 0,
    }
    if article.state == ArticleState.WAITING:
        # What people entered counts more than what a page says of itself.
        values |= {
            "state": ArticleState.READ.value,
            "title": article.title or checked.title[:300],
            "outlet": article.outlet or checked.outlet[:200],
            "published_on": article.published_on or checked.published_on,
            "address": article.address or checked.address,
            "same_as": _same_text(article, bytes(sketch(checked.text))),
        }
    # A change of its details meanwhile, or another worker, has it checked once more.
    taken = Article.objects.filter(pk=article.pk, tried_at=article.tried_at, state=article.state)
    if not taken.update(**values):
        return
    _keep_quotations(article, checked.quotations[:MAX_QUOTATIONS])
    renew_names(article.letter_id)


@transaction.atomic
def keep_failure(article: Article, sentence: str, *, edition: int) -> None:
    """Say why an article cannot be read; one that was read before stays as it was."""
    taken = Article.objects.filter(pk=article.pk, tried_at=article.tried_at)
    if article.state == ArticleState.WAITING:
        taken.update(
            state=ArticleState.FAILED.value, failure=sentence[:500], tried_at=None, tries=0
        )
    else:
        taken.update(checked_edition=edition, tried_at=None, tries=0)


def is_given_up(article: Article) -> bool:
    """Whether workers died over it so often that nobody should try again."""
    return article.tries > MAX_TRIES


@transaction.atomic
def retry_article(letter: Letter, article_id: int) -> None:
    """Have an article read once more. Raises ChangedMeanwhile."""
    failed = Article.objects.filter(letter=letter, pk=article_id, state=ArticleState.FAILED)
    if not failed.update(state=ArticleState.WAITING.value, failure="", tried_at=None, tries=0):
        raise ChangedMeanwhile(_("This article has changed meanwhile."))


@transaction.atomic
def paste_text(letter: Letter, article_id: int, data: bytes) -> None:
    """Give the text of an article that could not be fetched. Raises ChangedMeanwhile."""
    failed = Article.objects.filter(letter=letter, pk=article_id, state=ArticleState.FAILED)
    if not failed.update(
        state=ArticleState.WAITING.value, failure="", data=data, tried_at=None, tries=0
    ):
        raise ChangedMeanwhile(_("This article has changed meanwhile."))


@transaction.atomic
def describe_article(
    letter: Letter,
    article_id: int,
    *,
    outlet: str,
    title: str,
    language: str,
    published_on: date | None,
) -> None:
    """Correct what is said of an article; it is checked anew.

    Raises ChangedMeanwhile; ArticleRefused where readers would not see any more who published it.
    """
    article = Article.objects.filter(letter=letter, pk=article_id, state__in=READ_STATES)
    if not (outlet and title) and article.filter(state=ArticleState.PUBLISHED).exists():
        raise ArticleRefused(_("A published article has an outlet and a headline."))
    changed = article.update(
        outlet=outlet,
        title=title,
        language=language,
        published_on=published_on,
        checked_edition=None,
        tried_at=None,
    )
    if not changed:
        raise ChangedMeanwhile(_("This article has changed meanwhile."))
    renew_names(letter.pk)


@transaction.atomic
def judge_by_hand(
    letter: Letter,
    quotation_id: int,
    *,
    speaker: Speaker,
    judgement: Judgement,
    note: str,
    after: int,
    by: Account,
    at: datetime,
) -> None:
    """Say in place of the program who speaks and how true the quotation is.

    `after` is the newest judgement that the person has seen, 0 for none. Raises ChangedMeanwhile.
    """
    asked = Quotation.objects.filter(pk=quotation_id, article__letter=letter)
    # Of those who judge it at once one writes first, and the others see it.
    asked.update(article=F("article"))
    quotation = asked.select_related("article").first()
    newest = HumanJudgement.objects.filter(quotation=quotation_id, undone_at=None).last()
    if quotation is None or (newest.pk if newest else 0) != after:
        raise ChangedMeanwhile(_("Somebody else has just judged this quotation. Look at it again."))
    HumanJudgement.objects.create(
        quotation=quotation,
        speaker=speaker.value,
        judgement=judgement.value,
        note=note,
        by=by,
        at=at,
    )
    _note_judgement(quotation, ActKind.QUOTATION_JUDGED, note=note, by=by, at=at)


@transaction.atomic
def undo_judgement(letter: Letter, judgement_id: int, *, by: Account, at: datetime) -> None:
    """Take a judgement by hand back; it stays in the record. Raises ChangedMeanwhile."""
    judged = HumanJudgement.objects.filter(
        pk=judgement_id, quotation__article__letter=letter, undone_at=None
    )
    found = judged.select_related("quotation__article").first()
    if found is None or not judged.update(undone_by=by, undone_at=at):
        raise ChangedMeanwhile(_("This judgement is undone already."))
    _note_judgement(found.quotation, ActKind.JUDGEMENT_UNDONE, note="", by=by, at=at)


@transaction.atomic
def publish_articles(letter: Letter, ids: Iterable[int], *, by: Account, at: datetime) -> int:
    """Show articles on the coverage page, and how many it was. Raises ArticleRefused."""
    found = Article.objects.filter(
        letter=letter, pk__in=list(ids), state__in=(ArticleState.READ, ArticleState.TAKEN_DOWN)
    )
    if found.filter(Q(outlet="") | Q(title="")).exists():
        raise ArticleRefused(_("Say first which outlet published each article, and its title."))
    return _move(
        letter,
        found,
        ActKind.ARTICLE_PUBLISHED,
        ArticleState.PUBLISHED,
        by=by,
        at=at,
    )


@transaction.atomic
def take_down_article(letter: Letter, article_id: int, *, by: Account, at: datetime) -> None:
    """Show an article no longer. Raises ChangedMeanwhile."""
    found = Article.objects.filter(letter=letter, pk=article_id, state=ArticleState.PUBLISHED)
    if not _move(letter, found, ActKind.ARTICLE_TAKEN_DOWN, ArticleState.TAKEN_DOWN, by=by, at=at):
        raise ChangedMeanwhile(_("This article is not published any more."))


@transaction.atomic
def remove_article(letter: Letter, article_id: int, *, by: Account, at: datetime) -> None:
    """Erase an article that is not public, and what was said of it. Raises ChangedMeanwhile."""
    found = Article.objects.filter(letter=letter, pk=article_id).exclude(
        state=ArticleState.PUBLISHED
    )
    article = found.first()
    if article is None:
        raise ChangedMeanwhile(_("Take the article off the coverage page first."))
    others = list(article.republished.order_by("id"))
    if others:
        Article.objects.filter(pk=others[0].pk).update(same_as=None)
        Article.objects.filter(same_as=article).update(same_as=others[0])
    record_act(letter, ActKind.ARTICLE_REMOVED, by=by, at=at, subject=called(article))
    found.delete()


def called(article: Article) -> str:
    """By what people know an article."""
    return ", ".join(filter(None, (article.outlet, article.title))) or article.address


def _move(
    letter: Letter,
    found: QuerySet[Article],
    kind: ActKind,
    state: ArticleState,
    *,
    by: Account,
    at: datetime,
) -> int:
    moved = 0
    for article in found:
        # Each by itself, so that of two who press at once one has done it.
        same = Article.objects.filter(pk=article.pk, state=article.state)
        if same.update(state=state.value, published_by=by, published_at=at):
            record_act(letter, kind, by=by, at=at, subject=called(article))
            moved += 1
    if moved:
        renew_names(letter.pk)
    return moved


def _note_judgement(
    quotation: Quotation, kind: ActKind, *, note: str, by: Account, at: datetime
) -> None:
    article = quotation.article
    record_act(article.letter, kind, by=by, at=at, subject=called(article), note=note)
    renew_names(article.letter_id)


def _same_text(article: Article, own: bytes) -> Article | None:
    """The first article of the letter with the same text."""
    others = Article.objects.filter(
        letter=article.letter_id, state__in=READ_STATES, same_as=None
    ).exclude(pk=article.pk)
    for other in others.only("id", "sketch").order_by("id"):
        if are_alike(own, bytes(other.sketch)):
            return other
    return None


def _keep_quotations(article: Article, found: Sequence[FoundQuotation]) -> None:
    wanted = {(one.words.start, one.words.end): one for one in found}
    kept = {(row.start, row.end): row for row in article.quotations.all()}
    gone = [row.pk for place, row in kept.items() if place not in wanted]
    # What a person has judged stays, also where a better program finds it no more.
    Quotation.objects.filter(pk__in=gone, judged=None).delete()
    new = []
    changed = []
    for place, one in wanted.items():
        row = kept.get(place)
        if row is None:
            new.append(Quotation(article=article, start=place[0], end=place[1], **_columns(one)))
        else:
            for name, value in _columns(one).items():
                setattr(row, name, value)
            changed.append(row)
    Quotation.objects.bulk_create(new)
    if changed:
        names = list(_columns(found[0]))
        Quotation.objects.bulk_update(changed, names, batch_size=100)


def _columns(one: FoundQuotation) -> dict[str, object]:
    return {
        "speaker": one.speaker.value,
        "confidence": one.confidence,
        "judgement": one.judgement.value,
        "passages": [[it.edition, it.language, it.span.start, it.span.end] for it in one.passages],
        "edits": [
            [it.quoted.start, it.quoted.end, it.letter.start, it.letter.end, it.change.value]
            for it in one.edits
        ],
        "source_start": one.source.start if one.source else None,
        "source_end": one.source.end if one.source else None,
        "cue_start": one.cue.start if one.cue else None,
        "cue_end": one.cue.end if one.cue else None,
    }
