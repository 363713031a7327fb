"""A body as HTML for people who review it: in blocks, with its units named and passages marked."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from undersigned.core.markdown.html import ENGLISH, Labels, Writer, sanitize
from undersigned.core.markdown.places import PlacedBody, PlacedUnit, place_words
from undersigned.core.markdown.tree import Block, Demands, Inline, List, Source, Words


@dataclass(frozen=True, slots=True)
class Mark:
    """A passage to be marked, and the number by which the page knows it."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class MarkedBlock:
    """One block of a letter as HTML, and the units that it holds; the sources are the last."""

    html: str
    units: tuple[PlacedUnit, ...]


@dataclass(frozen=True, slots=True)
class MarkedBody:
    """The blocks of a letter; `ids` names the element at which each mark that is shown begins."""

    blocks: tuple[MarkedBlock, ...]
    ids: Mapping[int, str]


def render_marked(
    placed: PlacedBody, marks: Iterable[Mark], *, language: str, labels: Labels = ENGLISH
) -> MarkedBody:
    """What `render_body` writes, block by block, with more: the element of each unit says in
    `data-unit` where it begins in the Markdown, and the words of passages stand in <mark>.
    """
    writer = _MarkedWriter(placed, marks, language=language, labels=labels)
    blocks = list(writer.marked_blocks())
    return MarkedBody(tuple(blocks), writer.ids)


_UNIT_TAGS: Final = ("p", "h2", "h3", "blockquote", "li")
_FURTHER: Final = {
    **{tag: {"data-unit"} for tag in _UNIT_TAGS},
    "mark": {"id", "data-threads"},
}
_FIRST_TAG: Final = re.compile(r"<\w+")


class _MarkedWriter(Writer):
    """Names the units and marks the passages; the rest is written as for readers."""

    def __init__(
        self, placed: PlacedBody, marks: Iterable[Mark], *, language: str, labels: Labels
    ) -> None:
        super().__init__(language=language, labels=labels)
        self.ids: dict[int, str] = {}
        self._placed = placed
        self._marks = sorted(marks, key=lambda mark: (mark.start, mark.number))
        self._units = iter(placed.units)
        # Of the unit that is being written: what is marked there, and where its words stand.
        self._unit: PlacedUnit | None = None
        self._marks_within: list[Mark] = []
        self._places: Iterator[Sequence[int]] = iter(())
        self._done: list[PlacedUnit] = []

    def marked_blocks(self) -> Iterator[MarkedBlock]:
        document = self._placed.document
        for block in document.blocks:
            html = self.blocks([block])
            yield self._marked(html)
        if document.sources:
            html = self.sources(document.sources)
            yield self._marked(html)

    def _marked(self, html: str) -> MarkedBlock:
        units = tuple(self._done)
        self._done.clear()
        return MarkedBlock(sanitize(html, _FURTHER), units)

    def _block(self, block: Block) -> str:
        if self._unit is not None or isinstance(block, List | Demands):
            return super()._block(block)
        self._begin_unit()
        return self._named(super()._block(block))

    def _item(self, item: Sequence[Block], *, is_tight: bool = False, identifier: str = "") -> str:
        if self._unit is not None:
            return super()._item(item, is_tight=is_tight, identifier=identifier)
        self._begin_unit()
        return self._named(super()._item(item, is_tight=is_tight, identifier=identifier))

    def _source(self, source: Source) -> str:
        self._begin_unit()
        return self._named(super()._source(source))

    def _begin_unit(self) -> None:
        placed = next(self._units)
        self._unit = placed
        self._places = iter(place_words(self._placed.body, placed))
        start, end = placed.unit.start, placed.unit.end
        self._marks_within = [m for m in self._marks if m.start < end and m.end > start]

    def _named(self, html: str) -> str:
        """The element of the unit with the place of the unit; the unit ends."""
        assert self._unit is not None
        start = self._unit.unit.start
        self._done.append(self._unit)
        self._unit = None
        return _FIRST_TAG.sub(lambda tag: f'{tag[0]} data-unit="{start}"', html, count=1)

    def _inline(self, inline: Inline) -> str:
        if not isinstance(inline, Words):
            return super()._inline(inline)
        return "".join(self._runs(inline.text, next(self._places)))

    def _runs(self, text: str, places: Sequence[int]) -> Iterator[str]:
        """The words in runs, of which each is marked by the same passages from end to end."""
        last = places[-1]
        marks = [m for m in self._marks_within if m.start <= last and m.end > places[0]]
        if not marks:
            yield escape(text, quote=False)
            return
        begun = 0
        threads = self._threads_at(marks, places[0])
        for at in range(1, len(text) + 1):
            following = self._threads_at(marks, places[at]) if at < len(text) else ()
            if at < len(text) and following == threads:
                continue
            yield self._run(text[begun:at], threads)
            begun, threads = at, following

    def _threads_at(self, marks: Sequence[Mark], place: int) -> tuple[int, ...]:
        return tuple(mark.number for mark in marks if mark.start <= place < mark.end)

    def _run(self, words: str, threads: Sequence[int]) -> str:
        written = escape(words, quote=False)
        if not threads:
            return written
        new = [number for number in threads if number not in self.ids]
        attribute = ""
        if new:
            name = f"passage-{new[0]}"
            self.ids.update(dict.fromkeys(new, name))
            attribute = f' id="{name}"'
        numbers = " ".join(map(str, threads))
        return f'<mark{attribute} data-threads="{numbers}">{written}</mark>'


def render_quoted(
    placed: PlacedBody,
    marks: Iterable[Mark],
    *,
    language: str,
    labels: Labels = ENGLISH,
    notes: Mapping[int, str],
) -> str:
    """The blocks as `render_body` writes them, without the sources; what is marked is in <mark>.

    Behind the last words of each mark comes its note, HTML that is safe and stands within a line.
    """
    writer = _QuotedWriter(placed, marks, language=language, labels=labels)
    html = sanitize(writer.blocks(placed.document.blocks), _QUOTED)
    ends = {int(found[1]): found.end() for found in _QUOTED_RUN.finditer(html)}
    for number, end in sorted(ends.items(), key=lambda found: -found[1]):
        html = html[:end] + notes.get(number, "") + html[end:]
    return html


_QUOTED: Final = {"mark": {"class", "id"}}
_QUOTED_RUN: Final = re.compile(r'<mark class="quoted quoted-(\d+)"[^>]*>[^<]*</mark>')


class _QuotedWriter(_MarkedWriter):
    """Writes for readers: passages are marked, and nothing is said of units."""

    def _named(self, html: str) -> str:
        self._unit = None
        return html

    def _run(self, words: str, threads: Sequence[int]) -> str:
        written = escape(words, quote=False)
        if not threads:
            return written
        number = threads[0]
        attribute = "" if number in self.ids else f' id="quoted-{number}"'
        self.ids.setdefault(number, f"quoted-{number}")
        return f'<mark class="quoted quoted-{number}"{attribute}>{written}</mark>'
