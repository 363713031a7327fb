"""Nobody has a mouse: a letter from its first word to its end, its organizations, an office."""

import re
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.endorse_steps import Representative
from tests.journeys.keyboard_steps import make_account, sign_in, title, told
from tests.journeys.steps import ADDRESSEES, BODY, TITLE, PublicLetter, confirm_link
from tests.support.browser import Watch
from tests.support.keyboard import Keyboard
from tests.support.looks import ZOOM
from tests.support.mail import MailServer, link_in
from tests.support.passkeys import code_of_app
from tests.support.site import Site

pytestmark = [pytest.mark.browser]

LEAD = "lead@coalition.example"
MEADOWS = "office@meadows.example"
OFFICE = "office@commission.example"


def code_in(mail: EmailMessage) -> str:
    """The code to endorse with, in the subject of its mail."""
    found = re.search(r"\d{4} \d{4}", str(mail["Subject"]))
    assert found is not None
    return found[0]


def write_at_once(lead: Keyboard, watch: Watch) -> None:
    """Save in two windows: where both changed the same words, the second chooses."""
    watch.allow("status of 409")
    other = Keyboard(lead.page.context.new_page())
    other.page.goto(lead.page.url)
    lead.fill("Text", BODY.replace("three summers", "four summers"))
    lead.press("Save")
    told(lead, "Saved as version 3.")
    other.fill("Text", BODY.replace("three summers", "many summers"))
    other.press("Save")
    title(other, "Two versions of the same words")
    other.tab_to("Yours")
    other.page.keyboard.press("Space")
    other.press("Save what is chosen")
    told(other, "Saved as version 4.")
    expect(other.page.get_by_label("Text", exact=True)).to_have_value(
        BODY.replace("three summers", "many summers")
    )
    other.page.close()


def remark(reader: Keyboard, address: str) -> None:
    """Remark on a paragraph, and on nothing that a mouse would have to select."""
    reader.page.goto(address)
    reader.press("Remark on passage 1")
    title(reader, "Remark on a passage")
    reader.fill("Your remark", "Was it not four?")
    reader.press("Remark")
    told(reader, "Your remark is there")
    assert reader.walk() > 10


def endorse(speaker: Keyboard, mails: MailServer, email: str) -> None:
    """Read what is asked, and agree with a mailed code."""
    speaker.press("Mail me a code")
    speaker.fill(
        "The code of the mail", code_in(mails.fetch(email, subject="Your code to endorse"))
    )
    speaker.press("Endorse with this code")
    told(speaker, "with a code to your mailbox")


def sign_for_an_organization(signer: Keyboard, letter: PublicLetter, mails: MailServer) -> None:
    """Sign, and confirm by the mailed link."""
    signer.page.goto(letter.address())
    signer.press("Sign for an organization")
    for name, words in {
        "Name of the organization": "Friends of the Meadows",
        "Website": "meadows.example",
        "Your name": "Rosa Muster",
        "Your role in it": "General secretary",
        "Your e-mail address at the organization": MEADOWS,
    }.items():
        signer.fill(name, words)
    signer.press("Continue by mail")
    signer.page.goto(confirm_link(mails, MEADOWS))
    signer.press("Sign for this organization")
    title(signer, "Confirmed")


def tell_news(lead: Keyboard) -> None:
    """Write news and publish it."""
    lead.press("News to readers and signatories")
    title(lead, "News")
    lead.press("Write news")
    title(lead, "Write news")
    lead.fill("Title", "The Commission has answered")
    lead.fill("Text", "They wrote **to us**.\n")
    lead.press("Save the draft")
    title(lead, "News number 1")
    lead.press("Publish it")
    told(lead, "Nobody was mailed.")


def deliver(lead: Keyboard, address: str) -> None:
    """Write to the office of the first addressee."""
    lead.page.goto(address)
    title(lead, "Deliver")
    lead.press("Deliver by mail")
    title(lead, "Deliver by mail")
    lead.fill("Address of the addressee’s office", OFFICE)
    lead.press("Send the letter")
    told(lead, "is on its way")


def answer(office: Keyboard, link: str) -> None:
    """Answer one demand, as the office."""
    office.page.goto(link)
    title(office, "Your answer")
    office.fill("Who answers", "Ada Exemplar")
    office.choose("No answer to this demand", "We agree in part")
    office.fill("In your words", "From this year on.")
    office.press("Send the answer")
    told(office, "Your answer has arrived.")


def check_answer(lead: Keyboard, link: str) -> None:
    """Say how it was checked, and publish it."""
    lead.page.goto(link)
    title(lead, "An answer from Ada Exemplar")
    lead.tab_to("How you checked that it is genuine")
    lead.page.keyboard.press("ArrowDown")
    lead.press("Publish the answer")
    expect(lead.page.get_by_text("Published").first).to_be_visible()


def test_a_letter_goes_from_its_first_word_to_an_answer_by_keyboard_alone(
    open_page: Callable[..., Page], site: Site, smtp_server: MailServer, watch: Watch
) -> None:
    # The lead reads at 200 %, where bars that stay in view take more of the window.
    window = {"width": 640, "height": 512}
    lead = Keyboard(open_page(viewport=window, device_scale_factor=ZOOM))
    river = f"{site.address}/workspace/letters/river/"
    secret = make_account(lead, site, LEAD)
    lead.press("Sign out")
    sign_in(lead, site, smtp_server, LEAD)
    title(lead, "One thing more")
    lead.fill("Code of the app", code_of_app(secret))
    lead.press("Sign in")
    title(lead, "Your letters")

    lead.press("Begin a letter")
    title(lead, "Begin a letter")
    lead.fill("Title", TITLE)
    lead.fill("Language of the original", "en")
    lead.fill("Address", "river")
    lead.press("Begin")
    lead.fill("Addressees", ADDRESSEES)
    lead.fill("Text", BODY)
    lead.press("Save")
    told(lead, "Saved as version 2.")
    assert lead.walk() > 10
    write_at_once(lead, watch)

    # Its organization remarks on the text, is asked when it is frozen, and agrees.
    herons = Representative(open_page(), site, smtp_server, "a@herons.example", "Bank of Herons")
    herons.join("river")
    speaker = Keyboard(herons.page)
    sign_in(speaker, site, smtp_server, herons.email)
    title(speaker, "Your letters")
    remark(speaker, f"{river}texts/en/read/")
    lead.page.goto(river)
    lead.press("Freeze an edition")
    title(lead, "Freeze an edition?")
    lead.press("Freeze it")
    title(lead, "Edition 1")
    herons.open_request()
    title(speaker, "Endorse for Bank of Herons")
    endorse(speaker, smtp_server, herons.email)
    lead.page.reload()
    lead.press("Publish")
    title(lead, "Publish the letter?")
    lead.press("Publish now")
    told(lead, "open for signatures")

    sign_for_an_organization(Keyboard(open_page()), PublicLetter(site, "river"), smtp_server)
    asked = smtp_server.fetch(LEAD, subject="An organization wishes to sign")
    lead.page.goto(link_in(asked, "/workspace/"))
    assert lead.walk() > 5
    lead.page.goto(f"{river}organizations/")
    title(lead, "Organizations that wait")
    lead.press("Accept")
    told(lead, "“Friends of the Meadows” is accepted")

    lead.page.goto(river)
    tell_news(lead)
    deliver(lead, f"{river}deliver/")
    answer(Keyboard(open_page()), link_in(smtp_server.fetch(OFFICE), "/answer/"))
    check_answer(lead, link_in(smtp_server.fetch(LEAD, subject=TITLE), "/workspace/"))

    lead.page.goto(river)
    lead.press("Close the letter")
    title(lead, "Close the letter?")
    lead.press("Close the letter")
    told(lead, "The letter is closed")
