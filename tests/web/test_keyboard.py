"""A signer who has no mouse: finds the form, mends what is wrong, signs, and takes it back."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import confirm_link, import_letter, receive_receipt
from tests.support.browser import Watch
from tests.support.keyboard import Keyboard
from tests.support.mail import MailServer
from tests.support.site import Site

pytestmark = [pytest.mark.browser]

EMAIL = "mina@people.example"


def test_a_person_signs_and_withdraws_by_keyboard_alone(
    open_page: Callable[..., Page],
    site: Site,
    smtp_server: MailServer,
    watch: Watch,
    tmp_path: Path,
) -> None:
    watch.allow("status of 422")
    letter = import_letter(site, tmp_path)
    page = open_page()
    signer = Keyboard(page)
    page.goto(letter.address())
    signer.press("فارسی")
    expect(page.locator("html")).to_have_attribute("lang", "fa")
    signer.press("English")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.goto(letter.address())
    # The first stop leads past what stands on every page.
    assert signer.tab_to("Skip to the letter") == ["Skip to the letter"]
    page.keyboard.press("Enter")
    expect(page).to_have_url(letter.address() + "#main")
    assert "Skip to the letter" not in signer.tab_to("Sign as a person")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_label("Your name")).to_be_visible()
    assert signer.walk() > 10

    signer.press("Continue by mail")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Your name")).to_be_focused()
    page.keyboard.type("Mina")
    signer.tab_to("Your e-mail address")
    page.keyboard.type(EMAIL)
    # Of several answers one is reached by Tab, and the others from there by arrows.
    signer.tab_to("Show my name under the letter", most=10)
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Count me, and do not show my name")).to_be_checked()
    page.keyboard.press("ArrowUp")
    signer.press("Continue by mail")
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mailbox")

    page.goto(confirm_link(smtp_server, EMAIL))
    signer.press("Sign this letter")
    expect(page.get_by_role("heading", level=1)).to_have_text("You have signed")
    page.goto(receive_receipt(smtp_server, EMAIL, tmp_path).manage_link)
    assert signer.walk() > 5
    signer.press("Hide the name")
    expect(page.get_by_role("status")).to_contain_text("Your name is hidden")
    signer.press("Withdraw the signature")
    signer.press("Withdraw the signature")
    expect(page.get_by_role("heading", level=1)).to_have_text("Withdrawn")
