"""Owed mail is sent once, put off, or given up; an outage of the server costs no mail anything."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.support.letters import T0
from undersigned.adapters.mail import Mail, PermanentFailure, ServerAway, TemporaryFailure
from undersigned.models import OutgoingMail
from undersigned.stages.outbox import (
    MAX_ATTEMPTS,
    drop_unsubscribed,
    hold_batch,
    release_batch,
    send_batches,
    send_due,
)

pytestmark = pytest.mark.django_db


class Taker:
    """Takes mails, unless `refuse` raises."""

    def __init__(self, refuse: Callable[[Mail], None] = lambda _mail: None) -> None:
        self.taken: list[Mail] = []
        self.refuse = refuse

    def send(self, mail: Mail) -> None:
        """Take a mail or raise."""
        self.refuse(mail)
        self.taken.append(mail)

    def close(self) -> None:
        """Nothing is open."""


def owe(count: int) -> list[OutgoingMail]:
    return [
        OutgoingMail.objects.create(
            recipient=f"p{number}@people.example",
            subject=f"Subject {number}",
            body="Body\n",
            attachment=b"\x00\xff" if number == 0 else None,
            attachment_name="a.tlog-proof" if number == 0 else "",
            created_at=T0,
            due_at=T0 + timedelta(seconds=number),
        )
        for number in range(count)
    ]


def refuse_with(error: Exception, *, only: str = "") -> Callable[[Mail], None]:
    def refuse(mail: Mail) -> None:
        if only in mail.recipient:
            raise error

    return refuse


def test_due_mail_is_sent_once_oldest_first_and_then_gone() -> None:
    owe(3)
    taker = Taker()
    assert send_due(taker, at=T0 + timedelta(seconds=1), limit=10) == 2
    assert [mail.subject for mail in taker.taken] == ["Subject 0", "Subject 1"]
    assert (taker.taken[0].attachment, taker.taken[1].attachment) == (b"\x00\xff", None)
    assert [mail.subject for mail in OutgoingMail.objects.all()] == ["Subject 2"]
    assert send_due(taker, at=T0 + timedelta(seconds=1), limit=10) == 0


def test_a_mailbox_that_does_not_exist_is_given_up_and_the_others_are_sent() -> None:
    owe(3)
    taker = Taker(refuse_with(PermanentFailure("no"), only="p1@"))
    assert send_due(taker, at=T0 + timedelta(minutes=1), limit=10) == 2
    assert OutgoingMail.objects.count() == 0


def test_a_mail_that_is_put_off_waits_longer_each_time_and_is_given_up_in_the_end() -> None:
    owe(1)
    taker = Taker(refuse_with(TemporaryFailure("later")))
    at, waits = T0, []
    for _ in range(MAX_ATTEMPTS):
        assert send_due(taker, at=at, limit=10) == 0
        if (row := OutgoingMail.objects.first()) is not None:
            waits.append((row.due_at - at) // timedelta(minutes=1))
            at = row.due_at
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 720, 720, 720]
    assert OutgoingMail.objects.count() == 0


def test_an_outage_ends_the_pass_and_counts_against_no_mail() -> None:
    owe(3)
    away = Taker(refuse_with(ServerAway("away")))
    at = T0 + timedelta(minutes=1)
    for _ in range(3 * MAX_ATTEMPTS):
        assert send_due(away, at=at, limit=10) == 0
        at += timedelta(seconds=20)
    assert {mail.attempts for mail in OutgoingMail.objects.all()} == {0}
    back = Taker()
    assert send_due(back, at=at, limit=10) == 3
    assert OutgoingMail.objects.count() == 0


def test_during_an_outage_each_pass_tries_another_mail() -> None:
    owe(3)
    tried: list[str] = []

    def refuse(mail: Mail) -> None:
        tried.append(mail.subject)
        raise ServerAway("away")

    for second in range(3):
        send_due(Taker(refuse), at=T0 + timedelta(minutes=1, seconds=second), limit=10)
    assert tried == ["Subject 0", "Subject 1", "Subject 2"]


def test_a_mail_keeps_its_message_id_over_all_attempts() -> None:
    owe(1)
    seen: list[str] = []

    def refuse(mail: Mail) -> None:
        seen.append(mail.message_id)
        if len(seen) < 3:
            raise TemporaryFailure("later")

    for minutes in (1, 10, 100):
        send_due(Taker(refuse), at=T0 + timedelta(minutes=minutes), limit=10)
    assert len(seen) == 3
    assert len(set(seen)) == 1


def owe_batch(count: int) -> None:
    OutgoingMail.objects.bulk_create(
        OutgoingMail(
            recipient=f"n{number}@people.example",
            subject=f"News {number}",
            body="Body\n",
            batch="news 1",
            unsubscribe_link=f"https://letters.example/news/{number}/",
            created_at=T0,
            due_at=T0,
        )
        for number in range(count)
    )


def test_of_a_batch_each_is_sent_once_while_another_worker_sends_too() -> None:
    owe_batch(5)
    other = Taker()

    def meanwhile(_mail: Mail) -> None:
        send_batches(other, at=T0, limit=10)

    taker = Taker(meanwhile)
    assert send_batches(taker, at=T0, limit=3) == 3
    assert [mail.subject for mail in taker.taken] == ["News 0", "News 1", "News 2"]
    assert [mail.subject for mail in other.taken] == ["News 3", "News 4"]
    assert OutgoingMail.objects.count() == 0


def test_what_is_held_or_dropped_while_a_batch_is_sent_does_not_leave() -> None:
    owe_batch(4)

    def meanwhile(mail: Mail) -> None:
        if mail.subject == "News 0":
            drop_unsubscribed("https://letters.example/news/1/")
        elif mail.subject == "News 2":
            hold_batch("news 1")

    taker = Taker(meanwhile)
    assert send_batches(taker, at=T0, limit=10) == 2
    assert [mail.subject for mail in taker.taken] == ["News 0", "News 2"]
    release_batch("news 1", at=T0)
    assert send_batches(taker, at=T0, limit=10) == 1
    assert OutgoingMail.objects.count() == 0


def test_a_server_that_is_away_costs_a_batch_nothing() -> None:
    owe_batch(3)
    assert send_batches(Taker(refuse_with(ServerAway("away"))), at=T0, limit=10) == 0
    assert {mail.attempts for mail in OutgoingMail.objects.all()} == {0}
    assert send_batches(Taker(), at=T0 + timedelta(seconds=20), limit=10) == 3


def test_a_mail_that_somebody_waits_for_goes_before_thousands_that_nobody_waits_for() -> None:
    owe_batch(5000)
    at = T0 + timedelta(hours=1)
    OutgoingMail.objects.create(
        recipient="late@people.example", subject="Confirm", body="Body\n", created_at=at, due_at=at
    )
    taker = Taker()
    assert send_due(taker, at=at, limit=100) == 1
    assert [mail.subject for mail in taker.taken] == ["Confirm"]
    assert send_batches(taker, at=at, limit=10) == 10
    assert taker.taken[1].unsubscribe_link == "https://letters.example/news/0/"
    assert OutgoingMail.objects.count() == 4990
