"""What is shared of letters: news for feeds, pages for search engines, sites that may embed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from undersigned.core.atom import Entry, stable_id
from undersigned.core.display_names import number_text
from undersigned.core.share import opening
from undersigned.core.sitemap import MAX_ADDRESSES, SitePage
from undersigned.core.text import parse_text
from undersigned.models import Edition, EditionText, Letter
from undersigned.queries.letter_page import PUBLIC_STATES, LetterHead
from undersigned.queries.news import published_news

FEED_LETTERS: Final = 50
FEED_NEWS: Final = 50
_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class LetterNews:
    """Something that happened to a letter, told in the language of the page."""

    # Names it for ever among the news of its letter.
    key: str
    at: datetime
    title: str
    text: str
    # The language of title and text.
    language: str
    # Where it is told, if not on the page of the letter.
    path: str = ""


def embed_sites(letter_id: str) -> tuple[str, ...]:
    """Which sites may show the letter in a frame; `ANY_SITE` alone for all."""
    sites = Letter.objects.filter(pk=letter_id).values_list("embed_sites", flat=True).first()
    return tuple((sites or "").split())


def letter_news(head: LetterHead, begins: str) -> tuple[LetterNews, ...]:
    """What happened to a letter, the newest first. What else is news is added here."""
    news = [*_edition_news(head, begins), *_state_news(head), *_lead_news(head)]
    return tuple(sorted(news, key=lambda one: one.at, reverse=True)[:FEED_NEWS])


def _edition_news(head: LetterHead, begins: str) -> Iterator[LetterNews]:
    language = get_language() or "en"
    editions = Edition.objects.filter(letter_id=head.id, is_published=True).order_by("number")
    rows = editions.values_list("number", "published_at")
    for place, (number, published_at) in enumerate(rows):
        if published_at is None:
            continue
        if place == 0:
            yield LetterNews(f"edition {number}", published_at, head.title, begins, head.language)
            continue
        shown = number_text(number, language)
        yield LetterNews(
            f"edition {number}",
            published_at,
            _("Corrected: edition %(number)s") % {"number": shown},
            _("The text was corrected. Those who signed before are asked whether they agree."),
            language,
        )


def _lead_news(head: LetterHead) -> Iterator[LetterNews]:
    """What the leads of the letter wrote."""
    for item in published_news(head.id, head.language, limit=FEED_NEWS):
        yield LetterNews(
            f"news {item.number}",
            item.published_at,
            item.title,
            item.opening,
            item.language,
            path=reverse("news_item", args=[head.slug, head.language, item.number]),
        )


def _state_news(head: LetterHead) -> Iterator[LetterNews]:
    if head.closed_at is not None:
        yield LetterNews(
            "closed",
            head.closed_at,
            _("The letter is closed"),
            _("It takes no more signatures. It stays readable, and anyone can check it."),
            get_language() or "en",
        )


def letter_entries(head: LetterHead, begins: str) -> tuple[Entry, ...]:
    """The news of a letter for its feed."""
    home = reverse("letter", args=[head.slug, head.language])
    return tuple(
        Entry(
            id=stable_id(head.id, f"{head.language} {news.key}"),
            title=news.title,
            address=f"{settings.CONFIG.address}{news.path or home}",
            published=news.at,
            updated=news.at,
            summary=news.text,
            language=news.language if news.language != head.language else "",
        )
        for news in letter_news(head, begins)
    )


def site_entries() -> tuple[Entry, ...]:
    """The newest FEED_LETTERS letters of this server for its feed, in their original languages.

    Two queries.
    """
    letters = list(_public_letters()[:FEED_LETTERS])
    texts = _texts_of([letter.pk for letter in letters])
    return tuple(_letter_entry(letter, texts[letter.pk]) for letter in letters)


def _letter_entry(letter: Letter, texts: list[EditionText]) -> Entry:
    original, *others = texts
    published = letter.published_at or letter.created_at
    moments = (published, original.edition.published_at, letter.closed_at)
    return Entry(
        id=stable_id(letter.pk, "letter"),
        title=original.title,
        address=_address(letter.slug, original.language),
        published=published,
        updated=max(moment for moment in moments if moment is not None),
        summary=_opening(bytes(original.data)),
        language=original.language,
        elsewhere=tuple((text.language, _address(letter.slug, text.language)) for text in others),
    )


def sitemap_pages() -> Iterator[SitePage]:
    """The front and every public letter, the newest first; a query for each 500 letters."""
    yield SitePage((("", f"{settings.CONFIG.address}{reverse('front')}"),))
    rows = list(_public_letters().values_list("pk", "slug")[:MAX_ADDRESSES])
    for start in range(0, len(rows), _AT_ONCE):
        some = rows[start : start + _AT_ONCE]
        texts = _texts_of([key for key, _slug in some], defer="data")
        for key, slug in some:
            path = reverse("letter_in_any_language", args=[slug])
            yield SitePage(
                tuple((text.language, _address(slug, text.language)) for text in texts[key]),
                default=f"{settings.CONFIG.address}{path}",
                changed_at=texts[key][0].edition.published_at,
            )


def _public_letters() -> QuerySet[Letter]:
    has_text = EditionText.objects.filter(edition__letter=OuterRef("pk"), edition__is_current=True)
    public = Letter.objects.filter(Exists(has_text), state__in=PUBLIC_STATES)
    return public.order_by("-published_at", "pk")


def _texts_of(letters: Sequence[str], *, defer: str = "") -> dict[str, list[EditionText]]:
    """The texts that readers see of each letter, the original first."""
    rows = EditionText.objects.filter(edition__letter__in=letters, edition__is_current=True)
    texts: dict[str, list[EditionText]] = {}
    for row in rows.select_related("edition").order_by("position").defer(*filter(None, [defer])):
        texts.setdefault(row.edition.letter_id, []).append(row)
    return texts


def _address(slug: str, language: str) -> str:
    return f"{settings.CONFIG.address}{reverse('letter', args=[slug, language])}"


# A text never changes.
@lru_cache(maxsize=2 * FEED_LETTERS)
def _opening(data: bytes) -> str:
    return opening(parse_text(data).body)
