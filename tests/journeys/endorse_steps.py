"""The steps of endorsing: a lead asks, representatives answer, the time of publication comes."""

import re
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.journeys.steps import add_passkey, said
from tests.journeys.writing_steps import run_on, sign_in
from tests.support.mail import MailServer, link_in, text_of
from tests.support.site import Site

# What accepting an invitation leaves behind; inviting in a browser is another journey.
_ADD_PARTNER = """
import sys, django
from django.utils import timezone
django.setup()
from undersigned.models import Account, Letter, Member, Organization, Seat
slug, name, email, country, language = sys.argv[1:]
now = timezone.now()
account, _ = Account.objects.get_or_create(email=email, defaults={"created_at": now})
letter = Letter.objects.get(slug=slug)
organization = Organization.objects.create(
    name=name, language=language, country=country, website="https://" + email.split("@")[1],
    record_token="0" * 40, created_by=account, created_at=now,
)
seat = Seat.objects.create(
    letter=letter, organization=organization, state="joined", invited_at=now, joined_at=now,
    position=Seat.objects.filter(letter=letter).count(),
)
Member.objects.create(
    letter=letter, account=account, seat=seat, role="representative", joined_at=now
)
"""
# As if the set time had come: nobody waits for a year.
_BRING_FORWARD = """
import sys, django
from django.utils import timezone
django.setup()
from undersigned.models import Letter
assert Letter.objects.filter(slug=sys.argv[1], publish_at__isnull=False).update(
    publish_at=timezone.now()
)
"""


@dataclass
class Representative:
    """Who speaks for an organization, in a browser of their own."""

    page: Page
    site: Site
    mails: MailServer
    email: str
    organization: str
    # Where it answers, once it has read the mail that asks.
    link: str = ""
    # The language of their mails: that of the letter's original, unless they choose another.
    reads: str = "en"

    def join(self, slug: str, *, country: str = "FR", language: str = "en") -> None:
        """Become part of a letter's coalition."""
        run_on(self.site, _ADD_PARTNER, slug, self.organization, self.email, country, language)

    def sign_in(self, *, with_passkey: bool = False) -> None:
        """Sign in with a mailed code, and give the account a passkey where one is wanted."""
        sign_in(self.page, self.site, self.mails, self.email)
        if with_passkey:
            add_passkey(self.page, self.site)

    def open_request(self) -> str:
        """Follow the link of the mail that asks; return what the mail says."""
        subject = said("To endorse for %(organization)s: %(title)s", self.reads)
        asked = subject.partition("%(title)s")[0] % {"organization": self.organization}
        mail = self.mails.fetch(self.email, subject=asked.strip())
        self.link = link_in(mail, "/endorse/")
        self.page.goto(self.link)
        heading = self.page.get_by_role("heading", level=1)
        expect(heading).to_have_text(f"Endorse for {self.organization}")
        return text_of(mail)

    def endorse_with_passkey(self) -> None:
        """Press the button; the device signs."""
        self.page.get_by_role("button", name="Endorse with a passkey").click()
        expect(self.page.get_by_role("status")).to_contain_text("Your passkey has signed")

    def endorse_with_code(self) -> None:
        """Ask for a code, and enter it."""
        self.page.get_by_role("button", name="Mail me a code").click()
        mail = self.mails.fetch(self.email, subject="Your code to endorse")
        found = re.search(r"\d{4} \d{4}", str(mail["Subject"]))
        assert found is not None
        self.page.get_by_label("The code of the mail").fill(found[0])
        self.page.get_by_role("button", name="Endorse with this code").click()
        expect(self.page.get_by_role("status")).to_contain_text("with a code to your mailbox")

    def decline(self, reason: str) -> None:
        """Say no, and why."""
        self.page.get_by_text("Decline …").click()
        self.page.get_by_label("Reason").fill(reason)
        self.page.get_by_role("button", name="Decline to endorse").click()
        expect(self.page.get_by_role("status")).to_contain_text("Declined.")


def freeze(page: Page, site: Site, slug: str) -> None:
    """Freeze the text, and so ask everybody."""
    page.goto(f"{site.address}/workspace/letters/{slug}/freeze/")
    page.get_by_role("button", name="Freeze it").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Edition")


def require_at_least(page: Page, site: Site, slug: str, number: int) -> None:
    """Set the rule for publishing."""
    page.goto(f"{site.address}/workspace/letters/{slug}/rule/")
    page.get_by_label("at least so many organizations").check()
    page.get_by_label("How many at least").fill(str(number))
    page.get_by_role("button", name="Save the rule").click()
    expect(page.get_by_role("status")).to_contain_text("The rule is set.")


def set_time(page: Page, site: Site, slug: str, *, local: str, zone: str) -> None:
    """Set when the letter is published."""
    page.goto(f"{site.address}/workspace/letters/{slug}/publish/")
    page.get_by_label("Date and time").fill(local)
    page.get_by_label("Time zone").select_option(zone)
    page.get_by_role("button", name="Set this time").click()
    expect(page.get_by_role("status")).to_contain_text("The time is set.")


def let_the_time_come(site: Site, slug: str) -> None:
    """Bring the set time forward to now."""
    run_on(site, _BRING_FORWARD, slug)
