"""The pages about accounts in a real browser: at any width, in both schemes, for everybody."""

import time
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.steps import add_app, add_passkey, sign_in_by_code
from tests.support.browser import Watch
from tests.support.mail import MailServer
from tests.support.passkeys import add_authenticator, code_of_app
from tests.support.site import Site

pytestmark = [pytest.mark.browser]

EMAIL = "a-rather-long-name.of-somebody@a-rather-long-name.of-a-coalition.example"
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
PAGES = (
    *("accounts/", "accounts/address/", "accounts/passkeys/", "accounts/passkeys/add/"),
    *("accounts/authenticator-app/off/", "accounts/recovery-codes/", "accounts/sessions/"),
    *("accounts/recovery-codes/new/", "accounts/people/", "accounts/address/confirm/"),
    "accounts/bursts/",
)


def look(page: Page) -> None:
    """See that nothing is cut off, and that nobody is shut out."""
    page.evaluate("document.fonts.ready")
    violations = Axe().run(page).response["violations"]
    found = [f"{rule['id']}: {node['html'][:120]}" for rule in violations for node in rule["nodes"]]
    assert (page.url, page.evaluate(TOO_WIDE), found) == (page.url, 0, [])


@pytest.mark.slow
def test_every_page_fits_and_is_accessible(
    open_page: Callable[..., Page], site: Site, smtp_server: MailServer, watch: Watch
) -> None:
    watch.allow("status of 4(03|22|29)")
    page = open_page(viewport={"width": 320, "height": 800})
    # A lead whom nothing guards yet.
    page.goto(site.first_link)
    page.get_by_label("Your e-mail address").fill(EMAIL)
    page.get_by_role("button", name="Make the account").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your letters")
    for path in ("accounts/", "accounts/people/", "accounts/bursts/", "accounts/passkeys/"):
        page.goto(f"{site.address}/{path}")
        look(page)
    add_passkey(page, site, name="تلفن من " + "x" * 60)
    look(page)
    page.goto(f"{site.address}/accounts/authenticator-app/on/")
    look(page)
    secret = add_app(page, site)
    page.goto(f"{site.address}/accounts/")
    page.get_by_label("Your name").fill("شیرین نمونه با نامی که بسیار دراز است")
    page.get_by_role("button", name="Save the name").click()
    expect(page.get_by_role("status")).to_be_visible()
    for number in (1, 2):
        page.goto(f"{site.address}/accounts/people/")
        page.get_by_label("Their e-mail address").fill(f"person-{number}@association.example")
        page.get_by_role("button", name="Invite them").click()
        expect(page.get_by_role("status")).to_be_visible()
    page.get_by_role("button", name="Switch off person-1").click()
    expect(page.get_by_role("status")).to_contain_text("switched off")
    cookies = page.context.storage_state()
    for width, scheme in ((320, "light"), (1280, "dark")):
        view = open_page(
            viewport={"width": width, "height": 800}, color_scheme=scheme, storage_state=cookies
        )
        view.goto(f"{site.address}/accounts/address/")
        view.get_by_label("New e-mail address").fill("new-" + EMAIL)
        view.get_by_role("button", name="Send a code there").click()
        expect(view.get_by_role("heading", level=1)).to_have_text("Enter the code")
        for path in PAGES:
            view.goto(f"{site.address}/{path}")
            look(view)
    # The way in, with the second factor, and where it is asked for once more.
    guest = open_page(viewport={"width": 320, "height": 640})
    device = add_authenticator(guest)
    guest.goto(f"{site.address}/accounts/address/")
    look(guest)
    guest.get_by_role("button", name="Sign in with a passkey").click()
    expect(guest.get_by_role("alert")).to_be_visible()
    look(guest)
    sign_in_by_code(guest, smtp_server, EMAIL)
    expect(guest.get_by_role("heading", level=1)).to_have_text("One thing more")
    look(guest)
    guest.get_by_role("button", name="Use a passkey").click()
    expect(guest.get_by_role("alert")).to_be_visible()
    guest.get_by_label("Code of the app").fill("000000")
    with guest.expect_navigation():
        guest.get_by_role("button", name="Sign in", exact=True).click()
    look(guest)
    guest.get_by_label("Code of the app").fill(code_of_app(secret, at=time.time() + 30))
    guest.get_by_role("button", name="Sign in", exact=True).click()
    expect(guest.get_by_role("heading", level=1)).to_have_text("Is it you?")
    look(guest)
    with guest.expect_navigation():
        guest.get_by_role("link", name="Use the authenticator app").click()
    look(guest)
    device.remove()
