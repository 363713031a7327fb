"""How verdicts are told to people: in words first, in colours beside them."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from undersigned.core.quotes.found import Speaker
from undersigned.core.quotes.items import Findings, Item
from undersigned.core.quotes.rows import edited_words
from undersigned.core.quotes.verdict import Change, Judgement


class Tone(StrEnum):
    """How a verdict is coloured."""

    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    PLAIN = "plain"


LABELS: Final = {
    Judgement.VERBATIM: ("verbatim", Tone.GOOD),
    Judgement.TYPOGRAPHY: ("verbatim but for typography", Tone.GOOD),
    Judgement.EDITED: ("edited, and marked so", Tone.GOOD),
    Judgement.ALTERED: ("altered", Tone.BAD),
    Judgement.SPLICED: ("spliced", Tone.BAD),
    Judgement.PARTLY: ("partly in the letter", Tone.WARN),
    Judgement.NOT_IN_LETTER: ("not in the letter", Tone.BAD),
    Judgement.EARLIER_EDITION: ("from an earlier edition", Tone.WARN),
    Judgement.TRANSLATED: ("translated", Tone.PLAIN),
    Judgement.TOO_SHORT: ("too short to judge", Tone.PLAIN),
}
EXPLAINED: Final = {
    Judgement.VERBATIM: "Every character stands in the letter.",
    Judgement.TYPOGRAPHY: "Every word stands in the letter; marks, case or the last comma differ.",
    Judgement.EDITED: "Ellipses, brackets or sic say where the words were changed.",
    Judgement.ALTERED: "Words differ from the letter, and nothing says so.",
    Judgement.SPLICED: "Joined from separate places of the letter, and nothing says so.",
    Judgement.PARTLY: "Only a part of it stands in the letter.",
    Judgement.NOT_IN_LETTER: "The letter has no such passage.",
    Judgement.EARLIER_EDITION: "True to an earlier edition, and not in the current one.",
    Judgement.TRANSLATED: "The letter has other languages; this passage is a possible source.",
    Judgement.TOO_SHORT: "Fewer than four words tell too little.",
}
CHANGES: Final = {
    Change.NEGATION: "a negation changed",
    Change.NUMBER: "a number changed",
    Change.NAME: "a name changed",
}
SPEAKERS: Final = {
    Speaker.LETTER: "the letter’s side",
    Speaker.ADDRESSEE: "an addressee",
    Speaker.THIRD: "a third party",
    Speaker.NARRATOR: "the newspaper itself",
    Speaker.UNKNOWN: "nobody named",
}
FACTS: Final = {
    "signatories": "number of signatories",
    "persons": "number of persons",
    "organizations": "number of organizations",
    "addressee": "addressee",
    "published": "day of publication",
    "delivered": "day of delivery",
    "place": "place",
}
FINDINGS: Final = {
    "right": ("right", Tone.GOOD),
    "wrong": ("wrong", Tone.BAD),
    "cannot-be-told": ("cannot be told", Tone.PLAIN),
}
_LONGEST_NAME: Final = 70
CLOSES: Final = frozenset("”“\"»«›‹’‘'」』")
RTL_LANGUAGES: Final = frozenset(
    {"ar", "ckb", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"}
)


@dataclass(frozen=True, slots=True)
class Part:
    """Some words of a quotation; where they were edited, also what the letter has there."""

    words: str
    was: str = ""
    is_edit: bool = False
    is_marked: bool = False


def parts_of(findings: Findings, item: Item) -> Iterator[Part]:
    """A judged quotation from its beginning to its end, cut where it was edited."""
    assert item.verdict is not None
    words = item.span.of(findings.article.text)
    done = 0
    for edit in sorted(item.verdict.edits, key=lambda edit: edit.quoted):
        if edit.quoted.start < done:
            continue
        if edit.quoted.start > done:
            yield Part(words[done : edit.quoted.start])
        was, became = edited_words(findings, item, edit)
        if not became and words[edit.quoted.end : edit.quoted.end + 1].strip():
            # What was left out stands between two words, as it did in the letter.
            was += " "
        yield Part(became, was, is_edit=True, is_marked=edit.change is Change.MARKED)
        done = edit.quoted.end
    if done < len(words):
        yield Part(words[done:])


def changes_of(item: Item) -> list[str]:
    """What of weight was changed, each once."""
    assert item.verdict is not None
    found = [CHANGES[edit.change] for edit in item.verdict.edits if edit.change in CHANGES]
    return list(dict.fromkeys(found))


def who(findings: Findings, item: Item) -> tuple[str, str]:
    """Who is said to have said it, as the article names them or "", and on which side they are."""
    source = item.statement.source
    named = _short(source.of(findings.article.text)) if source is not None else ""
    antecedent = item.statement.antecedent
    if antecedent is not None and named:
        named += f" ({_short(antecedent.of(findings.article.text))})"
    return named, SPEAKERS[item.statement.speaker]


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _LONGEST_NAME else f"{line[: _LONGEST_NAME - 1].rstrip()}…"


def counted(findings: Findings) -> list[tuple[Judgement, int]]:
    """How many quotations have which verdict, in the order in which verdicts are listed."""
    judgements = [item.verdict.judgement for item in findings.judged if item.verdict is not None]
    return [(one, count) for one in LABELS if (count := judgements.count(one))]


def facts_line(findings: Findings) -> str:
    """Where the article comes from, as far as it says so."""
    article = findings.article
    day = article.published
    parts = [
        article.outlet,
        article.author,
        f"{day.day} {day:%B %Y}" if day is not None else "",
        f"language: {findings.language}" if findings.language != "und" else "",
    ]
    return " · ".join(part for part in parts if part)
