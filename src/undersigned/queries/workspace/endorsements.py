"""Who has endorsed the newest edition, who is missing, and what a representative is asked."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from undersigned.core.coalition import SEATS_ASKED, EndorsementState, Permission, Role, SeatState
from undersigned.core.languages import direction
from undersigned.core.lifecycle import LetterState
from undersigned.core.zones import offset_of, shown_in
from undersigned.models import Edition, Endorsement, EndorsementCode, Letter, Member, Seat
from undersigned.queries.access import Access
from undersigned.queries.endorsements import Progress, asked_edition, good_endorsements


class Standing(StrEnum):
    """Where one organization stands towards an edition."""

    ENDORSED = "endorsed"
    ASKED = "asked"
    DECLINED = "declined"
    TAKEN_BACK = "taken back"
    # Who endorsed for it does not represent it any more.
    VOID = "void"
    NOT_JOINED = "not joined"
    NO_REPRESENTATIVE = "no representative"
    # It is going to be asked: when the text is frozen, or within seconds.
    TO_BE_ASKED = "to be asked"


class Given(StrEnum):
    """What shows an endorsement: a signature that anyone can check, or the server's word."""

    PASSKEY = "passkey"
    MAILBOX = "mailbox"
    NOTHING = ""


@dataclass(frozen=True, slots=True)
class EndorsementRow:
    """One organization of the coalition, and its answer."""

    seat: int
    name: str
    language: str
    standing: Standing
    given: Given
    by: str
    at: datetime | None
    reason: str
    reminded_at: datetime | None
    # The number of the newest earlier edition that it endorsed; 0 for none.
    earlier: int
    # Whether whoever looks at this may answer for it.
    is_mine: bool

    @property
    def direction(self) -> str:
        """How its name is written."""
        return direction(self.language) if self.language else "auto"

    @property
    def is_missing(self) -> bool:
        return self.standing is not Standing.ENDORSED


@dataclass(frozen=True, slots=True)
class LocalTime:
    """A moment as the letter's own clock tells it."""

    moment: datetime
    local: datetime
    zone: str
    offset: str


@dataclass(frozen=True, slots=True)
class EndorsementsView:
    """The endorsements of a letter; `number` is 0 before anything was frozen."""

    number: int
    is_asked: bool
    progress: Progress
    rows: tuple[EndorsementRow, ...]
    publish_at: LocalTime | None
    close_at: LocalTime | None
    # Whether some of those who are missing can be reminded now.
    can_remind: bool

    @property
    def missing(self) -> tuple[EndorsementRow, ...]:
        return tuple(row for row in self.rows if row.is_missing)

    @property
    def mine(self) -> tuple[EndorsementRow, ...]:
        return tuple(row for row in self.rows if row.is_mine)


def local_time(moment: datetime | None, letter: Letter) -> LocalTime | None:
    """The moment in the letter's time zone."""
    if moment is None:
        return None
    local = shown_in(moment, letter.time_zone)
    # Without its zone, or a template would turn it into the server's own.
    return LocalTime(moment, local.replace(tzinfo=None), letter.time_zone, offset_of(local))


def view_endorsements(access: Access, *, at: datetime) -> EndorsementsView:
    """Everything that the page of a letter says of them; five queries, however many there are."""
    letter = access.letter
    seats = list(
        Seat.objects.filter(letter=letter, state__in=SEATS_ASKED)
        .select_related("organization")
        .order_by("position", "id")
    )
    edition = _edition_of(letter) if seats else None
    given = (
        list(
            Endorsement.objects.filter(edition__letter=letter)
            .exclude(edition__number__gt=edition.number)
            .select_related("account", "edition")
            .order_by("edition__number")
        )
        if edition
        else []
    )
    current = {row.seat_id: row for row in given if row.edition_id == edition.pk} if edition else {}
    earlier = {
        row.seat_id: row.edition.number
        for row in given
        if edition and row.edition_id != edition.pk and row.state == EndorsementState.ENDORSED
    }
    good = (
        set(good_endorsements().filter(edition=edition).values_list("seat_id", flat=True))
        if edition
        else set()
    )
    spoken_for = (
        set(
            Member.objects.filter(letter=letter, role=Role.REPRESENTATIVE.value).values_list(
                "seat_id", flat=True
            )
        )
        if seats
        else set()
    )
    mine = set(access.seats_that_may(Permission.ENDORSE))
    rows = tuple(
        _row(
            seat,
            current.get(seat.pk),
            is_good=seat.pk in good,
            is_spoken_for=seat.pk in spoken_for,
            earlier=earlier.get(seat.pk, 0),
            is_mine=seat.pk in mine,
        )
        for seat in seats
    )
    return EndorsementsView(
        number=edition.number if edition else 0,
        is_asked=letter.state in (LetterState.FROZEN, LetterState.OPEN),
        progress=Progress(
            required=letter.required_endorsements,
            asked=len(rows),
            endorsed=len(good & {seat.pk for seat in seats}),
            missing=tuple(row.name for row in rows if row.is_missing),
        ),
        rows=rows,
        publish_at=local_time(letter.publish_at, letter),
        close_at=local_time(letter.close_at, letter),
        can_remind=any(_can_remind(row, at) for row in rows),
    )


def _edition_of(letter: Letter) -> Edition | None:
    if letter.state == LetterState.CLOSED:
        return Edition.objects.filter(letter=letter, is_current=True).first()
    return Edition.objects.filter(letter=letter).order_by("-number").first()


def _can_remind(row: EndorsementRow, at: datetime) -> bool:
    waits = row.standing in (Standing.ASKED, Standing.TAKEN_BACK, Standing.VOID)
    return waits and (row.reminded_at is None or row.reminded_at <= at - timedelta(days=1))


def _row(
    seat: Seat,
    answer: Endorsement | None,
    *,
    is_good: bool,
    is_spoken_for: bool,
    earlier: int,
    is_mine: bool,
) -> EndorsementRow:
    return EndorsementRow(
        seat=seat.pk,
        name=seat.organization.name,
        language=seat.organization.language,
        standing=_standing(seat, answer, is_good=is_good, is_spoken_for=is_spoken_for),
        given=given_by(answer) if answer else Given.NOTHING,
        by=answer.account.called if answer and answer.account else "",
        at=answer.answered_at if answer else None,
        reason=answer.reason if answer else "",
        reminded_at=answer.reminded_at if answer else None,
        earlier=earlier,
        is_mine=is_mine,
    )


def _standing(
    seat: Seat, answer: Endorsement | None, *, is_good: bool, is_spoken_for: bool
) -> Standing:
    if is_good:
        return Standing.ENDORSED
    if seat.state != SeatState.JOINED:
        return Standing.NOT_JOINED
    if answer is None:
        return Standing.TO_BE_ASKED if is_spoken_for else Standing.NO_REPRESENTATIVE
    if answer.state == EndorsementState.ENDORSED:
        return Standing.VOID
    return Standing(answer.state)


def given_by(answer: Endorsement) -> Given:
    """What shows it, read off the lines of the evidence file."""
    if answer.evidence is None:
        return Given.NOTHING
    return Given.PASSKEY if b"\npasskey " in bytes(answer.evidence) else Given.MAILBOX


@dataclass(frozen=True, slots=True)
class AskedSeat:
    """What one organization is asked, for the page on which its representative answers."""

    seat: Seat
    edition: Edition | None
    row: Endorsement | None
    standing: Standing
    given: Given
    # Until when a code that was mailed to this person is good; None without one.
    code_until: datetime | None


def view_asked_seat(access: Access, seat_id: int, account_id: int, *, at: datetime) -> AskedSeat:
    """The seat of that number in this letter. Raises Seat.DoesNotExist."""
    letter = access.letter
    seat = Seat.objects.select_related("organization").get(
        pk=seat_id, letter=letter, state__in=SEATS_ASKED
    )
    edition = asked_edition(letter)
    row = (
        Endorsement.objects.filter(edition=edition, seat=seat).select_related("account").first()
        if edition
        else None
    )
    is_good = row is not None and good_endorsements().filter(pk=row.pk).exists()
    code = (
        EndorsementCode.objects.filter(
            endorsement=row, account=account_id, sent_at__gt=at - timedelta(minutes=15)
        ).first()
        if row
        else None
    )
    return AskedSeat(
        seat=seat,
        edition=edition,
        row=row,
        standing=_standing(seat, row, is_good=is_good, is_spoken_for=True),
        given=given_by(row) if row else Given.NOTHING,
        code_until=code.sent_at + timedelta(minutes=15) if code else None,
    )
