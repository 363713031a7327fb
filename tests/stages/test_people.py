"""Accounts: one for each mailbox, whoever asks first and however often."""

from functools import partial

import pytest
from allauth.account.models import EmailAddress
from django.db import connection

from tests.stages.test_races import _at_once as ends_at_once
from tests.support.client import at_once
from tests.support.letters import T0, make_account
from undersigned.models import Account, OutgoingMail
from undersigned.stages.people import account_for, change_address, switch_off

ADA = "ada@association.example"


def addresses() -> list[tuple[str, bool, bool]]:
    return list(EmailAddress.objects.values_list("email", "verified", "primary"))


@pytest.mark.django_db
def test_an_account_is_made_for_a_mailbox_that_has_none() -> None:
    account = account_for(" Ada@Association.example ", at=T0)
    assert (account.email, account.created_at, account.is_operator) == (ADA, T0, False)
    # Nothing shows yet that the mailbox is theirs.
    assert addresses() == [(ADA, False, True)]
    assert account_for(ADA, at=T0) == account
    assert (Account.objects.count(), len(addresses())) == (1, 1)


@pytest.mark.django_db
def test_an_account_that_exists_stays_as_it_is() -> None:
    there = make_account(ADA)
    Account.objects.update(name="Ada", is_operator=True)
    EmailAddress.objects.update_or_create(
        user=there, email=ADA, defaults={"verified": True, "primary": True}
    )
    account = account_for(ADA, at=T0)
    assert (account.pk, account.name, account.is_operator) == (there.pk, "Ada", True)
    assert addresses() == [(ADA, True, True)]


@pytest.mark.django_db(transaction=True)
def test_two_at_once_get_the_same_account() -> None:
    found: list[Account] = []

    def ask(_number: int) -> None:
        try:
            found.append(account_for(ADA, at=T0))
        finally:
            connection.close()

    at_once(4, ask)
    assert len({account.pk for account in found}) == 1
    assert addresses() == [(ADA, False, True)]


@pytest.mark.django_db(transaction=True)
def test_two_accounts_that_move_to_one_mailbox_at_once_do_not_meet_there() -> None:
    for number in range(3):
        old = [f"old-{number}-{who}@association.example" for who in "ab"]
        new = f"new-{number}@association.example"
        first, second = (account_for(email, at=T0) for email in old)
        ends = ends_at_once(
            partial(change_address, first, new, at=T0),
            partial(change_address, second, new, at=T0),
        )
        assert ends == ["AddressTaken", "done"]
        assert Account.objects.filter(email=new).count() == 1
        assert EmailAddress.objects.filter(email=new, verified=True, primary=True).count() == 1
        # What allauth knows is what the accounts say, also of the one that stayed.
        rows = EmailAddress.objects.filter(user__in=[first, second])
        assert {row.email for row in rows} == {row.user.email for row in rows}
        # Only the move that happened is told, to both mailboxes of it.
        told = OutgoingMail.objects.filter(subject__contains="a new address")
        assert told.count() == 2 * (number + 1)


@pytest.mark.django_db(transaction=True)
def test_two_operators_who_switch_each_other_off_at_once_leave_one() -> None:
    first, second = (make_account(f"{who}@server.example").pk for who in ("first", "second"))
    for _ in range(5):
        Account.objects.update(is_operator=True, is_active=True)
        ends = ends_at_once(lambda: switch_off(first), lambda: switch_off(second))
        assert ends == ["LastOperator", "done"]
        assert Account.objects.filter(is_active=True).count() == 1
