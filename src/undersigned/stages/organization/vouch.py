"""Vouch: those who lead a letter say that an organization is who it says, and why they know."""

from datetime import datetime
from typing import ClassVar, Final

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from undersigned.adapters.sentences import in_words
from undersigned.core.coalition import SEATS_ASKED, ActKind
from undersigned.core.errors import Malformed
from undersigned.core.lines import clean_line
from undersigned.core.refusal import Refused
from undersigned.models import Account, Letter, Member, Organization, Seat
from undersigned.queries.organization_access import LEADING_ROLES
from undersigned.stages.history import record_act

MAX_NOTE: Final = 300


class NotYourWord(Refused):
    """Only who leads the letter can give this word."""

    status: ClassVar[int] = 403


class NoteMissing(Refused):
    """A word without a reason says nothing."""

    status: ClassVar[int] = 422


class NotSeated(Refused):
    """The organization is not part of this coalition any more."""


@transaction.atomic
def vouch(seat: Seat, *, by: Account, note: str, at: datetime) -> None:
    """Give the lead's word for this letter; `note` says what it rests on, and is public.

    Raises NotYourWord, NoteMissing, NotSeated.
    """
    _require_lead(seat, by)
    try:
        line = clean_line(note, max_length=MAX_NOTE)
    except Malformed as problem:
        raise NoteMissing(in_words(problem)) from problem
    if not line:
        raise NoteMissing(_("Please say how you know that it is this organization."))
    changed = Seat.objects.filter(pk=seat.pk, state__in=SEATS_ASKED).update(
        vouched_by=by, vouched_at=at, vouch_note=line
    )
    if not changed:
        raise NotSeated(_("This organization is not part of the coalition any more."))
    record_act(
        seat.letter, ActKind.VOUCHED, by=by, at=at, subject=seat.organization.name, note=line
    )
    _renew_page(seat.letter_id)


@transaction.atomic
def unvouch(seat: Seat, *, by: Account, at: datetime) -> None:
    """Take the lead's word back; doing it twice is fine. Raises NotYourWord."""
    _require_lead(seat, by)
    if _end(seat):
        record_act(seat.letter, ActKind.VOUCH_ENDED, by=by, at=at, subject=seat.organization.name)
        _renew_page(seat.letter_id)


def end_words(organization: Organization, *, by: Account, at: datetime) -> None:
    """End all words that were given for the organization; the caller's transaction carries it."""
    given = Seat.objects.filter(organization=organization, vouched_at__isnull=False)
    for seat in given.select_related("letter").order_by("pk"):
        if _end(seat):
            is_known = Member.objects.filter(letter=seat.letter, account=by).exists()
            record_act(
                seat.letter,
                ActKind.VOUCH_ENDED,
                by=by if is_known else None,
                at=at,
                subject=organization.name,
            )


def _require_lead(seat: Seat, by: Account) -> None:
    leading = Member.objects.filter(
        letter=seat.letter_id, account=by, seat=None, role__in=LEADING_ROLES
    )
    if not leading.exists():
        raise NotYourWord(_("Only those who lead the letter can vouch for an organization."))


def _end(seat: Seat) -> bool:
    return bool(
        Seat.objects.filter(pk=seat.pk, vouched_at__isnull=False).update(
            vouched_by=None, vouched_at=None, vouch_note=""
        )
    )


def _renew_page(letter_id: str) -> None:
    Letter.objects.filter(pk=letter_id).update(names_revision=F("names_revision") + 1)
