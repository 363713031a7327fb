"""Logos, mailboxes and the lead's word: each with who may, and what is refused."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress

from tests.support.coalitions import Partner, add_member, add_partner
from tests.support.letters import T0, make_draft
from tests.support.pictures import announcing, logo_file
from undersigned.core.coalition import Role, SeatState
from undersigned.models import Account, Act, Letter, Logo, MailboxProof, Organization, Seat
from undersigned.stages.organization import (
    LogoRefused,
    MailboxRefused,
    NoteMissing,
    NotYourOrganization,
    NotYourWord,
    record_mailbox_proof,
    remove_logo,
    set_logo,
    unvouch,
    vouch,
)
from undersigned.stages.organization.vouch import NotSeated

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner(db: None) -> Partner:
    """Return an organization of a coalition."""
    return add_partner(make_draft())


def _revision() -> int:
    return Letter.objects.get().names_revision


def test_logo_is_drawn_kept_replaced_and_removed(partner: Partner) -> None:
    organization, by = partner.organization, partner.representative
    first = set_logo(organization, logo_file(), by=by, at=T0)
    assert (first.width, first.height, len(first.digest)) == (512, 171, 64)
    assert bytes(first.data).startswith(b"\x89PNG")
    revision = _revision()
    second = set_logo(organization, logo_file((90, 90)), by=by, at=T0)
    assert Logo.objects.get().digest == second.digest != first.digest
    assert _revision() > revision
    remove_logo(organization, by=by, at=T0)
    remove_logo(organization, by=by, at=T0)
    assert not Logo.objects.exists()
    assert Act.objects.filter(kind="logo changed").count() == 3


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "not a picture made of"),
        (b"MZ\x90\0" * 50, "not a PNG, JPEG, WebP or GIF"),
        (announcing(30_000, 30_000), "too many pixels"),
        (announcing(10_000, 20), "too many pixels"),
        (logo_file()[:400], "broken or cut off"),
        (logo_file((12, 12)), "too small"),
        (b"\x89PNG" + b"\0" * 1_000_001, "at most 1 MB"),
    ],
)
def test_file_that_gives_no_logo_is_refused_and_the_old_one_stays(
    partner: Partner, data: bytes, sentence: str
) -> None:
    kept = set_logo(partner.organization, logo_file(), by=partner.representative, at=T0)
    with pytest.raises(LogoRefused, match=sentence):
        set_logo(partner.organization, data, by=partner.representative, at=T0)
    assert Logo.objects.get().digest == kept.digest
    set_logo(partner.organization, logo_file((80, 80)), by=partner.representative, at=T0)


def test_logo_is_set_by_those_who_speak_for_it(partner: Partner) -> None:
    other = add_partner(partner.seat.letter, 2)
    set_logo(partner.organization, logo_file(), by=partner.representative, at=T0)
    for by in (other.representative, partner.seat.letter.lead):
        with pytest.raises(NotYourOrganization):
            set_logo(partner.organization, logo_file(), by=by, at=T0)
        with pytest.raises(NotYourOrganization):
            remove_logo(partner.organization, by=by, at=T0)
    assert Logo.objects.count() == 1


def _address(account: Account, email: str, *, verified: bool = True, primary: bool = True) -> None:
    EmailAddress.objects.create(user=account, email=email, verified=verified, primary=primary)


def test_confirmed_mailbox_at_the_domain_is_kept_with_its_date(partner: Partner) -> None:
    _address(partner.representative, "office@association-1.example")
    record_mailbox_proof(partner.organization, partner.representative, at=T0)
    later = T0 + timedelta(days=9)
    record_mailbox_proof(partner.organization, partner.representative, at=later)
    proof = MailboxProof.objects.get()
    assert (proof.domain, proof.confirmed_at) == ("association-1.example", later)
    acts = Act.objects.filter(kind="mailbox shown").values_list("account", "note")
    assert list(acts) == [(partner.representative.pk, "association-1.example")]


@pytest.mark.parametrize(
    ("email", "verified", "website", "sentence"),
    [
        ("office@association-1.example", False, "https://association-1.example", "confirmed"),
        ("office@evil.example", True, "https://association-1.example", "neither is a part"),
        ("office@association-1.example.evil.example", True, "https://association-1.example", "nei"),
        ("office@gmail.com", True, "https://gmail.com", "Anyone can get a mailbox"),
        ("office@association-1.example", True, "", "no website"),
    ],
)
def test_mailbox_that_shows_nothing_is_refused_and_it_says_why(
    partner: Partner, email: str, verified: bool, website: str, sentence: str
) -> None:
    _address(partner.representative, email, verified=verified)
    Organization.objects.update(website=website)
    partner.organization.refresh_from_db()
    with pytest.raises(MailboxRefused, match=sentence):
        record_mailbox_proof(partner.organization, partner.representative, at=T0)
    assert not MailboxProof.objects.exists()
    _address(partner.representative, "me@association-1.example", primary=False)
    Organization.objects.update(website="https://www.association-1.example/")
    partner.organization.refresh_from_db()
    record_mailbox_proof(partner.organization, partner.representative, at=T0)
    assert MailboxProof.objects.get().domain == "association-1.example"


def test_mailbox_of_somebody_who_does_not_speak_for_it_is_none(partner: Partner) -> None:
    letter = partner.seat.letter
    observer = add_member(letter, "o@association-1.example", Role.OBSERVER, partner.seat)
    _address(observer, observer.email)
    _address(letter.lead, "lead@association-1.example")
    for account in (observer, letter.lead):
        with pytest.raises(NotYourOrganization):
            record_mailbox_proof(partner.organization, account, at=T0)
    _address(partner.representative, partner.representative.email)
    record_mailbox_proof(partner.organization, partner.representative, at=T0)


def test_lead_gives_a_word_changes_it_and_takes_it_back(partner: Partner) -> None:
    lead = partner.seat.letter.lead
    revision = _revision()
    vouch(partner.seat, by=lead, note=" Known since\n2019. ", at=T0)
    partner.seat.refresh_from_db()
    seat = partner.seat
    assert (seat.vouched_by, seat.vouched_at, seat.vouch_note) == (lead, T0, "Known since 2019.")
    assert _revision() > revision
    vouch(partner.seat, by=lead, note="We met.", at=T0 + timedelta(days=1))
    unvouch(partner.seat, by=lead, at=T0)
    unvouch(partner.seat, by=lead, at=T0)
    partner.seat.refresh_from_db()
    assert (partner.seat.vouched_by, partner.seat.vouch_note) == (None, "")
    acts = Act.objects.filter(kind__startswith="vouch").order_by("id")
    assert list(acts.values_list("kind", "subject", "note")) == [
        ("vouched", "Association 1", "Known since 2019."),
        ("vouched", "Association 1", "We met."),
        ("vouch ended", "Association 1", ""),
    ]


def test_only_who_leads_that_letter_gives_its_word(partner: Partner) -> None:
    letter = partner.seat.letter
    elsewhere = add_member(make_draft("lake"), "other@coalition.example", Role.LEAD)
    editor = add_member(letter, "editor@coalition.example", Role.EDITOR)
    inner = add_member(letter, "boss@association-1.example", Role.LEAD, partner.seat)
    for by in (partner.representative, elsewhere, editor, inner):
        with pytest.raises(NotYourWord):
            vouch(partner.seat, by=by, note="Trust me.", at=T0)
        with pytest.raises(NotYourWord):
            unvouch(partner.seat, by=by, at=T0)
    assert not Seat.objects.filter(vouched_at__isnull=False).exists()
    vouch(partner.seat, by=letter.lead, note="We met.", at=T0)


@pytest.mark.parametrize("note", ["", " \u200b ", "x" * 301])
def test_word_needs_a_reason(partner: Partner, note: str) -> None:
    with pytest.raises(NoteMissing):
        vouch(partner.seat, by=partner.seat.letter.lead, note=note, at=T0)
    vouch(partner.seat, by=partner.seat.letter.lead, note="x" * 300, at=T0)


def test_no_word_for_who_is_not_in_the_coalition(partner: Partner) -> None:
    Seat.objects.update(state=SeatState.REMOVED.value)
    with pytest.raises(NotSeated):
        vouch(partner.seat, by=partner.seat.letter.lead, note="We met.", at=T0)
    Seat.objects.update(state=SeatState.INVITED.value)
    vouch(partner.seat, by=partner.seat.letter.lead, note="We met.", at=T0)
