"""Somebody mistypes the address, in a browser with and without script, in both directions."""

import re
import time
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.steps import PublicLetter, confirm, fill_person, import_letter, said
from tests.support.browser import Watch
from tests.support.mail import MailServer
from tests.support.site import Site

pytestmark = [pytest.mark.browser]

OpenPage = Callable[..., Page]
PHONE = {"width": 320, "height": 640}


@pytest.fixture(scope="module")
def site(start_site: Callable[..., Site]) -> Site:
    """Run a site on which whoever solves no task waits for a short time."""
    return start_site(UNDERSIGNED_WAIT_SECONDS="2")


@pytest.fixture(scope="module")
def letter(site: Site, tmp_path_factory: pytest.TempPathFactory) -> PublicLetter:
    """A letter in English and Persian."""
    return import_letter(site, tmp_path_factory.mktemp("letters"))


def asked(page: Page, meant: str, *, language: str = "en") -> None:
    """Send the form, and see the question, with the cursor in the field that it is about."""
    page.set_default_timeout(60_000)
    with page.expect_navigation():
        page.get_by_role("button", name=said("Continue by mail", language)).click()
    expect(page.get_by_role("alert").first).to_contain_text(meant)
    field = page.get_by_label(said("Your e-mail address", language), exact=True)
    expect(field).to_be_focused()
    expect(field).to_have_accessible_description(re.compile(re.escape(meant)))
    violations = Axe().run(page).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in violations] == []


def test_whoever_mistyped_corrects_it_and_gets_the_mail(
    page: Page, letter: PublicLetter, watch: Watch, smtp_server: MailServer
) -> None:
    watch.allow("status of 422")
    fill_person(page, letter, name="Mina Ferrywoman", email="mina@gmial.com")
    asked(page, "mina@gmail.com")
    expect(page.get_by_label("Your name")).to_have_value("Mina Ferrywoman")
    expect(page.get_by_label("Country")).to_have_value("FR")
    page.get_by_label("Your e-mail address", exact=True).fill("mina@gmail.com")
    with page.expect_navigation():
        page.get_by_role("button", name="Continue by mail").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mailbox")
    confirm(page, smtp_server, "mina@gmail.com")


def test_on_a_phone_in_persian_whoever_means_it_sends_it_once_more(
    open_page: OpenPage, letter: PublicLetter, watch: Watch, smtp_server: MailServer
) -> None:
    watch.allow("status of 422")
    page = open_page(viewport=PHONE)
    fill_person(page, letter, name="نوید نمونه", email="navid@yaho.com", language="fa")
    asked(page, "navid@yahoo.com", language="fa")
    too_wide = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(too_wide) <= 0
    with page.expect_navigation():
        page.get_by_role("button", name=said("Continue by mail", "fa")).click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(said("Look into your mailbox", "fa"))
    confirm(page, smtp_server, "navid@yaho.com", language="fa")


def test_without_javascript_the_question_comes_with_the_wait(
    open_page: OpenPage, letter: PublicLetter, watch: Watch, smtp_server: MailServer
) -> None:
    watch.allow("status of 429")
    page = open_page(java_script_enabled=False)
    fill_person(page, letter, name="Nora Ferrywoman", email="office@lower-ferry.example")
    button = page.get_by_role("button", name="Continue by mail")
    with page.expect_navigation():
        button.click()
    alerts = page.get_by_role("alert")
    expect(alerts).to_have_count(2)
    expect(alerts.first).to_contain_text("A personal address is better.")
    expect(alerts.last).to_contain_text("Please wait a minute, then press the button")
    deadline = time.monotonic() + 60
    while alerts.count():
        assert time.monotonic() < deadline
        expect(page.get_by_label("Your name")).to_have_value("Nora Ferrywoman")
        with page.expect_navigation():
            button.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mailbox")
    confirm(page, smtp_server, "office@lower-ferry.example")
