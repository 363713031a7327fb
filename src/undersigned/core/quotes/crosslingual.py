"""A possible source of words that were translated: numbers, names and words of common descent.

No dictionary is asked, so it is a guess, and says how good: numbers and names are nearly the same
in most languages, and many longer words share their beginnings ("négociations", "negotiations").
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from math import log
from typing import Final

from undersigned.core.quotes.found import Span
from undersigned.core.quotes.letter import MAX_SENTENCES_OF_STEM, PreparedText
from undersigned.core.quotes.quotation import Quotation
from undersigned.core.quotes.stems import stem_of

_MAX_WORDS: Final = 400


def find_source(
    quotation: Quotation, texts: Sequence[PreparedText]
) -> tuple[PreparedText, Span, float] | None:
    """The sentence of the texts that shares most, and how sure that is; None if nothing is shared.

    A number or a name counts more than a stem, and what stands in many sentences counts little.
    """
    wanted = {stem for word in quotation.tokens.words[:_MAX_WORDS] if (stem := stem_of(word))}
    best: tuple[float, float, PreparedText, int] | None = None
    for text in texts:
        scores: defaultdict[int, float] = defaultdict(float)
        for key in wanted:
            sentences = text.sentences_of.get(key, ())
            if 0 < len(sentences) <= MAX_SENTENCES_OF_STEM:
                weight = (2.0 if key[0].isdecimal() else 1.0) / (1 + log(len(sentences)))
                for sentence in sentences:
                    scores[sentence] += weight
        if scores:
            sentence = max(scores, key=lambda at: (scores[at], -at))
            score = scores[sentence]
            if best is None or score > best[0]:
                best = (score, score / max(2.0, len(wanted)), text, sentence)
    if best is None:
        return None
    _, share, text, sentence = best
    first = bisect_left(text.sentences, sentence)
    end = bisect_left(text.sentences, sentence + 1)
    return text, text.word_span(first, end), round(min(0.9, share), 2)
