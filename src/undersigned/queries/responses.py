"""Where a letter stands with its addressees: how it reached them, and what they answered."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import ClassVar, Literal

from django.conf import settings
from django.utils.translation import gettext as _

from undersigned.core.answers import DeliveryState, ResponseState, Way
from undersigned.core.errors import Malformed, NotProven
from undersigned.core.languages import direction
from undersigned.core.markdown import demands_of
from undersigned.core.refusal import Refused
from undersigned.core.text import Addressee, Text, format_addressee, parse_text
from undersigned.core.tokens import Purpose, check_token, split_token
from undersigned.models import (
    Delivery,
    DeliveryFile,
    DemandAnswer,
    EditionText,
    Letter,
    Response,
    ResponseFile,
)
from undersigned.queries.letter_page import PUBLIC_STATES


class UnknownAnswerLink(Refused):
    """The answer link is not ours, or was withdrawn: the same for every reason."""

    status: ClassVar[int] = 404


@dataclass(frozen=True)
class ShownFile:
    """A file and what its public address is made of."""

    id: int
    name: str
    digest: str
    is_picture: bool


@dataclass(frozen=True)
class ShownDelivery:
    """A delivery that readers are told of; never to which mailbox."""

    delivered_at: datetime
    way: Way
    edition: int
    organizations: int
    people: int
    tree_size: int
    files: tuple[ShownFile, ...] = ()


@dataclass(frozen=True)
class ShownAnswer:
    """What one response says to one demand."""

    number: int
    answer: str
    statement: str
    demand: str


@dataclass(frozen=True)
class ShownResponse:
    """A response, public unless a lead looks at it."""

    id: int
    edition: int
    language: str
    direction: Literal["ltr", "rtl"]
    name: str
    office: str
    statement: str
    answered_on: date
    is_recorded: bool
    source: str
    source_address: str
    checked_how: str
    check_note: str
    answers: tuple[ShownAnswer, ...]
    files: tuple[ShownFile, ...]

    @property
    def is_acknowledgement(self) -> bool:
        """Whether it says nothing but that the letter has come."""
        return not (self.answers or self.statement or self.files)


@dataclass(frozen=True)
class DemandStanding:
    """The newest answer of an addressee to one demand; "" when there is none."""

    number: int
    text: str
    answer: str = ""
    answered_on: date | None = None
    # Of a demand that has no answer: since the edition with it was delivered; None if it was not.
    days_without_answer: int | None = None


@dataclass(frozen=True)
class AddresseeStanding:
    """Where it stands with one addressee of the current edition."""

    edition: int
    addressee: Addressee
    position: int
    # The newest first; the oldest is the one from which the days without an answer are counted.
    deliveries: tuple[ShownDelivery, ...]
    responses: tuple[ShownResponse, ...]
    demands: tuple[DemandStanding, ...]
    # None once there is a response that says more than that the letter has come.
    days_without_answer: int | None

    @property
    def newest(self) -> ShownDelivery | None:
        return self.deliveries[0] if self.deliveries else None

    @property
    def has_answered(self) -> bool:
        return bool(self.responses)

    @property
    def is_acknowledged_only(self) -> bool:
        """Whether it has said that the letter has come, and nothing else."""
        return bool(self.responses) and all(one.is_acknowledgement for one in self.responses)

    @property
    def lists_demands(self) -> bool:
        """Whether one is answered, or all that was answered is another edition."""
        if any(demand.answer for demand in self.demands):
            return True
        saying = [one for one in self.responses if not one.is_acknowledgement]
        return bool(saying) and all(one.edition != self.edition for one in saying)


def find_delivery(token: str) -> Delivery:
    """The delivery whose mail holds this answer link. Raises UnknownAnswerLink."""
    try:
        row, tag = split_token(token)
        delivery = Delivery.objects.select_related("letter", "edition").get(
            pk=row, way=Way.MAIL.value, link_ended_at=None, letter__state__in=PUBLIC_STATES
        )
        check_token(settings.KEYS.secret, Purpose.ANSWER, row, bytes(delivery.nonce), tag)
    except (Malformed, NotProven, Delivery.DoesNotExist) as error:
        raise UnknownAnswerLink(_("This link is not valid, or not any more.")) from error
    return delivery


def standing(letter_id: str, language: str, *, today: date) -> tuple[AddresseeStanding, ...]:
    """Each addressee of the current edition, named in `language`.

    `today` is the day in UTC, to which days without an answer are counted.
    A number of queries that does not grow with addressees, deliveries and answers.
    """
    texts = _current_texts(letter_id)
    shown = next((text for text in texts if text.language == language), texts[0])
    deliveries = _deliveries(letter_id)
    responses = published_responses(letter_id)
    return tuple(
        _stand(
            position,
            shown.addressees[position],
            demands_of(shown.body),
            deliveries.get(format_addressee(original), ()),
            responses.get(format_addressee(original), ()),
            edition=texts[0].edition,
            today=today,
        )
        for position, original in enumerate(texts[0].addressees)
    )


def _stand(
    position: int,
    addressee: Addressee,
    demands: tuple[str, ...],
    deliveries: tuple[ShownDelivery, ...],
    responses: tuple[ShownResponse, ...],
    *,
    edition: int,
    today: date,
) -> AddresseeStanding:
    said: dict[int, tuple[str, date]] = {}
    # Oldest first, so that what was said later stands. The demands of another edition may be
    # others: what was said to them is on the page of the answers alone.
    for response in sorted(responses, key=lambda one: (one.answered_on, one.id)):
        if response.edition == edition:
            for answer in response.answers:
                said[answer.number] = (answer.answer, response.answered_on)
    of_edition = [one for one in deliveries if one.edition == edition]
    return AddresseeStanding(
        edition=edition,
        addressee=addressee,
        position=position,
        deliveries=deliveries,
        responses=responses,
        demands=tuple(
            DemandStanding(number, text, *said[number])
            if number in said
            else DemandStanding(number, text, days_without_answer=_days_since(of_edition, today))
            for number, text in enumerate(demands, start=1)
        ),
        days_without_answer=(
            _days_since(deliveries, today)
            if all(one.is_acknowledgement for one in responses)
            else None
        ),
    )


def _days_since(deliveries: Iterable[ShownDelivery], today: date) -> int | None:
    """The days since the oldest of these; None when there is none."""
    oldest = min((one.delivered_at for one in deliveries), default=None)
    return None if oldest is None else max(0, (today - oldest.astimezone(UTC).date()).days)


def _current_texts(letter_id: str) -> list[Text]:
    rows = EditionText.objects.filter(edition__letter=letter_id, edition__is_current=True)
    return [parse_text(bytes(data)) for data in rows.values_list("data", flat=True)]


def _deliveries(letter_id: str) -> dict[str, tuple[ShownDelivery, ...]]:
    found: dict[str, tuple[ShownDelivery, ...]] = {}
    rows = (
        Delivery.objects.filter(letter=letter_id, state=DeliveryState.DELIVERED)
        .select_related("edition")
        .defer("note", "recipient")
        .order_by("-delivered_at", "-id")
    )
    files: dict[int, list[ShownFile]] = {}
    for file in DeliveryFile.objects.filter(delivery__in=rows, is_public=True).defer("data"):
        files.setdefault(file.delivery_id, []).append(shown_file(file))
    for row in rows:
        if row.delivered_at is None:
            continue
        shown = ShownDelivery(
            delivered_at=row.delivered_at,
            way=Way(row.way),
            edition=row.edition.number,
            organizations=row.organizations,
            people=row.people,
            tree_size=row.tree_size,
            files=tuple(files.get(row.pk, ())),
        )
        found[row.addressee] = (*found.get(row.addressee, ()), shown)
    return found


def published_responses(letter_id: str) -> dict[str, tuple[ShownResponse, ...]]:
    """The public responses by the addressee's line, the newest first."""
    rows = (
        Response.objects.filter(letter=letter_id, state=ResponseState.PUBLISHED)
        .select_related("edition")
        .order_by("-answered_on", "-id")
    )
    found: dict[str, tuple[ShownResponse, ...]] = {}
    for row, shown in show_responses(rows):
        found[row.addressee] = (*found.get(row.addressee, ()), shown)
    return found


def show_responses(rows: Iterable[Response]) -> list[tuple[Response, ShownResponse]]:
    """Responses as they are shown; their demands in the words of what they answer."""
    responses = list(rows)
    keys = [row.pk for row in responses]
    files: dict[int, list[ShownFile]] = {}
    for file in ResponseFile.objects.filter(response__in=keys).defer("data"):
        files.setdefault(file.response_id, []).append(shown_file(file))
    texts: dict[tuple[int, str], tuple[str, ...]] = {}
    wanted = EditionText.objects.filter(edition__in={row.edition_id for row in responses})
    for edition_id, language, data in wanted.values_list("edition_id", "language", "data"):
        texts[edition_id, language] = demands_of(parse_text(bytes(data)).body)
        texts.setdefault((edition_id, ""), texts[edition_id, language])
    answers: dict[int, list[ShownAnswer]] = {}
    by_key = {row.pk: row for row in responses}
    for answer in DemandAnswer.objects.filter(response__in=keys):
        row = by_key[answer.response_id]
        demands = texts.get((row.edition_id, row.language)) or texts[row.edition_id, ""]
        answers.setdefault(row.pk, []).append(
            ShownAnswer(
                answer.number,
                answer.answer,
                answer.statement,
                dict(enumerate(demands, 1)).get(answer.number, ""),
            )
        )
    return [
        (
            row,
            ShownResponse(
                id=row.pk,
                edition=row.edition.number,
                language=row.language,
                direction=direction(row.language),
                name=row.name,
                office=row.office,
                statement=row.statement,
                answered_on=row.answered_on,
                is_recorded=row.by_id is not None,
                source=row.source,
                source_address=row.source_address,
                checked_how=row.checked_how,
                check_note=row.check_note,
                answers=tuple(answers.get(row.pk, ())),
                files=tuple(files.get(row.pk, ())),
            ),
        )
        for row in responses
    ]


def shown_file(file: DeliveryFile | ResponseFile) -> ShownFile:
    """A file without its bytes."""
    return ShownFile(file.pk, file.name, file.digest, file.media_type.startswith("image/"))


def public_file(kind: str, file_id: int, digest: str) -> DeliveryFile | ResponseFile | None:
    """A file that anyone may have: of a public answer, or of a delivery that shows it."""
    if kind == "answer":
        return ResponseFile.objects.filter(
            pk=file_id,
            digest=digest,
            response__state=ResponseState.PUBLISHED,
            response__letter__state__in=PUBLIC_STATES,
        ).first()
    return DeliveryFile.objects.filter(
        pk=file_id,
        digest=digest,
        is_public=True,
        delivery__state=DeliveryState.DELIVERED,
        delivery__letter__state__in=PUBLIC_STATES,
    ).first()


def file_of_letter(
    letter: Letter, kind: str, file_id: int, digest: str
) -> DeliveryFile | ResponseFile | None:
    """A file of a letter, public or not, for its leads."""
    if kind == "answer":
        return ResponseFile.objects.filter(
            pk=file_id, digest=digest, response__letter=letter
        ).first()
    return DeliveryFile.objects.filter(pk=file_id, digest=digest, delivery__letter=letter).first()
