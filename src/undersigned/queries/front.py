"""The letters of this server that anyone may read."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db.models import Count, Max, Sum
from django.db.models.functions import Coalesce

from undersigned.core.display_names import language_name
from undersigned.core.languages import direction
from undersigned.models import EditionText, Letter, TreeHead
from undersigned.queries.letter_page import PUBLIC_STATES, Counts

FRONT_LETTERS = 200


@dataclass(frozen=True)
class FrontLanguage:
    """A language in which a letter can be read, named in itself."""

    language: str
    direction: Literal["ltr", "rtl"]
    name: str


@dataclass(frozen=True)
class FrontLetter:
    """A letter as the front page lists it, in its original language."""

    slug: str
    language: str
    direction: Literal["ltr", "rtl"]
    title: str
    languages: tuple[FrontLanguage, ...]
    is_open: bool
    published_at: datetime | None
    closed_at: datetime | None
    counts: Counts


def public_letters() -> tuple[FrontLetter, ...]:
    """The newest FRONT_LETTERS public letters, open ones first; three queries."""
    letters = list(
        Letter.objects.filter(state__in=PUBLIC_STATES)
        .select_related("log")
        # "open" comes after "closed".
        .order_by("-state", "-published_at")[:FRONT_LETTERS]
    )
    keys = [letter.pk for letter in letters]
    texts: dict[str, list[tuple[str, str]]] = {}
    rows = EditionText.objects.filter(edition__letter__in=keys, edition__is_published=True)
    for letter_id, language, title in rows.order_by("position").values_list(
        "edition__letter_id", "language", "title"
    ):
        texts.setdefault(letter_id, []).append((language, title))
    sizes = {letter.pk: _published_size(letter) for letter in letters}
    heads = {
        (head.letter_id, head.size): Counts(
            head.organizations, head.people, head.withdrawn, head.size
        )
        for head in TreeHead.objects.filter(letter__in=keys, size__in=set(sizes.values()))
    }
    return tuple(
        FrontLetter(
            slug=letter.slug,
            language=texts[letter.pk][0][0],
            direction=direction(texts[letter.pk][0][0]),
            title=texts[letter.pk][0][1],
            languages=tuple(
                FrontLanguage(language, direction(language), language_name(language))
                for language, _title in texts[letter.pk]
            ),
            is_open=letter.is_open,
            published_at=letter.published_at,
            closed_at=letter.closed_at,
            counts=heads.get((letter.pk, sizes[letter.pk]), Counts()),
        )
        for letter in letters
        if letter.pk in texts
    )


def front_revision() -> str:
    """A short text that changes whenever the list of public letters would; one query."""
    public = Letter.objects.filter(state__in=PUBLIC_STATES)
    row = public.aggregate(
        letters=Count("pk"),
        published=Max("published_at"),
        closed=Max("closed_at"),
        logged=Coalesce(Sum("log__published_size"), 0),
    )
    return "-".join(str(value) for value in row.values())


def _published_size(letter: Letter) -> int:
    log = getattr(letter, "log", None)
    return log.published_size if log else 0
