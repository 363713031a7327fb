"""Every edit between a quotation and the passages that it comes from, word by word."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

from undersigned.core.quotes.alignment import Passage, Run
from undersigned.core.quotes.changes import change_of, names_among
from undersigned.core.quotes.ellipses import Mark, MarkKind
from undersigned.core.quotes.found import Span
from undersigned.core.quotes.letter import PreparedText, tokenize
from undersigned.core.quotes.normal import MARK, normalize
from undersigned.core.quotes.quotation import Quotation
from undersigned.core.quotes.spelling import Pair, begins_sentence, find_other_words
from undersigned.core.quotes.verdict import Change, Edit

_Range = tuple[int, int]

# At the ends of a quotation these may be the article's.
_FINAL: Final = re.compile(f"[,.;…—{MARK}]*\\Z")
_ASKED: Final = re.compile("[?!]")
# So few words at an end stand for as many of the letter's, within its sentence.
_MOST_AT_END: Final = 4
_ADDRESSEE: Final = re.compile(r"^to ([^;\n]+);", re.MULTILINE)
_WINDOW: Final = 6


def edits_of(
    quotation: Quotation,
    text: PreparedText,
    marks: Sequence[Mark],
    passages: Sequence[Passage],
    *,
    language: str,
) -> Iterator[Edit]:
    """In the order of the quotation. Words from no passage have an empty place in the letter."""
    if text.source.language != "und":
        language = text.source.language.partition("-")[0]
    return iter(list(_Edits(quotation, text, marks, language).of(passages)))


class _Edits:
    def __init__(
        self, quotation: Quotation, text: PreparedText, marks: Sequence[Mark], language: str
    ) -> None:
        self._quotation = quotation
        self._text = text
        self._marks = marks
        self._language = language

    def of(self, passages: Sequence[Passage]) -> Iterator[Edit]:
        words = self._quotation.tokens.words
        owners = [(run, number) for number, passage in enumerate(passages) for run in passage.runs]
        owners.sort()
        first, last = owners[0][0], owners[-1][0]
        found = list(self._before(first))
        for (run, owner), (next_run, next_owner) in pairwise(owners):
            found += self._marks_within(run)
            end = next_run.letter if owner == next_owner else run.letter_end
            found += self._gap((run.quoted_end, next_run.quoted), (run.letter_end, end))
        found += self._marks_within(last)
        if last.quoted_end < len(words):
            end = self._end_in_sentence(last.letter_end, len(words) - last.quoted_end)
            found += self._gap((last.quoted_end, len(words)), (last.letter_end, end))
        else:
            found += self._behind(last)
        found += self._other_words([run for run, _ in owners])
        if not found:
            found += self._cut_off(first, last)
        found += self._sics([run for run, _ in owners])
        return iter(sorted(found, key=lambda edit: edit.quoted))

    def _sics(self, runs: Sequence[Run]) -> Iterator[Edit]:
        """Each *sic*, beside the word of the letter that the quotation has before it."""
        tokens, normal = self._quotation.tokens, self._quotation.normal
        for mark in self._marks:
            if mark.kind is MarkKind.SIC:
                place = runs[0].letter
                for run in runs:
                    for at in range(run.quoted, run.quoted_end):
                        if normal.source(tokens.starts[at], tokens.ends[at]).end > mark.span.start:
                            break
                        place = run.letter + at - run.quoted + 1
                end = self._text.word_span(max(0, place - 1), max(1, place)).end
                yield Edit(mark.span, Span(end, end), Change.MARKED)

    def _before(self, first: Run) -> Iterator[Edit]:
        if not first.quoted:
            return
        text = self._text
        start = first.letter
        size = first.quoted if first.quoted <= _MOST_AT_END * text.scale else 0
        while start > 0 and first.letter - start < size:
            if text.sentences[start - 1] != text.sentences[first.letter]:
                break
            start -= 1
        yield from self._gap((0, first.quoted), (start, first.letter))

    def _end_in_sentence(self, start: int, size: int) -> int:
        sentences = self._text.sentences
        if size > _MOST_AT_END * self._text.scale:
            return start
        most = min(len(sentences), start + size)
        end = start
        while end < most and sentences[end] == sentences[start - 1]:
            end += 1
        return end

    def _gap(self, quoted: _Range, letter: _Range) -> Iterator[Edit]:
        """What stands between words that agree."""
        if quoted[0] == quoted[1] and letter[0] == letter[1]:
            yield from self._mark_between(quoted[0], letter[0])
            return
        marked = self._marked(quoted)
        if marked is not None:
            change = self._change(quoted, letter)
            if change is not Change.NEGATION:
                change = Change.MARKED
            yield Edit(marked, self._text.word_span(*letter), change)
            return
        size = quoted[1] - quoted[0]
        if size == letter[1] - letter[0]:
            for at in range(size):
                yield self._edit(
                    (quoted[0] + at, quoted[0] + at + 1), (letter[0] + at, letter[0] + at + 1)
                )
        else:
            yield self._edit(quoted, letter)

    def _edit(self, quoted: _Range, letter: _Range) -> Edit:
        return Edit(
            self._quotation.word_span(*quoted),
            self._text.word_span(*letter),
            self._change(quoted, letter),
        )

    def _marked(self, quoted: _Range) -> Span | None:
        """The mark that stands where these words do, and says of all of them that they are new."""
        words = self._quotation.tokens.words
        start = self._quotation.word_span(quoted[0] - 1, quoted[0]).end if quoted[0] else 0
        end = (
            self._quotation.word_span(quoted[1], quoted[1] + 1).start
            if quoted[1] < len(words)
            else len(self._quotation.words)
        )
        within = self._quotation.word_span(*quoted)
        for mark in self._marks:
            is_here = start <= mark.span.start and mark.span.end <= end
            if is_here and (quoted[0] == quoted[1] or mark.span.contains(within)):
                return mark.span
        return None

    def _marks_within(self, run: Run) -> Iterator[Edit]:
        """Marks between words that agree and follow each other."""
        for at in range(1, run.length):
            yield from self._mark_between(run.quoted + at, run.letter + at)

    def _other_words(self, runs: Sequence[Run]) -> Iterator[Edit]:
        """Words that agree without typography, and are not the same as they are written."""
        places = [(run.quoted + at, run.letter + at) for run in runs for at in range(run.length)]
        mine, theirs = self._quotation, self._text
        pairs = [
            Pair(
                mine.word_span(quoted, quoted + 1).of(mine.words),
                theirs.read(theirs.tokens.starts[letter], theirs.tokens.ends[letter]),
                begins_sentence(mine.normal.text, mine.tokens.starts[quoted])
                or begins_sentence(theirs.normal.text, theirs.tokens.starts[letter]),
            )
            for quoted, letter in places
        ]
        for at in find_other_words(pairs, self._language):
            quoted, letter = places[at]
            yield self._edit((quoted, quoted + 1), (letter, letter + 1))

    def _mark_between(self, quoted: int, letter: int) -> Iterator[Edit]:
        mine, theirs = self._quotation.tokens, self._text.tokens
        start, end = mine.ends[quoted - 1], mine.starts[quoted]
        letter_start, letter_end = theirs.ends[letter - 1], self._text.start_of(letter)
        normal = self._quotation.normal
        if normal.text[start:end] == self._text.normal.text[letter_start:letter_end]:
            return
        span = normal.source(start, end)
        is_marked = any(
            span.overlaps(mark.span) for mark in self._marks if mark.kind is not MarkKind.REPLACED
        )
        yield Edit(
            span,
            self._text.file_span(letter_start, letter_end),
            Change.MARKED if is_marked else Change.PUNCTUATION,
        )

    def _behind(self, last: Run) -> Iterator[Edit]:
        """A question that was none, or is none any more."""
        normal, text = self._quotation.normal, self._text
        start = self._quotation.tokens.ends[last.quoted_end - 1]
        letter_start = text.tokens.ends[last.letter_end - 1]
        letter_end = text.start_of(last.letter_end)
        mine = normal.text[start:]
        theirs = text.normal.text[letter_start:letter_end].strip()
        if _FINAL.fullmatch(mine):
            asks = _ASKED.search(theirs) is not None and "." in mine
            if not asks:
                return
        elif theirs.startswith(mine.rstrip(MARK)):
            return
        yield Edit(
            normal.source(start, len(normal.text)),
            text.file_span(letter_start, letter_start + len(theirs)),
            Change.PUNCTUATION,
        )

    def _cut_off(self, first: Run, last: Run) -> Iterator[Edit]:
        """Every word agrees, but a word or number was cut where the quotation begins or ends."""
        text, span = self._text, self._quotation.span
        before, behind = text.tokens.starts[first.letter], text.tokens.ends[last.letter_end - 1]
        normal = text.normal.text
        is_number = first.letter_end and text.tokens.words[first.letter][0].isdecimal()
        change = Change.NUMBER if is_number else Change.WORDS
        if before and normal[before - 1] not in f" {MARK}":
            start = max(0, first.letter - 1)
            joined = text.tokens.starts[start] if not is_number else before - 1
            yield Edit(Span(span.start, span.start), text.file_span(joined, before), change)
        elif behind < len(normal) and normal[behind] not in f" ,.;{MARK}":
            end = min(len(normal), behind + 1)
            yield Edit(Span(span.end, span.end), text.file_span(behind, end), Change.WORDS)
        else:
            yield Edit(span, text.word_span(first.letter, last.letter_end), Change.PUNCTUATION)

    def _change(self, quoted: _Range, letter: _Range) -> Change:
        mine, theirs = self._quotation.tokens.words, self._text.tokens.words
        size = quoted[1] - quoted[0]
        if letter[1] - letter[0] > 200 or size > 200:
            return Change.WORDS
        if letter[0] == letter[1] and size > _MOST_AT_END * self._text.scale:
            # Another sentence, of which a "not" says nothing about the letter's.
            return Change.WORDS
        return change_of(
            mine[quoted[0] : quoted[1]],
            theirs[letter[0] : letter[1]],
            quoted_names=self._quoted_names(*quoted),
            letter_names=self._letter_names(*letter),
            language=self._language,
        )

    def _quoted_names(self, start: int, end: int) -> tuple[str, ...]:
        quotation = self._quotation
        words = quotation.tokens.words
        written = [quotation.word_span(at, at + 1).of(quotation.words) for at in range(start, end)]
        normal, starts = quotation.normal.text, quotation.tokens.starts
        return self._names(
            words,
            (start, end),
            written,
            [_begins(normal[: starts[at]][-2:]) for at in range(start, end)],
        )

    def _letter_names(self, start: int, end: int) -> tuple[str, ...]:
        text = self._text
        starts, ends = text.tokens.starts, text.tokens.ends
        return self._names(
            text.tokens.words,
            (start, end),
            [text.read(starts[at], ends[at]) for at in range(start, end)],
            [at == 0 or text.sentences[at] != text.sentences[at - 1] for at in range(start, end)],
        )

    def _names(
        self,
        words: Sequence[str],
        part: _Range,
        written: Sequence[str],
        begins_sentence: Sequence[bool],
    ) -> tuple[str, ...]:
        start, end = part
        if self._text.scale > 1:
            return _names_around(words, start, end, self._language)
        return names_among(
            words[start:end],
            written,
            begins_sentence=begins_sentence,
            before=words[start - 1] if start else "",
            language=self._language,
            known=_known_words(self._language) | _addressees(self._text.source.text[:20_000]),
        )


def _begins(before: str) -> bool:
    """Whether a sentence begins behind these characters."""
    return not before.strip() or re.search(r"[.!?…]", before) is not None


def _names_around(words: Sequence[str], start: int, end: int, language: str) -> tuple[str, ...]:
    """The names of countries that some characters are a part of, in a script without spaces."""
    first = max(0, start - _WINDOW)
    around = "".join(words[first : end + _WINDOW])
    offset = len("".join(words[first:start]))
    length = len("".join(words[start:end]))
    found = []
    for name in _countries(language):
        at = around.find(name)
        if at >= 0 and at < offset + length and at + len(name) > offset:
            found.append(name)
    return tuple(sorted(found))


@lru_cache(maxsize=16)
def _countries(language: str) -> frozenset[str]:
    """The names of countries in a language, normalized, from Unicode CLDR."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 slow import

    try:
        territories = Locale.parse(language).territories
    except (UnknownLocaleError, ValueError):
        return frozenset()
    return frozenset(normalize(name).text for code, name in territories.items() if len(code) == 2)


@lru_cache(maxsize=16)
def _known_words(language: str) -> frozenset[str]:
    """The countries whose names are one word."""
    return frozenset(name for name in _countries(language) if " " not in name)


@lru_cache(maxsize=16)
def _addressees(head: str) -> frozenset[str]:
    """The words of the addressees' names in the head of a file of ours."""
    return frozenset(
        word
        for name in _ADDRESSEE.findall(head.partition("\n\n")[0])
        for word in tokenize(normalize(name).text).words
        if len(word) > 2
    )
