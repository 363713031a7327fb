"""People, programs and accidents that must not get anything done: scanners, impostors, haste."""

import http.client
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import (
    PublicLetter,
    become_lead,
    close_letter,
    confirm,
    confirm_link,
    count_on,
    fetch,
    fill_person,
    import_letter,
    receive_receipt,
    reload_until,
    send_signature,
    sign,
)
from tests.support.browser import Watch
from tests.support.client import ask, at_once, follow, person, send_form
from tests.support.mail import LINK, MailServer, link_in, text_of
from tests.support.proof import solve
from tests.support.site import Site

pytestmark = [pytest.mark.browser]

OpenPage = Callable[..., Page]


@pytest.fixture(scope="module")
def letter(site: Site, tmp_path_factory: pytest.TempPathFactory) -> PublicLetter:
    return import_letter(site, tmp_path_factory.mktemp("letters"))


@pytest.fixture
def before(letter: PublicLetter) -> tuple[int, int, int]:
    """The counts at the beginning of the test."""
    return letter.check_log()


def test_a_mail_scanner_opens_every_link_many_times_and_changes_nothing(
    page: Page,
    letter: PublicLetter,
    smtp_server: MailServer,
    tmp_path: Path,
    before: tuple[int, int, int],
) -> None:
    organizations, people, withdrawn = before

    def scan(text: str) -> None:
        links = {found.rstrip(".,)") for found in LINK.findall(text)}
        assert len(links) >= 2
        # Scanners follow what they find on the pages too.
        for link in sorted(links):
            html = ask("GET", link).body.decode()
            inner = re.findall(r'href="(/(?:confirm|manage)/[^"]+)"', html)
            for address in (link, *(letter.site.address + found for found in inner)):
                for agent in ("scanner/1.0", "Mozilla/5.0 (safe links)"):
                    for method in ("HEAD", "GET", "HEAD", "GET"):
                        answer = ask(method, address, agent=agent)
                        assert answer.status in {200, 302}, address
                        assert method == "GET" or not answer.body
                        assert "set-cookie" not in dict(answer.headers)

    sign(page, letter, name="Scanned Example", email="scanned@people.example")
    mail = smtp_server.fetch("scanned@people.example", subject="Confirm your signature")
    scan(text_of(mail))
    page.goto(link_in(mail, "/confirm/"))
    expect(page.get_by_role("button", name="Sign this letter")).to_be_visible()
    assert letter.check_log() == before

    page.get_by_role("button", name="Sign this letter").click()
    receipt = receive_receipt(smtp_server, "scanned@people.example", tmp_path)
    names = fetch(f"{letter.log_address}names/000")
    assert b"Scanned Example" in names
    scan(receipt.text)
    assert fetch(f"{letter.log_address}names/000") == names
    assert letter.check_log() == (organizations, people + 1, withdrawn)
    page.goto(receipt.manage_link)
    expect(page.get_by_role("button", name="Hide the name")).to_be_visible()


def test_signing_with_anothers_address_tells_the_owner_and_nobody_else(
    open_page: OpenPage,
    letter: PublicLetter,
    smtp_server: MailServer,
    tmp_path: Path,
    before: tuple[int, int, int],
) -> None:
    organizations, people, withdrawn = before
    owner, impostor = open_page(), open_page()
    sign(owner, letter, name="Olga Owner", email="olga@gmail.com")
    confirm(owner, smtp_server, "olga@gmail.com")
    receipt = receive_receipt(smtp_server, "olga@gmail.com", tmp_path)
    now = letter.check_log()
    assert now == (organizations, people + 1, withdrawn)
    names = fetch(f"{letter.log_address}names/000")

    # The same mailbox in another spelling, and a mailbox that never signed, get the same answer.
    seen = []
    for email in ("O.L.G.A+petition@GoogleMail.com", "nobody@elsewhere.example"):
        fill_person(impostor, letter, name="Ivan Impostor", email=email)
        with impostor.expect_response(lambda answer: answer.request.method == "POST") as caught:
            impostor.get_by_role("button", name="Continue by mail").click()
        expect(impostor.get_by_role("heading", level=1)).to_have_text("Look into your mailbox")
        seen.append((caught.value.status, impostor.url, impostor.content()))
    assert seen[0] == seen[1]
    address = letter.address("sign/")
    signed, unsigned = (
        follow("POST", address, person("Ivan Impostor", email))
        for email in ("olga@gmail.com", "another@elsewhere.example")
    )
    assert signed == unsigned
    assert (signed[0].status, signed[1].status) == (303, 200)

    # Whoever owns the mailbox is told, and given the way to the signature, by mail alone.
    told = smtp_server.fetch("o.l.g.a+petition@googlemail.com", subject="You have already signed")
    assert link_in(told, "/manage/") == receipt.manage_link
    smtp_server.fetch("olga@gmail.com", subject="You have already signed")
    smtp_server.fetch("nobody@elsewhere.example", subject="Confirm your signature")
    assert fetch(f"{letter.log_address}names/000") == names
    assert letter.check_log() == now


def test_asking_for_the_manage_link_does_not_tell_who_has_signed(
    open_page: OpenPage, letter: PublicLetter, smtp_server: MailServer, tmp_path: Path
) -> None:
    signer, curious = open_page(), open_page()
    sign(signer, letter, name="Selma Signer", email="selma@people.example")
    confirm(signer, smtp_server, "selma@people.example")
    receipt = receive_receipt(smtp_server, "selma@people.example", tmp_path)
    sign(signer, letter, name="Pending Example", email="pending@people.example")
    pending = confirm_link(smtp_server, "pending@people.example")

    seen = []
    for email in ("selma@people.example", "pending@people.example", "stranger@people.example"):
        curious.goto(letter.address("manage/"))
        curious.get_by_label("The e-mail address with which you signed").fill(email)
        curious.get_by_role("button", name="Send me the link").click()
        expect(curious.get_by_role("heading", level=1)).to_have_text("Look into your mailbox")
        seen.append((curious.url, curious.content()))
    assert seen[0] == seen[1] == seen[2]
    answers = [
        follow("POST", letter.address("manage/"), {"email": email})
        for email in ("selma@people.example", "stranger@people.example")
    ]
    assert answers[0] == answers[1]

    mailed = smtp_server.fetch("selma@people.example", subject="Your signature")
    assert link_in(mailed, "/manage/") == receipt.manage_link
    reminded = smtp_server.fetch("pending@people.example", subject="Still to confirm")
    assert link_in(reminded, "/confirm/") == pending
    nothing = smtp_server.fetch("stranger@people.example", subject="No signature from this mailbox")
    assert "/manage/" not in text_of(nothing)
    assert "/confirm/" not in text_of(nothing)


def test_two_tabs_confirm_at_once_and_sign_once(
    open_page: OpenPage,
    letter: PublicLetter,
    smtp_server: MailServer,
    tmp_path: Path,
    before: tuple[int, int, int],
) -> None:
    organizations, people, withdrawn = before
    page = open_page()
    sign(page, letter, name="Tabitha Twotabs", email="tabitha@people.example")
    link = confirm_link(smtp_server, "tabitha@people.example")
    tabs = [page, page.context.new_page()]
    for tab in tabs:
        tab.goto(link)
    for tab in tabs:
        # Pressed from inside, so that the second press does not wait for the first answer.
        tab.evaluate("setTimeout(() => document.querySelector('form button').click(), 200)")
    for tab in tabs:
        expect(tab.get_by_role("heading", level=1)).to_have_text("You have signed")

    # And once more with eight at the same moment, from elsewhere, of a signature of its own.
    send_form(letter.address("sign/"), person("Otto Often", "otto@people.example"))
    often = confirm_link(smtp_server, "otto@people.example")
    statuses: list[int] = []
    at_once(8, lambda _number: statuses.append(ask("POST", often, {}).status))
    assert statuses == [303] * 8
    for email in ("tabitha@people.example", "otto@people.example"):
        receive_receipt(smtp_server, email, tmp_path)
        assert smtp_server.count(email) == 2
    assert letter.check_log() == (organizations, people + 2, withdrawn)


def test_two_wishes_of_one_mailbox_confirmed_at_once_count_once(
    page: Page,
    letter: PublicLetter,
    smtp_server: MailServer,
    watch: Watch,
    tmp_path: Path,
    before: tuple[int, int, int],
) -> None:
    organizations, people, withdrawn = before
    # More mails than these a mailbox does not get that has confirmed nothing.
    emails = [f"wilma+{number}@people.example" for number in range(2)]
    for email in emails:
        send_form(letter.address("sign/"), person(f"Wilma {email[6]}", email))
    links = [confirm_link(smtp_server, email) for email in emails]
    answers: dict[int, int] = {}

    def press(number: int) -> None:
        answers[number] = ask("POST", links[number % 2], {}).status

    # Each button is pressed three times: of one twice is fine, and the other comes too late.
    at_once(6, press)
    assert sorted(answers.values()) == [*[303] * 3, *[409] * 3]
    (winner,) = {number % 2 for number, status in answers.items() if status == 303}
    receive_receipt(smtp_server, emails[winner], tmp_path)
    assert letter.check_log() == (organizations, people + 1, withdrawn)

    loser = (winner + 1) % len(links)
    watch.allow("status of 409 .*/confirm/")
    page.goto(links[loser])
    page.get_by_role("button", name="Sign this letter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This mailbox has already signed")


def test_a_double_click_and_the_back_button_sign_once(
    page: Page,
    letter: PublicLetter,
    smtp_server: MailServer,
    tmp_path: Path,
    before: tuple[int, int, int],
) -> None:
    organizations, people, withdrawn = before
    email = "hasty@people.example"
    fill_person(page, letter, name="Hasty Example", email=email)
    page.get_by_role("button", name="Continue by mail").dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mailbox")
    # What was typed still stands in the form, and sending it again asks for no second mail.
    page.go_back()
    expect(page.get_by_label("Your name")).to_have_value("Hasty Example")
    expect(page.get_by_label("Your e-mail address")).to_have_value(email)
    send_signature(page)

    page.goto(confirm_link(smtp_server, email))
    page.get_by_role("button", name="Sign this letter").dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text("You have signed")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("You have signed")
    receive_receipt(smtp_server, email, tmp_path)
    page.go_back()
    page.go_forward()
    expect(page.get_by_role("heading", level=1)).to_have_text("You have signed")
    assert smtp_server.count(email) == 2
    assert letter.check_log() == (organizations, people + 1, withdrawn)


def test_a_link_of_one_purpose_is_of_no_use_for_another(
    page: Page,
    letter: PublicLetter,
    smtp_server: MailServer,
    tmp_path: Path,
    before: tuple[int, int, int],
) -> None:
    organizations, people, withdrawn = before
    sign(page, letter, name="Paula Purpose", email="paula@people.example")
    sign(page, letter, name="Quinn Purpose", email="quinn@people.example")
    pending = confirm_link(smtp_server, "quinn@people.example").split("/")[4]
    confirmed = confirm(page, smtp_server, "paula@people.example").split("/")[4]
    receipt = receive_receipt(smtp_server, "paula@people.example", tmp_path)
    manage = receipt.manage_link.split("/")[4]
    now = letter.check_log()
    assert now == (organizations, people + 1, withdrawn)

    site = letter.site.address
    unknown = ask("GET", f"{site}/confirm/AAAA/")
    assert unknown.status == 404
    pages = ("/confirm/{}/", "/manage/{}/", "/manage/{}/withdraw/")
    flipped = manage[:-1] + ("A" if manage[-1] != "A" else "B")
    wrong = [pages[0].format(manage), pages[0].format(flipped), pages[1].format(flipped)]
    for token in (pending, confirmed):
        wrong += [page_.format(token) for page_ in pages[1:]]
    for path in wrong:
        # One and the same page, for whatever reason the link is good for nothing.
        assert ask("GET", site + path) == unknown, path
        assert ask("POST", site + path, {"name": "Forged"}) == unknown, path
    for token in (pending, confirmed, flipped):
        assert ask("POST", f"{site}/manage/{token}/show/", {"show": "no"}) == unknown
        assert ask("GET", f"{site}/manage/{token}/receipt") == unknown
    assert b"Paula Purpose" in fetch(f"{letter.log_address}names/000")
    assert letter.check_log() == now


def test_a_form_on_another_website_mails_nobody(
    letter: PublicLetter, smtp_server: MailServer
) -> None:
    parts = urlsplit(letter.address("sign/"))
    for origin, status in (("cross-site", 403), ("same-origin", 303)):
        connection = http.client.HTTPConnection(parts.netloc, timeout=20)
        fields = person("Victim Example", f"{origin}@people.example")
        fields["proof"] = solve(fetch(f"{letter.site.address}/letters/{letter.slug}/challenge"))
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Sec-Fetch-Site": origin,
        }
        connection.request("POST", parts.path, urlencode(fields), headers)
        assert connection.getresponse().status == status
        connection.close()
    smtp_server.fetch("same-origin@people.example")
    assert smtp_server.count("cross-site@people.example") == 0


def test_a_letter_that_closes_while_one_types_keeps_what_was_typed(
    open_page: OpenPage, site: Site, smtp_server: MailServer, watch: Watch, tmp_path: Path
) -> None:
    letter = import_letter(site, tmp_path, slug="short-river")
    lead, late, later = open_page(), open_page(), open_page()
    sign(later, letter, name="Lotte Later", email="lotte@people.example")
    link = confirm_link(smtp_server, "lotte@people.example")
    later.goto(link)
    fill_person(late, letter, name="Lara Late", email="lara@people.example", is_named=False)
    become_lead(lead, site)
    close_letter(lead, letter)

    watch.allow("status of 410")
    late.get_by_role("button", name="Continue by mail").click()
    expect(late.get_by_role("alert")).to_contain_text("takes no more signatures")
    expect(late.get_by_label("Your name")).to_have_value("Lara Late")
    expect(late.get_by_label("Your e-mail address")).to_have_value("lara@people.example")
    expect(late.get_by_label("What you do")).to_have_value("Ferrywoman")
    expect(late.get_by_label("Where you do it")).to_have_value("The Lower Ferry")
    expect(late.get_by_label("Country")).to_have_value("FR")
    expect(late.get_by_label("Count me, and do not show my name")).to_be_checked()
    expect(late.get_by_role("button")).to_have_count(0)

    # Whoever had only the button to press is told, whether the page was open already or not.
    later.get_by_role("button", name="Sign this letter").click()
    expect(later.get_by_role("heading", level=1)).to_have_text("The letter has closed")
    later.goto(link)
    expect(later.get_by_role("heading", level=1)).to_have_text("The letter has closed")
    late.goto(letter.address())
    reload_until(late, lambda: "Closed on" in late.locator(".summary").inner_text())
    assert count_on(late) == (2, 2)
    assert letter.check_log() == (2, 2, 0)
    assert smtp_server.count("lara@people.example") == 0
