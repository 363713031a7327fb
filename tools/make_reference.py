"""Writes the pages of the reference that the code itself tells: settings and commands.

`make reference` runs it. A test fails while a page is not what the code says.
"""

import argparse
import sys
from pathlib import Path
from typing import Final

from undersigned.cli import COMMANDS, make_parser
from undersigned.config import SETTINGS

REFERENCE: Final = Path(__file__).parents[1] / "docs" / "reference"

SETTINGS_INTRO: Final = """\
# Settings

Each setting is an environment variable. One that cannot be read stops the program, which says which
one it is and what it takes. To keep a secret out of the environment, put it into a file and add
`_FILE` to the name: `UNDERSIGNED_DATABASE_FILE=/run/secrets/database` is read from there. A setting
is given in one of the two ways, not in both.

`undersigned check` says whether what is set works.
"""
COMMANDS_INTRO: Final = """\
# Commands

`undersigned COMMAND --help` prints the same. Commands on a server take its folder from `--data`, or
from `UNDERSIGNED_DATA`, or else use `./undersigned-data`; the other settings are described in
[settings](settings.md). A command that ends well exits with 0, one that cannot do its work at all
with 2, after one sentence that says why. What [`verify`](verify.md) prints has a page of its own.
"""


def settings_page() -> str:
    """The table of settings, as a page."""
    parts = [SETTINGS_INTRO]
    for setting in SETTINGS:
        default = f"`{setting.default}`" if setting.default else "empty"
        parts.append(f"## {setting.name}\n\n{setting.help}\n\nDefault: {default}\n")
    return "\n".join(parts)


def commands_page() -> str:
    """What each command takes and does, as a page."""
    parts = [COMMANDS_INTRO]
    for name in COMMANDS:
        parser = make_parser(name)
        # Those without a dash first, as people write them; a list keeps its order otherwise.
        actions = sorted(_shown(parser), key=lambda action: bool(action.option_strings))
        words = [_as_written(action) for action in actions]
        rows = [f"| `{_spelled(action)}` | {_help(action)} |" for action in actions]
        parts += [
            f"## undersigned {name}\n",
            f"    {' '.join(['undersigned', name, *words])}\n",
            f"{(parser.description or '').strip()}\n",
            "\n".join(["| argument | what it is |", "|---|---|", *rows]) + "\n",
        ]
    return "\n".join(parts)


def _shown(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    """What people may give, besides the --help of all."""
    return [
        action
        for action in parser._actions
        if action.help != argparse.SUPPRESS and "--help" not in action.option_strings
    ]


def _as_written(action: argparse.Action) -> str:
    word = _spelled(action)
    if action.option_strings:
        return word if action.required else f"[{word}]"
    return f"[{word}]" if action.nargs == "?" else word


def _spelled(action: argparse.Action) -> str:
    value = str(action.metavar or "|".join(map(str, action.choices or ())))
    if not action.option_strings:
        return value
    takes_value = action.nargs != 0
    return f"{action.option_strings[-1]} {value}" if takes_value else action.option_strings[-1]


def _help(action: argparse.Action) -> str:
    """The help, without what Markdown would take for a tag or the end of a cell."""
    return (action.help or "").replace("<", "&lt;").replace("|", "\\|")


PAGES: Final = {"settings.md": settings_page, "commands.md": commands_page}


def main() -> int:
    """Write both pages."""
    for name, page in PAGES.items():
        (REFERENCE / name).write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
