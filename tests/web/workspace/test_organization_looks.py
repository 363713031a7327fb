"""Organizations in a real browser: under a letter and in the workspace, for everybody."""

from collections.abc import Callable
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.support.coalitions import Partner, add_partner, browser_of
from tests.support.letters import T0, log_all, make_open_letter
from tests.support.organizations import ENDORSED_AT, endorse_and_sign
from tests.support.pictures import logo_file
from tests.web.test_looks import TOO_WIDE, serious
from undersigned.models import Account, DomainProof, Letter
from undersigned.stages.organization import (
    Profile,
    change_profile,
    record_mailbox_proof,
    set_logo,
    vouch,
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

LONG = "Association pour la défense des berges et des rivages du grand fleuve " * 4
NAMES = ("Friends of the Herons", LONG[:300], "River Watch", "W" * 300)


@pytest.fixture
def letter() -> Letter:
    """A letter that organizations with all kinds of evidence, long names and logos carry."""
    return _carried_by(NAMES)


def _carried_by(names: tuple[str, ...]) -> Letter:
    letter = make_open_letter()
    for number, name in enumerate(names, 1):
        partner = add_partner(letter, number)
        profile = Profile(
            name.strip(), "en", (("fa", "دوستداران رود بزرگ"),), "GB", partner.organization.website
        )
        by = partner.representative
        change_profile(partner.organization, profile, based_on=0, by=by, at=T0)
        _show_everything(partner, letter, number)
        endorse_and_sign(letter, partner, with_passkey=number % 2 == 1)
    log_all(letter, at=ENDORSED_AT)
    return letter


def _show_everything(partner: Partner, letter: Letter, number: int) -> None:
    by = partner.representative
    if number != 3:
        set_logo(partner.organization, logo_file((600, 120 * number)), by=by, at=T0)
    DomainProof.objects.create(
        organization=partner.organization,
        domain=f"association-{number}.example",
        added_at=T0,
        checked_at=T0,
        seen_at=T0,
        missing_since=ENDORSED_AT if number == 2 else None,
    )
    EmailAddress.objects.create(user=by, email=by.email, verified=True, primary=True)
    record_mailbox_proof(partner.organization, by, at=T0)
    vouch(partner.seat, by=letter.lead, note="We have worked together since 2019.", at=T0)


def _sign_in(page: Page, live_server: LiveServer, account: Account) -> None:
    cookie = browser_of(account).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )


def _fits(page: Page, where: str) -> None:
    assert (where, page.evaluate(TOO_WIDE)) == (where, [0, 0])
    assert (where, serious(page)) == (where, [])


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (320, "dark"), (1280, "dark")])
def test_pages_fit_and_are_accessible(
    open_page: Callable[..., Page],
    live_server: LiveServer,
    letter: Letter,
    width: int,
    scheme: str,
) -> None:
    page = open_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    for rest in ("en/", "fa/", "fa/signatories/", "en/check/"):
        page.goto(f"{live_server.url}/letters/river/{rest}")
        _fits(page, rest)
    assert page.context.cookies() == []
    seat = letter.seats.order_by("pk")[1]
    speaker = Account.objects.get(email="office@association-2.example")
    one = f"/workspace/organizations/{seat.organization_id}/"
    for account, rest in (
        (speaker, one),
        (speaker, f"{one}profile/"),
        (letter.lead, one),
        (letter.lead, f"/workspace/letters/river/seats/{seat.pk}/vouch/"),
    ):
        _sign_in(page, live_server, account)
        page.goto(live_server.url + rest)
        _fits(page, rest)


def test_logo_is_seen_before_it_is_uploaded(
    open_page: Callable[..., Page], live_server: LiveServer, letter: Letter, tmp_path: Path
) -> None:
    file = tmp_path / "logo.png"
    file.write_bytes(logo_file())
    seat = letter.seats.order_by("pk")[2]
    page = open_page()
    _sign_in(page, live_server, Account.objects.get(email="office@association-3.example"))
    page.goto(f"{live_server.url}/workspace/organizations/{seat.organization_id}/")
    shown = page.locator("[data-logo-form] img")
    expect(shown).to_be_hidden()
    page.get_by_label("Picture").set_input_files(file)
    expect(shown).to_be_visible()
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_role("img", name="The logo on a dark page")).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("This is the logo from now on.")


def test_everything_works_without_javascript(
    open_page: Callable[..., Page], live_server: LiveServer, letter: Letter, tmp_path: Path
) -> None:
    file = tmp_path / "logo.png"
    file.write_bytes(logo_file())
    seat = letter.seats.order_by("pk")[2]
    page = open_page(java_script_enabled=False)
    _sign_in(page, live_server, Account.objects.get(email="office@association-3.example"))
    page.goto(f"{live_server.url}/workspace/organizations/{seat.organization_id}/")
    page.get_by_label("Picture").set_input_files(file)
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_role("img", name="The logo on a light page")).to_be_visible()
    page.get_by_role("link", name="Edit the profile").click()
    page.get_by_label("Language", exact=True).nth(1).fill("French")
    page.get_by_label("Name in it").nth(1).fill("Veille du fleuve")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Veille du fleuve")).to_be_visible()


def test_pictures_for_the_documentation(
    open_page: Callable[..., Page], live_server: LiveServer, picture: Callable[[Page, str], None]
) -> None:
    letter = _carried_by(("Friends of the Herons", "River Council of Brenn", "River Watch"))
    page = open_page()
    page.goto(f"{live_server.url}/letters/river/en/signatories/")
    expect(page.get_by_role("heading", name="Organizations that carry this letter")).to_be_visible()
    picture(page, "organizations-under-a-letter")
    seat = letter.seats.order_by("pk")[1]
    _sign_in(page, live_server, Account.objects.get(email="office@association-2.example"))
    page.goto(f"{live_server.url}/workspace/organizations/{seat.organization_id}/")
    expect(page.get_by_text("Record is gone")).to_be_visible()
    picture(page, "organization")
