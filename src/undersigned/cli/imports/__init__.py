"""Publish a letter that was gathered elsewhere, and log those who signed it.

FOLDER holds letter.toml, the texts that it names, and a list of signatories; its format is
described in docs/how-to/import-a-letter.md. The letter is imported as a whole or not at all; what
is skipped of the list is said with its line and the reason.
"""

import argparse
from pathlib import Path

from undersigned.cli import site


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("folder", metavar="FOLDER", type=Path, help="the folder with the letter")


def run(args: argparse.Namespace) -> int:
    """Import the folder, say what was done, and return the exit code."""
    site.open_database()
    from undersigned.cli.imports.folder import read_folder  # noqa: PLC0415 app ready
    from undersigned.cli.imports.publish import publish_folder  # noqa: PLC0415 app ready

    return publish_folder(read_folder(args.folder))
