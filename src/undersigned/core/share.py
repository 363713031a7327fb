"""What is shared of a letter: numbers that stay true, names of locales, sites that may embed it."""

import re
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from babel.core import get_global

from undersigned.core.display_names import find_locale
from undersigned.core.domains import clean_domain
from undersigned.core.errors import Malformed
from undersigned.core.markdown import Paragraph, Quote, read_body
from undersigned.core.markdown.tree import plain

MAX_OPENING: Final = 200
"""What is longer is cut off by most of those who show it."""
ANY_SITE: Final = "*"
MAX_SITES: Final = 50
_EXACT_UP_TO: Final = 100
_THIS_MACHINE: Final = re.compile(r"localhost|127\.0\.0\.1|\[::1\]")
_WILDCARD: Final = "*."
_NO_SITE: Final = (
    "This is no address of a website. It should read like example.org or https://*.example.org."
)


def rounded(number: int) -> tuple[int, bool]:
    """A number that is true for long: itself, or a round one that it is more than.

    Networks keep the card of a link for days, while a letter is signed every minute. A number of
    two digits is exact; above, it keeps two digits: 1,234 is "more than 1,200".
    """
    if number <= _EXACT_UP_TO:
        return number, False
    less = str(number - 1)
    return int(less[:2].ljust(len(less), "0")), True


def opening(body: str) -> str:
    """How a letter begins: its first sentences in one line, without headings and references."""
    words: list[str] = []
    length = 0
    for block in read_body(body).blocks:
        if not isinstance(block, Paragraph | Quote):
            continue
        for word in plain([block]).split():
            if length + len(word) > MAX_OPENING - 1:
                # A language without spaces is cut anywhere.
                return f"{' '.join(words) or word[: MAX_OPENING - 1]}…"
            words.append(word)
            length += len(word) + 1
    return " ".join(words)


@lru_cache(maxsize=256)
def locale_code(tag: str) -> str:
    """The language with the territory that networks want to know, as in fa_IR; "" if unknown."""
    locale = find_locale(tag)
    if locale and not locale.territory:
        likely = get_global("likely_subtags").get(str(locale)) or str(locale)
        locale = find_locale(likely.replace("_", "-"))
    if locale is None or not locale.territory:
        return ""
    return f"{tag.partition('-')[0]}_{locale.territory}"


def clean_site(written: str) -> str:
    """A site as a source of a Content-Security-Policy (CSP Level 3, 2.3.1); raises Malformed.

    Of an address that was pasted, only the part up to the host and port counts. `*.` stands for
    all names below a domain. Without a scheme it is https, and any port but that of the scheme is
    named.
    """
    typed = written.strip()
    if len(typed) > 2000:
        raise Malformed(_NO_SITE)
    scheme, separator, rest = typed.partition("://")
    if not separator:
        scheme, rest = "https", typed
    try:
        parts = urlsplit(f"{scheme.lower()}://{rest}")
        port = parts.port
    except ValueError:
        raise Malformed(_NO_SITE) from None
    host = (parts.netloc.rpartition(":")[0] if port is not None else parts.netloc).lower()
    if parts.scheme not in ("https", "http") or port == 0:
        raise Malformed(_NO_SITE)
    if not _THIS_MACHINE.fullmatch(host):
        below = host.removeprefix(_WILDCARD)
        try:
            host = host[: len(host) - len(below)] + clean_domain(below)
        except Malformed:
            raise Malformed(_NO_SITE) from None
    usual = {"https": 443, "http": 80}[parts.scheme]
    return f"{parts.scheme}://{host}" + (f":{port}" if port not in (None, usual) else "")


def clean_sites(written: str) -> tuple[str, ...]:
    """The sites of a text with one a line, each once; raises Malformed with the first bad line."""
    lines = [line for line in written.split() if line]
    sites: dict[str, None] = {}
    for line in lines:
        try:
            sites[clean_site(line)] = None
        except Malformed as error:
            raise BadSite(line[:100], str(error)) from None
    if len(sites) > MAX_SITES:
        raise TooManySites(f"There are more than {MAX_SITES} sites.")
    return tuple(sites)


class BadSite(Malformed):
    """One of the sites is none; `line` is what was written."""

    def __init__(self, line: str, sentence: str) -> None:
        super().__init__(sentence)
        self.line = line


class TooManySites(Malformed):
    """More sites than a header should hold."""
