"""The units in which people speak of a text: a paragraph, a demand, a footnote, as written."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from markdown_it.token import Token

from undersigned.core.markdown.read import parse_body
from undersigned.core.unit_kind import Kind


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: whole lines of a text, from character `start` to before `end`.

    `text` is its Markdown without the marks of its kind and without the line ends within its
    paragraphs. `detail` is the level of a heading ("2") and the label of a footnote.
    """

    kind: Kind
    text: str
    start: int
    end: int
    detail: str = ""


def read_units(body: str) -> tuple[Unit, ...]:
    """The units of a body in order; raises Malformed only where the parser gives up.

    The items of a list, each with the lists in it, and a whole quotation are one unit each. What is
    no part of the subset, such as a table, is a paragraph.
    """
    return units_of(body, parse_body(body))


def units_of(body: str, tokens: Sequence[Token]) -> tuple[Unit, ...]:
    """The units of a body of which `parse_body` made these tokens."""
    return tuple(_Units(body, tokens).read())


def read_units_roughly(body: str) -> tuple[Unit, ...]:
    """What stands between empty lines, as paragraphs: for a body that cannot be parsed."""
    return tuple(
        Unit(Kind.PARAGRAPH, _in_one_line(match[0]), match.start(), match.end())
        for match in _BLOCK.finditer(body)
    )


_BLOCK: Final = re.compile(r"\S[^\n]*(?:\n[^\n]*\S[^\n]*)*")
_LINE_END: Final = re.compile(r"\r\n?|\n|\Z")
_ASKED_END: Final = re.compile(r"(?<=\\)\n")
_INTO: Final = {"bullet_list_open", "ordered_list_open", "container_demands_open"}
_KINDS: Final = {
    "heading_open": Kind.HEADING,
    "blockquote_open": Kind.QUOTATION,
    "footnote_reference_open": Kind.FOOTNOTE,
}


def _in_one_line(text: str) -> str:
    """The text of a paragraph in one line, but for the ends of lines that were asked for."""
    return "\n".join(part.replace("\n", " ") for part in _ASKED_END.split(text))


class _Units:
    def __init__(self, body: str, tokens: Sequence[Token]) -> None:
        self._body = body
        self._tokens = tokens
        # Where lines begin, counted as the parser counts them (CommonMark, section 2.1).
        self._lines = [0, *(end.end() for end in _LINE_END.finditer(body))]

    def read(self) -> Iterator[Unit]:
        """Walk the tokens once; what is inside a unit is passed over."""
        at = 0
        in_demands = False
        while at < len(self._tokens):
            token = self._tokens[at]
            end = at
            if token.type in _INTO or token.nesting == -1:
                if token.type.startswith("container_demands"):
                    in_demands = token.nesting == 1
            else:
                while self._tokens[end].nesting == 1 or self._tokens[end].level > token.level:
                    end += 1
                kind = _KINDS.get(token.type, Kind.PARAGRAPH)
                if token.type == "list_item_open":
                    kind = Kind.DEMAND if in_demands else Kind.LIST_ITEM
                yield self._unit(kind, self._tokens[at : end + 1])
            at = end + 1

    def _unit(self, kind: Kind, tokens: Sequence[Token]) -> Unit:
        first, behind = tokens[0].map or [0, 0]
        start, end = self._lines[first], min(self._lines[behind], len(self._body))
        written = self._body[start:end].rstrip()
        texts = [_in_one_line(token.content) for token in tokens if token.type == "inline"]
        detail = ""
        if kind is Kind.HEADING:
            detail = tokens[0].tag.removeprefix("h")
        elif kind is Kind.FOOTNOTE:
            detail = tokens[0].meta["label"]
        return Unit(kind, "\n\n".join(texts) or written, start, start + len(written), detail)
