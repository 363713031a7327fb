"""Atom feeds hold what RFC 4287 requires, and whatever a title may hold."""

from datetime import UTC, datetime, timedelta, timezone
from xml.etree import ElementTree as ET

from undersigned.core.atom import Entry, Feed, format_feed, stable_id

ATOM = "{http://www.w3.org/2005/Atom}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
LETTER = "0123456789abcdef" * 2
PUBLISHED = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
HOSTILE = '</title><script>alert("1")</script> & \x00\x0b\ufffe \u202eنامه 😀'

ENTRY = Entry(
    id=stable_id(LETTER, "en published"),
    title=HOSTILE,
    address="https://letters.example/letters/river/en/",
    published=PUBLISHED,
    updated=PUBLISHED.astimezone(timezone(timedelta(hours=3))) + timedelta(seconds=1),
    summary="It begins.",
    language="en",
    elsewhere=(("fa", "https://letters.example/letters/river/fa/"),),
)


def feed_of(*entries: Entry) -> ET.Element:
    feed = Feed(
        id=stable_id(LETTER, "feed en"),
        title="The river",
        language="en",
        address="https://letters.example/letters/river/en/",
        own_address="https://letters.example/letters/river/en/feed.atom",
        authors=("Friends of the Herons",),
        entries=entries,
    )
    return ET.fromstring(format_feed(feed))


def test_feed_holds_what_the_standard_requires() -> None:
    root = feed_of(ENTRY)
    assert root.tag == f"{ATOM}feed"
    assert root.get(LANGUAGE) == "en"
    assert [root.findtext(ATOM + tag) for tag in ("id", "title", "updated")] == [
        stable_id(LETTER, "feed en"),
        "The river",
        "2026-03-01T12:00:01Z",
    ]
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "Friends of the Herons"
    assert {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")} == {
        "self": "https://letters.example/letters/river/en/feed.atom",
        "alternate": "https://letters.example/letters/river/en/",
    }


def test_entry_holds_what_the_standard_requires() -> None:
    entry = feed_of(ENTRY).find(f"{ATOM}entry")
    assert entry is not None
    assert entry.findtext(f"{ATOM}title") == HOSTILE.translate(dict.fromkeys([0, 11, 0xFFFE]))
    assert entry.findtext(f"{ATOM}published") == "2026-03-01T12:00:00Z"
    assert entry.findtext(f"{ATOM}updated") == "2026-03-01T12:00:01Z"
    assert entry.findtext(f"{ATOM}summary") == "It begins."
    assert [(link.get("rel"), link.get("hreflang")) for link in entry.findall(f"{ATOM}link")] == [
        ("alternate", "en"),
        ("alternate", "fa"),
    ]


def test_feed_without_entries_has_a_time_all_the_same() -> None:
    assert feed_of().findtext(f"{ATOM}updated") == "1970-01-01T00:00:00Z"


def test_ids_are_stable_and_each_its_own() -> None:
    assert stable_id(LETTER, "letter") == "urn:uuid:b52bbf2e-ee81-5733-a4b3-56d4509685ea"
    assert stable_id(LETTER, "feed en") != stable_id(LETTER, "feed fa")
    assert stable_id("f" * 32, "letter") != stable_id(LETTER, "letter")
