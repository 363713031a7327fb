"""Working copies: what somebody typed and has not saved is kept, for that person alone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from undersigned.core.outdated import Draft
from undersigned.core.text import MAX_TEXT_BYTES
from undersigned.models import Account, Letter, Version, WorkingCopy
from undersigned.stages.draft.refusals import TooManyCopies, WordsTooLong
from undersigned.stages.draft.typed import content_of

MOST_COPIES: Final = 20
"""Of one language for one person: a copy for each window in which the person types at once."""


@dataclass(frozen=True, slots=True)
class CopyMark:
    """Which working copy a window holds, and in which of its states."""

    id: int
    revision: int


@transaction.atomic
def keep_words(
    letter: Letter,
    language: str,
    words: Draft,
    *,
    by: Account,
    based_on: int,
    copy: CopyMark | None,
    at: datetime,
) -> WorkingCopy | None:
    """Keep what was typed, whatever it is; None when it does not differ from version `based_on`.

    `copy` is the working copy that the window holds. When another window kept other words in it
    meanwhile, both are kept, each in a copy of its own. Also while the text is locked.
    Raises WordsTooLong, TooManyCopies.
    """
    words = _storable(words)
    copies = WorkingCopy.objects.filter(letter=letter, language=language, account=by)
    held = copies.filter(pk=copy.id, revision=copy.revision) if copy else copies.none()
    if is_saved_as(words, _version(letter, language, based_on)):
        held.delete()
        return None
    changed = held.update(
        based_on=based_on,
        title=words.title,
        addressees=words.addressees,
        body=words.body,
        kept_at=at,
        revision=F("revision") + 1,
    )
    if changed and copy:
        return copies.get(pk=copy.id)
    others = list(copies.order_by("pk"))
    for other in others:
        if is_same(words, words_of(other)) and other.based_on == based_on:
            return other  # The same words twice: a retry.
    if len(others) >= MOST_COPIES:
        raise TooManyCopies(_("You have too many texts that are not saved; discard some first."))
    return WorkingCopy.objects.create(
        letter=letter,
        language=language,
        account=by,
        based_on=based_on,
        title=words.title,
        addressees=words.addressees,
        body=words.body,
        kept_at=at,
    )


@transaction.atomic
def discard_words(copy: CopyMark, *, by: Account) -> bool:
    """Throw a working copy of one's own away, unless other words were kept in it meanwhile."""
    found = WorkingCopy.objects.filter(pk=copy.id, revision=copy.revision, account=by)
    return bool(found.delete()[0])


def drop_saved(
    letter: Letter, language: str, words: Draft, *, by: Account, copy: CopyMark | None
) -> None:
    """Forget the copy that is saved now, and any that holds the same words.

    The caller's transaction carries it.
    """
    for kept in WorkingCopy.objects.filter(letter=letter, language=language, account=by):
        is_held = copy is not None and (kept.pk, kept.revision) == (copy.id, copy.revision)
        if is_held or is_same(words, words_of(kept)):
            kept.delete()


def words_of(copy: WorkingCopy) -> Draft:
    """What was typed."""
    return Draft(title=copy.title, addressees=copy.addressees, body=copy.body)


def is_same(one: Draft, other: Draft) -> bool:
    """Whether two drafts differ in no more than white space at the ends of their parts."""
    return (
        one.title.strip() == other.title.strip()
        and one.addressees.strip() == other.addressees.strip()
        and one.body.strip() == other.body.strip()
    )


def is_saved_as(words: Draft, version: Version | None) -> bool:
    """Whether the words are those of that version; without one, whether there are none."""
    saved = content_of(version) if version else Draft(title="", addressees="", body="")
    return is_same(words, saved)


def _version(letter: Letter, language: str, number: int) -> Version | None:
    return Version.objects.filter(letter=letter, language=language, number=number).first()


def _storable(words: Draft) -> Draft:
    """The words with the line ends of texts, and without what no database column holds."""
    parts = [
        part.replace("\r\n", "\n").replace("\0", "")
        for part in (words.title, words.addressees, words.body)
    ]
    if sum(map(len, parts)) > MAX_TEXT_BYTES:
        raise WordsTooLong(_("This is more than a letter may hold; it was not kept."))
    return Draft(*parts)
