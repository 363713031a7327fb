"""The letter of the demonstration, as the README shows it: wide and narrow, both ways."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.support.site import Site
from tests.web.test_looks import TOO_WIDE

pytestmark = [pytest.mark.browser]

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1100, "height": 1000}
VIEWS = [
    ("letter-desktop", "en", "", DESKTOP, "light", True),
    ("letter-persian-phone", "fa", "", PHONE, "dark", True),
    ("names-desktop", "en", "signatories/", DESKTOP, "light", True),
    ("numbers-phone", "en", "numbers/", PHONE, "light", True),
    ("letter-persian-desktop", "fa", "", DESKTOP, "light", True),
    ("letter-french-phone", "fr", "", PHONE, "dark", False),
]


def test_the_demonstration_looks_as_it_should(
    open_page: Callable[..., Page], site: Site, picture: Callable[[Page, str], None]
) -> None:
    done = site.run("demo")
    assert done.returncode == 0, done.stderr
    for name, language, rest, viewport, scheme, has_scripts in VIEWS:
        page = open_page(
            viewport=viewport,
            color_scheme=scheme,
            java_script_enabled=has_scripts,
            device_scale_factor=1 if viewport is DESKTOP else 1.5,
        )
        page.goto(f"{site.address}/letters/let-there-be-a-number/{language}/{rest}")
        assert (name, page.evaluate(TOO_WIDE)) == (name, [0, 0])
        picture(page, name)
