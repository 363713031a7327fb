"""People of a coalition read a text, say what they think of it, and an editor decides."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import review_steps as steps
from tests.journeys.steps import ADDRESSEES, ADDRESSEES_FA, BODY, BODY_FA, TITLE, become_lead
from tests.support.mail import MailServer
from tests.support.site import Site

pytestmark = [pytest.mark.browser]

Picture = Callable[[Page, str], None]
LEAD = "lead@coalition.example"
REPRESENTATIVE = "rosa@herons.example"
EDITOR = "edo@coalition.example"
OBSERVER = "olga@elsewhere.example"


def write(page: Page, site: Site, language: str, *, body: str, addressees: str = "") -> None:
    """Save a text as an editor does."""
    page.goto(f"{site.address}/workspace/letters/river/texts/{language}/")
    if addressees:
        page.get_by_label("Addressees").fill(addressees)
    page.get_by_label("Text", exact=True).fill(body)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").first).to_contain_text("Saved as version")


def begin(lead: Page, site: Site) -> None:
    """Make the first account, and a letter in English and Persian."""
    become_lead(lead, site, email=LEAD)
    lead.goto(f"{site.address}/workspace/new/")
    lead.get_by_label("Title").fill(TITLE)
    lead.get_by_label("Language of the original").fill("en")
    lead.get_by_label("Address", exact=True).fill("river")
    lead.get_by_role("button", name="Begin", exact=True).click()
    write(lead, site, "en", body=BODY, addressees=ADDRESSEES)
    write(lead, site, "fa", body=BODY_FA, addressees=ADDRESSEES_FA)


def test_a_text_is_reviewed_in_two_languages(
    open_page: Callable[..., Page], site: Site, smtp_server: MailServer, picture: Picture
) -> None:
    lead, rosa, edo = open_page(), open_page(), open_page()
    begin(lead, site)
    steps.invite_for_organization(lead, site, "river", "Bank of Herons", REPRESENTATIVE)
    steps.invite_to_letter(lead, site, "river", EDITOR, "Editor")
    steps.invite_to_letter(lead, site, "river", OBSERVER, "Observer")
    steps.join(rosa, smtp_server, REPRESENTATIVE)
    steps.join(edo, smtp_server, EDITOR)

    # The representative points at words, one pair of them across a note.
    steps.read(rosa, site, "river")
    steps.remark_on(rosa, "three summers", "Was it not four?")
    steps.remark_on(rosa, "how far.", "Say how far we know.")
    steps.suggest(rosa, "the people of the banks", "everybody who lives here", "Not only owners.")
    asked = steps.thread(rosa, "Was it not four?")
    assert steps.marked_words(rosa, asked) == "three summers"
    assert steps.marked_words(rosa, steps.thread(rosa, "Say how far")) == "how far."
    steps.read(rosa, site, "river")
    picture(rosa, "review-a-text")

    # An editor suggests something else, and answers.
    steps.read(edo, site, "river")
    steps.suggest(edo, "each month", "each week")
    steps.answer(edo, steps.thread(edo, "Was it not four?"), "Three, says the report.")

    # The paragraph is rewritten around the passages, and one above it is put in.
    body = BODY.replace("For three summers", "To the commission:\n\nFor all of three summers")
    body = body.replace("has fallen", "has been falling")
    write(lead, site, "en", body=body)
    expect(lead.locator(".open-threads")).to_contain_text("4 open remarks")
    lead.locator(".open-threads summary").click()
    lead.locator(".open-threads").get_by_role("link", name="three summers").click()
    asked = steps.thread(lead, "Was it not four?")
    expect(asked).to_contain_text("Three, says the report.")
    assert steps.marked_words(lead, asked) == "three summers"
    expect(lead.locator(".row").filter(has=asked)).to_contain_text("has been falling")

    # One suggestion is accepted, one rejected, one remark resolved.
    steps.accept(lead, steps.thread(lead, "Not only owners."))
    expect(lead.locator(".reading")).to_contain_text("Let everybody who lives here speak")
    steps.reject(lead, steps.thread(lead, "week."), "Nobody measures that often.")
    steps.resolve(lead, steps.thread(lead, "Was it not four?"))
    expect(lead.locator("article.thread")).to_have_count(1)
    lead.goto(f"{site.address}/workspace/letters/river/texts/en/read/?show=all")
    expect(steps.thread(lead, "Not only owners.")).to_contain_text(f"Accepted by {LEAD}")
    expect(steps.thread(lead, "week.")).to_contain_text("Nobody measures that often.")
    lead.goto(f"{site.address}/workspace/letters/river/history/")
    expect(lead.locator("main")).to_contain_text(REPRESENTATIVE)

    # In Persian, with a letter that is joined by nothing that is seen.
    steps.read(rosa, site, "river", "fa")
    steps.remark_on(rosa, "پایین می‌رود", "فرو می‌نشیند؟")
    steps.suggest(rosa, "ماه به ماه", "هر ماه")
    persian = steps.thread(rosa, "فرو می‌نشیند؟")
    assert steps.marked_words(rosa, persian) == "پایین می‌رود"
    expect(rosa.locator(".said .body").first).to_have_css("direction", "rtl")
    write(lead, site, "fa", body=BODY_FA.replace("سه تابستان", "به کمیسیون: سه تابستان"))
    steps.read(lead, site, "river", "fa")
    persian = steps.thread(lead, "فرو می‌نشیند؟")
    assert steps.marked_words(lead, persian) == "پایین می‌رود"
    steps.accept(lead, steps.thread(lead, "هر ماه"))
    expect(lead.locator(".reading")).to_contain_text("هر ماه منتشر کنید")


def test_what_was_read_is_noted_by_itself_and_by_a_button(
    open_page: Callable[..., Page], site: Site, smtp_server: MailServer
) -> None:
    olga, edo = open_page(), open_page()
    steps.join(olga, smtp_server, OBSERVER)
    steps.read(olga, site, "river")
    expect(olga.get_by_role("button", name="I have read this version")).to_be_attached()
    # Selecting words offers nothing to somebody who only reads.
    expect(olga.locator(".tools")).to_have_count(0)
    olga.locator("[data-end]").scroll_into_view_if_needed()
    expect(olga.get_by_text("You have read this version.")).to_be_visible(timeout=10_000)
    olga.reload()
    expect(olga.get_by_text("You have read this version.")).to_be_attached()
    steps.sign_in(edo, site, smtp_server, EDITOR)
    write(edo, site, "en", body=f"Once more.\n\n{BODY}")
    olga.reload()
    expect(olga.locator(".notice")).to_contain_text("The text has changed since you last read it")


def test_everything_is_done_without_javascript(
    open_page: Callable[..., Page], site: Site, smtp_server: MailServer
) -> None:
    page = open_page(java_script_enabled=False, viewport={"width": 320, "height": 640})
    steps.sign_in(page, site, smtp_server, REPRESENTATIVE)
    steps.read(page, site, "river")
    page.get_by_role("link", name="Remark on passage 2", exact=True).click()
    page.get_by_label("The words that you mean").fill("the river has")
    page.get_by_label("Your remark").fill("By how much?")
    page.get_by_role("button", name="Remark").click()
    found = steps.thread(page, "By how much?")
    assert steps.marked_words(page, found) == "the river has"
    page.get_by_role("link", name="Suggest a change in passage 2", exact=True).click()
    field = page.get_by_label("The words as you would have them")
    field.fill(re.sub("published", "told us", field.input_value()))
    page.get_by_role("button", name="Suggest").click()
    expect(steps.thread(page, "told us")).to_be_visible()
    steps.answer(page, found, "A metre, I think.")
    steps.resolve(page, steps.thread(page, "By how much?"))
    page.get_by_role("button", name="I have read this version").click()
    expect(page.get_by_role("status")).to_contain_text("You have read version")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
