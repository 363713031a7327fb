"""The words of a letter as they are read: without head, marks, addresses and footnote numbers.

Paragraphs are parted by an empty line. Of a file `undersigned/text/v1` these are the title, every
heading, paragraph, item and demand, what the letter itself quotes, and the footnotes at the end.
"""

import re
from typing import Final

from undersigned.core.errors import Malformed
from undersigned.core.quotes.built import Built, Reading
from undersigned.core.text import VERSION
from undersigned.core.unit_kind import Kind

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
    built = Built()
    if title:
        built.add_run(title[1], title.start(1))
        built.end_paragraph(Kind.TITLE)
    from undersigned.core.quotes.ours import add_body  # noqa: PLC0415 slow import

    try:
        add_body(built, body, start)
    except Malformed:
        _add_plain(built, body, start)
    return built.finished()


def _read_plain(text: str, start: int) -> Reading:
    built = Built()
    _add_plain(built, text, start)
    return built.finished()


def _add_plain(built: Built, text: str, start: int) -> None:
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
