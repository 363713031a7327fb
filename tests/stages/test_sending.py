"""Several mails leave at once: each once, in order of age, and no domain more than its share."""

import threading
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import override_settings

from tests.stages.test_outbox import Taker
from tests.support.letters import T0
from tests.support.mail import MailServer
from undersigned.adapters.mail import Mail, ServerAway, SMTPTransport, TemporaryFailure
from undersigned.adapters.mail_hands import ManyHands
from undersigned.models import MailOutcome, MailPace, OutgoingMail
from undersigned.stages.outbox import CLAIM, delete_old_paces, send_due
from undersigned.stages.outbox.take import TURN, take_due

pytestmark = pytest.mark.django_db
PATIENCE = 30
LATER = T0 + timedelta(minutes=1)


def owe(count: int, *, domain: str = "people.example", first: int = 0) -> None:
    OutgoingMail.objects.bulk_create(
        OutgoingMail(
            recipient=f"p{number}@{domain}",
            subject=f"Subject {number}",
            body="Body\n",
            created_at=T0,
            due_at=T0 + timedelta(milliseconds=number),
        )
        for number in range(first, first + count)
    )


def with_pace(a_minute: int) -> override_settings:
    return override_settings(CONFIG=replace(settings.CONFIG, mail_domain_rate=a_minute))


def test_over_several_connections_each_mail_arrives_once(smtp_server: MailServer) -> None:
    owe(40)
    hands = ManyHands([SMTPTransport(smtp_server.setting) for _ in range(4)])
    assert [send_due(hands, at=LATER, limit=25) for _ in range(3)] == [25, 15, 0]
    assert [smtp_server.count(f"p{number}@people.example") for number in range(40)] == [1] * 40
    assert OutgoingMail.objects.count() == 0
    hands.close()


def test_a_crash_repeats_the_mail_in_hand_and_no_other() -> None:
    owe(5)
    taker = Taker()

    def die(mail: Mail) -> None:
        if mail.subject == "Subject 2" and len(taker.taken) == 2:
            taker.taken.append(mail)
            raise KeyboardInterrupt

    taker.refuse = die
    with pytest.raises(KeyboardInterrupt):
        send_due(taker, at=LATER, limit=10)
    # Nobody else sends what was claimed, until the claim runs out: soon for those that waited.
    assert send_due(taker, at=LATER + TURN - timedelta(seconds=1), limit=10) == 0
    assert send_due(taker, at=LATER + TURN + timedelta(seconds=1), limit=10) == 2
    assert send_due(taker, at=LATER + CLAIM - timedelta(seconds=1), limit=10) == 0
    assert send_due(taker, at=LATER + CLAIM + timedelta(seconds=1), limit=10) == 1
    assert [mail.subject[-1] for mail in taker.taken] == ["0", "1", "2", "3", "4", "2"]
    assert taker.taken[2].message_id == taker.taken[5].message_id


def test_what_was_claimed_with_a_mail_that_may_have_gone_out_has_not_gone_out() -> None:
    owe(2)
    for mail in OutgoingMail.objects.all():
        OutgoingMail.objects.filter(pk=mail.pk).update(reference=f"delivery:{mail.pk}:x")
    taker = Taker()

    def die(_mail: Mail) -> None:
        raise KeyboardInterrupt

    taker.refuse = die
    with pytest.raises(KeyboardInterrupt):
        send_due(taker, at=LATER, limit=10)
    later = Taker()
    assert send_due(later, at=LATER + TURN + timedelta(seconds=1), limit=10) == 1
    assert send_due(later, at=LATER + CLAIM + timedelta(seconds=1), limit=10) == 0
    assert [mail.subject for mail in later.taken] == ["Subject 1"]
    outcomes = MailOutcome.objects.order_by("reference").values_list("outcome", flat=True)
    assert list(outcomes) == ["unsure", "taken"]


def test_two_workers_do_not_send_the_same_when_one_of_them_is_slow() -> None:
    owe(4)
    slow, quick = Taker(), Taker()
    tried: list[str] = []

    def put_off(mail: Mail) -> None:
        tried.append(mail.subject[-1])
        raise TemporaryFailure("not now")

    def meanwhile(mail: Mail) -> None:
        if mail.subject == "Subject 0":
            # So long that the others' turn runs out; another worker takes them.
            assert send_due(quick, at=LATER + TURN + timedelta(seconds=1), limit=10) == 0

    slow.refuse, quick.refuse = meanwhile, put_off
    assert send_due(slow, at=LATER, limit=10) == 1
    assert ([mail.subject[-1] for mail in slow.taken], tried) == (["0"], ["1", "2", "3"])
    assert set(OutgoingMail.objects.values_list("attempts", flat=True)) == {1}


def test_many_mails_to_a_domain_that_has_had_enough_hold_up_no_other() -> None:
    owe(60, domain="slow.example")
    owe(3, first=60)
    taker = Taker()
    with with_pace(60):
        assert send_due(taker, at=LATER, limit=5) == 5
        sent = send_due(taker, at=LATER, limit=5) + send_due(taker, at=LATER, limit=5)
    # As many as in ten seconds, one more, and all of the others.
    assert 5 + sent == 11 + 3
    assert [mail.subject for mail in taker.taken][-3:] == ["Subject 60", "Subject 61", "Subject 62"]


class Held:
    """Takes mails to `slow.example` only when it is told that it may."""

    def __init__(self) -> None:
        self.may_go_on = threading.Event()
        self.taken: list[Mail] = []

    def send(self, mail: Mail) -> None:
        """Take a mail, sooner or later."""
        if mail.recipient.endswith("@slow.example"):
            assert self.may_go_on.wait(PATIENCE)
        self.taken.append(mail)

    def close(self) -> None:
        """Nothing is open."""


def test_a_domain_that_is_slow_holds_half_of_the_hands_and_no_other_mail() -> None:
    owe(6, domain="slow.example")
    owe(20, first=6)
    transport = Held()
    hands = ManyHands([transport] * 4)
    assert send_due(hands, at=LATER, limit=100) == 20
    assert len(hands.tickets) == 2
    # Those that could not be given are due as before; what a hand has is no other worker's.
    assert OutgoingMail.objects.filter(due_at__lte=LATER, attempts=0).count() == 4
    transport.may_go_on.set()
    sent = sum(send_due(hands, at=LATER, limit=100) for _ in range(3))
    assert sent == 6
    assert Counter(mail.recipient for mail in transport.taken).most_common(1)[0][1] == 1
    assert (len(transport.taken), OutgoingMail.objects.count()) == (26, 0)
    hands.close()


def test_a_domain_gets_no_more_than_its_pace_and_others_do_not_wait() -> None:
    owe(15)
    owe(1, domain="other.example", first=15)
    taker = Taker()
    with with_pace(60):
        # After a rest as many as in ten seconds, and one more.
        assert send_due(taker, at=LATER, limit=100) == 12
        assert taker.taken[-1].recipient == "p15@other.example"
        for second, sent in [(0, 0), (1, 1), (2, 1), (10, 2)]:
            assert send_due(taker, at=LATER + timedelta(seconds=second), limit=100) == sent
    numbers = [int(mail.subject.split()[1]) for mail in taker.taken]
    assert numbers == [*range(11), 15, 11, 12, 13, 14]
    assert OutgoingMail.objects.count() == 0


def test_the_pace_is_that_of_all_workers_together() -> None:
    owe(30)
    due, taken = OutgoingMail.objects.filter(batch=""), 0
    with with_pace(60):
        for _worker in range(3):
            taken += len(take_due(due, at=LATER, limit=8)[0])
    assert taken == 11


def test_a_mail_that_found_no_server_keeps_its_place() -> None:
    owe(11)
    taker = Taker()

    def be_away(_mail: Mail) -> None:
        raise ServerAway("away")

    taker.refuse = be_away
    with with_pace(60):
        assert send_due(taker, at=LATER, limit=100) == 0
        owe(1, first=11)
        back = Taker()
        # The first was put off; the ten behind it have had their places, the new one has none.
        assert send_due(back, at=LATER, limit=100) == 10
        assert send_due(back, at=LATER + timedelta(seconds=1), limit=100) == 1
    assert [mail.subject for mail in back.taken][-2:] == ["Subject 10", "Subject 11"]


def test_a_clock_that_is_set_back_keeps_no_domain_waiting() -> None:
    taker = Taker()
    ahead = LATER + timedelta(hours=1)
    with with_pace(60):
        owe(12)
        assert send_due(taker, at=ahead, limit=100) == 11
        # The last one waits for its moment, and keeps those behind it waiting.
        owe(1, first=12)
        assert send_due(taker, at=LATER, limit=100) == 0
        assert send_due(taker, at=ahead + timedelta(seconds=2), limit=100) == 2
        # None waits any more.
        owe(12, first=13)
        assert send_due(taker, at=LATER, limit=100) == 1
        assert send_due(taker, at=LATER + timedelta(seconds=3), limit=100) == 3


def test_the_domains_that_got_mail_are_forgotten_and_were_never_readable() -> None:
    owe(1)
    send_due(Taker(), at=LATER, limit=10)
    (pace,) = MailPace.objects.all()
    assert b"people" not in bytes(pace.domain)
    assert delete_old_paces(at=LATER + timedelta(seconds=30)) == 0
    assert delete_old_paces(at=LATER + timedelta(hours=1)) == 1
