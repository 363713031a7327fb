"""An organizer protects her key by a passkey, and opens with it what was sealed."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import (
    PublicLetter,
    add_passkey,
    become_lead,
    confirm,
    fill_person,
    import_letter,
    reload_until,
    send_signature,
)
from tests.support.mail import MailServer
from tests.support.site import Site

pytestmark = [pytest.mark.browser]


@pytest.fixture(scope="module")
def letter(site: Site, tmp_path_factory: pytest.TempPathFactory) -> PublicLetter:
    """A public letter, and no key yet."""
    return import_letter(site, tmp_path_factory.mktemp("letters"))


def test_a_passkey_opens_what_is_sealed(
    open_page: Callable[..., Page],
    site: Site,
    letter: PublicLetter,
    smtp_server: MailServer,
    tmp_path: Path,
) -> None:
    lead = open_page()
    # She signs in with a passkey as well, and has two of them at this address from now on.
    become_lead(lead, site, with_passkey=False)
    phone = add_passkey(lead, site)
    address = f"{site.address}/workspace/letters/{letter.slug}/contact-data/"
    lead.goto(address)
    sent: list[str] = []
    lead.on("request", lambda request: sent.append(request.post_data or ""))
    with lead.expect_download() as download:
        lead.get_by_role("button", name="Make one that a passkey opens").click()
    key_file = tmp_path / "passkey.age"
    download.value.save_as(key_file)
    assert phone.count() == 2
    assert b"AGE-SECRET" not in key_file.read_bytes()
    lead.get_by_label("Whose key it is").fill("Cleo Exemplar")
    with lead.expect_navigation():
        lead.get_by_role("button", name="Add the key").click()
    expect(lead.get_by_text("sealed for this key, too")).to_be_visible()
    assert "AGE-SECRET" not in "".join(sent)

    # Somebody signs, and her phone opens what is sealed.
    lead.goto(address)
    signer = open_page()
    fill_person(signer, letter, name="Noor", email="noor@people.example", is_named=False)
    send_signature(signer)
    confirm(signer, smtp_server, "noor@people.example")
    reload_until(lead, lambda: lead.locator("[data-figure=sealed]").inner_text() == "1")
    status = lead.locator("#opened")
    lead.get_by_label("File of your key").set_input_files(key_file)
    lead.get_by_role("button", name="Open the export").click()
    expect(status).to_contain_text("Opened 1 of 1.")
    with lead.expect_download() as download:
        lead.get_by_role("link", name="Save the table").click()
    table = tmp_path / "by-passkey.csv"
    download.value.save_as(table)
    rows = list(csv.DictReader(table.read_text("utf-8-sig").splitlines()))
    assert [(row["name"], row["email"]) for row in rows] == [("Noor", "noor@people.example")]

    # Somebody who is not its owner holds the phone.
    phone.refuse()
    lead.get_by_role("button", name="Open the export").click()
    expect(status).to_contain_text("The passkey did not open this file")
    lead.get_by_role("button", name="Make one that a passkey opens").click()
    expect(lead.locator("#made")).to_contain_text("No key was made")
