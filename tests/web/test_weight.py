"""What a letter costs its reader: bytes on the wire, and nothing that jumps."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.steps import BODY, BODY_FA, PublicLetter, import_letter
from tests.support.site import Site

pytestmark = [pytest.mark.browser]

MOST_WITHOUT_FONTS = 40_000
MOST = 150_000
MOST_SHIFT = 0.02

# What moved without a reader's doing, also before this was asked.
SHIFT = """() => new Promise(done => {
  let moved = 0;
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) moved += entry.value;
  }).observe({type: 'layout-shift', buffered: true});
  setTimeout(() => done(moved), 300);
})"""


@pytest.fixture
def letter(site: Site, tmp_path: Path) -> PublicLetter:
    """A letter in English and Persian, with every face that its text can ask for."""
    return import_letter(
        site, tmp_path, body=BODY + "\n**Now**, and *soon*.\n", body_fa=BODY_FA + "\n**اکنون**.\n"
    )


def weigh(page: Page, address: str) -> dict[str, int]:
    """Open an address with an empty cache; return the bytes that each request brought."""
    session = page.context.new_cdp_session(page)
    addresses: dict[str, str] = {}
    weights: dict[str, int] = {}
    session.on(
        "Network.requestWillBeSent",
        lambda event: addresses.update({event["requestId"]: event["request"]["url"]}),
    )
    session.on(
        "Network.loadingFinished",
        lambda event: weights.update(
            {addresses[event["requestId"]]: int(event["encodedDataLength"])}
        ),
    )
    session.send("Network.enable")
    page.goto(address, wait_until="networkidle")
    page.evaluate("document.fonts.ready.then(() => null)")
    return weights


def fonts_of(weights: dict[str, int]) -> dict[str, int]:
    """Those requests that are for typefaces, by the name of their file."""
    return {url.rsplit("/", 1)[1]: weight for url, weight in weights.items() if ".woff2" in url}


@pytest.mark.parametrize("language", ["en", "fa"])
def test_a_letter_is_light(
    open_page: Callable[..., Page], letter: PublicLetter, language: str
) -> None:
    page = open_page(viewport={"width": 390, "height": 844})
    weights = weigh(page, letter.address(language=language))
    fonts = fonts_of(weights)
    assert len(fonts) >= 4, fonts  # It is set with its own faces.
    rest = sum(weights.values()) - sum(fonts.values())
    assert rest <= MOST_WITHOUT_FONTS, weights
    assert sum(weights.values()) <= MOST, fonts


@pytest.mark.parametrize("language", ["en", "fa"])
@pytest.mark.parametrize("width", [390, 1280])
def test_faces_that_come_late_move_nothing(
    open_page: Callable[..., Page], letter: PublicLetter, width: int, language: str
) -> None:
    page = open_page(viewport={"width": width, "height": 844})
    held: list[Route] = []
    page.route(re.compile(r"\.woff2"), lambda route: held.append(route))  # noqa: PLW0108 it is marked
    page.goto(letter.address(language=language), wait_until="commit")
    expect(page.locator(".colophon")).to_be_visible()
    # The page is painted in faces of the system, then in its own.
    page.evaluate("new Promise(done => setTimeout(done, 500))")
    assert held
    for route in held:
        route.continue_()
    page.evaluate("document.fonts.ready.then(() => null)")
    assert page.evaluate(SHIFT) < MOST_SHIFT
