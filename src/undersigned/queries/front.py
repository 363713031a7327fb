"""The letters of this server that anyone may read, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Literal

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from undersigned.core.display_names import language_name
from undersigned.core.languages import direction
from undersigned.core.lifecycle import LetterState
from undersigned.core.refusal import Refused
from undersigned.models import EditionText, Letter, SearchedText, TreeHead
from undersigned.queries.answered import answered_letters
from undersigned.queries.letter_page import PUBLIC_STATES, Counts

PAGE_LETTERS = 30


class Which(StrEnum):
    """Which letters are listed."""

    ALL = ""
    OPEN = "open"
    CLOSED = "closed"
    ANSWERED = "answered"


class NoSuchFront(Refused):
    """The list ends before this page, or there is no such list."""

    status: ClassVar[int] = 404


@dataclass(frozen=True)
class FrontLanguage:
    """A language in which a letter can be read, named in itself."""

    language: str
    direction: Literal["ltr", "rtl"]
    name: str


@dataclass(frozen=True)
class FrontLetter:
    """A letter as the front page lists it, in the reader's language where it has that one."""

    slug: str
    language: str
    direction: Literal["ltr", "rtl"]
    title: str
    languages: tuple[FrontLanguage, ...]
    is_open: bool
    is_answered: bool
    published_at: datetime | None
    closed_at: datetime | None
    counts: Counts


@dataclass(frozen=True)
class Totals:
    """How many letters there are of each kind; an answered one is open or closed as well."""

    open: int
    closed: int
    answered: int

    def of(self, which: Which) -> int:
        """How many letters the list `which` has."""
        return {
            Which.ALL: self.open + self.closed,
            Which.OPEN: self.open,
            Which.CLOSED: self.closed,
            Which.ANSWERED: self.answered,
        }[which]


@dataclass(frozen=True)
class FrontPage:
    """One page of a list: open letters first, the newest of each first."""

    letters: tuple[FrontLetter, ...]
    totals: Totals
    page: int
    pages: int


def front_page(which: Which, page: int, language: str) -> FrontPage:
    """A page of the letters `which`, told in `language` where they can be. Four queries.

    Raises NoSuchFront.
    """
    letters = _public()
    sums = letters.aggregate(
        open=Count("pk", filter=Q(state=LetterState.OPEN)),
        closed=Count("pk", filter=Q(state=LetterState.CLOSED)),
        answered=Count("pk", filter=Q(_is_answered())),
    )
    totals = Totals(**sums)
    match which:
        case Which.OPEN:
            letters = letters.filter(state=LetterState.OPEN)
        case Which.CLOSED:
            letters = letters.filter(state=LetterState.CLOSED)
        case Which.ANSWERED:
            letters = letters.filter(_is_answered())
    pages = page_count(totals.of(which), page)
    # "open" comes after "closed".
    rows = letters.order_by("-state", "-published_at", "pk")
    rows = rows[(page - 1) * PAGE_LETTERS : page * PAGE_LETTERS]
    return FrontPage(_told(rows, language), totals, page, pages)


def letters_of(keys: Sequence[str], languages: dict[str, str]) -> tuple[FrontLetter, ...]:
    """The public letters with these keys in this order, each told in its language of `languages`.

    Three queries.
    """
    found = {letter.pk: letter for letter in _public().filter(pk__in=keys)}
    rows = [found[key] for key in keys if key in found]
    return _told(rows, languages)


def page_count(total: int, page: int) -> int:
    """How many pages a list of so many letters has. Raises NoSuchFront if not so many as `page`."""
    pages = max(1, -(-total // PAGE_LETTERS))
    if not 1 <= page <= pages:
        raise NoSuchFront(_("The list has no such page."))
    return pages


def front_revision() -> str:
    """A short text that changes whenever the list of public letters would; two queries.

    Also when a text becomes findable, a moment after it was published.
    """
    row = Letter.objects.filter(state__in=PUBLIC_STATES).aggregate(
        letters=Count("pk"),
        published=Max("published_at"),
        closed=Max("closed_at"),
        names=Coalesce(Sum("names_revision"), 0),
        logged=Coalesce(Sum("log__published_size"), 0),
    )
    return "-".join(str(value) for value in (*row.values(), SearchedText.objects.count()))


def nearest(languages: Sequence[str], wanted: str) -> str:
    """Which of a letter's languages, the original first, is told to who reads `wanted`."""
    if wanted in languages:
        return wanted
    spoken = wanted.partition("-")[0]
    return next((tag for tag in languages if tag.partition("-")[0] == spoken), languages[0])


def _public() -> QuerySet[Letter]:
    letters = Letter.objects.filter(state__in=PUBLIC_STATES).select_related("log")
    return letters.annotate(is_answered=_is_answered())


def _is_answered() -> Exists:
    return Exists(answered_letters().filter(pk=OuterRef("pk")))


def _told(
    rows: QuerySet[Letter] | list[Letter], wanted: str | dict[str, str]
) -> tuple[FrontLetter, ...]:
    letters = list(rows)
    keys = [letter.pk for letter in letters]
    texts: dict[str, dict[str, str]] = {}
    current = EditionText.objects.filter(edition__letter__in=keys, edition__is_current=True)
    for letter_id, language, title in current.order_by("position").values_list(
        "edition__letter_id", "language", "title"
    ):
        texts.setdefault(letter_id, {})[language] = title
    sizes = {letter.pk: _published_size(letter) for letter in letters}
    heads = {
        (head.letter_id, head.size): Counts(
            head.organizations, head.people, head.withdrawn, head.size
        )
        for head in TreeHead.objects.filter(letter__in=keys, size__in=set(sizes.values()))
    }
    return tuple(
        _letter(
            letter,
            texts[letter.pk],
            wanted if isinstance(wanted, str) else wanted[letter.pk],
            heads.get((letter.pk, sizes[letter.pk]), Counts()),
        )
        for letter in letters
        if letter.pk in texts
    )


def _letter(letter: Letter, titles: dict[str, str], wanted: str, counts: Counts) -> FrontLetter:
    language = nearest(list(titles), wanted)
    return FrontLetter(
        slug=letter.slug,
        language=language,
        direction=direction(language),
        title=titles[language],
        languages=tuple(FrontLanguage(tag, direction(tag), language_name(tag)) for tag in titles),
        is_open=letter.is_open,
        is_answered=bool(getattr(letter, "is_answered", False)),
        published_at=letter.published_at,
        closed_at=letter.closed_at,
        counts=counts,
    )


def _published_size(letter: Letter) -> int:
    log = getattr(letter, "log", None)
    return log.published_size if log else 0
