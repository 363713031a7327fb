"""The words of a body of ours, whose Markdown a parser reads, which takes long to load."""

from collections.abc import Iterator, Sequence

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
from undersigned.core.quotes.built import Built


def add_body(built: Built, body: str, start: int) -> None:
    """Add the words of a body that stands in its file from `start` on.

    Raises Malformed, with nothing added, where the parser gives up.
    """
    placed = place_units(body)
    for unit in placed.units:
        _Unit(built, placed.body, start, unit).add()


class _Unit:
    """One unit of a body of ours, whose words the parser has told from its marks."""

    def __init__(self, built: Built, body: str, start: int, placed: PlacedUnit) -> None:
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
