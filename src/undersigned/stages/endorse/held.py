"""Held: one letter's answers come one after the other, each knowing what was before it."""

from collections.abc import Collection

from django.db.models import F
from django.utils.translation import gettext as _

from undersigned.core.coalition import EndorsementState, Role, SeatState
from undersigned.core.lifecycle import LetterState
from undersigned.models import Account, Endorsement, Letter, Member
from undersigned.queries.endorsements import ANSWERABLE, asked_edition, good_endorsements
from undersigned.stages.endorse.refusals import NotAsked, NotRepresentative


def hold_letter(letter_id: str, states: Collection[LetterState]) -> Letter:
    """The letter as it stands until the transaction ends. Raises NotAsked in other states.

    The update is what makes it so: it takes the row that publishing and freezing take too, and
    waits for whoever has it.
    """
    held = Letter.objects.filter(pk=letter_id, state__in=states)
    if not held.update(names_revision=F("names_revision")):
        raise NotAsked(_("This is not possible any more: the letter has moved on meanwhile."))
    return Letter.objects.get(pk=letter_id)


def hold_asked(endorsement: Endorsement, account: Account) -> Endorsement:
    """The row as it stands, if it is asked for now and the account may answer.

    Raises NotAsked, NotRepresentative.
    """
    letter = hold_letter(endorsement.edition.letter_id, ANSWERABLE)
    edition = asked_edition(letter)
    if edition is None or edition.pk != endorsement.edition_id:
        raise NotAsked(_("Another edition is asked for meanwhile; look at that one."))
    return fresh(endorsement, account)


def fresh(endorsement: Endorsement, account: Account) -> Endorsement:
    """The row as it stands, if the account speaks for its organization."""
    row = Endorsement.objects.select_related("edition__letter", "seat__organization").get(
        pk=endorsement.pk
    )
    speaks = Member.objects.filter(
        seat=row.seat_id, account=account, role=Role.REPRESENTATIVE.value
    ).exists()
    if not speaks or row.seat.state != SeatState.JOINED:
        raise NotRepresentative(_("You do not speak for this organization."))
    return row


def counts(row: Endorsement) -> bool:
    """Whether it is an endorsement, given by somebody who still represents the organization."""
    if row.state != EndorsementState.ENDORSED:
        return False
    return good_endorsements().filter(pk=row.pk).exists()
