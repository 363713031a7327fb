"""The statements of an article: who says or thinks what, by which words.

Two sequence models find reports sentence by sentence; rules see to it that no quoted words are
lost, that a quotation goes on through its sentences and paragraphs, and who speaks where the
models are silent. docs/reference/annotating-quotations.md says what a statement is.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from undersigned.core.quotes.found import NO_SIDES, Kind, Sides, Span, Statement
from undersigned.core.quotes.labels import Report, read_reports
from undersigned.core.quotes.marks import Quoted, Role, find_quoted
from undersigned.core.quotes.model import LANGUAGES, Model, open_model
from undersigned.core.quotes.sources import Beside, Run, find_beside, find_subject
from undersigned.core.quotes.speakers import Speakers
from undersigned.core.quotes.tokens import QUOTED, Sentence, split_sentences

# How sure a statement is that stands on marks alone, on a rule, or goes on from the one before.
MARKS_ALONE: Final = 0.4
BY_RULE: Final = 0.6
GOES_ON: Final = 0.7
# What a rule that agrees with the models leaves of their doubt.
DOUBT_LEFT_BY_BOTH: Final = 0.4
# In these languages a verb alone may tell that who spoke before speaks on.
_VERB_IS_ENOUGH: Final = frozenset(("es", "fa"))
_HALF: Final = re.compile("[\ud800-\udfff]")


@dataclass(slots=True)
class _Said:
    """A statement in the making, which following sentences may add to.

    `pieces` are the quoted pieces in its contents, `own` those that nobody nearer says.
    """

    contents: list[Span]
    pieces: set[int]
    cues: tuple[Span, ...]
    source: Span | None
    confidence: float
    paragraph: int
    sentence: int
    own: set[int] = field(default_factory=set)


def find_statements(text: str, *, language: str, sides: Sides = NO_SIDES) -> tuple[Statement, ...]:
    """All statements in the order of the text.

    In a language without a model, every quotation is a statement of an unknown speaker.
    """
    model = open_model(language) if language in LANGUAGES else None
    return statements_by(model, text, language=language, sides=sides)


def statements_by(
    model: Model | None, text: str, *, language: str, sides: Sides = NO_SIDES
) -> tuple[Statement, ...]:
    """All statements in the order of the text, by another model than the one that is shipped."""
    # The models read UTF-8, which has no halves of characters; a decoder puts the same in place.
    text = _HALF.sub("\ufffd", text)
    reader = _Reader(text, language, model)
    for number, sentence in enumerate(split_sentences(text, reader.quoted, language)):
        reader.read(sentence, number)
    _give_pieces(reader.found, reader.quoted)
    mentions = [one.source for one in reader.found if one.source is not None]
    speakers = Speakers(text, language=language, sides=sides, mentions=mentions)
    statements = [_statement(one, text, reader.quoted, speakers) for one in reader.found]
    return tuple(sorted(statements, key=lambda one: (one.contents, one.cues)))


class _Reader:
    """Goes through the sentences of an article and remembers what was said last."""

    def __init__(self, text: str, language: str, model: Model | None) -> None:
        self.quoted = [one for one in find_quoted(text, language) if one.depth == 0]
        self.found: list[_Said] = []
        self._language = language
        self._model = model
        self._last_quoting: _Said | None = None

    def read(self, sentence: Sentence, number: int) -> None:
        """Add what is said in a sentence: what the models find, then quotations they left."""
        held: set[int] = set()
        if self._model is not None and not sentence.is_only_quoted:
            for report in read_reports(sentence, self._language, self._model):
                one = self._reported(sentence, number, report)
                held |= one.pieces
                self._add(one)
        for place, word in enumerate(sentence.words):
            piece = sentence.quoted[place]
            if word != QUOTED or piece in held or self.quoted[piece].role is not Role.QUOTATION:
                continue
            held.add(piece)
            if not sentence.is_only_quoted or not self._goes_on(sentence, number, place):
                self._add(self._left(sentence, number, place))

    def _add(self, one: _Said) -> None:
        self.found.append(one)
        if one.pieces:
            self._last_quoting = one

    def _reported(self, sentence: Sentence, number: int, report: Report) -> _Said:
        places = [place for start, end in report.contents for place in range(start, end)]
        source = _span(sentence, report.source) if report.source is not None else None
        if source is None:
            source = self._inherited(sentence)
        confidence = report.confidence
        first = next((place for place in places if sentence.words[place] == QUOTED), None)
        beside = self._beside(sentence, first) if first is not None else None
        if beside is not None and beside.source == report.source:
            confidence = 1 - (1 - confidence) * DOUBT_LEFT_BY_BOTH
        return _Said(
            [_span(sentence, run) for run in report.contents],
            {sentence.quoted[place] for place in places} - {-1},
            tuple(_span(sentence, run) for run in report.cues),
            source,
            confidence,
            sentence.paragraph,
            number,
        )

    def _inherited(self, sentence: Sentence) -> Span | None:
        """The source before, in its paragraph, where a verb alone says that it speaks on."""
        if self._language not in _VERB_IS_ENOUGH or not self.found:
            return None
        before = self.found[-1]
        return before.source if before.paragraph == sentence.paragraph else None

    def _goes_on(self, sentence: Sentence, number: int, place: int) -> bool:
        """Whether a sentence that is only quoted goes on with the quotation just before it."""
        last, piece = self._last_quoting, sentence.quoted[place]
        if last is None or sentence.paragraph - last.paragraph > 1 or piece - 1 not in last.pieces:
            return False
        is_near = last.paragraph == sentence.paragraph and number - last.sentence <= 1
        before = self.quoted[piece - 1]
        if not is_near and before.outer.end > before.inner.end:
            return False
        last.contents.append(sentence.spans[place])
        last.pieces.add(piece)
        last.paragraph, last.sentence = sentence.paragraph, number
        return True

    def _left(self, sentence: Sentence, number: int, place: int) -> _Said:
        """A quotation that the models left: its speaker is known by rule, or from before."""
        beside = self._beside(sentence, place) if not sentence.is_only_quoted else None
        source = _span(sentence, beside.source) if beside and beside.source else None
        if source is None and beside is None and not sentence.is_only_quoted:
            subject = self._subject(sentence, place)
            source = _span(sentence, subject) if subject is not None else None
        if source is None and self.found and self.found[-1].sentence == number:
            source = self.found[-1].source
        if source is None and beside is not None:
            source = self._inherited(sentence)
        confidence = BY_RULE if source is not None else MARKS_ALONE
        if sentence.is_only_quoted and self.found and number - self.found[-1].sentence <= 1:
            source, confidence = self.found[-1].source, GOES_ON
        return _Said(
            [sentence.spans[place]],
            {sentence.quoted[place]},
            (_span(sentence, beside.cue),) if beside is not None else (),
            source,
            confidence,
            sentence.paragraph,
            number,
        )

    def _subject(self, sentence: Sentence, place: int) -> Run | None:
        """Who an English sentence with quoted words in it is about."""
        if self._model is None or self._language != "en":
            return None
        return find_subject(sentence.words, place, self._language)

    def _beside(self, sentence: Sentence, place: int) -> Beside | None:
        if self._model is None:
            return None
        return find_beside(sentence.words, place, self._language)


def _give_pieces(found: Sequence[_Said], quoted: Sequence[Quoted]) -> None:
    """Give each quoted piece to the shortest content that holds it: who is nearest says it.

    What is nothing but such a piece is no content of anybody else any more.
    """
    owners: dict[int, tuple[int, _Said]] = {}
    for one in found:
        length = sum(span.end - span.start for span in one.contents)
        for piece in one.pieces:
            if piece not in owners or length < owners[piece][0]:
                owners[piece] = (length, one)
    for piece, (_, one) in owners.items():
        one.own.add(piece)
    for one in found:
        others = [quoted[piece].outer for piece in one.pieces - one.own]
        left = [span for span in one.contents if not any(o.contains(span) for o in others)]
        if left:
            one.contents = left


def _statement(one: _Said, text: str, quoted: Sequence[Quoted], speakers: Speakers) -> Statement:
    pieces = [quoted[piece] for piece in sorted(one.own) if quoted[piece].role is Role.QUOTATION]
    fragments = []
    is_direct = True
    place = 0
    for content in one.contents:
        while place < len(pieces) and pieces[place].outer.end <= content.start:
            place += 1
        covered = False
        following = place
        while following < len(pieces) and pieces[following].outer.start < content.end:
            piece = pieces[following]
            following += 1
            start = max(piece.inner.start, content.start)
            fragments.append(_stripped(text, start, min(piece.inner.end, content.end)))
            covered = covered or piece.outer.contains(content)
        is_direct = is_direct and covered
    kind = Kind.DIRECT if is_direct else Kind.MIXED if fragments else Kind.INDIRECT
    judged = speakers.judge(one.source, one.contents[0].start)
    return Statement(
        kind,
        tuple(one.contents),
        tuple(fragments),
        one.cues,
        one.source,
        judged.antecedent,
        judged.speaker,
        round(one.confidence, 3),
    )


def _stripped(text: str, start: int, end: int) -> Span:
    words = text[start:end]
    return Span(start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip()))


def _span(sentence: Sentence, run: Run) -> Span:
    return Span(sentence.spans[run[0]].start, sentence.spans[run[1] - 1].end)
