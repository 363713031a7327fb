"""What holds for every page alike: valid HTML, strict headers, no cookie, nobody else asked."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from tests.journeys.steps import import_letter
from tests.support.client import Answer, ask
from tests.support.coalitions import browser_of
from tests.support.coverage import published
from tests.support.deliveries import mailed, token_of
from tests.support.letters import (
    T0,
    correct_letter,
    last_mail,
    log_all,
    make_news,
    make_open_letter,
    organization_wish,
    signed,
    token_in,
    wish,
)
from tests.support.site import Site
from tests.web.public_addresses import account_addresses, public_addresses, values_of
from tests.web.test_every_language import member_pages
from tests.web.workspace.addresses import set_stage
from tools import html_checker
from undersigned.core.tokens import make_mailbox_token
from undersigned.models import Delivery, Letter
from undersigned.stages.sign import news_link, sign_letter
from undersigned.stages.withdraw import request_manage_link
from undersigned.web.headers import PERMISSIONS_POLICY


def make_full_letter() -> tuple[Letter, dict[str, str]]:
    """Return a letter to which everything has happened, and its mailed links by their names."""
    letter = make_open_letter("lake")
    signature = signed(letter, wish())
    signed(letter, organization_wish())
    make_news(letter)
    log_all(letter)
    mailed(letter)
    Delivery.objects.update(state="delivered", delivered_at=T0)
    published(letter)
    correct_letter(letter)
    sign_letter(letter, wish(email="other@people.example"), language="en", at=T0)
    request_manage_link(letter, signature.contact, language="en", at=T0)
    manage = token_in(last_mail(signature.contact))
    return letter, {
        "confirm": token_in(last_mail("other@people.example")),
        "manage": manage,
        "withdraw": manage,
        "signer_data": manage,
        "signer_data_file": manage,
        "receipt": manage,
        "agree": manage,
        "answer": token_of(),
        "no_mail": make_mailbox_token(settings.KEYS.secret, bytes(32)),
        "news_wish": news_link(signature).rstrip("/").rpartition("/")[2],
    }


def html_pages() -> Iterator[tuple[str, str]]:
    """Name and HTML of every page: for readers, signers, offices, members and operators."""
    letter, tokens = make_full_letter()
    for language in ("en", "fa"):
        addresses = public_addresses(values_of(letter.slug, language, letter.pk), tokens)
        for name, path in {**addresses, "missing": "/nowhere/", "unknown": "/manage/x/"}.items():
            answer = Client().get(path)
            if "text/html" in answer.headers.get("Content-Type", ""):
                yield f"{name}-{language}", answer.content.decode()
    stage = set_stage()
    yield from ((f"workspace-{name}", html) for name, html in member_pages(stage, "en"))
    member = browser_of(stage.letter.lead)
    for name, path in account_addresses().items():
        for client, who in ((member, "member"), (Client(), "guest")):
            answer = client.get(path)
            if answer.status_code == 200 and "text/html" in answer.headers["Content-Type"]:
                yield f"{who}-{name}", answer.content.decode()


@pytest.mark.django_db
def test_html_is_valid(tmp_path: Path) -> None:
    if html_checker.missing():
        pytest.skip(html_checker.missing())
    names = set()
    for name, html in html_pages():
        # A part of a page, which a script puts into one, is judged with the page.
        if html.lstrip().lower().startswith("<!doctype"):
            names.add(name)
            (tmp_path / f"{name}.html").write_text(html, encoding="utf-8")
    assert {"letter-fa", "answer-en", "workspace-deliver", "member-account"} <= names
    found = html_checker.check(tmp_path)
    assert found == [], "\n".join(found)


STRICT = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
        " font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none';"
        " frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": PERMISSIONS_POLICY,
}
# Pages whose address is a secret pass nothing on.
BY_LINK = {"referrer-policy": "no-referrer", "x-robots-tag": "noindex"}
KEPT = {
    "letter", "signatories", "check", "share", "embed", "news_list", "numbers", "count",
    "answers", "coverage", "site_feed", "letter_feed", "card",
}  # fmt: skip


def test_a_running_server_is_strict_on_every_page(site: Site, tmp_path: Path) -> None:
    letter = import_letter(site, tmp_path)
    paths = public_addresses(values_of(letter.slug, "en", letter.id))
    assert set(paths) > KEPT
    for name, path in {**paths, "missing": "/nowhere/"}.items():
        answer = ask("GET", site.address + path)
        headers = dict(answer.headers)
        assert (name, answer.status) != (name, 500)
        expected = dict(STRICT)
        if "/nothing/" in path or path.endswith("/receipt"):
            expected |= BY_LINK
        assert (name, {key: headers.get(key) for key in expected}) == (name, expected)
        assert (name, headers.get("set-cookie")) == (name, None)
        if name in KEPT:
            check_kept(site.address + path, name, answer)


def check_kept(address: str, name: str, page: Answer) -> None:
    """A page that is kept says until when, and is not sent again to who has it."""
    headers = dict(page.headers)
    assert headers["cache-control"].startswith("public, max-age="), name
    known = {"If-None-Match": headers["etag"]}
    unchanged = ask("GET", address, headers=known)
    assert (name, unchanged.status, unchanged.body) == (name, 304, b"")
    assert dict(unchanged.headers)["etag"] == headers["etag"]
    head = ask("HEAD", address)
    assert (name, head.status, head.body) == (name, 200, b"")
    assert (name, dict(head.headers)["content-length"]) == (name, str(len(page.body)))
    packed = ask("GET", address, headers={"Accept-Encoding": "gzip"})
    if "content-encoding" in dict(packed.headers):
        assert (name, gzip.decompress(packed.body)) == (name, page.body)
        assert "Accept-Encoding" in dict(packed.headers)["vary"]
    # It stands for the same page, packed or not.
    assert (name, dict(packed.headers)["etag"]) == (name, headers["etag"])
    again = ask("GET", address, headers={**known, "Accept-Encoding": "gzip"})
    assert (name, again.status) == (name, 304)
