"""A program floods a letter with signatures, and people sign it all the same."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import (
    PublicLetter,
    confirm,
    fetch,
    fill_person,
    import_letter,
)
from tests.support.browser import Watch
from tests.support.client import ask, person, send_form
from tests.support.mail import MailServer
from tests.support.proof import solve
from tests.support.site import Site

Start = Callable[..., Site]
OpenPage = Callable[..., Page]


@pytest.fixture(scope="module")
def site(start_site: Start) -> Site:
    """Run a site behind a proxy, which is on the same machine, as is everybody behind it."""
    return start_site(UNDERSIGNED_TRUSTED_PROXIES="127.0.0.1", UNDERSIGNED_PREFIX_LIMIT="40")


@pytest.fixture(scope="module")
def letter_of_browsers(start_site: Start, tmp_path_factory: pytest.TempPathFactory) -> PublicLetter:
    """Publish a letter whose tasks are as hard as they come, and whose slow way is short."""
    site = start_site(UNDERSIGNED_PROOF_TRIES="500000", UNDERSIGNED_WAIT_SECONDS="2")
    return import_letter(site, tmp_path_factory.mktemp("letter"))


def test_two_hundred_signatures_from_one_prefix_are_stopped_while_a_person_elsewhere_signs(
    site: Site, smtp_server: MailServer, tmp_path: Path
) -> None:
    letter = import_letter(site, tmp_path)
    form = letter.address("sign/")

    def send(email: str, forwarded: str) -> int:
        headers = {"X-Forwarded-For": forwarded}
        return send_form(form, person(f"Person {email}", email), headers).status

    statuses: list[int] = []
    for number in range(200):
        # What the program writes into the header stands before what the proxy adds.
        forged = f"203.0.113.{number}, 192.0.2.{number}"
        statuses.append(send(f"bot{number}@people.example", forged))
        if number == 150:
            assert send("mina@people.example", "198.51.100.7") == 303
    # A new period may begin meanwhile.
    assert set(statuses) == {303, 429}
    assert 40 <= statuses.count(303) <= 80
    smtp_server.fetch("mina@people.example", subject="Confirm your signature")


def test_a_forged_header_changes_nothing_without_a_proxy(start_site: Start, tmp_path: Path) -> None:
    site = start_site(UNDERSIGNED_PREFIX_LIMIT="3")
    form = import_letter(site, tmp_path).address("sign/")
    statuses = [
        send_form(
            form,
            person("Bot", f"bot{number}@people.example"),
            {"X-Forwarded-For": f"198.51.{number}.1"},
        ).status
        for number in range(10)
    ]
    assert statuses[:3] == [303] * 3
    assert 3 <= statuses.count(303) <= 6
    assert set(statuses) == {303, 429}


def test_one_solved_task_is_one_signature(site: Site, tmp_path: Path) -> None:
    letter = import_letter(site, tmp_path, slug="valley")
    form = letter.address("sign/")
    task = f"{site.address}/letters/{letter.slug}/challenge"
    proof = {"proof": solve(fetch(task))}
    first = {**person("Mina", "mina@people.example"), **proof}
    where = {"X-Forwarded-For": "198.51.100.77"}
    assert [ask("POST", form, first, headers=where).status for _ in range(2)] == [303, 303]
    statuses = []
    for number in range(8):
        fields = {**person("Bot", f"bot{number}@people.example"), **proof}
        statuses.append(ask("POST", form, fields, headers=where).status)
    assert statuses == [429] * 8


@pytest.mark.browser
def test_a_browser_solves_the_task_as_hard_as_it_comes(
    letter_of_browsers: PublicLetter, page: Page, smtp_server: MailServer
) -> None:
    letter = letter_of_browsers
    fill_person(page, letter, name="Mina Ferrywoman", email="mina@people.example")
    page.set_default_timeout(60_000)
    with page.expect_navigation():
        page.get_by_role("button", name="Continue by mail").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mailbox")
    confirm(page, smtp_server, "mina@people.example")
    expect(page.get_by_role("heading", level=1)).to_have_text("You have signed")


@pytest.mark.browser
def test_without_javascript_a_person_waits_and_signs(
    letter_of_browsers: PublicLetter, open_page: OpenPage, watch: Watch, smtp_server: MailServer
) -> None:
    watch.allow("status of 429")
    letter = letter_of_browsers
    page = open_page(java_script_enabled=False)
    fill_person(page, letter, name="Nora Ferrywoman", email="nora@people.example")
    button = page.get_by_role("button", name="Continue by mail")
    with page.expect_navigation():
        button.click()
    expect(page.get_by_role("alert")).to_contain_text("Please wait a minute, then press the button")
    expect(page.get_by_label("Your name")).to_have_value("Nora Ferrywoman")
    expect(page.get_by_label("Your e-mail address")).to_have_value("nora@people.example")
    expect(page.get_by_label("Country")).to_have_value("FR")
    # Whoever presses too early reads the same again; in the end the form is taken.
    deadline = time.monotonic() + 60
    while page.get_by_role("alert").count():
        assert time.monotonic() < deadline
        expect(page.get_by_label("Your name")).to_have_value("Nora Ferrywoman")
        with page.expect_navigation():
            button.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mailbox")
    confirm(page, smtp_server, "nora@people.example")
    expect(page.get_by_role("heading", level=1)).to_have_text("You have signed")


@pytest.mark.browser
def test_a_browser_that_gets_no_task_takes_the_slow_way(
    letter_of_browsers: PublicLetter, page: Page, watch: Watch
) -> None:
    watch.allow("status of 429|challenge")
    letter = letter_of_browsers
    page.route("**/challenge", lambda route: route.abort())
    fill_person(page, letter, name="Nora Ferrywoman", email="nora@people.example")
    with page.expect_navigation():
        page.get_by_role("button", name="Continue by mail").click()
    expect(page.get_by_role("alert")).to_contain_text("did not solve the small task")
    expect(page.get_by_label("Your name")).to_have_value("Nora Ferrywoman")
    # Here the task comes again, and is solved at once.
    page.unroute("**/challenge")
    page.set_default_timeout(60_000)
    with page.expect_navigation():
        page.get_by_role("button", name="Continue by mail").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mailbox")
