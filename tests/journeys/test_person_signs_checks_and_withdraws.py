"""A person signs, checks the receipt without trusting the server, and later takes it all back."""

import base64
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import (
    PublicLetter,
    confirm_link,
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
from tests.support.mail import MailServer, link_in
from tests.support.site import Site
from undersigned.core.tlog.note import VerifyingKey

pytestmark = [pytest.mark.browser]

NAME = "Mina Ferrywoman"
EMAIL = "mina@people.example"
Picture = Callable[[Page, str], None]


@pytest.fixture
def letter(site: Site, tmp_path: Path) -> PublicLetter:
    return import_letter(site, tmp_path)


def change_extra(receipt: bytes, old: str, new: str) -> bytes:
    """Change what a receipt says, in its one spelling, as a forger would."""
    before, _extra, rest = receipt.partition(b"extra ")
    encoded, _line, after = rest.partition(b"\n")
    said = base64.b64decode(encoded).decode()
    assert old in said
    changed = base64.b64encode(said.replace(old, new).encode())
    return before + b"extra " + changed + b"\n" + after


def check_what_is_refused(receipt: Path, bundle: Path, key: str, folder: Path) -> None:
    data = receipt.read_bytes()
    # An index with a proof as long as that of the true one.
    index = int(receipt.stem.rpartition("-")[2])
    forged = {
        "another name": change_extra(data, NAME, "Mona Ferrywoman"),
        "another mailbox": change_extra(data, EMAIL, "mona@people.example"),
        "counted only": change_extra(data, '"named"', '"counted"'),
        "another place": data.replace(b"index %d\n" % index, b"index %d\n" % (index - 1)),
        "another head": data.replace(b"\n6\n", b"\n7\n"),
    }
    for what, changed in forged.items():
        assert changed != data, what
        path = folder / "forged.tlog-proof"
        path.write_bytes(changed)
        done = verify(path, "--key", key)
        assert (done.returncode, done.stdout.startswith("Refused: ")) == (1, True), (what, done)
    stranger = VerifyingKey(key.partition("+")[0], bytes(range(32))).vkey
    for subject in (receipt, bundle):
        assert verify(subject, "--key", stranger).returncode == 1
    nonsense = folder / "nonsense.tlog-proof"
    for content in (b"", b"This is a shopping list.\n", data[:-100], data + b"\n", bytes(3000)):
        nonsense.write_bytes(content)
        done = verify(nonsense, "--key", key)
        assert (done.returncode, done.stderr) == (2, ""), (content, done)
    assert verify(folder / "missing").returncode == 2


def test_a_person_signs_checks_the_receipt_and_withdraws(
    page: Page,
    letter: PublicLetter,
    smtp_server: MailServer,
    watch: Watch,
    tmp_path: Path,
    picture: Picture,
) -> None:
    page.goto(letter.address())
    assert count_on(page) == (2, 2)
    page.get_by_role("link", name="Sign as a person").click()
    fill_person(page, letter, name=NAME, email=EMAIL)
    picture(page, "sign")
    send_signature(page)
    picture(page, "sign-sent")

    # Opening the link changes nothing; the button does.
    link = confirm_link(smtp_server, EMAIL)
    for _ in range(2):
        page.goto(link)
        expect(page.locator("dl.facts")).to_contain_text(NAME)
    picture(page, "confirm")
    assert letter.check_log() == (2, 2, 0)
    page.get_by_role("button", name="Sign this letter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You have signed")
    picture(page, "signed")

    mail = receive_receipt(smtp_server, EMAIL, tmp_path)
    assert letter.check_log() == (2, 3, 0)
    page.goto(letter.address())
    reload_until(page, lambda: count_on(page) == (2, 3))
    expect(page.locator("ul.people li").filter(has_text=NAME)).to_contain_text("The Lower Ferry")
    assert EMAIL not in page.content()

    page.goto(letter.address("check/"))
    picture(page, "check")
    key = page.locator("dl.files div").filter(has_text="vkey").locator("code").inner_text()
    # The mail tells the same key, and the very command that is run here.
    assert f"\n    {key}\n" in mail.text
    assert f"undersigned verify {mail.receipt.name} --against {letter.log_address}" in mail.text
    with page.expect_download() as download:
        page.get_by_role("link", name="everything in one file").click()
    bundle = tmp_path / download.value.suggested_filename
    download.value.save_as(bundle)
    assert bundle.name == "river.zip"
    for others in ((), ("--against", letter.log_address), ("--against", bundle)):
        done = verify(mail.receipt, "--key", key, *others)
        assert (done.returncode, done.stderr) == (0, "")
        assert NAME in done.stdout
        assert (
            "  ✓ In the log as it was with 6 entries, the signature still counts." in done.stdout
        ) == (bool(others))
        # The receipt is the signer's own, and says all that was signed.
        assert EMAIL in done.stdout
    done = verify(bundle, "--key", key)
    assert (done.returncode, EMAIL in done.stdout) == (0, False)
    assert b"Mina Ferrywoman" in fetch(f"{letter.log_address}names/000")
    check_what_is_refused(mail.receipt, bundle, key, tmp_path)

    # The link can be asked for again.
    page.goto(letter.address())
    page.get_by_role("link", name="Change or withdraw a signature").click()
    page.get_by_label("The e-mail address with which you signed").fill("MINA+river@people.example")
    page.get_by_role("button", name="Send me the link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mailbox")
    asked = smtp_server.fetch("MINA+river@people.example", subject="Your signature")
    assert link_in(asked, "/manage/") == mail.manage_link

    page.goto(mail.manage_link)
    expect(page.locator("dl.facts").first).to_contain_text(EMAIL)
    picture(page, "manage")
    with page.expect_download() as again:
        page.get_by_role("link", name="Download the receipt").click()
    assert again.value.suggested_filename == mail.receipt.name
    second = tmp_path / "again.tlog-proof"
    again.value.save_as(second)
    assert verify(second, "--key", key, "--against", mail.receipt).returncode == 0

    page.get_by_role("button", name="Hide the name").click()
    expect(page.get_by_role("status")).to_contain_text("Your name is hidden")
    assert b"Mina Ferrywoman" not in fetch(f"{letter.log_address}names/000")
    page.goto(letter.address())
    reload_until(page, lambda: NAME not in page.content())
    assert count_on(page) == (2, 3)
    page.goto(mail.manage_link)
    page.get_by_role("button", name="Show the name").click()
    expect(page.get_by_role("status")).to_contain_text("shown again")

    page.get_by_role("link", name="Withdraw the signature").click()
    picture(page, "withdraw")
    page.get_by_role("button", name="Withdraw the signature").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Withdrawn")
    page.goto(letter.address())
    reload_until(page, lambda: count_on(page) == (2, 2))
    expect(page.locator("ul.people")).not_to_contain_text(NAME)
    assert letter.check_log() == (2, 2, 1)
    assert b"Mina" not in fetch(f"{letter.log_address}names/000")

    # The receipt still proves what it says, and the newer log says that it is over.
    assert verify(mail.receipt, "--key", key).returncode == 0
    newer = tmp_path / "newer.zip"
    newer.write_bytes(fetch(letter.bundle_address))
    for log in (letter.log_address, newer):
        done = verify(mail.receipt, "--key", key, "--against", log)
        assert done.returncode == 0
        assert "the signature has been withdrawn" in done.stdout
    report = json.loads(verify(mail.receipt, "--against", newer, "--json").stdout)
    assert (report["result"], report["state"]) == ("proven", "withdrawn")
    # The bundle of before and that of now tell one history.
    assert verify(newer, "--against", bundle, "--key", key).returncode == 0
    watch.allow("status of 404 .*/confirm/")
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_contain_text("This link does not work")
