"""Every page but the workspace, in both directions and schemes: it fits, and axe finds nothing.

At 320 px, which is also 1280 px at 400 %, and at 200 %.

The pages are taken from the server's own list, so that none is forgotten.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.journeys.steps import (
    PublicLetter,
    become_lead,
    confirm,
    confirm_link,
    import_letter,
    receive_receipt,
    sign,
)
from tests.support.browser import Watch
from tests.support.client import ask
from tests.support.looks import ZOOM, faults_of
from tests.support.mail import MailServer, link_in
from tests.support.site import Site
from tests.web.public_addresses import account_addresses, public_addresses, values_of

pytestmark = [pytest.mark.browser]

OFFICE = "office@commission.example"


def letter_pages(letter: PublicLetter) -> Iterator[str]:
    """The address of each HTML page that takes no mailed link, in both languages."""
    for language in ("en", "fa"):
        values = values_of(letter.slug, language, letter.id)
        for path in public_addresses(values).values():
            address = letter.site.address + path
            answer = ask("GET", address)
            kind = dict(answer.headers).get("content-type", "")
            if answer.status == 200 and kind.startswith("text/html"):
                yield address
    yield f"{letter.site.address}/?lang=fa"
    yield f"{letter.site.address}/?lang=fa&q=%D8%B1%D9%88%D8%AF"
    yield f"{letter.site.address}/?q=%2A"
    yield letter.address("signatories/?q=ada")
    yield letter.address("sign/?as=organization", language="fa")


def mailed_pages(letter: PublicLetter, page: Page, mails: MailServer, folder: Path) -> list[str]:
    """Sign twice, confirm once, and return what the mailed links open."""
    sign(page, letter, name="Mina", email="mina@people.example")
    confirm(page, mails, "mina@people.example")
    sign(page, letter, name="Ada", email="ada@people.example")
    manage = receive_receipt(mails, "mina@people.example", folder).manage_link
    waiting = confirm_link(mails, "ada@people.example")
    return [waiting, f"{waiting}x", manage, f"{manage}data/", f"{manage}withdraw/"]


def deliver(lead: Page, letter: PublicLetter, mails: MailServer) -> str:
    """Send the letter to an office and return its answer link."""
    lead.goto(f"{letter.site.address}/workspace/letters/{letter.slug}/deliver/0/mail/")
    lead.get_by_label("Address of the addressee’s office").fill(OFFICE)
    lead.get_by_role("button", name="Send the letter").click()
    return link_in(mails.fetch(OFFICE), "/answer/")


def test_every_page_fits_and_is_accessible(
    open_page: Callable[..., Page],
    site: Site,
    smtp_server: MailServer,
    watch: Watch,
    tmp_path: Path,
) -> None:
    watch.allow("status of 404")
    letter = import_letter(site, tmp_path)
    lead = open_page()
    become_lead(lead, site)
    pages = [*letter_pages(letter), *mailed_pages(letter, open_page(), smtp_server, tmp_path)]
    pages.append(deliver(lead, letter, smtp_server))
    account = [site.address + path for path in account_addresses().values()]
    assert len(pages) > 30
    assert len(account) > 10
    reader = open_page(device_scale_factor=ZOOM)
    assert all(look(reader, address) for address in pages)
    # A public page and a mailed link set no cookie.
    assert reader.context.cookies() == []
    signed_in = lead.context.storage_state()
    for locale in ("en-GB", "fa-IR"):
        member = open_page(device_scale_factor=ZOOM, locale=locale, storage_state=signed_in)
        # Opening the page that signs out would end it for the others.
        mine = [look(member, address, locale) for address in account if "logout" not in address]
        guest = open_page(device_scale_factor=ZOOM, locale=locale)
        theirs = [look(guest, address, locale) for address in account]
        assert (sum(mine) > 8, sum(theirs) > 1) == (True, True)


def look(view: Page, address: str, locale: str = "") -> bool:
    """Look at a page in a browser, if it is one and is there for this person.

    `locale` is what the browser asks for, where it is for the reader to choose.
    """
    answer = view.context.request.get(address, max_redirects=0)
    is_page = answer.headers.get("content-type", "").startswith("text/html")
    if (answer.status >= 300 and answer.status != 404) or not is_page:
        return False
    view.goto(address)
    if locale:
        ways = {"en-GB": ("en", "ltr"), "fa-IR": ("fa", "rtl")}
        root = view.locator("html")
        assert (root.get_attribute("lang"), root.get_attribute("dir")) == ways[locale]
    assert (address, locale, faults_of(view)) == (address, locale, {})
    return True
