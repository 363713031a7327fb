"""The page of an organization: who sees it, what it says, and what can be done on it."""

from collections.abc import Generator
from dataclasses import replace

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from tests.support.coalitions import Partner, add_member, add_partner, browser_of
from tests.support.dns import NameServer
from tests.support.letters import T0, make_account, make_draft
from tests.support.pictures import logo_file
from tests.web.workspace.pages import (
    get,
    leads_to,
    organization_form,
    organization_path,
    page,
    post,
)
from undersigned.core.coalition import Role, SeatState
from undersigned.models import (
    Account,
    DomainProof,
    Logo,
    MailboxProof,
    Member,
    OrganizationName,
    Seat,
)
from undersigned.stages.organization import add_domain, record_name, record_value, set_logo

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner(account: Account) -> Partner:
    """Return an organization of a coalition."""
    return add_partner(make_draft())


@pytest.fixture
def speaker(partner: Partner) -> Client:
    """Return the browser of its representative."""
    return browser_of(partner.representative)


@pytest.fixture
def zone(name_server: NameServer) -> Generator[NameServer]:
    """Let the server ask the name server of the test."""
    with override_settings(CONFIG=replace(settings.CONFIG, dns=name_server.setting)):
        yield name_server


# Who sees it ------------------------------------------------------------------------------------


def test_everybody_of_its_coalitions_sees_it(partner: Partner, lead: Client) -> None:
    observer = add_member(partner.seat.letter, "watch@coalition.example", Role.OBSERVER)
    other = add_partner(partner.seat.letter, 2)
    for client in (lead, browser_of(observer), browser_of(other.representative)):
        text = get(client, organization_path(partner))
        assert "Association 1" in text
        assert "office@association-1.example" in text
        assert "Edit the profile" not in text
        assert partner.organization.record_token not in text
    assert "Edit the profile" in get(browser_of(partner.representative), organization_path(partner))


def test_coalition_leads_to_its_organizations(partner: Partner, lead: Client) -> None:
    text = get(lead, "letters/river/coalition/")
    assert f'<h3><a href="/workspace/{organization_path(partner)}">' in text


ADDRESSES = (
    ("get", ""), ("get", "profile/"), ("post", "profile/"), ("post", "logo/"),
    ("post", "logo/remove/"), ("post", "domains/"), ("post", "domains/{proof}/check/"),
    ("post", "domains/{proof}/remove/"), ("post", "mailbox/"),
)  # fmt: skip


@pytest.mark.parametrize(("method", "rest"), ADDRESSES)
def test_for_others_it_is_not_there(
    partner: Partner, stranger: Client, visitor: Client, method: str, rest: str
) -> None:
    proof = add_domain(partner.organization, by=partner.representative, at=T0)
    set_logo(partner.organization, logo_file(), by=partner.representative, at=T0)
    elsewhere = add_partner(make_draft("lake"), 2)
    before = _state(partner)
    path = organization_path(partner, rest.format(proof=proof.pk))
    for client in (stranger, browser_of(elsewhere.representative)):
        response = getattr(client, method)(f"/workspace/{path}", organization_form(based_on="0"))
        assert response.status_code == 404
    response = getattr(visitor, method)(f"/workspace/{path}", organization_form())
    assert response.status_code == 302
    assert "/workspace/organizations" not in response.headers["Location"].partition("?")[0]
    assert _state(partner) == before
    # Its twin: who was a stranger a moment ago, and has been let in.
    mina = make_account("mina@association-1.example")
    Member.objects.create(
        letter=partner.seat.letter, account=mina, seat=partner.seat,
        role=Role.REPRESENTATIVE.value, joined_at=T0,
    )  # fmt: skip
    assert (
        getattr(browser_of(mina), method)(f"/workspace/{path}", organization_form()).status_code
        != 404
    )


def _state(partner: Partner) -> tuple[object, ...]:
    partner.organization.refresh_from_db()
    return (
        partner.organization.revision,
        list(DomainProof.objects.values()),
        list(Logo.objects.values_list("digest")),
        list(MailboxProof.objects.values()),
    )


@pytest.mark.parametrize(("method", "rest"), ADDRESSES[1:])
def test_who_does_not_speak_for_it_changes_nothing(
    partner: Partner, lead: Client, method: str, rest: str
) -> None:
    proof = add_domain(partner.organization, by=partner.representative, at=T0)
    set_logo(partner.organization, logo_file(), by=partner.representative, at=T0)
    other = add_partner(partner.seat.letter, 2)
    before = _state(partner)
    path = organization_path(partner, rest.format(proof=proof.pk))
    observer = add_member(
        partner.seat.letter, "watch@association-1.example", Role.OBSERVER, partner.seat
    )
    data = {**organization_form(), "domain": "more.example"}
    for client in (lead, browser_of(other.representative), browser_of(observer)):
        assert getattr(client, method)(f"/workspace/{path}", data).status_code == 403
    assert _state(partner) == before


def test_removed_member_does_not_see_it_any_more(partner: Partner, speaker: Client) -> None:
    get(speaker, organization_path(partner))
    Member.objects.filter(account=partner.representative).delete()
    get(speaker, organization_path(partner), 404)
    page(post(speaker, organization_path(partner, "profile/"), organization_form()), 404)


def test_letters_of_others_and_their_people_stay_unsaid(partner: Partner, lead: Client) -> None:
    secret = make_draft("secret-lake")
    seat = Seat.objects.create(
        letter=secret, organization=partner.organization, state=SeatState.JOINED.value,
        position=0, invited_at=T0, joined_at=T0, vouched_at=T0, vouch_note="A secret word.",
    )  # fmt: skip
    Member.objects.filter(letter=secret).delete()
    hidden = add_member(secret, "hidden@association-1.example", Role.REPRESENTATIVE, seat)
    text = get(lead, organization_path(partner))
    for secret_word in ("secret-lake", "hidden@", "A secret word"):
        assert secret_word not in text
        assert secret_word in get(browser_of(hidden), organization_path(partner))


@pytest.mark.parametrize("number", [0, 999_999, 10**30])
def test_organization_that_does_not_exist_is_not_found(lead: Client, number: int) -> None:
    get(lead, f"organizations/{number}/", 404)


def test_page_takes_the_same_queries_for_one_and_three(partner: Partner, speaker: Client) -> None:
    letter = partner.seat.letter
    for number, queries in ((1, 9), (2, None), (3, 9)):
        name = f"Person {number}"
        add_member(letter, f"p{number}@association-1.example", Role.EDITOR, partner.seat)
        DomainProof.objects.create(
            organization=partner.organization, domain=f"d{number}.example", added_at=T0
        )
        OrganizationName.objects.create(
            organization=partner.organization, language=f"a{chr(96 + number)}", name=name
        )
        other = make_draft(f"more-{number}")
        Seat.objects.create(
            letter=other, organization=partner.organization, position=0, invited_at=T0
        )
        add_member(other, partner.representative.email, Role.EDITOR)
        with CaptureQueriesContext(connection) as captured:
            text = get(speaker, organization_path(partner))
        assert name in text
        if queries is not None:
            assert len(captured) == queries


# Records, mailboxes, words ----------------------------------------------------------------------


def test_record_is_explained_put_up_and_found(
    partner: Partner, speaker: Client, zone: NameServer
) -> None:
    assert 'value="association-1.example"' in get(speaker, organization_path(partner))
    answer = post(
        speaker, organization_path(partner, "domains/"), {"domain": "association-1.example"}
    )
    assert leads_to(answer, organization_path(partner) + "#records")
    proof = DomainProof.objects.get()
    text = get(speaker, organization_path(partner))
    name, value = record_name(proof.domain), record_value(partner.organization)
    assert f'<code translate="no">{name}</code>' in text
    assert f'<code translate="no">{value}</code>' in text
    check = organization_path(partner, f"domains/{proof.pk}/check/")
    post(speaker, check)
    assert "The record is not there." in get(speaker, organization_path(partner))
    zone.zone.put(name, value)
    post(speaker, check)
    assert "less than a minute ago" in get(speaker, organization_path(partner))
    DomainProof.objects.update(checked_at=None)
    post(speaker, check)
    text = get(speaker, organization_path(partner))
    assert "The record is there." in text
    assert "Named in a record of the domain" in text
    zone.zone.silent.add(name)
    DomainProof.objects.update(checked_at=None)
    with override_settings(CONFIG=replace(settings.CONFIG, dns="127.0.0.1:9")):
        post(speaker, check)
    assert "No name server answered." in get(speaker, organization_path(partner))
    post(speaker, organization_path(partner, f"domains/{proof.pk}/remove/"))
    assert not DomainProof.objects.exists()
    post(speaker, check)
    assert "not here any more" in get(speaker, organization_path(partner))


@pytest.mark.parametrize("domain", ["", "gmail.com", "a b", "x" * 400, "<b>.example"])
def test_domain_that_cannot_be_is_refused(partner: Partner, speaker: Client, domain: str) -> None:
    text = page(post(speaker, organization_path(partner, "domains/"), {"domain": domain}), 422)
    assert 'class="errors"' in text
    assert not DomainProof.objects.exists()
    post(speaker, organization_path(partner, "domains/"), {"domain": "good.example"})
    assert DomainProof.objects.get().domain == "good.example"


def test_own_mailbox_counts_when_it_fits(partner: Partner, speaker: Client) -> None:
    post(speaker, organization_path(partner, "mailbox/"))
    assert "None of your addresses has been confirmed." in get(speaker, organization_path(partner))
    account = partner.representative
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    post(speaker, organization_path(partner, "mailbox/"))
    text = get(speaker, organization_path(partner))
    assert "counts for this organization" in text
    assert "Reads mail at" in text


def test_lead_vouches_and_takes_it_back(partner: Partner, lead: Client, speaker: Client) -> None:
    vouch = f"letters/river/seats/{partner.seat.pk}/vouch/"
    assert vouch in get(lead, organization_path(partner))
    assert vouch not in get(speaker, organization_path(partner))
    assert "How do you know?" in get(lead, vouch)
    assert "Please fill this in." in page(post(lead, vouch, {"note": " "}), 422)
    assert leads_to(
        post(lead, vouch, {"note": "We <i>met</i>."}), organization_path(partner) + "#words"
    )
    assert '“<bdi lang="">We &lt;i&gt;met&lt;/i&gt;.</bdi>”' in get(
        speaker, organization_path(partner)
    )
    assert 'value="We &lt;i&gt;met&lt;/i&gt;."' in get(lead, vouch)
    take_back = f"letters/river/seats/{partner.seat.pk}/unvouch/"
    assert leads_to(post(lead, take_back), organization_path(partner) + "#words")
    partner.seat.refresh_from_db()
    assert partner.seat.vouched_at is None


@pytest.mark.parametrize("verb", ["vouch", "unvouch"])
def test_nobody_else_gives_that_word(
    partner: Partner, lead: Client, speaker: Client, stranger: Client, verb: str
) -> None:
    path = f"letters/river/seats/{partner.seat.pk}/{verb}/"
    assert post(stranger, path, {"note": "x"}).status_code == 404
    assert post(speaker, path, {"note": "x"}).status_code == 403
    other = add_partner(make_draft("lake"), 2)
    # A lead of one letter names the seat of another.
    Member.objects.filter(letter__slug="lake", seat=None).delete()
    assert (
        post(lead, f"letters/river/seats/{other.seat.pk}/{verb}/", {"note": "x"}).status_code == 404
    )
    assert not Seat.objects.filter(vouched_at__isnull=False).exists()
    assert post(lead, path, {"note": "x"}).status_code == 302
