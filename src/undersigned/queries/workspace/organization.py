"""An organization as the people of its coalitions see it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from undersigned.core.coalition import SEATS_ASKED, Role, SeatState
from undersigned.core.domains import RECORD_LABEL, domain_of_website, fits_website
from undersigned.core.languages import direction
from undersigned.models import (
    Account,
    DomainProof,
    EditionText,
    Letter,
    Member,
    Organization,
    Seat,
    Version,
)
from undersigned.queries.organization_access import LEADING_ROLES, may_manage, speaks_for
from undersigned.queries.organization_evidence import (
    Fact,
    FactKind,
    Picture,
    picture_of,
    record_fact,
    word,
)


class RecordState(StrEnum):
    """How it stands with the record of a domain."""

    SEEN = "seen"
    GONE = "gone"
    # Asked for, and never there.
    NOT_SEEN = "not seen"
    NOT_ASKED = "not asked"


@dataclass(frozen=True, slots=True)
class DomainRow:
    """A domain, the record that it should have, and what is known of it."""

    id: int
    domain: str
    record_name: str
    record_value: str
    state: RecordState
    fact: Fact | None
    checked_at: datetime | None


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter that it carries and that the person works on too."""

    slug: str
    title: str
    language: str
    direction: str
    seat_id: int
    state: SeatState
    is_led: bool
    word: Fact | None


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody who has a role within the organization."""

    name: str
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class LocalName:
    """A name in one language."""

    language: str
    name: str

    @property
    def direction(self) -> str:
        """Whether it is written `ltr` or `rtl`."""
        return direction(self.language)


@dataclass(frozen=True, slots=True)
class OrganizationView:
    """All that its page shows."""

    organization: Organization
    names: tuple[LocalName, ...]
    logo: Picture | None
    domains: tuple[DomainRow, ...]
    mailboxes: tuple[Fact, ...]
    letters: tuple[LetterRow, ...]
    people: tuple[PersonRow, ...]
    may_manage: bool
    speaks_for: bool
    # The domain of the website, where it is not looked at yet.
    suggested_domain: str

    @property
    def direction(self) -> str:
        """Whether its name is written `ltr` or `rtl`."""
        return direction(self.organization.language)

    @property
    def words(self) -> tuple[LetterRow, ...]:
        """The letters whose leads have given their word for it."""
        return tuple(letter for letter in self.letters if letter.word)


def find_organization(account: Account, organization_id: int) -> Organization:
    """The organization, if it is in a coalition of the person; one query.

    Raises Organization.DoesNotExist for all others, as for one that is not there.
    """
    seats = Seat.objects.filter(organization=OuterRef("pk"), letter__in=_letters_of(account))
    return (
        Organization.objects.filter(Exists(seats))
        .select_related("logo")
        .defer("logo__data")
        .get(pk=organization_id)
    )


def view_organization(account: Account, organization: Organization) -> OrganizationView:
    """The page of an organization that `find_organization` gave; other letters stay unsaid."""
    letters = _letters(account, organization)
    domains = tuple(
        _domain_row(organization, proof) for proof in organization.domains.order_by("id")
    )
    website = domain_of_website(organization.website)
    speaks = speaks_for(account, organization.pk)
    return OrganizationView(
        organization=organization,
        names=tuple(LocalName(row.language, row.name) for row in organization.names.all()),
        logo=picture_of(organization),
        domains=domains,
        mailboxes=_mailboxes(organization),
        letters=letters,
        people=_people([letter.seat_id for letter in letters]),
        may_manage=speaks or may_manage(account, organization.pk),
        speaks_for=speaks,
        suggested_domain=website if website not in {row.domain for row in domains} else "",
    )


def _letters_of(account: Account) -> QuerySet[Member, Any]:
    return Member.objects.filter(account=account).values("letter")


def _letters(account: Account, organization: Organization) -> tuple[LetterRow, ...]:
    """The letters of both, by title; one query."""
    draft = Version.objects.filter(
        letter=OuterRef("letter"), language=OuterRef("letter__original_language")
    ).order_by("-number")
    frozen = EditionText.objects.filter(edition__letter=OuterRef("letter"), position=0).order_by(
        "-edition__number"
    )
    leading = Member.objects.filter(
        account=account, letter=OuterRef("letter"), seat=None, role__in=LEADING_ROLES
    )
    seats = (
        Seat.objects.filter(organization=organization, letter__in=_letters_of(account))
        .select_related("letter")
        .annotate(
            title=Coalesce(
                Subquery(draft.values("title")[:1]),
                Subquery(frozen.values("title")[:1]),
                Value(""),
            ),
            is_led=Exists(leading),
        )
        .order_by("title", "pk")
    )
    return tuple(
        LetterRow(
            slug=seat.letter.slug,
            title=seat.title or seat.letter.slug,
            language=seat.letter.original_language,
            direction=direction(seat.letter.original_language),
            seat_id=seat.pk,
            state=SeatState(seat.state),
            is_led=seat.is_led,
            word=next(iter(word(seat)), None),
        )
        for seat in seats
    )


def _people(seat_ids: list[int]) -> tuple[PersonRow, ...]:
    """Those within the organization, as the letters of the person know them; one query."""
    members = Member.objects.filter(seat__in=seat_ids, seat__state__in=SEATS_ASKED).select_related(
        "account"
    )
    roles: dict[int, set[Role]] = {}
    names: dict[int, str] = {}
    for member in members.order_by("id"):
        names[member.account_id] = member.account.called
        roles.setdefault(member.account_id, set()).add(Role(member.role))
    order = {role: place for place, role in enumerate(Role)}
    return tuple(
        PersonRow(name, tuple(sorted(roles[pk], key=lambda role: order[role])))
        for pk, name in names.items()
    )


def _mailboxes(organization: Organization) -> tuple[Fact, ...]:
    newest: dict[str, Fact] = {}
    for proof in organization.mailboxes.order_by("confirmed_at"):
        if fits_website(proof.domain, organization.website):
            newest[proof.domain] = Fact(FactKind.MAILBOX, proof.confirmed_at.date(), proof.domain)
    return tuple(newest.values())


def _domain_row(organization: Organization, proof: DomainProof) -> DomainRow:
    fact = None
    if proof.seen_at is not None:
        fact = record_fact(proof.domain, proof.seen_at, proof.missing_since)
        state = RecordState.GONE if proof.missing_since else RecordState.SEEN
    else:
        state = RecordState.NOT_SEEN if proof.checked_at else RecordState.NOT_ASKED
    return DomainRow(
        id=proof.pk,
        domain=proof.domain,
        record_name=f"{RECORD_LABEL}.{proof.domain}",
        record_value=f"undersigned={organization.record_token}",
        state=state,
        fact=fact,
        checked_at=proof.checked_at,
    )


def seat_of(letter: Letter, seat_id: int) -> Seat:
    """The seat of that number in the coalition of the letter; one query.

    Raises Seat.DoesNotExist.
    """
    seats = Seat.objects.filter(letter=letter, state__in=SEATS_ASKED)
    return seats.select_related("organization", "letter").get(pk=seat_id)
