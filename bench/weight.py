"""Pages: how many bytes and requests a reader's browser takes for them, the first time.

Run as `python -m bench.weight`. Bytes are those on the wire, compressed, with headers, as Chromium
tells them; what no reader's page can do without, its HTML, stands beside them.
"""

import shutil
import sys
from collections.abc import Iterator

from django.db import connections
from playwright.sync_api import Browser, Request, sync_playwright

from bench._server import PORT, serving
from tests.support.letters import log_all, make_open_letter, organization_wish, signed, wish

_MOST_BYTES = 150_000
_MOST_WITHOUT_FONTS = 40_000
_PAGES = ("", "signatories/", "sign/", "check/", "numbers/", "share/")


def weigh(browser: Browser, address: str) -> tuple[int, int, int, int]:
    """Bytes in all, bytes without fonts, bytes of the HTML, and requests."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    taken: list[Request] = []

    def note(request: Request) -> None:
        taken.append(request)

    context.on("requestfinished", note)
    page = context.new_page()
    page.goto(address, wait_until="networkidle")
    whole = fonts = html = 0
    for request in taken:
        sizes = request.sizes()
        size = sizes["responseBodySize"] + sizes["responseHeadersSize"]
        whole += size
        fonts += size if request.resource_type == "font" else 0
        html += size if request.resource_type == "document" else 0
    context.close()
    return whole, whole - fonts, html, len(taken)


def measure() -> Iterator[str]:
    """Measure, and yield a line for each page."""
    letter = make_open_letter()
    for number in range(40):
        signed(letter, wish(f"Ada Example {number}", f"ada{number}@people.example"))
        signed(letter, wish(f"شیرین نمونه {number}", f"shirin{number}@people.example"))
    signed(letter, organization_wish())
    log_all(letter)
    connections.close_all()
    program = shutil.which("chromium") or shutil.which("google-chrome")
    with (
        serving([sys.executable, "-m", "undersigned", "serve"], PORT),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for language in ("en", "fa"):
            for rest in _PAGES:
                path = f"/letters/{letter.slug}/{language}/{rest}"
                whole, bare, html, requests = weigh(browser, f"http://localhost:{PORT}{path}")
                yield (
                    f"{path}: {whole:,} bytes (at most {_MOST_BYTES:,}), {bare:,} without fonts"
                    f" (at most {_MOST_WITHOUT_FONTS:,}), {bare / html:.1f} times its HTML,"
                    f" {requests} requests"
                )
        browser.close()


def main() -> None:
    """Print all figures."""
    for line in measure():
        print(line, flush=True)


if __name__ == "__main__":
    main()
