"""What public forms that send mail have in common: a solved task or a wait, and limits.

A browser with JavaScript solves a task while the form is filled in. Without a solution the form
comes back with all that was typed and a ticket, which is good once the wait is over.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.forms import Form
from django.http import HttpRequest, HttpResponse

from undersigned.adapters.proof_of_work import check_solution
from undersigned.core.errors import NotProven
from undersigned.core.ticket import MAX_TEXT, Ticket, make_ticket, read_ticket
from undersigned.queries.letter_page import LetterHead
from undersigned.stages.limits import (
    Held,
    Permit,
    TooManyForms,
    join_queue,
    make_permit,
)
from undersigned.web.client_address import client_address
from undersigned.web.fields import ReadForm
from undersigned.web.public import show


class ProofMissing(Held):
    """Neither a solved task nor a ticket that is good came with the form."""


class TooEarly(Held):
    """The ticket that came with the form is not good yet."""

    def __init__(self, ticket: Ticket) -> None:
        super().__init__()
        self.ticket = ticket


@dataclass(frozen=True)
class Hold:
    """For how long a form is held back; whether among those who wait or for its network."""

    wait_seconds: int
    is_queue: bool

    @property
    def wait_minutes(self) -> int:
        return math.ceil(self.wait_seconds / 60)


def permit_for(
    meta: Mapping[str, Any], form: Form | ReadForm, *, slug: str, letter_id: str = "", at: datetime
) -> Permit:
    """What a stage counts a valid form by. Raises ProofMissing and TooEarly.

    Tasks and tickets name a letter by its address, so judging them takes no query. A stage that
    finds out the letter's id itself puts it into the permit.
    """
    return make_permit(
        letter_id,
        proof=_proof(form.data, slug, at=at),
        address=client_address(meta),
        mailbox=form.cleaned_data["email"],
        fields={name: form.data.get(name, "") for name in form.fields},
        at=at,
    )


def _proof(typed: Mapping[str, Any], slug: str, *, at: datetime) -> bytes:
    secret = settings.KEYS.secret
    try:
        return check_solution(secret, slug, typed.get("proof", ""), at=at)
    except NotProven:
        pass
    try:
        ticket = read_ticket(secret, slug, typed.get("ticket", ""))
    except NotProven as error:
        raise ProofMissing from error
    if ticket.is_over(at):
        raise ProofMissing
    if at < ticket.not_before:
        raise TooEarly(ticket)
    return ticket.text.encode()


def ticket_of(request: HttpRequest) -> str:
    """The ticket that came with a form, to go with the next try to send it."""
    return request.POST.get("ticket", "")[:MAX_TEXT]


def answer(
    held: Held,
    template: str,
    context: Mapping[str, object],
    request: HttpRequest,
    *,
    letter: LetterHead,
    at: datetime,
) -> HttpResponse:
    """The page of the form again, with all that was typed, and when to send it once more."""
    ticket = ticket_of(request)
    try:
        if isinstance(held, TooManyForms):
            raise held
        if isinstance(held, TooEarly):
            ticket, not_before = held.ticket.text, held.ticket.not_before
        else:
            wait = join_queue(letter.id, client_address(request.META), at=at)
            # In whole seconds, and never a moment too early.
            not_before = at.replace(microsecond=0) + timedelta(seconds=wait + 1)
            ticket = make_ticket(settings.KEYS.secret, letter.slug, not_before=not_before).text
        hold = Hold(math.ceil((not_before - at).total_seconds()), is_queue=True)
    except TooManyForms as full:
        hold = Hold(full.retry_after_seconds, is_queue=False)
    response = show(
        template,
        {**context, "ticket": ticket, "hold": hold},
        language=letter.language,
        status=held.status,
    )
    # RFC 6585, section 4: for a program what the page says to a person.
    response.headers["Retry-After"] = str(hold.wait_seconds)
    return response
