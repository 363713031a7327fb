"""What a correction changed: an earlier edition beside the current one, passage by passage."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Literal

from django.db.models import QuerySet

from undersigned.core.languages import direction
from undersigned.core.outdated import Draft, Place, find_outdated
from undersigned.core.text import Text, format_addressee, parse_text
from undersigned.models import Edition, EditionText
from undersigned.queries.letter_page import LetterNotFound


@dataclass(frozen=True)
class EditionChanges:
    """The passages in which two editions differ in one language, in the order of the text."""

    language: str
    direction: Literal["ltr", "rtl"]
    old: int
    new: int
    old_at: datetime
    new_at: datetime
    # Whether the older edition has a text in this language at all.
    is_comparable: bool
    places: tuple[Place, ...]


def edition_changes(letter_id: str, *, old: int, language: str) -> EditionChanges:
    """From a published edition to the current one, in a language that the current one has.

    Raises LetterNotFound when there is no such edition or text.
    """
    editions = Edition.objects.filter(letter=letter_id, is_published=True)
    return _changes(editions.filter(number=old), editions.filter(is_current=True), language)


def changes_between(letter_id: str, *, new: int, language: str) -> EditionChanges:
    """From the current edition to a newer one, published or not; raises LetterNotFound."""
    editions = Edition.objects.filter(letter=letter_id)
    return _changes(editions.filter(is_current=True), editions.filter(number=new), language)


def _changes(old: QuerySet[Edition], new: QuerySet[Edition], language: str) -> EditionChanges:
    try:
        before, now = old.get(), new.get()
    except Edition.DoesNotExist as error:
        raise LetterNotFound from error
    texts = {
        text.edition_id: bytes(text.data)
        for text in EditionText.objects.filter(edition__in=(before, now), language=language)
    }
    if now.pk not in texts:
        raise LetterNotFound
    return EditionChanges(
        language=language,
        direction=direction(language),
        old=before.number,
        new=now.number,
        old_at=before.published_at or before.frozen_at,
        new_at=now.published_at or now.frozen_at,
        is_comparable=before.pk in texts,
        places=_places(texts[before.pk], texts[now.pk]) if before.pk in texts else (),
    )


# The bytes of two editions never change, and everyone who is asked to agree looks at the same.
@lru_cache(maxsize=64)
def _places(before: bytes, now: bytes) -> tuple[Place, ...]:
    old, new = _draft(parse_text(before)), _draft(parse_text(now))
    # The newer text stands for its own translation: what is out of date in it is what changed.
    return find_outdated(old, new, new)


def _draft(text: Text) -> Draft:
    addressees = "\n".join(format_addressee(addressee) for addressee in text.addressees)
    return Draft(title=text.title, addressees=addressees, body=text.body)
