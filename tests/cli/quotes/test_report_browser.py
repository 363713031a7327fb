"""The report as people see it: it fits every window, axe is content, nothing is asked for."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.cli.quotes.test_quotes import FALSE, LETTER, OTHER, TRUE
from tests.support.looks import faults_of
from undersigned.cli import main

pytestmark = pytest.mark.browser

PERSIAN = "امضاکنندگان نوشتند: «سه تابستان است که آب رود پایین می‌رود و کسی نگفته است چرا.»\n"
PERSIAN_LETTER = "سه تابستان است که آب رود پایین می‌رود و هیچ‌کس نگفته است چرا.\n"


@pytest.mark.parametrize(
    ("article", "letter", "badges"),
    [
        (FALSE + "\n" + TRUE + "\n" + OTHER, LETTER, ["altered", "verbatim"]),
        (PERSIAN, PERSIAN_LETTER, ["altered"]),
    ],
    ids=["english", "persian"],
)
def test_a_report_is_sound_in_every_window(
    tmp_path: Path, page: Page, article: str, letter: str, badges: list[str]
) -> None:
    path = tmp_path / "r.html"
    (tmp_path / "a.txt").write_text(article, "utf-8")
    (tmp_path / "l.txt").write_text(letter, "utf-8")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    main(
        [
            "quotes",
            str(tmp_path / "a.txt"),
            "--letter",
            str(tmp_path / "l.txt"),
            "--report",
            str(path),
        ]
    )
    page.goto(path.as_uri())
    assert page.locator(".card .badge").all_inner_texts() == badges
    assert faults_of(page) == {}
    page.locator(".words .number").first.click()
    assert page.evaluate("document.querySelector(':target').classList.contains('card')")
    assert {url for url in asked if not url.startswith("data:")} == {path.as_uri()}
