"""Programs flood a letter with signatures, and its lead gets it back to those of people."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import (
    PublicLetter,
    become_lead,
    confirm_link,
    count_on,
    counted,
    fetch,
    import_letter,
    receive_receipt,
    reload_until,
    verify,
)
from tests.support.client import ask, person, send_form
from tests.support.mail import MailServer, link_in
from tests.support.site import Site

pytestmark = [pytest.mark.browser]

Start = Callable[..., Site]
Picture = Callable[[Page, str], None]
BOTS = 40
# As `core.bursts.NUMBERED` has it: the twentieth is held.
COUNTED = 19
PEOPLE = ("Mina Ferrywoman", "Jonas Ferryman", "Nora Lockkeeper", "Peter Weir")


def sign_as_program(
    letter: PublicLetter, mails: MailServer, name: str, email: str, prefix: str
) -> None:
    """Solve the task of the form, send it, and press the button behind the mailed link."""
    where = {"X-Forwarded-For": prefix}
    assert send_form(letter.address("sign/"), person(name, email), where).status == 303
    link = confirm_link(mails, email)
    answer = ask("POST", link, {}, headers=where)
    # Nobody is told that it waits: the answer is that to everyone.
    assert (answer.status, b"being looked at" in answer.body) == (303, False)


def settled(letter: PublicLetter, people: int, withdrawn: int) -> None:
    """Wait until the whole log says so; the letter has two organizations."""
    deadline = time.monotonic() + 30
    while letter.check_log() != (2, people, withdrawn):
        assert time.monotonic() < deadline, letter.check_log()
        time.sleep(0.5)


def decide(page: Page, button: str, said: str) -> None:
    """Press what decides about all that are shown."""
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("status")).to_contain_text(said)


def find(page: Page, letter: PublicLetter, which: str, domain: str = "", pattern: str = "") -> None:
    """Fill in what the signatures have in common."""
    page.goto(f"{letter.site.address}/workspace/letters/{letter.slug}/bursts/find/")
    page.get_by_label("Which signatures").select_option(label=which)
    page.get_by_label("Mail domain").fill(domain)
    page.get_by_label("Pattern of the name").fill(pattern)
    page.get_by_role("button", name="Show them").click()


def test_a_flood_does_not_count_and_the_lead_gets_the_letter_back(
    start_site: Start, page: Page, picture: Picture, smtp_server: MailServer, tmp_path: Path
) -> None:
    site = start_site(UNDERSIGNED_TRUSTED_PROXIES="127.0.0.1")
    letter = import_letter(site, tmp_path)
    become_lead(page, site)

    # A program signs forty times from many networks, and four people in between.
    people = iter(PEOPLE)
    for number in range(1, BOTS + 1):
        email, prefix = f"x{number}@flood.example", f"198.51.{number}.7"
        sign_as_program(letter, smtp_server, f"Friend {number}", email, prefix)
        if number % 10 == 0:
            name = next(people)
            email = f"{name.split()[0].lower()}@people.example"
            sign_as_program(letter, smtp_server, name, email, f"203.0.113.{number}")
    # The name of one more looks like those of the flood, and is a person's.
    sign_as_program(letter, smtp_server, "Friend 1984", "orwell@people.example", "192.0.2.1")

    # The two that were listed, the people, and what came before the burst was seen.
    settled(letter, 2 + 4 + COUNTED, 0)
    page.goto(letter.address())
    reload_until(page, lambda: count_on(page) == (2, 2 + 4 + COUNTED))

    # Whoever asks for the link to the signature is told, and nobody else.
    assert send_form(letter.address("manage/"), {"email": "orwell@people.example"}).status == 303
    manage = link_in(smtp_server.fetch("orwell@people.example", subject="signature"), "/manage/")
    assert b"being looked at: many signatures like it came at once" in fetch(manage)

    # The lead sees the burst in one batch.
    page.goto(f"{site.address}/workspace/letters/river/")
    page.get_by_role("link", name="22 signatures came in bursts, and wait").click()
    batch = page.get_by_role("listitem").filter(has_text="Names like friend #")
    expect(batch).to_contain_text("flood.example (20)")
    picture(page, "bursts")

    # What is shown is what is released: one, by its domain.
    find(page, letter, "Those that wait", domain="people.example")
    expect(page.get_by_role("heading", level=2)).to_have_text("1 signature meets this")
    expect(page.get_by_role("list").last).to_contain_text("Friend 1984")
    expect(page.get_by_role("list").last).to_contain_text("…@people.example")
    decide(page, "Release 1 signature", "They are released")
    settled(letter, 2 + 5 + COUNTED, 0)
    receive_receipt(smtp_server, "orwell@people.example", tmp_path)

    # A mistake: the people are invalidated, and leave the log.
    find(page, letter, "Those that count", domain="people.example")
    decide(page, "Invalidate 5 signatures", "They are invalidated.")
    settled(letter, 2 + COUNTED, 5)
    page.get_by_role("button", name="Undo decision 2").click()
    expect(page.get_by_role("status")).to_contain_text("The decision is undone.")
    settled(letter, 2 + 5 + COUNTED, 5)
    receipt = receive_receipt(smtp_server, "mina@people.example", tmp_path)
    assert receipt.receipt.exists()

    # The flood: what waits of it, and what was counted before it was seen.
    find(page, letter, "Those that wait", pattern="Friend 1")
    expect(page.get_by_label("Pattern of the name")).to_have_value("Friend 1")
    expect(page.get_by_role("heading", level=2)).to_have_text("21 signatures meet this")
    picture(page, "find-signatures")
    decide(page, "Invalidate 21 signatures", "They are invalidated.")
    find(page, letter, "Those that count", domain="flood.example", pattern="friend #")
    decide(page, "Invalidate 19 signatures", "They are invalidated.")
    settled(letter, 2 + 5, 5 + COUNTED)
    picture(page, "bursts-decided")

    # Readers see what was withdrawn, and why; the bundle says the same to everybody.
    page.goto(letter.address("check/"))
    reload_until(page, lambda: "Of these, withdrawn: not genuine" in page.inner_text("main"))
    expect(page.locator("main")).to_contain_text("They came in a burst, and were not signed")
    page.goto(letter.address())
    reload_until(page, lambda: count_on(page) == (2, 2 + 5))
    bundle = tmp_path / "river.zip"
    bundle.write_bytes(fetch(letter.bundle_address))
    assert counted(verify(bundle, "--json")) == (2, 2 + 5, 5 + COUNTED)
    assert site.run("log", "fsck").returncode == 0

    # More of the same waits from the first on.
    sign_as_program(letter, smtp_server, "Friend 41", "x41@flood.example", "198.51.41.7")
    page.goto(f"{site.address}/workspace/letters/river/bursts/")
    reload_until(page, lambda: "1 signature waits" in page.inner_text("main"))
    settled(letter, 2 + 5, 5 + COUNTED)
