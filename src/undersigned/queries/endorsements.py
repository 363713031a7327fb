"""How far the endorsements of an edition have come, and which of them count."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from undersigned.core.coalition import SEATS_ASKED, EndorsementState, Role, SeatState
from undersigned.core.lifecycle import LetterState
from undersigned.models import Edition, Endorsement, Letter, Member, Seat

ANSWERABLE = (LetterState.FROZEN, LetterState.OPEN)
"""The states of a letter in which organizations may endorse its newest edition."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Who has endorsed an edition, against the letter's rule: all, or at least `required`."""

    required: int | None
    asked: int
    endorsed: int
    # The names of the organizations that have not endorsed, in the order of their seats.
    missing: tuple[str, ...]

    @property
    def wanted(self) -> int:
        """How many endorsements publishing takes."""
        return self.asked if self.required is None else self.required

    @property
    def lacking(self) -> int:
        """How many more it takes."""
        return max(0, self.wanted - self.endorsed)

    @property
    def is_enough(self) -> bool:
        return self.lacking == 0


def asked_edition(letter: Letter) -> Edition | None:
    """The edition that organizations are asked to endorse now; None while there is no such one."""
    if letter.state not in ANSWERABLE:
        return None
    return Edition.objects.filter(letter=letter).order_by("-number").first()


def good_endorsements() -> QuerySet[Endorsement]:
    """Those that count: of an organization that has not left, by whom still represents it."""
    representative = Member.objects.filter(
        seat=OuterRef("seat"), account=OuterRef("account"), role=Role.REPRESENTATIVE.value
    )
    return Endorsement.objects.filter(
        Exists(representative),
        state=EndorsementState.ENDORSED.value,
        seat__state=SeatState.JOINED.value,
    )


def unsigned_endorsements() -> QuerySet[Endorsement]:
    """Those of a current edition that are no signatures yet, in the order of their seats."""
    waiting = good_endorsements().filter(edition__is_current=True, is_signed=False)
    return waiting.order_by("seat__position", "seat_id")


def progress_of(letter: Letter, edition: Edition) -> Progress:
    """How far the endorsements of an edition have come."""
    seats = (
        Seat.objects.filter(letter=letter, state__in=SEATS_ASKED)
        .order_by("position", "id")
        .values_list("pk", "organization__name")
    )
    endorsed = set(good_endorsements().filter(edition=edition).values_list("seat_id", flat=True))
    missing = tuple(name for seat, name in seats if seat not in endorsed)
    return Progress(
        required=letter.required_endorsements,
        asked=len(seats),
        endorsed=len(endorsed),
        missing=missing,
    )


def is_endorsed_enough(letter: Letter, edition: Edition) -> bool:
    """Whether the letter's rule lets this edition be published."""
    return progress_of(letter, edition).is_enough
