"""Passing on in a real browser: the counter within another site, and copying."""

import subprocess
import sys
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.steps import TITLE, TITLE_FA, PublicLetter, import_letter
from tests.support.browser import Watch
from tests.support.site import Site
from tests.web.test_looks import TOO_WIDE

pytestmark = [pytest.mark.browser]

ALLOW = """
import sys, django
django.setup()
from django.utils import timezone
from undersigned.models import Letter
from undersigned.stages.share import allow_embedding
letter = Letter.objects.get(slug=sys.argv[1])
allow_embedding(letter, sys.argv[2:], by=letter.lead, at=timezone.now())
"""


def allow(letter: PublicLetter, *sites: str) -> None:
    """Let these sites show the counter, as the lead does in the workspace."""
    environment = {**letter.site.environment, "DJANGO_SETTINGS_MODULE": "undersigned.settings"}
    subprocess.run(
        [sys.executable, "-c", ALLOW, letter.slug, *sites], env=environment, check=True, timeout=60
    )


@contextmanager
def other_site(html: str) -> Generator[int]:
    """Serve one page on a port of its own; yield the port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = html.encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


@pytest.fixture
def letter(site: Site, tmp_path: Path) -> PublicLetter:
    return import_letter(site, tmp_path)


def serious(page: Page) -> list[str]:
    """Return what axe finds, as rule and place."""
    violations = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {node['html'][:120]}" for rule in violations for node in rule["nodes"]]


def see_refused(page: Page, address: str) -> None:
    """Open a page whose frame the browser must leave empty."""
    with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        page.goto(address)
    expect(page.frame_locator("iframe").get_by_role("heading")).to_have_count(0)


def test_counter_is_shown_by_an_allowed_site_and_by_no_other(
    open_page: Callable[..., Page], letter: PublicLetter, watch: Watch
) -> None:
    watch.allow("frame-ancestors")
    frame = f'<iframe src="{letter.address("embed/")}" width="380" height="260"></iframe>'
    with other_site(f"<!doctype html><link rel=icon href=data:,><title>A</title>{frame}") as port:
        # The same server under two names, one of which the letter has chosen.
        allow(letter, f"http://127.0.0.1:{port}")
        page = open_page()
        page.goto(f"http://127.0.0.1:{port}/")
        shown = page.frame_locator("iframe")
        expect(shown.get_by_role("heading")).to_have_text(TITLE)
        expect(shown.locator(".count")).to_have_text("4 have signed")
        with page.context.expect_page() as opened:
            shown.get_by_role("link", name="Sign (opens in a new tab)").click()
        expect(opened.value.get_by_label("Your name")).to_be_visible()
        assert opened.value.url == letter.address("sign/")
        assert opened.value.evaluate("window.opener") is None
        see_refused(page, f"http://localhost:{port}/")
        assert page.context.cookies() == []
    # What is not meant for it is framed by nobody, chosen or not.
    frame = f'<iframe src="{letter.address("sign/")}"></iframe>'
    with other_site(f"<!doctype html><link rel=icon href=data:,><title>A</title>{frame}") as port:
        allow(letter, f"http://127.0.0.1:{port}")
        see_refused(page, f"http://127.0.0.1:{port}/")


def test_headers_of_a_running_server(letter: PublicLetter) -> None:
    allow(letter, "https://a.example")
    nobody, chosen = "frame-ancestors 'none'", "frame-ancestors https://a.example"
    for rest, ancestors in (
        ("", nobody),
        ("share/", nobody),
        ("card.png", nobody),
        ("qr.svg", nobody),
        ("feed.atom", nobody),
        ("embed/", chosen),
    ):
        for method in ("GET", "HEAD"):
            with urlopen(Request(letter.address(rest), method=method), timeout=10) as response:
                headers = response.headers
                policy = headers["Content-Security-Policy"]
                assert (rest, policy.split("; ")[-1]) == (rest, ancestors)
                assert policy.startswith("default-src 'none'; script-src 'self';")
                assert headers["X-Content-Type-Options"] == "nosniff"
                assert headers["Referrer-Policy"] == "same-origin"
                framed = None if rest == "embed/" else "DENY"
                assert (rest, headers["X-Frame-Options"]) == (rest, framed)
                assert headers["ETag"]
                assert "Set-Cookie" not in headers


def test_what_is_shared_fits_and_is_accessible(
    open_page: Callable[..., Page], letter: PublicLetter
) -> None:
    allow(letter, "https://a.example", "https://*.the-friends-of-the-river-and-its-banks.example")
    for width, scheme, language in (
        (320, "light", "fa"),
        (280, "dark", "fa"),
        (1280, "dark", "en"),
    ):
        page = open_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
        for rest in ("share/", "embed/"):
            page.goto(letter.address(rest, language=language))
            where = (width, language, rest)
            assert (where, page.evaluate(TOO_WIDE)) == (where, [0, 0])
            assert (where, serious(page)) == (where, [])
    page = open_page(viewport={"width": 280, "height": 260})
    page.goto(letter.address("embed/", language="fa"))
    expect(page.get_by_role("heading")).to_have_text(TITLE_FA)
    assert page.evaluate("document.documentElement.scrollHeight") <= 260


def test_address_and_codes_are_copied(
    open_page: Callable[..., Page], letter: PublicLetter, picture: Callable[[Page, str], None]
) -> None:
    allow(letter, "*")
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(letter.address("share/"))
    picture(page, "pass-on")
    for name, number in (("Copy the address", 0), ("Copy the code", 0), ("Copy the code", 1)):
        button = page.get_by_role("button", name=name).nth(number)
        button.click()
        expect(page.get_by_role("status")).to_have_text("Copied.")
        source = page.locator(f"#{button.get_attribute('data-copies')}")
        assert page.evaluate("navigator.clipboard.readText()") == source.text_content()
    # What was copied is markup that shows the counter.
    code = page.locator("#counter-words").text_content()
    assert code is not None
    assert f'src="{letter.address("embed/")}"' in unescape(code)


def test_page_is_complete_without_javascript(
    open_page: Callable[..., Page], letter: PublicLetter
) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(letter.address())
    page.get_by_role("link", name="Pass this letter on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Pass this letter on")
    expect(page.get_by_role("button")).to_have_count(0)
    expect(page.locator("#address-words")).to_have_text(letter.address())
    expect(page.get_by_role("link", name="Write a mail")).to_be_visible()
