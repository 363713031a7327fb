"""Which texts of a letter words may be quoted from, and which they may be translated from.

A possible source is told by numbers, names and words of common descent. No dictionary is asked, so
it is a guess, and says how good: numbers and names are nearly the same in most languages, and many
longer words share their beginnings ("négociations", "negotiations").
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from typing import Final

from undersigned.core.quotes.found import Span
from undersigned.core.quotes.language import (
    UNKNOWN,
    is_traditional,
    language_of_words,
    script_of,
    script_of_language,
)
from undersigned.core.quotes.letter import MAX_SENTENCES_OF_STEM, PreparedText
from undersigned.core.quotes.quotation import Quotation
from undersigned.core.quotes.stems import stem_of

_MAX_WORDS: Final = 400


@dataclass(frozen=True, slots=True)
class Sources:
    """Texts that words are quoted from, if any, and those that they would be translated from.

    `has_own` says that some of those to quote are in the language of the words.
    """

    quoted: tuple[PreparedText, ...]
    translated: tuple[PreparedText, ...]
    has_own: bool


def sort_texts(words: str, texts: Sequence[PreparedText], article: str) -> Sources:
    """The texts that words may be from, by their own language and by that of the article.

    Primary subtags are compared; what is in an unknown language may be in any. Another script than
    the article's is that of another language. Where a script has several, small words tell them.
    """
    article = article.partition("-")[0].lower()
    if article in {"", UNKNOWN}:
        return Sources(tuple(texts), (), has_own=True)
    of_article = [text for text in texts if _tag(text) in {article, UNKNOWN}]
    script = script_of(words)
    if script and script != script_of_language(article):
        own = [text for text in texts if script_of(text.reading.text) == script]
    else:
        language = language_of_words(words, article, map(_tag, texts))
        own = [text for text in texts if _tag(text) in {language, UNKNOWN}]
        if not own and script != "latin":
            own = of_article
    if script == "han":
        of_article, own = (
            [text for text in some if _tag(text) != "zh" or _have_one_form(words, text)]
            for some in (of_article, own)
        )
    quoted = [*of_article, *(text for text in own if text not in of_article)]
    # Words of the article's own language are beside its text no translation.
    kept = quoted if own else []
    return Sources(
        tuple(quoted), tuple(text for text in texts if text not in kept), has_own=bool(own)
    )


def _have_one_form(words: str, text: PreparedText) -> bool:
    """Whether not one of them is in traditional, the other in simplified characters."""
    return {is_traditional(words), is_traditional(text.reading.text)} != {True, False}


def _tag(text: PreparedText) -> str:
    return text.source.language.partition("-")[0].lower()


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
