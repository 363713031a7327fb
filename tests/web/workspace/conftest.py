"""What the tests of the workspace share: a lead, a stranger, and somebody without an account."""

from typing import TYPE_CHECKING

import pytest
from django.test import Client

if TYPE_CHECKING:
    from undersigned.models import Account

# Models are imported only once Django is set up, which is after this module is loaded.


@pytest.fixture
def account(db: None) -> "Account":
    """Return the account that leads the letters of a test."""
    from tests.support.letters import make_account

    return make_account("lead@coalition.example")


@pytest.fixture
def lead(account: "Account") -> Client:
    """Return the browser of the lead."""
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture
def stranger(account: "Account") -> Client:
    """Return the browser of somebody else who has an account."""
    from tests.support.letters import make_account

    client = Client()
    client.force_login(make_account("stranger@elsewhere.example"))
    return client


@pytest.fixture
def visitor(db: None) -> Client:
    """Return the browser of somebody without an account."""
    return Client()
