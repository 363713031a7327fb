"""News is written and published, and mailed to those alone who asked, each once, at a set rate."""

import re
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise

import pytest

from tests.support.letters import (
    T0,
    make_draft,
    make_news,
    make_open_letter,
    organization_wish,
    signed,
    subscribed,
    wish,
)
from undersigned.core.refusal import Refused
from undersigned.core.tokens import Purpose
from undersigned.models import Act, Letter, News, OutgoingMail, Signature
from undersigned.queries.manage import UnknownLink
from undersigned.queries.news import NewsNotFound
from undersigned.stages.confirm import accept_organization
from undersigned.stages.news import (
    NewsChanged,
    NewsInput,
    NewsRefused,
    NobodyAsked,
    NotNow,
    TooSoon,
    delete_news,
    mail_news,
    owe_news,
    publish_news,
    resume_mailing,
    save_news,
    stop_mailing,
    wish_for_news,
    write_news,
)
from undersigned.stages.outbox import HELD
from undersigned.stages.publish import close_letter
from undersigned.stages.sign import manage_link, news_link, sign_letter
from undersigned.stages.withdraw import withdraw_signature

pytestmark = pytest.mark.django_db

LATER = T0 + timedelta(days=2)
ENGLISH = NewsInput("en", "They answered", "The chair wrote back.\n")


@pytest.fixture
def letter() -> Letter:
    """Return an open letter; the mails to its signers are forgotten."""
    return make_open_letter()


def start(letter: Letter, news: News | None = None) -> News:
    """Have news mailed; return it."""
    news = news or make_news(letter)
    OutgoingMail.objects.all().delete()
    mail_news(letter, news.number, by=letter.lead, at=LATER)
    return news


def owe_all(*, limit: int = 100) -> None:
    """Owe everything, as the clock goes on."""
    at = LATER
    for _ in range(50):
        owe_news(at=at, limit=limit)
        at += timedelta(seconds=20)


def mailed() -> list[str]:
    """Return whom news is owed to, in the order of their turns."""
    rows = OutgoingMail.objects.exclude(batch="").order_by("due_at", "id")
    return list(rows.values_list("recipient", flat=True))


def token(link: str) -> str:
    found = re.search(r"/(?:news|manage)/([\w-]+)/", link)
    assert found is not None
    return found[1]


def kinds(letter: Letter) -> list[str]:
    return [
        act.kind for act in Act.objects.filter(letter=letter, kind__contains="news").order_by("id")
    ]


def test_it_is_mailed_to_those_who_asked_and_to_nobody_else(letter: Letter) -> None:
    subscribed(letter, 1)
    signed(letter, wish("No news", "silent@people.example"))
    sign_letter(
        letter, wish("Pending", "pending@people.example", wants_news=True), language="en", at=T0
    )
    waiting = signed(letter, organization_wish())
    Signature.objects.filter(pk=waiting.pk).update(wants_news=True)
    elsewhere = make_open_letter("elsewhere")
    subscribed(elsewhere, 7)
    subscribed(letter, 2)
    news = start(letter)
    owe_all()
    assert mailed() == ["p1@people.example", "p2@people.example"]
    news.refresh_from_db()
    assert (news.state, news.recipients, news.owed) == ("mailed", 2, 2)
    # The twin: what kept the organization out was that nobody had accepted it yet.
    accept_organization(letter, waiting.pk, by=letter.lead, at=LATER)
    second = make_news(letter, "More", at=LATER)
    OutgoingMail.objects.all().delete()
    mail_news(letter, second.number, by=letter.lead, at=LATER + timedelta(days=1))
    News.objects.filter(pk=second.pk).update(next_mail_at=LATER)
    owe_all()
    assert "office@herons.example" in mailed()


def test_each_mail_is_in_the_language_of_the_signer_and_can_be_ended(letter: Letter) -> None:
    subscribed(letter, 1)
    persian = subscribed(letter, 2, language="fa")
    start(letter)
    owe_all()
    english, second = OutgoingMail.objects.exclude(batch="").order_by("id")
    assert (english.subject, second.subject) == ("They answered", "پاسخ دادند")
    assert "The chair wrote **back**." in english.body
    assert "رئیس **پاسخ** داد." in second.body
    assert second.unsubscribe_link == news_link(persian)
    assert news_link(persian) in second.body
    assert "/letters/river/fa/news/1/" in second.body
    assert "/manage/" not in second.body


def test_nobody_gets_it_twice_whatever_the_batch_and_whoever_else_works(letter: Letter) -> None:
    for number in range(7):
        subscribed(letter, number)
    news = start(letter)
    stale = News.objects.get(pk=news.pk)
    owe_news(at=LATER, limit=2)
    # A worker that was killed after its commit, and one that comes with what it read before it.
    assert News.objects.filter(pk=stale.pk, sent_through=stale.sent_through).count() == 0
    owe_all(limit=2)
    assert mailed() == [f"p{number}@people.example" for number in range(7)]
    owe_all()
    assert len(mailed()) == 7


def test_the_rate_is_kept_over_all_letters_and_little_is_owed_ahead(letter: Letter) -> None:
    other = make_open_letter("other")
    for number in range(3):
        subscribed(letter, number)
        subscribed(other, number)
    start(letter)
    mail_news(other, make_news(other).number, by=other.lead, at=LATER)
    while owe_news(at=LATER, limit=2):
        pass
    due = list(
        OutgoingMail.objects.exclude(batch="").order_by("due_at").values_list("due_at", flat=True)
    )
    gaps = {after - before for before, after in pairwise(due)}
    # Twenty a second is the default.
    assert (len(due), gaps) == (6, {timedelta(seconds=1) / 20})
    # Both letters had turns before either was through.
    batches = OutgoingMail.objects.order_by("due_at").values_list("batch", flat=True)
    assert len(set(batches[:4])) == 2


def test_no_more_is_owed_while_the_mail_server_takes_nothing(letter: Letter) -> None:
    subscribed(letter)
    start(letter)
    OutgoingMail.objects.bulk_create(
        OutgoingMail(
            recipient="x@people.example",
            subject="",
            body="",
            batch="news 0",
            created_at=LATER,
            due_at=LATER,
        )
        for _ in range(1000)
    )
    assert owe_news(at=LATER, limit=10) == 0
    OutgoingMail.objects.filter(pk=OutgoingMail.objects.latest("id").pk).delete()
    assert owe_news(at=LATER, limit=10) == 1


@pytest.mark.parametrize("way", ["unsubscribed", "withdrew", "stayed"])
@pytest.mark.parametrize("when", ["before", "after it was owed"])
def test_who_leaves_in_the_middle_gets_none(letter: Letter, way: str, when: str) -> None:
    first, second = subscribed(letter, 1), subscribed(letter, 2)
    start(letter)
    if when == "after it was owed":
        owe_all()
        assert len(mailed()) == 2
    if way == "unsubscribed":
        wish_for_news(token(news_link(second)), purpose=Purpose.NEWS, wants_news=False)
    elif way == "withdrew":
        withdraw_signature(token(manage_link(second)), at=LATER)
    owe_all()
    expected = [first.contact] if way != "stayed" else [first.contact, second.contact]
    assert mailed() == expected


def test_stopping_holds_what_is_owed_and_going_on_sends_it_once(letter: Letter) -> None:
    for number in range(4):
        subscribed(letter, number)
    news = start(letter)
    owe_news(at=LATER, limit=2)
    stop_mailing(letter, news.number, by=letter.lead, at=LATER)
    assert {mail.due_at for mail in OutgoingMail.objects.exclude(batch="")} == {HELD}
    owe_all()
    assert len(mailed()) == 2
    with pytest.raises(NotNow):
        stop_mailing(letter, news.number, by=letter.lead, at=LATER)
    resume_mailing(letter, news.number, by=letter.lead, at=LATER)
    with pytest.raises(NotNow):
        resume_mailing(letter, news.number, by=letter.lead, at=LATER)
    owe_all()
    assert sorted(mailed()) == [f"p{number}@people.example" for number in range(4)]
    assert kinds(letter) == [
        "news written", "news published", "news mailed", "news stopped", "news resumed",
    ]  # fmt: skip


def test_one_mailing_a_day_and_each_news_once(letter: Letter) -> None:
    subscribed(letter)
    first, second = make_news(letter), make_news(letter, "Second")
    mail_news(letter, first.number, by=letter.lead, at=LATER)
    with pytest.raises(NotNow):
        mail_news(letter, first.number, by=letter.lead, at=LATER + timedelta(days=3))
    almost = LATER + timedelta(hours=24) - timedelta(seconds=1)
    with pytest.raises(TooSoon):
        mail_news(letter, second.number, by=letter.lead, at=almost)
    assert News.objects.get(pk=second.pk).state == "published"
    mail_news(letter, second.number, by=letter.lead, at=LATER + timedelta(hours=24))
    assert News.objects.get(pk=second.pk).state == "mailing"


def test_news_that_nobody_asked_for_is_not_mailed(letter: Letter) -> None:
    signed(letter)
    news = make_news(letter)
    with pytest.raises(NobodyAsked):
        mail_news(letter, news.number, by=letter.lead, at=LATER)
    subscribed(letter)
    mail_news(letter, news.number, by=letter.lead, at=LATER)


def test_a_closed_letter_still_has_news_and_a_draft_has_none(letter: Letter) -> None:
    subscribed(letter)
    close_letter(letter, by=letter.lead, at=T0)
    letter.refresh_from_db()
    start(letter)
    owe_all()
    assert len(mailed()) == 1
    draft = make_draft("draft")
    with pytest.raises(NotNow):
        write_news(draft, [ENGLISH], by=draft.lead, at=T0)


@pytest.mark.parametrize(
    ("texts", "is_taken"),
    [
        ([ENGLISH], True),
        ([NewsInput("en", "T" * 300, "ن" * 9000)], True),
        ([NewsInput("en", "T" * 301, "Text")], False),
        ([NewsInput("en", "Title", "x" * 20_001)], False),
        ([NewsInput("en", "", "Text")], False),
        ([NewsInput("en", "\u200b\u202e", "Text")], False),
        ([NewsInput("en", "Title", "")], False),
        ([NewsInput("en", "Title", "<script>alert(1)</script>")], False),
        ([NewsInput("fa", "عنوان", "متن")], False),
        ([ENGLISH, NewsInput("fa", "عنوان", "")], False),
        ([ENGLISH, NewsInput("fa", "", "")], True),
        ([ENGLISH, NewsInput("x-y z", "Title", "Text")], False),
        ([], False),
    ],
)
def test_what_can_be_saved(letter: Letter, texts: list[NewsInput], is_taken: bool) -> None:
    if is_taken:
        write_news(letter, texts, by=letter.lead, at=T0)
    else:
        with pytest.raises(NewsRefused):
            write_news(letter, texts, by=letter.lead, at=T0)
    assert News.objects.count() == int(is_taken)


def test_a_title_puts_no_header_and_no_line_into_a_mail(letter: Letter) -> None:
    subscribed(letter)
    text = NewsInput("en", "Hello\r\nBcc: all@people.example\n\nBody", "Text\n")
    news = write_news(letter, [text], by=letter.lead, at=T0)
    publish_news(letter, news.number, revision=1, by=letter.lead, at=T0)
    start(letter, news)
    owe_all()
    (mail,) = OutgoingMail.objects.exclude(batch="")
    assert mail.subject == "Hello Bcc: all@people.example Body"
    assert mail.body.startswith("News about the letter that you signed")


def test_of_two_who_save_or_publish_one_draft_the_second_is_told(letter: Letter) -> None:
    news = write_news(letter, [ENGLISH], by=letter.lead, at=T0)
    better = NewsInput("en", "Better", "Text\n")
    save_news(letter, 1, [better], based_on=1, by=letter.lead, at=T0)
    with pytest.raises(NewsChanged):
        save_news(letter, 1, [ENGLISH], based_on=1, by=letter.lead, at=T0)
    with pytest.raises(NewsChanged):
        publish_news(letter, 1, revision=1, by=letter.lead, at=T0)
    publish_news(letter, 1, revision=2, by=letter.lead, at=T0)
    assert news.texts.get().title == "Better"
    refusals: list[Callable[[], None]] = [
        lambda: publish_news(letter, 1, revision=2, by=letter.lead, at=T0),
        lambda: save_news(letter, 1, [ENGLISH], based_on=2, by=letter.lead, at=T0),
        lambda: delete_news(letter, 1, by=letter.lead, at=T0),
    ]
    for refusal in refusals:
        with pytest.raises(NotNow):
            refusal()
    assert news.texts.get().title == "Better"


def test_a_draft_can_be_deleted_and_is_not_mailed(letter: Letter) -> None:
    subscribed(letter)
    write_news(letter, [ENGLISH], by=letter.lead, at=T0)
    with pytest.raises(NotNow):
        mail_news(letter, 1, by=letter.lead, at=LATER)
    letter.refresh_from_db()
    assert letter.news_mailed_at is None
    delete_news(letter, 1, by=letter.lead, at=T0)
    assert kinds(letter) == ["news written", "news deleted"]
    with pytest.raises(NewsNotFound):
        delete_news(letter, 1, by=letter.lead, at=T0)


def test_news_of_another_letter_is_not_there(letter: Letter) -> None:
    other = make_open_letter("other")
    write_news(letter, [ENGLISH], by=letter.lead, at=T0)
    with pytest.raises(NewsNotFound):
        publish_news(other, 1, revision=1, by=other.lead, at=T0)
    publish_news(letter, 1, revision=1, by=letter.lead, at=T0)


@pytest.mark.parametrize("forged", ["manage", "cut", "another", "right"])
def test_only_the_token_for_it_ends_the_news(letter: Letter, forged: str) -> None:
    mine, other = subscribed(letter, 1), subscribed(letter, 2)
    right = token(news_link(mine))
    used = {
        "manage": token(manage_link(mine)),
        "cut": right[:-4] + "AAAA",
        # The row of one with the seal of another.
        "another": right[:11] + token(news_link(other))[11:],
        "right": right,
    }[forged]
    try:
        wish_for_news(used, purpose=Purpose.NEWS, wants_news=False)
    except UnknownLink:
        assert forged != "right"
    mine.refresh_from_db()
    other.refresh_from_db()
    assert (mine.wants_news, other.wants_news) == (forged != "right", True)
    # And the other way round: what ends the news opens nothing else.
    with pytest.raises(Refused):
        withdraw_signature(right, at=T0)
