"""Mail news: decided by a lead, owed by the worker in the order of signatures, at a set rate."""

from datetime import datetime, timedelta
from typing import ClassVar, Final

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from undersigned.core.coalition import ActKind
from undersigned.core.lifecycle import NEWS_MAILED_EVERY_HOURS, NewsState
from undersigned.core.refusal import Refused
from undersigned.models import Account, EditionText, Letter, News, NewsText, OutgoingMail, Signature
from undersigned.queries.news import pick_text, subscribers
from undersigned.stages.history import record_act
from undersigned.stages.news.write import NotNow, find_news
from undersigned.stages.outbox import hold_batch, release_batch, waiting_in_batches, write_mail
from undersigned.stages.sign import letter_link, news_link

# So far ahead of their time mails are owed, and never more of them at once: what is stopped or
# unsubscribed meanwhile is in the outbox for moments, and the outbox stays small.
AHEAD: Final = timedelta(seconds=10)
MOST_WAITING: Final = 1000
EVERY: Final = timedelta(hours=NEWS_MAILED_EVERY_HOURS)


class TooSoon(Refused):
    """News of this letter was mailed less than a day ago."""

    status: ClassVar[int] = 429


class NobodyAsked(Refused):
    """No signatory has asked for news."""


@transaction.atomic
def mail_news(letter: Letter, number: int, *, by: Account, at: datetime) -> None:
    """Have published news mailed to those who asked for it, once.

    Raises NewsNotFound, NotNow, NobodyAsked, TooSoon.
    """
    news = find_news(letter, number)
    asked = subscribers(letter.pk)
    recipients = asked.count()
    if not recipients:
        raise NobodyAsked(_("No signatory has asked for news, so nobody would get it."))
    published = News.objects.filter(pk=news.pk, state=NewsState.PUBLISHED.value)
    last = asked.aggregate(last=Max("pk"))["last"]
    if not published.update(
        state=NewsState.MAILING.value,
        mailing_at=at,
        recipients=recipients,
        last_signature=last,
        next_mail_at=at,
    ):
        raise NotNow(_("Only published news can be mailed, and only once."))
    # Of two leads who press at once for two pieces of news, one waits here and then comes too soon.
    rested = Letter.objects.filter(
        Q(news_mailed_at=None) | Q(news_mailed_at__lte=at - EVERY), pk=letter.pk
    )
    if not rested.update(news_mailed_at=at):
        raise TooSoon(
            _("News of this letter was mailed less than a day ago. Please wait until tomorrow.")
        )
    _record(news, ActKind.NEWS_MAILED, by=by, at=at)


@transaction.atomic
def stop_mailing(letter: Letter, number: int, *, by: Account, at: datetime) -> None:
    """Let no more mails of it go out for now. Raises NewsNotFound, NotNow."""
    news = find_news(letter, number)
    going = News.objects.filter(pk=news.pk, state=NewsState.MAILING.value, is_stopped=False)
    if not going.update(is_stopped=True):
        raise NotNow(_("This news is not being mailed now."))
    hold_batch(news.batch)
    _record(news, ActKind.NEWS_STOPPED, by=by, at=at)


@transaction.atomic
def resume_mailing(letter: Letter, number: int, *, by: Account, at: datetime) -> None:
    """Go on where it was stopped. Raises NewsNotFound, NotNow."""
    news = find_news(letter, number)
    stopped = News.objects.filter(pk=news.pk, state=NewsState.MAILING.value, is_stopped=True)
    if not stopped.update(is_stopped=False):
        raise NotNow(_("The mailing of this news is not stopped."))
    release_batch(news.batch, at=at)
    _record(news, ActKind.NEWS_RESUMED, by=by, at=at)


def _record(news: News, kind: ActKind, *, by: Account, at: datetime) -> None:
    original = news.texts.filter(language=news.letter.original_language)
    title = original.values_list("title", flat=True).first() or ""
    record_act(news.letter, kind, by=by, at=at, subject=title, number=news.number)


def owe_news(*, at: datetime, limit: int) -> int:
    """Owe mails of the news that waited longest; return to how many signatures.

    Signatures are gone through in the order of their ids, and how far is kept with the news:
    whoever stops in the middle goes on there, and nobody gets it twice. The mails are written
    before the transaction begins, and due one after the other at the rate that is set.
    """
    mailing = News.objects.filter(state=NewsState.MAILING.value, is_stopped=False)
    news = mailing.select_related("letter").order_by("next_mail_at", "id").first()
    if news is None:
        return 0
    slots = News.objects.filter(next_mail_at__gt=at).aggregate(last=Max("next_mail_at"))
    first = max(at, slots["last"] or at)
    count = min(limit, MOST_WAITING - waiting_in_batches())
    if first > at + AHEAD or count <= 0:
        return 0
    signatures = list(
        subscribers(news.letter_id)
        .filter(pk__gt=news.sent_through, pk__lte=news.last_signature)
        .order_by("pk")[:count]
    )
    mails = _Writer(news).write(signatures, first, at=at) if signatures else []
    _owe_batch(news, signatures, mails, is_last=len(signatures) < count, at=at)
    return len(signatures)


class _Writer:
    """Writes the mails of one piece of news."""

    def __init__(self, news: News) -> None:
        self._news = news
        self._texts = {text.language: text for text in news.texts.all()}
        titles = EditionText.objects.filter(edition__letter=news.letter, edition__is_current=True)
        self._titles = dict(titles.values_list("language", "title"))

    def write(
        self, signatures: list[Signature], first: datetime, *, at: datetime
    ) -> list[OutgoingMail]:
        gap = timedelta(seconds=1) / settings.CONFIG.news_rate
        mails = []
        for place, signature in enumerate(signatures):
            signature.letter = self._news.letter
            mail = self._write(signature, at=at)
            mail.due_at = first + place * gap
            mails.append(mail)
        return mails

    def _write(self, signature: Signature, *, at: datetime) -> OutgoingMail:
        news, original = self._news, self._news.letter.original_language
        text: NewsText = pick_text(self._texts, signature.language, original)
        link = news_link(signature)
        where = reverse("news_item", args=[news.letter.slug, signature.language, news.number])
        context = {
            "title": text.title,
            "body": text.body,
            "letter": self._titles.get(signature.language) or self._titles[original],
            "letter_link": letter_link(signature),
            "news_link": settings.CONFIG.address + where,
            "name": signature.name,
            "link": link,
        }
        return write_mail(
            "news",
            context,
            recipient=signature.mailbox,
            language=signature.language,
            at=at,
            of_signature=signature.pk,
            batch=news.batch,
            unsubscribe_link=link,
        )


@transaction.atomic
def _owe_batch(
    news: News,
    signatures: list[Signature],
    mails: list[OutgoingMail],
    *,
    is_last: bool,
    at: datetime,
) -> None:
    # The swap comes first: a second worker waits for the row, and then finds that it was moved.
    untouched = News.objects.filter(
        pk=news.pk,
        state=NewsState.MAILING.value,
        is_stopped=False,
        sent_through=news.sent_through,
    )
    next_mail_at = mails[-1].due_at if mails else at
    gap = timedelta(seconds=1) / settings.CONFIG.news_rate
    if not untouched.update(
        sent_through=signatures[-1].pk if signatures else news.sent_through,
        next_mail_at=next_mail_at + gap,
    ):
        return
    # Who unsubscribed or withdrew since the mails were written gets none.
    ids = [signature.pk for signature in signatures]
    still = set(subscribers(news.letter_id).filter(pk__in=ids).values_list("pk", flat=True))
    wanted = [mail for pk, mail in zip(ids, mails, strict=True) if pk in still]
    OutgoingMail.objects.bulk_create(wanted)
    mine = News.objects.filter(pk=news.pk)
    if is_last:
        mine.update(owed=F("owed") + len(wanted), state=NewsState.MAILED.value, mailed_at=at)
    else:
        mine.update(owed=F("owed") + len(wanted))
