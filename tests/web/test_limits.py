"""A letter at the edge of what is taken: its pages, cards and paper stay right.

Pictures of them are kept in `build/limits` to be looked at.
"""

import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page
from pyhanko.pdf_utils.reader import PdfFileReader

from tests.support.client import ask
from tests.support.site import Site
from tests.web.test_looks import TOO_WIDE

pytestmark = [pytest.mark.browser]

PICTURES = Path("build/limits")
# Words, one word that cannot be broken, and a title in Persian: 300 characters each.
TITLE = ("Give our river a voice before the gates are closed and nobody asks any more " * 4)[
    :299
] + "!"
TITLE_DE = "Donaudampfschifffahrtsgesellschaftskapitänsmützenfabrikantenverband" * 4 + "x" * 32
TITLE_FA = ("به رود ما صدا بدهید پیش از آنکه دریچه‌ها بسته شود " * 6)[:299] + "."
OTHERS = [
    "ar", "bg", "cs", "da", "el", "es", "et", "fi", "fr", "ga", "he", "hr", "hu", "it", "ja", "ko",
    "lt", "lv", "mt", "nl", "pl", "pt", "ro", "ru", "sk", "sl", "zh",
]  # fmt: skip
NAMES = [
    "Wolfeschlegelstein" * 16 + "abc",
    "😀" * 60,
    "شیرین نمونه (Shirin Example) از تهران 12",
    "Ada \u202edesrever\u202c Example",
    "李" * 100,
]


def long_body() -> str:
    """Some sixty pages with four hundred notes."""
    notes = "".join(f"[^{number}]: Report {number}, page {number}.\n" for number in range(1, 401))
    parts = []
    for part in range(40):
        marks = " ".join(
            f"The water fell again that year, and nobody said how far.[^{part * 10 + number}]"
            for number in range(1, 11)
        )
        parts.append(
            f"## Part {part + 1}\n\n{marks}\n\n" + "On and on the river goes. " * 130 + "\n"
        )
    return "\n".join(parts) + "\n" + notes


def import_largest(site: Site, folder: Path) -> str:
    """Import the letter and return its address without a language."""
    texts = [("en", TITLE, long_body()), ("de", TITLE_DE, "Kurz.\n"), ("fa", TITLE_FA, "کوتاه.\n")]
    texts += [(tag, f"Title {tag}", "Short.\n") for tag in OTHERS]
    assert len(texts) == 30
    assert {len(title) for _, title, _ in texts[:3]} == {300}
    described = ['slug = "edge"', 'signatories = "signatories.csv"']
    for number in range(200):
        place = "Ministry of Waters " * 6 if number == 7 else "Examplia"
        described += ["[[addressees]]", f'name = "Minister {number}"']
        described += ['office = "Minister"', f'place = "{place.strip()}"']
    for tag, title, body in texts:
        (folder / f"{tag}.md").write_text(body, encoding="utf-8")
        described += [
            "[[texts]]",
            f'language = "{tag}"',
            f'title = "{title}"',
            f'file = "{tag}.md"',
        ]
        if tag == "en":
            described.append("original = true")
    (folder / "letter.toml").write_text("\n".join(described) + "\n", encoding="utf-8")
    rows = ["kind,name,affiliation,role,country", f"organization,{'W' * 291},https://w.example,,DE"]
    rows += [f"person,{name},{name[:200]},Teacher,FR" for name in NAMES]
    (folder / "signatories.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    done = site.run("import", folder)
    assert done.returncode == 0, done.stderr + done.stdout
    return f"{site.address}/letters/edge/"


def paper_of(address: str) -> bytes:
    """The PDF, once the worker has printed it."""
    deadline = time.monotonic() + 60
    while True:
        answer = ask("GET", address)
        if (answer.status, dict(answer.headers).get("content-type")) == (200, "application/pdf"):
            return answer.body
        assert time.monotonic() < deadline, answer.status
        time.sleep(0.5)


def test_the_largest_letter_is_readable_everywhere(
    open_page: Callable[..., Page], site: Site, tmp_path: Path
) -> None:
    letter = import_largest(site, tmp_path)
    PICTURES.mkdir(parents=True, exist_ok=True)
    for width, scheme in ((320, "light"), (1280, "dark")):
        page = open_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
        for language in ("en", "de", "fa"):
            for rest in ("", "signatories/", "share/", "check/", "numbers/", "embed/", "sign/"):
                page.goto(f"{letter}{language}/{rest}")
                where = (width, language, rest)
                if rest == "embed/":
                    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
                    assert (where, wide) == (where, 0)
                else:
                    assert (where, page.evaluate(TOO_WIDE)) == (where, [0, 0])
                if rest in {"", "signatories/"}:
                    name = f"{language}-{rest.strip('/') or 'letter'}-{width}.png"
                    page.screenshot(path=PICTURES / name)
            page.goto(f"{letter}{language}/")
            page.locator("#undersigned").screenshot(path=PICTURES / f"{language}-names-{width}.png")
        page.goto(f"{letter}en/")
        assert page.locator("[role=doc-noteref]").count() == 400
        assert page.locator(".addressees li").count() == 200
        assert page.locator(".languages li").count() == 30
        # No name is lost or cut: the whole text of each stands in the page.
        shown = page.locator("#undersigned").inner_text()
        assert all(name in shown for name in NAMES[:3])
    # A language without a text has no page.
    assert ask("GET", f"{letter}sv/").status == 404

    for language in ("en", "de", "fa"):
        answer = ask("GET", f"{letter}{language}/card.png")
        assert answer.status == 200
        (PICTURES / f"{language}-card.png").write_bytes(answer.body)
        card = Image.open(BytesIO(answer.body)).convert("RGB")
        assert card.size == (1200, 630)
        # What is written keeps clear of the edges, below the bar at the top: nothing is cut.
        for edge in ((0, 40, 60, 630), (1140, 40, 1200, 630), (0, 610, 1200, 630)):
            assert card.crop(edge).getcolors(1), (language, edge)
    for language, most, least in (("en", 90, 50), ("fa", 12, 1)):
        data = paper_of(f"{letter}{language}/letter.pdf")
        (PICTURES / f"{language}.pdf").write_bytes(data)
        pages = int(PdfFileReader(BytesIO(data)).root["/Pages"]["/Count"])
        assert least <= pages <= most
