"""Reading a body: the tokens of markdown-it become the tree, or a refusal that names the line."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.footnote import footnote_plugin

from undersigned.core.errors import Malformed
from undersigned.core.markdown.line_checks import MAX_DEPTH, check_lines, problem
from undersigned.core.markdown.refused import REFUSED
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
    Source,
    Words,
    plain_inlines,
)
from undersigned.core.sentences import mark as _
from undersigned.core.text import normalize_body

# The parser takes quadratic time within a paragraph and a nest of lists, so both have a size.
MAX_BODY: Final = 200_000
MAX_PARAGRAPH: Final = 20_000
MAX_BRACKETS_IN_PARAGRAPH: Final = 100
MAX_MARKS_IN_PARAGRAPH: Final = 1_000
MAX_INLINE_DEPTH: Final = 4
MAX_FOOTNOTE_LABEL: Final = 60
MAX_URL: Final = 2_000


def check_body(body: str) -> None:
    """Raise Malformed, with the line, when the body uses what is no part of the subset."""
    read_body(body)


def demands_of(body: str) -> tuple[str, ...]:
    """The words of each demand of the body, which must be one that `check_body` lets pass."""
    return read_body(body).demands


def read_body(body: str) -> Document:
    """The tree of a body in canonical form; raises Malformed as `check_body` does.

    Takes time linear in the size of the body, whatever it holds.
    """
    if len(body) <= MAX_BODY and normalize_body(body) != body:
        raise Malformed("The text is not in the canonical form of a body.")
    return read_tokens(parse_body(body))


def read_tokens(tokens: Sequence[Token]) -> Document:
    """The tree of what `parse_body` made of a body in canonical form; raises Malformed."""
    return _Reader(tokens).read()


def parse_body(body: str) -> list[Token]:
    """What the parser makes of a body, whether or not all of it is part of the subset.

    Raises Malformed for what would take the parser too long, and for demands without an end.
    """
    if len(body) > MAX_BODY:
        raise Malformed(
            "The text is too long: at most {most} characters are possible.", most=MAX_BODY
        )
    check_lines(body.split("\n"))
    return _new_parser().parse(body)


class _Parser(MarkdownIt):
    """Takes a link to anywhere for a link, so that a bad one is refused and not shown as text."""

    def validateLink(self, url: str) -> bool:  # noqa: N802
        return True


def _new_parser() -> MarkdownIt:
    # Rules for what is refused stay on, so that it is seen and can be named. The tree is rendered
    # below, so raw HTML never gets through as HTML.
    parser = _Parser("commonmark", {"html": True, "maxNesting": 60})
    parser.enable(["table", "strikethrough"])
    parser.disable(["reference", "entity", "text_join"])
    parser.use(footnote_plugin, inline=False, move_to_end=False, always_match_refs=True)
    parser.use(container_plugin, "demands")
    parser.core.ruler.before("inline", "size_of_paragraphs", _check_paragraphs)
    return parser


def _check_paragraphs(state: StateCore) -> None:
    """Refuse, before its inlines are parsed, the paragraph that would take the parser too long."""
    for token in state.tokens:
        if token.type == "inline":
            number = token.map[0] + 1 if token.map else 1
            if len(token.content) > MAX_PARAGRAPH:
                raise problem(
                    number,
                    "Line {line} begins a paragraph of more than {most} characters.",
                    most=MAX_PARAGRAPH,
                )
            if (
                token.content.count("[") > MAX_BRACKETS_IN_PARAGRAPH
                or sum(map(token.content.count, "<*_`~")) > MAX_MARKS_IN_PARAGRAPH
            ):
                raise problem(
                    number, "Line {line} begins a paragraph with too many marks such as [ and *."
                )


@dataclass(slots=True)
class _Footnote:
    line: int
    children: tuple[Block, ...]
    number: int = 0
    occurrences: int = 0


class _Reader:
    """Walks the tokens of the parser once and builds the tree."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._footnotes: dict[str, _Footnote] = {}
        self._cited: list[_Footnote] = []
        self._in_footnote = False
        self._in_heading = False
        self._has_section = False

    def read(self) -> Document:
        """The whole document, with the sources in the order in which the text points to them."""
        # A mark may stand before its footnote, so all footnotes are read first.
        spans = list(self._footnote_spans())
        self._in_footnote = True
        for start, end in spans:
            self._read_footnote(start, end)
        self._in_footnote = False

        blocks: list[Block] = []
        at = 0
        for start, end in [*spans, (len(self._tokens), len(self._tokens))]:
            blocks.extend(self._blocks(at, start, depth=0))
            at = end
        for footnote in self._footnotes.values():
            if not footnote.number:
                raise problem(
                    footnote.line, "Line {line} is a footnote that nothing in the text points to."
                )
        if not blocks:
            raise Malformed("The letter has no text yet.")
        sources = (Source(f.number, f.children, f.occurrences) for f in self._cited)
        return Document(tuple(blocks), tuple(sources))

    def _line(self, token: Token) -> int:
        return token.map[0] + 1 if token.map else 1

    def _footnote_spans(self) -> Iterator[tuple[int, int]]:
        """From the opening token of each footnote to behind its closing one."""
        start = 0
        for place, token in enumerate(self._tokens):
            if token.type == "footnote_reference_open":
                if token.level:
                    raise problem(
                        self._line(token),
                        "Line {line} begins a footnote within a list, a quotation or another"
                        " footnote; footnotes stand by themselves.",
                    )
                start = place
            elif token.type == "footnote_reference_close" and not token.level:
                yield start, place + 1

    def _read_footnote(self, start: int, end: int) -> None:
        opening = self._tokens[start]
        line, label = self._line(opening), opening.meta["label"]
        if len(label) > MAX_FOOTNOTE_LABEL:
            raise problem(line, "Line {line} begins a footnote whose label is too long.")
        if label in self._footnotes:
            raise problem(line, "Line {line} is a second footnote [^{label}].", label=label)
        children = tuple(self._blocks(start + 1, end - 1, depth=0))
        if not children:
            raise problem(line, "Line {line} is a footnote without text.")
        for child in children:
            if not isinstance(child, Paragraph):
                raise problem(line, "Line {line} begins a footnote that is more than paragraphs.")
        self._footnotes[label] = _Footnote(line, children)

    def _blocks(self, start: int, end: int, *, depth: int) -> Iterator[Block]:
        """The blocks of the tokens from `start` to before `end`, which are whole."""
        at = start
        while at < end:
            token = self._tokens[at]
            if token.type in REFUSED:
                raise problem(self._line(token), REFUSED[token.type])
            closing = self._closing(at)
            if token.type == "paragraph_open":
                yield Paragraph(self._inlines(self._tokens[at + 1]))
            elif token.type == "heading_open":
                yield self._heading(at, depth)
            elif token.type == "container_demands_open" and not depth and not self._in_footnote:
                yield self._demands(at, closing)
            elif depth >= MAX_DEPTH:
                raise problem(self._line(token), "Line {line} nests lists or quotations too deep.")
            elif token.type == "blockquote_open":
                yield Quote(
                    self._some_blocks(
                        at + 1, closing, depth + 1, _("Line {line} is an empty quotation.")
                    )
                )
            elif token.type in {"bullet_list_open", "ordered_list_open"}:
                yield self._list(at, closing, depth)
            else:
                raise problem(
                    self._line(token), "Line {line} holds something that is no part of a letter."
                )
            at = closing + 1

    def _closing(self, opening: int) -> int:
        """The place of the token that closes the one at `opening`."""
        level = self._tokens[opening].level
        at = opening
        while self._tokens[at].nesting != -1 or self._tokens[at].level != level:
            at += 1
        return at

    def _some_blocks(self, start: int, end: int, depth: int, sentence: str) -> tuple[Block, ...]:
        blocks = tuple(self._blocks(start, end, depth=depth))
        if not blocks:
            raise problem(self._line(self._tokens[start - 1]), sentence)
        return blocks

    def _heading(self, at: int, depth: int) -> Heading:
        token = self._tokens[at]
        line = self._line(token)
        if token.markup in {"=", "-"}:
            raise problem(
                line, "Line {line} is underlined to make a heading; begin it with ## instead."
            )
        if token.tag not in {"h2", "h3"}:
            raise problem(
                line, "Line {line} begins with # or more than ###; headings begin with ## or ###."
            )
        if depth or self._in_footnote:
            raise problem(
                line, "Line {line} is a heading within a list, a quotation or a footnote."
            )
        if token.tag == "h3" and not self._has_section:
            raise problem(
                line, "Line {line} begins with ### although no heading with ## comes before."
            )
        self._has_section = True
        self._in_heading = True
        children = self._inlines(self._tokens[at + 1])
        self._in_heading = False
        if not children:
            raise problem(line, "Line {line} is an empty heading.")
        return Heading(int(token.tag[1]), children)

    def _list(self, at: int, closing: int, depth: int) -> List:
        opening = self._tokens[at]
        is_tight = all(
            token.hidden
            for token in self._tokens[at:closing]
            if token.type == "paragraph_open" and token.level == opening.level + 2
        )
        first = None
        if opening.type == "ordered_list_open":
            first = int(opening.attrs.get("start", 1))
        items = []
        item = at + 1
        while item < closing:
            end = self._closing(item)
            items.append(
                self._some_blocks(
                    item + 1, end, depth + 1, _("Line {line} is an item without words.")
                )
            )
            item = end + 1
        return List(first, is_tight, tuple(items))

    def _demands(self, at: int, closing: int) -> Demands:
        blocks = list(self._blocks(at + 1, closing, depth=0))
        match blocks:
            case [List(first=1, items=items)]:
                return Demands(items)
        raise problem(
            self._line(self._tokens[at]),
            "Line {line} begins a block of demands that is not one list numbered 1., 2., 3."
            " and so on.",
        )

    def _inlines(self, token: Token) -> tuple[Inline, ...]:
        children = token.children or []
        line = self._line(token)
        # A stack of what is open: its token, and what has been read within it.
        stack: list[tuple[Token, list[Inline]]] = [(token, [])]
        for child in children:
            inlines = stack[-1][1]
            if child.type in REFUSED:
                raise problem(line, REFUSED[child.type])
            if child.type in {"text", "text_special"}:
                _add_words(inlines, child.content)
            elif child.type in {"softbreak", "hardbreak"}:
                inlines.append(LineEnd(is_break=child.type == "hardbreak"))
                line += 1
            elif child.type == "footnote_ref":
                inlines.append(self._reference(child.meta["label"], line))
            elif child.nesting == 1:
                if len(stack) > MAX_INLINE_DEPTH:
                    raise problem(line, "Line {line} nests emphasis too deep.")
                stack.append((child, []))
            elif child.nesting == -1:
                opening, within = stack.pop()
                stack[-1][1].append(self._span(opening, tuple(within), line))
            else:
                raise problem(line, "Line {line} holds something that is no part of a letter.")
        return tuple(stack[0][1])

    def _reference(self, label: str, line: int) -> Reference:
        if self._in_footnote or self._in_heading:
            raise problem(line, "Line {line} points to a footnote from a footnote or a heading.")
        footnote = self._footnotes.get(label)
        if footnote is None:
            shown = label[:MAX_FOOTNOTE_LABEL]
            raise problem(
                line,
                "Line {line} points to the footnote [^{shown}], which has no text.",
                shown=shown,
            )
        if not footnote.number:
            self._cited.append(footnote)
            footnote.number = len(self._cited)
        footnote.occurrences += 1
        return Reference(footnote.number, footnote.occurrences)

    def _span(self, opening: Token, children: tuple[Inline, ...], line: int) -> Inline:
        if opening.type == "link_open":
            if opening.attrs.get("title"):
                raise problem(
                    line, "Line {line} holds a link with a title in quotation marks; remove it."
                )
            if not plain_inlines(children).strip():
                raise problem(line, "Line {line} holds a link without words.")
            return Link(_check_address(str(opening.attrs["href"]), line), children)
        return Emphasis(opening.type == "strong_open", children)


def _add_words(inlines: list[Inline], text: str) -> None:
    """Append words to the words before them, if there are any."""
    if not text:
        return
    match inlines:
        case [*_, Words(before)]:
            inlines[-1] = Words(before + text)
        case _:
            inlines.append(Words(text))


_HOST: Final = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|[0-9a-f:]*:[0-9a-f:.]*")
_MAILTO: Final = re.compile(r"mailto:[^@\s/?#]+@[^@\s/?#]+", re.IGNORECASE)


def _check_address(address: str, line: int) -> str:
    """The address of a link when it is one that a reader may be sent to."""
    if len(address) > MAX_URL:
        raise problem(
            line, "Line {line} holds a link of more than {most} characters.", most=MAX_URL
        )
    if _MAILTO.fullmatch(address):
        return address
    try:
        parts = urlsplit(address)
        is_good = bool(_HOST.fullmatch(parts.hostname or "")) and parts.port != 0
    except ValueError:
        is_good = False
    else:
        is_good = is_good and parts.scheme in {"http", "https"} and "@" not in parts.netloc
    if not is_good:
        raise problem(
            line,
            "Line {line} holds a link that is not a whole address beginning with https://,"
            " http:// or mailto:.",
        )
    return address
