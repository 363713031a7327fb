"""A lead works through the queue: merges two, accepts one, declines one, imports, exports."""

import csv
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.steps import (
    PublicLetter,
    become_lead,
    confirm_link,
    count_on,
    import_letter,
    reload_until,
    send_signature,
)
from tests.support.mail import MailServer, text_of
from tests.support.site import Site

pytestmark = [pytest.mark.browser]

LEAD = "lead@coalition.example"
Picture = Callable[[Page, str], None]
LIST = (
    "Organisation;Land;Website\n"
    "MEADOW FRIENDS;NL;\n"
    "Flussfreunde e.V.;Deutschland;flussfreunde.example\n"
    "Flussfreunde e. V.;;\n"
    "Flusfreunde;;\n"
    ";FR;\n"
    "=Formula & Co;;\n"
)


@pytest.fixture(scope="module")
def letter(site: Site, tmp_path_factory: pytest.TempPathFactory) -> PublicLetter:
    return import_letter(site, tmp_path_factory.mktemp("letters"))


def organization_signs(
    page: Page, letter: PublicLetter, mails: MailServer, *, name: str, website: str, email: str
) -> None:
    """Fill in the form of an organization, and confirm it from its mailbox."""
    page.goto(letter.address("sign/?as=organization"))
    page.get_by_label("Name of the organization").fill(name)
    page.get_by_label("Website").fill(website)
    page.get_by_label("Country").select_option("NL")
    page.get_by_label("Your name").fill("Rosa Muster")
    page.get_by_label("Your role in it").fill("General secretary")
    page.get_by_label("Your e-mail address at the organization").fill(email)
    send_signature(page)
    page.goto(confirm_link(mails, email))
    page.get_by_role("button", name="Sign for this organization").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirmed")


def serious(page: Page) -> list[str]:
    """Return what axe finds, as rule and place."""
    violations = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {node['html'][:120]}" for rule in violations for node in rule["nodes"]]


def totals(page: Page) -> dict[str, str]:
    return {
        str(box.get_attribute("data-total")): box.inner_text()
        for box in page.locator("[data-total]").all()
    }


def test_lead_merges_accepts_declines_imports_and_exports(
    open_page: Callable[..., Page],
    letter: PublicLetter,
    smtp_server: MailServer,
    tmp_path: Path,
    picture: Picture,
) -> None:
    # The lead holds a telephone.
    lead = open_page(viewport={"width": 390, "height": 800}, accept_downloads=True)
    signer = open_page()
    become_lead(lead, letter.site, email=LEAD)
    for name, website, email in (
        ("Friends of the Meadows", "meadows.example", "office@meadows.example"),
        ("The Freinds of the Meadows", "meadows.example/en", "rosa@meadows.example"),
        ("Meadow Friends", "storks.example", "office@storks.example"),
        ("Everybody Ltd", "herons.example", "someone@elsewhere.example"),
    ):
        organization_signs(signer, letter, smtp_server, name=name, website=website, email=email)
    queue = f"{letter.site.address}/workspace/letters/{letter.slug}/organizations/"
    lead.goto(queue)
    expect(lead.locator("li.queue-row")).to_have_count(4)
    assert serious(lead) == []
    picture(lead, "queue-with-duplicates")

    # Two are one organization: the second spelled with a slip, at the same website.
    row = lead.get_by_role("listitem", name="The Freinds of the Meadows", exact=True)
    expect(row).to_contain_text("One word is spelled in two ways")
    expect(row).to_contain_text("The same website: meadows.example")
    row.get_by_role("link", name=": The Freinds of the Meadows, Friends of the Meadows").click()
    expect(lead.get_by_role("heading", level=1)).to_have_text("Two organizations, or one?")
    assert serious(lead) == []
    picture(lead, "two-organizations-or-one")
    lead.get_by_role("button", name=re.compile("Keep only this one ?: Friends of the")).click()
    expect(lead.get_by_role("status")).to_contain_text("“Friends of the Meadows” stays")
    merged = smtp_server.fetch("rosa@meadows.example", subject="Signed already: The Freinds")
    assert "only “Friends of the Meadows” is counted" in text_of(merged)
    expect(lead.locator("li.queue-row")).to_have_count(3)

    # Another one looks alike, and is another: both are kept, and it is accepted by its box.
    row = lead.get_by_role("listitem", name="Meadow Friends", exact=True)
    row.get_by_role("link", name="Compare the two").click()
    lead.get_by_role("button", name="These are two: keep both").click()
    expect(lead.get_by_role("status")).to_contain_text("Both are kept")
    lead.get_by_role("link", name="No likely duplicate").click()
    lead.get_by_label("All on this page").check()
    expect(lead.locator("[data-many-count]")).to_have_text("3")
    lead.get_by_label("All on this page").uncheck()
    lead.get_by_role("checkbox", name="Meadow Friends", exact=True).check()
    lead.locator("#many").get_by_role("button", name="Accept …").click()
    expect(lead.get_by_role("heading", level=1)).to_have_text("Accept 1 organization?")
    assert serious(lead) == []
    lead.get_by_role("button", name="Accept all of these").click()
    expect(lead.get_by_role("status")).to_contain_text("1 organization is accepted")

    lead.goto(queue)
    lead.get_by_role("checkbox", name="Everybody Ltd", exact=True).check()
    lead.locator("#many").get_by_role("button", name="Decline …").click()
    lead.get_by_label("Reason").fill("Nobody at your website knew of it.")
    lead.get_by_role("button", name="Decline and delete all of these").click()
    expect(lead.get_by_role("status")).to_contain_text("1 organization is declined")
    declined = smtp_server.fetch("someone@elsewhere.example", subject="Not accepted:")
    assert "Nobody at your website knew of it." in text_of(declined)

    # A list from a spreadsheet, in the encoding of another age.
    lead.get_by_role("link", name="Import a list").click()
    expect(lead.get_by_label("File with the list")).to_be_visible()
    assert serious(lead) == []
    file = tmp_path / "liste.csv"
    file.write_bytes(LIST.encode("cp1252"))
    lead.get_by_label("File with the list").set_input_files(file)
    lead.get_by_role("button", name="Look at the list").click()
    expect(lead.get_by_role("heading", level=1)).to_have_text("Before the import")
    assert totals(lead) == {
        "rows": "6", "organizations": "4", "new": "3", "repeated": "1", "there": "1",
        "likely": "1", "unusable": "1",
    }  # fmt: skip
    assert serious(lead) == []
    picture(lead, "before-the-import")
    lead.get_by_label("Leave out line 5").check()
    lead.get_by_role("button", name="Import 3 organizations").dblclick()
    expect(lead.locator("main")).to_contain_text("organizations are imported and sign the letter")
    signer.goto(letter.address())
    # Two that were there, one accepted, two imported; one still waits.
    reload_until(signer, lambda: count_on(signer) == (5, 2))
    assert letter.check_log() == (5, 2, 0)

    lead.goto(queue)
    with lead.expect_download() as download:
        lead.get_by_role("link", name="Export (zip)").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        text = archive.read("organizations.csv").decode("utf-8-sig")
        waiting = archive.read("waiting.csv").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert {row["name"] for row in rows if row["evidence"].startswith("listed by the lead")} == {
        "Flussfreunde e.V.", "'=Formula & Co",
    }  # fmt: skip
    assert "Friends of the Meadows" in waiting
    assert "Everybody" not in text + waiting
