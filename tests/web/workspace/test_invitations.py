"""The mailed link: what it shows to whom, and that only the invited mailbox can accept."""

import re
from collections.abc import Generator
from datetime import timedelta

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from tests.support.coalitions import add_partner, browser_of, invitation_token
from tests.support.letters import last_mail, make_account, make_draft
from tests.web.workspace.pages import page
from undersigned.core.coalition import Role
from undersigned.models import Account, Invitation, Letter, Member, OutgoingMail, Seat
from undersigned.stages import coalition

pytestmark = pytest.mark.django_db

ROSA = "rosa@herons.example"


@pytest.fixture(autouse=True)
def real_mail() -> Generator[None]:
    """Owe mails as in earnest; the test runner would keep them in memory."""
    with override_settings(EMAIL_BACKEND="undersigned.stages.outbox.OutboxBackend"):
        yield


@pytest.fixture
def letter(account: Account) -> Letter:
    """Return a draft of the lead."""
    Account.objects.filter(pk=account.pk).update(name="Ada Exemplar")
    return make_draft("river", ["en"])


@pytest.fixture
def seat(letter: Letter) -> Seat:
    """Return the seat of an organization that is invited."""
    return coalition.invite_organization(
        letter,
        name="Bank of <b>Herons</b>",
        email=ROSA,
        note="Join us.",
        by=letter.lead,
        at=timezone.now(),
    )


@pytest.fixture
def link(seat: Seat) -> str:
    """Return the address in the mail."""
    return f"/invitations/{invitation_token(ROSA)}/"


def test_link_shows_what_it_is_and_changes_nothing(
    visitor: Client, lead: Client, link: str
) -> None:
    before = (list(Invitation.objects.values()), Account.objects.count())
    rosa = browser_of(make_account(ROSA))
    for client in (visitor, lead, rosa):
        response = client.get(link)
        html = page(response)
        for shown in (
            "River en",
            "Ada Exemplar",
            "Bank of &lt;b&gt;Herons&lt;/b&gt;",
            "Representative",
            "Join us.",
            "Speaks for the organization",
        ):
            assert shown in html
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["X-Robots-Tag"] == "noindex"
        assert client.head(link).status_code == 200
    assert (list(Invitation.objects.values()), Account.objects.count() - 1) == before


def test_buttons_are_those_of_the_person(visitor: Client, lead: Client, link: str) -> None:
    rosa = browser_of(make_account(ROSA))
    accept, sign_in, sign_out = (
        ("/accept/", "Accept the invitation"),
        ("/sign-in/", "Sign in to accept"),
        ("/logout/", "Sign out and come back here"),
    )
    for client, expected in ((visitor, sign_in), (lead, sign_out), (rosa, accept)):
        html = page(client.get(link))
        shown = [words for words in (accept, sign_in, sign_out) if words[1] in html]
        assert shown == [expected]
        assert "Decline the invitation" in html
        # Whoever got the link from somebody else does not learn the mailbox from it.
        assert (ROSA in html) == (client is rosa)
    assert "r…@herons.example" in page(visitor.get(link))


def test_new_person_signs_in_by_a_code_and_accepts(visitor: Client, link: str) -> None:
    response = visitor.post(f"{link}sign-in/")
    where = response.headers["Location"]
    assert where.startswith("/accounts/login/code/confirm/?next=")
    code = re.search(r"[A-Z]{4}-[A-Z]{4}", last_mail(ROSA).body)
    assert code is not None
    response = visitor.post(where, {"code": code[0]})
    assert response.headers["Location"] == link
    response = visitor.post(f"{link}accept/", {"name": "Bank of Herons"})
    assert response.headers["Location"] == "/workspace/letters/river/"
    member = Member.objects.get(account__email=ROSA)
    assert member.seat is not None
    assert (member.role, member.seat.organization.name) == ("representative", "Bank of Herons")
    assert "you take part in this letter now" in page(visitor.get("/workspace/letters/river/"))


def test_codes_are_not_mailed_without_limit(link: str) -> None:
    for _ in range(3):
        assert Client().post(f"{link}sign-in/").status_code == 302
    assert "tried too often" in Client().post(f"{link}sign-in/").content.decode()
    assert OutgoingMail.objects.filter(subject__contains="sign-in code").count() == 3


def test_signing_in_while_signed_in_leads_back(lead: Client, link: str) -> None:
    assert lead.post(f"{link}sign-in/").headers["Location"] == link
    assert not Account.objects.filter(email=ROSA).exists()


def test_forwarded_link_is_accepted_by_its_own_mailbox_only(
    visitor: Client, stranger: Client, lead: Client, link: str
) -> None:
    for client in (visitor, stranger, lead):
        html = page(client.post(f"{link}accept/", {"name": "Mine now"}), 403)
        assert ROSA not in html
    assert Member.objects.count() == 1
    assert Seat.objects.get().state == "invited"
    rosa = browser_of(make_account(ROSA))
    assert rosa.post(f"{link}accept/", {"name": ""}).status_code == 302
    assert Member.objects.filter(account__email=ROSA).count() == 1


def test_link_is_good_once(visitor: Client, link: str) -> None:
    rosa = browser_of(make_account(ROSA))
    rosa.post(f"{link}accept/", {"name": ""})
    for response in (
        rosa.get(link),
        rosa.post(f"{link}accept/", {"name": ""}),
        visitor.post(f"{link}decline/"),
        visitor.post(f"{link}sign-in/"),
    ):
        assert "It is good for once only." in page(response, 410)
    assert Member.objects.filter(account__email=ROSA).count() == 1


def test_withdrawn_link_answers_as_one_that_never_was(
    visitor: Client, letter: Letter, link: str
) -> None:
    number = Invitation.objects.get().pk
    coalition.withdraw_invitation(letter, number, by=letter.lead, at=timezone.now())
    withdrawn, unknown = visitor.get(link), visitor.get(f"/invitations/{'x' * 43}/")
    assert page(withdrawn, 404) == page(unknown, 404)
    for verb in ("accept", "decline", "sign-in"):
        assert visitor.post(f"{link}{verb}/").status_code == 404
    assert not Account.objects.filter(email=ROSA).exists()


def test_old_link_says_so(visitor: Client, link: str) -> None:
    page(visitor.get(link))
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert "too old" in page(visitor.get(link), 410)


def test_link_alone_declines(visitor: Client, link: str) -> None:
    page(visitor.post(f"{link}decline/", {"reason": "x" * 1001}), 422)
    html = page(visitor.post(f"{link}decline/", {"reason": "We may not."}))
    assert "You do not take part" in html
    assert "We may not." in last_mail("lead@coalition.example").body
    assert "has been declined" in page(visitor.get(link), 410)


def test_forms_of_the_link_need_their_token(account: Account, link: str) -> None:
    rosa = make_account(ROSA)
    for verb in ("accept", "decline", "sign-in"):
        client = Client(enforce_csrf_checks=True)
        client.force_login(rosa)
        assert client.post(f"{link}{verb}/").status_code == 403
    invitation = Invitation.objects.get()
    assert (invitation.accepted_at, invitation.refused_at) == (None, None)


def test_person_chooses_an_organization_of_theirs(letter: Letter, seat: Seat) -> None:
    known = add_partner(make_draft("lake", ["en"]), 7)
    email = known.representative.email
    coalition.invite_person(
        letter,
        email=email,
        role=Role.REPRESENTATIVE,
        seat_id=seat.pk,
        by=letter.lead,
        at=timezone.now(),
    )
    link = f"/invitations/{invitation_token(email)}/"
    rosa = browser_of(known.representative)
    assert "Association 7" in page(rosa.get(link))
    fields = {"name": "", "organization": str(known.organization.pk)}
    for wrong in ("999", "x", str(seat.organization_id)):
        page(rosa.post(f"{link}accept/", {**fields, "organization": wrong}), 422)
    page(rosa.post(f"{link}accept/", {"name": "x" * 301}), 422)
    assert rosa.post(f"{link}accept/", fields).status_code == 302
    seat.refresh_from_db()
    assert seat.organization == known.organization


def test_person_who_does_not_speak_for_the_organization_waits_for_who_does(
    letter: Letter, seat: Seat, link: str
) -> None:
    pen, rosa = make_account("pen@herons.example"), make_account(ROSA)
    coalition.invite_person(
        letter,
        email=pen.email,
        role=Role.EDITOR,
        seat_id=seat.pk,
        by=letter.lead,
        at=timezone.now(),
    )
    theirs = f"/invitations/{invitation_token(pen.email)}/"
    waiting = page(browser_of(pen).get(theirs))
    assert "somebody who speaks for it has to accept first" in waiting
    assert "accept/" not in waiting
    assert browser_of(pen).post(f"{theirs}accept/", {"name": ""}).status_code == 409
    browser_of(rosa).post(f"{link}accept/", {"name": "Bank of Herons"})
    assert "has to accept first" not in page(browser_of(pen).get(theirs))
    assert browser_of(pen).post(f"{theirs}accept/", {"name": ""}).status_code == 302
    assert Member.objects.get(account=pen).role == "editor"


def test_who_is_asked_to_bring_an_organization_in_speaks_for_it(lead: Client, seat: Seat) -> None:
    Seat.objects.filter(pk=seat.pk).update(state="left")
    for path in ("coalition/invite/", f"coalition/seats/{seat.pk}/invite/"):
        address = f"/workspace/letters/river/{path}"
        html = page(lead.get(address))
        assert 'value="representative"' in html
        assert 'value="observer"' not in html
        words = {"name": "Other", "email": "else@herons.example"}
        assert lead.post(address, {**words, "role": "observer"}).status_code == 422
        assert not Invitation.objects.filter(email="else@herons.example").exists()
        assert lead.post(address, {**words, "role": "lead"}).status_code == 302
        Invitation.objects.filter(email="else@herons.example").delete()
