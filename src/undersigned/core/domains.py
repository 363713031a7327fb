"""Domains of organizations: one clean spelling, and which mailboxes and records speak for which.

Names follow RFC 1123 section 2.1; letters of other scripts are written as IDNA does (UTS 46).
No list of public suffixes is complete, so what stands here is strict: a name that many people
share never counts as an organization's own.
"""

import re
from typing import Final
from urllib.parse import urlsplit, urlunsplit

import idna

from undersigned.core.disposable import is_disposable
from undersigned.core.errors import Malformed
from undersigned.core.lines import clean_line
from undersigned.core.sentences import mark as _

RECORD_LABEL: Final = "_undersigned"
"""What stands before a domain in the name of its TXT record."""
MAX_DOMAIN: Final = 253 - len(RECORD_LABEL) - 1
"""A name of 253 characters would leave no room for the label of the record."""
MAX_WEBSITE: Final = 300

_LABEL: Final = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN: Final = re.compile(rf"(?:{_LABEL}\.)+(?![0-9]+\Z){_LABEL}")
_NOT_A_WEBSITE: Final = _(
    "This does not look like the address of a website. It should read like https://example.org."
)
_NOT_A_DOMAIN: Final = _("This does not look like a domain. It should read like example.org.")

# Below these anyone gets a name: what stands directly under them is no organization's own.
_SHARED_SECOND_LABELS: Final = frozenset(
    {"ac", "asso", "co", "com", "edu", "gob", "gouv", "gov", "go", "gv", "ltd", "mil", "ne", "net",
     "nic", "nom", "or", "org", "plc", "sch"}
)  # fmt: skip
_SHARED_HOSTS: Final = frozenset(
    {"altervista.org", "azurewebsites.net", "blogspot.com", "carrd.co", "cloudfront.net",
     "eu.org", "github.io", "gitlab.io", "googleusercontent.com", "herokuapp.com", "jimdofree.com",
     "jimdosite.com", "netlify.app", "pages.dev", "sites.google.com", "substack.com",
     "vercel.app", "web.app", "webflow.io", "weebly.com", "wixsite.com", "wordpress.com",
     "workers.dev"}
)  # fmt: skip
# Anyone gets a mailbox here. Names such as yahoo stand for all of their countries.
_MAIL_PROVIDERS: Final = frozenset(
    {"126.com", "163.com", "aim.com", "aol.com", "arcor.de", "bk.ru", "bluewin.ch",
     "btinternet.com", "cock.li", "comcast.net", "disroot.org", "duck.com", "email.com",
     "fastmail.com", "fastmail.fm", "foxmail.com", "free.fr", "freenet.de", "gmail.com",
     "gmx.at", "gmx.ch", "gmx.com", "gmx.de", "gmx.net", "googlemail.com", "hey.com", "home.pl",
     "hushmail.com", "icloud.com", "inbox.lv", "inbox.ru", "interia.pl", "kolabnow.com",
     "laposte.net", "libero.it", "list.ru", "mac.com", "mail.com", "mail.ru", "mailbox.org",
     "mailfence.com", "me.com", "mozmail.com", "msn.com", "naver.com", "neuf.fr", "o2.pl",
     "onet.pl", "orange.fr", "pm.me", "posteo.de", "posteo.net", "privaterelay.appleid.com",
     "proton.me", "protonmail.ch", "protonmail.com", "qq.com", "rambler.ru", "rediffmail.com",
     "riseup.net", "rocketmail.com", "runbox.com", "seznam.cz", "sfr.fr", "sina.com",
     "startmail.com", "systemli.org", "t-online.de", "telenet.be", "terra.com.br", "tuta.com",
     "tuta.io", "tutanota.com", "tutanota.de", "uol.com.br", "verizon.net", "virgilio.it",
     "wanadoo.fr", "web.de", "wp.pl", "ya.ru", "ymail.com", "ziggo.nl", "zoho.com",
     "zohomail.com"}
)  # fmt: skip
_PROVIDER_NAMES: Final = re.compile(
    r"(?:gmail|googlemail|hotmail|live|outlook|yahoo|yandex)\.(?:[a-z]{2,3}|co\.[a-z]{2}|com\.[a-z]{2})"
)


def clean_domain(written: str) -> str:
    """The domain in lowercase ASCII labels; raises Malformed with a sentence for the person."""
    typed = clean_line(written, max_length=4 * MAX_DOMAIN).rstrip(".")
    try:
        domain = idna.encode(typed, uts46=True, std3_rules=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        raise Malformed(_NOT_A_DOMAIN) from None
    if len(domain) > MAX_DOMAIN or not _DOMAIN.fullmatch(domain):
        raise Malformed(_NOT_A_DOMAIN)
    return domain


def clean_website(written: str) -> str:
    """The address of a website in one spelling, "" for none; raises Malformed.

    Only http and https; without user names, ports of the scheme, or a fragment. The host is in
    ASCII, so that what a reader sees is where the link leads.
    """
    typed = clean_line(written, max_length=MAX_WEBSITE)
    if not typed:
        return ""
    address = typed if "://" in typed else f"https://{typed}"
    try:
        parts = urlsplit(address)
        port = parts.port
        host = clean_domain(parts.hostname or "")
    except (ValueError, Malformed):
        raise Malformed(_NOT_A_WEBSITE) from None
    if (
        parts.scheme not in {"http", "https"}
        or "@" in parts.netloc
        or re.search(r"[\s\\]", address)
    ):
        raise Malformed(_NOT_A_WEBSITE)
    if port is not None and port != {"http": 80, "https": 443}[parts.scheme]:
        host = f"{host}:{port}"
    path = "" if parts.path == "/" else parts.path
    website = urlunsplit((parts.scheme, host, path, parts.query, ""))
    if len(website) > MAX_WEBSITE:
        raise Malformed("This is too long: at most {most} characters fit here.", most=MAX_WEBSITE)
    return website


def domain_of_website(website: str) -> str:
    """The host of a website without `www.`, "" when it has none that can be a domain."""
    try:
        host = clean_domain(urlsplit(website).hostname or "")
    except (ValueError, Malformed):
        return ""
    short = host.removeprefix("www.")
    return short if "." in short else host


def is_shared(domain: str) -> bool:
    """Whether anyone can get a mailbox or a name there, so that it speaks for nobody."""
    first, _, rest = domain.partition(".")
    return (
        domain in _MAIL_PROVIDERS
        or domain in _SHARED_HOSTS
        or _PROVIDER_NAMES.fullmatch(domain) is not None
        # Such as co.uk: a second label that all countries use alike, below a country's own.
        or (first in _SHARED_SECOND_LABELS and len(rest) == 2)
        or is_disposable(domain)
        or "." not in domain
    )


def registrable_name(domain: str) -> str:
    """The part of a domain that somebody registered: what stands below a shared name."""
    labels = domain.split(".")
    for start in range(len(labels) - 1, 0, -1):
        name = ".".join(labels[start - 1 :])
        if not is_shared(name):
            return name
    return domain


def check_mailbox_domain(mail_domain: str, website: str) -> None:
    """Return if a mailbox at `mail_domain` is one of the organization with that website.

    It is when the domain is the website's own, lies below it, or is the registered name that the
    website lies below. Raises Malformed with a sentence that says why not.
    """
    host = domain_of_website(website)
    if not host:
        raise Malformed(
            "The organization has no website yet, and a mailbox can only be compared with that."
        )
    if any(is_shared(name) for name in (mail_domain, registrable_name(mail_domain))):
        raise Malformed(
            "Anyone can get a mailbox at {mail_domain}, so it shows nothing about an organization.",
            mail_domain=mail_domain,
        )
    if is_shared(host):
        raise Malformed(
            "Anyone can get a mailbox or a page at {host}, so it shows nothing about an"
            " organization.",
            host=host,
        )
    if mail_domain == host or mail_domain.endswith(f".{host}"):
        return
    if mail_domain == registrable_name(host):
        return
    raise Malformed(
        "The mailbox is at {mail_domain} and the website at {host}: neither is a part"
        " of the other.",
        mail_domain=mail_domain,
        host=host,
    )


def fits_website(mail_domain: str, website: str) -> bool:
    """Whether `check_mailbox_domain` lets it pass."""
    try:
        check_mailbox_domain(mail_domain, website)
    except Malformed:
        return False
    return True
