"""A letter from its first word to its end, in browsers that run no script at all."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.endorse_steps import Representative, freeze
from tests.journeys.steps import (
    ADDRESSEES,
    BODY,
    TITLE,
    PublicLetter,
    become_lead,
    close_letter,
    confirm,
    count_on,
    fill_person,
    receive_receipt,
    reload_until,
)
from tests.journeys.test_organization_signs_and_is_accepted import confirm_for, sign_for
from tests.journeys.writing_steps import Conflict, Editor, add_member, begin_letter, sign_in
from tests.support.browser import Watch
from tests.support.mail import MailServer, link_in
from tests.support.site import Site

pytestmark = [pytest.mark.browser]

EDITOR = "mina@coalition.example"
SIGNER = "ada@people.example"
MEADOWS = "office@meadows.example"
OFFICE = "office@commission.example"


@pytest.fixture(scope="module")
def site(start_site: Callable[..., Site]) -> Site:
    """Run a site on which whoever solves no task waits for a short time."""
    return start_site(UNDERSIGNED_WAIT_SECONDS="2")


def told(page: Page, words: str) -> None:
    """See what the page says has been done."""
    expect(page.get_by_role("status").first).to_contain_text(words)


def send_after_a_wait(page: Page) -> None:
    """Send a filled form as a browser does that solves no task: once more, after a wait."""
    button = page.get_by_role("button", name="Continue by mail")
    with page.expect_navigation():
        button.click()
    expect(page.get_by_role("alert")).to_contain_text("Please wait a minute, then press the button")
    deadline = time.monotonic() + 60
    while page.get_by_role("alert").count():
        assert time.monotonic() < deadline
        with page.expect_navigation():
            button.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mailbox")


def write_together(lead: Editor, other: Editor) -> None:
    """Two change the same words at once; the second chooses, and no word is lost."""
    lead.write(BODY, addressees=ADDRESSEES)
    lead.save()
    lead.saved(2)
    lead.open()
    other.open()
    lead.write(BODY.replace("three summers", "four summers"))
    lead.save()
    lead.saved(3)
    other.write(BODY.replace("three summers", "many summers").replace("how far", "by how much"))
    other.save()
    conflict = Conflict(other.page)
    conflict.is_shown(places=1)
    conflict.choose(0, "theirs")
    conflict.save()
    other.saved(4)
    expect(other.body).to_have_value(
        BODY.replace("three summers", "four summers").replace("how far", "by how much")
    )


def publish(lead: Page, site: Site) -> None:
    """Publish the frozen edition."""
    lead.goto(f"{site.address}/workspace/letters/river/")
    lead.get_by_role("link", name="Publish …").click()
    lead.get_by_role("button", name="Publish now").click()
    told(lead, "open for signatures")


def tell_news(lead: Page, site: Site) -> None:
    """Write news, publish it, and have it mailed."""
    lead.goto(f"{site.address}/workspace/letters/river/news/write/")
    lead.get_by_label("Title").fill("The Commission has answered")
    lead.get_by_label("Text").fill("They wrote **to us**.\n")
    lead.get_by_role("button", name="Preview").click()
    expect(lead.locator(".sheet strong")).to_have_text("to us")
    lead.get_by_role("button", name="Save the draft").click()
    lead.get_by_role("button", name="Publish it").click()
    lead.get_by_role("link", name="Mail it …").click()
    lead.get_by_role("button", name="Mail it now").click()
    reload_until(lead, lambda: lead.get_by_text("Mailed to 1 signatory.").count() == 1)


def deliver(lead: Page, site: Site) -> None:
    """Write to the office of the first addressee."""
    lead.goto(f"{site.address}/workspace/letters/river/deliver/")
    lead.get_by_role("link", name="Deliver by mail").first.click()
    lead.get_by_label("Address of the addressee’s office").fill(OFFICE)
    lead.get_by_role("button", name="Send the letter").click()
    expect(lead.get_by_role("listitem").filter(has_text=OFFICE)).to_be_visible()


def answer(office: Page, link: str) -> None:
    """Answer one demand, as the office."""
    office.goto(link)
    office.get_by_label("Who answers").fill("Ada Exemplar")
    demand = office.get_by_role("region", name="Demand 1")
    demand.get_by_label("We agree in part").check()
    demand.get_by_label("In your words").fill("From this year on.")
    office.get_by_role("button", name="Send the answer").click()
    told(office, "Your answer has arrived.")


def test_a_letter_is_written_signed_answered_and_closed_without_javascript(
    open_page: Callable[..., Page],
    site: Site,
    smtp_server: MailServer,
    watch: Watch,
    tmp_path: Path,
) -> None:
    watch.allow("status of 4(09|29)")
    lead, mina, signer, office = (open_page(java_script_enabled=False) for _ in range(4))
    become_lead(lead, site, with_passkey=False)
    begin_letter(lead, site, "river", TITLE)
    add_member(site, "river", EDITOR)
    sign_in(mina, site, smtp_server, EDITOR)
    write_together(Editor(lead, site, "river"), Editor(mina, site, "river"))

    # An organization endorses what is frozen, and the letter is published.
    speaker = Representative(
        open_page(java_script_enabled=False), site, smtp_server, "a@herons.example", "The Herons"
    )
    speaker.join("river")
    freeze(lead, site, "river")
    speaker.sign_in()
    speaker.open_request()
    speaker.endorse_with_code()
    publish(lead, site)

    # A person signs and asks for news; another organization signs and is accepted.
    letter = PublicLetter(site, "river")
    fill_person(signer, letter, name="Ada", email=SIGNER)
    signer.locator("input[name=wants_news]").check()
    send_after_a_wait(signer)
    confirm(signer, smtp_server, SIGNER)
    mail = receive_receipt(smtp_server, SIGNER, tmp_path)
    sign_for(signer, letter, name="Friends of the Meadows", email=MEADOWS)
    send_after_a_wait(signer)
    confirm_for(signer, smtp_server, MEADOWS)
    lead.goto(f"{site.address}/workspace/letters/river/organizations/")
    lead.get_by_role("button", name="Accept", exact=True).click()
    told(lead, "“Friends of the Meadows” is accepted")
    signer.goto(letter.address())
    reload_until(signer, lambda: count_on(signer) == (2, 1))

    tell_news(lead, site)
    smtp_server.fetch(SIGNER, subject="The Commission has answered")
    deliver(lead, site)
    answer(office, link_in(smtp_server.fetch(OFFICE), "/answer/"))
    asked = smtp_server.fetch("lead@coalition.example", subject=TITLE)
    lead.goto(link_in(asked, "/workspace/"))
    lead.get_by_label("How you checked that it is genuine").select_option(
        label="The office confirmed it by telephone."
    )
    lead.get_by_role("button", name="Publish the answer").click()
    signer.goto(letter.address())
    reload_until(signer, lambda: signer.get_by_text("agrees in part").count() > 0)

    # The signer changes the signature, and takes it back.
    signer.goto(mail.manage_link)
    signer.get_by_role("button", name="Hide the name").click()
    told(signer, "Your name is hidden")
    signer.get_by_role("link", name="Withdraw the signature").click()
    signer.get_by_role("button", name="Withdraw the signature").click()
    expect(signer.get_by_role("heading", level=1)).to_have_text("Withdrawn")
    signer.goto(letter.address())
    reload_until(signer, lambda: count_on(signer) == (2, 0))
    close_letter(lead, letter)
    assert letter.check_log() == (2, 0, 1)
