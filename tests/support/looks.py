"""See a page as people do with other windows, sizes and schemes: does it fit, is axe content."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

# How far the page is wider than what is seen of it, and what sticks out; words that are only heard
# have no place on it.
TOO_WIDE = """() => [
  document.documentElement.scrollWidth - document.documentElement.clientWidth,
  [...document.querySelectorAll('main *')]
    .filter(part => !part.closest('.visually-hidden'))
    .filter(part => part.getBoundingClientRect().right > innerWidth + 1).length,
]"""
# All that axe has switched on by itself, and the one rule of WCAG 2.2 AA that it has not.
_RUN = """() => axe.run({resultTypes: ['violations'], rules: {'target-size': {enabled: true}}})
  .then(found => found.violations.flatMap(rule =>
    rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 160)}`)))"""


@dataclass(frozen=True)
class Sight:
    """A window as CSS measures it, and the scheme that its owner prefers."""

    width: int
    height: int
    scheme: Literal["light", "dark"]


# A browser that shows a page at 200 % gives it half as many CSS pixels each way and draws each
# twice as large. So 640 by 512 is a window of 1280 by 1024 at 200 %, and 320 is one at 400 %.
ZOOM = 2
SIGHTS = (
    Sight(320, 800, "light"),
    Sight(320, 800, "dark"),
    Sight(640, 512, "light"),
    Sight(640, 512, "dark"),
)


def found_by_axe(page: Page) -> list[str]:
    """What axe finds, as rule and place; axe itself is put into a page once."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found: list[str] = page.evaluate(_RUN)
    return found


def faults_of(page: Page, sights: Sequence[Sight] = SIGHTS) -> dict[Sight, Any]:
    """How far an open page sticks out, and what axe finds, for those sights where it is not sound.

    The page is loaded once, and shown anew for each. To see it as at 200 %, open it in a context
    with `device_scale_factor=ZOOM`.
    """
    faults = {}
    for sight in sights:
        page.set_viewport_size({"width": sight.width, "height": sight.height})
        page.emulate_media(color_scheme=sight.scheme)
        found = (page.evaluate(TOO_WIDE), found_by_axe(page))
        if found != ([0, 0], []):
            faults[sight] = found
    return faults
