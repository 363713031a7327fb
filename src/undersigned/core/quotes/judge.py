"""How true a quotation is to a letter: docs/reference/quotation-verdicts.md.

VERBATIM and TYPOGRAPHY are said only where the quotation's own words are found one after the other
and whole; everything else is compared word by word and says what differs.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from undersigned.core.quotes.beside import warnings_beside
from undersigned.core.quotes.changed import judge_changed
from undersigned.core.quotes.crosslingual import find_source, sort_texts
from undersigned.core.quotes.ellipses import find_marks, fit_marked, pieces_of
from undersigned.core.quotes.exactly import (
    Place,
    find_places,
    find_quotation,
    has_same_words,
    is_exact,
    is_only_layout,
)
from undersigned.core.quotes.letter import PreparedLetter, PreparedText
from undersigned.core.quotes.normal import MappedText
from undersigned.core.quotes.quotation import Quotation, as_joined_in, read_quotation
from undersigned.core.quotes.verdict import Judgement, Passage, Verdict

MAX_QUOTATION: Final = 2_000_000
_FINAL: Final = re.compile("[,.;]\\Z")
_ASKED: Final = re.compile("[?!]")
_TRUE: Final = (Judgement.VERBATIM, Judgement.TYPOGRAPHY, Judgement.EDITED)
_NOTHING: Final = Verdict(Judgement.NOT_IN_LETTER, (), ())
# The best judgement first.
_RANK: Final = {
    judgement: rank
    for rank, judgement in enumerate(
        (
            Judgement.VERBATIM,
            Judgement.TYPOGRAPHY,
            Judgement.EDITED,
            Judgement.ALTERED,
            Judgement.SPLICED,
            Judgement.PARTLY,
            Judgement.TOO_SHORT,
            Judgement.NOT_IN_LETTER,
        )
    )
}


def judge_quotation(words: str, letter: PreparedLetter, *, language: str) -> Verdict:
    """The judgement of quoted words beside all texts of a letter.

    `words` stand as the article has them, best without the quotation marks around them, and
    `language` is the article's. Takes time linear in the quotation and, for `str.find`, the letter.
    """
    quotation = read_quotation(words[:MAX_QUOTATION])
    if not quotation.tokens.words:
        return Verdict(Judgement.TOO_SHORT, (), ())
    if len(words) > MAX_QUOTATION:
        # Longer than any letter, so that it is not all in one.
        return _NOTHING
    current = sort_texts(words, letter.current_texts, language)
    if quotation.is_short:
        return _judge_short(quotation, current.quoted)
    verdict = _best(quotation, current.quoted, language)
    if verdict.judgement in _TRUE:
        return verdict
    found = _same_words(quotation, current.translated, language)
    if found is not None:
        return found
    earlier = sort_texts(words, letter.earlier_texts, language)
    for text in earlier.quoted:
        found = _judge_true(quotation, text, language)
        if found is not None:
            break
    found = found or _same_words(quotation, earlier.translated, language)
    if found is not None:
        return Verdict(Judgement.EARLIER_EDITION, found.passages, found.edits)
    if current.translated or earlier.translated:
        sources = [*current.translated, *earlier.translated]
        return _judge_foreign(quotation, verdict, sources, has_own=current.has_own)
    return verdict


def _same_words(
    quotation: Quotation, texts: Sequence[PreparedText], language: str
) -> Verdict | None:
    """VERBATIM or TYPOGRAPHY beside texts in what seems to be another language.

    So many words in a row are nobody's translation, whatever language they seem to be.
    """
    verdicts = [_judge_true(quotation, text, language) for text in texts]
    return min(
        (
            verdict
            for verdict in verdicts
            if verdict is not None and verdict.judgement is not Judgement.EDITED
        ),
        key=lambda verdict: _RANK[verdict.judgement],
        default=None,
    )


def _best(quotation: Quotation, texts: Sequence[PreparedText], language: str) -> Verdict:
    """The best of the judgements beside several texts."""
    best = _NOTHING
    for text in texts:
        verdict = _judge_true(quotation, text, language)
        if verdict is not None and verdict.judgement is Judgement.VERBATIM:
            return verdict
        if verdict is not None and _RANK[verdict.judgement] < _RANK[best.judgement]:
            best = verdict
    if best.judgement in _TRUE:
        return best
    for text in texts:
        own = as_joined_in(quotation, text)
        verdict = _judge_joined(own, text) or judge_changed(own, text, language)
        if _RANK[verdict.judgement] < _RANK[best.judgement]:
            best = verdict
    return best


def _judge_true(quotation: Quotation, text: PreparedText, language: str) -> Verdict | None:
    """VERBATIM, TYPOGRAPHY or EDITED beside one text; None where it is none of these."""
    quotation = as_joined_in(quotation, text)
    place = _find(text, quotation)
    if place is not None and not is_only_layout(text, place.lost):
        place = None
    if place is not None:
        is_same = is_exact(text, place, quotation.span.of(quotation.words))
        judgement = Judgement.VERBATIM if is_same else Judgement.TYPOGRAPHY
        return _found(quotation, text, judgement, place, language)
    place = _without_final(quotation, text)
    if place is not None:
        return _found(quotation, text, Judgement.TYPOGRAPHY, place, language)
    marks = find_marks(quotation.words)
    if marks:
        fit = fit_marked(text, quotation.words, marks, language=language)
        if fit is not None:
            passages = tuple(
                Passage(text.index, text.file_span(place.start, place.end)) for place in fit.places
            )
            return Verdict(Judgement.EDITED, passages, fit.edits)
    return None


def _find(text: PreparedText, quotation: Quotation) -> Place | None:
    quoted = quotation.span.of(quotation.words)
    return find_quotation(text, quotation.normal, quoted, words=quotation.words)


def _found(
    quotation: Quotation,
    text: PreparedText,
    judgement: Judgement,
    place: Place,
    language: str,
) -> Verdict:
    passage = Passage(text.index, text.file_span(place.start, place.end))
    edits = warnings_beside(quotation, text, place, language)
    return Verdict(judgement, (passage,), edits)


def _without_final(quotation: Quotation, text: PreparedText) -> Place | None:
    """Where it stands but for a comma or full stop at its end, which may be the article's own.

    Not where the letter asks or calls out: a full stop would hide it.
    """
    normal = quotation.normal
    if not _FINAL.search(normal.text):
        return None
    shorter = MappedText(normal.text[:-1], normal.places, normal.starts, normal.ends, normal.breaks)
    place = find_quotation(text, shorter, quotation.words, words=quotation.words)
    if place is None or not is_only_layout(text, place.lost):
        return None
    if not normal.text.endswith(",") and _ASKED.match(text.normal.text, place.end):
        return None
    return place


def _judge_short(quotation: Quotation, texts: Sequence[PreparedText]) -> Verdict:
    """Under four words: verbatim to the character, or too short to judge, with a possible place."""
    possible: Verdict | None = None
    for text in texts:
        place = _find(text, quotation)
        if place is not None and is_exact(text, place, quotation.span.of(quotation.words)):
            return _found(quotation, text, Judgement.VERBATIM, place, text.source.language)
        place = place or _without_final(quotation, text)
        if place is not None and possible is None:
            possible = _found(quotation, text, Judgement.TOO_SHORT, place, text.source.language)
    return possible or Verdict(Judgement.TOO_SHORT, (), ())


def _judge_joined(quotation: Quotation, text: PreparedText) -> Verdict | None:
    """SPLICED where it runs over a border that says something, or its marked pieces are moved."""
    place = _find(text, quotation)
    if place is not None and place.lost:
        borders = [place.start, *place.lost, place.end]
        spans = [
            # Between words a border reads as a space.
            text.file_span(start, start + len(text.normal.text[start:end].rstrip()))
            for start, end in pairwise(borders)
        ]
        return Verdict(Judgement.SPLICED, tuple(Passage(text.index, span) for span in spans), ())
    marks = find_marks(quotation.words)
    if not marks:
        return None
    places: list[Place] = []
    for piece in pieces_of(quotation.words, marks):
        found = _find_piece(text, piece, quotation.words)
        if found is None:
            return None
        places.append(found)
    if len(places) < 2:
        return None
    passages = tuple(
        Passage(text.index, text.file_span(place.start, place.end)) for place in places
    )
    return Verdict(Judgement.SPLICED, passages, ())


def _find_piece(text: PreparedText, piece: MappedText, words: str) -> Place | None:
    written = piece.text.strip(',.;"')
    at = piece.text.find(written)
    return next(
        (
            place
            for place in find_places(text, written)
            if has_same_words(text, place, piece, words, at=at)
        ),
        None,
    )


def _judge_foreign(
    quotation: Quotation,
    verdict: Verdict,
    texts: Sequence[PreparedText],
    *,
    has_own: bool,
) -> Verdict:
    """TRANSLATED, where no text in the language of the words has more of it."""
    if verdict.judgement is not Judgement.NOT_IN_LETTER:
        return verdict
    source = find_source(quotation, texts)
    if source is None:
        return verdict if has_own else Verdict(Judgement.TRANSLATED, (), (), 0.0)
    text, span, confidence = source
    if has_own and confidence < _SURE:
        return verdict
    return Verdict(Judgement.TRANSLATED, (Passage(text.index, span),), (), confidence)


# Where the letter has a text in the language of the words, its own words are expected from there.
_SURE: Final = 0.4
