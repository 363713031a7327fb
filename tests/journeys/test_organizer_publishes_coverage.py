"""An organizer adds five articles, corrects one verdict, and publishes the coverage page."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import become_lead, import_letter, reload_until
from tests.support.site import Site
from tests.support.web_servers import Answer, WebServer, web_server
from tests.web.workspace.test_looks import TOO_WIDE, serious

pytestmark = [pytest.mark.browser]

Picture = Callable[[Page, str], None]

TRUE = "Publish the measurements of every gauge, each month"
STORY = (
    "Organizations along the river published an open letter to the commission.",
    f"“{TRUE},” the organizations wrote in the letter.",
    (
        "They also urged the commission to “let the people of the shores speak before the gates are"
        " closed”."
    ),
    "“We read every letter,” said a spokeswoman for the ministry.",
)
PAGE = (
    "<!doctype html><html lang=en><head><title>River towns ask for numbers</title>"
    '<meta property="og:site_name" content="Example Times">'
    "</head><body><article><h1>River towns ask for numbers</h1>"
    + "".join(f"<p>{part}</p>" for part in STORY)
    + "</article></body></html>"
)
OTHERS = (
    (
        "Morning Example",
        "Gauges in the dark",
        (
            "The signatories want to be heard.\n\n“Let the people of the banks speak before the"
            " gates are closed,” the signatories said."
        ),
    ),
    (
        "Evening Example",
        "A river and its owners",
        (
            "In their letter, the organizations wrote: “Whoever owns the number owns the river.”"
            " Nobody at the ministry was available."
        ),
    ),
    # The agency's text once more.
    ("Valley Example", "River towns want numbers", "\n\n".join(STORY)),
)

PATIENCE_MS = 60_000


def add(
    lead: Page,
    *,
    outlet: str = "",
    headline: str = "",
    address: str = "",
    text: str = "",
    file: Path | None = None,
) -> None:
    """Add an article and wait until the worker has read it."""
    lead.get_by_role("link", name="Add an article").click()
    lead.get_by_label("Address of the article").fill(address)
    if text or file:
        lead.get_by_text("Give its text instead, or a file").click()
    if text:
        lead.get_by_label("Its text").fill(text)
    if file:
        lead.get_by_label("A file").set_input_files(file)
    lead.get_by_label("Outlet").fill(outlet)
    lead.get_by_label("Headline").fill(headline)
    lead.get_by_role("button", name="Add and check it").click()
    # The page looks again by itself, once the worker has read it.
    beside = lead.get_by_role("heading", name="The article beside the letter")
    expect(beside).to_be_visible(timeout=PATIENCE_MS)


def add_all(lead: Page, server: WebServer, folder: Path) -> None:
    saved = folder / "saved.html"
    saved.write_text(PAGE.replace("every letter", "all letters"), encoding="utf-8")
    add(lead, address=f"{server.address}/river")
    lead.get_by_role("link", name="Coverage").click()
    add(lead, file=saved, outlet="Hill Example", headline="Numbers for river towns")
    lead.get_by_role("link", name="Coverage").click()
    for outlet, headline, text in OTHERS:
        add(lead, outlet=outlet, headline=headline, text=text)
        lead.get_by_role("link", name="Coverage").click()


def test_names_and_addresses_without_a_space_fit_a_phone(
    open_page: Callable[..., Page], start_site: Callable[..., Site], tmp_path: Path
) -> None:
    site = start_site()
    import_letter(site, tmp_path)
    lead = open_page()
    become_lead(lead, site)
    lead.goto(f"{site.address}/workspace/letters/river/coverage/")
    add(
        lead,
        text=OTHERS[0][2],
        address=f"https://long.example/{'a' * 500}",
        outlet="Example" * 20,
        headline="Headline" * 30,
    )
    article = lead.url
    phone = open_page(
        viewport={"width": 320, "height": 800}, storage_state=lead.context.storage_state()
    )
    for rest in ("", "correction/", "describe/"):
        phone.goto(article + rest)
        assert (rest, phone.evaluate(TOO_WIDE)) == (rest, 0)


def test_an_organizer_publishes_coverage(
    open_page: Callable[..., Page],
    start_site: Callable[..., Site],
    tmp_path: Path,
    picture: Picture,
) -> None:
    with web_server({"/river": Answer(PAGE.encode())}) as server:
        site = start_site(UNDERSIGNED_ARTICLES_INSIDE=f"127.0.0.1:{server.port}")
        letter = import_letter(site, tmp_path)
        lead = open_page()
        become_lead(lead, site)
        lead.goto(f"{site.address}/workspace/letters/river/")
        lead.get_by_role("link", name="Articles and quotations").click()
        add_all(lead, server, tmp_path)
        assert server.paths == ["/robots.txt", "/river"]
    articles = lead.locator(".articles > li")
    expect(articles).to_have_count(5)
    expect(articles.filter(has_text="The same text as in Example Times.")).to_have_count(2)
    picture(lead, "articles")
    assert serious(lead) == []

    # The reporter of the morning paper had translated; the organizer knows it, the program did not.
    articles.filter(has_text="Example Times").last.get_by_role("link").click()
    changed = lead.locator("li.quotation.is-altered")
    expect(changed.locator("mark").first).to_have_text("shores")
    expect(changed.locator("mark").last).to_have_text("banks")
    picture(lead, "article-beside-the-letter")
    changed.get_by_text("Judge it by hand").click()
    changed.get_by_label("How true it is to the letter").select_option(
        "Translated; a possible source is shown"
    )
    changed.get_by_label("Why (may be left empty)").fill("The reporter translated from Persian.")
    changed.get_by_role("button", name="Keep this judgement").click()
    expect(lead.get_by_role("status")).to_have_text("Your judgement is kept.")
    expect(lead.get_by_text("The program found: Altered.")).to_be_visible()
    assert serious(lead) == []

    lead.get_by_role("link", name="Coverage").click()
    lead.get_by_role("button", name="Publish the chosen ones").click()
    lead.get_by_role("button", name="Publish", exact=True).click()
    expect(lead.get_by_role("status")).to_contain_text("5 articles are published")

    # Readers find the page from the letter, in which the words are marked; without JavaScript.
    reader = open_page(java_script_enabled=False, viewport={"width": 1100, "height": 900})
    reader.goto(letter.address())
    marked = reader.locator("mark.quoted").filter(has_text=TRUE)
    reload_until(reader, lambda: marked.count() == 1)
    expect(reader.get_by_role("link", name="Quoted in 3 articles").first).to_have_text("3")
    reader.get_by_role("link", name="Which articles, and how truly they quote").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("In the press")
    expect(reader.locator(".covering article")).to_have_count(3)
    by_hand = reader.locator(".covering li").filter(has_text="Judged by hand.")
    expect(by_hand).to_contain_text("The reporter translated from Persian.")
    expect(reader.get_by_text("We read every letter")).to_have_count(0)
    picture(reader, "in-the-press")

    for language, scheme in (("en", "light"), ("en", "dark"), ("fa", "light")):
        narrow = open_page(viewport={"width": 320, "height": 800}, color_scheme=scheme)
        for rest in ("", "coverage/"):
            narrow.goto(letter.address(rest, language=language))
            assert narrow.evaluate(TOO_WIDE) == 0
            assert serious(narrow) == []
