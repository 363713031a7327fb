"""Texts: each saved state of a language is a version, and the newest is the draft."""

import re
import uuid
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from undersigned.core.coalition import ActKind
from undersigned.core.errors import Malformed
from undersigned.core.lifecycle import LetterState
from undersigned.core.lines import clean_line
from undersigned.core.markdown import count_words
from undersigned.core.outdated import Draft
from undersigned.models import Account, Letter, Version
from undersigned.stages.anchors import move_anchors
from undersigned.stages.coalition import begin_coalition
from undersigned.stages.draft.copies import CopyMark, drop_saved
from undersigned.stages.draft.refusals import (
    Conflicting,
    NoSuchVersion,
    NotAllowed,
    NotWritable,
    Outdated,
    SlugTaken,
    TakenOut,
    TextRefused,
)
from undersigned.stages.draft.typed import TextInput, check_text, content_of, merge_typed
from undersigned.stages.history import record_act

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")


@transaction.atomic
def create_letter(lead: Account, *, slug: str, language: str, title: str, at: datetime) -> Letter:
    """Begin a letter with an empty original in `language`. Raises SlugTaken, TextRefused."""
    if len(slug) > 80 or not SLUG.match(slug):
        raise TextRefused([_("The address takes small letters, digits and single hyphens.")])
    text = check_text(language, TextInput(title=title, addressees="", body=""))
    try:
        with transaction.atomic():
            letter = Letter.objects.create(
                id=uuid.uuid4().hex,
                slug=slug,
                lead=lead,
                original_language=language,
                created_at=at,
            )
    except IntegrityError as error:
        raise SlugTaken(_("Another letter already has this address.")) from error
    begin_coalition(letter, at=at)
    record_act(letter, ActKind.BEGAN, by=lead, at=at, language=language)
    _add_version(letter, language, text, number=1, author=lead, at=at)
    return letter


def newest_versions(letter: Letter) -> list[Version]:
    """The draft: the newest version of each language that is not removed, the original first."""
    newest: dict[str, Version] = {}
    for version in Version.objects.filter(letter=letter).order_by("number"):
        newest[version.language] = version
    kept = [version for version in newest.values() if not version.is_removed]
    return sorted(kept, key=lambda v: (v.language != letter.original_language, v.language))


@transaction.atomic
def save_text(
    letter: Letter,
    language: str,
    text: Draft,
    *,
    based_on: int,
    author: Account,
    at: datetime,
    reason: str = "",
    original_number: int | None = None,
    copy: CopyMark | None = None,
) -> Version:
    """Save a new version in `language`; `based_on` is the number that was edited, 0 for none.

    When others saved in between, their words and these are merged; where both touch the same words,
    Conflicting says so and nothing is saved. `original_number` claims that the translation is up to
    date with that version of the original; None claims nothing new. `copy` is the working copy that
    is saved by this, and goes. Saving what already stands there makes no version.

    Raises NotWritable, TextRefused, Conflicting, TakenOut.
    """
    _require_writable(letter)
    clean = check_text(language, text)
    note = _check_reason(reason)
    current = _current(letter, language)
    if current is not None and current.number != based_on:
        if current.is_removed:
            if based_on:
                raise TakenOut(current)
        elif content_of(current) != clean:
            merged = merge_typed(letter, clean, based_on=based_on, newer=current)
            if (draft := merged.draft) is None:
                raise Conflicting(current, merged)
            clean = check_text(language, draft)
    claimed = _claimed(letter, language, original_number, current)
    drop_saved(letter, language, clean, by=author, copy=copy)
    if (
        current is not None
        and not current.is_removed
        and content_of(current) == clean
        and current.original_number == claimed
    ):
        return current  # Nothing changed; or the same save twice, by a double click or a retry.
    version = _add_version(
        letter,
        language,
        clean,
        number=current.number + 1 if current else 1,
        author=author,
        at=at,
        reason=note,
        based_on=based_on,
        original_number=claimed,
    )
    record_act(
        letter, ActKind.SAVED, by=author, at=at, language=language, number=version.number, note=note
    )
    return version


@transaction.atomic
def remove_text(
    letter: Letter, language: str, *, based_on: int, author: Account, at: datetime
) -> None:
    """Take a translation out of the draft; its versions stay, and saving again brings it back.

    Raises NotWritable, NotAllowed for the original, Outdated.
    """
    _require_writable(letter)
    if language == letter.original_language:
        raise NotAllowed(_("The original cannot be removed."))
    current = _current(letter, language)
    if current is None or current.is_removed:
        return
    if current.number != based_on:
        raise Outdated(current)
    version = _add_version(
        letter,
        language,
        content_of(current),
        number=current.number + 1,
        author=author,
        at=at,
        based_on=current.number,
        original_number=current.original_number,
        is_removed=True,
    )
    record_act(
        letter, ActKind.TEXT_REMOVED, by=author, at=at, language=language, number=version.number
    )


@transaction.atomic
def restore_version(
    letter: Letter, language: str, number: int, *, based_on: int, by: Account, at: datetime
) -> Version:
    """Make the state of version `number` the newest version; nothing after it is lost.

    `based_on` is the newest version that was seen. Restoring what already stands there makes none.
    Raises NotWritable, NoSuchVersion, Outdated.
    """
    _require_writable(letter)
    versions = Version.objects.filter(letter=letter, language=language)
    chosen = versions.filter(number=number).first()
    current = _current(letter, language)
    if chosen is None or current is None:
        raise NoSuchVersion(_("The text has no version of this number."))
    if not current.is_removed and content_of(current) == content_of(chosen):
        return current
    if current.number != based_on:
        raise Outdated(current)
    version = _add_version(
        letter,
        language,
        content_of(chosen),
        number=current.number + 1,
        author=by,
        at=at,
        based_on=current.number,
        original_number=chosen.original_number,
        restored_number=number,
    )
    record_act(
        letter,
        ActKind.RESTORED,
        by=by,
        at=at,
        language=language,
        number=version.number,
        note=_("Version %(number)d") % {"number": number},
    )
    return version


@transaction.atomic
def lock_text(letter: Letter, *, by: Account, at: datetime) -> None:
    """Let nobody save a version until it is unlocked. Raises NotAllowed once it is closed."""
    _set_lock(letter, is_locked=True, by=by, at=at)


@transaction.atomic
def unlock_text(letter: Letter, *, by: Account, at: datetime) -> None:
    """Let editors write again: the draft, or a correction of what is public.

    What was frozen stays as it is. Raises NotAllowed once the letter is closed.
    """
    _set_lock(letter, is_locked=False, by=by, at=at)


def _set_lock(letter: Letter, *, is_locked: bool, by: Account, at: datetime) -> None:
    moved = (
        Letter.objects.filter(pk=letter.pk, is_locked=not is_locked)
        .exclude(state=LetterState.CLOSED.value)
        .update(is_locked=is_locked)
    )
    letter.refresh_from_db()
    if moved:
        kind = ActKind.LOCKED if is_locked else ActKind.UNLOCKED
        record_act(letter, kind, by=by, at=at)
    elif letter.is_locked != is_locked:
        raise NotAllowed(_("The letter is closed; its text does not change any more."))


def _require_writable(letter: Letter) -> None:
    # The update is what makes this true until the transaction ends: it takes the row, so that a
    # lock or a freeze in another transaction waits or has happened, and versions of one letter are
    # saved one after the other.
    if (
        Letter.objects.filter(pk=letter.pk, is_locked=False)
        .exclude(state=LetterState.CLOSED.value)
        .update(is_locked=False)
    ):
        return
    letter.refresh_from_db()
    if letter.state == LetterState.CLOSED:
        raise NotWritable(_("The letter is closed; its text does not change any more."))
    raise NotWritable(_("The text is locked, so nothing can be saved now. A lead can unlock it."))


def _current(letter: Letter, language: str) -> Version | None:
    return Version.objects.filter(letter=letter, language=language).order_by("-number").first()


def _check_reason(reason: str) -> str:
    try:
        return clean_line(reason, max_length=300)
    except Malformed as error:
        raise TextRefused([_("The reason is too long, or cannot be used.")]) from error


def _claimed(
    letter: Letter, language: str, claim: int | None, current: Version | None
) -> int | None:
    """The version of the original that the text is now said to be up to date with."""
    if language == letter.original_language:
        return None
    known = current.original_number if current and not current.is_removed else None
    if claim is None:
        return known
    if not Version.objects.filter(
        letter=letter, language=letter.original_language, number=claim
    ).exists():
        return known
    # Somebody may have said so of a newer one meanwhile, and their words are merged with these.
    return max(claim, known or 0)


def _add_version(
    letter: Letter,
    language: str,
    text: TextInput,
    *,
    number: int,
    author: Account,
    at: datetime,
    reason: str = "",
    based_on: int = 0,
    original_number: int | None = None,
    restored_number: int | None = None,
    is_removed: bool = False,
) -> Version:
    """Store a version. Every version is made here, in a transaction that holds the letter's row."""
    version = Version.objects.create(
        letter=letter,
        language=language,
        number=number,
        title=text.title,
        addressees=text.addressees,
        body=text.body,
        is_removed=is_removed,
        words=count_words(text.body) if text.body else 0,
        author=author,
        saved_at=at,
        reason=reason,
        based_on=based_on,
        original_number=original_number,
        restored_number=restored_number,
    )
    move_anchors(version)
    return version
