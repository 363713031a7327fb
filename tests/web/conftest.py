"""What the tests of pages share: a browser without cookies, and no page kept from another test."""

from collections.abc import Callable, Generator
from typing import Any

import pytest
from django.core.signals import request_started
from django.db import close_old_connections
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


@pytest.fixture
def application() -> Generator[Callable[..., Any]]:
    """What the server runs; the connection of the test stays open, as with Django's client."""
    from undersigned.wsgi import application

    request_started.disconnect(close_old_connections)
    yield application
    request_started.connect(close_old_connections)
