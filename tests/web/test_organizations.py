"""Organizations under a letter: who they are and what shows it, each kind as what it is."""

import html
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.support.coalitions import Partner, add_partner
from tests.support.letters import (
    T0,
    check_letter_log,
    log_all,
    make_draft,
    make_open_letter,
    organization_wish,
    public_files,
    signed,
)
from tests.support.organizations import ENDORSED_AT, endorse_and_sign
from tests.support.pictures import logo_file
from tests.web.markup import problems_of
from undersigned.core.coalition import SeatState
from undersigned.models import DomainProof, Letter, Logo, MailboxProof, Seat, Signature
from undersigned.queries.organization_evidence import organization_rows
from undersigned.queries.signatories import organizations
from undersigned.stages.confirm import accept_organization
from undersigned.stages.organization import (
    Profile,
    change_profile,
    remove_logo,
    set_logo,
    unvouch,
    vouch,
)
from undersigned.web.page_cache import PAGES

pytestmark = pytest.mark.django_db

FRENCH = (("fa", "دوستداران رود"), ("fr", "Les amis du fleuve"))


def _page(reader: Client, language: str = "en", rest: str = "") -> str:
    PAGES.forget_revisions()
    response = reader.get(f"/letters/river/{language}/{rest}")
    assert response.status_code == 200
    assert not response.cookies
    text = response.content.decode()
    assert problems_of(text) == []
    return text


def _words(text: str) -> list[str]:
    """Each fact on a page, without markup."""
    items = re.findall(r'<ul class="evidence".*?</ul>', text, re.DOTALL)
    facts = [fact for item in items for fact in re.findall(r"<li[^>]*>(.*?)</li>", item)]
    return [html.unescape(re.sub("<[^>]*>", "", fact)) for fact in facts]


def _rename(partner: Partner, profile: Profile) -> None:
    partner.organization.refresh_from_db()
    change_profile(
        partner.organization,
        profile,
        based_on=partner.organization.revision,
        by=partner.representative,
        at=T0,
    )


def _with_everything(letter: Letter, number: int = 1) -> Partner:
    partner = add_partner(letter, number)
    set_logo(partner.organization, logo_file(), by=partner.representative, at=T0)
    domain = f"association-{number}.example"
    DomainProof.objects.create(
        organization=partner.organization, domain=domain, added_at=T0, seen_at=T0
    )
    MailboxProof.objects.create(
        organization=partner.organization,
        account=partner.representative,
        domain=domain,
        confirmed_at=T0 - timedelta(days=1),
    )
    vouch(partner.seat, by=letter.lead, note="We <b>met</b>.", at=T0 + timedelta(days=1))
    endorse_and_sign(letter, partner)
    return partner


@pytest.mark.parametrize("rest", ["", "signatories/", "signatories/?q=association"])
def test_each_kind_of_evidence_is_shown_as_what_it_is_with_its_day(
    reader: Client, rest: str
) -> None:
    letter = make_open_letter()
    _with_everything(letter)
    log_all(letter)
    text = _page(reader, rest=rest)
    assert _words(text) == [
        "Agreed to the text with a passkey on 3 March 2026",
        "Named in a record of the domain association-1.example, seen on 1 March 2026",
        "Reads mail at association-1.example, shown on 28 February 2026",
        "Those who lead this letter vouch for it since 2 March 2026: “We <b>met</b>.”",
    ]
    assert "&lt;b&gt;met" in text
    assert '/check/#organizations"' in text
    assert 'id="organizations"' in _page(reader, rest="check/")
    assert check_letter_log(letter).organizations == 1


def test_an_organization_without_evidence_gets_no_more_than_its_agreement(reader: Client) -> None:
    letter = make_open_letter()
    endorse_and_sign(letter, add_partner(letter), with_passkey=False)
    log_all(letter)
    text = _page(reader)
    assert _words(text) == [
        "Agreed to the text with a code mailed to association-1.example on 3 March 2026"
    ]
    assert "<img" not in text


def test_a_record_that_is_gone_is_no_proof_any_more(reader: Client) -> None:
    letter = make_open_letter()
    _with_everything(letter)
    log_all(letter)
    assert "Named in a record of the domain" in _page(reader)
    DomainProof.objects.update(missing_since=ENDORSED_AT)
    Letter.objects.update(names_revision=99)
    text = _page(reader)
    assert (
        "Was named in a record of the domain association-1.example until 1 March 2026;"
        " gone since 3 March 2026"
    ) in _words(text)
    assert "Named in a record" not in " ".join(_words(text))
    assert '<li class="gone">' in text


def test_a_record_that_was_never_seen_and_a_mailbox_elsewhere_are_not_shown(
    reader: Client,
) -> None:
    letter = make_open_letter()
    partner = _with_everything(letter)
    log_all(letter)
    assert len(_words(_page(reader))) == 4
    DomainProof.objects.update(seen_at=None)
    # The website has moved, and the mailbox is not at its domain any more.
    _rename(partner, Profile("Association 1", website="https://elsewhere.example"))
    assert _words(_page(reader)) == ["Agreed to the text with a passkey on 3 March 2026"]


def test_the_readers_language_comes_first_and_the_logged_name_stays(reader: Client) -> None:
    letter = make_open_letter()
    partner = add_partner(letter)
    _rename(partner, Profile("Friends of the River", language="en", names=FRENCH))
    endorse_and_sign(letter, partner)
    log_all(letter)
    english = _page(reader)
    assert '<bdi class="name" lang="">Friends of the River</bdi>' in english
    assert "Signed as" not in english
    persian = _page(reader, "fa")
    assert '<bdi class="name" lang="fa" dir="rtl">دوستداران رود</bdi>' in persian
    assert 'Signed as <bdi lang="">Friends of the River</bdi>' in persian
    # What it calls itself later changes nothing of what was signed.
    _rename(partner, Profile("Friends of the Sea", language="en"))
    renamed = _page(reader)
    assert 'lang="en" dir="ltr">Friends of the Sea</bdi>' in renamed
    assert 'Signed as <bdi lang="">Friends of the River</bdi>' in renamed
    assert '<bdi class="name" lang="">Friends of the River</bdi>' in _page(reader, "fa")


def test_a_hostile_name_is_shown_as_letters(reader: Client) -> None:
    letter = make_open_letter()
    partner = add_partner(letter)
    _rename(
        partner,
        Profile("Good", names=(("en", "<script>alert(1)</script>"), ("fa", "ن" * 300))),
    )
    endorse_and_sign(letter, partner)
    log_all(letter)
    text = _page(reader)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "<script>alert" not in text
    assert "ن" * 300 in _page(reader, "fa")


def test_organizations_that_came_later_say_how_they_were_taken(reader: Client) -> None:
    letter = make_open_letter()
    for number, day in ((1, 0), (2, 0), (3, 4)):
        waiting = signed(letter, organization_wish(f"Later {number}", f"o@l{number}.example"))
        accept_organization(letter, waiting.pk, by=letter.lead, at=T0 + timedelta(days=day))
    log_all(letter, at=T0 + timedelta(days=5))
    first, last = (f"Accepted by those who lead this letter on {day} March 2026" for day in (1, 5))
    text = _page(reader)
    assert _words(text) == [first, first, last]
    assert ">Organizations</h3>" in text
    # What holds for all of them is said once.
    Signature.objects.update(evidence="listed by the operator on 2026-03-01")
    Letter.objects.update(names_revision=99)
    assert _words(_page(reader)) == ["Listed by those who run this server on 1 March 2026"]


@pytest.mark.parametrize(
    ("evidence", "words"),
    [
        ("accepted by the lead on 2026-02-30", "In the words of the log: accepted by the lead on"),
        ("<i>seen</i>", "In the words of the log: <i>seen</i>"),
        ("endorsed with a stamp, evidence sha256:00", "In the words of the log: endorsed with"),
    ],
)
def test_evidence_in_other_words_is_quoted(reader: Client, evidence: str, words: str) -> None:
    letter = make_open_letter()
    waiting = signed(letter, organization_wish())
    accept_organization(letter, waiting.pk, by=letter.lead, at=T0)
    log_all(letter)
    assert _words(_page(reader))[0].startswith("Accepted by")
    Signature.objects.update(evidence=evidence)
    Letter.objects.update(names_revision=99)
    assert _words(_page(reader))[0].startswith(words)


def test_partners_come_before_those_who_joined_them(reader: Client) -> None:
    letter = make_open_letter()
    waiting = signed(letter, organization_wish("Zebra Watch"))
    accept_organization(letter, waiting.pk, by=letter.lead, at=T0)
    log_all(letter)
    endorse_and_sign(letter, add_partner(letter))
    log_all(letter, at=ENDORSED_AT)
    # The head names the partners to search engines.
    text = _page(reader).partition("<main")[2]
    parts = ["Organizations that carry this letter", "Association 1", "that joined them", "Zebra"]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


def test_two_queries_however_many_organizations() -> None:
    letter = make_open_letter()
    for number in (1, 2, 3):
        partner = _with_everything(letter, number)
        _rename(partner, Profile(f"Association {number}", names=FRENCH,
                                 website=f"https://association-{number}.example"))  # fmt: skip
        log_all(letter, at=ENDORSED_AT)
        logged = organizations(letter.pk)
        with CaptureQueriesContext(connection) as captured:
            rows = organization_rows(letter.pk, logged, "fr")
        assert (len(rows.partners), len(captured)) == (number, 2)
        assert all(row.name == "Les amis du fleuve" and row.logo for row in rows.partners)
    # The bytes of the logos stay where they are.
    assert not any('"undersigned_logo"."data"' in query["sql"] for query in captured)


def test_the_page_of_a_letter_takes_the_same_queries_for_one_and_three(reader: Client) -> None:
    letter = make_open_letter()
    for number, queries in ((1, 13), (2, None), (3, 13)):
        _with_everything(letter, number)
        log_all(letter, at=ENDORSED_AT)
        PAGES.clear()
        with CaptureQueriesContext(connection) as captured:
            text = _page(reader)
        assert text.count("partner-name") == number
        if queries is not None:
            assert len(captured) == queries


def test_a_page_is_made_anew_when_what_it_shows_changes(reader: Client) -> None:
    letter = make_open_letter()
    partner = _with_everything(letter)
    log_all(letter, at=ENDORSED_AT)
    before = _page(reader)
    assert _page(reader) == before
    unvouch(partner.seat, by=letter.lead, at=T0)
    assert len(_words(_page(reader))) == 3
    set_logo(partner.organization, logo_file((90, 90)), by=partner.representative, at=T0)
    assert 'width="90" height="90"' in _page(reader)
    remove_logo(partner.organization, by=partner.representative, at=T0)
    assert "<img" not in _page(reader)


def test_the_bundle_stays_as_it_was() -> None:
    letter = make_open_letter()
    partner = _with_everything(letter)
    log_all(letter, at=ENDORSED_AT)
    before = public_files(letter)
    _rename(partner, Profile("Others", language="en", names=FRENCH))
    set_logo(partner.organization, logo_file((90, 90)), by=partner.representative, at=T0)
    DomainProof.objects.update(missing_since=T0)
    assert public_files(letter) == before
    assert any(path.startswith("evidence/") for path in before)
    check_letter_log(letter)


def _logo_address() -> str:
    logo = Logo.objects.get()
    return f"/organizations/{logo.organization_id}/logo-{logo.digest[:16]}.png"


def test_a_logo_under_a_letter_is_kept_forever_and_knows_no_session(reader: Client) -> None:
    letter = make_open_letter()
    _with_everything(letter)
    log_all(letter, at=ENDORSED_AT)
    address = _logo_address()
    assert f'src="{address}"' in _page(reader)
    response = reader.get(address)
    assert response.status_code == 200
    assert response.content == bytes(Logo.objects.get().data)
    assert response.headers["Content-Type"] == "image/png"
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "Vary" not in response.headers
    assert not response.cookies


@pytest.mark.parametrize("state", ["seated", "signed"])
def test_a_logo_is_public_with_its_letter_only(reader: Client, state: str) -> None:
    letter = make_open_letter()
    _with_everything(letter)
    log_all(letter, at=ENDORSED_AT)
    address = _logo_address()
    if state == "seated":
        Signature.objects.update(is_shown=False)
    else:
        Seat.objects.update(state=SeatState.LEFT.value)
    assert reader.get(address).status_code == 200
    Signature.objects.update(is_shown=False)
    Seat.objects.update(state=SeatState.INVITED.value)
    gone = reader.get(address)
    assert (gone.status_code, gone.headers["Cache-Control"]) == (404, "no-store")
    Seat.objects.update(state=SeatState.JOINED.value)
    Letter.objects.update(state="frozen")
    assert reader.get(address).status_code == 404


def test_a_logo_has_one_address(reader: Client) -> None:
    letter = make_open_letter()
    partner = _with_everything(letter)
    old = _logo_address()
    assert reader.get(old).status_code == 200
    for wrong in (
        old.replace(".png", ".svg"), old[:-5] + "0.png", old[:-6] + ".png", old + "%0a",
        f"/organizations/{10**17}/logo-{'0' * 16}.png", old.replace("/logo", "/./logo"),
    ):  # fmt: skip
        assert reader.get(wrong).status_code == 404, wrong
    set_logo(partner.organization, logo_file((90, 90)), by=partner.representative, at=T0)
    assert reader.get(old).status_code == 404
    assert reader.get(_logo_address()).status_code == 200


def test_a_draft_shows_no_logo_to_strangers(reader: Client) -> None:
    letter = make_draft()
    partner = add_partner(letter)
    set_logo(partner.organization, logo_file(), by=partner.representative, at=T0)
    assert reader.get(_logo_address()).status_code == 404
    assert reader.get("/workspace" + _logo_address()).status_code == 302
