"""What the public pages of one letter show of it."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import ClassVar, Literal

from django.db.models import Exists, OuterRef
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from undersigned.core.answers import DeliveryState, ResponseState
from undersigned.core.coverage import ArticleState
from undersigned.core.display_names import language_name
from undersigned.core.languages import direction
from undersigned.core.lifecycle import LetterState
from undersigned.core.markdown import Labels, Rendered, render_body
from undersigned.core.refusal import Refused
from undersigned.core.share import opening
from undersigned.core.text import Addressee, parse_text
from undersigned.core.zones import shown_in
from undersigned.models import Article, Delivery, EditionText, Letter, Response, TreeHead

PUBLIC_STATES = (LetterState.OPEN, LetterState.CLOSED)


class LetterNotFound(Refused):
    """There is no such letter, it is not public, or not in this language."""

    status: ClassVar[int] = 404

    def __init__(self) -> None:
        super().__init__(_("There is no such letter here."))


@dataclass(frozen=True)
class LanguageLink:
    """A language in which a letter can be read, named in itself, and the text's SHA-256."""

    language: str
    direction: Literal["ltr", "rtl"]
    name: str
    title: str
    digest_hex: str
    is_original: bool


@dataclass(frozen=True)
class Counts:
    """What the published tree head counts; `size` is the size of its tree, 0 before the first."""

    organizations: int = 0
    people: int = 0
    withdrawn: int = 0
    size: int = 0

    @property
    def total(self) -> int:
        return self.organizations + self.people


@dataclass(frozen=True)
class LetterHead:
    """What every page about a letter says of it, in one of its languages."""

    id: str
    slug: str
    language: str
    direction: Literal["ltr", "rtl"]
    title: str
    is_open: bool
    edition: int
    digest_hex: str
    published_at: datetime | None
    closed_at: datetime | None
    # Until when it takes signatures, as the clock of the letter tells it.
    closes_at: datetime | None
    languages: tuple[LanguageLink, ...]
    counts: Counts
    revision: str
    # Whether it has reached an addressee, or one has answered: there is a standing to tell.
    is_delivered: bool
    # Whether an article about it is published on its coverage page.
    is_covered: bool


@dataclass(frozen=True)
class LetterPage:
    """The letter itself; `html` and `sources_html` are safe to be put into a page."""

    head: LetterHead
    addressees: tuple[Addressee, ...]
    html: str
    sources_html: str
    # How the letter begins, for those who list it.
    opening: str
    demands: tuple[str, ...]
    words: int


def find_letter(slug: str) -> Letter:
    """The public letter at this address. Raises LetterNotFound."""
    delivered = Delivery.objects.filter(letter=OuterRef("pk"), state=DeliveryState.DELIVERED)
    answered = Response.objects.filter(letter=OuterRef("pk"), state=ResponseState.PUBLISHED)
    letters = Letter.objects.filter(slug=slug, state__in=PUBLIC_STATES).select_related("log")
    covered = Article.objects.filter(letter=OuterRef("pk"), state=ArticleState.PUBLISHED)
    letter = letters.annotate(
        is_delivered=Exists(delivered) | Exists(answered), is_covered=Exists(covered)
    ).first()
    if letter is None:
        raise LetterNotFound
    return letter


def slug_of(letter_id: str) -> str:
    """The address part of the public letter with this id. Raises LetterNotFound."""
    letters = Letter.objects.filter(pk=letter_id, state__in=PUBLIC_STATES)
    slug = letters.values_list("slug", flat=True).first()
    if slug is None:
        raise LetterNotFound
    return slug


def revision(slug: str) -> str:
    """A short text that changes whenever a page about the letter would; one small query.

    Raises LetterNotFound.
    """
    row = (
        Letter.objects.filter(slug=slug, state__in=PUBLIC_STATES)
        .values_list("id", "state", "names_revision", "log__published_size")
        .first()
    )
    if row is None:
        raise LetterNotFound
    return _revision(*row)


def _revision(letter_id: str, state: str, names_revision: int, published_size: int | None) -> str:
    return f"{letter_id}-{state}-{names_revision}-{published_size or 0}"


def letter_languages(slug: str) -> tuple[LanguageLink, ...]:
    """The languages of the published edition, the original first. Raises LetterNotFound."""
    rows = (
        EditionText.objects.filter(
            edition__letter__slug=slug,
            edition__letter__state__in=PUBLIC_STATES,
            edition__is_current=True,
        )
        .order_by("position")
        .values_list("position", "language", "title", "digest")
    )
    links = tuple(
        LanguageLink(
            language=language,
            direction=direction(language),
            name=language_name(language),
            title=title,
            digest_hex=bytes(digest).hex(),
            is_original=position == 0,
        )
        for position, language, title, digest in rows
    )
    if not links:
        raise LetterNotFound
    return links


def letter_head(slug: str, language: str) -> LetterHead:
    """The head of a public letter in one of its languages. Raises LetterNotFound."""
    letter = find_letter(slug)
    edition = letter.editions.get(is_current=True)
    languages = letter_languages(slug)
    text = next((link for link in languages if link.language == language), None)
    if text is None:
        raise LetterNotFound
    log = getattr(letter, "log", None)
    size = log.published_size if log else 0
    return LetterHead(
        id=letter.pk,
        slug=letter.slug,
        language=language,
        direction=text.direction,
        title=text.title,
        is_open=letter.is_open,
        edition=edition.number,
        digest_hex=text.digest_hex,
        published_at=letter.published_at,
        closed_at=letter.closed_at,
        closes_at=shown_in(letter.close_at, letter.time_zone) if letter.close_at else None,
        languages=languages,
        counts=published_counts(letter.pk, size),
        revision=_revision(letter.pk, letter.state, letter.names_revision, size),
        is_delivered=bool(getattr(letter, "is_delivered", False)),
        is_covered=bool(getattr(letter, "is_covered", False)),
    )


def letter_page(slug: str, language: str) -> LetterPage:
    """All that the page of a public letter shows but the names. Raises LetterNotFound."""
    head = letter_head(slug, language)
    text = EditionText.objects.get(
        edition__letter_id=head.id, edition__is_current=True, language=language
    )
    addressees, rendered, begins = _read(bytes(text.data), get_language() or "en")
    return LetterPage(
        head=head,
        addressees=addressees,
        html=rendered.html,
        sources_html=_mark_language(rendered.sources_html, language),
        opening=begins,
        demands=rendered.demands,
        words=rendered.words,
    )


def _mark_language(sources_html: str, language: str) -> str:
    """The sources with their heading marked as what it is written in, if not in the letter's."""
    interface = get_language() or "en"
    if interface.partition("-")[0] == language.partition("-")[0]:
        return sources_html
    marked = f'<h2 id="sources" lang="{interface}" dir="{direction(interface)}">'
    return sources_html.replace('<h2 id="sources">', marked, 1)


def published_counts(letter_id: str, published_size: int) -> Counts:
    """What the published head counts; all zero before there is one."""
    head = TreeHead.objects.filter(letter_id=letter_id, size=published_size).first()
    if head is None:
        return Counts()
    return Counts(head.organizations, head.people, head.withdrawn, head.size)


# A text never changes, and reading it costs more than all the rest of its page.
@lru_cache(maxsize=128)
def _read(data: bytes, interface: str) -> tuple[tuple[Addressee, ...], Rendered, str]:
    """Addressees, rendered body and opening of a text, labels in the language `interface`."""
    text = parse_text(data)
    rendered = render_body(text.body, language=text.language, labels=letter_labels())
    return text.addressees, rendered, opening(text.body)


def letter_labels() -> Labels:
    """What a rendered letter says beside its own words, in the active language."""
    return Labels(
        demands=_("Demands"),
        sources=_("Sources"),
        reference=_("Source {number}"),
        back=_("Back to the text at source {number}"),
    )
