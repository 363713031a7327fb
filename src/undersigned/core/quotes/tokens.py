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
_SEEN_ENDS: Final = frozenset((",", ".", "?", "!", "…"))
_GO_ON: Final = frozenset(",;:)—–-،؛")
_ASKED: Final = frozenset(("said", "says", "asked", "asks", "wrote", "writes", "added", "adds")) | {
    *("replied", "told", "tweeted", "cried", "wondered", "shouted", "answered", "demanded", "joked")
}
# A sentence has so many words at most, a word so many letters; more is cut.
LONGEST: Final = 150
LONGEST_WORD: Final = 60
# So many words are gathered, and so much text is read, before sentences are given away.
ENOUGH: Final = 500
STRETCH: Final = 10_000
_SPLIT_HYPHEN: Final = re.compile(
    r"-(?:t-)?(?=(?:je|tu|ils?|elles?|on|nous|vous|ce)\b)", re.IGNORECASE
)


# What stands before the first sentence: "OSLO, Norway (AP) —", "8:15 p.m.", "A:".
_LEAD: Final = re.compile(
    r"(?:[A-ZÀ-Þ][A-ZÀ-Þ.’'-]{2,}(?: [A-ZÀ-Þ][A-ZÀ-Þ.’'-]+){0,3}(?:, [^\W\d_][\w.,’' ]{1,30})?"
    r"(?: ?\([\w ,]{2,30}\))? ?(?:—|–|--?)"
    r"|[A-ZÀ-Þ][\w.’' -]{2,30}(?:, [^\W\d_][\w.,’' ]{1,30})? "
    r"\((?:(?:AP|AFP|CNN|UPI|Reuters|dpa)\)(?: ?(?:—|–|--?))?|[A-Z]\w+\) ?(?:—|–|--?))"
    r"|\d{1,2}[:.]\d{2} ?(?:[AaPp]\.?[Mm]\b\.?|Uhr\b)?(?: [A-Z]{2,3}\b)?(?: ?[:—–-])?"
    r"|[QA]:)\s+(?=\S)"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """The words of one sentence with their places; a very long one is cut.

    `quoted` tells for each word the place of its quoted piece among those given, or -1. `seen` are
    the words, but a quoted piece with the comma or stop before its closing mark: “”, or “”.
    """

    words: tuple[str, ...]
    seen: tuple[str, ...]
    spans: tuple[Span, ...]
    quoted: tuple[int, ...]
    paragraph: int
    follows_quoted: bool

    @property
    def is_only_quoted(self) -> bool:
        """Whether nothing stands there but quoted pieces and the dots or dashes around."""
        return all(word == QUOTED or not word[0].isalnum() for word in self.words)


def split_sentences(text: str, quoted: Sequence[Quoted], language: str) -> Iterator[Sentence]:
    """Yield the sentences of a text, given its outermost quoted pieces, in order.

    Little more than a sentence is held at a time, however long a paragraph is.
    """
    place = 0
    for number, paragraph in enumerate(find_paragraphs(text)):
        lead = _LEAD.match(text, paragraph.start, paragraph.end)
        row = _Row(text, language, number, lead_end=lead.end() if lead is not None else 0)
        at = paragraph.start
        while at < paragraph.end:
            is_quoted = place < len(quoted) and quoted[place].outer.start < paragraph.end
            until = quoted[place].outer.start if is_quoted else paragraph.end
            for stretch in _stretches(text, at, until):
                row.add_words(stretch)
                yield from row.sentences(is_last=False)
            at = until
            if is_quoted:
                for part, is_aside in _parts(text, quoted[place].outer, language):
                    if is_aside:
                        row.add_words(part)
                    else:
                        row.add(QUOTED, part, place)
                yield from row.sentences(is_last=False)
                at = quoted[place].outer.end
                place += 1
        yield from row.sentences(is_last=True)


class _Row:
    """The words of a paragraph that are not yet given away as sentences."""

    def __init__(self, text: str, language: str, paragraph: int, *, lead_end: int) -> None:
        self._text, self._language, self._paragraph = text, language, paragraph
        self._lead_end = lead_end
        self._pattern = _pattern(language)
        self._words: list[str] = []
        self._seen: list[str] = []
        self._spans: list[Span] = []
        self._quoted: list[int] = []
        self._follows_quoted = False

    def add(self, word: str, span: Span, quoted: int = -1) -> None:
        """Add a word; its features need no more than its beginning."""
        self._words.append(word[:LONGEST_WORD])
        end = _last_sign(self._text, span) if word == QUOTED else ""
        self._seen.append(self._words[-1] + (end if end in _SEEN_ENDS else ""))
        self._spans.append(span)
        self._quoted.append(quoted)

    def add_words(self, within: Span) -> None:
        """Add the words of a piece of the text."""
        for match in self._pattern.finditer(self._text, within.start, within.end):
            word, start = match[0], match.start()
            hyphen = None
            if self._language == "fr" and "-" in word:
                hyphen = _SPLIT_HYPHEN.search(word)
            if hyphen is not None and hyphen.start():
                for first, last in pairwise((0, hyphen.start(), hyphen.end(), len(word))):
                    self.add(word[first:last], Span(start + first, start + last))
            else:
                self.add(word, Span(start, match.end()))

    def sentences(self, *, is_last: bool) -> Iterator[Sentence]:
        """Give away the sentences that are whole; if no word follows any more, all of them."""
        if not is_last and len(self._words) < ENOUGH:
            return
        starts = list(
            _starts(self._text, self._words, self._spans, self._language, lead_end=self._lead_end)
        )
        if is_last:
            starts.append(len(self._words))
        for start, end in pairwise(starts):
            yield Sentence(
                tuple(self._words[start:end]),
                tuple(self._seen[start:end]),
                tuple(self._spans[start:end]),
                tuple(self._quoted[start:end]),
                self._paragraph,
                self._words[start - 1] == QUOTED if start else self._follows_quoted,
            )
        if starts and starts[-1]:
            self._follows_quoted = self._words[starts[-1] - 1] == QUOTED
            for row in (self._words, self._seen, self._spans, self._quoted):
                del row[: starts[-1]]


def _last_sign(text: str, quoted: Span) -> str:
    """The last sign of a quoted piece before its closing marks."""
    piece = text[max(quoted.start, quoted.end - 4) : quoted.end]
    return piece.rstrip("”“»«’‘›‹\"' \u00a0\u202f")[-1:]


def _stretches(text: str, start: int, end: int) -> Iterator[Span]:
    """Pieces of a long text that end with a space, or are cut where there is none."""
    while end - start > STRETCH:
        until = max(
            text.rfind(" ", start, start + STRETCH), text.rfind("\n", start, start + STRETCH)
        )
        until = until if until > start else start + STRETCH
        yield Span(start, until)
        start = until
    yield Span(start, end)


@cache
def _pattern(language: str) -> re.Pattern[str]:
    elision = _ELISION if language in ("fr", "it") else ""
    return re.compile(_WORD.format(elision=elision, letters=_LETTERS))


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


def _starts(
    text: str, words: Sequence[str], spans: Sequence[Span], language: str, *, lead_end: int
) -> Iterator[int]:
    """Where sentences begin; a quoted piece that asks or cries out may go on with who does.

    The first begins behind what stands before `lead_end`.
    """
    if not words:
        return
    yield 0
    last = 0
    for place in range(1, len(words)):
        word, following = words[place - 1], words[place]
        if spans[place].start < lead_end:
            continue
        if spans[place - 1].start < lead_end:
            yield place
            last = place
            continue
        end = word
        if word == QUOTED:
            end = _last_sign(text, spans[place - 1])
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
