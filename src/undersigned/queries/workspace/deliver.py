"""What leads see of deliveries and answers: every attempt, every mailbox, what waits for them."""

from dataclasses import dataclass
from datetime import date, datetime

from undersigned.core.answers import DeliveryState, ResponseState, Way
from undersigned.core.text import Addressee, format_addressee, parse_text
from undersigned.models import Delivery, DeliveryFile, EditionText, Letter, Response
from undersigned.queries.responses import ShownFile, ShownResponse, show_responses, shown_file


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One delivery, with what only leads know of it."""

    id: int
    way: Way
    state: DeliveryState
    edition: int
    recipient: str
    total: int
    tree_size: int
    created_at: datetime
    delivered_at: datetime | None
    failure: str
    note: str
    by: str
    has_link: bool
    is_removable: bool
    files: tuple[ShownFile, ...]


@dataclass(frozen=True, slots=True)
class ResponseRow:
    """One response in the list of an addressee."""

    id: int
    state: ResponseState
    name: str
    answered_on: date
    is_recorded: bool


@dataclass(frozen=True, slots=True)
class AddresseeRow:
    """One addressee of the current edition; `position` is None for one of an older edition."""

    addressee: Addressee
    position: int | None
    deliveries: tuple[DeliveryRow, ...]
    responses: tuple[ResponseRow, ...]
    # The newest delivery, so that whoever sends another one has seen it.
    newest: int


@dataclass(frozen=True, slots=True)
class ReviewedResponse:
    """A response as a lead decides about it."""

    shown: ShownResponse
    state: ResponseState
    addressee: str
    received_at: datetime
    # To which mailbox the link was sent by which it came; "" for what was recorded.
    recipient: str
    reason: str
    reviewed_by: str


def addressees_of(letter: Letter) -> tuple[AddresseeRow, ...]:
    """All addressees, the current edition's first, and what was done for each; five queries."""
    data = (
        EditionText.objects.filter(edition__letter=letter, edition__is_current=True)
        .order_by("position")
        .values_list("data", flat=True)
        .first()
    )
    current = parse_text(bytes(data)).addressees if data is not None else ()
    files: dict[int, list[ShownFile]] = {}
    for file in DeliveryFile.objects.filter(delivery__letter=letter).defer("data").order_by("id"):
        files.setdefault(file.delivery_id, []).append(shown_file(file))
    deliveries: dict[str, list[DeliveryRow]] = {}
    for row in letter.deliveries.select_related("edition", "by").order_by("-id"):
        deliveries.setdefault(row.addressee, []).append(_delivery(row, files.get(row.pk, [])))
    responses: dict[str, list[ResponseRow]] = {}
    for response in letter.responses.order_by("-id"):
        responses.setdefault(response.addressee, []).append(
            ResponseRow(
                id=response.pk,
                state=ResponseState(response.state),
                name=response.name,
                answered_on=response.answered_on,
                is_recorded=response.by_id is not None,
            )
        )
    lines: dict[str, tuple[Addressee, int | None]] = {
        format_addressee(addressee): (addressee, position)
        for position, addressee in enumerate(current)
    }
    for line in [*deliveries, *responses]:
        lines.setdefault(line, (_read(line), None))
    return tuple(
        AddresseeRow(
            addressee=addressee,
            position=position,
            deliveries=tuple(deliveries.get(line, ())),
            responses=tuple(responses.get(line, ())),
            newest=max((row.id for row in deliveries.get(line, ())), default=0),
        )
        for line, (addressee, position) in lines.items()
    )


def waiting_responses(letter: Letter) -> int:
    """How many answers wait to be checked."""
    return letter.responses.filter(state=ResponseState.WAITING).count()


def reviewed_response(letter: Letter, response_id: int) -> ReviewedResponse | None:
    """A response of this letter, as leads see it."""
    rows = Response.objects.filter(letter=letter, pk=response_id).select_related(
        "edition", "delivery", "reviewed_by"
    )
    for row, shown in show_responses(rows):
        return ReviewedResponse(
            shown=shown,
            state=ResponseState(row.state),
            addressee=row.addressee.partition(";")[0],
            received_at=row.received_at,
            recipient=row.delivery.recipient if row.delivery else "",
            reason=row.reason,
            reviewed_by=row.reviewed_by.called if row.reviewed_by else "",
        )
    return None


def _read(line: str) -> Addressee:
    return Addressee(*(part.removeprefix(" ") for part in line.split(";")))


def _delivery(row: Delivery, files: list[ShownFile]) -> DeliveryRow:
    state = DeliveryState(row.state)
    return DeliveryRow(
        id=row.pk,
        way=Way(row.way),
        state=state,
        edition=row.edition.number,
        recipient=row.recipient,
        total=row.organizations + row.people,
        tree_size=row.tree_size,
        created_at=row.created_at,
        delivered_at=row.delivered_at,
        failure=row.failure,
        note=row.note,
        by=row.by.called,
        has_link=row.way == Way.MAIL and row.link_ended_at is None,
        is_removable=row.way != Way.MAIL and state == DeliveryState.DELIVERED,
        files=tuple(files),
    )
