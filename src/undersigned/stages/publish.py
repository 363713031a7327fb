"""Publish: the lead opens a frozen letter for signatures, now or at a set time, and closes it."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import ClassVar, Final

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from undersigned.core.coalition import ActKind
from undersigned.core.display_names import comma, date_text, listed, time_text
from undersigned.core.errors import CoreError
from undersigned.core.evidence import EvidenceField, check_evidence, parse_evidence
from undersigned.core.isolates import isolated
from undersigned.core.lifecycle import LetterMove, LetterState
from undersigned.core.refusal import Refused
from undersigned.core.unlinked import without_links
from undersigned.core.zones import check_zone, offset_of, shown_in
from undersigned.models import Account, Edition, Letter
from undersigned.queries.endorsements import Progress, good_endorsements, progress_of
from undersigned.stages.coalition import leads_of
from undersigned.stages.draft import NotAllowed, move_letter
from undersigned.stages.endorse import digests_of, passkey_host
from undersigned.stages.history import record_act
from undersigned.stages.outbox import owe_mail

log = logging.getLogger(__name__)

FARTHEST: Final = timedelta(days=5 * 365)
"""A time further away than this is a typing error."""


class NotEndorsed(Refused):
    """Too few organizations have endorsed; `progress` says who is missing."""

    def __init__(self, progress: Progress) -> None:
        super().__init__(_later(partial(_not_endorsed, progress)))
        self.progress = progress


class EvidenceOutdated(Refused):
    """An endorsement proves nothing any more at the address that the server has now."""


class OtherEdition(Refused):
    """Another edition was frozen than the one that was looked at."""


class TimeRefused(Refused):
    """The time is past, too far away, or before what it has to follow."""

    status: ClassVar[int] = 422


@transaction.atomic
def publish_letter(
    letter: Letter, *, by: Account | None, at: datetime, edition: int | None = None
) -> None:
    """Open the frozen edition; from now on the log's name is `<host>/log/<letter id>`.

    `edition` is the number of the one that was looked at. Raises NotAllowed unless the letter is
    frozen, OtherEdition, TimeRefused, NotEndorsed, EvidenceOutdated.
    """
    # First the move: it takes the row, so that an endorsement is taken back before it or never.
    origin = f"{settings.CONFIG.host}/log/{letter.id}"
    move_letter(
        letter,
        LetterMove.PUBLISH,
        origin=origin,
        published_at=at,
        publish_at=None,
        is_locked=True,
    )
    newest = Edition.objects.filter(letter=letter).latest("number")
    if edition is not None and edition != newest.number:
        raise OtherEdition(_("Another edition was frozen meanwhile; look at it first."))
    if letter.close_at is not None and letter.close_at <= at:
        raise TimeRefused(gettext_lazy("The closing date of the letter is past; change it first."))
    _require_endorsed(letter, newest)
    Edition.objects.filter(pk=newest.pk).update(is_published=True, is_current=True, published_at=at)
    record_act(letter, ActKind.PUBLISHED, by=by, at=at, number=newest.number)


@transaction.atomic
def publish_correction(
    letter: Letter, *, by: Account, at: datetime, edition: int | None = None
) -> None:
    """Put the newest edition in the place of the one that readers see, by the letter's rule.

    Nobody's signature moves with it: whoever signed before is asked by the worker, and stands
    under the earlier edition until then. `edition` is the number of the one that was looked at.
    Raises NotAllowed, OtherEdition, NotEndorsed, EvidenceOutdated.
    """
    # As in `publish_letter`, the move takes the row first. The public pages are kept by the number.
    move_letter(letter, LetterMove.CORRECT, is_locked=True, names_revision=F("names_revision") + 1)
    newest = Edition.objects.filter(letter=letter).latest("number")
    if newest.is_published:
        raise NotAllowed(_("There is no corrected edition that is not published yet."))
    if edition is not None and edition != newest.number:
        raise OtherEdition(_("Another edition was frozen meanwhile; look at it first."))
    _require_endorsed(letter, newest)
    Edition.objects.filter(letter=letter, is_current=True).update(is_current=False)
    Edition.objects.filter(pk=newest.pk).update(
        is_published=True, is_current=True, published_at=at, asked_through=0
    )
    record_act(letter, ActKind.CORRECTED, by=by, at=at, number=newest.number)


@transaction.atomic
def close_letter(letter: Letter, *, by: Account | None, at: datetime) -> None:
    """Take no more signatures. What was confirmed before still counts. Raises NotAllowed."""
    move_letter(letter, LetterMove.CLOSE, closed_at=at, close_at=None)
    record_act(letter, ActKind.CLOSED, by=by, at=at)


@transaction.atomic
def schedule_publication(
    letter: Letter, publish_at: datetime, *, edition: int, by: Account, at: datetime
) -> None:
    """Have the worker publish this edition at that time, if it is endorsed by then.

    Raises NotAllowed unless the letter is frozen, OtherEdition, TimeRefused.
    """
    _check_time(publish_at, at=at)
    waiting = Letter.objects.filter(pk=letter.pk, state=LetterState.FROZEN.value)
    if not waiting.update(publish_at=publish_at):
        raise NotAllowed(_("The letter has moved on meanwhile; this is not possible any more."))
    letter.refresh_from_db()
    if Edition.objects.filter(letter=letter).latest("number").number != edition:
        raise OtherEdition(_("Another edition was frozen meanwhile; look at it first."))
    if letter.close_at is not None and letter.close_at <= publish_at:
        raise TimeRefused(_("The letter would be closed before that; change its closing date."))
    when = _spelled(publish_at, letter)
    record_act(letter, ActKind.SCHEDULED, by=by, at=at, number=edition, subject=when)


@transaction.atomic
def unschedule(letter: Letter, *, by: Account, at: datetime) -> None:
    """Set no time of publication any more; doing it twice is fine."""
    waiting = Letter.objects.filter(pk=letter.pk, publish_at__isnull=False)
    if waiting.update(publish_at=None):
        record_act(letter, ActKind.UNSCHEDULED, by=by, at=at)
    letter.refresh_from_db()


@transaction.atomic
def set_closing_date(
    letter: Letter, close_at: datetime | None, *, by: Account, at: datetime
) -> None:
    """Have the worker close the letter at that time, or never. Raises NotAllowed, TimeRefused."""
    if close_at is not None:
        _check_time(close_at, at=at)
    changeable = Letter.objects.filter(pk=letter.pk).exclude(state=LetterState.CLOSED.value)
    if changeable.filter(close_at=close_at).exists():
        return
    # The public page tells the date, and is kept by this number.
    if not changeable.update(close_at=close_at, names_revision=F("names_revision") + 1):
        raise NotAllowed(_("The letter has moved on meanwhile; this is not possible any more."))
    letter.refresh_from_db()
    if close_at is not None and letter.publish_at is not None and close_at <= letter.publish_at:
        raise TimeRefused(_("The letter cannot be closed before it is published."))
    when = _spelled(close_at, letter) if close_at else ""
    record_act(letter, ActKind.CLOSING_SET, by=by, at=at, subject=when)


@transaction.atomic
def set_time_zone(letter: Letter, zone: str, *, by: Account, at: datetime) -> None:
    """Tell the letter's times in this zone; the moments stay as they are. Raises Malformed."""
    check_zone(zone)
    if Letter.objects.filter(pk=letter.pk).exclude(time_zone=zone).update(time_zone=zone):
        record_act(letter, ActKind.TIME_ZONE_SET, by=by, at=at, subject=zone)
    letter.refresh_from_db()


def publish_due(*, at: datetime) -> int:
    """Publish the letters whose set time has come; return how many.

    One that is not endorsed enough is not published, its time is dropped, and its leads are told.
    """
    due = Letter.objects.filter(state=LetterState.FROZEN.value, publish_at__lte=at)
    return sum(_publish_one(letter, at=at) for letter in due.order_by("publish_at", "id"))


def close_due(*, at: datetime) -> int:
    """Close the letters whose closing date has come; return how many."""
    due = Letter.objects.filter(state=LetterState.OPEN.value, close_at__lte=at)
    return sum(_close_one(letter, at=at) for letter in due.order_by("close_at", "id"))


@transaction.atomic
def _publish_one(letter: Letter, *, at: datetime) -> bool:
    # Dropping the time takes the row. What another worker published, or a lead has set anew since
    # `letter` was read, is left alone.
    due = Letter.objects.filter(
        pk=letter.pk, state=LetterState.FROZEN.value, publish_at=letter.publish_at
    )
    when = letter.publish_at
    if when is None or not due.update(publish_at=None):
        return False
    try:
        publish_letter(letter, by=None, at=at)
    except (NotEndorsed, EvidenceOutdated, TimeRefused) as refusal:
        log.info("not published at its time: %s", letter.pk)
        letter.refresh_from_db()
        edition = Edition.objects.filter(letter=letter).latest("number")
        progress = progress_of(letter, edition)
        record_act(
            letter,
            ActKind.NOT_PUBLISHED,
            by=None,
            at=at,
            number=edition.number,
            note=refusal.sentence,
        )
        context = {
            "title": without_links(_title(edition)),
            # These two are told when the mail is written, in the language of its reader.
            "when": _later(partial(_told, when, letter)),
            "sentence": refusal.args[0],
            "missing": tuple(map(without_links, progress.missing)),
            "link": f"{settings.CONFIG.address}/workspace/letters/{letter.slug}/",
        }
        for lead in leads_of(letter):
            owe_mail(
                "not_published",
                context,
                recipient=lead.email,
                language=lead.language or letter.original_language,
                at=at,
            )
        return False
    edition = Edition.objects.get(letter=letter, is_current=True)
    address = reverse("letter", args=[letter.slug, letter.original_language])
    context = {
        "title": without_links(_title(edition)),
        "letter_link": settings.CONFIG.address + address,
    }
    for lead in leads_of(letter):
        owe_mail(
            "published_on_time",
            context,
            recipient=lead.email,
            language=lead.language or letter.original_language,
            at=at,
        )
    return True


@transaction.atomic
def _close_one(letter: Letter, *, at: datetime) -> bool:
    due = Letter.objects.filter(
        pk=letter.pk, state=LetterState.OPEN.value, close_at=letter.close_at
    )
    if not due.update(state=LetterState.CLOSED.value, closed_at=at, close_at=None):
        return False
    record_act(letter, ActKind.CLOSED, by=None, at=at)
    return True


def _require_endorsed(letter: Letter, edition: Edition) -> None:
    progress = progress_of(letter, edition)
    if not progress.is_enough:
        raise NotEndorsed(progress)
    # What is logged is checked by strangers against the host in the log's name.
    host, digests = passkey_host(letter), digests_of(edition)
    for row in good_endorsements().filter(edition=edition).select_related("seat__organization"):
        try:
            evidence = parse_evidence(bytes(row.evidence or b""))
            said = replace(evidence.statement, letter=letter.pk, digests=digests)
            field = EvidenceField(evidence.passkey is not None, bytes(row.digest or b""))
            check_evidence(bytes(row.evidence or b""), field, statement=said, host=host)
        except CoreError as error:
            log.warning("endorsement %d cannot be published: %s", row.pk, error)
            name = row.seat.organization.name
            raise EvidenceOutdated(_later(partial(_outdated, name))) from error


def _not_endorsed(progress: Progress) -> str:
    language = get_language() or "en"
    names = [_("“%(name)s”") % {"name": _of_others(name)} for name in progress.missing[:20]]
    missing = listed(names, language) if names else _("more organizations than the coalition has")
    return _("Not enough organizations have endorsed this edition. Missing: %(names)s.") % {
        "names": missing
    }


def _outdated(name: str) -> str:
    return _(
        "The endorsement of “%(name)s” does not hold at this server's address any more; it has to"
        " take it back and endorse once more."
    ) % {"name": _of_others(name)}


def _of_others(name: str) -> str:
    """A name within a sentence that is mailed too: nothing to be pressed, in its own direction."""
    return isolated(without_links(name), get_language() or "en")


def _made(make: Callable[[], str]) -> str:
    return make()


def _later(make: Callable[[], str]) -> str:
    """What `make` returns when it is read, in the language of that moment."""
    return lazy(_made, str)(make)


def _check_time(moment: datetime, *, at: datetime) -> None:
    if moment <= at:
        raise TimeRefused(_("This time is past."))
    if moment > at + FARTHEST:
        raise TimeRefused(_("This time is more than five years away; check the year."))


def _spelled(moment: datetime, letter: Letter) -> str:
    """A moment as the letter's own clock tells it."""
    local = shown_in(moment, letter.time_zone)
    return f"{local:%Y-%m-%d %H:%M} {letter.time_zone} ({offset_of(local)})"


def _told(moment: datetime, letter: Letter) -> str:
    """The same in the language of the moment."""
    language = get_language() or "en"
    local = shown_in(moment, letter.time_zone)
    zone, offset = letter.time_zone, offset_of(local)
    zone = isolated(zone if zone == offset else f"{zone} ({offset})", language)
    day, time = date_text(local.date(), language), time_text(local, language)
    return f"{day}{comma(language)}{time} {zone}"


def _title(edition: Edition) -> str:
    return edition.texts.order_by("position").values_list("title", flat=True)[0]
