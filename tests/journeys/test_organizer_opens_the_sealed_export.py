"""An organizer makes a key, people sign, and what is sealed opens in Chromium and with `age`."""

import csv
import io
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import (
    COMMAND,
    PublicLetter,
    become_lead,
    confirm,
    fill_person,
    import_letter,
    receive_receipt,
    reload_until,
    send_signature,
    verify,
)
from tests.support.mail import MailServer
from tests.support.site import Site
from tests.web.workspace.test_looks import TOO_WIDE, serious

pytestmark = [pytest.mark.browser]

PASSPHRASE = "herons above the lower ferry"
# A passphrase is made slow to guess: seconds on this machine when others use it, too.
SLOW = 120_000
# As the page and its document say.
BY_AGE = """\
csplit -sz -f contact- -n 6 contacts.txt '/^-----BEGIN/' '{*}'; rm contact-000000
for file in contact-*; do age -d -i ben.txt "$file"; done
"""
NEEDS_AGE = pytest.mark.skipif(
    shutil.which("age") is None, reason="there is no age here (tools/test-env installs it as root)"
)


@pytest.fixture(scope="module")
def letter(site: Site, tmp_path_factory: pytest.TempPathFactory) -> PublicLetter:
    """A public letter, and no key yet."""
    return import_letter(site, tmp_path_factory.mktemp("letters"))


def contact_data(letter: PublicLetter) -> str:
    return f"{letter.site.address}/workspace/letters/{letter.slug}/contact-data/"


def figure(page: Page, name: str) -> str:
    """One of the numbers of the page."""
    return page.locator(f"[data-figure={name}]").inner_text()


def read_table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"))))


def sign_and_confirm(
    page: Page, letter: PublicLetter, mails: MailServer, *, name: str, email: str
) -> None:
    fill_person(page, letter, name=name, email=email, is_named=False)
    expect(page.locator("body")).to_contain_text("What you enter is sealed for these people")
    send_signature(page)
    confirm(page, mails, email)


@NEEDS_AGE
def test_what_is_sealed_opens_in_the_browser_and_with_age(
    open_page: Callable[..., Page],
    site: Site,
    letter: PublicLetter,
    smtp_server: MailServer,
    tmp_path: Path,
) -> None:
    lead = open_page()
    become_lead(lead, site)

    # Ada makes a key in her browser, and only its public half is sent.
    lead.goto(contact_data(letter))
    expect(lead.get_by_text("This letter has no key.")).to_be_visible()
    sent: list[str] = []
    lead.on("request", lambda request: sent.append(request.post_data or ""))
    status = lead.locator("#made")
    lead.get_by_label("New passphrase").fill("short")
    lead.get_by_role("button", name="Make a key and save its file").click()
    expect(status).to_have_text("The passphrase has less than 12 characters.")
    lead.get_by_label("New passphrase").fill(PASSPHRASE)
    lead.get_by_label("The same once more").fill(PASSPHRASE)
    with lead.expect_download(timeout=SLOW) as download:
        lead.get_by_role("button", name="Make a key and save its file").click()
    key_file = tmp_path / "river-key.age"
    download.value.save_as(key_file)
    assert download.value.suggested_filename == "river-key.age"
    assert key_file.read_bytes().startswith(b"-----BEGIN AGE ENCRYPTED FILE-----")
    expect(status).to_contain_text("The file is saved.")
    lead.get_by_label("Whose key it is").fill("Ada Exemplar")
    with lead.expect_navigation():
        lead.get_by_role("button", name="Add the key").click()
    expect(lead.get_by_text("sealed for this key, too")).to_be_visible()
    assert PASSPHRASE not in "".join(sent)
    assert "AGE-SECRET" not in "".join(sent)

    # Ben made his with age-keygen, and enters it in a browser without JavaScript.
    plain = open_page(java_script_enabled=False, storage_state=lead.context.storage_state())
    bens_file = tmp_path / "ben.txt"
    subprocess.run(["age-keygen", "-o", str(bens_file)], check=True, capture_output=True)
    recipient = bens_file.read_text().split("public key: ")[1].split()[0]
    plain.goto(contact_data(letter))
    expect(plain.get_by_role("button", name="Make a key and save its file")).to_be_hidden()
    plain.get_by_label("Public half of the key").fill(recipient)
    plain.get_by_label("Whose key it is").fill("Ben Example")
    with plain.expect_navigation():
        plain.get_by_role("button", name="Add the key").click()
    expect(plain.get_by_text(recipient)).to_be_visible()

    # Two people sign, and their receipts prove that they are counted.
    signer = open_page()
    for name, email in (("Mina =1+1", "mina@people.example"), ("شیرین", "shirin@people.example")):
        sign_and_confirm(signer, letter, smtp_server, name=name, email=email)
        receipt = receive_receipt(smtp_server, email, tmp_path)
        done = verify(receipt.receipt, "--json")
        assert done.returncode == 0, done.stdout
        assert email.encode() not in receipt.receipt.read_bytes()
    lead.goto(contact_data(letter))
    reload_until(lead, lambda: figure(lead, "sealed") == "2")
    for width in (320, 1280):
        lead.set_viewport_size({"width": width, "height": 800})
        assert (width, lead.evaluate(TOO_WIDE), serious(lead)) == (width, 0, [])

    # Ada opens it in her browser.
    status = lead.locator("#opened")
    lead.get_by_role("button", name="Open the export").click()
    expect(status).to_have_text("Choose the file of your key first.")
    lead.get_by_label("File of your key").set_input_files(key_file)
    lead.get_by_label("Its passphrase").fill("another passphrase")
    lead.get_by_role("button", name="Open the export").click()
    expect(status).to_have_text("This is not the passphrase of the key.", timeout=SLOW)
    sent.clear()
    lead.get_by_label("Its passphrase").fill(PASSPHRASE)
    lead.get_by_role("button", name="Open the export").click()
    expect(status).to_contain_text("Opened 2 of 2.", timeout=SLOW)
    with lead.expect_download() as download:
        lead.get_by_role("link", name="Save the table").click()
    table = tmp_path / "in-browser.csv"
    download.value.save_as(table)
    assert "".join(sent) == ""
    rows = read_table(table)
    assert [(row["name"], row["email"]) for row in rows] == [
        ("Mina =1+1", "mina@people.example"),
        ("شیرین", "shirin@people.example"),
    ]

    # Ben opens it with our command, and with age alone: all three say the same.
    with plain.expect_download() as download:
        plain.get_by_role("link", name="Download the sealed export").click()
    export = tmp_path / "contacts.txt"
    download.value.save_as(export)
    by_command = tmp_path / "by-command.csv"
    subprocess.run(
        [str(COMMAND), "open-export", str(export), "-i", str(bens_file), "-o", str(by_command)],
        check=True,
        capture_output=True,
    )
    assert read_table(by_command) == rows
    assert by_command.read_bytes() == table.read_bytes()
    opened = subprocess.run(
        ["sh", "-euc", BY_AGE],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    ).stdout.decode()
    emails = [json.loads(line)["email"] for line in opened.splitlines() if line.startswith("{")]
    assert emails == ["mina@people.example", "shirin@people.example"]
    assert letter.check_log() == (2, 4, 0)
