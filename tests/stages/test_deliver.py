"""A letter is delivered once, pinned to a count, and the record follows what became of the mail."""

import re
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from django.conf import settings

from tests.support.coalitions import acts_of
from tests.support.deliveries import OFFICE, mailed, make_signed_letter, report, token_of
from tests.support.letters import (
    T0,
    check_letter_log,
    correct_letter,
    log_all,
    make_draft,
    signed,
    wish,
)
from tests.support.mail import MailServer, text_of
from undersigned.adapters.kept_files import KeptFile
from undersigned.adapters.mail import Mail, SMTPTransport, TemporaryFailure
from undersigned.core.answers import Way
from undersigned.core.bounces import read_bounce
from undersigned.models import Delivery, DeliveryFile, Letter, MailOutcome, OutgoingMail
from undersigned.queries.responses import UnknownAnswerLink, find_delivery
from undersigned.stages.deliver import (
    ByHand,
    DeliveredMeanwhile,
    NotDeliverable,
    end_answer_link,
    record_bounce,
    record_delivery,
    remove_delivery,
    take_outcomes,
)
from undersigned.stages.outbox import CLAIM, MAX_ATTEMPTS, send_due

pytestmark = pytest.mark.django_db

DAY = T0 + timedelta(days=1)
LATER = DAY + timedelta(hours=1)


@pytest.fixture
def letter() -> Letter:
    """Return an open letter with two signatures."""
    return make_signed_letter()


def states(letter: Letter) -> list[tuple[str, str]]:
    """What was delivered to whom, and how that ended, the oldest first."""
    rows = Delivery.objects.filter(letter=letter).order_by("id")
    return [(row.recipient, row.state) for row in rows]


def send(server: MailServer, *, at: datetime = LATER) -> None:
    """Hand over what is due to a real server, and let the deliveries follow."""
    transport = SMTPTransport(server.setting, timeout_seconds=1)
    send_due(transport, at=at, limit=100)
    transport.close()
    take_outcomes(at=at, limit=100)


def test_the_mail_has_the_letter_as_pdf_and_text_and_the_record_pins_it(
    letter: Letter, smtp_server: MailServer
) -> None:
    delivery = mailed(letter)
    assert (delivery.edition.number, delivery.organizations, delivery.people) == (1, 0, 2)
    assert delivery.tree_size == check_letter_log(letter).checkpoint.size
    send(smtp_server)
    mail = smtp_server.fetch(OFFICE)
    files = {part.get_filename(): part.get_content() for part in mail.iter_attachments()}
    text = bytes(delivery.edition.texts.get(language="en").data)
    assert files["letter-en.md"] == text
    assert files["letter.pdf"].startswith(b"%PDF-")
    assert mail["Message-ID"] == delivery.message_id
    assert "People who have signed: 2" in text_of(mail)
    found = re.search(r"/answer/([\w-]+)/", text_of(mail))
    assert found is not None
    assert find_delivery(found[1]) == delivery
    delivery.refresh_from_db()
    assert (delivery.state, delivery.delivered_at, delivery.failure) == ("delivered", LATER, "")
    assert acts_of(letter)[-1] == ("delivered", letter.lead.email, "Ada Exemplar", "")
    assert OutgoingMail.objects.filter(recipient=OFFICE).count() == 0
    assert MailOutcome.objects.count() == 0


def test_of_three_recipients_one_is_refused_and_one_put_off(
    letter: Letter, smtp_server: MailServer
) -> None:
    answers = {"no@x.example": "550 5.1.1 no such user", "later@x.example": "451 4.7.1 later"}
    smtp_server.refuse = lambda address, _mail: answers.get(address)
    other = make_signed_letter("lake")
    mailed(letter, 0, recipient="no@x.example")
    mailed(letter, 1, recipient="later@x.example")
    mailed(other, 0, recipient="yes@x.example")
    send(smtp_server)
    assert states(letter) == [("no@x.example", "failed"), ("later@x.example", "delayed")]
    assert states(other) == [("yes@x.example", "delivered")]
    failed, delayed = Delivery.objects.filter(letter=letter).order_by("id")
    assert failed.failure == "the mail server answered 550 to the message"
    assert delayed.failure == "the mail server answered 451 to the message"
    told = OutgoingMail.objects.filter(recipient=letter.lead.email, subject__contains="Not deliv")
    assert told.count() == 1
    # What was put off arrives later, with the same Message-ID.
    answers.clear()
    send(smtp_server, at=LATER + timedelta(minutes=2))
    assert states(letter)[1] == ("later@x.example", "delivered")
    assert smtp_server.fetch("later@x.example")["Message-ID"] == delayed.message_id
    assert smtp_server.count("later@x.example") == 1


def test_a_server_that_is_down_costs_the_delivery_nothing(letter: Letter) -> None:
    mailed(letter)
    nobody = MailServer(1)
    for number in range(3 * MAX_ATTEMPTS):
        send(nobody, at=LATER + timedelta(minutes=number))
    (delivery,) = Delivery.objects.all()
    assert delivery.state == "delayed"
    assert "cannot be reached" in delivery.failure


class Crashing:
    """A transport that dies with the mail in its hands, after or before the server's yes."""

    def __init__(self, send: Callable[[Mail], None]) -> None:
        self._send = send

    def send(self, mail: Mail) -> None:
        """Send, and be killed."""
        self._send(mail)
        raise KeyboardInterrupt

    def close(self) -> None:
        """Nothing is open."""


def test_after_a_crash_nothing_is_sent_twice_and_the_lead_is_asked(
    letter: Letter, smtp_server: MailServer
) -> None:
    mailed(letter)
    transport = SMTPTransport(smtp_server.setting)
    with pytest.raises(KeyboardInterrupt):
        send_due(Crashing(transport.send), at=LATER, limit=1)
    transport.close()
    assert smtp_server.count(OFFICE) == 1
    send(smtp_server, at=LATER + CLAIM / 2)
    assert states(letter) == [(OFFICE, "owed")]
    send(smtp_server, at=LATER + CLAIM + timedelta(seconds=1))
    assert states(letter) == [(OFFICE, "unsure")]
    assert smtp_server.count(OFFICE) == 1
    told = OutgoingMail.objects.get(subject__startswith="Perhaps not delivered to Ada Exemplar")
    assert told.recipient == letter.lead.email
    assert "Perhaps it has gone out" in told.body


def test_a_server_that_takes_the_mail_and_answers_too_late_gets_it_once(
    letter: Letter, smtp_server: MailServer
) -> None:
    mailed(letter)
    can_answer = threading.Event()

    def answer_late(_address: str, _mail: EmailMessage) -> None:
        can_answer.wait(60)

    smtp_server.refuse = answer_late
    transport = SMTPTransport(smtp_server.setting, timeout_seconds=1, patience_seconds=1)
    send_due(transport, at=LATER, limit=1)
    can_answer.set()
    transport.close()
    take_outcomes(at=LATER, limit=100)
    assert states(letter) == [(OFFICE, "unsure")]
    send(smtp_server, at=LATER + timedelta(days=1))
    smtp_server.fetch(OFFICE)
    assert smtp_server.count(OFFICE) == 1


def test_a_mail_that_was_put_off_is_not_taken_for_one_that_was_interrupted(letter: Letter) -> None:
    mailed(letter)

    class Away:
        def send(self, _mail: Mail) -> None:
            raise TemporaryFailure("later")

        def close(self) -> None:
            """Nothing is open."""

    for hours in (1, 2, 3):
        send_due(Away(), at=DAY + timedelta(hours=hours), limit=1)
        take_outcomes(at=DAY, limit=10)
        assert states(letter) == [(OFFICE, "delayed")]


def test_two_who_deliver_at_once_send_one_mail(letter: Letter) -> None:
    first = mailed(letter)
    with pytest.raises(DeliveredMeanwhile):
        mailed(letter)
    assert Delivery.objects.count() == 1
    # Again later, when the first was seen and more have signed.
    signed(letter, wish("Person 3", "p3@people.example"))
    log_all(letter)
    again = mailed(letter, after=first.pk, at=DAY + timedelta(days=30))
    assert (first.people, again.people) == (2, 3)


def test_only_what_is_public_and_logged_can_be_delivered(letter: Letter) -> None:
    mailed(letter)
    with pytest.raises(NotDeliverable):
        mailed(make_draft("pond"))
    with pytest.raises(NotDeliverable):
        mailed(letter, 2)
    with pytest.raises(NotDeliverable):
        mailed(letter, 1, language="de")
    assert Delivery.objects.count() == 1


def by_hand(**other: object) -> ByHand:
    told = ByHand(position=1, way=Way.IN_PERSON, delivered_at=DAY, handed_to="Her secretary")
    return replace(told, **other)  # type: ignore[arg-type]  # any field of it


def test_a_delivery_by_hand_is_recorded_and_can_be_taken_out(letter: Letter) -> None:
    photo = KeptFile("photo.jpg", "image/jpeg", b"\xff\xd8")
    delivery = record_delivery(letter, by_hand(files=(photo,)), by=letter.lead, at=LATER)
    assert (delivery.state, delivery.delivered_at, delivery.people) == ("delivered", DAY, 2)
    assert [(f.name, f.is_public) for f in DeliveryFile.objects.all()] == [("photo.jpg", False)]
    remove_delivery(letter, delivery.pk, by=letter.lead, at=LATER)
    assert DeliveryFile.objects.count() == 0
    with pytest.raises(NotDeliverable):
        remove_delivery(letter, delivery.pk, by=letter.lead, at=LATER)
    mail = mailed(letter)
    with pytest.raises(NotDeliverable):
        remove_delivery(letter, mail.pk, by=letter.lead, at=LATER)
    assert states(letter) == [("Her secretary", "removed"), (OFFICE, "owed")]


@pytest.mark.parametrize("day", [T0 - timedelta(days=1), LATER + timedelta(days=1)])
def test_a_day_before_publication_or_in_the_future_is_refused(
    letter: Letter, day: datetime
) -> None:
    with pytest.raises(NotDeliverable):
        record_delivery(letter, by_hand(delivered_at=day), by=letter.lead, at=LATER)
    record_delivery(letter, by_hand(), by=letter.lead, at=LATER)
    assert Delivery.objects.count() == 1


def test_an_ended_link_opens_nothing_and_that_of_another_delivery_still_does(
    letter: Letter,
) -> None:
    delivery = mailed(letter)
    token = token_of()
    mailed(letter, 1, recipient="ben@water.example")
    end_answer_link(letter, delivery.pk, by=letter.lead, at=LATER)
    end_answer_link(letter, delivery.pk, by=letter.lead, at=LATER)
    with pytest.raises(UnknownAnswerLink):
        find_delivery(token)
    assert find_delivery(token_of("ben@water.example")).position == 1
    assert [act[0] for act in acts_of(letter)].count("answer link ended") == 1


def test_a_bounce_moves_its_delivery_and_a_delay_only_says_so(
    letter: Letter, smtp_server: MailServer
) -> None:
    delivery = mailed(letter)
    send(smtp_server)
    late = read_bounce(report(delivery.message_id, action="delayed", status="4.4.7"))
    assert record_bounce(late, at=LATER)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.failure) == (
        "delivered",
        "a mail server reports a delay: 4.4.7",
    )
    failed = read_bounce(report(delivery.message_id))
    assert record_bounce(failed, at=LATER)
    assert record_bounce(failed, at=LATER)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.failure) == ("failed", "the mail came back: 5.1.1")
    told = OutgoingMail.objects.filter(recipient=letter.lead.email, subject__contains="Not deliv")
    assert told.count() == 1


@pytest.mark.parametrize(
    "forged",
    [
        {"message_id": "<1.20260302@letters.example>"},
        {"recipient": "office@elsewhere.example"},
    ],
)
def test_a_forged_bounce_moves_nothing(
    letter: Letter, smtp_server: MailServer, forged: dict[str, str]
) -> None:
    delivery = mailed(letter)
    send(smtp_server)
    true = {"message_id": delivery.message_id, "recipient": OFFICE}
    assert not record_bounce(read_bounce(report(**{**true, **forged})), at=LATER)
    assert states(letter) == [(OFFICE, "delivered")]
    assert record_bounce(read_bounce(report(**true)), at=LATER)
    assert states(letter) == [(OFFICE, "failed")]


def test_a_message_id_cannot_be_guessed_from_the_time(letter: Letter) -> None:
    delivery = mailed(letter)
    pattern = rf"<\d+\.\d{{20}}\.[0-9a-f]{{16}}@{re.escape(settings.CONFIG.host_name)}>"
    assert re.fullmatch(pattern, delivery.message_id)


def test_a_correction_between_opening_the_page_and_sending_is_pinned_anew(letter: Letter) -> None:
    correct_letter(letter, at=datetime(2026, 3, 2, tzinfo=UTC))
    log_all(letter)
    assert mailed(letter).edition.number == 2
