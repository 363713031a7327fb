"""Coalitions for tests: people with roles, and organizations with representatives."""

import re
from dataclasses import dataclass

from django.test import Client

from tests.support.letters import T0, make_account
from undersigned.core.coalition import Role, SeatState
from undersigned.models import (
    Account,
    Act,
    Letter,
    Member,
    Organization,
    OutgoingMail,
    Seat,
)


@dataclass(frozen=True)
class Partner:
    """One organization of a coalition, and who speaks for it."""

    seat: Seat
    representative: Account

    @property
    def organization(self) -> Organization:
        return self.seat.organization


def add_member(letter: Letter, email: str, role: Role, seat: Seat | None = None) -> Account:
    """Give a person a role, as if an invitation had been accepted."""
    account = Account.objects.filter(email=email).first() or make_account(email)
    Member.objects.create(letter=letter, account=account, seat=seat, role=role.value, joined_at=T0)
    return account


def add_partner(letter: Letter, number: int = 1, *, country: str = "FR") -> Partner:
    """Seat an organization with one representative, as if both had accepted."""
    name = f"Association {number}"
    email = f"office@association-{number}.example"
    account = Account.objects.filter(email=email).first() or make_account(email)
    organization = Organization.objects.create(
        name=name,
        language="en",
        country=country,
        website=f"https://association-{number}.example",
        record_token=f"{number:040x}",
        created_by=account,
        created_at=T0,
    )
    seat = Seat.objects.create(
        letter=letter,
        organization=organization,
        state=SeatState.JOINED.value,
        position=Seat.objects.filter(letter=letter).count(),
        invited_at=T0,
        joined_at=T0,
    )
    add_member(letter, email, Role.REPRESENTATIVE, seat)
    return Partner(seat, account)


def browser_of(account: Account) -> Client:
    """Return a test client that is signed in."""
    client = Client()
    client.force_login(account)
    return client


def invitation_token(email: str) -> str:
    """The token of the newest invitation that a mailbox was sent."""
    mail = OutgoingMail.objects.filter(recipient=email, body__contains="/invitations/").latest("id")
    found = re.search(r"/invitations/([\w-]{43})/\n", mail.body)
    assert found is not None, mail.body
    return found[1]


def acts_of(letter: Letter) -> list[tuple[str, str | None, str, str]]:
    """The history as kind, address of who did it, subject and role, the oldest first."""
    acts = Act.objects.filter(letter=letter).select_related("account").order_by("id")
    return [
        (act.kind, act.account.email if act.account else None, act.subject, act.role)
        for act in acts
    ]
