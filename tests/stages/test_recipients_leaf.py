"""The log says for which keys contact data is sealed, from before the first signature on."""

from datetime import timedelta

import pytest
from django.db.models import QuerySet

from tests.support.keys import make_key, seal_for
from tests.support.letters import (
    T0,
    check_letter_log,
    keeper,
    log_all,
    make_draft,
    make_open_letter,
    public_files,
    signed,
    wish,
)
from tests.support.log import MemorySource
from undersigned.core.bundle import check_log
from undersigned.core.lifecycle import CLOSE_GRACE
from undersigned.core.seal import recipients_digest
from undersigned.models import Letter, Log, Recipient, Signature, TreeHead
from undersigned.queries.log_check import find_faults
from undersigned.stages.draft import freeze_edition
from undersigned.stages.log import owed_letters
from undersigned.stages.publish import close_letter, publish_letter
from undersigned.stages.receipt import send_receipts
from undersigned.stages.seal import add_recipient, remove_recipient, seal_contacts

pytestmark = pytest.mark.django_db

LATER = T0 + timedelta(days=1)


def logged(letter: Letter) -> tuple[int, bytes] | None:
    """What the public files say of the keys, once everything is logged and agrees."""
    log_all(letter)
    assert find_faults(letter, keeper=keeper()) == ()
    return check_letter_log(letter).recipients


def remove_first(letter: Letter) -> None:
    first = Recipient.objects.filter(letter=letter, removed_at=None).earliest("id")
    remove_recipient(letter, first.pk, by=letter.lead, at=T0)


def test_the_keys_stand_before_the_first_signature() -> None:
    letter, first, second = make_draft(), make_key(), make_key()
    seal_for(letter, first, second)
    freeze_edition(letter, by=letter.lead, at=T0)
    publish_letter(letter, by=letter.lead, at=T0)
    signature = signed(letter)
    # Whatever their order, it is the fingerprint of both.
    digest = recipients_digest([second.recipient, first.recipient])
    assert logged(letter) == (1, digest)
    signature.refresh_from_db()
    assert signature.log_index == 2
    head = TreeHead.objects.filter(letter=letter).latest("size")
    assert (head.size, head.organizations, head.people, head.withdrawn) == (3, 0, 1, 0)


def test_each_change_is_named_before_what_is_signed_after_it() -> None:
    letter, first, second, third = make_open_letter(), make_key(), make_key(), make_key()
    assert logged(letter) is None
    signed(letter)
    # Keys that come later are named from there on.
    seal_for(letter, first)
    assert logged(letter) == (1, recipients_digest([first.recipient]))
    seal_for(letter, second)
    assert logged(letter) == (3, recipients_digest([first.recipient, second.recipient]))
    # The first key is lost: another comes, and the lost one goes. That is one change of the log.
    seal_for(letter, third)
    remove_first(letter)
    later = signed(letter, wish("Noor Example", "noor@people.example"))
    assert logged(letter) == (4, recipients_digest([second.recipient, third.recipient]))
    later.refresh_from_db()
    assert later.log_index == 5
    # Who changes the keys and changes them back has changed nothing.
    seal_for(letter, first)
    gone = Recipient.objects.get(letter=letter, recipient=first.recipient, removed_at=None)
    remove_recipient(letter, gone.pk, by=letter.lead, at=T0)
    assert owed_letters(at=T0) == []
    facts = check_letter_log(letter)
    assert (facts.checkpoint.size, facts.people) == (6, 2)


def test_a_letter_without_keys_has_no_such_leaf() -> None:
    letter = make_open_letter()
    signed(letter)
    assert logged(letter) is None
    assert check_letter_log(letter).checkpoint.size == 2
    log = Log.objects.get(letter=letter)
    assert (log.recipients_digest, log.recipients_index) == (None, None)


def test_nothing_is_sealed_for_a_key_that_the_log_does_not_name() -> None:
    letter, first, second = make_open_letter(), make_key(), make_key()
    seal_for(letter, first)
    signature = signed(letter)
    log_all(letter)
    send_receipts(at=T0, limit=10)
    seal_for(letter, second)
    other = make_open_letter("lake")
    seal_for(other, first)
    elsewhere = signed(other)
    log_all(other)
    send_receipts(at=T0, limit=10)
    # The letter whose keys just changed keeps none of the others waiting.
    assert seal_contacts(limit=1) == 1
    elsewhere.refresh_from_db()
    signature.refresh_from_db()
    assert (elsewhere.sealed is not None, signature.sealed) == (True, None)
    log_all(letter)
    assert seal_contacts(limit=1) == 1
    assert first.contact_of(signature) == second.contact_of(signature)
    check_letter_log(letter)


def test_an_address_that_only_news_needed_goes_also_while_keys_change() -> None:
    letter, key = make_open_letter(), make_key()
    seal_for(letter, key)
    signature = signed(letter, wish(wants_news=True))
    log_all(letter)
    send_receipts(at=T0, limit=10)
    seal_contacts(limit=10)
    seal_for(letter, make_key())
    Signature.objects.filter(pk=signature.pk).update(wants_news=False)
    seal_contacts(limit=10)
    signature.refresh_from_db()
    assert signature.address == ""
    log_all(letter)
    check_letter_log(letter)


def test_keys_that_change_after_closing_are_named_after_the_close() -> None:
    letter, first, second = make_open_letter(), make_key(), make_key()
    seal_for(letter, first)
    signed(letter)
    log_all(letter)
    close_letter(letter, by=letter.lead, at=T0)
    log_all(letter, at=T0 + CLOSE_GRACE)
    assert Log.objects.get(letter=letter).is_closed
    add_recipient(letter, second.recipient, holder="Ben", by=letter.lead, at=LATER)
    log_all(letter, at=LATER)
    facts = check_letter_log(letter)
    assert facts.is_closed
    assert facts.recipients == (4, recipients_digest([first.recipient, second.recipient]))
    assert owed_letters(at=LATER) == []
    assert find_faults(letter, keeper=keeper()) == ()


def test_a_row_that_names_other_keys_than_the_log_is_found() -> None:
    letter = make_open_letter()
    seal_for(letter, make_key())
    assert logged(letter) is not None
    log = Log.objects.filter(letter=letter)
    (fault,) = _faults_with(log, recipients_digest=bytes(32))
    assert fault == "The log names other keys for contact data than its row says."
    assert len(_faults_with(log, recipients_index=0)) == 1
    assert len(_faults_with(log, recipients_digest=None, recipients_index=None)) == 1
    assert check_log(MemorySource(public_files(letter))).recipients is not None


def _faults_with(log: QuerySet[Log], **changed: bytes | int | None) -> tuple[str, ...]:
    before = log.values(*changed).get()
    log.update(**changed)
    faults = find_faults(log.get().letter, keeper=keeper())
    log.update(**before)
    return faults
