"""A reader in Persian goes on reading where she was, and passes the letter on in her language."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import BODY, BODY_FA, TITLE_FA, PublicLetter, fetch, import_letter
from tests.support.site import Site

pytestmark = [pytest.mark.browser]

LONG = "".join(
    f"\nParagraph {number} of a long letter. {'On and on it goes. ' * 20}\n" for number in range(30)
)
LONG_FA = "".join(
    f"\nبند {number} از نامه‌ای دراز. {'و باز هم ادامه دارد. ' * 20}\n" for number in range(30)
)
# The number of the first paragraph that begins within the window.
READING = """() => [...document.querySelectorAll('.letter .body > *')]
  .findIndex(part => part.getBoundingClientRect().top >= 0)"""


def import_long_letter(site: Site, folder: Path) -> PublicLetter:
    return import_letter(
        site,
        folder,
        body=BODY.replace("\n## What we ask", f"{LONG}\n## What we ask"),
        body_fa=BODY_FA.replace("\n## خواست ما", f"{LONG_FA}\n## خواست ما"),
    )


def meta(page: Page, name: str) -> str:
    found = page.locator(f"meta[property='{name}']").get_attribute("content")
    assert found is not None, name
    return found


def test_a_reader_in_persian_goes_on_reading_and_shares_the_letter(
    open_page: Callable[..., Page], site: Site, tmp_path: Path
) -> None:
    letter = import_long_letter(site, tmp_path)
    change_the_language(open_page, letter)
    share_the_letter(open_page, letter)


def change_the_language(open_page: Callable[..., Page], letter: PublicLetter) -> None:
    page = open_page(viewport={"width": 390, "height": 800})
    page.goto(letter.address())
    languages = page.locator(".languages")
    # At the head of the letter, the other text is opened at its head.
    languages.get_by_role("link", name="فارسی").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE_FA)
    assert page.evaluate("scrollY") == 0
    languages.get_by_role("link", name="English").click()
    expect(page).to_have_url(letter.address())
    passage = page.locator(".letter .body > *").nth(17)
    passage.evaluate("part => { part.scrollIntoView(); scrollBy(0, -60) }")
    assert page.evaluate(READING) == 17
    # Reached by keyboard or by a screen reader's list of links, without scrolling up.
    languages.get_by_role("link", name="فارسی").dispatch_event("click")
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE_FA)
    expect(page.locator(".letter .body > *").nth(17)).to_be_in_viewport()
    assert page.evaluate(READING) in (17, 18)
    # The address stays one that can be passed on.
    expect(page).to_have_url(letter.address(language="fa"))
    page.go_back()
    expect(page).to_have_url(letter.address())
    expect(page.locator(".letter .body > *").nth(17)).to_be_in_viewport()


def share_the_letter(open_page: Callable[..., Page], letter: PublicLetter) -> None:
    page = open_page(locale="fa-IR", viewport={"width": 390, "height": 800})
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    # A link without a language leads to the reader's own.
    page.goto(f"{letter.site.address}/letters/{letter.slug}/")
    expect(page).to_have_url(letter.address(language="fa"))
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == [
        "fa",
        "rtl",
    ]
    # What a chat shows of the link is Persian, and so is the card.
    assert (meta(page, "og:title"), meta(page, "og:locale")) == (TITLE_FA, "fa_IR")
    assert meta(page, "og:image") == letter.address("card.png", language="fa")
    assert fetch(meta(page, "og:image")) != fetch(letter.address("card.png"))
    assert fetch(meta(page, "og:image"))[16:24] == bytes.fromhex("000004b000000276")  # 1200 x 630

    page.locator(f"a[href$='/letters/{letter.slug}/fa/share/']").first.click()
    expect(page.locator("body.share-page")).to_be_visible()
    code = page.locator("#address-words")
    expect(code).to_have_text(letter.address(language="fa"))
    page.locator("[data-copies='address-words']").click()
    expect(page.locator("#copied")).not_to_be_empty()
    assert page.evaluate("navigator.clipboard.readText()") == letter.address(language="fa")
    # The code for cameras holds the same address, and is there to be saved.
    saved = page.locator("a[href$='qr.svg']").first.get_attribute("href")
    assert saved is not None
    assert b"<svg" in fetch(letter.site.address + saved)
