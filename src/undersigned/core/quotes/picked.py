"""The passages of a letter that the press picked up, and in how many articles."""

from collections.abc import Sequence
from dataclasses import dataclass

from undersigned.core.quotes.found import Span
from undersigned.core.quotes.verdict import Judgement, Verdict

_COUNTED = frozenset(
    {
        Judgement.VERBATIM,
        Judgement.TYPOGRAPHY,
        Judgement.EDITED,
        Judgement.ALTERED,
        Judgement.SPLICED,
        Judgement.PARTLY,
    }
)


@dataclass(frozen=True, slots=True)
class Picked:
    """Code points of a letter's file, and the number of articles that quote all of them."""

    span: Span
    articles: int


def find_picked(articles: Sequence[Sequence[Verdict]], text_index: int) -> tuple[Picked, ...]:
    """What was quoted of one text, in its order: spans that do not overlap, each with its number.

    `articles` hold the verdicts of one article each; words quoted twice in one count once. A
    possible source of a translation, and what is too short to judge, is not counted. Neighbours
    with the same number are one span.
    """
    changes: dict[int, int] = {}
    for verdicts in articles:
        spans = [
            passage.span
            for verdict in verdicts
            if verdict.judgement in _COUNTED
            for passage in verdict.passages
            if passage.text_index == text_index
        ]
        for span in _merged(spans):
            changes[span.start] = changes.get(span.start, 0) + 1
            changes[span.end] = changes.get(span.end, 0) - 1
    picked: list[Picked] = []
    start = count = 0
    for place in sorted(place for place, change in changes.items() if change):
        if count:
            picked.append(Picked(Span(start, place), count))
        count += changes[place]
        start = place
    return tuple(picked)


def _merged(spans: Sequence[Span]) -> list[Span]:
    """The spans in order, those that touch or overlap as one."""
    merged: list[Span] = []
    for span in sorted(span for span in spans if span.start < span.end):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged
