"""A real Chromium; a page fails its test by an error on the console or by a foreign request."""

import os
import re
import shutil
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    expect,
    sync_playwright,
)

from tests.support.leaks import note_form

# In pixels: what is below is left out of a picture.
MAX_PICTURE = 1500

# In milliseconds: how long an action or an expectation waits.
PATIENCE = 10_000

OWN_HOSTS = {"127.0.0.1", "localhost"}

# Chromium asks its maker's servers at every start unless it is told not to.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]


@dataclass
class Watch:
    """What the pages of a test did that no page may do."""

    complaints: list[str] = field(default_factory=list)
    _allowed: list[re.Pattern[str]] = field(default_factory=list)

    def allow(self, pattern: str) -> None:
        """Do not mind complaints that contain `pattern`: a page of an error logs its status."""
        self._allowed.append(re.compile(pattern))

    def follow(self, context: BrowserContext) -> None:
        """Listen to all pages of a context."""
        context.on("console", self._hear)
        context.on("weberror", lambda event: self.complaints.append(f"script: {event.error}"))
        context.on("request", self._see)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            where = message.location.get("url", "")
            self.complaints.append(f"console: {message.text} ({where})")

    def _see(self, request: Request) -> None:
        url = request.url
        parts = urlsplit(url)
        if request.method == "POST" and parts.hostname in OWN_HOSTS:
            body = request.post_data_buffer or b""
            note_form(url, body, request.headers.get("content-type", ""))
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname not in OWN_HOSTS:
            self.complaints.append(f"request that leaves the site: {url}")

    def remaining(self) -> list[str]:
        """Return the complaints that nobody allowed."""
        return [
            complaint
            for complaint in self.complaints
            if not any(pattern.search(complaint) for pattern in self._allowed)
        ]


def _wait_before(kind: type[Locator | Page], *names: str) -> None:
    """Let methods that read at once wait until the page that was asked for is there.

    A click returns as soon as the next page begins to arrive: on a slow machine nothing of it
    stands there yet, and `count()` would say 0 about a page that nobody has read.
    """
    for name in names:
        read = getattr(kind, name)

        @wraps(read)
        def wait_and_read(
            place: Locator | Page, *values: Any, read: Any = read, **options: Any
        ) -> Any:  # Playwright's own.
            page = place.page if isinstance(place, Locator) else place
            page.wait_for_load_state("domcontentloaded")
            return read(place, *values, **options)

        setattr(kind, name, wait_and_read)


_wait_before(
    Locator, "all", "all_inner_texts", "all_text_contents", "count", "is_hidden", "is_visible"
)
_wait_before(Page, "content", "evaluate", "title")
# As long as an action may take (see `open_page`).
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser() -> Generator[Browser]:
    """Start Chromium once for each test process, or skip where there is none."""
    names = ("chromium", "chromium-browser", "google-chrome")
    program = next(filter(None, map(shutil.which, names)), None)
    if program is None:
        pytest.skip("there is no Chromium on this machine (tools/test-env installs it as root)")
    # Playwright keeps an event loop running in this thread, which Django takes for asynchronous
    # code although the tests are not.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def watch() -> Generator[Watch]:
    """Watch all pages of a test and fail it at its end if one misbehaved."""
    watching = Watch()
    yield watching
    assert not watching.remaining(), "\n".join(watching.remaining())


@pytest.fixture
def open_page(
    browser: Browser, watch: Watch, request: pytest.FixtureRequest
) -> Generator[Callable[..., Page]]:
    """Return a function that opens a page as another person would: with nothing kept.

    It takes the options of Playwright's `new_context`, such as `java_script_enabled=False`.
    """
    # A server that begins before the pages ends after them: an open page asks it for the count.
    if "site" in request.fixturenames:
        request.getfixturevalue("site")
    contexts: list[BrowserContext] = []

    def open_one(**options: Any) -> Page:  # Playwright names some thirty options.
        settings = {"viewport": {"width": 1100, "height": 900}, "locale": "en-GB", **options}
        context = browser.new_context(**settings)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        watch.follow(context)
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """Open one page."""
    return open_page()


@pytest.fixture
def picture() -> Callable[[Page, str], None]:
    """Return a function that keeps a picture of a page, where pictures are asked for.

    Only a picture that a page of the documentation shows is kept.
    """
    documents = os.environ.get("UNDERSIGNED_SCREENSHOTS", "")
    wanted = _pictures_of(Path(documents)) if documents else {}

    def take(shown: Page, name: str) -> None:
        if name not in wanted:
            return
        folder = wanted[name]
        folder.mkdir(parents=True, exist_ok=True)
        size = shown.viewport_size
        assert size is not None
        # In a window as high as the page, what sticks to an edge stands where it belongs.
        height = shown.evaluate("document.documentElement.scrollHeight")
        shown.set_viewport_size({"width": size["width"], "height": min(height, MAX_PICTURE)})
        shown.evaluate("document.fonts.ready")
        shown.screenshot(path=str(folder / f"{name}.png"))
        shown.set_viewport_size(size)

    return take


def _pictures_of(documents: Path) -> dict[str, Path]:
    """Each picture that the README or a page of the documentation shows, and its folder."""
    pages = [documents.parent / "README.md", *documents.rglob("*.md")]
    return {
        name: page.parent / folder
        for page in pages
        for folder, name in re.findall(
            r"[(\"]((?:docs/)?images)/([\w-]+)\.png[)\"]", page.read_text(encoding="utf-8")
        )
    }
