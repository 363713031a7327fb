"""The sitemap: each page in each language, bounded."""

from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from undersigned.core import sitemap
from undersigned.core.sitemap import SitePage, format_sitemap

URL = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"
RIVER = SitePage(
    (("en", "https://letters.example/r/en/"), ("fa", "https://letters.example/r/fa/")),
    default="https://letters.example/r/",
    changed_at=datetime(2026, 3, 1, 12, tzinfo=UTC),
)


def test_each_language_names_all_languages() -> None:
    root = ET.fromstring(format_sitemap([SitePage((("", "https://letters.example/"),)), RIVER]))
    assert root.tag == f"{URL}urlset"
    front, english, persian = root
    assert [front.findtext(f"{URL}loc"), front.findtext(f"{URL}lastmod"), front.findall(LINK)] == [
        "https://letters.example/",
        None,
        [],
    ]
    for element, address in ((english, RIVER.addresses[0][1]), (persian, RIVER.addresses[1][1])):
        assert element.findtext(f"{URL}loc") == address
        assert element.findtext(f"{URL}lastmod") == "2026-03-01"
        assert [(link.get("hreflang"), link.get("href")) for link in element.findall(LINK)] == [
            *RIVER.addresses,
            ("x-default", RIVER.default),
        ]


def test_no_more_addresses_than_one_file_holds() -> None:
    pages = [RIVER] * (sitemap.MAX_ADDRESSES // 2 + 1)
    assert len(ET.fromstring(format_sitemap(pages))) == sitemap.MAX_ADDRESSES
