"""What an article says of a letter: each statement in it, and how true its quotations are.

The items are those of `undersigned quotes --json`; docs/reference/quotes-command.md says what
each is. A mixed statement is one item, and each quoted fragment in it another of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from undersigned.core.quotes.article import Article, BlockKind
from undersigned.core.quotes.found import Kind, Sides, Span, Speaker, Statement
from undersigned.core.quotes.language import UNKNOWN, guess_language
from undersigned.core.quotes.line_ends import UnifiedLines
from undersigned.core.quotes.model import LANGUAGES
from undersigned.core.quotes.statements import find_statements
from undersigned.core.quotes.verdict import Judgement, Verdict

# Without a letter, nothing of what reads letters is loaded: it takes longer than all the rest.
if TYPE_CHECKING:
    from undersigned.core.quotes.facts import FactCheck
    from undersigned.core.quotes.letter import PreparedLetter, ReadLetter
    from undersigned.core.quotes.record import LetterRecord

# Marks that no newspaper in a Latin or Arabic script has otherwise, so that they pair up.
_BLOCK_OPENS: Final = "「"
_BLOCK_CLOSES: Final = "」"
_QUOTATION_MARKS: Final = '“„"«»‹›‘‚「『”'
_MATCHED: Final = frozenset(
    {
        *(Judgement.VERBATIM, Judgement.TYPOGRAPHY, Judgement.EDITED),
        *(Judgement.ALTERED, Judgement.SPLICED, Judgement.PARTLY, Judgement.EARLIER_EDITION),
    }
)
"""Judgements by which words come from the letter, whoever is said to have said them."""
UNTRUE: Final = frozenset(
    {Judgement.ALTERED, Judgement.SPLICED, Judgement.PARTLY, Judgement.NOT_IN_LETTER}
)
"""Judgements by which an article has words that the letter has not."""


@dataclass(frozen=True, slots=True)
class LetterBeside:
    """A letter that articles are held beside: its texts, its record, and how it may be called."""

    prepared: "PreparedLetter"
    record: "LetterRecord"
    sides: Sides


@dataclass(frozen=True, slots=True)
class Item:
    """A statement, or quoted words in one; `span` of what is direct leaves its marks out.

    `content` is the mixed content that a fragment stands in. Only what is said by the letter's
    side, or set apart as a quotation by nobody, has a verdict.
    """

    kind: Kind
    span: Span
    statement: Statement
    content: Span | None = None
    verdict: Verdict | None = None

    @property
    def cue(self) -> Span | None:
        """The first cue of the statement."""
        return self.statement.cues[0] if self.statement.cues else None


@dataclass(frozen=True, slots=True)
class Findings:
    """All that was found in an article; without a letter, `letter` is None and nothing judged."""

    article: Article
    language: str
    statements: tuple[Statement, ...]
    items: tuple[Item, ...]
    letter: LetterBeside | None = None
    facts: "tuple[FactCheck, ...]" = ()

    @property
    def judged(self) -> tuple[Item, ...]:
        """The items with a verdict."""
        return tuple(item for item in self.items if item.verdict is not None)

    @property
    def is_wrong(self) -> bool:
        """Whether the letter or its record says otherwise than the article, as far as we see."""
        return any(item.verdict and item.verdict.judgement in UNTRUE for item in self.items) or any(
            fact.finding == "wrong" for fact in self.facts
        )


def letter_beside(read: "ReadLetter", *, called: tuple[str, ...] = ()) -> LetterBeside:
    """Prepare a letter once for many articles; its side may be `called` by these names."""
    from undersigned.core.quotes.letter import prepare_letter  # noqa: PLC0415 slow import

    names = []
    for addressee in read.record.addressees:
        names += [name for name in (addressee.name, addressee.office, addressee.place) if name]
    return LetterBeside(
        prepare_letter(read.texts, current=read.current),
        read.record,
        Sides(letter=called, addressees=tuple(dict.fromkeys(names))),
    )


def check_article(
    article: Article, letter: LetterBeside | None = None, *, language: str = ""
) -> Findings:
    """Find and attribute all statements, and hold those of the letter's side beside the letter.

    The language is guessed where it is not given, as pages often state another than theirs.
    """
    language = language.partition("-")[0].lower() or guess_language(article.text)
    if language == UNKNOWN:
        language = article.language
    sides = letter.sides if letter is not None else Sides()
    lines = UnifiedLines(_with_marks(article))
    found = find_statements(lines.text, language=language, sides=sides)
    statements = tuple(map(lines.original_of, found))
    items = tuple(item for statement in statements for item in _items(statement))
    if letter is None:
        return Findings(article, language, statements, items)
    from undersigned.core.quotes.facts import check_facts  # noqa: PLC0415 slow import

    lines = UnifiedLines(article.text)
    checked = check_facts(
        lines.text, found, letter.record, language=language, published=article.published
    )
    facts = tuple(replace(fact, span=lines.original(fact.span)) for fact in checked)
    judged = tuple(_judged(items, article, letter.prepared, language))
    return Findings(article, language, statements, judged, letter, facts)


def _items(statement: Statement) -> Iterator[Item]:
    content = None
    if statement.kind is not Kind.DIRECT:
        content = Span(statement.contents[0].start, statement.contents[-1].end)
        yield Item(statement.kind, content, statement)
    for fragment in statement.fragments:
        yield Item(Kind.DIRECT, fragment, statement, content)


def _judged(
    items: tuple[Item, ...], article: Article, letter: "PreparedLetter", language: str
) -> Iterator[Item]:
    """The items with verdicts; words that come again have the same."""
    from undersigned.core.quotes.judge import judge_quotation  # noqa: PLC0415 slow import

    known: dict[str, Verdict] = {}
    apart = {block.span.start for block in article.blocks if block.kind is BlockKind.QUOTATION}
    for item in items:
        is_letters = item.statement.speaker is Speaker.LETTER or (
            item.statement.speaker is Speaker.UNKNOWN and item.span.start in apart
        )
        # Nobody is known to speak in a language without a model.
        may_be = language not in LANGUAGES and item.statement.speaker is Speaker.UNKNOWN
        if item.kind is not Kind.DIRECT or not (is_letters or may_be):
            yield item
            continue
        words = item.span.of(article.text)
        if words not in known:
            known[words] = judge_quotation(words, letter, language=language)
        if not is_letters and known[words].judgement not in _MATCHED:
            # It may be anybody's, so nothing is wrong with it.
            yield item
            continue
        yield Item(item.kind, item.span, item.statement, item.content, known[words])


def _with_marks(article: Article) -> str:
    """The text with marks around what a page sets apart as quoted, of the same length.

    The marks stand in place of line breaks, of which a block quotation has two more than others.
    """
    places: list[tuple[int, str]] = []
    for block in article.blocks:
        start, end = block.span.start, block.span.end
        if (
            block.kind is BlockKind.QUOTATION
            and article.text[start] not in _QUOTATION_MARKS
            and article.text[start - 1 : start] == article.text[end : end + 1] == "\n"
        ):
            places += [(start - 1, _BLOCK_OPENS), (end, _BLOCK_CLOSES)]
    parts = []
    done = 0
    for place, mark in places:
        parts += [article.text[done:place], mark]
        done = place + 1
    return "".join(parts) + article.text[done:]
