"""E-mail addresses: one clean spelling to write to, and one form to compare mailboxes by.

Rules of providers, from their own help pages:
- Gmail: dots are ignored, googlemail.com is gmail.com, what follows a plus is ignored
  ("Dots don't matter in Gmail addresses"; "Send emails from a different address or alias").
- Outlook, Hotmail, Live, MSN, iCloud, Fastmail, Proton, Zoho, Yandex and others: what follows a
  plus is ignored (RFC 5233 calls it subaddressing), so it is ignored for every provider.
- Fastmail: anything@user.fastmail.com is user@fastmail.com ("Plus addressing and subdomain
  addressing").
- Yahoo: base-word@ is a disposable address of base, and no user name holds a hyphen ("Create and
  manage disposable email addresses").
- Proton: dots, hyphens and underscores are ignored; proton.me, protonmail.com, protonmail.ch and
  pm.me are one ("Addresses and aliases").
- iCloud: icloud.com, me.com and mac.com are one ("If you have an @mac.com or @me.com address").
- Yandex: its domains are one, and a dot is a hyphen ("Mail addresses and aliases").

A rule that is too strict lets one of two people not sign, and one that is too lenient lets one
person sign twice, so only what a provider states stands here.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

import idna
from email_validator import EmailNotValidError, validate_email

from undersigned.core.errors import Malformed
from undersigned.core.lines import clean_line

MAX_ADDRESS: Final = 254  # RFC 5321 section 4.5.3.1.3, without the angle brackets.

_YANDEX: Final = "yandex.ru"
_SAME_MAILBOX: Final = {
    "googlemail.com": "gmail.com",
    "protonmail.com": "proton.me",
    "protonmail.ch": "proton.me",
    "pm.me": "proton.me",
    "me.com": "icloud.com",
    "mac.com": "icloud.com",
    "ya.ru": _YANDEX,
    "yandex.com": _YANDEX,
    "yandex.by": _YANDEX,
    "yandex.kz": _YANDEX,
    "yandex.ua": _YANDEX,
}
_IGNORED_IN_LOCAL_PART: Final = {"gmail.com": ".", "proton.me": ".-_"}
_FASTMAIL_SUBDOMAIN: Final = re.compile(r"(?P<user>[^.]+)\.(?P<domain>fastmail\.(?:com|fm))")
_YAHOO: Final = re.compile(
    r"(?:yahoo\.(?:[a-z]{2}|com|co\.[a-z]{2}|com\.[a-z]{2})|ymail\.com|rocketmail\.com|"
    r"myyahoo\.com)"
)
_YAHOO_JAPAN: Final = "yahoo.co.jp"  # Another company with other rules.
# What stands in front of most domains; every rule about that part leaves it as it is.
_PLAIN_LOCAL_PART: Final = re.compile(r"[A-Za-z0-9]+(?:[._+-][A-Za-z0-9]+)*")
_MAX_LOCAL_PART: Final = 64  # RFC 5321, section 4.5.3.1.1.
# What UTS 46 and IDNA leave as it is: lower-case labels, none with `--`, which marks encoded ones.
_PLAIN_DOMAIN: Final = re.compile(
    r"(?!.*--)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
)


class Address(str):
    """An address as `parse_address` returns it, which need not be parsed again."""

    __slots__ = ()


def parse_address(value: str) -> Address:
    """The address as it was typed, in a clean spelling that mail can be sent to.

    Asks no name server. Raises Malformed with a sentence for the person who typed it.
    """
    if isinstance(value, Address):
        return value
    typed = clean_line(value, max_length=MAX_ADDRESS)
    if not typed:
        raise Malformed("Please enter an e-mail address.")
    try:
        address = _normalized(typed)
    except EmailNotValidError:
        # The library's sentences are of use to developers, and some repeat what was typed.
        raise Malformed(
            "This does not look like an e-mail address. Please check it for typing errors;"
            " it should read like name@example.org."
        ) from None
    if len(address) > MAX_ADDRESS:
        raise Malformed("This is too long: at most {most} characters fit here.", most=MAX_ADDRESS)
    return Address(address)


def _normalized(typed: str) -> str:
    local, _, domain = typed.rpartition("@")
    if len(local) <= _MAX_LOCAL_PART and _PLAIN_LOCAL_PART.fullmatch(local):
        # Most are of this kind, and of a few domains.
        return f"{local}@{_normalized_domain(domain)}"
    return validate_email(typed, check_deliverability=False, strict=True).normalized


@lru_cache(maxsize=16_384)
def _normalized_domain(domain: str) -> str:
    checked = validate_email(f"x@{domain}", check_deliverability=False, strict=True)
    return checked.normalized.rpartition("@")[2]


def canonical_address(address: str) -> str:
    """The form in which two spellings of one mailbox are equal; never written to.

    Takes what `parse_address` returned; raises Malformed for what is no address at all.
    """
    local, _, domain = address.rpartition("@")
    if not local or len(address) > 2 * MAX_ADDRESS:
        raise Malformed("This is not an e-mail address.")
    local = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", local).casefold())
    try:
        if len(domain) > 253 or not _PLAIN_DOMAIN.fullmatch(domain):
            # The mapping of UTS 46 folds the case of a domain by rules of its own.
            domain = idna.encode(domain.rstrip("."), uts46=True).decode("ascii")
        local.encode()
    except (idna.IDNAError, UnicodeError):
        raise Malformed("This is not an e-mail address.") from None
    domain = _SAME_MAILBOX.get(domain, domain)

    subdomain = _FASTMAIL_SUBDOMAIN.fullmatch(domain)
    if subdomain:
        local, domain = subdomain["user"], subdomain["domain"]
    local = _before(local, "+")
    if _YAHOO.fullmatch(domain) and domain != _YAHOO_JAPAN:
        local = _before(local, "-")
    if domain == _YANDEX:
        local = local.replace(".", "-")
    kept = local.translate({ord(mark): None for mark in _IGNORED_IN_LOCAL_PART.get(domain, "")})
    return f"{kept or local}@{domain}"


def mask_address(address: str) -> str:
    """The address for those who should recognize it and not learn it: `m…@herons.example`."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}"


def domain_of(address: str) -> str:
    """The domain of an address, in lower case."""
    return address.rpartition("@")[2].lower()


def _before(local: str, mark: str) -> str:
    """The part before the first `mark`, or all of it when nothing stands before."""
    return local.partition(mark)[0] or local
