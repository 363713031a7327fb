"""The steps that journeys are made of: what a person does with a letter, a mailbox, a receipt."""

import json
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from django.utils import translation
from playwright.sync_api import Page, expect

from tests.support.mail import MailServer, link_in, text_of
from tests.support.passkeys import Authenticator, add_authenticator, code_of_app
from tests.support.site import Site
from undersigned.core.interface_languages import nearest_spoken

COMMAND = Path(sys.executable).with_name("undersigned")

TITLE = "Give Our River a Voice"
TITLE_FA = "به رود ما صدا بدهید"
BODY = """\
For three summers the river has fallen, and nobody has published how far.[^1]

## What we ask

::: demands
1. Publish the measurements of every gauge, each month.
2. Let the people of the banks speak before the gates are closed.
:::

> Whoever owns the number owns the river.

[^1]: The river report, [example.org](https://example.org/report), page 12.
"""
BODY_FA = """\
سه تابستان است که آب رود پایین می‌رود و کسی نگفته است چه اندازه.[^1]

## خواست ما

::: demands
1. اندازه‌های هر ایستگاه را ماه به ماه منتشر کنید.
2. پیش از بستن دریچه‌ها به سخن مردم کناره‌ها گوش دهید.
:::

> هر که شمار را دارد، رود را دارد.

[^1]: گزارش رود، [example.org](https://example.org/report)، صفحهٔ ۱۲.
"""
ADDRESSEES = "Ada Exemplar; Chair; River Commission\nBen Example; Minister of Water; Examplia"
ADDRESSEES_FA = "آدا اگزمپلار; رئیس; کمیسیون رود\nبن اگزمپل; وزیر آب; اگزمپلیا"

_DESCRIPTION = """\
slug = "{slug}"
signatories = "signatories.csv"

[[addressees]]
name = "Ada Exemplar"
office = "Chair"
place = "River Commission"

[[texts]]
language = "en"
title = "{title}"
file = "en.md"
original = true

[[texts]]
language = "fa"
title = "{title_fa}"
file = "fa.md"
"""
_SIGNATORIES = """\
kind,name,affiliation,role,country
organization,Bank of Herons,https://herons.example,,DE
organization,انجمن دوستداران رود,,,IR
person,Ada Placeholder,School of Streams,Teacher,FR
person,شیرین نمونه,,شاعر,IR
"""


@dataclass(frozen=True)
class PublicLetter:
    """A letter that readers can reach on a site."""

    site: Site
    slug: str

    def address(self, rest: str = "", *, language: str = "en") -> str:
        """The address of the letter, or of a page below it."""
        return f"{self.site.address}/letters/{self.slug}/{language}/{rest}"

    @property
    def bundle_address(self) -> str:
        """Where the bundle is downloaded."""
        return f"{self.site.address}/letters/{self.slug}/bundle.zip"

    @cached_property
    def id(self) -> str:
        """The letter's id, as its page gives it away."""
        found = re.search(r"/log/([0-9a-f]{32})/", fetch(self.address()).decode())
        assert found is not None, "The page of the letter does not lead to its log."
        return found[1]

    @property
    def log_address(self) -> str:
        """Where the files of the log are."""
        return f"{self.site.address}/log/{self.id}/"

    def check_log(self) -> tuple[int, int, int]:
        """Recompute the whole log; return how many organizations, people, withdrawn it counts."""
        return counted(verify(self.log_address, "--json"))


def fetch(address: str) -> bytes:
    """Read an address as a program does, which keeps nothing and follows redirections."""
    with urllib.request.urlopen(address, timeout=10) as response:
        data: bytes = response.read()
        return data


def import_letter(
    site: Site, folder: Path, *, slug: str = "river", body: str = BODY, body_fa: str = BODY_FA
) -> PublicLetter:
    """Publish an invented letter in English and Persian with two organizations and two people.

    It is led by whoever makes the first account. Returns once the log tells readers of all four.
    """
    source = folder / slug
    source.mkdir()
    (source / "en.md").write_text(body, encoding="utf-8")
    (source / "fa.md").write_text(body_fa, encoding="utf-8")
    (source / "signatories.csv").write_text(_SIGNATORIES, encoding="utf-8")
    description = _DESCRIPTION.format(slug=slug, title=TITLE, title_fa=TITLE_FA)
    (source / "letter.toml").write_text(description, encoding="utf-8")
    done = site.run("import", source)
    assert done.returncode == 0, done.stderr + done.stdout
    letter = PublicLetter(site, slug)
    assert letter.check_log() == (2, 2, 0)
    return letter


def verify(subject: str | Path, *options: str | Path) -> subprocess.CompletedProcess[str]:
    """Run `undersigned verify` as a stranger does: with no setting of any server."""
    return subprocess.run(
        [str(COMMAND), "verify", *map(str, (subject, *options))],
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def counted(done: subprocess.CompletedProcess[str]) -> tuple[int, int, int]:
    """Return what a proven log counts: organizations, people, withdrawn."""
    assert done.returncode == 0, done.stdout + done.stderr
    report: dict[str, Any] = json.loads(done.stdout)  # JSON of several shapes
    return report["organizations"], report["people"], report["withdrawn"]


def count_on(page: Page) -> tuple[int, int]:
    """Return how many organizations and people a page of the letter says have signed."""
    sentence = page.locator("p.count").inner_text()
    organizations = re.search(r"(\d+) organizations?", sentence)
    people = re.search(r"(\d+) (?:person|people)", sentence)
    return (int(organizations[1]) if organizations else 0, int(people[1]) if people else 0)


def reload_until(page: Page, is_so: Callable[[], bool], *, timeout_seconds: float = 15) -> None:
    """Load a page again until it says what the worker does about once a second."""
    deadline = time.monotonic() + timeout_seconds
    while not is_so():
        assert time.monotonic() < deadline, f"This does not come:\n{page.inner_text('body')}"
        page.reload()


def fill_person(
    page: Page,
    letter: PublicLetter,
    *,
    name: str,
    email: str,
    is_named: bool = True,
    language: str = "en",
) -> None:
    """Open the form and fill it in, without sending it."""
    page.goto(letter.address("sign/", language=language))
    page.get_by_label(said("Your name", language)).fill(name)
    page.get_by_label(said("Your e-mail address", language)).fill(email)
    page.get_by_label(said("What you do", language)).fill("Ferrywoman")
    page.get_by_label(said("Where you do it", language)).fill("The Lower Ferry")
    page.get_by_label(said("Country", language)).select_option("FR")
    choice = "Show my name under the letter" if is_named else "Count me, and do not show my name"
    page.get_by_label(said(choice, language)).check()


def said(sentence: str, language: str) -> str:
    """A sentence of the interface as it is told to readers of a language."""
    with translation.override(nearest_spoken(language)):
        return translation.gettext(sentence)


def send_signature(page: Page, *, language: str = "en") -> None:
    """Send the filled form, and see what everybody sees then."""
    page.get_by_role("button", name=said("Continue by mail", language)).click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(said("Look into your mailbox", language))


def sign(page: Page, letter: PublicLetter, *, name: str, email: str, is_named: bool = True) -> None:
    """Fill the form of a person in and send it."""
    fill_person(page, letter, name=name, email=email, is_named=is_named)
    send_signature(page)


def confirm_link(mails: MailServer, email: str, *, subject: str = "Confirm your signature") -> str:
    """Return the link of the mail that asks to confirm."""
    return link_in(mails.fetch(email, subject=subject), "/confirm/")


def confirm(page: Page, mails: MailServer, email: str, *, language: str = "en") -> str:
    """Open the mailed link and press the button; return the link."""
    link = confirm_link(mails, email, subject="Confirm your signature" if language == "en" else "")
    page.goto(link)
    button = page.locator("form .send button")
    button.click()
    expect(button).to_have_count(0)
    return link


@dataclass(frozen=True)
class ReceiptMail:
    """What comes by mail to whoever stands in the log."""

    receipt: Path
    manage_link: str
    text: str


def receive_receipt(mails: MailServer, email: str, folder: Path) -> ReceiptMail:
    """Wait for the receipt and save its attachment as a mail program would."""
    mail = mails.fetch(email, subject="Your receipt")
    (attachment,) = mail.iter_attachments()
    name = attachment.get_filename()
    assert name is not None
    assert re.fullmatch(r"[a-z0-9-]+-[0-9]+\.tlog-proof", name)
    content = attachment.get_content()
    assert isinstance(content, bytes)
    path = folder / name
    path.write_bytes(content)
    # Lines end with CR and LF on the wire, and with LF before a person's eyes.
    return ReceiptMail(path, link_in(mail, "/manage/"), text_of(mail).replace("\r\n", "\n"))


def become_lead(
    page: Page, site: Site, *, email: str = "lead@coalition.example", with_passkey: bool = True
) -> str:
    """Make the first account, which leads what was imported; its owner is signed in.

    The account gets a passkey, or else, for browsers without JavaScript, an app, whose secret is
    returned.
    """
    page.goto(site.first_link)
    page.get_by_label("Your e-mail address").fill(email)
    page.get_by_role("button", name="Make the account").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your letters")
    secret = ""
    if with_passkey:
        add_passkey(page, site)
    else:
        secret = add_app(page, site)
    page.goto(f"{site.address}/workspace/")
    return secret


def add_passkey(page: Page, site: Site, *, name: str = "My phone") -> Authenticator:
    """Give the signed-in person a passkey; return the device that holds it."""
    device = add_authenticator(page)
    page.goto(f"{site.address}/accounts/passkeys/add/")
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        re.compile("Recovery codes|Your account")
    )
    return device


def add_app(page: Page, site: Site) -> str:
    """Give the signed-in person an authenticator app; return its secret."""
    page.goto(f"{site.address}/accounts/authenticator-app/on/")
    secret = page.locator("[data-secret]").inner_text()
    page.get_by_label("Code of the app").fill(code_of_app(secret))
    page.get_by_role("button", name="Switch it on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        re.compile("Recovery codes|Your account")
    )
    return secret


def sign_in_by_code(page: Page, mails: MailServer, email: str) -> None:
    """Fill the sign-in page and the one that asks for the code from the mail."""
    page.get_by_label("E-mail address").fill(email)
    page.get_by_role("button", name="Send me a code").click()
    code = str(mails.fetch(email, subject="Your sign-in code")["Subject"]).rpartition(" ")[2]
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Sign in").click()


def use_app(page: Page, secret: str) -> None:
    """Answer the page that asks for one thing more than a code."""
    expect(page.get_by_role("heading", level=1)).to_have_text("One thing more")
    page.get_by_label("Code of the app").fill(code_of_app(secret))
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("One thing more")


def use_passkey(page: Page) -> None:
    """Answer the page that asks for one thing more than a code."""
    expect(page.get_by_role("heading", level=1)).to_have_text("One thing more")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("One thing more")


def close_letter(page: Page, letter: PublicLetter) -> None:
    """Close a letter that the signed-in person leads."""
    page.goto(f"{letter.site.address}/workspace/letters/{letter.slug}/")
    page.get_by_role("link", name="Close the letter").click()
    page.get_by_role("button", name="Close the letter").click()
    expect(page.get_by_role("status")).to_contain_text("The letter is closed")
