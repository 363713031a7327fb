"""Where the words of a changed quotation come from: runs that it shares with a letter's text.

Runs of three words are looked up in the text's index and made as long as they are; what stands
between them is compared word by word. Where changes are so close that no three words are left
together, rare words vote for a passage. All of it is bounded, whatever is quoted.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import log
from typing import Final

from rapidfuzz.distance import LCSseq

from undersigned.core.compare import compare
from undersigned.core.quotes.letter import PreparedText

MAX_LOOKED_UP: Final = 400
"""Quotations of more words are compared with the whole text, as two versions of one text are."""

_SEED: Final = 3
_MAX_PLACES: Final = 64
_MAX_STEPS: Final = 60_000
# Left out words that still make one passage, in words; within a sentence there may be more.
_NEAR: Final = 4
_NEAR_IN_SENTENCE: Final = 60
_MAX_GAP: Final = 200
_BESIDE: Final = 3
_MAX_ABSORBED: Final = 8


@dataclass(frozen=True, slots=True, order=True)
class Run:
    """Words that agree: from `quoted` in the quotation and from `letter` in the text."""

    quoted: int
    letter: int
    length: int

    @property
    def quoted_end(self) -> int:
        """The word behind it in the quotation."""
        return self.quoted + self.length

    @property
    def letter_end(self) -> int:
        """The word behind it in the text."""
        return self.letter + self.length


@dataclass(slots=True)
class Passage:
    """Runs of one passage, in the order of both texts."""

    runs: list[Run] = field(default_factory=list)

    @property
    def words(self) -> int:
        """How many words agree."""
        return sum(run.length for run in self.runs)

    @property
    def longest(self) -> int:
        """How many agree in a row."""
        return max(run.length for run in self.runs)


def align(
    words: Sequence[str],
    text: PreparedText,
    *,
    sentences: Sequence[int],
    skips: Sequence[int] = (),
) -> list[Passage]:
    """The passages that a quotation's words come from, in the order of the quotation.

    `sentences` number those of the quotation, word by word. `skips` are the words before which the
    quotation says that it leaves something out. Stray runs, too short to tell a passage, are no
    passage where others are.
    """
    if len(words) > MAX_LOOKED_UP:
        runs = [Run(*match) for match in compare(words, text.tokens.words) if match[2]]
        return _grouped(runs, text, skips)
    passages = _weighty(
        _grouped(_seeds(words, sentences, text), text, skips), len(words), text.scale
    )
    passages = _absorbed(passages, words, text)
    passages = [_filled(passage, words, text, passages) for passage in passages]
    if sum(passage.words for passage in passages) * 2 < len(words):
        voted = _voted(words, text)
        if voted and voted.words > sum(passage.words for passage in passages):
            return [voted]
    return passages


def _seeds(words: Sequence[str], sentences: Sequence[int], text: PreparedText) -> list[Run]:
    """Runs of three words or more, from the left, each as long as possible.

    A run ends where a sentence ends in one text and not in the other.
    """
    letter = text.tokens.words
    runs: list[Run] = []
    steps = 0
    at = done = 0
    while at + _SEED <= len(words) and steps < _MAX_STEPS:
        place = text.first_of.get(hash((words[at], words[at + 1], words[at + 2])), -1)
        best: Run | None = None
        best_score = 0
        for _ in range(_MAX_PLACES):
            if place < 0 or steps > _MAX_STEPS:
                break
            length = _common(words, at, sentences, text, place)
            steps += length + 1
            # Of two places, the one where the quotation goes on where it stopped.
            goes_on = bool(runs) and 0 <= place - runs[-1].letter_end <= _NEAR
            score = length + 3 * goes_on
            if length >= _SEED and score > best_score:
                best, best_score = Run(at, place, length), score
            place = text.next_of[place]
        if best is None:
            at += 1
            steps += 1
            continue
        back = 0
        while (
            at - back > done
            and best.letter > back
            and words[at - back - 1] == letter[best.letter - back - 1]
        ):
            back += 1
        runs.append(Run(at - back, best.letter - back, best.length + back))
        at = done = best.quoted_end
    return runs


def _common(
    words: Sequence[str], at: int, sentences: Sequence[int], text: PreparedText, place: int
) -> int:
    letter, numbers = text.tokens.words, text.sentences
    length = 0
    most = min(len(words) - at, len(letter) - place)
    while length < most and words[at + length] == letter[place + length]:
        if length and (sentences[at + length] == sentences[at + length - 1]) != (
            numbers[place + length] == numbers[place + length - 1]
        ):
            break
        length += 1
    return length


def _grouped(runs: Sequence[Run], text: PreparedText, skips: Sequence[int]) -> list[Passage]:
    """Each run goes to the latest passage that it carries on, or begins one."""
    passages: list[Passage] = []
    for run in runs:
        for passage in reversed(passages[-8:]):
            if _carries_on(passage.runs[-1], run, text, skips):
                passage.runs.append(run)
                break
        else:
            passages.append(Passage([run]))
    return passages


def _carries_on(last: Run, run: Run, text: PreparedText, skips: Sequence[int]) -> bool:
    left_out = run.letter - last.letter_end
    if left_out < 0:
        return False
    if any(last.quoted_end <= at <= run.quoted for at in skips):
        return True
    more = left_out - (run.quoted - last.quoted_end)
    if more <= _NEAR * text.scale:
        return True
    is_one_sentence = text.sentences[last.letter_end - 1] == text.sentences[run.letter]
    return is_one_sentence and more <= _NEAR_IN_SENTENCE * text.scale


def _weighty(passages: list[Passage], size: int, scale: float) -> list[Passage]:
    """The passages without those of so few words that they stand anywhere."""
    if len(passages) < 2:
        return passages
    most = max(passage.words for passage in passages)
    return [
        passage
        for passage in passages
        if passage.words == most or passage.longest > _SEED * scale or passage.words * 4 >= size
    ]


def _absorbed(passages: list[Passage], words: Sequence[str], text: PreparedText) -> list[Passage]:
    """Without the passages whose words stand beside the longest one nearly as well."""
    if not 1 < len(passages) <= _MAX_ABSORBED:
        return passages
    longest = max(passages, key=lambda passage: passage.words)
    kept = list(passages)
    for passage in passages:
        if passage is longest:
            continue
        others = [other for other in kept if other is not passage]
        start, end = passage.runs[0].quoted, passage.runs[-1].quoted_end
        within = sum(
            max(0, min(end, run.quoted_end) - max(start, run.quoted))
            for run in _filled(longest, words, text, others).runs
        )
        if within * 3 >= passage.words * 2:
            kept = others
    return kept


def _filled(
    passage: Passage, words: Sequence[str], text: PreparedText, passages: Sequence[Passage]
) -> Passage:
    """The passage with the words that agree between its runs, before the first and behind the last.

    What another passage has is not looked for.
    """
    letter = text.tokens.words
    taken = sorted((run.quoted, run.quoted_end) for other in passages for run in other.runs)
    first, last = passage.runs[0], passage.runs[-1]
    start = max((end for _, end in taken if end <= first.quoted), default=0)
    end = min((begin for begin, _ in taken if begin >= last.quoted_end), default=len(words))
    runs: list[Run] = []
    if start < first.quoted:
        reach = first.quoted - start + _BESIDE
        runs += _between(words, start, first.quoted, letter, (first.letter - reach, first.letter))
    for run, next_run in pairwise([*passage.runs, None]):
        assert run is not None
        runs.append(run)
        if next_run:
            runs += _between(
                words, run.quoted_end, next_run.quoted, letter, (run.letter_end, next_run.letter)
            )
    if last.quoted_end < end:
        reach = end - last.quoted_end + _BESIDE
        runs += _between(
            words, last.quoted_end, end, letter, (last.letter_end, last.letter_end + reach)
        )
    return Passage(_within_sentences(runs, text))


def _within_sentences(runs: list[Run], text: PreparedText) -> list[Run]:
    """The runs without a word or two at the ends that agree by chance with another sentence."""

    def is_stray(run: Run, neighbour: Run) -> bool:
        one, other = sorted((run, neighbour))
        return (
            run.length < _SEED * text.scale
            and other.quoted - one.quoted_end >= _SEED
            and text.sentences[one.letter_end - 1] != text.sentences[other.letter]
        )

    while len(runs) > 1 and is_stray(runs[0], runs[1]):
        runs = runs[1:]
    while len(runs) > 1 and is_stray(runs[-1], runs[-2]):
        runs = runs[:-1]
    return runs


def _between(
    words: Sequence[str], start: int, end: int, letter: Sequence[str], window: tuple[int, int]
) -> Iterator[Run]:
    """What agrees, in order, between a part of the quotation and a window of the text."""
    first, last = max(0, window[0]), min(len(letter), window[1])
    if not 0 < end - start <= _MAX_GAP or not 0 < last - first <= 2 * _MAX_GAP:
        return
    for block in LCSseq.opcodes(words[start:end], letter[first:last]):
        if block.tag == "equal":
            length = block.src_end - block.src_start
            yield Run(start + block.src_start, first + block.dest_start, length)


def _voted(words: Sequence[str], text: PreparedText) -> Passage | None:
    """The passage that has most of the words in their order, of those that rare words point at."""
    letter = text.tokens.words
    step = len(words) // 2 + 4
    votes: defaultdict[int, float] = defaultdict(float)
    for at, word in enumerate(words):
        places = text.places_of.get(word, ())
        if len(places) > _MAX_PLACES:
            continue
        weight = 1 / (1 + log(1 + len(places)))
        for place in places:
            window = (place - at) // step
            votes[window] += weight
            votes[window + 1] += weight
    best: Passage | None = None
    for window in sorted(votes, key=lambda window: (-votes[window], window))[:3]:
        first = max(0, (window - 1) * step - _BESIDE)
        last = min(len(letter), (window + 1) * step + len(words) + _BESIDE)
        runs = list(_between(words, 0, len(words), letter, (first, last)))
        runs = _without_strays(runs)
        if runs and (best is None or sum(run.length for run in runs) > best.words):
            best = Passage(runs)
    return best


def _without_strays(runs: list[Run]) -> list[Run]:
    """The runs without single words at the ends that stand far from the rest."""
    while len(runs) > 1 and runs[0].length == 1 and _is_far(runs[0], runs[1]):
        runs = runs[1:]
    while len(runs) > 1 and runs[-1].length == 1 and _is_far(runs[-2], runs[-1]):
        runs = runs[:-1]
    return runs


def _is_far(one: Run, other: Run) -> bool:
    return other.letter - one.letter_end > other.quoted - one.quoted_end + _BESIDE
