"""Ask: every organization of a coalition is mailed what it is to agree to, and reminded of it."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from undersigned.core.coalition import ActKind, EndorsementState, Role, SeatState
from undersigned.core.unlinked import without_links
from undersigned.models import Account, Edition, Endorsement, Letter, Member, Seat
from undersigned.queries.endorsements import ANSWERABLE, asked_edition, good_endorsements
from undersigned.queries.since_reading import differences_path, since_reading
from undersigned.stages.draft import freeze_edition
from undersigned.stages.endorse.links import endorse_link
from undersigned.stages.history import record_act
from undersigned.stages.outbox import owe_mail

REMIND_AFTER = timedelta(days=1)


@transaction.atomic
def freeze_and_ask(letter: Letter, *, by: Account, at: datetime, lock: bool = True) -> Edition:
    """Freeze the draft, and ask each organization to endorse it. Raises NotReady, NotAllowed.

    Who was asked for this very edition before is not asked again; its answer stays good. With
    `lock=False` the text stays open for writing, while what was frozen is asked for.
    """
    edition = freeze_edition(letter, by=by, at=at, lock=lock)
    for seat in _unasked().filter(letter=letter):
        _ask(seat, edition, at=at)
    return edition


@transaction.atomic
def ask_joined(*, at: datetime, limit: int) -> int:
    """Ask organizations that joined, or found a representative, after the others were asked.

    Returns how many, at most `limit`.
    """
    asked = 0
    for seat in _unasked()[:limit]:
        edition = asked_edition(seat.letter)
        if edition is not None:
            asked += _ask(seat, edition, at=at)
    return asked


@transaction.atomic
def remind_missing(letter: Letter, *, by: Account, at: datetime) -> int:
    """Mail those once more who have not answered; an organization at most once a day.

    Returns how many organizations were reminded.
    """
    edition = asked_edition(Letter.objects.get(pk=letter.pk))
    if edition is None:
        return 0
    silent = (EndorsementState.ASKED.value, EndorsementState.TAKEN_BACK.value)
    missing = Endorsement.objects.filter(
        Q(state__in=silent) | Q(state=EndorsementState.ENDORSED.value),
        Q(reminded_at=None) | Q(reminded_at__lte=at - REMIND_AFTER),
        edition=edition,
        seat__state=SeatState.JOINED.value,
    ).exclude(pk__in=good_endorsements().filter(edition=edition).values("pk"))
    reminded = 0
    for row in missing.select_related("seat__organization").order_by("seat__position", "seat_id"):
        people = _representatives(row.seat)
        unchanged = Endorsement.objects.filter(pk=row.pk, reminded_at=row.reminded_at)
        # Of two who press the button at once, one finds nothing left to do.
        if not people or not unchanged.update(reminded_at=at):
            continue
        for account in people:
            _owe_request("endorse_remind", row.seat, edition, account, at=at)
        name = row.seat.organization.name
        record_act(letter, ActKind.REMINDED, by=by, at=at, subject=name, number=edition.number)
        reminded += 1
    return reminded


def _unasked() -> QuerySet[Seat]:
    """Seats with somebody who could endorse, and no request for the newest edition."""
    newest = Edition.objects.filter(letter=OuterRef("letter")).order_by("-number")
    asked = Endorsement.objects.filter(seat=OuterRef("pk"), edition=OuterRef("newest"))
    representative = Member.objects.filter(seat=OuterRef("pk"), role=Role.REPRESENTATIVE.value)
    return (
        Seat.objects.annotate(newest=Subquery(newest.values("pk")[:1]))
        .filter(
            ~Exists(asked),
            Exists(representative),
            newest__isnull=False,
            letter__state__in=ANSWERABLE,
            state=SeatState.JOINED.value,
        )
        .select_related("letter", "organization")
        .order_by("letter_id", "position", "id")
    )


def _ask(seat: Seat, edition: Edition, *, at: datetime) -> bool:
    _row, created = Endorsement.objects.get_or_create(
        edition=edition, seat=seat, defaults={"asked_at": at}
    )
    if not created:  # Another worker, or the freeze itself, was first.
        return False
    for account in _representatives(seat):
        _owe_request("endorse", seat, edition, account, at=at)
    return True


def _representatives(seat: Seat) -> list[Account]:
    members = Member.objects.filter(seat=seat, role=Role.REPRESENTATIVE.value)
    return [member.account for member in members.select_related("account").order_by("id")]


def _owe_request(
    template: str, seat: Seat, edition: Edition, account: Account, *, at: datetime
) -> None:
    letter = edition.letter
    texts = since_reading(letter, account, edition)
    answered = (EndorsementState.ENDORSED.value, EndorsementState.DECLINED.value)
    earlier, state = (
        Endorsement.objects.filter(
            seat=seat,
            edition__letter=letter,
            edition__number__lt=edition.number,
            state__in=answered,
        )
        .order_by("-edition__number")
        .values_list("edition__number", "state")
        .first()
    ) or (None, "")
    context = {
        "title": without_links(texts[0].title),
        "organization": without_links(seat.organization.name),
        "edition": edition.number,
        "earlier": earlier,
        "has_declined": state == EndorsementState.DECLINED.value,
        "texts": [
            (text, settings.CONFIG.address + differences_path(letter.slug, text)) for text in texts
        ],
        "link": endorse_link(letter, seat),
    }
    language = account.language or letter.original_language
    owe_mail(template, context, recipient=account.email, language=language, at=at)
