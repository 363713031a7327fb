"""Decide: release, invalidate and undo, by batch and by condition, within the rules of the log."""

from datetime import timedelta

import pytest

from tests.stages.bursts.test_hold import LATER, flooded, states, token_of
from tests.support.crowds import people
from tests.support.floods import bots, confirmed_by
from tests.support.keys import make_key, seal_for
from tests.support.letters import (
    T0,
    check_letter_log,
    keeper,
    log_all,
    make_account,
    make_open_letter,
    signed,
    wish,
)
from undersigned.core.coalition import ActKind
from undersigned.core.lifecycle import BatchState, SignatureState, Verdict
from undersigned.core.suspects import Condition, Standing
from undersigned.models import (
    Act,
    Batch,
    Decision,
    Erasure,
    HeldSignature,
    LeafRequest,
    Letter,
    Signature,
)
from undersigned.queries.bursts import matching
from undersigned.queries.log_check import find_faults
from undersigned.stages import publish
from undersigned.stages.bursts import (
    DecidedMeanwhile,
    LetterClosed,
    NothingMeant,
    NotUndoable,
    StillCarriedOut,
    carry_out,
    decide,
    forget_decided,
    undo_decision,
)
from undersigned.stages.receipt import send_receipts
from undersigned.stages.seal import seal_contacts
from undersigned.stages.withdraw import Correction, NotCounted, correct_signature

pytestmark = pytest.mark.django_db

WAITING = Condition(Standing.WAITING)


def batch_of(letter: Letter) -> Condition:
    """All that waits of the letter's only batch."""
    return Condition(Standing.WAITING, batch=Batch.objects.get(letter=letter).pk)


def done(letter: Letter, *, limit: int = 30) -> None:
    """Carry out what was decided, and log what comes of it."""
    while carry_out(at=LATER, limit=limit):
        pass
    log_all(letter, at=LATER)


def act(letter: Letter, verdict: Verdict, condition: Condition, *, seen: int = 0) -> Decision:
    """Decide as the lead, and carry it out."""
    decision = decide(
        letter, verdict, condition, by=letter.lead, at=LATER, seen=seen, reason="A program"
    )
    done(letter)
    decision.refresh_from_db()
    return decision


def undo(letter: Letter, number: int, *, seen: int) -> Decision:
    """Undo as the lead, and carry it out."""
    decision = undo_decision(letter, number, by=letter.lead, at=LATER, seen=seen)
    done(letter)
    decision.refresh_from_db()
    return decision


def check(letter: Letter, expected: dict[str, int], *, withdrawn: int = 0) -> None:
    """The states are these, and the log says the same to everyone."""
    assert states() == expected
    facts = check_letter_log(letter)
    assert (facts.people, facts.withdrawn) == (expected.get("logged", 0), withdrawn)
    assert find_faults(letter, keeper=keeper()) == ()


def test_a_batch_is_released_and_its_group_passes_from_then_on() -> None:
    letter = flooded()
    decision = act(letter, Verdict.RELEASE, batch_of(letter))
    assert (decision.changed, decision.withdrawn) == (81, 0)
    check(letter, {"logged": 112})
    confirmed_by(letter, bots(200, "bot"), "gmail.com", at=LATER)
    log_all(letter, at=LATER + timedelta(hours=1))
    check(letter, {"logged": 312})


def test_a_batch_is_invalidated_and_its_group_is_held_from_the_first_on() -> None:
    letter = flooded()
    decision = act(letter, Verdict.INVALIDATE, batch_of(letter))
    assert (decision.changed, decision.withdrawn) == (81, 0)
    check(letter, {"logged": 31, "invalidated": 81})
    assert not LeafRequest.objects.exists()
    confirmed_by(letter, ["Bot 5000"], at=LATER)
    log_all(letter, at=LATER + timedelta(hours=1))
    check(letter, {"logged": 31, "invalidated": 81, "quarantined": 1})
    assert list(Batch.objects.order_by("id").values_list("state", flat=True)) == [
        BatchState.INVALIDATED,
        BatchState.OPEN,
    ]


def test_what_was_counted_is_withdrawn_from_the_log_by_condition_and_comes_back() -> None:
    letter = flooded()
    counted = Condition(Standing.COUNTED, domain="flood.example", pattern="bot #")
    decision = act(letter, Verdict.INVALIDATE, counted)
    assert (decision.changed, decision.withdrawn) == (19, 19)
    check(letter, {"logged": 12, "quarantined": 81, "invalidated": 19}, withdrawn=19)
    requests = LeafRequest.objects.filter(is_not_genuine=True)
    assert requests.filter(action="withdraw").count() == 19
    assert not Signature.objects.filter(ready_at=None, log_index__isnull=False).exists()
    before = dict(Signature.objects.values_list("pk", "commitment"))
    undone = undo(letter, 1, seen=1)
    assert (undone.changed, undone.withdrawn) == (19, 0)
    # Logged anew, under other commitments: the old leaves stay withdrawn.
    check(letter, {"logged": 31, "quarantined": 81}, withdrawn=19)
    assert not HeldSignature.objects.filter(batch=None).exists()
    again = Signature.objects.filter(name__startswith="Bot", log_index__isnull=False)
    assert again.count() == 19
    assert all(before[pk] is None for pk in again.values_list("pk", flat=True))


def test_an_invalidated_batch_comes_back_to_wait() -> None:
    letter = flooded()
    act(letter, Verdict.INVALIDATE, batch_of(letter))
    undo(letter, 1, seen=1)
    check(letter, {"logged": 31, "quarantined": 81})
    assert Batch.objects.get().state == BatchState.OPEN
    act(letter, Verdict.RELEASE, batch_of(letter), seen=2)
    check(letter, {"logged": 112})


def test_a_release_is_undone_out_of_the_log() -> None:
    letter = flooded()
    act(letter, Verdict.RELEASE, batch_of(letter))
    undone = undo(letter, 1, seen=1)
    assert (undone.changed, undone.withdrawn) == (81, 81)
    check(letter, {"logged": 31, "quarantined": 81}, withdrawn=81)
    act(letter, Verdict.RELEASE, batch_of(letter), seen=2)
    check(letter, {"logged": 112}, withdrawn=81)


def test_a_part_of_a_batch_is_released_by_condition_and_the_rest_invalidated() -> None:
    letter = flooded()
    genuine = Condition(Standing.WAITING, pattern="bot 1*")
    # One of the pattern alone; the digits of a pattern stand for all digits.
    assert genuine.pattern == "bot 1*"
    first_half = Condition(Standing.WAITING, until=T0 + timedelta(minutes=5))
    decision = act(letter, Verdict.RELEASE, first_half)
    assert decision.changed == 31
    assert Batch.objects.get().state == BatchState.OPEN
    act(letter, Verdict.INVALIDATE, batch_of(letter), seen=1)
    check(letter, {"logged": 62, "invalidated": 50})
    undo(letter, 2, seen=2)
    check(letter, {"logged": 62, "quarantined": 50})


def test_what_the_lead_has_listed_and_organizations_are_not_meant() -> None:
    letter = flooded()
    Signature.objects.filter(name="Bot 1").update(evidence="listed by the lead")
    with pytest.raises(NothingMeant):
        act(letter, Verdict.INVALIDATE, Condition(Standing.COUNTED, pattern="nobody"))
    decision = act(letter, Verdict.INVALIDATE, Condition(Standing.COUNTED, pattern="bot #"))
    assert decision.changed == 18


def test_those_that_came_after_the_preview_are_not_meant() -> None:
    letter = flooded()
    shown = Condition(Standing.COUNTED, domain="people.example")
    last = Signature.objects.latest("id").pk
    confirmed_by(letter, ["Zora Example"], "people.example", at=LATER)
    log_all(letter, at=LATER)
    by, at = letter.lead, LATER
    with pytest.raises(NothingMeant):
        decide(
            letter, Verdict.INVALIDATE, shown, by=by, at=at, seen=0, shown=13, last_signature=last
        )
    decide(letter, Verdict.INVALIDATE, shown, by=by, at=at, seen=0, shown=12, last_signature=last)
    done(letter)
    check(letter, {"logged": 20, "quarantined": 81, "invalidated": 12}, withdrawn=12)


def test_of_two_leads_one_decides_and_the_other_is_told() -> None:
    letter = flooded()
    other = make_account("other@coalition.example")
    batch = batch_of(letter)
    decide(letter, Verdict.RELEASE, batch, by=letter.lead, at=LATER, seen=0)
    with pytest.raises(StillCarriedOut, match="still being carried out"):
        decide(letter, Verdict.INVALIDATE, batch, by=other, at=LATER, seen=0)
    done(letter)
    with pytest.raises(DecidedMeanwhile, match=r"lead@coalition\.example has decided"):
        decide(letter, Verdict.INVALIDATE, batch, by=other, at=LATER, seen=0)
    with pytest.raises(DecidedMeanwhile, match="this burst already"):
        decide(letter, Verdict.INVALIDATE, batch, by=other, at=LATER, seen=1)
    check(letter, {"logged": 112})


def test_a_decision_is_undone_once_and_not_after_a_month() -> None:
    letter = flooded()
    act(letter, Verdict.INVALIDATE, batch_of(letter))
    late = LATER + timedelta(days=30)
    with pytest.raises(NotUndoable):
        undo_decision(letter, 1, by=letter.lead, at=late, seen=1)
    assert forget_decided(at=late - timedelta(seconds=1)) == 0
    undo(letter, 1, seen=1)
    for number in (1, 2, 3):
        with pytest.raises(NotUndoable):
            undo_decision(letter, number, by=letter.lead, at=LATER, seen=2)
    act(letter, Verdict.INVALIDATE, batch_of(letter), seen=2)
    assert [forget_decided(at=late, limit=50) for _ in range(3)] == [50, 31, 0]
    check(letter, {"logged": 31})
    assert not HeldSignature.objects.exists()
    (record,) = Erasure.objects.all()
    assert (record.what, record.count) == ("invalidated", 81)


def test_names_are_found_in_any_digits() -> None:
    letter = make_open_letter()
    for number, digits in enumerate(("۱۷", "17", "یک")):
        signed(letter, wish(f"کاربر {digits}", f"p{number}@people.example"))
    log_all(letter)
    found = matching(letter.pk, Condition(Standing.COUNTED, pattern="کاربر #"))
    assert found.count() == 2


def test_nothing_is_undone_after_the_letter_closed() -> None:
    letter = flooded()
    act(letter, Verdict.INVALIDATE, Condition(Standing.COUNTED, pattern="bot #"))
    act(letter, Verdict.RELEASE, Condition(Standing.WAITING, pattern="bot #"), seen=1)
    publish.close_letter(letter, by=letter.lead, at=LATER)
    log_all(letter, at=LATER + timedelta(hours=1))
    letter.log.refresh_from_db()
    assert letter.log.is_closed
    with pytest.raises(LetterClosed):
        undo_decision(letter, 1, by=letter.lead, at=LATER, seen=2)
    # Withdrawals may follow the end.
    act(letter, Verdict.INVALIDATE, Condition(Standing.COUNTED, pattern="bot #"), seen=2)
    check(letter, {"logged": 12, "invalidated": 100}, withdrawn=100)


def test_an_undo_that_the_closing_overtakes_brings_nothing_into_an_ended_log() -> None:
    letter = flooded()
    act(letter, Verdict.INVALIDATE, Condition(Standing.COUNTED, pattern="bot #"))
    act(letter, Verdict.INVALIDATE, batch_of(letter), seen=1)
    undo_decision(letter, 2, by=letter.lead, at=LATER, seen=2)
    carry_out(at=LATER, limit=10)
    publish.close_letter(letter, by=letter.lead, at=LATER)
    assert not carry_out(at=LATER + timedelta(minutes=1), limit=10)
    assert states()["quarantined"] == 10
    letter.refresh_from_db()
    act(letter, Verdict.RELEASE, WAITING, seen=3)
    log_all(letter, at=LATER + timedelta(hours=1))
    letter.log.refresh_from_db()
    assert letter.log.is_closed
    check(letter, {"logged": 22, "invalidated": 90}, withdrawn=19)


def test_an_invalidated_signature_is_not_corrected_and_can_be_withdrawn() -> None:
    letter = flooded()
    act(letter, Verdict.INVALIDATE, batch_of(letter))
    row = Signature.objects.filter(ready_at=None)[0]
    assert row.state is SignatureState.INVALIDATED
    assert row.master is None
    with pytest.raises(NotCounted):
        correct_signature(token_of(row), Correction(name="Ada"), at=LATER)


def test_a_receipt_that_was_owed_is_owed_no_more_and_a_new_one_comes() -> None:
    letter = flooded()
    assert Signature.objects.filter(is_receipt_owed=True).count() == 31
    act(letter, Verdict.INVALIDATE, Condition(Standing.COUNTED, pattern="bot #"))
    assert Signature.objects.filter(is_receipt_owed=True).count() == 12
    undo(letter, 1, seen=1)
    assert send_receipts(at=LATER, limit=100) == 31


def test_a_sealed_letter_is_judged_by_domain_and_forgets_it_after_the_receipt() -> None:
    letter = make_open_letter()
    seal_for(letter, make_key())
    letter.refresh_from_db()
    rows = confirmed_by(letter, people(1, 80), "flood.example")
    for row in rows:
        row.address, row.contact = row.contact, ""
    Signature.objects.bulk_update(rows, ["address", "contact"])
    log_all(letter, at=LATER)
    assert states() == {"logged": 49, "quarantined": 31}
    send_receipts(at=LATER, limit=100)
    seal_contacts(limit=100)
    counted = Condition(Standing.COUNTED, domain="flood.example")
    with pytest.raises(NothingMeant):
        act(letter, Verdict.INVALIDATE, counted)
    assert act(letter, Verdict.RELEASE, batch_of(letter)).changed == 31


def test_the_history_tells_every_decision() -> None:
    letter = flooded()
    act(letter, Verdict.INVALIDATE, batch_of(letter))
    undo(letter, 1, seen=1)
    act(letter, Verdict.RELEASE, batch_of(letter), seen=2)
    acts = Act.objects.filter(letter=letter, kind__startswith="burst").order_by("id")
    assert list(acts.values_list("kind", "number", "subject", "note")) == [
        (ActKind.BURST_INVALIDATED, 81, "bot #", "A program"),
        (ActKind.BURST_UNDONE, 81, "1", ""),
        (ActKind.BURST_RELEASED, 81, "bot #", "A program"),
    ]


def test_a_domain_and_its_subdomains_are_one_condition_and_likes_are_escaped() -> None:
    letter = make_open_letter()
    for domain in ("a.example", "mail.a.example", "ba.example", "aXexample.example"):
        confirmed_by(letter, people(len(domain), 2), domain)
    log_all(letter, at=LATER)
    assert (
        act(letter, Verdict.INVALIDATE, Condition(Standing.COUNTED, domain="A.example")).changed
        == 4
    )
    with pytest.raises(NothingMeant):
        act(letter, Verdict.INVALIDATE, Condition(Standing.COUNTED, domain="%"), seen=1)
