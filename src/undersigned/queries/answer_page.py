"""What an addressee's office sees by its answer link."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from undersigned.core.answers import ResponseState
from undersigned.core.languages import direction
from undersigned.core.markdown import demands_of
from undersigned.core.text import Addressee, parse_text
from undersigned.models import Response
from undersigned.queries.responses import ShownResponse, find_delivery, show_responses


@dataclass(frozen=True)
class AnswerPage:
    """The letter as it was delivered, and what was answered by this link."""

    slug: str
    language: str
    direction: Literal["ltr", "rtl"]
    title: str
    addressee: Addressee
    edition: int
    delivered_at: datetime
    demands: tuple[str, ...]
    # When the answers were sent that wait to be looked at, the oldest first.
    waiting: tuple[datetime, ...]
    published: tuple[ShownResponse, ...]


def view_answer_page(token: str) -> AnswerPage:
    """What the page of an answer link shows. Raises UnknownAnswerLink."""
    delivery = find_delivery(token)
    text = parse_text(bytes(delivery.edition.texts.get(language=delivery.language).data))
    responses = Response.objects.filter(delivery=delivery).select_related("edition")
    waiting = responses.filter(state=ResponseState.WAITING).order_by("id")
    published = responses.filter(state=ResponseState.PUBLISHED).order_by("id")
    return AnswerPage(
        slug=delivery.letter.slug,
        language=delivery.language,
        direction=direction(delivery.language),
        title=text.title,
        addressee=text.addressees[delivery.position],
        edition=delivery.edition.number,
        delivered_at=delivery.delivered_at or delivery.created_at,
        demands=demands_of(text.body),
        waiting=tuple(waiting.values_list("received_at", flat=True)),
        published=tuple(shown for _row, shown in show_responses(published)),
    )
