"""A signatory gets the news that was asked for, in the language of the signature, and ends it."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import (
    become_lead,
    confirm,
    fill_person,
    import_letter,
    reload_until,
    send_signature,
)
from tests.support.client import ask
from tests.support.mail import MailServer, text_of
from tests.support.site import Site
from tests.web.workspace.test_looks import TOO_WIDE, serious

pytestmark = [pytest.mark.browser]

TITLE = "The Commission has answered"
TITLE_FA = "کمیسیون پاسخ داد"
BODY = """\
The chair of the commission wrote to us on Monday. **The measurements will be published.**

## What comes next

- We read the first of them in June, and tell you what they say.
- The second demand is open: [the banks](https://example.org/banks) are to be heard.
"""
BODY_FA = "رئیس کمیسیون به ما نوشت: **اندازه‌ها منتشر می‌شوند.**\n"
Picture = Callable[[Page, str], None]


def sign_with_wish(
    page: Page, letter: object, mails: MailServer, email: str, *, language: str, wants_news: bool
) -> None:
    fill_person(page, letter, name="Mina", email=email, language=language)  # type: ignore[arg-type]  # a PublicLetter
    box = page.locator("input[name=wants_news]")
    expect(box).not_to_be_checked()
    box.set_checked(wants_news)
    send_signature(page, language=language)
    confirm(page, mails, email, language=language)


def test_a_signatory_gets_the_news_and_unsubscribes(
    open_page: Callable[..., Page],
    site: Site,
    smtp_server: MailServer,
    tmp_path: Path,
    picture: Picture,
) -> None:
    letter = import_letter(site, tmp_path)
    page = open_page()
    people = {
        "mina@people.example": ("en", True),
        "shirin@people.example": ("fa", True),
        "ben@people.example": ("en", True),
        "silent@people.example": ("en", False),
    }
    for email, (language, wants_news) in people.items():
        sign_with_wish(page, letter, smtp_server, email, language=language, wants_news=wants_news)

    lead = open_page()
    become_lead(lead, site)
    lead.goto(f"{site.address}/workspace/letters/river/")
    lead.get_by_role("link", name="News to readers and signatories").click()
    lead.get_by_role("link", name="Write news").click()
    english, persian = lead.locator("fieldset").all()
    for group, title, body in ((english, TITLE, BODY), (persian, TITLE_FA, BODY_FA)):
        group.get_by_label("Title").fill(title)
        group.get_by_label("Text").fill(body)
    lead.get_by_role("button", name="Preview").click()
    expect(lead.get_by_text("The measurements will be published.").last).to_be_visible()
    assert serious(lead) == []
    picture(lead, "write-news")
    lead.get_by_role("button", name="Save the draft").click()
    draft = letter.address("news/1/")
    assert ask("GET", draft).status == 404
    lead.get_by_role("button", name="Publish it").click()
    expect(lead.get_by_role("status")).to_contain_text("Nobody was mailed.")

    # Everybody can read it; nobody has been mailed yet.
    page.goto(letter.address())
    reload_until(page, lambda: page.get_by_role("link", name=TITLE).count() == 1)
    page.get_by_role("link", name=TITLE).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    picture(page, "news")
    assert smtp_server.count("mina@people.example") <= 2

    lead.get_by_role("link", name="Mail it").click()
    expect(lead.get_by_text("3 signatories get it by mail.")).to_be_visible()
    picture(lead, "mail-news")
    lead.get_by_role("button", name="Mail it now").click()
    # The page renews itself, and says when all is done.
    expect(lead.get_by_text("Mailed to 3 signatories.")).to_be_visible(timeout=20_000)

    mail = smtp_server.fetch("mina@people.example", subject=TITLE)
    assert "**The measurements will be published.**" in text_of(mail)
    link = str(mail["List-Unsubscribe"]).strip("<>")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link in text_of(mail)
    persian_mail = smtp_server.fetch("shirin@people.example", subject=TITLE_FA)
    assert "اندازه‌ها منتشر می‌شوند" in text_of(persian_mail)

    # Mina opens the link and presses the button; opening it alone changes nothing.
    page.goto(link)
    expect(page.get_by_role("button", name="Send me no more news")).to_be_visible()
    page.reload()
    assert serious(page) == []
    picture(page, "no-more-news")
    page.get_by_role("button", name="Send me no more news").click()
    expect(page.get_by_role("status")).to_contain_text("You get no more news")
    page.get_by_role("button", name="Send me the news again").click()
    expect(page.get_by_role("status")).to_contain_text("You get the news again.")
    page.get_by_role("button", name="Send me no more news").click()
    expect(page.get_by_role("status")).to_contain_text("You get no more news")
    # Ben's mail program sends the one POST of RFC 8058 by itself.
    bens = str(smtp_server.fetch("ben@people.example", subject=TITLE)["List-Unsubscribe"])
    assert ask("POST", bens.strip("<>"), {"List-Unsubscribe": "One-Click"}).status == 200

    # The next news is for those who still want it, and not before tomorrow.
    lead.goto(f"{site.address}/workspace/letters/river/news/")
    expect(lead.get_by_text("1 signatory has asked for it.")).to_be_visible()
    lead.goto(f"{site.address}/workspace/letters/river/history/")
    expect(lead.get_by_text(re.compile("had news number 1 mailed"))).to_be_visible()
    assert smtp_server.count("silent@people.example") == 2  # the link and the receipt

    addresses = [
        letter.address("news/"),
        letter.address("news/1/"),
        letter.address("news/1/", language="fa"),
        letter.address(language="fa"),
        *(f"{site.address}/workspace/letters/river/news/{rest}" for rest in ("", "1/", "write/")),
    ]
    for width, scheme in ((320, "light"), (1280, "dark")):
        view = open_page(
            viewport={"width": width, "height": 800},
            color_scheme=scheme,
            storage_state=lead.context.storage_state(),
        )
        for address in addresses:
            view.goto(address)
            assert (address, width, view.evaluate(TOO_WIDE)) == (address, width, 0)
            assert (address, width, serious(view)) == (address, width, [])
