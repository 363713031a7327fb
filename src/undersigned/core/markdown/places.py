"""Where the words of a letter, as they are read, stand in its Markdown."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from string import punctuation
from typing import Final

from markdown_it.token import Token

from undersigned.core.markdown.read import parse_body, read_tokens
from undersigned.core.markdown.tree import (
    Block,
    Demands,
    Document,
    Emphasis,
    Heading,
    Inline,
    LineEnd,
    Link,
    List,
    Paragraph,
    Quote,
    Reference,
    Words,
)
from undersigned.core.markdown.units import Unit, units_of
from undersigned.core.unit_kind import Kind


@dataclass(frozen=True, slots=True)
class PlacedUnit:
    """A unit and what is read there; of a footnote, `source` is its number among the sources."""

    unit: Unit
    blocks: tuple[Block, ...]
    source: int | None = None


@dataclass(frozen=True, slots=True)
class PlacedBody:
    """A body: its tree and its units, those of the text in order before those of the sources."""

    body: str
    document: Document
    units: tuple[PlacedUnit, ...]

    def unit_at(self, start: int) -> PlacedUnit | None:
        """The unit that begins at this character; None when there is none."""
        return next((placed for placed in self.units if placed.unit.start == start), None)


def place_units(body: str) -> PlacedBody:
    """Set the units of a body beside its tree; raises Malformed as `check_body` does."""
    tokens = parse_body(body)
    document = read_tokens(tokens)
    units = units_of(body, tokens)
    text = [unit for unit in units if unit.kind is not Kind.FOOTNOTE]
    placed = [
        PlacedUnit(unit, blocks)
        for unit, blocks in zip(text, _blocks_of_units(document.blocks), strict=True)
    ]
    notes = {unit.detail: unit for unit in units if unit.kind is Kind.FOOTNOTE}
    placed += [
        PlacedUnit(notes[label], source.children, source.number)
        for label, source in zip(_cited_labels(tokens), document.sources, strict=True)
    ]
    return PlacedBody(body, document, tuple(placed))


def place_words(body: str, placed: PlacedUnit) -> tuple[Sequence[int], ...]:
    """For each `Words` of the unit, in order, where each of its characters is written.

    Where a mark cannot be told from the words beside it the place is near, and within the unit.
    """
    return tuple(_Aligned(body, placed.unit.start, placed.unit.end).blocks(placed.blocks))


def words_of(blocks: Sequence[Block]) -> Iterator[Words]:
    """Each `Words` of some blocks, in the order of `place_words`."""
    for block in blocks:
        match block:
            case Heading(children=inlines) | Paragraph(inlines):
                yield from _words_of_inlines(inlines)
            case List(items=items) | Demands(items):
                for item in items:
                    yield from words_of(item)
            case Quote(children):
                yield from words_of(children)


def _words_of_inlines(inlines: Sequence[Inline]) -> Iterator[Words]:
    for inline in inlines:
        match inline:
            case Words():
                yield inline
            case Emphasis(children=children) | Link(children=children):
                yield from _words_of_inlines(children)


def _blocks_of_units(blocks: Sequence[Block]) -> Iterator[tuple[Block, ...]]:
    """What each unit holds: an item of a list is one, and any other block."""
    for block in blocks:
        match block:
            case List(items=items) | Demands(items):
                yield from items
            case _:
                yield (block,)


def _cited_labels(tokens: Sequence[Token]) -> list[str]:
    """The labels of footnotes in the order in which the text first points to them."""
    labels: dict[str, None] = {}
    for token in tokens:
        for child in token.children or ():
            if child.type == "footnote_ref":
                labels[child.meta["label"]] = None
    return list(labels)


_MARKS: Final = "*_"
# What stands before the words of a paragraph: the marks of what it is in.
_BEFORE_PARAGRAPH: Final = re.compile(
    r"(?:[ \n>]|[-+*](?=[ \n])|[0-9]{1,9}[.)](?=[ \n])|\[\^[^\]\n]*\]:)*"
)
_BEFORE_HEADING: Final = re.compile(r"[ \n>]*#{1,6} +")
_CLOSING: Final = re.compile(r"[*_]*(?=\n)")
_LINE_END: Final = re.compile(r"\n[ >]*")
_REFERENCE: Final = re.compile(r"\[\^[^\]\n]+\]")
_DESTINATION: Final = re.compile(
    r"\]\(\s*(?:<[^<>\n]*>|(?:\\.|[^\s()\\]|\((?:\\.|[^\s()\\])*\))*)\s*\)"
)


class _Aligned:
    """Walks the tree and the Markdown that it was read from, side by side."""

    def __init__(self, body: str, start: int, end: int) -> None:
        self._body = body
        self._at = start
        self._end = end

    def blocks(self, blocks: Sequence[Block]) -> Iterator[Sequence[int]]:
        for block in blocks:
            match block:
                case Heading(children=inlines):
                    self._pass(_BEFORE_HEADING)
                    yield from self._inlines(inlines)
                case Paragraph(inlines):
                    # What closes emphasis at the end of the paragraph before.
                    self._pass(_CLOSING)
                    self._pass(_BEFORE_PARAGRAPH)
                    yield from self._inlines(inlines)
                case List(items=items) | Demands(items):
                    for item in items:
                        yield from self.blocks(item)
                case Quote(children):
                    yield from self.blocks(children)

    def _inlines(self, inlines: Sequence[Inline]) -> Iterator[Sequence[int]]:
        for inline in inlines:
            match inline:
                case Words(text):
                    yield self._words(text)
                case LineEnd():
                    self._seek(_LINE_END)
                case Reference():
                    self._seek(_REFERENCE)
                case Emphasis(children=children):
                    yield from self._inlines(children)
                case Link(children=children):
                    self._pass_marks("[")
                    is_bare = self._body.startswith("<", self._at)
                    self._at = min(self._at + 1, self._end)
                    yield from self._inlines(children)
                    if is_bare:
                        self._at = min(self._at + 1, self._end)
                    else:
                        self._seek(_DESTINATION)

    def _words(self, text: str) -> Sequence[int]:
        self._pass_marks(text[0])
        if self._body.startswith(text, self._at) and "\\" not in text:
            places = range(self._at, self._at + len(text))
            self._at += len(text)
            return places
        return [self._character(character) for character in text]

    def _character(self, character: str) -> int:
        """Where a character is written; it is passed."""
        body = self._body
        while self._at < self._end:
            at = self._at
            escaped = body[at + 1 : at + 2] if body[at] == "\\" else ""
            if escaped == character and escaped in punctuation:
                self._at = at + 2
                return at
            if body[at] == character:
                self._at = at + 1
                return at
            if body[at] not in _MARKS:
                return at
            self._at = at + 1
        return self._end - 1

    def _pass_marks(self, awaited: str) -> None:
        while (
            self._at < self._end
            and self._body[self._at] in _MARKS
            and self._body[self._at] != awaited
        ):
            self._at += 1

    def _pass(self, pattern: re.Pattern[str]) -> None:
        found = pattern.match(self._body, self._at, self._end)
        self._at = found.end() if found else self._at

    def _seek(self, pattern: re.Pattern[str]) -> None:
        found = pattern.search(self._body, self._at, self._end)
        self._at = found.end() if found else self._at
