"""Codes to a mailbox: the way to endorse without a passkey, for minutes, and for one text."""

from datetime import timedelta

import pytest

from tests.support.coalitions import add_member
from tests.support.endorsing import (
    challenge_of,
    code_in,
    endorse_by_code,
    endorse_by_passkey,
    key_of,
    make_asked,
    row_of,
)
from tests.support.letters import T0
from undersigned.core.coalition import Role
from undersigned.core.evidence import ConfirmedMailbox, format_field, parse_evidence
from undersigned.models import EndorsementCode, Organization, OutgoingMail
from undersigned.stages.endorse import (
    AlreadyEndorsed,
    CodeJustSent,
    UnprovenPasskey,
    WrongCode,
    decline,
    endorse_with_code,
    endorse_with_passkey,
    request_code,
)

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


def test_code_is_the_weaker_evidence_and_says_so() -> None:
    _, (partner,) = make_asked(1)
    row = endorse_by_code(partner)
    evidence = parse_evidence(bytes(row.evidence or b""))
    assert evidence.passkey is None
    assert evidence.mailbox == ConfirmedMailbox("association-1.example", T0.date())
    assert format_field(evidence).startswith("endorsed from a mailbox, evidence sha256:")
    assert row_of(partner).state == "endorsed"
    assert not EndorsementCode.objects.exists()


def test_name_that_changed_since_it_was_shown_is_not_endorsed() -> None:
    _, (partner,) = make_asked(1)
    row, account = row_of(partner), partner.representative
    answer = key_of(account).answer(challenge_of(row))
    request_code(row, account, at=T0)
    code = code_in(account.email)
    Organization.objects.update(name="Association 1 of Elsewhere")
    with pytest.raises(UnprovenPasskey):
        endorse_with_passkey(row, account, answer, at=T0)
    with pytest.raises(WrongCode):
        endorse_with_code(row, account, code, at=T0)
    Organization.objects.update(name="Association 1")
    endorse_with_code(row, account, code, at=T0)
    assert row_of(partner).state == "endorsed"


def test_code_is_good_for_a_few_minutes_and_a_few_tries() -> None:
    _, (partner,) = make_asked(1)
    row, account = row_of(partner), partner.representative
    with pytest.raises(WrongCode):
        endorse_with_code(row, account, "12345678", at=T0)
    request_code(row, account, at=T0)
    code = code_in(account.email)
    wrong = "00000000" if code != "0000 0000" else "11111111"
    with pytest.raises(WrongCode):
        endorse_with_code(row, account, code, at=T0 + 15 * MINUTE)
    for _ in range(5):
        with pytest.raises(WrongCode):
            endorse_with_code(row, account, wrong, at=T0)
    with pytest.raises(WrongCode):
        endorse_with_code(row, account, code, at=T0)
    with pytest.raises(CodeJustSent):
        request_code(row, account, at=T0 + 9 * MINUTE)
    assert OutgoingMail.objects.filter(subject__contains="code").count() == 1
    request_code(row, account, at=T0 + 10 * MINUTE)
    late = T0 + 24 * MINUTE
    endorse_with_code(row, account, code_in(account.email).replace(" ", "-"), at=late)
    assert row_of(partner).state == "endorsed"


def test_code_of_a_colleague_is_of_no_use() -> None:
    letter, (partner,) = make_asked(1)
    deputy = add_member(letter, "deputy@association-1.example", Role.REPRESENTATIVE, partner.seat)
    row = row_of(partner)
    request_code(row, partner.representative, at=T0)
    request_code(row, deputy, at=T0)
    code = code_in(partner.representative.email)
    with pytest.raises(WrongCode):
        endorse_with_code(row, deputy, code, at=T0)
    endorse_with_code(row, partner.representative, code, at=T0)
    assert row_of(partner).account == partner.representative


def test_endorsing_twice_is_refused_but_a_passkey_may_follow_a_code() -> None:
    _, (partner,) = make_asked(1)
    endorse_by_code(partner)
    with pytest.raises(AlreadyEndorsed):
        endorse_by_code(partner)
    assert parse_evidence(bytes(endorse_by_passkey(partner).evidence or b"")).passkey
    with pytest.raises(AlreadyEndorsed):
        endorse_by_passkey(partner)
    with pytest.raises(AlreadyEndorsed):
        decline(row_of(partner), partner.representative, reason="No.", at=T0)
