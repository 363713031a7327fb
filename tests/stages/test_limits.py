"""Counts by digests: who is held back, who is not told, and that nothing tells who it was."""

import hashlib
from collections.abc import Generator
from dataclasses import replace
from datetime import datetime, timedelta
from ipaddress import ip_address

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings
from pytest_django import DjangoAssertNumQueries

from tests.support.client import at_once
from tests.support.letters import T0, make_open_letter, wish
from undersigned.models import DigestKey, OutgoingMail, SentForm, Signature
from undersigned.stages import limits
from undersigned.stages.limits import (
    KEPT_FOR,
    MAILBOX_LIMIT,
    WAITING_LIMIT,
    WAITING_STEP_SECONDS,
    Counted,
    Passage,
    Permit,
    ProofSpent,
    TooManyForms,
    current_key,
    forget_forms,
    join_queue,
    make_permit,
    network_of,
    use_permit,
    use_permits,
)
from undersigned.stages.sign import sign_letter
from undersigned.stages.withdraw import request_manage_link

pytestmark = pytest.mark.django_db

LETTER = "ab" * 16
# The last second of a period of ten minutes, and of an hour.
LATE = T0 - timedelta(seconds=1)


def permit(
    proof: str,
    *,
    address: str = "192.0.2.7",
    mailbox: str = "",
    name: str = "Mina",
    letter: str = LETTER,
    at: datetime = T0,
) -> Permit:
    return make_permit(
        letter,
        proof=proof.encode(),
        address=ip_address(address),
        mailbox=mailbox or f"{proof}@people.example",
        fields={"name": name, "email": mailbox},
        at=at,
    )


def take(
    proof: str, *, address: str = "192.0.2.7", mailbox: str = "", at: datetime = T0
) -> Passage:
    return use_permit(permit(proof, address=address, mailbox=mailbox, at=at), at=at)


@pytest.fixture(autouse=True)
def three_a_prefix() -> Generator[None]:
    """Let three forms of a prefix through, and forget the keys of other tests."""
    limits._current.clear()
    with override_settings(CONFIG=replace(settings.CONFIG, prefix_limit=3)):
        yield
    limits._current.clear()


def test_a_prefix_has_its_share_and_another_prefix_has_its_own() -> None:
    for number in range(3):
        assert take(f"{number}", address=f"192.0.2.{number}") is Passage.TAKEN
    with pytest.raises(TooManyForms) as refusal:
        take("3", address="192.0.2.200")
    assert (refusal.value.status, refusal.value.retry_after_seconds) == (429, 600)
    assert SentForm.objects.count() == 3
    assert take("3", address="192.0.3.200") is Passage.TAKEN
    # What was held back spent nothing, and a new period begins anew.
    with pytest.raises(TooManyForms) as refusal:
        take("4", at=T0 + timedelta(seconds=599))
    assert refusal.value.retry_after_seconds == 1
    assert take("4", at=T0 + timedelta(seconds=600)) is Passage.TAKEN


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.0/24"),
        ("255.255.255.255", "255.255.255.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        ("::1", "::/48"),
    ],
)
def test_a_prefix_is_what_one_holder_has(address: str, network: str) -> None:
    assert network_of(ip_address(address)) == network


def test_a_proof_is_good_once_and_the_same_form_twice_is_one() -> None:
    first = permit("0")
    assert use_permit(first, at=T0) is Passage.TAKEN
    assert use_permit(first, at=T0) is Passage.DONE
    for other in (permit("0", name="Mona"), permit("0", letter="cd" * 16)):
        with pytest.raises(ProofSpent):
            use_permit(other, at=T0)
    assert SentForm.objects.count() == 1


def test_a_mailbox_that_got_its_share_gets_no_more_and_nobody_is_told() -> None:
    for number in range(MAILBOX_LIMIT):
        # Spellings of one mailbox are one.
        mailbox = f"Mina+{number}@people.example"
        passage = take(f"{number}", address=f"192.0.{number}.1", mailbox=mailbox)
        assert passage is Passage.TAKEN
    assert take("x", address="198.51.100.1", mailbox="mina@people.example") is Passage.DONE
    assert take("y", address="198.51.100.1", mailbox="mona@people.example") is Passage.TAKEN
    # What was not mailed is spent all the same, so that trying again tells nothing either.
    with pytest.raises(ProofSpent):
        use_permit(permit("x", name="Other", mailbox="mina@people.example"), at=T0)


def test_many_permits_are_used_as_each_would_be_alone() -> None:
    many = [
        permit("a", address="192.0.2.1"),
        permit("b", address="198.51.100.1"),
        # The same form twice, and another with the same proof.
        permit("a", address="192.0.2.1"),
        permit("a", address="192.0.2.1", name="Other"),
        # One mailbox more often than it may, each time from another network.
        *(
            permit(f"m{n}", address=f"10.{n}.0.1", mailbox="mina@people.example")
            for n in range(MAILBOX_LIMIT + 1)
        ),
        # One network more often than it may.
        *(permit(f"n{n}", address=f"203.0.113.{n}") for n in range(3)),
    ]
    with override_settings(CONFIG=replace(settings.CONFIG, prefix_limit=2)):
        outcomes = use_permits(many, at=T0)
        again = use_permits(many[:2], at=T0)
    assert [o if isinstance(o, Passage) else type(o) for o in outcomes] == [
        *[Passage.TAKEN] * 2, Passage.DONE, ProofSpent,
        *[Passage.TAKEN] * MAILBOX_LIMIT, Passage.DONE,
        *[Passage.TAKEN] * 2, TooManyForms,
    ]  # fmt: skip
    assert again == [Passage.DONE] * 2
    assert SentForm.objects.count() == 2 + MAILBOX_LIMIT + 1 + 2
    assert use_permits([], at=T0) == []


@pytest.mark.parametrize("count", [1, 40])
def test_many_permits_of_strangers_take_one_statement(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    many = [permit(f"p{n}", address=f"10.{n}.0.1") for n in range(count)]
    with django_assert_num_queries(1):
        assert use_permits(many, at=T0) == [Passage.TAKEN] * count


def test_what_a_permit_holds_back_does_nothing() -> None:
    letter = make_open_letter()
    for number in range(3):
        allowed = permit(f"{number}", letter=letter.id)
        asked = wish(email=f"{number}@people.example")
        for _click in range(2):
            sign_letter(letter, asked, language="en", permit=allowed, at=T0)
    counts = Signature.objects.count(), OutgoingMail.objects.count()
    assert counts == (3, 3)
    held = permit("held", letter=letter.id)
    with pytest.raises(TooManyForms):
        sign_letter(letter, wish(email="held@people.example"), language="en", permit=held, at=T0)
    with pytest.raises(TooManyForms):
        request_manage_link(letter, "0@people.example", language="en", permit=held, at=T0)
    assert (Signature.objects.count(), OutgoingMail.objects.count()) == counts
    far = permit("held", letter=letter.id, address="198.51.100.1")
    for _click in range(2):
        request_manage_link(letter, "0@people.example", language="en", permit=far, at=T0)
    assert OutgoingMail.objects.count() == 4


def test_keys_last_a_period_and_are_gone_afterwards() -> None:
    before = current_key(Counted.FORMS, at=LATE)
    assert current_key(Counted.FORMS, at=LATE) == before
    stored = bytes(DigestKey.objects.get().key)
    after = current_key(Counted.FORMS, at=T0)
    assert after != before
    # The stored key alone makes no digest, and the first key is nowhere any more.
    assert stored not in (before, bytes(DigestKey.objects.get().key))
    # Other uses have keys of their own, which the worker deletes too.
    assert current_key(Counted.TRIES, at=LATE) != before
    assert DigestKey.objects.count() == 2
    forget_forms(at=T0, limit=10)
    assert [row.use for row in DigestKey.objects.all()] == ["forms"]
    forget_forms(at=T0 + timedelta(minutes=10), limit=10)
    assert DigestKey.objects.count() == 0


def test_nothing_that_is_stored_tells_who_it_was() -> None:
    take("proof", address="192.0.2.7", mailbox="mina@people.example")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM undersigned_sentform")
        (row,) = cursor.fetchall()
    columns = [bytes(value) for value in row if not isinstance(value, str | bool | int | datetime)]
    assert [len(column) for column in columns] == [16] * 4
    # A thief of the table and of its keys has no more than that; the secret is in another place.
    key = bytes(DigestKey.objects.get(use="forms").key)
    guesses = {limits.digest(key, "prefix", "192.0.2.0/24")}
    guesses |= {limits.digest(key, "mailbox", "mina@people.example")}
    guesses |= {hashlib.sha256(b"192.0.2.0/24").digest()[:16]}
    assert guesses.isdisjoint(columns)
    assert limits.digest(current_key(Counted.FORMS, at=T0), "prefix", "192.0.2.0/24") in columns


def test_rows_are_deleted_when_they_prove_nothing_any_more() -> None:
    for number in range(3):
        take(f"{number}", at=T0 + timedelta(minutes=number))
    assert forget_forms(at=T0 + KEPT_FOR, limit=10) == 0
    later = T0 + KEPT_FOR + timedelta(minutes=1, seconds=1)
    assert [forget_forms(at=later, limit=1) for _ in range(3)] == [1, 1, 0]
    assert SentForm.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_processes_that_begin_a_period_together_share_its_key() -> None:
    found: list[bytes] = []

    def begin(_number: int) -> None:
        found.append(limits._begin(Counted.FORMS, 7))
        connection.close()

    at_once(4, begin)
    assert len(found) == 4
    assert len(set(found)) == 1


@pytest.mark.django_db(transaction=True)
def test_one_proof_sent_twice_at_the_same_moment_is_taken_once() -> None:
    forms = [permit("one", name=name) for name in ("Mina", "Mona", "Mara", "Mila")]
    outcomes: list[object] = []

    def send(number: int) -> None:
        try:
            outcomes.append(use_permit(forms[number], at=T0))
        except ProofSpent:
            outcomes.append("spent")
        finally:
            connection.close()

    at_once(4, send)
    assert sorted(map(str, outcomes)) == ["Passage.TAKEN", "spent", "spent", "spent"]


def _wait(number: int, *, network: int = 0, at: datetime = T0) -> int:
    address = ip_address((198 << 24) + (network << 8) + number)
    return join_queue(LETTER, address, at=at)


def test_who_waits_behind_others_waits_longer_and_a_prefix_has_few_places() -> None:
    first = settings.CONFIG.wait_seconds
    assert [_wait(number) for number in range(WAITING_LIMIT)] == [
        first + WAITING_STEP_SECONDS * number for number in range(WAITING_LIMIT)
    ]
    with pytest.raises(TooManyForms) as refusal:
        _wait(77)
    assert refusal.value.retry_after_seconds == 600
    assert _wait(0, network=1) == first + WAITING_STEP_SECONDS * WAITING_LIMIT
    # Waiting takes nothing of what a prefix may send, and each letter has a queue of its own.
    assert take("form", address="198.0.0.1") is Passage.TAKEN
    assert join_queue("cd" * 16, ip_address("203.0.113.1"), at=T0) == first
    assert _wait(77, at=T0 + timedelta(minutes=10)) == first


def test_a_full_queue_still_has_a_place_for_each_prefix() -> None:
    places = (600 - settings.CONFIG.wait_seconds) // WAITING_STEP_SECONDS
    waits = [_wait(0, network=network) for network in range(places)]
    assert max(waits) < 600
    assert _wait(0, network=places) == 600
    assert _wait(0, network=places + 1) == 600
    with pytest.raises(TooManyForms):
        _wait(1, network=places + 1)
    # A prefix that was there early has had its place.
    with pytest.raises(TooManyForms):
        _wait(1, network=0)
