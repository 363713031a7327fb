"""What can be read in the source of a page, and at which place of it each word stands.

Not a parser of HTML: it tells words from tags, in one pass, so that a text which a real parser took
out of the page is found again in its source.
"""

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from html import unescape
from typing import Final

_TAG_NAME: Final = re.compile(r"/?([A-Za-z][A-Za-z0-9]*)")
_QUOTE_OR_END: Final = re.compile(r"=[\t\n\f\r ]*([\"'])|>")
_PIECE: Final = re.compile(
    r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?|[^\s&]+|&"
)
# What stands in them is not read, and holds no tag.
_UNREAD: Final = {
    name: re.compile(f"</{name}[\\s/>]", re.IGNORECASE)
    for name in ("script", "style", "title", "textarea", "noscript", "template", "iframe")
}
_MAX_MISSES: Final = 40
_WINDOW: Final = 8192


class PageSource:
    """The words of a page without white space, and the place of each in the source."""

    def __init__(self, html: str) -> None:
        """Read it once."""
        self._starts = array("I")
        self._places = array("I")
        self._lengths = array("I")
        words = []
        length = 0
        for start, end in _texts(html):
            for piece in _PIECE.finditer(html, start, end):
                word = piece[0]
                is_reference = word.startswith("&")
                if is_reference and (word := unescape(word)).isspace():
                    continue
                self._starts.append(length)
                self._places.append(piece.start())
                # All characters of a reference stand where it begins.
                self._lengths.append(1 if is_reference and piece[0] != word else len(word))
                words.append(word)
                length += len(word)
        self._stream = "".join(words)
        self._next = 0
        self._misses = 0

    def find(self, text: str, offset: int) -> Iterator[tuple[int, int, int]]:
        """Runs (start from `offset`, place, length) of the words of a text in the source, if there.

        It is looked for behind what was found last, then from the beginning. Many texts that stand
        nowhere cost no more than few: soon only what is near is looked through.
        """
        words = list(re.finditer(r"\S+", text))
        wanted = "".join(word[0] for word in words)
        found = self._find(wanted) if wanted else -1
        if found < 0:
            return
        self._next = found + len(wanted)
        at = found
        for word in words:
            yield from self._runs(at, len(word[0]), offset + word.start())
            at += len(word[0])

    def _find(self, wanted: str) -> int:
        if self._misses > _MAX_MISSES:
            return self._stream.find(wanted, self._next, self._next + len(wanted) + _WINDOW)
        found = self._stream.find(wanted, self._next)
        if found < 0:
            self._misses += 1
            found = self._stream.find(wanted)
        return found

    def _runs(self, at: int, length: int, offset: int) -> Iterator[tuple[int, int, int]]:
        end = at + length
        index = bisect_right(self._starts, at) - 1
        while at < end:
            behind = self._starts[index + 1] if index + 1 < len(self._starts) else end
            within = at - self._starts[index]
            count = min(behind, end) - at
            place = self._places[index] + min(within, self._lengths[index] - 1)
            yield offset, place, max(1, min(count, self._lengths[index] - within))
            at, offset, index = at + count, offset + count, index + 1


def _texts(html: str) -> Iterator[tuple[int, int]]:
    """Where text stands between tags; a `<` that begins no tag is text."""
    ends = _Ends(html)
    at = start = 0
    while (at := html.find("<", at)) >= 0:
        name = _TAG_NAME.match(html, at + 1)
        if name is None and html[at + 1 : at + 2] not in {"!", "?"}:
            at += 1
            continue
        if start < at:
            yield start, at
        if name is not None:
            at = ends.of_tag(at + 1)
            if html[name.start()] != "/" and (unread := _UNREAD.get(name[1].lower())):
                at = ends.of_unread(name[1].lower(), unread, at)
        elif html.startswith("<!--", at):
            at = ends.of("-->", at + 4)
        else:
            at = ends.of(">", at)
        start = at
    if start < len(html):
        yield start, len(html)


class _Ends:
    """Where what was opened ends. What was once not found any more is not looked for again."""

    def __init__(self, html: str) -> None:
        self._html = html
        self._gone: set[str] = set()

    def of(self, end: str, start: int) -> int:
        found = -1 if end in self._gone else self._html.find(end, start)
        if found < 0:
            self._gone.add(end)
            return len(self._html) if end != "-->" else start
        return found + len(end)

    def of_tag(self, start: int) -> int:
        """Behind the `>` that ends a tag, which may hold others within quotation marks."""
        at = start
        while (found := _QUOTE_OR_END.search(self._html, at)) and found[1]:
            mark = found[1]
            close = -1 if mark in self._gone else self._html.find(mark, found.end())
            if close < 0:
                self._gone.add(mark)
                return self.of(">", found.end())
            at = close + 1
        return found.end() if found else len(self._html)

    def of_unread(self, name: str, pattern: re.Pattern[str], start: int) -> int:
        found = None if name in self._gone else pattern.search(self._html, start)
        if found is None:
            self._gone.add(name)
            return start
        return found.start()
