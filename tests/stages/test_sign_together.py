"""Many sign and confirm in one transaction, and each as if it came alone."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.support.crowds import member
from tests.support.letters import (
    T0,
    check_letter_log,
    correct_letter,
    last_mail,
    log_all,
    make_open_letter,
    organization_wish,
    signed,
    token_in,
    wish,
)
from undersigned.core.errors import Malformed
from undersigned.core.lifecycle import SignatureState
from undersigned.core.refusal import Refused
from undersigned.models import Letter, OutgoingMail, Signature
from undersigned.queries.manage import UnknownLink
from undersigned.stages import confirm as confirm_module
from undersigned.stages import publish
from undersigned.stages.confirm import AlreadySigned, confirm_signatures
from undersigned.stages.sign import LetterNotOpen, SignRequest, Wish, sign_letters

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter() -> Letter:
    """A letter that takes signatures."""
    return make_open_letter()


def _wishes(letter: Letter, *requests: SignRequest) -> list[Wish]:
    return [Wish(letter.slug, "en", request) for request in requests]


def _people(count: int, start: int = 0) -> list[SignRequest]:
    numbers = range(start, start + count)
    return [wish(f"Person {number}", f"p{number}@people.example") for number in numbers]


def _types(outcomes: list[Signature | Refused]) -> list[type]:
    return [type(outcome) for outcome in outcomes]


def _tokens(letter: Letter, *requests: SignRequest) -> list[str]:
    tokens = []
    for request in requests:
        assert sign_letters(_wishes(letter, request), at=T0) == [None]
        tokens.append(token_in(last_mail(request.email)))
    return tokens


def test_each_of_many_gets_a_mail_of_its_own_whose_link_is_its_own(letter: Letter) -> None:
    people = _people(5)
    wishes = [Wish(letter.slug, ("en", "fa")[n % 2], person) for n, person in enumerate(people)]
    assert sign_letters(wishes, at=T0) == [None] * 5
    assert OutgoingMail.objects.count() == 5
    for number, person in enumerate(people):
        mail = last_mail(person.email)
        assert (person.name in mail.body, mail.language) == (True, ("en", "fa")[number % 2])
        assert ("River en" in mail.body, "River fa" in mail.body) == (not number % 2, number % 2)
        assert "\ue000" not in mail.subject + mail.body
        (confirmed,) = confirm_signatures([token_in(mail)], at=T0)
        assert isinstance(confirmed, Signature)
        assert (confirmed.name, confirmed.contact) == (person.name, person.email)


def test_mails_of_many_read_as_the_mail_of_one(letter: Letter) -> None:
    sign_letters(_wishes(letter, *_people(2)), at=T0)
    sign_letters(_wishes(letter, wish("Person 0", "other@people.example")), at=T0)
    first, alone = last_mail("p0@people.example"), last_mail("other@people.example")
    assert first.subject == alone.subject
    assert first.body.replace(token_in(first), "") == alone.body.replace(token_in(alone), "")


def test_two_wishes_of_one_mailbox_in_one_batch(letter: Letter) -> None:
    same = wish("Mina Example", "mina@people.example")
    other = wish("Mina E. Example", "mina@people.example")
    respelled = wish("Mina Example", "mina+x@people.example")
    outcomes = sign_letters(_wishes(letter, same, same, other, respelled), at=T0)
    assert outcomes == [None] * 4
    # The double click made one; what was changed is another wish, and so is another spelling.
    assert list(Signature.objects.order_by("id").values_list("name", "contact")) == [
        ("Mina Example", "mina@people.example"),
        ("Mina E. Example", "mina@people.example"),
        ("Mina Example", "mina+x@people.example"),
    ]
    assert OutgoingMail.objects.count() == 3
    # The same within ten minutes adds nothing, and later it does.
    assert sign_letters(_wishes(letter, same), at=T0 + timedelta(minutes=9)) == [None]
    assert Signature.objects.count() == 3
    assert sign_letters(_wishes(letter, same), at=T0 + timedelta(minutes=11)) == [None]
    assert Signature.objects.count() == 4


def test_one_that_is_bad_among_many_fails_alone(letter: Letter) -> None:
    good, late = _people(2)
    bad = wish("Bad", "no address")
    outcomes = sign_letters(_wishes(letter, good, bad, late), at=T0)
    assert [type(outcome) for outcome in outcomes] == [type(None), Malformed, type(None)]
    assert set(Signature.objects.values_list("name", flat=True)) == {"Person 0", "Person 1"}


def test_who_signed_before_is_told_by_mail_and_the_others_sign(letter: Letter) -> None:
    signed(letter, wish("Mina Example", "mina@people.example"))
    again = wish("Someone Else", "MINA+y@people.example")
    assert sign_letters(_wishes(letter, *_people(1), again), at=T0) == [None, None]
    assert set(Signature.objects.values_list("name", flat=True)) == {"Mina Example", "Person 0"}
    mail = last_mail("MINA+y@people.example")
    assert "already signed" in mail.subject
    assert "Someone Else" not in mail.body


def test_wishes_for_several_letters_are_kept_apart(letter: Letter) -> None:
    other, closed = make_open_letter("other"), make_open_letter("closed")
    publish.close_letter(closed, by=closed.lead, at=T0)
    signed(letter, wish("Mina Example", "mina@people.example"))
    request = wish("Mina Example", "mina@people.example")
    slugs = ("river", "other", "closed", "nothing")
    outcomes = sign_letters([Wish(slug, "en", request) for slug in slugs], at=T0)
    assert [type(outcome) for outcome in outcomes] == [
        type(None), type(None), LetterNotOpen, LetterNotOpen,
    ]  # fmt: skip
    assert Signature.objects.filter(letter=letter).count() == 1
    assert Signature.objects.get(letter=other).state == SignatureState.PENDING
    assert not Signature.objects.filter(letter=closed).exists()


@pytest.mark.parametrize("count", [1, 30])
def test_many_take_as_many_queries_as_one(
    letter: Letter, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    wishes = _wishes(letter, *(wish(*member(number)) for number in range(count)))
    # Texts, the savepoint and its release, mailboxes that signed or asked, keys, rows, mails.
    with django_assert_num_queries(7):
        sign_letters(wishes, at=T0)
    tokens = [token_in(mail) for mail in OutgoingMail.objects.all()]
    # Two savepoints and their releases, signatures, the change, who asked, current editions.
    with django_assert_num_queries(8):
        confirm_signatures(tokens, at=T0)
    assert Signature.objects.exclude(ready_at=None).count() == count
    log_all(letter)
    assert check_letter_log(letter).people == count


def test_of_two_wishes_of_one_mailbox_confirmed_in_one_batch_the_first_wins(
    letter: Letter,
) -> None:
    requests = [*_people(2), *(wish(name, "mina@people.example") for name in ("First", "Second"))]
    tokens = _tokens(letter, *requests)
    outcomes = confirm_signatures(tokens, at=T0)
    assert _types(outcomes) == [Signature, Signature, Signature, AlreadySigned]
    confirmed = Signature.objects.exclude(confirmed_at=None).order_by("id")
    assert [row.name for row in confirmed] == ["Person 0", "Person 1", "First"]
    log_all(letter)
    assert check_letter_log(letter).people == 3


def test_who_takes_back_while_others_confirm_is_told_that_the_link_is_gone(
    letter: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens = _tokens(letter, *_people(3))
    confirm = confirm_module._mark_confirmed

    def meanwhile(waiting: Sequence[Signature], *, at: Any) -> int:
        Signature.objects.filter(name="Person 1").delete()
        return confirm(waiting, at=at)

    monkeypatch.setattr(confirm_module, "_mark_confirmed", meanwhile)
    assert _types(confirm_signatures(tokens, at=T0)) == [Signature, UnknownLink, Signature]


def test_confirming_in_one_batch_what_is_confirmed_unknown_closed_and_new(letter: Letter) -> None:
    other = make_open_letter("other")
    before, first, second = _tokens(letter, *_people(3))
    (closed,) = _tokens(other, wish())
    (earlier,) = confirm_signatures([before], at=T0)
    publish.close_letter(other, by=other.lead, at=T0)
    later = T0 + timedelta(hours=1)
    tokens = [before, first, "nothing", closed, second, first]
    outcomes = confirm_signatures(tokens, at=later)
    assert _types(outcomes) == [
        Signature, Signature, UnknownLink, LetterNotOpen, Signature, Signature,
    ]  # fmt: skip
    assert isinstance(earlier, Signature)
    rows = Signature.objects.order_by("id").values_list("confirmed_at", flat=True)
    assert list(rows) == [earlier.confirmed_at, later, later, None]
    log_all(letter)
    log_all(other)
    assert check_letter_log(letter).people == 3
    assert check_letter_log(other).people == 0


def test_organizations_wait_for_the_lead_in_a_batch_as_well(letter: Letter) -> None:
    tokens = _tokens(letter, *_people(2), organization_wish())
    outcomes = confirm_signatures(tokens, at=T0)
    assert _types(outcomes) == [Signature] * 3
    rows = Signature.objects.order_by("id").values_list("confirmed_at", "ready_at")
    assert list(rows) == [(T0, T0), (T0, T0), (T0, None)]
    assert "Bank of Herons" in last_mail(letter.lead.email).subject


def test_who_confirms_an_edition_that_was_corrected_is_asked_about_the_new_one(
    letter: Letter,
) -> None:
    tokens = _tokens(letter, *_people(2))
    correct_letter(letter)
    assert _types(confirm_signatures(tokens, at=T0)) == [Signature] * 2
    for person in _people(2):
        assert "/agree/" in last_mail(person.email).body
