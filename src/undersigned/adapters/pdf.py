"""The letter on paper: its texts, each in a section of its own, as one tagged PDF by Typst."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from undersigned.adapters.print_names import Direction, breakable, turns
from undersigned.adapters.qr import qr_svg
from undersigned.adapters.typeset import typeset
from undersigned.core.display_names import comma, date_text, language_name
from undersigned.core.languages import direction, local_number
from undersigned.core.markdown import (
    Block,
    Demands,
    Emphasis,
    Heading,
    Inline,
    LineEnd,
    Link,
    List,
    Paragraph,
    Quote,
    Reference,
    Words,
    read_body,
)
from undersigned.core.text import Text, digest, format_text

# Values on their way to JSON; the template knows their shape.
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PrintLabels:
    """The words around a letter, in `language`; {date} and {number} are filled in."""

    language: str = "en"
    open_letter: str = "Open letter"
    dated: str = "{date}"
    edition: str = "edition {number}"
    to: str = "To"
    elsewhere: str = "Also in"
    sources: str = "Sources"
    check: str = "How to check this letter"
    explanation: str = (
        "Each text has a digest; whoever computes the SHA-256 of the text file gets the same, or"
        " holds another text. Every signature is bound to these digests and has its place in a"
        " public log, which anyone can download and recount. The log does not prove that each"
        " signature is a distinct real person."
    )
    log: str = "Log"
    checkpoint: str = "State of the log when this was typeset"
    undersigned: str = "The undersigned"
    organizations: str = "Organizations"
    people: str = "People"
    scan: str = "Scan this to check the letter and to see who has signed it by now:"
    attached: str = ""
    # Said where a typeface is missing; the names hold MISSING in place of what cannot be drawn.
    undrawn: str = (
        "Some characters of the names could not be drawn here and stand as □; the names as they"
        " were signed are at the address beside the code."
    )


ENGLISH: Final = PrintLabels()


@dataclass(frozen=True, slots=True)
class PrintedName:
    """One who signed, in the words of the reader: what belongs to the name, and its edition."""

    name: str
    details: tuple[str, ...] = ()
    # "edition 1", where it stands under an earlier one.
    earlier: str = ""


@dataclass(frozen=True, slots=True)
class PrintedSignatures:
    """Who signed; `count` and `notes` are whole sentences in the language of the first text."""

    count: str
    notes: tuple[str, ...] = ()
    organizations: Iterable[PrintedName] = ()
    people: Iterable[PrintedName] = ()


@dataclass(frozen=True, slots=True)
class Attachment:
    """A text file that travels inside the PDF."""

    name: str
    description: str
    data: str
    media_type: str = "text/plain"


def letter_pdf(
    texts: Sequence[Text],
    *,
    published_at: datetime | None = None,
    origin: str | None = None,
    checkpoint: str | None = None,
    labels: Mapping[str, PrintLabels] | None = None,
    signatures: PrintedSignatures | None = None,
    address: str | None = None,
    attachments: Sequence[Attachment] = (),
) -> bytes:
    """A PDF of the texts of one letter, the original first; the same input gives the same bytes.

    `labels` has the words around the letter by language tag, English where there are none;
    `address` is where a printed code leads. The file is PDF/UA-1, except where a text holds a
    script for which no typeface is at hand; a name that holds one is drawn as far as it can be,
    and the page says so. Raises Malformed when a text is not one that could be frozen, and
    NotTypeset when Typst gives up.
    """
    words = labels or {}
    sections = [
        _section(text, texts, words.get(text.language, ENGLISH), published_at) for text in texts
    ]
    content = {
        "title": texts[0].title,
        "keywords": sorted({f"sha256:{section['digest']}" for section in sections}),
        "date": published_at and {part: getattr(published_at, part) for part in _DATE_PARTS},
        "origin": origin,
        "checkpoint": (checkpoint or "").splitlines(),
        "sections": sections,
        "signatures": signatures and _signatures(signatures, sections[0]["labels"]["direction"]),
        "code": address and {"address": address, "picture": qr_svg(address).decode()},
        "attachments": [
            {
                "name": file.name,
                "description": file.description,
                "data": file.data,
                "media_type": file.media_type,
            }
            for file in attachments
        ],
        "digests": [
            {
                "tag": section["tag"],
                "direction": section["direction"],
                "name": section["name"],
                "digest": section["digest"],
            }
            for section in sections
        ],
    }
    return typeset(content)


_DATE_PARTS: Final = ("year", "month", "day")


def _signatures(signatures: PrintedSignatures, towards: Direction) -> Json:
    return {
        "count": signatures.count,
        "notes": list(signatures.notes),
        "organizations": [_signatory(one, towards) for one in signatures.organizations],
        "people": [_signatory(one, towards) for one in signatures.people],
    }


def _signatory(one: PrintedName, towards: Direction) -> Json:
    return {
        "name": breakable(one.name),
        "turns": turns(one.name, towards),
        "details": [
            {"words": breakable(detail), "turns": turns(detail, towards)} for detail in one.details
        ],
        "earlier": one.earlier,
    }


def _section(
    text: Text, texts: Sequence[Text], labels: PrintLabels, published_at: datetime | None
) -> Json:
    document = read_body(text.body)
    name = f"{text.language}-{text.edition}"
    nodes = _Nodes(name, text.language)
    return {
        "id": f"text-{name}",
        "tag": _tag(text.language),
        "direction": direction(text.language),
        "name": language_name(text.language),
        "digit": local_number(1, text.language),
        "title": text.title,
        "digest": digest(format_text(text)).hex(),
        "addressees": [
            {"name": one.name, "office": one.office, "place": one.place} for one in text.addressees
        ],
        "elsewhere": [
            {
                "target": f"text-{other.language}-{other.edition}",
                "tag": _tag(other.language),
                "direction": direction(other.language),
                "name": language_name(other.language),
            }
            for other in texts
            if other is not text
        ],
        "blocks": [nodes.block(block) for block in document.blocks],
        "sources": [
            {
                "id": f"{name}-source-{source.number}",
                "children": [nodes.block(block) for block in source.children],
            }
            for source in document.sources
        ],
        "labels": _labels(labels, text, published_at),
    }


def _labels(labels: PrintLabels, text: Text, published_at: datetime | None) -> Json:
    number = local_number(text.edition, labels.language)
    dated = [labels.edition.replace("{number}", number)]
    if published_at:
        dated.insert(
            0, labels.dated.replace("{date}", date_text(published_at.date(), labels.language))
        )
    return {
        "tag": _tag(labels.language),
        "direction": direction(labels.language),
        "open_letter": labels.open_letter,
        "dated": ", ".join(dated) if direction(labels.language) == "ltr" else "، ".join(dated),
        "to": labels.to,
        "elsewhere": labels.elsewhere,
        "sources": labels.sources,
        "check": labels.check,
        "explanation": labels.explanation,
        "log": labels.log,
        "checkpoint": labels.checkpoint,
        "undersigned": labels.undersigned,
        "organizations": labels.organizations,
        "people": labels.people,
        "scan": labels.scan,
        "attached": labels.attached,
        "undrawn": labels.undrawn,
        "comma": comma(labels.language),
    }


def _tag(language: str) -> Json:
    """The parts of a language tag that Typst knows."""
    first, *rest = language.split("-")
    return {
        "language": first,
        "script": next((part.lower() for part in rest if len(part) == 4 and part.isalpha()), None),
        "region": next((part for part in rest if len(part) == 2), None),
    }


class _Nodes:
    """Turns the tree of a body into what the template reads; names are unique by section."""

    def __init__(self, section: str, language: str) -> None:
        self._section = section
        self._language = language
        # Chinese and Japanese have no space where a line of the source ends.
        self._space = "" if _tag(language)["language"] in {"ja", "zh"} else " "

    def block(self, block: Block) -> Json:
        match block:
            case Heading(level, children):
                # The title is the heading of level 1, so levels stay what they are.
                return {
                    "kind": "heading",
                    "level": level,
                    "children": self._inlines(children),
                }
            case Paragraph(children):
                return {"kind": "paragraph", "children": self._inlines(children)}
            case Quote(quoted):
                return {"kind": "quote", "children": [self.block(child) for child in quoted]}
            case List(first, is_tight, items):
                return {
                    "kind": "list",
                    "first": first,
                    "tight": is_tight,
                    "items": [[self.block(child) for child in item] for item in items],
                }
            case Demands(items):
                return {
                    "kind": "demands",
                    "items": [[self.block(child) for child in item] for item in items],
                }

    def _inlines(self, inlines: Sequence[Inline]) -> list[Json]:
        return [self._inline(inline) for inline in inlines]

    def _inline(self, inline: Inline) -> Json:
        match inline:
            case Words(text):
                return {"kind": "words", "text": text}
            case LineEnd(is_break):
                return {"kind": "line", "break": is_break, "space": self._space}
            case Emphasis(is_strong, children):
                return {
                    "kind": "emphasis",
                    "strong": is_strong,
                    "children": self._inlines(children),
                }
            case Link(address, children):
                return {"kind": "link", "address": address, "children": self._inlines(children)}
            case Reference(number, occurrence):
                return {
                    "kind": "reference",
                    "id": f"{self._section}-reference-{number}-{occurrence}",
                    "target": f"{self._section}-source-{number}",
                    "shown": local_number(number, self._language),
                }
