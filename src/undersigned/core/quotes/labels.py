"""Labels of words, and the pieces of reports that they stand for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from undersigned.core.quotes.features import cue_features, form_of, role_features
from undersigned.core.quotes.model import Model
from undersigned.core.quotes.sources import Run, find_subject, whole_phrase
from undersigned.core.quotes.tokens import QUOTED, Sentence
from undersigned.core.quotes.words import words_of

# Below this confidence, the subject of a sentence is the likelier source of its participle.
DOUBTFUL: Final = 0.8
# Nobody reports more often in one sentence; each costs a reading of it.
MOST_CUES: Final = 8
OUTSIDE: Final = "O"
CUE_BEGINS, CUE_GOES_ON = "B", "I"
CONTENT: Final = ("BC", "IC")
SOURCE: Final = ("BS", "IS")
CUE: Final = "K"
_CLOSING_MARKS: Final = frozenset(",.;:،؛–—-!?؟…)")
_OPENING_MARKS: Final = frozenset(",.;:،؛–—-)")
_COMMAS: Final = frozenset(",،")
_JOINS: Final = frozenset(
    ("and", "but", "then", "et", "mais", "puis", "und", "aber", "y", "e", "pero")
)
# What opens a sentence as a cue, always. How sure that is where the model does not see it.
_OPENING_CUE: Final = ("According", "to")
BY_RULE: Final = 0.8
_WHO: Final = frozenset(("who", "which", "whose"))
# Before adding that …, she left; by saying so, she left.
_LEADS: Final = frozenset(("before", "after", "while", "by", "without"))
_NO_ANSWERS: Final = frozenset((("to", "comment"), ("to", "respond"), ("comment",)))
# What may stand between a cue and the clause that it opens, and is no part of it.
_BESIDE: Final = frozenset(("time", "preposition", "hearer", "adverb", "object"))
_BESIDE_TO: Final = frozenset(("time", "adverb"))
_POSSESSIVES: Final = frozenset(("’s", "'s", "’", "'"))
# What opens a sentence and is no part of its subject.
_BEGINNINGS: Final = frozenset(
    ("And", "But", "Then", "Still", "Yet", "So", "Now", "Et", "Mais", "Or", "Und", "Aber", "Doch")
) | {"Y", "Pero", "و", "اما", "ولی"}


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
    if not any(words_of(language).is_telling(word.lower()) for word in words):
        return []
    labels = model.cues.tag(
        cue_features(
            words,
            language,
            is_first=sentence.paragraph == 0,
            after_quoted=sentence.follows_quoted,
        )
    )
    sure = {
        start: model.cues.marginal(CUE_BEGINS, start)
        for start, _ in runs(labels, (CUE_BEGINS, CUE_GOES_ON))
    }
    if tuple(words[:2]) == _OPENING_CUE and language == "en":
        labels[:2] = [CUE_BEGINS, CUE_GOES_ON]
        sure.setdefault(0, BY_RULE)
    cues = [label != OUTSIDE for label in labels]
    starts = runs(labels, (CUE_BEGINS, CUE_GOES_ON))
    if len(starts) > MOST_CUES:
        starts = sorted(sorted(starts, key=lambda run: -sure[run[0]])[:MOST_CUES])
    taken: set[int] = set()
    reports = []
    for start, end in starts:
        if start in taken or _is_bare(sentence, (start, end), language):
            continue
        cue = [start <= place < end for place in range(len(words))]
        roles = model.roles.tag(
            role_features(words, cue, cues, language, after_quoted=sentence.follows_quoted)
        )
        pieces, sources = runs(roles, CONTENT), runs(roles, SOURCE)
        is_opening = start == 0 and tuple(words[:2]) == _OPENING_CUE and language == "en"
        if is_opening:
            pieces, sources = _behind_opening(words, pieces, sources)
        contents = _contents(words, pieces)
        contents = _opened(sentence, contents, end, language)
        if not contents or tuple(words[slice(*contents[0])]) in _NO_ANSWERS:
            continue
        more = [
            run
            for run in starts
            if run[0] > start
            and roles[run[0]] == CUE
            and (language != "en" or not _is_verb(words[run[0]], language))
        ]
        taken.update(place for place, _ in more)
        probability = model.roles.probability(roles)
        reports.append(
            Report(
                ((start, end), *more),
                contents,
                _source(words, sources, (start, end), language, is_whole=is_opening),
                (sure[start] + probability) / 2,
            )
        )
    return _joined(words, reports, language)


def _behind_opening(
    words: Sequence[str], contents: list[Run], sources: list[Run]
) -> tuple[list[Run], list[Run]]:
    """Source and content of "According to Falk, …", whose border is a comma."""
    if sources and contents and sources[0][0] == 2:
        begin = contents[0][0]
        if words[begin - 1] == "," and words[begin] not in _WHO:
            return contents, sources
    comma = words.index(",", 2) if "," in words[2:] else 0
    if comma and _WHO.intersection(words[comma + 1 : comma + 2]):
        comma = words.index(",", comma + 1) if "," in words[comma + 1 :] else 0
    if not comma:
        return contents, sources
    return [(comma + 1, len(words))], [(2, comma)]


def _joined(words: Sequence[str], reports: Sequence[Report], language: str) -> list[Report]:
    """With the sources and ends that participles, and verbs joined by "and", tell of.

    In "She criticized the plan, saying it was late, and left", she says so, and what she
    criticized ends before the comma; but not where somebody within what is reported says it.
    """
    joined: list[Report] = []
    for report in reports:
        start = report.cues[0][0]
        before, cue = words[start - 1].lower() if start else "", words[start].lower()
        is_participle = (
            (before in _COMMAS or before == QUOTED or before in _LEADS)
            and cue.endswith("ing")
            and cue != "according"
        )
        source = report.source
        if is_participle or before in _JOINS:
            for place in range(len(joined) - 1, -1, -1):
                other = joined[place]
                if other.source is None or _is_reduced(words, other):
                    continue
                if _holds(other.contents, start):
                    is_same = source == other.source or (source is None and is_participle)
                    cut = _cut(words, other.contents, start - 1)
                    if not is_same or not cut:
                        continue
                    joined[place] = replace(other, contents=cut)
                source = other.source
                break
            else:
                is_doubtful = source is None or report.confidence < DOUBTFUL
                if is_participle and is_doubtful and language == "en":
                    source = find_subject(words, start, language) or source
        joined.append(replace(report, source=source))
    return joined


def _is_reduced(words: Sequence[str], report: Report) -> bool:
    """Whether its cue only tells more of its source, as in "groups opposed to the deal"."""
    start, end = report.cues[0]
    return (
        end - start <= 2
        and report.source is not None
        and report.source[1] == start
        and words[start] in ("opposed", "critical", "accused", "charged")
    )


def _is_verb(word: str, language: str) -> bool:
    return "+say" in f"+{form_of(word, language)[1]}" or word.endswith(("ing", "ed"))


def _is_bare(sentence: Sentence, cue: Run, language: str) -> bool:
    """Whether a preposition stands as a cue, which only headlines have: "Mayor against toll"."""
    return sentence.paragraph > 0 and all(
        form_of(word, language)[1] == "preposition" for word in sentence.words[slice(*cue)]
    )


def _holds(contents: Sequence[Run], place: int) -> bool:
    return any(start <= place < end for start, end in contents)


def _cut(words: Sequence[str], contents: Sequence[Run], place: int) -> tuple[Run, ...]:
    return _contents(words, [(start, min(end, place)) for start, end in contents if start < place])


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


def _opened(
    sentence: Sentence, contents: tuple[Run, ...], end: int, language: str
) -> tuple[Run, ...]:
    """Without the time or hearer that stands between a cue and its that or to."""
    for place, (start, until) in enumerate(contents):
        if start != end:
            continue
        for opener in range(start + 1, min(start + 6, until - 1)):
            word = sentence.words[opener]
            beside = _BESIDE_TO if word == "to" else _BESIDE
            if word in ("that", "dass", "whether", "to"):
                if all(
                    beside.intersection(form_of(w, language)[1].lstrip("^").split("+"))
                    for w in sentence.words[start:opener]
                ):
                    return (*contents[:place], (opener, until), *contents[place + 1 :])
                break
    return contents


def _source(
    words: Sequence[str], pieces: Sequence[Run], cue: Run, language: str, *, is_whole: bool
) -> Run | None:
    """The piece that is nearest to the cue, without the words and marks around it."""
    if not pieces:
        return None
    first, last = min(pieces, key=lambda run: max(cue[0] - run[1], run[0] - cue[1]))
    while first < last and (
        words[first] in _OPENING_MARKS or (first == 0 and words[first] in _BEGINNINGS)
    ):
        first += 1
    while last > first and (words[last - 1] in ",;:،؛" or words[last - 1] in _POSSESSIVES):
        last -= 1
    if language == "en" and not is_whole:
        first, last = whole_phrase(words, (first, last), cue, language)
    return (first, last) if first < last else None
