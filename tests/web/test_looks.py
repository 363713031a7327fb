"""The public pages in a real browser: at any width, in both directions, for everybody."""

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.steps import PublicLetter, import_letter, said
from tests.support.browser import Watch
from tests.support.site import Site

pytestmark = [pytest.mark.browser]

# How far the page is wider than what is seen of it, and what sticks out.
TOO_WIDE = """() => [
  document.documentElement.scrollWidth - document.documentElement.clientWidth,
  [...document.querySelectorAll('main *')]
    .filter(part => part.getBoundingClientRect().right > innerWidth + 1).length,
]"""


@pytest.fixture
def letter(site: Site, tmp_path: Path) -> PublicLetter:
    """A letter in English and Persian."""
    return import_letter(site, tmp_path)


def serious(page: Page) -> list[str]:
    """Return what axe finds, as rule and place."""
    violations = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {node['html'][:120]}" for rule in violations for node in rule["nodes"]]


def test_a_page_works_without_javascript_and_by_keyboard(
    open_page: Callable[..., Page], letter: PublicLetter, watch: Watch
) -> None:
    watch.allow("422")
    page = open_page(java_script_enabled=False)
    page.goto(letter.address())
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the letter")).to_be_focused()
    page.get_by_role("link", name="فارسی").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("به رود ما صدا بدهید")
    page.get_by_role("link", name=said("Sign as a person", "fa")).click()
    page.get_by_role("link", name=said("An organization", "fa")).click()
    page.get_by_role("button", name=said("Continue by mail", "fa")).click()
    expect(page.get_by_role("alert").get_by_role("listitem")).to_have_count(4)
    expect(page.get_by_label(said("Name of the organization", "fa"))).to_be_focused()


def test_a_source_is_reached_and_left(page: Page, letter: PublicLetter) -> None:
    page.goto(letter.address())
    page.locator("[role=doc-noteref]").first.click()
    assert page.url.endswith("#source-1")
    expect(page.locator("#source-1")).to_be_in_viewport()
    page.locator("[role=doc-backlink]").first.click()
    assert page.url.endswith("#source-ref-1")
    expect(page.locator("#source-ref-1")).to_be_in_viewport()


def test_the_letter_is_set_with_its_own_faces(page: Page, letter: PublicLetter) -> None:
    for language, family in (("en", "Undersigned Serif"), ("fa", "Undersigned Naskh")):
        page.goto(letter.address(language=language))
        page.evaluate("document.fonts.ready")
        loaded = page.evaluate(
            "[...document.fonts].filter(face => face.status == 'loaded').map(face => face.family)"
        )
        assert family in {name.strip('"') for name in loaded}
        # Some 66 characters: never more than 75 to a line.
        widths = page.evaluate(
            """() => { const text = document.querySelector('.body'),
              style = getComputedStyle(text);
              return parseFloat(style.width) / parseFloat(style.fontSize) }"""
        )
        assert 28 < widths < 36


def test_a_letter_on_paper_shows_no_controls(page: Page, letter: PublicLetter) -> None:
    page.goto(letter.address())
    page.emulate_media(media="print")
    for hidden in (".skip", ".running-head nav", ".sign", "a.call", "a[role=doc-backlink]"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.get_by_text(letter.address())).to_be_visible()
    expect(page.locator(".demands")).to_be_visible()
