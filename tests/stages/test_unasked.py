"""A mailbox that did not ask gets two mails a day, and none once it said so."""

from datetime import datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMessage

from tests.stages.test_outbox import Taker, refuse_with
from tests.support.keys import make_key, seal_for
from tests.support.letters import T0, last_mail, make_open_letter, signed, token_in, wish
from undersigned.adapters.mail import ServerAway
from undersigned.core.errors import NotProven
from undersigned.core.tokens import make_mailbox_token, read_mailbox_token
from undersigned.models import ClosedMailbox, Letter, OutgoingMail, Signature, UnaskedMail
from undersigned.stages.confirm import confirm_signature
from undersigned.stages.outbox import (
    OutboxBackend,
    close_mailbox,
    delete_old_counts,
    open_mailbox,
    owe_mail,
    send_due,
)
from undersigned.stages.outbox.unasked import digest_of, end_link
from undersigned.stages.people import account_for
from undersigned.stages.sign import sign_letter
from undersigned.stages.withdraw import request_manage_link

pytestmark = pytest.mark.django_db
ADA = "ada@people.example"
DAY = timedelta(days=1)


@pytest.fixture
def letter() -> Letter:
    return make_open_letter()


def sent(at: datetime = T0) -> list[tuple[str, str]]:
    """To whom mails went out, and the first word of each subject."""
    taker = Taker()
    while send_due(taker, at=at, limit=100):
        pass
    assert not OutgoingMail.objects.filter(due_at__lte=at).exists()
    return [(mail.recipient, mail.subject.split()[0]) for mail in taker.taken]


def ask(letter: Letter, count: int, email: str = ADA, *, at: datetime = T0) -> None:
    for number in range(count):
        sign_letter(letter, wish(f"Person {number}", email), language="en", at=at)


def token_of(email: str) -> str:
    return make_mailbox_token(settings.KEYS.secret, digest_of(email))


def test_whoever_enters_an_address_causes_two_mails_a_day_to_it(letter: Letter) -> None:
    ask(letter, 5)
    ask(letter, 1, "ben@people.example")
    assert sent() == [(ADA, "Confirm"), (ADA, "Confirm"), ("ben@people.example", "Confirm")]
    # Another letter, another form and another spelling of the mailbox are the same mailbox.
    other = make_open_letter("lake")
    ask(other, 1)
    request_manage_link(other, "ada+x@people.example", language="en", at=T0)
    assert sent(T0 + DAY - timedelta(seconds=1)) == []
    # What was dropped does not come later; what is asked for the next day does.
    assert sent(T0 + DAY) == []
    ask(letter, 3, at=T0 + DAY)
    assert len(sent(T0 + DAY)) == 2


def test_the_day_rolls_with_each_mail(letter: Letter) -> None:
    for hours, count in [(0, 1), (20, 1), (23, 0), (24, 1), (25, 0), (43, 0), (44, 1)]:
        at = T0 + timedelta(hours=hours)
        ask(letter, 1, at=at)
        assert len(sent(at)) == count, hours


@pytest.mark.parametrize("is_sealed", [False, True])
def test_whoever_confirms_has_asked(letter: Letter, *, is_sealed: bool) -> None:
    for one in (letter, *(make_open_letter(slug) for slug in ("lake", "sea", "brook"))):
        if is_sealed:
            seal_for(one, make_key())
        ask(one, 1)
        token = token_in(last_mail(ADA))
        assert sent() == [(ADA, "Confirm")]
        confirm_signature(token, at=T0)
    for slug in ("pond", "spring", "well"):
        ask(make_open_letter(slug), 1)
    assert len(sent()) == 2


def test_a_signatory_gets_the_way_to_the_signature_more_often(letter: Letter) -> None:
    signed(letter, wish(email=ADA))
    OutgoingMail.objects.all().delete()
    for _ in range(15):
        request_manage_link(letter, ADA, language="en", at=T0)
    assert len(sent()) == 10


def test_what_follows_from_a_signature_is_not_counted(letter: Letter) -> None:
    for _ in range(15):
        context = {"name": "x", "title": "x", "link": "x", "letter_link": "x"}
        owe_mail("correction", context, recipient=ADA, language="en", at=T0)
    assert len(sent()) == 15
    assert UnaskedMail.objects.count() == 0


@pytest.mark.parametrize(("is_proved", "count"), [(False, 2), (True, 10)])
def test_codes_go_to_those_who_have_signed_in_before(*, is_proved: bool, count: int) -> None:
    account = account_for(ADA, at=T0)
    if is_proved:
        EmailAddress.objects.filter(user=account).update(verified=True)
    for _ in range(15):
        OutboxBackend().send_messages([EmailMessage("Code", "1", to=[ADA])])
    OutgoingMail.objects.update(due_at=T0)
    assert len(sent()) == count


def test_a_mail_is_counted_once_however_often_it_is_tried(letter: Letter) -> None:
    ask(letter, 2)
    away = Taker(refuse_with(ServerAway("away")))
    for minutes in range(5):
        send_due(away, at=T0 + timedelta(minutes=minutes), limit=10)
    assert len(sent(T0 + timedelta(minutes=9))) == 2


def test_each_unasked_mail_carries_the_way_to_end_them(letter: Letter) -> None:
    ask(letter, 1)
    mail = OutgoingMail.objects.get()
    taker = Taker()
    send_due(taker, at=T0, limit=10)
    link = end_link(mail)
    assert taker.taken[0].unsubscribe_link == link
    assert taker.taken[0].body.count(link) == 1
    assert read_mailbox_token(settings.KEYS.secret, link.split("/")[-2]) == digest_of(ADA)
    assert "ada" not in link
    # What belongs to a signature has no such link.
    owe_mail("correction", {"link": "x"}, recipient=ADA, language="en", at=T0)
    send_due(taker, at=T0, limit=10)
    assert (taker.taken[1].unsubscribe_link, "no-mail" in taker.taken[1].body) == ("", False)


def test_a_closed_mailbox_gets_nothing_and_nobody_can_tell(letter: Letter) -> None:
    ask(letter, 1)
    # Also what was owed already.
    close_mailbox(token_of("Ada+x@People.example"), at=T0)
    ask(make_open_letter("lake"), 1)
    request_manage_link(letter, ADA, language="en", at=T0)
    ask(letter, 1, "ben@people.example")
    assert sent() == [("ben@people.example", "Confirm")]
    # The wish is kept as ever, and deleted as ever.
    assert Signature.objects.filter(letter=letter).count() == 2
    row = ClosedMailbox.objects.get()
    assert b"ada" not in bytes(row.mailbox)
    close_mailbox(token_of(ADA), at=T0)
    assert ClosedMailbox.objects.count() == 1
    open_mailbox(token_of(ADA))
    ask(letter, 1, at=T0 + DAY)
    assert sent(T0 + DAY) == [(ADA, "Confirm")]


def test_an_account_can_still_sign_in_and_a_signature_still_gets_its_mails(letter: Letter) -> None:
    account_for(ADA, at=T0)
    EmailAddress.objects.filter(email=ADA).update(verified=True)
    signed(letter, wish(email=ADA))
    OutgoingMail.objects.all().delete()
    close_mailbox(token_of(ADA), at=T0)
    OutboxBackend().send_messages([EmailMessage("Code", "1", to=[ADA])])
    OutgoingMail.objects.update(due_at=T0)
    owe_mail("correction", {"link": "x"}, recipient=ADA, language="en", at=T0)
    request_manage_link(letter, ADA, language="en", at=T0)
    assert [subject for _to, subject in sent()] == ["Code", "The"]


def test_a_token_of_another_kind_or_server_closes_nothing() -> None:
    forged = make_mailbox_token(b"x" * 32, digest_of(ADA))
    with pytest.raises(NotProven):
        close_mailbox(forged, at=T0)
    assert ClosedMailbox.objects.count() == 0


def test_counts_are_deleted_after_a_day_and_hold_no_address(letter: Letter) -> None:
    ask(letter, 5)
    sent()
    (row,) = UnaskedMail.objects.all()
    assert b"ada" not in bytes(row.mailbox)
    assert delete_old_counts(at=T0 + DAY - timedelta(seconds=1)) == 0
    assert delete_old_counts(at=T0 + DAY) == 1
