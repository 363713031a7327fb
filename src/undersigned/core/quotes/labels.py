"""Labels of words, and the pieces of reports that they stand for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from undersigned.core.quotes.contents import behind_verb, bordered, trimmed
from undersigned.core.quotes.features import cue_features, form_of, role_features
from undersigned.core.quotes.model import Model
from undersigned.core.quotes.sources import (
    Run,
    bare_phrase,
    find_subject,
    has_verb,
    phrase_before_who,
    relative_subject,
    whole_phrase,
)
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
_OPENING_MARKS: Final = frozenset(",.;:،؛–—-)")
_COMMAS: Final = frozenset(",،")
_JOINS: Final = frozenset(
    ("and", "but", "then", "et", "mais", "puis", "und", "aber", "y", "e", "pero")
)
# What opens a sentence as a cue, always. How sure that is where the model does not see it.
_OPENING_CUE: Final = ("According", "to")
_OPENERS: Final = frozenset(("According", "In"))
_VIEWS: Final = frozenset(("view", "words", "opinion", "eyes", "judgment", "telling"))
_VIEW_LENGTH: Final = 4
_APPOSED: Final = frozenset(("a", "an"))
_SOURCE_ENDS: Final = frozenset((",", ".", ";", "—", "–", "--", QUOTED))
BY_RULE: Final = 0.8
_WHO: Final = frozenset(("who", "which", "whose"))
# Before adding that …, she left; by saying so, she left.
_LEADS: Final = frozenset(("before", "after", "while", "by", "without"))
_NO_ANSWERS: Final = frozenset((("to", "comment"), ("to", "respond"), ("comment",)))
# What may stand between a cue and the clause that it opens, and is no part of it.
_BESIDE: Final = frozenset(("time", "preposition", "hearer", "adverb", "object"))
_BESIDE_TO: Final = frozenset(("time", "adverb"))
_PASSIVES: Final = frozenset(("is", "are", "was", "were", "be", "been", "being"))
_BEFORE_NOUNS: Final = frozenset(("determiner", "preposition"))
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
            sentence.seen,
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
    if language == "en":
        for start, end in _in_the_view(words):
            labels[start:end] = [CUE_BEGINS, *([CUE_GOES_ON] * (end - start - 1))]
            sure.setdefault(start, BY_RULE)
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
            role_features(sentence.seen, cue, cues, language, after_quoted=sentence.follows_quoted)
        )
        pieces, sources = runs(roles, CONTENT), runs(roles, SOURCE)
        is_opening = start == 0 and words[0] in _OPENERS and end > 1 and language == "en"
        if is_opening:
            pieces, sources = _behind_opening(words, pieces, sources, end)
        if words[start] == "in" and end - start == _VIEW_LENGTH and not (pieces and sources):
            pieces, sources = _around_view(words, start, end)
        contents = trimmed(words, pieces)
        if not contents and language == "en":
            contents = behind_verb(words, (start, end))
        contents = _opened(sentence, contents, end, language)
        if language == "en":
            contents = bordered(words, contents, (start, end), cues)
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
                _source(words, sources, (start, end), cues, language, is_whole=is_opening),
                (sure[start] + probability) / 2,
            )
        )
    return _joined(words, [_without_others(report, reports) for report in reports], language)


def _without_others(report: Report, reports: Sequence[Report]) -> Report:
    """Without a piece that a nearer cue has too, as in "…," he said after telling them that …."""
    start = report.cues[0][0]
    left = tuple(
        piece
        for piece in report.contents
        if not any(piece in one.contents and start < one.cues[0][0] < piece[0] for one in reports)
    )
    return replace(report, contents=left) if left else report


def _behind_opening(
    words: Sequence[str], contents: list[Run], sources: list[Run], end: int
) -> tuple[list[Run], list[Run]]:
    """Source and content of "According to Falk, …", whose border is a comma."""
    if sources and contents and sources[0][0] == end:
        begin = contents[0][0]
        if words[begin - 1] == "," and words[begin] not in _WHO:
            return contents, sources
    comma = words.index(",", end) if "," in words[end:] else 0
    following = words[comma + 1 : comma + 2]
    more = words.index(",", comma + 1) if comma and "," in words[comma + 1 :] else 0
    if (comma and _WHO.intersection(following)) or (
        more and following[0] in _APPOSED and not has_verb(words, comma + 1, more)
    ):
        comma = more
    if not comma:
        return contents, sources
    return [(comma + 1, len(words))], [(end, comma)]


def _in_the_view(words: Sequence[str]) -> list[Run]:
    """The places of "in the view of" and its like, which always tell whose words these are."""
    return [
        (place, place + _VIEW_LENGTH)
        for place in range(len(words) - _VIEW_LENGTH)
        if words[place + 1] == "the" and words[place + 3] == "of" and words[place + 2] in _VIEWS
        if words[place] == "in" or (words[place] == "In" and place == 0)
    ]


def _around_view(words: Sequence[str], start: int, end: int) -> tuple[list[Run], list[Run]]:
    """Content and source of "The plan, in the view of Falk, is dead"."""
    until = next((p for p in range(end, len(words)) if words[p] in _SOURCE_ENDS), len(words))
    return [(0, start), (until, len(words))], [(end, until)]


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
                if _is_within_another(joined[:place], other, start):
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
        if source is None and language == "en" and start and _speaks(words, report.cues[0]):
            source = phrase_before_who(words, report.cues[0])
            source = source or find_subject(words, report.cues[0][1], language)
            if source is not None and (source[1] > start or _meets(report.contents, source)):
                source = None
        joined.append(replace(report, source=source))
    return joined


def _is_within_another(before: Sequence[Report], report: Report, place: int) -> bool:
    """Whether a report stands within what another says, and a place of the sentence does not."""
    start = report.cues[0][0]
    return any(_holds(one.contents, start) for one in before) and not any(
        _holds(one.contents, place) for one in before
    )


def _speaks(words: Sequence[str], cue: Run) -> bool:
    """Whether a cue is a verb of saying in the active voice."""
    is_noun = not _BEFORE_NOUNS.isdisjoint(form_of(words[cue[0] - 1], "en")[1].split("+"))
    is_passive = words[cue[0]].lower() in _PASSIVES
    return not is_noun and not is_passive and _is_verb(words[cue[1] - 1].lower(), "en")


def _meets(contents: Sequence[Run], run: Run) -> bool:
    return any(start < run[1] and run[0] < end for start, end in contents)


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
    """Whether a cue is none: a preposition, as only headlines have, or "a man named Falk"."""
    words = sentence.words
    if words[cue[0]] == "named" and cue[1] < len(words) and cue[0]:
        return words[cue[1]][0].isupper() and words[cue[0] - 1].isalpha()
    return sentence.paragraph > 0 and all(
        form_of(word, language)[1] == "preposition" for word in words[slice(*cue)]
    )


def _holds(contents: Sequence[Run], place: int) -> bool:
    return any(start <= place < end for start, end in contents)


def _cut(words: Sequence[str], contents: Sequence[Run], place: int) -> tuple[Run, ...]:
    return trimmed(words, [(start, min(end, place)) for start, end in contents if start < place])


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
    words: Sequence[str],
    pieces: Sequence[Run],
    cue: Run,
    cues: Sequence[bool],
    language: str,
    *,
    is_whole: bool,
) -> Run | None:
    """The piece that is nearest to the cue, without the words and marks around it."""
    relative = relative_subject(words, cue) if language == "en" and not is_whole else None
    if relative is not None:
        return relative
    if not pieces:
        return None
    first, last = min(pieces, key=lambda run: max(cue[0] - run[1], run[0] - cue[1]))
    while first < last and (
        words[first] in _OPENING_MARKS
        or (first == 0 and words[first] in _BEGINNINGS)
        or (language == "en" and words[first] == "that" and first + 1 < last)
    ):
        first += 1
    while last > first and (words[last - 1] in ",;:،؛" or words[last - 1] in _POSSESSIVES):
        last -= 1
    if language == "en" and not is_whole:
        first, last = whole_phrase(words, (first, last), cue, cues, language)
        first, last = bare_phrase(words, (first, last), cue, language)
    return (first, last) if first < last else None
