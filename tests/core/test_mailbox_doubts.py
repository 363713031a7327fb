"""Addresses that look misspelt, shared or unread; and those of which nothing is said."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from undersigned.core.errors import Malformed
from undersigned.core.mailbox import parse_address
from undersigned.core.mailbox_doubts import is_role, is_unread, suggested_address

# What was typed, and what was meant.
MISSPELT = {
    # Two letters changed places, one is missing, one too many, one another.
    "gmial.com": "gmail.com",
    "mgail.com": "gmail.com",
    "gmai.com": "gmail.com",
    "gmaill.com": "gmail.com",
    "gnail.com": "gmail.com",
    "hotmial.com": "hotmail.com",
    "hotmil.co.uk": "hotmail.co.uk",
    "yaho.com": "yahoo.com",
    "yahooo.fr": "yahoo.fr",
    "outlok.com": "outlook.com",
    "outllook.de": "outlook.de",
    "iclod.com": "icloud.com",
    "porton.me": "proton.me",
    "protonmial.com": "protonmail.com",
    "rieup.net": "riseup.net",
    "mailbx.org": "mailbox.org",
    "tonline.de": "t-online.de",
    # The ending.
    "gmail.con": "gmail.com",
    "gmail.co": "gmail.com",
    "gmail.de": "gmail.com",
    "gmail.com.br": "gmail.com",
    "gmx.con": "gmx.com",
    "aol.cmo": "aol.com",
    "hotmail.co": "hotmail.com",
    "outlook.om": "outlook.com",
    "laposte.ne": "laposte.net",
    "herons.con": "herons.com",
    "mail.herons.ogr": "mail.herons.org",
    # Both.
    "gmial.con": "gmail.com",
    "hotmial.co": "hotmail.com",
    "GMIAL.COM": "gmail.com",
}
RIGHT = (
    *("gmail.com", "googlemail.com", "hotmail.com", "hotmail.fr", "yahoo.co.uk", "yahoo.com.br"),
    *("outlook.com", "live.nl", "msn.com", "icloud.com", "me.com", "proton.me", "protonmail.com"),
    *("gmx.de", "gmx.net", "web.de", "t-online.de", "posteo.de", "mailbox.org", "riseup.net"),
    *("laposte.net", "orange.fr", "libero.it", "yandex.ru", "mail.ru", "mail.com", "email.com"),
    *("ymail.com", "aol.com", "qq.com", "163.com", "duck.com", "tuta.com"),
    # Others' own, although they look like one of these.
    *("ge.com", "wen.de", "gmb.net", "fmail.com", "cloud.com", "libera.it", "photon.me"),
    *("example.co", "example.cm", "example.ne", "gmail.example", "herons.example"),
)


@pytest.mark.parametrize(("typed", "meant"), MISSPELT.items())
def test_a_misspelt_provider_is_suggested_in_the_right_spelling(typed: str, meant: str) -> None:
    assert suggested_address(f"Ada.L+river@{typed}") == f"Ada.L+river@{meant}"


@pytest.mark.parametrize("domain", [*RIGHT, *MISSPELT.values()])
def test_nothing_is_suggested_for_a_domain_that_looks_right(domain: str) -> None:
    assert suggested_address(f"ada@{domain}") == ""


_label = st.text("abcdeghilmotuvxyz-", min_size=1, max_size=9)
_known = st.sampled_from([*MISSPELT, *RIGHT])


@st.composite
def domains(draw: st.DrawFn) -> str:
    """Domains of any kind, and those of providers with something done to them."""
    domain = draw(st.one_of(_known, st.lists(_label, min_size=2, max_size=3).map(".".join)))
    place = draw(st.integers(0, len(domain)))
    return domain[:place] + draw(st.sampled_from(["", "a", "o", "."])) + domain[place + 1 :]


@given(domains())
def test_what_is_suggested_is_an_address_and_looks_right(domain: str) -> None:
    try:
        address = parse_address(f"ada@{domain}")
    except Malformed:
        assume(False)
    meant = suggested_address(address)
    if meant:
        assert meant == parse_address(meant) != address
        assert suggested_address(meant) == ""


@given(st.text())
def test_any_text_is_judged_without_an_error(text: str) -> None:
    for judge in (suggested_address, is_role, is_unread):
        judge(text)


ADDRESSES = {
    "role": (
        *("info@herons.example", "Office@herons.example", "kontakt@herons.example"),
        *("abuse@herons.example", "webmaster@herons.example", "INFO+river@herons.example"),
        *("büro@herons.example", "redaction@herons.example", "press@herons.example"),
    ),
    "unread": (
        *("noreply@herons.example", "no-reply@herons.example", "No.Reply@herons.example"),
        *("no_reply+1@herons.example", "do-not-reply@herons.example", "donotreply@x.example"),
        *("dontreply@herons.example", "postmaster@herons.example", "Mailer-Daemon@x.example"),
    ),
    "": (
        *("ada@herons.example", "infos.ada@herons.example", "office.ada@herons.example"),
        *("nora.reply@herons.example", "me@ada.example", "mail@ada.example"),
        *("replyno@herons.example", "postmasters@herons.example", "teamo@herons.example"),
    ),
}


@pytest.mark.parametrize(
    ("address", "kind"), [(each, kind) for kind, all_of in ADDRESSES.items() for each in all_of]
)
def test_a_mailbox_of_a_function_and_one_that_nobody_reads(address: str, kind: str) -> None:
    assert (is_role(address), is_unread(address)) == (kind == "role", kind == "unread")
