"""What the eleven do: join, tell who they are, answer, and answer anew."""

from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.journeys import endorse_steps
from tests.journeys.eleven import ADDRESSEES, SLUG, Cast
from tests.journeys.steps import add_passkey
from tests.journeys.writing_steps import Editor
from tests.support.dns import Zone
from tests.support.mail import link_in
from tests.support.passkeys import add_authenticator


@dataclass(kw_only=True)
class Representative(endorse_steps.Representative):
    """Who speaks for one of the eleven, in a browser of their own."""

    cast: Cast
    # The part of the record that only the page of the organization tells.
    token: str = ""

    def accept(self) -> None:
        """Accept the mailed invitation, with a new account."""
        invitation = self.mails.fetch(self.email, subject=f"Invitation for {self.organization}")
        self.page.goto(link_in(invitation, "/invitations/"))
        self.page.get_by_role("button", name="Sign in to accept").click()
        subject = str(self.mails.fetch(self.email, subject="Your sign-in code")["Subject"])
        self.page.get_by_label("Code").fill(subject.rpartition(" ")[2])
        self.page.get_by_role("button", name="Sign in").click()
        self.page.get_by_role("button", name="Accept the invitation").click()
        expect(self.page.get_by_role("status")).to_contain_text("you take part in this letter now")

    def fill_profile(self) -> None:
        """Say in which language and country it is called so, and where its website is."""
        self.page.goto(f"{self.site.address}/workspace/letters/{SLUG}/coalition/")
        self.page.get_by_role("link", name=self.organization, exact=True).click()
        self.page.get_by_role("link", name="Edit the profile").click()
        self.page.get_by_label("Language of the name").fill(self.cast.language)
        self.page.get_by_label("Country").select_option(self.cast.country)
        self.page.get_by_label("Website").fill(self.cast.website)
        self.page.get_by_role("button", name="Save", exact=True).click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(self.organization)

    def add_passkey(self) -> None:
        """Give the account a passkey."""
        add_passkey(self.page, self.site)

    def add_passkey_where_it_is_needed(self) -> None:
        """Follow the way from the page that asks, and back to it."""
        self.page.get_by_role("link", name="Add one, and come back here").click()
        add_authenticator(self.page)
        self.page.get_by_label("Name").fill("My phone")
        self.page.get_by_role("button", name="Add a passkey").click()
        self.page.get_by_role("link", name="I have kept them: go on").click()
        expect(self.page).to_have_url(self.link)

    def show_mailbox(self) -> None:
        """Let the own mailbox count for the organization, on whose page the person is."""
        self.page.get_by_role("button", name=f"Let {self.email} count").click()
        expect(self.page.locator("main")).to_contain_text(f"Reads mail at {self.cast.domain}")

    def put_up_record(self, zone: Zone) -> None:
        """Add the domain, do what the page says, and have it looked for."""
        self.page.get_by_label("Domain", exact=True).fill(self.cast.domain)
        self.page.get_by_role("button", name="Add", exact=True).click()
        told = self.page.locator(".record-bytes dd")
        expect(told).to_have_count(3)
        name, _type, value = told.all_inner_texts()
        zone.put(name, value)
        self.token = value.removeprefix("undersigned=")
        self.page.get_by_role("button", name=f"Check {self.cast.domain} now").click()
        expect(self.page.get_by_text("Record is there", exact=True)).to_be_visible()

    def endorse(self) -> str:
        """Answer in the own way; return what the mail said."""
        said = self.open_request()
        if self.cast.has_passkey:
            self.endorse_with_passkey()
        else:
            self.endorse_with_code()
        return said


def write_translation(editor: Editor, title: str, body: str) -> None:
    """Write a text in a language that the letter does not have yet."""
    editor.open()
    editor.write(body, title=title, addressees=ADDRESSEES[editor.language])
    editor.save()
    editor.saved(1)


def bring_up_to_date(editor: Editor, before: str, after: str, *, number: int) -> None:
    """Change what became out of date, and say that nothing is any more."""
    editor.open()
    editor.replace(before, after)
    editor.save(is_up_to_date=True)
    editor.saved(number)


def invite_all(lead: Page, site_address: str, cast: tuple[Cast, ...]) -> None:
    """Invite each organization from the page of the coalition."""
    lead.goto(f"{site_address}/workspace/letters/{SLUG}/coalition/")
    for one in cast:
        lead.get_by_role("link", name="Invite an organization").click()
        lead.get_by_label("Name of the organization").fill(one.name)
        lead.get_by_label("E-mail address").fill(one.email)
        lead.get_by_role("button", name="Send the invitation").click()
        expect(lead.get_by_role("status")).to_contain_text(f"to {one.email} is on its way.")


def vouch_for(lead: Page, site_address: str, one: Cast) -> None:
    """Give the lead's word for an organization."""
    lead.goto(f"{site_address}/workspace/letters/{SLUG}/coalition/")
    lead.get_by_role("link", name=one.name, exact=True).click()
    lead.get_by_role("link", name="Vouch for it …").click()
    lead.get_by_label("How do you know?").fill(one.word)
    lead.get_by_role("button", name="Vouch for it").click()
    expect(lead.locator("main")).to_contain_text(f"“{one.word}”")
