"""Articles whose lines end with CR LF, CR, NEL or LS, read as if they ended with a line feed.

Whoever saves a text decides how its lines end, and nothing that is said in it depends on that.
"""

import re
from bisect import bisect_left
from dataclasses import replace
from typing import Final

from undersigned.core.quotes.found import Span, Statement

_OTHER_END: Final = re.compile("\r\n?|[\x85\u2028]")


class UnifiedLines:
    """A text with line feeds only, whose spans are told in the text that it was made of."""

    __slots__ = ("_longer", "text")

    def __init__(self, text: str) -> None:
        """Unify a text; `text` is the very same where there is nothing to do."""
        # Where the line feeds of the unified text are that two code points stand for.
        self._longer: list[int] = []
        parts: list[str] = []
        done = size = 0
        for end in _OTHER_END.finditer(text):
            parts += (text[done : end.start()], "\n")
            size += end.start() - done
            if end.end() - end.start() > 1:
                self._longer.append(size)
            size += 1
            done = end.end()
        self.text = "".join(parts) + text[done:] if parts else text

    def original(self, span: Span) -> Span:
        """Where a span of the unified text stands in the original one."""
        if not self._longer:
            return span
        return Span(*(at + bisect_left(self._longer, at) for at in (span.start, span.end)))

    def original_of(self, statement: Statement) -> Statement:
        """A statement of the unified text as one of the original text."""
        if not self._longer:
            return statement
        source, antecedent = statement.source, statement.antecedent
        return replace(
            statement,
            contents=tuple(map(self.original, statement.contents)),
            fragments=tuple(map(self.original, statement.fragments)),
            cues=tuple(map(self.original, statement.cues)),
            source=self.original(source) if source is not None else None,
            antecedent=self.original(antecedent) if antecedent is not None else None,
        )
