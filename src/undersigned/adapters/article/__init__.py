"""Reads an article from a file or an answer of a server: plain text as it is, HTML by trafilatura.

Nothing is fetched here. What is too large, or no text at all, is refused by a sentence.
"""

import re
from dataclasses import replace
from typing import Final

from undersigned.adapters.article.decode import decode_text
from undersigned.core.errors import Malformed
from undersigned.core.quotes.article import Article, plain_article
from undersigned.core.sentences import mark as _

MAX_ARTICLE_BYTES: Final = 16 * 2**20

_HTML_NAMES: Final = (".html", ".htm", ".xhtml")
_HTML_TYPES: Final = ("text/html", "application/xhtml+xml")
# MIME Sniffing Standard, section 7.1: how a page begins that does not say that it is one.
_HTML_START: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?[\t\n\x0c\r ]*<(?:!doctype html|!--|\?xml|html|head|body|article|title"
    rb"|script|style|meta|div|p|h1)[\t\n\x0c\r />]",
    re.IGNORECASE,
)
_BINARY_STARTS: Final = (
    (b"%PDF-", _("This is a PDF. Save the article as a page or as plain text.")),
    (b"PK\x03\x04", _("This is a zip file or a document of an office program, and no plain text.")),
)


def read_article(
    data: bytes, *, name: str = "", address: str = "", media_type: str = ""
) -> Article:
    """The article in a file of this name, or in what an address answered with this media type.

    Plain text is decoded and otherwise left alone, so that offsets count its own code points.
    Raises Malformed with a sentence for people.
    """
    if len(data) > MAX_ARTICLE_BYTES:
        raise Malformed(
            _("The article is larger than {most} MB."), most=MAX_ARTICLE_BYTES // 1_000_000
        )
    for start, sentence in _BINARY_STARTS:
        if data.startswith(start):
            raise Malformed(sentence)
    is_page = _is_page(data, name, media_type)
    decoded = decode_text(data, media_type=media_type, is_page=is_page)
    text = decoded.text
    if not text.strip():
        raise Malformed(_("There is no text in it."))
    if not is_page:
        return replace(plain_article(text, address=address), guessed_encoding=decoded.guessed)
    from undersigned.adapters.article.page import read_page  # noqa: PLC0415 slow import

    return replace(read_page(text, address=address), guessed_encoding=decoded.guessed)


def _is_page(data: bytes, name: str, media_type: str) -> bool:
    essence = media_type.partition(";")[0].strip().lower()
    if essence:
        return essence in _HTML_TYPES
    return name.lower().endswith(_HTML_NAMES) or _HTML_START.match(data) is not None
