"""Response: an addressee's office answers; the lead checks that it is genuine and publishes it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from undersigned.adapters.kept_files import KeptFile
from undersigned.core.answers import MAX_WAITING, Answer, Check, ResponseState
from undersigned.core.coalition import ActKind
from undersigned.core.markdown import demands_of
from undersigned.core.refusal import Refused
from undersigned.core.text import Text, format_addressee, parse_text
from undersigned.models import (
    Account,
    Delivery,
    DemandAnswer,
    Edition,
    Letter,
    Response,
    ResponseFile,
)
from undersigned.queries.responses import find_delivery
from undersigned.stages.coalition import leads_of
from undersigned.stages.deliver import name_of, title_of
from undersigned.stages.history import record_act
from undersigned.stages.outbox import owe_mail
from undersigned.stages.sign import renew_names


class AnswerRefused(Refused):
    """What was sent is no answer to this letter."""

    status: ClassVar[int] = 422


class AlreadyPublished(Refused):
    """An answer by this link is public, so that the link takes no other."""


class TooManyWaiting(Refused):
    """More answers wait than any office writes."""

    status: ClassVar[int] = 429


class ReviewedMeanwhile(Refused):
    """Another lead came first."""


@dataclass(frozen=True)
class DemandWords:
    """What is said to one demand."""

    answer: Answer
    statement: str = field(default="", repr=False)


@dataclass(frozen=True)
class AnswerWords:
    """What an office says; nothing but a name is an acknowledgement."""

    name: str
    office: str = ""
    statement: str = field(default="", repr=False)
    demands: Mapping[int, DemandWords] = field(default_factory=dict)
    files: Sequence[KeptFile] = ()


@dataclass(frozen=True)
class Recorded:
    """Where the lead has an answer from that came another way."""

    position: int
    answered_on: date
    source: str
    how: Check
    language: str
    source_address: str = ""
    note: str = ""


@transaction.atomic
def send_response(token: str, words: AnswerWords, *, at: datetime) -> Response:
    """Keep what the holder of an answer link says, for the lead to look at; nothing is public yet.

    Of two who answer at once both answers are kept. Raises UnknownAnswerLink, AlreadyPublished,
    TooManyWaiting, AnswerRefused.
    """
    delivery = find_delivery(token)
    # This takes the row, so that those who answer at once are counted one after the other.
    held = Delivery.objects.filter(pk=delivery.pk, link_ended_at=None)
    if not held.update(position=F("position")):
        raise AlreadyPublished(_("This link was withdrawn meanwhile."))
    responses = Response.objects.filter(delivery=delivery)
    if responses.filter(state=ResponseState.PUBLISHED).exists():
        raise AlreadyPublished(
            _("An answer by this link is published already. To add to it, write to the senders.")
        )
    if responses.filter(state=ResponseState.WAITING).count() >= MAX_WAITING:
        raise TooManyWaiting(
            _("Many answers by this link wait to be looked at. Please write to the senders.")
        )
    response = _keep(
        words,
        delivery.edition,
        letter=delivery.letter,
        delivery=delivery,
        addressee=delivery.addressee,
        language=delivery.language,
        received_at=at,
        answered_on=at.date(),
    )
    name = name_of(delivery)
    record_act(delivery.letter, ActKind.ANSWERED, by=None, at=at, subject=name)
    for lead in leads_of(delivery.letter):
        context = {
            "title": title_of(delivery.edition),
            "addressee": name,
            "link": f"{settings.CONFIG.address}/workspace/letters/{delivery.letter.slug}"
            f"/answers/{response.pk}/",
        }
        language = lead.language or delivery.letter.original_language
        owe_mail("answered", context, recipient=lead.email, language=language, at=at)
    return response


@transaction.atomic
def record_response(
    letter: Letter, told: Recorded, words: AnswerWords, *, by: Account, at: datetime
) -> Response:
    """Publish an answer that came another way, with its source. Raises AnswerRefused."""
    edition = Edition.objects.filter(letter=letter, is_current=True).first()
    if edition is None:
        raise AnswerRefused(_("A letter that is not published has no answers."))
    addressees = _original(edition).addressees
    if not 0 <= told.position < len(addressees):
        raise AnswerRefused(_("The current edition has no such addressee."))
    if told.answered_on > (at + timedelta(hours=14)).date():
        raise AnswerRefused(_("That day has not come yet."))
    addressee = addressees[told.position]
    response = _keep(
        words,
        edition,
        letter=letter,
        addressee=format_addressee(addressee),
        language=told.language,
        received_at=at,
        answered_on=told.answered_on,
        source=told.source,
        source_address=told.source_address,
        by=by,
        state=ResponseState.PUBLISHED.value,
        checked_how=told.how.value,
        check_note=told.note,
        reviewed_by=by,
        reviewed_at=at,
    )
    record_act(letter, ActKind.ANSWER_RECORDED, by=by, at=at, subject=addressee.name)
    renew_names(letter.pk)
    return response


@transaction.atomic
def publish_response(
    letter: Letter, response_id: int, *, how: Check, note: str, by: Account, at: datetime
) -> None:
    """Show an answer in public, with how it was checked. Raises ReviewedMeanwhile."""
    found = Response.objects.filter(
        pk=response_id, letter=letter, state__in=(ResponseState.WAITING, ResponseState.SET_ASIDE)
    )
    _review(
        found,
        ActKind.ANSWER_PUBLISHED,
        state=ResponseState.PUBLISHED,
        checked_how=how.value,
        check_note=note,
        reason="",
        by=by,
        at=at,
    )


@transaction.atomic
def set_response_aside(
    letter: Letter, response_id: int, *, reason: str, by: Account, at: datetime
) -> None:
    """Show an answer to nobody but the leads, or no longer. Raises ReviewedMeanwhile."""
    found = Response.objects.filter(
        pk=response_id, letter=letter, state__in=(ResponseState.WAITING, ResponseState.PUBLISHED)
    )
    _review(
        found,
        ActKind.ANSWER_SET_ASIDE,
        state=ResponseState.SET_ASIDE,
        checked_how="",
        check_note="",
        reason=reason,
        by=by,
        at=at,
    )


def _review(
    found: QuerySet[Response],
    kind: ActKind,
    *,
    state: ResponseState,
    checked_how: str,
    check_note: str,
    reason: str,
    by: Account,
    at: datetime,
) -> None:
    response = found.select_related("letter").first()
    moved = found.update(
        state=state.value,
        checked_how=checked_how,
        check_note=check_note,
        reason=reason,
        reviewed_by=by,
        reviewed_at=at,
    )
    if response is None or not moved:
        raise ReviewedMeanwhile(_("Somebody else has just decided about this answer."))
    name = response.addressee.partition(";")[0]
    record_act(response.letter, kind, by=by, at=at, subject=name, note=reason)
    renew_names(response.letter_id)


def _original(edition: Edition) -> Text:
    return parse_text(bytes(edition.texts.order_by("position")[0].data))


def _keep(words: AnswerWords, edition: Edition, **values: object) -> Response:
    demands = len(demands_of(_original(edition).body))
    if any(not 1 <= number <= demands for number in words.demands):
        raise AnswerRefused(_("The letter has no demand of this number."))
    response = Response.objects.create(
        edition=edition,
        name=words.name,
        office=words.office,
        statement=words.statement,
        **values,
    )
    DemandAnswer.objects.bulk_create(
        DemandAnswer(
            response=response,
            number=number,
            answer=said.answer.value,
            statement=said.statement,
        )
        for number, said in sorted(words.demands.items())
    )
    ResponseFile.objects.bulk_create(
        ResponseFile(
            response=response,
            name=file.name,
            media_type=file.media_type,
            data=file.data,
            digest=file.digest,
        )
        for file in words.files
    )
    return response
