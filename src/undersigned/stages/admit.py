"""Admit: the lead decides about many organizations at once, and about two that may be one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from undersigned.adapters.sentences import filled
from undersigned.core.coalition import SEATS_ASKED, ActKind
from undersigned.core.leaf import SignatoryKind
from undersigned.core.refusal import Refused
from undersigned.core.unlinked import without_links
from undersigned.models import Account, KeptPair, Letter, Seat, Signature
from undersigned.queries.waiting import seen_mark
from undersigned.queries.workspace.alike import seat_key, signature_key
from undersigned.stages.confirm import (
    ChangedWhileWaiting,
    accept_organization,
    decline_organization,
)
from undersigned.stages.history import record_act
from undersigned.stages.outbox import owe_mail
from undersigned.stages.sign import letter_link, owe_leaves, renew_names, title_of

MOST_AT_ONCE = 200


class NoSuchPair(Refused):
    """One of the two organizations is not there any more."""

    status: ClassVar[int] = 404


class MemberStays(Refused):
    """An organization of the coalition signs by endorsing, and is never the one that goes."""


class TooMany(Refused):
    """More organizations than one transaction should hold."""

    status: ClassVar[int] = 422


@dataclass(frozen=True, slots=True)
class Choice:
    """One organization that the lead chose, and the mark of what was shown of it."""

    id: int
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of each that was chosen: the names that it was done to, and why not to others."""

    done: tuple[str, ...]
    refused: tuple[str, ...]


@transaction.atomic
def accept_organizations(
    letter: Letter, choices: Sequence[Choice], *, by: Account, at: datetime
) -> Decided:
    """Accept all that still wait as they were shown; the others stay as they are.

    One transaction holds them all: after a crash none is accepted. Raises TooMany.
    """
    return _decide(
        choices,
        lambda choice: accept_organization(letter, choice.id, by=by, at=at, seen=choice.seen).name,
    )


@transaction.atomic
def decline_organizations(
    letter: Letter, choices: Sequence[Choice], *, reason: str, by: Account, at: datetime
) -> Decided:
    """Decline all that still wait as they were shown, with one reason that is mailed to each.

    One transaction holds them all, with its mails. Raises TooMany.
    """
    return _decide(
        choices,
        lambda choice: decline_organization(
            letter, choice.id, reason=reason, by=by, at=at, seen=choice.seen
        ),
    )


def _decide(choices: Sequence[Choice], decide: Callable[[Choice], str]) -> Decided:
    if len(choices) > MOST_AT_ONCE:
        raise TooMany(
            filled(
                _("At most %(count)d organizations are decided about at once."), count=MOST_AT_ONCE
            )
        )
    done: list[str] = []
    refused: list[str] = []
    # In one order for everyone: two leads who decide about the same rows wait, and do not block.
    for choice in sorted(dict.fromkeys(choices), key=lambda choice: choice.id):
        try:
            done.append(decide(choice))
        except Refused as refusal:
            refused.append(refusal.sentence)
    return Decided(tuple(done), tuple(refused))


@transaction.atomic
def merge_organizations(
    letter: Letter, *, stays: str, goes: Choice, by: Account, at: datetime
) -> tuple[str, str]:
    """Of two entries of one organization one stays as it is, and the other is erased.

    `stays` is a key of `queries.workspace.alike`. A logged one that goes leaves the log as by its
    own withdrawal, and its representative is told. Returns both names, the one that stays first.
    Raises NoSuchPair, MemberStays, ChangedWhileWaiting.
    """
    # The letter's row comes first: two merges of one letter take turns, so that of two leads who
    # each keep the other one the second finds its pair gone.
    renew_names(letter.pk)
    kept_name = _name_of(letter, stays)
    try:
        signature = Signature.objects.select_related("letter", "edition").get(
            pk=goes.id,
            letter=letter,
            kind=SignatoryKind.ORGANIZATION,
            confirmed_at__isnull=False,
        )
    except Signature.DoesNotExist as error:
        raise _no_such_pair() from error
    if stays == signature_key(signature.pk):
        raise _no_such_pair()
    if signature.endorsement_id is not None:
        raise MemberStays(_("An organization of the coalition stays: it has endorsed the letter."))
    if goes.seen and goes.seen != seen_mark(signature):
        raise _changed()
    context = {
        "name": without_links(signature.name),
        "kept": without_links(kept_name),
        "title": without_links(title_of(signature)),
        "letter_link": letter_link(signature),
    }
    recipient, language = signature.mailbox, signature.language
    index = signature.log_index
    deleted, _rows = Signature.objects.filter(
        pk=signature.pk,
        log_index=index,
        name=signature.name,
        affiliation=signature.affiliation,
        role=signature.role,
        country=signature.country,
    ).delete()
    if not deleted:
        # The worker was logging it, or its signer changed it or took it back.
        raise _changed()
    if index is not None:
        owe_leaves(signature, index, at=at)
    if recipient:
        owe_mail("organization_merged", context, recipient=recipient, language=language, at=at)
    record_act(
        letter,
        ActKind.ORGANIZATIONS_MERGED,
        by=by,
        at=at,
        subject=kept_name,
        note=signature.name,
    )
    return kept_name, signature.name


@transaction.atomic
def keep_both(letter: Letter, first: str, second: str, *, by: Account, at: datetime) -> None:
    """Keep two that look alike; the pair is not shown again. Twice is fine. Raises NoSuchPair."""
    first, second = min(first, second), max(first, second)
    names = _name_of(letter, first), _name_of(letter, second)
    if first == second:
        raise _no_such_pair()
    _pair, is_new = KeptPair.objects.get_or_create(
        letter=letter, first=first, second=second, defaults={"kept_by": by, "kept_at": at}
    )
    if is_new:
        kind = ActKind.ORGANIZATIONS_KEPT
        record_act(letter, kind, by=by, at=at, subject=names[0], note=names[1])


@transaction.atomic
def look_again(letter: Letter, first: str, second: str) -> None:
    """Take back that two were kept: the pair is shown again. Twice is fine."""
    KeptPair.objects.filter(
        letter=letter, first=min(first, second), second=max(first, second)
    ).delete()


def _name_of(letter: Letter, key: str) -> str:
    """The name of an organization of the letter. Raises NoSuchPair."""
    number = int(key[1:]) if key[1:].isascii() and key[1:].isdigit() and len(key) < 21 else 0
    if key == signature_key(number):
        names: QuerySet[Any, str] = Signature.objects.filter(
            pk=number,
            letter=letter,
            kind=SignatoryKind.ORGANIZATION,
            confirmed_at__isnull=False,
        ).values_list("name", flat=True)
    elif key == seat_key(number):
        names = Seat.objects.filter(pk=number, letter=letter, state__in=SEATS_ASKED).values_list(
            "organization__name", flat=True
        )
    else:
        raise _no_such_pair()
    name = names.first()
    if name is None:
        raise _no_such_pair()
    return name


def _no_such_pair() -> NoSuchPair:
    return NoSuchPair(_("One of the two is not there any more, or was decided about meanwhile."))


def _changed() -> ChangedWhileWaiting:
    return ChangedWhileWaiting(
        _("The organization was just being logged, or has changed its entry. Please look again.")
    )
