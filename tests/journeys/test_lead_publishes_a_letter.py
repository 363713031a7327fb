"""The operator of a new server makes the first account, writes a letter and publishes it."""

import hashlib
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import (
    ADDRESSEES,
    ADDRESSEES_FA,
    BODY,
    BODY_FA,
    TITLE,
    TITLE_FA,
    PublicLetter,
    become_lead,
    close_letter,
    fetch,
    reload_until,
    use_passkey,
)
from tests.support.browser import Watch
from tests.support.mail import MailServer, text_of
from tests.support.site import Site
from undersigned.core.interface_languages import nearest_spoken
from undersigned.core.languages import direction

pytestmark = [pytest.mark.browser]

EMAIL = "lead@coalition.example"
Picture = Callable[[Page, str], None]


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Open letters")


def sign_in(page: Page, site: Site, mails: MailServer, picture: Picture) -> None:
    page.goto(f"{site.address}/workspace/")
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_role("button", name="Send me a code").click()
    mail = mails.fetch(EMAIL, subject="Your sign-in code")
    code = str(mail["Subject"]).rpartition(" ")[2]
    assert code in text_of(mail)
    picture(page, "sign-in-code")
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Sign in").click()
    use_passkey(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your letters")


def write(page: Page, title: str, addressees: str, body: str) -> None:
    """Type one language, see the live preview, and save."""
    page.get_by_label("Title").fill(title)
    page.get_by_label("Addressees").fill(addressees)
    page.get_by_label("Text", exact=True).fill(body)
    preview = page.locator("[data-preview-pane]")
    expect(preview.locator(".sheet-title")).to_have_text(title)
    expect(preview.locator(".addressees li")).to_have_count(2)
    expect(preview).to_contain_text("2 demands")
    expect(preview).to_contain_text("1 source")
    expect(page.locator("[data-unsaved]")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("[data-unsaved]")).to_be_hidden()


def test_the_operator_publishes_a_letter_in_two_languages_and_closes_it(
    page: Page, site: Site, smtp_server: MailServer, watch: Watch, picture: Picture
) -> None:
    page.goto(site.first_link)
    picture(page, "first-account")
    become_lead(page, site, email=EMAIL)

    # The link was good for one account only.
    sign_out(page)
    response = page.goto(site.first_link)
    assert response is not None
    assert response.status == 404
    watch.allow(r"status of 404 .*/first/")
    sign_in(page, site, smtp_server, picture)

    page.get_by_role("link", name="Begin a letter").click()
    page.get_by_label("Title").fill("River")
    page.get_by_label("Language of the original").fill("en")
    page.get_by_label("Address", exact=True).fill("river")
    picture(page, "begin-a-letter")
    page.get_by_role("button", name="Begin", exact=True).click()
    write(page, TITLE, ADDRESSEES, BODY)
    picture(page, "write-the-original")

    letter = PublicLetter(site, "river")
    page.goto(f"{site.address}/workspace/letters/river/")
    page.get_by_label("Add a language").fill("fa")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_label("Text", exact=True)).to_have_attribute("dir", "rtl")
    write(page, TITLE_FA, ADDRESSEES_FA, BODY_FA)
    picture(page, "write-a-translation")
    # A draft is nobody's business yet.
    assert page.request.get(letter.address()).status == 404

    page.goto(f"{site.address}/workspace/letters/river/")
    picture(page, "draft")
    page.get_by_role("link", name="Freeze an edition").click()
    page.get_by_role("button", name="Freeze it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Edition 1")
    digests = {}
    for language, title, body in (("en", TITLE, BODY), ("fa", TITLE_FA, BODY_FA)):
        section = page.locator("section.bytes").filter(
            has=page.get_by_role("heading", name=re.compile(rf"\b{language}\b"))
        )
        shown = section.locator("pre.exact").text_content()
        assert shown is not None
        assert shown.startswith("undersigned/text/v1\nletter ")
        assert f"\nlanguage {language}\ntitle {title}\n" in shown
        assert shown.endswith("\n\n" + body)
        digest = hashlib.sha256(shown.encode()).hexdigest()
        expect(section.locator(".digest code")).to_have_text(digest)
        digests[language] = digest
    picture(page, "edition")

    page.get_by_role("link", name="Publish").click()
    for digest in digests.values():
        expect(page.locator("main")).to_contain_text(digest)
    picture(page, "publish")
    page.get_by_role("button", name="Publish now").click()
    expect(page.get_by_role("status")).to_contain_text("open for signatures")
    picture(page, "published")

    page.goto(letter.address())
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(page.locator(".addressees li").first).to_contain_text("Ada Exemplar")
    expect(page.locator(".body ol li")).to_have_count(2)
    expect(page.locator("footer.colophon code")).to_have_text(digests["en"])
    expect(page.get_by_role("link", name="Sign as a person")).to_be_visible()
    picture(page, "letter")

    page.get_by_role("link", name="فارسی").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE_FA)
    expect(page.locator("html")).to_have_attribute("lang", "fa")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator(".body p").first).to_have_css("direction", "rtl")
    chrome = direction(nearest_spoken("fa"))
    expect(page.locator("#sign")).to_have_css("direction", chrome)
    expect(page.locator("footer.colophon code")).to_have_text(digests["fa"])
    picture(page, "letter-right-to-left")

    # The log is there for anyone from its first entry on, which is about the text.
    page.goto(letter.address("check/"))
    reload_until(page, lambda: page.locator("dl.facts dd").first.inner_text() == "1")
    for digest in digests.values():
        data = fetch(f"{letter.log_address}text/{digest}")
        assert hashlib.sha256(data).hexdigest() == digest
    assert letter.check_log() == (0, 0, 0)

    page.goto(f"{site.address}/workspace/letters/river/close/")
    picture(page, "close")
    close_letter(page, letter)
    page.goto(letter.address())
    reload_until(page, lambda: page.get_by_role("link", name="Sign as a person").count() == 0)
    expect(page.locator(".summary")).to_contain_text("Closed on")
    page.goto(f"{site.address}/")
    reload_until(page, lambda: "Closed on" in page.locator("ol.letters").inner_text())
