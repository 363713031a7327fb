"""An organization signs by its representative; whether it counts is for the lead to decide."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import (
    PublicLetter,
    become_lead,
    confirm_link,
    count_on,
    fetch,
    import_letter,
    receive_receipt,
    reload_until,
    send_signature,
    verify,
)
from tests.support.mail import MailServer, link_in, text_of
from tests.support.site import Site

pytestmark = [pytest.mark.browser]

LEAD = "lead@coalition.example"
Picture = Callable[[Page, str], None]


@pytest.fixture(scope="module")
def letter(site: Site, tmp_path_factory: pytest.TempPathFactory) -> PublicLetter:
    return import_letter(site, tmp_path_factory.mktemp("letters"))


def sign_for(page: Page, letter: PublicLetter, *, name: str, email: str) -> None:
    """Fill in the form of an organization and send it."""
    page.goto(letter.address())
    page.get_by_role("link", name="Sign for an organization").click()
    page.get_by_label("Name of the organization").fill(name)
    page.get_by_label("Website").fill("meadows.example/about")
    page.get_by_label("Country").select_option("NL")
    page.get_by_label("Your name").fill("Rosa Muster")
    page.get_by_label("Your role in it").fill("General secretary")
    page.get_by_label("Your e-mail address at the organization").fill(email)


def confirm_for(page: Page, mails: MailServer, email: str) -> None:
    page.goto(confirm_link(mails, email))
    expect(page.locator("dl.facts")).to_contain_text("Rosa Muster, General secretary")
    page.get_by_role("button", name="Sign for this organization").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirmed")


def test_one_organization_is_accepted_and_another_declined_with_a_reason(
    open_page: Callable[[], Page],
    letter: PublicLetter,
    smtp_server: MailServer,
    tmp_path: Path,
    picture: Picture,
) -> None:
    lead, signer = open_page(), open_page()
    become_lead(lead, letter.site, email=LEAD)
    good, bad = "office@meadows.example", "someone@elsewhere.example"
    sign_for(signer, letter, name="Friends of the Meadows", email=good)
    picture(signer, "sign-for-an-organization")
    send_signature(signer)
    confirm_for(signer, smtp_server, good)
    picture(signer, "organization-confirmed")
    sign_for(signer, letter, name="Everybody Ltd", email=bad)
    send_signature(signer)
    confirm_for(signer, smtp_server, bad)

    # Nothing is counted or shown before the lead has decided.
    asked = smtp_server.fetch(LEAD, subject="An organization wishes to sign: Friends of the")
    smtp_server.fetch(LEAD, subject="An organization wishes to sign: Everybody Ltd")
    assert letter.check_log() == (2, 2, 0)
    lead.goto(link_in(asked, "/workspace/"))
    lead.get_by_role("link", name="2 organizations wait for you").or_(
        lead.get_by_role("link", name="Wait for you")
    ).first.click()
    row = lead.get_by_role("listitem", name="Friends of the Meadows")
    for fact in ("Netherlands", "https://meadows.example/about", "Rosa Muster", good):
        expect(row).to_contain_text(fact)
    picture(lead, "organizations-that-wait")
    row.get_by_role("button", name="Accept").click()
    expect(lead.get_by_role("status")).to_contain_text("“Friends of the Meadows” is accepted")

    # A reason is asked for, and given to the representative.
    row = lead.get_by_role("listitem", name="Everybody Ltd")
    row.get_by_text("Decline …").click()
    row.get_by_label("Reason").fill("We asked at the address on your website.\nNobody knew of it.")
    row.get_by_role("button", name="Decline and delete").click()
    expect(lead.get_by_role("status")).to_contain_text("declined and deleted")
    expect(lead.locator("main")).to_contain_text("No organization waits.")
    declined = smtp_server.fetch(bad, subject="Not accepted: the signature of Everybody Ltd")
    assert "We asked at the address on your website. Nobody knew of it." in text_of(declined)

    mail = receive_receipt(smtp_server, good, tmp_path)
    report = json.loads(verify(mail.receipt, "--against", letter.log_address, "--json").stdout)
    assert (report["result"], report["kind"], report["state"]) == (
        "proven",
        "organization",
        "counted",
    )
    assert report["fields"].pop("evidence").startswith("accepted by the lead on ")
    assert report["fields"] == {
        "name": "Friends of the Meadows",
        "affiliation": "https://meadows.example/about",
        "role": "Rosa Muster, General secretary",
        "country": "NL",
        "contact": good,
        "display": "named",
    }
    signer.goto(letter.address())
    reload_until(signer, lambda: count_on(signer) == (3, 2))
    name = signer.locator("ul.organizations li").filter(has_text="Friends of the Meadows")
    expect(name).to_contain_text("Netherlands")
    expect(name.get_by_role("link")).to_have_attribute("href", "https://meadows.example/about")
    assert letter.check_log() == (3, 2, 0)

    # The representative stays unnamed, on the page and in the log; of the other nothing is left.
    public = signer.content() + fetch(f"{letter.log_address}names/000").decode()
    for secret in ("Rosa", "General secretary", good, "Everybody", bad):
        assert secret not in public
    assert "accepted by the lead on " in public
    assert smtp_server.count(bad) == 2
