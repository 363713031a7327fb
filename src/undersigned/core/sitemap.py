"""The sitemap: every public page that search engines should know, in all of its languages.

The protocol of sitemaps.org, with the alternates by language that search engines read.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from xml.etree import ElementTree as ET

MAX_ADDRESSES: Final = 50_000
"""More does one file not hold."""
_SITEMAP: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML: Final = "http://www.w3.org/1999/xhtml"


@dataclass(frozen=True, slots=True)
class SitePage:
    """A page in each of its languages, the tag with the address; "" for a page that has none.

    `default` leads to the language that the reader prefers.
    """

    addresses: tuple[tuple[str, str], ...]
    default: str = ""
    changed_at: datetime | None = None


def format_sitemap(pages: Iterable[SitePage]) -> bytes:
    """The sitemap as an XML document; pages that do not fit any more are left out."""
    ET.register_namespace("", _SITEMAP)
    ET.register_namespace("xhtml", _XHTML)
    root = ET.Element(f"{{{_SITEMAP}}}urlset")
    for page in pages:
        if len(root) + len(page.addresses) > MAX_ADDRESSES:
            break
        alternates = [*page.addresses, *([("x-default", page.default)] if page.default else [])]
        for _language, address in page.addresses:
            element = ET.SubElement(root, f"{{{_SITEMAP}}}url")
            ET.SubElement(element, f"{{{_SITEMAP}}}loc").text = address
            if page.changed_at:
                changed = ET.SubElement(element, f"{{{_SITEMAP}}}lastmod")
                changed.text = page.changed_at.date().isoformat()
            for language, other in alternates if len(alternates) > 1 else ():
                ET.SubElement(
                    element,
                    f"{{{_XHTML}}}link",
                    {"rel": "alternate", "hreflang": language, "href": other},
                )
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"
