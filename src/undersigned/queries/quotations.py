"""Quotations as pages show them: the words, what is said of them, and the letter's beside them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final, Literal

from undersigned.core.languages import direction
from undersigned.core.quotes.found import Span, Speaker
from undersigned.core.quotes.verdict import Change, Judgement
from undersigned.core.text import parse_text
from undersigned.models import Article, EditionText, HumanJudgement, Quotation

# What is said before and after a passage, for those who look at it alone.
_AROUND: Final = 90
_MARKDOWN: Final = re.compile(
    r"\[\^[^\[\]\n]*\]:?|\]\([^()\n]*\)|\[|(?m:^(?:#{2,3} |> ?|[-*] |[0-9]{1,9}\. ))|[*_]{1,3}"
)
_SPACE: Final = re.compile(r"\s+")

Texts = Mapping[tuple[int, str], str]
"""The files of a letter's texts, by edition and language."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that agree with the other side, or do not."""

    text: str
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class PassageView:
    """A passage of the letter, with a little of what stands around it."""

    edition: int
    language: str
    direction: Literal["ltr", "rtl"]
    span: Span
    before: str
    pieces: tuple[Piece, ...]
    after: str

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class HumanView:
    """What a person says of a quotation in place of the program."""

    id: int
    by: str
    at: datetime
    note: str
    undone_by: str = ""
    undone_at: datetime | None = None
    speaker: Speaker = Speaker.UNKNOWN
    judgement: Judgement = Judgement.TOO_SHORT


@dataclass(frozen=True, slots=True)
class QuotationView:
    """One quotation. `speaker` and `judgement` are a person's where `human` is there."""

    id: int
    span: Span
    words: str
    pieces: tuple[Piece, ...]
    source: str
    speaker: Speaker
    judgement: Judgement
    found_speaker: Speaker
    found_judgement: Judgement
    confidence: float
    passages: tuple[PassageView, ...]
    changes: tuple[Change, ...]
    human: HumanView | None
    history: tuple[HumanView, ...]

    @property
    def is_of_letter(self) -> bool:
        """Whether the letter's side is said to have said it: only then its verdict means much."""
        return self.speaker is Speaker.LETTER

    @property
    def is_true(self) -> bool:
        """Whether the letter says so, but for typography and edits that are marked."""
        return self.judgement in TRUE

    @property
    def is_wrong(self) -> bool:
        """Whether a newsroom should look at it."""
        return self.judgement in WRONG


TRUE: Final = (Judgement.VERBATIM, Judgement.TYPOGRAPHY, Judgement.EDITED)
WRONG: Final = (Judgement.ALTERED, Judgement.SPLICED, Judgement.NOT_IN_LETTER)
# What can be shown in a letter as quoted from there.
FROM_LETTER: Final = (*TRUE, Judgement.ALTERED, Judgement.SPLICED, Judgement.PARTLY)


def texts_of(letter_id: str) -> Texts:
    """All published texts of a letter; one query."""
    rows = EditionText.objects.filter(edition__letter=letter_id, edition__is_published=True)
    return {
        (number, language): bytes(data).decode()
        for number, language, data in rows.values_list("edition__number", "language", "data")
    }


@lru_cache(maxsize=64)
def body_start(file: str) -> int:
    """Where the body of a text begins in its file."""
    return len(file) - len(parse_text(file.encode()).body)


def view_quotations(
    articles: Sequence[Article], texts: Texts
) -> dict[int, tuple[QuotationView, ...]]:
    """The quotations of each article, in its order; two queries for all of them."""
    rows = list(Quotation.objects.filter(article__in=articles).order_by("start", "end"))
    judged: dict[int, list[HumanJudgement]] = {}
    for one in (
        HumanJudgement.objects.filter(quotation__article__in=articles)
        .select_related("by", "undone_by")
        .order_by("id")
    ):
        judged.setdefault(one.quotation_id, []).append(one)
    by_id = {article.pk: article for article in articles}
    views: dict[int, list[QuotationView]] = {article.pk: [] for article in articles}
    for row in rows:
        text = by_id[row.article_id].text
        views[row.article_id].append(_view(row, text, texts, judged.get(row.pk, [])))
    return {article: tuple(found) for article, found in views.items()}


def _view(
    row: Quotation, text: str, texts: Texts, judged: Sequence[HumanJudgement]
) -> QuotationView:
    history = tuple(_human(one) for one in judged)
    human = next((one for one in reversed(history) if one.undone_at is None), None)
    words = text[row.start : row.end]
    edits = [(Span(a, b), Span(c, d), Change(change)) for a, b, c, d, change in row.edits]
    source = text[row.source_start : row.source_end] if row.source_start is not None else ""
    return QuotationView(
        id=row.pk,
        span=Span(row.start, row.end),
        words=words,
        pieces=_pieces(words, 0, len(words), [(quoted, change) for quoted, _, change in edits]),
        source=source,
        speaker=human.speaker if human else Speaker(row.speaker),
        judgement=human.judgement if human else Judgement(row.judgement),
        found_speaker=Speaker(row.speaker),
        found_judgement=Judgement(row.judgement),
        confidence=row.confidence,
        passages=tuple(_passages(row, texts, [(letter, change) for _, letter, change in edits])),
        changes=tuple(dict.fromkeys(change for _, _, change in edits)),
        human=human,
        history=history,
    )


def _human(one: HumanJudgement) -> HumanView:
    return HumanView(
        id=one.pk,
        by=one.by.called,
        at=one.at,
        note=one.note,
        undone_by=one.undone_by.called if one.undone_by else "",
        undone_at=one.undone_at,
        speaker=Speaker(one.speaker),
        judgement=Judgement(one.judgement),
    )


def _passages(
    row: Quotation, texts: Texts, edits: Sequence[tuple[Span, Change]]
) -> Iterable[PassageView]:
    for edition, language, start, end in row.passages:
        file = texts.get((edition, language), "")
        if not file[start:end]:
            continue
        # No further than the paragraph goes.
        first = max(file.rfind("\n", 0, start) + 1, start - _AROUND)
        newline = file.find("\n", end)
        last = min(newline if newline >= 0 else len(file), end + _AROUND)
        yield PassageView(
            edition=edition,
            language=language,
            direction=direction(language),
            span=Span(start, end),
            before=_cut(plain_words(file[first:start]), is_before=True),
            pieces=_pieces(file, start, end, edits),
            after=_cut(plain_words(file[end:last]), is_before=False),
        )


def _pieces(
    text: str, start: int, end: int, edits: Iterable[tuple[Span, Change]]
) -> tuple[Piece, ...]:
    """The words from `start` to `end`, those that differ by themselves."""
    pieces = []
    at = start
    for span, change in sorted(edits, key=lambda edit: edit[0]):
        if span.start < at or span.end > end or span.start == span.end:
            continue
        pieces += [Piece(text[at : span.start]), Piece(text[span.start : span.end], change)]
        at = span.end
    pieces.append(Piece(text[at:end]))
    return tuple(
        Piece(words, piece.change) for piece in pieces if (words := plain_words(piece.text))
    )


def plain_words(markdown: str) -> str:
    """Words of a letter in one line, without the signs that format them."""
    return _SPACE.sub(" ", _MARKDOWN.sub("", markdown))


def _cut(words: str, *, is_before: bool) -> str:
    """No half word at the end that was cut off."""
    if len(words) < _AROUND // 2:
        return words
    return words[words.find(" ") + 1 :] if is_before else words[: words.rfind(" ") + 1]
