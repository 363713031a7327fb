"""A representative endorses, declines, takes back: each refusal beside what is accepted."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings

from tests.support.coalitions import Partner, add_member
from tests.support.endorsements import PRESENT
from tests.support.endorsing import (
    Key,
    at_host,
    challenge_of,
    endorse_by_passkey,
    key_of,
    make_asked,
    register_key,
    row_of,
)
from tests.support.letters import T0, last_mail
from undersigned.core.coalition import ActKind, Role, SeatState
from undersigned.core.evidence import (
    ConfirmedMailbox,
    DomainRecord,
    check_evidence,
    format_field,
    parse_evidence,
    parse_field,
)
from undersigned.core.webauthn import Algorithm
from undersigned.models import (
    Act,
    DomainProof,
    Edition,
    Endorsement,
    Letter,
    MailboxProof,
    Member,
    Organization,
    Seat,
)
from undersigned.queries.endorsements import progress_of
from undersigned.stages import draft
from undersigned.stages.endorse import (
    NoReason,
    NotAsked,
    NothingToTakeBack,
    NotRepresentative,
    SameOrganization,
    UnprovenPasskey,
    decline,
    endorse_with_passkey,
    freeze_and_ask,
    request_code,
    take_back,
)

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


def state_of(partner: Partner) -> str:
    """What the organization has answered."""
    return row_of(partner).state


def test_passkey_signs_exactly_this_text_and_anyone_can_check_it() -> None:
    _, (partner, _other) = make_asked(2)
    row = endorse_by_passkey(partner, at=T0)
    evidence = parse_evidence(bytes(row.evidence or b""))
    field = parse_field(format_field(evidence))
    assert field is not None
    texts = tuple((text.language, bytes(text.digest)) for text in row.edition.texts.all())
    assert evidence.statement.digests == texts
    assert (evidence.statement.name, evidence.statement.website, evidence.statement.country) == (
        "Association 1",
        "https://association-1.example",
        "FR",
    )
    _, facts = check_evidence(
        bytes(row.evidence or b""),
        field,
        statement=evidence.statement,
        host=settings.CONFIG.host.split(":")[0],
    )
    assert facts is not None
    assert facts.is_user_verified
    assert (evidence.mailbox, evidence.dns, evidence.lead) == (None, None, None)
    assert (row.state, row.account, row.answered_at) == ("endorsed", partner.representative, T0)
    act = Act.objects.get(kind=ActKind.ENDORSED)
    assert (act.subject, act.number, act.account) == ("Association 1", 1, partner.representative)


def test_whatever_else_is_known_stands_beside_the_passkey() -> None:
    letter, (partner,) = make_asked(1)
    organization = partner.organization
    noon = datetime(2026, 2, 3, 12, tzinfo=UTC)
    DomainProof.objects.create(
        organization=organization, domain="association-1.example", added_at=T0, seen_at=noon
    )
    DomainProof.objects.create(
        organization=organization,
        domain="gone.example",
        added_at=T0,
        seen_at=T0,
        missing_since=T0,
    )
    MailboxProof.objects.create(
        organization=organization,
        account=partner.representative,
        domain="association-1.example",
        confirmed_at=noon - timedelta(days=1),
    )
    Seat.objects.update(vouched_by=letter.lead, vouched_at=noon - timedelta(days=2))
    evidence = parse_evidence(bytes(endorse_by_passkey(partner).evidence or b""))
    assert evidence.mailbox == ConfirmedMailbox("association-1.example", date(2026, 2, 2))
    token = f"undersigned={organization.record_token}"
    assert evidence.dns == DomainRecord("association-1.example", date(2026, 2, 3), token)
    assert evidence.lead == date(2026, 2, 1)


@pytest.mark.parametrize("domain", ["association-1.example", "former.example"])
def test_mailbox_stands_there_only_while_it_is_at_the_website(domain: str) -> None:
    _letter, (partner,) = make_asked(1)
    account = partner.representative
    MailboxProof.objects.create(
        organization=partner.organization, account=account, domain=domain, confirmed_at=T0
    )
    evidence = parse_evidence(bytes(endorse_by_passkey(partner).evidence or b""))
    fits = domain == "association-1.example"
    assert evidence.mailbox == (ConfirmedMailbox(domain, T0.date()) if fits else None)


def test_assertion_for_another_edition_or_organization_is_refused() -> None:
    letter, (first, second) = make_asked(2)
    key = key_of(first.representative)
    row = row_of(first)
    good = key.answer(challenge_of(row))
    # The same person speaks for both, so that nothing but the statement differs.
    add_member(letter, first.representative.email, Role.REPRESENTATIVE, second.seat)
    with pytest.raises(UnprovenPasskey):
        endorse_with_passkey(row_of(second), first.representative, good, at=T0)
    endorse_with_passkey(row, first.representative, good, at=T0)
    draft.resume_draft(letter, by=letter.lead, at=T0)
    version = draft.newest_versions(letter)[0]
    text = draft.TextInput(title="New", addressees=version.addressees, body=version.body)
    draft.save_text(letter, "en", text, based_on=version.number, author=letter.lead, at=T0)
    freeze_and_ask(letter, by=letter.lead, at=T0)
    with pytest.raises(UnprovenPasskey):
        endorse_with_passkey(row_of(first), first.representative, good, at=T0)
    again = key.answer(challenge_of(row_of(first)))
    endorse_with_passkey(row_of(first), first.representative, again, at=T0)
    assert (state_of(first), state_of(second)) == ("endorsed", "asked")


def test_assertion_for_another_letter_is_refused() -> None:
    letter, (partner,) = make_asked(1)
    account = partner.representative
    other, (again,) = make_asked_again(partner)
    key = key_of(account)
    row, elsewhere = row_of(partner), row_of(again)
    assert [t.version for t in row.edition.texts.all()] == [
        t.version for t in elsewhere.edition.texts.all()
    ]
    answer = key.answer(challenge_of(row))
    with pytest.raises(UnprovenPasskey):
        endorse_with_passkey(elsewhere, account, answer, at=T0)
    endorse_with_passkey(row, account, answer, at=T0)
    endorse_with_passkey(elsewhere, account, key.answer(challenge_of(elsewhere)), at=T0)
    assert letter.pk != other.pk


def test_only_a_passkey_of_the_account_itself_endorses() -> None:
    letter, (partner, other) = make_asked(2)
    add_member(letter, other.representative.email, Role.REPRESENTATIVE, partner.seat)
    register_key(partner.representative)
    foreign = register_key(other.representative)
    row = row_of(partner)
    with pytest.raises(UnprovenPasskey):
        endorse_with_passkey(row, partner.representative, foreign.answer(challenge_of(row)), at=T0)
    # Another key under the ID of one's own.
    forged = Key(replace(key_of(partner.representative).passkey, seed=b"forged"))
    answer = forged.answer(challenge_of(row)) | {
        name: key_of(partner.representative).answer(b"")[name] for name in ("id", "rawId")
    }
    with pytest.raises(UnprovenPasskey):
        endorse_with_passkey(row, partner.representative, answer, at=T0)
    endorse_with_passkey(row, other.representative, foreign.answer(challenge_of(row)), at=T0)
    assert state_of(partner) == "endorsed"


def test_passkey_used_elsewhere_or_without_its_person_is_refused() -> None:
    _, (partner,) = make_asked(1)
    account, row = partner.representative, row_of(partner)
    key, challenge = register_key(partner.representative), challenge_of(row_of(partner))
    host = key.passkey.host
    elsewhere = at_host(key, "evil.example")
    unverified = Key(replace(key.passkey, flags=PRESENT))
    client_data = key.passkey.client_data(challenge)
    for answer in (
        elsewhere.answer(challenge),
        # The right relying party under the wrong origin, and the other way round.
        key.answer(challenge, client_data=elsewhere.passkey.client_data(challenge)),
        elsewhere.answer(challenge, client_data=client_data),
        key.answer(challenge, client_data=client_data.replace(b".get", b".create")),
        key.answer(
            challenge, client_data=client_data.replace(host.encode(), b"x." + host.encode())
        ),
        unverified.answer(challenge),
        {},
        {"id": 3, "rawId": [], "response": "none"},
    ):
        with pytest.raises(UnprovenPasskey):
            endorse_with_passkey(row, account, answer, at=T0)
    assert state_of(partner) == "asked"
    endorse_with_passkey(row, account, key.answer(challenge), at=T0)
    assert state_of(partner) == "endorsed"


def test_passkey_that_counts_has_to_go_on_counting() -> None:
    _, (partner,) = make_asked(1)
    account = partner.representative
    key = register_key(account)
    other_letter, (elsewhere,) = make_asked_again(partner)
    row, later = row_of(partner), row_of(elsewhere)
    endorse_with_passkey(row, account, Key(key.passkey, 7).answer(challenge_of(row)), at=T0)
    for counter in (0, 6, 7):
        answer = Key(key.passkey, counter).answer(challenge_of(later))
        with pytest.raises(UnprovenPasskey):
            endorse_with_passkey(later, account, answer, at=T0)
    answer = Key(key.passkey, 8).answer(challenge_of(later))
    endorse_with_passkey(later, account, answer, at=T0)
    assert other_letter.slug == "lake"


def make_asked_again(partner: Partner) -> tuple[Letter, list[Partner]]:
    """Another letter that the same organization is asked to endorse."""
    letter, _ = make_asked(0, slug="lake")
    seat = Seat.objects.create(
        letter=letter,
        organization=partner.organization,
        state=SeatState.JOINED.value,
        position=0,
        invited_at=T0,
        joined_at=T0,
    )
    add_member(letter, partner.representative.email, Role.REPRESENTATIVE, seat)
    freeze_and_ask(letter, by=letter.lead, at=T0)
    return letter, [Partner(seat, partner.representative)]


def test_passkey_of_another_algorithm_endorses_too() -> None:
    _, (partner,) = make_asked(1)
    key = register_key(partner.representative, algorithm=Algorithm.EDDSA)
    row = row_of(partner)
    endorse_with_passkey(row, partner.representative, key.answer(challenge_of(row)), at=T0)
    assert state_of(partner) == "endorsed"


@pytest.mark.parametrize("role", [Role.LEAD, Role.EDITOR, Role.OBSERVER, None])
def test_nobody_but_a_representative_of_that_seat_answers(role: Role | None) -> None:
    letter, (partner, other) = make_asked(2)
    row = row_of(partner)
    # A representative of another organization is nobody here.
    account = (
        add_member(letter, "else@association-1.example", role, partner.seat)
        if role
        else other.representative
    )
    key = register_key(account)
    with pytest.raises(NotRepresentative):
        endorse_with_passkey(row, account, key.answer(challenge_of(row)), at=T0)
    with pytest.raises(NotRepresentative):
        request_code(row, account, at=T0)
    with pytest.raises(NotRepresentative):
        decline(row, account, reason="No.", at=T0)
    endorse_by_passkey(partner)
    with pytest.raises(NotRepresentative):
        take_back(row, account, reason="", at=T0)
    Member.objects.filter(account=account).update(role=Role.REPRESENTATIVE.value, seat=partner.seat)
    take_back(row, account, reason="", at=T0)
    endorse_with_passkey(row, account, key.answer(challenge_of(row)), at=T0)
    assert state_of(partner) == "endorsed"


def test_removed_representative_and_organization_that_left_do_not_count() -> None:
    letter, (first, second) = make_asked(2)
    edition = Edition.objects.get(letter=letter)
    endorse_by_passkey(first)
    endorse_by_passkey(second)
    assert progress_of(letter, edition).missing == ()
    Member.objects.filter(account=first.representative).delete()
    assert progress_of(letter, edition).missing == ("Association 1",)
    with pytest.raises(NotRepresentative):
        take_back(row_of(first), first.representative, reason="", at=T0)
    Seat.objects.filter(pk=second.seat.pk).update(state=SeatState.LEFT.value)
    progress = progress_of(letter, edition)
    assert (progress.asked, progress.endorsed, progress.lacking) == (1, 0, 1)
    # Whoever speaks for it now can give it anew.
    deputy = add_member(letter, "new@association-1.example", Role.REPRESENTATIVE, first.seat)
    endorse_by_passkey(Partner(first.seat, deputy))
    assert progress_of(letter, edition).is_enough


def test_two_of_the_same_name_cannot_be_told_apart_so_the_second_is_refused() -> None:
    _, (first, second) = make_asked(2)
    organizations = Organization.objects.filter(pk=second.organization.pk)
    name, website = second.organization.name, second.organization.website
    organizations.update(name="Association 1", website="https://association-1.example")
    endorse_by_passkey(first)
    with pytest.raises(SameOrganization):
        endorse_by_passkey(second)
    organizations.update(name=name, website=website)
    assert endorse_by_passkey(second).state == "endorsed"


def test_declining_takes_a_reason_tells_the_leads_and_can_be_answered_again() -> None:
    letter, (partner,) = make_asked(1)
    row, account = row_of(partner), partner.representative
    with pytest.raises(NoReason):
        decline(row, account, reason=" \n ", at=T0)
    decline(row, account, reason="The second demand\nis  too weak.", at=T0)
    declined = row_of(partner)
    assert (declined.state, declined.reason) == (
        "declined",
        "The second demand is too weak.",
    )
    mail = last_mail(letter.lead.email)
    assert mail.subject == "Endorsement declined by Association 1: River en"
    assert "The second demand is too weak." in mail.body
    assert Act.objects.get(kind=ActKind.DECLINED).note == "The second demand is too weak."
    assert endorse_by_passkey(partner).reason == ""
    assert state_of(partner) == "endorsed"


def test_taking_back_erases_the_evidence_and_can_be_given_anew() -> None:
    letter, (partner,) = make_asked(1)
    account = partner.representative
    with pytest.raises(NothingToTakeBack):
        take_back(row_of(partner), account, reason="", at=T0)
    endorse_by_passkey(partner)
    # Also while the text is being written again.
    draft.resume_draft(letter, by=letter.lead, at=T0)
    take_back(row_of(partner), account, reason="The board has met.", at=T0)
    row = row_of(partner)
    assert (row.state, row.evidence, row.digest) == ("taken back", None, None)
    subject = "Endorsement taken back by Association 1: River en"
    assert last_mail(letter.lead.email).subject == subject
    with pytest.raises(NotAsked):
        endorse_by_passkey(partner)
    freeze_and_ask(letter, by=letter.lead, at=T0)
    assert endorse_by_passkey(partner).state == "endorsed"


def test_older_edition_takes_no_answer_any_more() -> None:
    letter, (partner,) = make_asked(1)
    old = row_of(partner)
    draft.resume_draft(letter, by=letter.lead, at=T0)
    version = draft.newest_versions(letter)[0]
    text = draft.TextInput(title="New", addressees=version.addressees, body=version.body)
    draft.save_text(letter, "en", text, based_on=version.number, author=letter.lead, at=T0)
    freeze_and_ask(letter, by=letter.lead, at=T0)
    account = partner.representative
    key = key_of(account)
    with pytest.raises(NotAsked):
        endorse_with_passkey(old, account, key.answer(challenge_of(old)), at=T0)
    with pytest.raises(NotAsked):
        request_code(old, account, at=T0)
    with pytest.raises(NotAsked):
        decline(old, account, reason="No.", at=T0)
    new = row_of(partner)
    decline(new, account, reason="No.", at=T0)
    request_code(new, account, at=T0)
    endorse_with_passkey(new, account, key.answer(challenge_of(new)), at=T0)
    assert [row.state for row in Endorsement.objects.order_by("id")] == ["asked", "endorsed"]
