"""Organizations that endorsed are the first signatories, in their order, with their evidence."""

import hashlib
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client

from tests.support.coalitions import Partner
from tests.support.endorsing import endorse_by_code, endorse_by_passkey, make_asked, row_of
from tests.support.letters import (
    T0,
    check_letter_log,
    keeper,
    last_mail,
    log_all,
    organization_wish,
    public_files,
    signed,
    token_in,
    wish,
)
from undersigned.core.coalition import ActKind, SeatState
from undersigned.core.public_files import evidence_path
from undersigned.models import Act, Endorsement, Letter, Seat, Signature
from undersigned.queries.log_check import find_faults
from undersigned.stages import draft, withdraw
from undersigned.stages.agree import EndorsedInstead, agree_to_edition
from undersigned.stages.endorse import AlreadyEndorsed, freeze_and_ask, set_rule
from undersigned.stages.log import log_letter, owed_letters
from undersigned.stages.publish import close_letter, publish_letter
from undersigned.stages.receipt import send_receipts
from undersigned.stages.sign import sign_endorsements

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)


def published(partners: int = 3) -> tuple[Letter, list[Partner]]:
    """A letter that all its organizations endorsed, the last one first, and that is published."""
    letter, asked = make_asked(partners)
    for partner in reversed(asked):
        endorse_by_passkey(partner)
    publish_letter(letter, by=letter.lead, at=T0)
    return letter, asked


def logged_names(letter: Letter) -> list[str]:
    """Who signed, in the order of the log."""
    places = Signature.objects.filter(letter=letter, log_index__isnull=False)
    return list(places.order_by("log_index").values_list("name", flat=True))


def evidence_of(partner: Partner) -> str:
    """The path of an organization's evidence."""
    return evidence_path(bytes(row_of(partner).digest or b""))


def test_organizations_come_first_in_the_order_of_their_seats() -> None:
    letter, partners = published()
    Seat.objects.filter(pk=partners[0].seat.pk).update(position=9)
    log_all(letter)
    assert logged_names(letter) == ["Association 2", "Association 3", "Association 1"]
    facts = check_letter_log(letter)
    assert [facts.organizations, facts.people] == [3, 0]
    assert [
        (one.index, one.name, one.passkey is not None, one.edition) for one in facts.endorsements
    ] == [
        (1, "Association 2", True, 1),
        (2, "Association 3", True, 1),
        (3, "Association 1", True, 1),
    ]
    assert not find_faults(letter, keeper=keeper())


def test_person_who_signs_in_the_same_moment_or_before_it_comes_after_them() -> None:
    letter, _ = published(2)
    # The clock of the host that confirms may be behind that of the one that published.
    for number, at in enumerate((T0, T0 - SECOND)):
        signed(letter, wish(f"Person {number}", f"p{number}@people.example"), at=at)
    organization = signed(letter, organization_wish(), at=T0)
    assert organization.ready_at is None
    log_all(letter, at=T0 + SECOND)
    assert logged_names(letter) == ["Association 1", "Association 2", "Person 1", "Person 0"]
    check_letter_log(letter)


def test_signature_is_made_of_what_was_endorsed_and_not_of_what_changed_since() -> None:
    letter, (partner,) = published(1)
    partner.organization.name = "Renamed"
    partner.organization.save()
    log_all(letter)
    signature = Signature.objects.get()
    assert signature.committed_fields() == {
        "name": "Association 1",
        "affiliation": "https://association-1.example",
        "country": "FR",
        "contact": "office@association-1.example",
        "evidence": f"endorsed with a passkey, evidence sha256:{evidence_of(partner)[9:]}",
        "display": "named",
    }
    assert (signature.mailbox_digest, signature.endorsement) == (None, row_of(partner))
    assert row_of(partner).is_signed
    check_letter_log(letter)


def test_signing_again_and_after_a_crash_makes_each_signature_once() -> None:
    letter, partners = published(2)
    assert owed_letters(at=T0) == [letter.pk]
    with transaction.atomic():
        assert sign_endorsements(letter, at=T0) == 2
        transaction.set_rollback(True)
    assert not Signature.objects.exists()
    # The worker was killed after publication; another one finds the facts.
    assert sign_endorsements(letter, at=T0) == 2
    assert sign_endorsements(letter, at=T0) == 0
    assert owed_letters(at=T0) == [letter.pk]
    log_all(letter)
    assert owed_letters(at=T0) == []
    assert logged_names(letter) == ["Association 1", "Association 2"]
    check_letter_log(letter)
    assert all(row_of(partner).is_signed for partner in partners)


def test_organization_that_left_before_its_signature_was_made_does_not_sign() -> None:
    letter, (first, second) = published(2)
    Seat.objects.filter(pk=first.seat.pk).update(state=SeatState.LEFT.value)
    log_all(letter)
    assert logged_names(letter) == ["Association 2"]
    assert owed_letters(at=T0) == []
    check_letter_log(letter)
    assert not row_of(first).is_signed
    assert row_of(second).is_signed


def test_organization_that_endorses_after_publication_signs_then() -> None:
    letter, (first, late) = make_asked(2)
    set_rule(letter, 1, by=letter.lead, at=T0)
    endorse_by_passkey(first)
    publish_letter(letter, by=letter.lead, at=T0)
    signed(letter)
    log_all(letter)
    endorse_by_code(late, at=T0 + SECOND)
    assert owed_letters(at=T0) == [letter.pk]
    log_all(letter, at=T0 + SECOND)
    assert logged_names(letter) == ["Association 1", "Mina Example", "Association 2"]
    with pytest.raises(AlreadyEndorsed):
        endorse_by_passkey(late, at=T0 + SECOND)
    facts = check_letter_log(letter)
    assert [one.passkey is None for one in facts.endorsements] == [False, True]


def test_letter_that_closes_at_once_still_has_all_that_endorsed_it() -> None:
    letter, _ = published(2)
    close_letter(letter, by=letter.lead, at=T0)
    log_all(letter, at=T0 + 120 * SECOND)
    facts = check_letter_log(letter)
    assert (facts.organizations, facts.is_closed) == (2, True)


def test_receipt_and_the_way_to_withdraw_go_to_the_representative() -> None:
    letter, (first, second) = published(2)
    log_all(letter)
    assert send_receipts(at=T0, limit=10) == 2
    token = token_in(last_mail(first.representative.email))
    client, path = Client(), evidence_of(first)
    address = f"/log/{letter.pk}/"
    assert client.get(address + path).content == bytes(row_of(first).evidence or b"")
    assert set(public_files(letter)) >= {path, evidence_of(second)}

    withdraw.show_signature(token, is_shown=False)
    assert client.get(address + path).status_code == 404
    assert path not in public_files(letter)
    withdraw.show_signature(token, is_shown=True)
    assert client.get(address + path).status_code == 200
    with pytest.raises(withdraw.EndorsedAsIs):
        withdraw.correct_signature(token, withdraw.Correction(name="Other"), at=T0)

    withdraw.withdraw_signature(token, at=T0)
    log_all(letter)
    facts = check_letter_log(letter)
    assert (facts.organizations, facts.withdrawn, len(facts.endorsements)) == (1, 1, 1)
    row = row_of(first)
    assert (row.state, row.evidence, row.digest) == ("taken back", None, None)
    assert Act.objects.get(kind=ActKind.TOOK_BACK).subject == "Association 1"
    assert client.get(address + path).status_code == 404
    # The organization can come back: with a new place in the log.
    endorse_by_passkey(first)
    log_all(letter)
    assert logged_names(letter) == ["Association 2", "Association 1"]
    assert check_letter_log(letter).organizations == 2


def test_organization_that_endorses_a_corrected_edition_leaves_the_earlier_one() -> None:
    letter, (first, second) = published(2)
    log_all(letter)
    Letter.objects.update(state="draft", is_locked=False)
    version = draft.newest_versions(letter)[0]
    text = draft.TextInput(title="Corrected", addressees=version.addressees, body=version.body)
    draft.save_text(letter, "en", text, based_on=version.number, author=letter.lead, at=T0)
    freeze_and_ask(letter, by=letter.lead, at=T0)
    new = endorse_by_passkey(first)
    letter.editions.filter(number=1).update(is_current=False)
    letter.editions.filter(number=2).update(is_published=True, is_current=True, published_at=T0)
    Letter.objects.update(state="open")
    log_all(letter)
    places = Signature.objects.order_by("log_index").values_list("name", "edition__number")
    assert list(places) == [("Association 2", 1), ("Association 1", 2)]
    facts = check_letter_log(letter)
    assert (facts.organizations, facts.withdrawn) == (2, 1)
    assert [(one.name, one.edition) for one in facts.endorsements] == [
        ("Association 2", 1),
        ("Association 1", 2),
    ]
    send_receipts(at=T0, limit=10)
    token = token_in(last_mail(second.representative.email))
    with pytest.raises(EndorsedInstead):
        agree_to_edition(token, edition=2, at=T0)
    assert Endorsement.objects.get(pk=new.pk).is_signed


def test_evidence_that_is_not_public_or_not_there_is_not_served() -> None:
    letter, (partner,) = make_asked(1)
    endorse_by_passkey(partner)
    address, client = f"/log/{letter.pk}/{evidence_of(partner)}", Client()
    assert client.get(address).status_code == 404
    publish_letter(letter, by=letter.lead, at=T0)
    sign_endorsements(letter, at=T0)
    assert client.get(address).status_code == 404
    log_all(letter)
    answer = client.get(address)
    assert hashlib.sha256(answer.content).hexdigest() == address[-64:]
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["Cache-Control"] == "public, max-age=2"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    other = address[:-64] + "0" * 64
    for path in (other, address + "/", address[:-1], address[:-64] + address[-64:].upper()):
        assert client.get(path).status_code == 404
    check_letter_log(letter)


def test_fsck_finds_evidence_that_was_changed_in_the_database() -> None:
    letter, (partner,) = published(1)
    log_all(letter)
    good = row_of(partner)
    rows = Endorsement.objects.filter(pk=good.pk)
    assert not find_faults(letter, keeper=keeper())
    rows.update(evidence=bytes(good.evidence or b"") + b"lead 2026-01-01\n")
    assert any("vidence" in fault for fault in find_faults(letter, keeper=keeper()))
    rows.update(evidence=None, digest=None)
    assert any("vidence" in fault for fault in find_faults(letter, keeper=keeper()))
    rows.update(evidence=good.evidence, digest=good.digest)
    assert not find_faults(letter, keeper=keeper())
    assert log_letter(letter.pk, keeper=keeper(), at=T0) == 0
