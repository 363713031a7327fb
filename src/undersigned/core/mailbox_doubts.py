"""What looks wrong with an address that mail could be sent to: misspelt, shared, or read by nobody.

Nothing here is certain. A name that looks misspelt may be somebody's own, so whoever is asked and
says the same once more is believed. Names that differ from a provider's in their first letter, or
from a short one at all, are too often somebody else's, and nothing is said of them.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import OSA

# Endings that no domain has (IANA, root zone), and what was meant.
_NO_ENDINGS: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        ("ccom", "cim", "cmo", "comm", "con", "conm", "coom", "copm", "cpm", "ocm", "vom", "xom"),
        "com",
    ),
    **dict.fromkeys(("nett", "nte", "ent"), "net"),
    **dict.fromkeys(("ogr", "orgg", "rog"), "org"),
}
# Endings of other countries that are taken for slips behind the name of a provider.
_SLIPS: Final[Mapping[str, str]] = {"cm": "com", "co": "com", "om": "com", "ne": "net"}

_COUNTRIES: Final = r"com|[a-z]{2}|com?\.[a-z]{2}|ne\.jp"
_PROVIDERS: Final[Mapping[str, str]] = {
    "aol": r"com|de|fr|it|co\.uk",
    "btinternet": "com",
    "comcast": "net",
    "disroot": "org",
    "fastmail": "com|fm",
    "freenet": "de",
    "gmail": "com",
    "gmx": "at|ch|com|de|fr|net|us",
    "googlemail": "com",
    "hotmail": _COUNTRIES,
    "icloud": "com",
    "interia": "pl|eu",
    "laposte": "net",
    "libero": "it",
    "live": _COUNTRIES,
    "mailbox": "org",
    "mailfence": "com",
    "msn": "com",
    "orange": "fr",
    "outlook": _COUNTRIES,
    "posteo": "at|ch|de|net|org",
    "proton": "me",
    "protonmail": "ch|com",
    "rediffmail": "com",
    "riseup": "net",
    "rocketmail": "com",
    "seznam": "cz",
    "startmail": "com",
    "systemli": "org",
    "t-online": "de",
    "tiscali": r"it|co\.uk",
    "tutanota": "com|de",
    "verizon": "net",
    "virgilio": "it",
    "wanadoo": "fr",
    "yahoo": _COUNTRIES,
    "yandex": _COUNTRIES,
    "ymail": "com",
}
_ENDINGS: Final = {name: re.compile(endings) for name, endings in _PROVIDERS.items()}
# Of a shorter name, too many that differ by one letter are others' own.
_LONG_NAMES: Final = tuple(name for name in _PROVIDERS if len(name) >= 5)
# They look like one of these, and are others.
_OTHERS: Final = frozenset({"libera", "photon"})
_NOT_GMAIL: Final = re.compile(r"[a-z]{2,3}|com?\.[a-z]{2}")

# RFC 2142, and what organizations call the mailboxes that several of their people read.
_ROLES: Final = frozenset(
    {"abuse", "accounting", "accounts", "admin", "administration", "administrator", "all", "board",
     "billing", "buero", "bureau", "büro", "comunicacion", "contact", "contacto", "contato",
     "enquiries", "everybody", "everyone", "feedback", "help", "helpdesk", "hostmaster", "hr",
     "info", "infos", "information", "inquiries", "jobs", "kontakt", "legal", "list",
     "marketing", "media", "members", "mitglieder", "news", "newsletter", "noc", "office",
     "oficina", "orders", "prensa", "press", "presse", "privacy", "reception", "recepcion",
     "redaccion", "redaction", "redaktion", "root", "sales", "secretaria", "secretariado",
     "secretariat", "secretary", "security", "sekretariat", "service", "staff", "support", "team",
     "usenet", "uucp", "verwaltung", "vorstand", "webmaster", "www"}
)  # fmt: skip
# What is sent there is thrown away, or read by programs.
_UNREAD: Final = re.compile(
    r"(?:no|dont|donot|do[-_.]not|don[-_.]t)[-_.]?reply|postmaster|mailer[-_.]?daemon"
)


def suggested_address(address: str) -> str:
    """The address with the domain that is probably meant; "" where it does not look misspelt."""
    local, _, domain = address.rpartition("@")
    meant = _suggested_domain(domain.lower())
    return f"{local}@{meant}" if meant else ""


def is_role(address: str) -> bool:
    """Whether the address sounds like one of a function, which several people may read."""
    return _mailbox(address) in _ROLES


def is_unread(address: str) -> bool:
    """Whether by its name nobody answers a mail that goes there."""
    return _UNREAD.fullmatch(_mailbox(address)) is not None


def _mailbox(address: str) -> str:
    return address.rpartition("@")[0].partition("+")[0].casefold()


@lru_cache(maxsize=4096)
def _suggested_domain(domain: str) -> str:
    """Another domain, or "" where this one looks right."""
    head, _, tail = domain.rpartition(".")
    written = f"{head}.{_NO_ENDINGS.get(tail, tail)}"
    label, _, ending = written.partition(".")
    name = label if label in _PROVIDERS else _similar(label)
    if name:
        meant = _SLIPS.get(ending, ending)
        if name == label == "gmail" and _NOT_GMAIL.fullmatch(ending):
            meant = "com"
        if _ENDINGS[name].fullmatch(meant):
            written = f"{name}.{meant}"
    return written if written != domain else ""


def _similar(label: str) -> str:
    """The provider whose name differs in one letter, or in the order of two; "" for none."""
    if label in _OTHERS:
        return ""
    for name in _LONG_NAMES:
        if OSA.distance(label, name, score_cutoff=1) <= 1 and (
            label[:1] == name[:1] or label[:2] == name[1::-1]
        ):
            return name
    return ""
