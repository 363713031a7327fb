"""What the lead of a letter sees while working on it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, QuerySet

from undersigned.core.errors import Malformed
from undersigned.core.languages import direction
from undersigned.core.lifecycle import LetterMove, LetterState, moves_from
from undersigned.core.markdown import Labels, Source, render_body
from undersigned.core.text import Addressee, normalize_body, read_addressees
from undersigned.models import Account, Edition, EditionText, Letter, Signature, TreeHead, Version
from undersigned.queries.waiting import waiting_signatures


@dataclass(frozen=True, slots=True)
class Counts:
    """What the published head of the log counts; all 0 before anything is logged."""

    organizations: int = 0
    people: int = 0
    withdrawn: int = 0


@dataclass(frozen=True, slots=True)
class LetterRow:
    """One letter in the list of its lead."""

    slug: str
    state: LetterState
    title: str
    language: str
    direction: str
    languages: tuple[str, ...]
    saved_at: datetime
    counts: Counts
    waiting: int


@dataclass(frozen=True, slots=True)
class TextRow:
    """One language of a draft, and how it compares with the original."""

    language: str
    direction: str
    is_original: bool
    number: int
    title: str
    author: str
    saved_at: datetime
    words: int
    addressees: int
    demands: int
    sources: int
    # The original was saved after this translation was.
    is_behind: bool
    # It has another number of addressees or demands than the original, so nothing can be frozen.
    is_uneven: bool


@dataclass(frozen=True, slots=True)
class LetterView:
    """A letter as its lead sees it: state, texts, and what waits for a decision."""

    slug: str
    state: LetterState
    moves: tuple[LetterMove, ...]
    title: str
    language: str
    direction: str
    # The languages of the draft; none once it is frozen.
    texts: tuple[TextRow, ...]
    edition: "EditionView | None"
    counts: Counts
    waiting: int
    unconfirmed: int
    published_at: datetime | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class DraftText:
    """The newest version of one language; `number` is 0 where there is none yet."""

    language: str
    direction: str
    number: int
    title: str
    addressees: str
    body: str
    author: str = ""
    saved_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """How a text that was typed will be read: its parts, or the problems that are in the way."""

    language: str
    direction: str
    title: str
    addressees: tuple[Addressee, ...]
    html: str
    sources_html: str
    demands: tuple[str, ...]
    sources: tuple[Source, ...]
    words: int
    problems: tuple[str, ...]


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


@dataclass(frozen=True, slots=True)
class EditionView:
    """A frozen edition, the original first."""

    number: int
    frozen_at: datetime
    frozen_by: str
    is_published: bool
    texts: tuple[EditionTextView, ...]


def letters_of(account: Account) -> tuple[LetterRow, ...]:
    """The letters that the account leads, the one that was touched last first."""
    letters = list(Letter.objects.filter(lead=account))
    texts: dict[str, list[_TextHead]] = {letter.id: [] for letter in letters}
    # A letter that was imported has an edition and no versions, one that was never frozen only
    # versions; of the others the edition is what readers see.
    for letter_id, language, title in _newest_edition_texts(account):
        texts[letter_id].append(_TextHead(language, title))
    saved_at = {letter.id: letter.published_at or letter.created_at for letter in letters}
    drafts = {letter.id for letter in letters if letter.state == LetterState.DRAFT}
    texts.update((letter_id, []) for letter_id in drafts)
    newest = _newest_versions(Version.objects.filter(letter__lead=account))
    for version in newest.defer("addressees", "body"):
        saved_at[version.letter_id] = max(saved_at[version.letter_id], version.saved_at)
        if version.letter_id in drafts:
            texts[version.letter_id].append(_TextHead(version.language, version.title))
    counts = {
        head.letter_id: _counts(head)
        for head in TreeHead.objects.filter(
            letter__lead=account, size=F("letter__log__published_size")
        )
    }
    waiting = dict(
        waiting_signatures(Signature.objects.filter(letter__lead=account))
        .values_list("letter")
        .annotate(count=Count("id"))
    )
    rows = []
    for letter in letters:
        original = letter.original_language
        in_order = sorted(texts[letter.id], key=lambda t: (t.language != original, t.language))
        rows.append(
            LetterRow(
                slug=letter.slug,
                state=LetterState(letter.state),
                title=in_order[0].title,
                language=original,
                direction=direction(original),
                languages=tuple(text.language for text in in_order),
                saved_at=saved_at[letter.id],
                counts=counts.get(letter.id, Counts()),
                waiting=waiting.get(letter.id, 0),
            )
        )
    return tuple(sorted(rows, key=lambda row: row.saved_at, reverse=True))


def led_letter(account: Account, slug: str) -> Letter:
    """The letter, for the account that leads it. Raises Letter.DoesNotExist for all others."""
    return Letter.objects.get(slug=slug, lead=account)


def view_letter(letter: Letter) -> LetterView:
    """The page of a letter: the draft while there is one, and the edition afterwards."""
    state = LetterState(letter.state)
    texts: tuple[TextRow, ...] = ()
    edition = None
    if state == LetterState.DRAFT:
        texts = _text_rows(letter)
        title = texts[0].title
    else:
        edition = view_edition(letter)
        title = edition.texts[0].title
    head = TreeHead.objects.filter(letter=letter, size=F("letter__log__published_size")).first()
    signatures = Signature.objects.filter(letter=letter)
    return LetterView(
        slug=letter.slug,
        state=state,
        moves=moves_from(state),
        title=title,
        language=letter.original_language,
        direction=direction(letter.original_language),
        texts=texts,
        edition=edition,
        counts=_counts(head) if head else Counts(),
        waiting=waiting_signatures(signatures).count(),
        unconfirmed=signatures.filter(confirmed_at=None).count(),
        published_at=letter.published_at,
        closed_at=letter.closed_at,
    )


def draft_text(letter: Letter, language: str) -> DraftText:
    """What stands in the draft for a language; an empty text where nothing does."""
    version = (
        Version.objects.filter(letter=letter, language=language)
        .select_related("author")
        .order_by("-number")
        .first()
    )
    if version is None or version.is_removed:
        return DraftText(
            language=language,
            direction=direction(language),
            number=0,
            title="",
            addressees="",
            body="",
        )
    return as_draft_text(version)


def as_draft_text(version: Version) -> DraftText:
    """A saved version as the pages show it."""
    return DraftText(
        language=version.language,
        direction=direction(version.language),
        number=version.number,
        title=version.title,
        addressees=version.addressees,
        body=version.body,
        author=version.author.email,
        saved_at=version.saved_at,
    )


def languages_of(letter: Letter) -> tuple[str, ...]:
    """The languages of the draft, the original first."""
    versions = _newest_versions(Version.objects.filter(letter=letter))
    kept = versions.only("language", "letter", "number")
    return tuple(version.language for version in _in_order(kept, letter))


def preview_text(
    language: str, *, title: str, addressees: str, body: str, labels: Labels
) -> Preview:
    """How the text will be read. What cannot be read is among the problems, and left out."""
    problems: list[str] = []
    parsed: tuple[Addressee, ...] = ()
    html = sources_html = ""
    demands: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    words = 0
    try:
        parsed = read_addressees(addressees)
    except Malformed as problem:
        problems.append(str(problem))
    try:
        normal = normalize_body(body)
        if normal:
            rendered = render_body(normal, language=language, labels=labels)
            html, sources_html = rendered.html, rendered.sources_html
            demands, sources, words = rendered.demands, rendered.sources, rendered.words
    except Malformed as problem:
        problems.append(str(problem))
    return Preview(
        language=language,
        direction=direction(language),
        title=" ".join(title.split()),
        addressees=parsed,
        html=html,
        sources_html=sources_html,
        demands=demands,
        sources=sources,
        words=words,
        problems=tuple(problems),
    )


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
            )
        )
    return EditionView(
        number=edition.number,
        frozen_at=edition.frozen_at,
        frozen_by=edition.frozen_by.email,
        is_published=edition.is_published,
        texts=tuple(texts),
    )


@dataclass(frozen=True, slots=True)
class _TextHead:
    language: str
    title: str


def _newest_edition_texts(account: Account) -> QuerySet[EditionText, tuple[str, str, str]]:
    """Letter, language and title of each text of the newest edition of each letter."""
    newer = Edition.objects.filter(
        letter=OuterRef("edition__letter"), number__gt=OuterRef("edition__number")
    )
    return EditionText.objects.filter(~Exists(newer), edition__letter__lead=account).values_list(
        "edition__letter_id", "language", "title"
    )


def _newest_versions(versions: QuerySet[Version]) -> QuerySet[Version]:
    newer = Version.objects.filter(
        letter=OuterRef("letter"), language=OuterRef("language"), number__gt=OuterRef("number")
    )
    return versions.filter(~Exists(newer), is_removed=False)


def _in_order(versions: QuerySet[Version] | list[Version], letter: Letter) -> list[Version]:
    return sorted(versions, key=lambda v: (v.language != letter.original_language, v.language))


def _text_rows(letter: Letter) -> tuple[TextRow, ...]:
    versions = _in_order(
        _newest_versions(Version.objects.filter(letter=letter)).select_related("author"), letter
    )
    original = versions[0]
    wanted = _read(original)
    rows = []
    for version in versions:
        reading = wanted if version is original else _read(version)
        rows.append(
            TextRow(
                language=version.language,
                direction=direction(version.language),
                is_original=version is original,
                number=version.number,
                title=version.title,
                author=version.author.email,
                saved_at=version.saved_at,
                words=reading.words,
                addressees=len(reading.addressees),
                demands=len(reading.demands),
                sources=len(reading.sources),
                is_behind=version.saved_at < original.saved_at,
                is_uneven=(
                    len(reading.addressees) != len(wanted.addressees)
                    or len(reading.demands) != len(wanted.demands)
                ),
            )
        )
    return tuple(rows)


def _read(version: Version) -> Preview:
    return preview_text(
        version.language,
        title=version.title,
        addressees=version.addressees,
        body=version.body,
        labels=Labels(),
    )


def _counts(head: TreeHead) -> Counts:
    return Counts(organizations=head.organizations, people=head.people, withdrawn=head.withdrawn)
