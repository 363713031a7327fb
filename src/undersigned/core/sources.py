"""What a source leads to: a page, and a copy of it that stays when the page goes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from undersigned.core.markdown.tree import (
    Block,
    Demands,
    Emphasis,
    Heading,
    Inline,
    Link,
    List,
    Paragraph,
    Quote,
    Source,
)

# Archives whose addresses do not always hold the address of the page they keep.
_ARCHIVES: Final = (
    "archive.org",
    "archive.ph",
    "archive.is",
    "archive.today",
    "arquivo.pt",
    "perma.cc",
    "webcitation.org",
    "webarchive.org.uk",
    "webarchive.nationalarchives.gov.uk",
    "ghostarchive.org",
)


@dataclass(frozen=True, slots=True)
class SourceLinks:
    """The page that a source gives and the archived copy of it; either may be missing."""

    number: int
    text: str
    page: str | None
    archive: str | None


def links_of(source: Source) -> SourceLinks:
    """Where the links of a footnote lead.

    An archived copy is a link to a known archive, or one whose address holds that of an earlier
    link, as those of all web archives do. The writer's own words name it.
    """
    page: str | None = None
    archive: str | None = None
    for address in _addresses(source.children):
        if archive is None and (_is_archive(address) or (page is not None and page in address)):
            archive = address
        elif page is None and not address.startswith("mailto:"):
            page = address
    return SourceLinks(source.number, source.text, page, archive)


def _is_archive(address: str) -> bool:
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return False
    return any(host == known or host.endswith(f".{known}") for known in _ARCHIVES)


def _addresses(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Heading(children=inlines) | Paragraph(inlines):
                yield from _inline_addresses(inlines)
            case List(items=items) | Demands(items):
                for item in items:
                    yield from _addresses(item)
            case Quote(children):
                yield from _addresses(children)


def _inline_addresses(inlines: Sequence[Inline]) -> Iterator[str]:
    for inline in inlines:
        match inline:
            case Link(address=address):
                yield address
            case Emphasis(children=children):
                yield from _inline_addresses(children)
            case _:
                pass
