"""Edits that a quotation itself marks: words left out (…), [put in or replaced], and [sic]."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from undersigned.core.quotes.changes import change_of
from undersigned.core.quotes.exactly import Place, find_places, has_same_words, is_only_layout
from undersigned.core.quotes.found import Span
from undersigned.core.quotes.letter import PreparedText, tokenize
from undersigned.core.quotes.normal import IS_WORD, MappedText, is_letter, normalize
from undersigned.core.quotes.verdict import Change, Edit

MAX_MARKS: Final = 40
_OPEN: Final = r"[\[(（［〔【]"
_CLOSE: Final = r"[\])）］〕】]"
_DOTS: Final = r"(?:…+|\.{3,}|\.[ \u00a0]\.[ \u00a0]\.)"
_MARK: Final = re.compile(
    f"(?P<ellipsis>{_OPEN}\\s?{_DOTS}\\s?{_CLOSE}|{_DOTS})"
    f"|(?P<sic>{_OPEN}\\s?(?i:sic)!?\\s?{_CLOSE})"
    r"|(?P<bracket>[\[［〔【][^\[\]［］〔〕【】]{1,200}[\]］〕】])"
)
# An invisible character, which normalization drops, keeps the places of all others.
_UNSEEN: Final = "\u200b"
_FINAL: Final = ",.;"
# How many words a bracket may stand for, and how far left out words may turn the meaning.
_BRACKET_WORDS: Final = 8
_NEAR_WORDS: Final = 6
_SENTENCE_ENDS: Final = re.compile(r"[.!?…](?![0-9])")


class MarkKind(Enum):
    """What a mark says about the letter's words."""

    LEFT_OUT = auto()
    REPLACED = auto()
    SIC = auto()


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark, where it stands in the quotation."""

    kind: MarkKind
    span: Span


@dataclass(frozen=True, slots=True)
class Fit:
    """Where the pieces between marks stand in a text, in order, and the edits that they mark."""

    places: tuple[Place, ...]
    edits: tuple[Edit, ...]


def find_marks(quoted: str) -> tuple[Mark, ...]:
    """The marks of a quotation; none where there are more than anybody makes."""
    marks: list[Mark] = []
    for found in _MARK.finditer(quoted):
        if len(marks) == MAX_MARKS:
            return ()
        kind = MarkKind.REPLACED
        if found["ellipsis"]:
            kind = MarkKind.LEFT_OUT
        elif found["sic"]:
            kind = MarkKind.SIC
        marks.append(Mark(kind, Span(*found.span())))
    return tuple(marks)


def pieces_of(quoted: str, marks: Sequence[Mark]) -> list[MappedText]:
    """The words between the marks, normalized, each mapped to the quotation."""
    return [piece for piece, _ in _cut(quoted, marks)]


def fit_marked(
    text: PreparedText, quoted: str, marks: Sequence[Mark], *, language: str
) -> Fit | None:
    """Where a quotation stands whose every change is marked; None if it is not so."""
    for opened in (True, False):
        prepared, gaps = _without_marks(quoted, marks, opens=opened)
        pieces = list(_cut(prepared, gaps))
        if not pieces:
            return None
        places = _chain(text, pieces, quoted)
        if places is not None:
            return Fit(
                tuple(places), tuple(_edits(text, quoted, marks, pieces, places, language=language))
            )
        if not any(mark.kind is MarkKind.REPLACED for mark in marks):
            return None
    return None


def _trimmed(normal: str, start: int, end: int) -> tuple[int, int]:
    """Without the spaces at both ends, if there is more."""
    while start < end and normal[start] == " ":
        start += 1
    while end > start and normal[end - 1] == " ":
        end -= 1
    return start, end


def without_sic(quoted: str, marks: Sequence[Mark]) -> str:
    """The quotation with spaces for every *sic*, so that all else keeps its place."""
    characters = list(quoted)
    for mark in marks:
        if mark.kind is MarkKind.SIC:
            start, end = mark.span.start, mark.span.end
            characters[start:end] = " " * (end - start)
    return "".join(characters)


def _without_marks(
    quoted: str, marks: Sequence[Mark], *, opens: bool
) -> tuple[str, tuple[Mark, ...]]:
    """The quotation without *sic*, and with brackets that touch a word opened or widened to it."""
    characters = list(quoted)
    gaps: list[Mark] = []
    for mark in marks:
        start, end = mark.span.start, mark.span.end
        if mark.kind is MarkKind.SIC:
            characters[start:end] = [_UNSEEN] * (end - start)
            # A space on one side is enough.
            if quoted[start - 1 : start] == " ":
                characters[start - 1] = _UNSEEN if quoted[end : end + 1] == " " else " "
        elif mark.kind is MarkKind.REPLACED and (
            # A bracket may touch a part of a word, but none where no spaces part words.
            is_letter(quoted[start - 1 : start]) or is_letter(quoted[end : end + 1])
        ):
            if opens:
                characters[start] = characters[end - 1] = _UNSEEN
            else:
                gaps.append(Mark(mark.kind, _with_word(quoted, mark.span)))
        else:
            gaps.append(mark)
    return "".join(characters), tuple(gaps)


def _with_word(quoted: str, span: Span) -> Span:
    """The place of a mark together with the parts of a word that it touches."""
    start, end = span.start, span.end
    while is_letter(quoted[start - 1 : start]):
        start -= 1
    while is_letter(quoted[end : end + 1]):
        end += 1
    return Span(start, end)


def _cut(quoted: str, gaps: Sequence[Mark]) -> Iterator[tuple[MappedText, Mark | None]]:
    """Each piece that has words, and the mark before it."""
    at = 0
    before: Mark | None = None
    for gap in (*gaps, None):
        end = gap.span.start if gap else len(quoted)
        piece = normalize(quoted[at:end])
        if IS_WORD.search(piece.text):
            yield _moved(piece, at), before
            before = None
        if gap is None:
            return
        # Of several marks in a row, the one that leaves out more decides.
        if before is None or gap.kind is MarkKind.LEFT_OUT:
            before = gap
        at = gap.span.end


def _moved(piece: MappedText, by: int) -> MappedText:
    return MappedText(
        piece.text,
        piece.places,
        [start + by for start in piece.starts],
        [end + by for end in piece.ends],
        piece.breaks,
    )


def _chain(
    text: PreparedText, pieces: Sequence[tuple[MappedText, Mark | None]], quoted: str
) -> list[Place] | None:
    """Places of the pieces in the order of the text, as near to each other as they are."""
    best: list[Place] | None = None
    written = [piece.text.strip(_FINAL + '"') for piece, _ in pieces]
    if not all(written):
        return None
    for first in find_places(text, written[0]):
        chain = [first]
        for words, (_, mark) in zip(written[1:], pieces[1:], strict=True):
            place = next(find_places(text, words, start=chain[-1].end), None)
            if place is None:
                # What does not follow here follows no later place either.
                return best
            if mark and mark.kind is MarkKind.REPLACED:
                between = text.normal.text[chain[-1].end : place.start]
                if len(tokenize(between[:400]).words) > _BRACKET_WORDS or len(between) > 400:
                    break
            chain.append(place)
        if len(chain) == len(pieces) and all(
            is_only_layout(text, text.breaks_within(place.start, place.end))
            and has_same_words(text, place, piece, quoted, at=piece.text.find(words))
            for place, words, (piece, _) in zip(chain, written, pieces, strict=True)
        ):
            length = chain[-1].end - chain[0].start
            if best is None or length < best[-1].end - best[0].start:
                best = chain
    return best


def _edits(
    text: PreparedText,
    quoted: str,
    marks: Sequence[Mark],
    pieces: Sequence[tuple[MappedText, Mark | None]],
    places: Sequence[Place],
    *,
    language: str,
) -> Iterator[Edit]:
    spans = [piece.source(0, len(piece.text)) for piece, _ in pieces]
    for mark in marks:
        behind = next(
            (at for at, span in enumerate(spans) if span.start >= mark.span.end), len(spans)
        )
        start = places[behind - 1].end if behind else places[0].start
        end = places[behind].start if behind < len(places) else start
        is_within = any(span.contains(mark.span) for span in spans)
        if is_within or mark.kind is MarkKind.SIC:
            piece = next((at for at, span in enumerate(spans) if span.end > mark.span.start), -1)
            start = end = places[piece].start
        start, end = _trimmed(text.normal.text, start, max(start, end))
        change = Change.MARKED
        if mark.kind is not MarkKind.SIC and not is_within:
            words = _widened(quoted, mark)
            change = _meaning(text, words, mark.kind, Place(start, end), language=language)
        yield Edit(mark.span, text.file_span(start, end), change)


def _widened(quoted: str, mark: Mark) -> str:
    """What stands in the mark, with the parts of a word that it touches: “[un]lawful”."""
    word = _with_word(quoted, mark.span)
    before, behind = quoted[word.start : mark.span.start], quoted[mark.span.end : word.end]
    return before + mark.span.of(quoted).strip("[]［］〔〕【】") + behind


def _meaning(
    text: PreparedText, mark: str, kind: MarkKind, place: Place, *, language: str
) -> Change:
    """A mark makes an edit honest; yet "not" or a number may hide behind it.

    Of several sentences left out, those that are whole say nothing of the pieces.
    """
    letter = text.normal.text[place.start : place.end]
    if kind is MarkKind.LEFT_OUT:
        parts = _SENTENCE_ENDS.split(letter)
        found = [_change(mark="", letter=part, language=language) for part in (parts[0], parts[-1])]
        return Change.NEGATION if Change.NEGATION in found else Change.MARKED
    change = _change(mark=mark, letter=letter, language=language)
    if change is Change.NEGATION or (change is Change.NUMBER and tokenize(letter[:400]).words):
        return change
    return Change.MARKED


def _change(*, mark: str, letter: str, language: str) -> Change:
    left_out = tokenize(letter[:400]).words
    if len(left_out) > _NEAR_WORDS + _BRACKET_WORDS:
        return Change.MARKED
    quoted = tokenize(normalize(mark).text).words
    return change_of(quoted, left_out, quoted_names=(), letter_names=(), language=language)
