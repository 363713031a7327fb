"""What the tests of accounts share: mails that are owed as in earnest, and one account."""

from collections.abc import Generator
from typing import TYPE_CHECKING

import pytest
from django.test import override_settings

if TYPE_CHECKING:
    from undersigned.models import Account

# Models are imported only once Django is set up, which is after this module is loaded.


@pytest.fixture(autouse=True)
def real_mail() -> Generator[None]:
    """Owe mails as in earnest; the test runner would keep them in memory."""
    with override_settings(EMAIL_BACKEND="undersigned.stages.outbox.OutboxBackend"):
        yield


@pytest.fixture(autouse=True)
def no_tries(db: None) -> Generator[None]:
    """Forget what was counted: the cache is no model, so a test with transactions leaves it."""
    from django.core.cache import cache

    yield
    cache.clear()


@pytest.fixture
def account(db: None) -> "Account":
    """Make the account that the tests sign in to, with nothing but its mailbox."""
    from tests.support.letters import make_account
    from tests.web.accounts.pages import LEAD

    return make_account(LEAD, has_second_factor=False)
