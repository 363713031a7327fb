"""What a restored letter learns from a newer log: keys, a close, and who waited meanwhile."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction

from tests.support.keys import make_key, seal_for
from tests.support.letters import (
    T0,
    check_letter_log,
    keeper,
    last_mail,
    log_all,
    make_open_letter,
    public_files,
    signed,
    token_in,
)
from tests.support.log import MemorySource
from undersigned.core.bundle import check_log
from undersigned.core.lifecycle import CLOSE_GRACE
from undersigned.core.seal import recipients_digest
from undersigned.models import Letter, Log, Recipient
from undersigned.queries.log_check import find_faults
from undersigned.queries.seal import recipients_of
from undersigned.stages.log import owed_letters
from undersigned.stages.publish import close_letter
from undersigned.stages.receipt import send_receipts
from undersigned.stages.restore import Learned, learn_from_log
from undersigned.stages.seal import remove_recipient
from undersigned.stages.withdraw import withdraw_signature

pytestmark = pytest.mark.django_db

LATER = T0 + timedelta(hours=1)


def lost_and_restored(letter: Letter, meanwhile: Callable[[], None]) -> Learned:
    """Take the database back to what it is now, after `meanwhile`, and learn from the newer log."""
    backup = transaction.savepoint()
    meanwhile()
    source = MemorySource(public_files(letter))
    transaction.savepoint_rollback(backup)
    letter.refresh_from_db()
    return learn_from_log(letter, check_log(source), source, keeper=keeper(), at=LATER)


def test_a_log_that_was_closed_stays_closed_whatever_came_after() -> None:
    letter = make_open_letter()
    signed(letter)
    log_all(letter)
    send_receipts(at=T0, limit=10)
    token = token_in(last_mail("mina@people.example"))

    def close_and_withdraw() -> None:
        close_letter(letter, by=letter.lead, at=T0)
        log_all(letter, at=T0 + CLOSE_GRACE)
        withdraw_signature(token, at=LATER)
        log_all(letter, at=LATER)

    learned = lost_and_restored(letter, close_and_withdraw)
    assert (learned.appended, learned.erased) == (3, 1)
    assert Log.objects.get(letter=letter).is_closed
    # Nothing is closed a second time, which no reader would accept.
    assert owed_letters(at=LATER + 2 * CLOSE_GRACE) == []
    facts = check_letter_log(letter)
    assert (facts.is_closed, facts.people, facts.withdrawn) == (True, 0, 1)
    assert find_faults(letter, keeper=keeper()) == ()


def test_keys_that_were_changed_after_the_backup_are_told_and_named_anew() -> None:
    letter, old, new = make_open_letter(), make_key(), make_key()
    seal_for(letter, old)
    signed(letter)
    log_all(letter)

    def replace_key() -> None:
        seal_for(letter, new)
        first = Recipient.objects.get(letter=letter, recipient=old.recipient)
        remove_recipient(letter, first.pk, by=letter.lead, at=T0)
        log_all(letter)

    learned = lost_and_restored(letter, replace_key)
    assert (learned.appended, learned.has_other_keys) == (1, True)
    assert check_letter_log(letter).recipients == (3, recipients_digest([new.recipient]))
    # The backup has the old key only; the log says so before anything is sealed for it again.
    assert recipients_of(letter) == (old.recipient,)
    log_all(letter)
    assert check_letter_log(letter).recipients == (4, recipients_digest([old.recipient]))
    assert find_faults(letter, keeper=keeper()) == ()


def test_keys_that_came_after_the_backup_are_named_as_gone() -> None:
    letter = make_open_letter()
    signed(letter)
    log_all(letter)

    def add_key() -> None:
        seal_for(letter, make_key())
        log_all(letter)

    learned = lost_and_restored(letter, add_key)
    assert (learned.appended, learned.has_other_keys) == (1, True)
    log_all(letter)
    facts = check_letter_log(letter)
    assert (facts.recipients, facts.checkpoint.size) == (None, 4)
    assert owed_letters(at=LATER) == []


def test_keys_that_are_as_they_were_are_not_told() -> None:
    letter = make_open_letter()
    seal_for(letter, make_key())
    log_all(letter)

    def sign() -> None:
        signed(letter)
        log_all(letter)

    learned = lost_and_restored(letter, sign)
    assert (learned.appended, learned.lost, learned.has_other_keys) == (1, 1, False)
