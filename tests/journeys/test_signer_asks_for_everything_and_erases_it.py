"""A signer asks for everything that is held, corrects it, and erases it: then nothing is left."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import (
    PublicLetter,
    confirm,
    count_on,
    fetch,
    fill_person,
    import_letter,
    receive_receipt,
    reload_until,
    send_signature,
    verify,
)
from tests.support.browser import Watch
from tests.support.mail import MailServer
from tests.support.site import Site

pytestmark = [pytest.mark.browser]

NAME = "Zelpha Quillworth"
CORRECTED = "Zelpha B. Quillworth"
EMAIL = "zelpha@osierpeople.example"
ROLE = "Sluicewright"
WHERE = "The Osier Wharf"
# Parts that stand in nothing else, as they stand in any spelling of the fields.
WORDS = ("quillworth", "osierpeople", "sluicewright", "osier wharf")
Picture = Callable[[Page, str], None]

# Every row of every table as text; bytes are in hexadecimal.
_ROWS = """
import sys, psycopg
with psycopg.connect(sys.argv[1]) as database:
    tables = database.execute(
        "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'").fetchall()
    for (table,) in tables:
        for (row,) in database.execute(f"SELECT t::text FROM {table} t"):
            print(row)
"""


@pytest.fixture
def letter(site: Site, tmp_path: Path) -> PublicLetter:
    return import_letter(site, tmp_path)


def words_held(site: Site) -> set[str]:
    """Which of the words the server still holds, as other processes see its files and rows."""
    rows = ""
    if "UNDERSIGNED_DATABASE" in site.environment:
        rows = subprocess.run(
            [sys.executable, "-c", _ROWS, site.environment["UNDERSIGNED_DATABASE"]],
            check=True,
            capture_output=True,
            text=True,
        ).stdout.lower()
    return {
        word
        for word in WORDS
        if word in rows or word.encode().hex() in rows or _is_in_files(word, site.data)
    }


def _is_in_files(word: str, folder: Path) -> bool:
    command = ["grep", "--recursive", "--text", "--ignore-case", "--fixed-strings", "--quiet"]
    done = subprocess.run([*command, "--", word, str(folder)], check=False)
    assert done.returncode in (0, 1)
    return done.returncode == 0


def download(page: Page, link: str, folder: Path) -> Path:
    with page.expect_download() as downloaded:
        page.get_by_role("link", name=link).click()
    path = folder / downloaded.value.suggested_filename
    downloaded.value.save_as(path)
    return path


def test_a_signer_asks_for_everything_and_erases_it(
    page: Page,
    site: Site,
    letter: PublicLetter,
    smtp_server: MailServer,
    watch: Watch,
    tmp_path: Path,
    picture: Picture,
) -> None:
    # What becomes of it stands beside the form.
    page.goto(letter.address("sign/"))
    page.get_by_role("link", name="Who holds which data").click()
    expect(page.locator("main")).to_contain_text("until 365 days after the letter has closed")
    picture(page, "data-of-a-letter")
    fill_person(page, letter, name=NAME, email=EMAIL)
    page.get_by_label("What you do").fill(ROLE)
    page.get_by_label("Where you do it").fill(WHERE)
    send_signature(page)
    confirm(page, smtp_server, EMAIL)
    mail = receive_receipt(smtp_server, EMAIL, tmp_path)
    assert words_held(site) == set(WORDS)

    page.goto(mail.manage_link)
    page.get_by_role("link", name="Everything that is held about you").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What we hold about you")
    expect(page.locator("main")).to_contain_text("the link that confirms: of")
    picture(page, "everything-held")
    path = download(page, "Download everything", tmp_path)
    held = json.loads(path.read_text(encoding="utf-8"))
    assert held["format"] == "undersigned/signer-data/v1"
    assert held["signature"]["entered"] == {
        "name": NAME,
        "affiliation": WHERE,
        "role": ROLE,
        "country": "FR",
        "email": EMAIL,
        "display": "named",
    }
    assert held["log"]["receipt"] == mail.receipt.read_text(encoding="utf-8")
    # Nothing of others: neither of those who stand there, nor of those who lead.
    for other in ("Placeholder", "Herons", "شیرین"):
        assert other not in path.read_text(encoding="utf-8")
    page.get_by_role("link", name="Back to your signature").click()

    page.get_by_label("Your name").fill(CORRECTED)
    page.get_by_role("button", name="Save the correction").click()
    expect(page.get_by_role("status")).to_contain_text("Corrected.")
    page.goto(letter.address())
    reload_until(page, lambda: CORRECTED in page.content())
    assert count_on(page) == (2, 3)
    before = tmp_path / "before.zip"
    before.write_bytes(fetch(letter.bundle_address))

    page.goto(mail.manage_link)
    page.get_by_role("link", name="Everything that is held about you").click()
    page.get_by_role("link", name="Erase everything").click()
    expect(page.locator("main")).to_contain_text("What stays, and why")
    picture(page, "erase")
    page.get_by_role("button", name="Withdraw the signature and erase everything").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Withdrawn")

    # Once the worker came round, no file and no row has any of the words.
    deadline = time.monotonic() + 40
    while words_held(site):
        assert time.monotonic() < deadline, words_held(site)
        time.sleep(0.5)
    page.goto(letter.address())
    reload_until(page, lambda: count_on(page) == (2, 2))
    assert "Quillworth" not in page.content()
    # A correction and a withdrawal: two places were left.
    assert letter.check_log() == (2, 2, 2)
    after = tmp_path / "after.zip"
    after.write_bytes(fetch(letter.bundle_address))
    for others in ((), ("--against", before)):
        done = verify(after, *others)
        assert done.returncode == 0, done.stdout
        assert "Quillworth" not in done.stdout

    # The link says what is left; a link that never was says nothing.
    watch.allow("status of (404|410) .*/manage/")
    page.goto(mail.manage_link)
    expect(page.get_by_role("heading", level=1)).to_have_text("This signature was erased")
    expect(page.locator("main")).to_contain_text("a seal that fits no name any more")
    picture(page, "erased")
    page.goto(mail.manage_link.rstrip("/")[:-1] + "_/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("This link does not work")
    done = site.run("erasures", letter.slug)
    assert done.stdout.split()[1:] == ["river", "signature", "1"]
