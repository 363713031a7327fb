"""The search for public letters, in all their languages, on either database."""

from dataclasses import dataclass

from django.db.models import Case, IntegerField, Value, When
from django.db.models.expressions import RawSQL

from undersigned.adapters import fulltext
from undersigned.core.fulltext import Term, read_query
from undersigned.core.snippets import Part, marked, snippet
from undersigned.models import SearchedText
from undersigned.queries.front import PAGE_LETTERS, FrontLetter, letters_of, nearest, page_count
from undersigned.queries.letter_page import PUBLIC_STATES

# A search is for finding a letter, not for reading the list: it stops here.
SEARCH_TEXTS = 2000


@dataclass(frozen=True)
class FoundLetter:
    """A letter, its title with what was found in it, and a passage of its text."""

    letter: FrontLetter
    title: tuple[Part, ...]
    passage: tuple[Part, ...]


@dataclass(frozen=True)
class FoundPage:
    """One page of what was found: those first whose title says it, then the newest.

    `has_words` is whether there was anything to look for.
    """

    letters: tuple[FoundLetter, ...]
    has_words: bool
    total: int
    is_cut: bool
    page: int
    pages: int


def search_letters(query: str, *, language: str, page: int) -> FoundPage:
    """The public letters in whose current edition one text holds every word of `query`.

    A word is found by its beginning, without regard to case and accents. Each letter is told in
    the text that was found, in `language` where that is one. Five queries. Raises NoSuchFront.
    """
    terms = read_query(query)
    if not terms:
        return FoundPage((), False, 0, False, page, page_count(0, page))
    texts = _found(terms)
    is_cut = len(texts) > SEARCH_TEXTS
    languages: dict[str, dict[str, int]] = {}
    for key, letter_id, tag in texts[:SEARCH_TEXTS]:
        languages.setdefault(letter_id, {})[tag] = key
    pages = page_count(len(languages), page)
    keys = list(languages)[(page - 1) * PAGE_LETTERS : page * PAGE_LETTERS]
    told = {key: nearest(list(languages[key]), language) for key in keys}
    slugs = _passages({key: languages[key][tag] for key, tag in told.items()}, terms)
    return FoundPage(
        letters=tuple(
            FoundLetter(letter, marked(letter.title, terms), slugs.get(letter.slug, ()))
            for letter in letters_of(keys, told)
        ),
        has_words=True,
        total=len(languages),
        is_cut=is_cut,
        page=page,
        pages=pages,
    )


def _found(terms: tuple[Term, ...]) -> list[tuple[int, str, str]]:
    """The texts that hold all terms: key, letter and language, in the order in which they count."""
    index = fulltext.index()
    found = RawSQL(*index.found(terms))  # noqa: S611 what was typed is a parameter
    in_title = RawSQL(*index.found(terms, title_only=True))  # noqa: S611 as above
    # What is kept of earlier editions is not asked for, and nothing of what is not public.
    public = SearchedText.objects.filter(
        text__edition__is_current=True, text__edition__letter__state__in=PUBLIC_STATES
    )
    return list(
        public.filter(pk__in=found)
        .annotate(
            rank=Case(
                When(pk__in=in_title, then=Value(0)),
                default=Value(1),
                output_field=IntegerField(),
            )
        )
        .order_by("rank", "-text__edition__letter__published_at", "text__edition__letter", "pk")
        .values_list("pk", "text__edition__letter", "text__language")[: SEARCH_TEXTS + 1]
    )


def _passages(keys: dict[str, int], terms: tuple[Term, ...]) -> dict[str, tuple[Part, ...]]:
    """A passage of each text, by the address of its letter."""
    rows = SearchedText.objects.filter(pk__in=keys.values())
    return {
        slug: snippet(plain, terms)
        for slug, plain in rows.values_list("text__edition__letter__slug", "plain")
    }
