"""A journalist checks an article before it goes to print, and reads what others quoted."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import fetch
from tests.support.site import Site
from tests.web.workspace.test_looks import TOO_WIDE, serious

pytestmark = [pytest.mark.browser]

SLUG = "let-there-be-a-number"
ARTICLE = """\
Eleven organizations from six countries have written to the International Commission for River
Records.

“A flood that nobody measured can never be measured,” the organizations said in the letter.

They asked the ministers to “pay what is owed, and agree on a fund that secures the upkeep of the
network for twenty years”.
"""


def test_a_journalist_checks_an_article(
    open_page: Callable[..., Page], site: Site, tmp_path: Path
) -> None:
    done = site.run("demo")
    assert done.returncode == 0, done.stderr
    letter = f"{site.address}/letters/{SLUG}/en/"

    # The letter comes with everything that the check needs; the rest happens on one's own machine.
    bundle, article, report = (tmp_path / name for name in ("l.zip", "article.txt", "report.html"))
    bundle.write_bytes(fetch(f"{site.address}/letters/{SLUG}/bundle.zip"))
    article.write_text(ARTICLE, encoding="utf-8")
    done = site.run("quotes", article, "--letter", bundle, "--report", report)
    # The exit code says that something is not as in the letter.
    assert (done.returncode, done.stderr) == (1, "")

    page = open_page()
    page.goto(report.as_uri())
    expect(page.get_by_text("twenty").first).to_be_visible()
    expect(page.get_by_text("altered").first).to_be_visible()
    assert page.evaluate(TOO_WIDE) == 0
    assert serious(page) == []

    # What others made of the letter stands with it.
    page.goto(letter)
    page.get_by_role("link", name="Which articles, and how truly they quote").click()
    courier = page.locator(".covering article").filter(has_text="The Auvelle Courier")
    changed = courier.get_by_role("listitem").filter(has_text="Altered")
    expect(changed.locator("mark").first).to_have_text("always")
    expect(changed.locator("mark").last).to_have_text("never")
    expect(changed).to_contain_text("A negation was added or dropped.")
    french = page.locator(".covering article").filter(has_text="Le Quotidien des rives")
    expect(french.get_by_text("Word for word", exact=True)).to_be_visible()
    assert serious(page) == []
    # Back in the letter, at the words themselves.
    page.locator(".parts").get_by_role("link", name="That gauge is number 388").click()
    expect(page.locator("mark.quoted").first).to_be_in_viewport()
