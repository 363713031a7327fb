"""What `undersigned quotes` prints for people: the article with its quotations numbered and judged.

Every judgement is told in words and signs, [-what the letter has-] and {+what became of it+}, so
that nothing is lost without colours.
"""

import io
import sys
from collections.abc import Iterator
from typing import Final

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from undersigned.cli.printable import printable
from undersigned.cli.quotes.words import (
    CLOSES,
    EXPLAINED,
    FACTS,
    FINDINGS,
    LABELS,
    RTL_LANGUAGES,
    Tone,
    changes_of,
    counted,
    facts_line,
    parts_of,
    who,
)
from undersigned.core.quotes.article import BlockKind
from undersigned.core.quotes.found import Kind, Span
from undersigned.core.quotes.items import Findings, Item
from undersigned.core.quotes.rows import letter_text, letter_words

_STYLES: Final = {
    Tone.GOOD: "green",
    Tone.WARN: "yellow",
    Tone.BAD: "bold red",
    Tone.PLAIN: "cyan",
}
_SIGNS: Final = {Tone.GOOD: "✓", Tone.WARN: "!", Tone.BAD: "✗", Tone.PLAIN: "?"}
_SOURCE_STYLE: Final = "bold"
_CUE_STYLE: Final = "italic"
# Words from right to left in a line from left to right, each by themselves (UAX #9).
_ISOLATE: Final = ("\u2068", "\u2069")
_WIDEST: Final = 92


class _Console(Console):
    """A console that leaves a closed pipe to the command, which says by its code how it ended."""

    def on_broken_pipe(self) -> None:
        """Raise what was caught."""
        raise  # noqa: PLE0704 called while it is handled


def print_findings(findings: Findings) -> None:
    """Print the article, then each of its quotations with its verdict."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal that cannot show a character gets a question mark instead.
        sys.stdout.reconfigure(errors="replace")
    console = _Console(highlight=False, soft_wrap=False)
    console.width = min(console.width, _WIDEST)
    numbered = _numbered(findings)
    _print_head(console, findings)
    for paragraph in _paragraphs(findings, numbered):
        console.print(paragraph)
        console.print()
    console.rule(style="dim")
    if findings.letter is None:
        for number, item in numbered:
            _print_found(console, findings, number, item)
    else:
        for number, item in numbered:
            if item.verdict is not None:
                _print_judged(console, findings, number, item)
        _print_facts(console, findings)
    console.print(_summary(findings, numbered))


def _numbered(findings: Findings) -> list[tuple[int, Item]]:
    """The quotations with their numbers; where there is no letter, what is only told as well."""
    wanted = [
        item for item in findings.items if item.kind is Kind.DIRECT or item.kind is Kind.INDIRECT
    ]
    if findings.letter is not None:
        wanted = [item for item in wanted if item.kind is Kind.DIRECT]
    wanted.sort(key=lambda item: item.span)
    return list(enumerate(wanted, 1))


def _print_head(console: Console, findings: Findings) -> None:
    if findings.article.title:
        console.print(Text(_line(findings.article.title), style="bold"))
    if facts := facts_line(findings):
        console.print(Text(_line(facts), style="dim"))
    console.print()


def _paragraphs(findings: Findings, numbered: list[tuple[int, Item]]) -> Iterator[Text]:
    """Each block of the article, with its quotations marked and numbered."""
    article = findings.article
    marked = _marked_spans(findings, numbered)
    following = 0
    is_rtl = findings.language in RTL_LANGUAGES
    for block in article.blocks:
        text = Text(justify="right" if is_rtl else "left")
        if block.kind is BlockKind.QUOTATION:
            text.append("│ ", style="dim")
        base = "bold" if block.kind is BlockKind.HEADING else ""
        at = block.span.start
        while following < len(marked) and marked[following][0].start < block.span.end:
            span, style, label = marked[following]
            start, end = max(span.start, at), min(span.end, block.span.end)
            text.append(_words(article.text, at, start), style=base)
            text.append(_words(article.text, start, end), style=f"{base} {style}".strip())
            at = max(at, end)
            if span.end > block.span.end:
                # It goes on in the next paragraph.
                break
            if label:
                if article.text[at : at + 1] in CLOSES:
                    text.append(_words(article.text, at, at + 1), style=base)
                    at += 1
                text.append(label, style=style.replace("underline", "").strip())
            following += 1
        text.append(_words(article.text, at, block.span.end), style=base)
        yield text


def _marked_spans(
    findings: Findings, numbered: list[tuple[int, Item]]
) -> list[tuple[Span, str, str]]:
    """Spans that do not overlap, each with its style and what stands behind it."""
    spans = []
    quoted = []
    for number, item in numbered:
        if item.kind is not Kind.DIRECT:
            continue
        if item.verdict is None:
            spans.append((item.span, "underline", f"[{number}]"))
        else:
            label, tone = LABELS[item.verdict.judgement]
            style = f"{_STYLES[tone].removeprefix('bold ')} underline"
            spans.append((item.span, style, f"[{number} {_SIGNS[tone]} {label}]"))
        quoted.append(item.span)
    for item in findings.items:
        for span, style in ((item.statement.source, _SOURCE_STYLE), (item.cue, _CUE_STYLE)):
            if span is not None:
                spans.append((span, style, ""))
    # Quotations first, so that what overlaps one of them gives way.
    spans.sort(key=lambda one: (one[0].start, not one[2], -one[0].end))
    held: list[tuple[Span, str, str]] = []
    for one in spans:
        while held and held[-1][0].end > one[0].start and one[2] and not held[-1][2]:
            held.pop()
        if not held or held[-1][0].end <= one[0].start:
            held.append(one)
    return held


def _print_found(console: Console, findings: Findings, number: int, item: Item) -> None:
    head = Text.assemble(
        (str(item.kind), "bold"),
        f"  {_who(findings, item)}",
        (f"  {item.statement.confidence:.2f}", "dim"),
    )
    words = Text(_isolated(_line(item.span.of(findings.article.text)), findings.language))
    console.print(_numbered_block(number, head, words))


def _print_judged(console: Console, findings: Findings, number: int, item: Item) -> None:
    assert item.verdict is not None
    label, tone = LABELS[item.verdict.judgement]
    notes = changes_of(item)
    head = Text.assemble(
        (f"{_SIGNS[tone]} {label}", _STYLES[tone]),
        (f" ({'; '.join(notes)})" if notes else "", _STYLES[tone]),
        f"  {_who(findings, item)}",
    )
    rows = Table.grid(padding=(0, 1))
    rows.add_column(style="dim", width=7)
    rows.add_column()
    rows.add_row("article", _compared(findings, item))
    for passage in item.verdict.passages:
        found = letter_text(findings, passage)
        words = Text(_isolated(_line(letter_words(findings, passage)), found.language))
        words.append(f"  (edition {found.edition}, {found.language})", style="dim")
        rows.add_row("letter", words)
    if not item.verdict.passages:
        rows.add_row("letter", Text(EXPLAINED[item.verdict.judgement], style="dim"))
    console.print(_numbered_block(number, head, rows))


def _numbered_block(number: int, head: Text, body: RenderableType) -> Table:
    block = Table.grid(padding=(0, 1))
    block.add_column(style="dim", justify="right", width=3)
    block.add_column()
    block.add_row(str(number), head)
    block.add_row("", body)
    block.add_row()
    return block


def _who(findings: Findings, item: Item) -> str:
    named, side = who(findings, item)
    return f"{_isolated(_line(named), findings.language)} · {side}" if named else side


def _compared(findings: Findings, item: Item) -> Text:
    """The quotation, with what the letter has wherever it was edited."""
    opens, closes = _ISOLATE if findings.language in RTL_LANGUAGES else ("", "")
    text = Text(opens)
    for part in parts_of(findings, item):
        if not part.is_edit or part.is_marked:
            text.append(_line(part.words, keeps_ends=True))
            continue
        if part.was:
            text.append(f"[-{_line(part.was)}-]", style="red strike")
            text.append(" " * part.was[-1:].isspace())
        if part.words:
            text.append(f"{{+{_line(part.words)}+}}", style="green bold")
    return text.append(closes)


def _print_facts(console: Console, findings: Findings) -> None:
    if not findings.facts:
        return
    table = Table.grid(padding=(0, 1))
    table.add_column(width=3)
    table.add_column()
    table.add_column()
    for fact in findings.facts:
        label, tone = FINDINGS[fact.finding]
        words = Text.assemble(
            f"{FACTS[fact.fact]}: ",
            _isolated(_line(fact.span.of(findings.article.text)), findings.language),
            (f"  (record: {_line(fact.recorded)})" if fact.recorded else "", "dim"),
        )
        table.add_row("", Text(f"{_SIGNS[tone]} {label}", style=_STYLES[tone]), words)
    console.print(Text("Facts", style="bold"))
    console.print(table)
    console.print()


def _summary(findings: Findings, numbered: list[tuple[int, Item]]) -> Text:
    if findings.letter is None:
        quotations = sum(item.kind is Kind.DIRECT for _number, item in numbered)
        told = len(numbered) - quotations
        return Text(f"{_many(quotations, 'quotation')}, {_many(told, 'indirect statement')}.")
    judged = counted(findings)
    others = len(numbered) - len(findings.judged)
    text = Text()
    for judgement, count in judged:
        label, tone = LABELS[judgement]
        text.append(f"{_SIGNS[tone]} {count} {label}   ", style=_STYLES[tone])
    if not judged:
        text.append("No quotation is attributed to the letter’s side.   ")
    if others:
        text.append(f"{_many(others, 'quotation')} of others", style="dim")
    return text


def _many(count: int, one: str) -> str:
    return f"{count} {one}{'' if count == 1 else 's'}"


def _words(text: str, start: int, end: int) -> str:
    return "\n".join(printable(line) for line in text[start:end].split("\n"))


def _line(text: str, *, keeps_ends: bool = False) -> str:
    """Words in one line, without what could move the cursor."""
    line = " ".join(text.split())
    if keeps_ends and line:
        line = f"{' ' * text[:1].isspace()}{line}{' ' * text[-1:].isspace()}"
    elif keeps_ends and text:
        line = " "
    return printable(line)


def _isolated(words: str, language: str) -> str:
    return words.join(_ISOLATE) if language in RTL_LANGUAGES else words
