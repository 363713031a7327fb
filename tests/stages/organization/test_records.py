"""A record that appears, stays, disappears and comes back, on a real name server."""

from collections.abc import Callable
from datetime import datetime, timedelta

import dns.rcode
import pytest

from tests.support.coalitions import Partner, add_member, add_partner
from tests.support.dns import NameServer
from tests.support.letters import T0, make_account, make_draft
from undersigned.adapters.dns import txt_values
from undersigned.core.coalition import Role, SeatState
from undersigned.models import Act, DomainProof, Letter, OutgoingMail, Seat
from undersigned.stages.organization import (
    AskedTooSoon,
    DomainRefused,
    NoSuchOrganization,
    NotYourOrganization,
    Outcome,
    add_domain,
    change_profile,
    check_domain,
    check_due_domains,
    record_name,
    record_value,
    remove_domain,
)
from undersigned.stages.organization.profile import Profile

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
DOMAIN = "association-1.example"
Ask = Callable[[str], tuple[str, ...]]


@pytest.fixture
def partner(db: None) -> Partner:
    """Return an organization with a domain that is not looked at yet."""
    partner = add_partner(make_draft())
    add_domain(partner.organization, by=partner.representative, at=T0)
    return partner


@pytest.fixture
def ask(name_server: NameServer) -> Ask:
    """Return what asks the name server of the test."""
    return lambda name: txt_values(name, server=name_server.setting, timeout_seconds=0.4)


def _publish(server: NameServer, partner: Partner, *others: str) -> None:
    server.zone.put(record_name(DOMAIN), *others, record_value(partner.organization))


def _proof() -> DomainProof:
    return DomainProof.objects.get()


def _state() -> tuple[datetime | None, datetime | None]:
    proof = _proof()
    return proof.seen_at, proof.missing_since


def _acts() -> list[str]:
    return [
        f"{kind} {note}"
        for kind, note in Act.objects.filter(kind__startswith="record")
        .order_by("id")
        .values_list("kind", "note")
    ]


def test_record_is_found_among_others(partner: Partner, name_server: NameServer, ask: Ask) -> None:
    _publish(name_server, partner, "v=spf1 -all", "undersigned=" + "0" * 40)
    assert check_due_domains(ask, at=T0, limit=10) == 1
    assert _state() == (T0, None)
    assert _acts() == [f"record seen {DOMAIN}"]
    assert name_server.zone.asked == [f"_undersigned.{DOMAIN}"]


@pytest.mark.parametrize(
    "value", ["undersigned=" + "0" * 40, "undersigned=", "UNDERSIGNED={}", "x undersigned={}"]
)
def test_wrong_token_proves_nothing(
    partner: Partner, name_server: NameServer, ask: Ask, value: str
) -> None:
    token = partner.organization.record_token
    name_server.zone.put(record_name(DOMAIN), value.format(token))
    check_due_domains(ask, at=T0, limit=10)
    assert _state() == (None, None)
    _publish(name_server, partner)
    check_due_domains(ask, at=T0 + DAY, limit=10)
    assert _state() == (T0 + DAY, None)


def test_token_of_another_organization_proves_nothing(
    partner: Partner, name_server: NameServer, ask: Ask
) -> None:
    other = add_partner(partner.seat.letter, 2)
    name_server.zone.put(record_name(DOMAIN), record_value(other.organization))
    check_due_domains(ask, at=T0, limit=10)
    assert _state() == (None, None)


def test_record_is_looked_for_once_a_day(
    partner: Partner, name_server: NameServer, ask: Ask
) -> None:
    _publish(name_server, partner)
    asked = [check_due_domains(ask, at=T0 + hours * HOUR, limit=10) for hours in (0, 1, 23, 24, 25)]
    assert asked == [1, 0, 0, 1, 0]
    assert _state() == (T0 + DAY, None)
    # That it is still there is no news.
    assert _acts() == [f"record seen {DOMAIN}"]


def test_record_that_disappears_is_told_once_and_recovers(
    partner: Partner, name_server: NameServer, ask: Ask
) -> None:
    letter = partner.seat.letter
    second = add_member(letter, "second@association-1.example", Role.REPRESENTATIVE, partner.seat)
    add_member(letter, "observer@association-1.example", Role.OBSERVER, partner.seat)
    make_account("stranger@elsewhere.example")
    _publish(name_server, partner)
    check_due_domains(ask, at=T0, limit=10)
    name_server.zone.records.clear()
    for days in (1, 2, 3):
        check_due_domains(ask, at=T0 + days * DAY, limit=10)
    assert _state() == (T0, T0 + DAY)
    mails = OutgoingMail.objects.order_by("id")
    assert [mail.recipient for mail in mails] == [
        letter.lead.email,
        partner.representative.email,
        second.email,
    ]
    assert f"Gone from {DOMAIN}" in mails[0].subject
    assert record_value(partner.organization) in mails[0].body
    _publish(name_server, partner)
    check_due_domains(ask, at=T0 + 4 * DAY, limit=10)
    assert _state() == (T0 + 4 * DAY, None)
    assert _acts() == [
        f"record seen {DOMAIN}", f"record gone {DOMAIN}", f"record seen {DOMAIN}",
    ]  # fmt: skip
    assert OutgoingMail.objects.count() == 3


@pytest.mark.parametrize("failure", ["SERVFAIL", "silence"])
def test_failure_is_no_disappearance(
    partner: Partner, name_server: NameServer, ask: Ask, failure: str
) -> None:
    _publish(name_server, partner)
    check_due_domains(ask, at=T0, limit=10)
    name = record_name(DOMAIN)
    if failure == "SERVFAIL":
        name_server.zone.codes[name] = dns.rcode.SERVFAIL
    else:
        name_server.zone.silent.add(name)
    check_due_domains(ask, at=T0 + DAY, limit=10)
    assert _state() == (T0, None)
    assert _proof().checked_at == T0 + DAY
    assert OutgoingMail.objects.count() == 0
    # It is asked again after an hour, not after a day; the same zone without failure says gone.
    name_server.zone.codes.clear()
    name_server.zone.silent.clear()
    name_server.zone.records.clear()
    assert check_due_domains(ask, at=T0 + DAY + HOUR / 2, limit=10) == 0
    assert check_due_domains(ask, at=T0 + DAY + HOUR, limit=10) == 1
    assert _state() == (T0, T0 + DAY + HOUR)


def test_record_that_was_never_there_is_not_gone(partner: Partner, ask: Ask) -> None:
    check_due_domains(ask, at=T0, limit=10)
    assert _state() == (None, None)
    assert (_acts(), OutgoingMail.objects.count()) == ([], 0)


def test_many_domains_are_asked_for_in_bounds(partner: Partner, ask: Ask) -> None:
    for number in (2, 3):
        other = add_partner(partner.seat.letter, number)
        add_domain(other.organization, by=other.representative, at=T0)
    assert [check_due_domains(ask, at=T0, limit=2) for _ in range(3)] == [2, 1, 0]


def test_answer_to_an_older_question_does_not_undo_a_newer_one(
    partner: Partner, name_server: NameServer, ask: Ask
) -> None:
    """The worker's question hangs; meanwhile the record is put up and somebody has it checked."""

    def slow(name: str) -> tuple[str, ...]:
        _publish(name_server, partner)
        check_domain(
            partner.organization,
            _proof().pk,
            by=partner.representative,
            at=T0 + 2 * HOUR,
            ask=ask,
        )
        return ()

    check_due_domains(slow, at=T0, limit=10)
    assert _state() == (T0 + 2 * HOUR, None)


def test_check_now_tells_what_it_found_and_is_throttled(
    partner: Partner, name_server: NameServer, ask: Ask
) -> None:
    def check(seconds: int) -> Outcome:
        at = T0 + timedelta(seconds=seconds)
        return check_domain(
            partner.organization, _proof().pk, by=partner.representative, at=at, ask=ask
        )

    assert check(0) is Outcome.MISSING
    _publish(name_server, partner)
    with pytest.raises(AskedTooSoon):
        check(59)
    assert check(60) is Outcome.SEEN
    name_server.zone.codes[record_name(DOMAIN)] = dns.rcode.SERVFAIL
    assert check(120) is Outcome.NOT_ANSWERED
    assert len(name_server.zone.asked) == 3
    assert _state() == (T0 + timedelta(seconds=60), None)


def test_check_and_removal_are_for_those_who_speak_for_it(partner: Partner, ask: Ask) -> None:
    other = add_partner(partner.seat.letter, 2)
    proof = _proof()
    for by in (other.representative, partner.seat.letter.lead):
        with pytest.raises(NotYourOrganization):
            check_domain(partner.organization, proof.pk, by=by, at=T0, ask=ask)
        with pytest.raises(NotYourOrganization):
            remove_domain(partner.organization, proof.pk, by=by, at=T0)
        with pytest.raises(NotYourOrganization):
            add_domain(partner.organization, "more.example", by=by, at=T0)
    # Nor by naming it beside an organization of one's own.
    with pytest.raises(NoSuchOrganization):
        check_domain(other.organization, proof.pk, by=other.representative, at=T0, ask=ask)
    remove_domain(other.organization, proof.pk, by=other.representative, at=T0)
    assert DomainProof.objects.count() == 1
    remove_domain(partner.organization, proof.pk, by=partner.representative, at=T0)
    assert DomainProof.objects.count() == 0


def test_domain_is_the_websites_and_in_one_spelling(partner: Partner) -> None:
    organization, by = partner.organization, partner.representative
    assert _proof().domain == DOMAIN
    assert add_domain(organization, DOMAIN.upper() + ".", by=by, at=T0).pk == _proof().pk
    assert (
        add_domain(organization, "Bücher.example", by=by, at=T0).domain == "xn--bcher-kva.example"
    )
    add_domain(organization, "c.example", by=by, at=T0)
    with pytest.raises(DomainRefused, match="3 domains already"):
        add_domain(organization, "d.example", by=by, at=T0)
    add_domain(organization, "c.example", by=by, at=T0)
    assert DomainProof.objects.count() == 3


@pytest.mark.parametrize("domain", ["gmail.com", "co.uk", "a b.example", "localhost", "x" * 250])
def test_domain_that_is_nobodys_own_is_refused(partner: Partner, domain: str) -> None:
    with pytest.raises(DomainRefused):
        add_domain(partner.organization, domain, by=partner.representative, at=T0)
    add_domain(partner.organization, "good.example", by=partner.representative, at=T0)


def test_without_a_website_a_domain_must_be_named(partner: Partner) -> None:
    organization, by = partner.organization, partner.representative
    change_profile(organization, Profile(name="Herons"), based_on=0 + organization.revision,
                   by=by, at=T0)  # fmt: skip
    with pytest.raises(DomainRefused, match="Please enter a domain"):
        add_domain(organization, by=by, at=T0)
    assert add_domain(organization, "herons.example", by=by, at=T0).domain == "herons.example"


def test_pages_are_renewed_and_other_letters_left_alone(
    partner: Partner, name_server: NameServer, ask: Ask
) -> None:
    make_draft("lake")
    left = make_draft("sea")
    Seat.objects.create(
        letter=left, organization=partner.organization, state=SeatState.LEFT.value, position=0,
        invited_at=T0,
    )  # fmt: skip
    before = dict(Letter.objects.values_list("slug", "names_revision"))
    _publish(name_server, partner)
    check_due_domains(ask, at=T0, limit=10)
    after = dict(Letter.objects.values_list("slug", "names_revision"))
    assert after["river"] > before["river"]
    assert after["lake"] == before["lake"]
    assert Act.objects.filter(kind="record seen").values_list("letter__slug").get() == ("river",)
