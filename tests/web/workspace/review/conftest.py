"""A draft, and people of its coalition in each role, each with a browser."""

from typing import TYPE_CHECKING

import pytest
from django.test import Client

if TYPE_CHECKING:
    from undersigned.models import Account, Letter

# Models are imported only once Django is set up, which is after this module is loaded.


@pytest.fixture
def letter(account: "Account") -> "Letter":
    """Return a draft in English and Persian whose newest original is version 2."""
    from tests.support.letters import make_draft

    return make_draft()


@pytest.fixture
def mina(letter: "Letter") -> "Account":
    """Return a representative, who may remark and not write."""
    from tests.support.coalitions import add_partner

    return add_partner(letter).representative


@pytest.fixture
def representative(mina: "Account") -> Client:
    """Return the browser of the representative."""
    from tests.support.coalitions import browser_of

    return browser_of(mina)


@pytest.fixture
def observer(letter: "Letter") -> Client:
    """Return the browser of an observer, who may only read."""
    from tests.support.coalitions import add_member, browser_of
    from undersigned.core.coalition import Role

    return browser_of(add_member(letter, "observer@elsewhere.example", Role.OBSERVER))
