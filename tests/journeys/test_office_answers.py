"""An addressee's office answers two of three demands; the lead checks it, and readers see it."""

import re
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import BODY, BODY_FA, become_lead, import_letter, reload_until
from tests.support.client import ask
from tests.support.mail import MailServer, link_in, text_of
from tests.support.site import Site
from tests.web.workspace.test_looks import TOO_WIDE, serious

pytestmark = [pytest.mark.browser]

OFFICE = "office@commission.example"
OLD_OFFICE = "chair@commission.example"
THIRD = "3. Open the gates in the dry months.\n:::"
THIRD_FA = "3. در ماه‌های خشک دریچه‌ها را باز کنید.\n:::"
Picture = Callable[[Page, str], None]


def refuse_the_old_office(address: str, _mail: EmailMessage) -> str | None:
    return "550 no such user here" if address == OLD_OFFICE else None


def deliver_to(lead: Page, email: str, *, link: str) -> None:
    lead.get_by_role("link", name=link).click()
    lead.get_by_label("Address of the addressee’s office").fill(email)
    lead.get_by_role("button", name="Send the letter").click()
    expect(lead.get_by_role("listitem").filter(has_text=email)).to_be_visible()


def test_an_office_answers_two_of_three_demands(
    open_page: Callable[..., Page],
    site: Site,
    smtp_server: MailServer,
    tmp_path: Path,
    picture: Picture,
) -> None:
    smtp_server.refuse = refuse_the_old_office
    letter = import_letter(
        site,
        tmp_path,
        body=BODY.replace(".\n:::\n", f".\n{THIRD}\n"),
        body_fa=BODY_FA.replace(".\n:::\n", f".\n{THIRD_FA}\n"),
    )
    lead = open_page()
    become_lead(lead, site)
    lead.goto(f"{site.address}/workspace/letters/river/deliver/")
    picture(lead, "deliver")
    # The address in the old list is no more; the lead is told, and finds the right one.
    deliver_to(lead, OLD_OFFICE, link="Deliver by mail")
    refused = lead.get_by_role("listitem").filter(has_text=OLD_OFFICE).get_by_text("550")
    reload_until(lead, lambda: refused.count() == 1)
    smtp_server.fetch("lead@coalition.example", subject="Not delivered to Ada Exemplar")
    deliver_to(lead, OFFICE, link="Deliver again by mail")
    mail = smtp_server.fetch(OFFICE, subject="Give Our River a Voice")
    names = [part.get_filename() for part in mail.iter_attachments()]
    assert names == ["letter.pdf", "letter-en.md"]
    assert serious(lead) == []

    reader = open_page()
    reader.goto(letter.address())
    reload_until(reader, lambda: reader.get_by_text("with 4 signatures").count() == 1)
    first = reader.locator("#standing li").first
    expect(first.get_by_text("No answer yet.")).to_be_visible()

    # The office opens the link and answers two of three demands.
    office = open_page()
    office.goto(link_in(mail, "/answer/"))
    assert serious(office) == []
    office.get_by_label("Who answers").fill("Ada Exemplar")
    office.get_by_label("Office or role").fill("Chair of the commission")
    for number, choice in ((1, "We agree"), (2, "We agree in part")):
        office.get_by_role("region", name=f"Demand {number}").get_by_label(
            choice, exact=True
        ).check()
    office.get_by_role("region", name="Demand 2").get_by_label("In your words").fill(
        "The people of the upper banks from this year on."
    )
    picture(office, "answer-link")
    office.get_by_role("button", name="Send the answer").click()
    expect(office.get_by_role("status")).to_contain_text("Your answer has arrived.")

    # Nobody sees it before the lead has made sure that it is theirs.
    expect(reader.get_by_text("We agree")).to_have_count(0)
    assert b"upper banks" not in ask("GET", letter.address("answers/")).body
    told = smtp_server.fetch("lead@coalition.example", subject="Give Our River")
    lead.goto(link_in(told, "/workspace/"))
    assert "upper banks" not in text_of(told)
    expect(lead.get_by_text("To be checked")).to_be_visible()
    assert serious(lead) == []
    lead.get_by_label("How you checked that it is genuine").select_option(
        label="The office confirmed it by telephone."
    )
    picture(lead, "check-an-answer")
    lead.get_by_role("button", name="Publish the answer").click()
    expect(lead.get_by_text("Published").first).to_be_visible()

    reload_until(reader, lambda: reader.locator("#standing ol.said li").count() == 3)
    verdicts: list[str | re.Pattern[str]] = [
        re.compile(r"^agrees \d"),
        re.compile(r"^agrees in part \d"),
        "No answer yet.",
    ]
    expect(first.locator(".verdict")).to_have_text(verdicts)
    reader.goto(letter.address() + "#standing")
    picture(reader, "where-it-stands")
    reader.get_by_role("link", name="Deliveries and answers in full").click()
    # That page was read before, and is kept for a moment of its own.
    evidence = reader.get_by_text("The office confirmed it by telephone.")
    reload_until(reader, lambda: evidence.count() == 1)
    expect(reader.get_by_text("The people of the upper banks")).to_be_visible()
    office.reload()
    expect(office.get_by_text("Your answer is published.")).to_be_visible()

    addresses = [
        letter.address("answers/"),
        letter.address("answers/", language="fa"),
        letter.address(language="fa"),
        link_in(mail, "/answer/"),
        *(
            f"{site.address}/workspace/letters/river/{rest}"
            for rest in ("deliver/", "deliver/0/mail/", "deliver/0/hand/", "deliver/0/answer/")
        ),
    ]
    for width, scheme in ((320, "light"), (1280, "dark")):
        view = open_page(
            viewport={"width": width, "height": 800},
            color_scheme=scheme,
            storage_state=lead.context.storage_state(),
        )
        for address in addresses:
            answer = view.goto(address)
            assert answer is not None
            assert (address, answer.status) == (address, 200)
            assert (address, width, view.evaluate(TOO_WIDE)) == (address, width, 0)
            assert (address, width, serious(view)) == (address, width, [])
