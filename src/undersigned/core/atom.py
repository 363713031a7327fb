"""Atom feeds (RFC 4287): what is new, for programs that look from time to time."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID, uuid5
from xml.etree import ElementTree as ET

NAMESPACE: Final = "http://www.w3.org/2005/Atom"
MEDIA_TYPE: Final = "application/atom+xml"
_LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"
# Everything that XML 1.0 cannot hold (section 2.2).
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Entry:
    """One piece of news. `language` is that of title and summary, "" for the feed's own."""

    id: str
    title: str
    address: str
    published: datetime
    updated: datetime
    summary: str = ""
    language: str = ""
    # The same in other languages: tag and address.
    elsewhere: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed, the newest entry first; `authors` holds one at least, as section 4.1.1 wants."""

    id: str
    title: str
    language: str
    address: str
    own_address: str
    authors: tuple[str, ...]
    entries: Sequence[Entry]


def stable_id(letter_id: str, name: str) -> str:
    """The same `urn:uuid:` for the same thing about a letter, wherever the letter moves.

    The id of a letter is 128 random bits, so it can be the name space of a UUID (RFC 9562, 5.5).
    """
    return uuid5(UUID(letter_id), name).urn


def format_feed(feed: Feed) -> bytes:
    """The feed as an XML document in UTF-8."""
    ET.register_namespace("", NAMESPACE)
    root = ET.Element(_name("feed"), {_LANGUAGE: feed.language})
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    updated = max((entry.updated for entry in feed.entries), default=NEVER)
    _add(root, "updated", _moment(updated))
    _link(root, "self", feed.own_address, type=MEDIA_TYPE)
    _link(root, "alternate", feed.address, type="text/html")
    for author in feed.authors:
        _add(_add(root, "author"), "name", author)
    for entry in feed.entries:
        _add_entry(root, entry)
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def _add_entry(root: ET.Element, entry: Entry) -> None:
    spoken = {_LANGUAGE: entry.language} if entry.language else {}
    element = _add(root, "entry", **spoken)
    _add(element, "id", entry.id)
    _add(element, "title", entry.title)
    _add(element, "published", _moment(entry.published))
    _add(element, "updated", _moment(entry.updated))
    # An entry may hold no two alternates of the same type and language (section 4.1.2).
    named = {"hreflang": entry.language} if entry.elsewhere else {}
    _link(element, "alternate", entry.address, type="text/html", **named)
    for language, address in entry.elsewhere:
        _link(element, "alternate", address, type="text/html", hreflang=language)
    if entry.summary:
        _add(element, "summary", entry.summary)


def _name(tag: str) -> str:
    return f"{{{NAMESPACE}}}{tag}"


def _add(parent: ET.Element, tag: str, text: str = "", /, **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, _name(tag), attributes)
    if text:
        element.text = _NOT_XML.sub("", text)
    return element


def _link(parent: ET.Element, relation: str, address: str, /, **attributes: str) -> None:
    _add(parent, "link", rel=relation, href=address, **attributes)


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
