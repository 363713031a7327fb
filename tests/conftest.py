"""Fixtures for every test; the environment is prepared before Django can load."""

import os
from pathlib import Path

import pytest

from tests.support import environment

RUN_FOLDER = environment.prepare()

import django.conf  # noqa: E402
import django.db  # noqa: E402

from tests.support.browser import browser, open_page, page, picture, watch  # noqa: E402
from tests.support.dns import name_server  # noqa: E402
from tests.support.mail import smtp_server  # noqa: E402
from tests.support.site import site, start_site  # noqa: E402

__all__ = [
    "browser",
    "name_server",
    "open_page",
    "page",
    "picture",
    "site",
    "smtp_server",
    "start_site",
    "watch",
]


def pytest_configure() -> None:
    """Load the settings: pytest-django sets Django up afterwards, and only if they are there."""
    assert django.conf.settings.DATABASES
    # Tests look for English sentences; those about another language say so.
    django.conf.settings.LANGUAGES = [("en", "English")]


def pytest_report_header() -> str:
    """Say which database the run is on."""
    return f"database: {'PostgreSQL' if environment.is_postgresql() else 'SQLite'}"


def pytest_unconfigure() -> None:
    """Stop what the run started; a worker started nothing."""
    environment.LEFTOVERS.close()


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """Name the test database: on SQLite a real file, since a database in memory has no WAL."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    test = django.db.connections["default"].settings_dict["TEST"]
    if environment.is_postgresql():
        test["NAME"] = f"test_{worker}"
    else:
        test["NAME"] = str(RUN_FOLDER / worker / "test.sqlite3")


@pytest.fixture(scope="session")
def shared_folder() -> Path:
    """Return the examples that are not part of the project, or skip: they lie beside a checkout."""
    folder = Path(__file__).parents[2] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the folder shared/data is not beside this checkout")
    return folder
