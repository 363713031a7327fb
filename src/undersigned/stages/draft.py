"""Draft: editors write the texts; an edition freezes their exact bytes."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from undersigned.core.errors import Malformed
from undersigned.core.languages import check_language
from undersigned.core.lifecycle import LETTER_MOVES, LetterMove, LetterState
from undersigned.core.lines import clean_line
from undersigned.core.markdown import check_body, demands_of
from undersigned.core.refusal import Refused
from undersigned.core.text import (
    Addressee,
    Text,
    digest,
    format_addressee,
    format_text,
    normalize_body,
    read_addressees,
)
from undersigned.models import Account, Edition, EditionText, Letter, Version

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")


class SlugTaken(Refused):
    """Another letter has this address."""


class NotDraft(Refused):
    """The text is frozen or public."""


class NotAllowed(Refused):
    """The letter's state does not allow this move."""


class Outdated(Refused):
    """Somebody saved a newer version meanwhile; `current` is it."""

    def __init__(self, current: Version) -> None:
        super().__init__(_("Somebody saved another version while you were writing."))
        self.current = current


class ProblemsFound(Refused):
    """The text cannot be taken as it is; `problems` says why, a sentence each."""

    status: ClassVar[int] = 422

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = tuple(problems)


class TextRefused(ProblemsFound):
    """A text cannot be saved."""


class NotReady(ProblemsFound):
    """The draft cannot be frozen."""


@dataclass(frozen=True)
class TextInput:
    """What an editor typed for one language; `addressees` holds a line for each."""

    title: str
    addressees: str
    body: str


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
def create_letter(lead: Account, *, slug: str, language: str, title: str, at: datetime) -> Letter:
    """Begin a letter with an empty original in `language`. Raises SlugTaken, TextRefused."""
    if len(slug) > 80 or not SLUG.match(slug):
        raise TextRefused([_("The address takes small letters, digits and single hyphens.")])
    text = _check_text(language, TextInput(title=title, addressees="", body=""))
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
    text: TextInput,
    *,
    based_on: int,
    author: Account,
    at: datetime,
) -> Version:
    """Save a new version in `language`; `based_on` is the number that was edited, 0 for none.

    Raises Outdated when a newer one exists, TextRefused, NotDraft. Saving what already
    stands there makes no version.
    """
    _require_draft(letter)
    clean = _check_text(language, text)
    current = _current(letter, language)
    if current is not None and current.number != based_on:
        if not current.is_removed and _content(current) == clean:
            return current  # The same save twice: a double click, or a retry.
        if not (current.is_removed and based_on == 0):
            raise Outdated(current)
    if current is not None and not current.is_removed and _content(current) == clean:
        return current
    number = current.number + 1 if current else 1
    try:
        with transaction.atomic():
            return _add_version(letter, language, clean, number=number, author=author, at=at)
    except IntegrityError as error:
        winner = _current(letter, language)
        if winner is None:
            raise
        raise Outdated(winner) from error


@transaction.atomic
def remove_text(
    letter: Letter, language: str, *, based_on: int, author: Account, at: datetime
) -> None:
    """Take a translation out of the draft; its versions stay, and saving again brings it back."""
    _require_draft(letter)
    if language == letter.original_language:
        raise NotAllowed(_("The original cannot be removed."))
    current = _current(letter, language)
    if current is None or current.is_removed:
        return
    if current.number != based_on:
        raise Outdated(current)
    _add_version(
        letter,
        language,
        _content(current),
        number=current.number + 1,
        author=author,
        at=at,
        is_removed=True,
    )


@transaction.atomic
def freeze_edition(letter: Letter, *, by: Account, at: datetime) -> Edition:
    """Freeze the draft: every text gets its exact bytes and digest. Raises NotReady, NotAllowed."""
    # First the move: from here on no version can be saved beside what is frozen.
    move_letter(letter, LetterMove.FREEZE)
    versions = newest_versions(letter)
    number = Edition.objects.filter(letter=letter).count() + 1
    edition = Edition.objects.create(letter=letter, number=number, frozen_by=by, frozen_at=at)
    problems: list[str] = []
    shapes: set[tuple[int, int]] = set()
    for position, version in enumerate(versions):
        addressees = read_addressees(version.addressees)
        missing = _missing(version, addressees)
        problems += missing
        if missing:
            continue
        shapes.add((len(addressees), len(demands_of(version.body))))
        text = Text(
            letter=letter.id,
            edition=number,
            language=version.language,
            title=version.title,
            addressees=addressees,
            body=version.body,
        )
        data = format_text(text)
        EditionText.objects.create(
            edition=edition,
            position=position,
            language=version.language,
            title=version.title,
            data=data,
            digest=digest(data),
        )
    if len(shapes) > 1:
        problems.append(
            _("All languages need the same number of addressees and the same number of demands.")
        )
    if problems:
        raise NotReady(problems)
    return edition


@transaction.atomic
def resume_draft(letter: Letter) -> None:
    """Go back from a frozen edition to writing; the edition stays in the history."""
    move_letter(letter, LetterMove.RESUME)


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


def _require_draft(letter: Letter) -> None:
    # The update is what makes this true until the transaction ends: it takes the row,
    # so that a freeze in another transaction waits or has happened.
    if not Letter.objects.filter(pk=letter.pk, state=LetterState.DRAFT.value).update(
        state=LetterState.DRAFT.value
    ):
        raise NotDraft(_("The text is frozen; go back to the draft to change it."))


def _current(letter: Letter, language: str) -> Version | None:
    return Version.objects.filter(letter=letter, language=language).order_by("-number").first()


def _content(version: Version) -> TextInput:
    return TextInput(title=version.title, addressees=version.addressees, body=version.body)


def _add_version(
    letter: Letter,
    language: str,
    text: TextInput,
    *,
    number: int,
    author: Account,
    at: datetime,
    is_removed: bool = False,
) -> Version:
    return Version.objects.create(
        letter=letter,
        language=language,
        number=number,
        title=text.title,
        addressees=text.addressees,
        body=text.body,
        is_removed=is_removed,
        author=author,
        saved_at=at,
    )


def _check_text(language: str, text: TextInput) -> TextInput:
    problems: list[str] = []
    title = addressees = body = ""
    try:
        check_language(language)
    except Malformed as error:
        problems.append(str(error))
    try:
        title = clean_line(text.title, max_length=300)
    except Malformed as error:
        problems.append(str(error))
    try:
        lines = read_addressees(text.addressees)
        addressees = "\n".join(format_addressee(addressee) for addressee in lines)
    except Malformed as error:
        problems.append(str(error))
    try:
        body = normalize_body(text.body)
        if body.strip():
            check_body(body)
        else:
            body = ""
    except Malformed as error:
        problems.append(str(error))
    if problems:
        raise TextRefused(problems)
    return TextInput(title=title, addressees=addressees, body=body)
