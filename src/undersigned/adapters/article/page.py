"""The article on a page of HTML: trafilatura tells it from all that stands around.

`<q>` becomes quotation marks and `<blockquote>` a block of its own. Trafilatura reads what it is
given and fetches nothing; libxml2 takes no more than 256 elements within each other.
"""

import logging
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from lxml.etree import _Element, iterwalk, strip_tags
from lxml.html import HtmlElement, tostring
from trafilatura.core import bare_extraction
from trafilatura.metadata import extract_metadata
from trafilatura.settings import use_config
from trafilatura.utils import load_html

from undersigned.adapters.article.source import PageSource
from undersigned.core.errors import Malformed
from undersigned.core.quotes.article import Article, Block, BlockKind, Places
from undersigned.core.quotes.found import Span
from undersigned.core.sentences import mark as _

# What it says of a page belongs into no log: the caller says it in a sentence.
for _name in ("trafilatura", "htmldate", "courlan"):
    logging.getLogger(_name).addHandler(logging.NullHandler())
    logging.getLogger(_name).propagate = False

# Stand for the marks of <q> until it is known which characters the source has: private use.
_OPENS, _CLOSES, _OPENS_WITHIN, _CLOSES_WITHIN = "\ue0f0", "\ue0f1", "\ue0f2", "\ue0f3"
_MADE: Final = re.compile(f"[{_OPENS}-{_CLOSES_WITHIN}]")
_MARKS: Final = str.maketrans({_OPENS: "“", _CLOSES: "”", _OPENS_WITHIN: "‘", _CLOSES_WITHIN: "’"})
_JOINERS: Final = dict.fromkeys(map(ord, "\u200c\u200d\u00ad"))
_SPACES: Final = re.compile(r"[ \t\r\n\f]+")
_LINES: Final = re.compile(r" *\n[ \n]*")
_LANGUAGE: Final = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9_-]{1,40})?\Z")
_BLOCKS: Final = frozenset(
    {"body", "p", "head", "quote", "item", "cell", "list", "row", "table", "div", "code"}
)
# What is shorter is taken from the page by another way, which puts spaces between elements.
_CONFIG: Final = use_config()
_CONFIG["DEFAULT"]["MIN_EXTRACTED_SIZE"] = "25"
_MAX_FACT: Final = 500
_MOST_AHEAD: Final = 4096
_MAX_WITHIN: Final = 500
# The largest pages of newspapers have some 20,000; what more than this holds takes minutes.
_MAX_TAGS: Final = 300_000
# Elements of which a page may have any number in one place.
_APART: Final = frozenset(
    {
        "html", "head", "body", "meta", "link", "script", "style", "main", "article", "section",
        "div", "p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "li",
        "table", "thead", "tbody", "tr", "td", "th",
    }
)  # fmt: skip
# What leads elsewhere or is a name, unless a paragraph stands in it or around it.
_MENUS: Final = frozenset({"nav", "header", "menu", "a", "h1", "h2", "h3", "h4", "h5", "h6"})
_PROSE: Final = frozenset({"p", "blockquote", "pre", "q"})
_NEVER_PROSE: Final = frozenset(
    {"head", "script", "style", "noscript", "template", "footer", "select", "button"}
)


def read_page(html: str, *, address: str = "") -> Article:
    """The article on a page, with its language, title, author, outlet and date as the page says.

    Raises Malformed where there is none.
    """
    if html.count("<") > _MAX_TAGS:
        raise Malformed(_("This page has more elements than an article's page has."))
    html = _MADE.sub("\ufffd", html)
    is_part = "<html" not in html[:_MOST_AHEAD].lower()
    tree = load_html(f"<html><body>{html}</body></html>" if is_part else html)
    if not isinstance(tree, HtmlElement):
        raise Malformed(_("There is no article on this page."))
    if not _has_prose(tree):
        raise Malformed(_("There is no article on this page."))
    language = _language(tree)
    facts = extract_metadata(tree, address or None, extensive=False)
    _write_marks(tree)
    _strip_crowds(tree)
    found = bare_extraction(
        # Written anew, because tags that were stripped leave many short texts behind each other.
        tostring(tree, encoding="unicode"),
        # Without its second and third try, which take many times as long on hostile pages.
        fast=True,
        config=_CONFIG,
        include_comments=False,
        include_formatting=False,
    )
    body = getattr(found, "body", None)
    written = _Written(PageSource(html))
    if body is not None:
        _write_blocks(body, written)
    if not written.blocks:
        raise Malformed(_("There is no article on this page."))
    return Article(
        text=written.text,
        blocks=tuple(written.blocks),
        language=language,
        title=_title(_fact(facts, "title"), written),
        author=_fact(facts, "author"),
        outlet=_fact(facts, "sitename"),
        published=_date(_fact(facts, "date")),
        address=address,
        places=Places(written.runs),
    )


@dataclass
class _Written:
    """The text as far as it is written: blocks between blank lines."""

    source: PageSource
    parts: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    runs: list[tuple[int, int, int]] = field(default_factory=list)
    length: int = 0

    @property
    def text(self) -> str:
        is_apart = self.blocks[-1].kind is BlockKind.QUOTATION
        return "".join(self.parts) + ("\n" if is_apart else "")

    def add(self, raw: str, kind: BlockKind) -> None:
        """One block, if there is anything in it."""
        words = _LINES.sub("\n", raw).strip()
        if not words:
            return
        # A block quotation has line breaks more, in whose place marks can stand for it.
        if self.blocks:
            is_apart = BlockKind.QUOTATION in {kind, self.blocks[-1].kind}
            self._write("\n\n\n\n" if is_apart else "\n\n")
        elif kind is BlockKind.QUOTATION:
            self._write("\n")
        start = self.length
        for line in re.finditer(f"[^{_OPENS}-{_CLOSES_WITHIN}\n]+", words):
            self.runs += self.source.find(line[0], start + line.start())
        self._write(words.translate(_MARKS))
        self.blocks.append(Block(Span(start, self.length), kind))

    def _write(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)


def _write_blocks(body: _Element, written: _Written) -> None:
    """All text below an element, in its order, each block once."""
    waiting: list[str] = []
    kinds = [BlockKind.PARAGRAPH]

    def flush() -> None:
        written.add("".join(waiting), kinds[-1])
        waiting.clear()

    for event, element in iterwalk(body, events=("start", "end")):
        name = element.tag
        if event == "start":
            if name in _BLOCKS:
                flush()
                kinds.append(_kind(str(name), kinds[-1]))
            elif name == "lb":
                waiting.append("\n")
            waiting.append(_SPACES.sub(" ", element.text or ""))
        else:
            if name in _BLOCKS:
                flush()
                kinds.pop()
            if element is not body:
                waiting.append(_SPACES.sub(" ", element.tail or ""))
    flush()


def _kind(name: str, around: BlockKind) -> BlockKind:
    if name == "quote" or around is BlockKind.QUOTATION:
        return BlockKind.QUOTATION
    return BlockKind.HEADING if name == "head" else BlockKind.PARAGRAPH


def _write_marks(tree: HtmlElement) -> None:
    """Quotation marks in the place of each <q>: HTML leaves them to the style sheet."""
    is_within = False
    depth = 0
    for event, element in iterwalk(tree, events=("start", "end"), tag="q"):
        if event == "start":
            is_within = depth % 2 == 1
            element.text = (_OPENS_WITHIN if is_within else _OPENS) + (element.text or "")
            depth += 1
            continue
        depth -= 1
        mark = _CLOSES_WITHIN if depth % 2 else _CLOSES
        last = next(element.iterchildren(reversed=True), None)
        if last is None:
            element.text = (element.text or "") + mark
        else:
            last.tail = (last.tail or "") + mark
    strip_tags(tree, "q")
    for element in tree.iter("pre"):
        # It would be taken for a block quotation.
        element.tag = "p"


def _has_prose(tree: HtmlElement) -> bool:
    """Whether any word stands outside of titles and navigation."""
    within: Counter[str] = Counter()
    for event, element in iterwalk(tree, events=("start", "end", "comment", "pi")):
        if event == "start":
            within[_part(element)] += 1
            words = element.text
        else:
            if event == "end":
                within[_part(element)] -= 1
            words = element.tail
        if not words or within["never"] or (within["menu"] and not within["prose"]):
            continue
        if any(map(str.isalpha, words)):
            return True
    return False


def _part(element: _Element) -> str:
    if element.tag in _NEVER_PROSE:
        return "never"
    if element.tag in _PROSE:
        return "prose"
    return "menu" if element.tag in _MENUS else ""


def _strip_crowds(tree: HtmlElement) -> None:
    """Take away the tags of elements that stand by the hundreds within one paragraph.

    The time that trafilatura needs for them grows with the square of their number.
    """
    crowds: Counter[_Element] = Counter()
    for element in tree.iter("*"):
        parent = element.getparent()
        if parent is not None and element.tag not in _APART:
            crowds[parent] += 1
    names = {
        str(child.tag)
        for parent, count in crowds.items()
        if count > _MAX_WITHIN
        for child in parent.iterchildren("*")
        if child.tag not in _APART
    }
    if names:
        strip_tags(tree, *names)


def _language(tree: HtmlElement) -> str:
    for said in _languages(tree):
        if found := _LANGUAGE.match(said.strip()):
            return found[1].lower()
    return "und"


def _languages(tree: HtmlElement) -> Iterator[str]:
    for element in (tree, tree.find(".//article"), tree.find("body")):
        if element is not None:
            yield element.get("lang") or element.get(
                "{http://www.w3.org/XML/1998/namespace}lang", ""
            )
    for meta in tree.iter("meta"):
        name = (meta.get("http-equiv") or meta.get("property") or "").lower()
        if name in {"content-language", "og:locale"}:
            yield meta.get("content") or ""


# object: trafilatura has no type for what it found; a fact that is no text is none.
def _fact(found: object, name: str) -> str:
    value = getattr(found, name, None)
    if not isinstance(value, str):
        return ""
    return " ".join(value.split())[:_MAX_FACT]


def _title(said: str, written: _Written) -> str:
    """The title as its heading has it: trafilatura leaves out joiners, which Persian needs."""
    heading = written.blocks[0].span.of(written.text[:_MAX_FACT])
    if heading.translate(_JOINERS) == said.translate(_JOINERS):
        return heading
    return said


def _date(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None
