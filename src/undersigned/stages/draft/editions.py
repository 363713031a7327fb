"""Editions: the draft is frozen to the byte, or taken up again."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from undersigned.adapters.sentences import filled
from undersigned.core.coalition import ActKind
from undersigned.core.lifecycle import LETTER_MOVES, LetterMove, LetterState
from undersigned.core.markdown import demands_of
from undersigned.core.text import Addressee, Text, digest, format_text, read_addressees
from undersigned.models import Account, Edition, EditionText, Letter, Version
from undersigned.stages.draft.refusals import NotAllowed, NothingChanged, NotReady
from undersigned.stages.draft.texts import newest_versions
from undersigned.stages.history import record_act

_FREEZES = {
    LetterState.FROZEN.value: LetterMove.FREEZE_AGAIN,
    LetterState.OPEN.value: LetterMove.FREEZE_CORRECTION,
}


def move_letter(letter: Letter, move: LetterMove, **changes: object) -> None:
    """Move a letter along the table, or raise NotAllowed; the changed row says who won."""
    before, after = LETTER_MOVES[move]
    moved = Letter.objects.filter(pk=letter.pk, state=before.value).update(
        state=after.value, **changes
    )
    if not moved:
        raise NotAllowed(_("The letter has moved on meanwhile; this is not possible any more."))
    letter.refresh_from_db()


@transaction.atomic
def freeze_edition(letter: Letter, *, by: Account, at: datetime, lock: bool = True) -> Edition:
    """Freeze the draft: every text gets its exact bytes and digest.

    Where nothing has changed since the newest edition, and that is not published, it is taken up
    again, and what was given for it stays good. A frozen letter whose text was left open
    (`lock=False`) is frozen anew in the same way. A new edition ends a set time of publication.
    Of a public letter it is a correction. Raises NotReady, NotAllowed, NothingChanged.
    """
    # First the move: from here on no version can be saved beside what is frozen.
    state = Letter.objects.values_list("state", flat=True).get(pk=letter.pk)
    move_letter(letter, _FREEZES.get(state, LetterMove.FREEZE), is_locked=lock)
    versions = newest_versions(letter)
    _check_ready(versions)
    newest = Edition.objects.filter(letter=letter).order_by("-number").first()
    if newest is not None and newest.is_published and _is_of(newest, versions):
        raise NothingChanged(
            filled(
                _("No text has changed since edition %(number)d was published."),
                number=newest.number,
            )
        )
    if newest is None or newest.is_published or not _is_of(newest, versions):
        newest = _freeze(letter, versions, newest.number + 1 if newest else 1, by=by, at=at)
        _drop_schedule(letter, by=by, at=at)
    record_act(letter, ActKind.FROZE, by=by, at=at, number=newest.number)
    return newest


def _freeze(
    letter: Letter, versions: Sequence[Version], number: int, *, by: Account, at: datetime
) -> Edition:
    edition = Edition.objects.create(letter=letter, number=number, frozen_by=by, frozen_at=at)
    for position, version in enumerate(versions):
        data = _exact(version, number)
        EditionText.objects.create(
            edition=edition,
            position=position,
            language=version.language,
            title=version.title,
            version=version.number,
            data=data,
            digest=digest(data),
        )
    return edition


def _exact(version: Version, number: int) -> bytes:
    """The bytes of a version as a text of the edition with this number."""
    return format_text(
        Text(
            letter=version.letter_id,
            edition=number,
            language=version.language,
            title=version.title,
            addressees=read_addressees(version.addressees),
            body=version.body,
        )
    )


def _is_of(edition: Edition, versions: Sequence[Version]) -> bool:
    """Whether these versions are, to the byte, the texts of the edition."""
    frozen = [bytes(text.digest) for text in edition.texts.order_by("position")]
    return frozen == [digest(_exact(version, edition.number)) for version in versions]


@transaction.atomic
def resume_draft(letter: Letter, *, by: Account, at: datetime) -> None:
    """Go back from a frozen edition to writing; the edition stays in the history."""
    move_letter(letter, LetterMove.RESUME, is_locked=False)
    _drop_schedule(letter, by=by, at=at)
    record_act(letter, ActKind.RESUMED, by=by, at=at)


def _drop_schedule(letter: Letter, *, by: Account, at: datetime) -> None:
    """What was to be published at a set time is not what stands there now."""
    waiting = Letter.objects.filter(pk=letter.pk, publish_at__isnull=False)
    if waiting.update(publish_at=None):
        letter.publish_at = None
        record_act(letter, ActKind.UNSCHEDULED, by=by, at=at)


def _check_ready(versions: Sequence[Version]) -> None:
    problems: list[str] = []
    shapes: set[tuple[int, int]] = set()
    for version in versions:
        addressees = read_addressees(version.addressees)
        missing = _missing(version, addressees)
        problems += missing
        if not missing:
            shapes.add((len(addressees), len(demands_of(version.body))))
    if len(shapes) > 1:
        problems.append(
            _("All languages need the same number of addressees and the same number of demands.")
        )
    if problems:
        raise NotReady(problems)


def _missing(version: Version, addressees: Sequence[Addressee]) -> list[str]:
    problems = []
    language = {"language": version.language}
    if not version.title:
        problems.append(_("The text in %(language)s has no title.") % language)
    if not version.body.strip():
        problems.append(_("The text in %(language)s is empty.") % language)
    if not addressees:
        problems.append(_("The text in %(language)s names no addressee.") % language)
    return problems
