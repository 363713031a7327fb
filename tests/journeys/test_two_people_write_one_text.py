"""Two people write one text: at once, over a closed laptop, an ended session, and a lock."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.steps import ADDRESSEES, BODY, BODY_FA, TITLE, TITLE_FA, become_lead
from tests.journeys.writing_steps import (
    Conflict,
    Editor,
    add_member,
    begin_letter,
    remove_member,
    sign_in,
)
from tests.support.browser import Watch
from tests.support.mail import MailServer
from tests.support.site import Site

pytestmark = [pytest.mark.browser]

LEAD = "lead@coalition.example"
MINA = "mina@coalition.example"
OpenPage = Callable[..., Page]


@pytest.fixture(scope="module")
def states() -> dict[str, object]:
    """Return who is signed in where, for the journeys that follow the first."""
    return {}


@pytest.fixture
def begin(
    open_page: OpenPage, site: Site, smtp_server: MailServer, states: dict[str, object]
) -> Callable[[str], tuple[Editor, Editor]]:
    """Return a function that begins a letter for two people, each with an editor open."""

    def begin_one(slug: str) -> tuple[Editor, Editor]:
        if not states:
            page = open_page()
            become_lead(page, site, email=LEAD)
            states[LEAD] = page.context.storage_state()
        lead = open_page(storage_state=states[LEAD])
        begin_letter(lead, site, slug, TITLE)
        ours = Editor(lead, site, slug)
        ours.write(BODY, addressees=ADDRESSEES)
        ours.save()
        ours.saved(2)
        add_member(site, slug, MINA)
        if MINA not in states:
            page = open_page()
            sign_in(page, site, smtp_server, MINA)
            states[MINA] = page.context.storage_state()
        mina = open_page(storage_state=states[MINA])
        return ours, Editor(mina, site, slug).open()

    return begin_one


def sign_out_elsewhere(context: BrowserContext) -> None:
    """End the session as a server does that was asked to in another window."""
    context.clear_cookies(name="sessionid")


def test_different_words_of_one_paragraph_are_merged(
    begin: Callable[[str], tuple[Editor, Editor]],
) -> None:
    ours, hers = begin("merged")
    hers.replace("three summers", "four summers")
    ours.replace("how far", "by how much")
    hers.save(reason="The measurements of March")
    hers.saved(3)
    ours.save()
    ours.saved(4)
    expect(ours.body).to_have_value(
        BODY.replace("three summers", "four summers").replace("how far", "by how much")
    )
    page = ours.page
    expect(page.get_by_text("was merged with what others had saved meanwhile")).to_be_visible()
    page.get_by_role("link", name="What the others changed").click()
    expect(page.locator(".marked del")).to_contain_text(["three"])
    expect(page.locator(".marked ins")).to_contain_text(["four"])
    expect(page.get_by_text("The measurements of March")).to_be_visible()


def test_same_words_are_chosen_and_neither_side_is_lost(
    begin: Callable[[str], tuple[Editor, Editor]], watch: Watch
) -> None:
    watch.allow("status of 409")
    ours, hers = begin("chosen")
    hers.replace("three summers", "four summers")
    hers.replace("Whoever owns", "Who counts")
    hers.save()
    hers.saved(3)
    ours.replace("three summers", "many summers")
    ours.replace("how far", "by how much")
    ours.replace("Whoever owns", "Those who own")
    ours.save()
    conflict = Conflict(ours.page)
    conflict.is_shown(places=2)
    # The laptop is closed here, and the words are there again.
    ours.open()
    expect(ours.body).to_have_value(
        BODY.replace("three summers", "many summers")
        .replace("how far", "by how much")
        .replace("Whoever owns", "Those who own")
    )
    ours.save()
    conflict.choose(0, "theirs")
    conflict.choose(1, "own", "All who count")
    conflict.save()
    ours.saved(4)
    expect(ours.body).to_have_value(
        BODY.replace("three summers", "four summers")
        .replace("how far", "by how much")
        .replace("Whoever owns", "All who count")
    )
    expect(ours.page.get_by_text("are not saved yet")).to_have_count(0)


def test_closed_laptop_loses_no_word(
    begin: Callable[[str], tuple[Editor, Editor]], open_page: OpenPage, states: dict[str, object]
) -> None:
    ours, hers = begin("closed")
    hers.replace("three summers", "four summers, as the gauges say,")
    hers.wait_until_kept()
    hers.page.context.close()
    # Another browser of the same person, and somebody else who saves meanwhile.
    ours.replace("how far", "by how much")
    ours.save()
    ours.saved(3)
    again = Editor(open_page(storage_state=states[MINA]), hers.site, "closed").open()
    expect(again.page.get_by_text("are not saved yet")).to_be_visible()
    expect(again.page.get_by_text(f"Meanwhile {LEAD} saved version 3")).to_be_visible()
    again.save()
    again.saved(4)
    expect(again.body).to_have_value(
        BODY.replace("three summers", "four summers, as the gauges say,").replace(
            "how far", "by how much"
        )
    )
    again.open()
    expect(again.page.get_by_text("are not saved yet")).to_have_count(0)


def test_page_that_is_left_at_once_loses_no_word(
    begin: Callable[[str], tuple[Editor, Editor]], open_page: OpenPage, states: dict[str, object]
) -> None:
    _ours, hers = begin("left")
    hers.replace("three", "four")
    # Before the pause after the last key is over.
    hers.page.close(run_before_unload=False)
    again = Editor(hers.page.context.new_page(), hers.site, "left").open()
    changed = BODY.replace("three", "four")
    put_back = again.page.get_by_role("button", name="Put it back")
    expect(again.page.get_by_text("are not saved yet").or_(put_back).first).to_be_visible()
    if put_back.count():
        put_back.click()
    expect(again.body).to_have_value(changed)


def test_ended_session_keeps_the_words_until_somebody_signs_in_again(
    begin: Callable[[str], tuple[Editor, Editor]],
    site: Site,
    smtp_server: MailServer,
    watch: Watch,
) -> None:
    watch.allow("status of 403")
    watch.allow("opaqueredirect")
    _ours, hers = begin("session")
    sign_out_elsewhere(hers.page.context)
    hers.replace("three summers", "four summers")
    expect(hers.status).to_contain_text("You are signed out")
    link = hers.page.get_by_role("link", name="Sign in in a new window")
    with hers.page.expect_popup() as opened:
        link.click()
    sign_in(opened.value, site, smtp_server, MINA)
    opened.value.close()
    hers.page.bring_to_front()
    # The page notices by itself, and goes on.
    hers.page.evaluate("dispatchEvent(new Event('focus'))")
    hers.wait_until_kept()
    hers.replace("how far", "by how much")
    hers.save()
    hers.saved(3)
    expect(hers.body).to_have_value(
        BODY.replace("three summers", "four summers").replace("how far", "by how much")
    )


def test_network_that_fails_keeps_the_words_in_the_browser(
    begin: Callable[[str], tuple[Editor, Editor]], watch: Watch
) -> None:
    watch.allow("ERR_INTERNET_DISCONNECTED")
    _ours, hers = begin("offline")
    hers.page.context.set_offline(True)
    hers.replace("three summers", "four summers")
    expect(hers.status).to_contain_text("no connection")
    hers.page.context.set_offline(False)
    hers.wait_until_kept()
    hers.open()
    expect(hers.body).to_have_value(BODY.replace("three summers", "four summers"))


def test_two_windows_of_one_person_overwrite_nothing(
    begin: Callable[[str], tuple[Editor, Editor]],
) -> None:
    _ours, hers = begin("windows")
    other = Editor(hers.page.context.new_page(), hers.site, "windows").open()
    hers.replace("three summers", "four summers")
    hers.wait_until_kept()
    other.replace("how far", "by how much")
    other.wait_until_kept()
    hers.open()
    expect(hers.body).to_have_value(BODY.replace("how far", "by how much"))
    hers.page.get_by_role("link", name="typed on").click()
    expect(hers.body).to_have_value(BODY.replace("three summers", "four summers"))
    hers.save()
    hers.saved(3)
    other.save()
    other.saved(4)
    expect(other.body).to_have_value(
        BODY.replace("three summers", "four summers").replace("how far", "by how much")
    )


def test_words_outlive_a_lock_and_the_end_of_a_membership(
    begin: Callable[[str], tuple[Editor, Editor]], watch: Watch
) -> None:
    watch.allow("status of 4(04|09)")
    ours, hers = begin("locked")
    hers.replace("three summers", "four summers")
    page = ours.page
    page.goto(f"{ours.site.address}/workspace/letters/locked/")
    page.get_by_role("button", name="Lock the text").click()
    expect(page.get_by_text("The text is locked: nobody can save a version.")).to_be_visible()
    hers.replace("how far", "by how much")
    expect(hers.status).to_contain_text("The text is locked now")
    hers.save()
    expect(hers.page.get_by_role("heading", level=1)).to_have_text("The text is locked")
    changed = BODY.replace("three summers", "four summers").replace("how far", "by how much")
    expect(hers.body).to_have_value(changed)
    page.get_by_role("button", name="Unlock the text").click()
    hers.save()
    hers.saved(3)

    hers.replace("Whoever", "Who")
    hers.wait_until_kept()
    remove_member(hers.site, "locked", MINA)
    hers.replace("each month", "each week")
    expect(hers.status).to_contain_text("not open to you any more")
    hers.page.goto(f"{hers.site.address}/workspace/", wait_until="commit")
    hers.page.get_by_role("link", name="You have words that are not saved").click()
    expect(hers.page.locator(".source-body").first).to_contain_text("Who owns the number")


def test_translation_follows_its_original(
    begin: Callable[[str], tuple[Editor, Editor]], open_page: OpenPage, states: dict[str, object]
) -> None:
    ours, hers = begin("followed")
    fa = Editor(hers.page, hers.site, "followed", "fa").open()
    fa.write(BODY_FA, title=TITLE_FA)
    fa.save()
    fa.saved(1)
    ours.replace("each month", "each week")
    ours.save()
    ours.saved(3)
    fa.open()
    expect(fa.page.get_by_role("heading", name="1 passage is out of date")).to_be_visible()
    expect(fa.page.locator(".outdated del")).to_contain_text(["month."])
    fa.page.locator("a[data-place]").click()
    selected = fa.body.evaluate("a => a.value.slice(a.selectionStart, a.selectionEnd)")
    assert selected == "اندازه‌های هر ایستگاه را ماه به ماه منتشر کنید."
    fa.page.keyboard.type("اندازه‌های هر ایستگاه را هر هفته منتشر کنید.")
    fa.save(is_up_to_date=True)
    fa.saved(2)
    expect(fa.page.get_by_text("Up to date with version 3 of the original")).to_be_visible()
    expect(fa.page.locator(".outdated")).to_have_count(0)
    # A telephone, in the dark, shows all of it.
    phone = open_page(
        viewport={"width": 320, "height": 640}, color_scheme="dark", storage_state=states[MINA]
    )
    for path in ("", "versions/", "versions/1/", "changes/?from=1&to=2"):
        phone.goto(fa.address + path)
        assert (path, phone.evaluate("document.documentElement.scrollWidth")) == (path, 320)


def test_buttons_write_sources_and_demands(begin: Callable[[str], tuple[Editor, Editor]]) -> None:
    ours, _hers = begin("buttons")
    page = ours.page
    figures = page.locator("[data-figures]")
    expect(figures).to_contain_text("2 demands")
    ours.body.press("Control+Home")
    page.get_by_role("button", name="Add a demand").click()
    page.keyboard.type("Ask the fish.")
    expect(figures).to_contain_text("3 demands")
    ours.replace("fallen", "fallen far")
    page.get_by_role("button", name="Add a source").click()
    page.keyboard.type("A book.")
    expect(figures).to_contain_text("2 sources")
    expect(ours.body).to_have_value(
        BODY.replace("closed.\n:::", "closed.\n3. Ask the fish.\n:::")
        .replace("fallen", "fallen far[^2]")
        .replace("page 12.\n", "page 12.\n\n[^2]: A book.\n")
    )
    # The browser's own undo takes back what a button did.
    ours.body.press("Control+z")
    expect(ours.body).not_to_have_value("")
    ours.save()
    ours.saved(3)
