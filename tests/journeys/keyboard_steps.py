"""The steps of whoever has no mouse: looking at a page, making an account, signing in."""

from playwright.sync_api import expect

from tests.support.keyboard import Keyboard
from tests.support.mail import MailServer
from tests.support.passkeys import code_of_app
from tests.support.site import Site


def title(keyboard: Keyboard, words: str) -> None:
    """See which page it is, and that nothing on it holds the focus."""
    expect(keyboard.page.get_by_role("heading", level=1)).to_have_text(words)
    assert keyboard.walk() > 2


def told(keyboard: Keyboard, words: str) -> None:
    """See what the page says has been done."""
    expect(keyboard.page.get_by_role("status").first).to_contain_text(words)


def make_account(keyboard: Keyboard, site: Site, email: str) -> str:
    """Make the first account and switch an authenticator app on; return the app's secret."""
    page = keyboard.page
    page.goto(site.first_link)
    keyboard.fill("Your e-mail address", email)
    keyboard.press("Make the account")
    title(keyboard, "Your letters")
    page.goto(f"{site.address}/accounts/authenticator-app/on/")
    secret = page.locator("[data-secret]").inner_text()
    keyboard.fill("Code of the app", code_of_app(secret))
    keyboard.press("Switch it on")
    title(keyboard, "Recovery codes")
    return secret


def sign_in(keyboard: Keyboard, site: Site, mails: MailServer, email: str) -> None:
    """Sign in with a mailed code."""
    keyboard.page.goto(f"{site.address}/workspace/")
    title(keyboard, "Sign in")
    keyboard.fill("E-mail address", email)
    keyboard.press("Send me a code")
    code = str(mails.fetch(email, subject="Your sign-in code")["Subject"]).rpartition(" ")[2]
    keyboard.fill("Code", code)
    keyboard.press("Sign in")
