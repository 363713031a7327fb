"""Reads the corpus of annotated news articles, and says what is wrong with a file.

docs/reference/annotating-quotations.md describes the marks. `python -m tools.corpus` checks all
files and counts what is in them; `python -m tools.corpus FILE` also lists the attributions of one.
"""

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

CORPUS: Final = Path(__file__).parent.parent / "corpus"
LANGUAGES: Final = ("en", "fr", "de", "es", "fa")
NEEDED: Final = ("language", "kind", "author", "licence")
FOR_LETTERS: Final = ("letter", "addressees")
TAG: Final = re.compile(r"\{([a-z])([0-9]+(?:,[0-9]+)*)?:")
OPENING: Final = '“„«‹‘‚"»›「『'
CLOSING: Final = '”“»›’"«‹」』'
CLOSES_AFTER: Final = ".,;:!?…؟،"
# Marks that are never an apostrophe or an inch.
SURE_MARKS: Final = re.compile('[“”„«»‹›‘‚"「」『』]')
# Persian has its own yeh, kaf, digits, comma, semicolon and question mark.
NOT_PERSIAN: Final = re.compile("[\u0643\u064a\u0649\u0660-\u06690-9,;?]| \u200c|\u200c[\\s\u200c]")
PAIRS: Final = {
    "“": "”",
    "„": "“”",
    "«": "»",
    "»": "«",
    "‹": "›",
    "‘": "’",
    "‚": "‘’",
    '"': '"',
    "「": "」",
    "『": "』",
    "”": "",  # It only closes.
}


class BadFile(Exception):
    """A file of the corpus does not follow the guide; says where and why."""


class Kind(StrEnum):
    """How a content is reported."""

    DIRECT = "direct"
    MIXED = "mixed"
    INDIRECT = "indirect"


class Speaker(StrEnum):
    """On which side of the letter the source of an attribution stands."""

    LETTER = "letter"
    ADDRESSEE = "addressee"
    THIRD = "third"
    UNKNOWN = "unknown"


KINDS: Final = {"d": Kind.DIRECT, "m": Kind.MIXED, "i": Kind.INDIRECT}
SPEAKERS: Final = {"l": Speaker.LETTER, "a": Speaker.ADDRESSEE, "s": Speaker.THIRD}
CUE, TITLE, SCARE = "c", "t", "x"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Code points of the article's text, the end exclusive."""

    start: int
    end: int

    def contains(self, other: "Span") -> bool:
        """Whether the other lies within this one."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who says what by which words; `inside` is the attribution whose content holds this one."""

    number: int
    kind: Kind
    contents: tuple[Span, ...]
    cues: tuple[Span, ...]
    sources: tuple[Span, ...]
    speaker: Speaker
    inside: int | None


@dataclass(frozen=True, slots=True)
class Article:
    """One annotated article: its header, its bare text, and what is marked in it."""

    header: dict[str, str]
    text: str
    attributions: tuple[Attribution, ...]
    titles: tuple[Span, ...]
    scare_quotes: tuple[Span, ...]

    @property
    def length(self) -> int:
        """How many words there are; a mark between no-break spaces, as in French, is none."""
        return sum(any(map(str.isalnum, word)) for word in self.text.split())

    def fragments(self, attribution: Attribution) -> tuple[Span, ...]:
        """The quoted words of an attribution without their marks, in the order of the text."""
        others = (*self.titles, *self.scare_quotes)
        if attribution.kind is Kind.DIRECT:
            return tuple(_without_marks(self.text, span) for span in attribution.contents)
        if attribution.kind is Kind.INDIRECT:
            return ()
        return tuple(
            _without_marks(self.text, quoted)
            for span in attribution.contents
            for quoted in _quoted(self.text, span, others)
        )


@dataclass(frozen=True, slots=True)
class _Mark:
    letter: str
    numbers: tuple[int, ...]
    span: Span


def read_article(path: Path) -> Article:
    """Read one file; BadFile names the file, the line and the reason."""
    try:
        return parse_article(path.read_text(encoding="utf-8"))
    except (BadFile, UnicodeDecodeError) as error:
        raise BadFile(f"{path.name}: {error}") from error


def parse_article(content: str) -> Article:
    """Return the article that a file's content describes, or raise BadFile."""
    head, gap, body = content.partition("\n\n")
    header = _parse_header(head)
    if not gap or not body.endswith("\n") or body.endswith("\n\n"):
        raise BadFile("After the header comes an empty line, then the article, then one line end.")
    if body != body.replace("\r", "").replace("\t", " ") or re.search(r" \n|\n{3}|^\n", body):
        raise BadFile("Paragraphs are parted by one empty line; no spaces end a line, no tabs.")
    text, marks = _strip(body.removesuffix("\n"), first_line=head.count("\n") + 3)
    titles = tuple(mark.span for mark in marks if mark.letter == TITLE)
    scare_quotes = tuple(mark.span for mark in marks if mark.letter == SCARE)
    attributions = tuple(_attributions(text, marks, about_a_letter=header["kind"] == "letter"))
    article = Article(header, text, attributions, titles, scare_quotes)
    _check_quotation_marks(article)
    foreign = NOT_PERSIAN.search(text) if header["language"] == "fa" else None
    if foreign is not None:
        near = text[max(0, foreign.start() - 15) : foreign.end() + 15]
        raise BadFile(f"This is not how Persian is typed: {foreign[0]!r} in …{near}…")
    return article


def article_files(language: str = "*") -> list[Path]:
    """All files of the corpus, or those of one language, in order."""
    return sorted(CORPUS.glob(f"{language}/*.txt"))


def _parse_header(head: str) -> dict[str, str]:
    header: dict[str, str] = {}
    for line in head.split("\n"):
        key, colon, value = line.partition(": ")
        if not colon or key in header or not value.strip():
            raise BadFile(f"This line of the header is not one new “key: value”: {line!r}")
        header[key] = value
    about_a_letter = header.get("kind") == "letter"
    wanted = {*NEEDED, *(FOR_LETTERS if about_a_letter else ())}
    if set(header) != wanted:
        raise BadFile(f"The header must have {sorted(wanted)} and has {sorted(header)}.")
    if header["language"] not in LANGUAGES or header["kind"] not in ("letter", "politics"):
        raise BadFile("The language is one of the corpus, and the kind is letter or politics.")
    if (header["author"], header["licence"]) != ("Undersigned", "CC0-1.0"):
        raise BadFile("The author is Undersigned and the licence is CC0-1.0.")
    return header


def _strip(body: str, *, first_line: int) -> tuple[str, list[_Mark]]:
    """Return the text without marks, and the marks with their places in it, outer ones first."""
    text: list[str] = []
    opened: list[tuple[str, tuple[int, ...], int, int]] = []
    marks: list[_Mark] = []
    length = place = 0
    line = first_line
    while place < len(body):
        if body[place] == "{":
            tag = TAG.match(body, place)
            if tag is None or tag[1] not in {*KINDS, *SPEAKERS, CUE, TITLE, SCARE}:
                near = body[place : place + 8]
                raise BadFile(f"line {line}: a mark looks like “{{i3:”, not {near!r}")
            if bool(tag[2]) == (tag[1] in (TITLE, SCARE)):
                raise BadFile(f"line {line}: t and x have no number, all others have: {tag[0]}")
            numbers = tuple(int(number) for number in (tag[2] or "").split(",") if number)
            opened.append((tag[1], numbers, length, line))
            place = tag.end()
        elif body[place] == "}":
            if not opened:
                raise BadFile(f"line {line}: this brace closes nothing.")
            letter, numbers, start, _ = opened.pop()
            marks.append(_Mark(letter, numbers, Span(start, length)))
            place += 1
        else:
            if body[place] == "\n" and opened:
                raise BadFile(f"line {opened[-1][3]}: a mark is not closed in its paragraph.")
            line += body[place] == "\n"
            text.append(body[place])
            length += 1
            place += 1
    if opened:
        raise BadFile(f"line {opened[-1][3]}: a mark is not closed in its paragraph.")
    return "".join(text), sorted(marks, key=lambda mark: (mark.span.start, -mark.span.end))


def _attributions(
    text: str, marks: Sequence[_Mark], *, about_a_letter: bool
) -> Iterator[Attribution]:
    parts: defaultdict[int, list[_Mark]] = defaultdict(list)
    for mark in marks:
        if not mark.span.start < mark.span.end and mark.letter not in SPEAKERS:
            raise BadFile(f"{mark.letter}{mark.numbers}: only the mark of a source may be empty.")
        words = text[mark.span.start : mark.span.end]
        if words != words.strip().strip("\u200c") or re.search(r"\w\W?[;:؛]$", words):
            raise BadFile(f"A mark begins or ends with a space, or ends with a colon: {words!r}")
        for number in mark.numbers:
            parts[number].append(mark)
    if sorted(parts) != list(range(1, len(parts) + 1)):
        raise BadFile(f"The numbers are not 1 to {len(parts)}: {sorted(parts)}")
    inside = _enclosing(marks)
    for number in sorted(parts):
        yield _attribution(number, parts[number], text, inside.get(number), about_a_letter)


def _enclosing(marks: Sequence[_Mark]) -> dict[int, int]:
    """Which attribution's content holds the cue, or else the content, of which other one."""
    contents = [mark for mark in marks if mark.letter in KINDS]
    found: dict[int, int] = {}
    for mark in marks:
        if mark.letter != CUE and mark.letter not in KINDS:
            continue
        for number in mark.numbers:
            for outer in contents:  # Outer ones come first: the last that fits is the nearest.
                if number not in outer.numbers and outer.span.contains(mark.span):
                    if outer.span == mark.span:
                        raise BadFile(f"{number} and {outer.numbers[0]} mark the same words.")
                    found[number] = outer.numbers[0]
    return found


def _attribution(
    number: int, marks: Sequence[_Mark], text: str, inside: int | None, about_a_letter: bool
) -> Attribution:
    kinds = {mark.letter for mark in marks if mark.letter in KINDS}
    speakers = {mark.letter for mark in marks if mark.letter in SPEAKERS}
    contents = tuple(mark.span for mark in marks if mark.letter in KINDS)
    cues = tuple(mark.span for mark in marks if mark.letter == CUE)
    sources = tuple(mark.span for mark in marks if mark.letter in SPEAKERS)
    if len(kinds) != 1:
        raise BadFile(f"{number}: needs a content of one kind (d, m or i), has {sorted(kinds)}.")
    if len(speakers) > 1:
        raise BadFile(f"{number}: has sources of several classes: {sorted(speakers)}.")
    if not cues and "i" in kinds:
        raise BadFile(f"{number}: an indirect content needs a cue.")
    if any(mark.letter in KINDS and len(mark.numbers) > 1 for mark in marks):
        raise BadFile(f"{number}: a content belongs to one attribution.")
    if not about_a_letter and speakers & {"l", "a"}:
        raise BadFile(f"{number}: l and a are for articles on a letter.")
    for spans, what in ((cues, "cue"), (sources, "source")):
        if spans and "\n" in text[spans[0].start : spans[-1].end]:
            raise BadFile(f"{number}: one {what} in two paragraphs; was a number used twice?")
    speaker = SPEAKERS[speakers.pop()] if speakers else Speaker.UNKNOWN
    written = tuple(span for span in sources if span.start < span.end)
    return Attribution(number, KINDS[kinds.pop()], contents, cues, written, speaker, inside)


def _check_quotation_marks(article: Article) -> None:
    """Direct contents stand in marks, mixed ones hold some, and no mark belongs to nothing."""
    text = article.text
    for one in article.attributions:
        if one.kind is Kind.DIRECT:
            first, last = one.contents[0], one.contents[-1]
            left_open = last.end == len(text) or text[last.end] == "\n"
            if text[first.start] not in OPENING:
                raise BadFile(f"{one.number}: a direct content begins with a quotation mark.")
            if text[last.end - 1] not in CLOSING and not left_open:
                raise BadFile(f"{one.number}: a direct content ends with a quotation mark.")
        if one.kind is Kind.MIXED and not article.fragments(one):
            raise BadFile(f"{one.number}: a mixed content has words in quotation marks.")
    held = [
        *(s for one in article.attributions if one.kind is not Kind.INDIRECT for s in one.contents),
        *article.titles,
        *article.scare_quotes,
    ]
    for mark in SURE_MARKS.finditer(text):
        if not any(span.contains(Span(mark.start(), mark.end())) for span in held):
            near = text[max(0, mark.start() - 15) : mark.end() + 15]
            raise BadFile(f"This quotation mark belongs to no content, title or x: …{near}…")


def _quoted(text: str, span: Span, others: Sequence[Span]) -> Iterator[Span]:
    """The outermost quoted pieces within a span, with their marks, without titles and the like."""
    place = span.start
    first = True
    while place < span.end:
        skipped = next((other for other in others if other.start == place), None)
        closing = PAIRS.get(text[place])
        if skipped is not None:
            place = skipped.end
        elif closing is None:
            place += 1
        elif not _opens(text, place):
            if first:  # It closes what a content before has opened.
                yield Span(span.start, place + 1)
            first = False
            place += 1
        else:
            first = False
            end = _closing(text, Span(place + 1, span.end), closing)
            yield Span(place, end)
            place = end


def _opens(text: str, place: int) -> bool:
    """Whether a mark that may open or close opens here.

    A content may begin within the marks, so that it holds a closing mark only.
    """
    if text[place] not in '«»‹›“”"':
        return True
    if not PAIRS[text[place]]:
        return False
    before, after = text[max(0, place - 1) : place], text[place + 1 : place + 2]
    return not before.strip() or after.isalnum() or not (before.isalnum() or before in CLOSES_AFTER)


def _closing(text: str, within: Span, closing: str) -> int:
    """Where a quoted piece ends; an apostrophe between letters closes nothing.

    Other marks may have letters on both sides: Persian writes endings on behind them.
    """
    for place in range(within.start, within.end):
        between = text[place - 1].isalpha() and text[place + 1 : place + 2].isalpha()
        if text[place] in closing and not (between and text[place] in "’'"):
            return place + 1
    return within.end


def _without_marks(text: str, span: Span) -> Span:
    start, end = span.start, span.end
    if text[start] in OPENING:
        start += 1
    if end - 1 > start and text[end - 1] in CLOSING:
        end -= 1
    words = text[start:end]
    return Span(start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip()))


def _told(article: Article) -> Iterator[str]:
    for one in article.attributions:
        parts = (one.sources, one.cues, one.contents)
        said = [" … ".join(article.text[s.start : s.end] for s in spans) or "–" for spans in parts]
        yield f"{one.number:3} {one.kind:8} {one.speaker:9} " + " | ".join(said)


def main(arguments: Sequence[str]) -> int:
    """Check the files that are named, or all; print each fault, and the counts."""
    counts: Counter[str] = Counter()
    faults = 0
    for path in [Path(name) for name in arguments] or article_files():
        try:
            article = read_article(path)
        except BadFile as error:
            faults += 1
            print(error)
            continue
        counts.update({"articles": 1, "words": article.length})
        counts.update(kind for one in article.attributions for kind in (one.kind, one.speaker))
        if arguments:
            print("\n".join(_told(article)))
    print(", ".join(f"{name} {number:,}" for name, number in sorted(counts.items())))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
