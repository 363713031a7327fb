"""Nobody has a mouse: a draft is kept and talked over, news is mailed, a profile gets a logo."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.endorse_steps import Representative
from tests.journeys.keyboard_steps import make_account, sign_in, title, told
from tests.journeys.steps import (
    ADDRESSEES,
    BODY,
    TITLE,
    PublicLetter,
    confirm_link,
    import_letter,
)
from tests.support.keyboard import Keyboard
from tests.support.looks import ZOOM
from tests.support.mail import MailServer, text_of
from tests.support.pictures import logo_file
from tests.support.site import Site

pytestmark = [pytest.mark.browser]

LEAD = "lead@coalition.example"
MINA = "mina@people.example"
NEWS = "The Commission has answered"
# The lead reads at 200 %, where bars that stay in view take more of the window.
WINDOW = {"width": 640, "height": 512}


def sign_and_ask_for_news(signer: Keyboard, letter: PublicLetter, mails: MailServer) -> None:
    """Sign as a person who wants news by mail."""
    signer.page.goto(letter.address("sign/"))
    signer.fill("Your name", "Mina")
    signer.fill("Your e-mail address", MINA)
    signer.tab_to("Send me news about this letter")
    signer.page.keyboard.press("Space")
    signer.press("Continue by mail")
    signer.page.goto(confirm_link(mails, MINA))
    signer.press("Sign this letter")
    title(signer, "You have signed")


def begin(lead: Keyboard, site: Site) -> str:
    """Begin a letter and save its first words; return the address of its editor."""
    lead.page.goto(f"{site.address}/workspace/new/")
    lead.fill("Title", TITLE)
    lead.fill("Language of the original", "en")
    lead.fill("Address", "lake")
    lead.press("Begin")
    lead.fill("Addressees", ADDRESSEES)
    lead.fill("Text", BODY)
    lead.press("Save")
    told(lead, "Saved as version 2.")
    return lead.page.url


def keep_for_later(lead: Keyboard, editor: str) -> None:
    """Type, see how it will be read, and leave; the words are there again, and not saved."""
    page = lead.page
    lead.fill("Text", BODY.replace("three summers", "four summers"))
    pane = page.get_by_role("group", name="Preview")
    expect(pane).to_contain_text("For four summers the river")
    lead.tab_to("Preview")
    expect(pane).to_be_focused()
    expect(page.locator("[data-unsaved]")).to_contain_text("kept at")
    page.goto(editor)
    told(lead, "are not saved yet.")
    expect(page.get_by_label("Text", exact=True)).to_have_value(
        BODY.replace("three summers", "four summers")
    )
    assert lead.walk() > 10


def keep_by_buttons(lead: Keyboard, editor: str) -> None:
    """Do the same in a browser that runs no scripts: a button previews, and another keeps."""
    page = lead.page
    page.goto(editor)
    lead.fill("Text", BODY.replace("three summers", "five summers"))
    lead.tab_to("Keep for later")
    assert lead.tab().name == "Preview"
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("group", name="Preview")).to_contain_text("For five summers")
    lead.press("Keep for later")
    told(lead, "Your words are kept for you. They are not saved yet.")
    assert lead.walk() > 10
    lead.press("Save")
    told(lead, "Saved as version 3.")


def suggest_and_remark(speaker: Keyboard, address: str) -> None:
    """Suggest other words for a passage, and remark on some of it."""
    page = speaker.page
    page.goto(address)
    assert speaker.walk() > 10
    speaker.press("Suggest a change in passage 1")
    title(speaker, "Suggest a change")
    field = page.get_by_label("The words as you would have them")
    words = field.input_value().replace("the river has fallen", "the river has been falling")
    speaker.fill("The words as you would have them", words)
    speaker.fill("Why", "It still falls.")
    speaker.press("Suggest")
    told(speaker, "Your suggestion is there")
    speaker.press("Remark on passage 1")
    title(speaker, "Remark on a passage")
    speaker.fill("The words that you mean", "five summers")
    speaker.fill("Your remark", "Was it not four?")
    speaker.press("Remark")
    told(speaker, "Your remark is there")


def answer(member: Keyboard, address: str) -> None:
    """Answer the remark, which comes before the suggestion and is known by its words."""
    member.page.goto(address)
    member.tab_to("five summers")
    member.tab_to("Answer")
    member.page.keyboard.press("Enter")
    member.fill("Your answer", "Five, says the report.")
    member.press("Answer")
    told(member, "Your answer is there.")
    expect(member.page.get_by_text("Five, says the report.")).to_be_visible()
    assert member.walk() > 10


def decide(lead: Keyboard, editor: str) -> None:
    """Come from the editor to what is open; resolve the remark, and accept the suggestion."""
    page = lead.page
    page.goto(editor)
    lead.tab_to("2 open remarks")
    page.keyboard.press("Enter")
    lead.press("five summers")
    expect(page.get_by_text("Five, says the report.")).to_be_in_viewport()
    lead.press("Resolve")
    told(lead, "Resolved")
    lead.press("Accept")
    told(lead, "Accepted, and saved as version 4.")
    expect(page.locator(".reading")).to_contain_text("the river has been falling")
    expect(page.locator("article.thread")).to_have_count(0)
    assert lead.walk() > 10


def mail_news(lead: Keyboard, site: Site) -> None:
    """Preview news, keep it as a draft, come back to it, publish it, and have it mailed."""
    page = lead.page
    page.goto(f"{site.address}/workspace/letters/river/news/")
    lead.press("Write news")
    lead.fill("Title", NEWS)
    lead.fill("Text", "They wrote **to us**.\n")
    lead.press("Preview")
    expect(page.get_by_role("region", name="Preview")).to_contain_text("They wrote to us.")
    expect(page.get_by_text("This is not saved yet.")).to_be_visible()
    assert lead.walk() > 8
    lead.press("Save the draft")
    told(lead, "The draft is saved.")
    page.goto(f"{site.address}/workspace/letters/river/news/")
    lead.press(NEWS)
    title(lead, "News number 1")
    lead.press("Publish it")
    told(lead, "Nobody was mailed.")
    lead.press("Mail it")
    title(lead, "Mail this news?")
    expect(page.get_by_text("1 signatory gets it by mail.")).to_be_visible()
    lead.press("Mail it now")
    # The page renews itself, and says when all is done.
    expect(page.get_by_text("Mailed to 1 signatory.")).to_be_visible(timeout=20_000)
    assert lead.walk() > 3


def end_news(reader: Keyboard, mails: MailServer) -> None:
    """Read the mail, and want no more of them."""
    mail = mails.fetch(MINA, subject=NEWS)
    assert "They wrote **to us**." in text_of(mail)
    reader.page.goto(str(mail["List-Unsubscribe"]).strip("<>"))
    reader.press("Send me no more news")
    told(reader, "You get no more news")


def show_the_organization(speaker: Keyboard, site: Site, logo: Path) -> None:
    """Come from the letter to the organization; say what it does, and upload its logo."""
    page = speaker.page
    # Long before the key: a chooser that opens before the browser knows that somebody listens is
    # its own, and nobody is told.
    page.on("filechooser", lambda _chooser: None)
    page.goto(f"{site.address}/workspace/letters/lake/coalition/")
    speaker.press("Bank of Herons")
    title(speaker, "Bank of Herons")
    speaker.press("Edit the profile")
    title(speaker, "Edit the profile")
    speaker.fill("Name", "Bank of the Herons")
    speaker.tab_to("Country")
    page.keyboard.type("Portu")
    speaker.fill("What it does", "Counts herons, and asks where they went.")
    speaker.press("Save")
    told(speaker, "The profile is saved.")
    title(speaker, "Bank of the Herons")
    expect(page.locator(".organization-head")).to_contain_text("Portugal")

    speaker.tab_to("Picture")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files(logo)
    # It is seen before it is uploaded.
    expect(page.locator(".logo-form img")).to_be_visible()
    speaker.press("Upload")
    told(speaker, "This is the logo from now on.")
    expect(page.get_by_role("img", name="The logo on a light page")).to_be_visible()
    assert speaker.walk() > 10
    speaker.press("Remove the logo")
    told(speaker, "The logo is removed.")


def test_a_coalition_writes_talks_and_tells_by_keyboard_alone(
    open_page: Callable[..., Page], site: Site, smtp_server: MailServer, tmp_path: Path
) -> None:
    letter = import_letter(site, tmp_path)
    mina = Keyboard(open_page())
    sign_and_ask_for_news(mina, letter, smtp_server)
    lead = Keyboard(open_page(viewport=WINDOW, device_scale_factor=ZOOM))
    make_account(lead, site, LEAD)
    editor = begin(lead, site)
    keep_for_later(lead, editor)
    state = lead.page.context.storage_state()
    keep_by_buttons(
        Keyboard(open_page(viewport=WINDOW, java_script_enabled=False, storage_state=state)),
        editor,
    )

    speakers = []
    for email, name in (
        ("rosa@herons.example", "Bank of Herons"),
        ("edo@meadows.example", "Friends of the Meadows"),
    ):
        person = Representative(open_page(), site, smtp_server, email, name)
        person.join("lake")
        speakers.append(Keyboard(person.page))
        sign_in(speakers[-1], site, smtp_server, email)
        title(speakers[-1], "Your letters")
    rosa, edo = speakers
    read = f"{site.address}/workspace/letters/lake/texts/en/read/"
    suggest_and_remark(rosa, read)
    answer(edo, read)
    decide(lead, editor)

    mail_news(lead, site)
    end_news(mina, smtp_server)
    logo = tmp_path / "logo.png"
    logo.write_bytes(logo_file())
    show_the_organization(rosa, site, logo)
