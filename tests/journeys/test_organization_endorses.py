"""Organizations are asked to put their names to a frozen text, and the letter is published."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.endorse_steps import (
    Representative,
    freeze,
    let_the_time_come,
    require_at_least,
    set_time,
)
from tests.journeys.steps import (
    ADDRESSEES,
    BODY,
    TITLE,
    PublicLetter,
    become_lead,
    fetch,
    receive_receipt,
    reload_until,
    verify,
)
from tests.journeys.writing_steps import Editor, begin_letter
from tests.support.mail import MailServer, text_of
from tests.support.site import Site

pytestmark = [pytest.mark.browser]

Picture = Callable[[Page, str], None]
LEAD = "lead@coalition.example"


def test_two_of_three_endorse_and_the_letter_is_published_at_its_time(
    open_page: Callable[..., Page],
    site: Site,
    smtp_server: MailServer,
    tmp_path: Path,
    picture: Picture,
) -> None:
    lead = open_page(timezone_id="America/New_York")
    become_lead(lead, site, email=LEAD)
    begin_letter(lead, site, "river", TITLE)
    editor = Editor(lead, site, "river")
    editor.write(BODY, addressees=ADDRESSEES)
    editor.save()
    editor.saved(2)
    herons, gauges, friends = (
        Representative(open_page(), site, smtp_server, email, name)
        for email, name in (
            ("office@herons.example", "Bank of Herons"),
            ("chair@gauges.example", "The Gauge Keepers"),
            ("info@dustan.example", "انجمن دوستداران رود"),
        )
    )
    herons.join("river")
    gauges.join("river", country="DE")
    friends.join("river", country="IR", language="fa")
    require_at_least(lead, site, "river", 2)
    lead.goto(f"{site.address}/workspace/letters/river/freeze/")
    picture(lead, "freeze-and-ask")
    freeze(lead, site, "river")

    # One endorses with a passkey, one with a code, and one declines.
    herons.sign_in(with_passkey=True)
    assert "English: you have not marked it as read yet." in herons.open_request()
    picture(herons.page, "endorse")
    herons.endorse_with_passkey()
    friends.sign_in()
    friends.open_request()
    friends.decline("The second demand says nothing about the dams.")
    declined = text_of(smtp_server.fetch(LEAD, subject="Endorsement declined by"))
    assert "The second demand says nothing about the dams." in declined
    river = f"{site.address}/workspace/letters/river/"
    lead.goto(river)
    tally = lead.locator(".tally")
    expect(tally).to_have_text("2 of 3 are missing: The Gauge Keepers, انجمن دوستداران رود")
    picture(lead, "who-is-missing")
    lead.get_by_role("button", name="Remind those who are missing").click()
    expect(lead.get_by_role("status")).to_contain_text("1 organization was reminded")
    smtp_server.fetch(gauges.email, subject="Still to endorse")

    # A time is set, and comes too early: nothing is published, and the lead is told.
    set_time(lead, site, "river", local="2028-02-29T09:00", zone="Europe/Paris")
    expect(lead.locator(".set-time")).to_contain_text("29 February 2028, 09:00")
    expect(lead.locator(".set-time")).to_contain_text("Europe/Paris (UTC+01:00)")
    expect(lead.locator(".set-time")).to_contain_text("03:00, America/New_York")
    let_the_time_come(site, "river")
    told = text_of(smtp_server.fetch(LEAD, subject="Not published"))
    assert "The Gauge Keepers" in told
    letter = PublicLetter(site, "river")
    assert lead.request.get(letter.address()).status == 404

    # Somebody without JavaScript can endorse too.
    gauges.page = open_page(java_script_enabled=False)
    gauges.sign_in()
    gauges.open_request()
    expect(gauges.page.locator("main")).to_contain_text("resting on this server’s word")
    gauges.endorse_with_code()
    set_time(lead, site, "river", local="2028-02-29T09:00", zone="Europe/Paris")
    lead.goto(f"{river}publish/")
    picture(lead, "publish-at-a-set-time")
    let_the_time_come(site, "river")
    smtp_server.fetch(LEAD, subject="Published")

    # The two are the first signatories, and their receipts lead to their signatures.
    lead.goto(letter.address())
    reload_until(lead, lambda: "2 organizations" in lead.locator("p.count").inner_text())
    assert letter.check_log() == (2, 0, 0)
    mail = receive_receipt(smtp_server, herons.email, tmp_path)
    report = json.loads(verify(mail.receipt, "--against", letter.log_address, "--json").stdout)
    assert report["fields"]["evidence"].startswith("endorsed with a passkey, evidence sha256:")

    # A stranger checks it offline, from one file.
    bundle = tmp_path / "bundle.zip"
    bundle.write_bytes(fetch(letter.bundle_address))
    done = verify(bundle)
    assert done.returncode == 0, done.stdout + done.stderr
    said = re.sub(r"\s+", " ", done.stdout)
    assert "Bank of Herons" in said
    assert "The Gauge Keepers" in said
    assert "دوستداران" not in said
    report = json.loads(verify(bundle, "--json").stdout)
    (first, second) = report["endorsements"]
    assert (first["name"], first["passkey"] is not None, first["edition"]) == (
        "Bank of Herons",
        True,
        1,
    )
    assert (second["name"], second["passkey"], second["edition"]) == ("The Gauge Keepers", None, 1)
    assert second["mailbox"]["domain"] == "gauges.example"

    # What was declined can still be given, and is signed then.
    friends.page.goto(friends.link)
    friends.endorse_with_code()
    reload_until(lead, lambda: "3 organizations" in lead.locator("p.count").inner_text())
    assert letter.check_log() == (3, 0, 0)
