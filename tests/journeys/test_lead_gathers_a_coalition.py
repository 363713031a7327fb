"""A lead gathers a coalition by mail; people accept, decline, bring others, and leave."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import become_lead
from tests.support.browser import Watch
from tests.support.mail import MailServer, link_in, text_of
from tests.support.site import Site

pytestmark = [pytest.mark.browser]

LEAD = "lead@coalition.example"
ROSA = "rosa@herons.example"
READER = "reader@elsewhere.example"
MILL = "office@mill.example"
PEN = "pen@herons.example"
TITLE = "Give our river a voice"
Picture = Callable[[Page, str], None]


def begin(page: Page, site: Site) -> None:
    """Begin a letter, and go to its coalition."""
    page.goto(f"{site.address}/workspace/new/")
    page.get_by_label("Title").fill(TITLE)
    page.get_by_label("Language of the original").fill("en")
    page.get_by_label("Address", exact=True).fill("river")
    page.get_by_role("button", name="Begin", exact=True).click()
    page.goto(f"{site.address}/workspace/letters/river/")
    page.get_by_role("link", name="Organizations and people").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The coalition")


def invite_organization(page: Page, name: str, email: str, note: str = "") -> None:
    """Invite an organization from the page of the coalition."""
    page.get_by_role("link", name="Invite an organization").click()
    page.get_by_label("Name of the organization").fill(name)
    send_invitation(page, email, "Representative", note)


def send_invitation(page: Page, email: str, role: str, note: str = "") -> None:
    """Fill in the rest of the form of an invitation."""
    page.get_by_label("E-mail address").fill(email)
    page.get_by_role("radio", name=role).check()
    page.get_by_label("A word from you").fill(note)
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_role("status")).to_contain_text(f"The invitation to {email} is on its way.")


def accept(page: Page, mails: MailServer, link: str, email: str) -> None:
    """Open the mailed link, sign in with the code from the same mailbox, and accept."""
    page.goto(link)
    expect(page.locator("main")).to_contain_text(TITLE)
    page.get_by_role("button", name="Sign in to accept").click()
    subject = str(mails.fetch(email, subject="Your sign-in code")["Subject"])
    page.get_by_label("Code").fill(subject.rpartition(" ")[2])
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(link)
    page.get_by_role("button", name="Accept the invitation").click()
    expect(page.get_by_role("status")).to_contain_text("you take part in this letter now")


def test_coalition_is_gathered_by_mail(
    open_page: Callable[..., Page],
    site: Site,
    smtp_server: MailServer,
    watch: Watch,
    picture: Picture,
) -> None:
    watch.allow("status of 4(03|04|10)")
    lead, rosa, reader, pen, other = (open_page() for _ in range(5))
    become_lead(lead, site, email=LEAD)
    begin(lead, site)
    invite_organization(lead, "Bank of Heron", ROSA, "We would be so glad to have you.")
    invite_organization(lead, "Old Mill Trust", MILL)
    lead.get_by_role("link", name="Invite a person", exact=True).click()
    send_invitation(lead, READER, "Observer")

    # The representative has no account: a code to the same mailbox makes one.
    mail = smtp_server.fetch(ROSA, subject="Invitation for Bank of Heron")
    assert "We would be so glad to have you." in text_of(mail)
    link = link_in(mail, "/invitations/")
    rosa.goto(link)
    picture(rosa, "an-invitation")

    # Somebody to whom the link was forwarded sees what it is, and cannot take it.
    invitation = link_in(smtp_server.fetch(READER, subject="Invitation:"), "/invitations/")
    accept(reader, smtp_server, invitation, READER)
    reader.goto(link)
    expect(reader.locator("main")).to_contain_text("This invitation is for another mailbox")
    expect(reader.get_by_role("button", name="Accept the invitation")).to_have_count(0)
    assert ROSA not in reader.inner_text("body")

    rosa.get_by_role("button", name="Sign in to accept").click()
    subject = str(smtp_server.fetch(ROSA, subject="Your sign-in code")["Subject"])
    rosa.get_by_label("Code").fill(subject.rpartition(" ")[2])
    rosa.get_by_role("button", name="Sign in").click()
    rosa.get_by_label("Name of the organization").fill("Bank of Herons")
    rosa.get_by_role("button", name="Accept the invitation").click()
    expect(rosa.get_by_role("status")).to_contain_text("you take part in this letter now")
    smtp_server.fetch(LEAD, subject="Bank of Herons has joined")
    rosa.goto(link)
    expect(rosa.locator("main")).to_contain_text("It is good for once only.")

    # An organization declines by the link alone, with a reason for the lead.
    other.goto(link_in(smtp_server.fetch(MILL, subject="Invitation for Old Mill"), "/invitations/"))
    other.get_by_text("Decline …").click()
    other.get_by_label("Reason").fill("Our board does not sign letters.")
    other.get_by_role("button", name="Decline the invitation").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Declined")
    declined = smtp_server.fetch(LEAD, subject="Invitation declined by Old Mill Trust")
    assert "Our board does not sign letters." in text_of(declined)

    # The representative brings a person of the own organization, who writes, and leaves again.
    coalition = f"{site.address}/workspace/letters/river/coalition/"
    rosa.goto(coalition)
    expect(rosa.get_by_role("link", name="Invite an organization")).to_have_count(0)
    rosa.get_by_role("link", name="Invite a person of Bank of Herons").click()
    send_invitation(rosa, PEN, "Editor")
    mail = smtp_server.fetch(PEN, subject="Invitation for Bank of Herons")
    accept(pen, smtp_server, link_in(mail, "/invitations/"), PEN)
    lead.goto(coalition)
    picture(lead, "coalition")
    expect(lead.locator("li.seat").first).to_contain_text(PEN)
    expect(lead.locator("ul.ended")).to_contain_text("Old Mill Trust")
    pen.goto(coalition)
    pen.get_by_role("link", name="Leave …").click()
    pen.get_by_role("button", name="Leave").click()
    expect(pen.get_by_role("status")).to_contain_text("You have given up this role.")
    assert pen.goto(coalition).status == 404  # type: ignore[union-attr]  # the page was there

    # Everybody of the coalition reads what was done, the observer too, and changes nothing.
    reader.goto(f"{site.address}/workspace/letters/river/history/")
    picture(reader, "history")
    lines = [
        re.sub(r"\s+", " ", line) for line in reader.locator(".act-sentence").all_inner_texts()
    ]
    assert lines[:-1] == [
        f"{PEN} no longer takes part for Bank of Herons; the role was: Editor.",
        f"{PEN} joined for Bank of Herons as: Editor.",
        f"{ROSA} invited p…@herons.example · Bank of Herons as: Editor.",
        "The invitation of Old Mill Trust was declined.",
        f"{ROSA} joined for Bank of Herons as: Representative.",
        f"{READER} joined as: Observer.",
        f"{LEAD} invited r…@elsewhere.example as: Observer.",
        f"{LEAD} invited the organization Old Mill Trust.",
        f"{LEAD} invited the organization Bank of Heron.",
    ]
    reader.goto(coalition)
    for forbidden in ("Invite", "Withdraw", "Role", "Remove"):
        expect(reader.get_by_role("link", name=forbidden)).to_have_count(0)
    assert reader.goto(f"{coalition}invite/").status == 403  # type: ignore[union-attr]  # it is there
