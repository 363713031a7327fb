"""News, while several do the same thing at once: nobody gets it twice, and one lead wins."""

from datetime import timedelta

import pytest

from tests.stages.test_races import _at_once
from tests.support.letters import T0, make_news, make_open_letter, subscribed
from undersigned.models import News, OutgoingMail
from undersigned.stages.news import NewsInput, mail_news, owe_news, write_news

pytestmark = pytest.mark.django_db(transaction=True)

LATER = T0 + timedelta(days=1)


def test_workers_that_owe_at_once_owe_each_mail_once() -> None:
    letter = make_open_letter()
    for number in range(9):
        subscribed(letter, number)
    news = make_news(letter)
    OutgoingMail.objects.all().delete()
    mail_news(letter, news.number, by=letter.lead, at=LATER)
    for _ in range(6):
        assert _at_once(*[lambda: owe_news(at=LATER, limit=2)] * 3) == ["done"] * 3
    owed = list(OutgoingMail.objects.order_by("id").values_list("recipient", flat=True))
    assert owed == [f"p{number}@people.example" for number in range(9)]
    news.refresh_from_db()
    assert (news.state, news.owed) == ("mailed", 9)


def test_of_two_pieces_of_news_mailed_at_once_one_is_too_soon() -> None:
    letter = make_open_letter()
    subscribed(letter)
    first, second = make_news(letter), make_news(letter, "Second")
    ends = _at_once(
        lambda: mail_news(letter, first.number, by=letter.lead, at=LATER),
        lambda: mail_news(letter, second.number, by=letter.lead, at=LATER),
    )
    assert ends == ["TooSoon", "done"]
    assert sorted(News.objects.values_list("state", flat=True)) == ["mailing", "published"]


def test_two_who_write_at_once_get_two_numbers() -> None:
    letter = make_open_letter()
    text = NewsInput("en", "Title", "Text\n")
    ends = _at_once(*[lambda: write_news(letter, [text], by=letter.lead, at=T0)] * 3)
    assert ends == ["done"] * 3
    assert sorted(News.objects.values_list("number", flat=True)) == [1, 2, 3]
