"""Hold: what comes in a burst waits and is not counted; what people sign is logged as always."""

from datetime import timedelta
from itertools import islice

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.support.crowds import people
from tests.support.floods import bots, confirmed_by
from tests.support.letters import (
    T0,
    check_letter_log,
    correct_letter,
    log_all,
    make_open_letter,
    signed,
    wish,
)
from undersigned.core.bursts import Watch
from undersigned.core.lifecycle import SignatureState
from undersigned.models import Batch, BurstWatch, HeldSignature, Letter, Signature
from undersigned.stages import publish
from undersigned.stages.agree import agree_to_edition
from undersigned.stages.bursts import hold_bursts
from undersigned.stages.limits import forget_sources
from undersigned.stages.log import LostRace, owed, owed_leaves, owed_letters
from undersigned.stages.sign import manage_link, sign_letter
from undersigned.stages.withdraw import Correction, correct_signature, withdraw_signature

pytestmark = pytest.mark.django_db

LATER = T0 + timedelta(minutes=20)


def states() -> dict[str, int]:
    """How many signatures are in which state."""
    found: dict[str, int] = {}
    for signature in Signature.objects.all():
        found[signature.state.value] = found.get(signature.state.value, 0) + 1
    return found


def token_of(signature: Signature) -> str:
    """The token of its manage link."""
    return manage_link(signature).rstrip("/").rpartition("/")[2]


def flooded(count: int = 100) -> Letter:
    """A letter with a flood of which the first 19 are counted, and twelve people in between."""
    letter = make_open_letter()
    confirmed_by(letter, bots(count))
    confirmed_by(letter, people(1, 12), "people.example")
    log_all(letter, at=LATER)
    return letter


def test_a_flood_is_held_and_people_in_between_are_counted() -> None:
    letter = flooded()
    assert states() == {"logged": 19 + 12, "quarantined": 81}
    facts = check_letter_log(letter)
    assert (facts.people, facts.withdrawn) == (31, 0)
    batch = Batch.objects.get()
    assert (batch.trait, batch.said, batch.state) == ("name", "bot #", "open")
    assert batch.first_at < batch.last_at <= LATER
    assert HeldSignature.objects.filter(batch=batch, decision=None).count() == 81
    # What comes later is held from the first one on.
    confirmed_by(letter, ["Bot 7777"], "elsewhere.example", at=LATER + timedelta(days=2))
    log_all(letter, at=LATER + timedelta(days=2))
    assert states() == {"logged": 31, "quarantined": 82}
    assert Batch.objects.get().last_at == LATER + timedelta(days=2)


def test_a_letter_of_people_holds_nobody_and_costs_three_statements_more() -> None:
    letter = make_open_letter()
    counts = []
    for day in range(3):
        at = T0 + timedelta(days=day)
        confirmed_by(letter, people(day, 100), f"d{day}.example", at=at, within=timedelta(hours=6))
        with CaptureQueriesContext(connection) as asked:
            judged = hold_bursts(letter, at=at + timedelta(hours=7))
        counts.append(len([q for q in asked if "SAVEPOINT" not in q["sql"]]))
        assert (judged.held, len(judged.passed)) == (0, 100)
        log_all(letter, at=at + timedelta(hours=7))
    # New rows, the watch, the batches; and the watch once more, written.
    assert counts[1:] == [4, 4]
    assert states() == {"logged": 300}
    check_letter_log(letter)


def test_each_is_counted_once_however_often_it_is_judged() -> None:
    letter = make_open_letter()
    confirmed_by(letter, bots(15))
    for _ in range(5):
        owed_leaves(letter, 0, at=LATER, limit=100)
    watch = Watch.from_bytes(bytes(BurstWatch.objects.get().data))
    assert watch.total == 15
    assert log_all(letter, at=LATER) == 16
    assert states() == {"logged": 15}


def test_of_two_workers_that_judge_one_loses_and_logs_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    letter = make_open_letter()
    confirmed_by(letter, people(1, 5))
    hold_bursts(letter, at=LATER)
    before = BurstWatch.objects.get()
    # Another one stores its watch after this one has read it.
    known = Watch.from_bytes

    def read(data: bytes) -> Watch:
        BurstWatch.objects.filter(pk=letter.pk).update(version=before.version + 1)
        return known(data)

    monkeypatch.setattr(Watch, "from_bytes", read)
    with pytest.raises(LostRace):
        owed_leaves(letter, 0, at=LATER, limit=100)


def test_who_confirms_while_others_are_judged_is_judged_the_next_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    letter = make_open_letter()
    confirmed_by(letter, bots(30))

    def hold_and_more(*args: object, **kwargs: object) -> object:
        judged = hold_bursts(*args, **kwargs)  # type: ignore[arg-type]
        if not Signature.objects.filter(name="Bot 999").exists():
            confirmed_by(letter, ["Bot 999"])
        return judged

    monkeypatch.setattr(owed, "hold_bursts", hold_and_more)
    assert len(owed_leaves(letter, 0, at=LATER, limit=100)) == 1 + 19
    monkeypatch.undo()
    # And so are those that were let through, and not logged before the burst was seen.
    log_all(letter, at=LATER)
    assert states() == {"quarantined": 31}


def test_nothing_of_the_network_stays() -> None:
    letter = make_open_letter()
    source = bytes(range(16))
    confirmed_by(letter, people(1, 80), source=source)
    signed(letter, at=T0)
    sign_letter(letter, wish("Waits", "waits@people.example"), language="en", at=T0)
    Signature.objects.filter(name="Waits").update(source=source)
    log_all(letter, at=LATER)
    assert states() == {"logged": 50, "quarantined": 31, "pending": 1}
    assert Signature.objects.filter(source__isnull=False).count() == 1
    assert forget_sources(at=T0 + timedelta(minutes=44)) == 0
    assert forget_sources(at=T0 + timedelta(minutes=46)) == 1
    assert not Signature.objects.filter(source__isnull=False).exists()
    batch = Batch.objects.get()
    stored = bytes(batch.digest) + bytes(BurstWatch.objects.get().data)
    assert (batch.trait, batch.said) == ("domain", "flood.example")
    assert source not in stored
    assert source[:8] not in stored


def test_a_held_signature_is_corrected_and_withdrawn_and_not_let_through() -> None:
    letter = flooded()
    held = Signature.objects.filter(ready_at=None)[0]
    correct_signature(token_of(held), Correction(name="Ada Exemplar", role="Chair"), at=LATER)
    log_all(letter, at=LATER)
    held.refresh_from_db()
    assert held.state is SignatureState.QUARANTINED
    withdraw_signature(token_of(held), at=LATER)
    assert not HeldSignature.objects.filter(pk=held.pk).exists()
    assert states() == {"logged": 31, "quarantined": 80}


def test_whoever_agrees_to_a_correction_while_it_is_looked_at_goes_on_waiting() -> None:
    letter = flooded()
    held = Signature.objects.filter(ready_at=None)[0]
    edition = correct_letter(letter, at=LATER)
    agree_to_edition(token_of(held), edition=edition.number, at=LATER)
    held.refresh_from_db()
    assert (held.state, held.edition_id) == (SignatureState.QUARANTINED, edition.pk)
    log_all(letter, at=LATER)
    check_letter_log(letter)


def test_a_closed_letter_keeps_its_log_open_for_what_waits() -> None:
    letter = flooded()
    publish.close_letter(letter, by=letter.lead, at=LATER)
    much_later = LATER + timedelta(hours=1)
    log_all(letter, at=much_later)
    assert not letter.log.is_closed
    assert owed_letters(at=much_later) == []


def test_disposable_mailboxes_of_many_providers_wait_as_one_burst() -> None:
    letter = make_open_letter()
    names = people(9, 60)
    for domain in ("mailinator.com", "yopmail.com", "trashmail.com"):
        confirmed_by(letter, islice(names, 15), domain)
    confirmed_by(letter, names, "people.example")
    log_all(letter, at=LATER)
    batch = Batch.objects.get()
    assert (batch.trait, batch.said) == ("disposable", "")
    assert states() == {"logged": 29 + 15, "quarantined": 45 - 29}
    # What is stored names no address and no domain.
    stored = bytes(BurstWatch.objects.get().data)
    assert b"mailinator" not in stored
    check_letter_log(letter)
