"""The words of a letter as they are read: without head, marks, addresses and footnote numbers.

Paragraphs are parted by an empty line. Of a file `undersigned/text/v1` these are the title, every
heading, paragraph, item and demand, what the letter itself quotes, and the footnotes at the end.
"""

import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from undersigned.core.errors import Malformed
from undersigned.core.markdown.places import PlacedUnit, place_units, place_words
from undersigned.core.markdown.tree import (
    Block,
    Demands,
    Emphasis,
    Heading,
    Inline,
    LineEnd,
    Link,
    List,
    Paragraph,
    Quote,
    Words,
)
from undersigned.core.markdown.units import Kind
from undersigned.core.quotes.normal import MappedText
from undersigned.core.text import VERSION


@dataclass(frozen=True, slots=True)
class Reading:
    """The words of a letter, where each stands in its file, and what each paragraph is."""

    words: MappedText
    kinds: tuple[Kind, ...]


_TITLE: Final = re.compile(r"^title (.+)$", re.MULTILINE)
_LINE: Final = re.compile("([^\n\r\x85\u2028]*+)(?:\r\n?|[\n\x85\u2028]|\\Z)")
# Whole lines that only hold marks, and what stands before the words of a line.
_FENCE: Final = re.compile(r" {0,3}(?::::.*|[-*_=]{3,}|#+)\s*")
_LINE_MARKS: Final = re.compile(
    r"[ \t>]*(?P<heading>#{1,6}[ \t]+)?"
    r"(?P<item>(?:[-+*•–][ \t]+)|(?P<number>[0-9]{1,3})[.)][ \t]+)?"
)
# Marks of emphasis, of links, and numbers of footnotes. What stays open is no mark.
_INLINE: Final = re.compile(
    r"\[\^[^\[\]\n]{1,60}\](?::[ \t]*)?"
    r"|\]\([^()\s]{1,2000}\)"
    r"|\[(?=[^\[\]\n]{1,300}\]\([^()\s]{1,2000}\))"
    r"|(?<![\w*_])[*_]{1,3}(?=[^\s*_])"
    r"|(?<=[^\s*_])[*_]{1,3}(?![\w*_])"
)


def read_words(text: str) -> Reading:
    """The words of a file `undersigned/text/v1`, or of any plain text, with or without Markdown.

    A file that claims to be one of ours and is not is read as plain text without its head.
    """
    if not text.startswith(f"{VERSION}\n"):
        return _read_plain(text, 0)
    head, border, body = text.partition("\n\n")
    title = _TITLE.search(head)
    start = len(head) + len(border)
    built = _Built()
    if title:
        built.add_run(title[1], title.start(1))
        built.end_paragraph(Kind.TITLE)
    try:
        placed = place_units(body)
    except Malformed:
        _add_plain(built, body, start)
        return built.finished()
    for unit in placed.units:
        _Unit(built, placed.body, start, unit).add()
    return built.finished()


class _Built:
    """Words on their way, with the place of each in the file."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._size = 0
        self._places = array("I")
        self._starts = array("I")
        self._ends = array("I")
        self._breaks = array("I")
        self._kinds: list[Kind] = []
        self._paragraph = 0
        self._source_end = 0

    @property
    def is_open(self) -> bool:
        """Whether the paragraph has words already."""
        return self._size > self._paragraph

    def add_run(self, text: str, start: int) -> None:
        """Words that stand in the file as they are read."""
        if text:
            self._add(text, start, start + 1)
            self._source_end = start + len(text)

    def add_character(self, character: str, start: int, end: int) -> None:
        """A character that is written with a mark before it."""
        self._add(character, start, end)
        self._source_end = end

    def add_space(self) -> None:
        """The end of a line within a paragraph."""
        if self.is_open:
            self._add(" ", self._source_end, self._source_end + 1)

    def end_paragraph(self, kind: Kind) -> None:
        """Begin another paragraph, unless the last one has no words."""
        if self.is_open:
            self._kinds.append(kind)
            self._add("\n\n", self._source_end, self._source_end + 1)
            self._paragraph = self._size
            self._breaks.append(self._size)

    def finished(self) -> Reading:
        """What was read; the break behind the last paragraph is none."""
        if self._breaks:
            self._breaks.pop()
        text = "".join(self._pieces).removesuffix("\n\n")
        words = MappedText(text, self._places, self._starts, self._ends, self._breaks)
        return Reading(words, tuple(self._kinds))

    def _add(self, text: str, start: int, end: int) -> None:
        self._places.append(self._size)
        self._starts.append(start)
        self._ends.append(end)
        self._pieces.append(text)
        self._size += len(text)


class _Unit:
    """One unit of a body of ours, whose words the parser has told from its marks."""

    def __init__(self, built: _Built, body: str, start: int, placed: PlacedUnit) -> None:
        self._built = built
        self._body = body
        self._start = start
        self._placed = placed
        self._places = iter(place_words(body, placed))

    def add(self) -> None:
        """Add its paragraphs."""
        for inlines in _paragraphs(self._placed.blocks):
            self._add_inlines(inlines)
            self._built.end_paragraph(self._placed.unit.kind)

    def _add_inlines(self, inlines: Sequence[Inline]) -> None:
        for inline in inlines:
            match inline:
                case Words(text):
                    self._add_words(text, next(self._places))
                case LineEnd():
                    self._built.add_space()
                case Emphasis(children=children) | Link(children=children):
                    self._add_inlines(children)

    def _add_words(self, text: str, places: Sequence[int]) -> None:
        if isinstance(places, range):
            self._built.add_run(text, self._start + places[0])
            return
        for character, place in zip(text, places, strict=True):
            is_escaped = self._body[place : place + 1] == "\\" != character
            start = self._start + place
            self._built.add_character(character, start, start + 1 + is_escaped)


def _paragraphs(blocks: Sequence[Block]) -> Iterator[Sequence[Inline]]:
    for block in blocks:
        match block:
            case Heading(children=inlines) | Paragraph(inlines):
                yield inlines
            case List(items=items) | Demands(items):
                for item in items:
                    yield from _paragraphs(item)
            case Quote(children):
                yield from _paragraphs(children)


def _read_plain(text: str, start: int) -> Reading:
    built = _Built()
    _add_plain(built, text, start)
    return built.finished()


def _add_plain(built: _Built, text: str, start: int) -> None:
    """Add paragraphs between empty lines, items of lists, and headings behind #."""
    kind = Kind.PARAGRAPH
    for line in _LINE.finditer(text):
        end = line.start() + len(line[1].rstrip())
        if end == line.start() or _FENCE.fullmatch(line[1]):
            built.end_paragraph(kind)
            kind = Kind.PARAGRAPH
            continue
        marks = _LINE_MARKS.match(text, line.start(), end)
        at = marks.end() if marks else line.start()
        if (
            marks
            and marks["number"] not in {None, "1"}
            and built.is_open
            and kind is Kind.PARAGRAPH
        ):
            # "On May" in one line and "12. They came" in the next are no list (CommonMark 5.3).
            at, marks = marks.start("number"), None
        if marks and (marks["heading"] or marks["item"]):
            built.end_paragraph(kind)
            kind = Kind.HEADING if marks["heading"] else Kind.LIST_ITEM
        built.add_space()
        for mark in _INLINE.finditer(text, at, end):
            built.add_run(text[at : mark.start()], start + at)
            at = mark.end()
        built.add_run(text[at:end], start + at)
        if kind is Kind.HEADING:
            built.end_paragraph(kind)
            kind = Kind.PARAGRAPH
    built.end_paragraph(kind)
