"""The texts of a draft: what stands there, how it will be read, how translations compare."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from undersigned.adapters.sentences import in_words
from undersigned.core.errors import Malformed
from undersigned.core.languages import direction
from undersigned.core.lifecycle import LetterState
from undersigned.core.markdown import Labels, render_body
from undersigned.core.outdated import Draft
from undersigned.core.sources import SourceLinks, links_of
from undersigned.core.text import Addressee, normalize_body, read_addressees
from undersigned.models import Letter, Version
from undersigned.queries.workspace.outdated import Upkeep, claimed_originals, upkeep_of


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
    # How far a translation has followed its original; None for the original.
    upkeep: Upkeep | None
    # It has another number of addressees or demands than the original, so nothing can be frozen.
    is_uneven: bool


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
    original_number: int | None = None
    # Of a version that was merged with others: the first and the last of them.
    merged_from: int = 0
    merged_to: int = 0

    @property
    def draft(self) -> Draft:
        """The words alone."""
        return Draft(self.title, self.addressees, self.body)


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
    sources: tuple[SourceLinks, ...]
    words: int
    problems: tuple[str, ...]


def is_writable(letter: Letter) -> bool:
    """Whether versions can be saved: the text is not locked, and the letter not closed."""
    return not letter.is_locked and letter.state != LetterState.CLOSED


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
    is_merged = 0 < version.based_on < version.number - 1
    return DraftText(
        language=version.language,
        direction=direction(version.language),
        number=version.number,
        title=version.title,
        addressees=version.addressees,
        body=version.body,
        author=version.author.called,
        saved_at=version.saved_at,
        original_number=version.original_number,
        merged_from=version.based_on + 1 if is_merged else 0,
        merged_to=version.number - 1 if is_merged else 0,
    )


def languages_of(letter: Letter) -> tuple[str, ...]:
    """The languages of the draft, the original first."""
    versions = newest_versions(Version.objects.filter(letter=letter))
    kept = versions.only("language", "letter", "number")
    return tuple(version.language for version in in_order(kept, letter))


def preview_text(
    language: str, *, title: str, addressees: str, body: str, labels: Labels
) -> Preview:
    """How the text will be read. What cannot be read is among the problems, and left out."""
    problems: list[str] = []
    parsed: tuple[Addressee, ...] = ()
    html = sources_html = ""
    demands: tuple[str, ...] = ()
    sources: tuple[SourceLinks, ...] = ()
    words = 0
    try:
        parsed = read_addressees(addressees)
    except Malformed as problem:
        problems.append(in_words(problem))
    try:
        normal = normalize_body(body)
        if normal:
            rendered = render_body(normal, language=language, labels=labels)
            html, sources_html = rendered.html, rendered.sources_html
            demands, words = rendered.demands, rendered.words
            sources = tuple(map(links_of, rendered.sources))
    except Malformed as problem:
        problems.append(in_words(problem))
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


def upkeep_in_draft(letter: Letter, text: DraftText, words: Draft) -> Upkeep | None:
    """How far the words of a translation have followed the original; None where there is none.

    Two queries. `words` are what stands in the editor, over the version `text`.
    """
    original = (
        Version.objects.filter(letter=letter, language=letter.original_language)
        .order_by("-number")
        .first()
    )
    if original is None:
        return None
    claims = claimed_originals(letter, [text.original_number])
    then = claims.get(text.original_number or 0)
    return upkeep_of(words, text.original_number, original, then)


def text_rows(letter: Letter) -> tuple[TextRow, ...]:
    """The languages of the draft, the original first; none when nothing was ever saved."""
    versions = in_order(
        newest_versions(Version.objects.filter(letter=letter)).select_related("author"), letter
    )
    if not versions:
        return ()
    original = versions[0]
    wanted = _read(original)
    claims = claimed_originals(letter, [version.original_number for version in versions])
    rows = []
    for version in versions:
        reading = wanted if version is original else _read(version)
        upkeep = None
        if version is not original:
            words = Draft(version.title, version.addressees, version.body)
            then = claims.get(version.original_number or 0)
            upkeep = upkeep_of(words, version.original_number, original, then)
        rows.append(
            TextRow(
                language=version.language,
                direction=direction(version.language),
                is_original=version is original,
                number=version.number,
                title=version.title,
                author=version.author.called,
                saved_at=version.saved_at,
                words=reading.words,
                addressees=len(reading.addressees),
                demands=len(reading.demands),
                sources=len(reading.sources),
                upkeep=upkeep,
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


def newest_versions(versions: QuerySet[Version]) -> QuerySet[Version]:
    """Of these, the newest of each language that is still part of the draft."""
    newer = Version.objects.filter(
        letter=OuterRef("letter"), language=OuterRef("language"), number__gt=OuterRef("number")
    )
    return versions.filter(~Exists(newer), is_removed=False)


def in_order(versions: QuerySet[Version] | list[Version], letter: Letter) -> list[Version]:
    """The versions of one letter, the original first."""
    return sorted(versions, key=lambda v: (v.language != letter.original_language, v.language))
