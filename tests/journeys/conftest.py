"""A site and a mail server for each module: a server takes longer to start than a journey.

These sites write down and count every request, so that what they must keep to themselves could
stand there (see `tests.support.leaks`).
"""

import secrets
from collections.abc import Callable, Generator
from functools import partial

import pytest

from tests.support.mail import MailServer, running_mail_server
from tests.support.site import Site, running_sites


@pytest.fixture(scope="module")
def smtp_server() -> Generator[MailServer]:
    """Run a mail server for the journeys of one module."""
    with running_mail_server() as server:
        yield server


@pytest.fixture(scope="module")
def start_site(
    tmp_path_factory: pytest.TempPathFactory, smtp_server: MailServer
) -> Generator[Callable[..., Site]]:
    """Return a function that starts a site for the journeys of one module."""
    with running_sites(tmp_path_factory.mktemp("journeys"), smtp_server) as start:
        yield partial(
            start, UNDERSIGNED_LOG="json", UNDERSIGNED_METRICS_TOKEN=secrets.token_hex(16)
        )


@pytest.fixture(scope="module")
def site(start_site: Callable[..., Site]) -> Site:
    """Run one site for the journeys of one module."""
    return start_site()
