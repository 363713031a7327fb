"""Forget: whoever was taken for not genuine is told once, when nothing brings it back any more."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import override_settings

from tests.stages.bursts.test_decide import act, batch_of, undo
from tests.stages.bursts.test_hold import LATER, flooded, states
from tests.stages.test_outbox import Taker
from tests.support.floods import bots, confirmed_by
from tests.support.letters import check_letter_log, last_mail, log_all, make_open_letter
from undersigned.core.lifecycle import UNDO_DAYS, Verdict
from undersigned.core.mail_reasons import MOST_UNASKED, Reason
from undersigned.core.suspects import Condition, Standing
from undersigned.core.tokens import make_mailbox_token
from undersigned.models import Erasure, HeldSignature, Letter, OutgoingMail, Signature
from undersigned.stages import publish
from undersigned.stages.bursts import forget_decided
from undersigned.stages.outbox import close_mailbox, send_due
from undersigned.stages.outbox.unasked import digest_of

pytestmark = pytest.mark.django_db

OVER = LATER + timedelta(days=UNDO_DAYS)


def told() -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(template="not_genuine").order_by("id"))


def invalidated(letter: Letter) -> dict[int, str]:
    """Invalidate all that waits; the addresses of these, by the number of the signature."""
    waiting = Signature.objects.filter(letter=letter, ready_at=None).order_by("pk")
    addresses = dict(waiting.values_list("pk", "contact"))
    act(letter, Verdict.INVALIDATE, batch_of(letter))
    return addresses


def test_each_is_told_once_when_it_is_erased_and_not_before() -> None:
    letter = flooded(40)
    OutgoingMail.objects.all().delete()
    addresses = invalidated(letter)
    assert len(addresses) == 21
    assert forget_decided(at=OVER - timedelta(seconds=1)) == 0
    assert told() == []
    # A part at a time, and whoever was told is erased.
    assert forget_decided(at=OVER, limit=20) == 20
    assert [mail.recipient for mail in told()] == list(addresses.values())[:20]
    assert forget_decided(at=OVER, limit=20) == 1
    assert forget_decided(at=OVER, limit=20) == 0
    assert [mail.recipient for mail in told()] == list(addresses.values())
    assert states() == {"logged": 31}
    assert not HeldSignature.objects.exists()
    assert sum(Erasure.objects.filter(what="invalidated").values_list("count", flat=True)) == 21
    check_letter_log(letter)


def test_the_mail_says_what_happened_and_how_to_object() -> None:
    letter = flooded(40)
    first = next(iter(invalidated(letter).items()))
    Signature.objects.filter(pk=first[0]).update(language="fa")
    with override_settings(LANGUAGES=[("en", "English"), ("fa", "Persian")]):
        forget_decided(at=OVER)
    mail = last_mail(next(mail.recipient for mail in told() if mail.recipient != first[1]))
    assert mail.subject == "Not counted: your signature under “River en”"
    for said in (
        "Your signature as “Bot ",
        "On 1 March 2026 those who lead this letter",
        "/letters/river/en/\n",
        "A program\n",
        "For 30 days",
        "You can sign again at the address above.",
        "undersigned@localhost",
    ):
        assert said in mail.body, said
    assert (mail.reason, mail.signature_number) == (Reason.UNASKED, None)
    other = last_mail(first[1])
    assert "Not counted" not in other.subject
    assert "۱۰ اسفند ۱۴۰۴" in other.body
    check_letter_log(letter)


def test_who_signed_a_letter_that_was_closed_is_not_told_to_sign_again() -> None:
    letter = flooded(40)
    invalidated(letter)
    publish.close_letter(letter, by=letter.lead, at=LATER)
    forget_decided(at=OVER)
    assert len(told()) == 21
    for mail in told():
        assert "takes no more signatures" in mail.body
        assert "You can sign again" not in mail.body


def test_who_was_released_or_brought_back_or_has_no_address_here_is_not_told() -> None:
    letter = flooded(40)
    act(letter, Verdict.RELEASE, batch_of(letter))
    act(letter, Verdict.INVALIDATE, Condition(Standing.COUNTED, pattern="bot #"), seen=1)
    undo(letter, 2, seen=2)
    assert states() == {"logged": 52}
    act(letter, Verdict.INVALIDATE, Condition(Standing.COUNTED, domain="people.example"), seen=3)
    Signature.objects.filter(commitment=None).update(contact="")
    OutgoingMail.objects.all().delete()
    forget_decided(at=OVER)
    assert states() == {"logged": 40}
    assert told() == []
    check_letter_log(letter)


def test_it_is_one_of_the_mails_that_a_mailbox_did_not_ask_for() -> None:
    letters = [make_open_letter(slug, ["en"]) for slug in ("river", "lake", "sea")]
    for letter in letters:
        confirmed_by(letter, bots(21))
        log_all(letter, at=LATER)
        # All of these belong to one mailbox, but for one that wants no mail.
        held = Signature.objects.filter(letter=letter, ready_at=None).order_by("pk")
        first, last = held.first(), held.last()
        assert first is not None
        assert last is not None
        Signature.objects.filter(pk=first.pk).update(contact="mina@people.example")
        Signature.objects.filter(pk=last.pk).update(contact="noor@people.example")
        act(letter, Verdict.INVALIDATE, batch_of(letter))
    OutgoingMail.objects.all().delete()
    key = settings.KEYS.secret
    close_mailbox(make_mailbox_token(key, digest_of("noor@people.example")), at=LATER)
    forget_decided(at=OVER)
    assert len(told()) == 6
    send_due(taker := Taker(), at=OVER, limit=100)
    assert [mail.recipient for mail in taker.taken] == ["mina@people.example"] * MOST_UNASKED
    assert told() == []
