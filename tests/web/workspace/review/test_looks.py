"""The reading page in a real browser: at any width, for everybody, the text without gaps."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import review_steps as steps
from tests.journeys.test_people_review_a_text import begin
from tests.support.site import Site
from tests.web.workspace.test_looks import TOO_WIDE, serious

pytestmark = [pytest.mark.browser]


@pytest.mark.slow
def test_reading_fits_and_is_accessible(open_page: Callable[..., Page], site: Site) -> None:
    lead = open_page(viewport={"width": 1280, "height": 900})
    begin(lead, site)
    steps.read(lead, site, "river", "fa")
    steps.remark_on(lead, "پایین می‌رود", "W" * 400)
    steps.suggest(lead, "ماه به ماه", "هر ماه")
    steps.read(lead, site, "river")
    for number in range(4):
        steps.remark_on(lead, "three summers", f"{number}: are these not four?")
    steps.suggest(lead, "each month", "each week")
    # What is said beside a paragraph makes no hole in the letter, and covers nothing else.
    row = lead.locator("#block-1").bounding_box()
    beside = lead.locator("#block-1 .beside").bounding_box()
    below = lead.locator("#block-3 .beside").bounding_box()
    assert row is not None
    assert beside is not None
    assert below is not None
    assert row["height"] < 150 < beside["height"]
    assert below["y"] >= beside["y"] + beside["height"]
    steps.select(lead, "nobody has published")
    assert serious(lead) == []
    lead.locator(".tools").get_by_role("button", name="Suggest a change").click()
    expect(lead.locator("#write-remark")).to_be_visible()
    assert serious(lead) == []
    cookies = lead.context.storage_state()
    read = f"{site.address}/workspace/letters/river/texts/{{}}/read/{{}}"
    pages = [
        read.format("en", ""),
        read.format("fa", "?show=all"),
        read.format("en", "remark/?unit=0"),
        read.format("fa", "suggest/?unit=0"),
        read.format("en", "remark/"),
    ]
    for width, scheme in ((320, "light"), (1000, "dark"), (1920, "light")):
        view = open_page(
            viewport={"width": width, "height": 800}, color_scheme=scheme, storage_state=cookies
        )
        for address in pages:
            view.goto(address)
            where = (width, address.removeprefix(site.address))
            assert (where, view.evaluate(TOO_WIDE)) == (where, 0)
            if width != 1920:
                assert (where, serious(view)) == (where, [])
