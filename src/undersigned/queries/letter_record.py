"""What is on record about a letter, beside which the facts that articles report are held."""

from datetime import UTC, date, datetime, timedelta

from undersigned.core.answers import DeliveryState
from undersigned.core.coalition import SeatState
from undersigned.core.quotes.record import Count, LetterRecord
from undersigned.core.text import parse_text
from undersigned.models import Delivery, EditionText, Letter, Seat
from undersigned.queries.numbers import counts_before


def letter_record(letter: Letter, *, at: datetime) -> LetterRecord:
    """The facts as they are known: counts by day, as the published log had them."""
    text = (
        EditionText.objects.filter(edition__letter=letter, edition__is_current=True)
        .order_by("position")
        .first()
    )
    delivered = (
        Delivery.objects.filter(letter=letter, state=DeliveryState.DELIVERED)
        .order_by("delivered_at")
        .values_list("delivered_at", flat=True)
        .first()
    )
    tomorrow = at.astimezone(UTC).date() + timedelta(days=1)
    return LetterRecord(
        counts=tuple(
            Count(on=day.on, persons=day.people, organizations=day.organizations)
            for day in counts_before(letter.pk, tomorrow)
        ),
        addressees=parse_text(bytes(text.data)).addressees if text else (),
        published=_day(letter.published_at),
        delivered=_day(delivered),
    )


def names_of_coalition(letter: Letter) -> tuple[str, ...]:
    """By which names an article may call those who carry the letter."""
    seats = Seat.objects.filter(letter=letter, state=SeatState.JOINED).select_related(
        "organization"
    )
    return tuple(seat.organization.name for seat in seats.order_by("id"))


def _day(at: datetime | None) -> date | None:
    return at.astimezone(UTC).date() if at else None
