"""What looks at pages sees what is wrong with one, at the size and in the scheme where it is."""

import pytest
from playwright.sync_api import Page

from tests.support.looks import SIGHTS, ZOOM, Sight, faults_of

pytestmark = [pytest.mark.browser]

PAGE = """<!doctype html><html lang="en"><title>A page</title>
<style>a {{ display: inline-block; padding: 8px; }} {}</style>
<main><h1>A page</h1><p>Some words.</p><p><a class="a" href="/">One</a><br>
<a class="b" href="/">Other</a></p></main></html>"""
SMALL = "a { padding: 0; font-size: 6px; line-height: 6px; }"


def wrong(page: Page, style: str) -> list[tuple[Sight, str]]:
    """Where a page with this style is not sound, and how."""
    page.set_content(PAGE.format(style))
    return [
        (sight, found[0].partition(":")[0] if found else f"too wide: {too_wide}")
        for sight, (too_wide, found) in faults_of(page).items()
    ]


def test_each_sight_is_looked_at(page: Page) -> None:
    phone, dark, zoomed, zoomed_dark = SIGHTS
    assert wrong(page, "") == []
    grey = "@media (prefers-color-scheme: dark) { p { color: #aaa; } }"
    assert wrong(page, grey) == [(dark, "color-contrast"), (zoomed_dark, "color-contrast")]
    wide = "@media (min-width: 400px) { p { inline-size: 700px; } }"
    assert [sight for sight, _what in wrong(page, wide)] == [zoomed, zoomed_dark]
    assert [what for _sight, what in wrong(page, SMALL)] == ["target-size"] * 4
    assert (phone.width * ZOOM * 2, zoomed.width * ZOOM) == (1280, 1280)
