"""What the tests of pages share: a browser without cookies, and no page kept from another test."""

from collections.abc import Generator

import pytest
from django.test import Client

from tests.support.proof import Reader


@pytest.fixture(autouse=True)
def no_kept_pages() -> Generator[None]:
    """Forget the pages of other tests, whose letters have the same addresses."""
    # Only once Django is set up, which is after this module is loaded.
    from undersigned.api.challenge import forget_letters
    from undersigned.web.page_cache import PAGES

    PAGES.clear()
    forget_letters()
    yield
    PAGES.clear()


@pytest.fixture
def reader() -> Client:
    """Return a browser for which forms are protected as they are in earnest."""
    return Reader(enforce_csrf_checks=True, raise_request_exception=False)
