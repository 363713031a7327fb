"""The sentences of an article as words, in which each quoted piece is a single one.

What stands within quotation marks is somebody's own wording, and never says who speaks. So each
outermost quoted piece becomes one word, whatever its length, unless the reporter's words stand
within it, as in « Nous partons, a dit le maire, et bientôt. », where they part it in two.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Final

from undersigned.core.quotes.found import Span
from undersigned.core.quotes.marks import Quoted
from undersigned.core.quotes.paragraphs import find_paragraphs

QUOTED: Final = "“”"
# Persian vowel signs and the half-space stand within words.
_LETTERS: Final = r"\w\u0610-\u061a\u064b-\u065f\u0670\u200c"
_ELISION: Final = rf"|[{_LETTERS}]+[’'](?=\w)"
# Abbreviations keep their full stop; what is written on behind an apostrophe is a word.
_WORD: Final = (
    r"(?:[^\W\d_]\.){{2,}}"
    r"|[DRI]-[A-Z](?:[A-Za-z]*\.)+"
    r"|(?:Mrs?|Ms|Dr|Sens?|Reps?|Govs?|Lt|Col|Gen|Prof|Rev|Jr|Sr|St|Sgt|Capt|Maj|Adm|Hon|vs|No|Inc"
    r"|Calif|Ariz|Mass|Conn|Tenn|Ala|Ga|Fla|Pa|Va|Md|Wis|Minn|Mich|Ind|Ill|Ky|Okla|Tex|Colo|Ore"
    r"|Nev|Del|Mo|Corp|Jan|Feb|Aug|Sept?|Oct|Nov|Dec|Nr|Sra|Dra|Mgr|Art|Abs|[A-Z])\.(?=,|\s*\w)"
    r"{elision}"
    r"|[’'](?:s|ll|re|ve|d|m)\b"
    r"|[€$£]?\d+(?:[.,:٫٬]\d+)*(?:%|(?:-[{letters}]+)+)?"
    r"|(?:[OD][’'](?=[A-Z]))?[{letters}]+(?:[-‑&/][{letters}]+)*(?:[’']t\b)?"
    r"|\.{{2,}}|--+|\S"
)
# The words of the reporter within a quoted piece, by their own marks.
_ASIDE: Final = {
    "fr": re.compile(
        r",\s(?:(?:a|ont|avait|aurait)(?:-t)?-(?:il|elle|on|ils|elles)\s|(?:a|ont|avait)\s\w+é\s)"
        r"[^,.»«]{0,120}(?=,)|,\s\w{3,}(?:-t)?-(?:il|elle|on|ils|elles)\b[^,.»«]{0,80}(?=,)"
        r"|,\s(?:dit|affirme|explique|assure|estime|confie|poursuit|ajoute|souligne|précise|raconte"
        r"|lance|résume|insiste|déplore|regrette|écrit|observe|juge)\s[^,.»«]{2,120}(?=,)"
    ),
    "es": re.compile(r"\s?[—–](?=\w)[^—–»«]{2,160}[—–]"),
}
_ENDS: Final = frozenset((".", "?", "!", "…", "؟", "۔", "...", "....", ". . ."))
_GO_ON: Final = frozenset(",;:)—–-،؛")
_ASKED: Final = frozenset(("said", "says", "asked", "asks", "wrote", "writes", "added", "adds")) | {
    *("replied", "told", "tweeted", "cried", "wondered", "shouted", "answered", "demanded", "joked")
}
LONGEST: Final = 300
_SPLIT_HYPHEN: Final = re.compile(
    r"-(?:t-)?(?=(?:je|tu|ils?|elles?|on|nous|vous|ce)\b)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """The words of one sentence with their places; a very long one is cut.

    `quoted` tells for each word the place of its quoted piece among those given, or -1.
    """

    words: tuple[str, ...]
    spans: tuple[Span, ...]
    quoted: tuple[int, ...]
    paragraph: int
    follows_quoted: bool

    @property
    def is_only_quoted(self) -> bool:
        """Whether nothing stands there but quoted pieces and the dots or dashes around."""
        return all(word == QUOTED or not word[0].isalnum() for word in self.words)


def split_sentences(text: str, quoted: Sequence[Quoted], language: str) -> Iterator[Sentence]:
    """Yield the sentences of a text, given its outermost quoted pieces, in order."""
    pattern = _pattern(language)
    place = 0
    for number, paragraph in enumerate(find_paragraphs(text)):
        words: list[str] = []
        spans: list[Span] = []
        pieces: list[int] = []
        at = paragraph.start
        while at < paragraph.end:
            is_quoted = place < len(quoted) and quoted[place].outer.start < paragraph.end
            until = quoted[place].outer.start if is_quoted else paragraph.end
            _add_words(pattern, text, Span(at, until), words, spans)
            pieces.extend([-1] * (len(words) - len(pieces)))
            at = until
            if is_quoted:
                for part, is_aside in _parts(text, quoted[place].outer, language):
                    if is_aside:
                        _add_words(pattern, text, part, words, spans)
                        pieces.extend([-1] * (len(words) - len(pieces)))
                    else:
                        words.append(QUOTED)
                        spans.append(part)
                        pieces.append(place)
                at = quoted[place].outer.end
                place += 1
        starts = _starts(text, words, spans, language)
        for start, end in pairwise([*starts, len(words)]):
            yield Sentence(
                tuple(words[start:end]),
                tuple(spans[start:end]),
                tuple(pieces[start:end]),
                number,
                start > 0 and words[start - 1] == QUOTED,
            )


@cache
def _pattern(language: str) -> re.Pattern[str]:
    elision = _ELISION if language in ("fr", "it") else ""
    return re.compile(_WORD.format(elision=elision, letters=_LETTERS))


def _add_words(
    pattern: re.Pattern[str], text: str, within: Span, words: list[str], spans: list[Span]
) -> None:
    for match in pattern.finditer(text, within.start, within.end):
        word, start = match[0], match.start()
        if "-" in word and (hyphen := _SPLIT_HYPHEN.search(word)) and hyphen.start():
            words += (word[: hyphen.start()], hyphen[0], word[hyphen.end() :])
            spans += (
                Span(start, start + hyphen.start()),
                Span(start + hyphen.start(), start + hyphen.end()),
                Span(start + hyphen.end(), match.end()),
            )
        else:
            words.append(word)
            spans.append(Span(start, match.end()))


def _parts(text: str, outer: Span, language: str) -> Iterator[tuple[Span, bool]]:
    """The quoted piece, or its parts around the words of the reporter, told apart."""
    aside = _ASIDE.get(language)
    at = outer.start
    if aside is not None:
        for match in aside.finditer(text, outer.start + 3, outer.end):
            yield Span(at, match.start()), False
            yield Span(match.start(), match.end()), True
            at = match.end()
    yield Span(at, outer.end), False


def _starts(text: str, words: Sequence[str], spans: Sequence[Span], language: str) -> Iterator[int]:
    """Where sentences begin; a quoted piece that asks or cries out may go on with who does."""
    if not words:
        return
    yield 0
    last = 0
    for place in range(1, len(words)):
        word, following = words[place - 1], words[place]
        end = word
        if word == QUOTED:
            span = spans[place - 1]
            piece = text[max(span.start, span.end - 4) : span.end]
            end = piece.rstrip("”“»«’‘›‹\"' \u00a0\u202f")[-1:]
        if place - last < LONGEST:
            if end not in _ENDS or following[0].islower():
                continue
            if following != QUOTED and (following in _ENDS or following in _GO_ON):
                continue
            if word == QUOTED and end in "?!…" and language == "en":
                heads = words[place : place + 6]
                if any(head in _ASKED for head in heads) and QUOTED not in heads[:3]:
                    continue
        yield place
        last = place
