"""The steps of writing together: several people, each in a browser of their own, at one text."""

import subprocess
import sys
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.journeys.steps import sign_in_by_code
from tests.support.mail import MailServer
from tests.support.site import Site

# What accepting an invitation leaves behind; other journeys invite in a browser.
_ADD_MEMBER = """
import sys, django
from django.utils import timezone
django.setup()
from undersigned.models import Account, Letter, Member
slug, email, role = sys.argv[1:]
account, _ = Account.objects.get_or_create(email=email, defaults={"created_at": timezone.now()})
letter = Letter.objects.get(slug=slug)
Member.objects.create(letter=letter, account=account, role=role, joined_at=timezone.now())
"""
_REMOVE_MEMBER = """
import sys, django
django.setup()
from undersigned.models import Member
slug, email = sys.argv[1:]
Member.objects.filter(letter__slug=slug, account__email=email).delete()
"""


def run_on(site: Site, script: str, *arguments: str) -> None:
    """Run a script on the database of a site."""
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        env={**site.environment, "DJANGO_SETTINGS_MODULE": "undersigned.settings"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr


def add_member(site: Site, slug: str, email: str, role: str = "editor") -> None:
    """Give somebody a role in a letter."""
    run_on(site, _ADD_MEMBER, slug, email, role)


def remove_member(site: Site, slug: str, email: str) -> None:
    """Take all roles in a letter from somebody."""
    run_on(site, _REMOVE_MEMBER, slug, email)


def sign_in(page: Page, site: Site, mails: MailServer, email: str) -> None:
    """Sign in with a mailed code."""
    page.goto(f"{site.address}/workspace/")
    sign_in_by_code(page, mails, email)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your letters")


def begin_letter(page: Page, site: Site, slug: str, title: str, language: str = "en") -> None:
    """Begin a letter; the page shows the editor of its original then."""
    page.goto(f"{site.address}/workspace/new/")
    page.get_by_label("Title").fill(title)
    page.get_by_label("Language of the original").fill(language)
    page.get_by_label("Address", exact=True).fill(slug)
    page.get_by_role("button", name="Begin", exact=True).click()
    expect(page.get_by_label("Text", exact=True)).to_be_visible()


@dataclass
class Editor:
    """The editing page of one language in one person's browser."""

    page: Page
    site: Site
    slug: str
    language: str = "en"

    @property
    def address(self) -> str:
        return f"{self.site.address}/workspace/letters/{self.slug}/texts/{self.language}/"

    @property
    def title(self) -> Locator:
        return self.page.get_by_label("Title", exact=True)

    @property
    def addressees(self) -> Locator:
        return self.page.get_by_label("Addressees", exact=True)

    @property
    def body(self) -> Locator:
        return self.page.get_by_label("Text", exact=True)

    @property
    def status(self) -> Locator:
        """What becomes of the words that are not saved."""
        return self.page.locator("[data-unsaved]")

    def open(self) -> "Editor":
        """Open the page, anew if it is open."""
        self.page.goto(self.address)
        return self

    def write(self, body: str, *, title: str = "", addressees: str = "") -> None:
        """Put a whole text in place of what stands there, without saving it."""
        if title:
            self.title.fill(title)
        if addressees:
            self.addressees.fill(addressees)
        self.body.fill(body)

    def replace(self, before: str, after: str) -> None:
        """Type over a passage of the text as a person does: select it, and type."""
        start = self.body.input_value().index(before)
        self.body.evaluate(
            "(area, [start, end]) => { area.focus(); area.setSelectionRange(start, end); }",
            [start, start + len(before)],
        )
        self.page.keyboard.type(after)

    def wait_until_kept(self) -> None:
        """Wait until the server has every word."""
        expect(self.status).to_contain_text("kept at")

    def save(self, *, reason: str = "", is_up_to_date: bool | None = None) -> None:
        """Press the button, whatever comes then."""
        if reason:
            self.page.get_by_label("Why").fill(reason)
        if is_up_to_date is not None:
            self.page.get_by_label("This translation is up to date").set_checked(is_up_to_date)
        self.page.get_by_role("button", name="Save", exact=True).click()

    def saved(self, number: int) -> None:
        """See that it was saved as this version."""
        expect(self.page.locator(".notice.saved")).to_have_text(f"Saved as version {number}.")


@dataclass
class Conflict:
    """The page on which somebody chooses between their words and those of somebody else."""

    page: Page

    def is_shown(self, places: int) -> None:
        """See the page with so many places."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(
            "Two versions of the same words"
        )
        expect(self.page.locator("fieldset.conflict")).to_have_count(places)

    def choose(self, place: int, choice: str, own: str = "") -> None:
        """Choose "mine", "theirs", "both" or "own" at a place, counted from 0."""
        if choice == "own":
            self.page.locator(f"[name=own-{place}]").fill(own)
        else:
            self.page.locator(f"#{choice}-{place}").check()

    def save(self) -> None:
        """Save what was chosen."""
        self.page.get_by_role("button", name="Save what is chosen").click()
