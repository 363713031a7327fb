"""A colleague signs in for the first time, secures the account, moves it, and ends a session."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import (
    ADDRESSEES,
    BODY,
    TITLE,
    add_app,
    add_passkey,
    become_lead,
    sign_in_by_code,
    use_app,
)
from tests.support.browser import Watch
from tests.support.mail import MailServer, link_in, text_of
from tests.support.passkeys import add_authenticator, code_of_app
from tests.support.site import Site

pytestmark = [pytest.mark.browser]

ADA = "ada@association.example"
NEW = "ada@elsewhere.example"
Picture = Callable[[Page, str], None]


def title(page: Page, text: str) -> None:
    """Wait for the page of that heading."""
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out", exact=True).click()
    title(page, "Open letters")


def test_a_colleague_is_invited_and_makes_the_account_safe(
    open_page: Callable[..., Page],
    site: Site,
    smtp_server: MailServer,
    watch: Watch,
    picture: Picture,
) -> None:
    # The operator lets one more person begin letters.
    operator = open_page()
    become_lead(operator, site, email="operator@server.example")
    operator.goto(f"{site.address}/accounts/people/")
    operator.get_by_label("Their e-mail address").fill(ADA)
    operator.get_by_role("button", name="Invite them").click()
    expect(operator.get_by_role("status")).to_contain_text("They are told by mail")
    picture(operator, "accounts")

    # The person signs in with a code, and says what the others shall call them.
    page = open_page()
    page.goto(link_in(smtp_server.fetch(ADA, subject="Your account"), "/accounts/login/"))
    sign_in_by_code(page, smtp_server, ADA)
    title(page, "Your letters")
    page.get_by_role("link", name=ADA).click()
    expect(page.get_by_text("Whoever can read your mail")).to_be_visible()
    page.get_by_label("Your name").fill("Ada Exemplar")
    page.get_by_role("button", name="Save the name").click()
    expect(page.get_by_role("link", name="Ada Exemplar")).to_be_visible()

    # A passkey: from now on no mail is needed, and what only a lead may do is open.
    phone = add_passkey(page, site, name="Ada’s phone")
    assert phone.count() == 1
    codes = page.locator(".codes code").all_inner_texts()
    assert len(set(codes)) == 10
    assert "passkey was added" in text_of(smtp_server.fetch(ADA, subject="passkey was added"))
    picture(page, "recovery-codes")
    sign_out(page)
    page.goto(f"{site.address}/workspace/new/")
    picture(page, "sign-in")
    mails = smtp_server.count(ADA)
    page.get_by_role("button", name="Sign in with a passkey").click()
    title(page, "Begin a letter")
    assert smtp_server.count(ADA) == mails

    # An authenticator app beside it, for the computer that knows no passkeys.
    page.goto(f"{site.address}/accounts/authenticator-app/on/")
    title(page, "Is it you?")
    page.get_by_role("button", name="Use a passkey").click()
    title(page, "Use an authenticator app")
    picture(page, "authenticator-app")
    secret = add_app(page, site)
    title(page, "Your account")
    picture(page, "account")
    smtp_server.fetch(ADA, subject="authenticator app")

    other = open_page(java_script_enabled=False)
    other.goto(f"{site.address}/accounts/sessions/")
    expect(other.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    sign_in_by_code(other, smtp_server, ADA)
    use_app(other, secret)
    title(other, "Where you are signed in")
    expect(other.get_by_role("listitem")).to_have_count(2)

    # A third browser gets in with a recovery code: each of them once.
    third = open_page()
    third.goto(f"{site.address}/workspace/")
    sign_in_by_code(third, smtp_server, ADA)
    title(third, "One thing more")
    third.get_by_label("Code of the app, or a recovery code").fill(codes[0])
    third.get_by_role("button", name="Sign in", exact=True).click()
    title(third, "Your letters")

    # Whoever finds a browser that is still signed in signs it out from here.
    page.goto(f"{site.address}/accounts/sessions/")
    expect(page.get_by_role("listitem")).to_have_count(3)
    picture(page, "sessions")
    page.get_by_role("listitem").nth(1).get_by_role("button", name="Sign it out").click()
    expect(page.get_by_role("status")).to_contain_text("That browser is signed out.")
    third.reload()
    title(third, "Sign in")
    page.get_by_role("button", name="Sign out all others").click()
    other.reload()
    title(other, "Sign in")
    expect(page.get_by_role("listitem")).to_have_count(1)

    # The account moves to another mailbox; both are told, and codes go to the new one.
    page.goto(f"{site.address}/accounts/address/")
    page.get_by_label("New e-mail address").fill(NEW)
    page.get_by_role("button", name="Send a code there").click()
    mail = smtp_server.fetch(NEW, subject="Your code for the new address")
    page.get_by_label("Code").fill(str(mail["Subject"]).rpartition(" ")[2])
    page.get_by_role("button", name="Change the address").click()
    expect(page.get_by_role("status")).to_contain_text("Both mailboxes are told")
    for mailbox in (ADA, NEW):
        told = text_of(smtp_server.fetch(mailbox, subject="has a new address"))
        assert f"The account of {ADA} at" in told
        assert f"has moved to {NEW}." in told
        assert not re.search(r"127\.0\.0\.1|Chrom|Mozilla", told)

    # A device that answers for nobody signs nobody in, and says so.
    stranger = open_page()
    add_authenticator(stranger)
    stranger.goto(f"{site.address}/accounts/login/code/")
    stranger.get_by_role("button", name="Sign in with a passkey").click()
    expect(stranger.get_by_role("alert")).to_contain_text("No passkey answered.")


def test_a_lead_without_a_second_factor_sets_one_up_on_the_way(
    open_page: Callable[..., Page], start_site: Callable[..., Site], watch: Watch
) -> None:
    watch.allow("status of 403")
    site = start_site()
    page = open_page()
    page.goto(site.first_link)
    page.get_by_label("Your e-mail address").fill(ADA)
    page.get_by_role("button", name="Make the account").click()
    page.goto(f"{site.address}/workspace/new/")
    page.get_by_label("Title").fill(TITLE)
    page.get_by_label("Language of the original").fill("en")
    page.get_by_label("Address", exact=True).fill("river")
    page.get_by_role("button", name="Begin", exact=True).click()
    page.get_by_label("Addressees").fill(ADDRESSEES)
    page.get_by_label("Text", exact=True).fill(BODY)
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_role("status").first).to_contain_text("Saved")

    # A page that is refused leads to a passkey, and back.
    page.goto(f"{site.address}/workspace/letters/river/")
    page.get_by_role("link", name="Freeze an edition").click()
    title(page, "This takes a passkey or an authenticator app")
    add_authenticator(page)
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_role("button", name="Add a passkey").click()
    title(page, "Recovery codes")
    page.get_by_role("link", name="I have kept them: go on").click()
    title(page, "Freeze an edition?")

    # A press that is refused is kept, and goes through once the account is safe again.
    other = page.context.new_page()
    other.goto(f"{site.address}/accounts/passkeys/")
    other.get_by_role("link", name="Remove").click()
    other.get_by_role("button", name="Remove it").click()
    expect(other.get_by_text("No passkey yet.")).to_be_visible()
    page.get_by_role("button", name="Freeze it").click()
    title(page, "This takes a passkey or an authenticator app")
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Use an authenticator app").click()
    window = opened.value
    secret = window.locator("[data-secret]").inner_text()
    window.get_by_label("Code of the app").fill(code_of_app(secret))
    window.get_by_role("button", name="Switch it on").click()
    title(window, "Recovery codes")
    page.get_by_role("button", name="Send once more").click()
    title(page, "Edition 1")
