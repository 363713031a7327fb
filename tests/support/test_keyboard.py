"""Who has only a keyboard notices where it does not lead on, and where nobody sees the focus."""

import pytest
from playwright.sync_api import Page

from tests.support.keyboard import Keyboard

pytestmark = [pytest.mark.browser]

PAGE = """<!doctype html><html lang="en"><title>A page</title>
<style>{style}</style><p><a href="#a">One</a> <input aria-label="Two">
<label><input type="radio" name="r"> Three</label> <label><input type="radio" name="r"> Four</label>
<textarea aria-label="Five"></textarea></p><div></div>"""
BAR = "div { position: fixed; inset: 0; background: white; }"
TRAP = """() => document.querySelector('textarea').addEventListener(
  'keydown', event => event.key === 'Tab' && event.preventDefault())"""


@pytest.fixture
def keyboard(page: Page) -> Keyboard:
    page.set_content(PAGE.format(style=""))
    return Keyboard(page)


def test_a_sound_page_is_walked_through(keyboard: Keyboard) -> None:
    assert keyboard.tab_to("Five") == ["One", "Two", "Three", "Five"]
    assert keyboard.tab_to("Five") == []
    assert keyboard.walk() == 4
    with pytest.raises(AssertionError, match="does not come to 'Six'"):
        keyboard.tab_to("Six", most=10)


def test_a_field_higher_than_the_window_is_seen_where_it_is_within(keyboard: Keyboard) -> None:
    keyboard.page.set_viewport_size({"width": 600, "height": 120})
    keyboard.page.set_content(PAGE.format(style="textarea { block-size: 4000px; }"))
    assert keyboard.walk() == 4


def test_a_field_that_holds_the_focus_is_noticed(keyboard: Keyboard) -> None:
    keyboard.page.evaluate(TRAP)
    with pytest.raises(AssertionError, match="one place twice"):
        keyboard.walk()


@pytest.mark.parametrize(
    ("style", "fault"),
    [
        ("a:focus { outline: none; }", "is not marked"),
        (BAR, "lies below something else"),
        ("a { position: fixed; inset-block-start: -5rem; }", "is out of sight"),
    ],
)
def test_a_stop_that_nobody_sees_is_noticed(keyboard: Keyboard, style: str, fault: str) -> None:
    keyboard.page.set_content(PAGE.format(style=style))
    with pytest.raises(AssertionError, match=fault):
        keyboard.walk()
