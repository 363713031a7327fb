"""Eleven organizations in six countries write one letter in three languages, and put it out.

All of it goes through the product itself: pages in Chromium, mails, and the command line. Every
person has a browser of their own, and every passkey is one of a virtual authenticator. Nothing is
put into the database, and no clock is moved: the set time is the next minute, and it passes.
"""

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import review_steps
from tests.journeys.eleven import (
    ADDRESSEES,
    BODY_FR,
    CAST,
    DECLINING,
    DEMAND,
    LEAD,
    MINA,
    PLUME,
    REASON,
    SLUG,
    TITLE_FR,
)
from tests.journeys.eleven_steps import (
    Representative,
    bring_up_to_date,
    invite_all,
    vouch_for,
    write_translation,
)
from tests.journeys.endorse_steps import freeze, set_time
from tests.journeys.steps import (
    BODY,
    BODY_FA,
    TITLE,
    TITLE_FA,
    PublicLetter,
    become_lead,
    fetch,
    reload_until,
    verify,
)
from tests.journeys.writing_steps import Conflict, Editor, begin_letter
from tests.support.browser import Watch
from tests.support.dns import NameServer
from tests.support.mail import MailServer, text_of
from tests.support.site import Site
from undersigned.core.isolates import isolated

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Picture = Callable[[Page, str], None]
OpenPage = Callable[..., Page]
SITE_ZONE = "Europe/Paris"


def gather(
    lead: Page, site: Site, mails: MailServer, open_page: OpenPage, names: NameServer
) -> list[Representative]:
    """Invite all eleven; each accepts, says who it is, and all but three get a passkey."""
    invite_all(lead, site.address, CAST)
    people = [
        Representative(open_page(), site, mails, one.email, one.name, cast=one) for one in CAST
    ]
    for each in people:
        each.accept()
        each.fill_profile()
        if each.cast.has_mailbox:
            each.show_mailbox()
        if each.cast.has_record:
            each.put_up_record(names.zone)
        # The last of them with a passkey gets it where it is asked for one.
        if each.cast.has_passkey and each is not people[-1]:
            each.add_passkey()
    for each in people:
        if each.cast.word:
            vouch_for(lead, site.address, each.cast)
    lead.goto(f"{site.address}/workspace/letters/{SLUG}/coalition/")
    expect(lead.locator("main")).to_contain_text("11 are in.")
    assert lead.locator("li.seat h3").all_inner_texts() == [one.name for one in CAST]
    return people


def conflict(ours: Editor, theirs: Editor, picture: Picture) -> None:
    """Two people change the same words; whoever comes second chooses."""
    theirs.open()
    ours.open()
    ours.replace("has fallen", "has been falling")
    ours.save(reason="It has not stopped")
    ours.saved(3)
    theirs.replace("has fallen", "keeps falling")
    theirs.replace("how far", "by how much")
    theirs.save()
    choice = Conflict(theirs.page)
    choice.is_shown(places=1)
    picture(theirs.page, "two-versions-of-the-same-words")
    choice.choose(0, "theirs")
    choice.save()
    theirs.saved(4)
    changed = BODY.replace("has fallen", "has been falling").replace("how far", "by how much")
    expect(theirs.body).to_have_value(changed)


def review(lead: Page, site: Site, people: list[Representative]) -> None:
    """One remarks, one suggests; the lead answers, resolves, and accepts."""
    herons, gauges = people[0].page, people[1].page
    review_steps.read(gauges, site, SLUG)
    review_steps.remark_on(gauges, "three summers", "Was it not four?")
    review_steps.read(herons, site, SLUG)
    review_steps.suggest(herons, "the people of the banks", "everybody who lives here", "All.")
    review_steps.read(people[5].page, site, SLUG, "fa")
    review_steps.remark_on(people[5].page, "سه تابستان", "چهار تابستان نبود؟")
    review_steps.read(lead, site, SLUG)
    review_steps.answer(lead, review_steps.thread(lead, "Was it not four?"), "Three, it says.")
    review_steps.resolve(lead, review_steps.thread(lead, "Was it not four?"))
    review_steps.accept(lead, review_steps.thread(lead, "All."))
    expect(lead.locator(".reading")).to_contain_text(DEMAND["en"][1])
    review_steps.read(lead, site, SLUG, "fa")
    review_steps.resolve(lead, review_steps.thread(lead, "چهار تابستان"))
    # Whoever declines later has read the text, and says so.
    review_steps.read(people[6].page, site, SLUG)
    people[6].page.locator("[data-end]").scroll_into_view_if_needed()
    expect(people[6].page.get_by_text("You have read this version.")).to_be_visible()


def ask(lead: Page, site: Site, mails: MailServer, people: list[Representative]) -> None:
    """Freeze; ten endorse, and one declines."""
    freeze(lead, site, SLUG)
    for each in people[:-1]:
        if each.email == DECLINING:
            said = each.open_request()
            assert "English: nothing." in said
            assert "French: you have not marked it as read yet." in said
            each.decline(REASON)
        else:
            each.endorse()
    last = people[-1]
    last.open_request()
    last.add_passkey_where_it_is_needed()
    last.endorse_with_passkey()
    declined = mails.fetch(LEAD, subject=f"Endorsement declined by {people[6].organization}")
    assert REASON in text_of(declined)
    lead.goto(f"{site.address}/workspace/letters/{SLUG}/")
    expect(lead.locator(".tally")).to_have_text(f"1 of 11 is missing: {people[6].organization}")
    expect(lead.locator(".answer-reason")).to_have_text(REASON)
    lead.goto(f"{site.address}/workspace/letters/{SLUG}/publish/")
    expect(lead.get_by_role("button", name="Publish now")).to_be_disabled()


def win_over(
    lead: Page, editors: list[Editor], site: Site, people: list[Representative], picture: Picture
) -> None:
    """Change the text for the reason that was given, and ask all of them anew."""
    lead.goto(f"{site.address}/workspace/letters/{SLUG}/edition/")
    lead.get_by_role("button", name="Back to the draft").click()
    ours, french, persian = editors
    ours.open()
    ours.replace(*DEMAND["en"][1:])
    ours.save(reason="The dams, as the ninth asked")
    ours.saved(6)
    french.open()
    picture(french.page, "out-of-date")
    bring_up_to_date(french, *DEMAND["fr"][1:], number=3)
    bring_up_to_date(persian, *DEMAND["fa"][1:], number=3)
    freeze(lead, site, SLUG)
    for each in people:
        said = each.endorse()
        asked = f"“{isolated(each.organization, 'en')}” is asked to put its name to edition 2"
        assert asked in said
        links = re.findall(rf"{site.address}\S+/changes/\S+", said)
        assert (each.organization, len(links)) == (each.organization, 3)
        answer = "declined to endorse" if each.email == DECLINING else "endorsed"
        assert f"Your organization {answer} edition 1. The text has changed since" in said
    page = people[6].page
    page.goto(links[0])  # the same for all of them
    expect(page.locator(".marked ins")).to_have_text([re.compile("or a dam is built")])
    picture(page, "what-changed")
    lead.goto(f"{site.address}/workspace/letters/{SLUG}/")
    expect(lead.locator(".tally")).to_have_text("All 11 organizations have endorsed.")


def publish(lead: Page, site: Site, mails: MailServer, letter: PublicLetter) -> None:
    """Set the next minute for it, and see that nothing is public before that time has come."""
    now = datetime.now(UTC)
    at = (now + timedelta(seconds=70)).replace(second=0, microsecond=0)
    local = at.astimezone(ZoneInfo(SITE_ZONE)).strftime("%Y-%m-%dT%H:%M")
    set_time(lead, site, SLUG, local=local, zone=SITE_ZONE)
    assert lead.request.get(letter.address()).status == 404
    told = text_of(mails.fetch(LEAD, subject=f"Published: {TITLE}", timeout_seconds=100))
    assert datetime.now(UTC) >= at
    assert f"{site.address}/letters/{SLUG}/" in told


def shown(page: Page) -> list[tuple[str, str, list[str]]]:
    """What the public page says of each organization: name, country, evidence."""
    return [
        (
            one.locator(".partner-name").inner_text(),
            one.locator(".country").inner_text(),
            one.locator(".evidence li").all_inner_texts(),
        )
        for one in page.locator("ul.partners > li").all()
    ]


def read_publicly(reader: Page, letter: PublicLetter, day: date, picture: Picture) -> None:
    """See the eleven in their order, with their evidence in words, in each language."""
    reader.goto(letter.address())
    reload_until(reader, lambda: "11 organizations" in reader.locator("p.count").inner_text())
    on = f"{day.day} {day:%B %Y}"
    assert shown(reader) == [
        (one.name, one.country_name, one.evidence_in_words(on)) for one in CAST
    ]
    expect(reader.locator(".addressees li")).to_have_count(3)
    expect(reader.locator(".body")).to_contain_text(DEMAND["en"][2])
    # They stand two to a row, so that all are seen at once.
    rows = reader.locator("ul.partners > li").evaluate_all("all => all.map((li) => li.offsetTop)")
    assert rows[0] == rows[1] < rows[2]
    reader.goto(letter.address("signatories/"))
    assert [name for name, _, _ in shown(reader)] == [one.name for one in CAST]
    picture(reader, "eleven-organizations")
    for language in ("fr", "fa"):
        reader.goto(letter.address(language=language))
        expect(reader.locator(".body")).to_contain_text(DEMAND[language][2])
        expect(reader.locator(".addressees li")).to_have_count(3)
        assert [name for name, _, _ in shown(reader)] == [one.name for one in CAST]


def check_offline(bundle: Path, host: str, tokens: dict[str, str], day: date) -> None:
    """What anyone can say of each organization with the one file, and nothing else."""
    done = verify(bundle, "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    report: dict[str, Any] = json.loads(done.stdout)  # JSON of several shapes
    assert (report["organizations"], report["people"], report["withdrawn"]) == (11, 0, 0)
    found = report["endorsements"]
    assert [one.pop("index") for one in found] == list(range(1, 12))
    assert len({one.pop("evidence") for one in found}) == 11
    keys = {one["passkey"].pop("key_sha256") for one in found if one["passkey"]}
    assert len(keys) == 9
    assert found == [one.verified(tokens[one.name], day) for one in CAST]

    said = re.sub(r"\s+", " ", verify(bundle).stdout)
    proven, _, not_proven = said.partition("Not proven")
    assert f"For 9 organizations, a passkey at {host} signed exactly the texts" in proven
    for one in CAST:
        assert (f"“{one.name}”: a passkey signed edition 2" in proven) == one.has_passkey
        rests_on_word = one.has_record or one.has_mailbox or one.word or not one.has_passkey
        assert (f"“{one.name}”, edition 2: " in not_proven) == bool(rests_on_word)
    assert "2 endorsed by a code from a mailbox alone, which leaves no signature" in not_proven


def test_eleven_groups_write_one_letter(
    open_page: OpenPage,
    start_site: Callable[..., Site],
    smtp_server: MailServer,
    name_server: NameServer,
    watch: Watch,
    tmp_path: Path,
    picture: Picture,
) -> None:
    watch.allow("status of 409")
    site = start_site(UNDERSIGNED_DNS=name_server.setting)
    lead, plume, mina = open_page(), open_page(), open_page()
    become_lead(lead, site, email=LEAD)
    begin_letter(lead, site, SLUG, TITLE)
    ours = Editor(lead, site, SLUG)
    ours.write(BODY, addressees=ADDRESSEES["en"])
    ours.save()
    ours.saved(2)
    people = gather(lead, site, smtp_server, open_page, name_server)

    # One editor is of an organization, which brings her; another is the lead's choice.
    rive = people[2].page
    rive.goto(f"{site.address}/workspace/letters/{SLUG}/coalition/")
    rive.get_by_role("link", name=f"Invite a person of {people[2].organization}").click()
    rive.get_by_label("E-mail address").fill(PLUME)
    rive.get_by_role("radio", name="Editor").check()
    rive.get_by_role("button", name="Send the invitation").click()
    review_steps.invite_to_letter(lead, site, SLUG, MINA, "Editor")
    review_steps.join(plume, smtp_server, PLUME)
    review_steps.join(mina, smtp_server, MINA)
    french, persian = Editor(plume, site, SLUG, "fr"), Editor(mina, site, SLUG, "fa")
    write_translation(french, TITLE_FR, BODY_FR)
    write_translation(persian, TITLE_FA, BODY_FA)

    conflict(ours, Editor(plume, site, SLUG), picture)
    review(lead, site, people)
    bring_up_to_date(french, *DEMAND["fr"][:2], number=2)
    bring_up_to_date(persian, *DEMAND["fa"][:2], number=2)

    ask(lead, site, smtp_server, people)
    win_over(lead, [ours, french, persian], site, people, picture)

    letter = PublicLetter(site, SLUG)
    day = datetime.now(UTC).date()
    publish(lead, site, smtp_server, letter)
    read_publicly(open_page(), letter, day, picture)

    bundle = tmp_path / "river.zip"
    bundle.write_bytes(fetch(letter.bundle_address))
    site.stop()
    host = site.address.removeprefix("http://")
    check_offline(bundle, host, {each.organization: each.token for each in people}, day)
