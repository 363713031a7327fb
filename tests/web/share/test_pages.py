"""The card, the code, the page that says how to pass on, and the counter for other sites."""

import io
import re
from html import unescape

import pytest
from django.conf import settings
from django.test import Client
from PIL import Image

from tests.support.letters import (
    T0,
    log_all,
    make_confirmed,
    make_open_letter,
    signed,
)
from tests.web.markup import text_of
from undersigned.core.share import rounded
from undersigned.models import EditionText, Letter
from undersigned.stages.publish import close_letter
from undersigned.stages.share import allow_embedding
from undersigned.web.page_cache import PAGES

pytestmark = pytest.mark.django_db

RIVER = "/letters/river/en/"
SITES = ("https://a.example", "https://*.b.example")


@pytest.fixture
def letter() -> Letter:
    return make_open_letter(languages=("en", "fa"))


def fresh(reader: Client, path: str) -> str:
    PAGES.forget_revisions()
    return text_of(reader.get(path))


def test_card_is_kept_and_asked_for_with_its_tag(reader: Client, letter: Letter) -> None:
    response = reader.get(f"{RIVER}card.png", headers={"Accept-Encoding": "gzip"})
    image = Image.open(io.BytesIO(response.content))
    assert (image.format, image.size) == ("PNG", (1200, 630))
    assert {name: response.headers[name] for name in ("Content-Type", "Cache-Control")} == {
        "Content-Type": "image/png",
        "Cache-Control": "public, max-age=600",
    }
    # A picture is compressed already.
    assert "Content-Encoding" not in response.headers
    assert "Vary" not in response.headers
    assert int(response.headers["Content-Length"]) == len(response.content)
    tag = response.headers["ETag"]
    head = reader.head(f"{RIVER}card.png")
    assert (head.status_code, head.content, head.headers["ETag"]) == (200, b"", tag)
    assert head.headers["Content-Length"] == response.headers["Content-Length"]
    same = reader.get(f"{RIVER}card.png", headers={"If-None-Match": tag})
    assert (same.status_code, same.content) == (304, b"")
    assert reader.get("/letters/river/fa/card.png").headers["ETag"] != tag


def test_card_changes_with_its_number_and_its_state_alone(reader: Client, letter: Letter) -> None:
    def tag() -> str:
        PAGES.forget_revisions()
        return reader.get(f"{RIVER}card.png").headers["ETag"]

    tags = [tag()]
    for number in (1, 102, 8):
        make_confirmed(letter, number)
        log_all(letter)
        tags.append(tag())
    # 0, 1, more than 100, and again more than 110 for the last.
    assert [rounded(number) for number in (103, 111)] == [(100, True), (110, True)]
    assert len(set(tags)) == 4
    make_confirmed(letter, 5)
    log_all(letter)
    assert tag() == tags[-1]
    close_letter(letter, by=letter.lead, at=T0)
    assert tag() == tags[-1]


@pytest.mark.parametrize(("name", "media_type"), [("svg", "image/svg+xml"), ("png", "image/png")])
def test_code_is_kept(reader: Client, letter: Letter, name: str, media_type: str) -> None:
    response = reader.get(f"{RIVER}qr.{name}")
    assert response.headers["Content-Type"] == media_type
    assert response.headers["Cache-Control"] == "public, max-age=86400"
    tag = response.headers["ETag"]
    assert reader.get(f"{RIVER}qr.{name}", headers={"If-None-Match": tag}).status_code == 304
    assert reader.get(f"/letters/river/fa/qr.{name}").content != response.content


def test_page_tells_all_ways_to_pass_on(reader: Client, letter: Letter) -> None:
    html = text_of(reader.get(f"{RIVER}share/"))
    home = f"{settings.CONFIG.address}/letters/river/"
    assert f'translate="no">{home}en/</code>' in html
    assert f'translate="no">{home}</code>' in html
    assert '<img src="/letters/river/en/qr.svg" alt="The address of the letter' in html
    assert '<img src="/letters/river/en/card.png" alt="The card: River en"' in html
    mail = re.search(r'href="(mailto:[^"]*)"', html)
    assert mail is not None
    assert unescape(mail[1]) == (
        "mailto:?subject=Open%20letter%3A%20River%20en&body=River%20en%0D%0A%0D%0A"
        + f"{home}en/".replace(":", "%3A").replace("/", "%2F")
        + "%0D%0A"
    )
    button = re.search(r'<code id="button-words"[^>]*>(.*?)</code>', html, re.DOTALL)
    assert button is not None
    assert unescape(button[1]).startswith(f'<a href="{home}en/" lang="en" dir="ltr"\n  style="')
    assert unescape(button[1]).endswith(">Sign the open letter</a>")
    assert f'href="{RIVER}share/"' in text_of(reader.get(RIVER))
    close_letter(letter, by=letter.lead, at=T0)
    assert "Read the open letter" in fresh(reader, f"{RIVER}share/")


def test_code_for_other_sites_is_told_once_there_are_some(reader: Client, letter: Letter) -> None:
    html = text_of(reader.get(f"{RIVER}share/"))
    assert "They have not; the button above works without." in html
    assert "iframe" not in html
    allow_embedding(letter, SITES, by=letter.lead, at=T0)
    html = fresh(reader, f"{RIVER}share/")
    code = re.search(r'<code id="counter-words"[^>]*>(.*?)</code>', html, re.DOTALL)
    assert code is not None
    assert unescape(code[1]) == (
        f'<iframe src="{settings.CONFIG.address}/letters/river/en/embed/"'
        ' title="Open letter: River en"\n  width="380" height="260" loading="lazy"'
        ' style="border:0;max-width:100%"></iframe>'
    )
    assert [unescape(site) for site in re.findall(r"<li><code[^>]*>(.*?)</code>", html)] == [*SITES]
    allow_embedding(letter, ("*",), by=letter.lead, at=T0)
    assert "Any site may show it." in fresh(reader, f"{RIVER}share/")


def test_hostile_title_stays_within_the_code(reader: Client, letter: Letter) -> None:
    title = """"><script>alert('1')</script> &amp; نامه"""
    EditionText.objects.filter(language="en").update(title=title)
    allow_embedding(letter, ("*",), by=letter.lead, at=T0)
    html = fresh(reader, f"{RIVER}share/")
    assert "<script>" not in html
    code = re.search(r'<code id="counter-words"[^>]*>(.*?)</code>', html, re.DOTALL)
    assert code is not None
    # What somebody pastes is quoted, too.
    assert unescape(unescape(code[1])).count("<script>") == 1
    assert "<script>" not in unescape(code[1])
    assert "<script>alert" not in text_of(reader.get(f"{RIVER}embed/"))


def test_counter_shows_the_number_and_the_way_to_sign(reader: Client, letter: Letter) -> None:
    html = text_of(reader.get(f"{RIVER}embed/"))
    assert "Be the first to sign." in html
    for number in (1, 2):
        make_confirmed(letter, 1)
        log_all(letter)
        html = fresh(reader, f"{RIVER}embed/")
        assert f"<strong>{number}</strong> {'has' if number == 1 else 'have'} signed" in html
    home = f"{settings.CONFIG.address}/letters/river/en/"
    links = re.findall(r'<a [^>]*href="([^"]*)" target="_blank" rel="noopener"', html)
    assert links == [home, f"{home}sign/"]
    assert html.count("<a ") == 2
    close_letter(letter, by=letter.lead, at=T0)
    html = fresh(reader, f"{RIVER}embed/")
    assert "sign/" not in html
    persian = fresh(reader, "/letters/river/fa/embed/")
    assert '<html lang="fa" dir="rtl">' in persian


def test_counter_is_framed_by_the_chosen_sites_alone(reader: Client, letter: Letter) -> None:
    def ancestors(path: str) -> tuple[str, str | None]:
        PAGES.forget_revisions()
        for _kept in range(2):
            response = reader.get(path)
        policy = response.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
        assert not response.cookies
        return policy.partition("frame-ancestors ")[2], response.headers.get("X-Frame-Options")

    nobody = ("'none'", "DENY")
    counter = f"{RIVER}embed/"
    assert ancestors(counter) == nobody
    for sites in (SITES, ("*",)):
        allow_embedding(letter, sites, by=letter.lead, at=T0)
        assert ancestors(counter) == (" ".join(sites), None)
        for other in (
            RIVER,
            f"{RIVER}share/",
            f"{RIVER}sign/",
            "/",
            "/accounts/login/",
            "/nowhere",
        ):
            assert (other, ancestors(other)) == (other, nobody)
        assert ancestors(f"{counter}?x=1") == (" ".join(sites), None)
    allow_embedding(letter, (), by=letter.lead, at=T0)
    assert ancestors(counter) == nobody


def test_pages_are_light(reader: Client, letter: Letter) -> None:
    signed(letter)
    allow_embedding(letter, SITES, by=letter.lead, at=T0)
    for rest, most in (("share/", 12_000), ("embed/", 2_500), ("", 25_000)):
        size = len(reader.get(f"{RIVER}{rest}").content)
        assert (rest, size < most) == (rest, True), size
