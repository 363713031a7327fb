"""The pages of endorsing in a real browser: narrow, wide, dark, and for everybody."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.journeys.endorse_steps import Representative, freeze
from tests.journeys.steps import ADDRESSEES_FA, BODY_FA, TITLE_FA, become_lead
from tests.journeys.writing_steps import Editor, begin_letter
from tests.support.browser import Watch
from tests.support.mail import MailServer
from tests.support.site import Site
from tests.web.workspace.test_looks import TOO_WIDE, serious

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_every_page_of_endorsing_fits_and_is_accessible(
    open_page: Callable[..., Page],
    site: Site,
    smtp_server: MailServer,
    watch: Watch,
    tmp_path: Path,
) -> None:
    watch.allow("status of 422")
    lead = open_page()
    become_lead(lead, site)
    begin_letter(lead, site, "river", TITLE_FA, "fa")
    editor = Editor(lead, site, "river", "fa")
    editor.write(BODY_FA, addressees=ADDRESSEES_FA)
    editor.save()
    editor.saved(2)
    # As long as a name may be, and without a place to break it.
    speaker = Representative(
        open_page(), site, smtp_server, "a@herons.example", "Rheinuferschutzverein" * 14, reads="fa"
    )
    speaker.join("river")
    other = Representative(open_page(), site, smtp_server, "b@dustan.example", "انجمن رود")
    other.join("river", language="fa")
    river = f"{site.address}/workspace/letters/river/"
    lead.goto(f"{river}freeze/")
    assert serious(lead) == []
    freeze(lead, site, "river")
    speaker.sign_in(with_passkey=True)
    speaker.open_request()
    request = speaker.page.url
    pages = {
        lead: [river, f"{river}publish/", f"{river}rule/", f"{river}closing/"],
        speaker.page: [river, request, f"{request}take-back/"],
    }
    for width, scheme in ((320, "light"), (1280, "dark")):
        for owner, addresses in pages.items():
            view = open_page(
                viewport={"width": width, "height": 800},
                color_scheme=scheme,
                storage_state=owner.context.storage_state(),
            )
            for address in addresses:
                view.goto(address)
                where = (width, address.removeprefix(site.address))
                assert (where, view.evaluate(TOO_WIDE)) == (where, 0)
                assert (where, serious(view)) == (where, [])
                name = address.removeprefix(river).replace("/", "-") or "letter"
                view.screenshot(path=tmp_path / f"{width}-{name}.png", full_page=True)
