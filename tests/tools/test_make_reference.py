"""The pages of the reference that a tool makes say what the code says, about all of it."""

import re

import pytest

from tools.make_reference import PAGES, REFERENCE
from undersigned.cli import COMMANDS
from undersigned.config import SETTINGS


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_what_the_tool_makes(name: str) -> None:
    assert (REFERENCE / name).read_text(encoding="utf-8") == PAGES[name](), "run make reference"


def test_every_setting_and_every_command_is_told() -> None:
    settings = re.findall(r"^## (.+)$", PAGES["settings.md"](), re.MULTILINE)
    commands = re.findall(r"^## undersigned (.+)$", PAGES["commands.md"](), re.MULTILINE)
    assert settings == [setting.name for setting in SETTINGS]
    assert commands == [*COMMANDS]


def test_options_are_told_and_those_of_our_own_programs_are_not() -> None:
    page = PAGES["commands.md"]()
    assert "\n    undersigned import FOLDER [--data FOLDER]\n" in page
    assert "\n    undersigned bundle LETTER --output FILE [--data FOLDER]\n" in page
    assert "\n    undersigned log fsck [LETTER] [--data FOLDER]\n" in page
    assert "--parent" not in page
