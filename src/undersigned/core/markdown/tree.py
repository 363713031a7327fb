"""The tree of a letter's body: what a page and a printed sheet are made from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """Plain text."""

    text: str


@dataclass(frozen=True, slots=True)
class LineEnd:
    """The end of a line within a paragraph: white space, or a break that the writer asked for."""

    is_break: bool


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Emphasized words, or strongly emphasized ones."""

    is_strong: bool
    children: "tuple[Inline, ...]"


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to an http, https or mailto address."""

    address: str
    children: "tuple[Inline, ...]"


@dataclass(frozen=True, slots=True)
class Reference:
    """A mark that points to source `number`; `occurrence` counts its marks from 1."""

    number: int
    occurrence: int


Inline = Words | LineEnd | Emphasis | Link | Reference


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 2 or 3, since the title of the letter is the only one of level 1."""

    level: int
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class List:
    """A bullet list when `first` is None, otherwise a list numbered from `first`.

    A tight list has no empty lines in it, and its items are set without space between.
    """

    first: int | None
    is_tight: bool
    items: "tuple[tuple[Block, ...], ...]"


@dataclass(frozen=True, slots=True)
class Quote:
    """A block quote."""

    children: "tuple[Block, ...]"


@dataclass(frozen=True, slots=True)
class Demands:
    """What the letter asks for, numbered from 1."""

    items: "tuple[tuple[Block, ...], ...]"


Block = Heading | Paragraph | List | Quote | Demands


@dataclass(frozen=True, slots=True)
class Source:
    """What a claim rests on: the footnote that is number `number` in the order of reading."""

    number: int
    children: tuple[Block, ...]
    occurrences: int

    @property
    def text(self) -> str:
        """The words without any markup."""
        return plain(self.children)


@dataclass(frozen=True, slots=True)
class Document:
    """A body, read: its blocks in order and its sources, which stand apart from them."""

    blocks: tuple[Block, ...]
    sources: tuple[Source, ...]

    @property
    def demands(self) -> tuple[str, ...]:
        """The words of each demand, without any markup."""
        found = [block for block in self.blocks if isinstance(block, Demands)]
        return tuple(plain(item) for block in found for item in block.items)


def plain(blocks: Sequence[Block]) -> str:
    """The words of blocks, in one line and without any markup."""
    return " ".join(" ".join(_plain_blocks(blocks)).split())


def _plain_blocks(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Heading(children=inlines) | Paragraph(inlines):
                yield plain_inlines(inlines)
            case List(items=items) | Demands(items):
                for item in items:
                    yield from _plain_blocks(item)
            case Quote(children):
                yield from _plain_blocks(children)


def plain_inlines(inlines: Sequence[Inline]) -> str:
    """The words of inlines, without any markup."""
    return "".join(map(_plain_inline, inlines))


def _plain_inline(inline: Inline) -> str:
    match inline:
        case Words(text):
            return text
        case LineEnd():
            return " "
        case Emphasis(children=children) | Link(children=children):
            return plain_inlines(children)
        case Reference():
            return ""
