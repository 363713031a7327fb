"""The page of the coalition, and the forms by which it is gathered."""

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.support.coalitions import (
    acts_of,
    add_member,
    add_partner,
    browser_of,
    invitation_token,
)
from tests.support.letters import make_account, make_draft, make_open_letter
from tests.web.workspace.pages import get, leads_to, page, post
from undersigned.core.coalition import Role
from undersigned.models import Account, Invitation, Letter, Member, Organization, Seat

pytestmark = pytest.mark.django_db

LETTER = "letters/river/"
COALITION = f"{LETTER}coalition/"
ROSA = "rosa@herons.example"
HERONS = {"name": "Bank of Herons", "email": ROSA, "role": "representative", "note": "Hello."}


@pytest.fixture
def letter(account: Account) -> Letter:
    """Return a draft of the lead."""
    return make_draft("river", ["en"])


def queries_of(client: Client, path: str) -> int:
    """Return how many queries a page takes."""
    with CaptureQueriesContext(connection) as queries:
        get(client, path)
    return len(queries)


def test_pages_take_the_same_queries_for_one_and_three_organizations(
    lead: Client, letter: Letter
) -> None:
    # Session, account, letter and role; then the title, and of the coalition the people, the
    # invitations and the organizations; of the letter its texts and what is held; of the history
    # the acts.
    expected = {COALITION: 7, LETTER: 15, f"{LETTER}history/": 5}
    for number in (1, 2, 3):
        partner = add_partner(letter, number)
        add_member(letter, f"pen-{number}@a.example", Role.EDITOR, partner.seat)
        add_member(letter, f"reader-{number}@a.example", Role.OBSERVER)
        data = {**HERONS, "name": f"Invited {number}", "email": f"{number}{ROSA}"}
        post(lead, f"{COALITION}invite/", data)
        get(lead, COALITION)  # The notice of the form before is read once.
        if number != 2:
            assert {path: queries_of(lead, path) for path in expected} == expected


def test_page_shows_who_is_in_who_is_missing_and_who_has_gone(lead: Client, letter: Letter) -> None:
    partner = add_partner(letter)
    Account.objects.filter(pk=partner.representative.pk).update(name="Rosa <b>Muster</b>")
    mute = add_partner(letter, 2)
    Organization.objects.filter(pk=mute.organization.pk).update(
        name="انجمن دوستداران رود", language="fa"
    )
    Member.objects.filter(seat=mute.seat).update(role="editor")
    Seat.objects.filter(pk=add_partner(letter, 3).seat.pk).update(
        state="left", ended_at="2026-03-02T00:00Z"
    )
    post(lead, f"{COALITION}invite/", HERONS)
    html = get(lead, COALITION)
    for shown in (
        "2 are in.",
        "1 has not answered yet.",
        "Rosa &lt;b&gt;Muster&lt;/b&gt;",
        '<bdi lang="fa" dir="rtl">انجمن دوستداران رود</bdi>',
        "No representative",
        "Bank of Herons",
        "Association 3",
        ROSA,
        "Invite again",
        "lead@coalition.example",
    ):
        assert shown in html
    dashboard = get(lead, LETTER)
    for shown in ("2 organizations are in.", "Not answered yet:", "Without a representative:"):
        assert shown in dashboard


def test_observer_reads_it_without_addresses_and_without_forms(
    lead: Client, letter: Letter
) -> None:
    partner = add_partner(letter)
    Account.objects.filter(pk=partner.representative.pk).update(name="Rosa Muster")
    post(lead, f"{COALITION}invite/", HERONS)
    observer = browser_of(add_member(letter, "reader@a.example", Role.OBSERVER))
    whole, seen = get(lead, COALITION), get(observer, COALITION)
    for shown in ("Association 1", "Rosa Muster", "Bank of Herons"):
        assert shown in seen
    for hidden in (ROSA, "office@association-1.example", "/withdraw/", "/again/", "/invite/"):
        assert (hidden in whole, hidden in seen) == (True, False)
    assert "r…@herons.example" in seen
    assert seen.count("<form") == 1  # Signing out.
    assert seen.count("/leave/") == 1  # One's own role can be given up.


def test_representative_sees_the_own_organization_open_and_no_other(letter: Letter) -> None:
    one, two = add_partner(letter), add_partner(letter, 2)
    html = get(browser_of(one.representative), COALITION)
    assert f"seats/{one.seat.pk}/people/invite/" in html
    assert f"seats/{one.seat.pk}/leave/" in html
    assert f"seats/{two.seat.pk}/" not in html
    assert "/move/" not in html


def test_organization_is_invited_and_what_cannot_be_keeps_what_was_typed(
    lead: Client, letter: Letter
) -> None:
    html = page(post(lead, f"{COALITION}invite/", {**HERONS, "email": "nonsense"}), 422)
    assert "does not look like an e-mail address" in html
    assert 'value="Bank of Herons"' in html
    assert leads_to(post(lead, f"{COALITION}invite/", HERONS), COALITION)
    assert f"The invitation to {ROSA} is on its way." in get(lead, COALITION)
    html = page(post(lead, f"{COALITION}invite/", HERONS), 409)
    assert "on the list of the coalition already" in html
    for changes in ({"role": "nobody"}, {"role": ""}, {"note": "x" * 1001}):
        page(post(lead, f"{COALITION}invite/", {**HERONS, "name": "Other", **changes}), 422)
    assert Seat.objects.count() == 1


def test_person_is_invited_for_the_whole_letter_and_within_an_organization(
    lead: Client, letter: Letter
) -> None:
    partner = add_partner(letter)
    whole = f"{COALITION}people/invite/"
    page(post(lead, whole, {"email": ROSA, "role": "representative"}), 422)
    assert leads_to(post(lead, whole, {"email": ROSA, "role": "observer"}), COALITION)
    rosa = browser_of(partner.representative)
    within = f"{COALITION}seats/{partner.seat.pk}/people/invite/"
    assert leads_to(post(rosa, within, {"email": ROSA, "role": "editor"}), COALITION)
    roles = Invitation.objects.order_by("id").values_list("role", "seat")
    assert list(roles) == [("observer", None), ("editor", partner.seat.pk)]


def test_invitation_is_mailed_again_and_withdrawn(lead: Client, letter: Letter) -> None:
    post(lead, f"{COALITION}invite/", HERONS)
    first = invitation_token(ROSA)
    number = Invitation.objects.get().pk
    assert leads_to(post(lead, f"{COALITION}invitations/{number}/again/"), COALITION)
    assert "is mailed again" in get(lead, COALITION)
    assert invitation_token(ROSA) != first
    assert leads_to(post(lead, f"{COALITION}invitations/{number}/withdraw/"), COALITION)
    assert "answered or withdrawn meanwhile" in get(lead, COALITION)
    number = Invitation.objects.latest("id").pk
    assert leads_to(post(lead, f"{COALITION}invitations/{number}/withdraw/"), COALITION)
    assert "Taken out" in get(lead, COALITION)


def test_ended_seat_is_invited_again(lead: Client, letter: Letter) -> None:
    seat = add_partner(letter).seat
    place = f"{COALITION}seats/{seat.pk}/"
    assert leads_to(lead.get(f"/workspace/{place}invite/"), COALITION)
    assert "people lose their roles" in get(lead, f"{place}remove/")
    assert leads_to(post(lead, f"{place}remove/"), COALITION)
    assert "Taken out" in get(lead, COALITION)
    get(lead, f"{place}invite/")
    data = {"email": ROSA, "role": "representative"}
    assert leads_to(post(lead, f"{place}invite/", data), COALITION)
    seat.refresh_from_db()
    back = Seat.objects.exclude(pk=seat.pk).get(letter=letter)
    assert (seat.state, back.state) == ("removed", "invited")


def test_role_is_changed_and_a_person_removed_after_being_asked(
    lead: Client, letter: Letter
) -> None:
    partner = add_partner(letter)
    place = f"{COALITION}people/{Member.objects.get(seat=partner.seat).pk}/"
    html = get(lead, f"{place}role/")
    assert 'value="representative" id="id_role_0" checked' in html.replace(" required", "")
    page(post(lead, f"{place}role/", {"role": "king"}), 422)
    assert leads_to(post(lead, f"{place}role/", {"role": "editor"}), COALITION)
    assert "no other representative" not in get(lead, f"{place}remove/")
    # Whom the organization lets speak for it is not for the lead of the letter to say.
    refused = page(post(lead, f"{place}role/", {"role": "representative"}), 403)
    assert "only its own people say" in refused
    Member.objects.filter(seat=partner.seat).update(role="representative")
    assert "no other representative" in get(lead, f"{place}remove/")
    assert leads_to(post(lead, f"{place}remove/"), COALITION)
    assert [act[0] for act in acts_of(letter)[-2:]] == ["role changed", "removed"]
    assert lead.get(f"/workspace/{place}remove/").status_code == 404


def test_last_lead_is_told_why_not(lead: Client, letter: Letter) -> None:
    place = f"{COALITION}people/{Member.objects.get().pk}/"
    for path, data in (("leave/", {}), ("remove/", {}), ("role/", {"role": "editor"})):
        assert leads_to(post(lead, place + path, data), COALITION)
        assert "Nobody else leads this letter." in get(lead, COALITION)
    add_member(letter, "second@coalition.example", Role.LEAD)
    get(lead, f"{place}leave/")
    # Whoever has no other role has nothing to see there any more.
    assert leads_to(post(lead, f"{place}leave/"), "")
    assert "You have given up this role." in get(lead, "")


def test_organization_leaves_with_its_people(letter: Letter) -> None:
    partner = add_partner(letter)
    rosa = browser_of(partner.representative)
    place = f"{COALITION}seats/{partner.seat.pk}/leave/"
    assert "What it has endorsed does not count any more." in get(rosa, place)
    assert leads_to(post(rosa, place), "")
    assert rosa.get(f"/workspace/{COALITION}").status_code == 404


def test_order_is_changed_by_buttons_until_the_letter_is_public(
    lead: Client, letter: Letter
) -> None:
    one, two = add_partner(letter), add_partner(letter, 2)
    response = post(lead, f"{COALITION}seats/{two.seat.pk}/move/", {"direction": "up"})
    assert leads_to(response, f"{COALITION}#seat-{two.seat.pk}")
    names = [seat.organization for seat in Seat.objects.all()]
    assert names == [two.organization, one.organization]
    assert "/move/" in get(lead, COALITION)
    post(lead, f"{COALITION}seats/{two.seat.pk}/move/", {"direction": "sideways"})
    public = make_open_letter("lake")
    add_partner(public, 3)
    add_partner(public, 4)
    html = get(lead, "letters/lake/coalition/")
    assert "/move/" not in html
    assert "does not take its signature back" in get(
        lead, f"letters/lake/coalition/seats/{public.seats.latest('id').pk}/remove/"
    )


def test_list_of_letters_says_the_roles_and_what_waits(lead: Client, letter: Letter) -> None:
    partner = add_partner(letter)
    post(
        lead,
        f"{COALITION}people/invite/",
        {"email": partner.representative.email, "role": "observer"},
    )
    rosa = browser_of(partner.representative)
    html = get(rosa, "")
    assert "Representative for <bdi>Association 1</bdi>" in html
    assert "An invitation from <bdi>lead@coalition.example</bdi> waits in your mailbox." in html
    assert "An invitation" not in get(lead, "")
    first = invitation_token(partner.representative.email)
    waiting = Invitation.objects.get().pk
    assert lead.post(f"/workspace/invitations/{waiting}/mail/").status_code == 404
    assert leads_to(post(rosa, f"invitations/{waiting}/mail/"), "")
    assert invitation_token(partner.representative.email) != first


def test_lead_without_a_second_factor_changes_nobody_elses_role(letter: Letter) -> None:
    partner = add_partner(letter)
    bare = make_account("bare@coalition.example", has_second_factor=False)
    add_member(letter, bare.email, Role.LEAD)
    place = f"{COALITION}people/{Member.objects.get(seat=partner.seat).pk}/role/"
    refused = browser_of(bare).post(f"/workspace/{place}", {"role": "editor"})
    assert refused.status_code == 403
    assert "takes a passkey or an authenticator app" in refused.content.decode()
    # Within one's own organization, one's own rules: it publishes nothing.
    pen = add_member(letter, "pen@a.example", Role.LEAD, partner.seat)
    Authenticator.objects.filter(user=pen).delete()
    assert leads_to(post(browser_of(pen), place, {"role": "editor"}), COALITION)
