"""A quotation that is not true to a text: altered, spliced, partly from it, or not in it."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Final

from undersigned.core.quotes.alignment import Passage as Aligned
from undersigned.core.quotes.alignment import align
from undersigned.core.quotes.beside import warnings_beside
from undersigned.core.quotes.edits import edits_of
from undersigned.core.quotes.ellipses import Mark, MarkKind, find_marks, without_sic
from undersigned.core.quotes.exactly import Place
from undersigned.core.quotes.letter import PreparedText, number_sentences, tokenize
from undersigned.core.quotes.normal import normalize
from undersigned.core.quotes.quotation import Quotation
from undersigned.core.quotes.verdict import Edit, Judgement, Passage, Verdict

# Shares of the quotation's words. Between two unrelated sentences of one language up to two in
# five words agree in order, most of them articles and prepositions.
_MOST: Final = 0.6
_SPLICED: Final = 0.7
_MAX_FOREIGN_RUN: Final = 0.3
_FOREIGN_WORDS: Final = 4
_PART_WORDS: Final = 4
_SURE_WORDS: Final = 6


def judge_changed(quotation: Quotation, text: PreparedText, language: str) -> Verdict:
    """ALTERED, SPLICED, PARTLY or NOT_IN_LETTER, with every edit of the passages found."""
    marks = find_marks(quotation.words)
    if any(mark.kind is MarkKind.SIC for mark in marks):
        normal = normalize(without_sic(quotation.words, marks))
        quotation = replace(quotation, normal=normal, tokens=tokenize(normal.text))
    words = quotation.tokens.words
    marked = _marked_words(quotation, marks)
    skips = [at for at in range(len(words) + 1) if _has_ellipsis_before(quotation, marks, at)]
    sentences = number_sentences(quotation.normal, quotation.tokens)
    passages = align(words, text, sentences=sentences, skips=skips)
    if not passages:
        return Verdict(Judgement.NOT_IN_LETTER, (), ())
    scale = text.scale
    size = len(words) - len(marked)
    agreed = sum(passage.words for passage in passages)
    foreign = _longest_foreign_run(words, passages, marked, scale)
    judgement = Judgement.NOT_IN_LETTER
    if (
        agreed >= _MOST * size
        and len(passages) == 1
        and foreign <= max(_FOREIGN_WORDS * scale, _MAX_FOREIGN_RUN * size)
    ):
        judgement = Judgement.ALTERED
    elif len(passages) > 1 and agreed >= _SPLICED * size:
        judgement = Judgement.ALTERED if _are_in_one_sentence(passages, text) else Judgement.SPLICED
    elif any(_is_telling(passage, text) for passage in passages):
        judgement = Judgement.PARTLY
    if judgement is Judgement.NOT_IN_LETTER:
        return Verdict(judgement, (), ())
    edits = list(edits_of(quotation, text, marks, passages, language=language))
    if judgement is Judgement.ALTERED and len(passages) == 1:
        edits += _warnings(quotation, text, passages[0], language)
    return Verdict(
        judgement,
        tuple(_passage(passage, text) for passage in passages),
        tuple(sorted(edits, key=lambda edit: edit.quoted)),
    )


def _warnings(
    quotation: Quotation, text: PreparedText, passage: Aligned, language: str
) -> list[Edit]:
    """What stands just beside a passage whose first or last word is the quotation's."""
    first, last = passage.runs[0], passage.runs[-1]
    place = Place(text.tokens.starts[first.letter], text.tokens.ends[last.letter_end - 1])
    is_whole_before = first.quoted == 0
    is_whole_behind = last.quoted_end == len(quotation.tokens.words)
    return [
        edit
        for edit in warnings_beside(quotation, text, place, language)
        if (is_whole_before and edit.quoted.start == quotation.span.start)
        or (is_whole_behind and edit.quoted.start == quotation.span.end)
    ]


def _passage(passage: Aligned, text: PreparedText) -> Passage:
    return Passage(text.index, text.word_span(passage.runs[0].letter, passage.runs[-1].letter_end))


def _is_telling(passage: Aligned, text: PreparedText) -> bool:
    """Whether so many words in a row agree that it is no chance, and not all of them short."""
    run = max(passage.runs, key=lambda run: run.length)
    if run.length < _PART_WORDS * text.scale:
        return False
    if text.scale > 1 or run.length >= _SURE_WORDS:
        return True
    return sum(len(word) > 3 for word in text.tokens.words[run.letter : run.letter_end]) >= 2


def _longest_foreign_run(
    words: Sequence[str], passages: Sequence[Aligned], marked: Collection[int], scale: float
) -> int:
    """How many words in a row, but those in brackets, are not the letter's.

    A word or two that agree between more that do not agree by chance.
    """
    runs = sorted(run for passage in passages for run in passage.runs)
    ends = [0, *(run.quoted_end for run in runs)]
    starts = [*(run.quoted for run in runs), len(words)]
    gaps = [
        sum(at not in marked for at in range(end, start))
        for end, start in zip(ends, starts, strict=True)
    ]
    longest = length = gaps[0]
    for run, gap, next_gap in zip(runs, gaps, gaps[1:], strict=False):
        is_chance = run.length <= 2 * scale and run.length < gap + next_gap
        length = length + run.length + next_gap if is_chance else next_gap
        longest = max(longest, length)
    return longest


def _are_in_one_sentence(passages: Sequence[Aligned], text: PreparedText) -> bool:
    sentences = {
        text.sentences[at]
        for passage in passages
        for at in (passage.runs[0].letter, passage.runs[-1].letter_end - 1)
    }
    return len(sentences) == 1


def _marked_words(quotation: Quotation, marks: Sequence[Mark]) -> set[int]:
    """The words within brackets."""
    spans = [mark.span for mark in marks if mark.kind is not MarkKind.LEFT_OUT]
    if not spans:
        return set()
    return {
        at
        for at in range(len(quotation.tokens.words))
        if any(span.contains(quotation.word_span(at, at + 1)) for span in spans)
    }


def _has_ellipsis_before(quotation: Quotation, marks: Sequence[Mark], at: int) -> bool:
    if not any(mark.kind is MarkKind.LEFT_OUT for mark in marks):
        return False
    start = quotation.word_span(at - 1, at).end if at else 0
    end = quotation.word_span(at, at).start
    return any(
        mark.kind is MarkKind.LEFT_OUT and start <= mark.span.start and mark.span.end <= end
        for mark in marks
    )
