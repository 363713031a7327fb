"""After a restore nothing goes out twice that may have gone out since the backup was made."""

from datetime import timedelta

import pytest

from tests.stages.test_outbox import Taker
from tests.support.keys import make_key, seal_for
from tests.support.letters import T0, log_all, make_news, make_open_letter, signed, subscribed, wish
from undersigned.models import MailOutcome, News, OutgoingMail, Signature
from undersigned.stages.news import mail_news, owe_news, resume_mailing
from undersigned.stages.outbox import HELD, owe_mail, send_batches, send_due
from undersigned.stages.receipt import send_receipts
from undersigned.stages.restore import erase_signature, stop_sending
from undersigned.stages.seal import seal_contacts

pytestmark = pytest.mark.django_db
ADA = "Ada.Exemplar@people.example"
LATER = T0 + timedelta(hours=1)


def _news() -> News:
    letter = make_open_letter()
    for number in range(3):
        subscribed(letter, number)
    log_all(letter)
    OutgoingMail.objects.all().delete()
    news = make_news(letter)
    mail_news(letter, news.number, by=letter.lead, at=T0)
    assert owe_news(at=T0, limit=2) == 2
    return news


@pytest.mark.parametrize(("has_run_on", "dropped"), [(True, 2), (False, 0)])
def test_news_stands_still_until_a_lead_lets_it_go_on(*, has_run_on: bool, dropped: int) -> None:
    news = _news()
    assert stop_sending(has_run_on=has_run_on) == dropped
    assert owe_news(at=LATER, limit=10) == 0
    assert send_batches(taker := Taker(), at=LATER, limit=10) == 0
    held = OutgoingMail.objects.exclude(batch="")
    assert [mail.due_at for mail in held] == [HELD] * (2 - dropped)
    resume_mailing(news.letter, news.number, by=news.letter.lead, at=LATER)
    assert owe_news(at=LATER, limit=10) == 1
    assert send_batches(taker, at=LATER, limit=10) == 3 - dropped


def test_of_a_delivery_nobody_knows_and_the_mail_of_one_person_goes_out() -> None:
    for number in range(2):
        OutgoingMail.objects.create(
            recipient="office@council.example",
            subject=f"Subject {number}",
            body="Body\n",
            created_at=T0,
            due_at=T0,
            reference="delivery:x" if number else "",
        )
    stop_sending(has_run_on=False)
    taker = Taker()
    send_due(taker, at=LATER, limit=10)
    assert [mail.subject for mail in taker.taken] == ["Subject 0"]
    assert list(MailOutcome.objects.values_list("outcome", flat=True)) == ["unsure"]


# A letter that seals keeps the address as it was entered, and nothing that mails cannot go to.
@pytest.mark.parametrize("is_sealed", [True, False])
def test_mails_to_an_erased_mailbox_are_erased_and_those_to_it_as_an_office_are_not(
    *, is_sealed: bool
) -> None:
    letter = make_open_letter()
    if is_sealed:
        seal_for(letter, make_key())
    signature = signed(letter, wish(email=ADA, wants_news=True))
    log_all(letter)
    send_receipts(at=T0, limit=10)
    seal_contacts(limit=10)
    OutgoingMail.objects.all().delete()
    context = {"name": "x", "title": "x", "link": "x", "letter_link": "x"}
    mailbox = Signature.objects.get(pk=signature.pk).mailbox
    owe_mail("correction", context, recipient=mailbox, language="en", at=T0)
    OutgoingMail.objects.create(
        recipient=mailbox, subject="s", body="b", created_at=T0, due_at=T0, reference="delivery:x"
    )
    index = Signature.objects.get(pk=signature.pk).log_index
    assert index is not None
    assert erase_signature(letter, index, at=LATER) == 1
    assert [mail.reference for mail in OutgoingMail.objects.all()] == ["delivery:x"]
