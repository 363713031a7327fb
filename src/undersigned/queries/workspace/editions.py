"""The frozen editions of a letter, to the byte."""

from dataclasses import dataclass
from datetime import datetime

from undersigned.core.languages import direction
from undersigned.models import Edition, Letter
from undersigned.queries.edition_changes import EditionChanges, changes_between


@dataclass(frozen=True, slots=True)
class EditionTextView:
    """The exact bytes of one language of an edition."""

    language: str
    direction: str
    is_original: bool
    title: str
    text: str
    size: int
    digest: str
    # The version of the draft that was frozen; 0 where nobody noted it.
    version: int


@dataclass(frozen=True, slots=True)
class EditionView:
    """A frozen edition, the original first."""

    number: int
    frozen_at: datetime
    frozen_by: str
    is_published: bool
    texts: tuple[EditionTextView, ...]


def view_edition(letter: Letter, number: int | None = None) -> EditionView:
    """The newest edition, or the one with that number. Raises Edition.DoesNotExist."""
    editions = Edition.objects.filter(letter=letter).select_related("frozen_by")
    edition = editions.latest("number") if number is None else editions.get(number=number)
    texts = []
    for text in edition.texts.order_by("position"):
        data = bytes(text.data)
        texts.append(
            EditionTextView(
                language=text.language,
                direction=direction(text.language),
                is_original=text.position == 0,
                title=text.title,
                text=data.decode(),
                size=len(data),
                digest=bytes(text.digest).hex(),
                version=text.version,
            )
        )
    return EditionView(
        number=edition.number,
        frozen_at=edition.frozen_at,
        frozen_by=edition.frozen_by.email,
        is_published=edition.is_published,
        texts=tuple(texts),
    )


def corrections(letter: Letter, edition: EditionView) -> tuple[EditionChanges, ...]:
    """What an edition that is not published yet changes of the public one, text by text."""
    return tuple(
        changes_between(letter.pk, new=edition.number, language=text.language)
        for text in edition.texts
    )
