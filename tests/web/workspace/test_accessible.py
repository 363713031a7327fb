"""Every page of the workspace as it is in each state of a letter: it fits, and axe finds nothing.

The pages are those of the table in `addresses.py`, which has a row for each address of the server.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.support.browser import Watch
from tests.support.looks import SIGHTS, ZOOM, faults_of
from tests.web.workspace.addresses import ADDRESSES, PEOPLE, Stage
from tests.web.workspace.stages import states
from tests.web.workspace.test_access import address_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
]

# What is no page: files, and what scripts ask for.
FILES = {
    "download_text",
    "export_letter",
    "keep_words",
    "kept_file",
    "news_progress",
    "sealed_export",
}
# Pages about a passage name it.
QUERIES = {
    "remark": "?unit=0",
    "suggest": "?unit=0",
    "choose_language": "?language=it!",
    "find_signatures": "?standing=waiting",
}


@dataclass(frozen=True)
class Shown:
    """A page, and whose browser may see it."""

    name: str
    path: str
    client: Client
    is_first: bool


class _Shape(HTMLParser):
    """The kinds of things that a page is made of."""

    def __init__(self) -> None:
        super().__init__()
        self.kinds: set[tuple[str, ...]] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.kinds.add((tag, *(told.get(name) or "" for name in ("class", "type", "role"))))


def shape_of(html: str) -> set[tuple[str, ...]]:
    shape = _Shape()
    shape.feed(html)
    return shape.kinds


def pages_of(stage: Stage, seen: dict[str, set[tuple[str, ...]]]) -> Iterator[Shown]:
    """Each page that has something in this state which it did not have in those before."""
    for name, address in ADDRESSES.items():
        if not address.get or name in FILES:
            continue
        client = stage.browsers[next(who for who in reversed(PEOPLE) if who in address.get)]
        path = address_of(name, stage.values) + QUERIES.get(name, "")
        answer = client.get(path)
        # An address that leads on, or names what is not there yet, has no page in this state.
        if answer.status_code in {302, 404}:
            continue
        assert answer.headers["Content-Type"].startswith("text/html"), name
        shape = shape_of(answer.content.decode())
        if shape <= seen.get(name, set()):
            continue
        shown = Shown(name, path, client, is_first=name not in seen)
        seen[name] = seen.get(name, set()) | shape
        yield shown


def test_every_page_fits_and_is_accessible(
    open_page: Callable[..., Page], live_server: LiveServer, watch: Watch, settings: Any
) -> None:
    settings.LANGUAGES = [("en", "English"), ("fa", "فارسی")]
    watch.allow("status of 4(09|22)")
    # Of direction, scheme and size, each two come together: every page in four of eight ways.
    phone, dark_phone, zoomed, dark_zoomed = SIGHTS
    views = [
        (open_page(device_scale_factor=ZOOM, locale=locale), way, sights)
        for locale, way, sights in (
            ("en-GB", ("en", "ltr"), (phone, dark_zoomed)),
            ("fa-IR", ("fa", "rtl"), (dark_phone, zoomed)),
        )
    ]
    seen: dict[str, set[tuple[str, ...]]] = {}
    found = {}
    for state, stage in states():
        for shown in pages_of(stage, seen):
            # What stands on a page in a later state is looked at from right to left.
            for view, way, sights in views if shown.is_first else views[1:]:
                sign_in(view, live_server, shown.client)
                view.goto(live_server.url + shown.path)
                root = view.locator("html")
                assert (root.get_attribute("lang"), root.get_attribute("dir")) == way
                if faults := faults_of(view, sights):
                    found[state, shown.name, way[0]] = faults
    assert found == {}
    assert seen.keys() == {name for name, row in ADDRESSES.items() if row.get} - FILES


def sign_in(view: Page, live_server: LiveServer, client: Client) -> None:
    """Let a browser be that of whoever is signed in with a test client."""
    view.context.clear_cookies()
    name = settings.SESSION_COOKIE_NAME
    if name in client.cookies:
        value = client.cookies[name].value
        view.context.add_cookies([{"name": name, "value": value, "url": live_server.url}])


def test_what_is_made_of_other_things_has_another_shape() -> None:
    page = '<main><p class="a">One</p><input type="text"></main>'
    assert shape_of(page) == shape_of(page.replace("One", "Two"))
    assert shape_of(page) < shape_of(page + '<p class="b">One</p>')
