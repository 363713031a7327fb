"""Words of others in a mail of ours: they are read, and nothing in them can be pressed."""

import re
from typing import Final

from undersigned.core.lines import clean_line

# What mail programs make links of: an address with a scheme, `www.`, a host with a path or a
# port, a mail address. A host alone, such as 350.org, can be the name of an organization.
_ADDRESS: Final = re.compile(
    r"""[a-z][a-z0-9+.-]{0,30}:/{1,3}\S+        # https://host, and what people type for it
      | (?:mailto|tel|javascript|data):\S+
      | www\.\S+
      | [^\s/]+\.[^\s/.]{2,}[/:?\#]\S*         # host.example/path
      | \S+@\S+
    """,
    re.IGNORECASE | re.VERBOSE,
)
# One of these stands in each of them.
_MARK: Final = re.compile(r"[:/?#@]|www\.", re.IGNORECASE)
_SCHEME: Final = re.compile(r"\A[a-z][a-z0-9+-]{0,30}:/*", re.IGNORECASE)
# Dots that name servers or browsers take for one.
_DOTS: Final = re.compile("[.\u3002\uff0e\uff61]")


def without_links(words: str, *, max_length: int = 1000) -> str:
    """The words on one line; what would be a link in them stays readable: `evil[.]example`.

    Raises Malformed for what `clean_line` refuses.
    """
    line = clean_line(words, max_length=max_length)
    if not _MARK.search(line):
        # Most are names of people.
        return line
    return _ADDRESS.sub(lambda found: _harmless(found[0]), line)


def _harmless(address: str) -> str:
    before = ""
    while before != address:  # https:https://…
        before, address = address, _SCHEME.sub("", address, count=1)
    return _DOTS.sub("[.]", address).replace("@", "[@]").replace("//", "/")
