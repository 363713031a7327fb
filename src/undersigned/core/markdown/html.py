"""A body as HTML: semantic, without style or script, and cleaned a second time by nh3."""

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from html import escape
from typing import Final

import nh3

from undersigned.core.characters import IDEOGRAPHS
from undersigned.core.languages import local_number
from undersigned.core.markdown.read import read_body
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
    Reference,
    Source,
    Words,
    plain,
)


@dataclass(frozen=True, slots=True)
class Labels:
    """The words that a rendered body needs in the language of its reader.

    `back` may name the source and its mark as {number} and {occurrence}.
    """

    demands: str = "Demands"
    sources: str = "Sources"
    reference: str = "Source {number}"
    back: str = "Back to the text at source {number}"


ENGLISH: Final = Labels()


@dataclass(frozen=True, slots=True)
class Rendered:
    """A body as HTML; `sources_html` is "" without sources, and belongs after the body."""

    html: str
    sources_html: str
    demands: tuple[str, ...]
    sources: tuple[Source, ...]
    words: int


def render_body(body: str, *, language: str, labels: Labels = ENGLISH) -> Rendered:
    """The body as HTML that belongs under an <h1>, and its parts; raises Malformed.

    Numbers are written with the digits of `language`. Identifiers are `demand-1`, `section-1`,
    `source-1` and `source-ref-1` (`source-ref-1-2` for the second mark), stable for a body.
    """
    document = read_body(body)
    writer = Writer(language=language, labels=labels)
    html = writer.blocks(document.blocks)
    return Rendered(
        html=sanitize(html),
        sources_html=sanitize(writer.sources(document.sources)),
        demands=document.demands,
        sources=document.sources,
        words=_count_words(plain(document.blocks)),
    )


def count_words(body: str) -> int:
    """How many words readers see in the body, without its sources; raises Malformed."""
    return _count_words(plain(read_body(body).blocks))


# Chinese and Japanese do not part words by spaces; each character counts as one.
_IDEOGRAPH: Final = re.compile(f"[{IDEOGRAPHS}]")


def _count_words(text: str) -> int:
    rest, ideographs = _IDEOGRAPH.subn(" ", text)
    return ideographs + sum(any(map(str.isalnum, word)) for word in rest.split())


class Writer:
    """Writes the tree as HTML; every character of the letter is escaped on its way."""

    def __init__(self, *, language: str, labels: Labels) -> None:
        self._language = language
        self._labels = labels
        self._headings = 0

    def blocks(self, blocks: Sequence[Block], *, is_tight: bool = False) -> str:
        """Blocks one after the other; in a tight list paragraphs go without <p>."""
        parts = (
            self._inlines(block.children)
            if is_tight and isinstance(block, Paragraph)
            else self._block(block)
            for block in blocks
        )
        return "\n".join(parts)

    def _block(self, block: Block) -> str:
        match block:
            case Heading(level, children):
                self._headings += 1
                tag = f"h{level}"
                return f'<{tag} id="section-{self._headings}">{self._inlines(children)}</{tag}>'
            case Paragraph(children):
                return f"<p>{self._inlines(children)}</p>"
            case Quote(quoted):
                return f"<blockquote>\n{self.blocks(quoted)}\n</blockquote>"
            case List(first, is_tight, items):
                opening = "<ul>" if first is None else "<ol>"
                if first not in {None, 1}:
                    opening = f'<ol start="{first}">'
                inner = "".join(self._item(item, is_tight=is_tight) for item in items)
                return f"{opening}\n{inner}</{opening[1:3]}>"
            case Demands(items):
                inner = "".join(
                    self._item(item, identifier=f"demand-{number}")
                    for number, item in enumerate(items, start=1)
                )
                label = escape(self._labels.demands)
                return (
                    f'<section class="demands" aria-label="{label}">\n'
                    f"<ol>\n{inner}</ol>\n</section>"
                )

    def _item(self, item: Sequence[Block], *, is_tight: bool = False, identifier: str = "") -> str:
        attribute = f' id="{identifier}"' if identifier else ""
        return f"<li{attribute}>{self.blocks(item, is_tight=is_tight)}</li>\n"

    def sources(self, sources: Sequence[Source]) -> str:
        """The section of sources, each with a way back to the marks that point to it."""
        if not sources:
            return ""
        items = "".join(self._source(source) for source in sources)
        return (
            '<section class="sources" role="doc-endnotes" aria-labelledby="sources">\n'
            f'<h2 id="sources">{escape(self._labels.sources)}</h2>\n<ol>\n{items}</ol>\n</section>'
        )

    def _source(self, source: Source) -> str:
        back = "".join(
            f' <a href="#{_reference_id(source.number, occurrence)}" role="doc-backlink"'
            f' aria-label="{self._label(self._labels.back, source.number, occurrence)}">↑</a>'
            for occurrence in range(1, source.occurrences + 1)
        )
        # A source is made of paragraphs only, so the way back goes into the last one.
        text = self.blocks(source.children).removesuffix("</p>")
        return f'<li id="source-{source.number}">{text}{back}</p></li>\n'

    def _label(self, label: str, number: int, occurrence: int) -> str:
        label = label.replace("{number}", local_number(number, self._language))
        return escape(label.replace("{occurrence}", local_number(occurrence, self._language)))

    def _inlines(self, inlines: Sequence[Inline]) -> str:
        return "".join(map(self._inline, inlines))

    def _inline(self, inline: Inline) -> str:
        match inline:
            case Words(text):
                return escape(text, quote=False)
            case LineEnd(is_break):
                return "<br>\n" if is_break else "\n"
            case Emphasis(is_strong, children):
                tag = "strong" if is_strong else "em"
                return f"<{tag}>{self._inlines(children)}</{tag}>"
            case Link(address, children):
                return (
                    f'<a href="{escape(address)}" rel="noopener noreferrer external nofollow">'
                    f"{self._inlines(children)}</a>"
                )
            case Reference(number, occurrence):
                label = self._label(self._labels.reference, number, occurrence)
                return (
                    f'<sup><a id="{_reference_id(number, occurrence)}" href="#source-{number}"'
                    f' role="doc-noteref" aria-label="{label}">'
                    f"{local_number(number, self._language)}</a></sup>"
                )


def _reference_id(number: int, occurrence: int) -> str:
    return f"source-ref-{number}" + (f"-{occurrence}" if occurrence > 1 else "")


_ATTRIBUTES: Final = {
    "a": {"id", "href", "rel", "role", "aria-label"},
    "h2": {"id"},
    "h3": {"id"},
    "li": {"id"},
    "ol": {"start"},
    "section": {"class", "role", "aria-label", "aria-labelledby"},
}
_NONE: Final[Mapping[str, Set[str]]] = {}
_TAGS: Final = {
    *_ATTRIBUTES, "p", "br", "em", "strong", "sup", "ul", "blockquote",
}  # fmt: skip


def sanitize(html: str, further: Mapping[str, Set[str]] = _NONE) -> str:
    """The second wall: whatever the writer above let through, no other tag or address does.

    `further` are tags, each with its attributes, that may stand there beside those of a letter.
    """
    attributes = {
        name: _ATTRIBUTES.get(name, set()) | further.get(name, set())
        for name in {*_ATTRIBUTES, *further}
    }
    return nh3.clean(
        # Half a character, which no letter holds, becomes a question mark.
        html.encode("utf-8", "replace").decode("utf-8"),
        tags=_TAGS | further.keys(),
        attributes=attributes,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )
