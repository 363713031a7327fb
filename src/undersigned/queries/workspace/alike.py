"""The organizations of a letter, those that wait, have signed, or carry it, and which are alike."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

from undersigned.core.coalition import SEATS_ASKED, SeatState
from undersigned.core.domains import domain_of_website, fits_website, is_shared, registrable_name
from undersigned.core.duplicates import Likeness, Named, Pair, find_pairs
from undersigned.core.leaf import SignatoryKind
from undersigned.models import KeptPair, Letter, OrganizationName, Seat, Signature
from undersigned.queries.waiting import mark_of


class Standing(StrEnum):
    """Where an organization stands with a letter."""

    WAITING = "waiting"
    # Accepted, and in the log or about to be.
    SIGNED = "signed"
    INVITED = "invited"
    # Of the coalition.
    MEMBER = "member"


class MailboxFit(StrEnum):
    """Whether the mailbox that confirmed is one of the organization's website."""

    FITS = "fits"
    OTHER = "other"
    # Anyone can get a mailbox there.
    SHARED = "shared"
    NO_WEBSITE = "no website"


@dataclass(frozen=True, slots=True)
class Known:
    """One organization of a letter. `key` tells it from all others of that letter."""

    key: str
    # Of the signature, or of the seat for one of the coalition.
    id: int
    standing: Standing
    name: str
    country: str
    website: str
    representative: str
    contact: str
    evidence: str
    confirmed_at: datetime | None
    log_index: int | None
    other_names: tuple[str, ...] = ()

    @property
    def is_waiting(self) -> bool:
        return self.standing is Standing.WAITING

    @property
    def is_of_coalition(self) -> bool:
        return self.standing in (Standing.INVITED, Standing.MEMBER)

    @property
    def mark(self) -> str:
        """The mark of what is shown of it; see `queries.waiting.seen_mark`."""
        return mark_of(self.name, self.website, self.representative, self.country)

    @property
    def mail_domain(self) -> str:
        return self.contact.rpartition("@")[2]

    @property
    def mailbox_fit(self) -> MailboxFit:
        """What the mailbox says about the organization."""
        return _mailbox_fit(self.mail_domain.lower(), self.website)

    @property
    def named(self) -> Named:
        return Named(self.key, self.name, self.website, self.country, self.other_names)


@lru_cache(maxsize=16384)
def _mailbox_fit(domain: str, website: str) -> MailboxFit:
    """Kept, because a queue is sorted by it each time that it is looked at."""
    if any(is_shared(name) for name in (domain, registrable_name(domain))):
        return MailboxFit.SHARED
    if not website or not domain_of_website(website):
        return MailboxFit.NO_WEBSITE
    return MailboxFit.FITS if fits_website(domain, website) else MailboxFit.OTHER


@dataclass(frozen=True, slots=True)
class Alike:
    """Two organizations of a letter that may be one."""

    first: Known
    second: Known
    likenesses: tuple[Likeness, ...]
    is_certain: bool
    is_kept: bool

    def other_than(self, key: str) -> Known:
        """The one of the two that is not called so."""
        return self.second if self.first.key == key else self.first


def signature_key(signature_id: int) -> str:
    """The key of an organization that signed, or wishes to."""
    return f"s{signature_id}"


def seat_key(seat_id: int) -> str:
    """The key of an organization of the coalition."""
    return f"m{seat_id}"


def known_organizations(letter: Letter) -> tuple[Known, ...]:
    """All of a letter, the longest waiting first; three queries, however many there are.

    An organization of the coalition stands here as a member, and its signature not once more.
    """
    signatures = Signature.objects.filter(
        letter=letter, kind=SignatoryKind.ORGANIZATION, confirmed_at__isnull=False
    ).exclude(endorsement__seat__state__in=SEATS_ASKED)
    known = [
        Known(
            key=signature_key(row[0]),
            id=row[0],
            standing=Standing.WAITING if row[8] is None else Standing.SIGNED,
            name=row[1],
            website=row[2],
            representative=row[3],
            country=row[4],
            contact=row[5] or row[10],
            evidence=row[6],
            confirmed_at=row[7],
            log_index=row[9],
        )
        for row in signatures.order_by("confirmed_at", "id").values_list(
            *("id", "name", "affiliation", "role", "country", "contact", "evidence"),
            *("confirmed_at", "ready_at", "log_index", "address"),
        )
    ]
    return (*known, *_members(letter))


def _members(letter: Letter) -> list[Known]:
    other_names: defaultdict[int, list[str]] = defaultdict(list)
    seats = Seat.objects.filter(letter=letter, state__in=SEATS_ASKED)
    names = OrganizationName.objects.filter(organization__seats__in=seats)
    for organization_id, name in names.values_list("organization_id", "name"):
        other_names[organization_id].append(name)
    return [
        Known(
            key=seat_key(seat.pk),
            id=seat.pk,
            standing=Standing.MEMBER if seat.state == SeatState.JOINED else Standing.INVITED,
            name=seat.organization.name,
            website=seat.organization.website,
            representative="",
            country=seat.organization.country,
            contact="",
            evidence="",
            confirmed_at=seat.joined_at,
            log_index=None,
            other_names=tuple(other_names[seat.organization_id]),
        )
        for seat in seats.select_related("organization").order_by("position", "id")
    ]


def kept_pairs(letter: Letter) -> frozenset[tuple[str, str]]:
    """The pairs of keys that the lead has looked at and kept, the smaller key first."""
    return frozenset(KeptPair.objects.filter(letter=letter).values_list("first", "second"))


def alike_organizations(letter: Letter, known: tuple[Known, ...]) -> tuple[Alike, ...]:
    """All pairs that may be one, but two that have a seat: who carries the letter is known."""
    kept = kept_pairs(letter)
    by_key = {each.key: each for each in known}
    found = []
    for pair in _pairs(tuple(each.named for each in known)):
        first, second = by_key[pair.first], by_key[pair.second]
        if not (first.is_of_coalition and second.is_of_coalition):
            keys = min(pair.first, pair.second), max(pair.first, pair.second)
            found.append(Alike(first, second, pair.likenesses, pair.is_certain, keys in kept))
    return tuple(found)


@lru_cache(maxsize=4)
def _pairs(named: tuple[Named, ...]) -> tuple[Pair, ...]:
    """A queue is looked at many times while its names stay the same: a decision changes none."""
    return find_pairs(named)
