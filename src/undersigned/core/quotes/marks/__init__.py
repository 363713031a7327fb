"""Quotation marks of the world to quoted spans, by rule, paragraph by paragraph.

Every step looks at a bounded piece of text, so that the whole is linear whatever the marks are.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from undersigned.core.quotes.found import Span
from undersigned.core.quotes.marks.insertions import pieces_between_insertions
from undersigned.core.quotes.marks.pairs import Pair, find_pairs
from undersigned.core.quotes.marks.roles import Role, Roles
from undersigned.core.quotes.marks.signs import INVISIBLE
from undersigned.core.quotes.paragraphs import find_paragraphs

__all__ = ["Quoted", "Role", "find_quoted"]


@dataclass(frozen=True, slots=True)
class Quoted:
    """Quoted words, with their marks (outer) and without marks and spaces around (inner).

    An unclosed quotation ends with its paragraph, and a continued one is one Quoted a paragraph.
    So is each piece between words of the reporter within the marks, as in French.
    `depth` counts the quotations around it.
    """

    outer: Span
    inner: Span
    role: Role
    depth: int


def find_quoted(text: str, language: str) -> tuple[Quoted, ...]:
    """All quoted spans of a text, in order of their start, outer ones before inner ones."""
    paragraphs = find_paragraphs(text)
    found: list[Quoted] = []
    for paragraph, pairs in zip(paragraphs, find_pairs(text, paragraphs, language), strict=True):
        if pairs:
            roles = Roles(text, paragraph, language)
            found.extend(_quoted(text, pairs, roles, language))
    return tuple(found)


def _quoted(text: str, pairs: Sequence[Pair], roles: Roles, language: str) -> list[Quoted]:
    ends: list[int] = []
    quoted: list[Quoted] = []
    for place, pair in enumerate(pairs):
        while ends and ends[-1] <= pair.outer.start:
            ends.pop()
        inner = _trimmed(text, pair.inner)
        if inner is None:
            continue
        role = roles.of(pair.outer, inner) if pair.is_closed else Role.QUOTATION
        following = pairs[place + 1].outer.start if place + 1 < len(pairs) else pair.outer.end
        pieces: tuple[Span, ...] = (pair.inner,)
        if following >= pair.outer.end:
            pieces = pieces_between_insertions(text, pair.inner, language)
        for number, piece in enumerate(pieces):
            words = _trimmed(text, piece)
            if words is None:
                continue
            start = pair.outer.start if number == 0 else words.start
            end = pair.outer.end if number == len(pieces) - 1 else words.end
            quoted.append(Quoted(Span(start, end), words, role, len(ends)))
        ends.append(pair.outer.end)
    return quoted


def _trimmed(text: str, span: Span) -> Span | None:
    """Without spaces and invisible signs around; None if nothing is left."""
    start, end = span.start, span.end
    while start < end and (text[start].isspace() or text[start] in INVISIBLE):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in INVISIBLE):
        end -= 1
    return Span(start, end) if start < end else None
