"""Labels of words, and the pieces of reports that they stand for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from undersigned.core.quotes.features import cue_features, role_features
from undersigned.core.quotes.model import Model
from undersigned.core.quotes.tokens import QUOTED, Sentence

OUTSIDE: Final = "O"
CUE_BEGINS, CUE_GOES_ON = "B", "I"
CONTENT: Final = ("BC", "IC")
SOURCE: Final = ("BS", "IS")
CUE: Final = "K"
_CLOSING_MARKS: Final = frozenset(",.;:،؛–—-!?؟…)")
_OPENING_MARKS: Final = frozenset(",.;:،؛–—-)")
_POSSESSIVES: Final = frozenset(("’s", "'s", "’", "'"))

Run = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Report:
    """One report within a sentence; runs count its words, ends exclusive."""

    cues: tuple[Run, ...]
    contents: tuple[Run, ...]
    source: Run | None
    confidence: float


def read_reports(sentence: Sentence, language: str, model: Model) -> list[Report]:
    """What the models find in a sentence, in the order of the cues."""
    words = sentence.words
    labels = model.cues.tag(
        cue_features(
            words,
            language,
            is_first=sentence.paragraph == 0,
            after_quoted=sentence.follows_quoted,
        )
    )
    cues = [label != OUTSIDE for label in labels]
    starts = runs(labels, (CUE_BEGINS, CUE_GOES_ON))
    sure = {start: model.cues.marginal(CUE_BEGINS, start) for start, _ in starts}
    taken: set[int] = set()
    reports = []
    for start, end in starts:
        if start in taken:
            continue
        cue = [start <= place < end for place in range(len(words))]
        roles = model.roles.tag(
            role_features(words, cue, cues, language, after_quoted=sentence.follows_quoted)
        )
        contents = _contents(words, runs(roles, CONTENT))
        if not contents:
            continue
        more = [run for run in starts if run[0] > start and roles[run[0]] == CUE]
        taken.update(place for place, _ in more)
        probability = model.roles.probability(roles)
        reports.append(
            Report(
                ((start, end), *more),
                contents,
                _source(words, runs(roles, SOURCE), start, end),
                (sure[start] + probability) / 2,
            )
        )
    return reports


def runs(labels: Sequence[str], names: tuple[str, str]) -> list[Run]:
    """The runs of words whose labels are the first of these names, or the second behind it."""
    found: list[Run] = []
    begins, goes_on = names
    is_open = False
    for place, label in enumerate(labels):
        if label == begins or (label == goes_on and not is_open):
            found.append((place, place + 1))
            is_open = True
        elif label == goes_on:
            found[-1] = (found[-1][0], place + 1)
        else:
            is_open = False
    return found


def _contents(words: Sequence[str], pieces: Sequence[Run]) -> tuple[Run, ...]:
    """Without the marks around them; what only a comma parts is one piece."""
    joined: list[Run] = []
    for start, end in pieces:
        if joined and start - joined[-1][1] <= 1 and not words[joined[-1][1]][0].isalnum():
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    found = []
    for first, last in joined:
        start, end = first, last
        while start < end and words[start] in _OPENING_MARKS:
            start += 1
        while end > start and words[end - 1] in _CLOSING_MARKS and words[end - 1] != QUOTED:
            end -= 1
        if start < end:
            found.append((start, end))
    return tuple(found)


def _source(words: Sequence[str], pieces: Sequence[Run], start: int, end: int) -> Run | None:
    """The piece that is nearest to the cue, without the marks and endings around it."""
    if not pieces:
        return None
    first, last = min(pieces, key=lambda run: max(start - run[1], run[0] - end))
    while first < last and words[first] in _OPENING_MARKS:
        first += 1
    while last > first and (words[last - 1] in ",;:،؛" or words[last - 1] in _POSSESSIVES):
        last -= 1
    return (first, last) if first < last else None
