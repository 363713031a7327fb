"""Log: places, batches, races, forks, closing; and what withdrawing leaves behind."""

from datetime import timedelta

import pytest
from django.conf import settings

from tests.support.crowds import member
from tests.support.letters import (
    T0,
    check_letter_log,
    fresh_keeper,
    keeper,
    last_mail,
    log_all,
    make_open_letter,
    organization_wish,
    public_files,
    signed,
    token_in,
    wish,
)
from undersigned.adapters.keeper import CheckpointKeeper
from undersigned.core.receipt import check_receipt, parse_receipt
from undersigned.core.tlog.checkpoint import read_checkpoint
from undersigned.core.tlog.note import SigningKey, VerifyingKey
from undersigned.core.tlog.tiles import format_entries, parse_entries
from undersigned.models import Letter, Log, OutgoingMail, Signature, Tile, TreeHead
from undersigned.queries import log_files
from undersigned.queries.manage import UnknownLink
from undersigned.stages import confirm, publish, withdraw
from undersigned.stages.log import (
    LogForked,
    LostRace,
    Sequencer,
    log_letter,
    owed_leaves,
    owed_letters,
)
from undersigned.stages.receipt import send_receipts
from undersigned.stages.sign import LetterNotOpen

pytestmark = pytest.mark.django_db


def _key(letter_id: str) -> VerifyingKey:
    return VerifyingKey.parse(log_files.vkey(letter_id))


def test_text_is_the_first_leaf_and_signatures_follow_in_the_order_of_confirmation() -> None:
    letter = make_open_letter()
    later = signed(letter, wish("Later", "later@people.example"), at=T0 + timedelta(seconds=2))
    first = signed(letter, wish("First", "first@people.example"), at=T0 + timedelta(seconds=1))
    assert log_all(letter) == 3
    places = {signature.pk: signature.log_index for signature in Signature.objects.all()}
    assert places == {first.pk: 1, later.pk: 2}
    facts = check_letter_log(letter)
    assert (facts.people, facts.organizations, facts.withdrawn) == (2, 0, 0)


@pytest.mark.parametrize("limit", [1, 7, 256, 1000])
def test_log_is_the_same_whatever_the_batch(limit: int) -> None:
    letter = make_open_letter()
    for number in range(20):
        signed(letter, wish(*member(number)))
    assert log_all(letter, batch=limit) == 21
    assert check_letter_log(letter).people == 20
    assert TreeHead.objects.count() == -(-21 // limit)


def test_counted_only_signature_is_counted_and_not_named() -> None:
    letter = make_open_letter()
    signed(letter, wish("Hidden Name", is_named=False))
    log_all(letter)
    facts = check_letter_log(letter)
    assert (facts.people, facts.named_people) == (1, 0)
    assert all(b"Hidden" not in data for data in public_files(letter).values())


def test_public_files_hold_no_address_and_no_representative() -> None:
    letter = make_open_letter()
    signed(letter)
    waiting = signed(letter, organization_wish())
    confirm.accept_organization(letter, waiting.pk, by=letter.lead, at=T0)
    log_all(letter)
    assert check_letter_log(letter).named_organizations == 1
    everything = b"".join(public_files(letter).values())
    assert b"Bank of Herons" in everything
    for secret in (b"mina@", b"office@", b"Rosa Muster", b"Director"):
        assert secret not in everything


def test_second_worker_with_the_same_head_loses() -> None:
    letter = make_open_letter()
    log_all(letter)
    signed(letter)
    first, second = _sequencer(letter), _sequencer(letter)
    owed = owed_leaves(letter, 1, at=T0, limit=10)
    first.append(owed, at=T0)
    with pytest.raises(LostRace):
        second.append(owed, at=T0)
    log_all(letter)
    assert check_letter_log(letter).people == 1


def test_signature_that_changes_between_look_and_append_undoes_the_batch() -> None:
    letter = make_open_letter()
    log_all(letter)
    signed(letter)
    withdraw.request_manage_link(letter, "mina@people.example", language="en", at=T0)
    token = token_in(last_mail("mina@people.example"))
    sequencer, owed = _sequencer(letter), owed_leaves(letter, 1, at=T0, limit=10)
    withdraw.correct_signature(token, withdraw.Correction(name="New Name"), at=T0)
    with pytest.raises(LostRace):
        sequencer.append(owed, at=T0)
    log_all(letter)
    facts = check_letter_log(letter)
    assert (facts.people, facts.withdrawn, facts.named_people) == (1, 0, 1)


def test_slower_worker_does_not_take_back_what_a_quicker_one_published() -> None:
    letter = make_open_letter()
    log_all(letter)
    slow = _sequencer(letter)
    signed(letter)
    log_all(letter)
    slow.publish()
    assert read_checkpoint(log_files.checkpoint(letter.pk)).size == 2


def test_head_that_was_signed_but_not_published_is_published_first() -> None:
    letter = make_open_letter()
    log_all(letter)
    signed(letter)
    _sequencer(letter, fresh_keeper()).append(owed_leaves(letter, 1, at=T0, limit=10), at=T0)
    # The worker died here: readers still see the old head, and no other of size 2 is ever signed.
    assert read_checkpoint(log_files.checkpoint(letter.pk)).size == 1
    with pytest.raises(log_files.NotInLog):
        log_files.entries(letter.pk, 0, 2)
    signed_head = bytes(TreeHead.objects.get(size=2).checkpoint)
    assert letter.pk in owed_letters(at=T0)
    log_all(letter)
    assert log_files.checkpoint(letter.pk) == signed_head == keeper().read(letter.pk)
    check_letter_log(letter)


def test_database_older_than_the_published_checkpoint_stops_the_log() -> None:
    letter = make_open_letter()
    log_all(letter)
    signed(letter, wish("Lost", "lost@people.example"))
    log_all(letter)
    _roll_back(letter.pk, size=1)
    signed(letter, wish("Other", "other@people.example"))
    with pytest.raises(LogForked, match="size 2"):
        log_letter(letter.pk, keeper=keeper(), at=T0)
    assert read_checkpoint(log_files.checkpoint(letter.pk)).size == 1
    # The twin: a keeper that has published no more than the database holds lets it go on.
    assert log_letter(letter.pk, keeper=fresh_keeper(), at=T0) == 1


def test_database_with_another_history_stops_the_log() -> None:
    letter = make_open_letter()
    log_all(letter)
    signed(letter, wish("One", "one@people.example"))
    log_all(letter)
    _roll_back(letter.pk, size=1)
    for number in range(3):
        signed(letter, wish(f"Other {number}", f"o{number}@people.example"))
    log_letter(letter.pk, keeper=fresh_keeper(), at=T0)
    signed(letter, wish("More", "more@people.example"))
    with pytest.raises(LogForked):
        log_letter(letter.pk, keeper=keeper(), at=T0)


def test_withdrawn_signature_is_gone_and_the_count_goes_down() -> None:
    letter = make_open_letter()
    signed(letter)
    signed(letter, wish("Stays", "stays@people.example"))
    log_all(letter)
    send_receipts(at=T0, limit=10)
    token = token_in(last_mail("mina@people.example"))
    withdraw.withdraw_signature(token, at=T0)
    assert not Signature.objects.filter(name="Mina Example").exists()
    assert log_all(letter) == 2
    facts = check_letter_log(letter)
    assert (facts.people, facts.withdrawn, facts.erased) == (1, 1, 1)
    assert all(b"Mina" not in data for data in public_files(letter).values())
    with pytest.raises(UnknownLink):
        withdraw.withdraw_signature(token, at=T0)
    # The mailbox may sign again: nothing of the first time is left.
    signed(letter)
    log_all(letter)
    assert check_letter_log(letter).people == 2


def test_signature_withdrawn_before_it_was_logged_leaves_no_leaf() -> None:
    letter = make_open_letter()
    signed(letter)
    withdraw.request_manage_link(letter, "mina@people.example", language="en", at=T0)
    withdraw.withdraw_signature(token_in(last_mail("mina@people.example")), at=T0)
    assert log_all(letter) == 1
    assert check_letter_log(letter).people == 0


def test_hidden_signature_still_counts_and_can_be_shown_again() -> None:
    letter = make_open_letter()
    signed(letter)
    log_all(letter)
    withdraw.request_manage_link(letter, "mina@people.example", language="en", at=T0)
    token = token_in(last_mail("mina@people.example"))
    withdraw.show_signature(token, is_shown=False)
    facts = check_letter_log(letter)
    assert (facts.people, facts.named_people) == (1, 0)
    withdraw.show_signature(token, is_shown=True)
    assert check_letter_log(letter).named_people == 1
    assert log_all(letter) == 0


def test_corrected_signature_moves_to_a_new_place_and_gets_a_new_receipt() -> None:
    letter = make_open_letter()
    signed(letter)
    log_all(letter)
    send_receipts(at=T0, limit=10)
    token = token_in(last_mail("mina@people.example"))
    correction = withdraw.Correction(name="Mina Example-Muster", role="Teacher", country="FR")
    withdraw.correct_signature(token, correction, at=T0)
    assert log_all(letter) == 3
    facts = check_letter_log(letter)
    assert (facts.people, facts.withdrawn, facts.named_people) == (1, 1, 1)
    assert send_receipts(at=T0, limit=10) == 1
    receipt = parse_receipt(bytes(last_mail("mina@people.example").attachment or b""))
    assert dict(check_receipt(receipt, _key(letter.pk)).fields)["name"] == "Mina Example-Muster"
    # The same correction again changes nothing.
    withdraw.correct_signature(token, correction, at=T0)
    assert log_all(letter) == 0


def test_corrected_organization_waits_for_the_lead_again() -> None:
    letter = make_open_letter()
    waiting = signed(letter, organization_wish())
    confirm.accept_organization(letter, waiting.pk, by=letter.lead, at=T0)
    log_all(letter)
    send_receipts(at=T0, limit=10)
    token = token_in(last_mail("office@herons.example"))
    correction = withdraw.Correction(name="Another Bank", representative="Rosa Muster")
    withdraw.correct_signature(token, correction, at=T0)
    log_all(letter)
    facts = check_letter_log(letter)
    assert (facts.organizations, facts.withdrawn) == (0, 1)
    confirm.accept_organization(letter, waiting.pk, by=letter.lead, at=T0)
    log_all(letter)
    assert check_letter_log(letter).organizations == 1


def test_receipt_proves_the_signature_and_the_text_and_is_owed_once() -> None:
    letter = make_open_letter()
    signed(letter)
    assert send_receipts(at=T0, limit=10) == 0
    log_all(letter)
    assert send_receipts(at=T0, limit=10) == 1
    assert send_receipts(at=T0, limit=10) == 0
    mail = last_mail("mina@people.example")
    assert mail.attachment_name == "river-1.tlog-proof"
    facts = check_receipt(parse_receipt(bytes(mail.attachment or b"")), _key(letter.pk))
    assert facts.index == 1
    assert dict(facts.fields)["contact"] == "mina@people.example"
    assert [language for language, _ in facts.digests] == ["en", "fa"]


def test_manage_link_is_mailed_to_signers_and_the_answer_is_the_same_to_all() -> None:
    letter = make_open_letter()
    signed(letter)
    OutgoingMail.objects.all().delete()
    for email in ("mina@people.example", "nobody@people.example"):
        assert withdraw.request_manage_link(letter, email, language="en", at=T0) is None
    assert "/manage/" in last_mail("mina@people.example").body
    assert "/manage/" not in last_mail("nobody@people.example").body


def test_close_leaf_waits_a_minute_for_confirmations_that_are_under_way() -> None:
    letter = make_open_letter()
    log_all(letter)
    publish.close_letter(letter, by=letter.lead, at=T0)
    early = T0 + timedelta(seconds=59)
    assert log_all(letter, at=early) == log_letter(letter.pk, keeper=keeper(), at=early) == 0
    assert log_all(letter, at=T0 + timedelta(seconds=60)) == 1
    assert check_letter_log(letter).is_closed


def test_close_leaf_waits_for_the_last_organization_and_ends_the_log() -> None:
    letter = make_open_letter()
    waiting = signed(letter, organization_wish())
    log_all(letter)
    publish.close_letter(letter, by=letter.lead, at=T0)
    later = T0 + timedelta(seconds=60)
    assert log_all(letter, at=later) == 0
    confirm.accept_organization(letter, waiting.pk, by=letter.lead, at=later)
    assert log_all(letter, at=later) == 2
    facts = check_letter_log(letter)
    assert facts.is_closed
    assert facts.organizations == 1
    assert Log.objects.get().is_closed
    assert log_all(letter, at=later + timedelta(days=1)) == 0


def test_closed_letter_lets_signers_hide_and_withdraw_but_not_correct() -> None:
    letter = make_open_letter()
    signed(letter)
    log_all(letter)
    send_receipts(at=T0, limit=10)
    token = token_in(last_mail("mina@people.example"))
    publish.close_letter(letter, by=letter.lead, at=T0)
    later = T0 + timedelta(minutes=2)
    log_all(letter, at=later)
    with pytest.raises(LetterNotOpen):
        withdraw.correct_signature(token, withdraw.Correction(name="Too Late"), at=later)
    withdraw.withdraw_signature(token, at=later)
    log_all(letter, at=later)
    facts = check_letter_log(letter)
    assert (facts.people, facts.withdrawn, facts.is_closed) == (0, 1, True)


def _sequencer(letter: Letter, where: CheckpointKeeper | None = None) -> Sequencer:
    key = SigningKey(letter.origin, settings.KEYS.log_seed)
    return Sequencer(letter, Log.objects.get(letter=letter), key, where or keeper())


def _roll_back(letter_id: str, size: int) -> None:
    """Put the database back to an older head, as a restored backup would."""
    TreeHead.objects.filter(letter_id=letter_id, size__gt=size).delete()
    Log.objects.filter(letter_id=letter_id).update(size=size, published_size=size)
    Signature.objects.filter(letter_id=letter_id, log_index__gte=size).delete()
    entries = format_entries(parse_entries(log_files.stored_tile(letter_id, -1, 0))[:size])
    Tile.objects.filter(letter_id=letter_id, level=-1).update(data=entries)
    hashes = log_files.stored_tile(letter_id, 0, 0)[: 32 * size]
    Tile.objects.filter(letter_id=letter_id, level=0).update(data=hashes)
