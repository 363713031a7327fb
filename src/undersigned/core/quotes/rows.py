"""Findings as rows: the JSON objects of `undersigned quotes --json`, and a table of verdicts.

docs/reference/quotes-command.md says what each member is. All offsets count code points of the
article's text or the letter's, from 0, ends exclusive; null is what there is not.
"""

from collections.abc import Iterator
from typing import Final

from undersigned.core.quotes.article import Article
from undersigned.core.quotes.found import Span
from undersigned.core.quotes.items import Findings, Item
from undersigned.core.quotes.verdict import Edit, LetterText, Passage

Row = dict[str, object]

TABLE_COLUMNS: Final = (
    "file",
    "kind",
    "quotation",
    "source",
    "speaker_class",
    "confidence",
    "verdict",
    "letter_words",
    "edits",
    "start",
    "end",
)

# What every object has, in this order.
_EMPTY: Final[Row] = dict.fromkeys(
    (
        "start",
        "end",
        "kind",
        "source_start",
        "source_end",
        "cue_start",
        "cue_end",
        "speaker_class",
        "confidence",
        "verdict",
        "text",
        "letter_start",
        "letter_end",
        "edits",
        "antecedent_start",
        "antecedent_end",
        "content_start",
        "content_end",
    )
)


def json_rows(findings: Findings) -> Iterator[Row]:
    """One object for each item, in the order of the text; behind them one for each fact."""
    for item in findings.items:
        statement = item.statement
        row: Row = {
            **_EMPTY,
            **_span("", item.span),
            "kind": str(item.kind),
            **_span("source_", statement.source),
            **_span("cue_", item.cue),
            "speaker_class": str(statement.speaker),
            "confidence": statement.confidence,
            **_span("antecedent_", statement.antecedent),
            **_span("content_", item.content),
        }
        if item.verdict is not None:
            row |= _verdict(findings, item)
        if findings.article.places is not None:
            row |= _span("file_", findings.article.places.in_file(item.span))
        yield row
    for fact in findings.facts:
        told: Row = {
            **_EMPTY,
            **_span("", fact.span),
            "kind": "fact",
            "fact": str(fact.fact),
            "finding": str(fact.finding),
            "recorded": fact.recorded or None,
        }
        if findings.article.places is not None:
            told |= _span("file_", findings.article.places.in_file(fact.span))
        yield told


def table_rows(name: str, findings: Findings) -> Iterator[list[str]]:
    """One row under TABLE_COLUMNS for each judged item; where no letter is given, for each item."""
    text = findings.article.text
    for item in findings.items if findings.letter is None else findings.judged:
        source, verdict = item.statement.source, item.verdict
        yield [
            name,
            str(item.kind),
            item.span.of(text),
            source.of(text) if source is not None else "",
            str(item.statement.speaker),
            f"{item.statement.confidence:.2f}",
            str(verdict.judgement) if verdict is not None else "",
            " … ".join(letter_words(findings, one) for one in verdict.passages) if verdict else "",
            "; ".join(edit_words(findings, item, one) for one in verdict.edits) if verdict else "",
            str(item.span.start),
            str(item.span.end),
        ]


def letter_text(findings: Findings, passage: Passage) -> LetterText:
    """The text of the letter in which a passage stands."""
    assert findings.letter is not None
    return findings.letter.prepared.texts[passage.text_index].source


def letter_words(findings: Findings, passage: Passage) -> str:
    """The letter's words at a passage, as its file has them."""
    return passage.span.of(letter_text(findings, passage).text)


def edited_words(findings: Findings, item: Item, edit: Edit) -> tuple[str, str]:
    """What the letter has, and what the article made of it; either may be empty."""
    quoted = edit.quoted.of(item.span.of(findings.article.text))
    if item.verdict is None or not item.verdict.passages:
        return "", quoted
    place = Passage(item.verdict.passages[0].text_index, edit.letter)
    return letter_words(findings, place), quoted


def edit_words(findings: Findings, item: Item, edit: Edit) -> str:
    """An edit in one line: what was, what became of it, and what that changes."""
    was, became = edited_words(findings, item, edit)
    return f"{was or '∅'} → {became or '∅'} ({edit.change})"


def file_span(article: Article, span: Span) -> Span:
    """Where words of the article stand in the file that it was read from."""
    return span if article.places is None else article.places.in_file(span)


def _verdict(findings: Findings, item: Item) -> Row:
    verdict = item.verdict
    assert verdict is not None
    passages = [
        {
            "text": letter_words(findings, passage),
            **_span("letter_", passage.span),
            "edition": letter_text(findings, passage).edition,
            "language": letter_text(findings, passage).language,
        }
        for passage in verdict.passages
    ]
    first: Row = passages[0] if passages else {}
    return {
        "verdict": str(verdict.judgement),
        "text": first.get("text"),
        "letter_start": first.get("letter_start"),
        "letter_end": first.get("letter_end"),
        "edits": [_edit(findings, item, edit) for edit in verdict.edits],
        "edition": first.get("edition"),
        "language": first.get("language"),
        "passages": passages,
    }


def _edit(findings: Findings, item: Item, edit: Edit) -> Row:
    was, became = edited_words(findings, item, edit)
    start = item.span.start
    return {
        "start": start + edit.quoted.start,
        "end": start + edit.quoted.end,
        **_span("letter_", edit.letter),
        "letter_words": was,
        "words": became,
        "change": str(edit.change),
    }


def _span(name: str, span: Span | None) -> Row:
    start, end = (span.start, span.end) if span is not None else (None, None)
    return {f"{name}start": start, f"{name}end": end}
