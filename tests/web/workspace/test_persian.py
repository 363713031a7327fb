"""What a Persian member reads of an open letter: no European digit, no comma of another script."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.support.coalitions import add_partner, browser_of
from tests.support.deliveries import mailed, make_signed_letter, token_of
from tests.support.letters import make_news, organization_wish, signed, subscribed
from tests.web.test_every_language import NOT_WORDS, Reader
from undersigned.core.answers import Way
from undersigned.models import Letter
from undersigned.stages.deliver import ByHand, record_delivery
from undersigned.stages.publish import set_closing_date

pytestmark = pytest.mark.django_db

LINK = re.compile(r'href="(/workspace/[^"#]*)')
# Files, and what ends the session.
NOT_READ = re.compile(r"\.txt$|export/|/files/|sign-out")
# What people typed, in places that have no markup.
ISOLATED = re.compile("\u2068[^\u2069]*\u2069")
DIGIT = re.compile(r".{0,30}[0-9].{0,30}")
COMMA = re.compile(r".{0,30}[^\W\d_a-zA-Z]\s*, .{0,30}")


class _Persian(Reader):
    """Days and choices are said in the language of the page too."""

    silent = Reader.silent - {"time", "option"}


def faults(html: str) -> list[str]:
    """Each place with a digit or a comma that Persian does not have."""
    reader = _Persian()
    reader.feed(html)
    reader.close()
    words = (NOT_WORDS.sub(" ", ISOLATED.sub(" ", word)) for word in reader.words)
    return [found for word in words for found in DIGIT.findall(word) + COMMA.findall(word)]


def pages(browser: Client, *starts: str) -> Iterator[tuple[str, str]]:
    """Address and HTML of each page of the workspace that links lead to."""
    waiting, seen = list(starts), set(starts)
    while waiting:
        path = waiting.pop()
        answer = browser.get(path, headers={"Accept-Language": "fa"}, follow=True)
        if "text/html" not in answer.headers["Content-Type"]:
            continue
        html = answer.content.decode()
        yield path, html
        for link in LINK.findall(html):
            if link not in seen and not NOT_READ.search(link):
                seen.add(link)
                waiting.append(unescape(link))


def make_busy_letter() -> Letter:
    """An open letter at which there is something of everything."""
    letter = make_signed_letter()
    now = timezone.now()
    add_partner(letter, 1)
    for number, name in enumerate(("Bank of Herons", "Bank of the Herons", "Otters")):
        signed(letter, organization_wish(name, f"office-{number}@herons.example"))
    set_closing_date(letter, now + timedelta(days=30), by=letter.lead, at=now)
    subscribed(letter, 3)
    make_news(letter)
    mailed(letter)
    record_delivery(letter, ByHand(1, Way.POST, delivered_at=now), by=letter.lead, at=now)
    Client().post(f"/answer/{token_of()}/", {"name": "Ada", "answer_1": "agree"})
    return letter


def test_an_open_letter_is_told_with_persian_digits_and_commas(settings: Any) -> None:
    settings.LANGUAGES = [("en", "English"), ("fa", "فارسی")]
    lead = browser_of(make_busy_letter().lead)
    rows = "name,country,website\nOtters,DE,\nBeavers,FR,https://beavers.example\nBeavers,FR,\n,,\n"
    table = SimpleUploadedFile("list.csv", rows.encode(), content_type="text/csv")
    preview = lead.post("/workspace/letters/river/organizations/import/", {"file": table})
    starts = ("/workspace/", "/accounts/", preview.headers["Location"])
    read = dict(pages(lead, *starts))
    assert len(read) > 40
    found = {path: wrong for path, html in read.items() if (wrong := faults(html))}
    assert found == {}


def test_a_foreign_digit_and_a_foreign_comma_would_be_found() -> None:
    html = (
        '<html lang="fa"><p>۳ امضا <time datetime="2026-03-01">3</time> <bdi>Mina 4</bdi></p>'
        "<p>سلام, سلام</p><select><option>5</option></select></html>"
    )
    assert faults(html) == ["3", "سلام, سلام", "5"]
