"""The Markdown subset of a letter's body: checked, read into a tree, and rendered as HTML.

The grammar is CommonMark 0.31 as markdown-it reads it, with footnotes and one `::: demands`
block; docs/formats/text.md lists what is left. Whatever else CommonMark knows is refused with
the number of its line, so that a body means the same to every reader of Markdown.
"""

from undersigned.core.markdown.html import ENGLISH, Labels, Rendered, count_words, render_body
from undersigned.core.markdown.read import check_body, demands_of, read_body
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
)

__all__ = [
    "ENGLISH",
    "Block",
    "Demands",
    "Document",
    "Emphasis",
    "Heading",
    "Inline",
    "Labels",
    "LineEnd",
    "Link",
    "List",
    "Paragraph",
    "Quote",
    "Reference",
    "Rendered",
    "Source",
    "Words",
    "check_body",
    "count_words",
    "demands_of",
    "read_body",
    "render_body",
]
